"""Verbs that are carried out once for a key of the caller, however often they are asked for (table ``request``).

An answer can be lost: the server commits and the connection drops before it says so. Whoever asks again under the same
key is given the result that was stored in the same transaction as the work.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from types import UnionType
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from callcenter.model import DAY, Instant
from callcenter.records.working import Row, Tx, Worker
from callcenter.views.trouble import StoreError, Trouble

T = TypeVar("T")

KEPT = 7 * DAY
"""How long a key is kept with its result, in milliseconds."""

_CLEARED_AT_ONCE = 20
"""How many old keys go with each new one."""


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
        return _stored_key(self.key, self.verb, self.digest if self.sets else "")

    @property
    def digest(self) -> str:
        """The content in a few characters."""
        return hashlib.sha256(msgspec.json.encode(self.content)).hexdigest()[:32]


class Requests(Worker):
    """Units of work that are done once for a key."""

    def write_once(self, request: Request, kind: type[Any] | UnionType, work: Callable[[Tx], T]) -> T:
        """Write durably as :meth:`write` does, once for the request's key; ``kind`` is the type of the result.

        Where the answer to the commit is lost, it is asked for again at once. Raises ``SAVED_BEFORE`` where the key's
        work was done with other content.
        """
        if not request.key:
            return self.write(work)
        return self._attempt(
            lambda: self._write(lambda tx: _once(tx, request, kind, work), durable=True), writing=True, once=True
        )

    def is_done(self, key: str, verb: str) -> bool:
        """Whether a verb that adds something was carried out under this key."""
        return self.read(lambda tx: _known(tx, _stored_key(key, verb)) is not None)


def _stored_key(key: str, verb: str, digest: str = "") -> str:
    return "/".join(part for part in (key, verb, digest) if part)


def _known(tx: Tx, stored_key: str) -> Row | None:
    return tx.row("SELECT content, result FROM request WHERE key = ?", (stored_key,))


def _once(tx: Tx, request: Request, kind: type[Any] | UnionType, work: Callable[[Tx], T]) -> T:
    stored = _known(tx, request.stored_key)
    if stored is not None:
        content, result = stored
        if content != request.digest:
            raise StoreError(Trouble.SAVED_BEFORE)
        known: T = msgspec.json.decode(result, type=kind)
        return known
    done = work(tx)
    # Behind the work: a second program with this key waits here for the first one to commit, and begins anew.
    tx.sql(
        "INSERT INTO request (key, at, verb, content, result) VALUES (?,?,?,?,?)",
        (request.stored_key, request.at, request.verb, request.digest, msgspec.json.encode(done).decode()),
    )
    _clear(tx, request.at)
    return done


def _clear(tx: Tx, now: Instant) -> None:
    """Remove some keys that nobody asks for any more; those that another transaction removes are left to it."""
    unlocked = " FOR UPDATE SKIP LOCKED" if tx.postgres else ""
    tx.sql(
        "DELETE FROM request WHERE key IN"
        f" (SELECT key FROM request WHERE at < ? ORDER BY at LIMIT {_CLEARED_AT_ONCE}{unlocked})",
        (now - KEPT,),
    )
