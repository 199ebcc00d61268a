"""Absences: meanwhile deputies work the customers to whom something is owed today, and everything goes back after.

The owner of record stays. A customer has one deputy at a time, some are given or returned a transaction, and whichever
program ticks goes on with it. See docs/rules.md#absence.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from msgspec import Struct

from callcenter import policy
from callcenter.model import Instant, Role, SalesLine
from callcenter.storage.access import scopes
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.database.pace import Pace
from callcenter.storage.database.prepared import Condition, Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import stand_ins
from callcenter.storage.people import notices, people
from callcenter.storage.people.units import TEAM
from callcenter.storage.plans import placements
from callcenter.storage.tables.access import MembershipTable
from callcenter.storage.tables.campaigns import CampaignTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.plans import ObligationTable, PlacementTable
from callcenter.storage.tables.shifts import AbsenceDeputyTable, AbsenceTable, StandInTable
from callcenter.storage.tables.slim_peewee import JOIN, SQL, fn, peewee
from callcenter.storage.team import shifts
from callcenter.views.people.absences import AbsencePreview, AbsenceReason, AbsenceRow, DeputyLoad
from callcenter.views.people.notices import NoticeKind
from callcenter.views.upkeep.trouble import StoreError, Trouble
from callcenter.workdays import local_date, midnight, next_day

_LARGEST_SIZE = 100  # customers of a transaction
_SHARE_OF_OTHERS = 0.25
"""Time in which others may write after each transaction, measured by it."""


class _Absence(Struct, frozen=True):
    id: int
    agent_id: int
    agent: str
    team: str
    since: Instant
    until: Instant | None
    reason: AbsenceReason
    actor: str
    ended_at: Instant | None

    def is_over(self, now: Instant) -> bool:
        """Tell whether the absent one is back."""
        return self.ended_at is not None or (self.until is not None and self.until <= now)

    def runs(self, now: Instant) -> bool:
        """Tell whether it has begun and is not over."""
        return self.since <= now and not self.is_over(now)


def _absences() -> peewee.ModelSelect[AbsenceTable]:
    one = AbsenceTable
    known = (one.id, one.agent, AgentTable.name.alias("agent"), TEAM, one.since, one.until, one.reason, one.actor)
    return one.select(*known, one.ended_at).join(AgentTable)


@prepared
def _unsettled() -> Query:
    return _absences().where(AbsenceTable.settled_at.is_null()).order_by(AbsenceTable.id)


@prepared
def _unsettled_locked(absence: int) -> Query:
    one = AbsenceTable
    return one.select(one.ended_at, one.until).where((one.id == absence) & one.settled_at.is_null()).for_update()


@prepared
def _unsettled_one(absence: int) -> Query:
    one = AbsenceTable
    return one.select(one.ended_at, one.until).where((one.id == absence) & one.settled_at.is_null())


class _Ends(Struct, frozen=True):
    ended_at: Instant | None
    until: Instant | None


class _Named(Struct, frozen=True):
    id: int
    name: str


@prepared
def _named(absence: int) -> Query:
    named = AgentTable.select(AgentTable.id, AgentTable.name).join(AbsenceDeputyTable)
    return named.where(AbsenceDeputyTable.absence == absence)


class _Candidate(Struct, frozen=True):
    id: int
    name: str
    role: Role
    line: SalesLine | None


@prepared
def _candidates() -> Query:
    line = fn.NULLIF(AgentTable.line, "").alias("line")
    known = AgentTable.select(AgentTable.id, AgentTable.name, AgentTable.role, line)
    return known.where(AgentTable.can_sign_in)


class _Belongs(Struct, frozen=True):
    agent_id: int
    unit_id: int


@prepared
def _belonging() -> Query:
    table = MembershipTable
    return table.select(table.agent, table.unit).where(table.until.is_null())


class _Owed(Struct, frozen=True):
    """An obligation of today of an absent agent's customer; ``deputy``: who works them."""

    customer: int
    ref: str
    commitment: bool
    due_at: Instant
    breach_at: Instant
    deputy: int | None


