"""Who a customer belongs to. While somebody has them on the line another owner waits until that call is saved."""

from __future__ import annotations

from typing import NamedTuple

from callcenter.model import Instant
from callcenter.records import customers, fact_history, loading, notices, people, touching
from callcenter.records.requests import Request, Requests
from callcenter.records.working import Tx
from callcenter.views.notices import NoticeKind
from callcenter.views.people import Actor
from callcenter.views.timeline import Cause


class _Line(NamedTuple):
    agent: int
    name: str


def on_the_line(tx: Tx, customer: int) -> _Line | None:
    """The agent whose call holds the customer, None without one."""
    row = tx.row(
        "SELECT a.id, a.name FROM open_call o JOIN agent a ON a.id = o.agent_id WHERE o.customer_id = ? AND o.held"
        " ORDER BY o.dialled_at LIMIT 1",
        (customer,),
    )
    return None if row is None else _Line(*row)


def owner_to_be(tx: Tx, customer: int) -> int | None:
    """The owner, or who takes over when the call is saved; None = the pool."""
    row = tx.row("SELECT owner_id FROM waiting_owner WHERE customer_id = ?", (customer,))
    if row is None:
        row = tx.row("SELECT owner_id FROM customer WHERE id = ?", (customer,))
    owner: int | None = None if row is None else row[0]
    return owner


def waits(tx: Tx, customer: int) -> bool:
    """Whether another owner waits for the end of a call."""
    return tx.value("SELECT 1 FROM waiting_owner WHERE customer_id = ?", (customer,)) is not None


def decided_to_come(tx: Tx, customer: int) -> bool:
    """Whether an owner waits for the end of a call whom somebody here has named, and no list."""
    return (
        tx.value(
            "SELECT 1 FROM waiting_owner WHERE customer_id = ? AND cause NOT IN (?, ?)",
            (customer, Cause.IMPORT.value, Cause.IMPORT_UNDONE.value),
        )
        is not None
    )


def change(tx: Tx, customer: int, owner: int | None, *, actor: str, now: Instant, cause: Cause = Cause.HAND) -> str:
    """Give a customer to an agent, None = to the pool; at once, or when the call with them is saved.

    Returns who has them on the line, '' where it is done.
    """
    # The same lock as a call that is being saved takes: either it finds what waits, or nothing has to wait.
    tx.lock_customers(touching.affected(tx, customer))
    if defer(tx, customer, owner, actor=actor, now=now, cause=cause):
        line = on_the_line(tx, customer)
        return line.name if line is not None and waits(tx, customer) else ""
    tx.sql("DELETE FROM waiting_owner WHERE customer_id = ?", (customer,))
    _put(tx, customer, owner, actor, now, cause)
    return ""


def defer(tx: Tx, customer: int, owner: int | None, *, actor: str, now: Instant, cause: Cause) -> bool:
    """Have another owner wait while somebody has the customer on the line, who is told; False where nobody has."""
    line = on_the_line(tx, customer)
    if line is None:
        return False
    notices.void(tx, NoticeKind.OWNER_WAITS, customer, now=now)
    tx.sql("DELETE FROM waiting_owner WHERE customer_id = ?", (customer,))
    if owner != owner_to_be(tx, customer):
        tx.sql(
            "INSERT INTO waiting_owner (customer_id, owner_id, at, actor, cause) VALUES (?,?,?,?,?)",
            (customer, owner, now, actor, cause.value),
        )
        told = {"owner": _name(tx, owner), "agent": line.name}
        for reader in _readers(line.agent, _known(tx, actor)):
            notices.send(tx, reader, NoticeKind.OWNER_WAITS, customer, actor=actor, now=now, **told)
    tx.touch()
    return True


def settle(tx: Tx, customer: int, agent: int, *, now: Instant) -> None:
    """The call of ``agent`` with a customer is over: the owner who waited for it takes over, and all concerned hear of
    it."""
    row = tx.row("SELECT owner_id, actor, cause FROM waiting_owner WHERE customer_id = ?", (customer,))
    if row is None or on_the_line(tx, customer) is not None:
        return
    owner, actor, cause = row
    tx.sql("DELETE FROM waiting_owner WHERE customer_id = ?", (customer,))
    notices.void(tx, NoticeKind.OWNER_WAITS, customer, now=now)
    _put(tx, customer, owner, actor, now, Cause(cause))
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
    found: int | None = tx.value("SELECT id FROM agent WHERE name = ?", (actor,))
    return found


def _name(tx: Tx, owner: int | None) -> str:
    return "" if owner is None else str(tx.value("SELECT name FROM agent WHERE id = ?", (owner,)))


class Ownership(Requests):
    """The verb of a supervisor who gives customers away."""

    def set_owner(self, ref: str, owner: str | None, *, key: str = "", actor: Actor, now: Instant) -> str:
        """Give a customer to an agent, None = to the pool. While they are on the line it waits until that call is
        saved: returns the agent for whose call it waits, '' where it is done.

        ``key`` is that of the form that asks. Raises ``UNKNOWN_REF``, ``UNKNOWN_AGENT``.
        """

        def work(tx: Tx) -> str:
            agent = None if owner is None else people.agent_id(tx, owner)
            return change(tx, loading.customer_id(tx, ref), agent, actor=actor.name, now=now)

        return self.write_once(Request(key, "set_owner", now, (ref, owner, actor.name), sets=True), str, work)
