"""Every step of every kind of case, from every state, for everybody, as worked out by hand.

See docs/rules.md#case-ways.
"""

from __future__ import annotations

from itertools import product

import pytest

from callcenter import policy
from callcenter.model import CaseKind, CaseRole, CaseState, Result
from callcenter.policy import CaseAct, CaseEffect, Objection, Worker

PARTS = {
    "a": Worker(settles=False),
    "w": Worker(settles=False, has_it=True),
    "d": Worker(settles=False, stands_in=True),
    "s": Worker(settles=True),
    "b": Worker(settles=True, has_it=True),
}
"""An agent, the one who has the case, the deputy of who has it, a supervisor, a supervisor who has it."""

TABLE = """
exception    take           give           report        close        reopen
open         sb>assigned    sb>assigned    -             sb>closed    -
assigned     s>assigned     sb>assigned    wdsb>reported  sb>closed    -
reported     sb>assigned    sb>assigned    -             sb>closed    -
closed       sb>assigned    sb>assigned    -             -            sb>open

repair       take           give           report        close        reopen
open         awdsb>assigned  sb>assigned    -             sb>closed    -
assigned     s>assigned     sb>assigned    wdsb>reported  sb>closed    -
reported     sb>assigned    sb>assigned    -             sb>closed    -
closed       sb>assigned    sb>assigned    -             -            sb>open

number       take           give           report        close        reopen
open         awdsb>assigned  sb>assigned    -             sb>closed    -
assigned     s>assigned     sb>assigned    wdsb>reported  sb>closed    -
reported     sb>assigned    sb>assigned    -             sb>closed    -
closed       sb>assigned    sb>assigned    -             -            sb>open

second_call  take           give           report        close        reopen      call_back
open         awdsb>assigned  sb>assigned    -             sb>closed    -           awdsb>open
assigned     s>assigned     sb>assigned    wdsb>reported  sb>closed    -           awdsb>assigned
reported     sb>assigned    sb>assigned    -             sb>closed    -           awdsb>reported
closed       sb>assigned    sb>assigned    -             -            sb>open     -

appeal       take           give           report        close        reopen      review
open         awdsb>assigned  sb>assigned    -             sb>closed    -           sb>closed
assigned     s>assigned     sb>assigned    wdsb>reported  sb>closed    -           sb>closed
reported     sb>assigned    sb>assigned    -             sb>closed    -           sb>closed
closed       sb>assigned    sb>assigned    -             -            sb>open     -

hand_on      chase          answer         tell          close         reopen
open         awdsb>open      awdsb>answered  -             sb>closed     -
answered     -              -              awdsb>closed   sb>closed     -
closed       -              -              -             -             sb>open

complaint    take           give            investigate       propose       tell      dissatisfy    close      reopen
open         awdsb>assigned  sb>assigned     -                 -             -         -             sb>closed  -
assigned     s>assigned     sb>assigned     wdsb>investigated  -             -         -             sb>closed  -
investigated s>investigated sb>investigated -                 wdsb>proposed  -         -             sb>closed  -
proposed     s>proposed     sb>proposed     -                 -             wdsb>told  -             sb>closed  -
told         s>told         sb>told         -                 -             -         wdsb>assigned  sb>closed  -
closed       sb>assigned    sb>assigned     -                 -             -         -             -          sb>open
"""
"""Those who may take a step from the state at the left, and the state to which it leads."""


def worked_out() -> dict[tuple[CaseKind, CaseAct, CaseState], tuple[set[str], CaseState]]:
    found = {}
    for block in TABLE.strip().split("\n\n"):
        (kind, *acts), *rows = (line.split() for line in block.splitlines())
        for state, *cells in rows:
            for act, entry in zip(acts, cells, strict=True):
                if entry != "-":
                    who, _arrow, to = entry.partition(">")
                    found[CaseKind(kind), CaseAct[act.upper()], CaseState(state)] = set(who), CaseState(to)
    return found


def test_every_step_is_taken_by_whom_it_is_given_to_and_by_nobody_else() -> None:
    expected = worked_out()
    for kind, act, state in product(CaseKind, CaseAct, CaseState):
        may = {who for who, worker in PARTS.items() if policy.objection(act, kind, state, worker) is None}
        known, to = expected.get((kind, act, state), (set(), None))
        assert may == known, (kind, act, state)
        if may:
            cell = policy.case_cell(kind, act, state)
            assert cell is not None
            assert (cell.to or state) is to, (kind, act, state)


