"""Imports: rows wait in staging tables and are published forward in small transactions.

Who reads and checks files is :mod:`callcenter.importing`; here the good rows arrive with their instants. Interrupted
while staging = nothing happened, and what was staged goes at the next start; while publishing =
:meth:`Imports.resume` of the next start finishes it.

See docs/architecture.md#short-writes.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial

import msgspec
from msgspec import Struct

from callcenter.access import NOBODY, Principal
from callcenter.model import Channel, Instant, Touch
from callcenter.storage.access.service import Service
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Database, Tx
from callcenter.storage.history import loader
from callcenter.storage.imports import import_undo, previews, publication
from callcenter.storage.imports.reading_marks import ReadingMarks
from callcenter.storage.tables.calls import TouchTable
from callcenter.storage.tables.campaigns import CampaignTable
from callcenter.storage.tables.customers import CustomerTable, PhoneTable
from callcenter.storage.tables.imports import ImportBatchTable, ImportFactTable, StageRowTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.slim_peewee import JOIN, fn
from callcenter.views.customers.allocations import Allocated
from callcenter.views.customers.import_previews import ImportPreview, PreviewedCustomer
from callcenter.views.upkeep.imports import ImportFact, ImportRow, KnownCustomer, StagedCustomer, StagedTouch
from callcenter.views.upkeep.trouble import StoreError, Trouble

_STEP = 8  # rows published between two looks at the time
_BUDGET = 30  # milliseconds that a write transaction of an import aims at (docs/architecture.md#short-writes: under 50)
_CLEARED = 1000  # staged rows that one transaction takes away: some milliseconds
_UNSTORED = 0  # the id of an import that is only looked at
_ENCODE = msgspec.json.Encoder()
_READ_CUSTOMER = msgspec.json.Decoder(StagedCustomer)
_READ_TOUCH = msgspec.json.Decoder(StagedTouch)


class _StoredBatch(Struct, frozen=True):
    id: int
    kind: str
    filename: str
    digest: str
    actor: str
    state: str
    started_at: Instant
    finished_at: Instant | None
    rows_left: int
    counts: str
    overwrite: str
    from_today: bool
    only_empty: str
    allocate: bool

    @property
    def row(self) -> ImportRow:
        counts = json.loads(self.counts)
        overwrite, only_empty = (tuple(filter(None, one.split(","))) for one in (self.overwrite, self.only_empty))
        about = (self.id, self.kind, self.filename, self.digest, self.actor, self.state)
        times = (self.started_at, self.finished_at)
        options = (overwrite, self.from_today, only_empty, self.allocate)
        return ImportRow(*about, *times, self.rows_left, counts, *options)


class _StagedRow(Struct, frozen=True):
    id: int
    kind: str
    payload: str


class _StoredTouch(Touch, frozen=True):
    """A stored touch of the customer with this ref."""

    ref: str = ""


@prepared
def _staged(import_id: int) -> Query:
    rows = StageRowTable.select(StageRowTable.id, StageRowTable.kind, StageRowTable.payload)
    return rows.where(StageRowTable.batch == import_id).order_by(StageRowTable.id).limit(_STEP)


class Imports(Service, subject="imports"):
    """Verbs of an import, in their order: begin, stage rows, publish chunks until done; undo."""

    def __init__(self, database: Database, principal: Principal = NOBODY) -> None:
        super().__init__(database, principal)
        self._marks = ReadingMarks(database.path, postgres=database.postgres)

    def close(self) -> None:
        """Give up the marks of what is being read."""
        self._marks.close()

    def stage_begin(
        self,
        kind: str,
        filename: str,
        digest: str,
        *,
        now: Instant,
        overwrite: Iterable[str] = (),
        from_today: bool = False,
        only_empty: Iterable[str] = (),
        allocate: bool = False,
    ) -> int:
        """Begin an import of ``customers`` or ``touches``; returns its id.

        ``overwrite`` names the fields that it changes although they were decided here: ``owner``, ``tier``, ``stage``,
        ``phone``. ``from_today``: what its new customers owed before ``now`` is history (docs/rules.md#from-today).
        ``only_empty``: fields of known customers that it only fills (docs/rules.md#only-empty).
        ``allocate``: those without an owner go round in the rotation of their campaign (docs/rules.md#r5).

        Once this program has ended, however it did, the import is given up by whoever starts next; until then by
        :meth:`stage_drop`. On PostgreSQL the thread that begins has to live as long as the reading takes.
        """

        def work(tx: Tx) -> int:
            import_id = tx.insert(
                ImportBatchTable,
                kind=kind,
                filename=filename,
                digest=digest,
                actor=self._principal.name,
                state="reading",
                started_at=now,
                overwrite=",".join(sorted(overwrite)),
                from_today=from_today,
                only_empty=",".join(sorted(only_empty)),
                allocate=allocate,
            )
            self._marks.set(tx, import_id)
            return import_id

        return self._database.write(work)

    def stage_rows(self, import_id: int, rows: Iterable[StagedCustomer | StagedTouch]) -> None:
        """Put good rows aside; some hundreds at a time keep others from waiting. Nothing of them shows yet.

        Raises ``UNKNOWN_IMPORT`` where the import was given up, since the connection that held it had been lost.
        """
        packed = [
            {
                "batch": import_id,
                "line": row.line,
                "kind": "touch" if isinstance(row, StagedTouch) else "customer",
                "payload": _ENCODE.encode(row).decode(),
            }
            for row in rows
        ]

        def work(tx: Tx) -> None:
            _batch(tx, import_id)
            tx.insert_each(StageRowTable, packed)

        self._database.write(work, durable=False)

    def stage_drop(self, import_id: int) -> None:
        """Give up an import of which nothing is published yet: the reading failed, ``--strict`` with a bad row."""
        while self._database.write(lambda tx: self._drop_some(tx, import_id)):
            pass

    def _drop_some(self, tx: Tx, import_id: int) -> bool:
        """Take away some of what was staged; False when the import is gone, too."""
        some = StageRowTable.select(StageRowTable.id).where(StageRowTable.batch == import_id)
        tx.run(StageRowTable.delete().where(StageRowTable.id.in_(some.limit(_CLEARED))))
        if tx.value(some.limit(1)) is not None:
            return True
        tx.run(ImportBatchTable.delete().where(ImportBatchTable.id == import_id))
        self._marks.clear(tx, import_id)
        return False

    def stage_ready(self, import_id: int, *, counts: Mapping[str, int]) -> None:
        """Mark all rows as there: from here on the import will be finished, whatever happens.

        ``counts``: what the reader counted (``rows``, ``rejected`` …), kept beside the publisher's own.
        Raises ``UNKNOWN_IMPORT`` as :meth:`stage_rows` does.
        """

        def work(tx: Tx) -> None:
            _batch(tx, import_id)
            left = tx.value(StageRowTable.select(fn.COUNT(StageRowTable.id)).where(StageRowTable.batch == import_id))
            _set(tx, import_id, state="publishing", counts=json.dumps(dict(counts)), rows_left=left)
            self._marks.clear(tx, import_id)

        self._database.write(work)

    def stage_publish_chunk(self, import_id: int, *, now: Instant, budget: int = _BUDGET) -> ImportRow:
        """Publish some rows in one transaction of about ``budget`` milliseconds; call again until ``state`` is done.

        Raises ``UNKNOWN_IMPORT``.
        """
        publication.load()
        return self._database.write(lambda tx: _publish(tx, import_id, self._principal, now, budget))

    def preview(
        self,
        rows: Sequence[StagedCustomer],
        *,
        now: Instant,
        overwrite: Iterable[str] = (),
        only_empty: Iterable[str] = (),
        allocate: bool = False,
        after: Mapping[str, str] | None = None,
    ) -> ImportPreview:
        """Tell what customers' rows would do, were they imported now; nothing of it stays.

        A ref stands in them once. The options are those of :meth:`stage_begin`. ``after``: whose turn came last in the
        rotations of campaigns, by an earlier part of the same list.
        """
        publication.load()
        about = (_UNSTORED, "customers", "", "", self._principal.name, "publishing", now, None, len(rows))
        batch = ImportRow(*about, {}, tuple(overwrite), False, tuple(only_empty), allocate)
        counts: Counter[str] = Counter()
        changes: list[PreviewedCustomer] = []
        allocated: list[Allocated] = []
        turns = dict(after or {})
        for start in range(0, len(rows), _STEP):
            some = rows[start : start + _STEP]
            try:
                self._database.write(partial(self._look, batch, some, now, turns))
            except previews.RolledBack as looked:
                counts.update(looked.seen.counts)
                changes += looked.seen.changes
                allocated += looked.seen.allocated
                turns |= looked.seen.turns
        return ImportPreview(dict(counts), tuple(changes), tuple(allocated), turns)

    def _look(
        self, batch: ImportRow, rows: Sequence[StagedCustomer], now: Instant, after: Mapping[str, str], tx: Tx
    ) -> None:
        previews.look(tx, batch, self._principal, now, rows, after)

    def resume(self, *, now: Instant, budget: int | None = None) -> tuple[ImportRow, ...]:
        """Finish what was being published, or taken back, when a program ended; returns those imports.

        What a program was still reading when it ended is given up; what one reads now is left alone. With a
        ``budget`` of milliseconds only a part may be done: call again until none is under way.
        """
        ends = None if budget is None else time.monotonic() + budget / 1000
        there = self.all()
        for row in there:
            if row.state == "reading":
                while self._database.write(partial(self._clear_abandoned, row.id)):
                    pass
        unfinished = [row.id for row in there if row.under_way]
        return tuple(self._finish(key, now, ends) for key in unfinished)

    def _clear_abandoned(self, import_id: int, tx: Tx) -> bool:
        # Between the look at the list and this transaction its reader may have come to its end.
        state = ImportBatchTable.select(ImportBatchTable.state).where(ImportBatchTable.id == import_id)
        if tx.value(state) != "reading":
            return False
        with self._marks.abandoned(tx, import_id) as gone:
            return gone and self._drop_some(tx, import_id)

    def _finish(self, import_id: int, now: Instant, ends: float | None = None) -> ImportRow:
        while True:
            row = self.stage_publish_chunk(import_id, now=now)
            if not row.under_way or (ends is not None and time.monotonic() >= ends):
                return row

    def undo(self, import_id: int, *, now: Instant) -> ImportRow:
        """Take an import back while none of its customers has a later touch (docs/rules.md#import-undo).

        New customers go, changed ones get their old values, touches no longer count. Who is worked while it goes on
        stays. Raises ``UNKNOWN_IMPORT``, ``IMPORT_RUNNING``, ``UNDONE_ALREADY``, ``LATER_TOUCHES``, ``MERGED_SINCE``.
        """
        self._database.write(lambda tx: import_undo.begin(tx, _batch(tx, import_id)))
        return self._finish(import_id, now)

    def all(self) -> tuple[ImportRow, ...]:
        """All imports, newest first."""
        newest_first = ImportBatchTable.select().order_by(ImportBatchTable.id.desc())
        return self._database.read(lambda tx: tuple(batch.row for batch in tx.all(_StoredBatch, newest_first)))

    def facts(self, import_id: int) -> tuple[ImportFact, ...]:
        """Return the facts of an import that would have been cases and findings, oldest first."""
        fact, customer = ImportFactTable, CustomerTable
        found = (
            fact.select(customer.ref, customer.name, fact.kind, fact.rule, fact.caused_at)
            .join(customer)
            .where(fact.import_id == import_id)
            .order_by(fact.caused_at, customer.ref, fact.rule)
        )
        return self._database.read(lambda tx: tuple(tx.all(ImportFact, found)))

    def known_customers(self, refs: Sequence[str]) -> dict[str, KnownCustomer]:
        """Return which of these refs are stored, and where."""

        def work(tx: Tx) -> dict[str, KnownCustomer]:
            found: dict[str, KnownCustomer] = {}
            known = CustomerTable.select(
                CustomerTable.ref, CampaignTable.name.alias("campaign"), CustomerTable.name, CustomerTable.tier
            ).join(CampaignTable)
            for start in range(0, len(refs), loader.CHUNK):
                chunk = refs[start : start + loader.CHUNK]
                rows = tx.all(KnownCustomer, known.where(CustomerTable.ref.in_(chunk)))
                found |= {row.ref: row for row in rows}
            return found

        return self._database.read(work)

    def known_numbers(self, numbers: Collection[str]) -> frozenset[str]:
        """Return which of these numbers (E.164, without extension) customers have."""
        wanted = sorted(numbers)

        def work(tx: Tx) -> frozenset[str]:
            found: set[str] = set()
            for start in range(0, len(wanted), loader.CHUNK):
                chunk = wanted[start : start + loader.CHUNK]
                bare = PhoneTable.e164.in_(chunk) & (PhoneTable.extension == "")
                found.update(tx.values(PhoneTable.select(PhoneTable.e164).where(bare)))
            return frozenset(found)

        return self._database.read(work)

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
            touch = TouchTable
            written = (
                touch.select(
                    *(CustomerTable.ref, touch.at, touch.channel, touch.direction, touch.disposition, touch.seconds),
                    fn.COALESCE(AgentTable.name, "").alias("agent"),
                    *(touch.note, touch.callback_at, touch.team, touch.phone, touch.result, touch.satisfaction),
                    *(touch.recording, touch.amount, touch.currency),
                )
                .join(CustomerTable)
                .join_from(touch, AgentTable, JOIN.LEFT_OUTER)
                .where(~touch.withdrawn)
            )
            for start in range(0, len(refs), loader.CHUNK):
                chunk = refs[start : start + loader.CHUNK]
                for stored in tx.all(_StoredTouch, written.where(CustomerTable.ref.in_(chunk))):
                    key = (stored.ref, stored.at, stored.channel)
                    if key in wanted:
                        found[key] = (*found.get(key, ()), _plain(stored))
            return found

        return self._database.read(work)


def _plain(stored: _StoredTouch) -> Touch:
    return Touch(**{name: getattr(stored, name) for name in Touch.__struct_fields__})


def _batch(tx: Tx, import_id: int) -> ImportRow:
    wanted = ImportBatchTable.select().where(ImportBatchTable.id == import_id)
    found = tx.one(_StoredBatch, wanted.for_update() if tx.postgres else wanted)
    if found is None:
        raise StoreError(Trouble.UNKNOWN_IMPORT, id=import_id)
    return found.row


def _set(tx: Tx, import_id: int, **fields: object) -> None:
    tx.run(ImportBatchTable.update(**fields).where(ImportBatchTable.id == import_id))


class _Pace:
    """Check that another step as long as the last one still fits into the milliseconds."""

    def __init__(self, budget: int) -> None:
        self._last = time.monotonic()
        self._ends = self._last + budget / 1000

    def has_room(self) -> bool:
        now = time.monotonic()
        fits = now + (now - self._last) <= self._ends
        self._last = now
        return fits


def _publish(tx: Tx, import_id: int, actor: Principal, now: Instant, budget: int) -> ImportRow:
    batch = _batch(tx, import_id)
    pace = _Pace(budget)
    if batch.state == "undoing":
        while import_undo.step(tx, batch, actor, now, _STEP) and pace.has_room():
            pass
        return _batch(tx, import_id)
    if batch.state != "publishing":
        return batch
    counts = dict(batch.counts)
    published = publication.Publication(tx, batch, actor, now)
    left = batch.left
    while True:
        rows = tx.all(_StagedRow, _staged(import_id))
        if not rows:
            _set(tx, import_id, state="done", finished_at=now)
            break
        published.customers([_READ_CUSTOMER.decode(row.payload) for row in rows if row.kind == "customer"])
        published.touches([_READ_TOUCH.decode(row.payload) for row in rows if row.kind == "touch"])
        done = (StageRowTable.batch == import_id) & (StageRowTable.id <= rows[-1].id)
        tx.run(StageRowTable.delete().where(done))
        left -= len(rows)
        if not pace.has_room():
            break
    published.moves.tell(tx, import_id, batch.filename, actor=actor.name, now=now)
    for name, number in published.counts.items():
        counts[name] = counts.get(name, 0) + number
    _set(tx, import_id, counts=json.dumps(counts), rows_left=left)
    tx.mark_changed()
    return _batch(tx, import_id)
