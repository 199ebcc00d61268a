"""Many customers go to one owner in one act, with one notice for each person, and come back unless decided since."""

from __future__ import annotations

import pytest

from callcenter.access import Origin, Principal
from callcenter.model import HOUR, MINUTE, SECOND, CaseKind, Disposition
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.customers.reassignments import ReassignedLoad, Reassignment
from callcenter.views.people.notices import NoticeKind
from callcenter.views.worklists.calls import WrapUp
from tests.store.building import CHEN, GOOD_NOTE, WANG, ZHAO, at, call, customer, opened
from tests.store.closed import NOW, office

TEN = at("2026-03-02 10:05")


def owners(store: Store, refs: list[str]) -> list[str | None]:
    return [store.details.get(ref, now=TEN).facts.owner for ref in refs]


def done(store: Store, act: int, now: int = TEN) -> Reassignment:
    """Work at an act until it is finished."""
    found = store.reassignments.go_on(act, now=now)
    while found.under_way:
        found = store.reassignments.go_on(act, now=now)
    return found


def told(store: Store, agent: str) -> list[tuple[NoticeKind, str, dict[str, str]]]:
    return [(one.kind, one.customer, dict(one.params)) for one in store.notices.unread(agent)]


def test_many_go_at_once_and_each_person_hears_of_it_once(database_url: str) -> None:
    store = opened(database_url)
    chen = store.by(CHEN)
    refs = [customer(store, f"客户{n}", f"+8613812340{n:03}", owner=WANG.name) for n in range(30)]
    promised = call("2026-03-02 09:30", Disposition.CALLBACK, callback_at="2026-03-02 15:00")
    store.by(WANG).touches.record(refs[0], promised, now=at("2026-03-02 09:31"))
    chen.cases.open(refs[1], CaseKind.COMPLAINT, "late", now=TEN)
    assert chen.reassignments.preview(refs) == ReassignedLoad(customers=30, promises=1, cases=1)
    act = chen.reassignments.begin(refs, ZHAO.name, key="form", now=TEN)
    assert chen.reassignments.begin(refs, ZHAO.name, key="form", now=TEN) == act, "sent again it is the same act"
    assert owners(store, refs[:1]) == [WANG.name], "nobody has moved yet"
    found = done(chen, act)
    assert (found.total, found.given, found.owner, found.actor) == (30, 30, ZHAO.name, CHEN.name)
    assert set(owners(store, refs)) == {ZHAO.name}
    given = (NoticeKind.CUSTOMERS_GIVEN, "", {"count": "30", "promises": "1", "cases": "1"})
    taken = (NoticeKind.CUSTOMERS_TAKEN, "", {"count": "30", "owner": ZHAO.name})
    assert told(store, ZHAO.name) == [given]
    assert told(store, WANG.name) == [taken]
    assert told(store, CHEN.name) == []
    store.close()


def test_an_act_is_taken_back_for_those_whom_nobody_gave_away_since(database_url: str) -> None:
    store = opened(database_url)
    chen = store.by(CHEN)
    refs = [customer(store, name, owner=WANG.name) for name in ("吴静", "李雷", "韩梅")]
    own = customer(store, "赵铁", owner=ZHAO.name)
    act = chen.reassignments.begin([*refs, own], ZHAO.name, now=TEN)
    assert done(chen, act).given == 3, "赵铁 was 赵磊's before"
    chen.ownership.assign(refs[2], CHEN.name, now=TEN + MINUTE)
    last = chen.reassignments.last(now=TEN + MINUTE)
    assert last is not None
    assert last.id == act
    chen.reassignments.undo(act, now=TEN + HOUR)
    found = done(chen, act, TEN + HOUR)
    assert (found.back, found.undone) == (2, True)
    assert owners(store, [*refs, own]) == [WANG.name, WANG.name, CHEN.name, ZHAO.name]
    assert told(store, WANG.name)[-1][2] == {"count": "2", "promises": "0", "cases": "0"}
    assert chen.reassignments.last(now=TEN + HOUR) is None
    # Taken back once more, nothing happens.
    chen.reassignments.undo(act, now=TEN + 2 * HOUR)
    assert done(chen, act, TEN + 2 * HOUR).back == 2
    store.close()


