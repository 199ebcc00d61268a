"""Calls: on record from the moment they are dialled until the touch is written (DESIGN §3)."""

from __future__ import annotations

import json
import uuid
from types import NoneType
from typing import NamedTuple

from msgspec.structs import replace

from callcenter import plain_text
from callcenter.model import MINUTE, Channel, Direction, Disposition, Instant, Milestone, MilestoneKind, Role, Touch
from callcenter.records import (
    attempt_chain,
    claiming,
    cleaning,
    customers,
    fact_history,
    frames,
    loading,
    notices,
    ownership,
    people,
    phone_rows,
    presence,
    second_calls,
    ticking,
    touching,
)
from callcenter.records.queueing import FOREVER
from callcenter.records.requests import Request, Requests
from callcenter.records.working import Tx
from callcenter.schema.calls import OpenCall as OpenCallTable
from callcenter.views.calls import Claim, OpenCall, Saved, WrapUp
from callcenter.views.notices import NoticeKind
from callcenter.views.people import Actor
from callcenter.views.shift import GONE_AFTER, AgentState
from callcenter.views.timeline import Cause
from callcenter.views.trouble import StoreError, Trouble

OPEN_SELECT = (
    "SELECT c.ref, c.name, a.name, o.token, o.phone, o.direction, o.dialled_at, o.answered_at, o.ended_at, o.note,"
    " o.customer_id, o.agent_id, o.held, o.scripts FROM open_call o JOIN customer c ON c.id = o.customer_id"
    " JOIN agent a ON a.id = o.agent_id"
)


class OpenRow(NamedTuple):
    """A row of :data:`OPEN_SELECT`. ``held``: the call has its customer, whom nobody else dials meanwhile."""

    ref: str
    name: str
    agent: str
    token: str
    phone: str
    direction: str
    dialled_at: Instant
    answered_at: Instant | None
    ended_at: Instant | None
    note: str
    customer_id: int
    agent_id: int
    held: bool
    scripts: str

    @property
    def call(self) -> OpenCall:
        """The call, without its earlier attempts."""
        return OpenCall(
            self.ref,
            self.name,
            self.agent,
            self.token,
            self.phone,
            Direction(self.direction),
            self.dialled_at,
            self.answered_at,
            self.ended_at,
            self.note,
            ticking.stored(self.scripts),
        )


def by_token(tx: Tx, token: str) -> OpenRow:
    """The open call of a token, which nobody else can change until the transaction ends. Raises ``NO_OPEN_CALL``."""
    row = tx.row(f"{OPEN_SELECT} WHERE o.token = ?{_locked(tx)}", (token,))
    if row is None:
        raise StoreError(Trouble.NO_OPEN_CALL)
    return OpenRow(*row)


def of_agent(tx: Tx, agent: int) -> OpenCall | None:
    """The open call of an agent, by id, with its earlier attempts; None without one."""
    row = tx.row(f"{OPEN_SELECT} WHERE o.agent_id = ?", (agent,))
    return None if row is None else attempt_chain.with_earlier(tx, OpenRow(*row).call)


def _locked(tx: Tx) -> str:
    """On PostgreSQL a call is locked before its customer; two programs may be about to finish it."""
    return " FOR UPDATE OF o" if tx.postgres else ""


