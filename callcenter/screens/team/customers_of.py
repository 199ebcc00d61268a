"""An agent's customers, for a supervisor who has a look or gives one to somebody else."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from callcenter.access import Right
from callcenter.locale import N_, _, ngettext
from callcenter.model import Instant
from callcenter.screens.customers.pane.list_with_pane import ListWithPane
from callcenter.screens.frame.desk import Desk
from callcenter.screens.frame.list_screen import BACK, FIND, HELP, OPEN, SORT, TURN, ListScreen
from callcenter.screens.frame.person_choice import POOL, PersonScreen
from callcenter.views.customers.hits import FoundRow
from callcenter.views.people.people import AgentRow
from callcenter.widgets.base.commands import KeyCommand, Offers
from callcenter.widgets.lists.columns import Column
from callcenter.widgets.lists.line_list import LineList, LineRow
from callcenter.widgets.lists.queue_list import customer_cell
from callcenter.widgets.lists.row_order import RowOrder, SortColumn
from callcenter.wording import names, phones

_ORDERS = (
    SortColumn(1, lambda row: (row.pinyin, row.name)),
    SortColumn(0, lambda row: row.tier),
    SortColumn(3, lambda row: row.stage.value or None),
    SortColumn(4, lambda row: row.campaign),
)
"""By name, tier, stage, campaign."""


class CustomersOfScreen(ListScreen[None]):
    """Customers of an agent, by name; on top of the team overview."""

    mode = "team"
    offers: ClassVar[Offers] = (
        OPEN,
        KeyCommand(
            "customers_of.reassign",
            "r,f3",
            "reassign",
            N_("assign"),
            N_("reassign the customer"),
            right=Right.REASSIGN,
        ),
        SORT,
        TURN,
        BACK,
        FIND,
        HELP,
    )

    def __init__(self, desk: Desk, agent: str) -> None:
        super().__init__(desk)
        self.agent = agent
        self._found: dict[str, FoundRow] = {}
        self.order: RowOrder[FoundRow] = RowOrder(_ORDERS)

    def compose(self) -> ComposeResult:
        columns = (
            Column(_("tier"), 1),
            Column(_("customer"), 20, flex=3, most=40, prior=True),
            Column(_("phone"), 13, flex=1, most=16),
            Column(_("stage"), 6, flex=1, most=16),
            Column(_("campaign"), 8, flex=1, most=20),
            Column(_("ref"), 6, flex=1, most=20, from_width=80),
        )
        lines = LineList(columns, empty=_("This person has no customers."), id="customers")
        yield from self.top(lines, within=ListWithPane(self, lines))
        yield self.footer()

    @property
    def list(self) -> LineList:
        """The customers."""
        return self.query_one("#customers", LineList)

    def refill(self) -> None:
        store, agent = self.desk.store, self.agent
        self.read(lambda now: store.lookup.customers_of(agent), self._show, group="customers")
        self.query_one(ListWithPane).follow()

    def _show(self, found: tuple[FoundRow, ...]) -> None:
        self._found = {row.ref: row for row in found}
        count = ngettext("{name}: {n} customer", "{name}: {n} customers", len(found))
        self.say_count(count.format(n=len(found), name=self.agent))
        self.draw()

    def draw(self) -> None:
        self.list.set_rows(
            LineRow(
                row.ref,
                (
                    names.tier(row.tier),
                    customer_cell(row.name, row.company),
                    phones.masked(row.phone, self.desk.country) if row.phone else "-",
                    names.stage(row.stage),
                    row.campaign,
                    row.ref,
                ),
            )
            for row in self.order.rows(self._found.values(), self.list)
        )

    def action_reassign(self) -> None:
        """Give the customer to somebody else, or to the pool."""
        row = self._found.get(self.list.key or "")
        if row is None:
            return
        store = self.desk.store

        def people(now: Instant) -> tuple[AgentRow, ...]:
            return tuple(one for one in store.people.all() if one.can_sign_in and one.name != self.agent)

        def choose(found: tuple[AgentRow, ...]) -> None:
            question = _("Reassign {customer} to").format(customer=row.name)
            self.app.push_screen(PersonScreen(question, found, pool=True), lambda name: self._give(row, name))

        self.read(people, choose, group="people")

    def _give(self, row: FoundRow, name: str | None) -> None:
        if name is None:
            return
        store = self.desk.store

        def given(talking: str) -> None:
            if talking:
                said = _("{customer} is on a call with {agent}: it takes effect once that call is saved.").format(
                    customer=row.name, agent=talking
                )
            elif name == POOL:
                said = _("{customer} is in the pool now.").format(customer=row.name)
            else:
                said = _("{customer} now belongs to {name}.").format(customer=row.name, name=name)
            self.notify(said, markup=False, timeout=3)
            self.refill()

        self.write_once(
            f"owner {row.ref}",
            lambda now, key: store.ownership.assign(row.ref, name or None, key=key, now=now),
            given,
        )
