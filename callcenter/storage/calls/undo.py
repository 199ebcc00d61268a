"""The undo of an agent's last disposition, until their next dial (docs/architecture.md#corrections)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from callcenter.access import Principal
from callcenter.model import Instant
from callcenter.storage.access import grants, scopes
from callcenter.storage.access.service import Service
from callcenter.storage.calls import open_calls
from callcenter.storage.customers import customers, owner_rows
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import decisions, fact_history, retraction
from callcenter.storage.people import people
from callcenter.storage.plans import placements
from callcenter.storage.queue import claims
from callcenter.storage.tables.calls import WHILE_CALLED, LastCallTable, OpenCallTable, TouchTable
from callcenter.storage.tables.customers import CustomerTable, MilestoneTable
from callcenter.storage.tables.slim_peewee import fn
from callcenter.storage.team import presence
from callcenter.storage.touches import touch_records
from callcenter.views.customers.timeline import Cause
from callcenter.views.people.shift import AgentState
from callcenter.views.upkeep.trouble import StoreError, Trouble
from callcenter.views.worklists.calls import OpenCall


class LastCalls(Service, subject="last_calls"):
    """The verb that takes a disposition back."""

    def undo(self, *, now: Instant) -> OpenCall:
        """Take back the actor's last disposition by a correcting record and reopen its call, with its note.

        What they have claimed since goes back to the queue; owner, tier, stage, appointment, do-not-call and a case
        that nobody has worked are as they were. Raises ``NOTHING_TO_UNDO``, ``CALL_OPEN``, ``CALL_ELSEWHERE``;
        ``NOT_ALLOWED`` where the customer has left the scope.
        """

        def work(tx: Tx) -> OpenCall:
            agent = people.agent_id(tx, self._principal.name)
            claims.no_open_call(tx, agent, self._principal.window, now)
            last = tx.one(_LastCall, _last_call(agent))
            if last is None:
                raise StoreError(Trouble.NOTHING_TO_UNDO)
            undo = json.loads(last.before)
            # An older program that was open when the store was migrated does not say what its calls changed.
            if "after" not in undo:
                raise StoreError(Trouble.NOTHING_TO_UNDO)
            if not scopes.holds(tx, last.customer_id):  # they were given to somebody else meanwhile
                raise grants.refusal(tx.grant)
            return reopen(tx, agent, last.touch_id, last.answered_at, undo=undo, actor=self._principal, now=now)

        return self._database.write(work)


class _LastCall(Struct, frozen=True):
    touch_id: int
    customer_id: int
    answered_at: Instant | None
    before: str


@prepared
def _last_call(agent: int) -> Query:
    last = LastCallTable.select(
        LastCallTable, fn.COALESCE(CustomerTable.survivor, CustomerTable.id).alias("customer_id")
    )
    last = last.join(TouchTable, on=(LastCallTable.touch == TouchTable.id))
    return last.join(CustomerTable, on=(TouchTable.customer == CustomerTable.id)).where(LastCallTable.agent == agent)


class _Closed(Struct, frozen=True):
    """The touch that closed a call."""

    customer_id: int
    at: Instant
    phone: str
    direction: str
    note: str
    in_force: bool
    scripts: str
    shown_number: str | None
    recording: str | None


def reopen(
    tx: Tx,
    agent: int,
    touch_id: int,
    answered_at: Instant | None,
    *,
    undo: Mapping[str, Any] | None,
    actor: Principal,
    now: Instant,
) -> OpenCall:
    """Withdraw the touch that closed a call and open the call again, in its wrap-up. ``undo``: what else it changed.

    Raises ``NOTHING_TO_UNDO`` where the touch no longer counts.
    """
    closed = tx.one(_Closed, TouchTable.select().where(TouchTable.id == touch_id))
    if closed is None or not closed.in_force:
        raise StoreError(Trouble.NOTHING_TO_UNDO)
    customer = closed.customer_id
    claims.free_here(tx, agent, actor.window)
    hit = touch_records.affected(tx, customer)
    tx.lock_customers(hit)
    placements.settle(tx, hit, now)
    effects = touch_records.owed_cases(tx, hit[0], now)
    on_record = retraction.on_record(tx, {customer: closed.at}, now)
    touch_records.withdraw(tx, touch_id, actor=actor, now=now)
    if undo is not None:
        _restore(tx, customer, undo, actor, now)
    placements.refold(tx, hit, now)
    retraction.void(tx, on_record, now)
    touch_records.retract_cases(tx, hit[0], effects, now)
    open_calls.end_undo(tx, agent)
    token = claims.take(tx, customer, agent, window=actor.window, now=now, until=WHILE_CALLED)
    tx.run(
        OpenCallTable.insert(
            agent=agent,
            customer=customer,
            token=token or f"undone-{touch_id}",
            phone=closed.phone,
            direction=closed.direction,
            dialled_at=closed.at,
            answered_at=answered_at,
            ended_at=now,
            note=closed.note,
            held=token is not None,
            scripts=closed.scripts,
            shown_number=closed.shown_number,
            recording=closed.recording,
            window_id=actor.window,
        )
    )
    call = open_calls.of_agent(tx, agent)
    assert call is not None
    presence.set_state(tx, agent, AgentState.WRAP_UP, now=now, ref=call.ref)
    tx.mark_changed()
    return call


def _restore(tx: Tx, customer: int, undo: Mapping[str, Any], actor: Principal, now: Instant) -> None:
    """Put back what the call changed; what others changed since stays theirs."""
    present = open_calls.columns(tx, customer)
    restored = decisions.NOTHING
    for name in ("owner_id", "tier", "stage"):
        value = present[name]
        before, after = undo["before"][name], undo["after"][name]
        if value != after:
            continue
        restored |= decisions.BY_COLUMN[name]
        if before == after:
            continue
        if name == "tier":
            customers.write_tier(tx, customer, before, reason="", actor=actor, now=now, decides=False)
        elif name == "owner_id":
            owner_rows.write(tx, {customer: before}, actor=actor.name, now=now, cause=Cause.UNDONE)
        else:
            fact_history.put(tx, customer, {name: before}, actor=actor.name, now=now, cause=Cause.UNDONE)
    decisions.restore(tx, customer, restored, decisions.DecidedField(undo["before"].get("decided", 0)))
    tx.run(MilestoneTable.update(withdrawn=True).where(MilestoneTable.id.in_(undo["milestones"])))
