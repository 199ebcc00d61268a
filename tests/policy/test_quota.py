"""The quota of R4, worked out by hand: 35 effective follow-ups a working day, those of a rest day within 2 days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from callcenter import policy
from callcenter.engine.plan.quota import AgentDay, Shortfall
from callcenter.model import CampaignFrame
from callcenter.rulebook import reader, shelf
from callcenter.workdays import is_working_day

BOOK = reader.load(shelf.shipped_text("telesales"), "telesales")
MONDAY = date(2026, 3, 2)


def days(first: date, *effective: int | None) -> list[AgentDay]:
    """A day each from ``first`` on; None = the agent rested."""
    found = []
    for place, calls in enumerate(effective):
        day = first + timedelta(days=place)
        found.append(AgentDay(day, is_working_day(day, "CN"), calls is not None, calls or 0))
    return found


def march(day: int, found_on: int, missing: int) -> Shortfall:
    return Shortfall(date(2026, 3, day), date(2026, 3, found_on), missing)


@pytest.mark.parametrize(
    ("effective", "expected"),
    [
        pytest.param((35, 35), [], id="exactly the quota"),
        pytest.param((34,), [march(2, 2, 1)], id="one less is short on the day itself"),
        pytest.param((34, 90), [march(2, 2, 1)], id="a day at work is not made up afterwards"),
        pytest.param((0,), [march(2, 2, 35)], id="at work without a call that counts"),
        pytest.param((None,), [], id="a rest day is no finding while it may be made up"),
        pytest.param((None, 35), [], id="nor after the first day back"),
        pytest.param((None, 35, 35), [march(2, 4, 35)], id="nothing made up within two days: Mon, found on Wed"),
        pytest.param((None, 50, 55), [], id="15 + 20 = 35 made up on the two days"),
        pytest.param((None, 70), [], id="35 made up on the first"),
        pytest.param((None, 50, 54), [march(2, 4, 1)], id="15 + 19 = 34, one is missing"),
        pytest.param((None, 35, 35, 70), [march(2, 4, 35)], id="the third day is too late"),
        pytest.param(
            (None, 30, 75),
            [
                march(3, 3, 5),
            ],
            id="Tue is 5 short itself; 40 over on Wed make up Mon",
        ),
        pytest.param((None, None, 70, 70), [], id="two rest days: 35 + 35 over on the two days back"),
        pytest.param((None, None, 70, 69), [march(3, 5, 1)], id="the older one is made up first"),
        pytest.param((35, None, 60, None, 45, 34), [march(5, 7, 1)], id="Tue: 25 + 10 over; Thu: 34 on a Saturday"),
    ],
)
def test_a_week(effective: tuple[int | None, ...], expected: list[Shortfall]) -> None:
    assert BOOK.quota is not None
    assert policy.shortfalls(BOOK.quota, days(MONDAY, *effective)) == expected


def test_days_that_are_no_working_days_ask_for_nothing() -> None:
    """Fri 6 Mar rested; on Sat and Sun, at work, every call makes up for it: 20 + 15 = 35."""
    assert BOOK.quota is not None
    friday = date(2026, 3, 6)
    assert policy.shortfalls(BOOK.quota, days(friday, None, 20, 15)) == []
    assert policy.shortfalls(BOOK.quota, days(friday, None, None, None, 35, 70)) == []
    assert policy.shortfalls(BOOK.quota, days(friday, 35, 0, None, 35)) == []
    made_up = date(2026, 2, 28)  # a Saturday that is worked for Spring Festival
    assert policy.shortfalls(BOOK.quota, days(made_up, 34)) == [Shortfall(made_up, made_up, 1)]
    new_year = date(2026, 2, 17)
    assert policy.shortfalls(BOOK.quota, days(new_year, 3)) == []


@pytest.mark.parametrize(
    ("moment", "wanted"),
    [
        ("2026-03-02 08:59", 0),
        # 65 of 450 minutes (9:00 to 12:00, 13:30 to 18:00) are over: 35 * 65 / 450 = 5.06.
        ("2026-03-02 10:05", 5),
        # The break counts for nothing: 35 * 180 / 450 = 14.
        ("2026-03-02 12:00", 14),
        ("2026-03-02 13:30", 14),
        ("2026-03-02 18:00", 35),
        ("2026-03-02 23:59", 35),
        # A Sunday, a holiday and a day on which the campaign is closed ask for none; a Saturday that makes up does.
        ("2026-03-01 10:05", None),
        ("2026-10-01 10:05", None),
        ("2026-03-04 10:05", None),
        ("2026-10-10 10:05", 5),
    ],
)
def test_the_quota_is_spread_over_the_working_hours_of_its_day(moment: str, wanted: int | None) -> None:
    frame = CampaignFrame("telesales", closed_days=frozenset({date(2026, 3, 4)}))
    now = round(datetime.fromisoformat(f"{moment}+08:00").timestamp() * 1000)
    assert policy.wanted_by(35, frame, now) == wanted
