"""Files that a command writes: never over the store or what it reads, over another file only with ``--force``."""

from __future__ import annotations

import stat
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

import click

from callcenter.commands.base.context import BadUse, Context
from callcenter.locale import N_, _
from callcenter.paths import expanded

_BESIDE_A_STORE = ("", "-wal", "-shm", "-journal")

force_option = click.option("--force", is_flag=True, help=N_("overwrite an existing file"))


def output_path(context: Context, named: str, *, force: bool, reads: Iterable[Path] = ()) -> Path:
    """The file to be written to. Devices and pipes are taken as they are.

    Raises :class:`BadUse` where it is the store, the settings or a file that is read, and where another file is there
    already that nobody said to write over; ``OSError`` where it cannot be a path.
    """
    target = expanded(named)
    if any(_same(target, path) for path in reads):
        raise BadUse(_("{path} is the file being read").format(path=named))
    if any(_same(target, path) for path in context.own_files(_BESIDE_A_STORE)):
        raise BadUse(_("{path} belongs to the program itself: its store or its settings").format(path=named))
    if not force and _is_kept(target):
        raise BadUse(_("{path} already exists; --force overwrites it").format(path=named))
    return target


def open_output(target: Path, *, force: bool, encoding: str = "utf-8", newline: str = "\n") -> TextIO:
    """The file that :func:`output_path` found, open for writing. Raises ``OSError``."""
    if force or (target.exists() and not _is_kept(target)):
        return target.open("w", encoding=encoding, newline=newline)
    return target.open("x", encoding=encoding, newline=newline)


def _is_kept(path: Path) -> bool:
    """Tell whether there is something that writing would destroy: a file, or a link, wherever it leads."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return path.is_symlink()
    return stat.S_ISREG(mode)


def _same(one: Path, other: Path) -> bool:
    """Tell whether both are one file, by whatever name; also of files that are still to be made."""
    try:
        return one.samefile(other)
    except FileNotFoundError:
        return one.resolve() == other.resolve()
