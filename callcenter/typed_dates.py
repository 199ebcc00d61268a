"""What people type for a date to come: ``+3d``, ``fri 10:00``, ``tomorrow 3pm``, ``明天 15:00``, ``下周二 10点半``.

Pure: the present comes in as an argument. An answer is a whole minute that lies ahead, or a fault. RULES leave the
readings open; these are chosen:

- ``+2h``, ``+30m`` are exact; ``+3d``, ``+1w``, ``+1mo`` go to the same local time (RULES §2.1 for months' ends and for
  local times that a clock change skips or doubles).
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
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from callcenter.model import DAY, HOUR, MINUTE, Instant
from callcenter.workdays import add_months, local_date, local_instant, moment

STARTS = (time(10), time(14))
"""The times put in where none was typed and nobody names others."""

_FARTHEST = 3 * 366 * DAY
_LONGEST = 64


class DateFault(StrEnum):
    """Why a text is no date to come."""

    UNREADABLE = "unreadable"
    NO_SUCH_DAY = "no_such_day"
    NO_SUCH_TIME = "no_such_time"
    OVER = "over"
    TOO_FAR = "too_far"


class Typed(Struct, frozen=True):
    """How a text is read: an instant ahead, or a fault. ``date_only``: the time of day was put in, not typed."""

    at: Instant | None = None
    fault: DateFault | None = None
    date_only: bool = False


Starts = Callable[[date], Sequence[time]]
"""The times to put in on a day where none was typed, ascending."""


def read(text: str, now: Instant, zone: str, *, starts: Starts = lambda _day: STARTS) -> Typed:
    """Read what was typed, local times in ``zone`` (IANA)."""
    words = _normal(text)
    if not words or len(words) > _LONGEST:
        return Typed(fault=DateFault.UNREADABLE)
    try:
        return _ahead(words, now, zone, starts)
    except _Refused as refused:
        return Typed(fault=refused.fault)


class _Refused(Exception):
    def __init__(self, fault: DateFault) -> None:
        super().__init__(fault)
        self.fault = fault


# --- words ------------------------------------------------------------------------------------------------------

_TOGETHER = {
    "今早": "今天早上",
    "今晚": "今天晚上",
    "明早": "明天早上",
    "明晚": "明天晚上",
    "后晚": "后天晚上",
    "tonight": "today evening",
    "半个小时": "30分钟",
    "半小时": "30分钟",
    "半个钟": "30分钟",
    "下个月": "下月",
    "下礼拜": "下周",
    "下个星期": "下周",
    "下星期": "下周",
    "half an hour": "30 minutes",
    "an hour": "1 hour",
    "a week": "1 week",
    "a month": "1 month",
    "month end": "end of month",
    "end of the month": "end of month",
    "月末": "月底",
}
_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_NUMERAL = re.compile(
    r"(?<![周期拜])(?:[一二两三四五六七八九]?十[一二三四五六七八九]?|[零〇一二两三四五六七八九]{1,3})"
    r"(?= ?(?:[点时日号月天周分年]|个|小时|星期|礼拜))"
)


def _normal(text: str) -> str:
    """Half-width, small letters, single spaces, Chinese numbers as digits; nothing that is only politeness."""
    words = unicodedata.normalize("NFKC", text).lower()
    for long, short in _TOGETHER.items():
        words = words.replace(long, short)
    words = _NUMERAL.sub(lambda match: str(_number(match[0])), words)
    words = re.sub(r"\b(?:at|on|the|of|this)\b|[,、。的]", " ", words)
    return " ".join(words.split())


def _number(numeral: str) -> int:
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return int("".join(str(_DIGITS[one]) for one in numeral))
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)


# --- times of day -----------------------------------------------------------------------------------------------


class _Clock(Struct, frozen=True):
    """A time of day; ``next_day`` for 24:00."""

    at: time
    next_day: bool = False


_PARTS = {
    "凌晨": 0,
    "清晨": 9,
    "早上": 9,
    "早晨": 9,
    "上午": 10,
    "中午": 12,
    "正午": 12,
    "下午": 15,
    "午后": 15,
    "傍晚": 18,
    "晚上": 19,
    "夜里": 19,
    "morning": 10,
    "noon": 12,
    "afternoon": 15,
    "evening": 19,
}
_PART = "|".join(_PARTS)
_CLOCK = re.compile(
    rf"(?:(?P<part>{_PART}) ?)?(?P<hour>\d{{1,2}})"
    r"(?: ?:(?P<minute>\d{2})(?::\d{2})?(?!\d)"
    r"| ?[点时](?: ?(?P<half>半|[一1]刻|[三3]刻)| ?(?P<past>\d{1,2}) ?分?|整|钟)?)?"
    r"(?: ?(?P<half_day>[ap])\.?m\b\.?)?(?!\d)"
)
_BARE_HOUR = re.compile(r"(?P<hour>\d{1,2})$")
_BARE_PART = re.compile(rf"(?P<part>{_PART})(?![a-z])")
_QUARTERS = {"半": 30, "一刻": 15, "1刻": 15, "三刻": 45, "3刻": 45}


def _clock(words: str, *, after_day: bool) -> tuple[_Clock, str] | None:
    """A time of day at the beginning of ``words``, and what follows it."""
    if after_day and (match := _BARE_HOUR.match(words)) is not None:
        return _hour(match["hour"], 0), ""
    match = _CLOCK.match(words)
    if match is not None:
        digital = match["minute"] is not None or re.match(r" ?[点时]", words[match.end("hour") :]) is not None
        if digital or match["part"] or match["half_day"]:
            return _clock_of(match), words[match.end() :].lstrip()
    match = _BARE_PART.match(words)
    if match is None or match["part"] == "凌晨":
        return None
    return _Clock(time(_PARTS[match["part"]])), words[match.end() :].lstrip()


def _clock_of(match: re.Match[str]) -> _Clock:
    hour, part = int(match["hour"]), match["part"]
    minute = int(match["minute"] or match["past"] or 0) if match["half"] is None else _QUARTERS[match["half"]]
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        raise _Refused(DateFault.NO_SUCH_TIME)
    half_day = match["half_day"]
    if half_day is not None:
        if not 1 <= hour <= 12 or part is not None:
            raise _Refused(DateFault.NO_SUCH_TIME)
        hour = hour % 12 + (12 if half_day == "p" else 0)
        return _Clock(time(hour, minute))
    return _hour(match["hour"], minute) if part is None else _in_part(part, hour, minute)


def _hour(typed: str, minute: int) -> _Clock:
    hour = int(typed)
    if hour > 24:
        raise _Refused(DateFault.NO_SUCH_TIME)
    if 1 <= hour <= 7 and not typed.startswith("0"):
        hour += 12
    return _Clock(time(hour % 24, minute), next_day=hour == 24)


def _in_part(part: str, hour: int, minute: int) -> _Clock:
    usual = _PARTS[part]
    if hour == 12 and usual == 0:
        hour = 0
    elif hour == 12 and usual >= 18:
        return _Clock(time(0, minute), next_day=True)
    elif hour < 12 and (usual > 12 or (usual == 12 and hour < 6)):
        hour += 12
    return _Clock(time(hour % 24, minute), next_day=hour == 24)


# --- days -------------------------------------------------------------------------------------------------------


class _Days(Struct, frozen=True):
    """The days that a text may mean, soonest first. ``not_today`` unless a time was typed with it."""

    days: tuple[date, ...]
    not_today: bool = False


_WEEKDAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_CHINESE_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_NEAR = {
    "今天": 0,
    "今日": 0,
    "明天": 1,
    "明日": 1,
    "大后天": 3,
    "后天": 2,
    "today": 0,
    "day after tomorrow": 2,
    "tomorrow": 1,
    "tmr": 1,
    "tom": 1,
}
_NEAR_DAY = re.compile("|".join(rf"{word}\b" if word.isascii() else word for word in _NEAR))
_WHOLE = re.compile(r"(\d{4}) ?(?:年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?[日号]?|([-/.])(\d{1,2})\4(\d{1,2})(?!\d))t?")
_MONTH_DAY = re.compile(r"(\d{1,2}) ?月 ?(\d{1,2})(?!\d) ?[日号]?|(\d{1,2})([-/])(\d{1,2})(?![\d/-])")
_NAMED = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)? ?{_MONTH}|{_MONTH} ?(\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])")
_DAY_OF_MONTH = re.compile(r"(下月)? ?(\d{1,2}) ?[日号]|(\d{1,2})(?:st|nd|rd|th)\b")
_MONTH_END = re.compile(r"(下月)?月?底|end month\b")
_DAY_MONTH = re.compile(r"(\d{1,2})\.(\d{1,2})\.(?!\d)")
_NEXT_MONTH = re.compile(r"下月|next month\b")
_WEEKDAY = re.compile(
    r"(?P<next>(?:下+|[这本]) ?个?)?(?:周|星期|礼拜) ?(?P<zh>[一二三四五六日天末]|[1-7](?!\d))"
    r"|(?P<following>next )?(?P<en>mon|tue|wed|thu|fri|sat|sun)(?:day|s|nes|nesday|rs|rsday|sday|r|urday|ur)?\b"
)
_WEEK = re.compile(r"(下+)周|next week\b")
_AWAY = re.compile(
    r"(?:\+|in |再?过)? ?(\d{1,4}) ?(?P<unit>mo|months?|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|wks?|w"
    r"|分钟|个?小时|个?钟头|天|个?星期|个?礼拜|周|个月|月(?=[以之]?后))(?![a-z]) ?(?:[以之]?后)?"
)
_UNITS = (
    (("mo", "个月", "月"), "months"),
    (("m", "分"), "minutes"),
    (("h", "个小", "小", "个钟", "钟"), "hours"),
    (("d", "天"), "days"),
    (("w", "周", "个星", "星", "个礼", "礼"), "weeks"),
)


def _days(words: str, today: date) -> tuple[_Days, str] | None:
    """The days named at the beginning of ``words``, and what follows."""
    for pattern, read_it in _DAY_READERS:
        match = pattern.match(words)
        if match is not None:
            return read_it(match, today), words[match.end() :].lstrip()
    return None


def _whole(match: re.Match[str], _today: date) -> _Days:
    month, day = (match[2], match[3]) if match[4] is None else (match[5], match[6])
    return _Days((_day(int(match[1]), int(month), int(day)),))


def _month_day(match: re.Match[str], today: date) -> _Days:
    month, day = int(match[1] or match[3]), int(match[2] or match[5])
    if month > 12 and match[1] is None:
        month, day = day, month
    return _yearly(month, day, today)


def _named(match: re.Match[str], today: date) -> _Days:
    return _yearly(_MONTHS.index(match[2] or match[3]) + 1, int(match[1] or match[4]), today)


def _yearly(month: int, day: int, today: date) -> _Days:
    years = [today.year + ahead for ahead in range(9)]
    days = [found for year in years if (found := _day_or_none(year, month, day)) is not None and found >= today]
    if not days:
        raise _Refused(DateFault.NO_SUCH_DAY)
    return _Days(tuple(days))


def _day_of_month(match: re.Match[str], today: date) -> _Days:
    number = int(match[2] or match[3])
    first = add_months(today.replace(day=1), 1 if match[1] else 0)
    months = [first] if match[1] else [add_months(first, ahead) for ahead in range(4)]
    found = [_day_or_none(month.year, month.month, number) for month in months]
    days = [day for day in found if day is not None and day >= today]
    if not days:
        raise _Refused(DateFault.NO_SUCH_DAY)
    return _Days(tuple(days))


def _day_month(match: re.Match[str], today: date) -> _Days:
    return _yearly(int(match[2]), int(match[1]), today)


def _month_end(match: re.Match[str], today: date) -> _Days:
    first = today.replace(day=1)
    ends = [add_months(first, ahead) - timedelta(days=1) for ahead in range(1, 4)]
    return _Days((ends[1],) if match[1] else tuple(ends))


def _next_month(_match: re.Match[str], today: date) -> _Days:
    return _Days((add_months(today, 1),))


def _near(match: re.Match[str], today: date) -> _Days:
    return _Days((today + timedelta(days=_NEAR[match[0]]),))


def _weekday(match: re.Match[str], today: date) -> _Days:
    chinese = match["zh"]
    if chinese is None:
        weekday = _WEEKDAYS[match["en"]]
    else:
        weekday = int(chinese) - 1 if chinese.isdigit() else _CHINESE_WEEKDAYS[chinese]
    monday = today - timedelta(days=today.weekday())
    named = match["next"] or ""
    weeks = 1 if match["following"] else named.count("下")
    if weeks or named:
        return _Days((monday + timedelta(days=7 * weeks + weekday),))
    ahead = today + timedelta(days=(weekday - today.weekday()) % 7)
    return _Days((ahead, ahead + timedelta(days=7)), not_today=True)


def _week(match: re.Match[str], today: date) -> _Days:
    weeks = len(match[1] or "1")
    return _Days((today - timedelta(days=today.weekday()) + timedelta(days=7 * weeks),))


def _day(year: int, month: int, day: int) -> date:
    found = _day_or_none(year, month, day)
    if found is None:
        raise _Refused(DateFault.NO_SUCH_DAY)
    return found


def _day_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_DAY_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], _Days]], ...] = (
    (_WHOLE, _whole),
    (_DAY_MONTH, _day_month),
    (_MONTH_END, _month_end),
    (_MONTH_DAY, _month_day),
    (_NAMED, _named),
    (_DAY_OF_MONTH, _day_of_month),
    (_NEXT_MONTH, _next_month),
    (_NEAR_DAY, _near),
    (_WEEKDAY, _weekday),
    (_WEEK, _week),
)


# --- the whole --------------------------------------------------------------------------------------------------


class _Found(Struct, frozen=True):
    """What a text names so far."""

    days: _Days | None = None
    clock: _Clock | None = None
    exact: Instant | None = None
    """Counted from the present, time of day included."""


def _ahead(words: str, now: Instant, zone: str, starts: Starts) -> Typed:
    found = _parse(words, now, zone)
    if found.exact is not None and found.clock is None:
        return _checked(found.exact, now, date_only=False)
    days = found.days
    if days is None:
        today = local_date(now, zone)
        days = _Days(tuple(today + timedelta(days=ahead) for ahead in range(3)))
    for at in _instants(days, found.clock, now, zone, starts):
        if at > now:
            return _checked(at, now, date_only=found.clock is None)
    raise _Refused(DateFault.OVER)


def _parse(words: str, now: Instant, zone: str) -> _Found:
    """A day and a time, in either order, each once at most; nothing may be left over."""
    found = _Found()
    while words:
        away = _AWAY.match(words) if found.days is None else None
        clock = None if found.clock is not None else _clock(words, after_day=found.days is not None)
        days = None if found.days is not None else _days(words, local_date(now, zone))
        if days is not None:
            found, words = replace(found, days=days[0]), days[1]
        elif clock is not None:
            found, words = replace(found, clock=clock[0]), clock[1]
        elif away is not None:
            exact, day = _away(away, now, zone)
            found, words = replace(found, exact=exact, days=_Days((day,))), words[away.end() :].lstrip()
        else:
            raise _Refused(DateFault.UNREADABLE)
    return found


def _away(match: re.Match[str], now: Instant, zone: str) -> tuple[Instant, date]:
    count = int(match[1])
    unit = next(name for begins, name in _UNITS if match["unit"].startswith(begins))
    minute = now - now % MINUTE
    if count == 0:
        raise _Refused(DateFault.OVER)
    if unit in ("minutes", "hours"):
        exact = minute + count * (MINUTE if unit == "minutes" else HOUR)
        return exact, local_date(exact, zone)
    local = moment(minute, zone)
    if unit == "months":
        if count > 99:
            raise _Refused(DateFault.TOO_FAR)
        day = add_months(local.date(), count)
    else:
        day = local.date() + timedelta(days=count * (7 if unit == "weeks" else 1))
    return local_instant(day, local.time(), zone), day


def _instants(days: _Days, clock: _Clock | None, now: Instant, zone: str, starts: Starts) -> Iterator[Instant]:
    today = local_date(now, zone)
    for day in days.days:
        if clock is not None:
            yield local_instant(day + timedelta(days=clock.next_day), clock.at, zone)
        elif not (days.not_today and day == today):
            yield from (local_instant(day, at, zone) for at in starts(day))


def _checked(at: Instant, now: Instant, *, date_only: bool) -> Typed:
    if at - now > _FARTHEST:
        raise _Refused(DateFault.TOO_FAR)
    if at <= now:
        raise _Refused(DateFault.OVER)
    return Typed(at, date_only=date_only)
