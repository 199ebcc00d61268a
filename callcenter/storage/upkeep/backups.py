"""Backups of a store, and putting one back.

A file is copied by SQLite's own means within one reading transaction: people go on working, and the copy is of one
moment. A server's database is dumped by ``pg_dump``. Either gets its name when it is whole and was opened and checked.
"""

from __future__ import annotations

import errno
import itertools
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from callcenter import private_files
from callcenter.access import Right
from callcenter.model import MINUTE, Instant
from callcenter.storage.access import chain
from callcenter.storage.access.service import Service
from callcenter.storage.database.address import is_server, server, shown
from callcenter.storage.database.failures import store_error
from callcenter.storage.database.stored_version import stored_version
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables import VERSION
from callcenter.storage.tables.base import MetaTable
from callcenter.views.upkeep.trouble import StoreError, Trouble

_STEP_PAGES = 1_000
_DAY_OF_LAST, _BEGUN = "backup_day", "backup_begun"
_KEEP = "INSERT INTO meta (key, value) VALUES (?,?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
_WORKING = 30 * MINUTE
"""Time for which nobody else begins a daily backup that somebody has begun."""

_ENDING = {True: ".dump", False: ".db"}


class Backups(Service, subject="backups"):
    """Verbs that keep copies of the store."""

    def make(self, target: Path | None = None, *, force: bool = False, now: Instant) -> Path:
        """Write a copy of the store to a file, or under a name of the moment into a folder; returns it.

        ``target`` None = the folder ``backups`` beside the file, on a server in the user's data folder.
        Raises ``FILE_EXISTS`` unless ``force``; ``DAMAGED`` where the copy is not whole, ``NO_TOOL`` without pg_dump.
        """
        self._database.write(lambda tx: None)  # on record before there is a copy, and in it
        return self._made(target, force=force, now=now)

    def _made(self, target: Path | None, *, force: bool = False, now: Instant) -> Path:
        place = self._backup_folder() if target is None else target
        try:
            private_files.make_folder(place if target is None else place.parent)
        except OSError as error:
            raise _unwritable(place, error) from error
        file = place / f"{self._stem}-{_moment(now)}{_ENDING[self._database.postgres]}" if place.is_dir() else place
        if file.exists() and (not force or self._is_own(file)):
            raise StoreError(Trouble.FILE_EXISTS, path=str(file))
        with _beside(file) as begun:
            if self._database.postgres:
                from callcenter.storage.database import dump

                dump.write(str(self._database.driver.database), begun)
            else:
                _copy(Path(self._database.path), begun)
                check(begun)
            _settle(begun, file)
        return file

    def make_daily(self, folder: Path | None, *, keep_days: int, now: Instant) -> Path | None:
        """Make the backup of this day unless some program has, and drop those older than ``keep_days``.

        ``folder``: as ``target`` of :meth:`make`; in a closed store only an administrator chooses one, and the copies
        of all others lie where they lie without. None where it is not due.
        """
        today = _local(now).date().isoformat()
        if not self._database.read(_may_choose_folder):
            folder = None
        if self._database.read(_day_of_last) == today or not self._database.write(lambda tx: _take(tx, today, now)):
            return None
        if folder is not None:
            private_files.make_folder(folder)
        file = self._made(folder, now=now)
        self._database.write(lambda tx: _note_day(tx, today))
        _drop_old(self._stem, file, keep_days, now)
        return file

    @property
    def _stem(self) -> str:
        named = (
            shown(str(self._database.driver.database)).rpartition("/")[2]
            if self._database.postgres
            else Path(self._database.path).stem
        )
        return named or "callcenter"

    def _backup_folder(self) -> Path:
        if not self._database.postgres:
            return Path(self._database.path).absolute().parent / "backups"
        import platformdirs

        return platformdirs.user_data_path("callcenter") / "backups"

    def _is_own(self, file: Path) -> bool:
        if self._database.postgres:
            return False
        return any(one.exists() and one.samefile(file) for one in _files(Path(self._database.path)))


def restore(address: str, file: Path, *, force: bool = False, now: Instant) -> Path | None:
    """Put a backup in the place of a store; returns where the present one is kept, None where there was none.

    Raises ``IN_USE`` while other programs have it open, unless ``force``; ``STORE_ITSELF``,
    ``NOT_A_DATABASE``, ``DAMAGED``, ``NEWER_SCHEMA`` for what is no good backup: nothing was changed then.
    """
    if not file.is_file():
        raise StoreError(Trouble.CANNOT_OPEN, path=str(file), reason=os.strerror(errno.ENOENT))
    if is_server(address):
        from callcenter.storage.database import dump

        return dump.restore(server(address), file, _moment(now), force=force)
    check(file)
    path = Path(address)
    private_files.make_folder(path.parent)
    if not path.exists():
        _put(file, path)
        return None
    if path.samefile(file):
        raise StoreError(Trouble.STORE_ITSELF, path=str(file))
    aside = path.with_name(f"{path.name}.before-restore-{_moment(now)}")
    if _in_use(path):
        if not force:
            raise StoreError(Trouble.IN_USE, path=str(path))
        # Through a transaction as any other: whoever works goes on with what was restored.
        _copy(path, aside)
        try:
            with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(path, timeout=60)) as present:
                present.execute("PRAGMA synchronous = full")
                source.backup(present)
        except sqlite3.Error as error:
            raise store_error(error, str(path)) from error
        return aside
    for one in _files(path):
        if one.exists():
            one.rename(f"{aside}{one.name.removeprefix(path.name)}")
    _put(file, path)
    return aside


