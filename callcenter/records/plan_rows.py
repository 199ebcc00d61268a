"""Rows of plans: what is stored of a fold, and what folding some customers changes in the tables (DESIGN §3)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct, field

from callcenter.model import (
    Ahead,
    Because,
    CaseOwed,
    Channel,
    Facts,
    Ground,
    Instant,
    Lane,
    MilestoneKind,
    Obligation,
    Placement,
    Plan,
)
from callcenter.records import cohorting, reopening
from callcenter.records.loading import Loaded
from callcenter.records.working import Row, Tx

BLOCK_LANES = (Lane.BREACHED, Lane.DUE)
"""Where the running block sorts (RULES §2.5)."""


class ObligationRow(NamedTuple):
    """An obligation as it is stored; ``ground`` is JSON."""

    rule: str
    due_at: Instant
    breach_at: Instant
    channel: str
    commitment: bool
    until_breach: bool
    task: bool
    opening: bool
    retry: bool
    reason: str
    team: str
    ground: str


class PlacementRow(NamedTuple):
    """A placement as it is stored. ``next_until`` None = the one that comes after it is not worked out."""

    ref: str
    zone: str
    owner_key: int
    lane: int
    k1: int
    k2: int
    segments: int
    block_set: int
    entry_rule: str
    entry_due_at: Instant
    inquiry_at: Instant | None
    due_commitment: Instant | None
    breached: int
    promised: int
    plan_tier: str | None
    cohort_key: str
    next_lane: int
    next_k1: int
    next_k2: int
    next_block_set: int
    next_until: Instant | None
    valid_until: Instant | None


class NewBreach(NamedTuple):
    """A breach to be put on record. ``closed_day``: it came on a day on which the team does not work."""

    customer: int
    rule: str
    channel: str
    due_at: Instant
    breach_at: Instant
    owner: int | None
    version: int
    closed_day: bool


OBLIGATION_COLUMNS = ", ".join(ObligationRow._fields)
OWED = ", ".join(f"o.{column}" for column in ObligationRow._fields)
"""The same of a table that goes by ``o`` in a query."""

_PLACED = ", ".join(PlacementRow._fields)
_INSERT_OBLIGATION = (
    f"INSERT INTO obligation (customer_id, edition_id, {OBLIGATION_COLUMNS}, dialled)"
    " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
)
_PLACE = (
    f"INSERT INTO placement (customer_id, edition_id, {_PLACED}, folded_at)"
    f" VALUES ({','.join(['?'] * (3 + len(PlacementRow._fields)))}) ON CONFLICT (customer_id, edition_id)"
    f" DO UPDATE SET {', '.join(f'{column} = excluded.{column}' for column in (*PlacementRow._fields, 'folded_at'))}"
)
_INSERT_BREACH = (
    "INSERT INTO breach_log (customer_id, rule, channel, due_at, breach_at, owner_id, rulebook_version_id,"
    " closed_day, logged_at, acknowledged_by) VALUES (?,?,?,?,?,?,?,?,?,'')"
    " ON CONFLICT (customer_id, rule, breach_at) DO NOTHING"
)
_INSERT_CASE = (
    "INSERT INTO kase (customer_id, kind, rule, caused_at, opened_at, state, raised_by, phone, handed_over)"
    " VALUES (?,?,?,?,?,'open','',?,?) ON CONFLICT (customer_id, rule, caused_at)"
    # One that was opened by a wrong clock, and closed before it was opened, opens now.
    " DO UPDATE SET state = 'open', closed_at = NULL, opened_at ="
    " CASE WHEN kase.opened_at > kase.closed_at THEN excluded.opened_at ELSE kase.opened_at END"
    " WHERE kase.state = 'withdrawn'"
)
_INSERT_FINDING = (
    "INSERT INTO finding (customer_id, rule, caused_at, agent, amount, rulebook_version_id, logged_at)"
    " VALUES (?,?,?,?,?,?,?) ON CONFLICT (customer_id, rule, caused_at)"
    # One that was voided and shows again counts again.
    " DO UPDATE SET voided_at = NULL, logged_at = excluded.logged_at WHERE finding.voided_at IS NOT NULL"
)
_INSERT_TIER = "INSERT INTO tier_change (customer_id, at, actor, old, new, reason) VALUES (?,?,?,?,?,'')"
_INSERT_FACT = (
    "INSERT INTO import_fact (import_id, customer_id, kind, rule, caused_at) VALUES (?,?,?,?,?)"
    " ON CONFLICT (customer_id, rule, caused_at) DO NOTHING"
)


def obligation_row(one: Obligation) -> ObligationRow:
    """An obligation as it is stored."""
    ground = json.dumps({"code": one.ground.code.value, **one.ground.params}, ensure_ascii=False, separators=(",", ":"))
    return ObligationRow(
        one.rule,
        one.due_at,
        one.breach_at,
        one.channel.value,
        one.commitment,
        one.until_breach,
        one.task,
        one.opening,
        one.retry,
        one.reason,
        one.team,
        ground,
    )


def obligation_of(row: Sequence[object]) -> Obligation:
    """The obligation of a row of :data:`OBLIGATION_COLUMNS`."""
    rule, due_at, breach_at, channel, commitment, until_breach, task, opening, retry, reason, team, text = row
    params = json.loads(str(text))
    return Obligation(
        rule=str(rule),
        channel=Channel(str(channel)),
        due_at=int(str(due_at)),
        breach_at=int(str(breach_at)),
        ground=Ground(Because(params.pop("code")), params),
        commitment=bool(commitment),
        until_breach=bool(until_breach),
        task=bool(task),
        opening=bool(opening),
        retry=bool(retry),
        reason=str(reason),
        team=str(team),
    )


def inquiry_at(facts: Facts, now: Instant) -> Instant | None:
    """The inquiry that holds at ``now``: the newest recorded, else the customer's coming if nothing else is known."""
    inquiries = [one.at for one in facts.milestones if one.kind is MilestoneKind.INQUIRY and one.at <= now]
    if inquiries:
        return inquiries[-1]
    known = any(one.at <= now or one.kind.is_plan for one in facts.milestones)
    return None if known else facts.created.at


