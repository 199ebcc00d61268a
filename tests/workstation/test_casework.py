"""An exception from the customer screen to its close, a second follow-up call, an appeal and its review.

See docs/rules.md#r1-exceptions, #r15-results.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Input

from callcenter.access import Principal
from callcenter.model import CaseKind, CaseState, Channel, Disposition, Milestone, MilestoneKind, Result, Role, Touch
from callcenter.rulebook import reader, shelf
from callcenter.screens.calls.call import CallScreen
from callcenter.store import Store
from callcenter.views.customers.customer import NewCustomer
from callcenter.views.customers.log import LogFilter
from callcenter.views.worklists.calls import WrapUp
from tests.workstation.stage import BOSS, MONDAY, Stage, add, at, open_store, workstation

LI = "13800138001"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path, MONDAY)
    opened.by(BOSS).people.add("陈静", role=Role.SUPERVISOR, now=MONDAY)
    opened.by(BOSS).people.add("赵磊", now=MONDAY)
    yield opened
    opened.close()


def told(stage: Stage) -> str:
    return list(stage.app._notifications)[-1].message


async def test_an_exception_is_raised_confirmed_reported_and_settled(store: Store) -> None:
    ref = add(store, "赵铁", "13800138003", MONDAY, owner="王敏")
    async with workstation(store) as stage:
        await stage.press("n", "enter", "x")
        assert "exception" in stage.app.screen.query_one("#ask Input", Input).value
        await stage.press("enter", *"buys [/x]", "enter", "escape")
        await stage.press("4", "t")
        assert told(stage) == "A supervisor reviews and assigns exceptions first."
        await stage.press("r")
        assert told(stage) == "This case is not assigned: there is nothing to report back."
    (case,) = store.cases.all()
    assert (case.kind, case.raised_by, case.events[0].remark) == (CaseKind.EXCEPTION, "王敏", "buys [/x]")
    store.by(BOSS).cases.assign(case.id, "赵磊", now=MONDAY)
    async with workstation(store, agent="赵磊") as stage:
        await stage.press("4", "r", *"comes", "enter")
        assert store.cases.get(case.id).state is CaseState.REPORTED
        assert "reported" in stage.text()
    async with workstation(store, agent="陈静") as stage:
        await stage.press("4", "c", *"won", "enter")
        assert store.details.get(ref, now=MONDAY).facts.owner == "王敏"
        await stage.press("s", "s", "s", "u", *"lost", "enter")
        assert store.cases.get(case.id).state is CaseState.OPEN


async def test_the_cause_of_a_complaint_is_named_of_those_in_the_rulebook(store: Store) -> None:
    causes = '\n[complaint]\ncauses = ["delivery", "product"]\n\n[effective]'
    text = shelf.shipped_text("telesales").replace("\n[effective]", causes, 1)
    ref = add(store, "赵铁", "13800138003", MONDAY, owner="王敏")
    store.by(BOSS).rulebooks.put("telesales", reader.load(text, "telesales"), now=MONDAY)
    case = store.by(BOSS).cases.open(ref, CaseKind.COMPLAINT, "late", now=MONDAY)
    async with workstation(store) as stage:
        await stage.press("4", "t", "r", *"rain", "enter")
        assert told(stage) == "Choose from delivery, product."
        await stage.press("r", *"Delivery", "enter", *"lorry broke", "enter")
        assert (store.cases.get(case).state, store.cases.get(case).cause) == (CaseState.INVESTIGATED, "delivery")
        await stage.press("r", *"a new one", "enter")
        assert store.cases.get(case).state is CaseState.PROPOSED


async def test_who_settles_a_case_hears_for_whose_call_its_customer_waits(store: Store) -> None:
    ref = add(store, "赵铁", "13800138003", MONDAY, owner="王敏")
    case = store.by(BOSS).cases.open(ref, CaseKind.EXCEPTION, "buys elsewhere", now=MONDAY)
    store.by(BOSS).cases.assign(case, "赵磊", now=MONDAY)
    zhao = Principal("赵磊")
    store.by(zhao).calls.start(store.by(zhao).claims.take(ref, now=MONDAY), now=MONDAY)
    for lang, said in (
        ("en", "赵铁 is on a call with 赵磊: it takes effect once that call is saved."),
        ("zh", "赵铁正在与赵磊通话：该通话保存后生效。"),
    ):
        async with workstation(store, agent="陈静", lang=lang) as stage:
            await stage.press("4", "c", *"won", "enter")
            assert said in [one.message for one in stage.app._notifications]
        store.by(BOSS).cases.reopen(case, "?", now=MONDAY)
        store.by(BOSS).cases.assign(case, "赵磊", now=MONDAY)


def called_back(store: Store) -> str:
    """A follow-up call of 王敏 that failed, in a broker's campaign."""
    came = at("2026-03-02 09:00")
    store.by(BOSS).campaigns.ensure_shipped("brokerage", now=came)
    ref = store.by(BOSS).customers.add(NewCustomer("吴静", LI, campaign="brokerage", inquiry=False), now=came)
    store.by(BOSS).customers.set_milestone(ref, Milestone(MilestoneKind.ACCOUNT_OPENED, came), now=came)
    failed = Touch(came, Channel.CALL, disposition=Disposition.NEUTRAL, note="no", agent="王敏", result=Result.FAILED)
    store.by(BOSS).touches.record(ref, failed, now=came)
    return ref


