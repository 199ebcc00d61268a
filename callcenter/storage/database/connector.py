"""Opening a store: which database, whether it may be used, and its schema brought up to date."""

from __future__ import annotations

import errno
import glob
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from callcenter import private_files
from callcenter.model import Instant
from callcenter.storage.database.address import is_server, shown
from callcenter.storage.database.address import server as server_address
from callcenter.storage.database.failures import BUSY_SECONDS, is_busy, store_error
from callcenter.storage.database.migrations import runner as migration
from callcenter.storage.database.migrations.runner import Step
from callcenter.storage.database.stored_version import stored_version
from callcenter.storage.database.transaction import Database, Tx
from callcenter.storage.database.usage import Usage
from callcenter.storage.tables import VERSION
from callcenter.storage.tables.slim_peewee import fn, peewee
from callcenter.views.upkeep.trouble import StoreError, Trouble

if TYPE_CHECKING:
    from callcenter.storage.database.server import Server

_OLDEST_SQLITE = (3, 35, 0)  # RETURNING
_SHARES = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "ncpfs", "davfs", "fuse.davfs2"}
)
_CACHE_KIB = 2_048  # of each thread: with the operating system keeping the pages, a miss costs microseconds
_CHECKPOINT_PAGES = (
    4_000  # an import writes a thousand in a chunk: with the default every commit would wait for the disk
)


_BESIDE = ("-wal", "-shm", "-reading-*", ".v*.backup")
"""Suffixes of the files that the store keeps beside its own."""

_CLOSING_SECONDS = 2.0
"""Seconds for which a store that is being closed waits for what others do with it."""

_SCHEMA_LOCK = 727001
"""The advisory lock of whoever makes or changes the schema on a server."""

_LOOK_AGAIN_MS = 3
"""SQLite looks after 1 ms and after 3, then it is asked again."""


_Place: TypeAlias = tuple[int, int]
"""Identity of a file, whatever its name: device and number."""

_Log: TypeAlias = tuple[_Place | None, _Place | None]
"""The write-ahead log and its index; None = there is none."""


class _Sqlite(peewee.SqliteDatabase):
    """Connections of all threads, so that closing the store closes them all; and which file they are on.

    A file that is moved or deleted is written to all the same: what is saved would be lost without a word, and a
    thread that connects later would be on another file. So every transaction begins with :meth:`follow`.
    """

    local = True
    """True where the operating system can vouch for the one at this end."""

    def __init__(self, path: str) -> None:
        self.opened: list[sqlite3.Connection] = []
        self.using = Usage()
        self._file: _Place | None = None
        self._lost_logs: set[_Log] = set()
        self.mended: tuple[str, ...] = ()
        self._log_untold = False
        self._threads = threading.local()
        self._following = threading.Lock()
        super().__init__(
            path,
            pragmas={
                "busy_timeout": BUSY_SECONDS * 1000,
                "journal_mode": "wal",
                "synchronous": "normal",
                "fullfsync": 1,  # macOS: the disk's own cache, too
                "foreign_keys": 1,
                "cache_size": -_CACHE_KIB,
                "wal_autocheckpoint": _CHECKPOINT_PAGES,
            },
            timeout=BUSY_SECONDS,
            lock_type="IMMEDIATE",
            check_same_thread=False,
        )

    def _connect(self) -> sqlite3.Connection:
        connection: sqlite3.Connection = super()._connect()  # type: ignore[misc]
        self.opened.append(connection)
        self._threads.file, self._threads.log = _place(self.database), self._log()
        self._threads.durable, self._threads.patience = False, BUSY_SECONDS * 1000
        if self._file is None:
            self._file = self._threads.file
        return connection

    def begin_immediate(self, *, durable: bool = False) -> None:
        """Begin to write as soon as nobody else does; ``durable``: the commit returns when the disk has it.

        SQLite's own waiting sleeps longer and longer between two looks, up to 0.1 s. Others write for some
        milliseconds at a time: it would miss one gap after another, while those who came later get in.
        """
        connection = self.connection()  # type: ignore[no-untyped-call]
        end = time.monotonic() + BUSY_SECONDS
        self._be_patient(connection, _LOOK_AGAIN_MS)
        if durable is not self._threads.durable:
            # Within a transaction SQLite refuses to change it.
            connection.execute(f"PRAGMA synchronous = {'full' if durable else 'normal'}")
            self._threads.durable = durable
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if not is_busy(error) or time.monotonic() >= end:
                    raise

    def begin_deferred(self) -> None:
        """Begin to read: SQLite's own waiting will do."""
        connection = self.connection()  # type: ignore[no-untyped-call]
        self._be_patient(connection, BUSY_SECONDS * 1000)
        connection.execute("BEGIN DEFERRED")

    def _be_patient(self, connection: sqlite3.Connection, milliseconds: int) -> None:
        if milliseconds != self._threads.patience:
            connection.execute(f"PRAGMA busy_timeout = {milliseconds}")
            self._threads.patience = milliseconds

    def follow(self, *, writing: bool = False) -> bool:
        """Go over to another store that was put in the file's place; whether one was.

        Raises :class:`StoreError` ``MOVED`` while there is no file, or none of a store; the file put back, or a
        backup of it, mends it. ``LOG_LOST`` as :meth:`check_log` does, until somebody who was ``writing`` has heard it.
        """
        if self._file is None:
            return False
        found = _place(self.database)
        replaced = False
        if found != self._file:
            with self._following:
                if found is None or not _is_store(self.database):
                    raise StoreError(Trouble.MOVED, path=self.database)
                replaced, self._file = found != self._file, found
        if not self.is_closed():
            if getattr(self._threads, "file", None) != found or self._threads.log in self._lost_logs:
                self.close()
            else:
                self.check_log(writing=writing)
        if self._log_untold:
            self._log_untold = not writing
            raise StoreError(Trouble.LOG_LOST, path=f"{self.database}-wal")
        return replaced

    def lent(self, *, writing: bool) -> AbstractContextManager[None]:
        """The connection for a unit of work: on a file each thread has one of its own."""
        return nullcontext()

    def check_log(self, *, writing: bool = True) -> None:
        """Notice that the write-ahead log of this thread's connection, or its index, was deleted or replaced.

        What is committed then goes into a file without a name. Where nothing stands in its place yet, no other program
        has begun a log of its own: the connection still reads what it wrote, and the database is given all of it.
        Raises :class:`StoreError` ``LOG_LOST`` either way: others may have lost something, and somebody has to look.
        """
        held, found = self._threads.log, self._log()
        if None in held:  # nothing was written yet when it connected
            self._threads.log = found
            return
        if held == found:
            return
        with self._following:
            if held not in self._lost_logs and all(one in (None, was) for one, was in zip(found, held, strict=True)):
                connection = self.connection()  # type: ignore[no-untyped-call]
                with suppress(sqlite3.Error):
                    self._be_patient(connection, BUSY_SECONDS * 1000)
                    connection.execute("PRAGMA wal_checkpoint(FULL)")
            self._lost_logs.add(held)
            self._log_untold = not writing
        self.close()
        raise StoreError(Trouble.LOG_LOST, path=f"{self.database}-wal")

    def _log(self) -> _Log:
        return _place(f"{self.database}-wal"), _place(f"{self.database}-shm")


