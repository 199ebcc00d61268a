"""Commands while stored plans are behind: people are answered at once and told, scripts exactly.

See docs/rules.md#behind.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Program

FRIDAY, MONDAY = "2026-03-06 16:00", "2026-03-09 10:30"


@pytest.fixture
def office(program: Program, tmp_path: Path) -> Program:
    """Three leads of a Friday afternoon; on Monday nobody has looked yet."""
    program.at(FRIDAY)
    rows = "".join(f"K{number},客户{number},1380000000{number},2026-03-06 15:00\n" for number in range(3))
    path = tmp_path / "customers.csv"
    path.write_text(f"ref,name,phone,inquiry_at\n{rows}", encoding="utf-8")
    assert program("import", "customers", path).code == 0
    program.at(MONDAY)
    return program


def test_people_see_what_stands_and_how_many_plans_are_behind(office: Program) -> None:
    ran = office("queue")
    assert (ran.code, ran.err) == (0, "callcenter: the plans of 3 customers are not up to date\n")
    assert [line.split()[0] for line in ran.out.splitlines()[1:]] == ["fresh"] * 3


@pytest.mark.parametrize("command", ["queue", "breaches", "promises", "messages"])
def test_a_script_that_does_not_wait_is_told_too(office: Program, command: str) -> None:
    ran = office(command, "--json", "--no-wait")
    assert (ran.code, ran.err) == (0, "callcenter: the plans of 3 customers are not up to date\n")


@pytest.mark.parametrize("command", ["queue", "breaches", "promises", "messages"])
def test_a_script_is_answered_exactly(office: Program, command: str) -> None:
    live = office(command, "--json").json
    assert live == office(command, "--json", "--as-of", MONDAY).json
    assert office(command).err == "", "all plans are up to date now"


def test_a_moment_of_ones_own_is_folded_and_changes_nothing(office: Program) -> None:
    assert [row["lane"] for row in office("queue", "--json", "--as-of", MONDAY).json] == ["breached"] * 3
    assert office("queue").err != ""


def test_tick_brings_everybody_up_to_date(office: Program) -> None:
    assert office("tick").lines == ["3 plans updated, 9 newly overdue"]
    assert [line.split()[0] for line in office("queue").lines[1:]] == ["overdue"] * 3
    assert office("tick").lines == ["0 plans updated, 0 newly overdue"]
