"""A typed date is read back in words, with a warning where nobody may or should be called then.

See docs/rules.md#windows.
"""

from __future__ import annotations

from datetime import date

import pytest

from callcenter import locale
from callcenter.desk.typed_dates import make_reader
from callcenter.model import CampaignFrame
from callcenter.rulebook import reader, shelf
from callcenter.views.worklists.typed_fields import Reading
from tests.workstation.stage import at

NOW = at("2026-03-11 10:30")
BOOK = reader.load(shelf.shipped_text("telesales"), "telesales")
FRAME = CampaignFrame("telesales", closed_days=frozenset({date(2026, 3, 13)}))


def read(text: str, zone: str = "Asia/Shanghai") -> Reading:
    return make_reader(lambda: NOW, FRAME, BOOK, zone)(text)


@pytest.mark.parametrize(
    ("text", "words", "moment"),
    [
        ("thu 15:00", "Thu 12 Mar 15:00", "2026-03-12 15:00"),
        # R4's windows are 10:00 to 12:00 and 14:00 to 18:00; a promise passes them, so the time stands.
        ("thu 12:30", "Thu 12 Mar 12:30 ! outside calling hours", "2026-03-12 12:30"),
        ("thu 21:30", "Thu 12 Mar 21:30 ! outside legal hours", "2026-03-12 21:30"),
        ("fri 15:00", "Fri 13 Mar 15:00 ! closed that day", "2026-03-13 15:00"),
        # Nobody may be called weighs more than closed, closed more than the window.
        ("fri 12:30", "Fri 13 Mar 12:30 ! closed that day", "2026-03-13 12:30"),
        ("fri 22:00", "Fri 13 Mar 22:00 ! outside legal hours", "2026-03-13 22:00"),
    ],
)
def test_read_back_in_words(text: str, words: str, moment: str) -> None:
    assert read(text) == Reading(at(moment), words)


def test_a_day_alone_takes_the_first_window_ahead() -> None:
    assert read("thu") == Reading(at("2026-03-12 10:00"), "Thu 12 Mar 10:00", date_only=True)
    assert read("today") == Reading(at("2026-03-11 14:00"), "Wed 11 Mar 14:00", date_only=True)


def test_a_customer_in_another_zone_is_warned_of_by_their_own_clock() -> None:
    """15:00 in Shanghai is 08:00 in Berlin in winter: legal there, but before the first window."""
    there = read("thu 15:00", "Europe/Berlin")
    assert there == Reading(at("2026-03-12 15:00"), "Thu 12 Mar 15:00, 08:00 there ! outside calling hours")
    assert read("thu 14:00", "Europe/Berlin").words.endswith("07:00 there ! outside legal hours")


@pytest.mark.parametrize(
    "text",
    [
        *("thu 15:00 there", "thu 15:00 their time", "there thu 3pm", "Thu 15:00 in their time", "周四 15:00 当地"),
        *("当地周四15:00", "周四下午3点对方时间", "对方时间周四15点", "周四当地时间15点", "按当地时间 周四 15:00"),
    ],
)
def test_a_time_of_the_customers_own(text: str) -> None:
    """15:00 in Berlin is 22:00 in Shanghai in winter."""
    expected = Reading(at("2026-03-12 22:00"), "Thu 12 Mar 22:00, 15:00 there")
    assert read(text, "Europe/Berlin") == expected
    assert read(text) == Reading(at("2026-03-12 15:00"), "Thu 12 Mar 15:00"), "the same place"


def test_a_day_of_the_customers_own_begins_with_their_window_and_may_be_another_one() -> None:
    """11 March, 10:30 in Shanghai, is 10 March, 22:30 in New York: their tomorrow is our today's evening."""
    tomorrow = read("tomorrow there", "America/New_York")
    assert tomorrow == Reading(at("2026-03-11 22:00"), "Wed 11 Mar 22:00, 10:00 there", date_only=True)
    assert read("thu 9:30", "America/New_York").words == (
        "Thu 12 Mar 09:30, Wed 11 Mar 21:30 there ! outside legal hours"
    )


def test_what_cannot_be_read_abroad_says_how_a_time_of_theirs_is_typed() -> None:
    assert read("soon", "Europe/Berlin").words == "such as +3d, Fri 10:00, Fri 10:00 there"
    assert read("there", "Europe/Berlin").wrong
    assert read("there thu 15:00 there", "Europe/Berlin").wrong


@pytest.mark.parametrize(("text", "far"), [("6/11", False), ("6/12", True), ("+9mo", True), ("+3mo", False)])
def test_more_than_three_months_ahead_is_far(text: str, far: bool) -> None:
    """Three months after 11 March is 11 June."""
    assert read(text).far is far


def test_what_cannot_be_read_says_why() -> None:
    assert read("soon") == Reading(None, "such as +3d, Fri 10:00, 3/15 14:30", wrong=True)
    assert read("2/30") == Reading(None, "no such day", wrong=True)
    locale.use("zh")
    try:
        assert read("昨天").wrong
        assert read("2/30") == Reading(None, "没有这一天", wrong=True)
        assert read("周四 15:00") == Reading(at("2026-03-12 15:00"), "3月12日 周四 15:00")
    finally:
        locale.use("en")
