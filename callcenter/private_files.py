"""Files and folders that only their owner may read; a team's, its group too."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

_OWN_FILE, _OWN_FOLDER = 0o600, 0o700
_TEAM_FILE, _TEAM_FOLDER = 0o660, 0o2770  # a file made in a team's folder belongs to its group


def make_folder(path: Path, *, team: bool = False) -> None:
    """Make a folder and those above it that are missing. Raises ``OSError``."""
    missing = [one for one in (path, *path.parents) if not one.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=_OWN_FOLDER, exist_ok=True)
        if team:
            folder.chmod(_TEAM_FOLDER)


def make_file(path: Path, *, team: bool = False) -> None:
    """Make an empty file unless there is one. Raises ``OSError``."""
    if path.exists():
        return
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, _OWN_FILE))
    if team:
        path.chmod(_TEAM_FILE)


def tighten(path: Path, *, team: bool = False) -> bool:
    """Take everybody's rights to a file or folder away but the owner's, or the team's; whether others had some.

    Somebody else's is left as it is: only its owner may change that.
    """
    own, teams = (_OWN_FOLDER, _TEAM_FOLDER) if path.is_dir() else (_OWN_FILE, _TEAM_FILE)
    allowed = teams if team else own
    try:
        present = stat.S_IMODE(path.stat().st_mode)
        if not present & 0o777 & ~allowed:
            return False
        path.chmod(present & allowed)
    except OSError:
        return False
    return True


def is_private(path: Path) -> bool:
    """Tell whether a file is this user's own and nobody else may read or write it. Raises ``OSError``."""
    status = path.stat()
    return status.st_uid == os.geteuid() and not status.st_mode & 0o077


def is_shared(path: Path) -> bool:
    """Tell whether a file's group may write it, as a team's file lets it."""
    return bool(path.stat().st_mode & stat.S_IWGRP)


def share(path: Path) -> None:
    """Let the group read and write a file; somebody else's is left as it is."""
    with suppress(OSError):
        if stat.S_IMODE(path.stat().st_mode) != _TEAM_FILE:
            path.chmod(_TEAM_FILE)
