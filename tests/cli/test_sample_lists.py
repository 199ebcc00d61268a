"""Small lists as offices have them, each with what is right for it."""

from __future__ import annotations

from pathlib import Path

from tests.cli.running import Program, Ran

ROUNDED = "客户编号,姓名,手机\n3.70102E+17,林悦,13812340001\n3.70102E+17,周宁,13812340002\n"
MARKED = '客户编号,姓名,手机\n\'0012,林悦,13812340001\n"=""0013""",周宁,13812340002\n'


def taken(program: Program, folder: Path, text: str, *options: str) -> Ran:
    path = folder / "list.csv"
    path.write_text(text, encoding="utf-8")
    return program("import", "customers", path, *options)


def names(program: Program) -> dict[str, str]:
    """Who is known, by ref."""
    found = program("queue", "--json").json
    return {one["ref"]: one["name"] for one in found}


def test_refs_that_a_spreadsheet_has_rounded_are_rejected(program: Program, tmp_path: Path) -> None:
    for options in ((), ("--strict",), ("--dry-run",)):
        ran = taken(program, tmp_path, ROUNDED, *options)
        assert ran.code == 1
        for line in (2, 3):
            assert f'list.csv:{line}: 客户编号: a spreadsheet has rounded "3.70102E+17"' in ran.out
    assert names(program) == {}
    touches = tmp_path / "touches.csv"
    touches.write_text("customer_ref,at,channel\n1.2E+5,2026-03-05 09:00,sms\n", encoding="utf-8")
    ran = program("import", "touches", touches)
    assert (ran.code, "touches.csv:2: customer_ref: a spreadsheet has rounded" in ran.out) == (1, True)


def test_a_spreadsheets_marks_of_text_are_no_part_of_a_ref(program: Program, tmp_path: Path) -> None:
    assert taken(program, tmp_path, MARKED).code == 0
    assert names(program) == {"0012": "林悦", "0013": "周宁"}
    again = taken(program, tmp_path, "客户编号,姓名,手机\n0012,林悦,13812340001\n0013,周宁,'13812340002\n")
    assert "0 new, 0 updated, 2 as they were" in again.out
