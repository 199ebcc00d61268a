"""The words of dates in English and Chinese: months, weekdays, parts of the day, near days, digits.

What reads or writes a date takes them from here. The texts in capitals that hold no tables are parts of regular
expressions, for small letters and half-width characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

_T = TypeVar("_T")


def _index(words: Mapping[_T, str]) -> dict[str, _T]:
    return {word: meaning for meaning, line in words.items() for word in line.split()}


def any_of(words: Iterable[str]) -> str:
    """A pattern for one of some words, a longer one before those that it begins with."""
    return "|".join(sorted(words, key=len, reverse=True))


_MONTHS = "january february march april may june july august september october november december"
MONTHS = tuple(_MONTHS.split())
MONTH_NUMBERS = {"sept": 9} | {form: number for number, name in enumerate(MONTHS, 1) for form in (name, name[:3])}
MONTH = rf"(?:{any_of(MONTH_NUMBERS)})(?![a-z])\.?"
ORDINAL = "(?:st|nd|rd|th)?"
"""Endings that may follow the number of a day."""

_WEEKDAY_NAMES = "monday tuesday wednesday thursday friday saturday sunday"
WEEKDAY_NAMES = tuple(_WEEKDAY_NAMES.split())
WEEKDAYS = tuple(name[:3] for name in WEEKDAY_NAMES)
"""Weekdays as rulebooks write them. Monday is the first, here and in all that counts weekdays from 0."""

CHINESE_WEEKDAYS = "一二三四五六日"
_WEEKDAY_NUMBERS = {"天": 6, "末": 5} | {
    form: number for number, forms in enumerate(zip(WEEKDAYS, CHINESE_WEEKDAYS, strict=True)) for form in forms
}
WEEKDAY = (
    rf"(?:(?:周|星期|礼拜) ?(?P<zh>[{CHINESE_WEEKDAYS}天末]|[1-7](?!\d))"
    rf"|\b(?P<en>{'|'.join(WEEKDAYS)})(?:s|nes|r|rs|ur)?(?:day)?\b)"
)


def weekday(match: re.Match[str]) -> int:
    """The number of the weekday that a pattern with ``WEEKDAY`` has found."""
    word = match["zh"] or match["en"]
    return int(word) - 1 if word.isdigit() else _WEEKDAY_NUMBERS[word]


NIGHT, EARLY, MORNING, NOON, AFTERNOON, DUSK, EVENING = 0, 9, 10, 12, 15, 18, 19
"""The parts of the day, each the hour that it stands for where none is named."""

DAY_PARTS = _index(
    {
        NIGHT: "凌晨 am",  # 12 am is its beginning
        EARLY: "清晨 早上 早晨",
        MORNING: "上午 morning",
        NOON: "中午 正午 noon",
        AFTERNOON: "下午 午后 afternoon pm",
        DUSK: "傍晚",
        EVENING: "晚上 夜里 evening",
    }
)
DAY_PART = any_of(DAY_PARTS)

_NEAR_DAYS = {-3: "大前天", -2: "前天", -1: "昨天 昨日 yesterday", 0: "今天 今日 today", 2: "后天", 3: "大后天"}
DAYS_AHEAD = _index(_NEAR_DAYS | {1: "明天 明日 tomorrow tmr tom"}) | {"day after tomorrow": 2}
"""Days by which the day that a word names lies ahead of today."""

_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_NUMERAL = (
    r"(?<![周期拜])(?:[一二两三四五六七八九]?十[一二三四五六七八九]?|[零〇一二两三四五六七八九]{1,3})"
    r"(?= ?(?:[点时刻日号月天周分年]|个|小时|星期|礼拜))"
)


def with_digits(text: str) -> str:
    """The text with the Chinese numbers of dates and times in digits, weekdays left as they are."""
    return re.sub(_NUMERAL, _digits, text)


def _digits(match: re.Match[str]) -> str:
    tens, ten, ones = match[0].rpartition("十")
    if not ten:
        return "".join(str(_DIGITS[digit]) for digit in ones)
    return str(_DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0))
