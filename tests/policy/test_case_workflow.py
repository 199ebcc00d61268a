"""Every step in the work on a case, in every state, for whoever would take it.

See docs/rules.md#r1-exceptions, #r15-results.
"""

from __future__ import annotations

from itertools import product

import pytest

from callcenter import policy
from callcenter.model import CaseKind, CaseState
from callcenter.policy import CaseAct, Objection, Worker

AGENT, HELPER = Worker(settles=False), Worker(settles=False, has_it=True)
BOSS, BUSY_BOSS = Worker(settles=True), Worker(settles=True, has_it=True)
EVERYBODY = (AGENT, HELPER, BOSS, BUSY_BOSS)
OPEN, ASSIGNED, REPORTED, CLOSED = CaseState.OPEN, CaseState.ASSIGNED, CaseState.REPORTED, CaseState.CLOSED


@pytest.mark.parametrize(
    ("act", "kind", "state", "worker", "expected"),
    [
        (CaseAct.TAKE, CaseKind.REPAIR, OPEN, AGENT, None),
        (CaseAct.TAKE, CaseKind.EXCEPTION, OPEN, AGENT, Objection.TO_BE_SEEN_FIRST),
        (CaseAct.TAKE, CaseKind.EXCEPTION, OPEN, BOSS, None),
        (CaseAct.TAKE, CaseKind.REPAIR, ASSIGNED, AGENT, Objection.HELD_BY_ANOTHER),
        (CaseAct.TAKE, CaseKind.REPAIR, ASSIGNED, HELPER, Objection.HELD_ALREADY),
        (CaseAct.TAKE, CaseKind.REPAIR, REPORTED, HELPER, Objection.HELD_BY_ANOTHER),
        (CaseAct.TAKE, CaseKind.REPAIR, REPORTED, BUSY_BOSS, None),
        (CaseAct.TAKE, CaseKind.REPAIR, CLOSED, HELPER, Objection.NOT_A_SUPERVISOR),
        (CaseAct.TAKE, CaseKind.REPAIR, CLOSED, BOSS, None),
        (CaseAct.GIVE, CaseKind.REPAIR, OPEN, HELPER, Objection.NOT_A_SUPERVISOR),
        (CaseAct.GIVE, CaseKind.EXCEPTION, CLOSED, BOSS, None),
        (CaseAct.REPORT, CaseKind.REPAIR, ASSIGNED, HELPER, None),
        (CaseAct.REPORT, CaseKind.REPAIR, ASSIGNED, AGENT, Objection.NOT_THE_HELPER),
        (CaseAct.REPORT, CaseKind.REPAIR, ASSIGNED, BOSS, None),
        (CaseAct.REPORT, CaseKind.REPAIR, REPORTED, HELPER, Objection.NOBODY_HAS_IT),
        (CaseAct.CLOSE, CaseKind.REPAIR, ASSIGNED, HELPER, Objection.NOT_A_SUPERVISOR),
        (CaseAct.CLOSE, CaseKind.REPAIR, OPEN, BOSS, None),
        (CaseAct.CLOSE, CaseKind.REPAIR, CLOSED, BOSS, Objection.CLOSED),
        (CaseAct.REOPEN, CaseKind.REPAIR, CLOSED, BOSS, None),
        (CaseAct.REOPEN, CaseKind.REPAIR, CLOSED, HELPER, Objection.NOT_A_SUPERVISOR),
        (CaseAct.REOPEN, CaseKind.REPAIR, OPEN, BOSS, Objection.NOT_CLOSED),
        (CaseAct.REVIEW, CaseKind.REPAIR, OPEN, BOSS, Objection.NO_APPEAL),
        (CaseAct.REVIEW, CaseKind.APPEAL, ASSIGNED, BOSS, None),
        (CaseAct.REVIEW, CaseKind.APPEAL, CLOSED, BOSS, Objection.CLOSED),
        (CaseAct.CALL_BACK, CaseKind.SECOND_CALL, OPEN, AGENT, None),
        (CaseAct.CALL_BACK, CaseKind.SECOND_CALL, CLOSED, AGENT, Objection.CLOSED),
        (CaseAct.CALL_BACK, CaseKind.APPEAL, OPEN, AGENT, Objection.NO_SECOND_CALL),
    ],
)
def test_what_stands_against_a_step(
    act: CaseAct, kind: CaseKind, state: CaseState, worker: Worker, expected: Objection | None
) -> None:
    assert policy.objection(act, kind, state, worker) is expected


def test_nobody_reviews_an_appeal_who_has_to_do_with_it() -> None:
    concerned = Worker(settles=True, concerned=True)
    for act, state in product((CaseAct.TAKE, CaseAct.GIVE, CaseAct.CLOSE, CaseAct.REVIEW), (OPEN, ASSIGNED)):
        assert policy.objection(act, CaseKind.APPEAL, state, concerned) is Objection.CONCERNED
    assert policy.objection(CaseAct.GIVE, CaseKind.REPAIR, OPEN, concerned) is None
    assert policy.objection(CaseAct.REPORT, CaseKind.APPEAL, ASSIGNED, concerned) is None


def test_a_settled_case_moves_only_by_who_settles_cases() -> None:
    for act, kind, worker in product(CaseAct, CaseKind, (AGENT, HELPER)):
        assert policy.objection(act, kind, CLOSED, worker) is not None


def test_each_step_leads_to_one_state() -> None:
    assert {act: policy.state_after(act) for act in CaseAct} == {
        CaseAct.TAKE: ASSIGNED,
        CaseAct.GIVE: ASSIGNED,
        CaseAct.REPORT: REPORTED,
        CaseAct.CLOSE: CLOSED,
        CaseAct.REVIEW: CLOSED,
        CaseAct.REOPEN: OPEN,
        CaseAct.CALL_BACK: None,
    }


def test_who_makes_a_second_call_that_nobody_has_takes_it() -> None:
    taken = {(kind, state) for kind, state in product(CaseKind, CaseState) if policy.taken_by_calling(kind, state)}
    assert taken == {(CaseKind.SECOND_CALL, OPEN)}