def _place(path: str) -> _Place | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _is_store(path: str) -> bool:
    """Tell whether a file holds a store of this program's version."""
    try:
        connection = sqlite3.connect(f"{Path(path).absolute().as_uri()}?mode=rw", uri=True)
        try:
            version = stored_version(connection)
        finally:
            connection.close()
    except sqlite3.Error:
        return False
    return version == str(VERSION)


Driver: TypeAlias = "_Sqlite | Server"


def connect(address: str, *, team: bool = False) -> Driver:
    """A database for a file's path or a ``postgresql://`` address, not yet opened.

    A file is its owner's alone, a ``team``'s also its group's; what others could read until now is in ``mended``.
    Raises :class:`StoreError` where it cannot be one: an old SQLite, a network share, a missing driver or folder.
    """
    if is_server(address):
        url = server_address(address)
        _load_driver()
        from callcenter.storage.database.server import Server

        return Server(url)
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        needed = ".".join(map(str, _OLDEST_SQLITE))
        raise StoreError(Trouble.OLD_SQLITE, found=sqlite3.sqlite_version, needed=needed)
    if "\0" in address:  # a settings file can hold one, a path cannot
        raise StoreError(Trouble.CANNOT_OPEN, path=address.replace("\0", ""), reason=os.strerror(errno.EINVAL))
    path = Path(address)
    try:
        private_files.make_folder(path.parent, team=team)
    except OSError as error:
        raise StoreError(Trouble.CANNOT_OPEN, path=str(path), reason=error.strerror or str(error)) from error
    filesystem = _filesystem(path)
    if filesystem in _SHARES:
        # WAL needs memory that all programs on the file share; over a network the file would be damaged.
        raise StoreError(Trouble.NETWORK_SHARE, path=str(path), filesystem=filesystem)
    if path.is_dir():
        raise StoreError(Trouble.CANNOT_OPEN, path=str(path), reason=os.strerror(errno.EISDIR))
    if path.exists() and not os.access(path, os.W_OK):
        raise StoreError(Trouble.READ_ONLY, path=str(path))
    if not os.access(path.parent, os.W_OK):
        raise StoreError(Trouble.READ_ONLY, path=str(path.parent))
    db = _Sqlite(str(path))
    try:
        private_files.make_file(path, team=team)
    except OSError as error:
        raise StoreError(Trouble.CANNOT_OPEN, path=str(path), reason=error.strerror or str(error)) from error
    files = [path, *(one for ending in _BESIDE for one in path.parent.glob(f"{glob.escape(path.name)}{ending}"))]
    db.mended = tuple(str(one) for one in files if private_files.tighten(one, team=team))
    if team:
        for one in files:
            private_files.share(one)
    return db


