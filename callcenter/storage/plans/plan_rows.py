"""Rows of plans: what is stored of a fold, and what folding some customers changes in the tables.

See docs/architecture.md#one-fold.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct, field

from callcenter import policy
from callcenter.model import (
    Ahead,
    CaseOwed,
    FindingOwed,
    Instant,
    Lane,
    Placement,
    Plan,
)
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history.loader import Loaded
from callcenter.storage.plans import case_turns, cohorts, reopened_cases
from callcenter.storage.plans.obligations import ObligationRow
from callcenter.storage.tables.customers import TierChangeTable
from callcenter.storage.tables.effects import BreachLogTable, CaseTable, FindingTable
from callcenter.storage.tables.imports import ImportFactTable
from callcenter.storage.tables.plans import CohortPlaceTable, ObligationTable, PlacementTable
from callcenter.storage.tables.slim_peewee import EXCLUDED, Case

BLOCK_LANES = (Lane.BREACHED, Lane.DUE)
"""Lanes in which the running block sorts (docs/rules.md#lanes)."""


class PlacementRow(Struct, frozen=True):
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
    rules_ended_at: Instant | None
    valid_until: Instant | None


class NewBreach(NamedTuple):
    """A breach to be put on record. ``closed_day``: it came on a day on which the team does not work."""

    customer: int
    rule: str
    channel: str
    due_at: Instant
    breach_at: Instant
    owner: int | None
    rulebook_version: int
    closed_day: bool


class _Of(Struct, frozen=True):
    """The customer of a stored row, and the edition of the rules that it stands under."""

    customer_id: int
    edition_id: int


class _OnRecord(Struct, frozen=True):
    """A line of the breach log."""

    id: int
    customer_id: int
    rule: str
    breach_at: Instant
    voided_at: Instant | None


@prepared
def _case(customer: int, kind: str, rule: str, caused_at: Instant, phone: str, now: Instant) -> Query:
    case = CaseTable
    # One that was opened by a wrong clock, and closed before it was opened, opens now.
    opened_at = Case(None, ((case.opened_at > case.closed_at, EXCLUDED.opened_at),), case.opened_at)
    return case.insert(
        customer=customer, kind=kind, rule=rule, caused_at=caused_at, opened_at=now, state="open", phone=phone
    ).on_conflict(
        conflict_target=[case.customer, case.rule, case.caused_at],
        update={case.state: "open", case.closed_at: None, case.opened_at: opened_at, case.close_by: None},
        where=case.state == "withdrawn",
    )


@prepared
def _finding(
    customer: int, rule: str, caused_at: Instant, agent: str, amount: int, version: int, now: Instant
) -> Query:
    finding = FindingTable
    return finding.insert(
        customer=customer,
        rule=rule,
        caused_at=caused_at,
        agent=agent,
        amount=amount,
        rulebook_version=version,
        logged_at=now,
    ).on_conflict(
        # One that was voided and shows again counts again.
        conflict_target=[finding.customer, finding.rule, finding.caused_at],
        update={finding.voided_at: None, finding.logged_at: EXCLUDED.logged_at},
        where=finding.voided_at.is_null(False),
    )


@prepared
def _placements_of(customers: list[int]) -> Query:
    placed = columns(PlacementRow, PlacementTable)
    return PlacementTable.select(*columns(_Of, PlacementTable), *placed).where(PlacementTable.customer.in_(customers))


@prepared
def _obligations_of(customers: list[int]) -> Query:
    owed = columns(ObligationRow, ObligationTable)
    return ObligationTable.select(*columns(_Of, ObligationTable), *owed).where(ObligationTable.customer.in_(customers))


@prepared
def _on_record(customers: list[int]) -> Query:
    log = columns(_OnRecord, BreachLogTable)
    return BreachLogTable.select(*log).where(BreachLogTable.customer.in_(customers))


class Writes(Struct):
    """The changes of the folds of a chunk, gathered so that each table is written once."""

    gone: list[dict[str, object]] = field(default_factory=list)
    new: list[dict[str, object]] = field(default_factory=list)
    places: list[dict[str, object]] = field(default_factory=list)
    left: list[dict[str, object]] = field(default_factory=list)
    leavers: set[int] = field(default_factory=set)
    breaches: dict[tuple[int, str, Instant], NewBreach] = field(default_factory=dict)
    cases: list[tuple[int, CaseOwed]] = field(default_factory=list)
    reopenings: list[tuple[int, CaseOwed]] = field(default_factory=list)
    findings: list[tuple[int, FindingOwed, int]] = field(default_factory=list)
    facts: list[dict[str, object]] = field(default_factory=list)
    tiers: list[dict[str, object]] = field(default_factory=list)
    retiered: set[int] = field(default_factory=set)
    cohort_keys: list[tuple[int, str, str]] = field(default_factory=list)


class StoredPlan(Struct):
    """The stored plan of a customer under one edition; without a ``place`` nothing is stored."""

    place: PlacementRow | None = None
    owed: dict[tuple[str, Instant], ObligationRow] = field(default_factory=dict)

    @property
    def tier(self) -> str | None:
        """The tier that the plan puts them into."""
        return None if self.place is None else self.place.plan_tier

    @property
    def cohort_key(self) -> str:
        """Return what the edition's cohorts read of them."""
        return "" if self.place is None else self.place.cohort_key


NOTHING_STORED = StoredPlan()


def stored(tx: Tx, ids: Sequence[int]) -> dict[int, dict[int, StoredPlan]]:
    """The plans of customers, by customer and edition."""
    found: dict[int, dict[int, StoredPlan]] = {}
    for of, place in tx.paired(_Of, PlacementRow, _placements_of(list(ids))):
        found.setdefault(of.customer_id, {})[of.edition_id] = StoredPlan(place)
    for of, owed in tx.paired(_Of, ObligationRow, _obligations_of(list(ids))):
        plan = found.setdefault(of.customer_id, {}).setdefault(of.edition_id, StoredPlan())
        plan.owed[owed.rule, owed.due_at] = owed
    return found


def placement_row(one: Loaded, plan: Plan, ahead: Ahead | None, cohort_key: str, now: Instant) -> PlacementRow:
    """A customer's plan as their row of ``placement``."""
    place = plan.placement
    worker = one.worker_id or 0
    inquiry = policy.inquiry_in_force(one.facts, now)
    breached = sum(owed.breach_at <= now for owed in plan.obligations)
    promised = sum(owed.due_at <= now and owed.is_commitment(now) for owed in plan.obligations)
    lane, k1, k2, block_set = _ordered(place)
    then_lane, then_k1, then_k2, then_block_set = _ordered(None if ahead is None else ahead.placement)
    return PlacementRow(
        ref=one.facts.ref,
        zone=one.facts.zone,
        owner_key=worker,
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
        rules_ended_at=plan.rules_ended_at,
        valid_until=plan.valid_until,
    )


def _ordered(place: Placement | None) -> tuple[int, int, int, int]:
    """Lane, key and segment set of a placement, as they sort."""
    if place is None:
        return 0, 0, 0, 0
    return place.lane.value, *place.key, place.segments if place.lane in BLOCK_LANES else 0


def write(tx: Tx, writes: Writes, now: Instant) -> int:
    """Write what folds change; returns the number of new breaches."""
    tx.delete_each(ObligationTable, writes.gone)
    for table in (ObligationTable, PlacementTable, CohortPlaceTable):
        tx.delete_each(table, writes.left)
    tx.insert_each(ObligationTable, writes.new)
    tx.insert_each(PlacementTable, writes.places, replacing=("customer", "edition"))
    writes.cases += reopened_cases.open_again(tx, writes.reopenings, now)
    for customer, case in writes.cases:
        tx.run(_case(customer, case.kind.value, case.rule, case.caused_at, case.phone, now))
    case_turns.write_new(tx, (customer for customer, _case_owed in writes.cases))
    # Customers whom plans of other rules have left are under those that count now.
    case_turns.write_anew(tx, sorted(writes.leavers))
    for customer, owed, version in writes.findings:
        tx.run(_finding(customer, owed.rule, owed.caused_at, owed.agent, owed.amount, version, now))
    tx.insert_each(ImportFactTable, writes.facts, unless_there=True)
    tx.insert_each(TierChangeTable, writes.tiers)
    cohorts.changed(tx, writes.cohort_keys, now)
    fresh = _new_breaches(tx, writes, now)
    tx.insert_each(BreachLogTable, [{**row._asdict(), "logged_at": now} for row in fresh], unless_there=True)
    if writes.gone or writes.new or writes.places or fresh:
        tx.mark_changed()
    return len(fresh)


def _new_breaches(tx: Tx, writes: Writes, now: Instant) -> list[NewBreach]:
    """Return those that are not on record yet. One that was voided and shows again counts again, and what is open again
    takes steps again."""
    breaches = writes.breaches
    if not breaches:
        return []
    ids = sorted({row.customer for row in breaches.values()})
    open_again = {(row["customer"], row["rule"], row["breach_at"]) for row in writes.new}
    known: set[tuple[int, str, Instant]] = set()
    again: list[int] = []
    owed_again: list[int] = []
    for line in tx.all(_OnRecord, _on_record(ids)):
        key = (line.customer_id, line.rule, line.breach_at)
        known.add(key)
        if line.voided_at is not None and key in breaches:
            again.append(line.id)
        elif key in open_again:
            owed_again.append(line.id)
    tx.update_each(BreachLogTable, [{"voided_at": None, "logged_at": now, "step_at": 0, "id": id} for id in again])
    tx.update_each(BreachLogTable, [{"step_at": 0, "id": id} for id in owed_again])
    return [row for key, row in breaches.items() if key not in known]
