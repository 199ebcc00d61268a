"""Small lists as offices have them, each with what is right for it."""

from __future__ import annotations

import csv
from pathlib import Path

from callcenter.access import Origin, Principal
from callcenter.store import Store
from tests.cli.running import Program, Ran, millis
from tests.importing.helpers import Sheet, Workbook

ROUNDED = "客户编号,姓名,手机\n3.70102E+17,林悦,13812340001\n3.70102E+17,周宁,13812340002\n"
MARKED = '客户编号,姓名,手机\n\'0012,林悦,13812340001\n"=""0013""",周宁,13812340002\n'


def taken(program: Program, folder: Path, text: str, *options: str) -> Ran:
    path = folder / "list.csv"
    path.write_text(text, encoding="utf-8")
    return program("import", "customers", path, *options)


def names(program: Program) -> dict[str, str]:
    """Return the customers' names by ref."""
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
    assert "0 new, 0 updated, 2 unchanged" in again.out


def test_what_was_decided_here_is_kept_unless_the_list_is_told_to_overwrite_it(
    program: Program, tmp_path: Path
) -> None:
    first = "编号,姓名,归属人,等级,阶段,手机\nK1,林悦,赵磊,C,,13812340001\n"
    assert taken(program, tmp_path, first).code == 0
    actor = Principal("陈主管", Origin.COMMAND)
    store = Store.open(program.database, millis("2026-03-16 10:32"))
    store.people.ensure("王敏", now=millis("2026-03-16 10:32"))
    store.by(actor).ownership.assign("K1", "王敏", now=millis("2026-03-16 10:32"))
    store.by(actor).customers.set_tier("K1", "C", now=millis("2026-03-16 10:32"))
    store.close()
    program.at("2026-03-16 10:40")
    ran = taken(program, tmp_path, first)
    assert "0 new, 0 updated, 1 unchanged, 0 rejected" in ran.out
    assert "changed here and kept: owner 1 (--overwrite owner takes the list's values)" in ran.out
    other = first.replace(",C,", ",A,").replace("13812340001", "13812340002")
    ran = taken(program, tmp_path, other, "--overwrite", "OWNER, numbers")
    assert "0 new, 1 updated" in ran.out
    assert "changed here and kept: tier 1 (" in ran.out
    counts = program("import", "list", "--json").json[0]["counts"]
    assert counts["kept_tier"] == 1
    store = Store.open(program.database, millis("2026-03-16 10:41"))
    view = store.details.get("K1", now=millis("2026-03-16 10:41"))
    assert (view.facts.owner, view.facts.tier, view.facts.numbers) == ("赵磊", "C", ("+8613812340002",))
    store.close()
    ran = taken(program, tmp_path, other, "--overwrite", "owner,name")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == 'callcenter: --overwrite: "name" is not one of owner, tier, stage, phone\n'


def test_a_rejected_cell_runs_in_no_spreadsheet_and_comes_back_as_it_was(program: Program, tmp_path: Path) -> None:
    formula = '编号,姓名,手机,备注\nM1,林悦,12,"=HYPERLINK(""http://x"",""看"")"\nM2,周宁,12,-1\nM3,赵铁,12,\'t Hooft\n'
    rejects = tmp_path / "r.csv"
    assert taken(program, tmp_path, formula, "--rejects", str(rejects)).code == 1
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert [row[5] for row in rows[1:]] == ['\'=HYPERLINK("http://x","看")', "'-1", "'t Hooft"]
    mended = rejects.read_text(encoding="utf-8-sig").replace(",12,", ",13812340001,")
    assert taken(program, tmp_path, mended).code == 0
    store = Store.open(program.database, millis("2026-03-16 10:41"))
    remarks = [store.details.get(ref, now=millis("2026-03-16 10:41")).attributes["备注"] for ref in ("M1", "M2", "M3")]
    store.close()
    assert remarks == ['=HYPERLINK("http://x","看")', "-1", "'t Hooft"]


def test_who_cannot_be_called_or_is_called_by_other_hours_is_told(program: Program, tmp_path: Path) -> None:
    text = "ref,name,phone,timezone\nM1,Jurgen,+49 171 2345678,\nM2,Beth,+44 20 7946 0958,Europe/London\nM3,甲,无,\n"
    said = [
        "1 new customer has no number and cannot be called",
        "1 new customer has a foreign number and no time zone: called in Asia/Shanghai hours",
    ]
    assert taken(program, tmp_path, text, "--dry-run").lines[2:] == said
    ran = taken(program, tmp_path, text)
    assert (ran.code, ran.lines[1:]) == (0, said)
    # The same again brings nobody new.
    assert len(taken(program, tmp_path, text).lines) == 1


def test_the_sheets_that_were_not_read_are_named(program: Program, tmp_path: Path) -> None:
    book = Workbook()
    book.sheets = [Sheet("王敏"), Sheet("李雷"), Sheet("Sheet3"), Sheet("old", "hidden")]
    for number, ref in ((0, "M0"), (1, "M1"), (3, "M3")):
        for row, cells in enumerate((("编号", "姓名", "手机"), (ref, "林悦", f"1381234000{number}"))):
            for column, cell in enumerate(cells):
                book.put(row, column, cell, number)
    path = tmp_path / "list.xlsx"
    path.write_bytes(book.data())
    ran = program("import", "customers", path)
    said = "only sheet 王敏 was read, not 李雷; --sheet NAME reads another"
    assert (ran.code, ran.lines[1:]) == (0, [said])
    ran = program("import", "customers", path, "--sheet", "李雷")
    assert (ran.code, len(ran.lines)) == (0, 1)
    assert set(names(program)) == {"M0", "M1"}
    ran = program("import", "customers", path, "--sheet", "王")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "no sheet 王; the file has: 王敏, 李雷, Sheet3" in ran.err


def test_a_number_that_somebody_else_has_is_told(program: Program, tmp_path: Path) -> None:
    text = "编号,姓名,手机\nM1,林悦,13812340001\nM2,林小姐,+86 138-1234-0001\n"
    said = "1 new customer shares a number with another customer: see callcenter duplicates"
    assert said in taken(program, tmp_path, text, "--dry-run").lines
    assert taken(program, tmp_path, text).lines[1:] == [said]
    # Two people behind one switchboard are two; the same rows again bring nobody new.
    desks = "编号,姓名,手机\nM3,甲,0571-80193715转801\nM4,乙,0571-80193715转802\n"
    assert len(taken(program, tmp_path, desks).lines) == len(taken(program, tmp_path, text).lines) == 1
    assert taken(program, tmp_path, "编号,姓名,手机\nM5,丙,13812340001\n").lines[1:] == [said]


def test_two_columns_of_numbers_named_by_hand(program: Program, tmp_path: Path) -> None:
    text = "ref,name,Work,Home\nM1,Ada,010 8888 6666,138 1234 0001\n"
    assert taken(program, tmp_path, text, "--map", "phone=Work", "--map", "phone=Home").code == 0
    assert all("M1" in program("find", number).out for number in ("88886666", "13812340001"))
    twice = taken(program, tmp_path, text, "--map", "name=Work", "--map", "name=Home")
    assert (twice.code, twice.err) == (2, "callcenter: --map: name is given twice\n")
