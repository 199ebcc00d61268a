"""The simulated colleagues: while the demo runs they take customers, dial, talk and wrap up like anybody else."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from callcenter.access import Principal
from callcenter.demo import talk
from callcenter.model import MINUTE, SECOND, Disposition, Instant
from callcenter.store import Store, StoreError
from callcenter.views.people.shift import AgentState, BreakReason
from callcenter.views.worklists.calls import OpenCall, WrapUp

_LOOK_SECONDS = 2.0
_HEARTBEAT = 20 * SECOND


@dataclass(slots=True)
class _Colleague:
    """One of them: the open call, how it will end, and when the next step comes."""

    name: str
    random: Random
    next_at: Instant
    state: AgentState = AgentState.READY
    call: OpenCall | None = None
    outcome: talk.Outcome | None = None
    heard_at: Instant = 0

    def step(self, store: Store, now: Instant) -> None:
        """Do what is due. What the store refuses is left: somebody else was faster, or a supervisor intervened."""
        if now - self.heard_at >= _HEARTBEAT:
            self.heard_at = now
            store.presence.heartbeat(self.name, now=now)
        if now < self.next_at:
            return
        try:
            self.next_at = now + self._act(store, now) * SECOND
        except StoreError:
            self.call, self.state, self.next_at = None, AgentState.READY, now + MINUTE

    def _act(self, store: Store, now: Instant) -> int:
        """The next step; the seconds until the one after it."""
        call, outcome, actor = self.call, self.outcome, Principal(self.name)
        if call is None or outcome is None:
            return self._dial(store, now)
        if self.state is AgentState.DIALLING and outcome.seconds:
            self.call = store.calls.mark_answered(call.token, now=now)
            self.state = AgentState.TALKING
            return min(outcome.seconds, 600)
        if self.state in (AgentState.DIALLING, AgentState.TALKING):
            self.call = store.calls.mark_ended(call.token, now=now)
            self.state = AgentState.WRAP_UP
            return self.random.randrange(8, 45) if outcome.seconds else 3
        self.call, self.state = None, AgentState.READY
        store.by(actor).calls.finish(call.token, WrapUp(outcome.disposition, outcome.note), now=now)
        return self.random.randrange(3, 20)

    def _dial(self, store: Store, now: Instant) -> int:
        actor = Principal(self.name)
        if self.random.random() < 0.02:
            reason = self.random.choice((BreakReason.SHORT, BreakReason.SHORT, BreakReason.MEETING))
            store.presence.change(self.name, AgentState.BREAK, now=now, reason=reason)
            return self.random.randrange(240, 600)
        # Back from a break; nothing is written where the state is the same.
        store.presence.change(self.name, AgentState.READY, now=now)
        found = store.by(actor).claims.take_next(now=now)
        if found is None:
            return 45
        self.call = store.by(actor).calls.start(found[0], now=now)
        self.state, self.outcome = AgentState.DIALLING, talk.call(self.random, 1)
        return self.random.randrange(8, 28)


@dataclass(slots=True)
class Colleagues:
    """All of them, moved by a thread of their own from :meth:`start` until :meth:`stop`."""

    store: Store
    now: Callable[[], Instant]
    seed: int
    names: tuple[str, ...]
    absent: str = ""
    """Name of the agent who sits at the desk and is not simulated."""
    _people: list[_Colleague] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def step(self) -> None:
        """Let everybody do what is due now."""
        now = self.now()
        if not self._people:
            self._people = [self._taken_up(name, now) for name in self.names if name != self.absent]
        for one in self._people:
            one.step(self.store, now)

    def start(self) -> None:
        """Begin to live."""
        self._thread = threading.Thread(target=self._live, name="colleagues", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stand still; the store can be closed after this."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def _live(self) -> None:
        while not self._over.wait(_LOOK_SECONDS):
            try:
                self.step()
            except StoreError:
                # A busy moment of the database is the person's to be told of, not the decoration's.
                continue

    def _taken_up(self, name: str, now: Instant) -> _Colleague:
        """A colleague as the morning left them."""
        random = Random(f"{self.seed} {name}")
        state, _since, _reason = self.store.presence.get(name)
        one = _Colleague(name, random, now + random.randrange(5, 90) * SECOND, state)
        one.call = self.store.calls.open_call_of(name)
        if one.call is not None:
            one.outcome = talk.Outcome(Disposition.NEUTRAL, 60, talk.note(random, Disposition.NEUTRAL))
        return one
