"""Fields of a customer that were last written by anything but an import: a later list leaves them.

See docs/rules.md#same-again.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntFlag

from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables.customers import CustomerTable


class DecidedField(IntFlag):
    """The fields that can be decided here, as ``customer.decided`` holds them."""

    OWNER = 1
    TIER = 2
    STAGE = 4
    PHONE = 8


NOTHING = DecidedField(0)
BY_COLUMN = {"owner_id": DecidedField.OWNER, "tier": DecidedField.TIER, "stage": DecidedField.STAGE}
BY_NAME = {field.name.lower(): field for field in DecidedField if field.name is not None}
"""The fields under the names that lists give them: ``owner``, ``tier``, ``stage``, ``phone``."""


def of(tx: Tx, customer: int) -> DecidedField:
    """Return the fields of a customer that were decided here."""
    return DecidedField(tx.value(_decided(customer)))


@prepared
def _decided(customer: int) -> Query:
    return CustomerTable.select(CustomerTable.decided).where(CustomerTable.id == customer)


def fields_of(columns: Iterable[str]) -> DecidedField:
    """The fields among these columns of a customer."""
    found = NOTHING
    for column in columns:
        found |= BY_COLUMN.get(column, NOTHING)
    return found


def mark(tx: Tx, customer: int, fields: DecidedField) -> None:
    """Mark these fields as decided here."""
    if fields:
        tx.run(_marked(customer, int(fields)))


@prepared
def _marked(customer: int, fields: int) -> Query:
    both = CustomerTable.decided.bin_or(fields)
    return CustomerTable.update(decided=both).where(CustomerTable.id == customer)


def restore(tx: Tx, customer: int, fields: DecidedField, before: DecidedField) -> None:
    """Restore who had written these fields ``before``, as their values are restored."""
    if fields:
        decided = (of(tx, customer) & ~fields) | (before & fields)
        tx.update_each(CustomerTable, [{"id": customer, "decided": int(decided)}])


def drop_numbers(tx: Tx, customer: int, before: Iterable[str], after: Iterable[str]) -> None:
    """Note that somebody gave a customer other numbers (E.164): those that went are not brought back by a list."""
    kept = set(after)
    gone = dict.fromkeys([*dropped(tx, customer), *before])
    text = ",".join(number for number in gone if number not in kept)
    tx.update_each(CustomerTable, [{"id": customer, "dropped_numbers": text}])
    mark(tx, customer, DecidedField.PHONE)


def dropped(tx: Tx, customer: int) -> list[str]:
    """The numbers that somebody has taken from a customer, E.164."""
    text: str = tx.value(_dropped(customer))
    return text.split(",") if text else []


@prepared
def _dropped(customer: int) -> Query:
    return CustomerTable.select(CustomerTable.dropped_numbers).where(CustomerTable.id == customer)
