"""Meaning of `--as-of`, in one campaign and in several of different zones (docs/rules.md#time, #as-of)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Program, book

PEOPLE = ("ref", "name", "tier", "phone", "campaign", "inquiry_at")


@pytest.fixture
def world(program: Program, tmp_path: Path) -> Program:
    """A customer in Shanghai and one in New York, both with an inquiry of 2 March 09:00 of their campaign."""
    program.at("2026-03-20 12:00")
    assert (
        program(
            *("campaign", "add", "ny", "--rulebook", "telesales", "--timezone", "America/New_York", "--country", "US")
        ).code
        == 0
    )
    people = book(
        tmp_path / "people.csv",
        [
            PEOPLE,
            ("N1", "Ann", "A", "212 555 0123", "ny", "2026-03-02 09:00"),
            ("S1", "李雷", "B", "13800000001", "telesales", "2026-03-02 09:00"),
        ],
    )
    assert program("import", "customers", people).code == 0
    return program


def refs(program: Program, as_of: str, *options: str) -> list[str]:
    return [one["ref"] for one in program("queue", "--as-of", as_of, "--json", *options).json]


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        # 10:05 in Shanghai is 21:05 of 1 March in New York.
        ("2026-03-02T10:05:00+08:00", ["S1"]),
        ("2026-03-02 10:05+0800", ["S1"]),
        ("2026-03-02T02:05Z", ["S1"]),
        ("2026-03-02 02:05:00.250 +00:00", ["S1"]),
        ("20260302T020500Z", ["S1"]),
        # 10:05 in New York is 23:05 in Shanghai.
        ("2026-03-02T10:05-05:00", ["N1"]),
        # Without an offset it is 10:05 in each.
        ("2026-03-02 10:05", ["N1", "S1"]),
        ("2026-03-02T10:05:00", ["N1", "S1"]),
        ("2026-03-02 10", ["N1", "S1"]),
        ("2026-03-02", []),
        ("2026-03-02T24:00", []),
    ],
)
def test_a_time_with_an_offset_and_without(world: Program, time: str, expected: list[str]) -> None:
    # Both are fresh, the newest inquiry first: 9 o'clock in New York comes after 9 o'clock in Shanghai.
    assert refs(world, time) == expected


def test_one_campaign_alone(world: Program) -> None:
    assert refs(world, "2026-03-02 10:05", "--campaign", "ny") == ["N1"]
    assert refs(world, "2026-03-02 10:05", "--campaign", "telesales") == ["S1"]
    assert refs(world, "2026-03-02 10:05", "--limit", "1") == ["N1"]


def test_times_carry_the_offset_of_the_campaign(world: Program) -> None:
    first, second = world("queue", "--as-of", "2026-03-02 10:05", "--json").json
    assert (first["due_at"], second["due_at"]) == ("2026-03-02T09:00:00-05:00", "2026-03-02T09:00:00+08:00")
    assert (first["breach_at"], second["breach_at"]) == ("2026-03-03T09:00:00-05:00", "2026-03-03T09:00:00+08:00")
    assert "Mon 2 Mar 09:00" in first["why"]


def test_breaches_of_several_zones_stand_oldest_first(world: Program) -> None:
    found = world("breaches", "--as-of", "2026-03-03 09:00", "--json").json
    assert [(one["ref"], one["rule"], one["breach_at"]) for one in found] == [
        ("S1", "telesales.thanks_sms", "2026-03-03T00:00:00+08:00"),
        ("S1", "telesales.first_call", "2026-03-03T09:00:00+08:00"),
        ("N1", "telesales.thanks_sms", "2026-03-03T00:00:00-05:00"),
        ("N1", "telesales.first_call", "2026-03-03T09:00:00-05:00"),
    ]


def test_a_customer_is_asked_in_the_time_of_their_campaign(world: Program) -> None:
    assert world("why", "N1", "--as-of", "2026-03-02 10:05", "--json").json["offered"] is True
    early = world("why", "N1", "--as-of", "2026-03-02 09:30", "--json").json
    assert (early["gate"], early["opens_at"]) == ("window", "2026-03-02T10:00:00-05:00")
    states = {one["rule"]: one["state"] for one in world("obligations", "N1", "--as-of", "2026-03-02", "--json").json}
    assert states == {}


def test_a_time_that_the_clock_shows_twice_is_the_first(world: Program, tmp_path: Path) -> None:
    """1 November 2026, 01:30 in New York comes at -04:00 and again at -05:00."""
    asked = world("why", "N1", "--as-of", "2026-11-01 01:30", "--json").json
    first = world("why", "N1", "--as-of", "2026-11-01T01:30-04:00", "--json").json
    assert asked == first
