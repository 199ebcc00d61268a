"""Tags of customers, as they are read: by customer, and the customers of a tag (docs/architecture.md#finding)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import loader
from callcenter.storage.tables.customers import CustomerTable, CustomerTagTable, TagTable

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


def with_tags(tx: Tx, starts: Sequence[str], *, campaign: int | None, limit: int) -> list[int]:
    """The customers who have a tag for each of these folded beginnings, so many at most."""
    wanted = CustomerTable.select(CustomerTable.id)
    for start in starts:
        wanted = wanted.where(CustomerTable.id.in_(_customers_with(start)))
    if campaign is not None:
        wanted = wanted.where(CustomerTable.campaign == campaign)
    return tx.values(wanted.limit(limit))


def _customers_with(start: str) -> Any:
    tags = TagTable.select(TagTable.id).where((TagTable.name_key >= start) & (TagTable.name_key < start + _LAST))
    return CustomerTagTable.select(CustomerTagTable.customer).where(CustomerTagTable.tag.in_(tags) & _STANDING)
