"""Results of follow-up calls: the second one by the branch, the appeal and its review by another person.

See docs/rules.md#r15-results.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from callcenter import policy
from callcenter.access import Principal, Right
from callcenter.model import CaseKind, CaseState, Channel, Direction, Disposition, Instant, Result, Touch
from callcenter.policy import CaseAct, CaseEffect
from callcenter.storage.access.service import Service
from callcenter.storage.cases.cases import record_milestone
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import loader
from callcenter.storage.plans import case_steps
from callcenter.storage.plans.case_steps import StoredCase
from callcenter.storage.tables.calls import TouchTable
from callcenter.storage.tables.campaigns import RulebookVersionTable
from callcenter.storage.tables.effects import CaseTable
from callcenter.storage.touches import touch_records
from callcenter.views.upkeep.trouble import StoreError, Trouble


class _Judged(Struct, frozen=True):
    """A follow-up call whose result is appealed."""

    customer: int
    at: Instant
    result: Result | None
    disposition: Disposition | None
    rulebook: str


class Appeals(Service, subject="appeals"):
    """Verbs on what follow-up calls came to. ``key``: of the form that asks, as in :class:`Customers`."""

    def record_second_call(self, case_id: int, touch: Touch, *, remark: str = "", key: str = "", now: Instant) -> int:
        """Record the call that was made for a case, with its result; returns the touch.

        A call that passed settles the case; with another result it stays with who has it, and ``remark`` says how it
        goes on. Raises ``UNKNOWN_CASE``, ``NOT_A_SECOND_CALL``, ``CASE_CLOSED``.
        """

        def work(tx: Tx) -> int:
            case = case_steps.load(tx, case_id)
            case_steps.taken(tx, case, CaseAct.CALL_BACK, by=self._principal.name, reviewer="")
            made = replace(
                touch,
                channel=Channel.CALL,
                direction=Direction.OUT,
                agent=(touch.agent if tx.grant.has(Right.CORRECT_OTHERS) else "") or self._principal.name,
                on_case=case_id,
            )
            made_id = touch_records.record(tx, case.customer, made, actor=self._principal, now=now)
            if remark and touch.result is not Result.PASSED:
                case_steps.note(tx, case_id, "noted", remark, actor=self._principal.name, now=now)
            return made_id

        return self._once(key, "record_second_call", now, (case_id, touch, remark), int, work)

    def appeal(self, touch_id: int, remark: str, *, key: str = "", now: Instant) -> int:
        """Appeal the result of a follow-up call; returns the case, which another person reviews.

        The same result is appealed once. Raises ``UNKNOWN_TOUCH``, ``NO_RESULT``.
        """

        def work(tx: Tx) -> int:
            judged = (
                TouchTable.select(
                    *(TouchTable.customer.alias("customer"), TouchTable.at, TouchTable.result, TouchTable.disposition),
                    RulebookVersionTable.name.alias("rulebook"),
                )
                .join(RulebookVersionTable)
                .where((TouchTable.id == touch_id) & TouchTable.in_force)
            )
            found = tx.one(_Judged, judged)
            if found is None:
                raise StoreError(Trouble.UNKNOWN_TOUCH, id=touch_id)
            customer, at = loader.standing(tx, found.customer), found.at
            if found.result is None and found.disposition is not Disposition.REFUSED:
                raise StoreError(Trouble.NO_RESULT)
            rule = f"{found.rulebook}.appeal"
            same = (CaseTable.customer == customer) & (CaseTable.rule == rule) & (CaseTable.caused_at == at)
            known: int | None = tx.value(CaseTable.select(CaseTable.id).where(same))
            if known is not None:
                return known
            case = tx.insert(
                CaseTable,
                customer=customer,
                kind=CaseKind.APPEAL.value,
                rule=rule,
                caused_at=at,
                opened_at=now,
                state=CaseState.OPEN.value,
                raised_by=self._principal.name,
            )
            case_steps.note(tx, case, "opened", remark, actor=self._principal.name, now=now)
            return case

        return self._once(key, "appeal_result", now, (touch_id, remark), int, work)

    def review(self, case_id: int, result: Result | None, remark: str, *, key: str = "", now: Instant) -> int | None:
        """Review an appealed result and settle the appeal. ``result`` None = it stands.

        Another one is recorded as a correction of the call, whose id is returned; where it passed, the second call that
        it had asked for is settled too. Raises ``UNKNOWN_CASE``, ``NOT_AN_APPEAL``, ``CASE_CLOSED``, ``UNKNOWN_TOUCH``
        where the call was taken back meanwhile; ``ANOTHER_PERSON`` for who called or appealed.
        """

        def work(tx: Tx) -> int | None:
            case = case_steps.load(tx, case_id)
            step = case_steps.taken(tx, case, CaseAct.REVIEW, by=self._principal.name, reviewer=self._principal.name)
            touch = None if result is None else _corrected(tx, case, result, self._principal, now)
            case_steps.close(tx, case_id, remark, actor=self._principal.name, now=now, result=result, touch=touch)
            if step is not None and CaseEffect.MILESTONE in step.effects:
                record_milestone(tx, case, self._principal, now)
            if result is Result.PASSED:
                _settle_second_calls(tx, case, remark, self._principal, now)
            return touch

        return self._once(key, "review_appeal", now, (case_id, result, remark), int | None, work)


def _corrected(tx: Tx, case: StoredCase, result: Result, actor: Principal, now: Instant) -> int:
    """The follow-up call again, with the result that the review came to."""
    people = loader.everybody_in(tx, case.customer)
    judged = TouchTable.result.is_null(False) | (TouchTable.disposition == Disposition.REFUSED.value)
    then = TouchTable.customer.in_(people) & (TouchTable.at == case.caused_at) & TouchTable.in_force
    key = tx.value(TouchTable.select(TouchTable.id).where(then & judged).order_by(TouchTable.id.desc()).limit(1))
    if key is None:
        raise StoreError(Trouble.UNKNOWN_TOUCH, id=0)
    (one,) = loader.load(tx, [case.customer])
    called = next(
        touch
        for touch in reversed(one.history.touches)
        if touch.at == case.caused_at and (touch.result is not None or touch.disposition is Disposition.REFUSED)
    )
    return touch_records.correct(tx, key, replace(called, result=result), actor=actor, now=now)


def _settle_second_calls(tx: Tx, appeal: StoredCase, remark: str, actor: Principal, now: Instant) -> None:
    """Settle the second follow-up call that the result had asked for, even where somebody works on it."""
    of_call = (CaseTable.customer == appeal.customer) & (CaseTable.caused_at == appeal.caused_at)
    second = of_call & (CaseTable.kind == CaseKind.SECOND_CALL.value)
    over = (CaseState.CLOSED.value, CaseState.WITHDRAWN.value)
    for key in tx.values(CaseTable.select(CaseTable.id).where(second & CaseTable.state.not_in(over))):
        case = case_steps.load(tx, key)
        step = policy.settled_by_call(case.kind, case.state, Result.PASSED)
        case_steps.close(tx, key, remark, actor=actor.name, now=now, result=Result.PASSED)
        if step is not None and CaseEffect.MILESTONE in step.effects:
            record_milestone(tx, case, actor, now)
