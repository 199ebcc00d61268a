"""Results of call-backs: the second one by the branch, the appeal and its review by another person (RULES R15)."""

from __future__ import annotations

from msgspec.structs import replace

from callcenter.model import CaseKind, CaseState, Channel, Direction, Disposition, Instant, Result, Touch
from callcenter.records import case_steps, loading, touching
from callcenter.records.case_steps import Found
from callcenter.records.requests import Request, Requests
from callcenter.records.working import Tx
from callcenter.schema.effects import Kase
from callcenter.views.people import Actor
from callcenter.views.trouble import StoreError, Trouble


class Results(Requests):
    """Verbs on what call-backs came to. ``key``: of the form that asks, as in :class:`Customers`."""

    def record_second_call(
        self, case_id: int, touch: Touch, *, remark: str = "", key: str = "", actor: Actor, now: Instant
    ) -> int:
        """Write down the call that was made for a case, with its result; returns the touch.

        A call that passed settles the case; with another result it stays with who has it, and ``remark`` says how it
        goes on. Raises ``UNKNOWN_CASE``, ``NOT_A_SECOND_CALL``, ``CASE_CLOSED``.
        """

        def work(tx: Tx) -> int:
            case = case_steps.found(tx, case_id)
            if case.kind is not CaseKind.SECOND_CALL:
                raise StoreError(Trouble.NOT_A_SECOND_CALL, id=case_id)
            if case.state is CaseState.CLOSED:
                raise StoreError(Trouble.CASE_CLOSED, id=case_id)
            made = replace(
                touch,
                channel=Channel.CALL,
                direction=Direction.OUT,
                agent=touch.agent or actor.name,
                on_case=case_id,
            )
            made_id = touching.record(tx, case.customer, made, actor=actor, now=now)
            if remark and touch.result is not Result.PASSED:
                case_steps.note(tx, case_id, "noted", remark, actor=actor.name, now=now)
            return made_id

        return self.write_once(Request(key, "record_second_call", now, (case_id, touch, remark, actor.name)), int, work)

    def appeal_result(self, touch_id: int, remark: str, *, key: str = "", actor: Actor, now: Instant) -> int:
        """Appeal the result of a call-back; returns the case, which another person reviews.

        The same result is appealed once. Raises ``UNKNOWN_TOUCH``, ``NO_RESULT``.
        """

        def work(tx: Tx) -> int:
            found = tx.row(
                "SELECT t.customer_id, t.at, t.result, t.disposition, v.name FROM touch t"
                " JOIN rulebook_version v ON v.id = t.rulebook_version_id WHERE t.id = ? AND t.in_force",
                (touch_id,),
            )
            if found is None:
                raise StoreError(Trouble.UNKNOWN_TOUCH, id=touch_id)
            customer, at, result, disposition, book = found
            customer = loading.standing(tx, customer)
            if result is None and disposition != Disposition.REFUSED.value:
                raise StoreError(Trouble.NO_RESULT)
            rule = f"{book}.appeal"
            known = tx.value(
                "SELECT id FROM kase WHERE customer_id = ? AND rule = ? AND caused_at = ?", (customer, rule, at)
            )
            if known is not None:
                return int(known)
            case = tx.insert(
                Kase,
                customer=customer,
                kind=CaseKind.APPEAL.value,
                rule=rule,
                caused_at=at,
                opened_at=now,
                state=CaseState.OPEN.value,
                raised_by=actor.name,
            )
            case_steps.note(tx, case, "opened", remark, actor=actor.name, now=now)
            return case

        return self.write_once(Request(key, "appeal_result", now, (touch_id, remark, actor.name)), int, work)

    def review_appeal(
        self, case_id: int, result: Result | None, remark: str, *, key: str = "", actor: Actor, now: Instant
    ) -> int | None:
        """Review an appealed result and settle the appeal. ``result`` None = it stands.

        Another one is written down as a correction of the call-back, whose id is returned; where it passed, the second
        call-back that it had asked for is settled too. Raises ``UNKNOWN_CASE``, ``NOT_AN_APPEAL``, ``CASE_CLOSED``,
        ``UNKNOWN_TOUCH`` where the call-back was taken back meanwhile; ``ANOTHER_PERSON`` for who called or appealed.
        """

        def work(tx: Tx) -> int | None:
            case = case_steps.found(tx, case_id)
            if case.kind is not CaseKind.APPEAL:
                raise StoreError(Trouble.NOT_AN_APPEAL, id=case_id)
            if case.state is CaseState.CLOSED:
                raise StoreError(Trouble.CASE_CLOSED, id=case_id)
            case_steps.by_another(tx, case, actor.name)
            touch = None if result is None else _corrected(tx, case, result, actor, now)
            case_steps.close(tx, case_id, remark, actor=actor.name, now=now, result=result, touch=touch)
            if result is Result.PASSED:
                _settle_second_calls(tx, case, remark, actor, now)
            return touch

        request = Request(key, "review_appeal", now, (case_id, result, remark, actor.name))
        return self.write_once(request, int | None, work)


def _corrected(tx: Tx, case: Found, result: Result, actor: Actor, now: Instant) -> int:
    """The call-back again, with the result that the review came to."""
    people = loading.everybody_in(tx, case.customer)
    key = tx.value(
        f"SELECT id FROM touch WHERE customer_id IN ({tx.marks(people)}) AND at = ? AND in_force"
        " AND (result IS NOT NULL OR disposition = ?) ORDER BY id DESC LIMIT 1",
        [*people, case.caused_at, Disposition.REFUSED.value],
    )
    if key is None:
        raise StoreError(Trouble.UNKNOWN_TOUCH, id=0)
    (one,) = loading.load(tx, [case.customer])
    called = next(
        touch
        for touch in reversed(one.history.touches)
        if touch.at == case.caused_at and (touch.result is not None or touch.disposition is Disposition.REFUSED)
    )
    return touching.correct(tx, key, replace(called, result=result), actor=actor, now=now)


def _settle_second_calls(tx: Tx, appeal: Found, remark: str, actor: Actor, now: Instant) -> None:
    """The second call-back that the result had asked for is needed no longer, even where somebody works on it."""
    for (key,) in tx.rows(
        "SELECT id FROM kase WHERE customer_id = ? AND kind = ? AND caused_at = ?"
        " AND state NOT IN ('closed', 'withdrawn')",
        (appeal.customer, CaseKind.SECOND_CALL.value, appeal.caused_at),
    ):
        case_steps.close(tx, key, remark, actor=actor.name, now=now, result=Result.PASSED)
