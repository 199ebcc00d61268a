"""The tick at full size: with nothing new, with a minute's news, after a night; beside the bare SQL."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any, TypeVar

from bench import figures
from bench.bare import Driver, recorded
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
_WRITES_APART = 20

T = TypeVar("T")


def measure(kind: str, address: str, twin: str, *, rounds: int, minutes: int) -> None:
    """Print what ticks cost on the store at ``address``. ``twin`` holds the same rows; both are changed."""
    store = _Watched.open(address, NOW)
    assert isinstance(store, _Watched)
    store.checkpoint_apart()
    driver = Driver(twin)
    idle: list[float] = []
    idle_bare: list[float] = []
    asked: list[float] = []
    try:
        for _ in range(rounds):
            with figures.timed(idle):
                store.tick(NOW)
            with figures.timed(asked):
                store.changed_since()
        with recorded(store) as look:
            store.tick(NOW)
        for _ in range(rounds):
            with figures.timed(idle_bare):
                driver.run(look, writing=False)
        news, news_bare, folded = _minutes(store, driver, minutes)
        store.held.clear()
        began = time.perf_counter()
        night = store.tick(NOW + minutes * MINUTE + _NIGHT, budget=_MOST)
        seconds = time.perf_counter() - began
        held = list(store.held)
    finally:
        driver.close()
        store.close()
    many = f"{statistics.median(folded):.0f} customers"
    rows = [
        figures.row("bare SQL: the look of a tick", idle_bare),
        figures.row("tick, nothing new", idle, idle_bare),
        figures.row("`changed_since`, nothing new", asked),
        figures.row(f"bare SQL: reads and writes of a minute's news (median {many})", news_bare),
        figures.row("tick with a minute's news", news, news_bare),
        figures.row(f"write lock, while the news of {_NIGHT // HOUR} hours is folded", held),
    ]
    figures.table(f"Ticks, {kind}", rows)
    print(
        f"\nThe news of {_NIGHT // HOUR} hours: {night.folded:,} customers folded in {seconds:.1f} s"
        f" ({night.folded / seconds:,.0f} a second)."
    )
    figures.wanted("99 % of the ticks with nothing new", figures.p99(idle), WANTED)
    figures.wanted("the longest hold of the write lock", max(held), WANTED_LOCK)


class _Watched(Store):
    """A store that notes for how long each of its writing transactions keeps others waiting, in milliseconds.

    SQLite moves what was written into its main file after some commits, when the lock is free again: here that is
    done apart, so that it does not count as holding the lock.
    """

    def __init__(self, db: Any, path: str, *, postgres: bool) -> None:
        super().__init__(db, path, postgres=postgres)
        self.held: list[float] = []

    def checkpoint_apart(self) -> None:
        """From here on; on PostgreSQL it is another process that does it."""
        if not self._postgres:
            self._db.execute_sql("PRAGMA wal_autocheckpoint = 0")

    def write(self, work: Callable[[Tx], T]) -> T:
        with figures.timed(self.held):
            result = super().write(work)
        if not self._postgres and len(self.held) % _WRITES_APART == 0:
            self._db.execute_sql("PRAGMA wal_checkpoint(PASSIVE)")
        return result


def _minutes(store: Store, driver: Driver, minutes: int) -> tuple[list[float], list[float], list[int]]:
    taken: list[float] = []
    bare: list[float] = []
    folded: list[int] = []
    for minute in range(1, minutes + 1):
        with recorded(store) as statements, figures.timed(taken):
            ticked = store.tick(NOW + minute * MINUTE, budget=_MOST)
        folded.append(ticked.folded)
        with figures.timed(bare):
            driver.run(statements)
    return taken, bare, folded
