"""Owners after random acts: the store and the oracle say the same after each of them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from callcenter.access import Principal
from callcenter.model import MINUTE, CaseKind, Disposition, Instant
from callcenter.store import Store
from callcenter.views.upkeep.trouble import StoreError
from callcenter.views.worklists.calls import OpenCall, WrapUp
from tests.oracle import owners
from tests.store.building import CHEN, GOOD_NOTE, WANG, ZHAO, at, customer, opened
from tests.support.search import seeds, shortest

AGENTS = (WANG, ZHAO)
PEOPLE = (None, WANG.name, ZHAO.name, CHEN.name)
OUTCOMES = [
    Disposition.NEUTRAL,
    Disposition.INTERESTED,
    Disposition.NEGATIVE,
    Disposition.REFUSED,
    Disposition.NO_ANSWER,
    Disposition.HUNG_UP,
]


class Office:
    """Two agents and a supervisor at work on a few customers, with what they did to each on record beside the store."""

    def __init__(self, url: str, seed: int) -> None:
        self.store: Store = opened(url, "2026-03-02 10:00")
        self.random = random.Random(seed)
        self.now: Instant = at("2026-03-02 10:00")
        self.first: dict[str, str | None] = {}
        self.acts: dict[str, list[owners.Act]] = {}
        self.calls: dict[Principal, OpenCall] = {}
        self.cases: list[tuple[int, str]] = []
        self.own_pool = True
        for number, owner in enumerate((None, None, WANG.name)):
            ref = customer(self.store, f"客户{number}", f"+861380000000{number}", owner=owner, now="2026-03-02 10:00")
            self.first[ref], self.acts[ref] = owner, []

    def step(self) -> None:
        """One thing is done, or refused."""
        self.now += MINUTE
        calls = (self._call, self._call, self._end, self._end)
        what = self.random.choice((*calls, self._give, self._raise, self._assign, self._close, self._set))
        try:
            what()
        except StoreError:
            return

    def check(self) -> None:
        """Everybody is whose the oracle says."""
        for ref, acts in self.acts.items():
            found = self.store.details.get(ref, now=self.now).facts.owner
            assert found == owners.owner(self.first[ref], acts), (ref, acts)

    def _ref(self) -> str:
        return self.random.choice(list(self.acts))

    def _call(self) -> None:
        agent, ref = self.random.choice(AGENTS), self._ref()
        placed = self.random.random() < 0.7
        if agent in self.calls or any(one.ref == ref for one in self.calls.values()):
            return
        if placed:
            claim = self.store.by(agent).claims.take(ref, now=self.now)
            self.calls[agent] = self.store.by(agent).calls.start(claim, now=self.now)
        else:
            self.calls[agent] = self.store.by(agent).calls.receive(ref, now=self.now)
        self.acts[ref].append(owners.CallBegins(agent.name, placed))

    def _end(self) -> None:
        if not self.calls:
            return
        agent = self.random.choice(list(self.calls))
        call = self.calls[agent]
        if self.random.random() < 0.1:
            self.store.by(agent).calls.abandon(call.token, now=self.now)
            self._over(agent, owners.CallEnds(None))
            return
        self._save(agent)
        if self.random.random() < 0.3:
            placed = call.direction.value == "out"
            if self.random.random() < 0.3:
                self._give_away(call.ref)
            self.calls[agent] = self.store.by(agent).last_calls.undo(now=self.now)
            self.acts[call.ref].append(owners.CallUndone(agent.name, placed))

    def _save(self, agent: Principal) -> None:
        disposition = self.random.choice(OUTCOMES)
        self.store.by(agent).calls.finish(self.calls[agent].token, WrapUp(disposition, GOOD_NOTE), now=self.now)
        self._over(agent, owners.CallEnds(disposition.reached, self.own_pool))

    def _over(self, agent: Principal, act: owners.CallEnds) -> None:
        self.acts[self.calls.pop(agent).ref].append(act)

    def _give(self) -> None:
        self._give_away(self._ref())

    def _give_away(self, ref: str) -> None:
        owner = self.random.choice(PEOPLE)
        self.store.by(CHEN).ownership.assign(ref, owner, now=self.now)
        self.acts[ref].append(owners.Given(owner))

    def _raise(self) -> None:
        ref = self._ref()
        self.cases.append((self.store.by(WANG).cases.open(ref, CaseKind.EXCEPTION, "流失", now=self.now), ref))

    def _assign(self) -> None:
        if self.cases:
            case, ref = self.random.choice(self.cases)
            helper = self.random.choice([one for one in PEOPLE if one is not None])
            self.store.by(CHEN).cases.assign(case, helper, now=self.now)
            self.acts[ref].append(owners.ExceptionGiven(case, helper))

    def _close(self) -> None:
        if self.cases:
            case, ref = self.random.choice(self.cases)
            self.store.by(CHEN).cases.close(case, "解决", now=self.now)
            self.acts[ref].append(owners.ExceptionClosed(case))

    def _set(self) -> None:
        self.own_pool = self.random.random() < 0.7
        said = "yes" if self.own_pool else "no"
        self.store.by(CHEN).campaigns.change("telesales", {"own_pool_on_reach": said}, now=self.now)


def _run(url: str, seed: int, steps: int = 50) -> None:
    office = Office(url, seed)
    for _ in range(steps):
        office.step()
        office.check()
    office.store.close()


@pytest.mark.seeded
@pytest.mark.parametrize("seed", seeds(8, 40))
def test_everybody_is_whose_the_oracle_says(tmp_path: Path, seed: int) -> None:
    shortest(lambda steps: _run(str(tmp_path / f"{steps}.db"), seed, steps), 50)


@pytest.mark.seeded
@pytest.mark.parametrize("seed", seeds(1, 5))
def test_everybody_is_whose_the_oracle_says_on_a_server(postgresql_url: str, seed: int) -> None:
    _run(postgresql_url, seed)
