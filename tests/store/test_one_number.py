"""Random acts of three agents and a supervisor in a closed store: no number is ever dialled by two of them."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from callcenter.model import MINUTE, Direction, Disposition, Instant
from callcenter.storage.tables.calls import OpenCallTable
from callcenter.views.customers.customer import CustomerChanges, NewCustomer
from callcenter.views.upkeep.trouble import StoreError
from callcenter.views.worklists.calls import Claim, OpenCall, WrapUp
from tests.store.building import GOOD_NOTE
from tests.store.closed import NOW, office
from tests.support.search import seeds

AGENTS = ("王敏", "赵磊", "孙美")
NUMBERS = tuple(f"+8613800138{n:03}" for n in range(5))
OUTCOMES = (Disposition.NO_ANSWER, Disposition.NEUTRAL, Disposition.BUSY, Disposition.INTERESTED)


class Shift:
    """The claims and calls that each of them has, and the store."""

    def __init__(self, url: str, seed: int) -> None:
        self.random = random.Random(seed)
        self.office = office(url)
        self.now: Instant = NOW
        boss = self.office.by("老板")
        boss.people.add("孙美", team="一组", now=NOW)
        self.office.sign_in("孙美")
        boss.campaigns.change("telesales", {"dial_colleagues": "yes"}, now=NOW)
        self.refs = [self.office.own, self.office.other, self.office.pool]
        for number in range(6):
            owner = self.random.choice((None, *AGENTS))
            new = NewCustomer(f"客户{number}", self.random.choice(NUMBERS), tier="A", owner=owner)
            self.refs.append(boss.customers.add(new, now=NOW))
        self.claims: dict[str, Claim] = {}
        self.calls: dict[str, OpenCall] = {}

    def step(self) -> None:
        """One thing is done by one of them, or refused."""
        self.now += self.random.choice((MINUTE // 6, MINUTE, 9 * MINUTE))
        name = self.random.choice(AGENTS)
        acts: list[Callable[[str], None]] = [self._next, self._take, self._start, self._start, self._finish]
        acts += [self._release, self._other, self._undo, self._receive, self._supervise]
        try:
            self.random.choice(acts)(name)
        except StoreError:
            return

    def check(self) -> None:
        """Nobody dials a number that somebody else dials."""
        dialled = OpenCallTable.select(OpenCallTable.phone).where(
            (OpenCallTable.direction == Direction.OUT.value) & OpenCallTable.ended_at.is_null()
        )
        numbers = self.office.store.database.read(lambda tx: tx.values(dialled))
        assert len(numbers) == len(set(numbers)), numbers

    def _next(self, name: str) -> None:
        found = self.office.by(name).claims.take_next(now=self.now)
        if found is not None:
            self.claims[name] = found[0]

    def _take(self, name: str) -> None:
        self.claims[name] = self.office.by(name).claims.take(self.random.choice(self.refs), now=self.now)

    def _start(self, name: str) -> None:
        if name in self.claims:
            self.calls[name] = self.office.by(name).calls.start(self.claims.pop(name), now=self.now)

    def _finish(self, name: str) -> None:
        if name in self.calls:
            wrap = WrapUp(self.random.choice(OUTCOMES), GOOD_NOTE)
            self.office.by(name).calls.finish(self.calls.pop(name).token, wrap, now=self.now)

    def _release(self, name: str) -> None:
        if name in self.claims:
            self.office.by(name).claims.release(self.claims.pop(name), now=self.now)

    def _other(self, name: str) -> None:
        if name in self.calls:
            phone = self.random.choice(NUMBERS)
            wrap = WrapUp(Disposition.NO_ANSWER, "")
            other = self.office.by(name).attempts.dial_other_number
            self.calls[name] = other(self.calls[name].token, wrap, phone, now=self.now)

    def _undo(self, name: str) -> None:
        self.calls[name] = self.office.by(name).last_calls.undo(now=self.now)

    def _receive(self, name: str) -> None:
        ref = self.random.choice(self.refs)
        self.calls[name] = self.office.by(name).calls.receive(ref, phone=self.random.choice(NUMBERS), now=self.now)

    def _supervise(self, name: str) -> None:
        boss = self.office.by(self.random.choice(("陈主管", "刘经理")))
        ref, other = self.random.sample(self.refs, 2)
        match self.random.randrange(5):
            case 0:
                boss.ownership.assign(ref, self.random.choice((None, *AGENTS)), now=self.now)
            case 1:
                boss.customers.edit(ref, CustomerChanges(phones=tuple(self.random.sample(NUMBERS, 2))), now=self.now)
            case 2:
                boss.merges.merge(ref, other, now=self.now)
            case 3:
                boss.merges.split(ref, now=self.now)
            case _:
                boss.calls.end_for(name, now=self.now)


@pytest.mark.seeded
@pytest.mark.parametrize("seed", seeds(4, 8))
def test_nobody_is_dialled_by_two(database_url: str, seed: int) -> None:
    shift = Shift(database_url, seed)
    dialled = 0
    for _ in range(60):
        shift.step()
        shift.check()
        dialled += bool(shift.calls)
    assert dialled > 20, "they do call"
    shift.office.store.close()
