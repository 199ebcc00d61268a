"""Paths that people name: at home where they begin with ``~``."""

from __future__ import annotations

import errno
import os
from pathlib import Path


def expanded(text: str) -> Path:
    """The path that a person wrote; ``~`` and ``~NAME`` lead to a home folder.

    Raises ``OSError`` where nobody of that name has one, and where a character stands in it that no path can hold.
    """
    try:
        os.fsencode(text)
        if "\0" in text:
            raise ValueError(text)
    except ValueError:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), text.replace("\0", "")) from None
    found = os.path.expanduser(text)
    if text.startswith("~") and found == text:
        raise OSError(errno.ENOENT, os.strerror(errno.ENOENT), text)
    return Path(found)
