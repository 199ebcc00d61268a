"""Campaigns in New York, Shanghai and Cairo in one store: each with its calendar, customers in zones of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Program, book


@pytest.fixture
def world(program: Program, tmp_path: Path) -> Program:
    """A complaint solved on Thursday 5 March in each; in Shanghai also for somebody who lives in New York."""
    for name, zone, country in (
        ("us", "America/New_York", "US"),
        ("cn", "Asia/Shanghai", "CN"),
        ("eg", "Africa/Cairo", "EG"),
    ):
        closed = ("--closed", "holidays") if name == "cn" else ()
        where = ("--timezone", zone, "--country", country, *closed)
        assert program("campaign", "add", name, "--rulebook", "service", *where).code == 0
    people = [
        ("ref", "name", "campaign", "phone", "timezone", "complaint_resolved_at"),
        ("C1", "李雷", "cn", "13800000001", "", "2026-03-05 10:00"),
        ("C2", "韩梅梅", "cn", "13800000002", "America/New_York", "2026-03-05 10:00"),
        ("E1", "Amr", "eg", "+201001234567", "", "2026-03-05 10:00"),
        ("U1", "Ann", "us", "+12125550123", "", "2026-03-05 10:00"),
    ]
    ran = program("import", "customers", book(tmp_path / "people.csv", people))
    assert ran.code == 0, ran.out
    return program


def test_each_list_counts_its_own_working_days(world: Program) -> None:
    ends = {
        ref: world("obligations", ref, "--as-of", "2026-03-06T12:00Z", "--json").json[0]["breach_at"]
        for ref in ("C1", "C2", "E1", "U1")
    }
    assert ends == {
        "C1": "2026-03-10T00:00:00+08:00",  # Friday and Monday
        "C2": "2026-03-10T00:00:00+08:00",  # the list's days, wherever the customer lives
        "E1": "2026-03-10T00:00:00+02:00",  # Friday and Saturday are Cairo's weekend: Sunday and Monday
        "U1": "2026-03-10T00:00:00-04:00",  # the clock went forward on Sunday
    }


@pytest.mark.parametrize(
    ("at", "refs"),
    [
        ("2026-03-06T00:00Z", ["C1", "C2", "U1"]),  # 08:00 in Shanghai, 02:00 in Cairo, 19:00 in New York
        ("2026-03-06T05:59Z", ["C1"]),
        ("2026-03-06T06:00Z", ["C1", "E1"]),  # 08:00 in Cairo
        ("2026-03-06T12:59Z", ["C1", "E1"]),
        ("2026-03-06T13:00Z", ["C2", "E1", "U1"]),  # 21:00 in Shanghai; 08:00 in New York
        ("2026-03-07T01:59Z", ["C1", "C2", "U1"]),
        ("2026-03-07T02:00Z", ["C1"]),  # 21:00 in New York
    ],
)
def test_everybody_is_offered_by_the_clock_where_they_live(world: Program, at: str, refs: list[str]) -> None:
    found = [one["ref"] for one in world("queue", "--as-of", at, "--json").json]
    assert sorted(found) == refs


def test_a_closed_day_closes_one_list(world: Program, tmp_path: Path) -> None:
    """In Shanghai the fifth of October is a holiday, elsewhere it is a Monday."""
    later = [("ref", "complaint_resolved_at"), *((ref, "2026-09-30 10:00") for ref in ("C1", "C2", "E1", "U1"))]
    assert world("import", "customers", book(tmp_path / "later.csv", later)).code == 0
    found = world("queue", "--as-of", "2026-10-05T06:00Z", "--json").json
    assert [one["ref"] for one in found] == ["E1"]
    said = world("why", "C1", "--as-of", "2026-10-05T06:00Z", "--json").json
    assert (said["gate"], said["opens_at"]) == ("closed_day", "2026-10-08T00:00:00+08:00")
    (owed,) = world("obligations", "C1", "--as-of", "2026-10-05T06:00Z", "--json").json
    assert owed["breach_at"] == "2026-10-10T00:00:00+08:00"  # example 6 of docs/rules.md#examples
    (owed,) = world("obligations", "U1", "--as-of", "2026-10-05T06:00Z", "--json").json
    assert (owed["state"], owed["breach_at"]) == ("breached", "2026-10-03T00:00:00-04:00")


def test_shown_times_carry_the_lists_own_offset(world: Program) -> None:
    found = world("queue", "--as-of", "2026-03-06T14:00Z", "--json").json
    assert {one["ref"]: one["due_at"] for one in found} == {
        "C2": "2026-03-05T10:00:00+08:00",
        "E1": "2026-03-05T10:00:00+02:00",
        "U1": "2026-03-05T10:00:00-05:00",
    }