def _today(edition: int, ends: Instant, now: Instant) -> Condition:
    """The condition on an obligation and the plan that it is of: it is work of today, or may be offered later today."""
    owed, plan = ObligationTable, PlacementTable
    # From each customer to their own plan; without the sum SQLite reads all that is due to anybody.
    one = (owed.customer == CustomerTable.id) & (owed.edition + 0 == edition) & (owed.due_at < ends)
    same = (plan.customer == CustomerTable.id) & (plan.edition == edition)
    over = owed.until_breach & (owed.breach_at <= now)
    offered = (plan.lane > 0) | ((plan.next_lane > 0) & (plan.valid_until < ends))
    of_day: Condition = one & same & ~over & (owed.commitment | ~owed.dialled | offered)
    return of_day


@prepared
def _owed_of(owner: int, edition: int, ends: Instant, now: Instant) -> Query:
    """From the owner's customers: CROSS JOIN keeps SQLite from beginning with everybody's obligations."""
    owed, one = ObligationTable, CustomerTable
    columns = (one.id.alias("customer"), one.ref, owed.commitment, owed.due_at, owed.breach_at)
    found = one.select(*columns, StandInTable.deputy.alias("deputy")).join(PlacementTable, JOIN.CROSS)
    found = found.join_from(one, owed, JOIN.CROSS)
    found = found.join_from(one, StandInTable, JOIN.LEFT_OUTER, on=stand_ins.running())
    return found.where((one.owner == owner) & one.survivor.is_null() & _today(edition, ends, now))


class _Load(Struct, frozen=True):
    agent: int
    n: int


@prepared
def _own_load(agents: list[int], edition: int, ends: Instant, now: Instant) -> Query:
    owed, one = ObligationTable, CustomerTable
    lent = StandInTable.select(StandInTable.id).where(stand_ins.running())
    counted = one.select(one.owner.alias("agent"), fn.COUNT(owed.rule).alias("n")).join(PlacementTable, JOIN.CROSS)
    counted = counted.join_from(one, owed, JOIN.CROSS)
    own = one.owner.in_(agents) & one.survivor.is_null() & ~fn.EXISTS(lent)
    return counted.where(own & _today(edition, ends, now)).group_by(one.owner)


@prepared
def _lent_load(agents: list[int], edition: int, ends: Instant, now: Instant) -> Query:
    owed, row = ObligationTable, StandInTable
    counted = row.select(row.deputy.alias("agent"), fn.COUNT(owed.rule).alias("n")).join(
        CustomerTable, on=stand_ins.running()
    )
    counted = counted.join(PlacementTable, JOIN.CROSS).join_from(CustomerTable, owed, JOIN.CROSS)
    return counted.where(row.deputy.in_(agents) & _today(edition, ends, now)).group_by(row.deputy)


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


class _Deputies(Struct, frozen=True):
    """The part of an absence that a deputy works."""

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


class _Gift(Struct, frozen=True):
    """A customer for a deputy."""

    customer: int
    deputy: int
    promises: int


