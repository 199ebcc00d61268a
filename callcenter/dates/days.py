"""Days that are named with their year, the same wherever they stand, and the faults of a date.

``3/9/2026`` is refused, since a Chinese and an English colleague read it differently; ``25/3/2026``, ``3/25/2026`` and
``3/3/2026`` have one reading and are taken. Years of two digits are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from enum import StrEnum

from callcenter.dates.words import MONTH, MONTH_NUMBERS, ORDINAL


class DateFault(StrEnum):
    """Reasons why a text is no date."""

    UNREADABLE = "unreadable"
    NO_SUCH_DAY = "no_such_day"
    NO_SUCH_TIME = "no_such_time"
    OVER = "over"
    TOO_FAR = "too_far"


class BadDate(ValueError):
    """A text or a number is no date, or none that may stand there."""

    def __init__(self, fault: DateFault = DateFault.UNREADABLE) -> None:
        super().__init__(fault)
        self.fault = fault


class AmbiguousDate(BadDate):
    """Day and month may be meant either way round."""


_WAYS = tuple(
    re.compile(way, re.ASCII)
    for way in (
        r"(?P<year>\d{4}) ?年 ?(?P<month>\d{1,2}) ?月 ?(?P<day>\d{1,2}) ?[日号]?",
        r"(?P<year>\d{4}) ?([-/.]) ?(?P<month>\d{1,2}) ?\2 ?(?P<day>\d{1,2})(?!\d)",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?!\d)",
        rf"(?P<day>\d{{1,2}}){ORDINAL}[-/. ]*(?P<month>{MONTH}),?[-/ ]*(?P<year>\d{{4}})(?!\d)",
        rf"(?P<month>{MONTH}) *(?P<day>\d{{1,2}}){ORDINAL},? +(?P<year>\d{{4}})(?!\d)",
    )
)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)", re.ASCII)


def whole_day(text: str) -> tuple[date, int] | None:
    """The day named with its year at the head of ``text``, and where it ends. Raises :class:`BadDate`."""
    for way in _WAYS:
        match = way.match(text)
        if match is not None:
            return day_of(int(match["year"]), month_number(match["month"]), int(match["day"])), match.end()
    match = _YEAR_LAST.match(text)
    if match is None:
        return None
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if first <= 12 and second <= 12 and first != second:
        raise AmbiguousDate
    day, month = (second, first) if second > 12 else (first, second)
    return day_of(year, month, day), match.end()


def month_number(word: str) -> int:
    """A month written as a number or as ``MONTH`` has it."""
    return int(word) if word.isdigit() else MONTH_NUMBERS[word.rstrip(".")]


def day_of(year: int, month: int, day: int) -> date:
    """A day of the calendar. Raises :class:`BadDate` where there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        raise BadDate(DateFault.NO_SUCH_DAY) from None


def days_of(months: Iterable[tuple[int, int]], day: int) -> tuple[date, ...]:
    """Return that day of each month (year and month) that has it. Raises :class:`BadDate` where none has."""
    days = []
    for year, month in months:
        with suppress(BadDate):
            days.append(day_of(year, month, day))
    if not days:
        raise BadDate(DateFault.NO_SUCH_DAY)
    return tuple(days)
