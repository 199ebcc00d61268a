"""Building blocks of the store's tests: times of day in Shanghai, people, customers, calls."""

from __future__ import annotations

from datetime import datetime

from callcenter.access import Origin, Principal
from callcenter.model import Channel, Direction, Disposition, Instant, Role, Touch
from callcenter.storage.database.transaction import Tx
from callcenter.store import Store
from callcenter.views.customers.customer import NewCustomer

WANG = Principal("王敏")
ZHAO = Principal("赵磊")
CHEN = Principal("陈主管", Origin.COMMAND)
GOOD_NOTE = "客户想了解新的报价方案"


def at(text: str) -> Instant:
    """An instant from a Shanghai wall-clock time: ``2026-03-02 10:05``."""
    return int(datetime.fromisoformat(f"{text}+08:00").timestamp() * 1000)


def opened(url: str, now: str = "2026-03-02 09:00") -> Store:
    """A store with two agents and a supervisor."""
    store = Store.open(url, at(now))
    for actor in (WANG, ZHAO):
        store.by(CHEN).people.add(actor.name, team="一组", now=at(now))
    store.by(CHEN).people.add(CHEN.name, role=Role.SUPERVISOR, now=at(now))
    return store


def customer(
    store: Store,
    name: str,
    phone: str = "",
    *,
    now: str = "2026-03-02 09:00",
    tier: str | None = "C",
    owner: str | None = None,
    campaign: str = "telesales",
    company: str = "",
) -> str:
    """A customer with an inquiry at ``now``; returns the ref."""
    new = NewCustomer(name, phone, company=company, tier=tier, owner=owner, campaign=campaign)
    return store.by(CHEN).customers.add(new, now=at(now))


def call(
    when: str,
    disposition: Disposition = Disposition.NEUTRAL,
    note: str = GOOD_NOTE,
    *,
    callback_at: str | None = None,
    direction: Direction = Direction.OUT,
    phone: str = "",
) -> Touch:
    """A call of that time."""
    promised = None if callback_at is None else at(callback_at)
    return Touch(at(when), Channel.CALL, direction, disposition, note=note, callback_at=promised, phone=phone)


def ticked(store: Store, now: Instant) -> Instant:
    """Bring the stored plans up to ``now``, as the program that catches up does; returns it."""
    assert not store.plans.tick(now, budget=60_000).left
    return now


def lines(store: Store, now: str, **which: str) -> list[tuple[str, str, str]]:
    """The queue as (name, lane, rule)."""
    page = store.queue.page(now=ticked(store, at(now)), **which)  # type: ignore[arg-type]
    return [(row.name, row.lane.id, row.obligation.rule) for row in page.rows]


def wait_for_locked(tx: Tx, number: int) -> None:
    """Wait, within a transaction on PostgreSQL, until so many others wait for a lock that it holds."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    while tx.value(waiting) < number:
        tx.sql("SELECT pg_stat_clear_snapshot()")
