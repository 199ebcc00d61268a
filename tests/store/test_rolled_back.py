"""A unit of work that is rolled back, and perhaps run again, leaves nothing behind outside of its transaction."""

from __future__ import annotations

from pathlib import Path

import pytest

from callcenter.storage.tables.slim_peewee import peewee
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.customers.customer import NewCustomer
from callcenter.views.upkeep.imports import StagedCustomer
from tests.store.building import CHEN, WANG, at, opened

NOW = at("2026-03-02 10:05")
ROWS = [StagedCustomer(1, "K1", campaign="telesales", name="吴静", phones=("+8613812347731",))]


def staged(store: Store) -> int:
    """An import that this program is reading."""
    key = store.by(CHEN).imports.stage_begin("customers", "a.csv", "digest", now=NOW)
    store.by(CHEN).imports.stage_rows(key, ROWS)
    return key


def fail_to_commit(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next commit of this store fails, as on a full disk."""
    commit = store.database.driver.commit

    def fail() -> None:
        monkeypatch.setattr(store.database.driver, "commit", commit)
        raise peewee.OperationalError("database or disk is full")

    monkeypatch.setattr(store.database.driver, "commit", fail)


def test_rules_that_were_never_stored_are_not_used(database_url: str) -> None:
    """SQLite gives the id of the version that was rolled back to the next one."""
    store = opened(database_url)
    with pytest.raises(StoreError) as refused:
        store.by(WANG).customers.add(NewCustomer("吴刚", "", tier="X", campaign="key-account"), now=NOW)
    assert refused.value.code is Trouble.UNKNOWN_TIER
    ref = store.by(WANG).customers.add(NewCustomer("吴静", "+8613812347731", tier="A", campaign="telesales"), now=NOW)
    owed = store.details.get(ref, now=NOW).plan.obligations
    assert {one.rule.partition(".")[0] for one in owed} == {"telesales"}
    store.close()


def test_an_import_whose_last_row_failed_is_still_being_read(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program that starts meanwhile does not give it up."""
    store, other = opened(database_url), Store.open(database_url, NOW)
    key = staged(store)
    fail_to_commit(store, monkeypatch)
    with pytest.raises(StoreError):
        store.imports.stage_ready(key, counts={})
    other.by(CHEN).imports.resume(now=NOW)
    assert [(row.id, row.state) for row in other.imports.all()] == [(key, "reading")]
    store.imports.stage_ready(key, counts={})
    (brought,) = store.by(CHEN).imports.resume(now=NOW)
    assert (brought.state, [row.ref for row in store.search.find("吴静")]) == ("done", ["K1"])
    store.close()
    other.close()


def test_an_import_that_could_not_be_given_up_is_still_being_read(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, other = opened(database_url), Store.open(database_url, NOW)
    key = staged(store)
    fail_to_commit(store, monkeypatch)
    with pytest.raises(StoreError):
        store.imports.stage_drop(key)
    other.by(CHEN).imports.resume(now=NOW)
    assert [row.id for row in other.imports.all()] == [key]
    store.imports.stage_drop(key)
    assert other.imports.all() == ()
    store.close()
    other.close()


def test_an_import_that_could_not_begin_begins_the_next_time(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, other = opened(database_url), Store.open(database_url, NOW)
    fail_to_commit(store, monkeypatch)
    with pytest.raises(StoreError):
        staged(store)
    for program in (other, store):  # on SQLite both get the id of the one that did not begin
        key = staged(program)
        program.by(CHEN).imports.stage_drop(key)
    assert store.imports.all() == ()
    store.close()
    other.close()


def test_an_import_that_went_into_a_lost_log_is_read_by_nobody(
    sqlite_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commit went well and whoever began was told that it did not: its mark goes, and so does the import."""
    store, other = opened(str(sqlite_path)), Store.open(str(sqlite_path), NOW)
    commit = store.database.driver.commit

    def lose_log() -> None:
        commit()
        sqlite_path.with_name(f"{sqlite_path.name}-wal").unlink()

    monkeypatch.setattr(store.database.driver, "commit", lose_log)
    with pytest.raises(StoreError) as refused:
        staged(store)
    assert refused.value.code is Trouble.LOG_LOST
    monkeypatch.undo()
    other.close()
    later = Store.open(str(sqlite_path), NOW)
    later.by(CHEN).imports.resume(now=NOW)
    assert later.imports.all() == ()
    assert not list(sqlite_path.parent.glob("*-reading-*"))
    for one in (later, store):
        one.close()
