"""Escalation where calling leads nowhere: nobody is dialled while it is owed, any reach ends it.

See docs/rules.md#r17.
"""

from __future__ import annotations

from callcenter.engine.plan import touches as counting
from callcenter.engine.plan.known_state import Standing
from callcenter.model import Channel, Instant, MilestoneKind


def asked_for(standing: Standing) -> tuple[Instant, bool] | None:
    """Return since when, and whether because all numbers were dead; None where a reach has ended it or nothing asks.

    A new inquiry ends a round that runs, not what a spent one has asked for.
    """
    causes = [(at, False) for at in _spent(standing)] + [(at, True) for at in _dead(standing)]
    reach = standing.last_reach
    return min((cause for cause in causes if reach is None or cause[0] > reach), default=None)


def _spent(standing: Standing) -> list[Instant]:
    """The attempts at which a retry round was spent, by the inquiry that was known then."""
    retry = standing.book.retry
    if retry is None:
        return []
    reaches = [t.at for t in standing.touches if counting.reached(t)]
    found = []
    for index, attempt in enumerate(standing.failed):
        since = max((at for at in reaches if at <= attempt.at), default=None)
        inquiry = _inquiry_at(standing, attempt.at)
        tried = [
            one
            for one in standing.failed[: index + 1]
            if (since is None or one.at > since) and (inquiry is None or one.at >= inquiry)
        ]
        if len(tried) >= retry.attempts:
            found.append(attempt.at)
    return found


def _inquiry_at(standing: Standing, moment: Instant) -> Instant | None:
    known = [one for one in standing.facts.milestones if one.kind.is_plan or one.at <= moment]
    if not known:
        created = standing.facts.created.at
        return created if created <= moment else None
    inquiries = [one.at for one in known if one.kind is MilestoneKind.INQUIRY]
    return inquiries[-1] if inquiries else None


def _dead(standing: Standing) -> list[Instant]:
    """The calls that left all numbers dead."""
    dead: dict[str, bool] = {}
    found = []
    for touch in standing.touches:
        if touch.channel is Channel.CALL:
            dead[touch.phone] = touch.disposition is not None and touch.disposition.kills_number
            if all(dead.get(number, False) for number in standing.numbers):
                found.append(touch.at)
    return found
