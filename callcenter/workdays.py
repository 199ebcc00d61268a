"""Days, months, working days and spans of the day (docs/rules.md#days, #windows).

Local times are built with ``fold=0`` and turned to UTC at once: an ambiguous time is the first one, a skipped one
takes the earlier offset. Instants are UTC epoch milliseconds. Pure: nobody here asks what time it is.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from callcenter.model import DAY, HOUR, SECOND, Instant

if TYPE_CHECKING:
    import holidays

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)

CENTURY = 36_525
"""Days. No rule looks further ahead: more is a slip of the keyboard, and the calendar would run out."""


class Unit(Enum):
    """The units of a rule's span of time, by the letters that a rulebook writes."""

    HOURS = "h"
    DAYS = "d"
    WEEKS = "w"
    MONTHS = "mo"
    YEARS = "y"
    WORKING_DAYS = "wd"
    WORKING_HOURS = "wh"


OF_HOURS = frozenset({Unit.HOURS, Unit.WORKING_HOURS})
"""Units that end at an instant, not with a day."""


class Span:
    """A length of time as a rulebook writes it: ``24h``, ``7d``, ``2w``, ``1mo``, ``1y``, ``7wd``, ``4wh``.
    Immutable.

    No dataclass on purpose: the TOML reader would take one for a table instead of asking :meth:`parse`.
    """

    __slots__ = ("count", "unit")

    def __init__(self, count: int, unit: Unit) -> None:
        self.count: Final = count
        self.unit: Final = unit

    def __str__(self) -> str:
        return f"{self.count}{self.unit.value}"

    def __repr__(self) -> str:
        return f"Span({self})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Span) and (self.count, self.unit) == (other.count, other.unit)

    def __hash__(self) -> int:
        return hash((self.count, self.unit))

    @staticmethod
    def parse(text: str) -> Span:
        """Read ``24h``. Raises ``ValueError`` when it is no span, none of at least one unit, or over a century."""
        match = re.fullmatch(r"([1-9]\d{0,4})(h|d|wd|wh|w|mo|y)", text.strip())
        if match is None:
            raise ValueError(text)
        span = Span(int(match[1]), Unit(match[2]))
        if span.nominal_days > CENTURY:
            raise ValueError(text)
        return span

    @property
    def nominal_days(self) -> float:
        """Return its length in days, months taken as 30 and years as 365: for leads and for comparing rules."""
        per = {Unit.HOURS: 1 / 24, Unit.DAYS: 1, Unit.WEEKS: 7, Unit.MONTHS: 30, Unit.YEARS: 365}
        return self.count * per.get(self.unit, 1.4 / (8 if self.unit is Unit.WORKING_HOURS else 1))


class Hours(Struct, frozen=True):
    """A half-open span ``[start, end)`` of certain weekdays (Monday = 0). ``end`` 00:00 means 24:00."""

    weekdays: frozenset[int]
    start: time
    end: time


def instant(moment: datetime) -> Instant:
    """An aware moment as an instant."""
    return (moment - _EPOCH) // _MILLISECOND


def moment(at: Instant, zone: str) -> datetime:
    """An instant as an aware moment of ``zone``."""
    return (_EPOCH + timedelta(milliseconds=at)).astimezone(ZoneInfo(zone))


def local_instant(day: date, at: time, zone: str) -> Instant:
    """The instant of a local time, as docs/rules.md#clock-change has it where the clock is changed."""
    return instant(datetime.combine(day, at.replace(tzinfo=None, fold=0), tzinfo=ZoneInfo(zone)).astimezone(UTC))


@lru_cache(maxsize=16_384)
def midnight(day: date, zone: str) -> Instant:
    """00:00 of a local day."""
    return local_instant(day, time(0), zone)


def local_date(at: Instant, zone: str) -> date:
    """The local day in which an instant lies."""
    return moment(at, zone).date()


@lru_cache(maxsize=65_536)
def add_months(day: date, months: int) -> date:
    """The same day of the month ``months`` later, or that month's last (docs/rules.md#spans: 31 Jan + 1mo = 28 or 29
    Feb).
    """
    import pendulum

    moved = pendulum.Date(day.year, day.month, day.day).add(months=months)
    return date(moved.year, moved.month, moved.day)


