"""A list, and beside it on a wide screen the customer whom its cursor is on."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal

from callcenter.model import Instant
from callcenter.screens.customers.pane.customer_pane import CustomerPane
from callcenter.screens.frame.desk import DeskScreen
from callcenter.views.customers.customer import CustomerView
from callcenter.views.upkeep.trouble import StoreError
from callcenter.widgets.lists.line_list import LineList

BROAD = 120
"""Columns from which the customer stands beside a list of customers, as in the queue."""


class ListWithPane(Horizontal):
    """The list of a screen; from ``from_width`` columns of the terminal there is room beside it for a customer."""

    DEFAULT_CSS = """
    ListWithPane { height: 1fr; }
    ListWithPane > LineList { width: 1fr; height: 1fr; }
    ListWithPane > CustomerPane { display: none; width: 30%; min-width: 40; padding: 0 0 0 1; }
    ListWithPane.-broad > CustomerPane { display: block; }
    """

    def __init__(self, screen: DeskScreen[Any], lines: LineList, *, from_width: int = BROAD) -> None:
        super().__init__()
        self._desk_screen = screen
        self._lines = lines
        self._from_width = from_width
        self._following = False

    def compose(self) -> ComposeResult:
        yield self._lines
        yield CustomerPane()

    def on_resize(self) -> None:
        was_broad = self.has_class("-broad")
        self.set_class(self.screen.size.width >= self._from_width, "-broad")
        if self.has_class("-broad") and not was_broad:
            self.follow()

    def on_line_list_highlighted(self) -> None:
        self.follow()

    def follow(self) -> None:
        """Read who is under the cursor, once for all that moves it at a time, when the list with it is drawn."""
        if self.has_class("-broad") and not self._following:
            self._following = True
            self.call_after_refresh(self._read)

    def _read(self) -> None:
        self._following = False
        screen = self._desk_screen
        if not screen.is_open:
            return
        ref, store, agent = screen.ref_here, screen.desk.store, screen.desk.session.name

        def ask(now: Instant) -> CustomerView | None:
            # A row may tell less than a customer's screen: then the list is all that this person may see.
            with suppress(StoreError):
                return None if ref is None else store.details.get(ref, now=now, agent=agent)
            return None

        screen.read(ask, self._found, group="beside")

    def _found(self, view: CustomerView | None) -> None:
        self.call_later(self._show, view)

    async def _show(self, view: CustomerView | None) -> None:
        await self.query_one(CustomerPane).show(view, self._desk_screen.desk.now)
