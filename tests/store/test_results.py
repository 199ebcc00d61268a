"""Results of follow-up calls: second follow-up calls by the branch, and appeals that another person reviews.

See docs/rules.md#r15-results.
"""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from callcenter.access import Origin
from callcenter.model import CaseKind, CaseState, Channel, Disposition, Instant, Milestone, MilestoneKind, Result, Touch
from callcenter.rulebook import reader, shelf
from callcenter.store import Store
from callcenter.views.customers.log import LogFilter
from callcenter.views.upkeep.imports import StagedCustomer
from callcenter.views.upkeep.trouble import StoreError, Trouble
from callcenter.views.worklists.calls import WrapUp
from tests.store.building import CHEN, WANG, ZHAO, at, opened

NOW = at("2026-03-02 09:00")
LATER = at("2026-03-02 10:00")


def listed(store: Store) -> None:
    stone = (Milestone(MilestoneKind.ACCOUNT_OPENED, at("2026-02-20 10:00")),)
    key = store.by(CHEN).imports.stage_begin("rows", "f", "d", now=NOW)
    names = ("K1", "K2", "K3", "K4")
    rows = [
        StagedCustomer(1, ref, campaign="brokerage", name=ref, milestones=stone, phones=(f"+86138000000{ref[1]}0",))
        for ref in names
    ]
    store.imports.stage_rows(key, rows)
    store.imports.stage_ready(key, counts={})
    store.by(CHEN).imports.resume(now=NOW)


def called(ref: str, how: Disposition, result: Result | None, store: Store) -> int:
    touch = Touch(NOW, Channel.CALL, disposition=how, agent="王敏", result=result)
    return store.by(WANG).touches.record(ref, touch, now=LATER)


def test_all_but_passed_go_to_the_branch(database_url: str) -> None:
    store = opened(database_url)
    listed(store)
    called("K1", Disposition.NEUTRAL, Result.PASSED, store)
    called("K2", Disposition.NEUTRAL, Result.FAILED, store)
    called("K3", Disposition.REFUSED, None, store)
    unreached = called("K4", Disposition.NO_ANSWER, Result.UNREACHABLE, store)
    found = [(case.ref, case.kind, case.rule) for case in store.cases.all()]
    second = (CaseKind.SECOND_CALL, "brokerage.second_call")
    assert sorted(found) == [(ref, *second) for ref in ("K2", "K3", "K4")]
    right = Touch(NOW, Channel.CALL, disposition=Disposition.NO_ANSWER)
    store.by(WANG).touches.correct(unreached, right, now=LATER)
    results = {row.ref: row.result for row in store.lookup.log(LogFilter())}
    assert results == {"K1": Result.PASSED, "K2": Result.FAILED, "K3": None, "K4": Result.UNREACHABLE}
    store.close()


def test_the_call_screen_writes_the_result_and_nobody_becomes_the_owner(database_url: str) -> None:
    store = opened(database_url)
    listed(store)
    call = store.by(WANG).calls.start(store.by(WANG).claims.take("K1", now=NOW), now=NOW)
    wrap = WrapUp(Disposition.NEUTRAL, "identity confirmed", result=Result.FAILED)
    store.by(WANG).calls.finish(call.token, wrap, now=LATER)
    assert [row.result for row in store.lookup.log(LogFilter())] == [Result.FAILED]
    assert store.details.get("K1", now=LATER).facts.owner is None
    store.close()