def next_day(day: date) -> date:
    """The day after."""
    return day + timedelta(days=1)


def shift_day(day: date, span: Span, country: str, *, sign: int = 1) -> date:
    """The day that lies ``span`` after ``day`` (before it with ``sign`` -1). Hours are no days: ``ValueError``."""
    match span.unit:
        case Unit.DAYS:
            return day + timedelta(days=sign * span.count)
        case Unit.WEEKS:
            return day + timedelta(days=sign * 7 * span.count)
        case Unit.MONTHS:
            return add_months(day, sign * span.count)
        case Unit.YEARS:
            return add_months(day, sign * 12 * span.count)
        case Unit.WORKING_DAYS:
            left, step = span.count, timedelta(days=sign)
            while left:
                day += step
                left -= is_working_day(day, country)
            return day
        case Unit.HOURS | Unit.WORKING_HOURS:
            raise ValueError(str(span))


def add_working_hours(at: Instant, count: int, zone: str, country: str, hours: Sequence[tuple[time, time]]) -> Instant:
    """The instant by which ``count`` hours were worked since ``at``, in the ``hours`` of working days.

    See docs/rules.md#working-hours.
    """
    left, day = count * HOUR, local_date(at, zone)
    spans = [(start, time(0) if end == time.max else end) for start, end in hours]
    while True:
        for start, end in (_span_of(day, zone, *span) for span in spans if is_working_day(day, country)):
            worked = end - max(start, at)
            if worked >= left:
                return max(start, at) + left
            left -= max(worked, 0)
        day += timedelta(days=1)


def first_working(at: Instant, zone: str, country: str, hours: Sequence[tuple[time, time]]) -> Instant:
    """The first instant from ``at`` on that lies in the ``hours`` of a working day (docs/rules.md#working-hours)."""
    day = local_date(at, zone)
    spans = [(start, time(0) if end == time.max else end) for start, end in hours]
    while True:
        for start, end in (_span_of(day, zone, *span) for span in spans if is_working_day(day, country)):
            if at < end:
                return max(start, at)
        day += timedelta(days=1)


def worked_part(
    at: Instant, zone: str, country: str, hours: Sequence[tuple[time, time]]
) -> tuple[Instant, Instant] | None:
    """The working time of the day of ``at`` that is over, and all of it, in milliseconds; None on a day off.

    See docs/rules.md#working-hours.
    """
    day = local_date(at, zone)
    if not is_working_day(day, country):
        return None
    spans = [_span_of(day, zone, start, time(0) if end == time.max else end) for start, end in hours]
    return sum(min(max(at - start, 0), end - start) for start, end in spans), sum(end - start for start, end in spans)


def add_exact(at: Instant, span: Span, zone: str) -> Instant:
    """``at`` plus a recurring rule's span: hours, days and weeks to the second, months and years by the local calendar.

    Working days and hours have no exact length: ``ValueError`` (docs/rules.md#spans).
    """
    match span.unit:
        case Unit.HOURS:
            return at + span.count * HOUR
        case Unit.DAYS:
            return at + span.count * DAY
        case Unit.WEEKS:
            return at + span.count * 7 * DAY
        case Unit.MONTHS | Unit.YEARS:
            local = moment(at, zone)
            months = span.count * (12 if span.unit is Unit.YEARS else 1)
            whole = local.replace(microsecond=0)
            rest = at % SECOND
            return local_instant(add_months(whole.date(), months), whole.time(), zone) + rest
        case Unit.WORKING_DAYS | Unit.WORKING_HOURS:
            raise ValueError(str(span))


def lead(interval: Span) -> Instant:
    """Return the milliseconds before its breach at which a recurring rule falls due (docs/rules.md#lead)."""
    if interval.unit is Unit.MONTHS:
        return 3 * DAY if interval.count == 1 else (7 if interval.count <= 6 else 30) * DAY
    if interval.unit is Unit.YEARS:
        return 30 * DAY
    days = interval.nominal_days
    for longest, lead_days in ((1, 0), (15, 1), (31, 3), (184, 7)):
        if days <= longest:
            return lead_days * DAY
    return 30 * DAY


