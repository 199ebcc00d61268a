"""Customers of a report as they stand: who stands for whom, and whose they were at an instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from callcenter.model import Instant
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables.customers import CustomerChangeTable, CustomerTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.slim_peewee import fn
from callcenter.views.customers.timeline import Happening

_MOST = 5_000
"""Customers of one statement: below every driver's limit of parameters."""


class Survivor(Struct, frozen=True, gc=False):
    """A customer who stands for themselves. ``came``: when their record says that they came."""

    campaign: int
    source: str
    owner: int
    zone: str
    came: Instant


@prepared
def _standing(customers: list[int]) -> Query:
    table = CustomerTable
    came, owner = fn.COALESCE(table.created_at, table.recorded_at), fn.COALESCE(table.owner, 0)
    chosen = columns(Survivor, table, customer=table.id, owner=owner, came=came)
    return table.select(*chosen).where(table.id.in_(customers))


class _Double(Struct, frozen=True):
    survivor: int
    came: Instant


@prepared
def _doubles(customers: list[int]) -> Query:
    table = CustomerTable
    came = fn.COALESCE(table.created_at, table.recorded_at)
    return table.select(*columns(_Double, table, customer=table.id, came=came)).where(table.survivor.in_(customers))


class _Change(Struct, frozen=True, gc=False):
    at: Instant
    old: str


@prepared
def _changes(customers: list[int], since: Instant) -> Query:
    table = CustomerChangeTable
    theirs = table.customer.in_(customers) & (table.what == Happening.OWNER.value) & (table.at > since)
    return table.select(*columns(_Change, table, customer=table.customer)).where(theirs).order_by(table.at, table.id)


class _Named(Struct, frozen=True):
    id: int
    name: str


class Survivors:
    """Some customers who stand for themselves, by id, from an instant on."""

    def __init__(self, tx: Tx, customers: Iterable[int], since: Instant) -> None:
        ids = sorted(set(customers))
        self.known: dict[int, Survivor] = {}
        self.doubles: dict[int, int] = {}
        """The survivors of those who were merged into one of them, by id."""
        self._changes = defaultdict[int, list[_Change]](list)
        self._ids = {one.name: one.id for one in tx.all(_Named, AgentTable.select(AgentTable.id, AgentTable.name))}
        came: dict[int, Instant] = {}
        for chunk in chunks(ids):
            self.known.update(tx.owned(Survivor, _standing(chunk)))
            for double, one in tx.owned(_Double, _doubles(chunk)):
                self.doubles[double] = one.survivor
                came[one.survivor] = min(one.came, came.get(one.survivor, one.came))
            for customer, change in tx.owned(_Change, _changes(chunk, since)):
                self._changes[customer].append(change)
        self.came = {key: min(one.came, came.get(key, one.came)) for key, one in self.known.items()}

    def standing(self, customer: int) -> int:
        """The one who stands for a customer."""
        return self.doubles.get(customer, customer)

    def members(self) -> list[int]:
        """All of them, and those merged into them."""
        return sorted({*self.known, *self.doubles})

    def owner_at(self, customer: int, at: Instant) -> int:
        """The owner of a customer at an instant, 0 = nobody: whom the next change took them from, else today's."""
        later = next((one for one in self._changes[customer] if one.at > at), None)
        return self.known[customer].owner if later is None else self._ids.get(later.old, 0)


def chunks(ids: Sequence[int]) -> Iterable[list[int]]:
    """Ids in parts that a statement takes."""
    return (list(ids[start : start + _MOST]) for start in range(0, len(ids), _MOST))
