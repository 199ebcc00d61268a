"""An absent agent's work on its way: to deputies some customers a transaction, and back (docs/rules.md#absence)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from callcenter.model import CaseRole, Instant
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import stand_ins
from callcenter.storage.people import notices
from callcenter.storage.plans import placements
from callcenter.storage.tables.campaigns import CampaignTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.effects import CaseTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.plans import ObligationTable
from callcenter.storage.tables.shifts import AbsenceTable, StandInTable
from callcenter.storage.tables.slim_peewee import JOIN, SQL, fn
from callcenter.storage.team import absence_rows
from callcenter.storage.team.absence_rows import StoredAbsence
from callcenter.storage.team.deputy_choice import Gift
from callcenter.views.people.absences import DeputyLoad
from callcenter.views.people.notices import NoticeKind


class _Standing(Struct, frozen=True):
    customer: int
    owner: int | None
    merged: bool
    row: int | None
    row_owner: int | None
    deputy: int | None


@prepared
def _standing(customers: list[int]) -> Query:
    one, row = CustomerTable, StandInTable
    columns = (
        one.id.alias("customer"),
        one.owner.alias("owner"),
        one.survivor.is_null(False).alias("merged"),
        row.id.alias("row"),
        row.owner.alias("row_owner"),
        row.deputy.alias("deputy"),
    )
    runs = (row.customer == one.id) & row.until.is_null()
    return one.select(*columns).join(row, JOIN.LEFT_OUTER, on=runs).where(one.id.in_(customers)).order_by(one.id)


class _OpenTurn(Struct, frozen=True):
    id: int
    deputy: int | None


@prepared
def _open_turns(assignee: int, cases: list[int]) -> Query:
    mine = (CaseTable.turn == CaseRole.WORKER.value) & (CaseTable.assignee == assignee)
    return CaseTable.select(CaseTable.id, CaseTable.deputy.alias("deputy")).where(mine & CaseTable.id.in_(cases))


@prepared
def _open_turns_locked(assignee: int, cases: list[int]) -> Query:
    mine = (CaseTable.turn == CaseRole.WORKER.value) & (CaseTable.assignee == assignee)
    found = CaseTable.select(CaseTable.id, CaseTable.deputy.alias("deputy")).where(mine & CaseTable.id.in_(cases))
    return found.order_by(CaseTable.id).for_update()


def lend(tx: Tx, absence: StoredAbsence, gifts: Sequence[Gift], now: Instant) -> None:
    """Give some customers and cases to deputies, who are told."""
    if not absence_rows.still_runs(tx, absence.id, now):
        return
    away = absence_rows.away(tx, now)
    wanted = [gift for gift in gifts if gift.deputy not in away]
    cases = _lend_cases(tx, absence, {case: gift.deputy for gift in wanted for case in gift.cases}, away)
    given = _lend_customers(tx, absence, {gift.customer: gift for gift in wanted if gift.owed}, away, now)
    customers, promises = Counter(gift.deputy for gift in given), Counter[int]()
    for gift in given:
        promises[gift.deputy] += gift.promises
    for deputy in sorted({*customers, *cases}):
        counts = {"customers": customers[deputy], "promises": promises[deputy], "cases": cases[deputy]}
        kind = NoticeKind.DEPUTY_FOR
        notices.send_counted(tx, deputy, kind, counts, actor=absence.actor, now=now, agent=absence.agent)
    if given or cases:
        tx.mark_changed()


def _lend_cases(tx: Tx, absence: StoredAbsence, wanted: dict[int, int], away: set[int]) -> Counter[int]:
    """Give cases to deputies unless another program was quicker; returns how many each has got.

    Before the customers: a step of a case locks the case first too.
    """
    if not wanted:
        return Counter()
    turns = (_open_turns_locked if tx.postgres else _open_turns)(absence.agent_id, sorted(wanted))
    free = [one.id for one in tx.all(_OpenTurn, turns) if one.deputy is None or one.deputy in away]
    tx.update_each(CaseTable, [{"id": case, "deputy": wanted[case]} for case in free])
    return Counter(wanted[case] for case in free)


def _lend_customers(
    tx: Tx, absence: StoredAbsence, wanted: dict[int, Gift], away: set[int], now: Instant
) -> list[Gift]:
    ids = sorted(wanted)
    tx.lock_customers(ids)
    placements.settle(tx, ids, now)
    over, new = list[int](), list[Gift]()
    for one in tx.all(_Standing, _standing(ids)) if ids else ():
        if one.owner != absence.agent_id or one.merged:
            continue
        if one.row is not None and one.row_owner == one.owner and one.deputy not in away:
            continue  # another program was quicker
        if one.row is not None:
            over.append(one.row)
        new.append(wanted[one.customer])
    if over:
        tx.run(StandInTable.update(until=now).where(StandInTable.id.in_(over)))
    row = {"absence": absence.id, "owner": absence.agent_id, "since": now, "until": None}
    tx.insert_each(StandInTable, [{**row, "customer": gift.customer, "deputy": gift.deputy} for gift in new])
    placements.refold(tx, [gift.customer for gift in new], now)
    return new


class _Running(Struct, frozen=True):
    """A customer whom a deputy works; ``lasting``: they are still that owner's."""

    id: int
    customer_id: int
    deputy_id: int
    lasting: bool


