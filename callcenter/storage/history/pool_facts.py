"""Facts for the clock of the pool, beside a customer's history, where their rulebook has a pool (docs/rules.md#r33)."""

from __future__ import annotations

from collections import defaultdict

from msgspec import Struct

from callcenter.model import CaseState, Instant
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables.calls import TouchTable
from callcenter.storage.tables.campaigns import EditionTable
from callcenter.storage.tables.customers import CustomerChangeTable, CustomerTable, TierChangeTable
from callcenter.storage.tables.effects import CaseTable
from callcenter.storage.tables.shifts import AbsenceTable
from callcenter.storage.tables.slim_peewee import fn
from callcenter.views.customers.timeline import Happening


class Owned(Struct, frozen=True):
    """A customer whom the pool may get back: their owner, the rules they are under and those that come, 0 = none."""

    id: int
    campaign: int
    versions: tuple[int, int]
    owner: int
    recorded_at: Instant


class PoolFacts(Struct, frozen=True):
    """The facts of one of them, as the fold has them."""

    owned_since: Instant
    pool_since: Instant
    away: tuple[tuple[Instant, Instant | None], ...]
    worked: tuple[tuple[Instant, Instant | None], ...]


class _At(Struct, frozen=True):
    at: Instant


@prepared
def _owner_changes(customers: list[int]) -> Query:
    table = CustomerChangeTable
    newest = table.select(table.customer.alias("customer"), fn.MAX(table.at).alias("at"))
    return newest.where(table.customer.in_(customers) & (table.what == Happening.OWNER.value)).group_by(table.customer)


@prepared
def _tier_changes(customers: list[int]) -> Query:
    table = TierChangeTable
    newest = table.select(table.customer.alias("customer"), fn.MAX(table.at).alias("at"))
    return newest.where(table.customer.in_(customers)).group_by(table.customer)


@prepared
def _retractions(customers: list[int]) -> Query:
    """The newest changes of what contacts came to, those of customers merged into them too: they may set clocks back,
    and an owner is warned first. A note that was put right does not."""
    standing = fn.COALESCE(CustomerTable.survivor, CustomerTable.id)
    newer, older = TouchTable.alias("newer"), TouchTable.alias("older")
    newest = newer.select(standing.alias("customer"), fn.MAX(newer.recorded_at).alias("at")).join(CustomerTable)
    of_them = CustomerTable.id.in_(customers) | CustomerTable.survivor.in_(customers)
    other = [
        fn.COALESCE(one, none) != fn.COALESCE(before, none)
        for one, before, none in (
            (newer.disposition, older.disposition, ""),
            (newer.result, older.result, ""),
            (newer.callback_at, older.callback_at, 0),
        )
    ]
    found = newest.join(older, on=(newer.corrects == older.id))
    return found.where(of_them & (newer.withdrawn | other[0] | other[1] | other[2])).group_by(standing)


class _Worked(Struct, frozen=True):
    opened_at: Instant
    closed_at: Instant | None


@prepared
def _cases(customers: list[int]) -> Query:
    """The cases of customers and of those merged into them, by who stands for them."""
    standing = fn.COALESCE(CustomerTable.survivor, CustomerTable.id)
    found = CaseTable.select(*columns(_Worked, CaseTable, customer=standing)).join(CustomerTable)
    of_them = CustomerTable.id.in_(customers) | CustomerTable.survivor.in_(customers)
    return found.where(of_them & (CaseTable.state != CaseState.WITHDRAWN.value)).order_by(CaseTable.id)


class _Away(Struct, frozen=True):
    agent_id: int
    since: Instant
    until: Instant | None
    ended_at: Instant | None


@prepared
def _absences(agents: list[int]) -> Query:
    table = AbsenceTable
    return table.select(*columns(_Away, table)).where(table.agent.in_(agents)).order_by(table.since, table.id)


class _Edition(Struct, frozen=True):
    version: int
    begun_at: Instant


@prepared
def _editions(campaign: int) -> Query:
    """The rules under which a campaign ever was or comes, the newest first."""
    table = EditionTable
    found = table.select(table.rulebook_version.alias("version"), table.begun_at)
    return found.where((table.campaign == campaign) & (table.state != "dropped")).order_by(table.id.desc())


def _begun_at(tx: Tx, campaign: int) -> Instant:
    """Return when the campaign got the pool that it has or comes to have: it has had the same days since without a
    break, so that nobody goes unwarned where they are made fewer."""
    begun: Instant | None = None
    terms: tuple[object, ...] | None = None
    for one in tx.all(_Edition, _editions(campaign)):
        pool = tx.book(one.version).pool
        if pool is not None and terms in (None, (pool.days, pool.tiers, pool.warning_days)):
            begun, terms = one.begun_at, (pool.days, pool.tiers, pool.warning_days)
        elif begun is not None:
            break
    return begun or 0


def load(tx: Tx, owned: list[Owned]) -> dict[int, PoolFacts]:
    """The facts of those among these customers whose rules have a pool, by customer."""
    pooled = {version for one in owned for version in one.versions if version and tx.book(version).pool is not None}
    wanted = {one.id: one for one in owned if not pooled.isdisjoint(one.versions)}
    if not wanted:
        return {}
    ids = list(wanted)
    changed = dict(tx.owned(_At, _owner_changes(ids)))
    classed = dict(tx.owned(_At, _tier_changes(ids)))
    retracted = dict(tx.owned(_At, _retractions(ids)))
    worked = tx.grouped(_Worked, _cases(ids))
    away = defaultdict[int, list[tuple[Instant, Instant | None]]](list)
    for one in tx.all(_Away, _absences(sorted({known.owner for known in wanted.values()}))):
        ends = one.until if one.ended_at is None else one.ended_at
        if ends is None or ends > one.since:
            away[one.agent_id].append((one.since, ends))
    begun = {campaign: _begun_at(tx, campaign) for campaign in {known.campaign for known in wanted.values()}}
    return {
        key: PoolFacts(
            owned_since=_latest(known.recorded_at, changed.get(key)),
            pool_since=_latest(_latest(begun[known.campaign], classed.get(key)), retracted.get(key)),
            away=tuple(away[known.owner]),
            worked=tuple((case.opened_at, case.closed_at) for case in worked[key]),
        )
        for key, known in wanted.items()
    }


def _latest(at: Instant, later: _At | None) -> Instant:
    return at if later is None else max(at, later.at)
