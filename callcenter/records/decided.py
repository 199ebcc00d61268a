"""Fields of a customer that were last written by anything but an import: a later list leaves them (RULES §3)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntFlag

from callcenter.records.working import Tx


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
    """What of a customer was decided here."""
    return DecidedField(tx.value("SELECT decided FROM customer WHERE id = ?", (customer,)))


def fields_of(columns: Iterable[str]) -> DecidedField:
    """The fields among these columns of a customer."""
    found = NOTHING
    for column in columns:
        found |= BY_COLUMN.get(column, NOTHING)
    return found


def mark(tx: Tx, customer: int, fields: DecidedField) -> None:
    """Somebody decided these fields here."""
    if fields:
        tx.sql("UPDATE customer SET decided = decided | ? WHERE id = ?", (int(fields), customer))


def restore(tx: Tx, customer: int, fields: DecidedField, before: DecidedField) -> None:
    """What these fields hold is what they held ``before``, and who had written that."""
    if fields:
        decided = (of(tx, customer) & ~fields) | (before & fields)
        tx.sql("UPDATE customer SET decided = ? WHERE id = ?", (int(decided), customer))


def drop_numbers(tx: Tx, customer: int, before: Iterable[str], after: Iterable[str]) -> None:
    """Somebody gave a customer other numbers (E.164): those that went are not brought back by a list."""
    kept = set(after)
    gone = dict.fromkeys([*dropped(tx, customer), *before])
    text = ",".join(number for number in gone if number not in kept)
    tx.sql("UPDATE customer SET dropped_numbers = ? WHERE id = ?", (text, customer))
    mark(tx, customer, DecidedField.PHONE)


def dropped(tx: Tx, customer: int) -> list[str]:
    """The numbers that somebody has taken from a customer, E.164."""
    text: str = tx.value("SELECT dropped_numbers FROM customer WHERE id = ?", (customer,))
    return text.split(",") if text else []


def derive(tx: Tx) -> None:
    """Tell what was decided here in an older store by its history.

    Numbers have none: those of customers who were added here count as decided, and those that somebody named.
    """
    # An import writes a change of tier as it writes the customer: under its own name, while it is published.
    listed = (
        "EXISTS (SELECT 1 FROM import_batch b JOIN import_change i ON i.import_id = b.id"
        " WHERE i.customer_id = h.customer_id AND b.kind = 'customers' AND b.actor = h.actor AND h.reason = ''"
        " AND h.at >= b.started_at AND h.at <= coalesce(b.finished_at, h.at))"
    )
    newest = "NOT EXISTS (SELECT 1 FROM {0} n WHERE n.customer_id = h.customer_id AND n.id > h.id{1})"
    changed = (
        "SELECT h.customer_id FROM customer_change h WHERE h.cause NOT IN ('import', 'import_undone')"
        f" AND {newest.format('customer_change', ' AND n.what = h.what')}"
    )
    for flag, condition in (
        (1, f"{changed} AND h.what = 'owner'"),
        (2, f"SELECT h.customer_id FROM tier_change h WHERE NOT {listed} AND {newest.format('tier_change', '')}"),
        (4, f"{changed} AND h.what = 'stage'"),
        (4, "SELECT customer_id FROM touch WHERE disposition = 'signed' AND import_id IS NULL AND in_force"),
        (
            1,
            "SELECT id FROM customer c WHERE import_id IS NULL AND owner_id IS NOT NULL AND NOT EXISTS (SELECT 1"
            " FROM customer_change h WHERE h.customer_id = c.id AND h.what = 'owner')",
        ),
        (
            2,
            "SELECT id FROM customer c WHERE import_id IS NULL AND tier IS NOT NULL AND NOT EXISTS (SELECT 1"
            " FROM tier_change h WHERE h.customer_id = c.id)",
        ),
        (
            8,
            "SELECT p.customer_id FROM phone p JOIN customer c ON c.id = p.customer_id"
            " WHERE c.import_id IS NULL OR p.label <> ''",
        ),
        (8, "SELECT survivor_id FROM customer_merge WHERE withdrawn_at IS NULL"),
    ):
        tx.sql(f"UPDATE customer SET decided = decided | {flag} WHERE id IN ({condition})")