@pytest.mark.parametrize(
    ("act", "kind", "state", "who", "expected"),
    [
        (CaseAct.TAKE, "exception", "open", "a", Objection.TO_BE_SEEN_FIRST),
        (CaseAct.TAKE, "repair", "assigned", "a", Objection.HELD_BY_ANOTHER),
        (CaseAct.TAKE, "repair", "assigned", "w", Objection.HELD_ALREADY),
        (CaseAct.TAKE, "repair", "assigned", "b", Objection.HELD_ALREADY),
        (CaseAct.TAKE, "repair", "assigned", "d", Objection.HELD_BY_ANOTHER),
        (CaseAct.TAKE, "repair", "reported", "w", Objection.HELD_BY_ANOTHER),
        (CaseAct.TAKE, "complaint", "told", "w", Objection.HELD_ALREADY),
        (CaseAct.TAKE, "complaint", "proposed", "a", Objection.HELD_BY_ANOTHER),
        (CaseAct.TAKE, "repair", "closed", "w", Objection.NOT_A_SUPERVISOR),
        (CaseAct.GIVE, "repair", "open", "w", Objection.NOT_A_SUPERVISOR),
        (CaseAct.REPORT, "repair", "open", "b", Objection.NOBODY_HAS_IT),
        (CaseAct.REPORT, "repair", "reported", "w", Objection.NOBODY_HAS_IT),
        (CaseAct.REPORT, "repair", "assigned", "a", Objection.NOT_THE_HELPER),
        (CaseAct.REPORT, "complaint", "assigned", "w", Objection.OTHER_WAY),
        (CaseAct.INVESTIGATE, "complaint", "open", "s", Objection.NOBODY_HAS_IT),
        (CaseAct.INVESTIGATE, "repair", "assigned", "w", Objection.OTHER_WAY),
        (CaseAct.TELL, "complaint", "investigated", "w", Objection.OTHER_WAY),
        (CaseAct.DISSATISFY, "complaint", "closed", "s", Objection.NOBODY_HAS_IT),
        (CaseAct.TAKE, "hand_on", "open", "s", Objection.OTHER_WAY),
        (CaseAct.ANSWER, "hand_on", "answered", "a", Objection.OTHER_WAY),
        (CaseAct.CHASE, "hand_on", "answered", "a", Objection.OTHER_WAY),
        (CaseAct.CLOSE, "hand_on", "open", "a", Objection.NOT_A_SUPERVISOR),
        (CaseAct.CLOSE, "hand_on", "closed", "s", Objection.CLOSED),
        (CaseAct.CLOSE, "repair", "assigned", "w", Objection.NOT_A_SUPERVISOR),
        (CaseAct.CLOSE, "complaint", "closed", "s", Objection.CLOSED),
        (CaseAct.REOPEN, "repair", "closed", "w", Objection.NOT_A_SUPERVISOR),
        (CaseAct.REOPEN, "repair", "open", "s", Objection.NOT_CLOSED),
        (CaseAct.REVIEW, "repair", "open", "s", Objection.NO_APPEAL),
        (CaseAct.REVIEW, "appeal", "closed", "s", Objection.CLOSED),
        (CaseAct.CALL_BACK, "second_call", "closed", "a", Objection.CLOSED),
        (CaseAct.CALL_BACK, "appeal", "open", "a", Objection.NO_SECOND_CALL),
    ],
)
def test_the_first_thing_that_stands_against_a_step_is_told(
    act: CaseAct, kind: str, state: str, who: str, expected: Objection
) -> None:
    assert policy.objection(act, CaseKind(kind), CaseState(state), PARTS[who]) is expected


def test_nobody_reviews_an_appeal_who_has_to_do_with_it() -> None:
    concerned = Worker(settles=True, concerned=True)
    for act, state in product((CaseAct.TAKE, CaseAct.GIVE, CaseAct.CLOSE), (CaseState.OPEN, CaseState.ASSIGNED)):
        assert policy.objection(act, CaseKind.APPEAL, state, concerned) is Objection.CONCERNED
    assert policy.objection(CaseAct.REVIEW, CaseKind.APPEAL, CaseState.REPORTED, concerned) is Objection.CONCERNED
    assert policy.objection(CaseAct.REPORT, CaseKind.APPEAL, CaseState.ASSIGNED, concerned) is None
    assert policy.objection(CaseAct.GIVE, CaseKind.REPAIR, CaseState.OPEN, concerned) is None