class Absences(Service, subject="absences"):
    """Verbs on absences."""

    def record(
        self,
        agent: str,
        *,
        since: Instant | None = None,
        until: Instant | None = None,
        reason: AbsenceReason = AbsenceReason.ILL,
        deputies: Sequence[str] = (),
        key: str = "",
        now: Instant,
    ) -> int:
        """Record that an agent is away from ``since`` on (None = now), ``until`` None = until they are back.

        ``deputies``: who stands in; without any those do who have the least to do. :meth:`resume` gives them the work.
        ``key`` is that of the form. Raises ``UNKNOWN_AGENT``, ``AGENT_LEFT``; ``ENDS_BEFORE`` for one that is over
        before it begins or now; ``ABSENT_ALREADY`` where another lies in that time; ``NO_DEPUTY``.
        """
        begins = now if since is None else since

        def work(tx: Tx) -> int:
            one = people.staff(tx, agent)
            if until is not None and until <= max(begins, now):
                raise StoreError(Trouble.ENDS_BEFORE, agent=agent)
            ends = until if until is not None else _NEVER
            if shifts.away(tx, [one.id], begins, ends).get(one.id):
                raise StoreError(Trouble.ABSENT_ALREADY, agent=agent)
            chosen = list(dict.fromkeys(people.staff(tx, name).id for name in deputies))
            away = _absent_ids(tx, now)
            for name in deputies:
                known = people.staff(tx, name)
                if known.id == one.id or known.id in away or not known.can_sign_in:
                    raise StoreError(Trouble.NO_DEPUTY, agent=name)
            made = tx.insert(
                AbsenceTable,
                agent=one.id,
                since=begins,
                until=until,
                reason=reason.value,
                recorded_at=now,
                actor=self._principal.name,
            )
            tx.insert_each(AbsenceDeputyTable, [{"absence": made, "agent": deputy} for deputy in chosen])
            tx.mark_changed()
            return made

        content = (agent, since, until, reason.value, tuple(deputies))
        return self._once(key, "absence", now, content, int, work)

    def back(self, agent: str, *, now: Instant) -> None:
        """End an agent's absence, or call off one that is to come. Raises ``UNKNOWN_AGENT``, ``NOT_ABSENT``."""

        def work(tx: Tx) -> None:
            key = people.agent_id(tx, agent)
            open_ones = [one for one in tx.all(_Absence, _unsettled()) if one.agent_id == key and not one.is_over(now)]
            if not open_ones:
                raise StoreError(Trouble.NOT_ABSENT, agent=agent)
            first = min(open_ones, key=lambda one: one.since)
            ended = {"ended_at": max(first.since, now) if first.since <= now else first.since}
            tx.run(
                AbsenceTable.update(**ended, ended_by=self._principal.name).where(
                    (AbsenceTable.id == first.id) & AbsenceTable.ended_at.is_null()
                )
            )
            tx.mark_changed()

        self._database.write(work)

    def preview(self, agent: str, *, deputies: Sequence[str] = (), now: Instant) -> AbsencePreview:
        """Show who would stand in for an agent whose absence began now. Raises ``UNKNOWN_AGENT``."""

        def work(tx: Tx) -> AbsencePreview:
            key = people.agent_id(tx, agent)
            named = [people.agent_id(tx, name) for name in deputies]
            gifts, uncovered = _shared(tx, key, named, now)
            return AbsencePreview(_loads(tx, gifts), uncovered)

        return self._database.read(work)

    def all(self, *, now: Instant) -> tuple[AbsenceRow, ...]:
        """The absences that run or are to come, with who stands in."""

        def work(tx: Tx) -> tuple[AbsenceRow, ...]:
            scope = scopes.of(tx)
            found = [
                _row(tx, one, now)
                for one in tx.all(_Absence, _unsettled())
                if not one.is_over(now) and (scope is None or one.agent_id in scope.people)
            ]
            return tuple(sorted(found, key=lambda row: (row.since, policy.by_name(row.agent))))

        return self._database.read(work)

    def resume(self, *, now: Instant, budget: int) -> bool:
        """Give deputies what is owed today, and the work back to who has returned, for some milliseconds.

        True = there is more to do. Without an absence it costs one look.
        """
        ends = time.monotonic() + budget / 1000
        for one in self._database.read(lambda tx: tx.all(_Absence, _unsettled())):
            if one.is_over(now):
                left = self._give_back(one, now, ends)
            elif one.runs(now):
                left = self._share_out(one, now, ends)
            else:
                continue
            if left:
                return True
        return False

    def _share_out(self, absence: _Absence, now: Instant, ends: float) -> bool:
        gifts = self._database.read(lambda tx: _of_absence(tx, absence, now)[0])
        pace, done = Pace(_LARGEST_SIZE), 0
        while done < len(gifts):
            if time.monotonic() >= ends:
                return True
            with pace.measured() as size:
                self._database.write(
                    partial(_lend, absence=absence, gifts=gifts[done : done + size], now=now), durable=False
                )
            done += size
            time.sleep(pace.seconds * _SHARE_OF_OTHERS)
        return False

    def _give_back(self, absence: _Absence, now: Instant, ends: float) -> bool:
        pace = Pace(_LARGEST_SIZE)
        while True:
            with pace.measured() as size:
                more = self._database.write(partial(_return_some, absence=absence, size=size, now=now), durable=False)
            if not more:
                return False
            if time.monotonic() >= ends:
                return True
            time.sleep(pace.seconds * _SHARE_OF_OTHERS)


