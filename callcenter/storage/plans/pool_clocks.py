"""Plans that fall due because a clock of the pool goes otherwise: a case, an absence of the owner (docs/rules.md#r33).

The next tick folds them again, in its short transactions. Where no rulebook has a pool nothing is written.
"""

from __future__ import annotations

from callcenter.model import Instant
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.database.prepared import Condition, Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history.loader import STANDING
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.effects import CaseTable
from callcenter.storage.tables.plans import PlacementTable


def moved_by_case(tx: Tx, case_id: int, now: Instant) -> None:
    """Have the plan of a case's customer fall due."""
    editions = _editions(tx)
    if editions:
        tx.run(_of_case(case_id, editions, now))


def moved_by_cases(tx: Tx, customers: list[int], now: Instant) -> None:
    """Have the plans of customers whose cases were taken back fall due."""
    editions = _editions(tx)
    if editions and customers:
        tx.run(_of_customers(customers, editions, now))


def moved_by_absence(tx: Tx, agent: int, now: Instant) -> None:
    """Have the plans of an agent's customers fall due."""
    editions = _editions(tx)
    if editions:
        tx.run(_of_owner(agent, editions, now))


def _editions(tx: Tx) -> list[int]:
    """The editions whose rules have a pool, the coming ones among them."""
    found = []
    for kept in campaign_rows.get_all(tx).values():
        for edition in (kept.edition, kept.coming):
            if edition is not None and tx.book(edition.version).pool is not None:
                found.append(edition.id)
    return found


def _falls_due(now: Instant, editions: list[int], whose: Condition) -> Query:
    later = PlacementTable.valid_until.is_null() | (PlacementTable.valid_until > now)
    found: Query = PlacementTable.update(valid_until=now).where(whose & PlacementTable.edition.in_(editions) & later)
    return found


@prepared
def _of_customers(customers: list[int], editions: list[int], now: Instant) -> Query:
    return _falls_due(now, editions, PlacementTable.customer.in_(customers))


@prepared
def _of_case(case_id: int, editions: list[int], now: Instant) -> Query:
    customer = CustomerTable.select(STANDING).join(CaseTable, on=CaseTable.customer == CustomerTable.id)
    return _falls_due(now, editions, PlacementTable.customer.in_(customer.where(CaseTable.id == case_id)))


@prepared
def _of_owner(agent: int, editions: list[int], now: Instant) -> Query:
    customers = CustomerTable.select(CustomerTable.id).where(CustomerTable.owner == agent)
    return _falls_due(now, editions, PlacementTable.customer.in_(customers))
