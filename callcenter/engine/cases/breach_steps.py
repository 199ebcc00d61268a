"""Steps of a breach: from whom to whom it goes, and when, while nobody makes the touch (docs/rules.md#escalation).

A breach is the agent's first, then the supervisor's, then the manager's. No step is taken outside of working hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from msgspec import Struct

from callcenter.model import CampaignFrame, Instant, Role
from callcenter.rulebook.book import Rulebook
from callcenter.workdays import Span, Unit, add_working_hours, first_working, local_date, midnight, shift_day

_LEVELS = (Role.AGENT, Role.SUPERVISOR, Role.MANAGER, Role.ADMIN)


class BreachStep(Struct, frozen=True):
    """A breach that goes to a ``level`` at an instant, or that somebody of this level acknowledged then."""

    level: Role
    at: Instant


def breach_level(owned: bool, taken: Sequence[BreachStep]) -> Role:
    """The level that has a breach after the steps ``taken``; one of nobody's customer begins with the supervisor."""
    first = Role.AGENT if owned else Role.SUPERVISOR
    return max([first, *(step.level for step in taken)], key=_LEVELS.index)


def next_breach_step(
    book: Rulebook,
    frame: CampaignFrame,
    seen_at: Instant,
    owned: bool,
    taken: Sequence[BreachStep],
    acknowledged: Sequence[BreachStep],
) -> BreachStep | None:
    """The next step of a breach and the working moment at which it is due; None after the last one.

    Each level has the time that the book gives it, from the moment at which the breach could be seen (``seen_at``) or
    came to it. Its first acknowledgement within that time, or that of a higher level, begins the time anew, once.
    """
    if not owned and not taken:
        return BreachStep(Role.SUPERVISOR, working_moment(frame, seen_at))
    level = breach_level(owned, taken)
    span = {Role.AGENT: book.breaches.supervisor, Role.SUPERVISOR: book.breaches.manager}.get(level)
    if span is None:
        return None
    begins = max((step.at for step in taken if step.level is level), default=seen_at)
    ends = _after(frame, begins, span)
    of_level = (one.at for one in acknowledged if _LEVELS.index(one.level) >= _LEVELS.index(level))
    noted = min((at for at in of_level if begins <= at < ends), default=None)
    if noted is not None:
        ends = _after(frame, noted, span)
    return BreachStep(Role.SUPERVISOR if level is Role.AGENT else Role.MANAGER, working_moment(frame, ends))


def working_moment(frame: CampaignFrame, at: Instant) -> Instant:
    """The first moment of the campaign's working hours from ``at`` on: no step is taken at another."""
    return first_working(at, frame.zone, frame.country, frame.hours)


def _after(frame: CampaignFrame, at: Instant, span: Span) -> Instant:
    """Working hours to the second; working days run to 24:00 of the last one, as from a milestone."""
    if span.unit is Unit.WORKING_HOURS:
        return add_working_hours(at, span.count, frame.zone, frame.country, frame.hours)
    last = shift_day(local_date(at, frame.zone), span, frame.country)
    return midnight(last + timedelta(days=1), frame.zone)
