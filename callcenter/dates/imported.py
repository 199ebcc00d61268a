"""Dates and times as offices write them: ISO 8601, Chinese, English and Excel's serial numbers.

Where the rules are silent: years run from 1900 to 2199 (beyond them it is a slip of the keyboard, and arithmetic
with the year 9999 fails). ``24:00`` is 00:00 of the next day. A birthday may lack its year: it then stands in
:data:`UNKNOWN_BIRTH_YEAR`.

See docs/rules.md#date-only, #cells.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias

from msgspec import Struct

from callcenter import plain_text
from callcenter.dates.days import BadDate, day_of, whole_day
from callcenter.dates.words import AFTERNOON, DAY_PART, DAY_PARTS, NOON, WEEKDAY
from callcenter.model import MINUTE, Instant
from callcenter.workdays import instant, local_instant

UNKNOWN_BIRTH_YEAR = 1604
"""Year of a birthday whose year nobody wrote: a leap year in which no customer was born."""


class LocalMoment(Struct, frozen=True):
    """A date, with a time or without one, local to the campaign until a zone is given (docs/rules.md#date-only)."""

    day: date
    at: time | None = None

    def __str__(self) -> str:
        return self.day.isoformat() if self.at is None else datetime.combine(self.day, self.at).isoformat()


class Since1904(float):
    """A number of a workbook that counts its days from 1904, as Excel for the Mac did."""


Moment: TypeAlias = LocalMoment | Instant
"""A local moment, or an instant where the file gave an offset."""

Cell: TypeAlias = str | float | bool | LocalMoment
"""A cell as the file holds it: CSV has texts only; a sheet also numbers, booleans and dates."""

_FIRST_YEAR, _LAST_YEAR = 1900, 2199
# 10000 is 18 May 1927: a smaller number is far likelier a year or a slip than a serial number.
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 109_574
_SERIAL_ZERO = datetime(1899, 12, 30)
_FROM_1904 = 1462  # days

_NUMERIC = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?)?", re.ASCII)
_CHINESE = re.compile(r"(\d{4})(年)(\d{1,2})月(\d{1,2})日(?: ?(\d{1,2}):(\d{2})(?::(\d{2}))?)?", re.ASCII)
_COMPACT_TIMED = re.compile(r"(\d{8})[t ]?(\d{2})(\d{2})(\d{2})?(?![\d:])", re.ASCII)
_YEARLESS = re.compile(r"(?:--)?(\d{1,2})(?:-|月)(\d{1,2})[日号]?", re.ASCII)
_SERIAL = re.compile(r"\d{5,6}(?:\.\d+)?", re.ASCII)
_DOTTED = re.compile(r"\d{1,2}\.\d{2}(?:\.\d{2})?", re.ASCII)
_GAP = re.compile(r" ?[t,] ?| ?")
# An offset may have the name of its zone behind it, which says nothing more: +0800 CST.
_TIME = re.compile(
    rf"(?P<part>{DAY_PART})? ?(?P<hour>\d{{1,2}})(?= ?[:点时hap])"
    r"(?: ?: ?(?P<minute>\d{1,2})| ?(?:点钟?|时|h) ?(?:(?P<past>\d{1,2})|(?P<half>半))?)?"
    r"(?:(?: ?: ?| ?分 ?)(?P<second>\d{1,2})(?:[.,](?P<fraction>\d{1,9}))? ?秒?| ?分)?"
    r"(?: ?(?P<half_day>[ap]\.?m)\.?)?"
    r"(?: ?(?P<utc>z|utc|gmt))?"
    r"(?: ?(?P<sign>[+-])(?P<ahead>\d{1,2})(?:(?P<colon>:?)(?P<rest>\d{2})(?: ?(?:[a-z]{2,5}|\([^()]*\)))?)?)?",
    re.ASCII,
)
_WEEKDAY = re.compile(rf"[(（]?{WEEKDAY}[)）]?\.?,?")
_DASHES = str.maketrans("—–‐‑−", "-----")


def read_moment(cell: Cell) -> Moment:
    """A cell as a moment: local, or an instant where an offset stands there. Raises :class:`BadDate`."""
    if isinstance(cell, LocalMoment):
        return _checked(cell)
    if isinstance(cell, bool):
        raise BadDate
    if isinstance(cell, float):
        return _number(cell)
    # Nearly all there is, at a fifth of what the whole grammar takes.
    match = _NUMERIC.fullmatch(cell) or _CHINESE.fullmatch(cell)
    if match is not None:
        year, _, month, day, hour, minute, second = match.groups()
        at = None if hour is None else (int(hour), int(minute), int(second or 0), 0)
        return _local(day_of(int(year), int(month), int(day)), at)
    return _text(_simplified(cell))