def test_who_is_on_the_line_follows_when_the_call_is_saved_and_comes_back_too(database_url: str) -> None:
    store = opened(database_url)
    chen, wang = store.by(CHEN), store.by(WANG)
    refs = [customer(store, name, f"+861381234773{n}", owner=WANG.name) for n, name in enumerate(("吴静", "李雷"))]
    store.presence.sign_in(WANG.name, now=TEN)
    for undone_in_call in (True, False):
        line = wang.calls.start(wang.claims.take(refs[0], now=TEN), now=TEN)
        store.calls.mark_answered(line.token, now=TEN + 10 * SECOND)
        assert chen.reassignments.preview(refs).talking == (WANG.name,)
        act = chen.reassignments.begin(refs, ZHAO.name, now=TEN)
        found = done(chen, act)
        assert (found.given, found.waiting) == (1, 1)
        assert owners(store, refs) == [WANG.name, ZHAO.name]
        if undone_in_call:
            chen.reassignments.undo(act, now=TEN + MINUTE)
            assert done(chen, act).back == 1
        store.calls.mark_ended(line.token, now=TEN + MINUTE)
        wang.calls.finish(line.token, WrapUp(Disposition.NEUTRAL, GOOD_NOTE), now=TEN + 2 * MINUTE)
        if not undone_in_call:
            assert owners(store, refs) == [ZHAO.name, ZHAO.name]
            chen.reassignments.undo(act, now=TEN + 3 * MINUTE)
            assert done(chen, act).back == 2
        assert owners(store, refs) == [WANG.name, WANG.name]
    store.close()


def test_an_act_whose_program_ended_is_finished_by_others(database_url: str) -> None:
    store = opened(database_url)
    refs = [customer(store, name, owner=WANG.name) for name in ("吴静", "李雷")]
    store.by(CHEN).reassignments.begin(refs, None, now=TEN)
    store.by(ZHAO).reassignments.resume(now=TEN + SECOND, budget=10_000)
    assert owners(store, refs) == [WANG.name, WANG.name], "whoever began it is still at it"
    store.by(ZHAO).reassignments.resume(now=TEN + MINUTE, budget=10_000)
    assert owners(store, refs) == [None, None]
    assert told(store, WANG.name) == [(NoticeKind.CUSTOMERS_TAKEN, "", {"count": "2", "owner": ""})]
    (notice,) = store.notices.unread(WANG.name)
    assert notice.actor == CHEN.name
    store.close()


def test_nobody_gives_away_what_lies_outside_of_their_scope(database_url: str) -> None:
    one = office(database_url)
    chief = one.by("陈主管")
    for refs, owner in (([one.own, one.other], "王敏"), ([one.own], "赵磊")):
        with pytest.raises(StoreError) as refused:
            chief.reassignments.begin(refs, owner, now=NOW)
        assert refused.value.code is Trouble.NOT_ALLOWED
    with pytest.raises(StoreError) as refused:
        chief.reassignments.preview([one.other])
    assert refused.value.code is Trouble.NOT_ALLOWED
    act = one.by("老板").reassignments.begin([one.other], None, now=NOW)
    with pytest.raises(StoreError) as refused:
        chief.reassignments.undo(act, now=NOW)
    assert refused.value.code is Trouble.NOT_ALLOWED
    one.store.close()


def test_a_customer_or_case_that_somebody_gets_is_told_of(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", owner=WANG.name)
    store.by(CHEN).ownership.assign(ref, ZHAO.name, now=TEN)
    assert told(store, ZHAO.name) == [
        (NoticeKind.CUSTOMERS_GIVEN, "吴静", {"count": "1", "promises": "0", "cases": "0"})
    ]
    assert told(store, WANG.name) == [(NoticeKind.CUSTOMERS_TAKEN, "吴静", {"count": "1", "owner": ZHAO.name})]
    case = store.by(CHEN).cases.open(ref, CaseKind.COMPLAINT, "late", now=TEN)
    store.by(CHEN).cases.assign(case, ZHAO.name, now=TEN)
    assert told(store, ZHAO.name)[1:] == [(NoticeKind.CASE_GIVEN, "吴静", {"case": "complaint"})]
    # One who acts for themselves is not told.
    store.by(Principal("陈主管", Origin.WORKSTATION)).ownership.assign(ref, CHEN.name, now=TEN)
    assert told(store, CHEN.name) == []
    store.close()