@prepared
def _lent(absence: int, size: int) -> Query:
    row = StandInTable
    lasting = fn.COALESCE(CustomerTable.owner == row.owner, SQL("false")).alias("lasting")
    found = row.select(row.id, row.customer, row.deputy, lasting)
    found = found.join(CustomerTable).where((row.absence == absence) & row.until.is_null())
    return found.order_by(row.customer).limit(size)


@prepared
def _promises(customers: list[int]) -> Query:
    owed = ObligationTable
    promised = owed.select(fn.COUNT(owed.rule)).join(CustomerTable).join(CampaignTable)
    # From each customer to their own plan; without the sum SQLite reads all plans.
    counts = owed.edition + 0 == CampaignTable.edition
    return promised.where(owed.customer.in_(customers) & owed.commitment & counts)


def return_some(tx: Tx, absence: StoredAbsence, size: int, now: Instant) -> bool:
    """Give some customers, and all cases, back to whoever is here again; False when nothing is left."""
    # Two programs may work at one absence: they take turns.
    if absence_rows.hold(tx, absence.id) is None:
        return False
    if absence.agent_id not in absence_rows.away(tx, now):
        taken = CaseTable.deputy.is_null(False) & (CaseTable.assignee == absence.agent_id)
        tx.run(CaseTable.update(deputy=None).where(taken))
    rows = tx.all(_Running, _lent(absence.id, size))
    ids = sorted(one.customer_id for one in rows)
    tx.lock_customers(ids)
    placements.settle(tx, ids, now)
    if rows:
        tx.run(StandInTable.update(until=now).where(StandInTable.id.in_([one.id for one in rows])))
        placements.refold(tx, ids, now)
    lasting = [one for one in rows if one.lasting]
    for deputy, number in sorted(Counter(one.deputy_id for one in lasting).items()):
        counts, kind = {"customers": number}, NoticeKind.DEPUTY_ENDS
        notices.send_counted(tx, deputy, kind, counts, actor=absence.actor, now=now, agent=absence.agent)
    if lasting:
        promises = int(tx.value(_promises([one.customer_id for one in lasting])))
        counts = {"customers": len(lasting), "promises": promises}
        notices.send_counted(tx, absence.agent_id, NoticeKind.WORK_BACK, counts, actor="", now=now)
    tx.mark_changed()
    if len(rows) == size:
        return True
    tx.run(AbsenceTable.update(settled_at=now).where(AbsenceTable.id == absence.id))
    return False


# --- deputies at work -----------------------------------------------------------------------------------------------


class _Deputy(Struct, frozen=True):
    deputy: str
    customers: int
    promises: int


@prepared
def _deputies(absence: int) -> Query:
    row, owed = StandInTable, ObligationTable
    same = (owed.customer == row.customer) & (owed.edition + 0 == CampaignTable.edition) & owed.commitment
    promises = fn.COUNT(owed.rule).alias("promises")
    named = row.select(AgentTable.name.alias("deputy"), fn.COUNT(row.id.distinct()).alias("customers"), promises)
    named = named.join(AgentTable, on=AgentTable.id == row.deputy).join_from(row, CustomerTable, on=stand_ins.running())
    named = named.join(CampaignTable).join_from(row, owed, JOIN.LEFT_OUTER, on=same)
    return named.where(row.absence == absence).group_by(AgentTable.name)


class _Takes(Struct, frozen=True):
    deputy: str
    cases: int


@prepared
def _takes(assignee: int) -> Query:
    case, deputy = CaseTable, AgentTable
    counted = case.select(deputy.name.alias("deputy"), fn.COUNT(case.id).alias("cases"))
    counted = counted.join(deputy, on=deputy.id == case.deputy)
    mine = (case.assignee == assignee) & (case.turn == CaseRole.WORKER.value)
    return counted.where(mine).group_by(deputy.name)


def loads(tx: Tx, absence: StoredAbsence) -> list[DeputyLoad]:
    """The part of an absence that each deputy works."""
    cases = {one.deputy: one.cases for one in tx.all(_Takes, _takes(absence.agent_id))}
    customers = {one.deputy: one for one in tx.all(_Deputy, _deputies(absence.id))}
    none = _Deputy("", 0, 0)
    return [
        DeputyLoad(name, customers.get(name, none).customers, customers.get(name, none).promises, cases.get(name, 0))
        for name in {*customers, *cases}
    ]
