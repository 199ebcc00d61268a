"""No read of a shift goes through everybody: what a team of a hundred thousand would wait minutes for shows in the
plans of SQLite, which are the same for few customers as for many."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import pytest

from callcenter import demo
from callcenter.access import Origin, Principal
from callcenter.demo.people import ENGLISH
from callcenter.model import DAY, HOUR, Channel, Disposition, Instant, Touch
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.campaigns.groups import groups_of
from callcenter.storage.database.transaction import Row, Tx
from callcenter.storage.queue import heads
from callcenter.storage.tables.indexes import INDEXES
from callcenter.store import Store
from callcenter.views.customers.log import LogFilter
from callcenter.views.upkeep.imports import StagedTouch
from callcenter.views.worklists.calls import WrapUp
from tests.support import statements

_LARGE = ("customer", "phone", "touch", "placement", "obligation", "breach_log", "closure", "finding", "search_word")
_OF_FEW = frozenset(index.split()[2] for index in INDEXES if " WHERE " in index)
"""Indexes that have in them what is asked for and nothing else: read from end to end they are short."""

AGENT = Principal(ENGLISH.agent)
BOSS = Principal(ENGLISH.supervisor, Origin.COMMAND)


@pytest.fixture
def through_everybody(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The steps, of any statement from here on, that read a large table or a whole edition of plans from end to end."""
    found: list[str] = []
    asked: set[str] = set()

    def seen(connection: Any, text: str, params: Any) -> None:
        bare = text.replace('"', "")
        if bare not in asked and re.match(r"\s*(SELECT|WITH|UPDATE|DELETE|INSERT)", bare):
            asked.add(bare)
            plan = connection.execute(f"EXPLAIN QUERY PLAN {text}", params).fetchall()
            found.extend(f"{step} | {bare}" for step, inner in _steps(plan) if _through_everybody(step, bare, inner))

    statements.watch(monkeypatch, seen)
    return found


def _steps(plan: Iterable[Row]) -> Iterator[tuple[str, bool]]:
    """Each step of a plan, and whether it is taken for every row that another one finds: a join's inner loop, a
    correlated subquery."""
    loops: set[int] = set()
    for key, parent, _unused, step in plan:
        yield str(step), parent in loops
        if re.match("SCAN|SEARCH", step):
            loops.add(parent)
        elif step.startswith("CORRELATED"):
            loops.add(key)


def _through_everybody(step: str, text: str, inner: bool) -> bool:
    of_edition = re.search(r"((?:obligation|placement)_\w+) \(edition_id=\?( AND \w+[<>]\?)*\)", step)
    if of_edition is not None and of_edition[1] not in _OF_FEW:
        # A stretch of an edition is as long as what is asked for, but not once for each row of something else.
        return inner or (of_edition[2] is None and "LIMIT" not in text)
    scanned = re.match(r"SCAN (\w+)", step)
    if scanned is None or ("USING INDEX" in step and text.endswith("LIMIT ?")):
        return False  # the newest of all, in the order of an index
    name = re.escape(scanned[1])
    return any(table == name or re.search(rf"\b{table} (AS )?{name}\b", text) for table in _LARGE)


READS: dict[str, Callable[[Store, str, Instant], object]] = {
    "queue": lambda store, ref, now: store.queue.page(now=now, agent=AGENT.name, limit=50),
    "everybody's queue": lambda store, ref, now: store.queue.page(now=now, limit=50),
    "empty queue": lambda store, ref, now: store.queue.page(now=now + 12 * HOUR, agent=AGENT.name).next_row,
    "everybody's empty queue": lambda store, ref, now: store.queue.page(now=now + 12 * HOUR).next_row,
    "customer": lambda store, ref, now: store.details.get(ref, now=now, agent=AGENT.name),
    "own customers": lambda store, ref, now: store.lookup.own_customers(AGENT.name),
    "figures": lambda store, ref, now: store.team.figures(AGENT.name, now=now),
    "team": lambda store, ref, now: store.team.overview(now=now),
    "promises": lambda store, ref, now: store.promises.open(now=now, agent=AGENT.name),
    "tasks": lambda store, ref, now: store.tasks.open(now=now, agent=AGENT.name),
    "visits": lambda store, ref, now: store.tasks.visits(now=now, agent=AGENT.name),
    "log": lambda store, ref, now: store.lookup.log(LogFilter()),
    "log of one customer": lambda store, ref, now: store.lookup.log(LogFilter(ref=ref)),
    "log of one agent": lambda store, ref, now: store.lookup.log(LogFilter(agent=AGENT.name, since=now - DAY)),
    "breaches": lambda store, ref, now: store.breaches.open(now=now, owner=AGENT.name, limit=200),
    "breaches since": lambda store, ref, now: store.breaches.since(AGENT.name, since=now - HOUR, now=now),
    "shift summary": lambda store, ref, now: store.team.shift_summary(AGENT.name, since=now - 8 * HOUR, now=now),
    "duplicates": lambda store, ref, now: store.duplicates.of(ref),
    "colleagues": lambda store, ref, now: store.duplicates.colleagues_of(ref),
    "running rule": lambda store, ref, now: store.rule_counts.owed(demo.CAMPAIGN, "telesales.first_call", now=now),
    "running rules": lambda store, ref, now: store.rule_counts.all(demo.CAMPAIGN, ["telesales.first_call"], now=now),
    "find": lambda store, ref, now: store.search.find("li", agent=AGENT.name),
    "changes": lambda store, ref, now: store.changed_since("0"),
}


