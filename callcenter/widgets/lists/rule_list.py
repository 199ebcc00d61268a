"""The rules of a campaign with what each asks for right now, and the customers of one rule, with live clocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from callcenter.locale import _
from callcenter.model import Channel, Instant, State
from callcenter.views.worklists.rules import OwedOrder, OwedPage, OwedRow, RuleCount
from callcenter.widgets.base.plain import ELLIPSIS
from callcenter.widgets.lists.clock_cells import clock_cell
from callcenter.widgets.lists.columns import Column
from callcenter.widgets.lists.line_list import Cell, Drawn, LineList, LineRow, Tone, Toned
from callcenter.widgets.lists.queue_list import customer_cell
from callcenter.wording import clocks, names, reasons, rules, times

_SECTION = "#"
_STATE_TONES = {State.BREACHED: Tone.DANGER, State.OPEN: Tone.PLAIN, State.UPCOMING: Tone.MUTED}


class RuleList(LineList):
    """The rules, and below them what else the rulebook says, by its headings."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        columns = (
            Column(_("rule"), 20, flex=2, most=46),
            Column(_("how"), 6, flex=1, most=11),
            Column(names.state(State.BREACHED), 8, right=True),
            Column(names.state(State.OPEN), 6, right=True),
            Column(_("overdue in"), 10, right=True),
            Column(_("next due in"), 11, right=True),
            Column(_("id"), 26, flex=1, most=40, from_width=112),
        )
        super().__init__(columns, id=id, classes=classes)
        self._rules: frozenset[str] = frozenset()

    def show_rules(
        self,
        counts: Iterable[tuple[RuleCount, Channel | None]],
        headings: Sequence[str],
        now: Instant,
        *,
        lags: bool = False,
    ) -> None:
        """Replace all; a rule's channel is None where it has several. ``headings``: of what stands beside the rules.

        ``lags``: plans are behind, so there may be more of each.
        """
        shown = tuple(counts)
        self._rules = frozenset(count.rule for count, _channel in shown)
        self.tick(now)
        rows = [LineRow("rules", (_("Active rules"),), section=True)] if shown else []
        rows += [_rule_line(count, channel, lags) for count, channel in shown]
        if headings:
            rows.append(LineRow("beside", (_("Also in this rulebook"),), section=True))
        rows += [LineRow(f"{_SECTION}{place}", (heading,)) for place, heading in enumerate(headings)]
        self.set_rows(rows)

    @property
    def rule(self) -> str | None:
        """The rule that the cursor is on."""
        return self.key if self.key in self._rules else None

    @property
    def heading(self) -> int | None:
        """The place of the heading that the cursor is on."""
        key = self.key or ""
        return int(key.removeprefix(_SECTION)) if key.startswith(_SECTION) else None


def _rule_line(count: RuleCount, channel: Channel | None, lags: bool) -> LineRow:
    # As in the team table: a sign that is as wide in every terminal.
    more, nothing = ("+", ELLIPSIS) if lags else ("", "-")
    breached: Cell = Toned(f"{times.number(count.breached)}{more}", Tone.DANGER) if count.breached else nothing
    return LineRow(
        count.rule,
        (
            rules.rule(count.rule),
            "-" if channel is None else names.channel(channel),
            breached,
            f"{times.number(count.open)}{more}" if count.open else nothing,
            partial(_until, count.next_breach),
            partial(_until, count.next_due),
            count.rule,
        ),
    )


def _until(at: Instant | None, now: Instant) -> Drawn:
    return "-" if at is None else times.rough(max(at - now, 0))


_PLACES = {OwedOrder.DUE: 0, OwedOrder.TIER: 2, OwedOrder.CUSTOMER: 3, OwedOrder.OWNER: 4}
"""The columns of the orders."""


class RuleCustomers(LineList):
    """Customers whom a rule asks for, in the order in which they come; the rows stay available (:attr:`current`)."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        columns = (
            Column(_("due"), clocks.cells(), right=True),
            Column(_("state"), 8),
            Column(_("tier"), 1),
            Column(_("customer"), 18, flex=2, most=50),
            Column(_("owner"), 8, most=20),
            Column(_("why"), 24, flex=3, prior=True, from_width=78),
        )
        super().__init__(columns, id=id, classes=classes)
        self._owed: dict[str, OwedRow] = {}

    def show_page(self, page: OwedPage, now: Instant, order: OwedOrder = OwedOrder.DUE, *, down: bool = False) -> None:
        """Show the first customers, or all those loaded so far, read again in their order."""
        self._owed = {}
        self.show_order(_PLACES[order], down=down)
        self.tick(now)
        self.set_rows(self._lines(page.rows), after=len(page.rows) < page.total, total=page.total)

    def show_more(self, page: OwedPage) -> None:
        """Add the customers that follow, in answer to ``RowsWanted``."""
        self.add_after(self._lines(page.rows), more=bool(page.rows) and len(self.rows) + len(page.rows) < page.total)

    @property
    def current(self) -> OwedRow | None:
        """The row that the cursor is on."""
        return self._owed.get(self.key) if self.key is not None else None

    def _lines(self, rows: Iterable[OwedRow]) -> Iterable[LineRow]:
        for row in rows:
            # A customer may owe a rule more than once: two promised callbacks.
            key = f"{row.obligation.due_at} {row.ref}"
            self._owed[key] = row
            yield LineRow(
                key,
                (
                    clock_cell(row.obligation),
                    partial(_state, row),
                    names.tier(row.tier),
                    customer_cell(row.name, row.company),
                    row.owner or _("pool"),
                    partial(_why, row),
                ),
            )


def _state(row: OwedRow, now: Instant) -> Drawn:
    state = row.obligation.state(now)
    return Toned(names.state(state), _STATE_TONES[state])


def _why(row: OwedRow, now: Instant) -> Drawn:
    return reasons.why_short(row.obligation, None, now, row.zone, beside=row.tier)