async def test_the_branch_dials_from_the_case_and_a_passed_call_settles_it(store: Store) -> None:
    called_back(store)
    (case,) = store.cases.all()
    async with workstation(store, agent="赵磊") as stage:
        await stage.press("4", "d")
        assert isinstance(stage.app.screen, CallScreen)
        await stage.press(*"signed form", "f3")
        stage.app.screen.query_one("#result", Input).value = "passed"
        await stage.press("enter")
    row = store.cases.get(case.id)
    assert (row.state, row.assignee) == (CaseState.CLOSED, "赵磊")
    assert [(one.result, one.on_case) for one in store.lookup.log(LogFilter())] == [
        (Result.PASSED, case.id),
        (Result.FAILED, None),
    ]


async def test_a_result_is_filtered_appealed_and_reviewed_by_another_person(store: Store) -> None:
    called_back(store)
    async with workstation(store, agent="赵磊") as stage:
        await stage.press("2", "f", *"passed")
        assert "No contacts match" in stage.text()
        await stage.press(*["backspace"] * 6, *"failed", "enter")
        assert "(Failed) no" in stage.text() or "(failed) no" in stage.text()
        await stage.press("x", *"he did", "enter")
    appeal = next(case for case in store.cases.all() if case.kind is CaseKind.APPEAL)
    assert (appeal.raised_by, appeal.events[0].remark) == ("赵磊", "he did")
    async with workstation(store, agent="陈静") as stage:
        await stage.press("4", "g", "c", *"maybe", "enter")
        assert told(stage).startswith("Choose from")
        await stage.press("c", *"passed", "enter", *"heard", "enter")
    assert store.cases.get(appeal.id).state is CaseState.CLOSED
    (row,) = store.lookup.log(LogFilter())
    assert (row.result, row.agent) == (Result.PASSED, "王敏")
    assert store.cases.all() == ()
    assert Principal("陈静").name == store.cases.get(appeal.id).events[-1].actor


async def test_a_deputy_reports_on_the_case_of_an_absent_colleague(store: Store) -> None:
    ref = add(store, "赵铁", "13800138003", MONDAY, owner="陈静")
    case = store.by(BOSS).cases.open(ref, CaseKind.REPAIR, "no tone", now=MONDAY)
    store.by(BOSS).cases.assign(case, "王敏", now=MONDAY)
    store.by(BOSS).absences.record("王敏", deputies=["赵磊"], now=MONDAY)
    while store.absences.resume(now=MONDAY, budget=10_000):
        pass
    for lang, said, notice in (
        ("en", "for 王敏", "王敏 is absent: you are the deputy for 1 case"),
        ("zh", "代王敏", "王敏缺勤，由你代班：1 张工单"),
    ):
        async with workstation(store, agent="赵磊", lang=lang) as stage:
            await stage.press("4")
            assert said in stage.text()
            assert notice in stage.text()
    async with workstation(store, agent="赵磊") as stage:
        await stage.press("4", "t")
        assert told(stage) == "Only a supervisor can take over another person's case."
        await stage.press("r", *"mended", "enter")
    found = store.cases.get(case)
    assert (found.state, found.assignee, found.events[-1].actor) == (CaseState.REPORTED, "王敏", "赵磊")


async def test_the_second_call_of_an_absent_colleague_is_made_by_the_deputy(store: Store) -> None:
    ref = called_back(store)
    (case,) = store.cases.all()
    store.by(BOSS).cases.assign(case.id, "王敏", now=MONDAY)
    store.by(BOSS).absences.record("王敏", deputies=["赵磊"], now=MONDAY)
    while store.absences.resume(now=MONDAY, budget=10_000):
        pass
    zhao = store.by(Principal("赵磊"))
    line = zhao.calls.start(zhao.claims.take(ref, now=MONDAY), now=MONDAY)
    store.calls.mark_answered(line.token, now=MONDAY)
    wrap = WrapUp(Disposition.NEUTRAL, "all is well with him", result=Result.PASSED)
    zhao.calls.finish(line.token, wrap, now=MONDAY)
    assert store.cases.get(case.id).state is CaseState.CLOSED
