"""A store as a released version of the schema left it, with work of every kind in it: it answers as it did before."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import NamedTuple

import pytest

from callcenter.model import CaseKind, CaseState, Disposition, Instant, Role
from callcenter.storage.database.migrations.runner import STEPS
from callcenter.storage.upkeep.backups import Backups
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.people.notices import NoticeKind
from callcenter.views.worklists.breaches import Acknowledgement
from callcenter.views.worklists.calls import WrapUp
from callcenter.views.worklists.queue import QueueRow
from tests.store.building import CHEN, WANG, ZHAO, at, customer, ticked
from tests.store.test_opening import DATA, layout, layout_of_a_new_one, make_as_it_was, with_steps

NOW = at("2026-03-03 10:30")


class Released(NamedTuple):
    """The version, and how many findings were on record in its store."""

    version: int
    findings: int

    @property
    def folder(self) -> str:
        return f"schema_{self.version}"


# Six campaigns' customers, called and written to, one put off and two merged; cases, findings and breaches, an open
# call with half a note, an import of which 8 of 40 rows are in, the best by revenue and a yearly draw. That of version
# 8 has besides: a list of whom nobody may call, an owner who waits for the call, requests with their keys, a program.
RELEASED = {one.folder: one for one in (Released(7, findings=6), Released(8, findings=1))}


@pytest.fixture(params=RELEASED)
def released(request: pytest.FixtureRequest) -> Released:
    return RELEASED[request.param]


@pytest.fixture
def left(bare_database_url: str, released: Released) -> str:
    make_as_it_was(bare_database_url, released.folder)
    return bare_database_url


def _row(row: QueueRow) -> list[object]:
    return [row.ref, row.lane.id, row.obligation.rule, row.obligation.due_at, row.obligation.breach_at]


def _why(store: Store, ref: str, now: Instant) -> list[object]:
    view = store.details.get(ref, now=now)
    owed = sorted([one.rule, one.due_at, one.breach_at] for one in view.plan.obligations)
    gate = view.why.gate
    return [view.why.offered, None if gate is None else gate.value, view.why.opens_at, owed]


def _answers(store: Store, now: Instant, refs: list[str]) -> dict[str, object]:
    ticked(store, now)
    return {
        "queue": [_row(row) for row in store.queue.page(now=now, limit=1000).rows],
        "mine": [_row(row) for row in store.queue.page(now=now, agent=WANG.name, limit=1000).rows],
        "breaches": [[row.ref, row.obligation.rule, row.obligation.breach_at] for row in store.breaches.open(now=now)],
        "why": {ref: _why(store, ref, now) for ref in refs},
    }


def _answers_as_noted(store: Store, released: Released) -> None:
    """Compare with what the program that made the store said, noted down before the store was migrated."""
    noted_down = json.loads((DATA / released.folder / "answers.json").read_text(encoding="utf-8"))
    for moment, noted in noted_down.items():
        assert _answers(store, at(moment), list(noted["why"])) == noted, moment


def test_it_has_the_layout_of_a_new_one(left: str) -> None:
    store = Store.open(left, NOW)
    assert store.database.read(layout) == layout_of_a_new_one(left)
    store.close()


def test_it_answers_as_before(left: str, released: Released) -> None:
    store = Store.open(left, NOW)
    _answers_as_noted(store, released)
    last = at("2026-03-09 09:30")
    fresh = [row for row in store.queue.page_as_of(as_of=last).rows if row.name != "高翔"]
    assert list(store.queue.page(now=last).rows) == fresh, "but for who is on the line"
    store.close()


def test_a_backup_of_it_answers_as_before(
    left: str, released: Released, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program of then made the backup; this one puts it back, in the place of a newer store, and opens it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    store = with_steps(left, STEPS, released.version)
    # The program of then knew no rights, and the store of then nothing that they could be read from.
    file = inspect.unwrap(Backups.make)(Backups(store.database), tmp_path / "kept", now=NOW)
    store.close()
    store = Store.open(left, NOW)
    customer(store, "赵六", "+8613812347739", now="2026-03-03 10:30")
    store.close()
    Store.restore(left, file, now=NOW)
    store = Store.open(left, NOW)
    assert store.search.find("赵六") == ()
    _answers_as_noted(store, released)
    store.close()


def test_what_was_half_done_is_done(left: str, released: Released) -> None:
    store = Store.open(left, NOW)
    call = store.calls.open_call_of(WANG.name)
    assert call is not None
    assert (call.customer, call.note) == ("高翔", "要两台，问交货")
    wrap = WrapUp(Disposition.NEUTRAL, call.note)
    store.by(WANG).calls.finish(call.token, wrap, now=NOW)
    assert [touch.note for touch in store.details.get(call.ref, now=NOW).touches] == ["要两台，问交货"]
    (brought,) = store.by(CHEN).imports.resume(now=NOW)[-1:]
    assert (brought.filename, brought.state, brought.left) == ("新名单.csv", "done", 0)
    assert len(store.search.find("新客", limit=100)) == 40
    (put_off,) = store.snoozes.all(now=NOW)
    assert (put_off.name, put_off.snooze.until) == ("钱多", at("2026-03-03 11:00"))
    assert sorted(case.kind.value for case in store.cases.all()) == ["exception", "exception", "exception"]
    findings = store.findings.all()
    assert [one.customer for one in findings].count("高翔") == len(findings) - released.findings
    merged = store.details.get("W000026", now=NOW)
    assert (merged.ref, merged.name) == ("W000025", "孙丽")
    store.by(CHEN).merges.split("W000026", now=NOW)
    assert customer(store, "赵六", "+8613812347739", now="2026-03-03 10:30")
    ticked(store, NOW)
    assert store.queue.page(now=NOW).rows == store.queue.page_as_of(as_of=NOW).rows
    store.close()


def test_what_the_eighth_schema_kept_is_worked_with(bare_database_url: str) -> None:
    make_as_it_was(bare_database_url, "schema_8")
    store = Store.open(bare_database_url, NOW)
    (told,) = store.notices.unread(WANG.name)
    assert (told.kind, told.customer) == (NoticeKind.OWNER_WAITS, "高翔")
    call = store.calls.open_call_of(WANG.name)
    assert call is not None
    store.by(WANG).calls.finish(call.token, WrapUp(Disposition.NEUTRAL, call.note), now=NOW)
    assert store.details.get(call.ref, now=NOW).facts.owner == ZHAO.name, "the owner who waited has the customer now"
    barred_by = store.details.get("V03", now=NOW).barred_by
    assert barred_by is not None
    assert (barred_by.file, barred_by.word) == ("勿扰.csv", "勿打")
    raised = ("W000021", CaseKind.EXCEPTION)
    again = store.by(WANG).cases.open(*raised, "客户收不到样品", key="case-han", now=NOW)
    assert [case.id for case in store.cases.all() if case.ref == "W000021"] == [again], "the same form again"
    with pytest.raises(StoreError) as refused:
        store.by(WANG).cases.open(*raised, "样品坏了", key="case-han", now=NOW)
    assert refused.value.code is Trouble.SAVED_BEFORE
    store.by(CHEN).imports.resume(now=NOW)
    assert store.details.get("N002", now=NOW).facts.tier == "A", "decided here"
    reopened = store.by(ZHAO).last_calls.undo(now=NOW)
    assert reopened.ref == "W000024"
    store.close()


def test_an_acknowledged_breach_stays_so_and_takes_its_steps(bare_database_url: str) -> None:
    make_as_it_was(bare_database_url, "schema_8")
    store = with_steps(bare_database_url, STEPS, 8)
    seen_at = at("2026-03-03 10:00")
    seen = f"UPDATE breach_log SET acknowledged_at = {seen_at}, acknowledged_by = '{WANG.name}'"
    store.database.write(lambda tx: tx.sql(seen))
    store.close()
    store = Store.open(bare_database_url, NOW)
    rows = [row for row in store.breaches.open(now=ticked(store, NOW)) if row.acknowledged]
    assert rows
    assert {row.acknowledgements for row in rows} == {(Acknowledgement(WANG.name, Role.AGENT, seen_at, ""),)}
    assert {row.level for row in rows} == {Role.AGENT, Role.SUPERVISOR}
    store.close()


def test_a_complaint_that_was_reported_counts_as_investigated(bare_database_url: str) -> None:
    make_as_it_was(bare_database_url, "schema_8")
    store = with_steps(bare_database_url, STEPS, 8)
    kinds = ("complaint", "repair")
    reported = [f"UPDATE kase SET kind = '{kind}', state = 'reported' WHERE id = {{id}}" for kind in kinds]
    store.database.write(lambda tx: [tx.sql(one.format(id=key)) for key, one in enumerate(reported, start=1)])
    store.close()
    store = Store.open(bare_database_url, NOW)
    assert [store.cases.get(key).state for key in (1, 2)] == [CaseState.INVESTIGATED, CaseState.REPORTED]
    store.close()
