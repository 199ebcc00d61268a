"""Reassignments: many customers are given to one owner, and given back, some a transaction.

The act and its customers are on record before the first of them moves, so whoever finds it unfinished goes on with it.
See docs/architecture.md#reassignments.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import partial

from msgspec import Struct

from callcenter.model import DAY, SECOND, CaseState, Instant
from callcenter.storage.access import grants, scopes
from callcenter.storage.access.service import Service
from callcenter.storage.customers import owner_notices, owner_rows, ownership
from callcenter.storage.database.pace import Pace
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import loader
from callcenter.storage.people import people
from callcenter.storage.plans import placements
from callcenter.storage.tables.calls import OpenCallTable
from callcenter.storage.tables.campaigns import CampaignTable
from callcenter.storage.tables.customers import CustomerTable, ReassignedCustomerTable, ReassignmentTable
from callcenter.storage.tables.effects import CaseTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.plans import ObligationTable
from callcenter.storage.tables.slim_peewee import fn, peewee
from callcenter.views.customers.reassignments import ReassignedLoad, Reassignment, ReassignmentStep
from callcenter.views.customers.timeline import Cause
from callcenter.views.upkeep.trouble import StoreError, Trouble

_LARGEST_SIZE = 100  # customers of a transaction
_LEAST_SIZE = 20
"""Customers for whom a transaction costs about as much again as for one."""
_SHARE_OF_OTHERS = 0.25
"""Time in which others may write after each transaction, measured by it."""
_STALE = 15 * SECOND
"""Age from which an act that is not finished is taken for left alone."""
_UNDONE_WITHIN = DAY
"""Time for which an act is offered to be taken back, in milliseconds."""

_TODO, _WAITS, _GIVEN = ReassignmentStep.TODO.value, ReassignmentStep.WAITS.value, ReassignmentStep.GIVEN.value


class _Act(Struct, frozen=True):
    id: int
    at: Instant
    actor: str
    owner_id: int | None
    finished_at: Instant | None
    undone_at: Instant | None
    undone_by: str


def _acts() -> peewee.ModelSelect[ReassignmentTable]:
    table = ReassignmentTable
    return table.select(
        table.id, table.at, table.actor, table.owner, table.finished_at, table.undone_at, table.undone_by
    )


@prepared
def _act(act: int) -> Query:
    return _acts().where(ReassignmentTable.id == act)


@prepared
def _locked_act(act: int) -> Query:
    return _acts().where(ReassignmentTable.id == act).for_update()


@prepared
def _last(actor: str, since: Instant) -> Query:
    own = (ReassignmentTable.actor == actor) & (ReassignmentTable.at >= since)
    return _acts().where(own & ReassignmentTable.undone_at.is_null()).order_by(ReassignmentTable.id.desc()).limit(1)


@prepared
def _left_alone(before: Instant) -> Query:
    began = fn.COALESCE(ReassignmentTable.undone_at, ReassignmentTable.at)
    left = ReassignmentTable.finished_at.is_null() & (began <= before)
    return ReassignmentTable.select(ReassignmentTable.id).where(left).order_by(ReassignmentTable.id)


class _Moved(Struct, frozen=True):
    """A customer of an act: ``merged`` meanwhile, or standing for themselves."""

    customer_id: int
    before_id: int | None
    step: ReassignmentStep
    change: int | None
    owner: int | None
    merged: bool


@prepared
def _some(act: int, steps: list[str], size: int) -> Query:
    table = ReassignedCustomerTable
    return (
        table.select(
            table.customer,
            table.before,
            table.step,
            table.change,
            CustomerTable.owner.alias("owner"),
            CustomerTable.survivor.is_null(False).alias("merged"),
        )
        .join(CustomerTable)
        .where((table.reassignment == act) & table.step.in_(steps))
        .order_by(table.customer)
        .limit(size)
    )


@prepared
def _customers(act: int) -> Query:
    return ReassignedCustomerTable.select(ReassignedCustomerTable.customer).where(
        ReassignedCustomerTable.reassignment == act
    )


class _Move(Struct, frozen=True):
    customer_id: int
    before_id: int | None


@prepared
def _moves(act: int, step: str) -> Query:
    table = ReassignedCustomerTable
    return table.select(table.customer, table.before).where((table.reassignment == act) & (table.step == step))


class _Count(Struct, frozen=True):
    step: ReassignmentStep
    n: int


@prepared
def _counts(act: int) -> Query:
    table = ReassignedCustomerTable
    counted = table.select(table.step, fn.COUNT(table.customer).alias("n"))
    return counted.where(table.reassignment == act).group_by(table.step)


@prepared
def _ids(refs: list[str]) -> Query:
    return CustomerTable.select(loader.STANDING).where(CustomerTable.ref.in_(refs)).distinct()


@prepared
def _known(refs: list[str]) -> Query:
    return CustomerTable.select(CustomerTable.ref).where(CustomerTable.ref.in_(refs))


@prepared
def _promises(ids: list[int]) -> Query:
    promised = ObligationTable.customer.in_(ids) & ObligationTable.commitment
    return (
        ObligationTable.select(fn.COUNT(ObligationTable.rule))
        .join(CustomerTable)
        .join(CampaignTable)
        # From each customer to their own plan; without the sum SQLite reads all plans.
        .where(promised & (ObligationTable.edition + 0 == CampaignTable.edition))
    )


@prepared
def _cases(ids: list[int]) -> Query:
    over = (CaseState.CLOSED.value, CaseState.WITHDRAWN.value)
    return CaseTable.select(fn.COUNT(CaseTable.id)).where(CaseTable.customer.in_(ids) & CaseTable.state.not_in(over))


@prepared
def _talking(ids: list[int]) -> Query:
    held = OpenCallTable.customer.in_(ids) & OpenCallTable.held
    return AgentTable.select(AgentTable.name).join(OpenCallTable).where(held).order_by(AgentTable.name)


@prepared
def _name(agent: int) -> Query:
    return AgentTable.select(AgentTable.name).where(AgentTable.id == agent)


@prepared
def _gone() -> Query:
    return AgentTable.select(AgentTable.id).where(AgentTable.left_at.is_null(False))


@prepared
def _all_of(agent: int) -> Query:
    """An agent's customers, those with open promises first."""
    promised = ObligationTable.select(ObligationTable.rule).where(
        (ObligationTable.customer == CustomerTable.id) & ObligationTable.commitment
    )
    own = (CustomerTable.owner == agent) & CustomerTable.survivor.is_null()
    found = CustomerTable.select(CustomerTable.id).where(own)
    return found.order_by(peewee.Case(None, [(fn.EXISTS(promised), 0)], 1), CustomerTable.ref)