def test_an_appeal_is_reviewed_by_another_person(database_url: str) -> None:
    store = opened(database_url)
    listed(store)
    failed = called("K1", Disposition.NEUTRAL, Result.FAILED, store)
    plain = called("K2", Disposition.NEUTRAL, None, store)
    with pytest.raises(StoreError) as refused:
        store.by(ZHAO).appeals.appeal(plain, "?", now=LATER)
    assert refused.value.code is Trouble.NO_RESULT
    case = store.by(ZHAO).appeals.appeal(failed, "the customer did answer", now=LATER)
    assert store.by(CHEN).appeals.appeal(failed, "again", now=LATER) == case
    for whoever in (replace(WANG, origin=Origin.COMMAND), replace(ZHAO, origin=Origin.COMMAND)):
        with pytest.raises(StoreError) as refused:
            store.by(whoever).cases.close(case, "fine", now=LATER)
        assert refused.value.code is Trouble.ANOTHER_PERSON
        with pytest.raises(StoreError):
            store.by(CHEN).cases.assign(case, whoever.name, now=LATER)
    store.by(CHEN).cases.assign(case, CHEN.name, now=LATER)
    store.by(CHEN).cases.close(case, "upheld", now=LATER)
    assert [one.state for one in store.cases.all(state=CaseState.CLOSED)] == ["closed"]
    store.close()


def second(store: Store) -> int:
    """The case of a follow-up call that failed, with the branch's Zhao."""
    listed(store)
    called("K1", Disposition.NEUTRAL, Result.FAILED, store)
    (case,) = store.cases.all()
    store.by(CHEN).cases.assign(case.id, "赵磊", now=LATER)
    return case.id


def branch_call(result: Result | None, how: Disposition = Disposition.NEUTRAL) -> Touch:
    return Touch(LATER, Channel.CALL, disposition=how, note="shown the signed form", result=result)


def test_a_second_call_that_fails_stays_with_the_branch_and_opens_no_third_case(database_url: str) -> None:
    store = opened(database_url)
    case = second(store)
    store.by(ZHAO).appeals.record_second_call(case, branch_call(Result.FAILED), remark="visit them", now=LATER)
    (row,) = store.cases.all()
    assert (row.id, row.state, row.assignee) == (case, CaseState.ASSIGNED, "赵磊")
    assert [(one.action, one.result, one.remark) for one in row.events][1:] == [
        ("called", Result.FAILED, "shown the signed form"),
        ("noted", None, "visit them"),
    ]
    store.by(ZHAO).appeals.record_second_call(case, branch_call(Result.PASSED), now=LATER + 1)
    assert store.cases.get(case).state is CaseState.CLOSED
    assert [(one.result, one.on_case) for one in store.lookup.log(LogFilter())] == [
        (Result.PASSED, case),
        (Result.FAILED, case),
        (Result.FAILED, None),
    ]
    with pytest.raises(StoreError) as refused:
        store.by(ZHAO).appeals.record_second_call(case, branch_call(Result.PASSED), now=LATER)
    assert refused.value.code is Trouble.CASE_CLOSED
    store.close()


def test_the_call_of_who_has_the_case_is_the_second_call_and_its_undo_opens_it(database_url: str) -> None:
    store = opened(database_url)
    case = second(store)
    for actor, on_case in ((WANG, None), (ZHAO, case)):
        now = LATER + 3 * 3_600_000
        call = store.by(actor).calls.start(store.by(actor).claims.take("K1", now=now), now=now)
        wrap = WrapUp(Disposition.NEUTRAL, "done", result=Result.PASSED)
        store.by(actor).calls.finish(call.token, wrap, now=now)
        assert store.lookup.log(LogFilter(agent=actor.name))[0].on_case == on_case
    assert store.cases.get(case).state is CaseState.CLOSED
    store.by(ZHAO).last_calls.undo(now=now)
    row = store.cases.get(case)
    assert (row.state, row.assignee, row.events[-1].action) == (CaseState.ASSIGNED, "赵磊", "taken_back")
    store.close()


