"""Dates and times as offices write them: ISO 8601, Chinese, English and Excel's serial numbers (RULES §2.1, §3).

Choices where RULES are silent: years run from 1900 to 2199 (beyond them it is a slip of the keyboard, and arithmetic
with the year 9999 fails). ``3/9/2026`` is refused, since a Chinese and an English colleague read it differently;
``25/3/2026``, ``3/25/2026`` and ``3/3/2026`` have one reading and are taken. Years of two digits are refused. ``24:00``
is 00:00 of the next day. A birthday may lack its year: it then stands in :data:`UNKNOWN_BIRTH_YEAR`.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime, time, timedelta

from callcenter.importing.drafts import Cell, LocalMoment, Moment, RowFault, Since1904
from callcenter.importing.values import BadValue, clean_code
from callcenter.model import MINUTE, Instant
from callcenter.workdays import instant, local_instant

UNKNOWN_BIRTH_YEAR = 1604
"""Stands in a birthday whose year nobody wrote: a leap year in which no customer was born."""

_FIRST_YEAR, _LAST_YEAR = 1900, 2199
# 10000 is 18 May 1927: a smaller number is far likelier a year or a slip than a serial number.
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 109_574
_SERIAL_ZERO = datetime(1899, 12, 30)
_FROM_1904 = 1462  # days

_NUMERIC = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?)?", re.ASCII)
_CHINESE = re.compile(r"(\d{4})(年)(\d{1,2})月(\d{1,2})日(?: ?(\d{1,2}):(\d{2})(?::(\d{2}))?)?", re.ASCII)

_YEAR_FIRST = re.compile(
    r"(\d{4}) ?(?:年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?[日号]?|([-/.]) ?(\d{1,2}) ?\4 ?(\d{1,2})(?!\d))", re.ASCII
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?!\d)", re.ASCII)
_COMPACT_TIMED = re.compile(r"(\d{8})[t ]?(\d{2})(\d{2})(\d{2})?(?![\d:])", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)", re.ASCII)
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-/. ]*([a-z]{3,9})\.?,?[-/ ]*(\d{4})(?!\d)", re.ASCII)
_MONTH_DAY = re.compile(r"([a-z]{3,9})\.? *(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})(?!\d)", re.ASCII)
_YEARLESS = re.compile(r"(?:--)?(\d{1,2})(?:-|月)(\d{1,2})[日号]?", re.ASCII)
_SERIAL = re.compile(r"\d{5,6}(?:\.\d+)?", re.ASCII)
_GAP = re.compile(r" ?[t,] ?| ?")
_TIME = re.compile(
    r"(凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|am|pm)? ?"
    r"(\d{1,2}) ?(?:: ?(\d{1,2})|(?:点钟?|时|h) ?(?:(\d{1,2})|(半))?)"
    r"(?:(?: ?: ?| ?分 ?)(\d{1,2})(?:[.,](\d{1,9}))? ?秒?| ?分)?"
    r"(?: ?([ap])\.?m\.?)?"
    r"(?: ?(z|utc|gmt))?(?: ?([+-])(\d{1,2})(?:(:?)(\d{2}))?)?",
    re.ASCII,
)
_ZONE_NAME = re.compile(r"([+-]\d{2}:?\d{2}) ?(?:[a-z]{2,5}|\([^()]*\))$")
"""An offset with the name of its zone behind it, which says nothing more: ``+0800 CST``."""

_DOTTED = re.compile(r"(\d{1,2})\.(\d{2})(?:\.(\d{2}))?", re.ASCII)
_HOUR_ONLY = re.compile(r"(\d{1,2}) ?([ap])\.?m\.?", re.ASCII)
_WEEKDAY = re.compile(
    r"[(（]?(?:(?:星期|周|礼拜)[一二三四五六日天])[)）]?"
    r"|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?",
)
_MONTH_NAMES = (
    ("jan", "january"),
    ("feb", "february"),
    ("mar", "march"),
    ("apr", "april"),
    ("may",),
    ("jun", "june"),
    ("jul", "july"),
    ("aug", "august"),
    ("sep", "sept", "september"),
    ("oct", "october"),
    ("nov", "november"),
    ("dec", "december"),
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names}
_DASHES = str.maketrans("—–‐‑−", "-----")
_MORNING = frozenset({"凌晨", "早上", "早晨", "上午", "am"})


def parse_moment(cell: Cell) -> Moment:
    """A cell as a moment: local, or an instant where an offset stands there.

    Raises :class:`BadValue` with ``BAD_DATE``, ``AMBIGUOUS_DATE`` or ``VALUE_TOO_LONG``.
    """
    if isinstance(cell, LocalMoment):
        return _checked(cell)
    if isinstance(cell, bool):
        raise BadValue(RowFault.BAD_DATE)
    if isinstance(cell, float):
        return _number(cell)
    # Nearly all there is, at a fifth of what the whole grammar takes.
    match = _NUMERIC.fullmatch(cell) or _CHINESE.fullmatch(cell)
    if match is not None:
        year, _, month, day, hour, minute, second = match.groups()
        at = None if hour is None else (int(hour), int(minute), int(second or 0), 0)
        return _local(int(year), int(month), int(day), at)
    return _text(_simplified(cell))


def parse_birthday(cell: Cell) -> date:
    """A cell as a birthday, its time left aside; raises :class:`BadValue`."""
    if isinstance(cell, str):
        text = _simplified(cell)
        match = _YEARLESS.fullmatch(text)
        if match is not None:
            return _date(UNKNOWN_BIRTH_YEAR, int(match[1]), int(match[2]))
    found = parse_moment(cell)
    if not isinstance(found, LocalMoment):
        raise BadValue(RowFault.BAD_DATE)
    return found.day


def resolve(moment: Moment, zone: str) -> tuple[Instant, bool]:
    """A moment as an instant, a local one read in ``zone``, and whether it came without a time (RULES §2.1).

    A date without a time is 00:00; an ambiguous local time is the first one, a skipped one takes the earlier offset.
    """
    if not isinstance(moment, LocalMoment):
        return moment, False
    return local_instant(moment.day, moment.at or time(0), zone), moment.at is None


def _simplified(text: str) -> str:
    text = clean_code(text).translate(_DASHES).casefold()
    return " ".join(_WEEKDAY.sub(" ", text).split())


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise BadValue(RowFault.BAD_DATE) from None


def _local(year: int, month: int, day: int, at: tuple[int, int, int, int] | None) -> LocalMoment:
    found = _date(year, month, day)
    if at is None:
        return _checked(LocalMoment(found))
    hour, minute, second, micro = at
    if hour == 24 and minute == second == micro == 0:
        return _checked(LocalMoment(_checked(LocalMoment(found)).day + timedelta(days=1), time(0)))
    try:
        return _checked(LocalMoment(found, time(hour, minute, second, micro)))
    except ValueError:
        raise BadValue(RowFault.BAD_DATE) from None


def _checked(moment: LocalMoment) -> LocalMoment:
    if not _FIRST_YEAR <= moment.day.year <= _LAST_YEAR:
        raise BadValue(RowFault.BAD_DATE)
    return moment


def _number(value: float) -> LocalMoment:
    """A number that a sheet does not show as a date: 20260309, or the serial number of 1900's system."""
    if math.isfinite(value) and value.is_integer():
        match = _COMPACT.fullmatch(str(int(value)))
        if match is not None:
            return _local(int(match[1]), int(match[2]), int(match[3]), None)
    if isinstance(value, Since1904):
        value += _FROM_1904
    if not _FIRST_SERIAL <= value < _LAST_SERIAL + 1:
        raise BadValue(RowFault.BAD_DATE)
    # Serial numbers hold times in binary fractions of a day: the whole second is what was typed.
    seconds = round(value * 86_400)
    moment = _SERIAL_ZERO + timedelta(seconds=seconds)
    return _checked(LocalMoment(moment.date(), None if value.is_integer() else moment.time()))


