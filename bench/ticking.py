"""The tick at full size: with nothing new, with a minute's news, after a night; beside the bare SQL."""

from __future__ import annotations

import statistics
import time

from bench import figures
from bench.bare import Driver, recorded
from bench.watched import WANTED_LOCK, open_watched
from bench.world import NOW
from callcenter.model import HOUR, MINUTE
from callcenter.store import Store

WANTED = 5.0
"""Milliseconds that a tick with nothing new may take."""

_NIGHT = 14 * HOUR
_MOST = 600_000


def measure(kind: str, address: str, twin: str, *, rounds: int, minutes: int) -> None:
    """Print what ticks cost on the store at ``address``. ``twin`` holds the same rows; both are changed."""
    store, watched = open_watched(address, NOW)
    watched.checkpoint_apart()
    driver = Driver(twin)
    idle: list[float] = []
    idle_bare: list[float] = []
    asked: list[float] = []
    try:
        for _ in range(rounds):
            with figures.timed(idle):
                store.plans.tick(NOW)
            with figures.timed(asked):
                store.changed_since()
        with recorded(store) as look:
            store.plans.tick(NOW)
        for _ in range(rounds):
            with figures.timed(idle_bare):
                driver.run(look, writing=False)
        news, news_bare, folded = _minutes(store, driver, minutes)
        watched.held.clear()
        began = time.perf_counter()
        night = store.plans.tick(NOW + minutes * MINUTE + _NIGHT, budget=_MOST)
        seconds = time.perf_counter() - began
        held = list(watched.held)
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


def _minutes(store: Store, driver: Driver, minutes: int) -> tuple[list[float], list[float], list[int]]:
    taken: list[float] = []
    bare: list[float] = []
    folded: list[int] = []
    for minute in range(1, minutes + 1):
        with recorded(store) as statements, figures.timed(taken):
            ticked = store.plans.tick(NOW + minute * MINUTE, budget=_MOST)
        folded.append(ticked.folded)
        with figures.timed(bare):
            driver.run(statements)
    return taken, bare, folded
