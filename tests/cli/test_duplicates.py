"""Duplicates listed, merged and split at the command line; an old ref leads to who stands for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Program, book

HEADINGS = ("ref", "name", "company", "phone", "tier", "inquiry_at", "campaign")


@pytest.fixture
def office(program: Program, tmp_path: Path) -> Program:
    """K1 and K2 are one person with one number, K3 a colleague with almost the same name."""
    assert program("campaign", "add", "second", "--rulebook", "telesales").code == 0
    rows = [
        ("K1", "李雷", "北方动力", "13800000001", "A", "2026-03-16 09:00", "telesales"),
        ("K2", "李 雷", "", "13800000001", "A", "2026-03-16 10:00", "telesales"),
        ("K3", "李磊", "北方动力", "13800000003", "A", "2026-03-16 10:00", "telesales"),
        ("S1", "韩梅", "南方", "13800000004", "A", "2026-03-16 10:00", "second"),
        ("S2", "韩梅", "南方", "13800000005", "A", "2026-03-16 10:00", "second"),
    ]
    assert program("import", "customers", book(tmp_path / "rows.csv", [HEADINGS, *rows])).code == 0
    return program


def test_who_may_be_whom_and_why(office: Program) -> None:
    assert office("duplicates", "--campaign", "telesales").lines == [
        "ref  customer       likely same as  customer       why",
        "K1   李雷 北方动力  K2              李 雷          same number",
        "K1   李雷 北方动力  K3              李磊 北方动力  similar name, same company",
    ]
    everywhere = office("duplicates", "--json").json
    assert [(one["campaign"], one["first"]["ref"], one["second"]["ref"], one["reason"]) for one in everywhere] == [
        ("second", "S1", "S2", "name_and_company"),
        ("telesales", "K1", "K2", "number"),
        ("telesales", "K1", "K3", "similar"),
    ]
    assert everywhere[1]["second"] == {
        "ref": "K2",
        "name": "李 雷",
        "company": "",
        "phone": "+8613800000001",
        "owner": None,
    }
    unknown = office("duplicates", "--campaign", "third")
    assert (unknown.code, unknown.out) == (2, "")


def test_an_old_ref_leads_to_the_survivor_until_the_split(office: Program) -> None:
    before = {ref: (office("why", ref).out, office("obligations", ref, "--json").json) for ref in ("K1", "K2")}
    assert office("customer", "merge", "K2", "K1").lines == ["K2 merged into 李雷 (K1)"]
    assert office("why", "K2", "--json").json["ref"] == "K1"
    assert office("why", "K2").out == office("why", "K1").out
    owed = office("obligations", "K2", "--json").json
    assert owed == office("obligations", "K1", "--json").json
    assert {one["ref"] for one in owed} == {"K1"}
    assert [row["ref"] for row in office("queue", "--json", "--limit", "50").json].count("K2") == 0
    assert all("K2" not in line for line in office("duplicates").lines)
    assert office("customer", "split", "K2").lines == ["K2 split from K1 again"]
    after = {ref: (office("why", ref).out, office("obligations", ref, "--json").json) for ref in ("K1", "K2")}
    assert after == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("merge", "K1", "K1"), "K1 is already the same customer"),
        (("merge", "K1", "S1"), "customer S1 belongs to campaign second"),
        (("merge", "K1", "nobody"), 'no customer "nobody"'),
        (("merge", "K1"), "SURVIVOR is missing"),
        (("split", "K1"), "customer K1 is not merged with another"),
        ((), "callcenter customer needs a subcommand: show, merge, split, distinct, report"),
    ],
)
def test_what_cannot_be_is_said_in_a_line(office: Program, arguments: tuple[str, ...], said: str) -> None:
    ran = office("customer", *arguments)
    assert (ran.code, ran.out, ran.err) == (2, "", f"callcenter: {said}\n")


def test_a_pair_that_is_two_people_is_not_listed_until_that_is_taken_back(office: Program) -> None:
    assert office("customer", "distinct", "K2", "K1").lines == ["K2 and K1 are marked as different people"]
    pairs = [(one["first"]["ref"], one["second"]["ref"]) for one in office("duplicates", "--json").json]
    assert pairs == [("S1", "S2"), ("K1", "K3")]
    assert office("customer", "distinct", "K1", "K2", "--undo").lines == ["K1 and K2 are likely duplicates again"]
    assert len(office("duplicates", "--json").json) == 3
    same = office("customer", "distinct", "K1", "K1")
    assert (same.code, same.err) == (2, "callcenter: K1 is already the same customer\n")


def test_without_duplicates(program: Program) -> None:
    assert program("duplicates").lines == ["no likely duplicates"]
    assert program("duplicates", "--json").json == []
