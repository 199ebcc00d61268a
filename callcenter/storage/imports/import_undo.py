"""An import taken back, as long as nobody has worked with what it brought (docs/rules.md#import-undo)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, cast

from msgspec import Struct

from callcenter.access import Principal
from callcenter.model import Instant
from callcenter.storage.customers import contact_persons, customers, owner_notices, owner_rows, ownership, tags
from callcenter.storage.database.prepared import Condition
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import decisions, do_not_call_lists, fact_history, loader, phone_rows, retraction
from callcenter.storage.history.decisions import DecidedField
from callcenter.storage.imports import publication
from callcenter.storage.plans import cohorts, placements
from callcenter.storage.search import search_keys
from callcenter.storage.tables.calls import OpenCallTable, TouchTable
from callcenter.storage.tables.customers import CustomerTable, MergeTable, MilestoneTable
from callcenter.storage.tables.effects import ClosureTable
from callcenter.storage.tables.imports import ImportBatchTable, ImportChangeTable, ImportFactTable
from callcenter.storage.tables.slim_peewee import SQL, Value, fn
from callcenter.views.customers.timeline import Cause
from callcenter.views.upkeep.imports import ImportRow
from callcenter.views.upkeep.trouble import StoreError, Trouble


class _Since(Struct, frozen=True):
    customer: int
    at: Instant


class _Change(Struct, frozen=True):
    customer: int
    before: str


class _Stored(Struct, frozen=True):
    name: str
    company: str
    campaign_id: int
    zone: str


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
    changed = ImportChangeTable.select(ImportChangeTable.customer).where(ImportChangeTable.import_id == batch.id)
    contacted = TouchTable.select(TouchTable.customer).where(_of_import(batch.id))
    by_another = TouchTable.import_id.is_null() | (TouchTable.import_id > batch.id)
    later = (
        CustomerTable.select(CustomerTable.ref)
        .where(
            CustomerTable.id.in_(changed | contacted)
            & (_contacted((TouchTable.recorded_at >= batch.started_at) & by_another) | _on_the_line())
        )
        .order_by(CustomerTable.ref)
    )
    if (ref := tx.value(later.limit(1))) is not None:
        raise StoreError(Trouble.LATER_TOUCHES, id=batch.id, ref=ref)
    new = ImportChangeTable.select(ImportChangeTable.customer).where(
        (ImportChangeTable.import_id == batch.id) & (ImportChangeTable.before == "")
    )
    a_part = (MergeTable.customer == CustomerTable.id) | (MergeTable.survivor == CustomerTable.id)
    merges = MergeTable.select(SQL("1")).where(MergeTable.withdrawn_at.is_null() & a_part)
    merged = (
        CustomerTable.select(CustomerTable.ref)
        .where(CustomerTable.id.in_(new) & fn.EXISTS(merges))
        .order_by(CustomerTable.ref)
    )
    if (ref := tx.value(merged.limit(1))) is not None:
        raise StoreError(Trouble.MERGED_SINCE, id=batch.id, ref=ref)
    _set_state(tx, batch, "undoing")


def _set_state(tx: Tx, batch: ImportRow, state: str, **fields: object) -> None:
    tx.run(ImportBatchTable.update(state=state, **fields).where(ImportBatchTable.id == batch.id))


def _of_import(import_id: int) -> Condition:
    condition: Condition = (TouchTable.import_id == import_id) & ~TouchTable.withdrawn
    return condition


def _contacted(condition: Condition) -> Condition:
    """A condition on a customer: they have such a touch that counts."""
    own = (TouchTable.customer == CustomerTable.id) & TouchTable.in_force
    return fn.EXISTS(TouchTable.select(SQL("1")).where(own & condition))


def _on_the_line() -> Condition:
    return fn.EXISTS(OpenCallTable.select(SQL("1")).where(OpenCallTable.customer == CustomerTable.id))


def step(tx: Tx, batch: ImportRow, actor: Principal, now: Instant, size: int) -> bool:
    """Take some of it back; False when all is done."""
    earliest = TouchTable.select(TouchTable.customer.alias("customer"), fn.MIN(TouchTable.at).alias("at"))
    by_customer = earliest.where(_of_import(batch.id)).group_by(TouchTable.customer).order_by(TouchTable.customer)
    touched = tx.all(_Since, by_customer.limit(size))
    if touched:
        ids = [one.customer for one in touched]
        standing = loader.all_standing(tx, ids)
        hit = [*standing, *loader.sharers(tx, standing)]
        tx.lock_customers(hit)
        placements.settle(tx, hit, now)
        before = retraction.on_record(tx, {one.customer: one.at for one in touched}, now)
        some = _of_import(batch.id) & TouchTable.customer.in_(ids)
        # The closures of these contacts go with them.
        theirs = TouchTable.select(TouchTable.id).where(some)
        tx.run(ClosureTable.delete().where(ClosureTable.touch.in_(theirs)))
        tx.run(TouchTable.update(in_force=False, withdrawn=True).where(some))
        _forget(tx, ImportFactTable, batch, ids)
        placements.refold(tx, hit, now)
        retraction.void(tx, before, now)
        tx.mark_changed()
        return True
    listed = do_not_call_lists.of_import(tx, batch.id, size)
    if listed:
        standing = loader.all_standing(tx, listed)
        hit = [*standing, *loader.sharers(tx, standing)]
        tx.lock_customers(hit)
        placements.settle(tx, hit, now)
        do_not_call_lists.withdraw(tx, batch.id, listed)
        placements.refold(tx, hit, now)
        tx.mark_changed()
        return True
    changes = ImportChangeTable.select(ImportChangeTable.customer.alias("customer"), ImportChangeTable.before)
    of_import = changes.where(ImportChangeTable.import_id == batch.id).order_by(ImportChangeTable.customer)
    changed = tx.all(_Change, of_import.limit(size))
    if not changed:
        _set_state(tx, batch, "undone", finished_at=now)
        return False
    ids = [one.customer for one in changed]
    standing = loader.all_standing(tx, ids)
    tx.lock_customers(standing)
    placements.settle(tx, standing, now)
    gone = _untouched(tx, [one.customer for one in changed if not one.before])
    moves = owner_notices.Moves()
    owned = CustomerTable.id.in_(gone) & CustomerTable.owner.is_null(False)
    for owner in tx.values(CustomerTable.select(CustomerTable.owner).where(owned)):
        moves.note(owner, None)
    known = {one.customer: json.loads(one.before) for one in changed if one.before}
    on_record = retraction.on_record(tx, _dated(tx, batch.id, list(known)), now)
    cohorts.leave(tx, gone, now)
    search_keys.remove(tx, gone)
    tx.run(CustomerTable.delete().where(CustomerTable.id.in_(gone)))
    for key, before in known.items():
        _restore(tx, batch.id, key, before, moves, actor, now)
    moves.tell(tx, batch.id, batch.filename, actor=actor.name, now=now, undone=True)
    _forget(tx, ImportChangeTable, batch, ids)
    _forget(tx, ImportFactTable, batch, ids)
    placements.refold(tx, set(standing) - set(gone), now)
    retraction.void(tx, on_record, now)
    tx.mark_changed()
    return True


def _untouched(tx: Tx, ids: Sequence[int]) -> list[int]:
    """Return the new customers whom nobody has worked since it was asked; the others are kept, with their records."""
    left = CustomerTable.select(CustomerTable.id).where(
        CustomerTable.id.in_(ids) & ~_contacted(Value(True)) & ~_on_the_line()
    )
    return tx.values(left.order_by(CustomerTable.id))


def _forget(tx: Tx, table: Any, batch: ImportRow, ids: Sequence[int]) -> None:
    tx.run(table.delete().where((table.import_id == batch.id) & table.customer.in_(ids)))


def _dated(tx: Tx, import_id: int, ids: Sequence[int]) -> dict[int, Instant]:
    """The earliest date that the import brought of each of these customers who has one of it."""
    of_import = (MilestoneTable.import_id == import_id) & ~MilestoneTable.withdrawn
    earliest = MilestoneTable.select(MilestoneTable.customer.alias("customer"), fn.MIN(MilestoneTable.at).alias("at"))
    dated = earliest.where(of_import & MilestoneTable.customer.in_(ids)).group_by(MilestoneTable.customer)
    return {one.customer: one.at for one in tx.all(_Since, dated)}


def _restore(
    tx: Tx,
    import_id: int,
    customer: int,
    before: dict[str, object],
    moves: owner_notices.Moves,
    actor: Principal,
    now: Instant,
) -> None:
    phones, brought, persons = before.pop("phones"), before.pop("brought", []), before.pop("persons", {})
    assert isinstance(persons, dict)
    contact_persons.take_back(tx, customer, import_id, persons)
    tags.take_back(tx, customer, import_id)
    assert isinstance(phones, list)
    assert isinstance(brought, list)
    # Decisions made here since the import stay.
    since = decisions.of(tx, customer)
    columns = {
        name: value
        for name, value in before.items()
        if name in publication.COLUMNS and name != "decided" and not decisions.fields_of([name]) & since
    }
    if since & DecidedField.PHONE:
        numbers = phone_rows.stored(tx, customer)
        gone = {*decisions.dropped(tx, customer), *phone_rows.e164(numbers)}
        left = phone_rows.written(one for one in numbers if one[0] not in brought)
        phones = [*left, *(number for number in phones if phone_rows.bare(number) not in gone)]
        columns.pop("dropped_numbers", None)
    if "decided" in before:
        columns["decided"] = int(since | DecidedField(int(str(before["decided"]))))
    if {"name", "company"} & set(columns):
        stored = _stored(tx, customer)
        name, company = columns.get("name", stored.name), columns.get("company", stored.company)
        search_keys.rewrite(tx, customer, str(name), str(company))
    written = bool(columns)
    if "owner_id" in columns:
        owner = cast("int | None", columns.pop("owner_id"))
        held = ownership.owner_to_be(tx, customer)
        if not ownership.defer(tx, customer, owner, actor=actor.name, now=now, cause=Cause.IMPORT_UNDONE):
            owner_rows.write(tx, {customer: owner}, actor=actor.name, now=now, cause=Cause.IMPORT_UNDONE)
            if loader.standing(tx, customer) == customer:
                moves.note(held, owner)
    fact_history.put(tx, customer, columns, actor=actor.name, now=now, cause=Cause.IMPORT_UNDONE)
    if written:
        # Campaign and zone may have been changed one after the other: together they may be a pair that is new.
        stored = _stored(tx, customer)
        customers.ensure_zone(tx, stored.campaign_id, stored.zone)
    phone_rows.replace(tx, customer, phones)
    brought_dates = (MilestoneTable.customer == customer) & (MilestoneTable.import_id == import_id)
    tx.run(MilestoneTable.update(withdrawn=True).where(brought_dates))


def _stored(tx: Tx, customer: int) -> _Stored:
    fields = (CustomerTable.name, CustomerTable.company, CustomerTable.campaign, CustomerTable.zone)
    found = tx.one(_Stored, CustomerTable.select(*fields).where(CustomerTable.id == customer))
    assert found is not None
    return found
