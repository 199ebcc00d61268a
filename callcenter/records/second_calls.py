"""Second call-backs: calls that are made for a case and decide it (RULES R15)."""

from __future__ import annotations

from callcenter.model import CaseKind, CaseState, Instant, Result, Touch
from callcenter.records import case_steps
from callcenter.records.working import Tx


def case_for(tx: Tx, customer: int, agent: int) -> int | None:
    """The case that an agent's call with a customer is made for: the newest second call-back that they have."""
    found: int | None = tx.value(
        "SELECT id FROM kase WHERE customer_id = ? AND kind = ? AND state = 'assigned' AND assignee_id = ?"
        " ORDER BY caused_at DESC, id DESC LIMIT 1",
        (customer, CaseKind.SECOND_CALL.value, agent),
    )
    return found


def follow(tx: Tx, touch_id: int, touch: Touch, *, actor: str, now: Instant) -> None:
    """Put a call that was made for a case among its steps; one that passed settles it."""
    if touch.on_case is None:
        return
    case = case_steps.found(tx, touch.on_case)
    case_steps.note(tx, case.id, "called", touch.note, actor=actor, now=now, result=touch.result, touch=touch_id)
    if touch.result is Result.PASSED and case.state is not CaseState.CLOSED:
        case_steps.close(tx, case.id, "", actor=actor, now=now, touch=touch_id)


def take_back(tx: Tx, touch_id: int, *, actor: str, now: Instant) -> None:
    """A call for a case is taken back or replaced: what it settled is with whoever had it again."""
    case_id = tx.value("SELECT on_case FROM touch WHERE id = ?", (touch_id,))
    if case_id is None:
        return
    settled = tx.value(
        "SELECT touch_id FROM case_event WHERE kase_id = ? AND action IN ('closed', 'reopened', 'assigned')"
        " ORDER BY id DESC LIMIT 1",
        (case_id,),
    )
    if settled == touch_id:
        tx.sql(
            "UPDATE kase SET state = 'assigned', closed_at = NULL WHERE id = ? AND state = 'closed'",
            (case_id,),
        )
    case_steps.note(tx, case_id, "taken_back", "", actor=actor, now=now, touch=touch_id)