class Calling(Requests):
    """Verbs of a call, in their order."""

    def start_call(
        self, claim: Claim, *, phone: str = "", direction: Direction = Direction.OUT, actor: Actor, now: Instant
    ) -> OpenCall:
        """Put a call on record at the moment it is dialled; from here the claim lasts until the call is finished.

        ``phone`` (E.164) defaults to the first number. The undo of the call before ends. Raises ``CLAIM_LOST``,
        ``CALL_OPEN``, ``NO_NUMBER``; ``CLAIMED`` where another customer's call has this number.
        """

        def work(tx: Tx) -> OpenCall:
            agent = people.agent_id(tx, actor.name)
            claiming.no_open_call(tx, agent)
            if not claiming.extend(tx, claim.token, FOREVER):
                raise StoreError(Trouble.CLAIM_LOST, ref=claim.ref)
            customer = loading.customer_id(tx, claim.ref)
            number = phone or phone_rows.first(tx, customer)
            if not number:
                raise StoreError(Trouble.NO_NUMBER, ref=claim.ref)
            if not claiming.take_number(tx, customer, number, claim.token, now=now, until=FOREVER):
                raise StoreError(Trouble.CLAIMED, ref=claim.ref, agent="")
            return _begin(tx, agent, customer, claim.token, number, direction, now, held=True)

        return self.write(work)

    def incoming_call(self, ref: str, *, phone: str = "", actor: Actor, now: Instant) -> OpenCall:
        """Put a call on record that a customer made. It takes the customer over from whoever has claimed them.

        While somebody else has them on the line it holds nothing, but is kept all the same. Raises ``UNKNOWN_REF``,
        ``CALL_OPEN``.
        """

        def work(tx: Tx) -> OpenCall:
            agent = people.agent_id(tx, actor.name)
            claiming.no_open_call(tx, agent)
            customer = loading.customer_id(tx, ref)
            claiming.free_undialled(tx, agent)
            number = phone or phone_rows.first(tx, customer)
            token = claiming.take(tx, customer, agent, now=FOREVER - 1, until=FOREVER)
            held = token is not None
            return _begin(tx, agent, customer, token or uuid.uuid4().hex, number, Direction.IN, now, held=held)

        return self.write(work)

    def answered(self, token: str, *, now: Instant) -> OpenCall:
        """The customer picked up; the first time counts. Raises ``NO_OPEN_CALL``."""

        def work(tx: Tx) -> OpenCall:
            row = by_token(tx, token)
            tx.sql("UPDATE open_call SET answered_at = coalesce(answered_at, ?) WHERE token = ?", (now, token))
            presence.set_state(tx, row.agent_id, AgentState.TALKING, now=now, ref=row.ref)
            return by_token(tx, token).call

        return self.write(work, durable=False)

    def ended(self, token: str, *, now: Instant) -> OpenCall:
        """The line is down; wrapping up begins. Raises ``NO_OPEN_CALL``.

        Who was there knows better than a supervisor who ended the call for them.
        """

        def work(tx: Tx) -> OpenCall:
            row = by_token(tx, token)
            tx.sql(
                "UPDATE open_call SET ended_at = CASE WHEN held THEN coalesce(ended_at, ?) ELSE ? END WHERE token = ?",
                (now, now, token),
            )
            presence.set_state(tx, row.agent_id, AgentState.WRAP_UP, now=now, ref=row.ref)
            return by_token(tx, token).call

        return self.write(work, durable=False)

    def save_note(self, token: str, note: str, *, now: Instant) -> None:
        """Keep the note as it is being typed. Raises ``NO_OPEN_CALL``."""

        def work(tx: Tx) -> None:
            row = by_token(tx, token)
            tx.sql("UPDATE open_call SET note = ? WHERE token = ?", (_as_typed(note), token))
            tx.sql("UPDATE presence SET heartbeat = ? WHERE agent_id = ?", (now, row.agent_id))

        self.write(work, durable=False)

    def open_call_of(self, agent: str) -> OpenCall | None:
        """The call that an agent has not finished: after a crash they are led back to it. Raises ``UNKNOWN_AGENT``."""

        return self.read(lambda tx: of_agent(tx, people.agent_id(tx, agent)))

    def finish_call(self, token: str, wrap: WrapUp, *, own_pool: bool = True, actor: Actor, now: Instant) -> Saved:
        """Close a call: write its touch and all that became known in it, and let the customer go.

        The touch stands at the instant at which the call was dialled. With ``own_pool`` a reached call that was
        placed here makes its agent the owner of a pool customer (DESIGN §3). Who lost the lease can still save.
        Raises ``NO_OPEN_CALL``, ``UNKNOWN_TIER``.
        """

        def work(tx: Tx) -> Saved:
            row = by_token(tx, token)
            call, customer, agent = row.call, row.customer_id, row.agent_id
            over = call.ended_at if call.ended_at is not None else now
            before = _columns(tx, customer)
            tx.sql("DELETE FROM open_call WHERE token = ?", (token,))
            claiming.give_back(tx, token)
            key, milestones = record(
                tx,
                customer,
                agent,
                call,
                wrap,
                wrap_seconds=max(0, now - over) // 1000,
                own_pool=own_pool,
                actor=actor,
                now=now,
            )
            undo = {"before": before, "after": _columns(tx, customer), "milestones": milestones}
            tx.sql("DELETE FROM last_call WHERE agent_id = ?", (agent,))
            tx.sql(
                "INSERT INTO last_call (agent_id, touch_id, dialled_at, answered_at, ended_at, before)"
                " VALUES (?,?,?,?,?,?)",
                (agent, key, call.dialled_at, call.answered_at, call.ended_at, json.dumps(undo)),
            )
            ownership.settle(tx, customer, agent, now=now)
            presence.set_state(tx, agent, AgentState.READY, now=now)
            return Saved(key, call.ref, lost_lease=not row.held)

        return self.write(work)

    def keep_ended_call(
        self, call: OpenCall, wrap: WrapUp, *, own_pool: bool = True, actor: Actor, now: Instant
    ) -> Saved:
        """Keep what was typed in a call that is open no more: it was finished in another program of the same agent,
        it was finished when the answer got lost, or another store lies in this one's place.

        Where the touch of that call is there, a correction adds the note that it lacks; otherwise the touch is
        written. Raises ``UNKNOWN_REF``, ``UNKNOWN_TIER``.
        """

        def work(tx: Tx) -> Saved:
            customer = loading.customer_id(tx, call.ref)
            agent = people.ensured_id(tx, call.agent, now=now)
            note = cleaning.note(wrap.note)
            row = tx.row(
                "SELECT id, disposition, seconds, note, callback_at, phone FROM touch WHERE at = ?"
                " AND customer_id IN (SELECT id FROM customer WHERE id = ? OR survivor_id = ?)"
                " AND agent_id = ? AND channel = ? AND in_force ORDER BY id DESC LIMIT 1",
                (call.dialled_at, customer, customer, agent, Channel.CALL.value),
            )
            if row is None:
                key, _milestones = record(
                    tx, customer, agent, call, wrap, wrap_seconds=0, own_pool=own_pool, actor=actor, now=now
                )
                return Saved(key, call.ref, lost_lease=True)
            key, disposition, seconds, kept, callback_at, phone = row
            if note not in kept:
                touch = Touch(
                    at=call.dialled_at,
                    channel=Channel.CALL,
                    direction=call.direction,
                    disposition=Disposition(disposition),
                    agent=call.agent,
                    seconds=seconds,
                    note=f"{kept}\n{note}".strip(),
                    callback_at=callback_at,
                    phone=phone,
                )
                key = touching.correct(tx, key, touch, actor=actor, now=now)
            return Saved(key, call.ref, lost_lease=True)

        return self.write(work)

    def abandon_call(self, token: str, *, key: str = "", now: Instant) -> None:
        """Take back a call that was never placed: no touch, the customer is free again. Raises ``NO_OPEN_CALL``."""

        def work(tx: Tx) -> None:
            row = by_token(tx, token)
            tx.lock_customers([row.customer_id])
            tx.sql("DELETE FROM open_call WHERE token = ?", (token,))
            claiming.give_back(tx, token)
            ownership.settle(tx, row.customer_id, row.agent_id, now=now)
            presence.set_state(tx, row.agent_id, AgentState.READY, now=now)
            tx.touch()

        self.write_once(Request(key, "abandon_call", now, (token,)), NoneType, work)

    def end_call_of(self, agent: str, *, actor: Actor, now: Instant) -> None:
        """A supervisor sets free the customer of a call whose program is gone; the agent can still finish it.

        It ended at the last sign of life, as far as anybody knows; the agent is told by whom it was ended. Raises
        ``UNKNOWN_AGENT``, ``NO_OPEN_CALL``, ``NOT_ALLOWED``; ``CALL_GOES_ON`` while the program lives.
        """
        if actor.role is Role.AGENT:
            raise StoreError(Trouble.NOT_ALLOWED, actor=actor.name)

        def work(tx: Tx) -> None:
            found = tx.row(f"{OPEN_SELECT} WHERE o.agent_id = ?{_locked(tx)}", (people.agent_id(tx, agent),))
            row = None if found is None else OpenRow(*found)
            if row is None or not row.held:
                raise StoreError(Trouble.NO_OPEN_CALL)
            call, customer, agent_id = row.call, row.customer_id, row.agent_id
            tx.lock_customers([customer])
            if not presence.is_gone(tx, agent_id, agent, now):
                raise StoreError(Trouble.CALL_GOES_ON, agent=agent, minutes=GONE_AFTER // MINUTE)
            claiming.give_back(tx, call.token)
            known = max(filter(None, (call.dialled_at, call.answered_at, presence.heard_at(tx, agent_id))))
            tx.sql(
                "UPDATE open_call SET held = ?, ended_at = coalesce(ended_at, ?) WHERE token = ?",
                (False, known, call.token),
            )
            notices.send(tx, agent_id, NoticeKind.CALL_ENDED, customer, actor=actor.name, now=now)
            ownership.settle(tx, customer, agent_id, now=now)

        self.write(work)


def _begin(
    tx: Tx,
    agent: int,
    customer: int,
    token: str,
    phone: str,
    direction: Direction,
    now: Instant,
    *,
    held: bool,
) -> OpenCall:
    tx.run(
        OpenCallTable.insert(
            agent=agent,
            customer=customer,
            token=token,
            phone=phone,
            direction=direction.value,
            dialled_at=now,
            held=held,
        )
    )
    tx.sql("DELETE FROM last_call WHERE agent_id = ?", (agent,))
    call = by_token(tx, token).call
    presence.set_state(tx, agent, AgentState.DIALLING, now=now, ref=call.ref)
    tx.touch()
    return call


def _scripts(call: OpenCall, wrap: WrapUp) -> str:
    return ticking.written(call.scripts if wrap.scripts is None else wrap.scripts)


def _touch_of(call: OpenCall, wrap: WrapUp, now: Instant) -> Touch:
    """The touch that closes a call; one whose end nobody noted ends now."""
    over = call.ended_at if call.ended_at is not None else now
    return Touch(
        at=call.dialled_at,
        channel=Channel.CALL,
        direction=call.direction,
        disposition=wrap.disposition,
        agent=call.agent,
        seconds=0 if call.answered_at is None else max(0, over - call.answered_at) // 1000,
        note=cleaning.note(wrap.note),
        callback_at=wrap.callback_at,
        phone=call.phone,
        result=wrap.result,
        satisfaction=wrap.satisfaction,
    )


def _as_typed(note: str) -> str:
    """A note that is being typed keeps its ends; the rest is cleaned like any other, cut where it is too long."""
    return plain_text.several_lines(f"|{note[: plain_text.MAX_NOTE]}|")[1:-1]


def _columns(tx: Tx, customer: int) -> dict[str, object]:
    """What of a customer's columns a call may change."""
    row = tx.row("SELECT owner_id, tier, stage, decided FROM customer WHERE id = ?", (customer,))
    assert row is not None
    owner, tier, stage, decided = row
    return {"owner_id": owner, "tier": tier, "stage": stage, "decided": decided}


def record(
    tx: Tx,
    customer: int,
    agent: int,
    call: OpenCall,
    wrap: WrapUp,
    *,
    wrap_seconds: int,
    own_pool: bool,
    actor: Actor,
    now: Instant,
) -> tuple[int, list[int]]:
    """Write the touch that closes a call, and what became known in it; the ids of the touch and its milestones."""
    touch = _touch_of(call, wrap, now)
    if touch.direction is Direction.OUT:
        touch = replace(touch, on_case=second_calls.case_for(tx, customer, agent))
    book = tx.book(frames.all_kept(tx)[loading.campaign_of(tx, customer)].version)
    # Where nobody calls their own customers, who calls becomes nobody's owner (RULES R15).
    own_pool = own_pool and not book.callers.never_own
    own = own_pool and touch.direction is Direction.OUT and wrap.disposition.reached
    milestones: list[int] = []
    key = touching.record(
        tx,
        customer,
        touch,
        actor=actor,
        now=now,
        wrap_seconds=wrap_seconds,
        amount=cleaning.line(wrap.amount),
        scripts=_scripts(call, wrap),
        also=lambda: milestones.extend(_learn(tx, customer, call, wrap, agent if own else None, actor, now)),
    )
    return key, milestones


def _learn(
    tx: Tx, customer: int, call: OpenCall, wrap: WrapUp, owner: int | None, actor: Actor, now: Instant
) -> list[int]:
    """Write the facts that a call brought; returns the ids of its milestones."""
    milestones: list[Milestone] = [] if wrap.appointment is None else [wrap.appointment]
    if wrap.question:
        # Later than the touch of this call, which would count as the answer else (RULES §2.3).
        over = call.ended_at if call.ended_at is not None else now
        milestones.append(Milestone(MilestoneKind.QUESTION, max(over, call.dialled_at + 1)))
    written = [customers.write_milestone(tx, customer, one, actor=actor, now=now) for one in milestones]
    if wrap.tier is not None:
        customers.check_tier(tx, customer, wrap.tier)
        customers.write_tier(tx, customer, wrap.tier, reason=wrap.tier_reason, actor=actor, now=now)
    if wrap.stage is not None:
        fact_history.put(tx, customer, {"stage": wrap.stage.value}, actor=actor.name, now=now, cause=Cause.CALL)
    if owner is not None and _unowned(tx, customer):
        fact_history.put(tx, customer, {"owner_id": owner}, actor=actor.name, now=now, cause=Cause.CALL)
    return written


def _unowned(tx: Tx, customer: int) -> bool:
    """Whether the customer is in the pool, and promised to nobody."""
    owner = tx.value("SELECT owner_id FROM customer WHERE id = ?", (customer,))
    return owner is None and not ownership.waits(tx, customer)
