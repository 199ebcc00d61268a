"""Dates to come as people type them: ``+3d``, ``fri 10:00``, ``tomorrow 3pm``, ``明天 15:00``, ``下周二 10点半``.

Pure: the present comes in as an argument. An answer is a whole minute that lies ahead, or a fault. The rules leave the
readings open; these are chosen:

- ``+2h``, ``+30m`` are exact; ``+3d``, ``+1w``, ``+1mo`` go to the same local time (docs/rules.md#spans, #clock-change:
  months' ends and local times that a clock change skips or doubles).
- ``tomorrow 15:00 there``, ``明天 15:00 当地`` are times where the customer lives: :func:`without_there` tells so,
  and the rest is read in that zone.
- A date without a time gets the day's first time of ``starts`` that lies ahead. Words for a part of the day mean
  09:00 (early), 10:00 (morning), 12:00 (noon), 15:00 (afternoon), 19:00 (evening).
- After a day a bare number is its hour: ``fri 10``.
- A clock of 1 to 7 without a leading zero is in the afternoon: nobody is called at three in the night. ``03:00``,
  ``3am``, ``凌晨3点`` are what they say.
- What names no single day (a time, a weekday, ``3/15``, ``15号``) means the next one that lies ahead; a weekday alone
  is never today. ``下周二`` and ``next tue`` lie in the next week, ``周二`` and ``tue`` within seven days. What names
  one day that is over is refused. ``3/9`` is 9 March; ``25/3`` can only be read one way, and ``9.3.`` is a day and a
  month as Europeans write them. The end of the month (``月底``) is its last day.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import date, time, timedelta
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from callcenter.dates import words
from callcenter.dates.days import BadDate, DateFault, days_of, month_number, whole_day
from callcenter.dates.words import DAY_PART, DAY_PARTS, DAYS_AHEAD, DUSK, MONTH, NIGHT, NOON, ORDINAL, WEEKDAY, any_of
from callcenter.model import DAY, HOUR, MINUTE, Instant
from callcenter.workdays import add_months, local_date, local_instant, moment

STARTS = (time(10), time(14))
"""The times put in where none was typed and nobody names others."""

_FARTHEST = 3 * 366 * DAY
_LONGEST = 64


class Typed(Struct, frozen=True):
    """A text as it is read: an instant ahead, or a fault. ``date_only``: the time of day was put in, not typed."""

    at: Instant | None = None
    fault: DateFault | None = None
    date_only: bool = False


Starts: TypeAlias = Callable[[date], Sequence[time]]
"""The times to put in on a day where none was typed, ascending."""


def read(text: str, now: Instant, zone: str, *, starts: Starts = lambda _day: STARTS) -> Typed:
    """Read what was typed, local times in ``zone`` (IANA)."""
    try:
        return _ahead(_normal(text), now, zone, starts)
    except BadDate as bad:
        return Typed(fault=bad.fault)


_THERE = re.compile(r"\b(?:over )?there\b|\b(?:in )?their time\b|(?:按|在)?(?:当地|对方)(?:的?时间)?(?:的)?")


def without_there(text: str) -> tuple[str, bool]:
    """Split the words for the customer's own time off, ``there`` or ``当地``; True where they stood in the text."""
    rest, marks = _THERE.subn(" ", unicodedata.normalize("NFKC", text).lower())
    return (rest, True) if marks == 1 and rest.strip() else (text, False)


_SAME = (
    (r"([今明]|^后)([早晚])上?", r"\1天\2上"),
    ("tonight", "today evening"),
    ("半个?(?:小时|钟头?)|half an hour", "30 minutes"),
    (r"\ban? (?=hour|week|month)", "1 "),
    ("下个月", "下月"),
    ("下个?(?:礼拜|星期)", "下周"),
    ("month end|end of the month", "end of month"),
    ("月末", "月底"),
    (r"\b(?:at|on|the|of|this)\b|[,、。的]", " "),
)
"""Other words for the same, put in one after the other; the last are only politeness."""


def _normal(text: str) -> str:
    """Half-width, small letters, single spaces, Chinese numbers as digits, one word for what has several."""
    text = unicodedata.normalize("NFKC", text).lower()
    for other, word in _SAME:
        text = re.sub(other, word, text)
    text = " ".join(words.with_digits(text).split())
    if not text or len(text) > _LONGEST:
        raise BadDate
    return text


# --- times of day -----------------------------------------------------------------------------------------------

_Clock: TypeAlias = tuple[int, int]
"""Hour and minute; an hour of 24 is the next day's first."""