def check(file: Path) -> None:
    """Open a copy and look through all of it. Raises ``NOT_A_DATABASE``, ``DAMAGED``, ``FOREIGN_DATABASE``,
    ``NEWER_SCHEMA``."""
    path = str(file)
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            found = next(itertools.chain.from_iterable(copy.execute("PRAGMA integrity_check(1)")))
            if found != "ok":
                raise StoreError(Trouble.DAMAGED, path=path, reason=found)
            stored = stored_version(copy)
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            raise StoreError(Trouble.FOREIGN_DATABASE, path=path) from error
        raise store_error(error, path) from error
    except sqlite3.Error as error:
        raise store_error(error, path) from error
    version = int(stored) if stored is not None and stored.isdecimal() else 0
    if version > VERSION:
        raise StoreError(Trouble.NEWER_SCHEMA, found=version, known=VERSION)
    if not version:
        raise StoreError(Trouble.FOREIGN_DATABASE, path=path)


def _copy(path: Path, target: Path) -> None:
    """Copy a store of one moment into a file of its own, without a log beside it."""
    try:
        private_files.make_file(target)
        with closing(sqlite3.connect(path, timeout=60)) as source, closing(sqlite3.connect(target)) as copy:
            # Within a transaction every step reads the same moment; without one a writer would restart it each time.
            source.execute("BEGIN")
            stored_version(source)
            source.backup(copy, pages=_STEP_PAGES, sleep=0)
            copy.execute("PRAGMA journal_mode = delete")
    except sqlite3.Error as error:
        raise store_error(error, str(path)) from error
    except OSError as error:
        raise _unwritable(target, error) from error


def _put(file: Path, path: Path) -> None:
    with _beside(path) as begun:
        _copy(file, begun)
        _settle(begun, path)


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """A name for a file that becomes this one when it is whole; what is left of it goes."""
    begun = file.with_name(f"{file.name}.part-{os.getpid()}")
    try:
        private_files.make_file(begun)
        yield begun
    except OSError as error:
        raise _unwritable(file, error) from error
    finally:
        for one in _files(begun):
            one.unlink(missing_ok=True)


def _settle(begun: Path, file: Path) -> None:
    """Let a whole file have its name, both on the disk."""
    for one in (begun, file.parent):
        handle = os.open(one, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        if one is begun:
            begun.replace(file)


def _in_use(path: Path) -> bool:
    """Tell whether another program has the store open; one that cannot be read is not worked with."""
    try:
        with closing(sqlite3.connect(path, timeout=0)) as present:
            # Everybody who has a log open keeps SQLite from doing without one.
            present.execute("PRAGMA journal_mode = delete").fetchone()
    except sqlite3.OperationalError as error:
        return "locked" in str(error) or "busy" in str(error)
    except sqlite3.Error:
        return False
    return False


def _files(path: Path) -> tuple[Path, ...]:
    return (path, *(path.with_name(f"{path.name}{ending}") for ending in ("-wal", "-shm", "-journal")))


def _unwritable(path: Path, error: OSError) -> StoreError:
    if error.errno == errno.ENOSPC:
        return StoreError(Trouble.DISK_FULL, path=str(path))
    return StoreError(Trouble.CANNOT_OPEN, path=str(path), reason=error.strerror or str(error))


def _drop_old(stem: str, newest: Path, keep_days: int, now: Instant) -> None:
    pattern = re.compile(rf"{re.escape(stem)}-(\d{{4}}-\d\d-\d\d)-\d{{6}}{re.escape(newest.suffix)}")
    oldest = (_local(now) - timedelta(days=keep_days)).date().isoformat()
    for one in newest.parent.iterdir():
        match = pattern.fullmatch(one.name)
        if match is not None and one != newest and match[1] <= oldest:
            one.unlink(missing_ok=True)


def _take(tx: Tx, today: str, now: Instant) -> bool:
    """Tell whether this program is to make the backup of the day: no other one is at it, and none has just made it."""
    free = tx.values(
        f"{_KEEP} WHERE CAST(meta.value AS BIGINT) <= ? OR CAST(meta.value AS BIGINT) > ? RETURNING key",
        (_BEGUN, str(now), now - _WORKING, now),
    )
    taken = bool(free) and _day_of_last(tx) != today
    if taken:
        chain.append(tx, "backups.make_daily", "")  # on record before there is a copy, and in it
    return taken


def _may_choose_folder(tx: Tx) -> bool:
    return not tx.grant.closed or tx.grant.has(Right.ADMINISTER)


def _note_day(tx: Tx, today: str) -> None:
    marks = ((_DAY_OF_LAST, today), (_BEGUN, "0"))
    tx.insert_each(MetaTable, [{"key": key, "value": value} for key, value in marks], replacing=("key",))


def _day_of_last(tx: Tx) -> str | None:
    day: str | None = tx.value(MetaTable.select(MetaTable.value).where(MetaTable.key == _DAY_OF_LAST))
    return day


def _local(now: Instant) -> datetime:
    return datetime.fromtimestamp(now / 1000, UTC).astimezone()


def _moment(now: Instant) -> str:
    """An instant on the machine's clock, for the name of a file."""
    return f"{_local(now):%Y-%m-%d-%H%M%S}"
