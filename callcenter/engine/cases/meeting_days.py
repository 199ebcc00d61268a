"""Days of which a sheet for the meeting tells (docs/rules.md#r30)."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct

from callcenter.model import CampaignFrame, Instant
from callcenter.workdays import is_working_day, local_date, midnight

_DAY = timedelta(days=1)


class MeetingDays(Struct, frozen=True):
    """Instants between which a meeting looks back, half-open, and the one up to which it looks ahead."""

    since: Instant
    until: Instant
    ahead: Instant


def meeting_days(frame: CampaignFrame, now: Instant, *, evening: bool) -> MeetingDays:
    """The days of the meeting at ``now``.

    In the morning: back to the begin of the last working day before today, so that no weekend is passed over, and
    ahead to the end of today. In the evening: back to the begin of today, and ahead to the end of the next working day.
    """
    today = local_date(now, frame.zone)
    if evening:
        return MeetingDays(
            midnight(today, frame.zone),
            midnight(today + _DAY, frame.zone),
            midnight(_working(today, _DAY, frame.country) + _DAY, frame.zone),
        )
    return MeetingDays(
        midnight(_working(today, -_DAY, frame.country), frame.zone),
        midnight(today, frame.zone),
        midnight(today + _DAY, frame.zone),
    )


def _working(day: date, step: timedelta, country: str) -> date:
    """The next working day in a direction."""
    day += step
    while not is_working_day(day, country):
        day += step
    return day
