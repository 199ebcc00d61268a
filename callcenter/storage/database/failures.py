"""Errors of the databases: what they mean, and whether the work can be done again."""

from __future__ import annotations

from callcenter.views.upkeep.trouble import StoreError, Trouble

STATEMENT_SECONDS = 30
"""Limit of one statement on a server: a transaction takes milliseconds, a list of a million customers seconds."""

BUSY_SECONDS = 10
"""Time that a transaction waits for another one."""

_RETRYABLE = frozenset({"40001", "40P01", "23503", "23505"})
"""Serialisation failure, deadlock, and a key that another transaction brought or took away meanwhile: the server rolled
the work back, and done again it sees what the others did."""
_LOST = frozenset({"57P01", "57P02", "57P03", "08000", "08001", "08003", "08004", "08006"})
_READ_ONLY = frozenset({"25006"})
_LOCKED = "55P03"
_CANCELLED = "57014"


def is_of_driver(error: BaseException) -> bool:
    """Tell whether an error is one of the database's driver, not Peewee's."""
    return type(error).__module__.startswith(("sqlite3", "psycopg"))


def _origin(error: BaseException) -> BaseException:
    """The driver's own error, which knows more than its text: Peewee raises its own while it handles that one, and
    another one on top where it was connecting for a statement."""
    seen: BaseException | None = error
    while seen is not None:
        first = seen.args[0] if seen.args else None
        for known in (seen, first):
            if isinstance(known, BaseException) and is_of_driver(known):
                return known
        seen = seen.__cause__ or seen.__context__
    return error


def is_lost(error: BaseException) -> bool:
    """Tell whether the connection to the server is gone."""
    origin = _origin(error)
    state = getattr(origin, "sqlstate", None)
    if state in _LOST:
        return True
    return state is None and any(
        kind.__module__.startswith("psycopg") and kind.__name__ == "OperationalError" for kind in type(origin).__mro__
    )


def is_retryable(error: BaseException) -> bool:
    """Tell whether the server rolled the work back so that it can be done again."""
    return getattr(_origin(error), "sqlstate", None) in _RETRYABLE


def is_busy(error: BaseException) -> bool:
    """Tell whether somebody else is writing to the SQLite file."""
    return str(getattr(_origin(error), "sqlite_errorname", "")).startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def store_error(error: BaseException, path: str) -> StoreError:
    """Translate a database error."""
    origin = _origin(error)
    text = str(origin).strip().splitlines()[0] if str(origin).strip() else type(origin).__name__
    name = str(getattr(origin, "sqlite_errorname", "") or "")
    if name.startswith("SQLITE_NOTADB"):
        return StoreError(Trouble.NOT_A_DATABASE, path=path)
    if name.startswith("SQLITE_CORRUPT"):
        return StoreError(Trouble.DAMAGED, path=path, reason=text)
    if name.startswith("SQLITE_READONLY") or getattr(origin, "sqlstate", None) in _READ_ONLY:
        return StoreError(Trouble.READ_ONLY, path=path)
    if is_busy(error) or getattr(origin, "sqlstate", None) == _LOCKED:
        return StoreError(Trouble.BUSY, seconds=BUSY_SECONDS)
    if getattr(origin, "sqlstate", None) == _CANCELLED:
        return StoreError(Trouble.BUSY, seconds=STATEMENT_SECONDS)
    if name.startswith("SQLITE_FULL") or getattr(origin, "sqlstate", None) == "53100":
        return StoreError(Trouble.DISK_FULL, path=path)
    if name.startswith("SQLITE_IOERR"):
        return StoreError(Trouble.DISK_FAILS, path=path, reason=text)
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_PERM")):
        return StoreError(Trouble.CANNOT_OPEN, path=path, reason=text)
    if is_lost(error):
        return StoreError(Trouble.LOST_CONNECTION, reason=text)
    return StoreError(Trouble.DATABASE, reason=text)