class Writes(Struct):
    """What the folds of a chunk change, gathered so that each table is written once."""

    gone: list[Row] = field(default_factory=list)
    new: list[Row] = field(default_factory=list)
    places: list[Row] = field(default_factory=list)
    left: list[tuple[int, int]] = field(default_factory=list)
    breaches: dict[tuple[int, str, Instant], NewBreach] = field(default_factory=dict)
    cases: list[Row] = field(default_factory=list)
    reopenings: list[tuple[int, CaseOwed]] = field(default_factory=list)
    findings: list[Row] = field(default_factory=list)
    facts: list[Row] = field(default_factory=list)
    tiers: list[Row] = field(default_factory=list)
    cohort_keys: list[tuple[int, str, str]] = field(default_factory=list)


class StoredPlan(Struct):
    """What is stored of a customer's plan under one edition; without a ``place`` nothing is."""

    place: PlacementRow | None = None
    owed: dict[tuple[str, Instant], ObligationRow] = field(default_factory=dict)

    @property
    def tier(self) -> str | None:
        """The tier that the plan puts them into."""
        return None if self.place is None else self.place.plan_tier

    @property
    def cohort_key(self) -> str:
        """What the edition's cohorts read of them."""
        return "" if self.place is None else self.place.cohort_key


NOTHING_STORED = StoredPlan()


def stored(tx: Tx, ids: Sequence[int]) -> dict[int, dict[int, StoredPlan]]:
    """The plans of customers, by customer and edition."""
    found: dict[int, dict[int, StoredPlan]] = {}
    marks = tx.marks(ids)
    for customer, edition, *columns in tx.rows(
        f"SELECT customer_id, edition_id, {_PLACED} FROM placement WHERE customer_id IN ({marks})", ids
    ):
        found.setdefault(customer, {})[edition] = StoredPlan(PlacementRow(*columns))
    for customer, edition, *columns in tx.rows(
        f"SELECT customer_id, edition_id, {OBLIGATION_COLUMNS} FROM obligation WHERE customer_id IN ({marks})", ids
    ):
        owed = ObligationRow(*columns)
        found.setdefault(customer, {}).setdefault(edition, StoredPlan()).owed[owed.rule, owed.due_at] = owed
    return found


def stands_in_queue(row: ObligationRow) -> bool:
    """Whether an obligation is one that is dialled."""
    return not row.task and row.channel in (Channel.CALL.value, Channel.ANY.value)


