"""The outcome of an import beforehand: done by the very code that publishes, in transactions that are rolled back.

See docs/rules.md#preview.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from callcenter.access import Principal
from callcenter.model import Instant
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import phone_rows
from callcenter.storage.imports.publication import COLUMNS, FIELDS, LISTED, Publication
from callcenter.storage.tables.campaigns import CampaignTable
from callcenter.storage.tables.customers import CustomerTable, MilestoneTable
from callcenter.storage.tables.imports import ImportChangeTable
from callcenter.storage.tables.people import AgentTable
from callcenter.views.customers.import_previews import ImportPreview, PreviewedCustomer, PreviewedField
from callcenter.views.upkeep.imports import ImportRow, StagedCustomer

_NAMES = {column: LISTED.get(field, field) for column, field in FIELDS.items()} | {
    "created_at": "created_at",
    "campaign_id": "campaign",
}
"""Columns that a preview tells of, by the field of a list; the others go with these."""


class _Noted(Struct, frozen=True):
    customer: int
    before: str


class RolledBack(Exception):
    """The end of a transaction that only looked; carries what it saw."""

    def __init__(self, seen: ImportPreview) -> None:
        super().__init__()
        self.seen = seen


def look(
    tx: Tx,
    batch: ImportRow,
    actor: Principal,
    now: Instant,
    rows: Sequence[StagedCustomer],
    after: Mapping[str, str],
) -> None:
    """Do what the rows ask for and take it back. Raises :class:`RolledBack` always.

    ``after``: whose turn came last in the rotations of campaigns, by the rows before these.
    """
    published = Publication(tx, batch, actor, now, folds=False, after=after)
    published.customers(rows)
    change = ImportChangeTable
    known = change.select(change.customer.alias("customer"), change.before)
    noted = tx.all(_Noted, known.where((change.import_id == batch.id) & (change.before != "")).order_by(change.id))
    changes = tuple(_changed(tx, batch.id, one) for one in noted)
    place = {row.ref: number for number, row in enumerate(rows)}
    allocated = sorted(published.allocated, key=lambda one: place[one.ref])  # they went round by campaign
    raise RolledBack(ImportPreview(dict(published.counts), changes, tuple(allocated), published.last_turns))


def _changed(tx: Tx, import_id: int, noted: _Noted) -> PreviewedCustomer:
    columns = [getattr(CustomerTable, name) for name in ("ref", *COLUMNS)]
    stored = tx.one(dict[str, Any], CustomerTable.select(*columns).where(CustomerTable.id == noted.customer))
    assert stored is not None
    before: dict[str, Any] = json.loads(noted.before)
    fields = [
        PreviewedField(name, _text(tx, column, before[column]), _text(tx, column, stored[column]))
        for column, name in _NAMES.items()
        if column in before
    ]
    numbers = phone_rows.written(phone_rows.stored(tx, noted.customer))
    if list(before["phones"]) != list(numbers):
        fields.append(PreviewedField("phone", ", ".join(before["phones"]), ", ".join(numbers)))
    dates = MilestoneTable.select(MilestoneTable.kind).where(
        (MilestoneTable.customer == noted.customer) & (MilestoneTable.import_id == import_id)
    )
    if kinds := tx.values(dates.order_by(MilestoneTable.id)):
        fields.append(PreviewedField("dates", "", ", ".join(kinds)))
    return PreviewedCustomer(stored["ref"], before.get("name", stored["name"]), tuple(fields))


def _text(tx: Tx, column: str, value: object) -> str:
    if value is None:
        return ""
    match column:
        case "owner_id":
            return str(tx.value(AgentTable.select(AgentTable.name).where(AgentTable.id == value)))
        case "campaign_id":
            return str(tx.value(CampaignTable.select(CampaignTable.name).where(CampaignTable.id == value)))
        case _:
            return str(value)
