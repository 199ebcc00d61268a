"""The choice of deputies: an absent agent's work of today, the people who may stand in, and the load of these.

Nothing is written here. See docs/rules.md#absence.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from callcenter import policy
from callcenter.model import CaseRole, Instant, Role, SalesLine
from callcenter.storage.access import scopes
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.database.prepared import Condition, Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import stand_ins
from callcenter.storage.tables.access import MembershipTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.effects import CaseTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.plans import ObligationTable, PlacementTable
from callcenter.storage.tables.shifts import StandInTable
from callcenter.storage.tables.slim_peewee import JOIN, fn, peewee
from callcenter.storage.team import absence_rows, shifts
from callcenter.views.people.absences import DeputyLoad
from callcenter.workdays import local_date, midnight, next_day


class Gift(Struct, frozen=True):
    """Work of a customer for a deputy: what is ``owed`` to them, with so many promises among it, and cases."""

    customer: int
    deputy: int
    owed: bool
    promises: int
    cases: tuple[int, ...] = ()


class Shared(Struct, frozen=True):
    """The work of an absent agent as it is shared out, promises of all campaigns first.

    ``uncovered``: customers whom nobody could be given.
    """

    gifts: list[Gift]
    uncovered: int


def of_absence(tx: Tx, absence: absence_rows.StoredAbsence, now: Instant) -> Shared:
    """Share out what of an absence no deputy has."""
    return shared_out(tx, absence.agent_id, [one.id for one in absence_rows.named(tx, absence.id)], now)


def shared_out(tx: Tx, absent: int, named: Sequence[int], now: Instant) -> Shared:
    """Share out what an absent agent has to do today and no deputy has, to those who were ``named``, else the best."""
    away, campaigns = absence_rows.away(tx, now), campaign_rows.get_all(tx)
    work = defaultdict[int, dict[int, _Work]](dict)
    for kept in campaigns.values():
        # Agents who never call their own need no deputy: colleagues call them anyhow (docs/rules.md#r15-callers).
        if not tx.book(kept.version).callers.never_own:
            for owed in tx.all(_Owed, _owed_of(absent, kept.edition.id, _day_ends(kept, now), now)):
                _work_of(work[kept.id], owed.customer, owed.ref).owed.append(owed)
    for case in tx.all(_Turn, _turns_of(absent)):
        _work_of(work[case.campaign], case.customer, case.ref).cases.append(case)
    for case in tx.all(_Turn, _free_turns(absent)):
        if not tx.book(campaigns[case.campaign].version).callers.never_own:
            _work_of(work[case.campaign], case.customer, case.ref).free.append(case)
    given, uncovered, loads = list[Gift](), 0, dict[int, int]()
    for campaign, customers in sorted(work.items()):
        never_own = tx.book(campaigns[campaign].version).callers.never_own
        orphans = [found for one in customers.values() if (found := one.orphan(away, never_own)) is not None]
        if not orphans:
            continue
        chosen = _deputies(tx, campaigns[campaign], absent, named, away, now)
        if unknown := {one.id for one in chosen}.difference(loads):
            loads.update(_loads(tx, sorted(unknown), campaigns.values(), now))
        shared = policy.shared_out(orphans, [replace(one, load=loads[one.id]) for one in chosen])
        uncovered += len(orphans) - len(shared)
        for orphan, deputy in shared:
            loads[deputy.id] += orphan.work
            given.append(customers[orphan.customer].gift(orphan, deputy.id, away))
    return Shared(sorted(given, key=lambda gift: not gift.promises), uncovered)


def loads_of(tx: Tx, gifts: Sequence[Gift]) -> tuple[DeputyLoad, ...]:
    """The part of each deputy, by name."""
    parts = defaultdict[int, list[Gift]](list)
    for gift in gifts:
        parts[gift.deputy].append(gift)
    names = {one.id: one.name for one in tx.all(_Candidate, _candidates())}
    found = (
        DeputyLoad(
            names[key],
            customers=sum(one.owed for one in part),
            promises=sum(one.promises for one in part),
            cases=sum(len(one.cases) for one in part),
        )
        for key, part in parts.items()
    )
    return tuple(sorted(found, key=lambda load: policy.by_name(load.deputy)))


# --- the work ---------------------------------------------------------------------------------------------------------


class _Owed(Struct, frozen=True):
    """An obligation of today of an absent agent's customer; ``deputy``: who works them."""

    customer: int
    ref: str
    commitment: bool
    due_at: Instant
    breach_at: Instant
    deputy: int | None


def _day_ends(kept: StoredCampaign, now: Instant) -> Instant:
    return midnight(next_day(local_date(now, kept.frame.zone)), kept.frame.zone)


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


class _Turn(Struct, frozen=True):
    """A case whose next step is the absent one's; ``works``: who works its customer for somebody absent."""

    id: int
    customer: int
    ref: str
    campaign: int
    owner: int | None
    act_by: Instant
    deputy: int | None
    works: int | None


@prepared
def _turns_of(assignee: int) -> Query:
    mine = (CaseTable.turn == CaseRole.WORKER.value) & (CaseTable.assignee == assignee)
    return _turns(CaseTable.deputy.alias("deputy")).where(mine)


