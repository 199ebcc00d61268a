"""Tags of customers, as they are read: by customer, and the customers of a tag (docs/architecture.md#finding)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import loader
from callcenter.storage.tables.customers import CustomerTable, CustomerTagTable, TagTable
from callcenter.storage.tables.slim_peewee import fn

_STANDING = CustomerTagTable.removed_at.is_null()
_LAST = "\U0010ffff"


class _Tag(Struct, frozen=True):
    customer: int
    name: str


@prepared
def _of(customers: Sequence[int]) -> Query:
    tags = CustomerTagTable.select(CustomerTagTable.customer.alias("customer"), TagTable.name).join(TagTable)
    return tags.where(CustomerTagTable.customer.in_(customers) & _STANDING).order_by(TagTable.name_key)


def of(tx: Tx, customers: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The tags of customers, each in order; those without any are left out."""
    found: dict[int, list[str]] = {}
    for start in range(0, len(customers), loader.CHUNK):
        for one in tx.all(_Tag, _of(customers[start : start + loader.CHUNK])):
            found.setdefault(one.customer, []).append(one.name)
    return {customer: tuple(names) for customer, names in found.items()}


@prepared
def _of_owner(agent: int) -> Query:
    tags = CustomerTagTable.select(CustomerTagTable.customer.alias("customer"), TagTable.name).join(TagTable)
    owned = tags.join_from(CustomerTagTable, CustomerTable).where(CustomerTable.owner == agent)
    return owned.where(_STANDING).order_by(TagTable.name_key)


def of_owner(tx: Tx, agent: int) -> dict[int, tuple[str, ...]]:
    """The tags of an agent's own customers."""
    found: dict[int, list[str]] = {}
    for one in tx.all(_Tag, _of_owner(agent)):
        found.setdefault(one.customer, []).append(one.name)
    return {customer: tuple(names) for customer, names in found.items()}


def with_tags(
    tx: Tx, starts: Sequence[str], *, campaign: int | None, limit: int, among: Sequence[int] | None = None
) -> list[int]:
    """The customers who have a tag for each of these folded beginnings, so many at most; ``among`` None = of all."""
    # Read from the first tag on, and no further than is asked for: half of all customers may have it.
    wanted = CustomerTagTable.select(CustomerTagTable.customer).join(TagTable).where(_begins(TagTable, starts[0]))
    for start in starts[1:]:
        other, tag = CustomerTagTable.alias(), TagTable.alias()
        theirs = (other.customer == CustomerTagTable.customer) & other.removed_at.is_null()
        wanted = wanted.where(fn.EXISTS(other.select(other.tag).join(tag).where(theirs & _begins(tag, start))))
    if among is not None:
        wanted = wanted.where(CustomerTagTable.customer.in_(among))
    if campaign is not None:
        wanted = wanted.join_from(CustomerTagTable, CustomerTable).where(CustomerTable.campaign == campaign)
    return list(dict.fromkeys(tx.values(wanted.where(_STANDING).limit(limit))))


def _begins(tag: Any, start: str) -> Any:
    return (tag.name_key >= start) & (tag.name_key < start + _LAST)
