"""The write lock at full size, while a campaign's rules change and while an older store's search is filled."""

from __future__ import annotations

import time
from collections.abc import Callable

from bench import figures
from bench.watched import WANTED_LOCK, Watched, open_watched
from bench.world import BOSS, NOW
from callcenter.rulebook import reader, shelf
from callcenter.storage.database.transaction import Tx
from callcenter.storage.search import search
from callcenter.store import Store
from callcenter.views.upkeep.campaigns import ChangeStage

_CAMPAIGN = "telesales"
_BUDGET = 500
"""Milliseconds of one go, as a workstation that helps with a change takes."""


def measure(kind: str, address: str) -> None:
    """Print for how long the transactions of both hold the lock on the store at ``address``, which is changed."""
    store, watched = open_watched(address, NOW)
    watched.checkpoint_apart()
    try:
        change, took_change = _hold_times(watched, lambda: _change_rules(store))
        watched.write(_as_of_an_older_version)
        fill, took_fill = _hold_times(watched, lambda: _fill_search(store))
    finally:
        store.close()
    rows = [
        figures.row("write lock, while the rules of the campaign change", change),
        figures.row("write lock, while the search is filled", fill),
    ]
    figures.table(f"Write lock, {kind}", rows)
    print(f"\nThe change took {took_change:,.0f} s, the filling {took_fill:,.0f} s.")
    figures.wanted("the longest hold of the write lock, rules", max(change), WANTED_LOCK)
    figures.wanted("the longest hold of the write lock, search", max(fill), WANTED_LOCK)


def _hold_times(watched: Watched, work: Callable[[], None]) -> tuple[list[float], float]:
    """Return how long each transaction of the work held the lock, and the seconds of all."""
    watched.held.clear()
    began = time.perf_counter()
    work()
    return list(watched.held), time.perf_counter() - began


def _change_rules(store: Store) -> None:
    text = shelf.shipped_text(_CAMPAIGN).replace('within = "24h"', 'within = "23h"')
    change = store.by(BOSS).rulebooks.begin(_CAMPAIGN, reader.load(text, _CAMPAIGN), now=NOW)
    while change.stage is not ChangeStage.DONE:
        change = store.rulebooks.go_on(_CAMPAIGN, now=NOW, budget=_BUDGET)


def _as_of_an_older_version(tx: Tx) -> None:
    """No keys and no words, as a store has them that was written before there were any."""
    tx.sql("DELETE FROM search_word")
    tx.sql("UPDATE customer SET company_pinyin = '', company_initials = '', readings = ''")
    tx.sql("INSERT INTO meta (key, value) VALUES (?, '0')", (search.FILLED_TO,))


def _fill_search(store: Store) -> None:
    while store.search.fill(budget=_BUDGET):
        pass