_CLOCK = re.compile(
    rf"(?:(?P<part>{DAY_PART}) ?)?(?P<hour>\d{{1,2}})(?(part)|(?= ?(?::\d\d|[点时]|[ap]\.?m\b)))"
    r"(?: ?:(?P<minute>\d{2})(?::\d{2})?(?!\d)"
    r"| ?[点时](?: ?(?:(?P<half>半)|(?P<quarters>[123])刻)| ?(?P<past>\d{1,2}) ?分?|整|钟)?)?"
    r"(?: ?(?P<half_day>[ap])\.?m\b\.?)?(?!\d)"
)
_BARE_HOUR = re.compile(r"(?P<hour>\d{1,2})$")
_BARE_PART = re.compile(rf"(?!凌晨|[ap]m)(?P<part>{DAY_PART})(?![a-z])")


def _clock(text: str, *, after_day: bool) -> tuple[_Clock, int] | None:
    """A time of day at the beginning of ``text``, and where it ends."""
    if after_day and (match := _BARE_HOUR.match(text)) is not None:
        return (_hour(match["hour"]), 0), match.end()
    if (match := _CLOCK.match(text)) is not None:
        return _clock_of(match), match.end()
    if (match := _BARE_PART.match(text)) is not None:
        return (DAY_PARTS[match["part"]], 0), match.end()
    return None


def _clock_of(match: re.Match[str]) -> _Clock:
    hour, part = int(match["hour"]), match["part"]
    minute = 30 if match["half"] else 15 * int(match["quarters"] or 0) or int(match["minute"] or match["past"] or 0)
    if match["half_day"]:
        if not 1 <= hour <= 12 or part:
            raise BadDate(DateFault.NO_SUCH_TIME)
        part = match["half_day"] + "m"
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        raise BadDate(DateFault.NO_SUCH_TIME)
    return _in_part(DAY_PARTS[part], hour) if part else _hour(match["hour"]), minute


def _hour(typed: str) -> int:
    hour = int(typed)
    if hour > 24:
        raise BadDate(DateFault.NO_SUCH_TIME)
    return hour + 12 if 1 <= hour <= 7 and not typed.startswith("0") else hour


def _in_part(part: int, hour: int) -> int:
    """An hour of the clock in a part of the day; 12 in the evening is midnight."""
    if hour == 12:
        return 0 if part == NIGHT else 24 if part >= DUSK else 12
    later = hour < (6 if part == NOON else 12)
    return hour + 12 if part >= NOON and later else hour


# --- days -------------------------------------------------------------------------------------------------------

_Days: TypeAlias = tuple[date, ...]
"""The days that a text may mean, soonest first."""


class _Found(Struct, frozen=True):
    """The parts of a date that a text names so far."""

    days: _Days = ()
    not_today: bool = False
    """A weekday alone: not today unless with a time."""
    clock: _Clock | None = None
    exact: Instant | None = None
    """Instant counted from the present, time of day included."""


def _yearly(match: re.Match[str], today: date) -> _Days:
    month = month_number(match["month"])
    return days_of([(today.year + ahead, month) for ahead in range(9)], int(match["day"]))


def _monthly(match: re.Match[str], today: date) -> _Days:
    following = range(1, 2) if match["next"] else range(4)
    months = [add_months(today.replace(day=1), ahead) for ahead in following]
    day = match["day"] or match["nth"]
    if day is None:
        return tuple(add_months(month, 1) - timedelta(days=1) for month in months)
    return days_of([(month.year, month.month) for month in months], int(day))


def _weekday(match: re.Match[str], today: date) -> _Days:
    ahead = today + timedelta(days=(words.weekday(match) - today.weekday()) % 7)
    return (ahead, ahead + timedelta(days=7))


def _in_week(match: re.Match[str], today: date) -> _Days:
    weeks = 1 if match["week"] == "next " else match["week"].count("下")
    day = 0 if match["monday"] else words.weekday(match)
    return (today + timedelta(days=7 * weeks + day - today.weekday()),)


