"""Cases: raised, given to somebody, reported back, settled (RULES §1, R1, R10)."""

from __future__ import annotations

from types import NoneType

from callcenter.model import CaseKind, CaseState, Instant, Milestone, Role
from callcenter.records import case_steps, customers, frames, loading, ownership, people
from callcenter.records.requests import Request, Requests
from callcenter.records.viewing import CASE_SELECT, case_rows
from callcenter.records.working import Tx
from callcenter.schema.effects import Kase
from callcenter.views.cases import CaseRow
from callcenter.views.people import Actor
from callcenter.views.timeline import Cause
from callcenter.views.trouble import StoreError, Trouble

_PASSES_CUSTOMER_ON = CaseKind.EXCEPTION
"""The kind whose helper works with the customer until it is settled (RULES R1)."""


class Casework(Requests):
    """Verbs on cases. Who may do what is asked in :mod:`callcenter.session`; ``key`` is that of the form that asks."""

    def cases(
        self, *, state: CaseState | None = None, assignee: str | None = None, campaign: str | None = None
    ) -> tuple[CaseRow, ...]:
        """Cases, the earliest deadline first; ``state`` None = all that are not settled.

        Raises ``UNKNOWN_AGENT``, ``UNKNOWN_CAMPAIGN``.
        """

        def work(tx: Tx) -> tuple[CaseRow, ...]:
            where = ["e.state NOT IN ('closed', 'withdrawn')"] if state is None else ["e.state = ?"]
            params: list[object] = [] if state is None else [state.value]
            if assignee is not None:
                where.append("e.assignee_id = ?")
                params.append(people.agent_id(tx, assignee))
            if campaign is not None:
                where.append("c.campaign_id = ?")
                params.append(frames.kept_named(tx, campaign).id)
            rows = tx.rows(f"{CASE_SELECT} WHERE {' AND '.join(where)} ORDER BY e.opened_at, e.id", params)
            # Equal ones stay in the order in which they were opened.
            return tuple(sorted(case_rows(tx, rows), key=lambda case: case.due_at))

        return self.read(work)

    def case(self, case_id: int) -> CaseRow:
        """One case. Raises ``UNKNOWN_CASE``."""

        def work(tx: Tx) -> CaseRow:
            rows = case_rows(tx, tx.rows(f"{CASE_SELECT} WHERE e.id = ?", (case_id,)))
            if not rows:
                raise StoreError(Trouble.UNKNOWN_CASE, id=case_id)
            return rows[0]

        return self.read(work)

    def open_case(self, ref: str, kind: CaseKind, remark: str, *, key: str = "", actor: Actor, now: Instant) -> int:
        """Raise a case by hand (RULES R1); returns its id. Raises ``UNKNOWN_REF``."""

        def work(tx: Tx) -> int:
            key = tx.insert(
                Kase,
                customer=loading.customer_id(tx, ref),
                kind=kind.value,
                rule="",
                caused_at=_free_instant(tx, ref, now),
                opened_at=now,
                state=CaseState.OPEN.value,
                raised_by=actor.name,
            )
            case_steps.note(tx, key, "opened", remark, actor=actor.name, now=now)
            return key

        return self.write_once(Request(key, "open_case", now, (ref, kind, remark, actor.name)), int, work)

    def assign_case(
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
            tx.sql(
                "UPDATE kase SET state = 'assigned', assignee_id = ?, closed_at = NULL WHERE id = ?", (helper, case_id)
            )
            case_steps.note(tx, case_id, "assigned", f"{assignee} {remark}", actor=actor.name, now=now)
            return _hand_over(tx, case, helper, actor, now) if case.kind is _PASSES_CUSTOMER_ON else ""

        return self.write_once(
            Request(key, "assign_case", now, (case_id, assignee, remark, actor.name), sets=True), str, work
        )

    def report_case(self, case_id: int, remark: str, *, key: str = "", actor: Actor, now: Instant) -> None:
        """The helper reports back what came of it; who settles cases decides what follows (RULES R1).

        Raises ``UNKNOWN_CASE``; ``CASE_NOT_ASSIGNED``; ``NOT_ALLOWED`` for an agent who does not have it.
        """

        def work(tx: Tx) -> None:
            case = case_steps.found(tx, case_id)
            if case.state is not CaseState.ASSIGNED:
                raise StoreError(Trouble.CASE_NOT_ASSIGNED, id=case_id)
            if actor.role is Role.AGENT and people.agent_id(tx, actor.name) != case.assignee:
                raise StoreError(Trouble.NOT_ALLOWED, actor=actor.name)
            tx.sql("UPDATE kase SET state = 'reported' WHERE id = ?", (case_id,))
            case_steps.note(tx, case_id, "reported", remark, actor=actor.name, now=now)

        self.write_once(Request(key, "report_case", now, (case_id, remark, actor.name), sets=True), NoneType, work)

    def close_case(self, case_id: int, remark: str, *, key: str = "", actor: Actor, now: Instant) -> str:
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

        return self.write_once(Request(key, "close_case", now, (case_id, remark, actor.name), sets=True), str, work)

    def reopen_case(self, case_id: int, remark: str, *, key: str = "", actor: Actor, now: Instant) -> None:
        """Open a settled case again, with a remark; another stays as it is. Raises ``UNKNOWN_CASE``.

        What its close recorded is taken back: it was not settled. A call-back that was missed meanwhile stays on
        record.
        """

        def work(tx: Tx) -> None:
            case = case_steps.found(tx, case_id)
            if case.state is CaseState.CLOSED:
                _take_up_again(tx, case, now)
                tx.sql("UPDATE kase SET state = 'open', closed_at = NULL WHERE id = ?", (case_id,))
                case_steps.note(tx, case_id, "reopened", remark, actor=actor.name, now=now)

        self.write_once(Request(key, "reopen_case", now, (case_id, remark, actor.name), sets=True), NoneType, work)


def _free_instant(tx: Tx, ref: str, now: Instant) -> Instant:
    """Two cases raised by hand in one moment are two: the natural key asks for an instant of each."""
    taken = {
        at
        for (at,) in tx.rows(
            "SELECT e.caused_at FROM kase e JOIN customer c ON c.id = e.customer_id"
            " WHERE c.ref = ? AND e.rule = '' AND e.caused_at >= ?",
            (ref, now),
        )
    }
    at = now
    while at in taken:
        at += 1
    return at


def _hand_over(tx: Tx, case: case_steps.Found, helper: int, actor: Actor, now: Instant) -> str:
    """Give the customer to the helper as :func:`ownership.change` does.

    Of several exceptions at a time all know whose the customer was at first.
    """
    if not case.handed_over:
        other = tx.row(
            "SELECT first_owner_id FROM kase WHERE customer_id = ? AND handed_over ORDER BY id LIMIT 1",
            (case.customer,),
        )
        first = ownership.owner_to_be(tx, case.customer) if other is None else other[0]
        tx.sql("UPDATE kase SET handed_over = ?, first_owner_id = ? WHERE id = ?", (True, first, case.id))
    return ownership.change(tx, case.customer, helper, actor=actor.name, now=now, cause=Cause.CASE)


def _hand_back(tx: Tx, case: case_steps.Found, actor: Actor, now: Instant) -> str:
    """Give the customer back, unless somebody else was made the owner meanwhile."""
    if not case.handed_over:
        return ""
    tx.sql("UPDATE kase SET handed_over = ? WHERE id = ?", (False, case.id))
    if ownership.owner_to_be(tx, case.customer) == case.assignee:
        other = tx.row(
            "SELECT assignee_id FROM kase WHERE customer_id = ? AND handed_over ORDER BY id DESC LIMIT 1",
            (case.customer,),
        )
        owner = case.first_owner if other is None else other[0]
        return ownership.change(tx, case.customer, owner, actor=actor.name, now=now, cause=Cause.CASE_CLOSED)
    return ""


def _record_closing(tx: Tx, case: case_steps.Found, actor: Actor, now: Instant) -> None:
    book = tx.book(frames.all_kept(tx)[loading.campaign_of(tx, case.customer)].version)
    kind = book.recorded_by_closing(case.kind)
    if kind is None:
        return

    def write(customer: int) -> None:
        key = customers.write_milestone(tx, customer, Milestone(kind, now), actor=actor, now=now)
        tx.sql("UPDATE kase SET milestone_id = ? WHERE id = ?", (key, case.id))

    customers.change_facts(tx, case.customer, now, write)


def _take_up_again(tx: Tx, case: case_steps.Found, now: Instant) -> None:
    """Take back the milestone that the last close recorded."""
    if case.milestone is None:
        return

    def withdraw(_customer: int) -> None:
        tx.sql("UPDATE milestone SET withdrawn = ? WHERE id = ?", (True, case.milestone))
        tx.sql("UPDATE kase SET milestone_id = NULL WHERE id = ?", (case.id,))

    customers.change_facts(tx, case.customer, now, withdraw)
