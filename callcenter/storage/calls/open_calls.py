"""Calls: on record from the moment they are dialled until the touch is written.

See docs/architecture.md#call-on-record.
"""

from __future__ import annotations

import json
import uuid
from types import NoneType

from msgspec import Struct, structs
from msgspec.structs import replace

from callcenter import plain_text, policy
from callcenter.access import Principal
from callcenter.model import MINUTE, Channel, Direction, Disposition, Instant, Milestone, MilestoneKind, Touch
from callcenter.storage.access import chain, grants, scopes
from callcenter.storage.access.service import Service
from callcenter.storage.calls import called_numbers
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.customers import customers, owner_rows, ownership, pool
from callcenter.storage.database import clean_text
from callcenter.storage.database.prepared import Condition, Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import attempt_chain, fact_history, loader, phone_rows, script_ticks
from callcenter.storage.people import notices, people
from callcenter.storage.plans import promise_makers
from callcenter.storage.queue import claims
from callcenter.storage.tables.calls import WHILE_CALLED, LastCallTable, OpenCallTable, TouchTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.team import presence
from callcenter.storage.touches import second_calls, touch_records
from callcenter.views.customers.timeline import Cause
from callcenter.views.people.notices import NoticeKind
from callcenter.views.people.shift import GONE_AFTER, AgentState
from callcenter.views.upkeep.trouble import StoreError, Trouble
from callcenter.views.worklists.calls import Claim, OpenCall, Saved, WrapUp


class OpenRow(Struct, frozen=True):
    """An open call as it is stored. ``held``: the call has its customer, whom nobody else dials meanwhile."""

    ref: str
    customer: str
    agent: str
    token: str
    phone: str
    direction: Direction
    dialled_at: Instant
    answered_at: Instant | None
    ended_at: Instant | None
    note: str
    customer_id: int
    agent_id: int
    held: bool
    scripts: str
    shown_number: str | None
    recording: str | None
    window_id: str
    note_beside: str

    @property
    def call(self) -> OpenCall:
        """The call, without its earlier attempts."""
        about = (self.ref, self.customer, self.agent, self.token, self.phone, self.direction)
        instants = (self.dialled_at, self.answered_at, self.ended_at)
        ticks = script_ticks.stored(self.scripts)
        return OpenCall(*about, *instants, self.note, ticks, (), self.shown_number, self.recording)


class _Columns(Struct, frozen=True):
    """The columns of a customer that a call may change."""

    owner_id: int | None
    tier: str | None
    stage: str
    decided: int


class _Noted(Struct, frozen=True):
    """The touch of a call that was finished elsewhere."""

    id: int
    disposition: Disposition
    seconds: int
    note: str
    callback_at: Instant | None
    phone: str


def _open_calls(condition: Condition, *, locked: bool = False) -> Query:
    calls = (
        OpenCallTable.select(
            *(CustomerTable.ref, CustomerTable.name.alias("customer"), AgentTable.name.alias("agent")),
            *(OpenCallTable.token, OpenCallTable.phone, OpenCallTable.direction, OpenCallTable.dialled_at),
            *(OpenCallTable.answered_at, OpenCallTable.ended_at, OpenCallTable.note, OpenCallTable.customer),
            *(OpenCallTable.agent, OpenCallTable.held, OpenCallTable.scripts),
            *(OpenCallTable.shown_number, OpenCallTable.recording, OpenCallTable.window_id, OpenCallTable.note_beside),
        )
        .join(CustomerTable)
        .join_from(OpenCallTable, AgentTable)
        .where(condition)
    )
    return calls.for_update(of=OpenCallTable) if locked else calls


@prepared
def _of_token(token: str) -> Query:
    return _open_calls(OpenCallTable.token == token)


@prepared
def _of_token_locked(token: str) -> Query:
    return _open_calls(OpenCallTable.token == token, locked=True)


@prepared
def _of_agent(agent: int) -> Query:
    return _open_calls(OpenCallTable.agent == agent)