def placement_row(one: Loaded, plan: Plan, ahead: Ahead | None, cohort_key: str, now: Instant) -> PlacementRow:
    """A customer's plan as their row of ``placement``."""
    place = plan.placement
    owner = one.owner_id or 0
    inquiry = inquiry_at(one.facts, now)
    breached = sum(owed.breach_at <= now for owed in plan.obligations)
    promised = sum(owed.due_at <= now and owed.is_commitment(now) for owed in plan.obligations)
    lane, k1, k2, block_set = _ordered(place)
    then_lane, then_k1, then_k2, then_block_set = _ordered(None if ahead is None else ahead.placement)
    return PlacementRow(
        ref=one.facts.ref,
        zone=one.facts.zone,
        owner_key=owner,
        lane=lane,
        k1=k1,
        k2=k2,
        segments=plan.segments,
        block_set=block_set,
        entry_rule="" if place is None else place.entry.rule,
        entry_due_at=0 if place is None else place.entry.due_at,
        inquiry_at=inquiry,
        due_commitment=plan.due_commitment,
        breached=breached,
        promised=promised,
        plan_tier=plan.tier,
        cohort_key=cohort_key,
        next_lane=then_lane,
        next_k1=then_k1,
        next_k2=then_k2,
        next_block_set=then_block_set,
        next_until=None if ahead is None else ahead.until,
        valid_until=plan.valid_until,
    )


def _ordered(place: Placement | None) -> tuple[int, int, int, int]:
    """Lane, key and segment set of a placement, as they sort."""
    if place is None:
        return 0, 0, 0, 0
    return place.lane.value, *place.key, place.segments if place.lane in BLOCK_LANES else 0


def case_row(customer: int, case: CaseOwed, now: Instant) -> Row:
    """A case that is owed as the columns of the insert."""
    return (customer, case.kind.value, case.rule, case.caused_at, now, case.phone, False)


def write(tx: Tx, writes: Writes, now: Instant) -> int:
    """Write what folds change; returns the number of new breaches."""
    tx.many("DELETE FROM obligation WHERE customer_id = ? AND edition_id = ? AND rule = ? AND due_at = ?", writes.gone)
    tx.many("DELETE FROM obligation WHERE customer_id = ? AND edition_id = ?", writes.left)
    tx.many("DELETE FROM placement WHERE customer_id = ? AND edition_id = ?", writes.left)
    tx.many("DELETE FROM cohort_place WHERE customer_id = ? AND edition_id = ?", writes.left)
    tx.many(_INSERT_OBLIGATION, writes.new)
    tx.many(_PLACE, writes.places)
    for customer, case in reopening.open_again(tx, writes.reopenings, now):
        writes.cases.append(case_row(customer, case, now))
    tx.many(_INSERT_CASE, writes.cases)
    tx.many(_INSERT_FINDING, writes.findings)
    tx.many(_INSERT_FACT, writes.facts)
    tx.many(_INSERT_TIER, writes.tiers)
    cohorting.changed(tx, writes.cohort_keys, now)
    fresh = _new_breaches(tx, writes.breaches, now)
    tx.many(_INSERT_BREACH, [(*row, now) for row in fresh])
    if writes.gone or writes.new or writes.places or fresh:
        tx.touch()
    return len(fresh)


def _new_breaches(tx: Tx, breaches: Mapping[tuple[int, str, Instant], NewBreach], now: Instant) -> list[NewBreach]:
    """Those that are not on record yet. One that was voided and shows again counts again."""
    if not breaches:
        return []
    ids = sorted({row.customer for row in breaches.values()})
    known: set[tuple[int, str, Instant]] = set()
    again: list[int] = []
    for id, customer, rule, breach_at, voided_at in tx.rows(
        f"SELECT id, customer_id, rule, breach_at, voided_at FROM breach_log WHERE customer_id IN ({tx.marks(ids)})",
        ids,
    ):
        known.add((customer, rule, breach_at))
        if voided_at is not None and (customer, rule, breach_at) in breaches:
            again.append(id)
    tx.many("UPDATE breach_log SET voided_at = NULL, logged_at = ? WHERE id = ?", [(now, id) for id in again])
    return [row for key, row in breaches.items() if key not in known]
