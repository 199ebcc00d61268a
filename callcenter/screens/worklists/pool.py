"""The pool (``O``): customers without an owner, whom an agent takes within the limits of the rulebook.

See docs/rules.md#r33.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult

from callcenter.locale import N_, _, ngettext
from callcenter.model import Lane
from callcenter.screens.customers.pane.list_with_pane import ListWithPane
from callcenter.screens.frame.desk import Desk
from callcenter.screens.frame.filtered import SAVED_FILTERS
from callcenter.screens.frame.list_screen import (
    BACK,
    DIAL,
    FILTER,
    HELP,
    NO_FILTER,
    OPEN,
    SORT,
    TURN,
    WHY,
    ListScreen,
)
from callcenter.views.customers.pool import PoolPage, PoolRoom, PoolRow
from callcenter.views.people.saved_filters import FilteredList
from callcenter.widgets.base.commands import KeyCommand, Offers, Possible
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.widgets.lists.columns import Column, widest
from callcenter.widgets.lists.filter_line import FilterLine
from callcenter.widgets.lists.line_list import LineList, LineRow
from callcenter.widgets.lists.queue_list import customer_cell
from callcenter.widgets.lists.row_order import RowOrder, SortColumn
from callcenter.wording import decisions, names, phones, times


class PoolScreen(ListScreen[None]):
    """The customers of the pool that this person may call; above them how many they may still take."""

    AUTO_FOCUS = "#pool"
    filtered_list = FilteredList.POOL
    offers: ClassVar[Offers] = (
        OPEN,
        NO_FILTER,
        KeyCommand(
            "pool.take",
            "t,f2",
            "take",
            N_("take them"),
            N_("take this customer from the pool"),
            when="can_take",
        ),
        DIAL,
        WHY,
        FILTER,
        SAVED_FILTERS,
        SORT,
        TURN,
        BACK,
        HELP,
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._found: dict[str, PoolRow] = {}
        self._total = 0
        self._rooms: dict[str, PoolRoom] = {}
        self.order: RowOrder[PoolRow] = RowOrder(_ORDERS)

    def compose(self) -> ComposeResult:
        columns = (
            Column(_("state"), widest(map(names.lane, Lane))),
            Column(_("tier"), 1),
            Column(_("customer"), 13, flex=3, most=40),
            Column(_("phone"), 13, from_width=96),
            Column(_("campaign"), 8, flex=1, most=20),
            Column(_("in the pool since"), 12, flex=1, most=20),
            Column(_("former owner"), 8, flex=1, most=14),
        )
        lines = LineList(columns, id="pool")
        hint = _("filter: a part of name, company, campaign, former owner or ref")
        yield from self.top(lines, hint, above=(SaidLine(id="room"),), within=ListWithPane(self, lines))
        yield self.footer()

    @property
    def list(self) -> LineList:
        """The customers."""
        return self.query_one("#pool", LineList)

    @property
    def can_take(self) -> Possible:
        """Tell whether the customer under the cursor may be taken; else why not."""
        row = self._found.get(self.list.key or "")
        if row is None:
            return False
        room = self._rooms.get(row.campaign)
        if room is None:
            return _("The rulebook of {campaign} lets nobody take customers from the pool: dial them instead.").format(
                campaign=row.campaign
            )
        return True

    def refill(self) -> None:
        store, name, campaign = self.desk.store, self.desk.session.name, self.desk.campaign
        self.read(lambda now: store.pool.page(campaign=campaign, agent=name, now=now), self._show, group="pool")
        self.query_one(ListWithPane).follow()

    def _show(self, page: PoolPage) -> None:
        self._found = {row.ref: row for row in page.rows}
        self._total = page.total
        self._rooms = {room.campaign: room for room in page.rooms}
        line = self.query_one("#room", SaidLine)
        line.say(names.joined(decisions.pool_room(room) for room in page.rooms))
        line.display = bool(page.rooms)
        self.draw()
        self.refresh_bindings()

    def draw(self) -> None:
        line, count = self.query_one(FilterLine), self._total
        shown = [row for row in self._found.values() if line.fits(_searched(row))]
        said = ngettext("{n} customer in the pool", "{n} customers in the pool", count).format(n=times.number(count))
        if count > len(self._found):
            said = _("{said}, the first {n} listed").format(said=said, n=times.number(len(self._found)))
        self.say_count(said, len(shown) if line.words else None)
        self.list.set_empty(_("None of them match the filter.") if self._found else _("The pool is empty."))
        self.list.set_rows(self._lines(self.order.rows(shown, self.list)))

    def explain(self) -> None:
        self.refresh_bindings()

    def _lines(self, rows: Iterable[PoolRow]) -> Iterable[LineRow]:
        now = self.desk.now
        for row in rows:
            yield LineRow(
                row.ref,
                (
                    "-" if row.lane is None else names.lane(row.lane),
                    names.tier(row.tier),
                    customer_cell(row.name, row.company),
                    phones.masked(row.phone, row.country) if row.phone else "-",
                    row.campaign,
                    "-" if row.since is None else times.stamp(row.since, row.zone, now),
                    row.former or "-",
                ),
            )

    def action_take(self) -> None:
        """Take the customer under the cursor; the store refuses beyond the limits, and says from when on it works."""
        row = self._found.get(self.list.key or "")
        if row is None:
            self.app.bell()
            return
        store, ref, name = self.desk.store, row.ref, row.name

        def taken(_none: None) -> None:
            self.notify(_("{customer} is now yours.").format(customer=name), markup=False, timeout=3)
            self.refill()

        self.write_once(f"take {ref}", lambda now, key: store.pool.take(ref, key=key, now=now), taken)


_ORDERS = (
    SortColumn(2, lambda row: (row.pinyin, row.name)),
    SortColumn(0, lambda row: row.lane),
    SortColumn(1, lambda row: row.tier),
    SortColumn(5, lambda row: row.since),
    SortColumn(6, lambda row: row.former or None),
)
"""By name, by state, tier, by when they came into the pool and from whom."""


def _searched(row: PoolRow) -> str:
    return "\n".join((row.name, row.company, row.campaign, row.ref, row.former)).casefold()