@prepared
def _of_agent_locked(agent: int) -> Query:
    return _open_calls(OpenCallTable.agent == agent, locked=True)


@prepared
def _columns_of(customer: int) -> Query:
    columns = (CustomerTable.owner, CustomerTable.tier, CustomerTable.stage, CustomerTable.decided)
    return CustomerTable.select(*columns).where(CustomerTable.id == customer)


@prepared
def _deletion(token: str) -> Query:
    return OpenCallTable.delete().where(OpenCallTable.token == token)


@prepared
def _end_of_undo(agent: int) -> Query:
    return LastCallTable.delete().where(LastCallTable.agent == agent)


def by_token(tx: Tx, token: str, window: str) -> OpenRow:
    """The open call of a token, which nobody else can change until the transaction ends.

    ``window``: the one that acts on it, '' = none, as a command. Raises ``NO_OPEN_CALL``; ``CALL_ELSEWHERE`` where the
    call is another window's.
    On PostgreSQL a call is locked before its customer; two programs may be about to finish it.
    """
    row = tx.one(OpenRow, _of_token_locked(token) if tx.postgres else _of_token(token))
    if row is None:
        raise StoreError(Trouble.NO_OPEN_CALL)
    if window and row.window_id not in ("", window):
        raise StoreError(Trouble.CALL_ELSEWHERE, customer=row.customer)
    return row


def row_of_agent(tx: Tx, agent: int, *, locked: bool = False) -> OpenRow | None:
    """The open call of an agent, by id; None without one. ``locked``: nobody changes it until the transaction ends."""
    return tx.one(OpenRow, _of_agent_locked(agent) if locked and tx.postgres else _of_agent(agent))


def of_agent(tx: Tx, agent: int) -> OpenCall | None:
    """The open call of an agent, by id, with its earlier attempts; None without one."""
    row = row_of_agent(tx, agent)
    return None if row is None else attempt_chain.with_earlier(tx, row.call)


def change(tx: Tx, token: str, **fields: object) -> None:
    """Set columns of an open call."""
    tx.run(OpenCallTable.update(**fields).where(OpenCallTable.token == token))


def forget(tx: Tx, token: str) -> None:
    """Remove an open call, whose touch is written or which was never placed; its customer is free."""
    tx.run(_deletion(token))
    claims.give_back(tx, token)


def end_undo(tx: Tx, agent: int) -> None:
    """Let the agent's last call be undone no more."""
    tx.run(_end_of_undo(agent))


