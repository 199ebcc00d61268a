"""Shifts: the hours of somebody's day, and how much of them they were at work (docs/rules.md#shifts).

Local times of the zone that the day is in; a shift lies within its day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta

from callcenter.model import SECOND, Instant
from callcenter.views.people.absences import ShiftHours, ShiftWeek
from callcenter.workdays import is_holiday, is_working_day, local_instant, midnight

OFF: ShiftHours = ()
Spans = list[tuple[Instant, Instant]]


def hours_of(day: date, week: ShiftWeek | None, single: ShiftHours | None, country: str) -> ShiftHours:
    """The hours of a day: those of the single day where there are any, else those that the week has for it.

    A public holiday is off. A day of the weekend that is worked in place of another has the hours of the week's last
    weekday that has any.
    """
    if single is not None:
        return single
    if week is None or (is_holiday(day, country) and not is_working_day(day, country)):
        return OFF
    own = week[day.weekday()]
    made_up = day.weekday() > 4 and is_working_day(day, country)
    if own or not made_up:
        return own
    return next((week[weekday] for weekday in range(4, -1, -1) if week[weekday]), OFF)


def spans_of(day: date, hours: ShiftHours, zone: str) -> Spans:
    """The spans of a day's hours as instants; one that a changed clock leaves nothing of is none."""
    after = midnight(day + timedelta(days=1), zone)
    spans = [
        (local_instant(day, start, zone), after if end in (time(0), time.max) else local_instant(day, end, zone))
        for start, end in hours
    ]
    return [(start, end) for start, end in spans if end > start]


def without(spans: Iterable[tuple[Instant, Instant]], away: Sequence[tuple[Instant, Instant]]) -> Spans:
    """Spans without the times in which somebody is absent."""
    left = sorted(spans)
    for begin, end in away:
        left = [
            part
            for start, stop in left
            for part in ((start, min(stop, begin)), (max(start, end), stop))
            if part[0] < part[1]
        ]
    return left


def until(spans: Iterable[tuple[Instant, Instant]], now: Instant) -> Spans:
    """The part of spans that is over."""
    return [(start, min(end, now)) for start, end in spans if start < now]


def seconds(spans: Iterable[tuple[Instant, Instant]]) -> int:
    """The whole length of spans that do not overlap."""
    return sum(end - start for start, end in spans) // SECOND


def common(some: Sequence[tuple[Instant, Instant]], others: Sequence[tuple[Instant, Instant]]) -> Spans:
    """The times that lie in both of two lists of spans."""
    met = ((max(a, c), min(b, d)) for a, b in some for c, d in others)
    return sorted((start, end) for start, end in met if start < end)
