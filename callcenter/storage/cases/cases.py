"""Cases: raised, given to somebody, reported back, settled (RULES §1, R1, R10)."""

from __future__ import annotations

from types import NoneType

from msgspec import Struct

from callcenter.model import CaseKind, CaseState, Instant, Milestone, Role
from callcenter.storage.campaigns import frames
from callcenter.storage.customers import customers, ownership
from callcenter.storage.customers.customer_view import case_query, case_rows
from callcenter.storage.customers.found_rows import CUSTOMER
from callcenter.storage.database.requests import Request, write_once
from callcenter.storage.database.service import Service
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import loader
from callcenter.storage.people import people
from callcenter.storage.plans import case_steps
from callcenter.storage.tables.customers import CustomerTable, MilestoneTable
from callcenter.storage.tables.effects import KaseTable
from callcenter.views.cases import CaseRow
from callcenter.views.people import Actor
from callcenter.views.timeline import Cause
from callcenter.views.trouble import StoreError, Trouble

_PASSES_CUSTOMER_ON = CaseKind.EXCEPTION
"""The kind whose helper works with the customer until it is settled (RULES R1)."""


class Cases(Service):
    """Verbs on cases. Who may do what is asked in :mod:`callcenter.session`; ``key`` is that of the form that asks."""

    def all(
        self, *, state: CaseState | None = None, assignee: str | None = None, campaign: str | None = None
    ) -> tuple[CaseRow, ...]:
        """Cases, the earliest deadline first; ``state`` None = all that are not settled.

        Raises ``UNKNOWN_AGENT``, ``UNKNOWN_CAMPAIGN``.
        """

        def work(tx: Tx) -> tuple[CaseRow, ...]:
            found = case_query().order_by(KaseTable.opened_at, KaseTable.id)
            if state is None:
                found = found.where(KaseTable.state.not_in((CaseState.CLOSED.value, CaseState.WITHDRAWN.value)))
            else:
                found = found.where(KaseTable.state == state.value)
            if assignee is not None:
                found = found.where(KaseTable.assignee == people.agent_id(tx, assignee))
            if campaign is not None:
                found = found.where(CUSTOMER.campaign == frames.kept_named(tx, campaign).id)
            # Equal ones stay in the order in which they were opened.
            return tuple(sorted(case_rows(tx, found), key=lambda case: case.due_at))

        return self._database.read(work)

    def get(self, case_id: int) -> CaseRow:
        """One case. Raises ``UNKNOWN_CASE``."""

        def work(tx: Tx) -> CaseRow:
            rows = case_rows(tx, case_query().where(KaseTable.id == case_id))
            if not rows:
                raise StoreError(Trouble.UNKNOWN_CASE, id=case_id)
            return rows[0]

        return self._database.read(work)

    def open(self, ref: str, kind: CaseKind, remark: str, *, key: str = "", actor: Actor, now: Instant) -> int:
        """Raise a case by hand (RULES R1); returns its id. Raises ``UNKNOWN_REF``."""

        def work(tx: Tx) -> int:
            key = tx.insert(
                KaseTable,
                customer=loader.customer_id(tx, ref),
                kind=kind.value,
                rule="",
                caused_at=_free_instant(tx, ref, now),
                opened_at=now,
                state=CaseState.OPEN.value,
                raised_by=actor.name,
            )
            case_steps.note(tx, key, "opened", remark, actor=actor.name, now=now)
            return key

        return write_once(self._database, Request(key, "open_case", now, (ref, kind, remark, actor.name)), int, work)

    def assign(
        self, case_id: int, assignee: str, *, remark: str = "", key: str = "", actor: Actor, now: Instant
    ) -> str:
        """Give a case to somebody, a settled one too. With an exception goes the customer, until it is settled (R1).

        Returns the agent for whose call the customer waits, '' where nothing waits (:meth:`set_owner`). Raises
        ``UNKNOWN_CASE``, ``UNKNOWN_AGENT``, ``ANOTHER_PERSON`` as when closing.
        """

        def work(tx: Tx) -> str:
            case = case_steps.found(tx, case_id)
            case_steps.by_another(tx, case, assignee)
            helper = people.agent_id(tx, assignee)
            if case.state is CaseState.CLOSED:
                _take_up_again(tx, case, now)
            case_steps.change(tx, case_id, state=CaseState.ASSIGNED.value, assignee=helper, closed_at=None)
            case_steps.note(tx, case_id, "assigned", f"{assignee} {remark}", actor=actor.name, now=now)
            return _hand_over(tx, case, helper, actor, now) if case.kind is _PASSES_CUSTOMER_ON else ""

        return write_once(
            self._database,
            Request(key, "assign_case", now, (case_id, assignee, remark, actor.name), sets=True),
            str,
            work,
        )

    def report(self, case_id: int, remark: str, *, key: str = "", actor: Actor, now: Instant) -> None:
        """The helper reports back what came of it; who settles cases decides what follows (RULES R1).

        Raises ``UNKNOWN_CASE``; ``CASE_NOT_ASSIGNED``; ``NOT_ALLOWED`` for an agent who does not have it.
        """

        def work(tx: Tx) -> None:
            case = case_steps.found(tx, case_id)
            if case.state is not CaseState.ASSIGNED:
                raise StoreError(Trouble.CASE_NOT_ASSIGNED, id=case_id)
            if actor.role is Role.AGENT and people.agent_id(tx, actor.name) != case.assignee:
                raise StoreError(Trouble.NOT_ALLOWED, actor=actor.name)
            case_steps.change(tx, case_id, state=CaseState.REPORTED.value)
            case_steps.note(tx, case_id, "reported", remark, actor=actor.name, now=now)

        write_once(
            self._database, Request(key, "report_case", now, (case_id, remark, actor.name), sets=True), NoneType, work
        )

    def close(self, case_id: int, remark: str, *, key: str = "", actor: Actor, now: Instant) -> str:
        """Settle a case with a remark. Raises ``UNKNOWN_CASE``; ``SETTLED_ALREADY`` where somebody did.

        Returns the agent for whose call the customer waits, '' where nothing waits.

        The customer returns to whom they were taken from (RULES R1); what the rulebook has a close record is recorded,
        and may ask for a call-back (RULES R10). An appeal that is closed so is upheld; it is reviewed by another person
        than who called and who appealed: ``ANOTHER_PERSON`` (RULES R15).
        """

        def work(tx: Tx) -> str:
            case = case_steps.found(tx, case_id)
            if case.state is CaseState.CLOSED:
                raise StoreError(Trouble.SETTLED_ALREADY, id=case_id)
            case_steps.by_another(tx, case, actor.name)
            case_steps.close(tx, case_id, remark, actor=actor.name, now=now)
            talking = _hand_back(tx, case, actor, now)
            _record_closing(tx, case, actor, now)
            return talking

        return write_once(
            self._database, Request(key, "close_case", now, (case_id, remark, actor.name), sets=True), str, work
        )

    def reopen(self, case_id: int, remark: str, *, key: str = "", actor: Actor, now: Instant) -> None:
        """Open a settled case again, with a remark; another stays as it is. Raises ``UNKNOWN_CASE``.

        What its close recorded is taken back: it was not settled. A call-back that was missed meanwhile stays on
        record.
        """

        def work(tx: Tx) -> None:
            case = case_steps.found(tx, case_id)
            if case.state is CaseState.CLOSED:
                _take_up_again(tx, case, now)
                case_steps.change(tx, case_id, state=CaseState.OPEN.value, closed_at=None)
                case_steps.note(tx, case_id, "reopened", remark, actor=actor.name, now=now)

        write_once(
            self._database, Request(key, "reopen_case", now, (case_id, remark, actor.name), sets=True), NoneType, work
        )