class Calls(Service, subject="calls"):
    """Verbs of a call, in their order."""

    def start(self, claim: Claim, *, phone: str = "", direction: Direction = Direction.OUT, now: Instant) -> OpenCall:
        """Put a call on record at the moment it is dialled; from here the claim lasts until the call is finished.

        ``phone`` (E.164) defaults to the first number that may be dialled. The undo of the call before ends. Raises
        ``CLAIM_LOST``, ``CALL_OPEN``, ``CALL_ELSEWHERE``, ``NO_NUMBER``; ``NUMBER_CAP`` for a number that was called as
        often as the rulebook allows; ``CALLER_NUMBERS_SPENT`` where no number of the company may be shown; ``CLAIMED``
        where another customer's call has this number.
        """

        def work(tx: Tx) -> OpenCall:
            agent = people.agent_id(tx, self._principal.name)
            claims.no_open_call(tx, agent, self._principal.window, now)
            if not claims.extend(tx, claim.token, WHILE_CALLED):
                raise StoreError(Trouble.CLAIM_LOST, ref=claim.ref)
            customer = loader.customer_id(tx, claim.ref)
            ends = called_numbers.ends(tx, customer, claim.ref, phone, claim.token, now)
            number, shown = ends.dialled, ends.shown
            if not claims.take_number(tx, customer, number, claim.token, now=now, until=WHILE_CALLED):
                raise StoreError(Trouble.CLAIMED, ref=claim.ref, agent="")
            call = _Begun(agent, customer, claim.token, number, direction, self._principal.window, shown=shown)
            return _begin(tx, call, now)

        return self._database.write(work)

    def receive(self, ref: str, *, phone: str = "", now: Instant) -> OpenCall:
        """Put a call on record that a customer made. It takes the customer over from whoever has claimed them.

        ``phone``: the number that called; where it is none of theirs, the one to dial first stands for it. While
        somebody else has them on the line the call holds nothing, but is kept all the same. It opens the record of a
        customer outside the scope, which stands in the audit. Raises ``UNKNOWN_REF``, ``CALL_OPEN``,
        ``CALL_ELSEWHERE``.
        """

        def work(tx: Tx) -> OpenCall:
            agent = people.agent_id(tx, self._principal.name)
            claims.no_open_call(tx, agent, self._principal.window, now)
            customer = loader.customer_id(tx, ref)
            if not scopes.holds(tx, customer):
                chain.append(tx, "calls.receive", f"customer:{customer}")
            claims.free_here(tx, agent, self._principal.window)
            theirs = phone in phone_rows.e164(phone_rows.stored(tx, customer))
            number = phone if theirs else phone_rows.first(tx, customer)
            # As if it were after the end of every claim but that of another open call.
            window = self._principal.window
            token = claims.take(tx, customer, agent, window=window, now=WHILE_CALLED - 1, until=WHILE_CALLED)
            held = token is not None
            token = token or uuid.uuid4().hex
            begun = _Begun(agent, customer, token, number, Direction.IN, self._principal.window, held=held)
            call = _begin(tx, begun, now)
            ownership.allocate_caller(tx, customer, actor=self._principal.name, now=now)
            return call

        return self._database.write(work)

    def mark_answered(self, token: str, *, now: Instant) -> OpenCall:
        """The customer picked up; the first time counts. Raises ``NO_OPEN_CALL``, ``CALL_ELSEWHERE``."""

        def work(tx: Tx) -> OpenCall:
            row = by_token(tx, token, self._principal.window)
            if row.answered_at is None:
                change(tx, token, answered_at=now)
            presence.set_state(tx, row.agent_id, AgentState.TALKING, now=now, ref=row.ref)
            return by_token(tx, token, self._principal.window).call

        return self._database.write(work, durable=False)

    def unmark_answered(self, token: str, *, now: Instant) -> OpenCall:
        """Nobody answered after all: it was marked by a slip. Raises ``NO_OPEN_CALL``, ``CALL_ELSEWHERE``."""

        def work(tx: Tx) -> OpenCall:
            row = by_token(tx, token, self._principal.window)
            change(tx, token, answered_at=None)
            presence.set_state(tx, row.agent_id, AgentState.DIALLING, now=now, ref=row.ref)
            return by_token(tx, token, self._principal.window).call

        return self._database.write(work, durable=False)

    def mark_ended(self, token: str, *, now: Instant) -> OpenCall:
        """The line is down; wrapping up begins. Raises ``NO_OPEN_CALL``, ``CALL_ELSEWHERE``.

        Who was there knows better than a supervisor who ended the call for them.
        """

        def work(tx: Tx) -> OpenCall:
            row = by_token(tx, token, self._principal.window)
            if row.ended_at is None or not row.held:
                change(tx, token, ended_at=now)
            presence.set_state(tx, row.agent_id, AgentState.WRAP_UP, now=now, ref=row.ref)
            return by_token(tx, token, self._principal.window).call

        return self._database.write(work, durable=False)

    def save_note(self, token: str, note: str, *, now: Instant) -> None:
        """Keep the note as it is being typed. Raises ``NO_OPEN_CALL``, ``CALL_ELSEWHERE``."""

        def work(tx: Tx) -> None:
            row = by_token(tx, token, self._principal.window)
            change(tx, token, note=_as_typed(note))
            presence.beat(tx, row.agent_id, now)

        self._database.write(work, durable=False)

    def note_disposition(self, token: str, disposition: Disposition | None, *, now: Instant) -> None:
        """Keep the disposition that is chosen and not saved yet, for whoever looks on; nothing happens where the call
        is over."""

        def work(tx: Tx) -> None:
            change(tx, token, disposition=None if disposition is None else disposition.value)

        self._database.write(work, durable=False)

    def note_recording(self, token: str, recording: str, *, now: Instant) -> None:
        """Keep where the call is recorded, a file or an address. Raises ``NO_OPEN_CALL``, ``CALL_ELSEWHERE``."""

        def work(tx: Tx) -> None:
            by_token(tx, token, self._principal.window)
            change(tx, token, recording=clean_text.line(recording) or None)

        self._database.write(work)

    def open_call_of(self, agent: str) -> OpenCall | None:
        """The call that an agent has not finished: after a crash they are led back to it. Raises ``UNKNOWN_AGENT``."""

        return self._database.read(lambda tx: of_agent(tx, people.agent_id(tx, agent)))

    def finish(self, token: str, wrap: WrapUp, *, now: Instant) -> Saved:
        """Close a call: write its touch and all that became known in it, and let the customer go.

        The touch stands at the instant at which the call was dialled. Where the campaign has it so, a reached call
        that was placed here makes its agent the owner of a pool customer (docs/architecture.md#ownership). Who lost the
        lease can still save. Raises ``NO_OPEN_CALL``, ``CALL_ELSEWHERE``, ``UNKNOWN_TIER``.
        """

        def work(tx: Tx) -> Saved:
            row = by_token(tx, token, self._principal.window)
            call, customer, agent = row.call, row.customer_id, row.agent_id
            whole = with_beside(row, wrap)
            over = call.ended_at if call.ended_at is not None else now
            before = columns(tx, customer)
            forget(tx, token)
            key, milestones = record(
                tx,
                customer,
                agent,
                call,
                whole,
                wrap_seconds=max(0, now - over) // 1000,
                actor=self._principal,
                now=now,
            )
            undo = {"before": before, "after": columns(tx, customer), "milestones": milestones}
            end_undo(tx, agent)
            instants = {name: getattr(call, name) for name in ("dialled_at", "answered_at", "ended_at")}
            tx.insert_each(LastCallTable, [{"agent": agent, "touch": key, **instants, "before": json.dumps(undo)}])
            ownership.settle(tx, customer, agent, now=now)
            presence.set_state(tx, agent, AgentState.READY, now=now)
            return Saved(key, call.ref, lost_lease=not row.held)

        return self._database.write(work)

    def keep_ended(self, call: OpenCall, wrap: WrapUp, *, now: Instant) -> Saved:
        """Keep what was typed in a call that is open no more: it was finished in another program of the same agent,
        it was finished when the answer got lost, or another store lies in this one's place.

        Where the touch of that call is there, a correction adds the note that it lacks; otherwise the touch is
        written. Raises ``UNKNOWN_REF``, ``UNKNOWN_TIER``; ``NOT_ALLOWED`` where there is no touch and the customer lies
        outside the scope.
        """

        def work(tx: Tx) -> Saved:
            customer = loader.customer_id(tx, call.ref)
            agent = people.ensured_id(tx, call.agent, now=now)
            key = add_note(tx, call, clean_text.note(wrap.note), self._principal, now)
            if key is None:
                if not scopes.holds(tx, customer):  # nothing shows that there was a call
                    raise grants.refusal(tx.grant)
                key, _milestones = record(
                    tx, customer, agent, call, wrap, wrap_seconds=0, actor=self._principal, now=now
                )
            return Saved(key, call.ref, lost_lease=True)

        return self._database.write(work)

    def abandon(self, token: str, *, key: str = "", now: Instant) -> None:
        """Take back a call that was never placed: no touch, the customer is free again.

        Raises ``NO_OPEN_CALL``, ``CALL_ELSEWHERE``.
        """

        def work(tx: Tx) -> None:
            row = by_token(tx, token, self._principal.window)
            tx.lock_customers([row.customer_id])
            forget(tx, token)
            ownership.call_off_rotation(tx, row.customer_id, now=now)
            ownership.settle(tx, row.customer_id, row.agent_id, now=now)
            presence.set_state(tx, row.agent_id, AgentState.READY, now=now)
            tx.mark_changed()

        self._once(key, "abandon_call", now, (token,), NoneType, work)

    def end_for(self, agent: str, *, now: Instant) -> None:
        """Free the customer of a call whose program is gone, as a supervisor; the agent can still finish it.

        It ended at the last heartbeat, as far as anybody knows; the agent is told by whom it was ended. Raises
        ``UNKNOWN_AGENT``, ``NO_OPEN_CALL``, ``NOT_ALLOWED``; ``CALL_GOES_ON`` while the program lives.
        """

        def work(tx: Tx) -> None:
            key = people.agent_id(tx, agent)
            row = row_of_agent(tx, key, locked=True)
            if row is None or not row.held:
                raise StoreError(Trouble.NO_OPEN_CALL)
            call, customer, agent_id = row.call, row.customer_id, row.agent_id
            tx.lock_customers([customer])
            if not presence.is_gone(tx, agent_id, agent, now):
                raise StoreError(Trouble.CALL_GOES_ON, agent=agent, minutes=GONE_AFTER // MINUTE)
            claims.give_back(tx, call.token)
            known = max(filter(None, (call.dialled_at, call.answered_at, presence.heard_at(tx, agent_id))))
            change(tx, call.token, held=False, ended_at=known if call.ended_at is None else call.ended_at)
            notices.send(tx, agent_id, NoticeKind.CALL_ENDED, customer, actor=self._principal.name, now=now)
            ownership.settle(tx, customer, agent_id, now=now)

        self._database.write(work)


def with_beside(row: OpenRow, wrap: WrapUp) -> WrapUp:
    """The wrap-up of a call, with what was typed in a window that has it no more."""
    if not row.note_beside or row.note_beside in wrap.note:
        return wrap
    return replace(wrap, note=f"{wrap.note}\n{row.note_beside}".strip())


def add_note(tx: Tx, call: OpenCall, note: str, actor: Principal, now: Instant) -> int | None:
    """Add a note to the touch of a finished call, by a correction where it lacks it; the touch, None without one."""
    customer = loader.customer_id(tx, call.ref)
    agent = people.ensured_id(tx, call.agent, now=now)
    own = CustomerTable.select(CustomerTable.id).where(
        (CustomerTable.id == customer) | (CustomerTable.survivor == customer)
    )
    same = (TouchTable.at == call.dialled_at) & TouchTable.customer.in_(own) & (TouchTable.agent == agent)
    of_call = same & (TouchTable.channel == Channel.CALL.value) & TouchTable.in_force
    kept = tx.one(_Noted, TouchTable.select().where(of_call).order_by(TouchTable.id.desc()).limit(1))
    if kept is None or note in kept.note:
        return None if kept is None else kept.id
    touch = Touch(
        at=call.dialled_at,
        channel=Channel.CALL,
        direction=call.direction,
        disposition=kept.disposition,
        agent=call.agent,
        seconds=kept.seconds,
        note=f"{kept.note}\n{note}".strip(),
        callback_at=kept.callback_at,
        phone=kept.phone,
    )
    return touch_records.correct(tx, kept.id, touch, actor=actor, now=now)


class _Begun(Struct, frozen=True):
    """A call as it begins."""

    agent: int
    customer: int
    token: str
    phone: str
    direction: Direction
    window_id: str
    held: bool = True
    shown: str | None = None


def _begin(tx: Tx, begun: _Begun, now: Instant) -> OpenCall:
    tx.insert_each(
        OpenCallTable,
        [
            {
                "agent": begun.agent,
                "customer": begun.customer,
                "token": begun.token,
                "phone": begun.phone,
                "direction": begun.direction.value,
                "dialled_at": now,
                "held": begun.held,
                "shown_number": begun.shown,
                "window_id": begun.window_id,
            }
        ],
    )
    end_undo(tx, begun.agent)
    call = by_token(tx, begun.token, begun.window_id).call
    presence.set_state(tx, begun.agent, AgentState.DIALLING, now=now, ref=call.ref)
    tx.mark_changed()
    return call


def _scripts(call: OpenCall, wrap: WrapUp) -> str:
    return script_ticks.written(call.scripts if wrap.scripts is None else wrap.scripts)


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
        note=clean_text.note(wrap.note),
        callback_at=wrap.callback_at,
        phone=call.phone,
        result=wrap.result,
        satisfaction=wrap.satisfaction,
        shown_number=call.shown_number,
        recording=call.recording,
        amount=wrap.amount,
        currency=wrap.currency,
    )


