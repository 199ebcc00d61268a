"""Verbs that are carried out once for a key of the caller, however often they are asked for (table ``request``).

An answer can be lost: the server commits and the connection drops before it says so. Whoever asks again under the same
key is given the result that was stored in the same transaction as the work.
"""

from __future__ import annotations

from collections.abc import Callable
from types import UnionType
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from callcenter.model import DAY, Instant
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Database, Tx
from callcenter.storage.tables.programs import RequestTable
from callcenter.views.upkeep.trouble import StoreError, Trouble

T = TypeVar("T")

KEPT = 7 * DAY
"""Time for which a key is kept with its result, in milliseconds."""

_CLEARED_AT_ONCE = 20
"""Number of old keys that go with each new one."""


class Request(Struct, frozen=True):
    """A verb asked for under ``key``, which is unique to one form of one program; '' = not kept.

    ``content`` is what the person entered: a form may be changed after its answer was lost. A verb that adds something
    refuses that. One that ``sets`` a value is carried out again, which leaves the later value.
    """

    key: str
    verb: str
    at: Instant
    content: tuple[object, ...]
    sets: bool = False

    @property
    def stored_key(self) -> str:
        """The key in the table: a form may ask for several verbs."""
        return stored_key(self.key, self.verb, self.digest if self.sets else "")

    @property
    def digest(self) -> str:
        """The content in a few characters."""
        import hashlib

        return hashlib.sha256(msgspec.json.encode(self.content)).hexdigest()[:32]


def write_once(database: Database, request: Request, kind: type[Any] | UnionType, work: Callable[[Tx], T]) -> T:
    """Write durably as :meth:`Database.write` does, once for the request's key; ``kind`` is the type of the result.

    Where the answer to the commit is lost, it is asked for again at once. Raises ``SAVED_BEFORE`` where the key's
    work was done with other content.
    """
    if not request.key:
        return database.write(work)
    return database.write(lambda tx: _once(tx, request, kind, work), repeatable=True)


def stored_key(key: str, verb: str, digest: str = "") -> str:
    """The key in the table of a verb that was asked for under a form's key."""
    return "/".join(part for part in (key, verb, digest) if part)


class _Known(Struct, frozen=True):
    content: str
    result: str


@prepared
def _of_key(key: str) -> Query:
    return RequestTable.select(RequestTable.content, RequestTable.result).where(RequestTable.key == key)


def known(tx: Tx, stored: str) -> _Known | None:
    """The result that was kept under a key in the table, None without one."""
    return tx.one(_Known, _of_key(stored))


def _once(tx: Tx, request: Request, kind: type[Any] | UnionType, work: Callable[[Tx], T]) -> T:
    stored = known(tx, request.stored_key)
    if stored is not None:
        if stored.content != request.digest:
            raise StoreError(Trouble.SAVED_BEFORE)
        result: T = msgspec.json.decode(stored.result, type=kind)
        return result
    done = work(tx)
    # Behind the work: a second program with this key waits here for the first one to commit, and restarts.
    asked = {"key": request.stored_key, "at": request.at, "verb": request.verb, "content": request.digest}
    tx.insert_each(RequestTable, [{**asked, "result": msgspec.json.encode(done).decode()}])
    _clear(tx, request.at)
    return done


def _clear(tx: Tx, now: Instant) -> None:
    """Remove some keys that nobody asks for any more; those that another transaction removes are left to it."""
    old = RequestTable.select(RequestTable.key).where(RequestTable.at < now - KEPT).order_by(RequestTable.at)
    some = old.limit(_CLEARED_AT_ONCE)
    keys = tx.values(some.for_update(skip_locked=True) if tx.postgres else some)
    if keys:
        tx.run(RequestTable.delete().where(RequestTable.key.in_(keys)))
