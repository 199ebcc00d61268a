"""Comparison of the plans that a store keeps with a fresh fold."""

from __future__ import annotations

from typing import NamedTuple

from msgspec.structs import astuple

from callcenter.model import Instant
from callcenter.storage.database.transaction import Tx
from callcenter.storage.plans.obligations import ObligationRow
from callcenter.store import Store

OBLIGATION_COLUMNS = ", ".join(ObligationRow.__struct_fields__)


class StoredPlan(NamedTuple):
    """A stored plan: its place in the queue, None without one, and the rows of its obligations."""

    place: tuple[int, object, object, str] | None
    obligations: set[object]


def stored_plans(tx: Tx) -> dict[str, StoredPlan]:
    """The stored plan of every customer who stands for themself, by ref."""
    obligations: dict[int, set[object]] = {}
    for customer, *row in tx.rows(
        f"SELECT customer_id, {OBLIGATION_COLUMNS} FROM obligation WHERE edition_id IN (SELECT edition FROM campaign)"
    ):
        obligations.setdefault(customer, set()).add(tuple(row))
    return {
        ref: StoredPlan(None if lane == 0 else (lane, k1, k2, rule), obligations.get(key, set()))
        for key, ref, lane, k1, k2, rule in tx.rows(
            "SELECT c.id, c.ref, p.lane, p.k1, p.k2, p.entry_rule FROM customer c LEFT JOIN placement p"
            " ON p.customer_id = c.id AND p.edition_id IN (SELECT edition FROM campaign)"
            " WHERE c.survivor_id IS NULL"
        )
    }


def differing(store: Store, now: Instant) -> list[str]:
    """The customers whose stored plan is another one than a fold of now gives."""
    return [ref for ref, stored in store.database.read(stored_plans).items() if _folded(store, ref, now) != stored]


def _folded(store: Store, ref: str, now: Instant) -> StoredPlan:
    plan = store.details.get(ref, now=now).plan
    place = plan.placement
    return StoredPlan(
        None if place is None else (place.lane.value, *place.key, place.entry.rule),
        {astuple(ObligationRow.of(owed)) for owed in plan.obligations},
    )
