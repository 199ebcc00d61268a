"""A month's report of 40 agents over a year of contacts, beside plain SQL that counts the same month's calls."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import islice
from random import Random

from msgspec import Struct

from bench import figures
from bench.world import BOSS
from callcenter.model import DAY, MINUTE, SECOND, Instant, Role
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables.base import Table
from callcenter.storage.tables.calls import TouchTable
from callcenter.storage.tables.campaigns import CampaignTable
from callcenter.storage.tables.customers import CustomerTable, MilestoneTable
from callcenter.storage.tables.effects import BreachLogTable, ClosureTable
from callcenter.storage.tables.people import AgentTable, PresenceSpanTable
from callcenter.store import Store
from callcenter.views.figures.reports import Figure, GroupKey

WANTED = 2_000.0
"""Milliseconds for a month's report of all agents."""

_AGENTS = 40
_DAYS = 360
_BEGINS = int(datetime(2025, 3, 1, tzinfo=UTC).timestamp()) * 1000
_NOW = _BEGINS + _DAYS * DAY
_MONTH = date(2025, 11, 1), date(2025, 12, 1)
_PART = 20_000
_SPANS_A_DAY = 120
_DISPOSITIONS = ("no_answer", "no_answer", "busy", "neutral", "interested", "refused", "voicemail", "neutral")
_REACHED = ("neutral", "interested", "refused")
_SOURCES = ("", "web", "fair", "referral")


def measure(kind: str, address: str, customers: int, touches: int, *, rounds: int) -> None:
    """Print what a month's report costs, by agent and as one sum, and a figure's rows."""
    store = Store.open(address, _NOW)
    try:
        _fill(store, customers, touches)
        reports = store.by(BOSS).figures
        plain: list[float] = []
        by_agent: list[float] = []
        whole: list[float] = []
        one: list[float] = []
        for _ in range(rounds):
            with figures.timed(plain):
                store.database.read(_plain)
            with figures.timed(by_agent):
                reports.report(*_MONTH, by=(GroupKey.AGENT,), now=_NOW)
            with figures.timed(whole):
                reports.report(*_MONTH, now=_NOW)
            with figures.timed(one):
                reports.report(*_MONTH, by=(GroupKey.AGENT,), figures=(Figure.SLA_ATTAINMENT,), now=_NOW)
        calls = store.database.read(_calls_of_the_month)
    finally:
        store.close()
    rows = [
        figures.row("plain SQL: calls, reached, effective, talk by agent", plain),
        figures.row(f"all figures by agent, {calls:,} contacts of the month", by_agent, plain),
        figures.row("all figures, one sum", whole, plain),
        figures.row("SLA attainment by agent", one, plain),
    ]
    figures.table(f"Reports, {kind}", rows)
    figures.wanted("all figures of a month by agent", figures.p99(by_agent), WANTED)


class _Campaign(Struct, frozen=True):
    id: int
    version: int


def _instant(day: date) -> Instant:
    # 00:00 in China.
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1000 - 8 * 60 * MINUTE


def _plain(tx: Tx) -> list[tuple[object, ...]]:
    reached = ", ".join(f"'{one}'" for one in _REACHED)
    return list(
        tx.rows(
            "SELECT agent_id, count(*), sum(seconds), sum(wrap_seconds), count(*) FILTER (WHERE effective),"
            f" count(*) FILTER (WHERE disposition IN ({reached})) FROM touch"
            " WHERE at >= ? AND at < ? AND channel = 'call' AND in_force GROUP BY agent_id",
            tuple(map(_instant, _MONTH)),
        )
    )


def _calls_of_the_month(tx: Tx) -> int:
    return int(tx.value("SELECT count(*) FROM touch WHERE at >= ? AND at < ?", tuple(map(_instant, _MONTH))))


