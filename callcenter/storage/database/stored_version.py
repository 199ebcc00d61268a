"""The schema version of a file, read past the store: it may be older, newer, or no store at all."""

from __future__ import annotations

import sqlite3
from itertools import chain

from callcenter.storage.tables.base import MetaTable


def stored_version(file: sqlite3.Connection) -> str | None:
    """Read it; None where there is none. Raises :class:`sqlite3.Error` for what is no store."""
    text, params = MetaTable.select(MetaTable.value).where(MetaTable.key == "schema_version").sql()
    found: str | None = next(chain.from_iterable(file.execute(text, params)), None)
    return found
