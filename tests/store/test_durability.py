"""Saved calls are on the disk, and stay there although files are taken away under the running program."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from callcenter.model import Disposition
from callcenter.storage.database.transaction import Tx
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.customers.customer import CustomerChanges
from callcenter.views.people.shift import AgentState
from callcenter.views.worklists.calls import WrapUp
from tests.store.building import WANG, at, call, customer, opened

NOW = at("2026-03-02 09:00")
NORMAL, FULL = 1, 2


def safety(store: Store) -> int:
    """Return how the last transaction of this thread was committed: SQLite's number for ``synchronous``."""
    return int(store.database.driver.connection().execute("PRAGMA synchronous").fetchone()[0])


def test_what_an_agent_saw_as_saved_is_committed_to_the_disk(sqlite_path: Path) -> None:
    """Of a claim, a heartbeat, what is being typed and a tick the operating system may hold the last seconds."""
    store = opened(str(sqlite_path))
    ref = customer(store, "吴静", "+8613812347731")
    assert safety(store) == FULL
    claim = store.by(WANG).claims.take(ref, now=NOW)
    assert safety(store) == NORMAL
    token = store.by(WANG).calls.start(claim, now=NOW).token
    assert safety(store) == FULL
    calls: list[tuple[Callable[[], object], int]] = [
        (lambda: store.calls.mark_answered(token, now=NOW + 5), NORMAL),
        (lambda: store.calls.save_note(token, "要报价", now=NOW + 6), NORMAL),
        (lambda: store.script_ticks.save(token, (), now=NOW + 6), NORMAL),
        (lambda: store.calls.mark_ended(token, now=NOW + 7), NORMAL),
        (lambda: store.by(WANG).calls.finish(token, WrapUp(Disposition.NO_ANSWER, ""), now=NOW + 9), FULL),
        (lambda: store.presence.heartbeat(WANG.name, now=NOW + 10), NORMAL),
        (lambda: store.by(WANG).last_calls.undo(now=NOW + 11), FULL),
        (lambda: store.presence.change(WANG.name, AgentState.BREAK, now=NOW + 12), NORMAL),
        (lambda: store.by(WANG).customers.edit(ref, CustomerChanges(name="吴静静"), now=NOW + 13), FULL),
        (lambda: store.plans.tick(at("2026-06-02 09:00")), NORMAL),
        (lambda: store.by(WANG).touches.record(ref, call("2026-03-02 09:05"), now=at("2026-03-02 09:10")), FULL),
    ]
    for place, (verb, wanted) in enumerate(calls):
        verb()
        assert (place, safety(store)) == (place, wanted)
    store.close()


def log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def names(path: Path) -> list[str]:
    with sqlite3.connect(path) as other:
        return [name for (name,) in other.execute("SELECT name FROM customer ORDER BY id")]


@pytest.mark.parametrize("ending", ["-wal", "-shm"])
def test_a_deleted_log_is_told_before_anything_is_called_saved(sqlite_path: Path, ending: str) -> None:
    store = opened(str(sqlite_path))
    customer(store, "吴静", "+8613812347731")
    sqlite_path.with_name(f"{sqlite_path.name}{ending}").unlink()
    with pytest.raises(StoreError) as refused:
        customer(store, "李雷", "+8613812347732")
    assert (refused.value.code, refused.value.params["path"]) == (Trouble.LOG_LOST, str(log_of(sqlite_path)))
    # Nobody else had begun a log: what was saved before went into the database, and it goes on.
    assert names(sqlite_path) == ["吴静"]
    customer(store, "韩梅", "+8613812347733")
    assert names(sqlite_path) == ["吴静", "韩梅"]
    store.close()
    assert names(sqlite_path) == ["吴静", "韩梅"]


def test_a_log_that_goes_while_something_is_being_saved_is_told_too(sqlite_path: Path) -> None:
    store = opened(str(sqlite_path))
    store.presence.heartbeat(WANG.name, now=NOW)

    def work(tx: Tx) -> None:
        tx.sql("UPDATE meta SET value = value")
        log_of(sqlite_path).unlink()

    with pytest.raises(StoreError) as refused:
        store.database.write(work)
    assert refused.value.code is Trouble.LOG_LOST
    customer(store, "吴静", "+8613812347731")
    assert names(sqlite_path) == ["吴静"]
    store.close()


def test_a_replaced_log_is_told_and_nothing_of_the_old_one_overwrites_the_database(sqlite_path: Path) -> None:
    store = opened(str(sqlite_path))
    customer(store, "吴静", "+8613812347731")
    log = log_of(sqlite_path)
    copy = log.read_bytes()
    log.unlink()
    log.write_bytes(copy)
    with pytest.raises(StoreError) as refused:
        customer(store, "李雷", "+8613812347732")
    assert refused.value.code is Trouble.LOG_LOST
    customer(store, "韩梅", "+8613812347733")
    assert names(sqlite_path) == ["吴静", "韩梅"]
    store.close()


def test_whoever_saves_next_is_told_although_a_reader_noticed_it(sqlite_path: Path) -> None:
    """The look for others' changes says nothing: the agent would save without having heard of it."""
    store = opened(str(sqlite_path))
    customer(store, "吴静", "+8613812347731")
    log_of(sqlite_path).unlink()
    seen: list[Trouble] = []

    def look() -> None:
        try:
            store.changed_since()
        except StoreError as error:
            seen.append(error.code)

    for _ in range(2):
        reader = threading.Thread(target=look)
        reader.start()
        reader.join()
    look()
    with pytest.raises(StoreError) as refused:
        customer(store, "李雷", "+8613812347732")
    assert refused.value.code is Trouble.LOG_LOST
    store.changed_since()
    customer(store, "韩梅", "+8613812347733")
    assert names(sqlite_path) == ["吴静", "韩梅"]
    store.close()


def test_two_programs_that_lose_the_log_lose_no_customer(sqlite_path: Path) -> None:
    first, second = opened(str(sqlite_path)), Store.open(str(sqlite_path), NOW)
    customer(first, "吴静", "+8613812347731")
    customer(second, "李雷", "+8613812347732")
    log_of(sqlite_path).unlink()
    for store, name in ((first, "韩梅"), (second, "高翔")):
        with pytest.raises(StoreError):
            customer(store, name, "+8613812347733")
        customer(store, name, f"+861381234773{len(names(sqlite_path)) + 1}")
    assert names(sqlite_path) == ["吴静", "李雷", "韩梅", "高翔"]
    first.close()
    second.close()
    assert names(sqlite_path) == ["吴静", "李雷", "韩梅", "高翔"]
