"""The timeline of a customer, page by page: contacts, and the decisions about them between those.

Contacts are read by the index of their customer and instant, as many as a page holds, however many there are.
Decisions are few and read whole; a page holds those that fall between its oldest contact and the page above it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from callcenter.model import Instant, Snooze
from callcenter.storage.access.service import Service
from callcenter.storage.database.prepared import Bound, Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import loader, script_ticks
from callcenter.storage.tables.calls import TouchTable
from callcenter.storage.tables.campaigns import CampaignTable
from callcenter.storage.tables.customers import (
    CustomerChangeTable,
    CustomerTable,
    DoNotCallTable,
    LiftTable,
    MergeTable,
    SnoozeTable,
    TierChangeTable,
)
from callcenter.storage.tables.imports import ImportBatchTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.slim_peewee import fn, peewee
from callcenter.views.customers.log import StoredTouch, TouchRow
from callcenter.views.customers.timeline import Cause, Decision, Entry, Happening, Position, TimelinePage

PAGE = 200
RECENT = 60
"""Contacts that come with the customer, where a page would be more than is seen at once."""

_NEWEST = (TouchTable.at.desc(), TouchTable.id.desc())


class _Row(StoredTouch, frozen=True):
    """A :class:`TouchRow` as it is stored."""

    scripts: str = ""
    in_force: bool = True

    def touch(self) -> TouchRow:
        """The touch."""
        values = asdict(self)
        replaced = not values.pop("in_force") and not self.withdrawn
        return TouchRow(**{**values, "scripts": script_ticks.stored(self.scripts), "replaced": replaced})


def query() -> peewee.ModelSelect[TouchTable]:
    """The query of touches, each with its ``CustomerTable``, for :func:`touches`."""
    return (
        TouchTable.select(
            *columns(
                _Row,
                TouchTable,
                ref=CustomerTable.ref,
                customer=CustomerTable.name,
                campaign=CampaignTable.name,
                agent=fn.COALESCE(AgentTable.name, ""),
            )
        )
        .join(CustomerTable)
        .join(CampaignTable)
        .join_from(TouchTable, AgentTable, peewee.JOIN.LEFT_OUTER)
    )


def touches(tx: Tx, wanted: Query | Bound) -> list[TouchRow]:
    """The touches of a :func:`query`."""
    return [row.touch() for row in tx.all(_Row, wanted)]


@prepared
def _promised(people: list[int], at: Instant) -> Query:
    promised = TouchTable.in_force & (TouchTable.callback_at == at)
    return query().where(TouchTable.customer.in_(people) & promised).order_by(*_NEWEST).limit(1)


def _of(people: list[int]) -> Any:
    """Condition for the contacts of people. What was withdrawn stands there once, as the record that says so."""
    withdrawal = TouchTable.alias()
    gone = fn.EXISTS(
        withdrawal.select(peewee.Value(1)).where((withdrawal.corrects == TouchTable.id) & withdrawal.withdrawn)
    )
    return TouchTable.customer.in_(people) & (TouchTable.in_force | TouchTable.withdrawn | ~gone)


@prepared
def _newest(people: list[int], limit: int) -> Query:
    return query().where(_of(people)).order_by(*_NEWEST).limit(limit)


def _beyond(people: list[int], edge: Position | None, limit: int, *, upwards: bool) -> Query:
    found = query().where(_of(people)).limit(limit)
    if edge is not None:
        stands, at = peewee.Tuple(TouchTable.at, TouchTable.id), peewee.Tuple(*edge)
        found = found.where(stands >= at if upwards else stands < at)
    return found.order_by(*((TouchTable.at, TouchTable.id) if upwards else _NEWEST))


@prepared
def _count(people: list[int]) -> Query:
    return TouchTable.select(fn.COUNT(TouchTable.id)).where(_of(people))


@prepared
def _zone(customer: int) -> Query:
    return CampaignTable.select(CampaignTable.zone).join(CustomerTable).where(CustomerTable.id == customer)


class Timelines(Service, subject="timelines"):
    """Verbs on what happened with one customer."""

    def page(
        self,
        ref: str,
        *,
        below: Position | None = None,
        above: Position | None = None,
        oldest: bool = False,
        limit: int = PAGE,
    ) -> TimelinePage:
        """A page of a customer's timeline with ``limit`` contacts: the newest, those ``below`` or ``above`` a place
        that another page named, or the ``oldest``. What was corrected or taken back stands in it too.

        Those merged into the customer count. Raises ``UNKNOWN_REF``.
        """

        def work(tx: Tx) -> TimelinePage:
            customer = loader.customer_id(tx, ref)
            return page(tx, customer, below=below, above=above, oldest=oldest, limit=limit)

        return self._database.read(work)

    def promised_by(self, ref: str, at: Instant) -> TouchRow | None:
        """The newest contact in which a callback at ``at`` was promised. Raises ``UNKNOWN_REF``."""

        def work(tx: Tx) -> TouchRow | None:
            people = loader.everybody_in(tx, loader.customer_id(tx, ref))
            return next(iter(touches(tx, _promised(people, at))), None)

        return self._database.read(work)


def page(
    tx: Tx,
    customer: int,
    *,
    below: Position | None = None,
    above: Position | None = None,
    oldest: bool = False,
    limit: int = PAGE,
) -> TimelinePage:
    """:meth:`Timelines.page` in a transaction."""
    people = loader.everybody_in(tx, customer)
    upwards = oldest or above is not None
    edge = above if upwards else below
    newest = edge is None and not upwards
    wanted = _newest(people, limit + 1) if newest else _beyond(people, edge, limit + 1, upwards=upwards)
    contacts = touches(tx, wanted)
    further = len(contacts) > limit
    if upwards:
        # The contact that was read in vain begins the page above this one.
        newer = Position(contacts[limit].at, contacts[limit].id) if further else None
        older, contacts = above, contacts[limit - 1 :: -1] if further else contacts[::-1]
    else:
        newer, contacts = below, contacts[:limit]
        older = Position(contacts[-1].at, contacts[-1].id) if further else None
    decided = list(_decisions(tx, people))
    between = [one for one in decided if (older is None or one.at >= older.at) and (newer is None or one.at < newer.at)]
    # Of one moment, what was recorded last stands on top.
    everything: list[Entry] = [*reversed(between), *contacts]
    entries = sorted(everything, key=lambda entry: entry.at, reverse=True)
    total = tx.value(_count(people)) + len(decided)
    return TimelinePage(tuple(entries), newer, older, total, tx.value(_zone(customer)))


def _decisions(tx: Tx, people: list[int]) -> Iterator[Decision | Snooze]:
    yield from tx.all(Decision, _changes(people))
    yield from tx.all(Decision, _tiers(people))
    for one in tx.all(_Merge, _merges(people)):
        yield Decision(Happening.MERGED, one.at, one.actor, one.into, one.merged)
        if one.split_at is not None:
            yield Decision(Happening.SPLIT, one.split_at, one.split_by, one.into, one.merged)
    yield from tx.all(Decision, _lifts(people))
    yield from tx.all(Decision, _listings(people))
    yield from tx.all(Snooze, _snoozes(people))


def _text(value: str) -> peewee.Cast:
    return peewee.Value(value).cast("text")


@prepared
def _changes(people: list[int]) -> Query:
    change = CustomerChangeTable
    return change.select(*columns(Decision, change)).where(change.customer.in_(people)).order_by(change.id)


@prepared
def _tiers(people: list[int]) -> Query:
    change = TierChangeTable
    old, new = fn.COALESCE(change.old, ""), fn.COALESCE(change.new, "")
    decided = columns(Decision, change, what=_text(Happening.TIER), old=old, new=new)
    return change.select(*decided).where(change.customer.in_(people)).order_by(change.id)


class _Merge(Struct, frozen=True):
    at: Instant
    actor: str
    merged: str
    into: str
    split_at: Instant | None
    split_by: str


@prepared
def _merges(people: list[int]) -> Query:
    survivor = CustomerTable.alias()
    return (
        MergeTable.select(
            *columns(
                _Merge,
                MergeTable,
                merged=CustomerTable.ref,
                into=survivor.ref,
                split_at=MergeTable.withdrawn_at,
                split_by=MergeTable.withdrawn_by,
            )
        )
        .join(CustomerTable, on=CustomerTable.id == MergeTable.customer)
        .join_from(MergeTable, survivor, on=survivor.id == MergeTable.survivor)
        .where(MergeTable.survivor.in_(people) | MergeTable.customer.in_(people))
        .order_by(MergeTable.id)
    )


@prepared
def _lifts(people: list[int]) -> Query:
    """One a person, where several are merged: it was lifted once."""
    decided = columns(Decision, LiftTable, what=_text(Happening.LIFTED))
    standing = LiftTable.customer.in_(people) & ~LiftTable.withdrawn
    return LiftTable.select(*decided).where(standing).order_by(LiftTable.at).distinct()


@prepared
def _listings(people: list[int]) -> Query:
    """One a number, which the list said in one word."""
    listing = DoNotCallTable
    return (
        listing.select(
            *columns(
                Decision,
                listing,
                what=_text(Happening.LISTED),
                new=listing.word,
                reason=ImportBatchTable.filename,
                cause=_text(Cause.IMPORT),
            )
        )
        .join(ImportBatchTable, on=ImportBatchTable.id == listing.import_id)
        .where(listing.customer.in_(people) & ~listing.withdrawn)
        .order_by(listing.at)
        .distinct()
    )


@prepared
def _snoozes(people: list[int]) -> Query:
    snooze = SnoozeTable
    return snooze.select(*columns(Snooze, snooze)).where(snooze.customer.in_(people)).order_by(snooze.id)
