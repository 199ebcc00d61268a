"""Dates and reasons of rules that came out wrong once, through files and commands.

See docs/rules.md#dead-numbers, #retry, #r2, #r8, #r9.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Program, book

PHONE = "13900000001"


def taken_in(program: Program, folder: Path, customer: dict[str, str], *touches: dict[str, str]) -> None:
    given = {"ref": "a", "name": "甲", "phone": PHONE, **customer}
    assert program("import", "customers", book(folder / "c.csv", [tuple(given), tuple(given.values())])).code == 0
    if touches:
        heads = list(dict.fromkeys(name for touch in touches for name in touch))
        rows = [("customer_ref", *heads), *(("a", *(touch.get(name, "") for name in heads)) for touch in touches)]
        assert program("import", "touches", book(folder / "t.csv", rows)).code == 0


def owed(program: Program, at: str) -> dict[str, tuple[str, str, str]]:
    rows: list[dict[str, Any]] = program("obligations", "a", "--as-of", at, "--json").json
    return {row["rule"]: (row["due_at"][:16], row["breach_at"][:16], row["state"]) for row in rows}


def call(at: str, disposition: str, note: str = "", callback_at: str = "") -> dict[str, str]:
    return {"at": at, "channel": "call", "disposition": disposition, "note": note, "callback_at": callback_at}


def test_renewal_is_open_from_its_first_day(program: Program, tmp_path: Path) -> None:
    contract = {"campaign": "telesales", "contract_start_at": "2025-01-01", "contract_end_at": "2025-12-31"}
    taken_in(program, tmp_path, contract, call("2025-10-30 10:30", "neutral", "all is well"))
    assert owed(program, "2025-10-31 10:00")["telesales.renewal"] == ("2025-10-31T00:00", "2025-11-30T00:00", "open")


def test_a_retry_breaches_with_the_callback(program: Program, tmp_path: Path) -> None:
    asked = call("2026-03-09 10:30", "callback", "wants a call on Friday", "2026-03-13 15:00")
    customer = {"tier": "C", "campaign": "telesales", "inquiry_at": "2026-03-02 09:00"}
    taken_in(program, tmp_path, customer, asked, call("2026-03-10 10:00", "no_answer"))
    assert owed(program, "2026-03-12 10:05")["telesales.retry"] == ("2026-03-10T12:00", "2026-03-13T15:15", "open")
    listed = [row["rule"] for row in program("breaches", "--as-of", "2026-03-13 15:00", "--json").json]
    assert "telesales.retry" not in listed
    listed = [row["rule"] for row in program("breaches", "--as-of", "2026-03-13 15:15", "--json").json]
    assert "telesales.retry" in listed


def test_signed_care_begins_with_the_signing(program: Program, tmp_path: Path) -> None:
    customer = {"campaign": "telesales", "created_at": "2026-01-05 09:00", "contract_start_at": "2026-06-01"}
    taken_in(program, tmp_path, customer)
    assert program("breaches", "--as-of", "2026-06-01 10:30", "--json").json == []
    assert owed(program, "2026-06-01 10:30") == {
        "telesales.signed": ("2026-06-08T00:00", "2026-07-01T00:00", "upcoming")
    }


def test_a_quarterly_call_without_a_known_delivery(program: Program, tmp_path: Path) -> None:
    customer = {"campaign": "distributor", "units": "20", "warranty_end_at": "2026-01-20", "created_at": "2026-01-02"}
    taken_in(program, tmp_path, customer)
    assert owed(program, "2026-06-01 10:30") == {
        "distributor.end_user.quarterly": ("2026-03-26T00:00", "2026-04-02T00:00", "breached")
    }


@pytest.mark.parametrize(
    ("at", "english", "chinese"),
    [
        ("2026-03-03 10:05", "day 1, service follow-up;", "服务跟进"),
        ("2026-03-06 10:05", "day 4, conversion follow-up;", "促成跟进"),
        ("2026-03-09 10:05", "day 7, long-term follow-up;", "长期跟进"),
    ],
)
def test_why_says_the_kind_of_a_follow_up(
    program: Program, tmp_path: Path, at: str, english: str, chinese: str
) -> None:
    days = [day for day in (2, 3, 6) if str(day) < at[9]]
    earlier = [call(f"2026-03-0{day} 10:00", "neutral", "wants the price list") for day in days]
    sms = [{"at": f"2026-03-0{day} 11:00", "channel": "sms"} for day in (2, 7)]
    taken_in(program, tmp_path, {"tier": "C", "inquiry_at": "2026-03-02 09:00"}, *earlier, *sms)
    (row,) = program("queue", "--as-of", at, "--json").json
    assert english in row["why"]
    assert english in program("why", "a", "--as-of", at).out
    assert program("why", "a", "--as-of", at, "--json").json["entry"]["why"] == row["why"]
    assert chinese in program("--lang", "zh", "queue", "--as-of", at).out


def test_nobody_without_a_number_is_owed_a_call_or_offered(program: Program, tmp_path: Path) -> None:
    taken_in(program, tmp_path, {"phone": "", "tier": "C", "inquiry_at": "2026-03-02 09:00"})
    assert owed(program, "2026-03-03 10:05") == {}
    assert program("queue", "--as-of", "2026-03-03 10:05", "--json").json == []
    assert program("breaches", "--as-of", "2026-03-05 10:05", "--json").json == []
    said = program("why", "a", "--as-of", "2026-03-03 10:05", "--json").json
    assert (said["offered"], said["gate"], said["opens_at"]) == (False, "no_number", None)
    assert said["why"] == "no phone number; callable again once one is added"
    (listed,) = program("numbers", "--json").json
    assert (listed["ref"], listed["name"], listed["owner"], listed["campaign"]) == ("a", "甲", None, "telesales")
    # A number that comes in brings the obligations back with their old times.
    again = [("ref", "phone"), ("a", PHONE)]
    assert program("import", "customers", book(tmp_path / "n.csv", again)).code == 0
    assert owed(program, "2026-03-03 10:05")["telesales.first_call"][1:] == ("2026-03-03T09:00", "breached")
    assert program("numbers").lines == ["every customer has a number"]
