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
        "contact_persons": [
            {"name": "王芳", "role": "finance", "stance": "supports", "phones": ["138****8001"], "remark": "上午在"}
        ],
    }
    lines = program("customer", "show", "K1").lines
    assert "phone     138****8001" in lines
    assert lines[-1].split() == ["王芳", "finance", "supports", "138****8001", "上午在"]
    assert program("customer", "show", "K9").code == 2
