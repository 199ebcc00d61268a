"""Working hours, counted by hand (docs/rules.md#working-hours)."""

from __future__ import annotations

from datetime import time

import pytest

from callcenter.model import WORKING_HOURS
from callcenter.workdays import Span, Unit, add_working_hours
from tests.workstation.stage import at


@pytest.mark.parametrize(
    ("since", "count", "ends"),
    [
        ("2026-03-02 09:00", 3, "2026-03-02 12:00"),  # Monday, to the end of the morning
        ("2026-03-02 09:00", 4, "2026-03-02 14:30"),  # the break counts for nothing
        ("2026-03-02 12:30", 1, "2026-03-02 14:30"),
        ("2026-03-02 03:00", 1, "2026-03-02 10:00"),
        ("2026-03-06 16:00", 4, "2026-03-09 11:00"),  # over a weekend
        ("2026-03-06 18:00", 1, "2026-03-09 10:00"),
        ("2026-09-30 17:59", 1, "2026-10-08 09:59"),  # over the holidays of 1 to 7 October
        ("2026-10-09 17:30", 1, "2026-10-10 09:30"),  # a Saturday that is worked
    ],
)
def test_hours_are_counted_on_working_days_alone(since: str, count: int, ends: str) -> None:
    assert add_working_hours(at(since), count, "Asia/Shanghai", "CN", WORKING_HOURS) == at(ends)


def test_a_day_that_is_worked_to_its_end() -> None:
    whole = ((time(22), time.max),)
    assert add_working_hours(at("2026-03-02 23:00"), 2, "Asia/Shanghai", "CN", whole) == at("2026-03-03 23:00")


def test_a_rulebook_writes_them() -> None:
    assert Span.parse("4wh") == Span(4, Unit.WORKING_HOURS)
    assert 0 < Span.parse("4wh").nominal_days < Span.parse("1wd").nominal_days