def _as_typed(note: str) -> str:
    """A note that is being typed keeps its ends; the rest is cleaned like any other, cut where it is too long."""
    return plain_text.several_lines(f"|{note[: plain_text.MAX_NOTE]}|")[1:-1]


def columns(tx: Tx, customer: int) -> dict[str, object]:
    """Return the columns of a customer that a call may change."""
    columns = tx.one(_Columns, _columns_of(customer))
    assert columns is not None
    return structs.asdict(columns)


def record(
    tx: Tx,
    customer: int,
    agent: int,
    call: OpenCall,
    wrap: WrapUp,
    *,
    wrap_seconds: int,
    actor: Principal,
    now: Instant,
) -> tuple[int, list[int]]:
    """Write the touch that closes a call, and what became known in it; the ids of the touch and its milestones."""
    touch = _touch_of(call, wrap, now)
    if touch.direction is Direction.OUT:
        touch = replace(touch, on_case=second_calls.case_for(tx, customer, agent))
    milestones: list[int] = []
    maker = "" if wrap.appointment is None else promise_makers.appointment_maker(tx, customer)
    key = touch_records.record(
        tx,
        customer,
        touch,
        actor=actor,
        now=now,
        wrap_seconds=wrap_seconds,
        scripts=_scripts(call, wrap),
        also=lambda: milestones.extend(_learn(tx, customer, agent, call, wrap, actor, now)),
    )
    if maker:
        promise_makers.tell_of_move(tx, customer, maker, now=now)
    return key, milestones


