"""Dates, clocks and lengths worked out by hand, in both languages and over a change of the clock."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter import locale, wording
from callcenter.model import DAY, HOUR, MINUTE, SECOND, Instant

SHANGHAI = "Asia/Shanghai"
BERLIN = "Europe/Berlin"


def at(text: str) -> Instant:
    """An instant from ISO 8601; without an offset it is Shanghai time."""
    moment = datetime.fromisoformat(text)
    return round((moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(SHANGHAI))).timestamp() * 1000)


NOW = at("2026-03-16 10:42")


def test_iso_carries_the_offset_of_the_zone() -> None:
    assert wording.iso(at("2026-03-03 09:00"), SHANGHAI) == "2026-03-03T09:00:00+08:00"
    assert wording.iso(at("2026-03-03 09:00"), "UTC") == "2026-03-03T01:00:00+00:00"
    assert wording.iso(at("2026-03-03 09:00") + 7, SHANGHAI) == "2026-03-03T09:00:00.007+08:00"


@given(st.integers(min_value=at("1971-01-01"), max_value=at("2199-12-31")), st.sampled_from([SHANGHAI, BERLIN, "UTC"]))
def test_iso_reads_back_as_the_same_instant(instant: Instant, zone: str) -> None:
    assert at(wording.iso(instant, zone)) == instant


def test_both_hours_of_a_clock_set_back_read_alike_but_for_the_offset() -> None:
    # In Berlin 25 October 2026 has 02:30 twice: at 00:30 UTC (+02:00) and at 01:30 UTC (+01:00).
    first, second = at("2026-10-25T00:30:00+00:00"), at("2026-10-25T01:30:00+00:00")
    assert wording.iso(first, BERLIN) == "2026-10-25T02:30:00+02:00"
    assert wording.iso(second, BERLIN) == "2026-10-25T02:30:00+01:00"
    assert wording.moment(first, BERLIN, NOW) == wording.moment(second, BERLIN, NOW) == "Sun 25 Oct 02:30"


def test_a_clock_set_forward_skips_an_hour() -> None:
    assert wording.clock(at("2026-03-29T00:59:00+00:00"), BERLIN) == "01:59"
    assert wording.clock(at("2026-03-29T01:00:00+00:00"), BERLIN) == "03:00"


def test_a_moment_has_its_year_only_when_that_is_another() -> None:
    assert wording.moment(at("2026-03-15 10:30"), SHANGHAI, NOW) == "Sun 15 Mar 10:30"
    assert wording.moment(at("2025-12-31 23:59"), SHANGHAI, NOW) == "Wed 31 Dec 2025 23:59"
    locale.use("zh")
    assert wording.moment(at("2026-03-15 10:30"), SHANGHAI, NOW) == "3月15日 周日 10:30"
    assert wording.moment(at("2025-12-31 23:59"), SHANGHAI, NOW) == "2025年12月31日 周三 23:59"


def test_the_year_is_that_of_the_zone() -> None:
    # 20:00 UTC on New Year's Eve is already 2027 in Shanghai.
    eve = at("2026-12-31T20:00:00+00:00")
    assert wording.moment(eve, SHANGHAI, NOW) == "Fri 1 Jan 2027 04:00"
    assert wording.moment(eve, "UTC", NOW) == "Thu 31 Dec 20:00"


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("2026-03-16 18:05", "18:05", "18:05"),
        ("2026-03-16 00:00", "00:00", "00:00"),
        ("2026-03-17 00:00", "tomorrow 00:00", "明天 00:00"),
        ("2026-03-15 23:59", "yesterday 23:59", "昨天 23:59"),
        ("2026-03-18 09:00", "Wed 18 Mar 09:00", "3月18日 周三 09:00"),
    ],
)
def test_a_near_moment_is_said_short(text: str, english: str, chinese: str) -> None:
    assert wording.near(at(text), SHANGHAI, NOW) == english
    locale.use("zh")
    assert wording.near(at(text), SHANGHAI, NOW) == chinese


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("2026-03-16 18:05", "18:05", "18:05"),
        ("2026-03-15 23:59", "15 Mar 23:59", "3月15日 23:59"),
        ("2026-12-31 10:00", "31 Dec 10:00", "12月31日 10:00"),
        ("2025-03-16 18:05", "16 Mar 2025", "2025年3月16日"),
    ],
)
def test_a_stamp_fits_the_column_of_a_table(text: str, english: str, chinese: str) -> None:
    assert wording.stamp(at(text), SHANGHAI, NOW) == english
    locale.use("zh")
    assert wording.stamp(at(text), SHANGHAI, NOW) == chinese


def test_the_end_of_a_day_is_its_24th_hour() -> None:
    assert wording.end(at("2026-03-04 00:00"), SHANGHAI, NOW) == "Tue 3 Mar 24:00"
    assert wording.end(at("2026-03-04 00:01"), SHANGHAI, NOW) == "Wed 4 Mar 00:01"
    # The night before New Year's Day belongs to the old year.
    assert wording.end(at("2026-01-01 00:00"), SHANGHAI, NOW) == "Wed 31 Dec 2025 24:00"
    locale.use("zh")
    assert wording.end(at("2026-03-04 00:00"), SHANGHAI, NOW) == "3月3日 周二 24:00"


def test_every_day_of_the_week_and_month_of_the_year_has_a_word() -> None:
    today = date(2026, 1, 1)
    assert [wording.day(date(2026, month, 5), today) for month in range(1, 13)] == [
        "Mon 5 Jan",
        "Thu 5 Feb",
        "Thu 5 Mar",
        "Sun 5 Apr",
        "Tue 5 May",
        "Fri 5 Jun",
        "Sun 5 Jul",
        "Wed 5 Aug",
        "Sat 5 Sep",
        "Mon 5 Oct",
        "Thu 5 Nov",
        "Sat 5 Dec",
    ]
    locale.use("zh")
    days = [wording.day(date(2026, 3, day), today) for day in range(2, 9)]
    assert days == [f"3月{day}日 周{name}" for day, name in zip(range(2, 9), "一二三四五六日", strict=True)]
    assert [wording.day(date(2026, month, 5), today).split("月")[0] for month in range(1, 13)] == [
        str(month) for month in range(1, 13)
    ]


@pytest.mark.parametrize(
    ("length", "english", "chinese"),
    [
        (0, "0s", "0秒"),
        (59 * SECOND + 999, "59s", "59秒"),
        (MINUTE, "1m", "1分"),
        (HOUR - 1, "59m", "59分"),
        (HOUR, "1h", "1小时"),
        (2 * DAY - 1, "47h", "47小时"),
        (2 * DAY, "2d", "2天"),
        (-12 * MINUTE, "12m", "12分"),
    ],
)
def test_a_length_in_its_largest_unit(length: int, english: str, chinese: str) -> None:
    assert wording.rough(length) == english
    locale.use("zh")
    assert wording.rough(length) == chinese


@pytest.mark.parametrize(
    ("seconds", "english", "chinese", "running"),
    [
        (0, "0s", "0秒", "0:00"),
        (42, "42s", "42秒", "0:42"),
        (380, "6m 20s", "6分20秒", "6:20"),
        (3599, "59m 59s", "59分59秒", "59:59"),
        (3900, "1h 05m", "1小时05分", "1:05:00"),
        (36_061, "10h 01m", "10小时01分", "10:01:01"),
    ],
)
def test_talk_times_and_running_clocks(seconds: int, english: str, chinese: str, running: str) -> None:
    assert wording.duration(seconds) == english
    assert wording.stopwatch(seconds) == running
    locale.use("zh")
    assert wording.duration(seconds) == chinese
    assert wording.stopwatch(seconds) == running


@pytest.mark.parametrize(
    ("text", "english", "chinese", "often", "chinese_often"),
    [
        ("24h", "24 hours", "24小时", "every 24 hours", "每24小时"),
        ("1h", "1 hour", "1小时", "every hour", "每小时"),
        ("1d", "1 day", "1天", "every day", "每天"),
        ("14d", "14 days", "14天", "every 14 days", "每14天"),
        ("1w", "1 week", "1周", "every week", "每周"),
        ("2w", "2 weeks", "2周", "every 2 weeks", "每2周"),
        ("1mo", "1 month", "1个月", "every month", "每月"),
        ("3mo", "3 months", "3个月", "every 3 months", "每3个月"),
        ("1y", "1 year", "1年", "every year", "每年"),
        ("7wd", "7 working days", "7个工作日", "every 7 working days", "每7个工作日"),
        ("soon", "soon", "soon", "every soon", "每soon"),
    ],
)
def test_spans_of_rulebooks(text: str, english: str, chinese: str, often: str, chinese_often: str) -> None:
    assert (wording.span(text), wording.every(text)) == (english, often)
    locale.use("zh")
    assert (wording.span(text), wording.every(text)) == (chinese, chinese_often)


def test_numbers_and_rates() -> None:
    assert [wording.number(value) for value in (0, 999, 12345, 0.5, 1234.567, -1000000, 100)] == [
        "0",
        "999",
        "12,345",
        "0.5",
        "1,234.57",
        "-1,000,000",
        "100",
    ]
    assert wording.number(1200, 2) == "1,200.00"
    assert [wording.percent(*rate) for rate in ((0, 0), (0, 7), (23, 25), (1, 200), (199, 200), (7, 7))] == [
        "-",
        "0%",
        "92%",
        "1%",
        "100%",
        "100%",
    ]
