"""Return of customers to the pool: a clock that stops, a warning, the return, and the taking from it.

Times are running time: a day is 24 hours in which nothing stops the clock. See docs/rules.md#r33.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from callcenter.model import DAY, Instant
from callcenter.rulebook.book import PoolRule


class PoolPause(Struct, frozen=True):
    """A stretch in which the clock stands still: an absence, a snooze, an open case, a promise ahead, a do-not-call.

    ``until`` None = it lasts, and nobody can say for how long.
    """

    since: Instant
    until: Instant | None


class PoolReturn(Struct, frozen=True):
    """Instants at which the owner is warned and the customer returns; None where a pause without an end lies before."""

    warned_at: Instant | None
    returns_at: Instant | None


class PoolRefusal(StrEnum):
    """The reasons for which nobody gets a customer of the pool."""

    HOLDING = "holding"
    PER_DAY = "per_day"
    FORMER_OWNER = "former_owner"


class PoolRefused(Struct, frozen=True):
    """A customer of the pool is not to be had: why, and from when on; None = nobody can know."""

    reason: PoolRefusal
    opens_at: Instant | None


def pool_return(
    days: int, warning_days: int, base: Instant, pauses: Iterable[PoolPause], *, not_before: Instant = 0
) -> PoolReturn:
    """Return when the owner is warned, and when the customer goes: after ``days`` from the base.

    ``not_before``: nobody is warned sooner, and from there on the days of the warning are left.
    """
    known = list(pauses)
    after_base, after_floor = _apart(base, known), _apart(not_before, known)
    warned = _after(base, (days - warning_days) * DAY, after_base)
    ways = [_after(base, days * DAY, after_base), _after(not_before, warning_days * DAY, after_floor)]
    ends = [at for at in ways if at is not None]
    return PoolReturn(
        None if warned is None else max(warned, not_before), max(ends) if len(ends) == len(ways) else None
    )


def _apart(base: Instant, pauses: Iterable[PoolPause]) -> list[PoolPause]:
    """The pauses after the beginning, in their order, none over another: two at a time stop the clock once."""
    found: list[PoolPause] = []
    for one in sorted(pauses, key=lambda pause: pause.since):
        since = max(one.since, base)
        if found and (found[-1].until is None or since <= found[-1].until):
            last = found[-1]
            ends = None if last.until is None or one.until is None else max(last.until, one.until)
            found[-1] = PoolPause(last.since, ends)
        elif one.until is None or one.until > since:
            found.append(PoolPause(since, one.until))
    return found


def _after(base: Instant, running: int, pauses: Iterable[PoolPause]) -> Instant | None:
    """The instant at which the clock has run so long. What ends as a pause begins ends then."""
    at = base
    for one in pauses:
        if running <= one.since - at:
            break
        if one.until is None:
            return None
        running -= one.since - at
        at = one.until
    return at + running


def pool_refusal(
    rule: PoolRule, *, held: int, taken_today: int, lost_at: Instant | None, now: Instant, next_day: Instant
) -> PoolRefused | None:
    """Return why an agent may not take a customer; None where they may.

    ``lost_at``: when the pool took them away from this agent, None if that was another or nobody. ``next_day``: 00:00
    of the next campaign day.
    """
    if lost_at is not None and now < lost_at + rule.former_owner_days * DAY:
        return PoolRefused(PoolRefusal.FORMER_OWNER, lost_at + rule.former_owner_days * DAY)
    if held >= rule.holding:
        return PoolRefused(PoolRefusal.HOLDING, None)
    if taken_today >= rule.per_day:
        return PoolRefused(PoolRefusal.PER_DAY, next_day)
    return None
