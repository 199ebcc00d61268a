"""The copy of the demo that a run works on: it survives a kill like a store of one's own (docs/architecture.md#demo).

A folder of its own holds it, locked while its program lives. What a program that was killed has left behind is taken
up by the next one, with its clock run on; after some hours it is thrown away.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from callcenter import private_files
from callcenter.model import HOUR, Instant

_DATABASE, _LOCK = "demo.db", "lock"
_GOES_ON = 8 * HOUR
"""Time for which a shift can be taken up: the day of the demo is over then."""


class WorkingCopy(Struct, frozen=True):
    """A database to work on, and the milliseconds for which its shift has been going on."""

    database: Path
    elapsed: int


@contextmanager
def hold(folder: Path, language: str, now: Instant, make: Callable[[Path], None]) -> Iterator[WorkingCopy]:
    """Hold a working copy in ``folder``: one that was left behind, else a new one that ``make`` fills.

    Only one in the same language is taken up. ``now`` is the machine's time. Where nothing can be kept in the folder,
    the copy is a temporary one. It is gone afterwards, unless the program is killed.
    """
    prefix = f"demo-shift-{language}-"
    found = _left_behind(folder, prefix, now)
    try:
        place, lock = _new(folder, prefix) if found is None else found
    except OSError:
        with tempfile.TemporaryDirectory(prefix="callcenter-demo-") as temporary:
            database = Path(temporary) / _DATABASE
            make(database)
            yield WorkingCopy(database, 0)
        return
    try:
        database = place / _DATABASE
        if found is None:
            make(database)
        yield WorkingCopy(database, 0 if found is None else now - _began(place))
    finally:
        shutil.rmtree(place, ignore_errors=True)
        os.close(lock)


def _new(folder: Path, prefix: str) -> tuple[Path, int]:
    private_files.make_folder(folder)
    place = Path(tempfile.mkdtemp(prefix=prefix, dir=folder))
    lock = _locked(place)
    assert lock is not None
    return place, lock


def _left_behind(folder: Path, prefix: str, now: Instant) -> tuple[Path, int] | None:
    """Return the newest copy whose program was killed, locked; those that are too old are removed."""
    found: tuple[Path, int] | None = None
    with suppress(OSError):
        for place in sorted(folder.glob(f"{prefix}*"), key=_began, reverse=True):
            lock = _locked(place)
            if lock is None:
                continue
            if found is None and (place / _DATABASE).exists() and 0 <= now - _began(place) < _GOES_ON:
                found = place, lock
            else:
                shutil.rmtree(place, ignore_errors=True)
                os.close(lock)
    return found


def _locked(place: Path) -> int | None:
    """Lock a copy, None where a program works on it: the system frees the lock of one that was killed."""
    lock = os.open(place / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock


def _began(place: Path) -> Instant:
    """The machine's time at which a copy was made."""
    lock = place / _LOCK
    return int((lock if lock.exists() else place).stat().st_mtime * 1000)
