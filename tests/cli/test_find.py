"""``callcenter find``: the workstation's search for scripts and people."""

from __future__ import annotations

from pathlib import Path

from tests.cli.running import Program, book


def test_the_best_match_comes_first(program: Program, tmp_path: Path) -> None:
    people = [
        ("ref", "name", "company", "phone", "campaign", "tier", "owner"),
        ("K1", "单雄信", "北京恒通电气", "13800138001", "telesales", "A", "王敏"),
        ("K2", "恒通生", "", "13800138002", "telesales", "B", ""),
        ("K3", "[/x]李雷", "恒通电气", "", "telesales", "B", ""),
    ]
    assert program("import", "customers", book(tmp_path / "people.csv", people)).code == 0
    assert [(one["ref"], one["found_by"]) for one in program("find", "恒通", "--json").json] == [
        ("K2", ["name"]),
        ("K3", ["company"]),
        ("K1", ["company"]),
    ]
    (found,) = program("find", "shan", "电气", "--json").json
    assert found == {
        "ref": "K1",
        "name": "单雄信",
        "company": "北京恒通电气",
        "tier": "A",
        "phone": "138****8001",
        "owner": "王敏",
        "campaign": "telesales",
        "stage": "",
        "found_by": ["pinyin", "company"],
        "tags": [],
    }
    heading, row = program("find", "8002").lines
    assert heading.split() == ["ref", "customer", "company", "tier", "phone", "owner", "match"]
    assert row.split() == ["K2", "恒通生", "-", "B", "138****8002", "-", "number"]
    assert len(program("find", "恒通", "--limit", "1").lines) == 2
    assert program("find", "nobody").lines == ["no match"]
    assert program("find", "nobody", "--json").json == []
    assert program("--lang", "zh", "find", "hts").lines[1].endswith("首字母")
