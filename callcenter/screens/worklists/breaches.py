"""Everything overdue (``F8``), seen alike by agents and their supervisors: acknowledged here, ended by the contact.

See docs/rules.md#r22, #escalation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from textual.app import ComposeResult

from callcenter.access import Right
from callcenter.locale import N_, _, ngettext
from callcenter.model import Instant, Role
from callcenter.screens.customers.pane.list_with_pane import ListWithPane
from callcenter.screens.frame.desk import Desk
from callcenter.screens.frame.filtered import SAVED_FILTERS
from callcenter.screens.frame.list_screen import (
    BACK,
    DIAL,
    DONE,
    FILTER,
    HELP,
    NO_FILTER,
    OPEN,
    SORT,
    TURN,
    WHY,
    ListScreen,
)
from callcenter.views.people.saved_filters import FilteredList
from callcenter.views.worklists.breaches import BreachRow
from callcenter.widgets.base.commands import KeyCommand, Offers, Possible
from callcenter.widgets.forms.ask_line import AskLine
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.widgets.lists.clock_cells import clock_cell
from callcenter.widgets.lists.columns import Column, widest
from callcenter.widgets.lists.filter_line import FilterLine
from callcenter.widgets.lists.line_list import Drawn, LineList, LineRow, Tone, Toned
from callcenter.widgets.lists.queue_list import customer_cell
from callcenter.widgets.lists.row_order import RowOrder, SortColumn
from callcenter.wording import clocks, names, reasons, rules, times

_LEVELS = tuple(Role)
_MOST = 2_000
"""Rows that are read at once, the oldest."""


class BreachesScreen(ListScreen[None]):
    """Agent's own overdue work; a supervisor's is that of their team."""

    CSS_PATH = "breaches.tcss"
    AUTO_FOCUS = "#breaches"
    filtered_list = FilteredList.BREACHES
    offers: ClassVar[Offers] = (
        DONE,
        NO_FILTER,
        OPEN,
        DIAL,
        KeyCommand(
            "breaches.acknowledge",
            "c,f2",
            "acknowledge",
            N_("acknowledge"),
            N_("acknowledge with a remark; only the contact ends it"),
            when="can_acknowledge",
        ),
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
        self._breaches: tuple[BreachRow, ...] = ()
        self._by_key: dict[str, BreachRow] = {}
        self._lags = False
        self.order: RowOrder[BreachRow] = RowOrder(_ORDERS)

    @property
    def of_team(self) -> bool:
        """Tell whether the list is the team's."""
        return self.desk.session.may(Right.SEE_ALL_CUSTOMERS)

    def compose(self) -> ComposeResult:
        columns = (
            Column(_("overdue"), clocks.cells(), right=True),
            Column(_("tier"), 4),
            Column(_("customer"), 14, flex=3, most=40),
            Column(_("contact"), 14, flex=2, most=30),
            Column(_("owner"), 8, flex=1, most=16, prior=True),
            Column(_("now with"), widest(map(names.role, Role))),
            Column(_("seen by"), 8, flex=2, most=30),
        )
        lines = LineList(columns, id="breaches")
        hint = _("filter: name, company, pinyin, campaign, ref, owner, rule, supervisor, not acknowledged")
        yield from self.top(lines, hint, within=ListWithPane(self, lines))
        yield SaidLine(id="why")
        yield SaidLine(id="steps")
        yield AskLine(id="ask")
        yield self.footer()

    @property
    def list(self) -> LineList:
        """The breaches."""
        return self.query_one("#breaches", LineList)

    @property
    def current(self) -> BreachRow | None:
        """The breach under the cursor."""
        return self._by_key.get(self.list.key or "")

    @property
    def ref_here(self) -> str | None:
        return None if self.current is None else self.current.ref

    @property
    def can_acknowledge(self) -> Possible:
        """Tell whether there is anything to acknowledge that a tick has put on record."""
        row = self.current
        return row is not None and (row.id > 0 or _("Not available yet: plans are being updated."))

    def refill(self) -> None:
        store, desk = self.desk.store, self.desk
        owner = None if self.of_team else desk.session.name

        def ask(now: Instant) -> tuple[tuple[BreachRow, ...], bool]:
            lags = store.queue.behind(now=now, campaign=desk.campaign).lags
            return store.breaches.open(now=now, campaign=desk.campaign, owner=owner, limit=_MOST), lags

        self.read(ask, self._show, group="breaches")
        self.query_one(ListWithPane).follow()

    def _show(self, found: tuple[tuple[BreachRow, ...], bool]) -> None:
        self._breaches, self._lags = found
        self._by_key = {_key(row): row for row in self._breaches}
        self.draw()

    def draw(self) -> None:
        line = self.query_one(FilterLine)
        shown = [row for row in self._breaches if line.fits(_searched(row), row.spelt)]
        count, more = len(self._breaches), self._lags or len(self._breaches) == _MOST
        said = ngettext("! {n} overdue", "! {n} overdue", count).format(n=times.number(count, at_least=more))
        if silent := sum(not row.acknowledged for row in self._breaches):
            said = _("{overdue}, {n} not acknowledged").format(overdue=said, n=times.number(silent))
        self.say_count(said, len(shown) if line.words else None)
        if self._breaches:
            self.list.set_empty(_("None of the overdue contacts match the filter."))
        else:
            self.say_empty(_("Nothing is overdue."), lags=self._lags)
        self.list.tick(self.desk.now)
        self.list.set_rows(_lines(self.order.rows(shown, self.list)))
        self.explain()

    def explain(self) -> None:
        row, now, why, steps = self.current, self.desk.now, "", list[str]()
        if row is not None:
            why = reasons.why(row.obligation, None, now, row.zone)
            noted = (reasons.acknowledgement(one, now, row.zone) for one in reversed(row.acknowledgements))
            steps = [reasons.escalation(row.level, row.step_at, now, row.zone), *noted]
        self.query_one("#why", SaidLine).say(why)
        self.query_one("#steps", SaidLine).say(" | ".join(filter(None, steps)))
        self.refresh_bindings()

    def tick(self, now: Instant) -> None:
        super().tick(now)
        self.explain()

    def action_acknowledge(self) -> None:
        """Ask for the remark on the breach under the cursor."""
        if (row := self.current) is None:
            return
        said = _("Remark on {name}, {contact}").format(name=row.name, contact=rules.rule(row.obligation.rule))
        self.query_one(AskLine).ask(_key(row), said, required=True)

    def on_ask_line_blank(self, event: AskLine.Blank) -> None:
        self.app.bell()

    def on_ask_line_answered(self, event: AskLine.Answered) -> None:
        row = self._by_key.get(event.question)
        if row is None:
            return
        store = self.desk.store

        def noted(_none: None) -> None:
            self.notify(_("Acknowledged: it stays until the contact is made."), markup=False, timeout=3)
            self.refill()

        self.write_once(
            f"acknowledge {row.id} {event.text}",
            lambda now, key: store.breaches.acknowledge(row.id, event.text, key=key, now=now),
            noted,
            self.asking_again(event),
        )


