"""Searches for numbers that lead to nobody in one's scope: many in an hour tell of somebody who tries numbers out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from callcenter.model import HOUR
from callcenter.storage.access import chain
from callcenter.storage.database.transaction import Database, Tx
from callcenter.storage.tables.base import MetaTable
from callcenter.storage.tables.slim_peewee import EXCLUDED
from callcenter.views.customers.hits import FoundRow
from callcenter.views.upkeep.trouble import StoreError

MANY = 20
"""Misses of one person in an hour that make a line of the audit, and each time as many more."""

_DIGITS = 10
"""Digits of a number that was typed whole, or nearly so."""


def search(
    database: Database, typed: str, look: Callable[[Tx], tuple[FoundRow, ...]], *, anybody: bool = True
) -> tuple[FoundRow, ...]:
    """Search for customers, and count it where it is a miss. ``anybody`` False: a number of nobody is no miss here."""

    def work(tx: Tx) -> tuple[tuple[FoundRow, ...], bool]:
        rows = look(tx)
        asked = tx.grant.closed and sum(map(str.isdigit, typed)) >= _DIGITS and (anybody or bool(rows))
        return rows, asked and all(row.outside for row in rows)

    found, missed = database.read(work)
    if missed:
        note(database)
    return found


def note(database: Database) -> None:
    """Count a miss of the one who acts."""
    with suppress(StoreError):  # a store that cannot be written to is searched all the same
        database.write(_count)


def _count(tx: Tx) -> None:
    """Count a miss of the one who acts; every :data:`MANY` of an hour stand in the audit as ``search.misses``."""
    key, hour = f"misses {tx.grant.name}", tx.grant.at // HOUR
    kept = tx.value(MetaTable.select(MetaTable.value).where(MetaTable.key == key))
    before, _, count = str(kept or "").partition(" ")
    misses = (int(count) if before == str(hour) else 0) + 1
    row = {"key": key, "value": f"{hour} {misses}"}
    tx.run(MetaTable.insert(row).on_conflict(conflict_target=[MetaTable.key], update={MetaTable.value: EXCLUDED.value}))
    if misses % MANY == 0:
        chain.append(tx, "search.misses", f"misses:{misses}")
