"""``callcenter check`` (docs/rules.md#exit-codes: 1 where a check found something)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import Program


@pytest.fixture
def office(program: Program, tmp_path: Path) -> Program:
    program.at("2026-03-02 10:00")
    path = tmp_path / "customers.csv"
    path.write_text("ref,name,phone,inquiry_at\nK1,李雷,13800000001,2026-03-02 09:00\n", encoding="utf-8")
    assert program("import", "customers", path).code == 0
    return program


def test_nothing_wrong(office: Program) -> None:
    ran = office("check")
    assert (ran.code, ran.lines) == (0, ["no problems found"])
    assert office("check", "--json").json == []
    assert office("check", "--lang", "zh").lines == ["没有发现问题"]


def test_a_wrong_clock_is_found_and_repaired(office: Program) -> None:
    before = office("queue", "--json").json
    office.at("2027-04-02 10:00")
    assert office("tick").code == 0
    office.at("2026-03-02 10:05")
    ran = office("check")
    assert ran.code == 1
    assert ran.out.splitlines()[0].endswith("dated in the future: a clock was wrong")
    found = json.loads(office("check", "--json").out)
    assert [(one["defect"], one["repaired"]) for one in found] == [("future", False), ("plan", False)]
    mended = office("check", "--repair")
    assert mended.code == 0
    assert mended.lines[0].startswith("repaired: ")
    assert office("check").lines == ["no problems found"]
    assert [row["rule"] for row in office("queue", "--json").json] == [row["rule"] for row in before]
