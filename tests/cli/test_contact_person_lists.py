"""Contact persons in lists: columns of their own, once, taken back with the import (docs/rules.md#columns)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from callcenter.access import Origin, Principal
from callcenter.model import ContactPersonFacts
from callcenter.store import Store
from tests.cli.running import Program, book

CHEN = Principal("陈主管", Origin.COMMAND)
HEADING = ("编号", "客户名称", "电话", "对接人", "角色", "态度", "对接人电话")
ROWS = [
    HEADING,
    ("K1", "北方动力", "021-55551234", "王芳", "财务", "支持", "13800138001"),
    ("K1", "北方动力", "021-55551234", "刘建国", "决策人", "", ""),
    ("K2", "恒通电气", "13800138002", "", "", "", ""),
    ("K3", "天成", "13800138003", "陈工", "门卫", "热情", ""),
]


def imported(program: Program, path: Path, rows: Sequence[Sequence[str]]) -> str:
    ran = program("import", "customers", book(path, [tuple(row) for row in rows]))
    assert (ran.code, ran.err) == (0, ""), ran.err
    return next(line for line in ran.out.splitlines() if line.startswith("import "))


def persons(program: Program, ref: str) -> list[tuple[Any, ...]]:
    shown = program("customer", "show", ref, "--json").json["contact_persons"]
    return [(one["name"], one["role"], one["stance"], one["phones"]) for one in shown]


def test_persons_come_with_their_customers_and_the_same_list_changes_nothing(program: Program, tmp_path: Path) -> None:
    imported(program, tmp_path / "list.csv", ROWS)
    expected = [("王芳", "finance", "supports", ["138****8001"]), ("刘建国", "economic", None, [])]
    assert persons(program, "K1") == expected
    assert program("customer", "show", "K1", "--json").json["phones"] == ["0215****1234", "138****8001"]
    assert persons(program, "K2") == []
    assert persons(program, "K3") == [("陈工", None, None, [])], "other words are attributes"
    store = Store.open(program.database, program.clock.now())
    assert store.details.get("K3", now=program.clock.now()).attributes == {"角色": "门卫", "态度": "热情"}
    store.close()
    again = imported(program, tmp_path / "again.csv", ROWS)
    assert "4 unchanged" in again
    assert persons(program, "K1") == expected


def test_a_list_fills_what_is_unknown_and_is_taken_back(program: Program, tmp_path: Path) -> None:
    now = program.clock.now()
    imported(program, tmp_path / "list.csv", [HEADING, ROWS[3]])
    store = Store.open(program.database, now)
    hand = store.by(CHEN).contact_persons
    hand.add("K2", ContactPersonFacts("王芳", remark="上午"), now=now)
    gone = hand.add("K2", ContactPersonFacts("旧人"), now=now)
    hand.remove("K2", gone, now=now)
    store.close()
    row = ("K2", "", "", "王芳", "finance", "opposes", "")
    more = [HEADING, row, ("K2", "", "", "刘建国", "", "", ""), ("K2", "", "", "旧人", "", "", "")]
    said = imported(program, tmp_path / "more.csv", more)
    assert persons(program, "K2") == [("王芳", "finance", "opposes", []), ("刘建国", None, None, [])]
    number = said.split()[1].rstrip(":")
    assert program("import", "undo", number).code == 0
    assert persons(program, "K2") == [("王芳", None, None, [])]
    assert program("find", "刘建国", "--json").json == []


def test_a_role_beside_the_name_makes_the_name_a_contact_person(program: Program, tmp_path: Path) -> None:
    rows = [
        ("编号", "公司", "联系人", "手机", "角色", "态度"),
        ("K1", "北方动力", "王芳", "13800138001", "财务", "中立"),
    ]
    imported(program, tmp_path / "list.csv", rows)
    shown = program("customer", "show", "K1", "--json").json
    assert (shown["name"], shown["company"]) == ("王芳", "北方动力"), "a contact's name is the customer's, as before"
    assert persons(program, "K1") == [("王芳", "finance", "neutral", ["138****8001"])]


def test_a_stance_alone_is_an_attribute_as_before(program: Program, tmp_path: Path) -> None:
    rows = [("ref", "name", "phone", "stance", "contact_phone"), ("K1", "李雷", "13800138001", "neutral", "no number")]
    imported(program, tmp_path / "list.csv", rows)
    assert persons(program, "K1") == []
    store = Store.open(program.database, program.clock.now())
    kept = store.details.get("K1", now=program.clock.now()).attributes
    assert kept == {"stance": "neutral", "contact_phone": "no number"}
    store.close()