_NEVER = 2**62


def _absent_ids(tx: Tx, now: Instant) -> set[int]:
    """The agents whose absence runs, and the deputies who have left."""
    absent = {one.agent_id for one in tx.all(_Absence, _unsettled()) if one.runs(now)}
    return absent.union(tx.values(_left()))


@prepared
def _left() -> Query:
    runs = StandInTable.until.is_null() & AgentTable.left_at.is_null(False)
    return AgentTable.select(AgentTable.id).join(StandInTable, on=StandInTable.deputy == AgentTable.id).where(runs)


def _row(tx: Tx, one: _Absence, now: Instant) -> AbsenceRow:
    uncovered = _of_absence(tx, one, now)[1] if one.runs(now) else 0
    return AbsenceRow(
        id=one.id,
        agent=one.agent,
        team=one.team,
        since=one.since,
        until=one.until,
        reason=one.reason,
        actor=one.actor,
        ended_at=one.ended_at,
        zone=shifts.frame_of(tx, one.agent_id).zone,
        deputies=tuple(sorted((named.name for named in tx.all(_Named, _named(one.id))), key=policy.by_name)),
        stands_in=tuple(
            sorted(
                (
                    DeputyLoad(load.deputy, load.customers, load.promises)
                    for load in tx.all(_Deputies, _deputies(one.id))
                ),
                key=lambda load: policy.by_name(load.deputy),
            )
        ),
        uncovered=uncovered,
    )


def _of_absence(tx: Tx, absence: _Absence, now: Instant) -> tuple[list[_Gift], int]:
    return _shared(tx, absence.agent_id, [one.id for one in tx.all(_Named, _named(absence.id))], now)


def _shared(tx: Tx, absent: int, named: Sequence[int], now: Instant) -> tuple[list[_Gift], int]:
    """Share out the customers of an absent agent to whom something is owed today and whom no deputy has; returns how
    many nobody could be given."""
    away = _absent_ids(tx, now)
    given, uncovered = list[_Gift](), 0
    extra = Counter[int]()
    for kept in campaign_rows.get_all(tx).values():
        book = tx.book(kept.version)
        if book.callers.never_own:
            continue  # colleagues call them anyhow (docs/rules.md#r15-callers)
        ends = midnight(next_day(local_date(now, kept.frame.zone)), kept.frame.zone)
        orphans = _orphans(tx.all(_Owed, _owed_of(absent, kept.edition.id, ends, now)), away)
        if not orphans:
            continue
        deputies = _chosen(tx, kept, absent, named, away, ends, now, extra)
        shared = policy.shared_out(orphans, deputies)
        uncovered += 0 if shared else len(orphans)
        for orphan, deputy in shared:
            extra[deputy.id] += orphan.work
            given.append(_Gift(orphan.customer, deputy.id, orphan.promises))
    return given, uncovered


def _orphans(owed: Iterable[_Owed], away: set[int]) -> list[policy.Orphan]:
    of_customer = defaultdict[int, list[_Owed]](list)
    for one in owed:
        if one.deputy is None or one.deputy in away:
            of_customer[one.customer].append(one)
    found = []
    for customer, parts in of_customer.items():
        promised = [one.due_at for one in parts if one.commitment]
        first = min(promised or [one.breach_at for one in parts])
        found.append(policy.Orphan(customer, parts[0].ref, len(promised), len(parts), first))
    return found