@pytest.mark.parametrize("name", READS)
def test_a_read_looks_up_what_it_wants(
    store: Store, built: demo.DemoShift, through_everybody: list[str], name: str
) -> None:
    now = built.clock_start
    ref = store.queue.page(now=now, limit=1).rows[0].ref
    through_everybody.clear()
    assert READS[name](store, ref, now) is not None
    assert through_everybody == []


def test_the_call_loop_looks_up_what_it_wants(
    store: Store, built: demo.DemoShift, through_everybody: list[str]
) -> None:
    now = built.clock_start
    claimed = store.by(AGENT).claims.take_next(now=now)
    assert claimed is not None
    call = store.by(AGENT).calls.start(claimed[0], now=now)
    store.by(AGENT).calls.finish(call.token, WrapUp(Disposition.NO_ANSWER, ""), now=now + 20_000)
    store.plans.tick(now + HOUR, budget=60_000)
    assert through_everybody == []


def test_touches_of_the_past_look_up_what_they_want(
    store: Store, built: demo.DemoShift, through_everybody: list[str]
) -> None:
    """They may void breaches; an import brings half a thousand of them at once."""
    now = built.clock_start
    refs = [row.ref for row in store.breaches.open(now=now, limit=20)]
    assert refs
    batch = store.by(BOSS).imports.stage_begin("touches", "late.csv", "", now=now)
    rows = [
        StagedTouch(line, ref, Touch(at=now - 30 * DAY + line, channel=Channel.CALL, disposition=Disposition.NEUTRAL))
        for line, ref in enumerate(dict.fromkeys(refs), start=2)
    ]
    store.imports.stage_rows(batch, rows)
    store.imports.stage_ready(batch, counts={})
    while store.by(BOSS).imports.stage_publish_chunk(batch, now=now, budget=2_000).state != "done":
        pass
    assert through_everybody == []


def test_claims_and_catching_up_look_up_what_they_want_while_many_are_behind(
    store: Store, built: demo.DemoShift, through_everybody: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heads, "FEW", 0)
    now = built.clock_start + 3 * DAY
    through_everybody.clear()
    assert store.by(AGENT).claims.take_next(now=now) is not None
    assert store.queue.page(now=now, agent=AGENT.name, limit=50).behind.plans > 0
    while store.catch_up.run(holder="one", now=now).left:
        pass
    assert store.queue.behind(now=now).plans == 0
    assert through_everybody == []


def test_due_commitments_are_read_from_the_promises(store: Store, built: demo.DemoShift) -> None:
    """Of all that is due promises are few."""
    asked: list[str] = []
    store.database.read(lambda tx: tx._db.connection().set_trace_callback(asked.append))

    def work(tx: Tx) -> list[int]:
        now = built.clock_start + 3 * DAY
        return heads.due_commitments(tx, groups_of(tx, campaign_rows.select(tx, None), now), None, now, most=10)

    store.database.read(work)
    looks = [text for text in asked if "CROSS JOIN placement" in text]
    assert looks
    for text in looks:
        plan = store.database.read(partial(Tx.rows, text=f"EXPLAIN QUERY PLAN {text}"))
        first, *others = [str(step) for *_, step in plan]
        assert "obligation_promise (edition_id=?" in first
        assert not any("TEMP B-TREE" in step for step in others)


def test_a_page_reads_each_stream_in_its_order(store: Store, built: demo.DemoShift) -> None:
    """No statement of a page sorts a lane: what is merged has the length of the page."""
    asked: list[str] = []
    store.database.read(lambda tx: tx._db.connection().set_trace_callback(asked.append))
    store.queue.page(now=built.clock_start, agent=AGENT.name, limit=50)
    pages = [text for text in asked if "UNION ALL SELECT * FROM (SELECT p.customer_id" in text]
    assert pages
    for text in pages:
        plan = store.database.read(partial(Tx.rows, text=f"EXPLAIN QUERY PLAN {text}"))
        probes = [(parent, step) for _key, parent, _unused, step in plan if step.startswith("SEARCH p ")]
        assert probes
        assert all("placement_lane (edition_id=? AND lane=? AND owner_key=? AND zone=?" in step for _, step in probes)
        sorting = {parent for _key, parent, _unused, step in plan if step.startswith("USE TEMP B-TREE")}
        assert sorting.isdisjoint(parent for parent, _ in probes)
