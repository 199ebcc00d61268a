"""Who still reads a file into the staging tables: a mark that goes with the process, however it ends (RULES §3).

A row cannot say that its writer was killed. A lock can: the system lets go of it with the process. On PostgreSQL it is
an advisory lock of the reader's connection; on SQLite an empty database beside the store's, locked by SQLite's own
means, which every system has (network shares are refused, so all programs on the file run on one machine).

All of it happens inside writing transactions: on SQLite there is one at a time, so a mark is never set, cleared and
looked at by two programs at once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from callcenter.records.working import Tx, store_error

_SPACE = 727002
"""The first half of the advisory locks' keys; the second is the import's id."""


class ReadingMarks:
    """The marks that one store has set."""

    def __init__(self, path: str, *, postgres: bool) -> None:
        # Two programs may have come to one file by different names.
        self._path = None if postgres else Path(path).resolve()
        self._held: dict[int, sqlite3.Connection | None] = {}

    def set(self, tx: Tx, import_id: int) -> None:
        """Mark an import as being read, in the transaction that makes it known: nobody sees it without its mark.

        Raises ``StoreError`` ``CANNOT_OPEN``, ``DISK_FULL`` where no file can be made beside the store's.
        """
        if self._path is None:
            tx.sql("SELECT pg_advisory_lock(?, ?)", (_SPACE, import_id))
            self._held[import_id] = None
        else:
            try:
                lock = self._open(import_id)
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.Error as error:
                raise store_error(error, str(self._path)) from error
            self._held[import_id] = lock

    def clear(self, tx: Tx, import_id: int) -> None:
        """Reading is over. Nothing to do where this store has not set the mark."""
        if import_id not in self._held:
            return
        lock = self._held.pop(import_id)
        if lock is None:
            tx.sql("SELECT pg_advisory_unlock(?, ?)", (_SPACE, import_id))
        else:
            lock.close()
            self._file(import_id).unlink(missing_ok=True)

    @contextmanager
    def abandoned(self, tx: Tx, import_id: int) -> Iterator[bool]:
        """Whether nobody reads this import any more; until the transaction ends nobody else finds that out too."""
        if import_id in self._held:
            yield False
            return
        if self._path is None:
            yield bool(tx.value("SELECT pg_try_advisory_xact_lock(?, ?)", (_SPACE, import_id)))
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

    def _open(self, import_id: int) -> sqlite3.Connection:
        return sqlite3.connect(self._file(import_id), timeout=0, isolation_level=None, check_same_thread=False)

    def _file(self, import_id: int) -> Path:
        assert self._path is not None
        return self._path.with_name(f"{self._path.name}-reading-{import_id}")
