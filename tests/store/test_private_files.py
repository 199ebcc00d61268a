"""Permissions of a store's files: its owner, and a team's its group."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.store import Store
from tests.store.building import at, customer, opened

NOW = at("2026-03-02 09:00")


@pytest.fixture(autouse=True)
def _open_umask() -> Iterator[None]:
    """As on most machines: others may read what one makes."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def modes(folder: Path) -> dict[str, int]:
    return {one.name: mode(one) for one in folder.iterdir()}


def test_a_new_store_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "store.db"
    store = opened(str(path))
    customer(store, "吴静", "+8613812347731")
    assert (mode(tmp_path / "new"), mode(path.parent)) == (0o700, 0o700)
    assert modes(path.parent) == {"store.db": 0o600, "store.db-wal": 0o600, "store.db-shm": 0o600}
    assert store.mended == ()
    store.close()


def test_an_older_store_is_mended_and_that_is_said_once(sqlite_path: Path) -> None:
    opened(str(sqlite_path)).close()
    backup = sqlite_path.with_name(f"{sqlite_path.name}.v7.backup")
    backup.write_bytes(b"")
    other = sqlite_path.with_name("notes.txt")
    other.write_text("somebody's own")
    for one in (sqlite_path, backup, other):
        one.chmod(0o644)
    folder = mode(tmp := sqlite_path.parent)
    store = Store.open(str(sqlite_path), NOW)
    assert store.mended == (str(sqlite_path), str(backup))
    assert [mode(one) for one in (sqlite_path, backup, other)] == [0o600, 0o600, 0o644]
    assert mode(tmp) == folder, "a folder that the program did not make is somebody's own"
    store.close()
    store = Store.open(str(sqlite_path), NOW)
    assert store.mended == ()
    store.close()


def test_a_file_in_use_is_mended_with_its_log(sqlite_path: Path) -> None:
    store = opened(str(sqlite_path))
    for ending in ("", "-wal", "-shm"):
        sqlite_path.with_name(f"{sqlite_path.name}{ending}").chmod(0o666)
    other = Store.open(str(sqlite_path), NOW)
    assert set(modes(sqlite_path.parent).values()) == {0o600}
    customer(other, "吴静", "+8613812347731")
    with sqlite3.connect(sqlite_path) as reader:
        assert reader.execute("SELECT name FROM customer").fetchall() == [("吴静",)]
    other.close()
    store.close()


def test_a_teams_file_is_its_groups_too(tmp_path: Path) -> None:
    path = tmp_path / "team" / "store.db"
    store = Store.open(str(path), NOW, team=True)
    store.plans.tick(NOW)
    assert mode(path.parent) == 0o2770
    assert set(modes(path.parent).values()) == {0o660}
    store.close()
    path.chmod(0o666)
    store = Store.open(str(path), NOW, team=True)
    assert (store.mended, mode(path)) == ((str(path),), 0o660)
    store.close()


def test_the_copy_of_an_older_schema_is_private(sqlite_path: Path) -> None:
    data = Path(__file__).parents[1] / "data" / "schema_6" / "sqlite.sql"
    with sqlite3.connect(sqlite_path) as file:
        file.executescript(data.read_text(encoding="utf-8"))
    file.close()
    Store.open(str(sqlite_path), NOW).close()
    assert set(modes(sqlite_path.parent).values()) == {0o600}