_ORDERS = (
    SortColumn(0, lambda row: row.obligation.breach_at),
    SortColumn(1, lambda row: row.tier),
    SortColumn(2, lambda row: (next(iter(row.spelt), ""), row.name)),
    SortColumn(3, lambda row: row.obligation.rule),
    SortColumn(4, lambda row: row.owner),
    SortColumn(5, lambda row: -_LEVELS.index(row.level)),
    SortColumn(6, lambda row: row.acknowledged),
)


def _key(row: BreachRow) -> str:
    return f"{row.obligation.breach_at} {row.obligation.rule} {row.ref}"


def _searched(row: BreachRow) -> str:
    who = row.owner or _("pool")
    noted = names.listed(one.actor for one in row.acknowledgements) or _("not acknowledged")
    what = (rules.rule(row.obligation.rule), row.obligation.rule, names.role(row.level))
    return "\n".join((row.name, row.company, row.ref, row.campaign, who, noted, *what)).casefold()


def _lines(rows: Iterable[BreachRow]) -> Iterator[LineRow]:
    for row in rows:
        yield LineRow(
            _key(row),
            (
                clock_cell(row.obligation),
                names.tier(row.tier),
                customer_cell(row.name, row.company),
                rules.rule(row.obligation.rule),
                row.owner or Toned(_("pool"), Tone.MUTED),
                names.role(row.level),
                _noted(row),
            ),
        )


def _noted(row: BreachRow) -> Drawn:
    who = dict.fromkeys(one.actor for one in row.acknowledgements)
    return names.listed(who) if who else "-"