class Reassignments(Service, subject="reassignments"):
    """Verbs of a supervisor who gives many customers away at once."""

    def preview(self, refs: Sequence[str]) -> ReassignedLoad:
        """Count what would move with customers. Raises ``UNKNOWN_REF``."""

        def work(tx: Tx) -> ReassignedLoad:
            ids = _found(tx, refs)
            return ReassignedLoad(len(ids), *_load(tx, ids), talking=tuple(tx.values(_talking(ids)) if ids else ()))

        return self._database.read(work)

    def begin(self, refs: Sequence[str], owner: str | None, *, key: str = "", now: Instant) -> int:
        """Begin to give customers to an agent, None = to the pool; :meth:`go_on` with the act's id does the work.

        Raises ``UNKNOWN_REF``, ``UNKNOWN_AGENT``; ``NOT_ALLOWED`` for an agent outside the scope of the one who acts.
        """

        def work(tx: Tx) -> int:
            agent = None if owner is None else people.agent_id(tx, owner)
            scope = scopes.of(tx)
            if scope is not None and agent is not None and agent not in scope.people:
                raise grants.refusal(tx.grant)
            act = tx.insert(ReassignmentTable, at=now, actor=self._principal.name, owner=agent)
            todo = {"reassignment": act, "before": None, "step": _TODO, "change": None}
            tx.insert_each(ReassignedCustomerTable, [{**todo, "customer": one} for one in _found(tx, refs)])
            return act

        return self._once(key, "reassign", now, (tuple(refs), owner), int, work)

    def begin_all(self, agent: str, owners: Sequence[str], *, now: Instant) -> tuple[int, ...]:
        """Begin to give all customers of an agent to others, in turn; those with promises are dealt out first.

        Returns the acts, one an owner, for :meth:`go_on`. Raises ``UNKNOWN_AGENT``; ``NOT_ALLOWED`` for an owner
        outside the scope of the one who acts, and for the agent.
        """

        def work(tx: Tx) -> tuple[int, ...]:
            key = people.agent_id(tx, agent)
            keys = [people.staff(tx, name).id for name in dict.fromkeys(owners)]
            if key in keys:
                raise grants.refusal(tx.grant)
            dealt: list[list[int]] = [[] for _ in keys]
            for place, customer in enumerate(tx.values(_all_of(key))):
                dealt[place % len(dealt)].append(customer)
            acts = []
            for owner, customers in zip(keys, dealt, strict=True):
                if customers:
                    act = tx.insert(ReassignmentTable, at=now, actor=self._principal.name, owner=owner)
                    todo = {"reassignment": act, "before": None, "step": _TODO, "change": None}
                    tx.insert_each(ReassignedCustomerTable, [{**todo, "customer": one} for one in customers])
                    acts.append(act)
            return tuple(acts)

        return self._database.write(work)

    def go_on(self, act: int, *, now: Instant, budget: int = 200) -> Reassignment:
        """Work at an act for some milliseconds, in short transactions; call again while it is ``under_way``."""
        ends = time.monotonic() + budget / 1000
        pace = Pace(_LARGEST_SIZE, least=_LEAST_SIZE)
        while True:
            with pace.measured() as size:
                # Lost steps are still to do after a power cut: the act is on record.
                more = self._database.write(partial(_step, act=act, size=size, now=now), durable=False)
            if not more or time.monotonic() >= ends:
                return self._database.read(lambda tx: _shown(tx, act))
            time.sleep(pace.seconds * _SHARE_OF_OTHERS)

    def last(self, *, now: Instant) -> Reassignment | None:
        """The newest act of the one who asks that can be taken back, None without one of the last day."""

        def work(tx: Tx) -> Reassignment | None:
            found = tx.one(_Act, _last(self._principal.name, now - _UNDONE_WITHIN))
            return None if found is None else _shown(tx, found.id)

        return self._database.read(work)

    def undo(self, act: int, *, now: Instant) -> None:
        """Begin to take an act back: :meth:`go_on` gives the customers back whom nobody has given away since.

        One that is taken back stays so. Raises ``NOT_ALLOWED`` where a customer lies outside the scope of the one who
        acts.
        """

        def work(tx: Tx) -> None:
            ids = tx.values(_customers(act))
            if len(scopes.keep(tx, loader.all_standing(tx, ids))) < len(loader.all_standing(tx, ids)):
                raise grants.refusal(tx.grant)
            table = ReassignmentTable
            undone = table.update(undone_at=now, undone_by=self._principal.name, finished_at=None)
            if tx.run(undone.where((table.id == act) & table.undone_at.is_null())):
                _set(tx, act, _TODO, ReassignmentStep.KEPT)

        self._database.write(work)

    def resume(self, *, now: Instant, budget: int) -> None:
        """Go on, for some milliseconds, with acts that whoever began them has left alone."""
        ends = time.monotonic() + budget / 1000
        for act in self._database.read(lambda tx: tx.values(_left_alone(now - _STALE))):
            left = int((ends - time.monotonic()) * 1000)
            if left > 0:
                self.go_on(act, now=now, budget=left)