def read_birthday(cell: Cell) -> date:
    """A cell as a birthday, its time left aside. Raises :class:`BadDate`."""
    match = _YEARLESS.fullmatch(_simplified(cell)) if isinstance(cell, str) else None
    if match is not None:
        return day_of(UNKNOWN_BIRTH_YEAR, int(match[1]), int(match[2]))
    moment = read_moment(cell)
    if not isinstance(moment, LocalMoment):
        raise BadDate
    return moment.day


def resolve(moment: Moment, zone: str) -> tuple[Instant, bool]:
    """A moment as an instant, a local one read in ``zone``, and whether it came without a time.

    A date without a time is 00:00; an ambiguous local time is the first one, a skipped one takes the earlier offset.

    See docs/rules.md#date-only.
    """
    if not isinstance(moment, LocalMoment):
        return moment, False
    return local_instant(moment.day, moment.at or time(0), zone), moment.at is None


def _simplified(text: str) -> str:
    text = unicodedata.normalize("NFKC", plain_text.one_line(text)).translate(_DASHES).casefold()
    return " ".join(_WEEKDAY.sub(" ", text).split())


def _local(day: date, at: tuple[int, int, int, int] | None) -> LocalMoment:
    moment = _checked(LocalMoment(day))
    if at is None:
        return moment
    if at == (24, 0, 0, 0):
        return _checked(LocalMoment(day + timedelta(days=1), time(0)))
    try:
        return LocalMoment(day, time(*at))
    except ValueError:
        raise BadDate from None


def _checked(moment: LocalMoment) -> LocalMoment:
    if not _FIRST_YEAR <= moment.day.year <= _LAST_YEAR:
        raise BadDate
    return moment


def _number(value: float) -> LocalMoment:
    """A number that a sheet does not show as a date: 20260309, or the serial number of 1900's system."""
    if value.is_integer() and (day := whole_day(str(int(value)))) is not None:
        return _local(day[0], None)
    if isinstance(value, Since1904):
        value += _FROM_1904
    if not _FIRST_SERIAL <= value < _LAST_SERIAL + 1:
        raise BadDate
    # Serial numbers hold times in binary fractions of a day: the whole second is what was typed.
    moment = _SERIAL_ZERO + timedelta(seconds=round(value * 86_400))
    return _checked(LocalMoment(moment.date(), None if value.is_integer() else moment.time()))


def _day(text: str) -> tuple[date, int]:
    day = whole_day(text)
    if day is None:
        raise BadDate
    return day


def _text(text: str) -> Moment:
    if _SERIAL.fullmatch(text):
        return _number(float(text))
    match = _COMPACT_TIMED.match(text)
    if match is not None:
        text = f"{match[1]} {match[2]}:{match[3]}:{match[4] or '00'}{text[match.end() :]}"
    day, end = _day(text)
    if end == len(text):
        return _local(day, None)
    gap = _GAP.match(text, end)
    start = gap.end() if gap else end
    at, offset = _time(text[start:], iso="t" in text[end:start])
    local = _local(day, at)
    if offset is None:
        return local
    return instant(datetime.combine(local.day, local.at or time(0), tzinfo=UTC)) - offset


def _time(text: str, *, iso: bool) -> tuple[tuple[int, int, int, int], Instant | None]:
    """A time of day, and the offset from UTC in milliseconds where one stands there."""
    match = _TIME.fullmatch(text.replace(".", ":") if _DOTTED.fullmatch(text) else text)
    if match is None or (match["part"] and match["half_day"]):
        raise BadDate
    hour, part = int(match["hour"]), match["part"] or (match["half_day"] or "").replace(".", "")
    minute = 30 if match["half"] else int(match["minute"] or match["past"] or 0)
    micro = int((match["fraction"] or "0").ljust(6, "0")[:6])
    at = (_hour(hour, DAY_PARTS[part]) if part else hour, minute, int(match["second"] or 0), micro)
    if match["sign"] is None:
        return at, 0 if match["utc"] else None
    rest = int(match["rest"] or 0)
    offset = int(match["ahead"]) * 60 + rest
    # 10:00-11:30 is a span of hours that somebody wrote, no offset, unless the rest looks like ISO 8601 too.
    span = match["sign"] == "-" and match["colon"] and not (iso or match["second"] or match["utc"])
    if span or match["utc"] == "z" or offset > 14 * 60 or rest > 59:
        raise BadDate
    return at, (offset if match["sign"] == "+" else -offset) * MINUTE


def _hour(hour: int, part: int) -> int:
    """An hour of the clock in a part of the day. 12 at night is refused: it may be either end of the day."""
    if part < NOON:
        fits = hour <= 12
        hour %= 12
    elif part == NOON:
        fits = hour in (11, 12, 1, 2)
        hour += 12 if hour < 11 else 0
    else:
        fits = hour > 0 and (hour != 12 or part == AFTERNOON)
        hour += 12 if hour < 12 else 0
    if not fits:
        raise BadDate
    return hour
