"""The check of a whole store: what stands in it against what the facts say (docs/architecture.md, The check)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from contextlib import suppress

from callcenter import clock
from callcenter.model import Instant
from callcenter.records import claiming, futures, loading, placing, presence
from callcenter.records.calling import Calling
from callcenter.records.catch_up import CatchUp
from callcenter.records.pacing import Pace
from callcenter.records.working import Tx
from callcenter.views.integrity import Defect, Flaw
from callcenter.views.people import Actor
from callcenter.views.trouble import StoreError

_WHOLE_TICK = 3_600_000
"""Milliseconds for folding what is behind before plans are compared."""

_UNHELD = (
    f"SELECT token, customer_id FROM claim WHERE expires_at >= {futures.OPEN_CALL} AND token NOT IN"
    " (SELECT token FROM open_call)"
    f" UNION SELECT token, customer_id FROM claim_number WHERE expires_at >= {futures.OPEN_CALL} AND token NOT IN"
    " (SELECT token FROM open_call)"
)


class Integrity(CatchUp, Calling):
    """Verbs on the soundness of a store."""

    def check(
        self, now: Instant, *, actor: Actor, repair: bool = False, progress: Callable[[float], None] | None = None
    ) -> tuple[Flaw, ...]:
        """Look through the whole store; with ``repair`` fold anew, void and set free what can be.

        Works in short transactions while people work; ``progress`` is told how much is done, from 0 to 1. A damaged
        database is looked at no further. Raises ``DAMAGED`` where it cannot be read.
        """
        began = clock.uptime() - now

        def present() -> Instant:
            return clock.uptime() - began

        if damage := self.read(_damage):
            return (Flaw(Defect.DAMAGED, len(damage), damage[0], False),)
        flaws = [self._future(present(), repair), self._claims(repair), self._open_calls(present(), actor, repair)]
        if repair:
            self.tick(present(), budget=_WHOLE_TICK)
        flaws.append(self._plans(present, repair, progress or (lambda _done: None)))
        return tuple(flaw for flaw in flaws if flaw is not None)

    def _future(self, now: Instant, repair: bool) -> Flaw | None:
        found = self.read(lambda tx: futures.count(tx, now + clock.APART))
        if not found:
            return None
        return Flaw(Defect.FUTURE, found, "", repair and self.clear_future(now, math.inf))

    def _claims(self, repair: bool) -> Flaw | None:
        rows = self.read(lambda tx: tx.rows(_UNHELD))
        if not rows:
            return None

        def free(tx: Tx) -> None:
            for token, _customer in tx.rows(_UNHELD):  # those of this moment
                claiming.give_back(tx, token)
            tx.touch()

        if repair:
            self.write(free)
        return Flaw(Defect.CLAIM, len(rows), self._ref(rows[0][1]), repair)

    def _open_calls(self, now: Instant, actor: Actor, repair: bool) -> Flaw | None:
        def gone(tx: Tx) -> list[str]:
            rows = tx.rows("SELECT o.agent_id, a.name FROM open_call o JOIN agent a ON a.id = o.agent_id WHERE o.held")
            return [name for agent, name in rows if presence.is_gone(tx, agent, name, now)]

        agents = self.read(gone)
        if not agents:
            return None
        for agent in agents if repair else ():
            with suppress(StoreError):  # its program has come back
                self.end_call_of(agent, actor=actor, now=now)
        return Flaw(Defect.OPEN_CALL, len(agents), agents[0], repair)

    def _plans(self, present: Callable[[], Instant], repair: bool, progress: Callable[[float], None]) -> Flaw | None:
        total = self.read(lambda tx: int(tx.value("SELECT count(*) FROM customer"))) or 1
        cursor = done = found = 0
        example = ""
        while True:
            ids, wrong = self.read(lambda tx, after=cursor: _differing(tx, after, present()))  # type: ignore[misc]
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
        pace = Pace(loading.CHUNK)
        left = list(ids)
        while left:
            with pace.measured() as size:
                some, left = left[:size], left[size:]
                self.write(lambda tx, some=some: placing.fold_anew(tx, some, present()))  # type: ignore[misc]

    def _ref(self, customer: int) -> str:
        return self.read(lambda tx: str(tx.value("SELECT ref FROM customer WHERE id = ?", (customer,)) or ""))


def _differing(tx: Tx, after: int, now: Instant) -> tuple[list[int], list[int]]:
    """The next customers by id, and those of them whose stored plan is not what a fold gives."""
    ids = [
        key for (key,) in tx.rows(f"SELECT id FROM customer WHERE id > ? ORDER BY id LIMIT {loading.CHUNK}", (after,))
    ]
    return ids, placing.differing(tx, ids, now) if ids else []


def _damage(tx: Tx) -> list[str]:
    """What the database itself finds wrong with its pages, indexes and references."""
    return list(_on_server(tx) if tx.postgres else _in_file(tx))


def _in_file(tx: Tx) -> Iterable[str]:
    yield from (told for (told,) in tx.rows("PRAGMA integrity_check(20)") if told != "ok")
    for table, row, parent, _key in tx.rows("PRAGMA foreign_key_check"):
        yield f"{table} {row} -> {parent}"


def _on_server(tx: Tx) -> Iterable[str]:
    for (name,) in tx.rows(
        "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        " WHERE NOT i.indisvalid AND c.relnamespace = current_schema()::regnamespace"
        " UNION ALL SELECT conname FROM pg_constraint"
        " WHERE NOT convalidated AND connamespace = current_schema()::regnamespace"
    ):
        yield str(name)