def _fill(store: Store, customers: int, touches: int) -> None:
    """Write a year by rows: the store's own verbs would take hours."""
    boss = store.by(BOSS)
    boss.people.add(BOSS.name, role=Role.SUPERVISOR, now=_BEGINS)
    for place in range(_AGENTS):
        boss.people.add(f"坐席{place + 1}", now=_BEGINS)
    boss.campaigns.ensure_shipped("telesales", now=_BEGINS)

    kept = store.database.read(
        lambda tx: tx.one(
            _Campaign, CampaignTable.select(*columns(_Campaign, CampaignTable, version=CampaignTable.rulebook_version))
        )
    )
    assert kept is not None
    found = store.database.read(lambda tx: tx.values(AgentTable.select(AgentTable.id).order_by(AgentTable.id)))
    agents = found[1:]
    random = Random(20261201)
    _write(store, CustomerTable, _customers(random, customers, kept.id, agents))
    _write(store, MilestoneTable, _inquiries(random, customers))
    _write(store, TouchTable, _touches(random, customers, touches, agents, kept.version))
    _write(store, ClosureTable, _duties(random, customers, touches // 2, agents, kept.version, kept=True))
    _write(store, BreachLogTable, _duties(random, customers, touches // 20, agents, kept.version, kept=False))
    _write(store, PresenceSpanTable, _presence(agents, max(touches * _SPANS_A_DAY // 1_000_000, 2)))
    if not store.database.postgres:
        store.database.write(lambda tx: tx.sql("ANALYZE"))


def _write(store: Store, table: type[Table], rows: Iterator[dict[str, object]]) -> None:
    while part := list(islice(rows, _PART)):
        store.database.write(lambda tx, part=part: tx.insert_each(table, part))  # type: ignore[misc]


def _customers(random: Random, count: int, campaign: int, agents: list[int]) -> Iterator[dict[str, object]]:
    for place in range(count):
        came = _BEGINS + random.randrange(_DAYS) * DAY
        yield {
            "ref": f"R{place:07}",
            "campaign": campaign,
            "name": f"客户{place}",
            "zone": "Asia/Shanghai",
            "source": random.choice(_SOURCES),
            "owner": random.choice(agents),
            "created_at": came,
            "recorded_at": came,
        }


def _inquiries(random: Random, customers: int) -> Iterator[dict[str, object]]:
    for place in range(customers):
        at = _BEGINS + random.randrange(_DAYS) * DAY + 3 * 60 * MINUTE
        yield {"customer": place + 1, "kind": "inquiry", "at": at, "recorded_at": at, "actor": BOSS.name}


def _touches(
    random: Random, customers: int, count: int, agents: list[int], version: int
) -> Iterator[dict[str, object]]:
    step = _DAYS * DAY // count
    for place in range(count):
        how = random.choice(_DISPOSITIONS)
        reached = how in _REACHED
        at = _BEGINS + place * step
        yield {
            "customer": random.randrange(customers) + 1,
            "at": at,
            "agent": random.choice(agents),
            "channel": "call",
            "direction": "out",
            "disposition": "signed" if reached and place % 50 == 0 else how,
            "seconds": random.randrange(20, 600) if reached else 0,
            "wrap_seconds": random.randrange(5, 60),
            "note": "客户想下周再谈报价" if reached else "",
            "phone": f"+8613{random.randrange(10**9):09}",
            "amount": "1200" if reached and place % 50 == 0 else "",
            "currency": "CNY",
            "recorded_at": at,
            "actor": BOSS.name,
            "rulebook_version": version,
            "effective": reached and how != "refused",
        }


def _duties(
    random: Random, customers: int, count: int, agents: list[int], version: int, *, kept: bool
) -> Iterator[dict[str, object]]:
    step = _DAYS * DAY // count
    for place in range(count):
        at = _BEGINS + place * step
        about = {
            "customer": random.randrange(customers) + 1,
            "rule": random.choice(("telesales.first_call", "telesales.intro.N+1", "telesales.maintenance.C")),
            "due_at": at - DAY,
            "owner": random.choice(agents),
        }
        if kept:
            yield {**about, "breach_at": at + DAY, "touch": place + 1, "closed_at": at, "in_time": place % 10 > 0}
        else:
            yield {**about, "channel": "call", "breach_at": at, "rulebook_version": version, "logged_at": at}


def _presence(agents: list[int], spans_a_day: int) -> Iterator[dict[str, object]]:
    states = ("ready", "dialling", "talking", "wrap_up")
    length = 8 * 60 * MINUTE // spans_a_day
    for day in range(_DAYS):
        for agent in agents:
            began = _BEGINS + day * DAY + 60 * MINUTE
            for place in range(spans_a_day):
                since = began + place * length
                yield {"agent": agent, "state": states[place % 4], "since": since, "until": since + length - SECOND}
