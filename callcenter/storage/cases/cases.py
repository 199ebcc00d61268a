"""Cases: raised, given to somebody, reported back, settled (docs/rules.md#case, #r1-exceptions, #r10-survey)."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from types import NoneType
from typing import Any, TypeVar

from msgspec import Struct

from callcenter import policy
from callcenter.access import Principal, Right
from callcenter.model import CaseKind, CaseRole, CaseState, Instant
from callcenter.policy import CaseAct, CaseEffect, HandedOver
from callcenter.storage.access import grants, scopes
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.customers import customers, ownership
from callcenter.storage.customers.customer_view import case_query, case_rows
from callcenter.storage.database.prepared import Condition
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import loader
from callcenter.storage.people import notices, people, units
from callcenter.storage.plans import case_steps
from callcenter.storage.search.found_rows import CUSTOMER
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.effects import CaseTable
from callcenter.storage.tables.slim_peewee import fn
from callcenter.views.customers.timeline import Cause
from callcenter.views.people.notices import NoticeKind
from callcenter.views.upkeep.trouble import StoreError, Trouble
from callcenter.views.worklists.cases import CaseCount, CaseRow
from callcenter.workdays import add_months, midnight

Q = TypeVar("Q", bound=Any)

_PRODUCT = ("product", "产品", "产品名称", "型号")
"""Headings under which lists name a customer's product."""
_RECORDED_AS = {
    CaseAct.REPORT: "reported",
    CaseAct.INVESTIGATE: "investigated",
    CaseAct.PROPOSE: "proposed",
    CaseAct.TELL: "told",
    CaseAct.DISSATISFY: "dissatisfied",
    CaseAct.CHASE: "chased",
    CaseAct.ANSWER: "answered",
}


