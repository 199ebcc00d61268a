"""The check of a whole store: what stands in it against what the facts say (docs/architecture.md, The check)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from contextlib import suppress

from msgspec import Struct

from callcenter import clock
from callcenter.model import Instant
from callcenter.storage.access.service import Service
from callcenter.storage.calls.open_calls import Calls
from callcenter.storage.database.pace import Pace
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import loader
from callcenter.storage.plans import placements, wrong_clock
from callcenter.storage.plans.ticks import Plans
from callcenter.storage.queue import claims
from callcenter.storage.tables.calls import WHILE_CALLED, ClaimNumberTable, ClaimTable, OpenCallTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.slim_peewee import fn
from callcenter.storage.team import presence
from callcenter.views.upkeep.integrity import Defect, Flaw
from callcenter.views.upkeep.trouble import StoreError

_WHOLE_TICK = 3_600_000
"""Milliseconds for folding what is behind before plans are compared."""


class _Unheld(Struct, frozen=True):
    """A claim that an open call would hold, without the call."""

    token: str
    customer: int


class _Caller(Struct, frozen=True):
    id: int
    name: str


class _Broken(Struct, frozen=True):
    """A row that refers to one that is not there, as SQLite tells it."""

    table: str
    rowid: int | None
    parent: str


def _unheld(tx: Tx) -> list[_Unheld]:
    calls = OpenCallTable.select(OpenCallTable.token)
    return [
        one
        for table in (ClaimTable, ClaimNumberTable)
        for one in tx.all(
            _Unheld,
            table.select(*columns(_Unheld, table)).where(
                (table.expires_at == WHILE_CALLED) & table.token.not_in(calls)
            ),
        )
    ]


class Integrity(Service, subject="integrity"):
    """Verbs on the soundness of a store."""

    def check(
        self, now: Instant, *, repair: bool = False, progress: Callable[[float], None] | None = None
    ) -> tuple[Flaw, ...]:
        """Check the whole store; with ``repair`` refold, void and free what can be.

        Works in short transactions while people work; ``progress`` is told how much is done, from 0 to 1. A damaged
        database is looked at no further. Raises ``DAMAGED`` where it cannot be read.
        """
        began = clock.uptime() - now

        def present() -> Instant:
            return clock.uptime() - began

        if damage := self._database.read(_damage):
            return (Flaw(Defect.DAMAGED, len(damage), damage[0], False),)
        flaws = [
            self._future(present(), repair),
            self._claims(repair),
            self._open_calls(present(), repair),
        ]
        if repair:
            Plans(self._database).tick(present(), budget=_WHOLE_TICK)
        flaws.append(self._plans(present, repair, progress or (lambda _done: None)))
        return tuple(flaw for flaw in flaws if flaw is not None)

    def _future(self, now: Instant, repair: bool) -> Flaw | None:
        limit = wrong_clock.limit_from(now)
        found = self._database.read(lambda tx: wrong_clock.count(tx, limit()))
        if not found:
            return None
        return Flaw(Defect.FUTURE, found, "", repair and wrong_clock.clear(self._database, now, math.inf, limit))

    def _claims(self, repair: bool) -> Flaw | None:
        unheld = self._database.read(_unheld)
        if not unheld:
            return None

        def free(tx: Tx) -> None:
            for one in _unheld(tx):  # those of this moment
                claims.give_back(tx, one.token)
            tx.mark_changed()

        if repair:
            self._database.write(free)
        return Flaw(Defect.CLAIM, len({one.token for one in unheld}), self._ref(unheld[0].customer), repair)

    def _open_calls(self, now: Instant, repair: bool) -> Flaw | None:
        def gone(tx: Tx) -> list[str]:
            callers = AgentTable.select(AgentTable.id, AgentTable.name).join(OpenCallTable).where(OpenCallTable.held)
            return [one.name for one in tx.all(_Caller, callers) if presence.is_gone(tx, one.id, one.name, now)]

        agents = self._database.read(gone)
        if not agents:
            return None
        for agent in agents if repair else ():
            with suppress(StoreError):  # its program has come back
                Calls(self._database, self._principal).end_for(agent, now=now)
        return Flaw(Defect.OPEN_CALL, len(agents), agents[0], repair)

    def _plans(self, present: Callable[[], Instant], repair: bool, progress: Callable[[float], None]) -> Flaw | None:
        total = self._database.read(lambda tx: int(tx.value(CustomerTable.select(fn.COUNT(CustomerTable.id))))) or 1
        cursor = done = found = 0
        example = ""
        while True:
            ids, wrong = self._database.read(lambda tx, after=cursor: _differing(tx, after, present()))  # type: ignore[misc]
            if not ids:
                break
            if wrong:
                example = example or self._ref(wrong[0])
                if repair:
                    self._fold_anew(wrong, present)
            cursor, done, found = ids[-1], done + len(ids), found + len(wrong)
            progress(min(done / total, 1.0))
        return Flaw(Defect.PLAN, found, example, repair) if found else None

    def _fold_anew(self, ids: list[int], present: Callable[[], Instant]) -> None:
        pace = Pace(loader.CHUNK)
        left = list(ids)
        while left:
            with pace.measured() as size:
                some, left = left[:size], left[size:]
                self._database.write(lambda tx, some=some: placements.fold_anew(tx, some, present()))  # type: ignore[misc]

    def _ref(self, customer: int) -> str:
        of_customer = CustomerTable.select(CustomerTable.ref).where(CustomerTable.id == customer)
        return self._database.read(lambda tx: str(tx.value(of_customer) or ""))


def _differing(tx: Tx, after: int, now: Instant) -> tuple[list[int], list[int]]:
    """The next customers by id, and those of them whose stored plan is not what a fold gives."""
    following = CustomerTable.select(CustomerTable.id).where(CustomerTable.id > after).order_by(CustomerTable.id)
    ids = tx.values(following.limit(loader.CHUNK))
    return ids, placements.differing(tx, ids, now) if ids else []


def _damage(tx: Tx) -> list[str]:
    """Return the damage that the database itself finds in its pages, indexes and references."""
    return list(_on_server(tx) if tx.postgres else _in_file(tx))


def _in_file(tx: Tx) -> Iterable[str]:
    yield from (told for told in tx.values("PRAGMA integrity_check(20)") if told != "ok")
    for one in tx.all(_Broken, "PRAGMA foreign_key_check"):
        yield f"{one.table} {one.rowid} -> {one.parent}"


_NOT_VALID = (
    "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
    " WHERE NOT i.indisvalid AND c.relnamespace = current_schema()::regnamespace"
    " UNION ALL SELECT conname FROM pg_constraint"
    " WHERE NOT convalidated AND connamespace = current_schema()::regnamespace"
)
"""Indexes and constraints that PostgreSQL holds for broken. SQL, not for its speed (0.5 ms, once a check): PostgreSQL's
own tables have no model."""


def _on_server(tx: Tx) -> Iterable[str]:
    yield from map(str, tx.values(_NOT_VALID))
