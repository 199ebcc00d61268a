"""Clocks of what is owed: how late, how long there is left, in what time. The same words on every screen.

Lengths are rounded down to their largest unit (:func:`callcenter.wording.times.rough`).
"""

from __future__ import annotations

from callcenter.locale import _
from callcenter.model import DAY, HOUR, MINUTE, Because, Instant, Obligation
from callcenter.wording.cells import width
from callcenter.wording.times import rough

_LONGEST = (59 * MINUTE, 47 * HOUR, 99 * DAY)
"""The longest of the lengths that are told in minutes, hours and days, a hundred days aside."""


def obligation(owed: Obligation, now: Instant) -> str:
    """The clock of an obligation: ``in 3d`` until it is due, then ``left 23h``, and ``late 12m`` once it is breached.

    A callback is due ``now`` at its time, and a minute later it is late: from the time that was promised, not from the
    end of its grace (docs/rules.md#callback).
    """
    if now < owed.due_at:
        return _("in {time}").format(time=rough(owed.due_at - now))
    if owed.ground.code is Because.CALLBACK:
        return _late(now - owed.due_at) if now >= owed.due_at + MINUTE else _("now")
    return deadline(owed.breach_at, now)


def deadline(at: Instant, now: Instant) -> str:
    """The clock of something that is to be done until an instant: ``left 2d``, ``late 3h``."""
    return _("left {time}").format(time=rough(at - now)) if now < at else _late(now - at)


def put_off(until: Instant, now: Instant) -> str:
    """The clock of a call that was put off: ``in 2h`` until its time, ``late 5m`` from then on."""
    return _("in {time}").format(time=rough(until - now)) if now < until else _late(now - until)


def case(due_at: Instant, closed_at: Instant | None, now: Instant) -> str:
    """Return how long a case still has, or how late it is; of a closed one how late it was, ``-`` where it was not."""
    if closed_at is None:
        return deadline(due_at, now)
    return deadline(due_at, closed_at) if closed_at > due_at else "-"


def cells() -> int:
    """Return the cells that the clock of an obligation takes in this language."""
    return max(width(said) for length in _LONGEST for said in (_late(length), deadline(length, 0)))


def _late(length: int) -> str:
    return _("late {time}").format(time=rough(length))
