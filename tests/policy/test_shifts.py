"""Shifts of days worked out by hand, and the sharing out of an absent agent's work (docs/rules.md#shifts, #absence)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from callcenter import policy
from callcenter.campaign_settings import spans_of_day
from callcenter.policy import Deputy, Orphan
from callcenter.views.people.absences import ShiftWeek

DAY = spans_of_day("09:00-12:00,13:00-18:00")
SATURDAY = spans_of_day("10:00-14:00")
OFFICE: ShiftWeek = (DAY, DAY, DAY, DAY, SATURDAY, (), ())


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("day", "hours", "because"),
    [
        ("2026-03-16", DAY, "a Monday"),
        ("2026-03-20", SATURDAY, "a Friday with hours of its own"),
        ("2026-03-21", (), "a Saturday"),
        ("2026-10-01", (), "National Day, a Thursday"),
        ("2026-10-10", SATURDAY, "a Saturday worked for a day of that week: as the last weekday with hours"),
        ("2026-02-14", SATURDAY, "a Saturday worked for the Spring Festival"),
    ],
)
def test_a_day_has_the_hours_of_the_week_by_the_calendar(day: str, hours: object, because: str) -> None:
    assert policy.shift_hours(date.fromisoformat(day), OFFICE, None, "CN") == hours, because


def test_a_single_day_counts_before_the_week() -> None:
    holiday = date(2026, 10, 1)
    assert policy.shift_hours(holiday, OFFICE, SATURDAY, "CN") == SATURDAY
    assert policy.shift_hours(date(2026, 3, 16), OFFICE, (), "CN") == ()
    assert policy.shift_hours(date(2026, 3, 16), None, None, "CN") == ()
    weekend: ShiftWeek = ((), (), (), (), (), DAY, ())
    assert policy.shift_hours(date(2026, 10, 3), weekend, None, "CN") == (), "a Saturday of the holidays"
    assert policy.shift_hours(date(2026, 10, 10), weekend, None, "CN") == DAY, "a Saturday that is worked"


@pytest.mark.parametrize(
    ("day", "hours", "spans"),
    [
        # Berlin: 30 March 2025 has no 02:00 to 03:00, 26 October has it twice.
        ("2025-03-30", "01:00-05:00", [("2025-03-30 00:00", "2025-03-30 03:00")]),
        ("2025-10-26", "01:00-05:00", [("2025-10-25 23:00", "2025-10-26 04:00")]),
        ("2025-03-30", "02:00-02:30", [("2025-03-30 01:00", "2025-03-30 01:30")]),
        ("2025-06-02", "20:00-24:00", [("2025-06-02 18:00", "2025-06-02 22:00")]),
        ("2025-06-03", "00:00-06:00", [("2025-06-02 22:00", "2025-06-03 04:00")]),
    ],
)
def test_a_shift_is_as_long_as_the_clocks_make_it(day: str, hours: str, spans: list[tuple[str, str]]) -> None:
    found = policy.shift_spans(date.fromisoformat(day), spans_of_day(hours), "Europe/Berlin")
    assert found == [(at(begin), at(end)) for begin, end in spans]


def test_a_shift_over_midnight_is_none() -> None:
    with pytest.raises(ValueError, match="22:00"):
        spans_of_day("22:00-06:00")


def test_planned_against_present() -> None:
    shift = policy.shift_spans(date(2026, 3, 16), DAY, "UTC")
    left = policy.spans_without(shift, [(at("2026-03-16 11:00"), at("2026-03-16 14:00"))])
    assert policy.span_seconds(left) == 6 * 3600
    over = policy.spans_until(left, at("2026-03-16 15:00"))
    assert policy.span_seconds(over) == 3 * 3600
    signed_in = [(at("2026-03-16 08:00"), at("2026-03-16 10:30")), (at("2026-03-16 14:15"), at("2026-03-16 15:00"))]
    assert policy.span_seconds(policy.common_spans(over, signed_in)) == 90 * 60 + 45 * 60
    assert policy.spans_without(shift, [(at("2026-03-16 00:00"), at("2026-03-17 00:00"))]) == []
    assert time.max == spans_of_day("20:00-24:00")[0][1]


def orphan(customer: int, first: int, promises: int = 0, work: int = 1) -> Orphan:
    return Orphan(customer, f"K{customer}", promises, work, first)


def test_promises_go_first_and_each_to_who_has_the_least() -> None:
    orphans = [orphan(1, 50), orphan(2, 90, 1, 3), orphan(3, 10), orphan(4, 80, 1)]
    deputies = [Deputy(10, "坐席10", 2), Deputy(2, "坐席2", 2), Deputy(3, "坐席3", 4)]
    shared = [(one.customer, deputy.name) for one, deputy in policy.shared_out(orphans, deputies)]
    # 2, 2, 4: the promise of 80 to 坐席2 (3); that of 90 with its three to 坐席10 (5); then 坐席2 (4); 坐席2 again.
    assert shared == [(4, "坐席2"), (2, "坐席10"), (3, "坐席2"), (1, "坐席2")]
    assert policy.shared_out(orphans, []) == []


def test_the_nearest_stand_in_first() -> None:
    a, b = Deputy(1, "a", 0, on_shift=False, near=True), Deputy(2, "b", 0, on_shift=True, near=False)
    c, d = Deputy(3, "c", 9, on_shift=True, near=True), Deputy(4, "d", 0, on_shift=False, near=False)
    assert policy.proposed_deputies([a, b, c, d]) == [c]
    assert policy.proposed_deputies([a, b, d]) == [a]
    assert policy.proposed_deputies([b, d]) == [b]
    assert policy.proposed_deputies([d]) == [d]
