"""``sheet``: one page for the meeting, and its JSON (docs/rules.md#r30)."""

from __future__ import annotations

from pathlib import Path

import pytest

from callcenter.clock import FixedClock
from callcenter.wording import width
from tests.cli.running import Program, book, millis


@pytest.fixture
def shift(program: Program, tmp_path: Path) -> Program:
    """Monday 16 March, in the morning; the leads came by a list of Friday 13 March, 09:00."""
    program.clock = FixedClock(millis("2026-03-13 09:00"))
    people = [
        ("ref", "name", "phone", "campaign", "owner", "inquiry_at"),
        ("K1", "李雷", "13800000001", "telesales", "王敏", "2026-03-13 08:30"),
        ("K2", "吴静", "13800000002", "telesales", "赵磊", "2026-03-13 08:40"),
        ("K3", "周航", "13800000003", "telesales", "", "2026-03-13 08:50"),
    ]
    assert program("import", "customers", book(tmp_path / "people.csv", people)).code == 0
    calls = [
        ("customer_ref", "at", "agent", "channel", "disposition", "note", "callback_at"),
        ("K1", "2026-03-13 08:45", "王敏", "call", "callback", "asked for Monday", "2026-03-16 11:00"),
        ("K2", "2026-03-13 08:55", "赵磊", "call", "negative", "too expensive for them", ""),
    ]
    assert program("import", "touches", book(tmp_path / "calls.csv", calls)).code == 0
    program.clock = FixedClock(millis("2026-03-16 08:50"))
    assert program("tick").code == 0
    return program


def test_the_page_of_the_morning(shift: Program) -> None:
    page = shift("sheet").lines
    assert page[:2] == [
        "Morning meeting, Mon 16 Mar",
        "overdue, exceptions: Fri 13 Mar to Sun 15 Mar | promises: Mon 16 Mar",
    ]
    assert [line.split() for line in page[4:7]] == [
        ["王敏", *["2", "2", "1", "0", "0"]],
        ["赵磊", *["2", "2", "0", "0", "0"]],
        ["pool", *["3", "3", "0", "0", "0"]],
    ]
    place = page.index("王敏       overdue    李雷: thank-you SMS, still open")
    assert page[place + 1 : place + 3] == [
        "                      李雷: day 1 call, still open",
        "           promises   李雷: callback 11:00",
    ]
    assert max(map(width, page)) <= 80
    assert len(page) <= 60


def test_the_page_of_the_evening_and_in_chinese(shift: Program) -> None:
    shift.clock = FixedClock(millis("2026-03-16 17:50"))
    assert shift("tick").code == 0
    page = shift("sheet", "--evening").lines
    assert page[1] == "overdue, exceptions: Mon 16 Mar | promises: Mon 16 Mar to Tue 17 Mar"
    assert "王敏       overdue    李雷: callback, still open" in "\n".join(page)
    assert "promises   李雷: callback late 6h" in "\n".join(page)
    chinese = shift("--lang", "zh", "sheet").lines
    assert chinese[0] == "早会，3月16日 周一"


def test_what_a_script_reads(shift: Program) -> None:
    found = shift("sheet", "--json").json
    assert (found["since"], found["ahead"]) == ("2026-03-13T00:00:00+08:00", "2026-03-17T00:00:00+08:00")
    (wang, zhao, pool) = found["agents"]
    assert [one["agent"] for one in found["agents"]] == ["王敏", "赵磊", None]
    assert wang["promises"][0]["rule"] == "telesales.callback"
    assert zhao["breaches"][0] == {
        "ref": "K2",
        "name": "吴静",
        "tier": None,
        "rule": "telesales.thanks_sms",
        "breach_at": "2026-03-14T00:00:00+08:00",
        "open": True,
        "closed_at": None,
    }
    assert len(pool["breaches"]) == 3


def test_a_unit_that_is_not_there_is_named(shift: Program) -> None:
    assert 'no unit "nix"' in shift("sheet", "--unit", "nix").err


def test_the_list_of_breaches_says_who_has_each(shift: Program) -> None:
    morning = shift("breaches").lines
    assert morning[0].split("  ")[-1] == "why"
    assert [line.split()[6] for line in morning[1:] if "K1" in line] == ["agent", "agent"]
    assert [line.split()[6] for line in morning[1:] if "K3" in line] == ["supervisor"] * 3, "of the pool"
    shift.clock = FixedClock(millis("2026-03-16 14:30"))  # four working hours later
    assert shift("tick").code == 0
    assert [line.split()[6] for line in shift("breaches").lines if "K1" in line][:2] == ["supervisor", "supervisor"]
    assert "now with" not in shift("breaches", "--as-of", "2026-03-16 09:00").lines[0]
