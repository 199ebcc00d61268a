"""``callcenter report``: a store that was counted by hand, and the shape of what scripts read (docs/figures.md)."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from callcenter import policy
from callcenter.views.figures.reports import Figure
from tests.cli.running import Program

PAGE = (Path(__file__).parents[2] / "docs" / "figures.md").read_text(encoding="utf-8")
MARCH = ("--from", "2026-03-01", "--to", "2026-04-01")


def block(name: str) -> str:
    return PAGE.split(f"```csv {name}\n")[1].split("```")[0]


def table(heading: str) -> list[list[str]]:
    """The cells of a table of the page, by its first heading."""
    lines = PAGE.split(f"\n| {heading} |")[1].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in lines]


@pytest.fixture
def office(program: Program, tmp_path: Path) -> Program:
    program.at("2026-04-02 09:00")
    program("campaign", "add", "care", "--rulebook", "service", "--timezone", "Europe/Berlin", "--country", "DE")
    for kind in ("customers", "touches"):
        path = tmp_path / f"{kind}.csv"
        path.write_text(block(kind), encoding="utf-8")
        assert program("import", kind, str(path), "--strict").code == 0
    return program


def test_the_store_of_the_page_is_what_was_counted_by_hand(office: Program) -> None:
    assert (block("customers").count("\n"), block("touches").count("\n")) == (31, 81)
    rows = office("report", *MARCH, "--by", "agent", "--json", "--no-wait").json
    for figure, *cells in table("figure"):
        for agent, cell in zip(("Eva", "Li", "Wu", ""), cells, strict=True):
            found = [row for row in rows if row["figure"] == figure and row["agent"] == agent]
            assert [said(row) for row in found] == ([part.strip() for part in cell.split(",")] if cell else []), figure
    assert {(row["from"], row["to"]) for row in rows} == {("2026-03-01", "2026-04-01")}


def said(row: dict[str, Any]) -> str:
    """A row as the page has it."""
    if row["currency"] is not None:
        return f"{row['value']:g} {row['currency']}"
    if row["denominator"] is None:
        assert row["value"] == row["numerator"]
        return str(row["value"])
    ratio = f"{row['numerator']}/{row['denominator']}"
    if row["figure"] in ("talk_time", "speed_to_lead"):
        return ratio if row["value"] is None else f"{row['value']:g} of {ratio}"
    expected = float(Fraction(row["numerator"], row["denominator"])) if row["denominator"] else None
    assert row["value"] == (None if expected is None else pytest.approx(expected))
    return ratio


def test_the_page_lists_every_figure_as_it_is_declared() -> None:
    listed = {row[0]: row[1:] for row in table("id")}
    letters = {"agent": "a", "unit": "u", "campaign": "c", "source": "s", "rule": "r"}
    for figure in Figure:
        one = policy.DEFINITIONS[figure]
        keys = " ".join(letters[key] for key in letters if key in {key.value for key in one.keys})
        denominator = "" if one.denominator is None else one.denominator.value
        assert listed[figure.value] == [one.unit.name.lower(), one.numerator.value, denominator, keys], figure
    assert len(listed) == len(Figure)


def test_groups_periods_and_bad_use(office: Program) -> None:
    one = office("report", *MARCH, "--json", "--no-wait").json
    keys = ["figure", "agent", "unit", "campaign", "rule", "source", "from", "to"]
    assert list(one[0]) == [*keys, "value", "currency", "numerator", "denominator"]
    calls = next(row for row in one if row["figure"] == "calls")
    assert (calls["value"], calls["agent"], calls["source"]) == (63, None, None)
    both = office(
        "report", *MARCH, "--by", "source", "--by", "campaign", "--figure", "calls", "--json", "--no-wait"
    ).json
    counted = {(row["campaign"], row["source"]): row["value"] for row in both}
    assert counted == {("telesales", "web"): 17, ("telesales", "fair"): 28, ("care", ""): 18}
    weeks = office("report", *MARCH, "--period", "week", "--figure", "calls", "--json", "--no-wait").json
    assert [(row["from"], row["to"], row["value"]) for row in weeks] == [
        ("2026-03-01", "2026-03-02", 0),
        ("2026-03-02", "2026-03-09", 20),
        ("2026-03-09", "2026-03-16", 10),
        ("2026-03-16", "2026-03-23", 19),
        ("2026-03-23", "2026-03-30", 8),
        ("2026-03-30", "2026-04-01", 6),
    ]
    for bad in (
        ("--by", "rule", "--figure", "calls"),
        ("--by", "campaign", "--figure", "occupancy"),
        ("--by", "agent", "--by", "agent"),
        ("--from", "2026-04-01", "--to", "2026-03-01"),
        ("--by", "colour"),
        ("--from", "0001-01-01"),
        ("--to", "9999-12-31"),
        ("--from", "2000-01-01", "--to", "2026-01-01", "--period", "day"),
        ("--rows",),
    ):
        ran = office("report", *bad)
        assert (ran.code, len(ran.err.splitlines())) == (2, 1), bad
    assert "reach rate" in office("report", *MARCH).out


def test_the_rows_of_a_figure_are_those_that_it_counts(office: Program) -> None:
    rows = office("report", *MARCH, "--figure", "conversion", "--by", "agent", "--rows", "--json", "--no-wait").json
    told = [(row["agent"], row["counted"], row["ref"]) for row in rows]
    assert told == [
        ("Eva", "signed", "S08"),
        *(("Li", "signed", ref) for ref in ("T01", "T02")),
        *(("Li", "leads", f"T{n:02}") for n in range(1, 9)),
        *(("Wu", "leads", f"T{n}") for n in range(11, 15)),
        *(("", "leads", ref) for ref in ("T19", "T20")),
    ]
    money = office("report", *MARCH, "--figure", "revenue", "--rows", "--json", "--no-wait").json
    assert [(row["ref"], row["amount"], row["currency"]) for row in money] == [
        ("T01", 1200, "CNY"),
        ("S08", 700, "EUR"),
        ("T02", 99.5, "CNY"),
        ("T09", 800, "CNY"),
        ("T02", 50, "USD"),
    ]
    assert "T09" in office("report", *MARCH, "--figure", "revenue", "--rows").out
