"""The same questions to stores of several sizes, whose customers all wait in one lane: what must not grow."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle, islice

from bench import figures
from bench.world import AGENTS, NOW
from callcenter.access import Principal
from callcenter.store import Store

PAGE = 60


def measure(kind: str, sizes: dict[int, str], *, rounds: int) -> None:
    """Print what each costs at each size, beside the smallest; ``sizes``: the address of the store of each size."""
    least: dict[str, list[float]] = {}
    rows: list[tuple[str, ...]] = []
    for size, address in sizes.items():
        for what, taken in _taken(address, rounds).items():
            rows.append(figures.row(f"{what}, {size:,} customers", taken, least.setdefault(what, taken)))
    figures.table(f"Sizes, {kind}", sorted(rows))


def _taken(address: str, rounds: int) -> dict[str, list[float]]:
    store = Store.open(address, NOW)

    def claim(name: str) -> None:
        found = store.by(Principal(name)).claims.take_next(now=NOW)
        assert found is not None
        store.claims.release(found[0], now=NOW)

    asked: dict[str, Callable[[str], object]] = {
        "queue page": lambda name: store.queue.page(now=NOW, agent=name, limit=PAGE),
        "claim and release": claim,
        "tick, nothing new": lambda _name: store.plans.tick(NOW),
        "search by name": lambda name: store.search.find("王伟", agent=name),
    }
    taken: dict[str, list[float]] = {what: [] for what in asked}
    try:
        for what, ask in asked.items():
            ask(AGENTS[0])  # reads what is kept in mind from then on
            for name in islice(cycle(AGENTS), rounds):
                with figures.timed(taken[what]):
                    ask(name)
    finally:
        store.close()
    return taken
