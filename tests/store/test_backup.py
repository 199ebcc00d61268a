"""Backups while people work, and putting one back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import threading
from functools import partial
from pathlib import Path

import pytest

from callcenter.model import DAY, HOUR
from callcenter.storage.database import dump
from callcenter.storage.database.address import is_server
from callcenter.storage.database.transaction import Tx
from callcenter.storage.upkeep import backups as backup_room
from callcenter.store import Store, StoreError, Trouble
from tests.store.building import at, customer, opened

NOW = at("2026-03-02 09:00")


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def names(store: Store) -> list[str]:
    return [name for (name,) in store.database.read(lambda tx: tx.rows("SELECT name FROM customer ORDER BY id"))]


def test_a_store_comes_back_as_it_was(database_url: str, tmp_path: Path) -> None:
    store = opened(database_url)
    customer(store, "吴静", "+8613812347731")
    file = store.backups.make(tmp_path / "kept", now=NOW)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    customer(store, "李雷", "+8613812347732")
    store.close()
    aside = Store.restore(database_url, file, now=NOW)
    store = Store.open(database_url, NOW)
    assert names(store) == ["吴静"]
    customer(store, "韩梅", "+8613812347733")
    store.close()
    assert aside is not None
    Store.restore(database_url, aside, now=NOW + 1_000)
    store = Store.open(database_url, NOW)
    assert names(store) == ["吴静", "李雷"], "what was there before is kept"
    store.close()


def test_a_store_that_is_worked_with_is_not_replaced_unasked(database_url: str, tmp_path: Path) -> None:
    store = opened(database_url)
    customer(store, "吴静", "+8613812347731")
    file = store.backups.make(tmp_path / "kept", now=NOW)
    customer(store, "李雷", "+8613812347732")
    with pytest.raises(StoreError) as refused:
        Store.restore(database_url, file, now=NOW)
    assert refused.value.code is Trouble.IN_USE
    assert names(store) == ["吴静", "李雷"]
    if not is_server(database_url):
        Store.restore(database_url, file, force=True, now=NOW)
        assert names(store) == ["吴静"], "who works goes on with what was restored"
        customer(store, "韩梅", "+8613812347733")
        assert names(store) == ["吴静", "韩梅"]
    store.close()


def test_nothing_is_written_over(database_url: str, tmp_path: Path) -> None:
    store = opened(database_url)
    file = tmp_path / "kept"
    file.write_text("somebody's own")
    with pytest.raises(StoreError) as refused:
        store.backups.make(file, now=NOW)
    assert (refused.value.code, file.read_text()) == (Trouble.FILE_EXISTS, "somebody's own")
    store.backups.make(file, force=True, now=NOW)
    assert file.stat().st_size > 10_000
    if not is_server(database_url):
        for ending in ("", "-wal", "-shm"):
            with pytest.raises(StoreError):
                store.backups.make(Path(f"{database_url}{ending}"), force=True, now=NOW)
    assert sorted(one.name for one in tmp_path.iterdir() if "part" in one.name) == []
    store.close()


def test_a_backup_is_of_one_moment_and_keeps_nobody_waiting(
    sqlite_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody writes between any two of its steps: without one transaction it would restart for ever."""
    monkeypatch.setattr(backup_room, "_STEP_PAGES", 1)
    store = opened(str(sqlite_path))
    done, written = threading.Event(), 0

    def rename(line: str, tx: Tx) -> None:
        for name in ("王敏", "赵磊"):
            tx.sql("UPDATE agent SET line = ? WHERE name = ?", (line, name))

    def keep_writing() -> None:
        nonlocal written
        while not done.is_set():
            store.database.write(partial(rename, str(written)), durable=False)
            written += 1

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        for number in range(5):
            before = written
            file = store.backups.make(tmp_path / f"kept-{number}", now=NOW)
            with sqlite3.connect(file) as copy:
                rows = copy.execute("SELECT DISTINCT line FROM agent WHERE name IN ('王敏', '赵磊')").fetchall()
            assert len(rows) == 1
            assert written > before, "writers go on"
    finally:
        done.set()
        writer.join()
        store.close()