def _chosen(
    tx: Tx,
    kept: StoredCampaign,
    absent: int,
    named: Sequence[int],
    away: set[int],
    ends: Instant,
    now: Instant,
    extra: Mapping[int, int],
) -> list[policy.Deputy]:
    """The deputies for one campaign, each with their load: those who were named, else the best ones."""
    book = tx.book(kept.version)
    everybody = [
        one
        for one in tx.all(_Candidate, _candidates())
        if one.id != absent
        and one.id not in away
        and policy.may_call(book, own=True, owned=True, line=one.line)
        and (not tx.grant.closed or kept.id in scopes.pools_of(tx, one.id))
    ]
    chosen = [one for one in everybody if one.id in named]
    everybody = chosen or [one for one in everybody if one.role is Role.AGENT] or everybody
    ids = sorted(one.id for one in everybody)
    if not ids:
        return []
    loads = Counter(extra)
    for query in (_own_load, _lent_load):
        for load in tx.all(_Load, query(ids, kept.edition.id, ends, now)):
            loads[load.agent] += load.n
    units = defaultdict[int, set[int]](set)
    for belongs in tx.all(_Belongs, _belonging()):
        units[belongs.agent_id].add(belongs.unit_id)
    here = shifts.on_shift(tx, ids, kept.frame, now)
    found = [
        policy.Deputy(
            one.id,
            one.name,
            loads[one.id],
            on_shift=one.id in here,
            near=bool(units[one.id] & units[absent]) or not (units[one.id] or units[absent]),
        )
        for one in everybody
    ]
    return found if chosen else policy.proposed_deputies(found)


def _loads(tx: Tx, gifts: Sequence[_Gift]) -> tuple[DeputyLoad, ...]:
    customers, promises = Counter[int](), Counter[int]()
    for gift in gifts:
        customers[gift.deputy] += 1
        promises[gift.deputy] += gift.promises
    names = {one.id: one.name for one in tx.all(_Candidate, _candidates())}
    found = (DeputyLoad(names[key], customers[key], promises[key]) for key in customers)
    return tuple(sorted(found, key=lambda load: policy.by_name(load.deputy)))


def _still(tx: Tx, absence: int, now: Instant) -> bool:
    """Tell whether an absence still runs; who says otherwise meanwhile waits for this transaction."""
    ends = tx.one(_Ends, (_unsettled_locked if tx.postgres else _unsettled_one)(absence))
    return ends is not None and ends.ended_at is None and (ends.until is None or now < ends.until)


def _lend(tx: Tx, absence: _Absence, gifts: Sequence[_Gift], now: Instant) -> None:
    """Give some customers to deputies, who are told."""
    if not _still(tx, absence.id, now):
        return
    away = _absent_ids(tx, now)
    wanted = {gift.customer: gift for gift in gifts if gift.deputy not in away}
    ids = sorted(wanted)
    tx.lock_customers(ids)
    placements.settle(tx, ids, now)
    over, new = list[int](), list[_Gift]()
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
    customers, promises = Counter(gift.deputy for gift in new), Counter[int]()
    for gift in new:
        promises[gift.deputy] += gift.promises
    for deputy in sorted(customers):
        counts = {"customers": customers[deputy], "promises": promises[deputy]}
        kind = NoticeKind.DEPUTY_FOR
        notices.send_counted(tx, deputy, kind, counts, actor=absence.actor, now=now, agent=absence.agent)
    if new:
        tx.mark_changed()


@prepared
def _promises(customers: list[int]) -> Query:
    owed = ObligationTable
    promised = owed.select(fn.COUNT(owed.rule)).join(CustomerTable).join(CampaignTable)
    # From each customer to their own plan; without the sum SQLite reads all plans.
    counts = owed.edition + 0 == CampaignTable.edition
    return promised.where(owed.customer.in_(customers) & owed.commitment & counts)


def _return_some(tx: Tx, absence: _Absence, size: int, now: Instant) -> bool:
    """Give some customers back to whoever is here again; False when nothing is left."""
    # Two programs may work at one absence: they take turns.
    if tx.one(_Ends, (_unsettled_locked if tx.postgres else _unsettled_one)(absence.id)) is None:
        return False
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
