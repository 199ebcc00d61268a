"""Possible duplicates of a customer, compared side by side, merged and split; and the others of their company."""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct
from textual.app import ComposeResult

from callcenter.access import Right
from callcenter.locale import N_, _, ngettext
from callcenter.model import Instant
from callcenter.screens.frame.desk import CustomerWanted, Desk
from callcenter.screens.frame.list_screen import BACK, HELP, OPEN, ListScreen
from callcenter.views.customers.customer import CustomerView
from callcenter.views.customers.duplicates import DuplicateRow, MarkedRow
from callcenter.views.customers.hits import FoundRow
from callcenter.widgets.base.commands import KeyCommand, Offers, Possible
from callcenter.widgets.lines.prompts import ConfirmBar
from callcenter.widgets.lists.comparison import Comparison
from callcenter.widgets.lists.duplicate_list import DuplicateList

_MERGE, _SPLIT = "merge", "split"
_CONFIRMING = ("y", "f9")


class _Found(Struct, frozen=True):
    view: CustomerView
    duplicates: tuple[DuplicateRow, ...]
    colleagues: tuple[FoundRow, ...]
    others: tuple[MarkedRow, ...]


class DuplicatesScreen(ListScreen[None]):
    """Duplicates on top of the customer, who survives a merge; to keep the other one, open them and merge there."""

    CSS_PATH = "duplicates.tcss"
    AUTO_FOCUS = "#alike"
    offers: ClassVar[Offers] = (
        OPEN,
        KeyCommand(
            "duplicates.merge",
            "x,f4",
            "merge",
            N_("merge"),
            N_("merge the two customers (supervisor)"),
            right=Right.MERGE_CUSTOMERS,
            when="can_merge",
        ),
        KeyCommand(
            "duplicates.split",
            "s,f2",
            "split",
            N_("split"),
            N_("split a merged customer off again (supervisor)"),
            right=Right.MERGE_CUSTOMERS,
            when="can_split",
        ),
        KeyCommand(
            "duplicates.two_people",
            "t,f3",
            "two_people",
            N_("not the same"),
            N_("mark as different people, or undo that (supervisor)"),
            right=Right.MERGE_CUSTOMERS,
            when="can_tell_apart",
        ),
        BACK,
        KeyCommand(
            "duplicates.next_part",
            "tab",
            "app.focus_next",
            N_("next pane"),
            N_("next pane: list, comparison"),
        ),
        HELP,
    )

    def __init__(self, desk: Desk, ref: str, other: str = "") -> None:
        """Begin with ``other``, where they are a likely duplicate."""
        super().__init__(desk)
        self.ref = ref
        self._first = other
        self._view: CustomerView | None = None
        self._asked: tuple[str, str] = ("", "")

    def compose(self) -> ComposeResult:
        yield from self.top(DuplicateList(id="alike"))
        yield Comparison(id="comparison")
        yield ConfirmBar(id="confirm")
        yield self.footer()

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
        self.say_count(said.format(name=view.name, n=count))
        frame = view.campaign.frame
        self.list.set_empty(_("No likely duplicates, and no other customers at this company."))
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
        self.explain()

    def explain(self) -> None:
        self.refresh_bindings()
        store, other = self.desk.store, self.list.other
        if other is None:
            merged = self.list.merged
            said = "" if merged is None else _("{ref} is this customer too.").format(ref=merged.ref)
            self.query_one(Comparison).clear(said)
            return
        self.read(lambda now: store.details.get(other.ref, now=now), self._show_other, group="other")

    def _show_other(self, other: CustomerView) -> None:
        # The cursor may have gone on while this one was read.
        if self._view is not None and self.list.other is not None and self.list.other.ref == other.ref:
            self.query_one(Comparison).compare(self._view, other, self.desk.now)

    @property
    def ref_here(self) -> str | None:
        return None  # they are one another's, not of a list that one steps through

    def open_row(self) -> None:
        if self.list.other is not None:
            self.post_message(CustomerWanted(self.list.other.ref))

    @property
    def can_merge(self) -> Possible:
        """Tell whether the one under the cursor can be merged."""
        row = self.list.duplicate
        if row is None or self._view is None:
            return _("Select a likely duplicate first.")
        if not row.mergeable:
            campaign = row.customer.campaign
            return _("Only customers of the same campaign can be merged; this one is in {campaign}.").format(
                campaign=campaign
            )
        return True

    @property
    def can_split(self) -> Possible:
        """Tell whether the one under the cursor was merged."""
        return self.list.merged is not None or _("Select a merged customer first.")

    @property
    def can_tell_apart(self) -> Possible:
        """Tell whether the one under the cursor can be marked as somebody else, or unmarked."""
        marked = self.list.duplicate is not None or self.list.marked is not None
        return marked or _("Select a likely duplicate first.")

    def action_merge(self) -> None:
        """Ask whether the one under the cursor is the customer; they go into the one from whom this was opened."""
        row, view = self.list.duplicate, self._view
        if row is not None and view is not None:
            other = row.customer
            said = _("Merge {other} ({ref}) into {name}?")
            self._ask(_MERGE, other.ref, said.format(other=other.name, ref=other.ref, name=view.name), _("merge"))

    def action_split(self) -> None:
        """Ask whether the merged one under the cursor is somebody else after all."""
        row = self.list.merged
        if row is not None:
            said = _("Split {other} ({ref}) off as a separate customer again?").format(other=row.name, ref=row.ref)
            self._ask(_SPLIT, row.ref, said, _("split"))

    def action_two_people(self) -> None:
        """Mark a customer and their likeness as two people; on somebody so marked the same key takes it back."""
        duplicate, marked, view = self.list.duplicate, self.list.marked, self._view
        if view is None:
            return
        store, ref = self.desk.store, self.ref
        if duplicate is not None:
            other = duplicate.customer
            said = _("{first} and {second} are marked as different people.").format(first=view.name, second=other.name)
            self.write_once(
                f"two people {other.ref}",
                lambda now, key: store.two_people.mark(ref, other.ref, key=key, now=now),
                lambda _none: self._done(said),
            )
        elif marked is not None:
            other = marked.customer
            said = _("Undone: {first} and {second} are likely duplicates again.").format(
                first=view.name, second=other.name
            )
            self.write(
                lambda now: store.two_people.unmark(ref, other.ref, now=now),
                lambda _none: self._done(said),
            )

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
                lambda _none: self._done(_("{ref} merged.").format(ref=ref)),
            )
        else:
            self.write_once(
                f"split {ref}",
                lambda now, key: store.merges.split(ref, key=key, now=now),
                lambda _survivor: self._done(_("{ref} is a separate customer again.").format(ref=ref)),
            )

    def _done(self, said: str) -> None:
        self.notify(said, markup=False, timeout=4)
        self.refill()
