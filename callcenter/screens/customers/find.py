"""Finding anybody while typing: name, pinyin, initials, company, phone tail, ref (docs/architecture.md#finding)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.widgets import Input

from callcenter.locale import N_, _
from callcenter.model import Instant
from callcenter.screens.customers.pane.list_with_pane import ListWithPane
from callcenter.screens.frame.desk import CustomerWanted, Desk, DeskScreen, DialWanted, WhyWanted
from callcenter.views.customers.hits import FoundRow
from callcenter.widgets.base.commands import KeyCommand, Mention, Offers
from callcenter.widgets.forms.ask_line import AskLine
from callcenter.widgets.forms.form import FormInput
from callcenter.widgets.lists.columns import Column
from callcenter.widgets.lists.line_list import LineList, LineRow, Tone, Toned
from callcenter.widgets.lists.queue_list import customer_cell
from callcenter.wording import alikes, names, phones

ResultT = TypeVar("ResultT")

_MOST = 50


def found_columns() -> tuple[Column, ...]:
    """The columns of a list of customers."""
    return (
        Column(_("tier"), 1),
        Column(_("customer"), 20, flex=3, most=60, prior=True),
        Column(_("phone"), 13),
        Column(_("match"), 6, flex=1, most=26),
        Column(_("owner"), 8, flex=1, most=14),
        Column(_("stage"), 6, flex=1, most=11, from_width=79),
        Column(_("ref"), 5, flex=1, most=20),
        Column(_("campaign"), 8, flex=1, most=20, from_width=96),
    )


def found_lines(rows: Iterable[FoundRow], country: str, reader: str) -> Iterable[LineRow]:
    """Customers as lines; the key is the ref. ``country``: whose numbers are written without their code. An owner who
    is not the ``reader`` stands out."""
    for row in rows:
        yield LineRow(
            row.ref,
            (
                names.tier(row.tier),
                names.outside(row.owner) if row.outside else customer_cell(row.name, row.company),
                phones.masked(row.phone, country) if row.phone else "-",
                alikes.matches(row.matches),
                Toned(f"! {row.owner}", Tone.WARNING) if row.owner not in (None, reader) else row.owner or _("pool"),
                "" if row.outside else names.stage(row.stage),
                row.ref,
                row.campaign,
            ),
        )


class SearchScreen(DeskScreen[ResultT]):
    """A line to type in and who fits it. Printable keys type, arrows choose; the newest question wins.

    Enter waits for the answer to what stands in the line: it never takes a row of an older question.
    """

    AUTO_FOCUS = "#text"
    offers: ClassVar[Offers] = (
        KeyCommand("find.down", "down", "move('down')", meaning=N_("down")),
        KeyCommand("find.up", "up", "move('up')", meaning=N_("up")),
        KeyCommand("find.page_down", "pagedown", "move('page_down')", meaning=N_("page down")),
        KeyCommand("find.page_up", "pageup", "move('page_up')", meaning=N_("page up")),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._answered: str | None = None
        self._outside: frozenset[str] = frozenset()
        self._enter = False

    def look(self, text: str) -> tuple[FoundRow, ...]:
        """Return the customers who fit a text; asked in a thread."""
        return self.desk.store.search.find(text, agent=self.desk.session.name, limit=_MOST, campaign=self.desk.campaign)

    def taken(self, ref: str | None) -> None:
        """Enter, on a row or on none."""

    def empty(self, text: str) -> str:
        """Return the words for a search without hits."""
        if text.strip():
            return _(
                "No match. Try fewer letters: any part of a name or company, pinyin (lilei), initials (ll), the last "
                "three or more digits of a number, or a ref."
            )
        return _(
            "Type to search: name, pinyin (lilei), initials (ll), company, last digits of the number, ref. Several"
            " words must all match: li 恒通."
        )

    @property
    def list(self) -> LineList:
        """The hits."""
        return self.query_one("#found", LineList)

    @property
    def ref_here(self) -> str | None:
        return self.list.key

    @property
    def text(self) -> str:
        """Return the text of the line."""
        return self.query_one("#text", Input).value

    def refill(self) -> None:
        text = self.text

        def ask(_now: Instant) -> tuple[str, tuple[FoundRow, ...]]:
            return text, self.look(text)

        self.read(ask, self._show, group="find")

    def on_input_changed(self, event: Input.Changed) -> None:
        self._enter = False
        self.refill()

    def _show(self, found: tuple[str, tuple[FoundRow, ...]]) -> None:
        text, rows = found
        if text != self._answered:
            # Another question: its best answer is the first row, wherever the cursor was.
            self.list.set_rows(())
        self._answered = text
        self.list.set_empty(self.empty(text))
        self.list.set_rows(found_lines(rows, self.desk.country, self.desk.session.name))
        self._outside = frozenset(row.ref for row in rows if row.outside)
        if self._enter:
            self._enter = False
            self.taken(self.list.key)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if self._answered == event.value:
            self.taken(self.list.key)
        else:
            self._enter = True

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        self.taken(event.key)

    def action_move(self, way: str) -> None:
        getattr(self.list, f"action_cursor_{way}")()

    def ask_for_message(self, ref: str) -> None:
        """Have a message to the owner of a customer typed, in the screen's :class:`AskLine`."""
        self.query_one(AskLine).ask(ref, _("Message to the owner of {ref}:").format(ref=ref), required=True)

    def on_ask_line_blank(self) -> None:
        self.app.bell()

    def on_ask_line_answered(self, event: AskLine.Answered) -> None:
        store, ref, text = self.desk.store, event.question, event.text
        self.write_once(
            f"message {ref} {text}",
            lambda now, key: store.notices.leave(ref, text, key=key, now=now),
            lambda owner: self.notify(_("Message sent to {owner}.").format(owner=owner), markup=False),
        )


class FindScreen(SearchScreen[None]):
    """Enter opens; function keys dial and ask why."""

    CSS_PATH = "find.tcss"
    offers: ClassVar[Offers] = (
        Mention("entry.send", N_("open")),
        KeyCommand("find.dial", "f3", "dial", N_("dial"), N_("dial")),
        KeyCommand("find.why", "f4", "why", N_("show why"), N_("show why this customer is (not) callable now")),
        Mention("find.down", N_("next row")),
        Mention("app.back", N_("back")),
    )

    def compose(self) -> ComposeResult:
        yield self.header()
        yield self.banner()
        yield FormInput(hint=_("name, pinyin or initials, company, last digits of the number, ref"), id="text")
        yield ListWithPane(self, LineList(found_columns(), id="found"))
        yield AskLine(id="ask")
        yield self.footer()

    @property
    def ref_here(self) -> str | None:
        return None if self.list.key in self._outside else self.list.key

    @property
    def unsaved(self) -> str:
        return ""  # a search is no work that could be lost

    def taken(self, ref: str | None) -> None:
        if ref in self._outside:
            # A record that one may not see; its owner can be told.
            self.ask_for_message(str(ref))
        elif ref is not None:
            self.post_message(CustomerWanted(ref))
        elif self.text.strip():
            self.app.bell()

    def action_dial(self) -> None:
        if self.list.key is not None:
            self.post_message(DialWanted(self.list.key))

    def action_why(self) -> None:
        if self.list.key is not None:
            self.post_message(WhyWanted(self.list.key))
