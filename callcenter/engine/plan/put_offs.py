"""Calls that an agent put off with a reason, within what the rules allow (docs/architecture.md#promises)."""

from __future__ import annotations

from collections.abc import Sequence

from callcenter.engine.plan.known_state import Standing
from callcenter.model import Instant, Obligation, Plan, Snooze


def running(standing: Standing, due: Sequence[Obligation]) -> Snooze | None:
    """The snooze that keeps the customer from all but commitments; the newest counts, and none where that was taken
    back.

    It ends at its time, with any newer touch, with a new inquiry, and where something is owed by then that breaks
    before its time. ``due``: the open obligations of the dial queue.
    """
    made = [one for one in standing.facts.snoozes if standing.horizon.has_come(one.at)]
    if not made or standing.horizon.has_come(made[-1].until):
        return None
    newest = made[-1]
    if newest.withdrawn_at is not None and standing.horizon.has_come(newest.withdrawn_at):
        return None
    if newest.at < standing.since_inquiry or any(touch.at > newest.at for touch in standing.touches):
        return None
    now = standing.horizon.now
    if any(owed.breach_at < newest.until for owed in due if not owed.is_commitment(now)):
        return None
    return newest


def latest(plan: Plan) -> Instant | None:
    """Return the instant to which a due call may be put off at most: the earliest breach. None where nothing may be.

    What was promised is not put off, and what is broken already even less.
    """
    due = [owed for owed in plan.obligations if owed.dialled and owed.due_at <= plan.at]
    if not due or any(owed.is_commitment(plan.at) for owed in due):
        return None
    end = min(owed.breach_at for owed in due)
    return end if end > plan.at else None