class Cases(Service, subject="cases"):
    """Verbs on cases. Who may take which step is the policy's word; ``key`` is that of the form that asks."""

    def all(
        self,
        *,
        state: CaseState | None = None,
        assignee: str | None = None,
        campaign: str | None = None,
        department: str | None = None,
    ) -> tuple[CaseRow, ...]:
        """Cases, the earliest deadline first; ``state`` None = all that are not settled.

        ``department``: hand-ons to this unit. Raises ``UNKNOWN_AGENT``, ``UNKNOWN_CAMPAIGN``, ``UNKNOWN_UNIT``.
        """

        def work(tx: Tx) -> tuple[CaseRow, ...]:
            found = case_query().order_by(CaseTable.close_by, CaseTable.opened_at, CaseTable.id)
            if state is None:
                # Found by index, as open ones are few among all; the other one is of those not worked out yet.
                found = found.where(CaseTable.turn.is_null(False) | CaseTable.close_by.is_null())
                found = found.where(CaseTable.state.not_in((CaseState.CLOSED.value, CaseState.WITHDRAWN.value)))
            else:
                found = found.where(CaseTable.state == state.value)
            if assignee is not None:
                found = found.where(CaseTable.assignee == people.agent_id(tx, assignee))
            if campaign is not None:
                found = found.where(CUSTOMER.campaign == campaign_rows.get(tx, campaign).id)
            if department is not None:
                found = found.where(CaseTable.department == units.unit_id(tx, department))
            return case_rows(tx, scopes.within(tx, found, CUSTOMER))

        return self._database.read(work)

    def analysis(self, month: date, *, campaign: str | None = None, now: Instant) -> tuple[CaseCount, ...]:
        """Count the cases opened in the month of a day, by campaign, kind, cause, assignee and product.

        Months are those of each campaign's zone. Raises ``UNKNOWN_CAMPAIGN``.
        """

        def work(tx: Tx) -> tuple[CaseCount, ...]:
            first = month.replace(day=1)
            found: Counter[tuple[str, ...]] = Counter()
            closed, late = Counter(found), Counter(found)
            for kept in campaign_rows.select(tx, campaign).values():
                since, until = (midnight(day, kept.frame.zone) for day in (first, add_months(first, 1)))
                opened = (CaseTable.opened_at >= since) & (CaseTable.opened_at < until)
                stands = CaseTable.state != CaseState.WITHDRAWN.value
                of_month = case_query().where(opened & stands & (CUSTOMER.campaign == kept.id))
                of_month = of_month.select_extend(CUSTOMER.attributes)
                for one in tx.all(_Counted, scopes.within(tx, of_month, CUSTOMER)):
                    what = (one.campaign, one.kind.value, one.cause, one.assignee or "", _product(one.attributes))
                    found[what] += 1
                    closed[what] += one.closed_at is not None
                    late[what] += (now if one.closed_at is None else one.closed_at) > one.due_at
            return tuple(
                CaseCount(name, CaseKind(kind), cause, agent, product, number, closed[what], late[what])
                for what, number in sorted(found.items())
                for name, kind, cause, agent, product in (what,)
            )

        return self._database.read(work)

    def must_act(self, *, campaign: str | None = None) -> tuple[CaseRow, ...]:
        """The cases in which the one who acts has to take the next step, the earliest end first.

        Raises ``UNKNOWN_CAMPAIGN``.
        """

        def work(tx: Tx) -> tuple[CaseRow, ...]:
            found = case_query().where(_turn_of(tx)).order_by(CaseTable.act_by, CaseTable.id)
            return case_rows(tx, _narrowed(tx, found, campaign))

        return self._database.read(work)

    def must_act_count(self, *, campaign: str | None = None) -> int:
        """The number of :meth:`must_act`. Raises ``UNKNOWN_CAMPAIGN``."""

        def work(tx: Tx) -> int:
            found = CaseTable.select(fn.COUNT(CaseTable.id)).where(_turn_of(tx))
            found = found.join(CUSTOMER, on=CaseTable.customer == CUSTOMER.id)
            return int(tx.value(_narrowed(tx, found, campaign)))

        return self._database.read(work)

    def get(self, case_id: int) -> CaseRow:
        """One case. Raises ``UNKNOWN_CASE``."""

        def work(tx: Tx) -> CaseRow:
            rows = case_rows(tx, case_query().where(CaseTable.id == case_id))
            if not rows:
                raise StoreError(Trouble.UNKNOWN_CASE, id=case_id)
            return rows[0]

        return self._database.read(work)

    def open(self, ref: str, kind: CaseKind, remark: str, *, department: str = "", key: str = "", now: Instant) -> int:
        """Raise a case by hand (docs/rules.md#r1-exceptions); returns its id.

        A hand-on goes to a ``department``, a unit (docs/rules.md#case-ways). Raises ``UNKNOWN_REF``, ``UNKNOWN_UNIT``.
        """

        def work(tx: Tx) -> int:
            key = tx.insert(
                CaseTable,
                customer=loader.customer_id(tx, ref),
                kind=kind.value,
                rule="",
                caused_at=_free_instant(tx, ref, now),
                opened_at=now,
                state=CaseState.OPEN.value,
                raised_by=self._principal.name,
                department=units.unit_id(tx, department) if kind is CaseKind.HAND_ON else None,
            )
            case_steps.note(tx, key, "opened", remark, actor=self._principal.name, now=now)
            return key

        # Without a department it is the form of earlier programs, which may be sent again.
        content = (ref, kind, remark, department) if department else (ref, kind, remark)
        return self._once(key, "open_case", now, content, int, work)

    def assign(self, case_id: int, assignee: str, *, remark: str = "", key: str = "", now: Instant) -> str:
        """Give a case to somebody, a settled one too. With an exception goes the customer, until it is settled.

        Returns the agent for whose call the customer waits, '' where nothing waits (:meth:`set_owner`). Raises
        ``UNKNOWN_CASE``, ``UNKNOWN_AGENT``, ``AGENT_LEFT``, ``ANOTHER_PERSON`` as when closing; ``NOT_ALLOWED`` unless
        an agent takes what nobody has, of a customer who lies in their scope without a call.

        See docs/rules.md#r1-exceptions.
        """

        def work(tx: Tx) -> str:
            case = case_steps.load(tx, case_id)
            act = CaseAct.TAKE if assignee == self._principal.name else CaseAct.GIVE
            step = case_steps.taken(tx, case, act, by=self._principal.name, reviewer=assignee)
            assert step is not None
            if not tx.grant.has(Right.SETTLE_CASES) and not scopes.holds_lastingly(tx, case.customer):
                raise grants.refusal(tx.grant)  # a call opens the record for its time alone
            helper = people.taker_id(tx, assignee)
            if CaseEffect.MILESTONE_TAKEN_BACK in step.effects:
                _take_up_again(tx, case, now)
            case_steps.move(tx, case_id, step, assignee=helper, deputy=None, closed_at=None)
            case_steps.note(tx, case_id, "assigned", f"{assignee} {remark}", actor=self._principal.name, now=now)
            if assignee != self._principal.name:
                given = {"case": case.kind.value}
                notices.send(
                    tx, helper, NoticeKind.CASE_GIVEN, case.customer, actor=self._principal.name, now=now, **given
                )
            goes = CaseEffect.CUSTOMER_GOES in step.effects
            return _hand_over(tx, case, helper, self._principal, now) if goes else ""

        return self._once(key, "assign_case", now, (case_id, assignee, remark), str, work, sets=True)

    def report(
        self,
        case_id: int,
        remark: str,
        *,
        act: CaseAct | None = None,
        cause: str = "",
        key: str = "",
        now: Instant,
    ) -> None:
        """Record what came of a case; ``act`` None = the step that its kind asks for next (docs/rules.md#case-ways).

        ``cause`` is one of those that the rulebook lists for this step: ``UNKNOWN_CAUSE``. Raises ``UNKNOWN_CASE``,
        ``CASE_NOT_ASSIGNED``; ``CASE_MOVED_ON`` where another step comes next; ``NOT_ALLOWED`` for an agent who does
        not have it.
        """

        def work(tx: Tx) -> None:
            case = case_steps.load(tx, case_id)
            wanted = policy.recorded_next(case.kind, case.state) if act is None else act
            step = case_steps.taken(tx, case, wanted, by=self._principal.name, reviewer="")
            assert step is not None
            named = _cause(tx, case, wanted, cause)
            if named:
                case_steps.change(tx, case_id, cause=named)
            case_steps.move(tx, case_id, step, **({"closed_at": now} if step.to is CaseState.CLOSED else {}))
            case_steps.note(tx, case_id, _RECORDED_AS[wanted], remark, actor=self._principal.name, now=now)
            if CaseEffect.MILESTONE in step.effects:
                record_milestone(tx, case, self._principal, now)

        # Without act and cause it is the form of earlier programs, which may be sent again.
        content = (case_id, remark, *([] if act is None else [act]), *([cause] if cause else []))
        self._once(key, "report_case", now, content, NoneType, work, sets=True)

    def close(self, case_id: int, remark: str, *, key: str = "", now: Instant) -> str:
        """Settle a case with a remark. Raises ``UNKNOWN_CASE``; ``SETTLED_ALREADY`` where somebody did.

        Returns the agent for whose call the customer waits, '' where nothing waits.

        The customer returns to whom they were taken from (docs/rules.md#r1-exceptions); what the rulebook has a close
        record is recorded, and may ask for a follow-up call (docs/rules.md#r10-survey). An appeal that is closed so is
        upheld; it is reviewed by another person than who called and who appealed: ``ANOTHER_PERSON``
        (docs/rules.md#r15-results).
        """

        def work(tx: Tx) -> str:
            case = case_steps.load(tx, case_id)
            name = self._principal.name
            step = case_steps.taken(tx, case, CaseAct.CLOSE, by=name, reviewer=name)
            assert step is not None
            case_steps.close(tx, case_id, remark, actor=name, now=now)
            returns = CaseEffect.CUSTOMER_RETURNS in step.effects
            talking = _hand_back(tx, case, self._principal, now) if returns else ""
            if CaseEffect.MILESTONE in step.effects:
                record_milestone(tx, case, self._principal, now)
            return talking

        return self._once(key, "close_case", now, (case_id, remark), str, work, sets=True)

    def reopen(self, case_id: int, remark: str, *, key: str = "", now: Instant) -> None:
        """Open a settled case again, with a remark; another stays as it is. Raises ``UNKNOWN_CASE``.

        What its close recorded is taken back: it was not settled. A follow-up call that was missed meanwhile stays on
        record.
        """

        def work(tx: Tx) -> None:
            case = case_steps.load(tx, case_id)
            step = case_steps.taken(tx, case, CaseAct.REOPEN, by=self._principal.name, reviewer="")
            if step is not None:
                _take_up_again(tx, case, now)
                case_steps.move(tx, case_id, step, closed_at=None)
                case_steps.note(tx, case_id, "reopened", remark, actor=self._principal.name, now=now)

        self._once(key, "reopen_case", now, (case_id, remark), NoneType, work, sets=True)


