"""Second follow-up calls: calls that are made for a case and decide it (docs/rules.md#r15-results)."""

from __future__ import annotations

from callcenter.model import CaseKind, CaseState, Instant, Result, Touch
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.plans import case_steps
from callcenter.storage.tables.calls import TouchTable
from callcenter.storage.tables.effects import CaseStepTable, CaseTable


@prepared
def _newest_of(customer: int, agent: int) -> Query:
    theirs = (CaseTable.customer == customer) & (CaseTable.assignee == agent)
    assigned = (CaseTable.kind == CaseKind.SECOND_CALL.value) & (CaseTable.state == CaseState.ASSIGNED.value)
    cases = CaseTable.select(CaseTable.id).where(theirs & assigned)
    return cases.order_by(CaseTable.caused_at.desc(), CaseTable.id.desc()).limit(1)


def case_for(tx: Tx, customer: int, agent: int) -> int | None:
    """The case that an agent's call with a customer is made for: the newest second follow-up call that they have."""
    found: int | None = tx.value(_newest_of(customer, agent))
    return found


def follow(tx: Tx, touch_id: int, touch: Touch, *, actor: str, now: Instant) -> None:
    """Put a call that was made for a case among its steps; one that passed settles it."""
    if touch.on_case is None:
        return
    case = case_steps.load(tx, touch.on_case)
    case_steps.note(tx, case.id, "called", touch.note, actor=actor, now=now, result=touch.result, touch=touch_id)
    if touch.result is Result.PASSED and case.state is not CaseState.CLOSED:
        case_steps.close(tx, case.id, "", actor=actor, now=now, touch=touch_id)


def take_back(tx: Tx, touch_id: int, *, actor: str, now: Instant) -> None:
    """Undo what a call for a case settled once it is taken back or replaced: whoever had the case has it again."""
    case_id = tx.value(TouchTable.select(TouchTable.on_case).where(TouchTable.id == touch_id))
    if case_id is None:
        return
    steps = CaseStepTable.select(CaseStepTable.touch).order_by(CaseStepTable.id.desc()).limit(1)
    moves = CaseStepTable.action.in_(("closed", "reopened", "assigned"))
    if tx.value(steps.where((CaseStepTable.kase == case_id) & moves)) == touch_id:
        closed = (CaseTable.id == case_id) & (CaseTable.state == CaseState.CLOSED.value)
        tx.run(CaseTable.update(state=CaseState.ASSIGNED.value, closed_at=None).where(closed))
    case_steps.note(tx, case_id, "taken_back", "", actor=actor, now=now, touch=touch_id)
