"""The turns of cases as they are stored: whatever happens, they are what the policy works out.

Each person's list of what they have to do is what a recount of all cases gives. See docs/rules.md#case-ways.
"""

from __future__ import annotations

import random
from contextlib import suppress

import pytest

from callcenter import policy
from callcenter.access import Principal
from callcenter.model import (
    DAY,
    HOUR,
    MINUTE,
    CaseKind,
    CaseRole,
    CaseState,
    Channel,
    Disposition,
    Instant,
    Result,
    Touch,
    UnitKind,
)
from callcenter.policy import CaseAct
from callcenter.rulebook import reader, shelf
from callcenter.store import Store
from callcenter.views.upkeep.campaigns import ChangeStage
from callcenter.views.upkeep.trouble import StoreError, Trouble
from callcenter.views.worklists.cases import CaseRow
from tests.store.building import CHEN, GOOD_NOTE, WANG, ZHAO, at, customer, opened, ticked
from tests.store.closed import BOSS, office
from tests.store.closed import NOW as OFFICE_NOW
from tests.support.search import seeds

NOW = at("2026-03-02 09:00")
FITTER = Principal("孙师傅")
CAMPAIGNS = ("telesales", "service")
HASTY = """
[[closing]]
case = "complaint"
within = "4h"

[[closing]]
case = "exception"
within = "4wd"
"""
RAISED = (CaseKind.EXCEPTION, CaseKind.COMPLAINT, CaseKind.REPAIR, CaseKind.HAND_ON)


class Work:
    """A seeded series of whatever people, rules and time do to cases."""

    def __init__(self, url: str, seed: int) -> None:
        self.store, self.random, self.now = opened(url), random.Random(seed), NOW
        self.store.by(CHEN).units.add("技术部", kind=UnitKind.DEPARTMENT, now=NOW)
        self.store.by(CHEN).people.add(FITTER.name, team="技术部", now=NOW)
        numbers = iter(range(10))
        self.refs = [
            customer(self.store, f"{name}{one}", f"+861380013800{next(numbers)}", campaign=one, tier=None)
            for one in CAMPAIGNS
            for name in ("李", "赵")
        ]
        self.touches: list[int] = []

    def step(self) -> None:
        """One thing happens; what may not be done is refused."""
        self.now += self.random.choice([MINUTE, HOUR, 5 * HOUR, DAY])
        act = self.random.choice(
            [
                self._raise,
                self._work,
                self._work,
                self._work,
                self._call,
                self._take_back,
                self._other_rules,
                self._merge,
            ]
        )
        with suppress(StoreError):
            act()

    def _raise(self) -> None:
        kind = self.random.choice(RAISED)
        department = "技术部" if kind is CaseKind.HAND_ON else ""
        ref = self.random.choice(self.refs)
        self.store.by(WANG).cases.open(ref, kind, "x", department=department, now=self.now)

    def _work(self) -> None:
        cases = [*self.store.by(CHEN).cases.all(), *self.store.by(CHEN).cases.all(state=CaseState.CLOSED)]
        if not cases:
            return
        case, by = self.random.choice(cases), self.store.by(self.random.choice([WANG, ZHAO, CHEN, CHEN]))
        name = self.random.choice([WANG.name, ZHAO.name, CHEN.name])
        match self.random.randrange(6):
            case 0:
                by.cases.close(case.id, "done", now=self.now)
            case 1:
                by.cases.reopen(case.id, "not done", now=self.now)
            case 2:
                by.cases.report(case.id, "said", act=self.random.choice([CaseAct.CHASE, None, None]), now=self.now)
            case 3 if case.kind is CaseKind.APPEAL:
                by.appeals.review(case.id, self.random.choice([None, Result.PASSED]), "seen", now=self.now)
            case _:
                by.cases.assign(case.id, name, now=self.now)

    def _call(self) -> None:
        made = self.random.choice(
            [
                Touch(self.now, Channel.CALL, disposition=Disposition.NEUTRAL, note=GOOD_NOTE, satisfaction=1),
                Touch(self.now, Channel.CALL, disposition=Disposition.INVALID_NUMBER),
                Touch(self.now, Channel.CALL, disposition=Disposition.NEUTRAL, result=Result.FAILED),
                Touch(self.now, Channel.CALL, disposition=Disposition.NEGATIVE, note=GOOD_NOTE),
            ]
        )
        ref = self.random.choice(self.refs)
        key = self.store.by(WANG).touches.record(ref, made, now=self.now)
        self.touches.append(key)
        if made.result is not None:
            self.store.by(WANG).appeals.appeal(key, "no", now=self.now)

    def _take_back(self) -> None:
        if self.touches:
            self.store.by(CHEN).touches.withdraw(self.touches.pop(), now=self.now)

    def _other_rules(self) -> None:
        campaign = self.random.choice(CAMPAIGNS)
        if self.random.random() < 0.5:
            hours = self.random.choice(["08:00-12:00 13:00-17:00", "09:00-12:00 13:30-18:00"])
            self.store.by(CHEN).campaigns.change(campaign, {"hours": hours}, now=self.now)
            while self.store.by(CHEN).rulebooks.go_on(campaign, now=self.now).stage is not ChangeStage.DONE:
                pass
        else:
            text = shelf.shipped_text("telesales" if campaign == "telesales" else "service")
            if campaign == "telesales" and self.random.random() < 0.7:
                text += HASTY
            self.store.by(CHEN).rulebooks.put(campaign, reader.load(text, campaign), now=self.now)

    def _merge(self) -> None:
        first, second = self.refs[:2] if self.random.random() < 0.5 else self.refs[2:]
        if self.random.random() < 0.5:
            self.store.by(CHEN).merges.merge(first, second, now=self.now)
        else:
            self.store.by(CHEN).merges.split(first, now=self.now)


