"""Rolling caps of calls to one number, whoever of its customers was called (docs/rules.md#number-cap)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from callcenter.engine.plan import touches as counting
from callcenter.engine.plan.known_state import Standing
from callcenter.model import Direction, Gate, Instant, ShutGate
from callcenter.rulebook.book import NumberCap


def room_at(caps: Iterable[NumberCap], newest_first: Sequence[Instant]) -> Instant | None:
    """Return the instant from which a number called at these instants may be called again; None: was so all along."""
    full = (newest_first[cap.calls - 1] + cap.length for cap in caps if cap.calls <= len(newest_first))
    return max(full, default=None)


def full_numbers(standing: Standing) -> dict[str, Instant]:
    """Return the customer's numbers that are at a cap now, each with the instant at which it has room again."""
    caps = standing.book.number_caps
    if not caps:
        return {}
    called = defaultdict[str, list[Instant]](list)
    for touch in standing.touches:
        if counting.is_outgoing_call(touch):
            called[touch.phone].append(touch.at)
    for call in standing.foreign:
        if call.direction is Direction.OUT:
            called[call.phone].append(call.at)
    rooms = ((number, room_at(caps, sorted(called[number], reverse=True))) for number in standing.facts.numbers)
    return {number: at for number, at in rooms if at is not None and not standing.horizon.has_come(at)}


def number_cap(standing: Standing) -> ShutGate | None:
    """Return the gate that is shut while every number that could be dialled is at a cap."""
    full = full_numbers(standing)
    living = dialable(standing) if full else ()
    if not living or any(number not in full for number in living):
        return None
    return ShutGate(Gate.NUMBER_CAP, min(full[number] for number in living))


def dialable(standing: Standing) -> tuple[str, ...]:
    """Return the customer's numbers that are neither dead nor barred by another customer's do-not-call."""
    gone = standing.dead_numbers.keys() | standing.barred_numbers
    return tuple(number for number in standing.facts.numbers if number not in gone)


def with_room(standing: Standing) -> tuple[str, ...]:
    """Return the customer's numbers that may be dialled now, the one to dial first at the head."""
    full = full_numbers(standing)
    return tuple(number for number in dialable(standing) if number not in full)
