"""The SMS that is offered to win somebody back after a bad call: an offer, which nobody breaks.

See docs/rules.md#win-back.
"""

from __future__ import annotations

from callcenter.engine.plan import touches
from callcenter.model import (
    DAY,
    Because,
    Channel,
    Direction,
    Disposition,
    Gate,
    Ground,
    History,
    Instant,
    Obligation,
    Plan,
)
from callcenter.rulebook.book import Rulebook

OFFERED = 7 * DAY
"""Time after the call for which it makes sense."""
_NOT_WRITTEN_TO = {Gate.DO_NOT_CALL, Gate.NO_NUMBER, Gate.DEAD_NUMBER, Gate.CLOSED_STAGE}


def win_back(book: Rulebook, plan: Plan, history: History, now: Instant) -> Obligation | None:
    """The offer to a customer, if one stands: their last talk was ``negative``, nothing was written to them since, and
    they may be written to. ``plan`` is that of ``history`` at ``now``."""
    at = _went_badly(history, now)
    if at is None or now >= at + OFFERED or {held.gate for held in plan.held} & _NOT_WRITTEN_TO:
        return None
    return Obligation(f"{book.name}.win_back", Channel.SMS, at, at + OFFERED, Ground(Because.NEGATIVE, {"at": at}))


def _went_badly(history: History, now: Instant) -> Instant | None:
    """Return the time of the last talk, if it was negative and nothing was written since."""
    past = [touch for touch in history.touches if touch.at <= now]
    talk = next((touch for touch in reversed(past) if touches.reached(touch)), None)
    if talk is None or talk.disposition is not Disposition.NEGATIVE:
        return None
    written = any(
        touch.at >= talk.at
        and touch is not talk
        and touch.direction is Direction.OUT
        and touch.channel is not Channel.CALL
        for touch in past
    )
    return None if written else talk.at
