"""Dates and times as people write them; expectations worked by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.dates.imported import UNKNOWN_BIRTH_YEAR, Cell, LocalMoment, resolve
from callcenter.importing.drafts import RowFault
from callcenter.importing.values import BadValue, parse_birthday, parse_moment

MONDAY = date(2026, 3, 9)


def utc(year: int, month: int, day: int, hour: int, minute: int = 0) -> int:
    return int(datetime(year, month, day, hour, minute, tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-09",
        "2026-3-9",
        "2026/3/9",
        "2026.3.9",
        "2026. 3. 9",
        "2026年3月9日",
        "2026年03月09号",
        "2026 年 3 月 9 日",
        "2026年3月9日 星期一",
        "20260309",
        "9 Mar 2026",
        "9-Mar-2026",
        "09 March 2026",
        "9th March 2026",
        "Mar 9, 2026",
        "March 9th, 2026",
        "Mon, 9 Mar 2026",
        "46090",
        "２０２６－０３－０９",
        "2026—03—09",
        "\u202a2026-03-09\u202c",
    ],
)
def test_dates(text: str) -> None:
    assert parse_moment(text) == LocalMoment(MONDAY)


def test_a_sheet_that_made_a_number_of_a_date() -> None:
    assert parse_moment(20260309.0) == LocalMoment(MONDAY)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-03-09T14:50", time(14, 50)),
        ("2026-03-09 14:50:07", time(14, 50, 7)),
        ("2026-03-09T14:50:07.250", time(14, 50, 7, 250_000)),
        ("2026-3-9 9:05", time(9, 5)),
        ("2026.3.9 14.50", time(14, 50)),
        ("2026/3/9 9:05", time(9, 5)),
        ("2026年3月9日 14:50", time(14, 50)),
        ("2026年3月9日14:50", time(14, 50)),
        ("2026年3月9日14点50分", time(14, 50)),
        ("2026年3月9日 14时50分07秒", time(14, 50, 7)),
        ("2026年3月9日 14点", time(14)),
        ("2026年3月9日 14点半", time(14, 30)),
        ("2026年3月9日 上午9:05", time(9, 5)),
        ("2026年3月9日 下午2:50", time(14, 50)),
        ("2026年3月9日下午2点50分", time(14, 50)),
        ("2026年3月9日（周一）晚上8点", time(20)),
        ("2026年3月9日 上午12:30", time(0, 30)),
        ("2026年3月9日 下午12:30", time(12, 30)),
        ("2026年3月9日 中午12点", time(12)),
        ("2026年3月9日 中午1点", time(13)),
        ("2026年3月9日 凌晨1点", time(1)),
        ("2026-03-09 下午14:50", time(14, 50)),
        ("2026-03-09 2:50 PM", time(14, 50)),
        ("2026-03-09 2:50:07 p.m.", time(14, 50, 7)),
        ("2026-03-09 12:00 AM", time(0)),
        ("2026-03-09 12:00 PM", time(12)),
        ("9 Mar 2026 9:05am", time(9, 5)),
        ("9 Mar 2026 2pm", time(14)),
        ("Mar 9, 2026 14:50", time(14, 50)),
        ("202603091450", time(14, 50)),
        ("20260309145007", time(14, 50, 7)),
        ("20260309T145007", time(14, 50, 7)),
        ("20260309 14:50", time(14, 50)),
        ("46090.5", time(12)),
        ("2026-03-09 １４：５０", time(14, 50)),
    ],
)
def test_dates_with_a_time(text: str, at: time) -> None:
    assert parse_moment(text) == LocalMoment(MONDAY, at)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-09T14:50:00Z", utc(2026, 3, 9, 14, 50)),
        ("2026-03-09T14:50:00+08:00", utc(2026, 3, 9, 6, 50)),
        ("2026-03-09 14:50+0800", utc(2026, 3, 9, 6, 50)),
        ("2026-03-09T14:50:00.250+08", utc(2026, 3, 9, 6, 50) + 250),
        ("2026-03-09T14:50:00-05:30", utc(2026, 3, 9, 20, 20)),
        ("2026-03-09T10:00-05:00", utc(2026, 3, 9, 15)),
        ("2026-03-09 10:00 UTC+8", utc(2026, 3, 9, 2)),
        ("20260309T145000Z", utc(2026, 3, 9, 14, 50)),
        ("Mon, 09 Mar 2026 14:50:00 +0800", utc(2026, 3, 9, 6, 50)),
        ("Mon Mar 09 2026 14:50:00 GMT+0800 (中国标准时间)", utc(2026, 3, 9, 6, 50)),
        ("2026-03-09 14:50:00 +0800 CST", utc(2026, 3, 9, 6, 50)),
    ],
)
def test_times_with_an_offset_are_instants(text: str, instant: int) -> None:
    assert parse_moment(text) == instant
    assert resolve(parse_moment(text), "Asia/Tokyo") == (instant, False)


@pytest.mark.parametrize(
    ("text", "day"),
    [("25/3/2026", date(2026, 3, 25)), ("3/25/2026", date(2026, 3, 25)), ("3/3/2026", date(2026, 3, 3))],
)
def test_day_and_month_that_have_one_reading(text: str, day: date) -> None:
    assert parse_moment(text) == LocalMoment(day)


@pytest.mark.parametrize("text", ["3/9/2026", "03-09-2026 10:00", "9.3.2026"])
def test_day_and_month_that_have_two_readings(text: str) -> None:
    with pytest.raises(BadValue) as raised:
        parse_moment(text)
    assert raised.value.code is RowFault.AMBIGUOUS_DATE


@pytest.mark.parametrize(
    "cell",
    [
        "2026-02-30 10:00",
        "2026-02-29",
        "2026-13-01",
        "2026-00-10",
        "2026-03-09 25:00",
        "2026-03-09 24:01",
        "2026-03-09 14:60",
        "2026-03-09 14:50:60",
        "2026-03-09 10",
        "2026-03-09T",
        "2026-03-09 10:00-11:00",  # a span of hours, no offset
        "2026-03-09 10:00~11:00",
        "2026-03-09 10:00:00+15:00",
        "2026-03-09 上午14:50",
        "2026-03-09 晚上12点",  # either end of the day
        "2026-03-09 下午2:50 pm",
        "2026/03-09",
        "26-3-9",
        "2026",
        "2026-03",
        "2026年3月",
        "14:50",
        "明天",
        "n/a",
        "-",
        "0000-00-00",
        "1899-12-31",
        "2200-01-01",
        "9999-12-31",
        "12345678",
        "20260230",
        "1e5",
        "9 Foo 2026",
        2026.0,
        -5.0,
        float("nan"),
        float("inf"),
        True,
        LocalMoment(date(9999, 12, 31)),
    ],
)
def test_what_cannot_be_a_date(cell: Cell) -> None:
    with pytest.raises(BadValue) as raised:
        parse_moment(cell)
    assert raised.value.code is RowFault.BAD_DATE


def test_the_end_of_a_day_is_the_beginning_of_the_next() -> None:
    assert parse_moment("2026-02-28 24:00") == LocalMoment(date(2026, 3, 1), time(0))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (46090.0, LocalMoment(MONDAY)),
        (46090.378472222, LocalMoment(MONDAY, time(9, 5))),
        (10_000.0, LocalMoment(date(1927, 5, 18))),
        (109_574.0, LocalMoment(date(2199, 12, 31))),
    ],
)
def test_serial_numbers(value: float, expected: LocalMoment) -> None:
    assert parse_moment(value) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1976/05/06", date(1976, 5, 6)),
        ("1976年5月6日", date(1976, 5, 6)),
        ("1976-05-06 00:00:00", date(1976, 5, 6)),
        ("26761", date(1973, 4, 7)),
        ("05-06", date(UNKNOWN_BIRTH_YEAR, 5, 6)),
        ("--05-06", date(UNKNOWN_BIRTH_YEAR, 5, 6)),
        ("5月6日", date(UNKNOWN_BIRTH_YEAR, 5, 6)),
        ("2月29日", date(UNKNOWN_BIRTH_YEAR, 2, 29)),
    ],
)
def test_birthdays(text: str, expected: date) -> None:
    assert parse_birthday(text) == expected


@pytest.mark.parametrize("text", ["02-30", "5/6", "1976-05-05T16:00:00Z", "1976-02-30"])
def test_what_cannot_be_a_birthday(text: str) -> None:
    with pytest.raises(BadValue):
        parse_birthday(text)


def test_local_moments_become_instants() -> None:
    assert resolve(LocalMoment(MONDAY, time(14, 50)), "Asia/Shanghai") == (utc(2026, 3, 9, 6, 50), False)
    assert resolve(LocalMoment(MONDAY), "Asia/Shanghai") == (utc(2026, 3, 8, 16), True)


def test_local_times_at_a_change_of_the_clock() -> None:
    # Berlin, 25 October 2026: 02:30 comes twice, and the first is in summer time (+02:00).
    assert resolve(LocalMoment(date(2026, 10, 25), time(2, 30)), "Europe/Berlin")[0] == utc(2026, 10, 25, 0, 30)
    # Berlin, 29 March 2026: 02:30 does not exist, and the earlier offset (+01:00) is taken.
    assert resolve(LocalMoment(date(2026, 3, 29), time(2, 30)), "Europe/Berlin")[0] == utc(2026, 3, 29, 1, 30)


STYLES = [
    "{0:%Y-%m-%d %H:%M:%S}",
    "{0:%Y-%m-%dT%H:%M:%S}",
    "{0.year}/{0.month}/{0.day} {0.hour}:{0:%M:%S}",
    "{0.year}年{0.month}月{0.day}日 {0.hour}:{0:%M:%S}",
    "{0.year}年{0.month}月{0.day}日{0.hour}点{0.minute}分{0.second}秒",
    "{0:%Y%m%d%H%M%S}",
    "{0:%Y%m%dT%H%M%S}",
]


@given(
    st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31, 23, 59, 59)).map(lambda at: at.replace(microsecond=0)),
    st.sampled_from(STYLES),
)
def test_every_second_is_read_back_from_every_style(at: datetime, style: str) -> None:
    assert parse_moment(style.format(at)) == LocalMoment(at.date(), at.time())


@given(
    st.datetimes(datetime(1927, 5, 18), datetime(2199, 12, 31, 23, 59, 59)).map(lambda at: at.replace(microsecond=0))
)
def test_every_second_is_read_back_from_a_serial_number(at: datetime) -> None:
    found = parse_moment((at - datetime(1899, 12, 30)).total_seconds() / 86_400)
    assert found == LocalMoment(at.date(), at.time() if at.time() != time(0) else None)
