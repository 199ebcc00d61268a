"""Possible duplicates of a customer, compared side by side, merged and split; and the others of their company."""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from callcenter.access import Right
from callcenter.locale import _, ngettext
from callcenter.model import Instant
from callcenter.screens.frame.desk import CustomerWanted, Desk, DeskScreen
from callcenter.views.customers.customer import CustomerView
from callcenter.views.customers.duplicates import DuplicateRow, MarkedRow
from callcenter.views.customers.hits import FoundRow
from callcenter.widgets.lines.prompts import ConfirmBar, Hint, KeyHints
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.widgets.lists.comparison import Comparison
from callcenter.widgets.lists.duplicate_list import DuplicateList
from callcenter.widgets.lists.line_list import LineList

_MERGE, _SPLIT = "merge", "split"
_CONFIRMING = ("y", "f9")


class _Found(Struct, frozen=True):
    view: CustomerView
    duplicates: tuple[DuplicateRow, ...]
    colleagues: tuple[FoundRow, ...]
    others: tuple[MarkedRow, ...]


class DuplicatesScreen(DeskScreen[None]):
    """Duplicates on top of the customer, who survives a merge; to keep the other one, open them and merge there."""

    CSS_PATH = "duplicates.tcss"
    AUTO_FOCUS = "#alike"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x,f4", "merge", show=False, id="duplicates.merge"),
        Binding("s,f2", "split", show=False, id="duplicates.split"),
        Binding("t,f3", "two_people", show=False, id="duplicates.two_people"),
        Binding("tab", "app.focus_next", show=False, id="duplicates.next_part"),
    ]

    def __init__(self, desk: Desk, ref: str, other: str = "") -> None:
        """Begin with ``other``, where they are a likely duplicate."""
        super().__init__(desk)
        self.ref = ref
        self._first = other
        self._view: CustomerView | None = None
        self._asked: tuple[str, str] = ("", "")

    def compose(self) -> ComposeResult:
        yield self.header()
        yield self.banner()
        yield SaidLine(style="bold", id="whose")
        yield DuplicateList(id="alike")
        yield Comparison(id="comparison")
        yield ConfirmBar(id="confirm")
        yield KeyHints(
            (
                Hint("list.open", _("open")),
                Hint("duplicates.merge", _("merge")),
                Hint("duplicates.split", _("split")),
                Hint("duplicates.two_people", _("two people")),
                Hint("app.back", _("back")),
                Hint("duplicates.next_part", _("next part")),
                Hint("app.help", _("help")),
            ),
            id="hints",
        )

    @property
    def list(self) -> DuplicateList:
        """Return the list that the cursor goes over."""
        return self.query_one(DuplicateList)

    def refill(self) -> None:
        store, ref = self.desk.store, self.ref

        def ask(now: Instant) -> _Found:
            duplicates = store.duplicates.of(ref)
            others = store.two_people.all(ref)
            known = {row.customer.ref for row in duplicates} | {row.customer.ref for row in others}
            colleagues = tuple(row for row in store.duplicates.colleagues_of(ref) if row.ref not in known)
            return _Found(store.details.get(ref, now=now), duplicates, colleagues, others)

        self.read(ask, self._show, group="duplicates")

    def _show(self, found: _Found) -> None:
        view = self._view = found.view
        count = len(found.duplicates)
        said = ngettext("{name}: {n} likely duplicate", "{name}: {n} likely duplicates", count)
        self.query_one("#whose", SaidLine).say(said.format(name=view.name, n=count))
        frame = view.campaign.frame
        self.list.set_empty(_("Nobody looks like this customer, and nobody else is known at their company."))
        self.list.show(
            found.duplicates,
            (row for row in view.merges if row.withdrawn_at is None),
            found.colleagues,
            found.others,
            company=view.company,
            zone=frame.zone,
            country=frame.country,
            now=self.desk.now,
        )
        if self._first:
            self.list.go_to(self._first)
            self._first = ""
        self._compare()

    def on_line_list_highlighted(self, event: LineList.Highlighted) -> None:
        if isinstance(event.line_list, DuplicateList):
            self._compare()

    def _compare(self) -> None:
        store, other = self.desk.store, self.list.other
        if other is None:
            merged = self.list.merged
            said = "" if merged is None else _("{ref} stands for this customer too.").format(ref=merged.ref)
            self.query_one(Comparison).clear(said)
            return
        self.read(lambda now: store.details.get(other.ref, now=now), self._show_other, group="other")

    def _show_other(self, other: CustomerView) -> None:
        # The cursor may have gone on while this one was read.
        if self._view is not None and self.list.other is not None and self.list.other.ref == other.ref:
            self.query_one(Comparison).compare(self._view, other, self.desk.now)

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        if isinstance(event.line_list, DuplicateList) and self.list.other is not None:
            self.post_message(CustomerWanted(self.list.other.ref))

    def action_merge(self) -> None:
        """Ask whether the one under the cursor is the customer; they go into the one from whom this was opened."""
        row, view = self.list.duplicate, self._view
        if not self.desk.session.may(Right.MERGE_CUSTOMERS):
            self._say(_("Only a supervisor merges customers."))
        elif row is None or view is None:
            self._say(_("Only likely duplicates are merged: put the cursor on one."))
        elif not row.mergeable:
            campaign = row.customer.campaign
            self._say(
                _("Only customers of one campaign are merged; this one is in {campaign}.").format(campaign=campaign)
            )
        else:
            other = row.customer
            said = _("Merge {other} ({ref}) into {name}?")
            self._ask(_MERGE, other.ref, said.format(other=other.name, ref=other.ref, name=view.name), _("merge"))

    def action_split(self) -> None:
        """Ask whether the merged one under the cursor is somebody else after all."""
        row = self.list.merged
        if not self.desk.session.may(Right.MERGE_CUSTOMERS):
            self._say(_("Only a supervisor splits customers."))
        elif row is None:
            self._say(_("Only merged customers are split: put the cursor on one."))
        else:
            said = _("Make {other} ({ref}) a customer of their own again?").format(other=row.name, ref=row.ref)
            self._ask(_SPLIT, row.ref, said, _("split"))

    def action_two_people(self) -> None:
        """Mark a customer and their likeness as two people; on somebody so marked the same key takes it back."""
        duplicate, marked, view = self.list.duplicate, self.list.marked, self._view
        if view is None or not may_tell_apart(self):
            return
        store, ref = self.desk.store, self.ref
        if duplicate is not None:
            other = duplicate.customer
            said = _("{first} and {second} are two people.").format(first=view.name, second=other.name)
            self.write_once(
                f"two people {other.ref}",
                lambda now, key: store.two_people.mark(ref, other.ref, key=key, now=now),
                lambda _none: self._done(said),
            )
        elif marked is not None:
            other = marked.customer
            said = _("Taken back: {first} and {second} may be one.").format(first=view.name, second=other.name)
            self.write(
                lambda now: store.two_people.unmark(ref, other.ref, now=now),
                lambda _none: self._done(said),
            )
        else:
            self._say(_("Only likely duplicates are told apart: put the cursor on one."))

    def _ask(self, question: str, ref: str, said: str, yes: str) -> None:
        self._asked = (question, ref)
        self.query_one(ConfirmBar).ask(question, said, keys=_CONFIRMING, yes=yes)

    def on_confirm_bar_confirmed(self, event: ConfirmBar.Confirmed) -> None:
        store, survivor = self.desk.store, self.ref
        question, ref = self._asked
        if question == _MERGE:
            self.write_once(
                f"merge {ref}",
                lambda now, key: store.merges.merge(ref, survivor, key=key, now=now),
                lambda _none: self._done(_("{ref} is merged.").format(ref=ref)),
            )
        else:
            self.write_once(
                f"split {ref}",
                lambda now, key: store.merges.split(ref, key=key, now=now),
                lambda _survivor: self._done(_("{ref} is a customer of their own again.").format(ref=ref)),
            )

    def _done(self, said: str) -> None:
        self.notify(said, markup=False, timeout=4)
        self.refill()

    def _say(self, said: str) -> None:
        self.notify(said, markup=False, severity="warning", timeout=4)


def may_tell_apart(screen: DeskScreen[None]) -> bool:
    """Tell whether the person there may say which customers are two people; if not, they are told."""
    if screen.desk.session.may(Right.MERGE_CUSTOMERS):
        return True
    said = _("Only a supervisor says who is one customer and who are two.")
    screen.notify(said, markup=False, severity="warning", timeout=4)
    return False