@prepared
def _free_turns(owner: int) -> Query:
    """Cases that an agent of the customer has yet to take, who is absent: whoever works the customer takes them."""
    free = (CaseTable.turn == CaseRole.AGENT.value) & (CustomerTable.owner == owner)
    return _turns(StandInTable.deputy.alias("deputy")).where(free)


def _turns(deputy: object) -> peewee.ModelSelect[CaseTable]:
    case, one = CaseTable, CustomerTable
    columns = (case.id, one.id.alias("customer"), one.ref, one.campaign.alias("campaign"), case.act_by)
    found = case.select(*columns, one.owner.alias("owner"), deputy, StandInTable.deputy.alias("works"))
    joined: peewee.ModelSelect[CaseTable] = found.join(one).join_from(
        one, StandInTable, JOIN.LEFT_OUTER, on=stand_ins.running()
    )
    return joined


class _Work(Struct):
    """The work of today of one customer: obligations, cases that the absent one has, cases that nobody has taken."""

    customer: int
    ref: str
    owed: list[_Owed]
    cases: list[_Turn]
    free: list[_Turn]

    def orphan(self, away: set[int], never_own: bool) -> policy.Orphan | None:
        """The part that nobody does, None = there is none; ``never_own``: agents do not call their own customers."""
        owed = [one for one in self.owed if _is_free(one.deputy, away)]
        cases = [one for one in self.cases if _is_free(one.deputy, away)]
        free = [one for one in self.free if _is_free(one.deputy, away)]
        if not (owed or cases or free):
            return None
        promised = [one.due_at for one in owed if one.commitment]
        first = min(promised or [*(one.breach_at for one in owed), *(one.act_by for one in (*cases, *free))])
        turns = (*self.cases, *self.free)
        works = (*(one.deputy for one in self.owed), *(one.works for one in turns), *(one.deputy for one in turns))
        return policy.Orphan(
            self.customer,
            self.ref,
            promises=len(promised),
            work=len(owed) + len(cases),
            first=first,
            known=next((one for one in works if not _is_free(one, away)), None),
            not_by=next((one.owner for one in turns), None) if never_own else None,
        )

    def gift(self, orphan: policy.Orphan, deputy: int, away: set[int]) -> Gift:
        """The part that nobody does, for a deputy."""
        workers = (*(one.deputy for one in self.owed), *(one.deputy for one in self.free))
        owed = any(_is_free(one, away) for one in workers)
        cases = tuple(one.id for one in self.cases if _is_free(one.deputy, away))
        return Gift(self.customer, deputy, owed, orphan.promises, cases)


def _work_of(customers: dict[int, _Work], customer: int, ref: str) -> _Work:
    return customers.setdefault(customer, _Work(customer, ref, [], [], []))


def _is_free(deputy: int | None, away: set[int]) -> bool:
    return deputy is None or deputy in away


# --- the people -------------------------------------------------------------------------------------------------------


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


def _deputies(
    tx: Tx,
    kept: StoredCampaign,
    absent: int,
    named: Sequence[int],
    away: set[int],
    now: Instant,
) -> list[policy.Deputy]:
    """The deputies for one campaign: those who were named, else the best ones."""
    book = tx.book(kept.version)
    everybody = [
        one
        for one in tx.all(_Candidate, _candidates())
        if one.id != absent
        and one.id not in away
        and policy.audience(book, one.line) is not policy.Audience.NOBODY
        and (not tx.grant.closed or kept.id in scopes.pools_of(tx, one.id))
    ]
    chosen = [one for one in everybody if one.id in named]
    everybody = chosen or [one for one in everybody if one.role is Role.AGENT] or everybody
    units = defaultdict[int, set[int]](set)
    for belongs in tx.all(_Belongs, _belonging()):
        units[belongs.agent_id].add(belongs.unit_id)
    here = shifts.on_shift(tx, [one.id for one in everybody], now)
    found = [
        policy.Deputy(
            one.id,
            one.name,
            load=0,
            on_shift=one.id in here,
            near=bool(units[one.id] & units[absent]) or not (units[one.id] or units[absent]),
        )
        for one in everybody
    ]
    return found if chosen else policy.proposed_deputies(found)


# --- their load ---------------------------------------------------------------------------------------------


class _Load(Struct, frozen=True):
    agent: int
    n: int


def _loads(tx: Tx, agents: list[int], campaigns: Iterable[StoredCampaign], now: Instant) -> Counter[int]:
    """The load of these agents today in all campaigns: obligations, and cases of which the next step is theirs."""
    found, queries = Counter(dict.fromkeys(agents, 0)), [_case_load(agents)]
    for kept in campaigns:
        asked = (agents, kept.edition.id, _day_ends(kept, now), now)
        queries += [_own_load(*asked), _lent_load(*asked)]
    for query in queries:
        for load in tx.all(_Load, query):
            found[load.agent] += load.n
    return found


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


@prepared
def _case_load(agents: list[int]) -> Query:
    case = CaseTable
    worker = fn.COALESCE(case.deputy, case.assignee)
    counted = case.select(worker.alias("agent"), fn.COUNT(case.id).alias("n"))
    return counted.where((case.turn == CaseRole.WORKER.value) & worker.in_(agents)).group_by(worker)
