"""Somebody calls (``i``): the number or the name leads to the customer, or to a new one (DESIGN §2)."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from callcenter.locale import _
from callcenter.model import Instant
from callcenter.screens.desk import Desk, DeskScreen
from callcenter.screens.find import found_columns, found_lines
from callcenter.screens.new_customer import NewCustomerScreen
from callcenter.screens.numbers import read_number
from callcenter.views import FoundRow, OpenCall
from callcenter.widgets.line_list import LineList
from callcenter.widgets.prompts import Hint, KeyHints

_MOST = 50


class IncomingScreen(DeskScreen[OpenCall]):
    """Closes with the call, which is on record from that moment; it takes the customer over from a mere claim."""

    CSS_PATH = "incoming.tcss"
    AUTO_FOCUS = "#text"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False, id="incoming.down"),
        Binding("up", "move(-1)", show=False, id="incoming.up"),
        Binding("f2", "new", show=False, id="incoming.new"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._text = ""
        self._starting = False

    def compose(self) -> ComposeResult:
        yield self.header()
        yield Input(placeholder=_("who calls? number, name, company"), id="text")
        yield LineList(found_columns(), empty=_("Nobody yet. F2 makes a new customer."), id="found")
        yield KeyHints((Hint("incoming.new", _("new customer")), Hint("app.back", _("back"))), id="hints")

    @property
    def list(self) -> LineList:
        """Whoever it can be."""
        return self.query_one("#found", LineList)

    def on_input_changed(self, event: Input.Changed) -> None:
        self._text = event.value
        store, text, country = self.desk.store, event.value, self._country()

        def look(_now: Instant) -> tuple[FoundRow, ...]:
            try:
                number = read_number(text, country)
            except ValueError:
                number = ""
            exact = store.find_by_phone(number) if number else ()
            return exact or store.find(text, limit=_MOST)

        self.read(look, lambda found: self.list.set_rows(found_lines(found)), group="find")

    def _country(self) -> str:
        return self.desk.country

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if self.list.key is not None:
            self._start(self.list.key)
        else:
            self.action_new()

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        self._start(event.key)

    def action_move(self, lines: int) -> None:
        if lines > 0:
            self.list.action_cursor_down()
        else:
            self.list.action_cursor_up()

    def action_new(self) -> None:
        """A customer whom nobody knows yet; the number that was typed goes with them."""
        number = self._text if any(char.isdigit() for char in self._text) else ""
        self.app.push_screen(
            NewCustomerScreen(self.desk, phone=number, show=False),
            lambda ref: self._start(ref) if ref is not None else None,
        )

    def _start(self, ref: str) -> None:
        if self._starting:
            return
        self._starting = True
        store, actor, text, country = self.desk.store, self.desk.session.actor, self._text, self._country()

        def begin(now: Instant) -> OpenCall:
            numbers = store.customer(ref, now=now).facts.numbers
            try:
                number = read_number(text, country)
            except ValueError:
                number = ""
            phone = number if number in numbers else ""
            call = store.incoming_call(ref, phone=phone, actor=actor, now=now)
            return store.answered(call.token, now=now)

        def failed(error: Exception) -> None:
            from callcenter.store import StoreError

            self._starting = False
            if isinstance(error, StoreError):
                self._failed(error)

        self.write(begin, self.dismiss, failed)