def _found(tx: Tx, refs: Sequence[str]) -> list[int]:
    wanted = sorted(set(refs))
    if not wanted:
        return []
    unknown = set(wanted).difference(tx.values(_known(wanted)))
    if unknown:
        raise StoreError(Trouble.UNKNOWN_REF, ref=min(unknown))
    return sorted(tx.values(_ids(wanted)))


def _load(tx: Tx, ids: list[int]) -> tuple[int, int]:
    """The open promises and cases of some customers, counted."""
    return (int(tx.value(_promises(ids))), int(tx.value(_cases(ids)))) if ids else (0, 0)


def _shown(tx: Tx, act: int) -> Reassignment:
    found = tx.one(_Act, _act(act))
    assert found is not None
    counted = {one.step: one.n for one in tx.all(_Count, _counts(act))}
    return Reassignment(
        id=act,
        at=found.at,
        actor=found.actor,
        owner=None if found.owner_id is None else str(tx.value(_name(found.owner_id))),
        undone=found.undone_at is not None,
        under_way=found.finished_at is None,
        total=sum(counted.values()),
        given=counted.get(ReassignmentStep.GIVEN, 0),
        waiting=counted.get(ReassignmentStep.WAITS, 0),
        back=counted.get(ReassignmentStep.BACK, 0),
    )


def _set(tx: Tx, act: int, step: str, new: ReassignmentStep) -> None:
    table = ReassignedCustomerTable
    tx.run(table.update(step=new.value).where((table.reassignment == act) & (table.step == step)))


def _step(tx: Tx, act: int, size: int, now: Instant) -> bool:
    """One transaction's worth of an act, forward or back; False when nothing is left to do."""
    # Two programs may work at one act: they take turns.
    found = tx.one(_Act, (_locked_act if tx.postgres else _act)(act))
    if found is None or found.finished_at is not None:
        return False
    back = found.undone_at is not None
    rows = tx.all(_Moved, _some(act, [_GIVEN, _WAITS] if back else [_TODO], size))
    standing = [one.customer_id for one in rows if not one.merged]
    near = {*standing, *loader.sharers(tx, standing)}
    tx.lock_customers(near)
    placements.settle(tx, near, now)
    done = _given_back(tx, found, rows, now) if back else _given(tx, found, rows, now)
    tx.update_each(ReassignedCustomerTable, done, by=("reassignment", "customer"))
    placements.refold(tx, near, now)
    tx.mark_changed()
    if len(rows) == size:
        return True
    tx.run(ReassignmentTable.update(finished_at=now).where(ReassignmentTable.id == act))
    _tell(tx, found, now)
    return False


