"""Deputies of customers: who works one whose owner is absent (docs/rules.md#absence)."""

from __future__ import annotations

from typing import Any

from callcenter.model import Instant
from callcenter.storage.database.prepared import Condition, Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.shifts import StandInTable
from callcenter.storage.tables.slim_peewee import fn


def running(customer: Any = CustomerTable) -> Condition:
    """The condition that a ``StandInTable`` row says who works a customer now."""
    row = StandInTable
    found: Condition = (row.customer == customer.id) & (row.owner == customer.owner) & row.until.is_null()
    return found


def name(customer: Any = CustomerTable) -> Any:
    """The name of a customer's deputy as a column, null without one."""
    deputy = AgentTable.alias()
    named = StandInTable.select(deputy.name).join(deputy, on=deputy.id == StandInTable.deputy)
    return named.where(running(customer))


def worker_at(at: Instant) -> Any:
    """The id of whoever worked a customer of ``CustomerTable`` at an instant, 0 in the pool."""
    row = StandInTable
    then = (row.customer == CustomerTable.id) & (row.owner == CustomerTable.owner) & (row.since <= at)
    over = row.until.is_null(False) & (row.until <= at)
    found = row.select(row.deputy).where(then & ~over).order_by(row.id.desc()).limit(1)
    return fn.COALESCE(found, CustomerTable.owner, 0)


def worker_then(tx: Tx, customer: int, at: Instant) -> int | None:
    """Return who worked a customer at an instant, None in the pool."""
    return tx.value(_worker_then(customer, at)) or None


@prepared
def _worker_then(customer: int, at: Instant) -> Query:
    return CustomerTable.select(worker_at(at)).where(CustomerTable.id == customer)


def of_deputy(agent: int | None) -> Query:
    """The customers whom somebody works for others."""
    row = StandInTable
    standing = row.select(row.customer).join(CustomerTable, on=running())
    found: Query = standing.where((row.deputy == agent) & row.until.is_null())
    return found


def deputy_of(tx: Tx, customer: int) -> int | None:
    """Return who works a customer for their absent owner, None where nobody does."""
    found: int | None = tx.value(_deputy_of(customer))
    return found


@prepared
def _deputy_of(customer: int) -> Query:
    row = StandInTable
    return row.select(row.deputy).join(CustomerTable, on=running()).where(row.customer == customer)
