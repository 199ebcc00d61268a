"""Ownership of customers. While somebody has one on the line another owner waits until that call is saved.

See docs/architecture.md#ownership.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from callcenter.model import Instant
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.customers import customers, owner_notices, owner_rows, rotation_rows
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import loader
from callcenter.storage.people import notices, people
from callcenter.storage.tables.calls import OpenCallTable, WaitingOwnerTable
from callcenter.storage.tables.customers import CustomerTable, ReassignedCustomerTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.touches import touch_records
from callcenter.views.customers.reassignments import ReassignmentStep
from callcenter.views.customers.timeline import Cause
from callcenter.views.people.notices import NoticeKind


class _Line(Struct, frozen=True):
    customer: int
    agent: int
    name: str


@prepared
def _lines(customers: list[int]) -> Query:
    line = OpenCallTable.customer.alias("customer"), OpenCallTable.agent.alias("agent"), AgentTable.name
    held = OpenCallTable.customer.in_(customers) & OpenCallTable.held
    return OpenCallTable.select(*line).join(AgentTable).where(held).order_by(OpenCallTable.dialled_at.desc())


def all_on_the_line(tx: Tx, customers: Sequence[int]) -> dict[int, _Line]:
    """The agents whose calls hold some of these customers, by customer; of two calls who dialled first."""
    return {one.customer: one for one in tx.all(_Line, _lines(list(customers)))} if customers else {}


def on_the_line(tx: Tx, customer: int) -> _Line | None:
    """The agent whose call holds the customer, None without one."""
    return all_on_the_line(tx, [customer]).get(customer)


class _Waiting(Struct, frozen=True):
    owner: int | None
    actor: str
    cause: Cause
    reassignment: int | None


@prepared
def _waiting(customer: int) -> Query:
    table = WaitingOwnerTable
    waiting = table.owner.alias("owner"), table.actor, table.cause, table.reassignment.alias("reassignment")
    return table.select(*waiting).where(table.customer == customer)


def _forget(tx: Tx, customer: int) -> None:
    """Remove the owner who waits for the customer."""
    tx.run(WaitingOwnerTable.delete().where(WaitingOwnerTable.customer == customer))


def owner_to_be(tx: Tx, customer: int) -> int | None:
    """The owner, or who takes over when the call is saved; None = the pool."""
    waiting = tx.one(_Waiting, _waiting(customer))
    if waiting is not None:
        return waiting.owner
    owner: int | None = tx.value(_owner(customer))
    return owner


@prepared
def _owner(customer: int) -> Query:
    return CustomerTable.select(CustomerTable.owner).where(CustomerTable.id == customer)


def call_off(tx: Tx, customer: int, reassignment: int, *, now: Instant) -> None:
    """Forget the owner who waits for the customer, where an act of many customers wants it."""
    waiting = tx.one(_Waiting, _waiting(customer))
    if waiting is not None and waiting.reassignment == reassignment:
        _forget(tx, customer)
        notices.void(tx, NoticeKind.OWNER_WAITS, customer, now=now)


def call_off_rotation(tx: Tx, customer: int, *, now: Instant) -> None:
    """Forget the owner whom a rotation gave a caller, whose call there never was: it was no lead."""
    waiting = tx.one(_Waiting, _waiting(customer))
    if waiting is not None and waiting.cause is Cause.ROTATION:
        _forget(tx, customer)
        notices.void(tx, NoticeKind.OWNER_WAITS, customer, now=now)
        rotation_rows.take_back(tx, customer)


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


def defer(
    tx: Tx,
    customer: int,
    owner: int | None,
    *,
    actor: str,
    now: Instant,
    cause: Cause,
    reassignment: int | None = None,
) -> bool:
    """Have another owner wait while somebody has the customer on the line, who is told; False where nobody has.

    ``reassignment``: the act of many customers that wants it.
    """
    line = on_the_line(tx, customer)
    if line is None:
        return False
    notices.void(tx, NoticeKind.OWNER_WAITS, customer, now=now)
    _forget(tx, customer)
    if owner != owner_to_be(tx, customer):
        tx.run(
            WaitingOwnerTable.insert(
                customer=customer, owner=owner, at=now, actor=actor, cause=cause.value, reassignment=reassignment
            )
        )
        told = {"owner": owner_notices.name(tx, owner), "agent": line.name}
        for reader in _readers(line.agent, owner_notices.known(tx, actor)):
            notices.send(tx, reader, NoticeKind.OWNER_WAITS, customer, actor=actor, now=now, **told)
    tx.mark_changed()
    return True


def allocate_caller(tx: Tx, customer: int, *, actor: str, now: Instant) -> None:
    """Give a caller from the pool to whose turn it is in the rotation of their campaign, once the call is saved.

    See docs/rules.md#r5.
    """
    kept = campaign_rows.get_all(tx)[loader.campaign_of(tx, customer)]
    if tx.book(kept.version).callers.never_own or owner_to_be(tx, customer) is not None:
        return
    if rotation_rows.turn(tx, kept.id) is None:
        return
    turns = rotation_rows.Turns(tx, kept, now)
    choice = turns.choose()
    turns.keep([(customer, choice)], actor=actor)
    if choice.agent is not None and not change(tx, customer, choice.agent, actor=actor, now=now, cause=Cause.ROTATION):
        owner_notices.tell_given(tx, choice.agent, [customer], actor=actor, now=now)


def settle(tx: Tx, customer: int, agent: int, *, now: Instant) -> None:
    """Settle the end of an agent's call: the owner who waited for it takes over, and all concerned hear of
    it."""
    waiting = tx.one(_Waiting, _waiting(customer))
    if waiting is None or on_the_line(tx, customer) is not None:
        return
    owner, actor = waiting.owner, waiting.actor
    before = tx.value(_owner(customer))
    _forget(tx, customer)
    notices.void(tx, NoticeKind.OWNER_WAITS, customer, now=now)
    _put(tx, customer, owner, actor, now, waiting.cause)
    if waiting.reassignment is not None:
        table = ReassignedCustomerTable
        given = table.update(
            step=ReassignmentStep.GIVEN.value,
            before=before,
            change=owner_rows.last_changes(tx, [customer]).get(customer),
        )
        tx.run(given.where((table.reassignment == waiting.reassignment) & (table.customer == customer)))
    for reader in _readers(agent, owner_notices.known(tx, actor), owner):
        notices.send(
            tx, reader, NoticeKind.OWNER_CHANGED, customer, actor=actor, now=now, owner=owner_notices.name(tx, owner)
        )


def _put(tx: Tx, customer: int, owner: int | None, actor: str, now: Instant, cause: Cause) -> None:
    customers.change_facts(
        tx,
        customer,
        now,
        lambda one: owner_rows.write(tx, {one: owner}, actor=actor, now=now, cause=cause),
    )


def _readers(*agents: int | None) -> list[int]:
    return sorted({agent for agent in agents if agent is not None})


class Ownership(Service, subject="ownership"):
    """The verb of a supervisor who gives customers away."""

    def assign(self, ref: str, owner: str | None, *, key: str = "", now: Instant) -> str:
        """Give a customer to an agent, None = to the pool. While they are on the line it waits until that call is
        saved: returns the agent for whose call it waits, '' where it is done.

        ``key`` is that of the form that asks. Raises ``UNKNOWN_REF``, ``UNKNOWN_AGENT``, ``AGENT_LEFT``;
        ``NOT_ALLOWED`` for an agent outside the scope of the one who acts.
        """

        def work(tx: Tx) -> str:
            agent = None if owner is None else people.staff(tx, owner).id
            customer, actor = loader.customer_id(tx, ref), self._principal.name
            before = tx.value(_owner(customer))
            talking = change(tx, customer, agent, actor=actor, now=now)
            if not talking and before != agent:
                if agent is not None:
                    owner_notices.tell_given(tx, agent, [customer], actor=actor, now=now)
                if before is not None:
                    owner_notices.tell_taken(tx, before, [customer], {agent}, actor=actor, now=now)
            return talking

        return self._once(key, "set_owner", now, (ref, owner), str, work, sets=True)