def test_one_backup_a_day_for_all_programs(database_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "daily"
    first, second = opened(database_url), Store.open(database_url, NOW)
    assert first.backups.make_daily(folder, keep_days=2, now=NOW) is not None
    assert second.backups.make_daily(folder, keep_days=2, now=NOW + HOUR) is None
    for day in (1, 2, 3):
        assert second.backups.make_daily(folder, keep_days=2, now=NOW + day * DAY) is not None
        assert first.backups.make_daily(folder, keep_days=2, now=NOW + day * DAY) is None
    stranger = folder / "notes-2020-01-01-000000.db"
    stranger.write_text("")
    assert first.backups.make_daily(folder, keep_days=2, now=NOW + 4 * DAY) is not None
    kept = sorted(one.name[-20:-10] for one in folder.iterdir() if one != stranger)
    assert len(kept) == 2, kept
    assert stranger.exists()
    first.close()
    second.close()


def test_a_clock_that_was_wrong_does_not_end_the_daily_backups(sqlite_path: Path, tmp_path: Path) -> None:
    store = opened(str(sqlite_path))
    assert store.backups.make_daily(tmp_path / "daily", keep_days=9, now=NOW + 400 * DAY)
    assert store.backups.make_daily(tmp_path / "daily", keep_days=9, now=NOW)
    store.close()


def test_a_damaged_store_is_replaced_and_its_remains_are_kept(sqlite_path: Path, tmp_path: Path) -> None:
    store = opened(str(sqlite_path))
    customer(store, "吴静", "+8613812347731")
    file = store.backups.make(tmp_path / "kept", now=NOW)
    store.close()
    for remains in (b"\xff" * 8_192, sqlite_path.read_bytes()[:4_096] + b"\xff" * 8_192):
        sqlite_path.write_bytes(remains)
        aside = Store.restore(str(sqlite_path), file, now=NOW)
        store = Store.open(str(sqlite_path), NOW)
        assert names(store) == ["吴静"]
        store.close()
        assert aside is not None
        assert aside.read_bytes() == remains
        aside.unlink()


def test_what_is_no_backup_changes_nothing(sqlite_path: Path, tmp_path: Path) -> None:
    store = opened(str(sqlite_path))
    customer(store, "吴静", "+8613812347731")
    good = store.backups.make(tmp_path / "good", now=NOW)
    store.close()
    text, foreign, torn, newer = (tmp_path / name for name in ("text", "foreign", "torn", "newer"))
    text.write_text("no database at all, " * 300)
    with sqlite3.connect(foreign) as other:
        other.execute("CREATE TABLE song (title TEXT)")
    data = bytearray(good.read_bytes())
    data[8_192:16_384] = b"\xff" * 8_192
    torn.write_bytes(data)
    shutil.copy(good, newer)
    with sqlite3.connect(newer) as other:
        other.execute("UPDATE meta SET value = '99' WHERE key = 'schema_version'")
    for file, code in (
        (text, Trouble.NOT_A_DATABASE),
        (foreign, Trouble.FOREIGN_DATABASE),
        (torn, Trouble.DAMAGED),
        (newer, Trouble.NEWER_SCHEMA),
        (tmp_path / "none", Trouble.CANNOT_OPEN),
    ):
        with pytest.raises(StoreError) as refused:
            Store.restore(str(sqlite_path), file, force=True, now=NOW)
        assert (file.name, refused.value.code) == (file.name, code)
    store = Store.open(str(sqlite_path), NOW)
    assert names(store) == ["吴静"]
    store.close()


def test_a_torn_dump_changes_nothing(postgresql_url: str, tmp_path: Path) -> None:
    store = opened(postgresql_url)
    customer(store, "吴静", "+8613812347731")
    file = store.backups.make(tmp_path / "kept", now=NOW)
    customer(store, "李雷", "+8613812347732")
    store.close()
    data = file.read_bytes()
    file.write_bytes(data[:-300])
    with pytest.raises(StoreError) as refused:
        Store.restore(postgresql_url, file, now=NOW)
    assert refused.value.code is Trouble.DATABASE
    store = Store.open(postgresql_url, NOW)
    assert names(store) == ["吴静", "李雷"]
    assert [one.suffix for one in (tmp_path / "data/callcenter/backups").iterdir()] == [".dump"]
    store.close()


def test_a_server_without_its_programs_here_is_named(
    postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(postgresql_url)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StoreError) as refused:
        store.backups.make(tmp_path / "kept", now=NOW)
    assert (refused.value.code, refused.value.params) == (Trouble.NO_TOOL, {"program": "pg_dump"})
    assert not (tmp_path / "kept").exists()
    store.close()


def test_no_list_of_processes_shows_the_address(
    postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, seen = shutil.which("pg_dump"), tmp_path / "seen"
    own = tmp_path / "bin"
    own.mkdir()
    (own / "pg_dump").write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {seen}\nexec {found} "$@"\n')
    (own / "pg_dump").chmod(0o755)
    monkeypatch.setenv("PATH", f"{own}:{os.environ['PATH']}")
    store = opened(f"{postgresql_url}&password=s3cret")
    store.backups.make(tmp_path / "kept", now=NOW)
    store.close()
    assert "s3cret" not in seen.read_text()
    assert "--format=custom" in seen.read_text()
    subprocess.run(["pg_restore", "--list", tmp_path / "kept"], check=True, capture_output=True)


@pytest.mark.parametrize("writes", [False, True])
def test_a_dump_that_hangs_is_ended(
    postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writes: bool
) -> None:
    """One that writes something at the beginning is given the time once more, then it is ended too."""
    own = tmp_path / "bin"
    own.mkdir()
    begins = 'for one in "$@"; do case $one in --file=*) echo begun > "${one#--file=}";; esac; done\n' if writes else ""
    (own / "pg_dump").write_text(f"#!/bin/sh\n{begins}exec sleep 600\n")
    (own / "pg_dump").chmod(0o755)
    monkeypatch.setenv("PATH", f"{own}:{os.environ['PATH']}")
    monkeypatch.setattr(dump, "STALLED_SECONDS", 0.2)
    store = opened(postgresql_url)
    with pytest.raises(StoreError) as refused:
        store.backups.make(tmp_path / "kept", now=NOW)
    assert (refused.value.code, refused.value.params["program"]) == (Trouble.TOOL_HANGS, "pg_dump")
    assert not (tmp_path / "kept").exists()
    store.close()


def test_a_dump_waits_for_a_locked_table_and_says_so(
    postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dump, "LOCK_SECONDS", 0.1)
    store = opened(postgresql_url)
    file = tmp_path / "begun"
    file.touch()

    def locked(tx: Tx) -> None:
        tx.sql("LOCK TABLE customer IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(StoreError) as refused:
            dump.write(postgresql_url, file)
        assert "statement timeout" in str(refused.value.params["reason"])

    store.database.write(locked)
    store.close()


@pytest.mark.parametrize("name", ["~~", "~nobody-of-this-name"])
def test_a_file_may_be_named_like_a_home(
    name: str, sqlite_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name of a store has its ``~`` led home already; what is left of it is a name like another."""
    store = opened(str(sqlite_path))
    file = store.backups.make(tmp_path / "kept", now=NOW)
    store.close()
    monkeypatch.chdir(tmp_path)
    assert not Store.is_there(name)
    assert Store.restore(name, file, now=NOW) is None
    assert Store.is_there(name)
    assert (tmp_path / name).exists()
