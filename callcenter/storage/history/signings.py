"""Signings of customers, however they are on record: a contact, the stage, the beginning of the contract."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from callcenter.model import Disposition, Instant, MilestoneKind, Stage
from callcenter.storage.database.prepared import Condition, Query
from callcenter.storage.tables.calls import TouchTable
from callcenter.storage.tables.customers import CustomerChangeTable, MilestoneTable
from callcenter.views.customers.timeline import Happening


class Signing(Struct, frozen=True):
    """A signing of a customer by their own record, whoever stands for them."""

    customer_id: int
    at: Instant


def within(whose: Callable[[Any], Condition], since: Instant, until: Instant) -> Query:
    """The signings in a span of the customers whom a condition on each table names."""
    touch, change, planned = TouchTable, CustomerChangeTable, MilestoneTable
    said = (touch.disposition == Disposition.SIGNED.value) & touch.in_force
    stage = (change.what == Happening.STAGE.value) & (change.new == Stage.SIGNED.value)
    begun = (planned.kind == MilestoneKind.CONTRACT_START.value) & ~planned.withdrawn
    parts = [
        table.select(table.customer, table.at).where(signed & (table.at >= since) & (table.at < until) & whose(table))
        for table, signed in ((touch, said), (change, stage), (planned, begun))
    ]
    return parts[0] | parts[1] | parts[2]