class _Counted(Struct, frozen=True):
    campaign: str
    kind: CaseKind
    cause: str
    assignee: str | None
    attributes: str
    closed_at: Instant | None
    due_at: Instant


def _product(attributes: str) -> str:
    """The product that a list named for a customer, in a column of that name."""
    named = {name.strip().casefold(): value for name, value in json.loads(attributes or "{}").items()}
    return str(next((named[name] for name in _PRODUCT if named.get(name)), ""))


def _cause(tx: Tx, case: case_steps.StoredCase, act: CaseAct, typed: str) -> str:
    """The cause as the rulebook writes it; '' where nobody asks."""
    book = tx.book(campaign_rows.get_all(tx)[loader.campaign_of(tx, case.customer)].version)
    causes = policy.causes_asked(book, act)
    found = next((one for one in causes if one.strip().casefold() == typed.strip().casefold()), "")
    if not found and (causes or typed):
        raise StoreError(Trouble.UNKNOWN_CAUSE, causes=", ".join(causes) or "-")
    return found


def _narrowed(tx: Tx, found: Q, campaign: str | None) -> Q:
    """A query of cases with their customers in the scope of the one who acts, of a campaign, None = of all."""
    if campaign is not None:
        found = found.where(CUSTOMER.campaign == campaign_rows.get(tx, campaign).id)
    return scopes.within(tx, found, CUSTOMER)


