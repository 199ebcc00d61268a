"""The cases of the other rulebooks that were worked out by hand, through imported lists and the command line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from callcenter.access import Origin, Principal
from callcenter.clock import FixedClock
from callcenter.store import Store
from callcenter.views.customers.customer import CustomerChanges
from tests.cli.running import Program, book
from tests.oracle.book_cases import BOOK_BREACHES, BOOK_CASES, BOOK_QUEUES
from tests.oracle.oracle import Member
from tests.oracle.reading import campaign_of, instant, member_of, members_of


def cell(value: date | datetime | None) -> str:
    return "" if value is None else value.isoformat()


def customer_rows(member: Member, campaign: str) -> Iterable[dict[str, str]]:
    """A row of the list, and another for each milestone that replaces an older value."""
    _, customer, _ = member
    row = {
        "ref": customer.ref,
        "name": customer.ref,
        "campaign": campaign,
        "phone": ";".join(customer.numbers),
        "tier": customer.tier or "",
        "stage": customer.stage,
        "owner": customer.owner or "",
        "timezone": customer.timezone or "",
        "created_at": cell(customer.created_at),
        "birthday": cell(customer.birthday),
        "key": "1" if customer.key else "",
        "revenue": "" if customer.revenue is None else str(customer.revenue),
        **customer.attributes,
    }
    later = []
    for kind, value in customer.milestones:
        if f"{kind}_at" in row:
            later.append({"ref": customer.ref, "name": customer.ref, f"{kind}_at": cell(value)})
        else:
            row[f"{kind}_at"] = cell(value)
    return [row, *later]


def _with_a_number_of_their_own(member: Member, index: int, used: set[str]) -> Member:
    """In these cases nobody shares a number with somebody else, which would hold them back together."""
    campaign, customer, history = member
    if not used & set(customer.numbers):
        return member
    return campaign, replace(customer, numbers=[f"+8613900000{index:03}"]), history


def imported(program: Program, folder: Path, members: Iterable[Member], *options: str) -> None:
    """Bring campaigns, customers and touches in through files."""
    known: dict[Any, str] = {}
    rounds: list[list[dict[str, str]]] = []
    touches = [("customer_ref", "at", "agent", "channel", "direction", "disposition", "note", "callback_at", "team")]
    used: set[str] = set()
    for index, listed in enumerate(members):
        campaign, customer, history = member = _with_a_number_of_their_own(listed, index, used)
        used |= set(customer.numbers)
        frame = (campaign.timezone, campaign.country, campaign.rulebook, campaign.closed[0], *campaign.closed[1])
        if frame not in known:
            known[frame] = f"list {len(known)}"
            closed = [day.isoformat() for day in campaign.closed[1]] + ["holidays"] * campaign.closed[0]
            shut = [part for day in closed for part in ("--closed", day)]
            where = ("--timezone", campaign.timezone, "--country", campaign.country)
            added = program("campaign", "add", known[frame], "--rulebook", campaign.rulebook, *where, *shut)
            assert added.code == 0, added.err
        for number, row in enumerate(customer_rows(member, known[frame])):
            if number >= len(rounds):
                rounds.append([])
            rounds[number].append(row)
        for touch in history:
            phone = () if touch.phone is None else (touch.phone,)
            assert not phone or customer.numbers
            touches.append(
                (
                    customer.ref,
                    touch.at.isoformat(),
                    touch.agent,
                    touch.channel,
                    touch.direction,
                    touch.disposition or "",
                    touch.note,
                    cell(touch.callback_at),
                    touch.team or "",
                    *phone,
                )
            )
    for number, rows in enumerate(rounds):
        headings = list(dict.fromkeys(name for row in rows for name in row))
        table = [headings, *([row.get(name, "") for name in headings] for row in rows)]
        ran = program("import", "customers", book(folder / f"people{number}.csv", table), *options)
        assert ran.code == 0, ran.out
    if len(touches) > 1:
        width = len(touches[0]) + 1
        table = [[*touches[0], "phone"], *([*row, *[""] * (width - len(row))] for row in touches[1:])]
        ran = program("import", "touches", book(folder / "touches.csv", table))
        assert ran.code == 0, ran.out


def _update_by_hand(database: str, ref: str, now: int) -> None:
    store = Store.open(database, now)
    store.by(Principal("陈主管", Origin.COMMAND)).customers.edit(ref, CustomerChanges(pinned="下午在"), now=now)
    store.close()


@pytest.mark.parametrize("case", BOOK_CASES, ids=[case["name"] for case in BOOK_CASES])
def test_case(file_program: Program, tmp_path: Path, case: dict[str, Any]) -> None:
    program, campaign = file_program, campaign_of(case)
    given = case.get("customer", {})
    imported_at = given.get("history_until") or given.get("imported_at", "2026-01-01 09:00")
    program.clock = FixedClock(int(instant(imported_at, campaign).timestamp() * 1000))
    members = members_of(case)
    imported(program, tmp_path, members, *(["--from-today"] if "history_until" in given else []))
    ref = member_of(case)[1].ref
    if "updated_at" in given:
        _update_by_hand(program.database, ref, int(instant(given["updated_at"], campaign).timestamp() * 1000))
    rulebook = case["rulebook"]
    for check in case["checks"]:
        at = instant(check["at"], campaign)
        when = at.isoformat()
        listed = program("obligations", ref, "--as-of", when, "--json").json
        rows = [
            (
                one["rule"].removeprefix(f"{rulebook}."),
                one["channel"],
                datetime.fromisoformat(one["due_at"]),
                datetime.fromisoformat(one["breach_at"]),
                one["state"],
            )
            for one in listed
        ]
        if "all" in check:
            assert rows == [
                (rule, channel, instant(due, campaign), instant(breach, campaign), state)
                for rule, channel, due, breach, state in check["all"]
            ], when
        found = {row[0]: row[2:] for row in reversed(rows)}
        for rule, expected in check.get("some", {}).items():
            times = (instant(expected[0], campaign), instant(expected[1], campaign), expected[2]) if expected else None
            assert found.get(rule) == times, (when, rule)
        if "tier" in check and listed:
            assert {one["tier"] for one in listed} == {check["tier"]}, when
        said = program("why", ref, "--as-of", when, "--json").json
        if "entry" in check:
            assert (said["offered"], said["gate"], said["opens_at"]) == (True, None, None), when
            lane, rule = check["entry"]
            assert (said["entry"]["lane"], said["entry"]["rule"]) == (lane, f"{rulebook}.{rule}")
            queue = program("queue", "--as-of", when, "--json").json
            assert said["entry"] in queue
        if "gate" in check and "agent" not in check:
            gate, opens_at = check["gate"]
            opens = None if said["opens_at"] is None else datetime.fromisoformat(said["opens_at"])
            assert (said["gate"], opens) == (gate, instant(opens_at, campaign) if opens_at else None), when
        if "gate" in check and "agent" in check:
            program("agent", "add", check["agent"])
            queue = program("queue", "--agent", check["agent"], "--as-of", when, "--json").json
            assert ref not in [one["ref"] for one in queue]


@pytest.mark.parametrize("case", BOOK_QUEUES, ids=[case["name"] for case in BOOK_QUEUES])
def test_queue(file_program: Program, tmp_path: Path, case: dict[str, Any]) -> None:
    imported(file_program, tmp_path, [member_of(member) for member in case["members"]])
    agent = case.get("agent")
    if agent:
        file_program("agent", "add", agent)
    when = instant(case["at"], campaign_of(case)).isoformat()
    options = ("--agent", agent) if agent else ()
    found = file_program("queue", "--as-of", when, "--json", *options).json
    assert [(one["ref"], one["lane"], one["rule"]) for one in found] == case["order"]


@pytest.mark.parametrize("case", BOOK_BREACHES, ids=[case["name"] for case in BOOK_BREACHES])
def test_breaches(file_program: Program, tmp_path: Path, case: dict[str, Any]) -> None:
    imported(file_program, tmp_path, [member_of(member) for member in case["members"]])
    campaign = campaign_of(case)
    when = instant(case["at"], campaign).isoformat()
    found = file_program("breaches", "--as-of", when, "--json").json
    assert [
        (one["ref"], one["rule"], datetime.fromisoformat(one["due_at"]), datetime.fromisoformat(one["breach_at"]))
        for one in found
    ] == [(ref, rule, instant(due, campaign), instant(breach, campaign)) for ref, rule, due, breach in case["order"]]
