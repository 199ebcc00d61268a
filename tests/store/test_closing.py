"""A store is closed when nobody is at work on it: under another thread it would take the process down."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
import pytest

from callcenter.storage.database import connector
from callcenter.views.upkeep.trouble import StoreError, Trouble
from tests.store.building import opened

if TYPE_CHECKING:
    from callcenter.storage.database.transaction import Tx
    from callcenter.store import Store


@contextmanager
def read_in_the_middle(store: Store, go: threading.Event) -> Iterator[list[object]]:
    """Another thread has read something and is going to read something else; what it read, or what it met."""
    found: list[object] = []
    inside = threading.Event()

    def work(tx: Tx) -> None:
        found.append(tx.value("SELECT 1"))
        inside.set()
        go.wait()
        found.append(tx.value("SELECT 2"))

    def read() -> None:
        try:
            store.database.read(work)
        except Exception as error:
            found.append(error)

    reading = threading.Thread(target=read)
    reading.start()
    inside.wait()
    try:
        yield found
    finally:
        go.set()
        reading.join()


def test_closing_waits_for_what_another_thread_reads(database_url: str) -> None:
    store, go = opened(database_url), threading.Event()
    with read_in_the_middle(store, go) as found:
        closing = threading.Thread(target=store.close)
        closing.start()
        # Without a wait it would be done before the other thread goes on.
        closing.join(0.2)
        assert closing.is_alive()
        go.set()
        closing.join()
    assert found == [1, 2]


def test_what_hangs_keeps_its_connection_and_is_not_waited_for(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connector, "_CLOSING_SECONDS", 0.05)
    store, go = opened(database_url), threading.Event()
    with read_in_the_middle(store, go) as found:
        store.close()
    assert found == [1, 2]
    store.close()


def test_when_nobody_is_at_work_all_connections_are_closed(database_url: str) -> None:
    store = opened(database_url)
    connections = list(store.database.driver.opened)
    assert connections
    store.close()
    for connection in connections:
        with pytest.raises((sqlite3.ProgrammingError, psycopg.OperationalError), match="closed"):
            connection.execute("SELECT 1")


def test_nothing_begins_after_it_and_no_connection_is_made_anew(database_url: str) -> None:
    """A thread that is between two readings would begin the second on a connection that is being closed."""
    store = opened(database_url)
    store.close()
    with pytest.raises(StoreError) as refused:
        store.database.read(lambda tx: tx.value("SELECT 1"))
    assert refused.value.code is Trouble.ENDED
    assert not store.database.driver.opened
    store.close()
