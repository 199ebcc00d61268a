"""Spellings of the customers on a list, as they are typed in letters: it is narrowed without the store."""

from __future__ import annotations

from callcenter.model import CaseKind, Disposition
from tests.store.building import CHEN, WANG, at, call, customer, opened


def test_promises_put_off_calls_tasks_and_cases_carry_pinyin_and_initials(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731", company="北方动力", owner=WANG.name)
    now = at("2026-03-02 10:30")
    store.by(CHEN).cases.open(ref, CaseKind.COMPLAINT, "late", now=now)
    store.by(WANG).snoozes.put_off(ref, until=at("2026-03-02 15:00"), reason="in a meeting", now=now)
    spelt = ("wujing", "wj", "beifangdongli", "bfdl")
    assert [row.spelt for row in store.snoozes.all(now=now)] == [spelt]
    assert [row.spelt for row in store.cases.all()] == [spelt]
    assert [row.spelt for row in store.tasks.open(now=now)] == [spelt]
    promised = call("2026-03-02 11:00", Disposition.CALLBACK, callback_at="2026-03-03 10:00")
    store.by(WANG).touches.record(ref, promised, now=at("2026-03-02 11:01"))
    assert [row.spelt for row in store.promises.open(now=at("2026-03-02 11:02"))] == [spelt]
    store.close()
