"""``callcenter customer show``: one customer for people and for scripts."""

from __future__ import annotations

from pathlib import Path

from callcenter.access import Origin, Principal
from callcenter.model import ContactPersonFacts, ContactRole, Stance
from callcenter.store import Store
from tests.cli.running import Program, book

CHEN = Principal("陈主管", Origin.COMMAND)


def test_contact_persons_are_shown_with_masked_numbers(program: Program, tmp_path: Path) -> None:
    people = [("ref", "name", "company", "phone", "campaign", "tier"), ("K1", "北方动力", "", "13800138001", "", "B")]
    assert program("import", "customers", book(tmp_path / "people.csv", people)).code == 0
    now = program.clock.now()
    store = Store.open(program.database, now)
    facts = ContactPersonFacts("王芳", ContactRole.FINANCE, Stance.SUPPORTS, ("+8613800138001",), "上午在")
    store.by(CHEN).contact_persons.add("K1", facts, now=now)
    store.close()
    assert program("customer", "show", "K1", "--json").json == {
        "ref": "K1",
        "name": "北方动力",
        "company": "",
        "tier": "B",
        "stage": "",
        "owner": None,
        "campaign": "telesales",
        "phones": ["138****8001"],
        "tags": [],
        "contact_persons": [
            {"name": "王芳", "role": "finance", "stance": "supports", "phones": ["138****8001"], "remark": "上午在"}
        ],
    }
    lines = program("customer", "show", "K1").lines
    assert "phone     138****8001" in lines
    assert lines[-1].split() == ["王芳", "finance", "supports", "138****8001", "上午在"]
    assert program("customer", "show", "K9").code == 2


def test_tags_come_from_a_list_and_are_looked_for(program: Program, tmp_path: Path) -> None:
    people = [
        ("ref", "name", "标签"),
        ("K1", "李雷", "VIP；大客户"),
        ("K2", "韩梅", "vip，黑名单"),
        ("K3", "赵铁", "这个标签长得不像一个标签而像是谁写在这里的一整句备注"),
    ]
    assert program("import", "customers", book(tmp_path / "people.csv", people)).code == 0
    assert program("customer", "show", "K1", "--json").json["tags"] == ["VIP", "大客户"]
    assert "tags      #VIP #大客户" in program("customer", "show", "K1").lines
    assert [one["ref"] for one in program("find", "#VIP", "--json").json] == ["K1", "K2"]
    assert program("why", "K2", "--json").json["gate"] == "do_not_call", "a word that bars is no tag, and bars"
    heading, row = program("find", "#大客户").lines
    assert (heading.split()[-1], row.split()[-2:]) == ("tags", ["#VIP", "#大客户"])
    assert program("customer", "show", "K3", "--json").json["tags"] == []
