"""The rows of cases and their steps, for the rooms that work on them. Nothing is folded here."""

from __future__ import annotations

from msgspec import Struct

from callcenter.model import CaseKind, CaseState, Instant, Result
from callcenter.records import cleaning
from callcenter.records.working import Tx
from callcenter.views.trouble import StoreError, Trouble


class Found(Struct, frozen=True):
    """A case as it stands; people, customer and milestone by their ids."""

    id: int
    customer: int
    kind: CaseKind
    rule: str
    caused_at: Instant
    state: CaseState
    assignee: int | None
    raised_by: str
    handed_over: bool
    first_owner: int | None
    milestone: int | None


def found(tx: Tx, case_id: int) -> Found:
    """A case that nobody else changes until the end of the transaction. Raises ``UNKNOWN_CASE``."""
    locked = " FOR UPDATE" if tx.postgres else ""
    row = tx.row(
        "SELECT id, customer_id, kind, rule, caused_at, state, assignee_id, raised_by, handed_over, first_owner_id,"
        f" milestone_id FROM kase WHERE id = ?{locked}",
        (case_id,),
    )
    if row is None or row[5] == CaseState.WITHDRAWN.value:
        raise StoreError(Trouble.UNKNOWN_CASE, id=case_id)
    key, customer, kind, rule, caused_at, state, assignee, raised_by, handed_over, first_owner, milestone = row
    return Found(
        key,
        customer,
        CaseKind(kind),
        rule,
        caused_at,
        CaseState(state),
        assignee,
        raised_by,
        bool(handed_over),
        first_owner,
        milestone,
    )


def note(
    tx: Tx,
    case_id: int,
    action: str,
    remark: str,
    *,
    actor: str,
    now: Instant,
    result: Result | None = None,
    touch: int | None = None,
) -> int:
    """Write down a step of the work on a case; returns its id. ``actor`` '' = the rules."""
    from callcenter.schema.effects import CaseStep

    key = tx.insert(
        CaseStep,
        kase=case_id,
        at=now,
        actor=actor,
        action=action,
        remark=cleaning.note(remark),
        result=None if result is None else result.value,
        touch=touch,
    )
    tx.touch()
    return key


def close(
    tx: Tx,
    case_id: int,
    remark: str,
    *,
    actor: str,
    now: Instant,
    result: Result | None = None,
    touch: int | None = None,
) -> None:
    """Settle a case; what follows for the customer is the caller's."""
    tx.sql("UPDATE kase SET state = 'closed', closed_at = ? WHERE id = ?", (now, case_id))
    note(tx, case_id, "closed", remark, actor=actor, now=now, result=result, touch=touch)


def by_another(tx: Tx, case: Found, reviewer: str) -> None:
    """Raises ``ANOTHER_PERSON`` where an appeal would be reviewed by who called or who appealed (RULES R15)."""
    if case.kind is not CaseKind.APPEAL:
        return
    callers = tx.rows(
        "SELECT a.name FROM touch t JOIN agent a ON a.id = t.agent_id JOIN customer c ON c.id = t.customer_id"
        " WHERE (c.id = ? OR c.survivor_id = ?) AND t.at = ?",
        (case.customer, case.customer, case.caused_at),
    )
    if reviewer in {case.raised_by, *(name for (name,) in callers)}:
        raise StoreError(Trouble.ANOTHER_PERSON, actor=reviewer)