def _row(act: _Act, one: _Moved, step: ReassignmentStep, change: int | None) -> dict[str, object]:
    keys = {"reassignment": act.id, "customer": one.customer_id}
    before = one.before_id if act.undone_at is not None else one.owner
    return {**keys, "step": step.value, "before": before, "change": change}


def _given(tx: Tx, act: _Act, rows: Sequence[_Moved], now: Instant) -> list[dict[str, object]]:
    """Give customers to the owner of an act, where they have another; returns the rows that say so."""
    steps = dict.fromkeys((one.customer_id for one in rows), ReassignmentStep.KEPT)
    if act.owner_id in set(tx.values(_gone())):  # they have left since it was begun
        return [_row(act, one, steps[one.customer_id], None) for one in rows]
    standing = [one.customer_id for one in rows if not one.merged]
    talking = ownership.all_on_the_line(tx, standing)
    for customer in talking:
        ownership.defer(tx, customer, act.owner_id, actor=act.actor, now=now, cause=Cause.HAND, reassignment=act.id)
        if ownership.waits(tx, customer):
            steps[customer] = ReassignmentStep.WAITS
    owners = {
        one.customer_id: act.owner_id
        for one in rows
        if not one.merged and one.customer_id not in talking and one.owner != act.owner_id
    }
    given = owner_rows.write(tx, owners, actor=act.actor, now=now)
    steps |= dict.fromkeys(given, ReassignmentStep.GIVEN)
    changes = owner_rows.last_changes(tx, sorted(given))
    return [_row(act, one, steps[one.customer_id], changes.get(one.customer_id)) for one in rows]


def _given_back(tx: Tx, act: _Act, rows: Sequence[_Moved], now: Instant) -> list[dict[str, object]]:
    """Give customers back to whom they were taken from, unless somebody decided since; returns the rows of them."""
    gone = set(tx.values(_gone()))
    newest = owner_rows.last_changes(tx, [one.customer_id for one in rows])
    back = {
        one.customer_id: one.before_id
        for one in rows
        if one.step is ReassignmentStep.GIVEN
        and not one.merged
        and one.before_id not in gone
        and newest.get(one.customer_id) == one.change
    }
    talking = ownership.all_on_the_line(tx, list(back))
    actor, cause = act.undone_by, Cause.UNDONE
    for customer in talking:
        ownership.defer(tx, customer, back[customer], actor=actor, now=now, cause=cause)
    free = {customer: before for customer, before in back.items() if customer not in talking}
    owner_rows.write(tx, free, actor=actor, now=now, cause=cause)
    for one in rows:
        if one.step is ReassignmentStep.WAITS:
            ownership.call_off(tx, one.customer_id, act.id, now=now)
    return [
        _row(act, one, ReassignmentStep.BACK if one.customer_id in back else ReassignmentStep.KEPT, one.change)
        for one in rows
    ]


def _tell(tx: Tx, act: _Act, now: Instant) -> None:
    """Tell everybody concerned of a finished act, each in one notice."""
    back = act.undone_at is not None
    actor = act.undone_by if back else act.actor
    step = ReassignmentStep.BACK if back else ReassignmentStep.GIVEN
    got, lost = defaultdict[int | None, list[int]](list), defaultdict[int | None, list[int]](list)
    for one in tx.all(_Move, _moves(act.id, step.value)):
        giver, taker = (act.owner_id, one.before_id) if back else (one.before_id, act.owner_id)
        got[taker].append(one.customer_id)
        lost[giver].append(one.customer_id)
    for reader, ids in _people(got):
        promises, cases = _load(tx, ids)
        owner_notices.tell_given(tx, reader, ids, promises=promises, cases=cases, actor=actor, now=now)
    for reader, ids in _people(lost):
        takers = {one for one, theirs in got.items() if set(theirs).intersection(ids)}
        owner_notices.tell_taken(tx, reader, ids, takers, actor=actor, now=now)


def _people(parts: dict[int | None, list[int]]) -> Iterable[tuple[int, list[int]]]:
    return sorted((agent, ids) for agent, ids in parts.items() if agent is not None)
