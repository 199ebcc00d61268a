"""Capacity: how much of the load ahead the team can call, and what is late at the end of each span all the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from msgspec.structs import replace

from callcenter.engine.plan.group_gates import closed_on
from callcenter.model import MINUTE, CampaignFrame, Instant, Role
from callcenter.rulebook.book import Rulebook
from callcenter.views.people.shift import AgentState
from callcenter.views.people.team import LoadSpan, TeamView
from callcenter.workdays import EVERY_DAY, Hours, is_working_day, local_date, midnight, running

_STEP = 15 * MINUTE


def with_capacity(view: TeamView, book: Rulebook | None, frame: CampaignFrame | None) -> tuple[LoadSpan, ...]:
    """Return what lies ahead of the team, against what it can call then.

    An agent makes the rulebook's quota (docs/rules.md#r4-quota) in the hours of a working day's windows, evenly; the
    rest of today counts those at work, later days everybody who is an agent. Without a quota nobody knows: the spans
    come back as they are. Each call is taken to keep one obligation, the overdue ones first.
    """
    if book is None or frame is None or book.quota is None:
        return view.ahead
    agents = [row for row in view.rows if row.role is Role.AGENT]
    at_work = sum(row.state is not AgentState.OFFLINE for row in agents)
    today = local_date(view.at, frame.zone)
    tomorrow = midnight(today + timedelta(days=1), frame.zone)
    whole = len(_open_quarters(midnight(today, frame.zone), tomorrow, book, frame, any_day=True))
    made, late = [], view.breaches
    for span in view.ahead:
        quarters = len(_open_quarters(span.start, span.end, book, frame, any_day=False))
        people = at_work if span.start < tomorrow else len(agents)
        capacity = people * book.quota.effective * quarters // max(whole, 1)
        late = max(late + span.breaching - capacity, 0)
        made.append(replace(span, capacity=capacity, late=late))
    return tuple(made)


def _open_quarters(
    start: Instant, end: Instant, book: Rulebook, frame: CampaignFrame, *, any_day: bool
) -> Sequence[Instant]:
    """The quarters of an hour that begin in a span and lie in the calling windows of a working day."""
    windows = book.windows or (Hours(EVERY_DAY, frame.legal_start, frame.legal_end),)
    return [
        at
        for at in range(start, end, _STEP)
        if running(at, frame.zone, windows) is not None
        and (any_day or (is_working_day(local_date(at, frame.zone), frame.country) and not closed_on(frame, at)))
    ]
