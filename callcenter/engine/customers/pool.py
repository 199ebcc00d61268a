"""Return of customers to the pool: a clock that stops, a warning, the return, and the taking from it (RULES R33).

Times are running time: a day is 24 hours in which nothing stops the clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from callcenter.model import DAY, Instant


class PoolTerms(Struct, frozen=True):
    """Terms of one tier: ``days`` without a reached follow-up bring the return, ``warning_days`` of them are left when
    the owner is warned."""

    days: int
    warning_days: int


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


class PoolLimits(Struct, frozen=True):
    """Limits of taking: how many customers one agent may have and take a day, and how long the former owner waits."""

    holding: int | None = None
    per_day: int | None = None
    former_owner_days: int = 0


class PoolRefusal(StrEnum):
    """The reasons for which nobody gets a customer of the pool."""

    HOLDING = "holding"
    PER_DAY = "per_day"
    FORMER_OWNER = "former_owner"


def pool_base(owned_since: Instant, reached_at: Instant | None, imported_at: Instant | None) -> Instant:
    """The beginning of the clock: the latest of the owner's, the newest reached touch and the import."""
    return max(at for at in (owned_since, reached_at, imported_at) if at is not None)


def pool_return(terms: PoolTerms, base: Instant, pauses: Iterable[PoolPause]) -> PoolReturn:
    """Return when the owner is warned, and when the customer goes."""
    standing = _apart(base, pauses)
    warned_after = max(terms.days - terms.warning_days, 0) * DAY
    return PoolReturn(_after(base, warned_after, standing), _after(base, terms.days * DAY, standing))


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
    limits: PoolLimits, *, held: int, taken_today: int, lost_at: Instant | None, now: Instant
) -> PoolRefusal | None:
    """Return why an agent may not take a customer; None where they may. ``lost_at``: when the pool took them away from
    this agent, None if that was another or nobody."""
    if lost_at is not None and now < lost_at + limits.former_owner_days * DAY:
        return PoolRefusal.FORMER_OWNER
    if limits.holding is not None and held >= limits.holding:
        return PoolRefusal.HOLDING
    if limits.per_day is not None and taken_today >= limits.per_day:
        return PoolRefusal.PER_DAY
    return None