def _turn_of(tx: Tx) -> Condition:
    """The condition that the next step of a case is up to the one who acts.

    Their own cases, those of an absent colleague whom they stand in for, those of a department of theirs, and those
    that wait for a supervisor; for a person who is none, those that any agent takes of customers who are theirs without
    a case, or whom they work for their absent owner.
    """
    grant, turn = tx.grant, CaseTable.turn
    units_of = scopes.memberships(tx)
    works = ((CaseTable.assignee == grant.agent) & CaseTable.deputy.is_null()) | (CaseTable.deputy == grant.agent)
    own = (turn == CaseRole.WORKER.value) & works
    department = (turn == CaseRole.DEPARTMENT.value) & CaseTable.department.in_(units_of)
    if grant.has(Right.SETTLE_CASES):
        rest: Condition = turn == CaseRole.SUPERVISOR.value
    else:
        rest = scopes.lastingly(tx, turn == CaseRole.AGENT.value, CUSTOMER)
    found: Condition = own | department | rest
    return found


def _free_instant(tx: Tx, ref: str, now: Instant) -> Instant:
    """Two cases raised by hand in one moment are two: the natural key asks for an instant of each."""
    by_hand = CaseTable.select(CaseTable.caused_at).join(CustomerTable).where(CaseTable.rule == "")
    taken = tx.values(by_hand.where((CustomerTable.ref == ref) & (CaseTable.caused_at >= now)))
    at = now
    while at in taken:
        at += 1
    return at


def _hand_over(tx: Tx, case: case_steps.StoredCase, helper: int, actor: Principal, now: Instant) -> str:
    """Give the customer to the helper as :func:`ownership.change` does.

    Of several exceptions at a time all know whose the customer was at first.
    """
    if not case.handed_over:
        first = policy.first_owner(_handed_over(tx, case.customer), ownership.owner_to_be(tx, case.customer))
        case_steps.change(tx, case.id, handed_over=True, first_owner=first)
    return ownership.change(tx, case.customer, helper, actor=actor.name, now=now, cause=Cause.CASE)


def _handed_over(tx: Tx, customer: int) -> list[HandedOver]:
    """The cases with which a customer is at a helper's, the oldest first."""
    cases = CaseTable.select(CaseTable.assignee.alias("assignee"), CaseTable.first_owner.alias("first_owner"))
    of_customer = cases.where((CaseTable.customer == customer) & CaseTable.handed_over)
    return tx.all(HandedOver, of_customer.order_by(CaseTable.id))


def _hand_back(tx: Tx, case: case_steps.StoredCase, actor: Principal, now: Instant) -> str:
    """Give the customer back, unless somebody else was made the owner meanwhile, or the first one has left."""
    if not case.handed_over:
        return ""
    case_steps.change(tx, case.id, handed_over=False)
    over = HandedOver(case.assignee, case.first_owner)
    goes = policy.returns(over, _handed_over(tx, case.customer), ownership.owner_to_be(tx, case.customer))
    if goes is None or (goes.owner is not None and people.has_left(tx, goes.owner)):
        return ""
    return ownership.change(tx, case.customer, goes.owner, actor=actor.name, now=now, cause=Cause.CASE_CLOSED)


def record_milestone(tx: Tx, case: case_steps.StoredCase, actor: Principal, now: Instant) -> None:
    """Record what the close of a case, or a department's answer, leaves, and fold its customer again."""

    def write(_customer: int) -> None:
        case_steps.record_milestone(tx, case, at=now, actor=actor.name, now=now)

    customers.change_facts(tx, case.customer, now, write)


def _take_up_again(tx: Tx, case: case_steps.StoredCase, now: Instant) -> None:
    """Take back the milestone that the last close or answer recorded."""
    if case.milestone is not None:
        customers.change_facts(tx, case.customer, now, lambda _customer: case_steps.withdraw_milestone(tx, case))
