"""Ownership of customers. While somebody has one on the line another owner waits until that call is saved."""

from __future__ import annotations

from msgspec import Struct

from callcenter.model import Instant
from callcenter.storage.access import grants, scopes
from callcenter.storage.access.service import Service
from callcenter.storage.customers import customers
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import fact_history, loader
from callcenter.storage.people import notices, people
from callcenter.storage.tables.calls import OpenCallTable, WaitingOwnerTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.touches import touch_records
from callcenter.views.customers.timeline import Cause
from callcenter.views.people.notices import NoticeKind


class _Line(Struct, frozen=True):
    agent: int
    name: str


@prepared
def _line(customer: int) -> Query:
    return (
        OpenCallTable.select(OpenCallTable.agent.alias("agent"), AgentTable.name)
        .join(AgentTable)
        .where((OpenCallTable.customer == customer) & OpenCallTable.held)
        .order_by(OpenCallTable.dialled_at)
        .limit(1)
    )


def on_the_line(tx: Tx, customer: int) -> _Line | None:
    """The agent whose call holds the customer, None without one."""
    return tx.one(_Line, _line(customer))


class _Waiting(Struct, frozen=True):
    owner: int | None
    actor: str
    cause: Cause


@prepared
def _waiting(customer: int) -> Query:
    waiting = WaitingOwnerTable.owner.alias("owner"), WaitingOwnerTable.actor, WaitingOwnerTable.cause
    return WaitingOwnerTable.select(*waiting).where(WaitingOwnerTable.customer == customer)


def _forget(tx: Tx, customer: int) -> None:
    """Remove the owner who waits for the customer."""
    tx.run(WaitingOwnerTable.delete().where(WaitingOwnerTable.customer == customer))


def owner_to_be(tx: Tx, customer: int) -> int | None:
    """The owner, or who takes over when the call is saved; None = the pool."""
    waiting = tx.one(_Waiting, _waiting(customer))
    if waiting is not None:
        return waiting.owner
    owner: int | None = tx.value(CustomerTable.select(CustomerTable.owner).where(CustomerTable.id == customer))
    return owner


def waits(tx: Tx, customer: int) -> bool:
    """Tell whether another owner waits for the end of a call."""
    return tx.one(_Waiting, _waiting(customer)) is not None


def decided_to_come(tx: Tx, customer: int) -> bool:
    """Tell whether an owner waits for the end of a call whom somebody here has named, and no list."""
    waiting = tx.one(_Waiting, _waiting(customer))
    return waiting is not None and waiting.cause not in (Cause.IMPORT, Cause.IMPORT_UNDONE)


def change(tx: Tx, customer: int, owner: int | None, *, actor: str, now: Instant, cause: Cause = Cause.HAND) -> str:
    """Give a customer to an agent, None = to the pool; at once, or when the call with them is saved.

    Returns who has them on the line, '' where it is done.
    """
    # The same lock as a call that is being saved takes: either it finds what waits, or nothing has to wait.
    tx.lock_customers(touch_records.affected(tx, customer))
    if defer(tx, customer, owner, actor=actor, now=now, cause=cause):
        line = on_the_line(tx, customer)
        return line.name if line is not None and waits(tx, customer) else ""
    _forget(tx, customer)
    _put(tx, customer, owner, actor, now, cause)
    return ""


def defer(tx: Tx, customer: int, owner: int | None, *, actor: str, now: Instant, cause: Cause) -> bool:
    """Have another owner wait while somebody has the customer on the line, who is told; False where nobody has."""
    line = on_the_line(tx, customer)
    if line is None:
        return False
    notices.void(tx, NoticeKind.OWNER_WAITS, customer, now=now)
    _forget(tx, customer)
    if owner != owner_to_be(tx, customer):
        tx.run(WaitingOwnerTable.insert(customer=customer, owner=owner, at=now, actor=actor, cause=cause.value))
        told = {"owner": _name(tx, owner), "agent": line.name}
        for reader in _readers(line.agent, _known(tx, actor)):
            notices.send(tx, reader, NoticeKind.OWNER_WAITS, customer, actor=actor, now=now, **told)
    tx.mark_changed()
    return True


def settle(tx: Tx, customer: int, agent: int, *, now: Instant) -> None:
    """Settle the end of an agent's call: the owner who waited for it takes over, and all concerned hear of
    it."""
    waiting = tx.one(_Waiting, _waiting(customer))
    if waiting is None or on_the_line(tx, customer) is not None:
        return
    owner, actor = waiting.owner, waiting.actor
    _forget(tx, customer)
    notices.void(tx, NoticeKind.OWNER_WAITS, customer, now=now)
    _put(tx, customer, owner, actor, now, waiting.cause)
    for reader in _readers(agent, _known(tx, actor), owner):
        notices.send(tx, reader, NoticeKind.OWNER_CHANGED, customer, actor=actor, now=now, owner=_name(tx, owner))


def _put(tx: Tx, customer: int, owner: int | None, actor: str, now: Instant, cause: Cause) -> None:
    customers.change_facts(
        tx,
        customer,
        now,
        lambda one: fact_history.put(tx, one, {"owner_id": owner}, actor=actor, now=now, cause=cause),
    )


def _readers(*agents: int | None) -> list[int]:
    return sorted({agent for agent in agents if agent is not None})


def _known(tx: Tx, actor: str) -> int | None:
    """The id of the agent who acted; None for a program."""
    found: int | None = tx.value(AgentTable.select(AgentTable.id).where(AgentTable.name == actor))
    return found


def _name(tx: Tx, owner: int | None) -> str:
    name = AgentTable.select(AgentTable.name).where(AgentTable.id == owner)
    return "" if owner is None else str(tx.value(name))


class Ownership(Service, subject="ownership"):
    """The verb of a supervisor who gives customers away."""

    def assign(self, ref: str, owner: str | None, *, key: str = "", now: Instant) -> str:
        """Give a customer to an agent, None = to the pool. While they are on the line it waits until that call is
        saved: returns the agent for whose call it waits, '' where it is done.

        ``key`` is that of the form that asks. Raises ``UNKNOWN_REF``, ``UNKNOWN_AGENT``; ``NOT_ALLOWED``
        for an agent outside the scope of the one who acts.
        """

        def work(tx: Tx) -> str:
            agent = None if owner is None else people.agent_id(tx, owner)
            scope = scopes.of(tx)
            if scope is not None and agent is not None and agent not in scope.people:
                raise grants.refusal(tx.grant)
            return change(tx, loader.customer_id(tx, ref), agent, actor=self._principal.name, now=now)

        return self._once(key, "set_owner", now, (ref, owner), str, work, sets=True)
