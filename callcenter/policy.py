"""The face of the policy: pure decisions over one customer's history (docs/architecture.md#one-fold).

No clock, no database, no words: rulebook, facts, history and an instant come in, codes and instants go out.
"""

from __future__ import annotations

from itertools import chain

from msgspec import Struct

from callcenter.engine.cases.breach_steps import BreachStep, breach_level, next_breach_step, working_moment
from callcenter.engine.cases.case_turns import CaseMove, CaseTimes, CaseTurn, case_times, case_turn
from callcenter.engine.cases.case_ways import (
    CaseAct,
    CaseCell,
    CaseEffect,
    Objection,
    Worker,
    causes_asked,
    objection,
    recorded_milestone,
    recorded_next,
    settled_by_call,
    taken_by_calling,
)
from callcenter.engine.cases.case_ways import cell as case_cell
from callcenter.engine.cases.contradictions import contradiction
from callcenter.engine.cases.findings import findings
from callcenter.engine.cases.meeting_days import MeetingDays, meeting_days
from callcenter.engine.cases.owed_cases import owed_cases
from callcenter.engine.cases.win_back import OFFERED as WIN_BACK_OFFERED
from callcenter.engine.cases.win_back import win_back
from callcenter.engine.customers.allocation import (
    LeadChoice,
    LeadTaker,
    Month,
    MonthResult,
    allocate,
    low_month,
    months_on,
)
from callcenter.engine.customers.allocation import proposed as proposed_order
from callcenter.engine.customers.allocation import skip as rotation_skip
from callcenter.engine.customers.audience import OVER as STAGES_OVER
from callcenter.engine.customers.audience import Audience, audience, comes_first, may_call, open_lanes
from callcenter.engine.customers.cohorts import candidate, in_stock, places
from callcenter.engine.customers.conflicts import keeps_record
from callcenter.engine.customers.ownership import (
    HandedOver,
    Return,
    becomes_owner,
    first_owner,
    returns,
)
from callcenter.engine.customers.pool import PoolRefusal, PoolRefused, pool_refusal
from callcenter.engine.figures.arithmetic import Fact, Place, Sums
from callcenter.engine.figures.definitions import (
    CALLBACK_RULES,
    DEFINITIONS,
    FigureUnit,
    counted_by,
    groupable,
)
from callcenter.engine.figures.periods import begins as period_begins
from callcenter.engine.figures.periods import cut as cut_periods
from callcenter.engine.figures.periods import follows as period_follows
from callcenter.engine.plan import attempts, commitments, number_caps, obligations, pool_clock, put_offs
from callcenter.engine.plan.calendar_rules import commitments_listed_since
from callcenter.engine.plan.caller_budgets import free_at as caller_number_free_at
from callcenter.engine.plan.group_gates import closed_on, gates
from callcenter.engine.plan.horizon import Horizon, earlier
from callcenter.engine.plan.known_state import Standing, inquiry_in_force
from callcenter.engine.plan.number_caps import room_at
from callcenter.engine.plan.placement import place, segment_sets, segments_of
from callcenter.engine.plan.pool_clock import is_over as pool_over
from callcenter.engine.plan.pool_clock import rule_of as pool_rule
from callcenter.engine.plan.provisional_tier import is_confirmed_after, is_provisional
from callcenter.engine.plan.put_offs import latest as latest_snooze
from callcenter.engine.plan.quota import AgentDay, Shortfall, shortfalls, wanted_by
from callcenter.engine.plan.touches import (
    closes,
    dead_numbers,
    effective,
    failed_calls,
    is_outgoing_call,
    note_counts,
    reached,
)
from callcenter.engine.team.attention import alarms, break_limit, by_name, urgency
from callcenter.engine.team.capacity import with_capacity
from callcenter.engine.team.deputies import Deputy, Orphan, shared_out
from callcenter.engine.team.deputies import proposed as proposed_deputies
from callcenter.engine.team.shift_times import common as common_spans
from callcenter.engine.team.shift_times import hours_of as shift_hours
from callcenter.engine.team.shift_times import seconds as span_seconds
from callcenter.engine.team.shift_times import spans_of as shift_spans
from callcenter.engine.team.shift_times import until as spans_until
from callcenter.engine.team.shift_times import without as spans_without
from callcenter.model import (
    Ahead,
    CampaignFrame,
    Channel,
    Facts,
    Gate,
    GroupGates,
    History,
    Instant,
    Lane,
    Obligation,
    Offer,
    Placement,
    Plan,
    ShutGate,
    Snooze,
    WhyNot,
)
from callcenter.rulebook.book import EscalationRule, Rulebook