_NEAR = any_of(rf"{word}\b" if word.isascii() else word for word in DAYS_AHEAD)
_DAY_READERS: tuple[tuple[str, Callable[[re.Match[str], date], _Days]], ...] = (
    (r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?!\d)", _yearly),
    (r"(?P<month>\d{1,2}) ?月 ?(?P<day>\d{1,2})(?!\d) ?[日号]?", _yearly),
    (r"(?P<month>0?[1-9]|1[0-2])[-/](?P<day>\d{1,2})(?![\d/-])", _yearly),
    (r"(?P<day>\d{1,2})[-/](?P<month>\d{1,2})(?![\d/-])", _yearly),
    (rf"(?P<day>\d{{1,2}}){ORDINAL} ?(?P<month>{MONTH})", _yearly),
    (rf"(?P<month>{MONTH}) ?(?P<day>\d{{1,2}}){ORDINAL}(?![\d:])", _yearly),
    (r"(?P<next>下月)? ?(?:(?P<day>\d{1,2}) ?[日号]|月?底)|(?P<nth>\d{1,2})(?:st|nd|rd|th)\b|end month\b", _monthly),
    (r"下月|next month\b", lambda _match, today: (add_months(today, 1),)),
    (_NEAR, lambda match, today: (today + timedelta(days=DAYS_AHEAD[match[0]]),)),
    (WEEKDAY, _weekday),
    (rf"(?P<week>(?:下+|[这本]) ?个?|next )(?:{WEEKDAY}|(?P<monday>(?<![这本])周|week\b))", _in_week),
)


def _days(text: str, today: date) -> tuple[_Found, int] | None:
    """The days named at the beginning of ``text``, and where they end."""
    if (whole := whole_day(text)) is not None:
        day, end = whole
        # Beyond these the calendar may end at the next addition.
        if abs(day.year - today.year) > _FARTHEST // DAY // 365 + 1:
            raise BadDate(DateFault.OVER if day < today else DateFault.TOO_FAR)
        return _Found((day,)), end + text.startswith("t", end)
    for pattern, reader in _DAY_READERS:
        match = re.match(pattern, text)
        if match is not None:
            return _Found(reader(match, today), not_today=reader is _weekday), match.end()
    return None


# --- the whole --------------------------------------------------------------------------------------------------

_AWAY = re.compile(
    r"(?:\+|in |再?过)? ?(?P<count>\d{1,4}) ?(?:(?P<months>mo|months?|个月|月(?=[以之]?后))"
    r"|(?P<minutes>minutes?|mins?|m|分钟)|(?P<hours>hours?|hrs?|h|个?小时|个?钟头)"
    r"|(?P<days>days?|d|天)|(?P<weeks>weeks?|wks?|w|个?星期|个?礼拜|周))(?![a-z]) ?(?:[以之]?后)?"
)


def _ahead(text: str, now: Instant, zone: str, starts: Starts) -> Typed:
    found = _parse(text, now, zone)
    date_only = found.clock is None and found.exact is None
    for at in _instants(found, now, zone, starts):
        if at - now > _FARTHEST:
            raise BadDate(DateFault.TOO_FAR)
        if at > now:
            return Typed(at, date_only=date_only)
    raise BadDate(DateFault.OVER)


def _parse(text: str, now: Instant, zone: str) -> _Found:
    """A day and a time, in either order, each once at most; nothing may be left over."""
    found, today = _Found(), local_date(now, zone)
    while text:
        if not found.days and (days := _days(text, today)) is not None:
            named, end = days
            found = replace(named, clock=found.clock)
        elif found.clock is None and (clock := _clock(text, after_day=bool(found.days))) is not None:
            read, end = clock
            found = replace(found, clock=read)
        elif not found.days and (away := _AWAY.match(text)) is not None:
            exact, day = _away(away, now, zone)
            found, end = replace(found, exact=exact, days=(day,)), away.end()
        else:
            raise BadDate
        text = text[end:].lstrip()
    return found


def _away(match: re.Match[str], now: Instant, zone: str) -> tuple[Instant, date]:
    count, unit = int(match["count"]), match.lastgroup
    assert unit is not None
    minute = now - now % MINUTE
    if count == 0:
        raise BadDate(DateFault.OVER)
    if unit in ("minutes", "hours"):
        exact = minute + count * (MINUTE if unit == "minutes" else HOUR)
        return exact, local_date(exact, zone)
    local = moment(minute, zone)
    day = add_months(local.date(), count) if unit == "months" else local.date() + timedelta(**{unit: count})
    return local_instant(day, local.time(), zone), day


def _instants(found: _Found, now: Instant, zone: str, starts: Starts) -> Iterator[Instant]:
    if found.exact is not None and found.clock is None:
        yield found.exact
        return
    today = local_date(now, zone)
    for day in found.days or [today + timedelta(days=ahead) for ahead in range(3)]:
        if found.clock is not None:
            hour, minute = found.clock
            yield local_instant(day + timedelta(days=hour // 24), time(hour % 24, minute), zone)
        elif not (found.not_today and day == today):
            yield from (local_instant(day, at, zone) for at in starts(day))
