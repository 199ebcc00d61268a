"""The undo of an agent's last disposition, until their next dial (DESIGN §3, corrections)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from callcenter.model import Instant
from callcenter.records import (
    calling,
    claiming,
    customers,
    decided,
    fact_history,
    people,
    placing,
    presence,
    touching,
    voiding,
)
from callcenter.records.queueing import FOREVER
from callcenter.records.working import Tx, Worker
from callcenter.views.calls import OpenCall
from callcenter.views.people import Actor
from callcenter.views.shift import AgentState
from callcenter.views.timeline import Cause
from callcenter.views.trouble import StoreError, Trouble


class Undoing(Worker):
    """The verb that takes a disposition back."""

    def undo_last(self, *, actor: Actor, now: Instant) -> OpenCall:
        """Take back the actor's last disposition by a correcting record and reopen its call, with its note.

        What they have claimed since goes back to the queue; owner, tier, stage, appointment, do-not-call and a case
        that nobody has worked are as they were. Raises ``NOTHING_TO_UNDO``, ``CALL_OPEN``.
        """

        def work(tx: Tx) -> OpenCall:
            agent = people.agent_id(tx, actor.name)
            claiming.no_open_call(tx, agent)
            last = tx.row("SELECT touch_id, answered_at, before FROM last_call WHERE agent_id = ?", (agent,))
            if last is None:
                raise StoreError(Trouble.NOTHING_TO_UNDO)
            touch_id, answered_at, before = last
            undo = json.loads(before)
            # An older program that was open when the store was brought forward does not say what its calls changed.
            if "after" not in undo:
                raise StoreError(Trouble.NOTHING_TO_UNDO)
            return reopen(tx, agent, touch_id, answered_at, undo=undo, actor=actor, now=now)

        return self.write(work)


class _Closed(NamedTuple):
    customer: int
    at: Instant
    phone: str
    direction: str
    note: str
    in_force: bool
    scripts: str


def reopen(
    tx: Tx,
    agent: int,
    touch_id: int,
    answered_at: Instant | None,
    *,
    undo: Mapping[str, Any] | None,
    actor: Actor,
    now: Instant,
) -> OpenCall:
    """Withdraw the touch that closed a call and open the call again, in its wrap-up. ``undo``: what else it changed.

    Raises ``NOTHING_TO_UNDO`` where the touch no longer counts.
    """
    row = tx.row(
        "SELECT customer_id, at, phone, direction, note, in_force, scripts FROM touch WHERE id = ?", (touch_id,)
    )
    assert row is not None
    closed = _Closed(*row)
    if not closed.in_force:
        raise StoreError(Trouble.NOTHING_TO_UNDO)
    customer = closed.customer
    claiming.free_undialled(tx, agent)
    hit = touching.affected(tx, customer)
    tx.lock_customers(hit)
    placing.settle(tx, hit, now)
    effects = touching.owed_cases(tx, hit[0], now)
    on_record = voiding.on_record(tx, {customer: closed.at}, now)
    touching.withdraw(tx, touch_id, actor=actor, now=now)
    if undo is not None:
        _restore(tx, customer, undo, actor, now)
    placing.refold(tx, hit, now)
    voiding.void(tx, on_record, now)
    touching.retract_cases(tx, hit[0], effects, now)
    tx.sql("DELETE FROM last_call WHERE agent_id = ?", (agent,))
    token = claiming.take(tx, customer, agent, now=now, until=FOREVER)
    tx.sql(
        "INSERT INTO open_call (agent_id, customer_id, token, phone, direction, dialled_at, answered_at,"
        " ended_at, note, held, scripts) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        (
            agent,
            customer,
            token or f"undone-{touch_id}",
            closed.phone,
            closed.direction,
            closed.at,
            answered_at,
            now,
            closed.note,
            token is not None,
            closed.scripts,
        ),
    )
    call = calling.of_agent(tx, agent)
    assert call is not None
    presence.set_state(tx, agent, AgentState.WRAP_UP, now=now, ref=call.ref)
    tx.touch()
    return call


def _restore(tx: Tx, customer: int, undo: Mapping[str, Any], actor: Actor, now: Instant) -> None:
    """Put back what the call changed; what others changed since stays theirs."""
    row = tx.row("SELECT owner_id, tier, stage FROM customer WHERE id = ?", (customer,))
    assert row is not None
    restored = decided.NOTHING
    for name, value in zip(("owner_id", "tier", "stage"), row, strict=True):
        before, after = undo["before"][name], undo["after"][name]
        if value != after:
            continue
        restored |= decided.BY_COLUMN[name]
        if before == after:
            continue
        if name == "tier":
            customers.write_tier(tx, customer, before, reason="", actor=actor, now=now, decides=False)
        else:
            fact_history.put(tx, customer, {name: before}, actor=actor.name, now=now, cause=Cause.UNDONE)
    decided.restore(tx, customer, restored, decided.DecidedField(undo["before"].get("decided", 0)))
    tx.many("UPDATE milestone SET withdrawn = ? WHERE id = ?", [(True, key) for key in undo["milestones"]])
