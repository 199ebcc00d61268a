"""States of people, and the time that they spent in each (docs/rules.md#occupancy)."""

from __future__ import annotations

from msgspec import Struct

from callcenter.model import MINUTE, SECOND, Instant
from callcenter.storage.access.service import Service
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.people import notices, people, programs, windows
from callcenter.storage.queue import claims
from callcenter.storage.tables.calls import OpenCallTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.people import PresenceSpanTable, PresenceTable
from callcenter.views.people.notices import NoticeKind
from callcenter.views.people.shift import GONE_AFTER, AgentState, BreakReason
from callcenter.views.upkeep.trouble import StoreError, Trouble

SILENT = 60 * SECOND
"""Time without a heartbeat after which a program has ended without signing out."""

BROKEN_OFF = 30 * MINUTE
"""A shift that broke off goes on within this time; whoever comes later begins another."""


class _Presence(Struct, frozen=True):
    state: AgentState
    since: Instant
    signed_in_at: Instant | None
    heartbeat: Instant
    ref: str
    reason: BreakReason | None


class _OpenCall(Struct, frozen=True):
    customer: str
    window_id: str


@prepared
def _open_call(agent: int) -> Query:
    columns = (CustomerTable.name.alias("customer"), OpenCallTable.window_id)
    return OpenCallTable.select(*columns).join(CustomerTable).where(OpenCallTable.agent == agent)


@prepared
def _presence_of(agent: int) -> Query:
    return PresenceTable.select().where(PresenceTable.agent == agent)


@prepared
def _at_work(agents: list[int], since: Instant) -> Query:
    signed_in = PresenceTable.agent.in_(agents) & PresenceTable.signed_in_at.is_null(False)
    return PresenceTable.select(PresenceTable.agent).where(signed_in & (PresenceTable.heartbeat >= since))


def at_work(tx: Tx, agents: list[int], now: Instant) -> frozenset[int]:
    """Those of these agents who are at work now: signed in, on a break or not, with a program that lives."""
    return frozenset(tx.values(_at_work(agents, now - BROKEN_OFF))) if agents else frozenset()


@prepared
def _entry(agent: int, state: str, now: Instant, ref: str, reason: str | None) -> Query:
    """An agent enters a state."""
    entered = PresenceTable.update(state=state, since=now, heartbeat=now, ref=ref, reason=reason)
    return entered.where(PresenceTable.agent == agent)


@prepared
def _end_of_span(agent: int, ended: Instant) -> Query:
    running = (PresenceSpanTable.agent == agent) & PresenceSpanTable.until.is_null()
    return PresenceSpanTable.update(until=ended).where(running)


def _set(tx: Tx, agent: int, **fields: object) -> None:
    tx.run(PresenceTable.update(**fields).where(PresenceTable.agent == agent))


def beat(tx: Tx, agent: int, now: Instant) -> None:
    """Record a heartbeat of an agent's program."""
    tx.run(_sign_of_life(agent, now))


@prepared
def _sign_of_life(agent: int, now: Instant) -> Query:
    return PresenceTable.update(heartbeat=now).where(PresenceTable.agent == agent)


def set_state(
    tx: Tx, agent: int, state: AgentState, *, now: Instant, ref: str = "", reason: BreakReason | None = None
) -> None:
    """Enter a state; the stretch before it ends, at its last heartbeat where the program had gone silent.

    ``reason``: that of a break; given in a break that runs, it is the reason of the whole one.
    """
    said = None if reason is None else reason.value
    known = tx.one(_Presence, _presence_of(agent))
    if known is None:
        entered: dict[str, object] = {
            "state": state.value,
            "since": now,
            "signed_in_at": now,
            "heartbeat": now,
            "ref": ref,
        }
        entered["reason"] = said
        tx.insert_each(PresenceTable, [{"agent": agent, **entered}], unless_there=True)
    elif known.state is state and known.ref == ref and now - known.heartbeat <= SILENT:
        beat(tx, agent, now)
        if said is not None and reason is not known.reason:
            _set(tx, agent, reason=said)
            running = (PresenceSpanTable.agent == agent) & PresenceSpanTable.until.is_null()
            tx.run(PresenceSpanTable.update(reason=said).where(running))
            tx.mark_changed()
        return
    else:
        ended = now if now - known.heartbeat <= SILENT else known.heartbeat
        tx.run(_end_of_span(agent, ended))
        tx.run(_entry(agent, state.value, now, ref, said))
    if state is not AgentState.OFFLINE:
        tx.insert(PresenceSpanTable, agent=agent, state=state.value, since=now, reason=said)
    tx.mark_changed()


def heard_at(tx: Tx, agent: int) -> Instant | None:
    """Return when an agent's program last sent a heartbeat; None where it never did."""
    known = tx.one(_Presence, _presence_of(agent))
    return None if known is None else known.heartbeat


def is_gone(tx: Tx, agent: int, name: str, now: Instant) -> bool:
    """Tell whether the program of an agent, by id and name, is gone for good, and their call with it.

    A program whose clock is apart sends no heartbeat, and lives all the same.
    """
    heard = heard_at(tx, agent)
    return (heard is None or now - heard > GONE_AFTER) and not programs.lives(tx, name)


