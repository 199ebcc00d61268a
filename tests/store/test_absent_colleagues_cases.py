"""Cases of an absent agent: the next step is a deputy's for the time, the assignee stays (docs/rules.md#absence)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from callcenter.access import Principal
from callcenter.model import (
    DAY,
    HOUR,
    MINUTE,
    CaseKind,
    CaseState,
    Gate,
    Instant,
    Milestone,
    MilestoneKind,
    Role,
    Stage,
)
from callcenter.policy import CaseAct
from callcenter.rulebook import reader, shelf
from callcenter.store import Store
from callcenter.views.people.absences import DeputyLoad
from callcenter.views.people.notices import NoticeKind
from callcenter.views.upkeep.trouble import StoreError, Trouble
from tests.store.building import CHEN, WANG, ZHAO, at, customer, opened, ticked
from tests.store.closed import NOW, office

TEN = at("2026-03-02 10:05")
LIN = Principal("林芳")


def went_on(store: Store, now: Instant) -> None:
    while store.absences.resume(now=now, budget=10_000):
        pass


def turns(store: Store, who: Principal) -> list[tuple[str, str | None, str | None]]:
    by = store.by(who)
    rows = by.cases.must_act()
    assert by.cases.must_act_count() == len(rows)
    return [(row.customer, row.assignee, row.deputy) for row in rows]


def given(store: Store, ref: str, kind: CaseKind = CaseKind.REPAIR, to: Principal = WANG, now: Instant = TEN) -> int:
    case = store.by(CHEN).cases.open(ref, kind, "x", now=now)
    store.by(CHEN).cases.assign(case, to.name, now=now)
    return case


def test_the_deputy_has_the_turns_of_the_absent_one_and_they_go_back(database_url: str) -> None:
    store = opened(database_url)
    chen = store.by(CHEN)
    chen.people.add(LIN.name, team="一组", now=TEN)
    for name in (ZHAO.name, LIN.name):
        store.presence.sign_in(name, now=TEN)
    # 王敏 has two cases of a customer of 赵磊's, and a customer of her own.
    others = customer(store, "李雷", "+8613812347731", owner=ZHAO.name)
    own = customer(store, "吴静", "+8613812347732", owner=WANG.name)
    one, two = given(store, others), given(store, others, CaseKind.COMPLAINT, now=TEN + MINUTE)
    ticked(store, TEN + MINUTE)
    case: tuple[str, str | None, str | None] = ("李雷", WANG.name, None)
    assert (turns(store, WANG), turns(store, ZHAO), turns(store, LIN)) == ([case, case], [], [])
    # 赵磊 has a first call and a text to do, 林芳 nothing. 吴静's text ends today: she goes to 林芳, who has two things
    # to do then as well, and by her name comes first for the two cases, which end tomorrow.
    chen.absences.record(WANG.name, until=TEN + DAY, now=TEN + MINUTE)
    went_on(store, TEN + MINUTE)
    (row,) = chen.absences.all(now=TEN + MINUTE)
    assert row.stands_in == (DeputyLoad(LIN.name, 1, 0, 2),)
    case = ("李雷", WANG.name, LIN.name)
    assert (turns(store, WANG), turns(store, ZHAO), turns(store, LIN)) == ([], [], [case, case])
    (told,) = store.notices.unread(LIN.name)
    counts = {"agent": WANG.name, "customers": "1", "promises": "0", "cases": "2"}
    assert (told.kind, dict(told.params)) == (NoticeKind.DEPUTY_FOR, counts)
    # She takes a step; the case stays that of 王敏. A colleague may not.
    with pytest.raises(StoreError) as refused:
        store.by(ZHAO).cases.report(one, "mended", now=TEN + HOUR)
    assert refused.value.code is Trouble.NOT_ALLOWED
    store.by(LIN).cases.report(one, "mended", now=TEN + HOUR)
    found = store.cases.get(one)
    assert (found.state, found.assignee, found.events[-1].actor) == (CaseState.REPORTED, WANG.name, LIN.name)
    store.by(LIN).cases.report(two, "a worn cable", act=CaseAct.INVESTIGATE, now=TEN + HOUR)
    assert [name for name, *_ in turns(store, LIN)] == ["李雷"]
    # A new case of 吴静, whom she works, is hers too; one that is given to somebody else is theirs.
    three = given(store, own, now=TEN + HOUR)
    went_on(store, TEN + HOUR)
    assert store.cases.get(three).deputy == LIN.name
    chen.cases.assign(three, ZHAO.name, now=TEN + HOUR)
    assert turns(store, ZHAO) == [("吴静", ZHAO.name, None)]
    # 王敏 is back.
    chen.absences.back(WANG.name, now=TEN + 2 * HOUR)
    went_on(store, TEN + 2 * HOUR)
    assert (turns(store, WANG), turns(store, LIN)) == ([("李雷", WANG.name, None)], [])
    with pytest.raises(StoreError):
        store.by(LIN).cases.report(two, "x", now=TEN + 2 * HOUR)
    store.close()


def test_who_falls_ill_or_leaves_passes_the_turns_on(database_url: str) -> None:
    store = opened(database_url)
    chen = store.by(CHEN)
    for name in (LIN.name, "孙悦"):
        chen.people.add(name, team="一组", now=TEN)
    case = given(store, customer(store, "李雷", "+8613812347731", owner=CHEN.name))
    chen.absences.record(WANG.name, deputies=[LIN.name], now=TEN)
    went_on(store, TEN)
    assert store.cases.get(case).deputy == LIN.name
    chen.absences.record(LIN.name, now=TEN + HOUR)
    went_on(store, TEN + HOUR)
    second = store.cases.get(case).deputy
    assert second in (ZHAO.name, "孙悦")
    assert second is not None
    chen.people.leave(second, now=TEN + 2 * HOUR)
    went_on(store, TEN + 2 * HOUR)
    (third,) = {ZHAO.name, "孙悦"} - {second}
    assert store.cases.get(case).deputy == third
    # 林芳 is back: nothing was hers, and what she stood in for stays with who does so now.
    chen.absences.back(LIN.name, now=TEN + 3 * HOUR)
    went_on(store, TEN + 3 * HOUR)
    assert (store.cases.get(case).assignee, store.cases.get(case).deputy) == (WANG.name, third)
    store.close()


def test_an_untaken_case_is_a_reason_to_stand_in(database_url: str) -> None:
    made = office(database_url)
    made.store.by(made.people["老板"]).people.add(LIN.name, role=Role.AGENT, team="一组", now=NOW)
    made.sign_in(LIN.name)
    lin, wang, chen = made.by(LIN.name), made.by("王敏"), made.by("陈主管")
    chen.customers.set_stage(made.own, Stage.LOST, now=NOW)  # nothing else is owed
    case = wang.cases.open(made.own, CaseKind.COMPLAINT, "late", now=NOW)
    assert (len(wang.cases.must_act()), len(lin.cases.must_act())) == (1, 0)
    chen.absences.record("王敏", now=NOW)
    went_on(made.store, NOW)
    assert [one.id for one in lin.cases.must_act()] == [case]
    lin.cases.assign(case, LIN.name, now=NOW)
    chen.absences.back("王敏", now=NOW + HOUR)
    went_on(made.store, NOW + HOUR)
    assert [one.id for one in lin.cases.must_act()] == [case], "she has taken it"
    chen.absences.record(LIN.name, now=NOW + HOUR)
    went_on(made.store, NOW + HOUR)
    assert [(one.id, one.deputy) for one in wang.cases.must_act()] == [(case, "王敏")]
    assert wang.details.get(made.own, now=NOW + HOUR).cases[0].deputy == "王敏"
    made.store.close()


def test_two_programs_give_a_turn_once(database_url: str) -> None:
    store = opened(database_url)
    for name in ("孙悦", LIN.name):
        store.by(CHEN).people.add(name, team="一组", now=TEN)
    cases = [given(store, customer(store, f"客户{n}", f"+86138123{n:05}", owner=CHEN.name)) for n in range(12)]
    store.by(CHEN).absences.record(WANG.name, now=TEN)
    others = [Store.open(database_url, TEN) for _ in range(2)]
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda one: went_on(one, TEN), others))
    assert (
        sum(
            int(dict(one.params)["cases"])
            for name in (LIN.name, "孙悦", ZHAO.name)
            for one in store.notices.unread(name)
        )
        == 12
    )
    assert (
        sorted(case.id for name in (LIN.name, "孙悦", ZHAO.name) for case in store.by(Principal(name)).cases.must_act())
        == cases
    )
    for one in (store, *others):
        one.close()


def test_the_deputy_has_the_fewest_obligations_of_all_campaigns(database_url: str) -> None:
    store = opened(database_url)
    chen = store.by(CHEN)
    chen.people.add(LIN.name, team="一组", now=TEN)
    for name in (ZHAO.name, LIN.name):
        store.presence.sign_in(name, now=TEN)
    # 林芳 has complaints of another campaign to follow up, 赵磊 one customer of this one.
    for number in range(3):
        ref = customer(store, f"投诉{number}", f"+861381234775{number}", campaign="service", tier=None, owner=LIN.name)
        chen.customers.set_milestone(ref, Milestone(MilestoneKind.COMPLAINT_RESOLVED, TEN), now=TEN)
    customer(store, "韩梅", "+8613812347732", owner=ZHAO.name)
    customer(store, "吴静", "+8613812347731", owner=WANG.name)
    ticked(store, TEN)
    assert chen.absences.preview(WANG.name, now=TEN).deputies == (DeputyLoad(ZHAO.name, 1, 0),)
    store.close()


def test_why_a_deputy_is_offered_somebody(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731", owner=WANG.name)
    store.by(CHEN).absences.record(WANG.name, now=TEN)
    went_on(store, TEN)
    for as_of in (None, TEN):
        deputy = store.details.get(ref, now=TEN, agent=ZHAO.name, as_of=as_of).why
        assert (deputy.offered, deputy.gate) == (True, None), as_of
        assert store.details.get(ref, now=TEN, agent=WANG.name, as_of=as_of).why.gate is Gate.NOT_YOURS
    before = store.details.get(ref, now=TEN, agent=ZHAO.name, as_of=TEN - MINUTE).why
    assert before.gate is Gate.NOT_YOURS
    store.close()


def test_a_deputy_dials_where_a_line_may_not(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731", owner=WANG.name)
    text = shelf.shipped_text("telesales") + '\n[callers]\nnever_line = "service"\n'
    store.by(CHEN).rulebooks.put("telesales", reader.load(text, "telesales"), now=TEN)
    store.by(CHEN).absences.record(WANG.name, now=TEN)
    went_on(store, ticked(store, TEN))
    claim = store.by(ZHAO).claims.take(ref, now=TEN)
    assert claim.agent == ZHAO.name
    store.by(ZHAO).claims.release(claim, now=TEN)
    store.by(WANG).claims.take(ref, now=TEN)
    store.close()
