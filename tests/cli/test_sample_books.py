"""The sample books whole: 1,200 customers and their calls, imported, against the second computation of the rules."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers
import pytest

from tests.cli.running import Program
from tests.oracle import oracle
from tests.oracle.oracle import Member, OCampaign, OCustomer, OTouch

DATA = Path(__file__).parents[1] / "data"
SHANGHAI = ZoneInfo("Asia/Shanghai")
INSTANTS = (
    "2026-02-10T10:00",
    "2026-03-08T14:00",  # a day of the international kind, no holiday in the calendar
    "2026-03-20T10:30",
    "2026-03-21T13:00",  # noon, no window
    "2026-04-20T17:30",
    "2026-08-31T10:00",  # the end of N+6mo for the inquiries of 28 February
)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def e164(text: str) -> str:
    return phonenumbers.format_number(phonenumbers.parse(text, "CN"), phonenumbers.PhoneNumberFormat.E164)


def members() -> list[Member]:
    touches: dict[str, list[OTouch]] = {}
    with (DATA / "touches.csv").open(encoding="utf-8-sig", newline="") as book:
        for row in csv.DictReader(book):
            touch = OTouch(
                at=local(row["at"]),
                agent=row["agent"],
                channel=row["channel"],
                direction=row["direction"] or "out",
                disposition=row["disposition"] or None,
                note=row["note"],
            )
            touches.setdefault(row["customer_ref"], []).append(touch)
    campaign = OCampaign()
    found: list[Member] = []
    with (DATA / "customers.csv").open(encoding="utf-8", newline="") as book:
        for row in csv.DictReader(book):
            customer = OCustomer(
                ref=row["ref"],
                tier=row["tier"] or None,
                stage="",
                owner=row["owner"] or None,
                timezone=None,
                created_at=None,
                imported_at=datetime(2026, 11, 1, tzinfo=UTC),
                milestones=[("inquiry", local(row["inquiry_at"]))],
                numbers=[e164(row["phone"])],
            )
            found.append((campaign, customer, touches.get(row["ref"], [])))
    return found


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Program:
    program = Program(str(tmp_path_factory.mktemp("books") / "books.db"), "2026-11-01 09:00")
    assert program("import", "customers", DATA / "customers.csv").code == 0
    assert program("import", "touches", DATA / "touches.csv").code == 0
    return program


def entry(row: dict[str, Any]) -> tuple[Any, ...]:
    times = (datetime.fromisoformat(row["due_at"]), datetime.fromisoformat(row["breach_at"]))
    return (row["ref"], row["lane"], row["rule"], row["channel"], *times)


@pytest.mark.parametrize("text", INSTANTS)
def test_queue_and_breaches_are_those_of_the_second_computation(imported: Program, text: str) -> None:
    now = local(text)
    everybody = members()
    queue = [
        (ref, one["lane"], one["rule"], one["channel"], one["due_at"], one["breach_at"])
        for ref, one in oracle.queue(everybody, now)
    ]
    assert [entry(row) for row in imported("queue", "--as-of", text, "--json").json] == queue
    broken = [
        (one["ref"], None, one["rule"], one["channel"], one["due_at"], one["breach_at"])
        for one in oracle.breaches(everybody, now)
    ]
    assert [entry(row) for row in imported("breaches", "--as-of", text, "--json").json] == broken


def test_an_agents_queue_holds_their_own_customers_and_the_pool(imported: Program) -> None:
    now = local("2026-03-20T10:30")
    expected = [ref for ref, _ in oracle.queue(members(), now, agent="王敏")]
    found = imported("queue", "--agent", "王敏", "--as-of", "2026-03-20T10:30", "--json").json
    assert [row["ref"] for row in found] == expected
    assert 0 < len(found) < 1200