def _free_instant(tx: Tx, ref: str, now: Instant) -> Instant:
    """Two cases raised by hand in one moment are two: the natural key asks for an instant of each."""
    by_hand = KaseTable.select(KaseTable.caused_at).join(CustomerTable).where(KaseTable.rule == "")
    taken = tx.values(by_hand.where((CustomerTable.ref == ref) & (KaseTable.caused_at >= now)))
    at = now
    while at in taken:
        at += 1
    return at


def _hand_over(tx: Tx, case: case_steps.Found, helper: int, actor: Actor, now: Instant) -> str:
    """Give the customer to the helper as :func:`ownership.change` does.

    Of several exceptions at a time all know whose the customer was at first.
    """
    if not case.handed_over:
        others = _handed_over(tx, case.customer)
        first = others[0].first_owner if others else ownership.owner_to_be(tx, case.customer)
        case_steps.change(tx, case.id, handed_over=True, first_owner=first)
    return ownership.change(tx, case.customer, helper, actor=actor.name, now=now, cause=Cause.CASE)


class _HandedOver(Struct, frozen=True):
    assignee: int | None
    first_owner: int | None


def _handed_over(tx: Tx, customer: int) -> list[_HandedOver]:
    """The cases with which a customer is at a helper's, the oldest first."""
    cases = KaseTable.select(KaseTable.assignee.alias("assignee"), KaseTable.first_owner.alias("first_owner"))
    of_customer = cases.where((KaseTable.customer == customer) & KaseTable.handed_over)
    return tx.all(_HandedOver, of_customer.order_by(KaseTable.id))


def _hand_back(tx: Tx, case: case_steps.Found, actor: Actor, now: Instant) -> str:
    """Give the customer back, unless somebody else was made the owner meanwhile."""
    if not case.handed_over:
        return ""
    case_steps.change(tx, case.id, handed_over=False)
    if ownership.owner_to_be(tx, case.customer) == case.assignee:
        others = _handed_over(tx, case.customer)
        owner = others[-1].assignee if others else case.first_owner
        return ownership.change(tx, case.customer, owner, actor=actor.name, now=now, cause=Cause.CASE_CLOSED)
    return ""


def _record_closing(tx: Tx, case: case_steps.Found, actor: Actor, now: Instant) -> None:
    book = tx.book(frames.all_kept(tx)[loader.campaign_of(tx, case.customer)].version)
    kind = book.recorded_by_closing(case.kind)
    if kind is None:
        return

    def write(customer: int) -> None:
        key = customers.write_milestone(tx, customer, Milestone(kind, now), actor=actor, now=now)
        case_steps.change(tx, case.id, milestone=key)

    customers.change_facts(tx, case.customer, now, write)


def _take_up_again(tx: Tx, case: case_steps.Found, now: Instant) -> None:
    """Take back the milestone that the last close recorded."""
    if case.milestone is None:
        return

    def withdraw(_customer: int) -> None:
        tx.run(MilestoneTable.update(withdrawn=True).where(MilestoneTable.id == case.milestone))
        case_steps.change(tx, case.id, milestone=None)

    customers.change_facts(tx, case.customer, now, withdraw)
