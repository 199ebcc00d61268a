"""The rows of cases and their steps, for the rooms that work on them. Nothing is folded here."""

from __future__ import annotations

from msgspec import Struct

from callcenter import policy
from callcenter.access import Right
from callcenter.model import CaseKind, CaseState, Instant, Milestone, Result
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.database import clean_text
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import fact_history, loader
from callcenter.storage.plans import case_turns, pool_clocks
from callcenter.storage.tables.calls import TouchTable
from callcenter.storage.tables.customers import CustomerTable, MilestoneTable
from callcenter.storage.tables.effects import CaseStepTable, CaseTable
from callcenter.storage.tables.people import AgentTable
from callcenter.views.upkeep.trouble import StoreError, Trouble


class StoredCase(Struct, frozen=True):
    """A case as it stands; people, customer and milestone by their ids."""

    id: int
    customer: int
    kind: CaseKind
    rule: str
    caused_at: Instant
    state: CaseState
    assignee: int | None
    deputy: int | None
    raised_by: str
    handed_over: bool
    first_owner: int | None
    milestone: int | None


_CASE = (
    *(CaseTable.id, CaseTable.customer.alias("customer"), CaseTable.kind, CaseTable.rule, CaseTable.caused_at),
    *(CaseTable.state, CaseTable.assignee.alias("assignee"), CaseTable.deputy.alias("deputy"), CaseTable.raised_by),
    *(CaseTable.handed_over, CaseTable.first_owner.alias("first_owner"), CaseTable.milestone.alias("milestone")),
)
"""The columns of a :class:`StoredCase`."""


def load(tx: Tx, case_id: int) -> StoredCase:
    """Load a case that nobody else changes until the end of the transaction. Raises ``UNKNOWN_CASE``."""
    wanted = CaseTable.select(*_CASE).where(CaseTable.id == case_id)
    case = tx.one(StoredCase, wanted.for_update() if tx.postgres else wanted)
    if case is None or case.state is CaseState.WITHDRAWN:
        raise StoreError(Trouble.UNKNOWN_CASE, id=case_id)
    return case


def change(tx: Tx, case_id: int, **fields: object) -> None:
    """Set columns of a case."""
    tx.run(CaseTable.update(**fields).where(CaseTable.id == case_id))


def move(tx: Tx, case_id: int, step: policy.CaseCell, **fields: object) -> None:
    """Bring a case into the state to which a step leads, and set other columns with it."""
    if step.to is not None:
        fields["state"] = step.to.value
    if fields:
        change(tx, case_id, **fields)


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
    """Record a step of the work on a case, which is in its new state already; returns the step's id.

    ``actor`` '' = the rules.
    """
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
    case_turns.write(tx, (case_id,))
    pool_clocks.moved_by_case(tx, case_id, now)
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


def record_milestone(tx: Tx, case: StoredCase, *, at: Instant, actor: str, now: Instant) -> None:
    """Record what the close of a case, or a department's answer, leaves for rules to count from.

    Nothing is folded here; a rulebook that asks for nothing has nothing recorded.
    """
    book = tx.book(campaign_rows.get_all(tx)[loader.campaign_of(tx, case.customer)].version)
    kind = policy.recorded_milestone(book, case.kind)
    if kind is not None:
        stone = Milestone(kind, at)
        key = fact_history.write_milestone(tx, case.customer, stone, actor=actor, now=now)
        change(tx, case.id, milestone=key)


def withdraw_milestone(tx: Tx, case: StoredCase) -> Instant | None:
    """Take back the milestone that the last close or answer recorded; returns its instant. Nothing is folded here."""
    if case.milestone is None:
        return None
    stone = MilestoneTable.id == case.milestone
    at: Instant | None = tx.value(MilestoneTable.select(MilestoneTable.at).where(stone))
    tx.run(MilestoneTable.update(withdrawn=True).where(stone))
    change(tx, case.id, milestone=None)
    return at


def taken(tx: Tx, case: StoredCase, act: policy.CaseAct, *, by: str, reviewer: str) -> policy.CaseCell | None:
    """The step that somebody takes in the work on a case; None where there is nothing to do.

    ``reviewer`` has the case after it, or settles it. Raises the trouble that keeps them from it; see
    :class:`Objection`. Whoever takes what they have already does no harm.
    """
    worker = policy.Worker(
        settles=tx.grant.has(Right.SETTLE_CASES),
        has_it=tx.grant.agent is not None and tx.grant.agent == case.assignee,
        stands_in=tx.grant.agent is not None and tx.grant.agent == case.deputy,
        concerned=_is_concerned(tx, case, reviewer),
    )
    found = policy.objection(act, case.kind, case.state, worker)
    if found is not None and found not in _HARMLESS:
        trouble = _SETTLED[act] if found is policy.Objection.CLOSED else _TROUBLES[found]
        raise StoreError(trouble, id=case.id, actor=by if trouble is Trouble.NOT_ALLOWED else reviewer)
    return policy.case_cell(case.kind, act, case.state)


_HARMLESS = frozenset({policy.Objection.HELD_ALREADY, policy.Objection.NOT_CLOSED})
_TROUBLES = {
    policy.Objection.HELD_BY_ANOTHER: Trouble.NOT_ALLOWED,
    policy.Objection.TO_BE_SEEN_FIRST: Trouble.NOT_ALLOWED,
    policy.Objection.NOT_A_SUPERVISOR: Trouble.NOT_ALLOWED,
    policy.Objection.NOT_THE_HELPER: Trouble.NOT_ALLOWED,
    policy.Objection.NOBODY_HAS_IT: Trouble.CASE_NOT_ASSIGNED,
    policy.Objection.CONCERNED: Trouble.ANOTHER_PERSON,
    policy.Objection.NO_APPEAL: Trouble.NOT_AN_APPEAL,
    policy.Objection.NO_SECOND_CALL: Trouble.NOT_A_SECOND_CALL,
    policy.Objection.OTHER_WAY: Trouble.CASE_MOVED_ON,
}
_SETTLED = {
    policy.CaseAct.CLOSE: Trouble.SETTLED_ALREADY,
    policy.CaseAct.REVIEW: Trouble.CASE_CLOSED,
    policy.CaseAct.CALL_BACK: Trouble.CASE_CLOSED,
}


def _is_concerned(tx: Tx, case: StoredCase, reviewer: str) -> bool:
    if case.kind is not CaseKind.APPEAL:
        return False
    callers = AgentTable.select(AgentTable.name).join(TouchTable).join(CustomerTable)
    of_customer = (CustomerTable.id == case.customer) | (CustomerTable.survivor == case.customer)
    then = callers.where(of_customer & (TouchTable.at == case.caused_at))
    return reviewer in {case.raised_by, *tx.values(then)}
