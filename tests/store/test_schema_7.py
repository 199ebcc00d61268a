"""A store as version 7 of the schema left it, with work of every kind in it: it answers as it did before."""

from __future__ import annotations

import json

import pytest

from callcenter.model import Disposition, Instant
from callcenter.store import Store
from callcenter.views.calls import WrapUp
from callcenter.views.queue import QueueRow
from tests.store.building import CHEN, WANG, at, customer
from tests.store.test_opening import DATA, layout, layout_of_a_new_one, make_as_it_was

# Noted down from the program that made the store, before it was brought forward.
ANSWERS = json.loads((DATA / "schema_7" / "answers.json").read_text(encoding="utf-8"))


@pytest.fixture
def left(database_url: str) -> str:
    """Six campaigns' customers, called and written to, one put off and two merged; cases, findings and breaches, an
    open call with half a note, an import of which 8 of 40 rows are in, the best by revenue and a yearly draw."""
    make_as_it_was(database_url, "schema_7")
    return database_url


def _row(row: QueueRow) -> list[object]:
    return [row.ref, row.lane.id, row.obligation.rule, row.obligation.due_at, row.obligation.breach_at]


def _why(store: Store, ref: str, now: Instant) -> list[object]:
    view = store.details.get(ref, now=now)
    owed = sorted([one.rule, one.due_at, one.breach_at] for one in view.plan.obligations)
    gate = view.why.gate
    return [view.why.offered, None if gate is None else gate.value, view.why.opens_at, owed]


def _answers(store: Store, now: Instant, refs: list[str]) -> dict[str, object]:
    store.plans.tick(now)
    return {
        "queue": [_row(row) for row in store.queue.page(now=now, limit=1000).rows],
        "mine": [_row(row) for row in store.queue.page(now=now, agent=WANG.name, limit=1000).rows],
        "breaches": [[row.ref, row.obligation.rule, row.obligation.breach_at] for row in store.breaches.open(now=now)],
        "why": {ref: _why(store, ref, now) for ref in refs},
    }


def test_it_has_the_layout_of_a_new_one(left: str) -> None:
    store = Store.open(left, at("2026-03-03 10:30"))
    assert store.database.read(layout) == layout_of_a_new_one(left)
    store.close()


def test_it_answers_as_before(left: str) -> None:
    store = Store.open(left, at("2026-03-03 10:30"))
    for moment, noted in ANSWERS.items():
        assert _answers(store, at(moment), list(noted["why"])) == noted, moment
        fresh = [row for row in store.queue.page_as_of(as_of=at(moment)).rows if row.name != "高翔"]
        assert list(store.queue.page(now=at(moment)).rows) == fresh, "but for who is on the line"
    store.close()


def test_what_was_half_done_is_done(left: str) -> None:
    now = at("2026-03-03 10:30")
    store = Store.open(left, now)
    call = store.calls.open_call_of(WANG.name)
    assert call is not None
    assert (call.customer, call.note) == ("高翔", "要两台，问交货")
    wrap = WrapUp(Disposition.NEUTRAL, call.note)
    store.calls.finish(call.token, wrap, actor=WANG, now=now)
    assert [touch.note for touch in store.details.get(call.ref, now=now).touches] == ["要两台，问交货"]
    (brought,) = store.imports.resume(actor=CHEN, now=now)[-1:]
    assert (brought.filename, brought.state, brought.left) == ("新名单.csv", "done", 0)
    assert len(store.search.find("新客", limit=100)) == 40
    (put_off,) = store.snoozes.all(now=now)
    assert (put_off.name, put_off.snooze.until) == ("钱多", at("2026-03-03 11:00"))
    assert sorted(case.kind.value for case in store.cases.all()) == ["exception", "exception", "exception"]
    assert [one.customer for one in store.findings.all()].count("高翔") == len(store.findings.all()) - 6
    merged = store.details.get("W000026", now=now)
    assert (merged.ref, merged.name) == ("W000025", "孙丽")
    store.merges.split("W000026", actor=CHEN, now=now)
    assert customer(store, "赵六", "+8613812347739", now="2026-03-03 10:30")
    store.plans.tick(now)
    assert store.queue.page(now=now).rows == store.queue.page_as_of(as_of=now).rows
    store.close()