def check(store: Store, now: Instant) -> None:
    """Compare what is stored with what the policy works out, and the lists with a recount of all cases."""
    ticked(store, now)
    cases = {case.id: case for case in store.by(CHEN).cases.all()}
    frames = {name: store.campaigns.get(name).frame for name in CAMPAIGNS}
    for case in cases.values():
        moves = [policy.CaseMove(step.action, step.at) for step in case.events]
        book = store.campaigns.book(case.campaign)
        turn = policy.case_turn(case.kind, case.state)
        times = policy.case_times(book, frames[case.campaign], case.kind, case.state, case.opened_at, moves)
        assert turn is not None
        assert (case.turn, case.act_by, case.due_at) == (turn.by, times.act_by, times.close_by), case
    rows = store.database.read(lambda tx: tx.rows("SELECT id, turn, act_by, close_by, state FROM kase"))
    assert {row[0] for row in rows if row[1] is not None} == set(cases)
    assert all((row[2] is None) == (row[1] is None) and row[3] is not None for row in rows)
    for principal, departments in ((WANG, ()), (ZHAO, ()), (CHEN, ()), (FITTER, ("技术部",))):
        expected = sorted(
            (case for case in cases.values() if _must_act(case, principal, departments)),
            key=lambda case: (case.act_by, case.id),
        )
        by = store.by(principal)
        assert by.cases.must_act() == tuple(expected)
        assert by.cases.must_act_count() == len(expected)
        for campaign in CAMPAIGNS:
            assert by.cases.must_act_count(campaign=campaign) == sum(one.campaign == campaign for one in expected)


def _must_act(case: CaseRow, who: Principal, departments: tuple[str, ...]) -> bool:
    match case.turn:
        case CaseRole.WORKER:
            return case.assignee == who.name
        case CaseRole.DEPARTMENT:
            return case.department in departments
        case CaseRole.SUPERVISOR:
            return who is CHEN
        case CaseRole.AGENT:
            return who is not CHEN
    return False


@pytest.mark.parametrize("seed", seeds(3, 60))
def test_stored_turns_and_lists_are_what_a_recount_gives(database_url: str, seed: int) -> None:
    work = Work(database_url, seed)

    def history(steps: int) -> None:
        for _ in range(steps):
            work.step()
            check(work.store, work.now)

    history(40)
    assert len({case.kind for case in work.store.cases.all()}) > 1
    work.store.close()


def test_a_department_sees_what_it_is_asked_and_no_more(database_url: str) -> None:
    there = office(database_url)
    there.by(BOSS.name).units.add("技术部", kind=UnitKind.DEPARTMENT, now=OFFICE_NOW)
    there.by(BOSS.name).people.add(FITTER.name, team="技术部", now=OFFICE_NOW)
    there.sign_in(FITTER.name)
    by = there.by(FITTER.name)
    case = there.by("王敏").cases.open(there.own, CaseKind.HAND_ON, "which fuse?", department="技术部", now=OFFICE_NOW)
    there.by("王敏").cases.open(there.own, CaseKind.COMPLAINT, "late", now=OFFICE_NOW)
    assert [one.id for one in by.cases.must_act()] == [case]
    assert [one.id for one in there.by("赵磊").cases.must_act()] == []
    by.cases.report(case, "the 16 A one", now=OFFICE_NOW)
    assert (by.cases.must_act(), by.cases.all(department="技术部")) == ((), ())
    assert [one.kind for one in there.by("王敏").cases.must_act()] == [CaseKind.COMPLAINT, CaseKind.HAND_ON]
    assert [one.id for one in there.by("王敏").cases.all(department="技术部")] == [case]
    with pytest.raises(StoreError) as unknown:
        by.cases.all(department="仓库")
    assert unknown.value.code is Trouble.UNKNOWN_UNIT
    there.store.close()


def test_of_an_earlier_version_the_tick_works_the_times_out(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "赵铁", owner="王敏")
    case, closed = (store.by(WANG).cases.open(ref, CaseKind.COMPLAINT, "late", now=NOW) for _ in range(2))
    store.by(CHEN).cases.close(closed, "done", now=NOW)
    known = store.cases.get(case), store.cases.get(closed)
    store.database.write(lambda tx: tx.sql("UPDATE kase SET turn = NULL, act_by = NULL, close_by = NULL"))
    assert store.cases.get(case).turn is None
    ticked(store, NOW)
    assert (store.cases.get(case), store.cases.get(closed)) == known
    store.close()
