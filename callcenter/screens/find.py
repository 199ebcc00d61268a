"""Finding anybody while typing: name, pinyin, initials, company, phone tail, ref (DESIGN §2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from callcenter.locale import _
from callcenter.screens.desk import CustomerWanted, Desk, DeskScreen, DialWanted, WhyWanted
from callcenter.views import FoundRow
from callcenter.widgets.line_list import Column, LineList, LineRow
from callcenter.widgets.prompts import Hint, KeyHints
from callcenter.widgets.queue_list import customer_cell
from callcenter.wording import names, phones

_MOST = 50


def found_columns() -> tuple[Column, ...]:
    """The columns of a list of customers."""
    return (
        Column(_("tier"), 4),
        Column(_("customer"), 20, flex=3, most=60),
        Column(_("phone"), 13, flex=1, most=16),
        Column(_("owner"), 8, flex=1, most=14),
        Column(_("stage"), 8),
        Column(_("ref"), 10, flex=1, most=20),
    )


def found_lines(rows: Iterable[FoundRow]) -> Iterable[LineRow]:
    """Customers as lines; the key is the ref."""
    for row in rows:
        yield LineRow(
            row.ref,
            (
                names.tier(row.tier),
                customer_cell(row.name, row.company),
                phones.masked(row.phone, "CN") if row.phone else "-",
                row.owner or "-",
                names.stage(row.stage),
                row.ref,
            ),
        )


class FindScreen(DeskScreen[None]):
    """Printable keys type; arrows choose, Enter opens, function keys dial and ask why."""

    CSS_PATH = "find.tcss"
    AUTO_FOCUS = "#text"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False, id="find.down"),
        Binding("up", "move(-1)", show=False, id="find.up"),
        Binding("f3", "dial", show=False, id="find.dial"),
        Binding("f4", "why", show=False, id="find.why"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._text = ""

    def compose(self) -> ComposeResult:
        yield self.header()
        yield Input(placeholder=_("name, pinyin, company, end of the number, ref"), id="text")
        yield LineList(found_columns(), empty=_("Type to find a customer."), id="found")
        yield KeyHints(
            (Hint("find.dial", _("dial")), Hint("find.why", _("why not")), Hint("app.back", _("back"))), id="hints"
        )

    @property
    def list(self) -> LineList:
        """The hits."""
        return self.query_one("#found", LineList)

    def refill(self) -> None:
        store, text, campaign = self.desk.store, self._text, self.desk.campaign
        self.read(lambda _now: store.find(text, limit=_MOST, campaign=campaign), self._show, group="find")

    def on_input_changed(self, event: Input.Changed) -> None:
        self._text = event.value
        self.refill()

    def _show(self, found: tuple[FoundRow, ...]) -> None:
        self.list.set_empty(_("Nobody is called so.") if self._text.strip() else _("Type to find a customer."))
        self.list.set_rows(found_lines(found))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self._open(self.list.key)

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        self._open(event.key)

    def _open(self, ref: str | None) -> None:
        if ref is not None:
            self.post_message(CustomerWanted(ref))

    def action_move(self, lines: int) -> None:
        if lines > 0:
            self.list.action_cursor_down()
        else:
            self.list.action_cursor_up()

    def action_dial(self) -> None:
        if self.list.key is not None:
            self.post_message(DialWanted(self.list.key))

    def action_why(self) -> None:
        if self.list.key is not None:
            self.post_message(WhyWanted(self.list.key))
