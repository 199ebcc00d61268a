"""Enter while the database keeps one waiting, and how many connections a workstation has."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import psycopg
import pytest

from callcenter.store import Store
from tests.workstation.stage import BOSS, MONDAY, add, inquired, open_store, workstation

ZH = {"en": ("Saving …", "no answer from the database for"), "zh": ("正在保存", "没有响应")}


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_enter_shows_that_it_is_saving(tmp_path: Path, lang: str) -> None:
    """Another program holds the file: the call stays on the screen, and says why nothing happens."""
    store = open_store(tmp_path, MONDAY)
    inquired(store, add(store, "Anna Adams", "+8613812347731", MONDAY), MONDAY, MONDAY)
    async with workstation(store, lang=lang) as stage:
        await stage.press("n", "d", *"wants a price", "f3")
        other = sqlite3.connect(tmp_path / "shift.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            await stage.pilot.press("enter")
            for said in ZH[lang]:
                await stage.until(lambda said=said: said in stage.text())  # type: ignore[misc]
        finally:
            other.execute("ROLLBACK")
            other.close()
        await stage.settle()
        await stage.until(lambda: not any(said in stage.text() for said in ZH[lang]))
        assert store.details.get("W000001", now=MONDAY).touches
    store.close()


async def test_a_workstation_holds_two_connections_and_gives_them_back(postgresql_url: str) -> None:
    store = Store.open(postgresql_url, MONDAY)
    store.by(BOSS).campaigns.ensure_shipped("telesales", now=MONDAY)
    store.by(BOSS).people.add("王敏", now=MONDAY)
    for number in range(30):
        inquired(store, add(store, f"客户{number}", f"+86138123477{number:02d}", MONDAY), MONDAY, MONDAY)
    most = 0
    with psycopg.connect(postgresql_url, autocommit=True) as watcher:
        count = (
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'callcenter'"
        )
        async with workstation(store) as stage:
            for keys in (
                ("j", "enter"),
                ("escape", "f2"),
                ("f3",),
                ("f4",),
                ("f1",),
                ("n", "d", *"wants a price", "f3", "enter"),
                ("j",),
            ):
                for key in keys:
                    await stage.pilot.press(key)
                    most = max(most, watcher.execute(count).fetchone()[0])  # type: ignore[index]
            await stage.settle()
            assert watcher.execute(count).fetchone() == (most,)
        store.close()
        assert most == 2
        # The server notices the end of a connection on its own time.
        for _ in range(250):
            if watcher.execute(count).fetchone() == (0,):
                break
            watcher.execute("SELECT pg_sleep(0.02)")
        assert watcher.execute(count).fetchone() == (0,)


async def test_a_log_that_is_taken_away_is_told_before_a_call_is_called_saved(tmp_path: Path) -> None:
    """The call stays on the screen with what was typed; Enter again saves it, where everybody reads it."""
    store = open_store(tmp_path, MONDAY)
    inquired(store, add(store, "Anna Adams", "+8613812347731", MONDAY), MONDAY, MONDAY)
    async with workstation(store) as stage:
        await stage.press("n", "d", *"wants a price", "f3")
        (tmp_path / "shift.db-wal").unlink()
        await stage.press("enter")
        assert "shift.db-wal was deleted or replaced" in list(stage.app._notifications)[-1].message
        assert store.database.read(lambda tx: tx.rows("SELECT note FROM touch")) == []
        assert "wants a price" in stage.text()
        await stage.press("enter")
        with sqlite3.connect(tmp_path / "shift.db") as other:
            assert other.execute("SELECT note FROM touch").fetchall() == [("wants a price",)]
    store.close()