def test_only_a_second_call_back_takes_a_second_call(sqlite_path: str) -> None:
    store = opened(str(sqlite_path))
    listed(store)
    other = store.by(WANG).cases.open("K1", CaseKind.COMPLAINT, "", now=NOW)
    with pytest.raises(StoreError) as refused:
        store.by(ZHAO).appeals.record_second_call(other, branch_call(Result.PASSED), now=LATER)
    assert refused.value.code is Trouble.NOT_A_SECOND_CALL
    with pytest.raises(StoreError) as refused:
        store.by(CHEN).appeals.review(other, None, "", now=LATER)
    assert refused.value.code is Trouble.NOT_AN_APPEAL
    store.close()


def test_a_review_that_changes_the_result_corrects_the_call_and_settles_the_second_one(database_url: str) -> None:
    store = opened(database_url)
    case = second(store)
    (touch,) = store.lookup.log(LogFilter())
    appeal = store.by(ZHAO).appeals.appeal(touch.id, "he said yes", now=LATER)
    with pytest.raises(StoreError) as refused:
        store.by(replace(WANG, origin=Origin.COMMAND)).appeals.review(appeal, Result.PASSED, "heard it", now=LATER)
    assert refused.value.code is Trouble.ANOTHER_PERSON
    corrected = store.by(CHEN).appeals.review(appeal, Result.PASSED, "heard it", now=LATER)
    (row,) = store.lookup.log(LogFilter())
    assert (row.id, row.corrects, row.result, row.agent) == (corrected, touch.id, Result.PASSED, "王敏")
    assert [store.cases.get(one).state for one in (case, appeal)] == [CaseState.CLOSED] * 2
    assert store.by(ZHAO).appeals.appeal(row.id, "again", now=LATER) == appeal
    with pytest.raises(StoreError) as refused:
        store.by(CHEN).appeals.review(appeal, None, "", now=LATER)
    assert refused.value.code is Trouble.CASE_CLOSED
    store.close()


def test_an_upheld_result_stands(database_url: str) -> None:
    store = opened(database_url)
    case = second(store)
    (touch,) = store.lookup.log(LogFilter())
    appeal = store.by(ZHAO).appeals.appeal(touch.id, "he said yes", now=LATER)
    assert store.by(CHEN).appeals.review(appeal, None, "he did not", now=LATER) is None
    assert [row.id for row in store.lookup.log(LogFilter(result=Result.FAILED))] == [touch.id]
    assert store.lookup.log(LogFilter(result=Result.PASSED)) == ()
    assert [store.cases.get(one).state for one in (case, appeal)] == [CaseState.ASSIGNED, CaseState.CLOSED]
    store.close()


def test_a_correction_changes_the_answers_and_can_take_them_back(database_url: str) -> None:
    store = opened(database_url)
    listed(store)
    key = called("K1", Disposition.NEUTRAL, Result.FAILED, store)
    assert [case.ref for case in store.cases.all()] == ["K1"]
    right = Touch(NOW, Channel.CALL, disposition=Disposition.NEUTRAL, satisfaction=4)
    key = store.by(WANG).touches.correct(key, right, now=LATER, answers=True)
    (row,) = store.lookup.log(LogFilter())
    assert (row.result, row.satisfaction, row.corrects is None) == (None, 4, False)
    assert store.cases.all() == (), "the second follow-up call that it had asked for is needed no longer"
    again = Touch(NOW, Channel.CALL, disposition=Disposition.NEUTRAL, result=Result.REFUSED)
    store.by(WANG).touches.correct(key, again, now=LATER, answers=True)
    assert [(row.result, row.satisfaction) for row in store.lookup.log(LogFilter())] == [(Result.REFUSED, None)]
    assert [case.kind for case in store.cases.all()] == [CaseKind.SECOND_CALL]
    store.close()


