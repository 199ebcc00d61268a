"""The tick at full size: with nothing new, with a minute's news, after a night; beside the bare SQL."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from bench import figures
from bench.bare import Driver, Statement, recorded
from bench.world import NOW
from callcenter.model import HOUR, MINUTE
from callcenter.records.working import Tx
from callcenter.store import Store

WANTED = 5.0
"""Milliseconds that a tick with nothing new may take."""

WANTED_LOCK = 50.0
"""Milliseconds for which a tick may hold the write lock at most."""

_NIGHT = 14 * HOUR
_MOST = 600_000
_APART = 20

T = TypeVar("T")


def measure(kind: str, address: str, twin: str, rounds: int, minutes: int) -> None:
    """Print what ticks cost on the store at ``address``. ``twin`` holds the same rows; both are changed."""
    store = _Watched.watch(Store.open(address, NOW))
    driver = Driver(twin)
    try:
        idle = [figures.milliseconds(lambda: store.tick(NOW)) for _ in range(rounds)]
        with recorded(store) as recording:
            store.tick(NOW)
        idle_bare = [figures.milliseconds(lambda: driver.run(recording.statements, writing=False)) for _ in idle]
        changed = [figures.milliseconds(store.changed_since) for _ in range(rounds)]
        news, news_bare, folded = _minutes(store, driver, minutes)
        store.held.clear()
        began = time.perf_counter()
        night = store.tick(NOW + minutes * MINUTE + _NIGHT, budget=_MOST)
        seconds = time.perf_counter() - began
    finally:
        driver.close()
        store.close()
    count = figures.median(folded)
    rows = [
        ("tick, nothing new", *figures.spread(idle), ratio(idle, idle_bare)),
        ("bare SQL: the same look", *figures.spread(idle_bare), ""),
        ("`changed_since`, nothing new", *figures.spread(changed), ""),
        (f"tick with a minute's news (median {count:.0f} customers)", *figures.spread(news), ratio(news, news_bare)),
        ("bare SQL: the same reads and writes", *figures.spread(news_bare), ""),
    ]
    figures.table(f"Ticks, {kind}", ("what", "median", "99 %", "to the bare SQL"), rows)
    print(
        f"\nThe news of {_NIGHT // HOUR} hours: {night.folded:,} customers folded in {seconds:.1f} s"
        f" ({night.folded / seconds:,.0f} a second), {len(store.held):,} transactions,"
        f" median {figures.ms(figures.median(store.held))}, longest {figures.ms(max(store.held))}."
        f"\n\nWanted: nothing new under {WANTED:.0f} ms: {figures.verdict(figures.p99(idle) < WANTED)};"
        f" the lock held for less than {WANTED_LOCK:.0f} ms: {figures.verdict(max(store.held) < WANTED_LOCK)}.",
        flush=True,
    )


def ratio(program: list[float], bare: list[float]) -> str:
    """How many times the database's own work."""
    return figures.times(figures.median(program) / figures.median(bare))


class _Watched(Store):
    """A store that notes for how long each of its writing transactions keeps others waiting, in milliseconds.

    SQLite moves what was written into its main file after some commits, when the lock is free again: here that is
    done apart from what is timed.
    """

    held: list[float]

    @classmethod
    def watch(cls, store: Store) -> _Watched:
        store.__class__ = cls
        assert isinstance(store, cls)
        store.held = []
        if not store._postgres:
            store._db.execute_sql("PRAGMA wal_autocheckpoint = 0")
        return store

    def write(self, work: Callable[[Tx], T]) -> T:
        began = time.perf_counter_ns()
        try:
            return super().write(work)
        finally:
            self.held.append((time.perf_counter_ns() - began) / 1e6)
            if not self._postgres and len(self.held) % _APART == 0:
                self._db.execute_sql("PRAGMA wal_checkpoint(PASSIVE)")


def _minutes(store: Store, driver: Driver, minutes: int) -> tuple[list[float], list[float], list[int]]:
    taken: list[float] = []
    bare: list[float] = []
    folded: list[int] = []
    for minute in range(1, minutes + 1):
        with recorded(store) as recording:
            began = time.perf_counter_ns()
            ticked = store.tick(NOW + minute * MINUTE, budget=_MOST)
            taken.append((time.perf_counter_ns() - began) / 1e6)
        folded.append(ticked.folded)
        bare.append(figures.milliseconds(lambda: driver.run(_without_sequence(recording.statements))))
    return taken, bare, folded


def _without_sequence(statements: list[Statement]) -> list[Statement]:
    return [one for one in statements if "nextval" not in one[0]]