def test_each_step_changes_what_the_rules_want_changed() -> None:
    goes, returns = CaseEffect.CUSTOMER_GOES, CaseEffect.CUSTOMER_RETURNS
    back, milestone, touch = CaseEffect.MILESTONE_TAKEN_BACK, CaseEffect.MILESTONE, CaseEffect.TOUCH
    of_exceptions: dict[CaseAct, set[CaseEffect]] = {act: set() for act in CaseAct}
    of_exceptions |= {CaseAct.TAKE: {goes}, CaseAct.GIVE: {goes}, CaseAct.CLOSE: {returns, milestone}}
    of_others: dict[CaseAct, set[CaseEffect]] = {act: set() for act in CaseAct}
    of_others |= {CaseAct.CLOSE: {milestone}, CaseAct.REVIEW: {touch, milestone}, CaseAct.CALL_BACK: {touch}}
    of_others |= {CaseAct.PASS: {milestone}}
    of_hand_ons: dict[CaseAct, set[CaseEffect]] = {act: set() for act in CaseAct} | {CaseAct.ANSWER: {milestone}}
    for kind, act, state in product(CaseKind, CaseAct, CaseState):
        cell = policy.case_cell(kind, act, state)
        if cell is not None:
            of_kind = {CaseKind.EXCEPTION: of_exceptions, CaseKind.HAND_ON: of_hand_ons}.get(kind, of_others)
            expected = of_kind[act]
            taken_up_again = state is CaseState.CLOSED and act is not CaseAct.DISSATISFY
            assert cell.effects == expected | ({back} if taken_up_again else set()), (kind, act, state)


def test_rules_open_what_is_closed_and_close_what_passed_and_nothing_else() -> None:
    by_rules = {
        (kind, act, state, cell.to)
        for kind, act, state in product(CaseKind, CaseAct, CaseState)
        if (cell := policy.case_cell(kind, act, state)) is not None and CaseRole.BOOK in cell.by
    }
    opened = {(kind, CaseAct.DISSATISFY, CaseState.CLOSED, CaseState.OPEN) for kind in CaseKind}
    second, worked_on = CaseKind.SECOND_CALL, (CaseState.OPEN, CaseState.ASSIGNED, CaseState.REPORTED)
    passed = {(second, CaseAct.PASS, state, CaseState.CLOSED) for state in worked_on}
    assert by_rules == {*opened, *passed, (second, CaseAct.PASS_TAKEN_BACK, CaseState.CLOSED, CaseState.ASSIGNED)}


def test_a_complaint_is_recorded_step_by_step() -> None:
    steps = {state: policy.recorded_next(CaseKind.COMPLAINT, state) for state in CaseState}
    assert steps[CaseState.ASSIGNED] is CaseAct.INVESTIGATE
    assert steps[CaseState.INVESTIGATED] is CaseAct.PROPOSE
    assert steps[CaseState.PROPOSED] is CaseAct.TELL
    assert steps[CaseState.TOLD] is CaseAct.DISSATISFY
    assert policy.recorded_next(CaseKind.HAND_ON, CaseState.OPEN) is CaseAct.ANSWER
    assert policy.recorded_next(CaseKind.HAND_ON, CaseState.ANSWERED) is CaseAct.TELL
    others = set(CaseKind) - {CaseKind.COMPLAINT, CaseKind.HAND_ON}
    assert {policy.recorded_next(kind, CaseState.ASSIGNED) for kind in others} == {CaseAct.REPORT}


def test_who_makes_a_second_call_that_nobody_has_takes_it() -> None:
    taken = {(kind, state) for kind, state in product(CaseKind, CaseState) if policy.taken_by_calling(kind, state)}
    assert taken == {(CaseKind.SECOND_CALL, CaseState.OPEN)}


def test_a_call_settles_its_case_by_passing_alone() -> None:
    for kind, state, result in product(CaseKind, CaseState, (None, *Result)):
        open_still = state in (CaseState.OPEN, CaseState.ASSIGNED, CaseState.REPORTED)
        passed = kind is CaseKind.SECOND_CALL and open_still and result is Result.PASSED
        step = policy.settled_by_call(kind, state, result)
        assert (step is not None) is passed, (kind, state, result)
        if step is not None:
            assert step.to is CaseState.CLOSED
