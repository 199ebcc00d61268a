"""``number``: the company's own numbers (docs/rules.md#caller-numbers)."""

from __future__ import annotations

from tests.cli.running import Program


def test_numbers_are_added_changed_and_listed(program: Program) -> None:
    assert program("number", "list").lines == ["no caller ID yet; callcenter number add creates one"]
    assert program("campaign", "add", "spring", "--rulebook", "telesales").code == 0
    said = program("number", "add", "021 5555 0001", "--label", "front", "--per-hour", "40", "--rest", "120").lines
    assert said == ["021 5555 0001: calls a day: -, calls an hour: 40, rest: 120 minutes, campaign: -"]
    assert program("number", "add", "+862155550002", "--per-day", "200", "--campaign", "spring").code == 0
    assert program("number", "set", "+862155550002", "--per-day", "0", "--pause").lines == [
        "021 5555 0002: calls a day: -, calls an hour: -, rest: -, campaign: spring (paused)"
    ]
    first = {"number": "+862155550001", "label": "front", "campaign": None, "per_day": None, "per_hour": 40}
    second = {"number": "+862155550002", "label": None, "campaign": "spring", "per_day": None, "per_hour": None}
    unused = {"used_at": None, "free_at": None}
    assert program("number", "list", "--json").json == [
        {**first, "rest_minutes": 120, "paused": False, **unused},
        {**second, "rest_minutes": 0, "paused": True, **unused},
    ]
    assert [line.split()[-1] for line in program("number", "list").lines[1:]] == ["use", "paused"]
    again = program("number", "add", "+862155550001")
    assert (again.code, again.err) == (2, "callcenter: caller ID +862155550001 already exists\n")


def test_a_national_number_is_of_the_country_of_the_first_campaign(program: Program) -> None:
    assert program("campaign", "add", "london", "--rulebook", "telesales", "--country", "GB").code == 0
    assert program("number", "add", "020 7946 0018").lines[0].startswith("020 7946 0018: ")
    assert [row["number"] for row in program("number", "list", "--json").json] == ["+442079460018"]
