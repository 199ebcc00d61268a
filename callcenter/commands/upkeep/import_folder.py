"""A folder whose lists are imported as they come: each is read when it no longer grows, and put away with its report.

See docs/operations.md#import-folder.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct

from callcenter import private_files
from callcenter.clock import Clock
from callcenter.commands.base import output
from callcenter.commands.base.context import BadUse, holds_no_characters
from callcenter.commands.upkeep.import_run import Say
from callcenter.locale import _
from callcenter.model import Instant

TakeList: TypeAlias = Callable[[Path, Path, Say], bool]
"""Import a list, with its bad rows into the second file; tell whether it went in. Raises :class:`BadUse`."""

_ENDINGS = (".csv", ".tsv", ".txt", ".xlsx")
_LOCK = ".callcenter-watch"
_REJECTED = ".callcenter-rejected"
_DONE, _FAILED = "done", "failed"


class _Look(Struct, frozen=True):
    """A file as it was seen: one that grows or is written again looks different."""

    size: int
    changed: int


class Folder:
    """The lists in one folder."""

    def __init__(self, path: Path, take: TakeList) -> None:
        self._path = path
        self._take = take
        self._seen: dict[str, _Look] = {}
        self._failed = False

    @contextmanager
    def locked(self) -> Iterator[Folder]:
        """Keep other programs from this folder. The system ends the lock with the program, however that ends.

        Raises :class:`BadUse` where another one has it, ``OSError``.
        """
        if not self._path.is_dir():
            raise BadUse(_("{path} is not a folder").format(path=self._path))
        lock = os.open(self._path / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BadUse(_("{path}: another program watches this folder").format(path=self._path)) from None
            for name in (_DONE, _FAILED):
                private_files.make_folder(self._path / name)
            yield self
        finally:
            os.close(lock)

    def run(self, clock: Clock, seconds: int, *, once: bool) -> int:
        """Look again and again until Ctrl+C; with ``once`` until everything that stood still is imported.

        Returns 1 where a list failed. An import that was interrupted goes on at the next start.
        """
        output.line(_("watching {path}; Ctrl+C stops").format(path=self._path))
        try:
            self.look(clock.now())
            while True:
                time.sleep(seconds)
                self.look(clock.now())
                if once:
                    break
        except KeyboardInterrupt:
            output.line(_("stopped"))
        return int(self._failed)

    def look(self, now: Instant) -> bool:
        """Import each list that looks as it did the last time; False where one of them failed."""
        lists = {path.name: path for path in sorted(self._path.iterdir()) if _is_list(path)}
        looks = {name: found for name, path in lists.items() if (found := _look(path)) is not None}
        ready = [name for name, found in looks.items() if self._seen.get(name) == found]
        self._seen = looks
        brought = [self._bring(lists[name], now) for name in ready]
        return all(brought)

    def _bring(self, path: Path, now: Instant) -> bool:
        """Import a list and put it away; whether it went in."""
        rejected = self._path / _REJECTED
        rejected.unlink(missing_ok=True)
        private_files.make_file(rejected)
        said: list[str] = []
        try:
            if holds_no_characters(path.name):
                raise BadUse(_("the name of this file is not readable text"))
            good = self._take(path, rejected, said.append)
        except BadUse as error:
            said.append(str(error))
            good = False
        place = self._free(_DONE if good else _FAILED, path, now)
        # The list goes last: what is interrupted here is imported again, which changes nothing.
        report = place.with_name(f"{place.name}.report.txt")
        private_files.make_file(report)
        report.write_text("\n".join(said) + "\n", encoding="utf-8", errors="backslashreplace")
        if _has_rows(rejected):
            rejected.rename(place.with_name(f"{place.stem}-rejected.csv"))
        else:
            rejected.unlink(missing_ok=True)
        path.rename(place)
        self._seen.pop(path.name, None)
        self._failed = self._failed or not good
        for line in said:
            output.line(f"{path.name}: {line}")
        return good

    def _free(self, folder: str, path: Path, now: Instant) -> Path:
        """A name in one of the folders that no list has had: when it was taken, and its own."""
        taken = datetime.fromtimestamp(now / 1000).astimezone().strftime("%Y-%m-%d %H.%M.%S")
        place, number = self._path / folder / f"{taken} {path.name}", 1
        while place.exists():
            number += 1
            place = place.with_name(f"{taken} {number} {path.name}")
        return place


def _is_list(path: Path) -> bool:
    """Tell whether a name is that of a list: hidden ones and Excel's own (``~$``) are still being worked on."""
    return path.suffix.lower() in _ENDINGS and not path.name.startswith((".", "~"))


def _look(path: Path) -> _Look | None:
    """A regular file as it is now; None for anything else, and where it has gone."""
    try:
        status = path.stat(follow_symlinks=False)
    except FileNotFoundError:
        return None
    return _Look(status.st_size, status.st_mtime_ns) if path.is_file() and not path.is_symlink() else None


def _has_rows(rejected: Path) -> bool:
    """Tell whether there is more than the headings in it, which come first."""
    with rejected.open(encoding="utf-8-sig") as file:
        return sum(1 for _line in zip(file, range(2), strict=False)) > 1
