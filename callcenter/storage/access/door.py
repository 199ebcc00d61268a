"""The door of the store: each transaction begins with the grant of the one who acts."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from msgspec import Struct

from callcenter.access import Grant, Principal, Right, Verb
from callcenter.model import Instant
from callcenter.storage.access import chain, grants, masks, subjects
from callcenter.storage.database.transaction import Database, Tx
from callcenter.views.upkeep.trouble import REFUSALS, StoreError

T = TypeVar("T")


class VerbCall(Struct, frozen=True):
    """A call of a verb: by whom, and what it is about, by the parameters that name it. ``now`` None = not given."""

    name: str
    verb: Verb
    principal: Principal
    about: tuple[tuple[str, Any], ...]
    now: Instant | None


class Door(Database):
    """A database as one call of one verb may use it."""

    def __init__(self, inner: Database, entry: VerbCall) -> None:
        self._inner = inner
        self._entry = entry
        self._admitted = False
        if entry.now is not None:
            inner.latest = max(inner.latest, entry.now)
        self.postgres = inner.postgres

    @property
    def clock_apart(self) -> bool:
        """See :class:`Database`."""
        return self._inner.clock_apart

    @clock_apart.setter
    def clock_apart(self, apart: bool) -> None:
        self._inner.clock_apart = apart

    @property
    def driver(self) -> Any:
        """See :class:`Database`; for verbs that work past transactions. Raises as :meth:`read` does."""
        self._admit()
        return self._inner.driver

    @property
    def path(self) -> str:
        """See :class:`Database`. Raises as :meth:`read` does."""
        self._admit()
        return self._inner.path

    def write(self, work: Callable[[Tx], T], *, durable: bool = True, repeatable: bool = False) -> T:
        """See :meth:`Database.write`. Raises ``NOT_ALLOWED`` or ``NOT_SIGNED_IN`` before anything is done."""

        def admitted(tx: Tx) -> T:
            self._enter(tx)
            result = work(tx)
            if self._entry.verb.audited:
                chain.append(tx, self._entry.name, subjects.named(tx, self._entry.about))
            return result

        return self._noting_refusals(lambda: self._inner.write(admitted, durable=durable, repeatable=repeatable))

    def read(self, work: Callable[[Tx], T]) -> T:
        """See :meth:`Database.read`. Raises as :meth:`write` does."""

        def admitted(tx: Tx) -> T:
            self._enter(tx)
            result = work(tx)
            return masks.applied(tx, result) if self._entry.verb.masks else result

        return self._noting_refusals(lambda: self._inner.read(admitted))

    def _admit(self) -> None:
        if not self._admitted:
            self.read(lambda tx: None)

    def _enter(self, tx: Tx) -> None:
        entry, tx.make_grant = self._entry, self._grant
        if entry.verb.right is not Right.START and not (
            tx.grant.has(entry.verb.right) and subjects.in_scope(tx, entry.verb.scope, entry.about)
        ):
            raise grants.refusal(tx.grant)
        tx.audits = entry.verb.audited
        self._admitted = True

    def _grant(self, tx: Tx) -> Grant:
        # Never before what was seen already: an instant that a caller chooses brings nothing back that has expired.
        return grants.of(tx, self._entry.principal, self._inner.latest, local=self._inner.local)

    def _noting_refusals(self, act: Callable[[], T]) -> T:
        try:
            return act()
        except StoreError as error:
            if error.code in REFUSALS:
                with suppress(StoreError):  # a store that cannot be written to refuses all the same
                    self._inner.write(self._note_refusal)
            raise

    def _note_refusal(self, tx: Tx) -> None:
        tx.make_grant = self._grant
        chain.append(tx, self._entry.name, subjects.named(tx, self._entry.about), denied=True)