def _learn(
    tx: Tx, customer: int, agent: int, call: OpenCall, wrap: WrapUp, actor: Principal, now: Instant
) -> list[int]:
    """Write the facts that a call brought; returns the ids of its milestones."""
    milestones: list[Milestone] = [] if wrap.appointment is None else [wrap.appointment]
    if wrap.question:
        # Later than the touch of this call, which would count as the answer else (docs/rules.md#answer).
        over = call.ended_at if call.ended_at is not None else now
        milestones.append(Milestone(MilestoneKind.QUESTION, max(over, call.dialled_at + 1)))
    written = [fact_history.write_milestone(tx, customer, one, actor=actor.name, now=now) for one in milestones]
    if wrap.tier is not None:
        customers.check_tier(tx, customer, wrap.tier)
        customers.write_tier(tx, customer, wrap.tier, reason=wrap.tier_reason, actor=actor, now=now)
    if wrap.stage is not None:
        fact_history.put(tx, customer, {"stage": wrap.stage.value}, actor=actor.name, now=now, cause=Cause.CALL)
    kept = campaign_rows.get_all(tx)[loader.campaign_of(tx, customer)]
    book = tx.book(kept.version)
    if policy.becomes_owner(
        book,
        own_pool=kept.settings.own_pool_on_reach,
        direction=call.direction,
        disposition=wrap.disposition,
        owned=columns(tx, customer)["owner_id"] is not None,
        promised=ownership.waits(tx, customer),
    ):
        refused = pool.refusal(tx, kept, book, customer, agent, now)
        if refused is None:
            owner_rows.write(tx, {customer: agent}, actor=actor.name, now=now, cause=Cause.CALL)
        else:
            pool.tell_kept(tx, agent, customer, refused, now=now)
    return written