__all__ = [
    "CALLBACK_RULES",
    "DEFINITIONS",
    "STAGES_OVER",
    "WIN_BACK_OFFERED",
    "AgentDay",
    "Audience",
    "BreachStep",
    "CaseAct",
    "CaseCell",
    "CaseEffect",
    "CaseMove",
    "CaseTimes",
    "CaseTurn",
    "Deputy",
    "Fact",
    "FigureUnit",
    "Fold",
    "HandedOver",
    "LeadChoice",
    "LeadTaker",
    "MeetingDays",
    "Month",
    "MonthResult",
    "Objection",
    "Orphan",
    "Place",
    "PoolRefusal",
    "PoolRefused",
    "Return",
    "Shortfall",
    "Sums",
    "Worker",
    "alarms",
    "allocate",
    "audience",
    "becomes_owner",
    "breach_level",
    "break_limit",
    "by_name",
    "caller_number_free_at",
    "candidate",
    "case_cell",
    "case_times",
    "case_turn",
    "causes_asked",
    "closed_on",
    "closes",
    "comes_first",
    "commitments_listed_since",
    "common_spans",
    "contradiction",
    "counted_by",
    "cut_periods",
    "dead_numbers",
    "dial_refused",
    "effective",
    "failed_calls",
    "first_owner",
    "gates",
    "groupable",
    "in_stock",
    "inquiry_in_force",
    "is_confirmed_after",
    "is_outgoing_call",
    "is_provisional",
    "keeps_record",
    "latest_snooze",
    "low_month",
    "may_call",
    "meeting_days",
    "months_on",
    "next_breach_step",
    "note_counts",
    "numbers_with_room",
    "objection",
    "offered",
    "open_lanes",
    "order_key",
    "period_begins",
    "period_follows",
    "places",
    "plan",
    "pool_over",
    "pool_refusal",
    "pool_rule",
    "proposed_deputies",
    "proposed_order",
    "reached",
    "recorded_milestone",
    "recorded_next",
    "returns",
    "room_at",
    "rotation_skip",
    "segment_sets",
    "settled_by_call",
    "shared_out",
    "shift_hours",
    "shift_spans",
    "shortfalls",
    "span_seconds",
    "spans_until",
    "spans_without",
    "taken_by_calling",
    "urgency",
    "wanted_by",
    "why",
    "win_back",
    "with_capacity",
    "working_moment",
]

_NEVER_DIALLED = frozenset(
    {Gate.CLOSED_STAGE, Gate.DO_NOT_CALL, Gate.NO_NUMBER, Gate.DEAD_NUMBER, Gate.NUMBER_CAP},
)


def plan(book: Rulebook, frame: CampaignFrame, facts: Facts, history: History, now: Instant) -> Plan:
    """Fold one customer's history at ``now``. Touches stand oldest first, corrections already folded in.

    Touches and milestones after ``now`` do not count (but set ``valid_until``), except plans (docs/rules.md#as-of).
    """
    return Fold(book, frame, facts, history, now).plan


class _Place(Struct, frozen=True):
    """Place of a customer in the queue: the shut gates of gaps, that of the cap of calls to a number, the snooze that
    runs, the placement, and the segments as bits."""

    gaps: list[ShutGate]
    cap: ShutGate | None
    snooze: Snooze | None
    placement: Placement | None
    segments: int