def prepare(
    db: Driver,
    database: Database,
    now: Instant,
    *,
    steps: Mapping[int, Step] = migration.STEPS,
    target: int = VERSION,
) -> None:
    """Make or migrate the schema. An SQLite file is copied beside itself before it is changed.

    Raises :class:`StoreError` ``NEWER_SCHEMA`` for a store of a newer program.
    """
    path = shown_address(db)
    found = database.read(lambda tx: migration.found_version(tx, path))
    if found == target:
        return
    if found is not None and found > target:
        raise StoreError(Trouble.NEWER_SCHEMA, found=found, known=target)
    if found is not None and isinstance(db, _Sqlite):
        _back_up(db, path, found)

    def change(tx: Tx) -> None:
        if not isinstance(db, _Sqlite):
            db.take_time()
            tx.value(peewee.Select(columns=[fn.pg_advisory_xact_lock(_SCHEMA_LOCK)]))
        present = migration.found_version(tx, path)  # another program may have done it while this one waited
        if present is None:
            migration.create(tx, db, now)
        elif present < target:
            migration.bring_forward(tx, present, steps, target)

    database.write(change)


def close(db: Driver) -> None:
    """Close the connections of all threads, when what they are at has come to an end; none begins anything after it.

    What does not, on a server or a disk that hangs, keeps its connection: closed under another thread, SQLite's would
    take the process down. It ends with the process.
    """
    if not db.using.end(_CLOSING_SECONDS):
        return
    opened: list[Any] = list(db.opened)
    db.opened.clear()
    for connection in opened:
        connection.close()
    db.dispose()


def shown_address(db: Driver) -> str:
    """The address as it may be shown: without the password."""
    return shown(str(db.database))


def _back_up(db: _Sqlite, path: str, version: int) -> None:
    """Copy a store of this version beside itself. Raises :class:`StoreError`.

    The copy gets its name when it is whole, and only where it is of that version: another program may be bringing the
    store forward at this moment, and has made the copy already.
    """
    target = Path(f"{path}.v{version}.backup")
    begun = target.with_name(f"{target.name}-{os.getpid()}")
    try:
        private_files.make_file(begun)
        copy = sqlite3.connect(begun)
        try:
            db.connection().backup(copy)  # type: ignore[no-untyped-call]
            copied = stored_version(copy)
        finally:
            copy.close()
        if copied == str(version):
            begun.replace(target)
    except sqlite3.Error as error:
        raise store_error(error, str(target)) from error
    except OSError as error:
        raise StoreError(Trouble.CANNOT_OPEN, path=str(target), reason=error.strerror or str(error)) from error
    finally:
        begun.unlink(missing_ok=True)


def _load_driver() -> None:
    """Give Peewee the driver that was hidden from it while it loaded (see :mod:`callcenter.storage.tables.base`)."""
    if getattr(peewee, "psycopg", None) is not None:
        return
    try:
        import psycopg
        from psycopg.pq import TransactionStatus
        from psycopg.types.json import Json, Jsonb
    except ImportError as error:
        raise StoreError(Trouble.NO_DRIVER) from error
    patched: Any = peewee
    patched.psycopg = psycopg
    patched.TransactionStatus = TransactionStatus
    patched.Json_pg3, patched.Jsonb_pg3 = Json, Jsonb
    adapter: Any = patched.Psycopg3Adapter
    adapter.txn_idle = TransactionStatus.IDLE
    adapter.txn_inerror = TransactionStatus.INERROR
    adapter.txn_unknown = TransactionStatus.UNKNOWN


def _filesystem(path: Path) -> str:
    """The kind of file system that the path lies on, '' where it cannot be known."""
    if not sys.platform.startswith("linux"):
        return ""
    try:
        lines = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    where = str(path.parent.resolve())
    best, kind = "", ""
    for text in lines:
        fields = text.split()
        if len(fields) < 3:
            continue
        mount = fields[1].encode().decode("unicode_escape") if "\\" in fields[1] else fields[1]
        inside = where == mount or where.startswith(mount.rstrip("/") + "/")
        if inside and len(mount) >= len(best):
            best, kind = mount, fields[2]
    return kind
