"""The hand-worked cases of the telesales rules through files and commands: what a script sees (docs/rules.md#contract).

All cases live in one database of each kind, every customer under a ref and numbers of their own, every setting of a
campaign in a campaign of its own: nothing that one case does may reach another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Program, book
from tests.oracle.cases import BREACHES, CASES, QUEUES
from tests.oracle.reading import campaign_of, instant
from tests.support import postgresql

COLUMNS = ("ref", "name", "tier", "stage", "owner", "timezone", "created_at", "key", "phone", "campaign")
TOUCH = ("customer_ref", "at", "channel", "direction", "disposition", "note", "callback_at", "phone")
IMPORTED = "2026-01-01 09:00"


def iso(text: str, case: dict[str, Any]) -> str:
    return instant(text, campaign_of(case)).isoformat()


class Shelf:
    """Cases on their way into a database: the rows of customers and touches, and who stands where."""

    def __init__(self) -> None:
        self.campaigns: dict[str, str] = {}
        self.customers: dict[str, list[dict[str, str]]] = {}
        self.touches: list[tuple[str, ...]] = []
        self.refs: dict[str, str] = {}
        self.from_today: set[str] = set()
        self._numbers = count(1)

    def campaign(self, case: dict[str, Any], own: str = "") -> str:
        """The campaign of a case's setting; one with a name of its own for cases that look at a whole queue."""
        key = f"{own}{case.get('campaign', {})}"
        return self.campaigns.setdefault(key, f"set{len(self.campaigns)}")

    def add(self, case: dict[str, Any], ref: str, campaign: str) -> None:
        given = case.get("customer", {})
        numbers: dict[str | None, str] = {None: ""}
        for number in [*given.get("numbers", ["+8613800000001"]), *(t.get("phone") for t in case.get("touches", ()))]:
            if number is not None and number not in numbers:
                # The last six digits are free in all the countries of the cases.
                numbers[number] = f"{number[:-6]}{next(self._numbers):06d}"
        row = {
            "ref": ref,
            "name": case.get("name", ref)[:40],
            "tier": given.get("tier", "C") or "",
            "stage": given.get("stage", ""),
            "owner": given.get("owner") or "",
            "timezone": given.get("timezone") or "",
            "created_at": given.get("created_at", ""),
            "key": "yes" if given.get("key") else "",
            "phone": ";".join(numbers[number] for number in given.get("numbers", ["+8613800000001"])),
            "campaign": campaign,
        }
        when = given.get("imported_at", IMPORTED)
        if "history_until" in given:
            when = given["history_until"]
            self.from_today.add(when)
        seen: dict[str, int] = {}
        for kind, value in given.get("milestones", ()):
            # A newer value of the same fact comes in a later file.
            seen[kind] = seen.get(kind, 0) + 1
            if seen[kind] == 1:
                row[f"{kind}_at"] = value
            else:
                later = {"ref": ref, "campaign": campaign, f"{kind}_at": value}
                self.customers.setdefault(f"{when}#{seen[kind]}", []).append(later)
        self.customers.setdefault(f"{when}#1", []).append(row)
        for touch in case.get("touches", ()):
            self.touches.append(
                (
                    ref,
                    touch["at"],
                    touch.get("channel", "call"),
                    touch.get("direction", "out"),
                    touch.get("disposition", ""),
                    touch.get("note", ""),
                    touch.get("callback_at", ""),
                    numbers[touch.get("phone")],
                )
            )

    def bring_in(self, program: Program, folder: Path, settings: dict[str, dict[str, Any]]) -> None:
        for key, name in self.campaigns.items():
            given = settings[key]
            closed = [*(["holidays"] if given.get("closed_holidays") else []), *given.get("closed_days", ())]
            options = [f"--closed={day}" for day in closed]
            zone = ["--timezone", given.get("timezone", "Asia/Shanghai"), "--country", given.get("country", "CN")]
            assert program("campaign", "add", name, "--rulebook", "telesales", *zone, *options).code == 0
        for place, (when, rows) in enumerate(sorted(self.customers.items())):
            program.at(when.partition("#")[0])
            past = ["--from-today"] if when.partition("#")[0] in self.from_today else []
            headings = [*COLUMNS, *sorted({key for row in rows for key in row} - set(COLUMNS))]
            path = book(folder / f"{place}.csv", [headings, *([row.get(key, "") for key in headings] for row in rows)])
            brought = program("import", "customers", path, *past)
            assert (brought.code, brought.err) == (0, ""), brought.out
        program.at("2026-03-02 09:20")
        brought = program("import", "touches", book(folder / "touches.csv", [TOUCH, *self.touches]))
        assert (brought.code, brought.err) == (0, ""), brought.out


