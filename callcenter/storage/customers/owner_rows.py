"""The owners of customers as they are stored: the one place that writes them, with since, reason and by whom.

See docs/architecture.md#ownership.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from callcenter.model import Instant
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Change, Tx
from callcenter.storage.history import decisions, fact_history
from callcenter.storage.history.decisions import DecidedField
from callcenter.storage.tables.customers import CustomerChangeTable, CustomerTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.slim_peewee import fn, peewee
from callcenter.views.customers.timeline import Cause, Happening
from callcenter.views.upkeep.trouble import StoreError, Trouble


class _Owned(Struct, frozen=True):
    id: int
    owner_id: int | None


@prepared
def _owners(customers: list[int]) -> Query:
    return CustomerTable.select(CustomerTable.id, CustomerTable.owner).where(CustomerTable.id.in_(customers))


class _Named(Struct, frozen=True):
    id: int
    name: str
    left: bool


def _named(agents: list[int]) -> peewee.ModelSelect[AgentTable]:
    left = AgentTable.left_at.is_null(False).alias("left")
    return AgentTable.select(AgentTable.id, AgentTable.name, left).where(AgentTable.id.in_(agents))


@prepared
def _names(agents: list[int]) -> Query:
    return _named(agents)


@prepared
def _names_locked(agents: list[int]) -> Query:
    """The same, once nobody is having one of them leave; nobody does until the transaction ends."""
    return _named(agents).order_by(AgentTable.id).for_update("FOR KEY SHARE")  # type: ignore[arg-type]


@prepared
def _put_to(customers: list[int], owner: int | None, decided: int) -> Query:
    both = CustomerTable.decided.bin_or(decided)
    return CustomerTable.update(owner=owner, decided=both).where(CustomerTable.id.in_(customers))


def write(
    tx: Tx, owners: Mapping[int, int | None], *, actor: str, now: Instant, cause: Cause = Cause.HAND
) -> frozenset[int]:
    """Write the owners of customers, by id, and keep each change; returns those who had another one.

    Nothing is folded here, and nobody on the line is waited for. What neither an import writes nor somebody takes back
    is decided from then on. The statements are as many for one customer as for all of a transaction. Whoever has left
    gets nobody: what a list or an undoing would bring them goes to the pool, else ``AGENT_LEFT`` is raised.
    """
    if not owners:
        return frozenset()
    before = {one.id: one.owner_id for one in tx.all(_Owned, _owners(list(owners)))}
    agents = {*before.values(), *owners.values()} - {None}
    known = tx.all(_Named, (_names_locked if tx.postgres else _names)(sorted(one for one in agents if one is not None)))
    said: dict[int | None, str] = {one.id: one.name for one in known}
    said[None] = ""
    gone = {one.id for one in known if one.left}
    for left in sorted(gone.intersection(owner for owner in owners.values() if owner is not None)):
        if cause not in fact_history.NO_DECISIONS:
            raise StoreError(Trouble.AGENT_LEFT, agent=said[left])
    owners = {customer: None if owner in gone else owner for customer, owner in owners.items()}
    moved = {one: owner for one, owner in owners.items() if before[one] != owner}
    change = {"at": now, "actor": actor, "what": Happening.OWNER.value, "cause": cause.value}
    tx.insert_each(
        CustomerChangeTable,
        [
            {**change, "customer": customer, "old": said[before[customer]], "new": said[owner]}
            for customer, owner in moved.items()
        ],
    )
    if tx.audits:
        tx.changes += [Change(customer, "owner_id", before[customer], owner) for customer, owner in moved.items()]
    decided = decisions.NOTHING if cause in fact_history.NO_DECISIONS else DecidedField.OWNER
    by_owner = defaultdict[int | None, list[int]](list)
    for customer, owner in owners.items():
        by_owner[owner].append(customer)
    for owner, customers in by_owner.items():
        tx.run(_put_to(customers, owner, int(decided)))
    return frozenset(moved)


def insert(tx: Tx, customers: Iterable[Mapping[str, object]]) -> None:
    """Write new customers of a list with the owners that it names: the import is their reason, its time their since."""
    tx.insert_each(CustomerTable, customers)


class _LastChange(Struct, frozen=True):
    customer: int
    change: int


@prepared
def _last_changes(customers: list[int]) -> Query:
    table = CustomerChangeTable
    of_owner = table.customer.in_(customers) & (table.what == Happening.OWNER.value)
    newest = table.select(table.customer.alias("customer"), fn.MAX(table.id).alias("change"))
    return newest.where(of_owner).group_by(table.customer)


def last_changes(tx: Tx, customers: Sequence[int]) -> dict[int, int]:
    """The ids of the newest changes of these customers' owners, by customer; none where there was none."""
    if not customers:
        return {}
    return {one.customer: one.change for one in tx.all(_LastChange, _last_changes(list(customers)))}