class Fold:
    """One customer's history at an instant: the plan, and where the customer stands when it ends.

    It has two horizons: what is owed follows from the first, where the customer stands in the queue from both. While
    only the second one moves, what is owed stays the same.
    """

    def __init__(self, book: Rulebook, frame: CampaignFrame, facts: Facts, history: History, now: Instant) -> None:
        self._of = (book, frame, facts, history)
        self._horizon = Horizon(now)
        self._standing = standing = Standing(book, frame, facts, history, self._horizon)
        self._promise = commitments.newest_promise(standing)
        running, self._spending = attempts.rounds(standing)
        self._found, self._begins = _obligations(standing, running, self._promise)
        self._dialled = tuple(o for o in self._found if o.dialled)
        self._shut = _blanket(standing) or _escalated(standing, self._found)
        self._cases = tuple(owed_cases(standing, running))
        self._findings = tuple(findings(standing, self._found, self._owed_at))
        self.plan = self._plan(now)

    def ahead(self) -> Ahead | None:
        """Return the customer's place when the plan ends; None where it never changes by itself."""
        at, changes = self.plan.valid_until, self._horizon.next_change
        if at is None:
            return None
        if changes is not None and changes <= at:
            then = plan(*self._of, at)
            return Ahead(then.placement, then.valid_until)
        self._standing.horizon = horizon = Horizon(at)
        placement = self._place(self._due(horizon)).placement
        return Ahead(placement, earlier(changes, horizon.next_change))

    def _owed_at(self, at: Instant) -> tuple[Obligation, ...]:
        """Return what was owed at an earlier instant."""
        standing = Standing(*self._of, Horizon(at))
        running, _ = attempts.rounds(standing)
        return _obligations(standing, running, commitments.newest_promise(standing))[0]

    def _plan(self, now: Instant) -> Plan:
        standing, found = self._standing, self._found
        standing.horizon = horizon = Horizon(now)
        due = self._due(horizon)
        held = [] if self._shut is None else [ShutGate(self._shut, None)]
        if not self._dialled:
            held.append(ShutGate(Gate.NOTHING_OWED, self._begins))
        elif not due:
            held.append(ShutGate(Gate.NOT_DUE, min(o.due_at for o in self._dialled)))
        place = self._place(due)
        if due and place.placement is None:
            held += _own_gates(standing, found, place, self._promise)
        if place.cap is not None:
            held.append(place.cap)
        return Plan(
            at=now,
            tier=standing.tier,
            obligations=found,
            placement=place.placement,
            held=tuple(held),
            segments=place.segments,
            due_commitment=any(o.is_commitment(now) for o in due),
            cases=self._cases,
            findings=self._findings,
            valid_until=earlier(self._horizon.next_change, horizon.next_change),
            snooze=place.snooze,
            rules_ended_at=None if found or self._begins is not None else standing.phase_ended_at,
        )

    def _due(self, horizon: Horizon) -> tuple[Obligation, ...]:
        """Return the obligations of the dial queue that are due by now."""
        for obligation in self._found:
            horizon.has_come(obligation.due_at)
            horizon.has_come(obligation.breach_at)
        return tuple(o for o in self._dialled if o.due_at <= horizon.now)

    def _place(self, due: tuple[Obligation, ...]) -> _Place:
        standing = self._standing
        gaps, cap = attempts.gap(standing, self._spending), number_caps.number_cap(standing)
        snooze = put_offs.running(standing, due)
        hold = commitments.hold(standing, self._promise)
        after = _passes_after(standing, gaps, hold=hold or snooze is not None)
        shut = self._shut is not None or cap is not None
        placement = None if shut else place(standing, due, only_commitments_after=after)
        segments = segments_of(standing) if placement is None else placement.segments
        return _Place(gaps, cap, snooze, placement, segments)


def _blanket(standing: Standing) -> Gate | None:
    """The gate that shuts a customer off altogether, whatever is owed."""
    if standing.facts.stage in STAGES_OVER:
        return Gate.CLOSED_STAGE
    if standing.do_not_call or (standing.barred and not standing.unreachable):
        return Gate.DO_NOT_CALL
    if not standing.facts.numbers:
        return Gate.NO_NUMBER
    return Gate.DEAD_NUMBER if standing.unreachable else None


def _escalated(standing: Standing, found: tuple[Obligation, ...]) -> Gate | None:
    """Return the gate that is shut while another way of contact is owed as calls lead nowhere (docs/rules.md#r17)."""
    kinds = {rule.id for rule in standing.book.rules if isinstance(rule, EscalationRule)}
    return Gate.BRANCH_VISIT if any(o.rule in kinds for o in found) else None