SHELF = Shelf()
SETTINGS: dict[str, dict[str, Any]] = {}


def _fill() -> None:
    for number, case in enumerate(CASES):
        SHELF.refs[case["name"]] = f"T{number:03d}"
        SHELF.add(case, SHELF.refs[case["name"]], SHELF.campaign(case))
        SETTINGS[str(case.get("campaign", {}))] = case.get("campaign", {})
    for case in [*QUEUES, *BREACHES]:
        name = SHELF.campaign(case, own=case["name"])
        SETTINGS[f"{case['name']}{case.get('campaign', {})}"] = case.get("campaign", {})
        for member in case["members"]:
            SHELF.add(member, f"{name}-{member['customer']['ref']}", name)


_fill()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def cases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """All cases, imported once into each kind of database."""
    folder = tmp_path_factory.mktemp("cases")
    if request.param == "sqlite":
        program = Program(str(folder / "cases.db"))
        SHELF.bring_in(program, folder, SETTINGS)
        yield program
        return
    server: postgresql.Server = request.getfixturevalue("postgresql_server")
    with server.fresh_database() as url:
        program = Program(url)
        SHELF.bring_in(program, folder, SETTINGS)
        yield program


def moments(rows: Iterable[dict[str, Any]], *fields: str) -> list[tuple[Any, ...]]:
    """Some fields of entries, times as instants."""
    return [
        tuple(datetime.fromisoformat(row[key]).astimezone(UTC) if key.endswith("_at") else row[key] for key in fields)
        for row in rows
    ]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_case(cases: Program, case: dict[str, Any]) -> None:
    ref, campaign = SHELF.refs[case["name"]], campaign_of(case)
    for check in case["checks"]:
        now = iso(check["at"], case)
        listed = cases("obligations", ref, "--as-of", now, "--json").json
        if "all" in check:
            assert moments(listed, "rule", "channel", "due_at", "breach_at", "state") == [
                (f"telesales.{rule}", channel, instant(due, campaign), instant(breach, campaign), state)
                for rule, channel, due, breach, state in check["all"]
            ], now
        found = {row[0]: row[1:] for row in moments(listed, "rule", "due_at", "breach_at", "state")}
        for rule, expected in check.get("some", {}).items():
            whole = (instant(expected[0], campaign), instant(expected[1], campaign), expected[2]) if expected else None
            assert found.get(f"telesales.{rule}") == whole, (now, rule)
        if "entry" not in check and "gate" not in check:
            continue
        reason = cases("why", ref, "--as-of", now, "--json").json
        if check.get("entry"):
            lane, rule = check["entry"]
            assert (reason["offered"], reason["gate"], reason["opens_at"]) == (True, None, None), now
            assert (reason["entry"]["lane"], reason["entry"]["rule"]) == (lane, f"telesales.{rule}"), now
        if "entry" in check and check["entry"] is None:
            assert (reason["entry"], reason["offered"]) == (None, False), now
        if "gate" in check:
            gate, opens_at = check["gate"]
            assert (reason["entry"], reason["gate"]) == (None, gate), now
            opened = reason["opens_at"] and datetime.fromisoformat(reason["opens_at"]).astimezone(UTC)
            assert opened == (instant(opens_at, campaign) if opens_at else None), now
        if not cases.database.startswith("postgresql:"):
            # A queue as of some time folds its whole campaign: a server shows its own in the tests below.
            queue = cases("queue", "--campaign", SHELF.campaign(case), "--as-of", now, "--json").json
            mine = [entry for entry in queue if entry["ref"] == ref]
            assert mine == ([reason["entry"]] if reason["entry"] else []), now


@pytest.mark.parametrize("case", QUEUES, ids=[case["name"] for case in QUEUES])
def test_a_queue(cases: Program, case: dict[str, Any]) -> None:
    name = SHELF.campaign(case, own=case["name"])
    rows = cases("queue", "--campaign", name, "--as-of", iso(case["at"], case), "--json").json
    assert [(row["ref"], row["lane"], row["rule"]) for row in rows] == [
        (f"{name}-{ref}", lane, f"telesales.{rule}") for ref, lane, rule in case["order"]
    ]


@pytest.mark.parametrize("case", BREACHES, ids=[case["name"] for case in BREACHES])
def test_breaches(cases: Program, case: dict[str, Any]) -> None:
    campaign = campaign_of(case)
    name = SHELF.campaign(case, own=case["name"])
    rows = cases("breaches", "--campaign", name, "--as-of", iso(case["at"], case), "--json").json
    assert moments(rows, "ref", "rule", "due_at", "breach_at") == [
        (f"{name}-{ref}", f"telesales.{rule}", instant(due, campaign), instant(breach, campaign))
        for ref, rule, due, breach in case["order"]
    ]