@lru_cache(maxsize=64)
def _calendar(country: str) -> holidays.HolidayBase:
    import holidays

    return holidays.country_holidays(country)


_FESTIVALS = {"spring_festival": "Chinese New Year (Spring Festival)", "mid_autumn": "Mid-Autumn Festival"}


@lru_cache(maxsize=512)
def festival(name: str, year: int) -> date:
    """The day of a festival of the Chinese calendar; its eve and the days off around it are others.

    See docs/rules.md#r12.
    """
    import holidays

    known = holidays.country_holidays("CN", years=[year], language="en_US")
    return min(day for day, names in known.items() if day.year == year and _FESTIVALS[name] in names.split("; "))


@lru_cache(maxsize=65_536)
def is_working_day(day: date, country: str) -> bool:
    """Tell whether ``day`` is worked in ``country``: make-up weekends, observed days and its own weekend included."""
    return bool(_calendar(country).is_working_day(day))


@lru_cache(maxsize=65_536)
def is_holiday(day: date, country: str) -> bool:
    """Tell whether ``day`` is a public holiday of ``country`` (a plain weekend is none)."""
    return day in _calendar(country)


def knows_country(country: str) -> bool:
    """Tell whether the pinned calendar has this country (ISO 3166 alpha-2)."""
    import holidays

    return country in holidays.list_supported_countries()


def _spans(day: date, zone: str, hours: Iterable[Hours]) -> list[tuple[Instant, Instant]]:
    weekday = day.weekday()
    spans = []
    for span in hours:
        if weekday in span.weekdays:
            spans.append(_span_of(day, zone, span.start, span.end))
    return sorted(spans)


def _span_of(day: date, zone: str, start: time, end: time) -> tuple[Instant, Instant]:
    """A span of a local day; it ends at 24:00 where ``end`` is 00:00."""
    ends = midnight(day + timedelta(days=1), zone) if end == time(0) else local_instant(day, end, zone)
    return local_instant(day, start, zone), ends


def running(at: Instant, zone: str, hours: Sequence[Hours]) -> int | None:
    """Return the index of the ``hours`` that hold at ``at`` in ``zone``: the first if several, None if none."""
    day = local_date(at, zone)
    for index, span in enumerate(hours):
        for start, end in _spans(day, zone, (span,)):
            if start <= at < end:
                return index
    return None


def edges(at: Instant, zone: str, hours: Sequence[Hours], *, days: int = 8) -> list[Instant]:
    """Every start and end of ``hours`` after ``at``, ascending, within the next ``days`` local days."""
    day = local_date(at, zone)
    found: set[Instant] = set()
    for ahead in range(days):
        for start, end in _spans(day + timedelta(days=ahead), zone, hours):
            found.update((start, end))
    return sorted(edge for edge in found if edge > at)


def time_within(since: Instant, until: Instant, zone: str, hours: Sequence[Hours]) -> int:
    """Return how long ``hours`` hold between two instants, in milliseconds; spans that overlap count once."""
    total, reached = 0, since
    day, last = local_date(since, zone), local_date(until, zone)
    while day <= last:
        for start, end in _spans(day, zone, hours):
            total += max(0, min(end, until) - max(start, reached))
            reached = max(reached, end)
        day = next_day(day)
    return total


def next_start(at: Instant, zone: str, hours: Sequence[Hours]) -> Instant | None:
    """The next instant at or after ``at`` at which one of ``hours`` holds; None if none ever does."""
    if running(at, zone, hours) is not None:
        return at
    day = local_date(at, zone)
    for ahead in range(9):
        for start, end in _spans(day + timedelta(days=ahead), zone, hours):
            if start >= at and start < end:
                return start
    return None


def first_dialable(day: date, zone: str, windows: Sequence[Hours], legal: Hours) -> Instant:
    """The first window's start, on a day without one the legal frame's (docs/rules.md#date-only)."""
    spans = _spans(day, zone, windows) or _spans(day, zone, (legal,))
    return spans[0][0]


def is_closed(day: date, country: str, *, holidays_too: bool, days: Container[date]) -> bool:
    """Tell whether a campaign is closed on ``day`` (docs/rules.md#closed-days)."""
    return day in days or (holidays_too and is_holiday(day, country))


EVERY_DAY = frozenset(range(7))
