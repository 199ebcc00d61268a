"""The agent's own customers (``m``)."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from callcenter.locale import _, ngettext
from callcenter.screens.desk import CustomerWanted, DeskScreen, DialWanted, WhyWanted
from callcenter.screens.find import found_columns, found_lines
from callcenter.views import FoundRow
from callcenter.widgets.line_list import LineList
from callcenter.widgets.prompts import Hint, KeyHints
from callcenter.widgets.said_line import SaidLine


class MineScreen(DeskScreen[None]):
    """By name."""

    CSS_PATH = "mine.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d,f3", "dial", show=False, id="mine.dial"),
        Binding("w,f4", "why", show=False, id="mine.why"),
    ]

    def compose(self) -> ComposeResult:
        yield self.header()
        yield SaidLine(style="bold", id="count")
        yield LineList(found_columns(), empty=_("You own no customer yet: a reached call makes one yours."), id="found")
        yield KeyHints(
            (
                Hint("list.open", _("open")),
                Hint("mine.dial", _("dial")),
                Hint("mine.why", _("why not")),
                Hint("app.back", _("back")),
            ),
            id="hints",
        )

    @property
    def list(self) -> LineList:
        """The customers."""
        return self.query_one("#found", LineList)

    def refill(self) -> None:
        store, name = self.desk.store, self.desk.session.name
        self.read(lambda _now: store.customers_of(name), self._show, group="mine")

    def _show(self, found: tuple[FoundRow, ...]) -> None:
        said = ngettext("{n} customer of yours", "{n} customers of yours", len(found)).format(n=len(found))
        self.query_one("#count", SaidLine).say(said)
        self.list.set_rows(found_lines(found))
        self.list.focus()

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        self.post_message(CustomerWanted(event.key))

    def action_dial(self) -> None:
        if self.list.key is not None:
            self.post_message(DialWanted(self.list.key))

    def action_why(self) -> None:
        if self.list.key is not None:
            self.post_message(WhyWanted(self.list.key))
