"""The worked examples of docs/rules.md#examples that are telesales, through imported lists and the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Program, book

CUSTOMER = ("ref", "name", "tier", "phone", "inquiry_at", "owner")
TOUCH = ("customer_ref", "at", "agent", "channel", "disposition", "note")
FIELDS = ["ref", "name", "tier", "lane", "rule", "channel", "due_at", "breach_at", "why"]
NOTE = "wants the price list"


@pytest.fixture
def example(program: Program, tmp_path: Path) -> Program:
    """Both customers of the examples: C without touches, A with calls on 3, 6, 9 and 16 March."""
    people = book(
        tmp_path / "people.csv",
        [
            CUSTOMER,
            ("C1", "李雷", "C", "13800000001", "2026-03-02 09:00", ""),
            ("A1", "韩梅梅", "A", "13800000002", "2026-03-02 09:00", "王敏"),
        ],
    )
    calls = book(
        tmp_path / "calls.csv",
        [
            TOUCH,
            ("A1", "2026-03-03 10:30", "王敏", "call", "neutral", NOTE),
            ("A1", "2026-03-06 10:30", "王敏", "call", "interested", NOTE),
            ("A1", "2026-03-09 10:30", "王敏", "call", "neutral", NOTE),
            ("A1", "2026-03-16 10:40", "王敏", "call", "no_answer", ""),
        ],
    )
    assert program("import", "customers", people).code == 0
    assert program("import", "touches", calls).code == 0
    return program


def open_rules(found: list[dict[str, Any]]) -> dict[str, str]:
    return {one["rule"]: one["state"] for one in found if one["state"] != "upcoming"}


def test_example_1_an_untouched_inquiry(example: Program) -> None:
    (entry,) = [one for one in example("queue", "--as-of", "2026-03-02 10:05", "--json").json if one["ref"] == "C1"]
    assert list(entry) == FIELDS
    why = entry.pop("why")
    assert entry == {
        "ref": "C1",
        "name": "李雷",
        "tier": "C",
        "lane": "fresh",
        "rule": "telesales.first_call",
        "channel": "call",
        "due_at": "2026-03-02T09:00:00+08:00",
        "breach_at": "2026-03-03T09:00:00+08:00",
    }
    assert why == (
        "first call: inquiry Mon 2 Mar 09:00, within 24 hours, not called yet; due since Mon 2 Mar 09:00, deadline"
        " Tue 3 Mar 09:00"
    )
    entry = example("queue", "--as-of", "2026-03-03T10:05+08:00", "--json").json[-1]
    assert (entry["ref"], entry["lane"], entry["rule"]) == ("C1", "breached", "telesales.first_call")
    found = example("obligations", "C1", "--as-of", "2026-03-03 10:05", "--json").json
    assert list(found[0]) == [*FIELDS, "state"]
    assert open_rules(found) == {
        "telesales.thanks_sms": "breached",
        "telesales.first_call": "breached",
        "telesales.intro.N+1": "open",
    }
    by_rule = {one["rule"]: one for one in found}
    assert by_rule["telesales.intro.N+1"]["breach_at"] == "2026-03-04T00:00:00+08:00"
    assert {one["lane"] for one in found} == {None}


def test_example_1_one_effective_call_closes_both_calls(example: Program, tmp_path: Path) -> None:
    call = book(tmp_path / "one.csv", [TOUCH, ("C1", "2026-03-03 10:10", "王敏", "call", "neutral", NOTE)])
    assert example("import", "touches", call).code == 0
    found = example("obligations", "C1", "--as-of", "2026-03-03 10:10", "--json").json
    assert open_rules(found) == {"telesales.thanks_sms": "breached"}


def test_example_2_the_weekly_rule(example: Program) -> None:
    found = example("obligations", "A1", "--as-of", "2026-03-10", "--json").json
    weekly = {one["rule"]: (one["due_at"], one["breach_at"]) for one in found}
    when = ("2026-03-15T10:30:00+08:00", "2026-03-16T10:30:00+08:00")
    assert (weekly["telesales.maintenance.A"], weekly["telesales.unreached.A"]) == (when, when)
    entry = example("queue", "--as-of", "2026-03-16T10:31:00+08:00", "--json").json[0]
    assert (entry["ref"], entry["lane"], entry["rule"]) == ("A1", "breached", "telesales.maintenance.A")


def test_example_3_the_gap_and_the_closed_noon(example: Program) -> None:
    reason = example("why", "A1", "--as-of", "2026-03-16 10:40", "--json").json
    assert list(reason) == ["ref", "offered", "gate", "opens_at", "entry", "why"]
    why = reason.pop("why")
    assert reason == {
        "ref": "A1",
        "offered": False,
        "gate": "gap",
        "opens_at": "2026-03-16T12:40:00+08:00",
        "entry": None,
    }
    assert "12:40" in why
    closed = example("why", "A1", "--as-of", "2026-03-16 13:00", "--json").json
    assert (closed["gate"], closed["opens_at"]) == ("window", "2026-03-16T14:00:00+08:00")
    again = example("why", "A1", "--as-of", "2026-03-16 14:00", "--json").json
    assert (again["offered"], again["gate"], again["opens_at"]) == (True, None, None)
    assert list(again["entry"]) == FIELDS
    assert (again["entry"]["lane"], again["entry"]["why"]) == ("breached", again["why"])
    assert again["entry"] == example("queue", "--as-of", "2026-03-16 14:00", "--json").json[0]
    retry = [
        one
        for one in example("obligations", "A1", "--as-of", "2026-03-16 14:00", "--json").json
        if one["rule"] == "telesales.retry"
    ]
    assert [one["breach_at"] for one in retry] == ["2026-03-18T10:40:00+08:00"]


def test_breaches_name_the_owner(example: Program) -> None:
    found = example("breaches", "--as-of", "2026-03-03 09:00", "--json").json
    assert list(found[0]) == [*FIELDS, "owner"]
    assert [(one["ref"], one["rule"], one["lane"], one["owner"]) for one in found] == [
        ("A1", "telesales.thanks_sms", None, "王敏"),
        ("C1", "telesales.thanks_sms", None, None),
        ("A1", "telesales.first_call", None, "王敏"),
        ("C1", "telesales.first_call", None, None),
    ]


def test_now_is_the_present_moment(example: Program) -> None:
    example.at("2026-03-16 14:00")
    live = example("queue", "--json").json
    assert [one["ref"] for one in live] == ["A1", "C1"]
    assert live == example("queue", "--as-of", "2026-03-16 14:00", "--json").json
    assert example("breaches", "--json").json == example("breaches", "--as-of", "2026-03-16 14:00", "--json").json
    assert example("why", "A1", "--json").json == example("why", "A1", "--as-of", "2026-03-16 14:00", "--json").json


def test_whose_customers_and_how_many(example: Program) -> None:
    def refs(*options: str) -> list[str]:
        return [one["ref"] for one in example("queue", "--as-of", "2026-03-16 14:00", "--json", *options).json]

    example("agent", "add", "赵磊")
    assert refs() == ["A1", "C1"]
    assert refs("--agent", "王敏") == ["A1", "C1"]
    assert refs("--agent", "赵磊") == ["C1"]
    assert refs("--limit", "1") == ["A1"]
    assert refs("--limit", "0") == []
    assert refs("--campaign", "telesales") == ["A1", "C1"]


def test_asking_for_another_time_changes_nothing(example: Program) -> None:
    before = example("obligations", "A1", "--json").json
    for command in (("queue",), ("breaches",), ("why", "A1"), ("obligations", "A1")):
        example(*command, "--as-of", "2027-01-01 10:00")
    assert example("obligations", "A1", "--json").json == before


def test_sentences_in_chinese(example: Program) -> None:
    entry = example("queue", "--as-of", "2026-03-02 10:05", "--lang", "zh", "--json").json[-1]
    assert "首次电话" in entry["why"]
    assert "咨询" in entry["why"]
    assert (entry["lane"], entry["rule"], entry["channel"]) == ("fresh", "telesales.first_call", "call")


def test_tables_for_people_align(example: Program) -> None:
    lines = example("--lang", "zh", "queue", "--as-of", "2026-03-16 14:00").lines
    assert len(lines) == 3
    assert lines[0].split()[2:4] == ["编号", "客户"]
    # 韩梅梅 is two cells wider than 李雷: what follows the names begins in the same cell.
    clocks = [line.index("超时", 2) for line in lines[1:]]
    assert clocks[0] != clocks[1]
    cells = [
        sum(2 if ord(char) > 0x2E80 else 1 for char in line[:clock])
        for line, clock in zip(lines[1:], clocks, strict=True)
    ]
    assert cells[0] == cells[1]
