"""An agent's customers, for a supervisor who has a look or gives some to somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec import Struct
from textual.app import ComposeResult

from callcenter.access import Right
from callcenter.locale import N_, _, ngettext
from callcenter.model import Instant
from callcenter.screens.customers.pane.list_with_pane import ListWithPane
from callcenter.screens.frame.desk import Desk
from callcenter.screens.frame.list_screen import (
    BACK,
    FILTER,
    FIND,
    HELP,
    NO_FILTER,
    OPEN,
    SORT,
    TURN,
    ListScreen,
)
from callcenter.screens.frame.person_choice import POOL, PersonScreen
from callcenter.views.customers.hits import FoundRow
from callcenter.views.customers.reassignments import ReassignedLoad, Reassignment
from callcenter.views.people.people import AgentRow
from callcenter.widgets.base.commands import KeyCommand, Mention, Offers
from callcenter.widgets.lines.prompts import ConfirmBar
from callcenter.widgets.lists.columns import Column
from callcenter.widgets.lists.filter_line import FilterLine
from callcenter.widgets.lists.line_list import LineList, LineRow, Tone
from callcenter.widgets.lists.queue_list import customer_cell
from callcenter.widgets.lists.row_order import RowOrder, SortColumn
from callcenter.wording import names, notices, phones, times

_ORDERS = (
    SortColumn(2, lambda row: (row.pinyin, row.name)),
    SortColumn(1, lambda row: row.tier),
    SortColumn(4, lambda row: row.stage.value or None),
    SortColumn(5, lambda row: row.campaign),
)
"""By name, tier, stage, campaign."""
_TICK = "*"
_BUDGET = 1000


class _Choice(Struct, frozen=True):
    """The people who can get some customers, and the work that goes with these."""

    people: tuple[AgentRow, ...]
    load: ReassignedLoad


class CustomersOfScreen(ListScreen[None]):
    """Customers of an agent, by name; on top of the team overview. Some can be ticked and given away together."""

    AUTO_FOCUS = "#customers"
    mode = "team"
    offers: ClassVar[Offers] = (
        OPEN,
        Mention("entry.send", N_("back to list")),
        NO_FILTER,
        KeyCommand(
            "customers_of.reassign",
            "r,f3",
            "reassign",
            N_("reassign"),
            N_("reassign the customer, or those that are ticked"),
            right=Right.REASSIGN,
        ),
        KeyCommand(
            "customers_of.tick",
            "space,f4",
            "tick",
            N_("tick"),
            N_("tick the customer, for reassigning several"),
            right=Right.REASSIGN,
        ),
        KeyCommand(
            "customers_of.tick_all",
            "asterisk",
            "tick_all",
            N_("all"),
            N_("tick all that are shown, or none"),
            right=Right.REASSIGN,
        ),
        KeyCommand(
            "customers_of.undo",
            "u,f8",
            "undo",
            N_("undo"),
            N_("undo your last reassignment"),
            right=Right.REASSIGN,
        ),
        FILTER,
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
        self._ticked: set[str] = set()
        self.order: RowOrder[FoundRow] = RowOrder(_ORDERS)

    def compose(self) -> ComposeResult:
        columns = (
            Column("", 1),
            Column(_("tier"), 1),
            Column(_("customer"), 18, flex=3, most=40, prior=True),
            Column(_("phone"), 13, flex=1, most=16),
            Column(_("stage"), 6, flex=1, most=16),
            Column(_("campaign"), 8, flex=1, most=20),
            Column(_("ref"), 6, flex=1, most=20, from_width=80),
        )
        lines = LineList(columns, id="customers")
        hint = _("filter: part of a name, company, tier, stage, campaign or ref")
        yield from self.top(lines, hint, within=ListWithPane(self, lines))
        yield ConfirmBar(id="confirm")
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
        self._ticked &= self._found.keys()
        self.draw()

    @property
    def _shown(self) -> tuple[FoundRow, ...]:
        line = self.query_one(FilterLine)
        rows = self.order.rows(self._found.values(), self.list)
        return tuple(row for row in rows if line.fits(_searched(row), (row.pinyin,)))

    def draw(self) -> None:
        shown, every = self._shown, len(self._found)
        count = ngettext("{name}: {n} customer", "{name}: {n} customers", every).format(n=every, name=self.agent)
        if self._ticked:
            count = _("{count}, {n} ticked").format(count=count, n=len(self._ticked))
        self.say_count(count, len(shown) if self.query_one(FilterLine).words else None)
        if self._found:
            self.list.set_empty(_("No match."))
        else:
            self.list.set_empty(_("This person has no customers."))
        self.list.set_rows(
            LineRow(
                row.ref,
                (
                    _TICK if row.ref in self._ticked else "",
                    names.tier(row.tier),
                    customer_cell(row.name, row.company),
                    phones.masked(row.phone, self.desk.country) if row.phone else "-",
                    names.stage(row.stage),
                    row.campaign,
                    row.ref,
                ),
                Tone.STRONG if row.ref in self._ticked else Tone.PLAIN,
            )
            for row in shown
        )

    # --- ticks ----------------------------------------------------------------------------------------------------

    def action_tick(self) -> None:
        """Tick the customer under the cursor, or take the tick away, and go to the next one."""
        ref = self.list.key
        if ref is None:
            return
        self._ticked ^= {ref}
        self.draw()
        self.list.action_cursor_down()

    def action_tick_all(self) -> None:
        """Tick all that are shown; where they are, take their ticks away."""
        shown = {row.ref for row in self._shown}
        if shown <= self._ticked:
            self._ticked -= shown
        else:
            self._ticked |= shown
        self.draw()

    # --- giving them away -----------------------------------------------------------------------------------------

    def action_reassign(self) -> None:
        """Give the ticked customers to somebody else, or to the pool; without ticks the one under the cursor."""
        here = self._found.get(self.list.key or "")
        rows = [row for row in self._found.values() if row.ref in self._ticked] or ([here] if here else [])
        if not rows:
            return
        store, refs = self.desk.store, tuple(row.ref for row in rows)

        def ask(now: Instant) -> _Choice:
            people = (one for one in store.people.all() if one.can_sign_in and one.name != self.agent)
            return _Choice(tuple(people), store.reassignments.preview(refs))

        def choose(choice: _Choice) -> None:
            question = self._question(rows, choice.load)
            box = PersonScreen(question, choice.people, pool=True)
            self.app.push_screen(box, lambda name: self._give(rows, choice.load, name))

        self.read(ask, choose, group="people")

    def _question(self, rows: Sequence[FoundRow], load: ReassignedLoad) -> str:
        if len(rows) == 1:
            question = _("Reassign {customer} to").format(customer=rows[0].name)
        else:
            question = ngettext("Give {n} customer to", "Give {n} customers to", len(rows))
            question = question.format(n=times.number(len(rows)))
        comes = notices.moving(load.promises, load.cases)
        return _("{question} ({load})").format(question=question, load=comes) if comes else question

    def _give(self, rows: Sequence[FoundRow], load: ReassignedLoad, name: str | None) -> None:
        if name is None:
            return
        store, refs = self.desk.store, tuple(row.ref for row in rows)

        def work(now: Instant, key: str) -> Reassignment:
            return self._work(store.reassignments.begin(refs, name or None, key=key, now=now), now)

        def given(done: Reassignment) -> None:
            self._ticked -= set(refs)
            self._say(self._given(rows, load, name, done))
            self.refill()

        self.write_once(f"reassign {' '.join(refs)}", work, given)

    def _work(self, act: int, now: Instant) -> Reassignment:
        """Work at an act until it is done; in the thread that writes."""
        store = self.desk.store
        done = store.reassignments.go_on(act, now=now, budget=_BUDGET)
        while done.under_way:
            done = store.reassignments.go_on(act, now=now, budget=_BUDGET)
        return done

    def _given(self, rows: Sequence[FoundRow], load: ReassignedLoad, name: str, done: Reassignment) -> str:
        if len(rows) == 1 and done.waiting:
            said = _("{customer} is on a call with {agent}: it takes effect once that call is saved.")
            return said.format(customer=rows[0].name, agent=names.listed(load.talking))
        if len(rows) == 1 and name == POOL:
            return _("{customer} is in the pool now.").format(customer=rows[0].name)
        if len(rows) == 1:
            return _("{customer} now belongs to {name}.").format(customer=rows[0].name, name=name)
        if name == POOL:
            said = ngettext("{n} customer is in the pool now.", "{n} customers are in the pool now.", done.given)
        else:
            said = ngettext("{n} customer now belongs to {name}.", "{n} customers now belong to {name}.", done.given)
        said = said.format(n=times.number(done.given), name=name)
        if done.waiting:
            later = ngettext(
                "{n} more once the call with them is saved.",
                "{n} more once the calls with them are saved.",
                done.waiting,
            )
            said = f"{said} {later.format(n=times.number(done.waiting))}"
        return said

    def _say(self, said: str) -> None:
        self.notify(said, markup=False, timeout=4)

    # --- undo -----------------------------------------------------------------------------------------------------

    def action_undo(self) -> None:
        """Ask whether the last act of the person here is taken back."""
        store, zone = self.desk.store, self.desk.zone

        def ask(now: Instant) -> Reassignment | None:
            return store.reassignments.last(now=now)

        def answered(last: Reassignment | None) -> None:
            if last is None:
                self._say(_("No reassignment of yours to undo."))
                return
            moved = last.given + last.waiting
            question = ngettext(
                "Undo: {n} customer given to {name}, {time}?", "Undo: {n} customers given to {name}, {time}?", moved
            ).format(
                n=times.number(moved), name=last.owner or _("the pool"), time=times.near(last.at, zone, self.desk.now)
            )
            self.query_one(ConfirmBar).ask(str(last.id), question, keys=("y", "f9"), yes=_("yes"))

        self.read(ask, answered, group="last")

    def on_confirm_bar_confirmed(self, event: ConfirmBar.Confirmed) -> None:
        store, act = self.desk.store, int(event.question)

        def work(now: Instant) -> Reassignment:
            store.reassignments.undo(act, now=now)
            return self._work(act, now)

        def undone(done: Reassignment) -> None:
            said = ngettext("{n} customer given back.", "{n} customers given back.", done.back)
            self._say(said.format(n=times.number(done.back)))
            self.refill()

        self.write(work, undone)


def _searched(row: FoundRow) -> str:
    parts = (row.name, row.company, names.tier(row.tier), names.stage(row.stage), row.campaign, row.ref)
    return "\n".join(parts).casefold()
