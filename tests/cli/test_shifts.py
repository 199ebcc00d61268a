"""Shifts, absences and leavers by commands (docs/rules.md#shifts, #absence)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Program, book


@pytest.fixture
def program(database_url: str) -> Program:
    """A Monday at 10:31, with three agents and customers of 王敏."""
    started = Program(database_url, "2026-03-16 10:31")
    for name in ("王敏", "坐席2", "坐席10"):
        assert started("agent", "add", name).code == 0
    return started


def filled(program: Program, folder: Path) -> None:
    rows = [("ref", "name", "owner", "phone")]
    rows += [(f"K{n}", f"客户{n}", "王敏", f"1380013800{n}") for n in range(4)]
    assert program("import", "customers", book(folder / "people.csv", rows)).code == 0


def test_a_week_is_planned_and_shown(program: Program) -> None:
    shown = program("agent", "shift", "王敏", "--days", "mon-fri", "--hours", "09:00-12:00,13:00-18:00", "--json").json
    assert [row["hours"] for row in shown] == ["09:00-12:00,13:00-18:00"] * 5 + ["", ""]
    assert shown[0]["planned_seconds"] == 91 * 60
    program("agent", "shift", "王敏", "--days", "sat", "--hours", "10:00-14:00")
    program("agent", "shift", "王敏", "--day", "2026-03-18", "--hours", "off")
    week = [row["hours"] for row in program("agent", "shift", "王敏", "--json").json]
    assert week == ["09:00-12:00,13:00-18:00"] * 2 + [""] + ["09:00-12:00,13:00-18:00"] * 2 + ["10:00-14:00", ""]
    program("agent", "shift", "王敏", "--day", "2026-03-18", "--as-the-week")
    assert program("agent", "shift", "王敏", "--json").json[2]["hours"] == "09:00-12:00,13:00-18:00"
    assert program("agent", "shift").out.count("09:00-12:00,13:00-18:00") == 1
    assert [row["agent"] for row in program("agent", "shift", "--json").json] == ["王敏", "坐席2", "坐席10"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("王敏", "--days", "mon", "--hours", "22:00-06:00"), "A night shift is two"),
        (("王敏", "--days", "mun", "--hours", "off"), "names no weekdays"),
        (("王敏", "--hours", "off"), "name the weekdays or the day"),
        (("--hours", "off"), "name the agent"),
        (("nobody",), "nobody"),
        (("王敏", "--day", "9999-12-31"), '"9999-12-31" is not a day'),
        (("王敏", "--day", "0001-01-01", "--hours", "off"), '"0001-01-01" is not a day'),
        (("王敏", "--days", "mon", "--hours", "off", "--since", "9999-12-30"), '"9999-12-30" is not a day'),
    ],
)
def test_what_is_no_shift_is_refused(program: Program, arguments: tuple[str, ...], said: str) -> None:
    ran = program("agent", "shift", *arguments)
    assert ran.code == 2
    assert said in ran.err


@pytest.mark.parametrize(
    "options", [("--preview",), ("--until", "2026-03-20"), ("--deputy", "坐席2"), ("--reason", "ill")]
)
def test_an_absence_without_a_name_is_refused_not_passed_over(program: Program, options: tuple[str, ...]) -> None:
    ran = program("agent", "absence", *options)
    assert (ran.code, "name the person who is absent" in ran.err) == (2, True)


def test_chinese_signs_are_read_in_hours(program: Program) -> None:
    shown = program(
        "agent", "shift", "王敏", "--day", "2026-03-16", "--hours", "９：００－12:00、13：00～18:00", "--json"
    )
    assert shown.json[0]["hours"] == "09:00-12:00,13:00-18:00"


def test_who_does_not_sign_in_has_shifts_and_absences_too(program: Program, tmp_path: Path) -> None:
    rows = [("ref", "name", "owner", "phone"), ("K1", "客户1", "外勤", "13800138001")]
    assert program("import", "customers", book(tmp_path / "people.csv", rows)).code == 0
    shown = program("agent", "shift", "外勤", "--days", "mon", "--hours", "09:00-18:00", "--json").json
    assert (shown[0]["hours"], shown[0]["at_work"]) == ("09:00-18:00", False)
    assert program("agent", "absence", "外勤").lines[0].startswith("外勤: ill, from")
    assert program("agent", "absence", "--json").json[0]["agent"] == "外勤"
    assert program("agent", "back", "外勤").lines == ["外勤 is back"]
    assert "外勤" not in {row["agent"] for row in program("agent", "shift", "--json").json}


def test_ill_today_and_back(program: Program, tmp_path: Path) -> None:
    filled(program, tmp_path)
    shown = program("agent", "absence", "王敏", "--preview", "--json").json
    assert shown == {
        "deputies": [
            {"deputy": "坐席2", "customers": 2, "promises": 0, "cases": 0},
            {"deputy": "坐席10", "customers": 2, "promises": 0, "cases": 0},
        ],
        "uncovered": 0,
    }
    ran = program("agent", "absence", "王敏", "--until", "2026-03-17", "--json").json
    assert (ran["until"], ran["reason"], ran["stands_in"]) == ("2026-03-18T00:00:00+08:00", "ill", shown["deputies"])
    assert "from 10:31 until Tue 17 Mar 24:00" in program("agent", "absence").out
    mine = program("queue", "--agent", "坐席2", "--json").json
    assert [(row["owner"], row["deputy"]) for row in mine] == [("王敏", "坐席2")] * 2
    assert "坐席2 for 王敏" in program("queue", "--agent", "坐席2").out
    assert "坐席2 (2)" in program("agent", "absence").out
    assert program("agent", "shift", "王敏", "--json").json[0]["absence"] == "ill"
    assert program("agent", "back", "王敏").lines == ["王敏 is back"]
    assert program("agent", "absence").lines == ["nobody is absent"]
    assert program("queue", "--agent", "坐席2", "--json").json == []
    assert len(program("queue", "--agent", "王敏", "--json").json) == 4


def test_an_absence_to_come_begins_with_the_tick(program: Program, tmp_path: Path) -> None:
    filled(program, tmp_path)
    case = program("case", "raise", "K1", "--kind", "repair", "--remark", "no tone").out.strip()
    program("case", "assign", case, "王敏")
    program("agent", "absence", "王敏", "--from", "2026-03-17 09:00", "--until", "2026-03-18")
    program.at("2026-03-17 10:05")
    program("tick")
    mine = program("queue", "--agent", "坐席2", "--json", "--no-wait").json
    assert {row["deputy"] for row in mine} == {"坐席2"}
    (shown,) = program("case", "list", "--json").json
    assert (shown["assignee"], shown["deputy"] in ("坐席2", "坐席10")) == ("王敏", True)
    assert f"{shown['deputy']} for 王敏" in program("case", "show", case).out


def test_who_leaves_hands_over_first(program: Program, tmp_path: Path) -> None:
    filled(program, tmp_path)
    (key,) = program.by("王敏")("case", "raise", "K1", "--remark", "buys elsewhere").lines
    assert program("case", "assign", key, "王敏").code == 0
    assert program("agent", "leave", "王敏").code == 2
    nobody = program("agent", "leave", "王敏", "--to", "，")
    assert (nobody.code, "--to: name who gets the customers" in nobody.err) == (2, True)
    herself = program("agent", "leave", "王敏", "--to", "坐席2，王敏")
    assert (herself.code, "--to: 王敏 is the one who leaves" in herself.err) == (2, True)
    ran = program("agent", "leave", "王敏", "--to", "坐席10，坐席2")
    assert ran.lines == ["handed over (customers: 4, cases: 1)", "王敏 can no longer sign in"]
    assert {row["owner"] for row in program("find", "客户", "--json").json} == {"坐席2", "坐席10"}
    assert program("case", "show", key, "--json").json["assignee"] == "坐席10"


def test_a_list_says_that_an_owner_has_left_and_nothing_of_empty_fields(program: Program, tmp_path: Path) -> None:
    assert program("agent", "leave", "王敏").code == 0
    rows = [("ref", "name", "owner", "phone"), ("K1", "客户1", "王敏", "13800138001")]
    sheet = book(tmp_path / "list.csv", rows)
    for options in (("--dry-run",), ()):
        ran = program("import", "customers", sheet, *options)
        assert "1 row names an owner who has left: not taken over" in ran.lines
        assert "--only-empty" not in ran.out
