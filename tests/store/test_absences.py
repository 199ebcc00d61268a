"""An absent agent's work of today goes to deputies by load, promises first, and everything is back with them after."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from callcenter.access import Origin, Principal
from callcenter.campaign_settings import spans_of_day
from callcenter.model import DAY, HOUR, MINUTE, Channel, Disposition, Instant, Role, Touch
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.people.absences import AbsencePreview, AbsenceReason, DeputyLoad
from callcenter.views.people.notices import NoticeKind
from callcenter.views.people.shift import AgentState
from callcenter.views.worklists.calls import WrapUp
from tests.store.building import CHEN, GOOD_NOTE, WANG, ZHAO, at, call, customer, opened, ticked
from tests.store.closed import NOW, office

TEN = at("2026-03-02 10:05")
LIN = Principal("林芳")


def went_on(store: Store, now: Instant) -> None:
    while store.absences.resume(now=now, budget=10_000):
        pass


def queue(store: Store, agent: str, now: Instant) -> list[tuple[str, str | None, str | None]]:
    page = store.queue.page(now=ticked(store, now), agent=agent)
    return [(row.name, row.owner, row.deputy) for row in page.rows]


def told(store: Store, agent: str) -> list[tuple[NoticeKind, dict[str, str]]]:
    return [(one.kind, dict(one.params)) for one in store.notices.unread(agent)]


def promised(store: Store, name: str, phone: str, when: str) -> str:
    ref = customer(store, name, phone, owner=WANG.name)
    given = call("2026-03-02 09:30", Disposition.CALLBACK, callback_at=when)
    store.by(WANG).touches.record(ref, given, now=at("2026-03-02 09:31"))
    return ref


def test_ill_today_the_work_goes_to_who_has_the_least_and_comes_back(database_url: str) -> None:
    store = opened(database_url)
    chen = store.by(CHEN)
    chen.people.add(LIN.name, team="一组", now=TEN)
    for name in (ZHAO.name, LIN.name):
        store.presence.sign_in(name, now=TEN)
    promise = promised(store, "吴静", "+8613812347731", "2026-03-02 15:00")
    later = promised(store, "李雷", "+8613812347732", "2026-03-05 15:00")
    thanks = Touch(at("2026-03-02 09:40"), Channel.SMS, note="感谢接听")
    store.by(WANG).touches.record(later, thanks, now=at("2026-03-02 09:41"))
    customer(store, "韩梅", "+8613812347733", owner=WANG.name)
    ticked(store, TEN)
    # Nobody has anything to do: the promise goes to the first name, with the text after the call; the lead to 赵磊.
    # 李雷 is to be called on Thursday and has had his text: nothing is owed to him today.
    shared = (DeputyLoad(LIN.name, 1, 1), DeputyLoad(ZHAO.name, 1, 0))
    assert chen.absences.preview(WANG.name, now=TEN) == AbsencePreview(shared, 0)
    chen.absences.record(WANG.name, until=TEN + DAY, now=TEN)
    assert queue(store, LIN.name, TEN) == [], "nothing has moved yet"
    went_on(store, TEN + 10_000)
    (row,) = chen.absences.all(now=TEN)
    assert (row.agent, row.reason, row.uncovered, row.stands_in) == (WANG.name, AbsenceReason.ILL, 0, shared)
    assert queue(store, ZHAO.name, TEN) == [("韩梅", WANG.name, ZHAO.name)]
    assert queue(store, LIN.name, TEN) == [], "the promise of 15:00 is not due yet"
    (mine,) = store.promises.open(now=TEN, agent=LIN.name)
    assert (mine.ref, mine.owner) == (promise, WANG.name)
    assert queue(store, LIN.name, at("2026-03-02 15:01"))[0] == ("吴静", WANG.name, LIN.name)
    assert queue(store, WANG.name, TEN) == []
    assert store.details.get(promise, now=TEN).facts.owner == WANG.name
    said = {"agent": WANG.name, "customers": "1"}
    assert told(store, LIN.name) == [(NoticeKind.DEPUTY_FOR, {**said, "promises": "1", "cases": "0"})]
    assert told(store, ZHAO.name) == [(NoticeKind.DEPUTY_FOR, {**said, "promises": "0", "cases": "0"})]
    # 林芳 calls, and promises something for next week; 王敏 is back at noon.
    line = store.by(LIN).calls.start(store.by(LIN).claims.take(promise, now=TEN), now=TEN)
    store.calls.mark_answered(line.token, now=TEN + 10_000)
    store.calls.mark_ended(line.token, now=TEN + MINUTE)
    again = at("2026-03-09 11:00")
    store.by(LIN).calls.finish(
        line.token, WrapUp(Disposition.CALLBACK, GOOD_NOTE, callback_at=again), now=TEN + 2 * MINUTE
    )
    assert store.details.get(promise, now=TEN).facts.owner == WANG.name
    noon = at("2026-03-02 12:00")
    chen.absences.back(WANG.name, now=noon)
    went_on(store, noon)
    assert chen.absences.all(now=noon) == ()
    assert [name for name, *_ in queue(store, WANG.name, noon + 2 * HOUR)] == ["韩梅"]
    assert [one for one in queue(store, LIN.name, noon + 2 * HOUR) if one[1] == WANG.name] == []
    assert {one.ref for one in store.promises.open(now=noon, agent=WANG.name)} == {promise, later}
    assert [one.ref for one in store.promises.open(now=noon, agent=LIN.name)] == [promise], "she made it"
    assert told(store, WANG.name)[-1] == (NoticeKind.WORK_BACK, {"customers": "2", "promises": "1"})
    store.close()


def test_named_deputies_and_those_who_fall_ill_too(database_url: str) -> None:
    store = opened(database_url)
    chen = store.by(CHEN)
    chen.people.add(LIN.name, team="二组", now=TEN)
    refs = [customer(store, f"客户{n}", f"+861381234774{n}", owner=WANG.name) for n in range(4)]
    ticked(store, TEN)
    with pytest.raises(StoreError) as refused:
        chen.absences.record(WANG.name, deputies=[WANG.name], now=TEN)
    assert refused.value.code is Trouble.NO_DEPUTY
    chen.absences.record(WANG.name, deputies=[LIN.name], now=TEN)
    for _ in range(2):
        went_on(store, TEN)
    (row,) = chen.absences.all(now=TEN)
    assert row.stands_in == (DeputyLoad(LIN.name, 4, 0),), "of another unit, but named"
    said = {"agent": WANG.name, "customers": "4", "promises": "0", "cases": "0"}
    assert told(store, LIN.name) == [(NoticeKind.DEPUTY_FOR, said)]
    with pytest.raises(StoreError) as refused:
        chen.absences.record(WANG.name, since=TEN + DAY, now=TEN)
    assert refused.value.code is Trouble.ABSENT_ALREADY
    # She leaves at eleven: what she had goes on to the colleague of 王敏.
    eleven = at("2026-03-02 11:00")
    chen.absences.record(LIN.name, now=eleven)
    went_on(store, eleven)
    assert chen.absences.all(now=eleven)[0].stands_in == (DeputyLoad(ZHAO.name, 4, 0),)
    # One is given away meanwhile: no deputy works them any more, and they stay given.
    chen.ownership.assign(refs[0], CHEN.name, now=eleven)
    assert chen.absences.all(now=eleven)[0].stands_in == (DeputyLoad(ZHAO.name, 3, 0),)
    assert [name for name, *_ in queue(store, CHEN.name, eleven)] == ["客户0"]
    chen.absences.back(WANG.name, now=eleven)
    chen.absences.back(LIN.name, now=eleven)
    went_on(store, eleven)
    assert len(queue(store, WANG.name, eleven)) == 3
    with pytest.raises(StoreError) as refused:
        chen.absences.back(WANG.name, now=eleven)
    assert refused.value.code is Trouble.NOT_ABSENT
    store.close()


def test_an_absence_to_come_begins_and_ends_by_itself(database_url: str) -> None:
    store = opened(database_url)
    chen = store.by(CHEN)
    customer(store, "吴静", "+8613812347731", owner=WANG.name)
    begin, end = at("2026-03-03 00:00"), at("2026-03-05 00:00")
    chen.absences.record(WANG.name, since=begin, until=end, reason=AbsenceReason.LEAVE, now=TEN)
    went_on(store, TEN)
    assert queue(store, ZHAO.name, TEN) == []
    went_on(store, begin + HOUR)
    morning = at("2026-03-03 10:05")
    assert queue(store, ZHAO.name, morning) == [("吴静", WANG.name, ZHAO.name)]
    # As of a moment those work them who did so then.
    for moment, agent in ((TEN, WANG.name), (morning, ZHAO.name)):
        assert [row.name for row in store.queue.page_as_of(as_of=moment, agent=agent).rows] == ["吴静"]
    went_on(store, end)
    back = at("2026-03-05 10:05")
    assert queue(store, ZHAO.name, back) == []
    assert queue(store, WANG.name, back) == [("吴静", WANG.name, None)]
    store.close()


def test_figures_on_record_stay_the_owners(database_url: str) -> None:
    store = opened(database_url)
    chen = store.by(CHEN)
    customer(store, "吴静", "+8613812347731", now="2026-02-20 09:00", owner=WANG.name)
    for name in (WANG.name, ZHAO.name):
        store.presence.sign_in(name, now=TEN)
    ticked(store, TEN)
    before = store.team.figures(WANG.name, now=TEN).breaches_all
    assert before
    chen.absences.record(WANG.name, now=TEN)
    went_on(store, TEN)
    assert store.team.figures(WANG.name, now=TEN).breaches_all == before
    assert store.team.figures(ZHAO.name, now=TEN).breaches_all == 0
    for name in (WANG.name, ZHAO.name):  # the deputy sees them too
        assert {row.name for row in store.breaches.since(name, since=0, now=TEN)} == {"吴静"}
    assert {row.owner for row in store.breaches.open(owner=WANG.name, now=TEN)} == {WANG.name}
    store.close()


def test_in_a_closed_store_a_deputy_sees_whom_they_stand_in_for(database_url: str) -> None:
    made = office(database_url)
    made.store.by(made.people["老板"]).people.add(LIN.name, role=Role.AGENT, team="一组", now=NOW)
    made.sign_in(LIN.name)
    chen = made.by("陈主管")
    with pytest.raises(StoreError):
        made.by(LIN.name).details.get(made.own, now=NOW)
    with pytest.raises(StoreError):
        made.by(LIN.name).absences.record("王敏", now=NOW)
    with pytest.raises(StoreError):
        chen.absences.record("赵磊", now=NOW)  # of another team
    assert chen.absences.preview("王敏", now=NOW) == AbsencePreview((DeputyLoad(LIN.name, 1, 0),), 0)
    chen.absences.record("王敏", now=NOW)
    while made.store.absences.resume(now=NOW, budget=10_000):
        pass
    assert made.by(LIN.name).details.get(made.own, now=NOW).facts.owner == "王敏"
    claim = made.by(LIN.name).claims.take(made.own, now=NOW)
    assert claim.agent == LIN.name
    made.by(LIN.name).claims.release(claim, now=NOW)
    chen.absences.back("王敏", now=NOW + HOUR)
    while made.store.absences.resume(now=NOW + HOUR, budget=10_000):
        pass
    with pytest.raises(StoreError):
        made.by(LIN.name).details.get(made.own, now=NOW + HOUR)
    made.store.close()


def test_a_form_sent_twice_is_one_absence(database_url: str) -> None:
    store = opened(database_url)
    chen = store.by(Principal(CHEN.name, Origin.WORKSTATION))
    one = chen.absences.record(WANG.name, key="form", now=TEN)
    assert chen.absences.record(WANG.name, key="form", now=TEN) == one
    assert len(chen.absences.all(now=TEN)) == 1
    store.close()


def test_two_programs_share_the_work_out_once(database_url: str) -> None:
    store = opened(database_url)
    refs = [customer(store, f"客户{n}", f"+86138123{n:05}", owner=WANG.name) for n in range(60)]
    ticked(store, TEN)
    store.by(CHEN).absences.record(WANG.name, now=TEN)
    others = [Store.open(database_url, TEN) for _ in range(2)]
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda one: went_on(one, TEN), others))
    (row,) = others[0].by(CHEN).absences.all(now=TEN)
    assert (row.stands_in, row.uncovered) == ((DeputyLoad(ZHAO.name, len(refs), 0),), 0)
    said = {"agent": WANG.name, "customers": "60", "promises": "0", "cases": "0"}
    assert told(store, ZHAO.name) == [(NoticeKind.DEPUTY_FOR, said)]
    # One says that she is back while the other still gives away: everything is hers, whoever was quicker.
    store.by(CHEN).absences.back(WANG.name, now=TEN)
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda one: went_on(one, TEN + MINUTE), others))
    assert store.queue.page(now=TEN + MINUTE, agent=WANG.name).total == 60
    assert store.queue.page(now=TEN + MINUTE, agent=ZHAO.name).total == 0
    assert told(store, WANG.name) == [(NoticeKind.WORK_BACK, {"customers": "60", "promises": "0"})]
    for one in (store, *others):
        one.close()


def test_a_call_that_runs_while_its_customer_goes_back_is_saved(database_url: str) -> None:
    store = opened(database_url)
    chen, zhao = store.by(CHEN), store.by(ZHAO)
    ref = customer(store, "吴静", "+8613812347731", owner=WANG.name)
    chen.absences.record(WANG.name, now=TEN)
    went_on(store, TEN)
    store.presence.sign_in(ZHAO.name, now=TEN)
    found = zhao.claims.take_next(now=TEN)
    assert found is not None
    assert (found[0].ref, found[1].deputy) == (ref, ZHAO.name)
    line = zhao.calls.start(found[0], now=TEN)
    store.calls.mark_answered(line.token, now=TEN + 10_000)
    chen.absences.back(WANG.name, now=TEN + MINUTE)
    went_on(store, TEN + MINUTE)
    store.calls.mark_ended(line.token, now=TEN + 2 * MINUTE)
    zhao.calls.finish(line.token, WrapUp(Disposition.INTERESTED, GOOD_NOTE), now=TEN + 3 * MINUTE)
    assert store.details.get(ref, now=TEN + 3 * MINUTE).facts.owner == WANG.name
    store.close()


def test_the_deputy_leaves_and_the_absent_one_too(database_url: str) -> None:
    store = opened(database_url)
    chen = store.by(CHEN)
    chen.people.add(LIN.name, team="一组", now=TEN)
    customer(store, "吴静", "+8613812347731", owner=WANG.name)
    chen.absences.record(WANG.name, deputies=[LIN.name], now=TEN)
    went_on(store, TEN)
    chen.people.leave(LIN.name, now=TEN)
    went_on(store, TEN + MINUTE)
    assert queue(store, ZHAO.name, TEN + MINUTE) == [("吴静", WANG.name, ZHAO.name)]
    for act in chen.reassignments.begin_all(WANG.name, [ZHAO.name], now=TEN + HOUR):
        while chen.reassignments.go_on(act, now=TEN + HOUR).under_way:
            pass
    chen.people.leave(WANG.name, now=TEN + HOUR)
    went_on(store, TEN + HOUR)
    assert queue(store, ZHAO.name, TEN + HOUR) == [("吴静", ZHAO.name, None)]
    assert chen.absences.all(now=TEN + HOUR) == ()
    store.close()


def test_planned_against_present(database_url: str) -> None:
    store = opened(database_url)
    chen = store.by(CHEN)
    hours = spans_of_day("09:00-12:00,13:00-18:00")
    chen.shifts.set_week(WANG.name, frozenset(range(5)), hours, now=at("2026-03-01 12:00"))
    store.presence.sign_in(WANG.name, now=at("2026-03-02 08:30"))
    for minute in range(1, 120):
        store.presence.heartbeat(WANG.name, now=at("2026-03-02 08:30") + minute * MINUTE)
    store.presence.change(WANG.name, AgentState.BREAK, now=at("2026-03-02 10:30"))
    store.presence.sign_out(WANG.name, now=at("2026-03-02 10:31"))
    (row,) = store.shifts.of(WANG.name, now=at("2026-03-02 12:30"))
    # Three hours planned, there from 9:00 to 10:31, half an hour before it.
    assert (row.planned, row.present, row.beside) == (180 * 60, 91 * 60, 30 * 60)
    assert (row.hours, row.at_work) == (hours, False)
    chen.absences.record(WANG.name, until=at("2026-03-03 00:00"), now=at("2026-03-02 12:30"))
    (later,) = (one for one in chen.shifts.all(now=at("2026-03-02 18:30")) if one.agent == WANG.name)
    assert (later.planned, later.absence) == (180 * 60, AbsenceReason.ILL), "the afternoon is excused"
    (team,) = (one for one in chen.team.overview(now=at("2026-03-02 18:30")).rows if one.agent == WANG.name)
    assert team.shift == later
    (tuesday,) = store.shifts.of(WANG.name, [date(2026, 3, 3)], now=at("2026-03-02 18:30"))
    assert (tuesday.hours, tuesday.planned, tuesday.absence) == (hours, 0, None)
    (before,) = store.shifts.of(WANG.name, [date(2026, 2, 27)], now=at("2026-03-02 18:30"))
    assert before.hours == (), "planned from Sunday on"
    store.close()


def test_promises_of_all_campaigns_go_first(database_url: str) -> None:
    store = opened(database_url)
    chen = store.by(CHEN)
    for number in range(40):
        customer(store, f"客户{number}", f"+86138123{number:05}", owner=WANG.name)
    ref = customer(store, "吴静", "+8613812347731", campaign="abc", owner=WANG.name)
    given = call("2026-03-02 09:30", Disposition.CALLBACK, callback_at="2026-03-02 15:00")
    store.by(WANG).touches.record(ref, given, now=at("2026-03-02 09:31"))
    ticked(store, TEN)
    chen.absences.record(WANG.name, now=TEN)
    shared: list[bool] = []
    while store.absences.resume(now=TEN, budget=0):
        (row,) = chen.absences.all(now=TEN)
        shared += [bool(sum(load.promises for load in row.stands_in))] if row.stands_in else []
    assert all(shared), "as soon as anybody has a deputy, the promise has"
    store.close()
