"""Nobody is dialled twice: three agents and a supervisor in any order, programs that die among them.

See docs/architecture.md#nobody-twice.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from random import Random

import pytest

from callcenter.access import Principal
from callcenter.model import SECOND, Disposition, Instant
from callcenter.storage.queue.claims import LEASE
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.customers.customer import CustomerChanges
from callcenter.views.people.shift import GONE_AFTER
from callcenter.views.worklists.calls import Claim, OpenCall, WrapUp
from tests.store.building import CHEN, WANG, ZHAO, at, customer, opened

_HE = Principal("何平")
_ACTS = (
    *(["claim"] * 4 + ["next"] * 2 + ["dial"] * 8 + ["other", "answer", "finish", "finish", "abandon", "release"]),
    *("end", "end", "give", "give", "die", "return", "return"),
)
_SHARED = "+8613812340009"


@dataclass(slots=True)
class Worker:
    """An agent as the test knows them: what their program has, and when it was last heard."""

    actor: Principal
    heard_at: Instant
    alive: bool = True
    claim: Claim | None = None
    call: OpenCall | None = None
    lost: bool = False
    """A supervisor ended the call after the program had gone."""


class Shift:
    """Does random acts and looks after each whether two people are on one number."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store, self.random, self.now = store, Random(seed), at("2026-03-02 10:05")
        store.by(CHEN).people.add(_HE.name, now=self.now)
        self.refs = [customer(store, f"客户{n}", f"+861381234000{n}") for n in range(4)]
        # Two customers share a number, and one has it as their second.
        for ref, own in zip(self.refs[:2], ("+8613812340000", "+8613812340001"), strict=True):
            store.by(CHEN).customers.edit(ref, CustomerChanges(phones=(own, _SHARED)), now=self.now)
        self.workers = [Worker(actor, self.now) for actor in (WANG, ZHAO, _HE)]
        for worker in self.workers:
            store.presence.sign_in(worker.actor.name, now=self.now)
        self.seen: dict[str, int] = dict.fromkeys(_ACTS, 0)

    def step(self) -> None:
        self.now += self.random.choice((*(0, SECOND, 20 * SECOND) * 6, LEASE + 1, GONE_AFTER))
        for worker in self.workers:
            if worker.alive:
                worker.heard_at = self.now
                self.store.presence.heartbeat(worker.actor.name, now=self.now)
        name, worker = self.random.choice(_ACTS), self.random.choice(self.workers)
        with suppress(StoreError):  # refused, which any of them may be
            self.seen[name] += getattr(self, f"_{name}")(worker)
        self._look()

    def _look(self) -> None:
        """No number is dialled by two people of whom none has lost their call."""
        dialled = [worker.call.phone for worker in self.workers if worker.call is not None and not worker.lost]
        assert len(set(dialled)) == len(dialled), dialled
        refs = [worker.call.ref for worker in self.workers if worker.call is not None and not worker.lost]
        assert len(set(refs)) == len(refs), refs

    def _claim(self, worker: Worker) -> bool:
        if not worker.alive or worker.call:
            return False
        worker.claim = self.store.by(worker.actor).claims.take(self.random.choice(self.refs), now=self.now)
        return True

    def _next(self, worker: Worker) -> bool:
        if not worker.alive or worker.call:
            return False
        found = self.store.by(worker.actor).claims.take_next(now=self.now)
        worker.claim = None if found is None else found[0]
        return found is not None

    def _dial(self, worker: Worker) -> bool:
        if not worker.alive or worker.claim is None:
            return False
        claim, worker.claim = worker.claim, None
        numbers = self.store.details.get(claim.ref, now=self.now).facts.numbers
        phone = self.random.choice(numbers)
        worker.call = self.store.by(worker.actor).calls.start(claim, phone=phone, now=self.now)
        worker.lost = False
        return True

    def _other(self, worker: Worker) -> bool:
        if not worker.alive or worker.call is None:
            return False
        numbers = [one for one in self._numbers(worker.call) if one != worker.call.phone]
        if not numbers:
            return False
        nobody = WrapUp(Disposition.NO_ANSWER, "")
        token, actor = worker.call.token, worker.actor
        worker.call = self.store.by(actor).attempts.dial_other_number(token, nobody, numbers[0], now=self.now)
        assert not worker.lost, "who lost the customer dials no number of theirs"
        return True

    def _numbers(self, call: OpenCall) -> tuple[str, ...]:
        return self.store.details.get(call.ref, now=self.now).facts.numbers

    def _answer(self, worker: Worker) -> bool:
        if not worker.alive or worker.call is None:
            return False
        self.store.calls.mark_answered(worker.call.token, now=self.now)
        return True

    def _finish(self, worker: Worker) -> bool:
        if not worker.alive or worker.call is None:
            return False
        wrap = WrapUp(self.random.choice((Disposition.NO_ANSWER, Disposition.NEUTRAL)), "说好下周再联系")
        saved = self.store.by(worker.actor).calls.finish(worker.call.token, wrap, now=self.now)
        assert saved.lost_lease == worker.lost
        worker.call = None
        return True

    def _abandon(self, worker: Worker) -> bool:
        if not worker.alive or worker.call is None:
            return False
        self.store.calls.abandon(worker.call.token, now=self.now)
        worker.call = None
        return True

    def _release(self, worker: Worker) -> bool:
        if worker.claim is None:
            return False
        claim, worker.claim = worker.claim, None
        self.store.claims.release(claim, now=self.now)
        return True

    def _end(self, worker: Worker) -> bool:
        goes_on = worker.call is not None and not worker.lost and self.now - worker.heard_at <= GONE_AFTER
        if goes_on:
            with pytest.raises(StoreError) as refused:
                self.store.by(CHEN).calls.end_for(worker.actor.name, now=self.now)
            assert refused.value.code is Trouble.CALL_GOES_ON
            return False
        self.store.by(CHEN).calls.end_for(worker.actor.name, now=self.now)
        assert worker.call is not None
        assert not worker.lost
        worker.lost = True
        return True

    def _give(self, worker: Worker) -> bool:
        ref = self.random.choice(self.refs)
        talking = [one.actor.name for one in self.workers if one.call and one.call.ref == ref and not one.lost]
        own = self.store.details.get(ref, now=self.now).facts.owner == worker.actor.name
        waits = "" if own else "".join(talking)
        assert self.store.by(CHEN).ownership.assign(ref, worker.actor.name, now=self.now) == waits
        assert waits or self.store.details.get(ref, now=self.now).facts.owner == worker.actor.name
        return True

    def _die(self, worker: Worker) -> bool:
        worker.alive, worker.claim = False, None
        return True

    def _return(self, worker: Worker) -> bool:
        if worker.alive:
            return False
        worker.alive, worker.heard_at = True, self.now
        self.store.presence.sign_in(worker.actor.name, now=self.now)
        found = self.store.calls.open_call_of(worker.actor.name)
        assert (found is None) == (worker.call is None)
        return True


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_two_people_are_never_on_one_number(database_url: str, seed: int) -> None:
    store = opened(database_url)
    shift = Shift(store, seed)
    for _ in range(400):
        shift.step()
    assert all(shift.seen[act] for act in ("dial", "finish", "end", "give", "return")), shift.seen
    store.close()
