"""A database that notes for how long each of its writing transactions keeps others waiting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from bench import figures
from callcenter.model import Instant
from callcenter.storage.database.transaction import Database, Tx
from callcenter.store import Store

WANTED_LOCK = 50.0
"""Milliseconds for which a transaction may hold the write lock at most."""

_WRITES_APART = 20

T = TypeVar("T")


class Watched(Database):
    """``held`` are the milliseconds of each writing transaction, in their order.

    SQLite moves what was written into its main file after some commits, when the lock is free again: here that is
    done apart, so that it does not count as holding the lock.
    """

    def __init__(self, driver: Any, path: str, *, postgres: bool) -> None:
        super().__init__(driver, path, postgres=postgres)
        self.held: list[float] = []

    def checkpoint_apart(self) -> None:
        """Take checkpoints apart from here on; on PostgreSQL another process does so."""
        if not self.postgres:
            self.driver.execute_sql("PRAGMA wal_autocheckpoint = 0")

    def write(self, work: Callable[[Tx], T], *, durable: bool = True, repeatable: bool = False) -> T:
        with figures.timed(self.held):
            result = super().write(work, durable=durable, repeatable=repeatable)
        if not self.postgres and len(self.held) % _WRITES_APART == 0:
            self.driver.execute_sql("PRAGMA wal_checkpoint(PASSIVE)")
        return result


def open_watched(address: str, now: Instant) -> tuple[Store, Watched]:
    """A store whose transactions are watched."""
    plain = Store.open(address, now).database
    watched = Watched(plain.driver, plain.path, postgres=plain.postgres)
    return Store(watched), watched
