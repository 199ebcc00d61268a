"""Searches for numbers that lead to nobody in one's scope: many in an hour tell of somebody who tries numbers out."""

from __future__ import annotations

from callcenter.model import HOUR
from callcenter.storage.access import chain
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables.base import MetaTable
from callcenter.storage.tables.driver import EXCLUDED

MANY = 20
"""Misses of one person in an hour that make a line of the audit, and each time as many more."""

_DIGITS = 10
"""Digits of a number that was typed whole, or nearly so."""


def is_miss(tx: Tx, typed: str, *, inside: bool) -> bool:
    """Tell whether a search for a number in a closed store led to nobody in the scope."""
    return tx.grant.closed and not inside and sum(map(str.isdigit, typed)) >= _DIGITS


def note(tx: Tx) -> None:
    """Count a miss of the one who acts; every :data:`MANY` of an hour stand in the audit as ``search.misses``."""
    key, hour = f"misses {tx.grant.name}", tx.grant.at // HOUR
    kept = tx.value(MetaTable.select(MetaTable.value).where(MetaTable.key == key))
    before, _, count = str(kept or "").partition(" ")
    misses = (int(count) if before == str(hour) else 0) + 1
    row = {"key": key, "value": f"{hour} {misses}"}
    tx.run(MetaTable.insert(row).on_conflict(conflict_target=[MetaTable.key], update={MetaTable.value: EXCLUDED.value}))
    if misses % MANY == 0:
        chain.append(tx, "search.misses", f"misses:{misses}")
