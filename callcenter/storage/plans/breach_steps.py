"""Steps of breaches, taken in working hours as time passes (docs/rules.md#escalation).

Each reader is told once: the record of a step has a natural key (docs/architecture.md#effects).
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import partial

from msgspec import Struct

from callcenter import policy
from callcenter.model import Instant, Role
from callcenter.policy import BreachStep
from callcenter.storage.access import scopes
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.database.pace import Pace
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Database, Tx
from callcenter.storage.history import loader
from callcenter.storage.people import notices
from callcenter.storage.tables.access import CampaignUnitTable, MembershipTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.effects import AcknowledgementTable, BreachLogTable, BreachStepTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.plans import ObligationTable
from callcenter.storage.tables.slim_peewee import JOIN, fn

_CHAIN = (Role.SUPERVISOR, Role.MANAGER, Role.ADMIN)
"""Roles that are told of a step: the next one of these where nobody has a role."""


def take_due(database: Database, now: Instant, ends: float) -> bool:
    """Take the steps that are due, in short transactions, until the monotonic time ``ends``; True = some are left.

    Nothing due costs one look at an index.
    """
    pace = Pace(loader.CHUNK)
    while database.read(lambda tx: tx.value(_one_due(now))) is not None:
        if time.monotonic() >= ends:
            return True
        with pace.measured() as size:
            done = database.write(partial(_take, now=now, size=size), durable=False)
        if done < size:  # the rest, on PostgreSQL, is with another program
            return False
    return False


class _Due(Struct, frozen=True):
    id: int
    customer: int
    campaign: int
    owner: int | None
    seen_at: Instant
    is_open: bool
    came_later: bool


@prepared
def _one_due(now: Instant) -> Query:
    due = BreachLogTable.step_at.is_null(False) & (BreachLogTable.step_at <= now)
    return BreachLogTable.select(BreachLogTable.id).where(due).limit(1)


@prepared
def _due_ids(now: Instant, limit: int) -> Query:
    due = BreachLogTable.step_at.is_null(False) & (BreachLogTable.step_at <= now)
    return BreachLogTable.select(BreachLogTable.id).where(due).order_by(BreachLogTable.step_at).limit(limit)


@prepared
def _due_unlocked(now: Instant, limit: int) -> Query:
    due = BreachLogTable.step_at.is_null(False) & (BreachLogTable.step_at <= now)
    found = BreachLogTable.select(BreachLogTable.id).where(due).order_by(BreachLogTable.step_at).limit(limit)
    locked: Query = found.for_update(skip_locked=True)
    return locked


@prepared
def _breaches(ids: list[int], editions: list[int]) -> Query:
    log, owed = BreachLogTable, ObligationTable
    same = (owed.customer == log.customer) & (owed.rule == log.rule) & (owed.breach_at == log.breach_at)
    # The sum keeps SQLite from reading all plans of an edition for these few.
    still = owed.select(owed.rule).where(same & (owed.edition + 0).in_(editions))
    late = CustomerTable.import_id.is_null(False) & (CustomerTable.recorded_at > log.breach_at)
    return (
        log.select(
            *columns(
                _Due,
                log,
                campaign=CustomerTable.campaign,
                owner=CustomerTable.owner,
                seen_at=log.logged_at,
                is_open=log.voided_at.is_null() & fn.EXISTS(still),
                came_later=late,
            )
        )
        .join(CustomerTable, on=CustomerTable.id == log.customer)
        .where(log.id.in_(ids))
        .order_by(log.id)
    )


class _Said(Struct, frozen=True):
    """A step or an acknowledgement of a breach."""

    breach: int
    level: Role
    at: Instant


@prepared
def _steps(ids: list[int]) -> Query:
    return BreachStepTable.select(*columns(_Said, BreachStepTable)).where(BreachStepTable.breach.in_(ids))


@prepared
def _acknowledged(ids: list[int]) -> Query:
    return AcknowledgementTable.select(*columns(_Said, AcknowledgementTable)).where(
        AcknowledgementTable.breach.in_(ids)
    )


def _by_breach(found: Iterable[_Said]) -> Mapping[int, list[BreachStep]]:
    of: dict[int, list[BreachStep]] = defaultdict(list)
    for one in found:
        of[one.breach].append(BreachStep(one.level, one.at))
    return of


def _take(tx: Tx, now: Instant, size: int) -> int:
    ids = tx.values((_due_unlocked if tx.postgres else _due_ids)(now, size))
    if not ids:
        return 0
    campaigns = campaign_rows.get_all(tx)
    taken, acknowledged = _by_breach(tx.all(_Said, _steps(ids))), _by_breach(tx.all(_Said, _acknowledged(ids)))
    new = list[dict[str, object]]()
    told: dict[tuple[Role, int | None, int], list[int]] = defaultdict(list)
    later = list[dict[str, object]]()
    for one in tx.all(_Due, _breaches(ids, campaign_rows.editions_of(campaigns.values()))):
        kept = campaigns[one.campaign]
        step = _step(tx, kept, one, taken[one.id], acknowledged[one.id]) if one.is_open else None
        if step is not None and step.at <= now == policy.working_moment(kept.frame, now):
            new.append({"breach": one.id, "level": step.level.value, "at": now})
            told[step.level, one.owner, one.campaign].append(one.customer)
            step = _step(tx, kept, one, [*taken[one.id], BreachStep(step.level, now)], acknowledged[one.id])
        at = None if step is None else policy.working_moment(kept.frame, max(step.at, now))
        later.append({"id": one.id, "step_at": at})
    tx.insert_each(BreachStepTable, new)
    tx.update_each(BreachLogTable, later)
    of_reader: dict[tuple[Role, int], list[int]] = defaultdict(list)
    for (level, owner, campaign), customers in told.items():
        for reader in _readers(tx, level, owner, campaign, now):
            of_reader[level, reader] += customers
    for (level, reader), customers in of_reader.items():
        notices.send_of_breaches(tx, reader, customers, level=level, now=now)
    if new:
        tx.mark_changed()
    return len(ids)


def _step(
    tx: Tx, kept: StoredCampaign, one: _Due, taken: list[BreachStep], acknowledged: list[BreachStep]
) -> BreachStep | None:
    """The next step; none of what broke before the import that brought the customer (docs/rules.md#sla)."""
    if one.came_later:
        return None
    owned = one.owner is not None
    return policy.next_breach_step(tx.book(kept.version), kept.frame, one.seen_at, owned, taken, acknowledged)


class _Leader(Struct, frozen=True):
    """Somebody who may be told, and a unit that they are a member of."""

    id: int
    role: Role
    unit: int | None


@prepared
def _leaders(now: Instant) -> Query:
    ends = MembershipTable.until
    member = (MembershipTable.agent == AgentTable.id) & (MembershipTable.since <= now)
    in_force = member & (ends.is_null() | (ends > now))
    of = AgentTable.select(AgentTable.id, AgentTable.role, MembershipTable.unit.alias("unit"))
    return of.join(MembershipTable, JOIN.LEFT_OUTER, on=in_force).where(
        AgentTable.can_sign_in & AgentTable.role.in_([role.value for role in _CHAIN])
    )


@prepared
def _units_of(agent: int, now: Instant) -> Query:
    ends = MembershipTable.until
    in_force = (MembershipTable.since <= now) & (ends.is_null() | (ends > now))
    return MembershipTable.select(MembershipTable.unit).where((MembershipTable.agent == agent) & in_force)


@prepared
def _units_of_campaign(campaign: int) -> Query:
    return CampaignUnitTable.select(CampaignUnitTable.unit).where(CampaignUnitTable.campaign == campaign)


def _readers(tx: Tx, level: Role, owner: int | None, campaign: int, now: Instant) -> list[int]:
    """Return the readers of a step: those of that role over the owner's units, of the pool over the campaign's.

    Where there is nobody, those of that role who are in no unit, then the next higher role. Nobody is told that their
    own customer has come to them.
    """
    asked = _units_of_campaign(campaign) if owner is None else _units_of(owner, now)
    over = scopes.above(tx, tx.values(asked))
    leaders = [one for one in tx.all(_Leader, _leaders(now)) if one.id != owner]
    for role in _CHAIN[_CHAIN.index(level) :]:
        of_role = [one for one in leaders if one.role is role]
        # A manager and an administrator see all units (docs/security.md).
        near = [one for one in of_role if role is not Role.SUPERVISOR or one.unit in over]
        found = near or [one for one in of_role if one.unit is None]
        if found:
            return sorted({one.id for one in found})
    return []
