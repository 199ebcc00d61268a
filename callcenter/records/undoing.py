"""The undo of an agent's last disposition, until their next dial (DESIGN §3, corrections)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from callcenter.model import Instant
from callcenter.records import calling, claiming, customers, fact_history, people, placing, presence, touching, voiding
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
            last = tx.row(
                "SELECT l.touch_id, l.dialled_at, l.answered_at, l.before, t.customer_id, t.phone, t.direction, t.note,"
                " t.in_force, t.scripts FROM last_call l JOIN touch t ON t.id = l.touch_id WHERE l.agent_id = ?",
                (agent,),
            )
            if last is None or not last[8]:
                raise StoreError(Trouble.NOTHING_TO_UNDO)
            touch_id, dialled_at, answered_at, before, customer, phone, direction, note, _, scripts = last
            undo = json.loads(before)
            # An older program that was open when the store was brought forward does not say what its calls changed.
            if "after" not in undo:
                raise StoreError(Trouble.NOTHING_TO_UNDO)
            claiming.free_undialled(tx, agent)
            hit = touching.affected(tx, customer)
            tx.lock_customers(hit)
            placing.settle(tx, hit, now)
            effects = touching.owed_cases(tx, hit[0], now)
            on_record = voiding.on_record(tx, {customer: dialled_at}, now)
            touching.withdraw(tx, touch_id, actor=actor, now=now)
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
                    phone,
                    direction,
                    dialled_at,
                    answered_at,
                    now,
                    note,
                    token is not None,
                    scripts,
                ),
            )
            row = tx.row(f"{calling.OPEN_SELECT} WHERE o.agent_id = ?", (agent,))
            assert row is not None
            presence.set_state(tx, agent, AgentState.WRAP_UP, now=now, ref=row[0])
            tx.touch()
            return calling.open_call(row)

        return self.write(work)


def _restore(tx: Tx, customer: int, undo: Mapping[str, Any], actor: Actor, now: Instant) -> None:
    """Put back what the call changed; what others changed since stays theirs."""
    row = tx.row("SELECT owner_id, tier, stage FROM customer WHERE id = ?", (customer,))
    assert row is not None
    for name, value in zip(("owner_id", "tier", "stage"), row, strict=True):
        before, after = undo["before"][name], undo["after"][name]
        if before == after or value != after:
            continue
        if name == "tier":
            customers.write_tier(tx, customer, before, reason="", actor=actor, now=now)
        else:
            fact_history.put(tx, customer, {name: before}, actor=actor.name, now=now, cause=Cause.UNDONE)
    tx.many("UPDATE milestone SET withdrawn = ? WHERE id = ?", [(True, key) for key in undo["milestones"]])
