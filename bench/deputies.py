"""Claims while deputies work an absent agent's customers, beside the same without, at full size."""

from __future__ import annotations

from itertools import cycle, islice

from bench import figures
from bench.watched import WANTED_LOCK, open_watched
from bench.world import AGENTS, BOSS, NOW
from callcenter.access import Principal
from callcenter.store import Store

WANTED_P99 = 10.0
"""Milliseconds that one in a hundred claims may take at most."""

_MINUTE = 60_000
_BUDGET = 500


def measure(kind: str, alone: str, lent: str, *, rounds: int) -> None:
    """Print what claims cost on two stores that are the same, but that at ``lent`` an agent is absent."""
    plain, deputies, (opened, watched) = Store.open(alone, NOW), Store.open(lent, NOW), open_watched(lent, NOW)
    absent, there = AGENTS[1], (AGENTS[0], *AGENTS[2:])
    given: list[float] = []
    looked: list[float] = []
    returned: list[float] = []
    before: list[float] = []
    claimed: list[float] = []
    try:
        # Deputies by their load, as where a supervisor named none.
        opened.by(BOSS).absences.record(absent, now=NOW)
        watched.held.clear()
        with figures.timed(given):
            _go_on(opened)
        longest = max(watched.held)
        (row,) = opened.by(BOSS).absences.all(now=NOW)
        customers = sum(one.customers for one in row.stands_in)
        for _ in range(min(rounds, 100)):
            with figures.timed(looked):
                _go_on(opened)
        for name in islice(cycle(there), rounds):
            _claim(plain, name, before)
            _claim(deputies, name, claimed)
        opened.by(BOSS).absences.back(absent, now=NOW)
        watched.held.clear()
        with figures.timed(returned):
            _go_on(opened)
        longest = max(longest, *watched.held)
    finally:
        for store in (plain, deputies, opened):
            store.close()
    rows = [
        figures.row(f"{customers} customers given to deputies", given),
        figures.row("a look with nothing to give", looked),
        figures.row("the same customers given back", returned),
        figures.row("`claim_next` without an absence", before),
        figures.row("`claim_next` of deputies", claimed, before),
    ]
    figures.table(f"Deputies, {kind}", rows)
    figures.wanted("99 % of `claim_next` of deputies", figures.p99(claimed), WANTED_P99)
    share = figures.p99(claimed) / figures.p99(before)
    figures.wanted("99 % of `claim_next` of deputies to that without an absence", share, 1.5, "×")
    figures.wanted("all work of an absent agent with deputies", max(given), _MINUTE)
    figures.wanted("the longest hold of the write lock", longest, WANTED_LOCK)


def _claim(store: Store, name: str, taken: list[float]) -> None:
    with figures.timed(taken):
        found = store.by(Principal(name)).claims.take_next(now=NOW)
    assert found is not None, "the queue of the measured store is empty"
    store.claims.release(found[0], now=NOW)


def _go_on(store: Store) -> None:
    while store.absences.resume(now=NOW, budget=_BUDGET):
        pass
