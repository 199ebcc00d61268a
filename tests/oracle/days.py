"""Instants, campaign days, calendar months, working days (docs/rules.md#time)."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from tests.oracle.model import DAY, Facts, Milestone, OCampaign, When


def utc(campaign: OCampaign, value: datetime) -> datetime:
    """An aware datetime as it is; a naive one is local to the campaign ("without an offset, local to the campaign")."""
    if value.tzinfo is None:
        return value.replace(tzinfo=ZoneInfo(campaign.timezone), fold=0).astimezone(UTC)
    return value.astimezone(UTC)


def at_local(zone: str, day: date, clock: time) -> datetime:
    """An ambiguous local time is the first one, a skipped one takes the earlier offset (both are fold=0).

    See docs/rules.md#clock-change.
    """
    return datetime.combine(day, clock, tzinfo=ZoneInfo(zone)).replace(fold=0).astimezone(UTC)


def midnight(campaign: OCampaign, day: date) -> datetime:
    """Days are the campaign's; 24:00 of a day is 00:00 of the next (docs/rules.md#days)."""
    return at_local(campaign.timezone, day, time(0))


def end_of(campaign: OCampaign, day: date) -> datetime:
    """24:00 of a day."""
    return midnight(campaign, day + DAY)


def day_of(campaign: OCampaign, instant: datetime) -> date:
    return instant.astimezone(ZoneInfo(campaign.timezone)).date()


def plus_months(day: date, months: int) -> date:
    """Calendar months, 31 Jan + 1mo = 28 or 29 Feb (docs/rules.md#spans)."""
    years, month0 = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month0 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@dataclass(frozen=True)
class Every:
    """The interval of a recurring rule: days are exact to the second, months keep the local time."""

    days: int = 0
    months: int = 0

    def after(self, campaign: OCampaign, instant: datetime) -> datetime:
        """`h` and `d` in recurring rules are exact; `mo` and `y` are calendar months at the same local time.

        See docs/rules.md#spans.
        """
        if self.days:
            return instant + self.days * DAY
        local = instant.astimezone(ZoneInfo(campaign.timezone))
        return at_local(campaign.timezone, plus_months(local.date(), self.months), local.time())

    @property
    def lead(self) -> timedelta:
        """Up to 1d none, up to 15d 1 day, up to 1mo (30d too) 3 days, up to 6mo 7 days, longer 30 days.

        See docs/rules.md#lead.
        """
        if self.days:
            return (0 if self.days <= 1 else 1 if self.days <= 15 else 3) * DAY
        return (3 if self.months <= 1 else 7 if self.months <= 6 else 30) * DAY


def as_milestone(campaign: OCampaign, value: When) -> Milestone:
    """Day N is the local date; a date without a time is 00:00 (docs/rules.md#date-only)."""
    if isinstance(value, datetime):
        instant = utc(campaign, value)
        return Milestone(instant, day_of(campaign, instant), True)
    return Milestone(midnight(campaign, value), value, False)


def hours_run_from(f: Facts, milestone: Milestone) -> datetime:
    """Hours run from the milestone; where it has no time, from that day's first dialable minute in the campaign's
    zone: the first window's start, on a day without one the legal frame's (docs/rules.md#date-only)."""
    if milestone.timed:
        return milestone.at
    windows = f.book.windows(milestone.day) if f.book.windows else ()
    start = windows[0][0] if windows else f.campaign.legal_start
    return at_local(f.campaign.timezone, milestone.day, start)


@cache
def calendar_of(country: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country)


def working_days_after(campaign: OCampaign, day: date, count: int) -> date:
    """The count-th working day after a day, by the country's calendar with its make-up days.

    See docs/rules.md#working-days.
    """
    while count:
        day += DAY
        if calendar_of(campaign.country).is_working_day(day):
            count -= 1
    return day
