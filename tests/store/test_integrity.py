"""The check of a whole store (docs/architecture.md, The check)."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from callcenter.model import DAY, MINUTE
from callcenter.store import Store
from callcenter.views.upkeep.integrity import Defect, Flaw
from tests.store.building import CHEN, WANG, at, customer, opened

NOW = at("2026-03-03 10:00")


@pytest.fixture
def store(database_url: str) -> Store:
    store = opened(database_url)
    for number in range(3):
        customer(store, f"客户{number}", f"+861381234000{number}")
    store.plans.tick(NOW)
    return store


def refs(store: Store) -> list[str]:
    return [ref for (ref,) in store.database.read(lambda tx: tx.rows("SELECT ref FROM customer ORDER BY id"))]


def change(store: Store, *statements: str) -> None:
    for statement in statements:
        store.database.write(lambda tx, text=statement: tx.sql(text))  # type: ignore[misc]


def checked(store: Store, *, repair: bool = False) -> list[Flaw]:
    return list(store.by(CHEN).integrity.check(NOW, repair=repair))


def test_a_sound_store_has_no_flaw(store: Store) -> None:
    told: list[float] = []
    assert store.by(CHEN).integrity.check(NOW, progress=told.append) == ()
    assert told == [1.0]
    assert store.by(CHEN).integrity.check(NOW + 30 * DAY) == (), "what is only behind is no flaw"
    store.close()


def test_plans_that_are_not_what_a_fold_gives(store: Store) -> None:
    """A lane that was changed, obligations that are gone, a plan that is missing, obligations without a plan."""
    ids = [key for (key,) in store.database.read(lambda tx: tx.rows("SELECT id FROM customer ORDER BY id"))]
    sound = store.queue.page(now=NOW).rows
    change(
        store,
        f"UPDATE placement SET lane = 0 WHERE customer_id = {ids[0]}",
        f"DELETE FROM obligation WHERE customer_id = {ids[1]}",
        f"DELETE FROM placement WHERE customer_id = {ids[2]}",
    )
    assert checked(store) == [Flaw(Defect.PLAN, 3, refs(store)[0], False)]
    assert store.queue.page(now=NOW).rows != sound, "a check changes nothing"
    assert checked(store, repair=True) == [Flaw(Defect.PLAN, 3, refs(store)[0], True)]
    assert checked(store) == []
    assert store.queue.page(now=NOW).rows == sound
    store.close()


def test_records_of_a_wrong_clock(store: Store) -> None:
    breaches = store.breaches.open(now=NOW)
    store.plans.tick(NOW + 400 * DAY)
    flaw, plans = checked(store)
    assert (flaw.defect, flaw.repaired) == (Defect.FUTURE, False)
    assert flaw.count > 3
    assert plans == Flaw(Defect.PLAN, 3, refs(store)[0], False)
    assert [(one.defect, one.repaired) for one in checked(store, repair=True)] == [(Defect.FUTURE, True)]
    assert checked(store) == []
    assert store.breaches.open(now=NOW) == breaches
    store.close()


def test_claims_without_a_call_and_calls_without_a_program(store: Store) -> None:
    first, second, _third = refs(store)
    for ref, agent in ((first, WANG), (second, CHEN)):
        store.presence.sign_in(agent.name, now=NOW - 10 * MINUTE)
        claim = store.by(agent).claims.take(ref, now=NOW - 10 * MINUTE)
        store.by(agent).calls.start(claim, now=NOW - 10 * MINUTE)
    store.presence.heartbeat(CHEN.name, now=NOW)
    held = store.database.read(lambda tx: tx.value("SELECT count(*) FROM claim"))
    change(
        store,
        f"UPDATE claim SET customer_id = {_key(store, refs(store)[2])}, token = 'lost' WHERE agent_id ="
        f" (SELECT id FROM agent WHERE name = '{CHEN.name}')",
    )
    assert held == 2
    assert checked(store) == [
        Flaw(Defect.CLAIM, 1, refs(store)[2], False),
        Flaw(Defect.OPEN_CALL, 1, WANG.name, False),
    ]
    assert [flaw.repaired for flaw in checked(store, repair=True)] == [True, True]
    assert checked(store) == []
    call = store.calls.open_call_of(WANG.name)
    assert call is not None, "the agent can still finish it"
    assert store.calls.open_call_of(CHEN.name) is not None
    store.close()


def _key(store: Store, ref: str) -> int:
    return int(store.database.read(lambda tx: tx.value("SELECT id FROM customer WHERE ref = ?", (ref,))))


def test_a_reference_to_nothing_is_damage(sqlite_path: Path) -> None:
    store = opened(str(sqlite_path))
    ref = customer(store, "吴静", "+8613812340001")
    store.close()
    with sqlite3.connect(sqlite_path) as file:
        file.execute("DELETE FROM customer WHERE ref = ?", (ref,))
    file.close()
    store = Store.open(str(sqlite_path), NOW)
    (flaw,) = store.by(CHEN).integrity.check(NOW, repair=True)
    assert (flaw.defect, flaw.repaired) == (Defect.DAMAGED, False)
    assert "-> customer" in flaw.example
    store.close()