def test_an_appealed_result_is_changed_by_the_review_alone(database_url: str) -> None:
    store = opened(database_url)
    listed(store)
    key = called("K1", Disposition.NEUTRAL, Result.FAILED, store)
    store.by(ZHAO).appeals.appeal(key, "he did know", now=LATER)
    passed = Touch(NOW, Channel.CALL, disposition=Disposition.NEUTRAL, result=Result.PASSED, note="knows the account")
    with pytest.raises(StoreError) as refused:
        store.by(WANG).touches.correct(key, passed, now=LATER, answers=True)
    assert refused.value.code is Trouble.APPEALED
    failed = Touch(NOW, Channel.CALL, disposition=Disposition.NEUTRAL, result=Result.FAILED, note="knows the account")
    store.by(WANG).touches.correct(key, failed, now=LATER, answers=True)
    assert [row.note for row in store.lookup.log(LogFilter())] == ["knows the account"], "all else can be corrected"
    store.close()


LEAVES = """
[[closing]]
case = "second_call"
records = "complaint_resolved"

[phases.settled]
starts = "complaint_resolved"

[[rules]]
id = "after"
kind = "within"
phase = "settled"
channel = "call"
within = "2wd"
"""


def test_a_second_call_that_passed_leaves_what_a_close_leaves(database_url: str) -> None:
    store = opened(database_url)
    case = second(store)
    book = reader.load(shelf.shipped_text("brokerage") + LEAVES, "brokerage")
    store.by(CHEN).rulebooks.put("brokerage", book, now=NOW)

    def left(now: Instant) -> tuple[list[Instant], list[Instant]]:
        """The instants on record, and by when the call is owed for which they ask."""
        view = store.details.get("K1", now=now)
        stones = [one.at for one in view.facts.milestones if one.kind is MilestoneKind.COMPLAINT_RESOLVED]
        return stones, [one.breach_at for one in view.plan.obligations if one.rule == "brokerage.after"]

    store.by(ZHAO).appeals.record_second_call(case, branch_call(Result.FAILED), now=LATER)
    assert left(LATER) == ([], [])
    store.by(ZHAO).appeals.record_second_call(case, branch_call(Result.PASSED), now=LATER)
    # Monday at ten: two working days run to the end of Wednesday, and the call itself is not the one that is owed.
    passed, owed_until = LATER + 1, at("2026-03-05 00:00")
    assert left(LATER + 1) == ([passed], [owed_until])
    newest = store.lookup.log(LogFilter())[0]
    tuesday = LATER + 86_400_000
    right = replace(branch_call(Result.PASSED), note="shown the signed form, and the copy")
    newest_id = store.by(ZHAO).touches.correct(newest.id, right, now=tuesday)
    assert left(tuesday) == ([passed], [owed_until]), "a better note gives no longer time"
    failed = replace(right, result=Result.FAILED)
    store.by(ZHAO).touches.correct(newest_id, failed, now=tuesday, answers=True)
    assert (left(tuesday), store.cases.get(case).state) == (([], []), CaseState.ASSIGNED)
    store.by(ZHAO).appeals.record_second_call(case, replace(right, at=tuesday), now=tuesday)
    assert left(tuesday + 1) == ([tuesday + 1], [at("2026-03-06 00:00")])
    store.by(CHEN).cases.reopen(case, "the form is not theirs", now=tuesday + 2)
    assert left(tuesday + 2) == ([], [])
    store.close()


def test_a_review_that_finds_the_first_call_passed_leaves_it_too(database_url: str) -> None:
    store = opened(database_url)
    case = second(store)
    book = reader.load(shelf.shipped_text("brokerage") + LEAVES, "brokerage")
    store.by(CHEN).rulebooks.put("brokerage", book, now=NOW)
    (touch,) = store.lookup.log(LogFilter())
    appeal = store.by(ZHAO).appeals.appeal(touch.id, "he said yes", now=LATER)
    store.by(CHEN).appeals.review(appeal, Result.PASSED, "heard it", now=LATER)
    assert store.cases.get(case).state is CaseState.CLOSED
    stones = store.details.get("K1", now=LATER).facts.milestones
    assert [one.at for one in stones if one.kind is MilestoneKind.COMPLAINT_RESOLVED] == [LATER]
    store.close()
