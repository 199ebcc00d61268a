"""The words of dates, known to both readers: each of them is read as what its table says."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from callcenter.dates import typed, words
from callcenter.dates.imported import LocalMoment
from callcenter.importing.values import parse_moment
from callcenter.workdays import local_instant, moment

ZONE = "Asia/Shanghai"
TODAY = date(2026, 1, 1)
"""A Thursday."""

NOW = local_instant(TODAY, time(0), ZONE)


def read(text: str) -> datetime:
    at = typed.read(text, NOW, ZONE).at
    assert at is not None
    return moment(at, ZONE).replace(tzinfo=None)


@pytest.mark.parametrize(("word", "number"), words.MONTH_NUMBERS.items())
def test_months(word: str, number: int) -> None:
    assert read(f"15 {word} 10:00") == read(f"{word.upper()} 15 10:00") == datetime(2026, number, 15, 10)
    assert (
        parse_moment(f"15 {word} 2026")
        == parse_moment(f"{word.title()} 15, 2026")
        == LocalMoment(date(2026, number, 15))
    )


@pytest.mark.parametrize("number", range(7))
def test_weekdays(number: int) -> None:
    day = TODAY + timedelta(days=(number - TODAY.weekday()) % 7)
    for word in (words.WEEKDAYS[number], words.WEEKDAY_NAMES[number], f"周{words.CHINESE_WEEKDAYS[number]}"):
        assert read(f"{word} 10:00") == datetime.combine(day, time(10))
        assert parse_moment(f"{day} {word} 10:00") == LocalMoment(day, time(10))


@pytest.mark.parametrize(("word", "part"), words.DAY_PARTS.items())
def test_parts_of_the_day(word: str, part: int) -> None:
    """At a clock that each part has: 1 at night and noon, 11 in the morning, 8 in the evening."""
    shown, hour = {words.NIGHT: (1, 1), words.EARLY: (8, 8), words.MORNING: (11, 11), words.NOON: (1, 13)}.get(
        part, (8, 20)
    )
    assert read(f"tomorrow {word}{shown}点") == datetime(2026, 1, 2, hour)
    assert parse_moment(f"2026-01-02 {word}{shown}点") == LocalMoment(date(2026, 1, 2), time(hour))


@pytest.mark.parametrize(("word", "ahead"), words.DAYS_AHEAD.items())
def test_near_days(word: str, ahead: int) -> None:
    entry = typed.read(f"{word} 23:59", NOW, ZONE)
    if ahead < 0:
        assert entry.fault is not None
    else:
        assert entry.at == local_instant(TODAY + timedelta(days=ahead), time(23, 59), ZONE)


@pytest.mark.parametrize(
    ("chinese", "digits"),
    [("十点", "10点"), ("二十三号", "23号"), ("两周", "2周"), ("三十分", "30分"), ("二〇点", "20点"), ("周三", "周三")],
)
def test_numbers(chinese: str, digits: str) -> None:
    assert words.with_digits(chinese) == digits
