"""Customers as lists show them: one query, which each list narrows and orders in its own way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import convert

from callcenter.storage.database.prepared import Bound, Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import loader
from callcenter.storage.history.phone_rows import first_number
from callcenter.storage.tables.campaigns import CampaignTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.plans import PlacementTable
from callcenter.storage.tables.slim_peewee import fn, peewee
from callcenter.views.customers.hits import FoundRow

CUSTOMER = CustomerTable.alias("c")
"""The customer of a row of :func:`query`."""

STANDS = CUSTOMER.survivor.is_null()
"""Condition: that customer stands for themselves, and is merged into nobody."""


def plan_tier(customer: Any) -> Any:
    """The tier of a customer under the rules that count."""
    placement, campaign = PlacementTable.alias("tier_p"), CampaignTable.alias("tier_k")
    return (
        placement.select(placement.plan_tier)
        .join_from(placement, campaign, on=(campaign.edition == placement.edition))
        .where((placement.customer == customer.id) & (campaign.id == customer.campaign))
    )


def query() -> peewee.ModelSelect[CustomerTable]:
    """The query of a :class:`FoundRow` for each :data:`CUSTOMER`."""
    return (
        CUSTOMER.select(
            CUSTOMER.id,
            CUSTOMER.ref,
            CUSTOMER.name,
            CUSTOMER.company,
            plan_tier(CUSTOMER).alias("tier"),
            fn.COALESCE(first_number(CUSTOMER), "").alias("phone"),
            AgentTable.name.alias("owner"),
            CampaignTable.name.alias("campaign"),
            CUSTOMER.stage,
            CUSTOMER.pinyin,
        )
        .join_from(CUSTOMER, CampaignTable, on=(CUSTOMER.campaign == CampaignTable.id))
        .join_from(CUSTOMER, AgentTable, peewee.JOIN.LEFT_OUTER, on=(CUSTOMER.owner == AgentTable.id))
    )


class _Numbered(FoundRow, frozen=True, kw_only=True):
    id: int


def keyed(tx: Tx, wanted: Bound) -> dict[int, FoundRow]:
    """The rows of a :func:`query`, in its order, by the ids of the customers."""
    return {row.id: convert(row, FoundRow, from_attributes=True) for row in tx.all(_Numbered, wanted)}


@prepared
def _of(ids: Sequence[int]) -> Query:
    return query().where(CUSTOMER.id.in_(ids) & STANDS)


def by_id(tx: Tx, ids: Sequence[int]) -> dict[int, FoundRow]:
    """The rows of customers by their ids; those merged into another are left out."""
    found: dict[int, FoundRow] = {}
    for start in range(0, len(ids), loader.CHUNK):
        found |= keyed(tx, _of(ids[start : start + loader.CHUNK]))
    return found
