"""Imports: rows wait in staging tables and are published forward in small transactions (DESIGN §3, import).

Who reads and checks files is :mod:`callcenter.importing`; here the good rows arrive with their instants. Interrupted
while staging = nothing happened, and what was staged goes at the next start; while publishing =
:meth:`Importing.resume_imports` of the next start finishes it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec

from callcenter.model import Channel, Direction, Disposition, Instant, Result, Touch
from callcenter.records import loading, publishing, undoing_imports
from callcenter.records.reading_marks import ReadingMarks
from callcenter.records.working import Row, Tx, Worker
from callcenter.schema.imports import ImportBatch
from callcenter.views.imports import ImportFact, ImportRow, KnownCustomer, StagedCustomer, StagedTouch
from callcenter.views.people import Actor
from callcenter.views.trouble import StoreError, Trouble

_STEP = 8  # rows published between two looks at the time
_BUDGET = 30  # milliseconds that a write transaction of an import aims at (DESIGN §3: under 50)
_CLEARED = 1000  # staged rows that one transaction takes away: some milliseconds
_ENCODE = msgspec.json.Encoder()
_READ_CUSTOMER = msgspec.json.Decoder(StagedCustomer)
_READ_TOUCH = msgspec.json.Decoder(StagedTouch)

_BATCHES = (
    "SELECT b.id, b.kind, b.filename, b.digest, b.actor, b.state, b.started_at, b.finished_at, b.rows_left, b.counts,"
    " b.overwrite"
    " FROM import_batch b"
)


class Importing(Worker):
    """Verbs of an import, in their order: begin, stage rows, publish chunks until done; undo."""

    def __init__(self, db: Any, path: str, *, postgres: bool) -> None:
        super().__init__(db, path, postgres=postgres)
        self._marks = ReadingMarks(path, postgres=postgres)

    def stage_begin(
        self, kind: str, filename: str, digest: str, *, actor: Actor, now: Instant, overwrite: Iterable[str] = ()
    ) -> int:
        """Begin an import of ``customers`` or ``touches``; returns its id.

        ``overwrite`` names the fields that it changes although they were decided here: ``owner``, ``tier``, ``stage``,
        ``phone``.

        Once this program has ended, however it did, the import is given up by whoever starts next; until then by
        :meth:`stage_drop`. On PostgreSQL the thread that begins has to live as long as the reading takes.
        """

        def work(tx: Tx) -> int:
            import_id = tx.insert(
                ImportBatch,
                kind=kind,
                filename=filename,
                digest=digest,
                actor=actor.name,
                state="reading",
                started_at=now,
                overwrite=",".join(sorted(overwrite)),
            )
            self._marks.set(tx, import_id)
            return import_id

        return self.write(work)

    def stage_rows(self, import_id: int, rows: Iterable[StagedCustomer | StagedTouch]) -> None:
        """Put good rows aside; some hundreds at a time keep others from waiting. Nothing of them shows yet.

        Raises ``UNKNOWN_IMPORT`` where the import was given up, since the connection that held it had been lost.
        """
        packed = [
            (import_id, row.line, "touch" if isinstance(row, StagedTouch) else "customer", _ENCODE.encode(row).decode())
            for row in rows
        ]

        def work(tx: Tx) -> None:
            _batch(tx, import_id)
            tx.many("INSERT INTO stage_row (batch_id, line, kind, payload) VALUES (?,?,?,?)", packed)

        self.write(work, durable=False)

    def stage_drop(self, import_id: int) -> None:
        """Give up an import of which nothing is published yet: the reading failed, ``--strict`` with a bad row."""
        while self.write(lambda tx: self._drop_some(tx, import_id)):
            pass

    def _drop_some(self, tx: Tx, import_id: int) -> bool:
        """Take away some of what was staged; False when the import is gone, too."""
        tx.sql(
            f"DELETE FROM stage_row WHERE id IN (SELECT id FROM stage_row WHERE batch_id = ? LIMIT {_CLEARED})",
            (import_id,),
        )
        if tx.value("SELECT 1 FROM stage_row WHERE batch_id = ? LIMIT 1", (import_id,)):
            return True
        tx.sql("DELETE FROM import_batch WHERE id = ?", (import_id,))
        self._marks.clear(tx, import_id)
        return False

    def stage_ready(self, import_id: int, *, counts: Mapping[str, int]) -> None:
        """All rows are there: from here on the import will be finished, whatever happens.

        ``counts``: what the reader counted (``rows``, ``rejected`` …), kept beside the publisher's own.
        Raises ``UNKNOWN_IMPORT`` as :meth:`stage_rows` does.
        """

        def work(tx: Tx) -> None:
            _batch(tx, import_id)
            tx.sql(
                "UPDATE import_batch SET state = 'publishing', counts = ?,"
                " rows_left = (SELECT count(*) FROM stage_row WHERE batch_id = ?) WHERE id = ?",
                (json.dumps(dict(counts)), import_id, import_id),
            )
            self._marks.clear(tx, import_id)

        self.write(work)

    def stage_publish_chunk(self, import_id: int, *, actor: Actor, now: Instant, budget: int = _BUDGET) -> ImportRow:
        """Publish some rows in one transaction of about ``budget`` milliseconds; call again until ``state`` is done.

        Raises ``UNKNOWN_IMPORT``.
        """
        publishing.load()
        return self.write(lambda tx: _publish(tx, import_id, actor, now, budget))

    def resume_imports(self, *, actor: Actor, now: Instant, budget: int | None = None) -> tuple[ImportRow, ...]:
        """Finish what was being published, or taken back, when a program ended; returns those imports.

        What a program was still reading when it ended is given up; what one reads now is left alone. With a
        ``budget`` of milliseconds only a part may be done: call again until none is under way.
        """
        ends = None if budget is None else time.monotonic() + budget / 1000
        there = self.imports()
        for row in there:
            if row.state == "reading":
                while self.write(partial(self._clear_abandoned, row.id)):
                    pass
        unfinished = [row.id for row in there if row.under_way]
        return tuple(self._finish(key, actor, now, ends) for key in unfinished)

    def _clear_abandoned(self, import_id: int, tx: Tx) -> bool:
        # Between the look at the list and this transaction its reader may have come to its end.
        if tx.value("SELECT state FROM import_batch WHERE id = ?", (import_id,)) != "reading":
            return False
        with self._marks.abandoned(tx, import_id) as gone:
            return gone and self._drop_some(tx, import_id)

    def _finish(self, import_id: int, actor: Actor, now: Instant, ends: float | None = None) -> ImportRow:
        while True:
            row = self.stage_publish_chunk(import_id, actor=actor, now=now)
            if not row.under_way or (ends is not None and time.monotonic() >= ends):
                return row

    def undo_import(self, import_id: int, *, actor: Actor, now: Instant) -> ImportRow:
        """Take an import back while none of its customers has a later touch (RULES §3).

        New customers go, changed ones get their old values, touches no longer count. Who is worked while it goes on
        stays. Raises ``UNKNOWN_IMPORT``, ``IMPORT_RUNNING``, ``UNDONE_ALREADY``, ``LATER_TOUCHES``, ``MERGED_SINCE``.
        """
        self.write(lambda tx: undoing_imports.begin(tx, _batch(tx, import_id)))
        return self._finish(import_id, actor, now)

    def imports(self) -> tuple[ImportRow, ...]:
        """All imports, newest first."""
        return self.read(lambda tx: tuple(map(_import_row, tx.rows(f"{_BATCHES} ORDER BY b.id DESC"))))

    def import_facts(self, import_id: int) -> tuple[ImportFact, ...]:
        """What an import brought that would have been cases and findings, oldest first."""
        return self.read(
            lambda tx: tuple(
                ImportFact(*row)
                for row in tx.rows(
                    "SELECT c.ref, c.name, f.kind, f.rule, f.caused_at FROM import_fact f"
                    " JOIN customer c ON c.id = f.customer_id WHERE f.import_id = ?"
                    " ORDER BY f.caused_at, c.ref, f.rule",
                    (import_id,),
                )
            )
        )

    def known_customers(self, refs: Sequence[str]) -> dict[str, KnownCustomer]:
        """Which of these refs are stored, and where."""

        def work(tx: Tx) -> dict[str, KnownCustomer]:
            found: dict[str, KnownCustomer] = {}
            for start in range(0, len(refs), loading.CHUNK):
                chunk = refs[start : start + loading.CHUNK]
                for row in tx.rows(
                    "SELECT c.ref, k.name, c.name, c.tier FROM customer c JOIN campaign k ON k.id = c.campaign_id"
                    f" WHERE c.ref IN ({tx.marks(chunk)})",
                    chunk,
                ):
                    found[row[0]] = KnownCustomer(*row)
            return found

        return self.read(work)

    def known_numbers(self, numbers: Collection[str]) -> frozenset[str]:
        """Which of these numbers (E.164, without extension) customers have."""
        wanted = sorted(numbers)

        def work(tx: Tx) -> frozenset[str]:
            found: set[str] = set()
            for start in range(0, len(wanted), loading.CHUNK):
                chunk = wanted[start : start + loading.CHUNK]
                asked = f"SELECT DISTINCT e164 FROM phone WHERE e164 IN ({tx.marks(chunk)}) AND extension = ''"
                found.update(number for (number,) in tx.rows(asked, chunk))
            return frozenset(found)

        return self.read(work)

    def touches_like(
        self, keys: Sequence[tuple[str, Instant, Channel]]
    ) -> dict[tuple[str, Instant, Channel], tuple[Touch, ...]]:
        """The stored touches of the same customer, instant and channel, as they were written; undone ones left out.

        ``phone`` is the number that was resolved when they were written.
        """
        wanted = set(keys)
        refs = sorted({ref for ref, _, _ in keys})

        def work(tx: Tx) -> dict[tuple[str, Instant, Channel], tuple[Touch, ...]]:
            found: dict[tuple[str, Instant, Channel], tuple[Touch, ...]] = {}
            for start in range(0, len(refs), loading.CHUNK):
                chunk = refs[start : start + loading.CHUNK]
                for row in tx.rows(
                    "SELECT c.ref, t.at, t.channel, t.direction, t.disposition, a.name, t.seconds, t.note,"
                    " t.callback_at, t.team, t.phone, t.result, t.satisfaction FROM customer c"
                    " JOIN touch t ON t.customer_id = c.id"
                    f" LEFT JOIN agent a ON a.id = t.agent_id WHERE c.ref IN ({tx.marks(chunk)}) AND NOT t.withdrawn",
                    chunk,
                ):
                    key = (row[0], row[1], Channel(row[2]))
                    if key in wanted:
                        found[key] = (*found.get(key, ()), _touch(row))
            return found

        return self.read(work)


def _touch(row: Row) -> Touch:
    return Touch(
        at=row[1],
        channel=Channel(row[2]),
        direction=Direction(row[3]),
        disposition=None if row[4] is None else Disposition(row[4]),
        agent=row[5] or "",
        seconds=row[6],
        note=row[7],
        callback_at=row[8],
        team=row[9],
        phone=row[10],
        result=None if row[11] is None else Result(row[11]),
        satisfaction=row[12],
    )


def _import_row(row: Row) -> ImportRow:
    key, kind, filename, digest, actor, state, started_at, finished_at, left, counts, overwrite = row
    return ImportRow(
        key,
        kind,
        filename,
        digest,
        actor,
        state,
        started_at,
        finished_at,
        left,
        json.loads(counts),
        tuple(filter(None, overwrite.split(","))),
    )


def _batch(tx: Tx, import_id: int) -> ImportRow:
    locked = " FOR UPDATE OF b" if tx.postgres else ""
    found = tx.row(f"{_BATCHES} WHERE b.id = ?{locked}", (import_id,))
    if found is None:
        raise StoreError(Trouble.UNKNOWN_IMPORT, id=import_id)
    return _import_row(found)


class _Pace:
    """Says whether another step as long as the last one still fits into the milliseconds."""

    def __init__(self, budget: int) -> None:
        self._last = time.monotonic()
        self._ends = self._last + budget / 1000

    def has_room(self) -> bool:
        now = time.monotonic()
        fits = now + (now - self._last) <= self._ends
        self._last = now
        return fits


def _publish(tx: Tx, import_id: int, actor: Actor, now: Instant, budget: int) -> ImportRow:
    batch = _batch(tx, import_id)
    pace = _Pace(budget)
    if batch.state == "undoing":
        while undoing_imports.step(tx, batch, actor, now, _STEP) and pace.has_room():
            pass
        return _batch(tx, import_id)
    if batch.state != "publishing":
        return batch
    counts = dict(batch.counts)
    published = publishing.Publishing(tx, batch, actor, now)
    left = batch.left
    while True:
        rows = tx.rows(
            f"SELECT id, kind, payload FROM stage_row WHERE batch_id = ? ORDER BY id LIMIT {_STEP}", (import_id,)
        )
        if not rows:
            tx.sql("UPDATE import_batch SET state = 'done', finished_at = ? WHERE id = ?", (now, import_id))
            break
        published.customers([_READ_CUSTOMER.decode(row[2]) for row in rows if row[1] == "customer"])
        published.touches([_READ_TOUCH.decode(row[2]) for row in rows if row[1] == "touch"])
        tx.sql("DELETE FROM stage_row WHERE batch_id = ? AND id <= ?", (import_id, rows[-1][0]))
        left -= len(rows)
        if not pace.has_room():
            break
    for name, number in published.counts.items():
        counts[name] = counts.get(name, 0) + number
    tx.sql("UPDATE import_batch SET counts = ?, rows_left = ? WHERE id = ?", (json.dumps(counts), left, import_id))
    tx.touch()
    return _batch(tx, import_id)
