"""The customers of one rule: breached ones first, then open ones, then those ahead, with clock and owner."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from callcenter.locale import _
from callcenter.model import Instant
from callcenter.screens.frame.desk import Desk
from callcenter.screens.frame.list_screen import BACK, DIAL, FIND, HELP, OPEN, SORT, TURN, WHY, ListScreen
from callcenter.views.worklists.rules import OwedOrder, OwedPage
from callcenter.widgets.base.commands import Offers
from callcenter.widgets.lines.bar import words
from callcenter.widgets.lists.line_list import Edge, LineList
from callcenter.widgets.lists.rule_list import RuleCustomers
from callcenter.wording import reasons, times

_PAGE = 200


class RuleCustomersScreen(ListScreen[None]):
    """Customers of a rule, on top of the rulebook. ``asked`` says the rule in words; ``agent`` None = everybody's."""

    CSS_PATH = "rule_customers.tcss"
    AUTO_FOCUS = "#customers"
    offers: ClassVar[Offers] = (
        OPEN,
        DIAL,
        WHY,
        SORT,
        TURN,
        BACK,
        FIND,
        HELP,
    )

    def __init__(self, desk: Desk, campaign: str, rule: str, asked: str, agent: str | None) -> None:
        super().__init__(desk)
        self.rule = rule
        self._campaign = campaign
        self._asked = asked
        self._agent = agent
        self._changes_at: Instant | None = None
        self._order, self._down = OwedOrder.DUE, False

    def compose(self) -> ComposeResult:
        asked = Static(words(self._asked), id="asked", markup=False)
        yield from self.top(RuleCustomers(id="customers"), above=(asked,))
        yield Static(id="reason", markup=False)
        yield self.footer()

    @property
    def list(self) -> RuleCustomers:
        """The customers."""
        return self.query_one(RuleCustomers)

    @property
    def ref_here(self) -> str | None:
        return None if self.list.current is None else self.list.current.ref

    def _page(self, now: Instant, limit: int, offset: int) -> OwedPage:
        return self.desk.store.rule_counts.owed(
            self._campaign,
            self.rule,
            now=now,
            agent=self._agent,
            limit=limit,
            offset=offset,
            order=self._order,
            down=self._down,
        )

    def action_sort(self) -> None:
        orders = tuple(OwedOrder)
        self._order, self._down = orders[(orders.index(self._order) + 1) % len(orders)], False
        self._read_sorted()

    def action_turn(self) -> None:
        self._down = not self._down
        self._read_sorted()

    def _read_sorted(self) -> None:
        """Read the head of the list in the order that was chosen: it may be longer than what is loaded."""

        def show(page: OwedPage) -> None:
            self.list.show_page(page, self.desk.now, self._order, down=self._down)
            self.list.action_cursor_first()

        self.read(lambda now: self._page(now, _PAGE, 0), show, group="customers")

    def refill(self) -> None:
        # Not query_one: a screen that is on its way out is resumed once more, without its widgets.
        loaded = max([_PAGE, *(len(shown.rows) for shown in self.query(RuleCustomers))])
        self._changes_at = None

        def ask(now: Instant) -> tuple[OwedPage, bool]:
            return self._page(now, loaded, 0), self.desk.store.queue.behind(now=now, campaign=self._campaign).lags

        self.read(ask, self._show, group="customers")

    def _show(self, answer: tuple[OwedPage, bool]) -> None:
        (page, lags), now = answer, self.desk.now
        counted = (
            _("! {breached} overdue, {open} open, {ahead} upcoming")
            if page.breached
            else _("{open} open, {ahead} upcoming")
        ).format(
            breached=times.number(page.breached, at_least=lags),
            open=times.number(page.open, at_least=lags),
            ahead=times.number(page.total - page.breached - page.open, at_least=lags),
        )
        said = (self._campaign, whose(counted, self._agent), self.rule)
        self.say_count(" | ".join(said))
        if lags:
            self.list.set_empty(_("Plans are being updated. What is due appears shortly."))
        else:
            self.list.set_empty(_("No customers under this rule now."))
        self.list.show_page(page, now, self._order, down=self._down)
        # Another place in the list only comes with the time of one of these; the rows beyond are like those ahead.
        ahead = [at for row in page.rows for at in (row.obligation.due_at, row.obligation.breach_at) if at > now]
        self._changes_at = min(ahead, default=None)
        self._explain(now)

    def on_line_list_rows_wanted(self, event: LineList.RowsWanted) -> None:
        if event.edge is Edge.AFTER:
            offset = len(self.list.rows)
            self.read(lambda now: self._page(now, _PAGE, offset), self.list.show_more, group="more")

    def _explain(self, now: Instant) -> None:
        for shown in self.query(RuleCustomers):
            row = shown.current
            said = "" if row is None else reasons.why(row.obligation, None, now, row.zone)
            self.query_one("#reason", Static).update(words(said))

    def tick(self, now: Instant) -> None:
        super().tick(now)
        self._explain(now)
        if self._changes_at is not None and now >= self._changes_at:
            self.refill()

    def on_line_list_highlighted(self, event: LineList.Highlighted) -> None:
        self._explain(self.desk.now)


def whose(counted: str, agent: str | None) -> str:
    """Return what was counted and, where that is not everybody's (None), whose."""
    return counted if agent is None else _("{counted} (yours and the pool's)").format(counted=counted)
