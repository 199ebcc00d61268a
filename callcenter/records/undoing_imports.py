"""An import taken back, as long as nobody has worked with what it brought (RULES §3)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import cast

from callcenter.model import Instant
from callcenter.records import (
    cohorting,
    customers,
    decided,
    fact_history,
    listings,
    loading,
    ownership,
    phone_rows,
    placing,
    publishing,
    search_keys,
    voiding,
)
from callcenter.records.decided import DecidedField
from callcenter.records.working import Tx
from callcenter.views.imports import ImportRow
from callcenter.views.people import Actor
from callcenter.views.timeline import Cause
from callcenter.views.trouble import StoreError, Trouble


def begin(tx: Tx, batch: ImportRow) -> None:
    """Mark an import for undoing, unless that was begun before and interrupted.

    Raises ``IMPORT_RUNNING``, ``UNDONE_ALREADY``, ``LATER_TOUCHES``, ``MERGED_SINCE``.
    """
    if batch.state in ("reading", "publishing"):
        raise StoreError(Trouble.IMPORT_RUNNING, id=batch.id)
    if batch.state == "undone":
        raise StoreError(Trouble.UNDONE_ALREADY, id=batch.id)
    if batch.state != "done":
        return
    brought = (
        "(SELECT customer_id FROM import_change WHERE import_id = ?"
        " UNION SELECT customer_id FROM touch WHERE import_id = ? AND NOT withdrawn)"
    )
    later = tx.value(
        f"SELECT c.ref FROM customer c WHERE c.id IN {brought} AND (EXISTS (SELECT 1 FROM touch t"
        " WHERE t.customer_id = c.id AND t.in_force AND t.recorded_at >= ?"
        " AND (t.import_id IS NULL OR t.import_id > ?))"
        " OR EXISTS (SELECT 1 FROM open_call o WHERE o.customer_id = c.id)) ORDER BY c.ref LIMIT 1",
        (batch.id, batch.id, batch.started_at, batch.id),
    )
    if later is not None:
        raise StoreError(Trouble.LATER_TOUCHES, id=batch.id, ref=later)
    merged = tx.value(
        "SELECT c.ref FROM import_change i JOIN customer c ON c.id = i.customer_id JOIN customer_merge m"
        " ON m.withdrawn_at IS NULL AND (m.customer_id = c.id OR m.survivor_id = c.id)"
        " WHERE i.import_id = ? AND i.before = '' ORDER BY c.ref LIMIT 1",
        (batch.id,),
    )
    if merged is not None:
        raise StoreError(Trouble.MERGED_SINCE, id=batch.id, ref=merged)
    tx.sql("UPDATE import_batch SET state = 'undoing' WHERE id = ?", (batch.id,))


def step(tx: Tx, batch: ImportRow, actor: Actor, now: Instant, size: int) -> bool:
    """Take some of it back; False when all is done."""
    touched = tx.rows(
        "SELECT customer_id, min(at) FROM touch WHERE import_id = ? AND NOT withdrawn"
        f" GROUP BY customer_id ORDER BY customer_id LIMIT {size}",
        (batch.id,),
    )
    if touched:
        ids = [row[0] for row in touched]
        standing = loading.all_standing(tx, ids)
        hit = [*standing, *loading.sharers(tx, standing)]
        tx.lock_customers(hit)
        placing.settle(tx, hit, now)
        before = voiding.on_record(tx, dict(touched), now)
        tx.sql(
            "UPDATE touch SET in_force = ?, withdrawn = ? WHERE import_id = ? AND NOT withdrawn"
            f" AND customer_id IN ({tx.marks(ids)})",
            [False, True, batch.id, *ids],
        )
        tx.sql(f"DELETE FROM import_fact WHERE import_id = ? AND customer_id IN ({tx.marks(ids)})", [batch.id, *ids])
        placing.refold(tx, hit, now)
        voiding.void(tx, before, now)
        tx.touch()
        return True
    listed = listings.of_import(tx, batch.id, size)
    if listed:
        standing = loading.all_standing(tx, listed)
        hit = [*standing, *loading.sharers(tx, standing)]
        tx.lock_customers(hit)
        placing.settle(tx, hit, now)
        listings.withdraw(tx, batch.id, listed)
        placing.refold(tx, hit, now)
        tx.touch()
        return True
    changed = tx.rows(
        f"SELECT customer_id, before FROM import_change WHERE import_id = ? ORDER BY customer_id LIMIT {size}",
        (batch.id,),
    )
    if not changed:
        tx.sql("UPDATE import_batch SET state = 'undone', finished_at = ? WHERE id = ?", (now, batch.id))
        return False
    ids = [row[0] for row in changed]
    standing = loading.all_standing(tx, ids)
    tx.lock_customers(standing)
    placing.settle(tx, standing, now)
    gone = _untouched(tx, [key for key, before in changed if not before])
    known = {key: json.loads(before) for key, before in changed if before}
    on_record = voiding.on_record(tx, _dated(tx, batch.id, list(known)), now)
    cohorting.leave(tx, gone, now)
    search_keys.remove(tx, gone)
    tx.many("DELETE FROM customer WHERE id = ?", [(key,) for key in gone])
    for key, before in known.items():
        _restore(tx, batch.id, key, before, actor, now)
    tx.sql(f"DELETE FROM import_change WHERE import_id = ? AND customer_id IN ({tx.marks(ids)})", [batch.id, *ids])
    tx.sql(f"DELETE FROM import_fact WHERE import_id = ? AND customer_id IN ({tx.marks(ids)})", [batch.id, *ids])
    placing.refold(tx, set(standing) - set(gone), now)
    voiding.void(tx, on_record, now)
    tx.touch()
    return True


def _untouched(tx: Tx, ids: Sequence[int]) -> list[int]:
    """Those of the new customers whom nobody has worked since it was asked; who was is kept, with what was recorded."""
    if not ids:
        return []
    rows = tx.rows(
        f"SELECT c.id FROM customer c WHERE c.id IN ({tx.marks(ids)})"
        " AND NOT EXISTS (SELECT 1 FROM touch t WHERE t.customer_id = c.id AND t.in_force)"
        " AND NOT EXISTS (SELECT 1 FROM open_call o WHERE o.customer_id = c.id) ORDER BY c.id",
        ids,
    )
    return [row[0] for row in rows]


def _dated(tx: Tx, import_id: int, ids: Sequence[int]) -> dict[int, Instant]:
    """The earliest date that the import brought of each of these customers who has one of it."""
    if not ids:
        return {}
    rows = tx.rows(
        f"SELECT customer_id, min(at) FROM milestone WHERE import_id = ? AND customer_id IN ({tx.marks(ids)})"
        " AND NOT withdrawn GROUP BY customer_id",
        [import_id, *ids],
    )
    return dict(rows)


def _restore(tx: Tx, import_id: int, customer: int, before: dict[str, object], actor: Actor, now: Instant) -> None:
    phones, brought = before.pop("phones"), before.pop("brought", [])
    assert isinstance(phones, list)
    assert isinstance(brought, list)
    # What was decided here since the import stays.
    since = decided.of(tx, customer)
    columns = {
        name: value
        for name, value in before.items()
        if name in publishing.COLUMNS and name != "decided" and not decided.fields_of([name]) & since
    }
    if since & DecidedField.PHONE:
        stored = phone_rows.stored(tx, customer)
        gone = {*decided.dropped(tx, customer), *phone_rows.e164(stored)}
        left = phone_rows.written(one for one in stored if one[0] not in brought)
        phones = [*left, *(number for number in phones if phone_rows.bare(number) not in gone)]
        columns.pop("dropped_numbers", None)
    if "decided" in before:
        columns["decided"] = int(since | DecidedField(int(str(before["decided"]))))
    if {"name", "company"} & set(columns):
        row = tx.row("SELECT name, company FROM customer WHERE id = ?", (customer,))
        assert row is not None
        search_keys.rewrite(tx, customer, str(columns.get("name", row[0])), str(columns.get("company", row[1])))
    if "owner_id" in columns and ownership.defer(
        tx, customer, cast("int | None", columns["owner_id"]), actor=actor.name, now=now, cause=Cause.IMPORT_UNDONE
    ):
        del columns["owner_id"]
    if columns:
        fact_history.put(tx, customer, columns, actor=actor.name, now=now, cause=Cause.IMPORT_UNDONE)
        # Campaign and zone may have been changed one after the other: together they may be a pair that is new.
        pair = tx.row("SELECT campaign_id, zone FROM customer WHERE id = ?", (customer,))
        assert pair is not None
        customers.ensure_zone(tx, *pair)
    phone_rows.replace(tx, customer, phones)
    tx.sql("UPDATE milestone SET withdrawn = ? WHERE customer_id = ? AND import_id = ?", (True, customer, import_id))