def _text(text: str) -> Moment:
    if _SERIAL.fullmatch(text):
        return _number(float(text))
    match = _COMPACT_TIMED.match(text)
    if match is not None:
        rest = text[match.end() :]
        text = f"{match[1]} {match[2]}:{match[3]}:{match[4] or '00'}{rest}"
    year, month, day, end = _day(text)
    if end == len(text):
        return _local(year, month, day, None)
    gap = _GAP.match(text, end)
    start = gap.end() if gap else end
    at, offset = _time(text[start:], iso="t" in text[end:start])
    local = _local(year, month, day, at)
    if offset is None:
        return local
    return instant(datetime.combine(local.day, local.at or time(0), tzinfo=UTC)) - offset


def _day(text: str) -> tuple[int, int, int, int]:
    """Year, month and day at the head of ``text``, and where they end."""
    match = _YEAR_FIRST.match(text)
    if match is not None:
        return int(match[1]), int(match[2] or match[5]), int(match[3] or match[6]), match.end()
    match = _COMPACT.match(text)
    if match is not None:
        return int(match[1]), int(match[2]), int(match[3]), match.end()
    match = _YEAR_LAST.match(text)
    if match is not None:
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if first <= 12 and second <= 12 and first != second:
            raise BadValue(RowFault.AMBIGUOUS_DATE)
        day, month = (second, first) if second > 12 else (first, second)
        return year, month, day, match.end()
    match = _DAY_MONTH.match(text)
    if match is not None and match[2] in _MONTHS:
        return int(match[3]), _MONTHS[match[2]], int(match[1]), match.end()
    match = _MONTH_DAY.match(text)
    if match is not None and match[1] in _MONTHS:
        return int(match[3]), _MONTHS[match[1]], int(match[2]), match.end()
    raise BadValue(RowFault.BAD_DATE)


