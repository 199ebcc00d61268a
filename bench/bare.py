"""The database alone: the statements that a verb really runs, replayed through the driver without the program."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

from callcenter.store import Store

Statement: TypeAlias = tuple[str, Any, bool]
"""Its text in the driver's own way, its parameters, and whether these are many sets of them."""

_FRAME = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")


class _Noting:
    """Proxy of a connection, or of a cursor, that notes the statements."""

    def __init__(self, inner: Any, statements: list[Statement]) -> None:
        self._inner = inner
        self._statements = statements

    def execute(self, text: str, params: Any = ()) -> Any:
        if not text.startswith(_FRAME):
            self._statements.append((text, params, False))
        return self._inner.execute(text, params)

    def executemany(self, text: str, rows: Sequence[Any]) -> None:
        self._statements.append((text, rows, True))
        self._inner.executemany(text, rows)

    def cursor(self) -> _Noting:
        return _Noting(self._inner.cursor(), self._statements)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


@contextmanager
def recorded(store: Store) -> Iterator[list[Statement]]:
    """Note every statement that the store runs meanwhile, in its order, without those that begin and end."""
    database: Any = store.database.driver
    statements: list[Statement] = []
    connection = database.connection
    database.connection = lambda: _Noting(connection(), statements)
    try:
        yield statements
    finally:
        del database.connection


class Driver:
    """A connection of the driver alone, set up as the store's are."""

    def __init__(self, address: str) -> None:
        self._connection: Any
        if address.startswith("postgresql"):
            import psycopg

            self._connection = psycopg.connect(address, autocommit=True)
        else:
            self._connection = sqlite3.connect(address, isolation_level=None)
            for pragma in ("synchronous = normal", "foreign_keys = 1", "cache_size = -65536"):
                self._connection.execute(f"PRAGMA {pragma}")
        self._sqlite = isinstance(self._connection, sqlite3.Connection)

    def run(self, statements: Sequence[Statement], *, writing: bool = True) -> None:
        """Run statements in one transaction and fetch what they answer."""
        cursor = self._connection.cursor()
        cursor.execute("BEGIN IMMEDIATE" if writing and self._sqlite else "BEGIN")
        for text, params, many in statements:
            if many:
                cursor.executemany(text, params)
                continue
            cursor.execute(text, params)
            if cursor.description is not None:
                cursor.fetchall()
        cursor.execute("COMMIT")

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
