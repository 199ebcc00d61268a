"""Second follow-up calls: calls that are made for a case and decide it (docs/rules.md#r15-results)."""

from __future__ import annotations

from callcenter import policy
from callcenter.model import CaseKind, CaseState, Instant, Touch
from callcenter.policy import CaseAct, CaseEffect
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.plans import case_steps
from callcenter.storage.tables.calls import TouchTable
from callcenter.storage.tables.effects import CaseStepTable, CaseTable


@prepared
def _newest_of(customer: int, agent: int) -> Query:
    mine = (CaseTable.assignee == agent) | (CaseTable.deputy == agent)
    theirs = (CaseTable.customer == customer) & mine
    assigned = (CaseTable.kind == CaseKind.SECOND_CALL.value) & (CaseTable.state == CaseState.ASSIGNED.value)
    cases = CaseTable.select(CaseTable.id).where(theirs & assigned)
    return cases.order_by(CaseTable.caused_at.desc(), CaseTable.id.desc()).limit(1)


def case_for(tx: Tx, customer: int, agent: int) -> int | None:
    """The case that an agent's call with a customer is made for: the newest second follow-up call that they have,
    or make for somebody absent."""
    found: int | None = tx.value(_newest_of(customer, agent))
    return found


def follow(tx: Tx, touch_id: int, touch: Touch, *, actor: str, now: Instant, since: Instant | None = None) -> None:
    """Put a call that was made for a case among its steps; one that passed settles it, and leaves what a close leaves.

    ``since``: the instant from which what was left counts, of a call that corrects one that had passed. Nothing is
    folded here.
    """
    if touch.on_case is None:
        return
    case = case_steps.load(tx, touch.on_case)
    case_steps.note(tx, case.id, "called", touch.note, actor=actor, now=now, result=touch.result, touch=touch_id)
    step = policy.settled_by_call(case.kind, case.state, touch.result)
    if step is not None:
        case_steps.close(tx, case.id, "", actor=actor, now=now, touch=touch_id)
        if CaseEffect.MILESTONE in step.effects:
            # Later than the call itself, which would count as the one that the milestone asks for else.
            at = max(now, touch.at + 1) if since is None else since
            case_steps.record_milestone(tx, case, at=at, actor=actor, now=now)


def take_back(tx: Tx, touch_id: int, *, actor: str, now: Instant) -> Instant | None:
    """Undo what a call for a case settled once it is taken back or replaced: whoever had the case has it again.

    Returns the instant of the milestone that goes with it. Nothing is folded here.
    """
    case_id = tx.value(TouchTable.select(TouchTable.on_case).where(TouchTable.id == touch_id))
    if case_id is None:
        return None
    steps = CaseStepTable.select(CaseStepTable.touch).order_by(CaseStepTable.id.desc()).limit(1)
    moves = CaseStepTable.action.in_(("closed", "reopened", "assigned"))
    left = None
    if tx.value(steps.where((CaseStepTable.kase == case_id) & moves)) == touch_id:
        case = case_steps.load(tx, case_id)
        step = policy.case_cell(case.kind, CaseAct.PASS_TAKEN_BACK, case.state)
        if step is not None:
            case_steps.move(tx, case_id, step, closed_at=None)
            if CaseEffect.MILESTONE_TAKEN_BACK in step.effects:
                left = case_steps.withdraw_milestone(tx, case)
    case_steps.note(tx, case_id, "taken_back", "", actor=actor, now=now, touch=touch_id)
    return left
