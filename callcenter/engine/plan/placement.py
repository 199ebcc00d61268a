"""Lane, order and segments of a customer (docs/rules.md#segments, #lanes)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from callcenter.engine.plan.known_state import Standing
from callcenter.engine.plan.obligations import maintenance_interval
from callcenter.engine.plan.touches import is_outgoing_call
from callcenter.model import Instant, Lane, Obligation, Placement, Segment, State
from callcenter.rulebook.book import Rulebook
from callcenter.workdays import add_exact


def first(obligations: Iterable[Obligation]) -> Obligation | None:
    """The one that an entry shows: earliest ``breach_at``, then ``due_at``, then rule id (docs/rules.md#entry)."""
    return min(obligations, key=lambda o: (o.breach_at, o.due_at, o.rule), default=None)


def place(
    standing: Standing, dialled: Sequence[Obligation], *, only_commitments_after: Instant | None
) -> Placement | None:
    """Return the customer's placement in the dial queue, None where nothing may be offered.

    ``dialled``: the open obligations of the dial queue. ``only_commitments_after``: an instant after which a
    commitment must have fallen due to be offered at all; None = everything may be offered.
    """
    now = standing.horizon.now
    segments = segments_of(standing)
    promised = [o for o in dialled if o.is_commitment(now)]
    if only_commitments_after is not None:
        promised = [o for o in promised if o.due_at > only_commitments_after]
    if entry := first(promised):
        return Placement(Lane.PROMISED, (0, entry.breach_at), segments, entry)
    if only_commitments_after is not None:
        return None
    tier = standing.book.tier_rank(standing.tier)
    breached = [o for o in dialled if o.state(now) is State.BREACHED]
    if not breached and (entry := first(o for o in dialled if o.opening)) and _never_tried(standing):
        return Placement(Lane.FRESH, (0, -standing.since_inquiry), segments, entry)
    if entry := first(breached):
        return Placement(Lane.BREACHED, (tier, entry.breach_at), segments, entry)
    if entry := first(o for o in dialled if o.retry):
        return Placement(Lane.RETRY, (tier, entry.due_at), segments, entry)
    if entry := first(dialled):
        return Placement(Lane.DUE, (tier, entry.breach_at), segments, entry)
    return None


def _never_tried(standing: Standing) -> bool:
    return not any(is_outgoing_call(t) and t.at >= standing.since_inquiry for t in standing.touches)


def segments_of(standing: Standing) -> int:
    """The customer's segments as bits: no tier is neither high, low nor, unless signed, maintenance.

    See docs/rules.md#segments.
    """
    book, tier = standing.book, standing.tier
    bits = 0
    if tier in book.high_intent:
        bits |= Segment.HIGH_INTENT.value
    if tier in book.low_intent:
        bits |= Segment.LOW_INTENT.value
    if standing.facts.key:
        bits |= Segment.KEY.value
    if not any(is_outgoing_call(t) for t in standing.touches):
        bits |= Segment.NEW.value
    if standing.signed:
        bits |= Segment.SIGNED.value | Segment.MAINTENANCE.value
    elif tier is not None and standing.last_reach is not None:
        interval = maintenance_interval(book, tier)
        if interval is not None:
            ends = add_exact(standing.last_reach, interval, standing.frame.zone)
            if not standing.horizon.has_come(ends):
                bits |= Segment.MAINTENANCE.value
    return bits


def segment_sets(book: Rulebook) -> tuple[int, ...]:
    """Every set of segments, as bits, that a customer under this book can have."""
    intents = {0} | ({Segment.HIGH_INTENT.value} if book.high_intent else set())
    intents |= {Segment.LOW_INTENT.value} if book.low_intent else set()
    if book.high_intent & book.low_intent:
        intents.add(Segment.HIGH_INTENT.value | Segment.LOW_INTENT.value)
    care = (0, Segment.MAINTENANCE.value, Segment.SIGNED.value | Segment.MAINTENANCE.value)
    return tuple(
        sorted(
            intent | key | new | kept
            for intent in intents
            for key in (0, Segment.KEY.value)
            for new in (0, Segment.NEW.value)
            for kept in care
        )
    )
