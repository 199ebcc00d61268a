"""The rows of cases and their steps, for the rooms that work on them. Nothing is folded here."""

from __future__ import annotations

from msgspec import Struct

from callcenter.model import CaseKind, CaseState, Instant, Result
from callcenter.storage.database import clean_text
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables.calls import TouchTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.effects import CaseStepTable, KaseTable
from callcenter.storage.tables.people import AgentTable
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


_CASE = (
    *(KaseTable.id, KaseTable.customer.alias("customer"), KaseTable.kind, KaseTable.rule, KaseTable.caused_at),
    *(KaseTable.state, KaseTable.assignee.alias("assignee"), KaseTable.raised_by, KaseTable.handed_over),
    *(KaseTable.first_owner.alias("first_owner"), KaseTable.milestone.alias("milestone")),
)
"""The columns of a :class:`Found`."""


def found(tx: Tx, case_id: int) -> Found:
    """A case that nobody else changes until the end of the transaction. Raises ``UNKNOWN_CASE``."""
    wanted = KaseTable.select(*_CASE).where(KaseTable.id == case_id)
    case = tx.one(Found, wanted.for_update() if tx.postgres else wanted)
    if case is None or case.state is CaseState.WITHDRAWN:
        raise StoreError(Trouble.UNKNOWN_CASE, id=case_id)
    return case


def change(tx: Tx, case_id: int, **fields: object) -> None:
    """Set columns of a case."""
    tx.run(KaseTable.update(**fields).where(KaseTable.id == case_id))


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
    key = tx.insert(
        CaseStepTable,
        kase=case_id,
        at=now,
        actor=actor,
        action=action,
        remark=clean_text.note(remark),
        result=None if result is None else result.value,
        touch=touch,
    )
    tx.mark_changed()
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
    change(tx, case_id, state=CaseState.CLOSED.value, closed_at=now)
    note(tx, case_id, "closed", remark, actor=actor, now=now, result=result, touch=touch)


def by_another(tx: Tx, case: Found, reviewer: str) -> None:
    """Raises ``ANOTHER_PERSON`` where an appeal would be reviewed by who called or who appealed (RULES R15)."""
    if case.kind is not CaseKind.APPEAL:
        return
    callers = AgentTable.select(AgentTable.name).join(TouchTable).join(CustomerTable)
    of_customer = (CustomerTable.id == case.customer) | (CustomerTable.survivor == case.customer)
    if reviewer in {case.raised_by, *tx.values(callers.where(of_customer & (TouchTable.at == case.caused_at)))}:
        raise StoreError(Trouble.ANOTHER_PERSON, actor=reviewer)