def _obligations(
    standing: Standing, running: attempts.Round, promise: commitments.Promise | None
) -> tuple[tuple[Obligation, ...], Instant | None]:
    if standing.facts.stage in STAGES_OVER or standing.do_not_call:
        return (), None
    found, begins = obligations.from_rules(standing)
    found += commitments.callback(standing, promise)
    found += commitments.appointment(standing)
    found += commitments.hand_on(standing)
    found += commitments.report(standing)
    found += pool_clock.warning(standing)
    found += attempts.retry_obligation(standing, running)
    if standing.unreachable or standing.barred:
        found = [o for o in found if o.channel not in (Channel.CALL, Channel.SMS)]
    if standing.facts.history_until is not None:
        found = [o for o in found if o.breach_at >= standing.facts.history_until]
    return tuple(sorted(found, key=lambda o: (o.breach_at, o.due_at, o.rule))), begins


def _passes_after(standing: Standing, gaps: list[ShutGate], *, hold: bool) -> Instant | None:
    """Return the due time from which a commitment may be offered in a gap; in a hold any; None: no gap and no hold."""
    if gaps:
        return standing.last_call if standing.last_call is not None else -(2**62)
    return -(2**62) if hold else None


def _own_gates(
    standing: Standing,
    found: tuple[Obligation, ...],
    place: _Place,
    promise: commitments.Promise | None,
) -> list[ShutGate]:
    """The shut gates of a customer who owes something now; a hold and a snooze open at an earlier commitment too."""
    held = []
    now = standing.horizon.now
    made = [o for o in found if o.dialled and o.is_commitment(now)]
    ends = [promise.at] if promise is not None and commitments.hold(standing, promise) else []
    ends += [] if place.snooze is None else [place.snooze.until]
    if ends and not any(o.due_at <= now for o in made):
        held.append(ShutGate(Gate.PROMISED_LATER, min([max(ends), *(o.due_at for o in made)])))
    return held + place.gaps


def offered(placement: Placement | None, group: GroupGates) -> bool:
    """Tell whether a customer is offered while their group's gates stand so (docs/rules.md#windows)."""
    return placement is not None and placement.lane in open_lanes(group)


def dial_refused(folded: Plan, group: GroupGates) -> ShutGate | None:
    """The first gate that keeps anybody from dialling a customer, also one who is not offered: by hand one may dial
    outside of windows and gaps, never past the cap of calls to a number."""
    ever = (held for held in folded.held if held.gate in _NEVER_DIALLED)
    hours = (held for held in group.shut if held.gate is Gate.LEGAL_FRAME)
    return next(chain(ever, hours), None)


def numbers_with_room(
    book: Rulebook, frame: CampaignFrame, facts: Facts, history: History, now: Instant
) -> tuple[str, ...]:
    """The customer's numbers that may be dialled at ``now``, the one to dial first at the head: neither dead nor barred
    nor at a cap (docs/rules.md#number-cap)."""
    return number_caps.with_room(Standing(book, frame, facts, history, Horizon(now)))


def capped_numbers(
    book: Rulebook, frame: CampaignFrame, facts: Facts, history: History, now: Instant
) -> dict[str, Instant]:
    """The customer's numbers that are at a cap at ``now``, each with the instant at which it has room again."""
    return number_caps.full_numbers(Standing(book, frame, facts, history, Horizon(now)))


def order_key(placement: Placement, group: GroupGates) -> tuple[int, int, int, int]:
    """The order of the dial queue, least first; ties go by ``ref`` as bytes (docs/rules.md#ties)."""
    sorts_by_block = placement.lane in (Lane.BREACHED, Lane.DUE)
    behind = 1 if sorts_by_block and not placement.segments & group.preferred else 0
    return (placement.lane, behind, *placement.key)


def why(
    folded: Plan, group: GroupGates, *, open_call: bool = False, claimed: bool = False, not_yours: bool = False
) -> WhyNot:
    """Return the first gate that holds, and when it opens, or that the customer is offered now (docs/rules.md#why)."""
    shut = list(folded.held)
    for gate, holds in ((Gate.OPEN_CALL, open_call), (Gate.CLAIMED, claimed), (Gate.NOT_YOURS, not_yours)):
        if holds:
            shut.append(ShutGate(gate, None))
    for held in group.shut:
        if group.offer is Offer.NOTHING or not folded.due_commitment:
            shut.append(held)
    if not shut:
        return WhyNot(offered=True, gate=None, opens_at=None, placement=folded.placement)
    order = list(Gate)
    first = min(shut, key=lambda held: order.index(held.gate))
    return WhyNot(offered=False, gate=first.gate, opens_at=first.opens_at, placement=None)