class Presences(Service, subject="presence"):
    """Verbs on presence."""

    def sign_in(self, agent: str, *, now: Instant) -> Instant:
        """An agent begins a shift, ready; returns when it began. Raises ``UNKNOWN_AGENT``.

        Whose program ended without signing out goes on with the shift that was broken off: the breaches since its
        beginning are still theirs to see (docs/architecture.md#shift-start). Who has another window open goes on with
        what they do there.
        """

        def work(tx: Tx) -> Instant:
            key, window = people.agent_id(tx, agent), self._principal.window
            known = tx.one(_Presence, _presence_of(key))
            others = windows.others(tx, key, window, now)
            windows.open_window(tx, key, window, now)
            if others and known is not None and known.signed_in_at is not None:
                beat(tx, key, now)
                return known.signed_in_at
            set_state(tx, key, AgentState.READY, now=now)
            if known is not None and known.signed_in_at is not None and now - known.heartbeat <= BROKEN_OFF:
                return known.signed_in_at
            _set(tx, key, signed_in_at=now)
            return now

        return self._database.write(work, durable=False)

    def sign_out(self, agent: str, *, now: Instant) -> None:
        """End an agent's shift; what they have claimed without dialling is free again. Raises ``UNKNOWN_AGENT``.

        While they have another window open only this one ends, with what was claimed in it.
        """

        def work(tx: Tx) -> None:
            key, window = people.agent_id(tx, agent), self._principal.window
            windows.close(tx, window)
            if windows.others(tx, key, window, now):
                claims.free_here(tx, key, window)
                tx.mark_changed()
                return
            claims.free_undialled(tx, key)
            set_state(tx, key, AgentState.OFFLINE, now=now)
            _set(tx, key, signed_in_at=None)

        self._database.write(work, durable=False)

    def change(self, agent: str, state: AgentState, *, now: Instant, reason: BreakReason | None = None) -> None:
        """Enter a state: a break, ready again. Raises ``UNKNOWN_AGENT``.

        ``reason`` is that of a break, of one that runs too.

        Who goes on a break leaves nobody waiting: what they have claimed without dialling is free again. Who is on a
        call in another window has no break, which raises ``CALL_ELSEWHERE``, and stays on that call.
        """

        def work(tx: Tx) -> None:
            key = people.agent_id(tx, agent)
            call = tx.one(_OpenCall, _open_call(key))
            if call is not None and call.window_id != self._principal.window:
                if state is AgentState.BREAK:
                    raise StoreError(Trouble.CALL_ELSEWHERE, customer=call.customer)
                beat(tx, key, now)
                return
            if state is AgentState.BREAK:
                claims.free_undialled(tx, key)
            set_state(tx, key, state, now=now, reason=reason)

        self._database.write(work, durable=False)

    def end_break(self, agent: str, *, now: Instant) -> None:
        """End the break of an agent, as a supervisor: they are ready, and told by whom.

        Raises ``UNKNOWN_AGENT``, ``NOT_ON_BREAK``.
        """

        def work(tx: Tx) -> None:
            key = people.agent_id(tx, agent)
            known = tx.one(_Presence, _presence_of(key))
            if known is None or known.state is not AgentState.BREAK:
                raise StoreError(Trouble.NOT_ON_BREAK, agent=agent)
            set_state(tx, key, AgentState.READY, now=now)
            # Nothing was heard from their program: it does not live longer by what somebody else does.
            _set(tx, key, heartbeat=known.heartbeat)
            notices.send(tx, key, NoticeKind.BREAK_ENDED, None, actor=self._principal.name, now=now)

        self._database.write(work)

    def free_claims(self, agent: str, *, now: Instant) -> int:
        """Free what an agent whose program is gone has claimed and not dialled, as a supervisor; returns how many.

        Raises ``UNKNOWN_AGENT``; ``PROGRAM_LIVES`` while it is not gone.
        """

        def work(tx: Tx) -> int:
            key = people.agent_id(tx, agent)
            if not is_gone(tx, key, agent, now):
                raise StoreError(Trouble.PROGRAM_LIVES, agent=agent)
            tx.mark_changed()
            return claims.free_undialled(tx, key)

        return self._database.write(work)

    def get(self, agent: str) -> tuple[AgentState, Instant | None, BreakReason | None]:
        """Return an agent's state, when it began (None where they never signed in), and the reason of a break.

        Raises ``UNKNOWN_AGENT``.
        """

        def work(tx: Tx) -> tuple[AgentState, Instant | None, BreakReason | None]:
            known = tx.one(_Presence, _presence_of(people.agent_id(tx, agent)))
            return (AgentState.OFFLINE, None, None) if known is None else (known.state, known.since, known.reason)

        return self._database.read(work)

    def heartbeat(self, agent: str, *, now: Instant) -> None:
        """Send a heartbeat; nothing that screens would have to draw. Raises ``UNKNOWN_AGENT``."""

        def work(tx: Tx) -> None:
            key = people.agent_id(tx, agent)
            beat(tx, key, now)
            windows.beat(tx, key, self._principal.window, now)

        self._database.write(work, durable=False)