def _time(text: str, *, iso: bool) -> tuple[tuple[int, int, int, int], Instant | None]:
    """A time of day, and the offset from UTC in milliseconds where one stands there."""
    match = _HOUR_ONLY.fullmatch(text)
    if match is not None:
        return (_hour(int(match[1]), match[2] + "m"), 0, 0, 0), None
    text = _ZONE_NAME.sub(r"\1", text)
    match = _DOTTED.fullmatch(text)
    if match is not None:
        text = ":".join(part for part in match.groups() if part)
    match = _TIME.fullmatch(text)
    if match is None:
        raise BadValue(RowFault.BAD_DATE)
    part, hour, minute, minute_word, half, second, fraction, meridiem, utc, sign, ahead, colon, rest = match.groups()
    if part and meridiem:
        raise BadValue(RowFault.BAD_DATE)
    shown = part or (meridiem and meridiem + "m")
    micro = int(fraction.ljust(6, "0")[:6]) if fraction else 0
    minutes = 30 if half else int(minute or minute_word or 0)
    at = (_hour(int(hour), shown) if shown else int(hour), minutes, int(second or 0), micro)
    if sign is None:
        return at, 0 if utc else None
    offset = int(ahead) * 60 + int(rest or 0)
    # 10:00-11:30 is a span of hours that somebody wrote, no offset, unless the rest looks like ISO 8601 too.
    span = sign == "-" and colon and not (iso or second or utc)
    if span or utc == "z" or offset > 14 * 60 or int(rest or 0) > 59:
        raise BadValue(RowFault.BAD_DATE)
    return at, (offset if sign == "+" else -offset) * MINUTE


def _hour(hour: int, part: str) -> int:
    """An hour of the clock under a part of the day. 12 at night is refused: it may be either end of the day."""
    if part in _MORNING:
        if hour > 12:
            raise BadValue(RowFault.BAD_DATE)
        return hour % 12
    if part == "中午":
        if hour in (11, 12):
            return hour
        if hour in (1, 2):
            return hour + 12
        raise BadValue(RowFault.BAD_DATE)
    if hour == 0 or (hour == 12 and part in ("晚上", "傍晚")):
        raise BadValue(RowFault.BAD_DATE)
    return hour + 12 if hour < 12 else hour
