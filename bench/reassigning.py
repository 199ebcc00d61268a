"""Many customers given to a colleague in one act, and given back, at full size."""

from __future__ import annotations

from bench import figures
from bench.watched import WANTED_LOCK, open_watched
from bench.world import AGENTS, BOSS, NOW
from callcenter.store import Store

WANTED = 1_000.0
"""Milliseconds in which an act is done."""

_BUDGET = 60_000


def measure(kind: str, address: str, *, customers: int, rounds: int) -> None:
    """Print what acts of so many ``customers`` cost on the store at ``address``, which is changed."""
    opened, watched = open_watched(address, NOW)
    store = opened.by(BOSS)
    asked: list[float] = []
    given: list[float] = []
    returned: list[float] = []
    watched.held.clear()
    try:
        for turn in range(rounds):
            giver, taker = AGENTS[turn % len(AGENTS)], AGENTS[(turn + 1) % len(AGENTS)]
            refs = [row.ref for row in store.lookup.customers_of(giver)][:customers]
            assert len(refs) == customers, "a store for fewer customers: the act would be smaller than it says"
            with figures.timed(asked):
                store.reassignments.preview(refs)
            with figures.timed(given):
                act = store.reassignments.begin(refs, taker, now=NOW)
                _finish(store, act)
            with figures.timed(returned):
                store.reassignments.undo(act, now=NOW)
                _finish(store, act)
        longest = max(watched.held)
    finally:
        opened.close()
    rows = [
        figures.row(f"preview of {customers} customers", asked),
        figures.row(f"{customers} customers given to a colleague", given),
        figures.row("the same given back", returned),
    ]
    figures.table(f"Acts of many customers, {kind}", rows)
    figures.wanted(f"the slowest act of {customers} customers", max(given), WANTED)
    figures.wanted("the longest hold of the write lock", longest, WANTED_LOCK)


def _finish(store: Store, act: int) -> None:
    while store.reassignments.go_on(act, now=NOW, budget=_BUDGET).under_way:
        pass
