"""Marks of the files being read into the staging tables: each goes with its process, however that ends.

A row cannot say that its writer was killed. A lock can: the system lets go of it with the process. On PostgreSQL it is
an advisory lock of the reader's connection; on SQLite an empty database beside the store's, locked by SQLite's own
means, which every system has (network shares are refused, so all programs on the file run on one machine).

Marks are set and looked at inside writing transactions, of which SQLite has one at a time. One is cleared when the
transaction is committed that ends the reading: a unit of work may be rolled back and run again.

See docs/rules.md#imports.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from callcenter import private_files
from callcenter.storage.database.failures import store_error
from callcenter.storage.database.prepared import Query
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables.slim_peewee import fn, peewee
from callcenter.views.upkeep.trouble import StoreError, Trouble

_SPACE = 727002
"""The first half of the advisory locks' keys; the second is the import's id."""

_PATIENCE_SECONDS = 5.0


def _of_server(function: Callable[[int, int], Any], import_id: int) -> Query:
    """Call one of PostgreSQL's functions on the advisory lock of an import."""
    return peewee.Select(columns=[function(_SPACE, import_id)])


class ReadingMarks:
    """The marks that one store has set."""

    def __init__(self, path: str, *, postgres: bool) -> None:
        # Two programs may have come to one file by different names.
        self._path = None if postgres else Path(path).resolve()
        self._held: dict[int, sqlite3.Connection | None] = {}

    def set(self, tx: Tx, import_id: int) -> None:
        """Mark an import as being read, in the transaction that makes it known: nobody sees it without its mark.

        Where the transaction is rolled back the mark goes.

        Raises ``StoreError`` ``CANNOT_OPEN``, ``DISK_FULL`` where no file can be made beside the store's.
        """
        if self._path is None:
            tx.value(_of_server(fn.pg_advisory_lock, import_id))
            self._held[import_id] = None
        else:
            try:
                self._held[import_id] = self._locked(import_id)
            except sqlite3.Error as error:
                raise store_error(error, str(self._path)) from error
            except OSError as error:
                reason = error.strerror or str(error)
                raise StoreError(Trouble.CANNOT_OPEN, path=str(self._path), reason=reason) from error
        tx.after_rollback(lambda: self._let_go(tx, import_id))

    def clear(self, tx: Tx, import_id: int) -> None:
        """Clear the mark once ``tx`` is committed. Nothing to do where this store has not set it."""
        if import_id in self._held:
            tx.after_commit(lambda: self._let_go(tx, import_id))

    def _let_go(self, tx: Tx, import_id: int) -> None:
        lock = self._held.pop(import_id)
        if lock is None:
            tx.value(_of_server(fn.pg_advisory_unlock, import_id))
        else:
            # In this order: who waits for the lock finds the file gone and makes another one.
            self._file(import_id).unlink(missing_ok=True)
            lock.close()

    @contextmanager
    def abandoned(self, tx: Tx, import_id: int) -> Iterator[bool]:
        """Tell whether nobody reads this import any more; until the transaction ends nobody else finds that out too."""
        if import_id in self._held:
            yield False
            return
        if self._path is None:
            yield bool(tx.value(_of_server(fn.pg_try_advisory_xact_lock, import_id)))
            return
        with closing(self._open(import_id)) as lock:
            try:
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError:
                yield False
                return
            yield True
        self._file(import_id).unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the files; the locks of connections go with the connections."""
        for lock in self._held.values():
            if lock is not None:
                lock.close()
        self._held.clear()

    def _locked(self, import_id: int) -> sqlite3.Connection:
        """The lock of an import whose id was another one's before, which may be letting go of it at this moment."""
        while True:
            lock = self._open(import_id, timeout=_PATIENCE_SECONDS)
            lock.execute("BEGIN EXCLUSIVE")
            if self._file(import_id).exists():
                return lock
            lock.close()

    def _open(self, import_id: int, timeout: float = 0) -> sqlite3.Connection:
        assert self._path is not None
        mark = self._file(import_id)
        private_files.make_file(mark, team=private_files.is_shared(self._path))
        return sqlite3.connect(mark, timeout=timeout, isolation_level=None, check_same_thread=False)

    def _file(self, import_id: int) -> Path:
        assert self._path is not None
        return self._path.with_name(f"{self._path.name}-reading-{import_id}")
