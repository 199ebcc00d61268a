"""Dates to come as people type them, against hand-worked readings and properties that hold for any text."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.dates.days import DateFault
from callcenter.dates.typed import read
from callcenter.model import DAY, HOUR, MINUTE, Instant
from callcenter.workdays import moment

SHANGHAI = "Asia/Shanghai"


def at(text: str, zone: str = SHANGHAI) -> Instant:
    return round(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


WEDNESDAY = at("2026-03-11 10:30:42")


def reading_of(text: str, now: Instant = WEDNESDAY, zone: str = SHANGHAI) -> str:
    """The local time that a text is read as, or the fault."""
    typed = read(text, now, zone)
    assert (typed.at is None) is (typed.fault is not None)
    return str(typed.fault) if typed.at is None else f"{moment(typed.at, zone):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Counted from now: hours exact, the rest to the same local time.
        ("+3d", "2026-03-14 10:30"),
        ("+2h", "2026-03-11 12:30"),
        ("+30m", "2026-03-11 11:00"),
        ("2h", "2026-03-11 12:30"),
        ("+1w", "2026-03-18 10:30"),
        ("+1mo", "2026-04-11 10:30"),
        ("in 3 days", "2026-03-14 10:30"),
        ("+3d 15:00", "2026-03-14 15:00"),
        ("3天后", "2026-03-14 10:30"),
        ("两周后下午3点", "2026-03-25 15:00"),
        ("2小时后", "2026-03-11 12:30"),
        ("半小时后", "2026-03-11 11:00"),
        ("三十分钟后", "2026-03-11 11:00"),
        ("一个月后", "2026-04-11 10:30"),
        ("过两天", "2026-03-13 10:30"),
        ("过三天下午", "2026-03-14 15:00"),
        ("再过一周", "2026-03-18 10:30"),
        ("in an hour", "2026-03-11 11:30"),
        ("half an hour", "2026-03-11 11:00"),
        ("一小时后", "2026-03-11 11:30"),
        ("in a week", "2026-03-18 10:30"),
        # Times alone: today while they lie ahead, else tomorrow. 10:30:42 is past 10:30.
        ("10:31", "2026-03-11 10:31"),
        ("10:30", "2026-03-12 10:30"),
        ("15:00", "2026-03-11 15:00"),
        ("3pm", "2026-03-11 15:00"),
        ("9am", "2026-03-12 09:00"),
        ("12am", "2026-03-12 00:00"),
        ("12pm", "2026-03-11 12:00"),
        ("noon", "2026-03-11 12:00"),
        ("三点半", "2026-03-11 15:30"),
        ("十一点", "2026-03-11 11:00"),
        ("3:30", "2026-03-11 15:30"),
        ("03:30", "2026-03-12 03:30"),
        ("24:00", "2026-03-12 00:00"),
        ("下午", "2026-03-11 15:00"),
        ("上午", "2026-03-12 10:00"),
        ("今晚8点", "2026-03-11 20:00"),
        ("晚上12点", "2026-03-12 00:00"),
        ("凌晨2点", "2026-03-12 02:00"),
        ("中午12点", "2026-03-11 12:00"),
        ("明天中午1点", "2026-03-12 13:00"),
        # Near days.
        ("今天 16:30", "2026-03-11 16:30"),
        ("tomorrow 3pm", "2026-03-12 15:00"),
        ("3pm tomorrow", "2026-03-12 15:00"),
        ("明天 15:00", "2026-03-12 15:00"),
        ("明天15点", "2026-03-12 15:00"),
        ("明天下午三点一刻", "2026-03-12 15:15"),
        ("明早", "2026-03-12 09:00"),
        ("后天下午", "2026-03-13 15:00"),
        ("day after tomorrow at 10", "2026-03-13 10:00"),
        ("大后天", "2026-03-14 10:00"),
        # Weekdays: the next one; today's only with a time ahead.
        ("fri 10:00", "2026-03-13 10:00"),
        ("Fri 10:00", "2026-03-13 10:00"),
        ("10:30 fri", "2026-03-13 10:30"),
        ("fri 10", "2026-03-13 10:00"),
        ("friday 3", "2026-03-13 15:00"),
        ("fri", "2026-03-13 10:00"),
        ("wed", "2026-03-18 10:00"),
        ("wed 11:00", "2026-03-11 11:00"),
        ("wed 9:00", "2026-03-18 09:00"),
        ("next tue", "2026-03-17 10:00"),
        ("monday morning", "2026-03-16 10:00"),
        ("周五上午10点半", "2026-03-13 10:30"),
        ("星期天10点", "2026-03-15 10:00"),
        ("礼拜四", "2026-03-12 10:00"),
        ("这周五", "2026-03-13 10:00"),
        ("下周二 10点", "2026-03-17 10:00"),
        ("下周三下午2点半", "2026-03-18 14:30"),
        ("下下周一", "2026-03-23 10:00"),
        ("下周", "2026-03-16 10:00"),
        # Dates: the next one that lies ahead.
        ("3/15 14:30", "2026-03-15 14:30"),
        ("3-15", "2026-03-15 10:00"),
        ("3/9", "2027-03-09 10:00"),
        ("25/3", "2026-03-25 10:00"),
        ("15.3. 14:30", "2026-03-15 14:30"),
        ("9.3.", "2027-03-09 10:00"),
        ("月底", "2026-03-31 10:00"),
        ("下个月底下午", "2026-04-30 15:00"),
        ("end of the month 16:00", "2026-03-31 16:00"),
        ("下个月5号", "2026-04-05 10:00"),
        ("3月15日 下午3点", "2026-03-15 15:00"),
        ("３月１５日", "2026-03-15 10:00"),
        ("十二月三号", "2026-12-03 10:00"),
        ("15 mar 3pm", "2026-03-15 15:00"),
        ("mar 15", "2026-03-15 10:00"),
        ("1 January", "2027-01-01 10:00"),
        ("2026-03-15", "2026-03-15 10:00"),
        ("2026-03-15T14:30", "2026-03-15 14:30"),
        ("2026年3月15日14:30", "2026-03-15 14:30"),
        ("15号", "2026-03-15 10:00"),
        ("十五号", "2026-03-15 10:00"),
        ("3号 10点", "2026-04-03 10:00"),
        ("31号", "2026-03-31 10:00"),
        ("下个月3号", "2026-04-03 10:00"),
        ("2/29", "2028-02-29 10:00"),
        ("１５：００", "2026-03-11 15:00"),
        ("今天", "2026-03-11 14:00"),
    ],
)
def test_reads_as_people_mean_it(text: str, expected: str) -> None:
    assert reading_of(text) == expected


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", DateFault.UNREADABLE),
        ("hello", DateFault.UNREADABLE),
        ("fri fri", DateFault.UNREADABLE),
        ("10:00 11:00", DateFault.UNREADABLE),
        ("10", DateFault.UNREADABLE),
        ("3月", DateFault.UNREADABLE),
        ("3.15", DateFault.UNREADABLE),
        ("1.5h", DateFault.UNREADABLE),
        ("x" * 100, DateFault.UNREADABLE),
        ("2/30", DateFault.NO_SUCH_DAY),
        ("13/13", DateFault.NO_SUCH_DAY),
        ("2026-02-29", DateFault.NO_SUCH_DAY),
        ("32号", DateFault.NO_SUCH_DAY),
        ("25:00", DateFault.NO_SUCH_TIME),
        ("10:75", DateFault.NO_SUCH_TIME),
        ("13pm", DateFault.NO_SUCH_TIME),
        ("fri 30", DateFault.NO_SUCH_TIME),
        ("今天 9:30", DateFault.OVER),
        ("本周一", DateFault.OVER),
        ("2020-01-01", DateFault.OVER),
        ("+0d", DateFault.OVER),
        ("+9999d", DateFault.TOO_FAR),
        ("+9999mo", DateFault.TOO_FAR),
        ("2099-01-01", DateFault.TOO_FAR),
        ("9999-12-31 24:00", DateFault.TOO_FAR),
        ("0001-01-01 01:00", DateFault.OVER),
    ],
)
def test_says_why_a_text_is_none(text: str, fault: DateFault) -> None:
    assert reading_of(text) == fault


def test_month_ends_and_years() -> None:
    assert reading_of("+1mo", at("2026-01-31 16:00")) == "2026-02-28 16:00"
    assert reading_of("下个月", at("2028-01-31 16:00")) == "2028-02-29 10:00"
    assert reading_of("31号", at("2026-04-01 10:00")) == "2026-05-31 10:00"
    assert reading_of("周五", at("2026-12-31 18:00")) == "2027-01-01 10:00"


def test_a_day_without_a_time_says_so_and_takes_the_first_start_ahead() -> None:
    def starts(day: date) -> tuple[time, ...]:
        return (time(15),) if day.weekday() >= 5 else (time(10), time(15))

    for text, expected, date_only in (
        ("today", "2026-03-11 15:00", True),
        ("sat", "2026-03-14 15:00", True),
        ("sat 10:00", "2026-03-14 10:00", False),
        ("sat afternoon", "2026-03-14 15:00", False),
        ("+3d", "2026-03-14 10:30", False),
    ):
        typed = read(text, WEDNESDAY, SHANGHAI, starts=starts)
        assert typed.at == at(expected)
        assert typed.date_only is date_only
    assert read("today", at("2026-03-11 15:00"), SHANGHAI, starts=starts).fault is DateFault.OVER


def test_clock_changes() -> None:
    """A doubled local time is the first one, a skipped one takes the earlier offset (docs/rules.md#clock-change)."""
    berlin = "Europe/Berlin"
    # 29 March 2026: 02:00 CET becomes 03:00 CEST; 02:30 with the earlier offset (+1) is 01:30 UTC = 03:30 CEST.
    saturday = at("2026-03-28 12:00", berlin)
    assert read("sun 02:30", saturday, berlin).at == at("2026-03-29 01:30", "UTC")
    # The same local time a day later is 23 hours away; 24 hours are 24 hours.
    assert read("+1d", saturday, berlin).at == saturday + 23 * HOUR
    assert read("+24h", saturday, berlin).at == saturday + DAY
    # 25 October 2026: 03:00 CEST becomes 02:00 CET; the first 02:30 is 00:30 UTC.
    assert read("sun 02:30", at("2026-10-24 12:00", berlin), berlin).at == at("2026-10-25 00:30", "UTC")
    # Between the two, the local time named is over in its first reading: the next day's is meant.
    assert read("02:30", at("2026-10-25 00:45", "UTC"), berlin).at == at("2026-10-26 02:30", berlin)


@pytest.mark.parametrize(
    "text", ["十十点", "十十十点", "零十点", "十零点", "〇十点", "十两十分", "三十十天后", "十月十十日", "廿十号"]
)
def test_what_is_no_chinese_number_is_a_fault(text: str) -> None:
    typed = read(text, WEDNESDAY, SHANGHAI)
    assert typed.at is None
    assert typed.fault is not None


PIECES = st.sampled_from(
    [*"0123456789+:/-. 点半月日号周下个明后天今早晚上午一二两三十年刻t", "fri", "mon", "next", "pm", "am", "mo", "星期"]
)
NUMERALS = st.lists(
    st.sampled_from([*"零〇一二两三四五六七八九十百廿卅", *"点时分刻半日号月年周天整后", "小时", "个", "星期"]),
    max_size=12,
).map("".join)
TEXTS = st.lists(PIECES, max_size=12).map("".join) | NUMERALS | st.text(max_size=30)
ZONES = st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
NOWS = st.integers(at("2025-01-01"), at("2031-01-01"))


@given(TEXTS, NOWS, ZONES)
def test_any_text_is_a_whole_minute_ahead_or_a_fault(text: str, now: Instant, zone: str) -> None:
    typed = read(text, now, zone)
    if typed.at is None:
        assert typed.fault is not None
    else:
        assert typed.fault is None
        assert now < typed.at <= now + 3 * 366 * DAY
        assert typed.at % MINUTE == 0


@given(NOWS, ZONES, st.integers(1, 400 * 24 * 60), st.sampled_from(["%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M"]))
def test_a_whole_date_is_read_as_it_stands(now: Instant, zone: str, minutes: int, form: str) -> None:
    wanted = now - now % MINUTE + minutes * MINUTE
    local = moment(wanted, zone)
    first = round(local.replace(fold=0).timestamp() * 1000)
    typed = read(local.strftime(form), now, zone)
    if first <= now:
        assert typed.fault is DateFault.OVER
    else:
        assert typed.at == first
    chinese = f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"
    # 1:00 to 7:00 without a zero are in the afternoon; the zero is there.
    assert read(chinese, now, zone) == typed


@given(NOWS, st.integers(0, 6), st.integers(8, 23), st.integers(0, 59))
def test_a_weekday_is_the_next_one(now: Instant, weekday: int, hour: int, minute: int) -> None:
    english = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[weekday]
    typed = read(f"{english} {hour}:{minute:02}", now, SHANGHAI)
    assert typed.at is not None
    local = moment(typed.at, SHANGHAI)
    assert (local.weekday(), local.hour, local.minute) == (weekday, hour, minute)
    assert timedelta() < local - moment(now, SHANGHAI) <= timedelta(days=7)
    assert read(f"周{'一二三四五六日'[weekday]}{hour}点{minute}分", now, SHANGHAI) == typed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15 Mar 2026 3pm", "2026-03-15 15:00"),
        ("March 15th, 2026", "2026-03-15 10:00"),
        ("25/3/2026 16:00", "2026-03-25 16:00"),
        ("20260315 16:00", "2026-03-15 16:00"),
        ("3/9/2026", DateFault.UNREADABLE),
        ("昨天 10:00", DateFault.OVER),
        ("三天后早上9点", "2026-03-14 09:00"),
        ("三天后晚上", "2026-03-14 19:00"),
        ("后晚", "2026-03-13 19:00"),
    ],
)
def test_reads_the_days_and_words_that_lists_hold_too(text: str, expected: str) -> None:
    assert reading_of(text) == expected
