"""What call-backs came to: second call-backs by the branch, and appeals that another person reviews (RULES R15)."""

from __future__ import annotations

import pytest

from callcenter.model import CaseKind, Channel, Disposition, Milestone, MilestoneKind, Result, Touch
from callcenter.store import Store
from callcenter.views.calls import WrapUp
from callcenter.views.imports import StagedCustomer
from callcenter.views.log import LogFilter
from callcenter.views.trouble import StoreError, Trouble
from tests.store.building import CHEN, WANG, ZHAO, at, opened

NOW = at("2026-03-02 09:00")
LATER = at("2026-03-02 10:00")


def listed(store: Store) -> None:
    stone = (Milestone(MilestoneKind.ACCOUNT_OPENED, at("2026-02-20 10:00")),)
    key = store.stage_begin("rows", "f", "d", actor=CHEN, now=NOW)
    names = ("K1", "K2", "K3", "K4")
    rows = [
        StagedCustomer(1, ref, campaign="brokerage", name=ref, milestones=stone, phones=(f"+86138000000{ref[1]}0",))
        for ref in names
    ]
    store.stage_rows(key, rows)
    store.stage_ready(key, counts={})
    store.resume_imports(actor=CHEN, now=NOW)


def called(ref: str, how: Disposition, result: Result | None, store: Store) -> int:
    touch = Touch(NOW, Channel.CALL, disposition=how, agent="王敏", result=result)
    return store.record_touch(ref, touch, actor=WANG, now=LATER)


def test_all_but_passed_go_to_the_branch(database_url: str) -> None:
    store = opened(database_url)
    listed(store)
    called("K1", Disposition.NEUTRAL, Result.PASSED, store)
    called("K2", Disposition.NEUTRAL, Result.FAILED, store)
    called("K3", Disposition.REFUSED, None, store)
    unreached = called("K4", Disposition.NO_ANSWER, Result.UNREACHABLE, store)
    found = [(case.ref, case.kind, case.rule) for case in store.cases()]
    second = (CaseKind.SECOND_CALL, "brokerage.second_call")
    assert sorted(found) == [(ref, *second) for ref in ("K2", "K3", "K4")]
    right = Touch(NOW, Channel.CALL, disposition=Disposition.NO_ANSWER)
    store.correct_touch(unreached, right, actor=WANG, now=LATER)
    results = {row.ref: row.result for row in store.log(LogFilter())}
    assert results == {"K1": Result.PASSED, "K2": Result.FAILED, "K3": None, "K4": Result.UNREACHABLE}
    store.close()


def test_the_call_screen_writes_the_result_and_nobody_becomes_the_owner(database_url: str) -> None:
    store = opened(database_url)
    listed(store)
    call = store.start_call(store.claim("K1", actor=WANG, now=NOW), actor=WANG, now=NOW)
    wrap = WrapUp(Disposition.NEUTRAL, "identity confirmed", result=Result.FAILED)
    store.finish_call(call.token, wrap, actor=WANG, now=LATER)
    assert [row.result for row in store.log(LogFilter())] == [Result.FAILED]
    assert store.customer("K1", now=LATER).facts.owner is None
    store.close()


def test_an_appeal_is_reviewed_by_another_person(database_url: str) -> None:
    store = opened(database_url)
    listed(store)
    failed = called("K1", Disposition.NEUTRAL, Result.FAILED, store)
    plain = called("K2", Disposition.NEUTRAL, None, store)
    with pytest.raises(StoreError) as refused:
        store.appeal_result(plain, "?", actor=ZHAO, now=LATER)
    assert refused.value.code is Trouble.NO_RESULT
    case = store.appeal_result(failed, "the customer did answer", actor=ZHAO, now=LATER)
    assert store.appeal_result(failed, "again", actor=CHEN, now=LATER) == case
    for whoever in (WANG, ZHAO):
        with pytest.raises(StoreError) as refused:
            store.close_case(case, "fine", actor=whoever, now=LATER)
        assert refused.value.code is Trouble.ANOTHER_PERSON
        with pytest.raises(StoreError):
            store.assign_case(case, whoever.name, actor=CHEN, now=LATER)
    store.assign_case(case, CHEN.name, actor=CHEN, now=LATER)
    store.close_case(case, "upheld", actor=CHEN, now=LATER)
    assert [one.state for one in store.cases(state="closed")] == ["closed"]
    store.close()
