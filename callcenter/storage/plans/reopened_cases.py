"""Facts that open a case again: an effect of the fold, under its natural key like every other.

Folding again changes nothing; a fact that is taken back closes the case again, unless somebody has worked on it since.

See docs/rules.md#r10-survey.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from callcenter import policy
from callcenter.model import CaseKind, CaseOwed, CaseRole, CaseState, Instant
from callcenter.storage.database.prepared import Condition
from callcenter.storage.database.transaction import Tx
from callcenter.storage.plans import case_steps
from callcenter.storage.tables.calls import TouchTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.effects import CaseStepTable, CaseTable, ReopeningTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.slim_peewee import JOIN, fn


class _Reopening(Struct, frozen=True):
    id: int
    kase_id: int
    step_id: int
    was: CaseState
    was_closed_at: Instant | None
    withdrawn: bool


class _Case(Struct, frozen=True):
    id: int
    kind: CaseKind
    state: CaseState
    closed_at: Instant | None


class _Answer(Struct, frozen=True):
    """A customer's answer: the agent who heard it, and their note."""

    agent: str = ""
    note: str = ""


def _of(table: Any, customer: int, rule: str, caused_at: Instant) -> Condition:
    """The natural key of an effect."""
    key: Condition = (table.customer == customer) & (table.rule == rule) & (table.caused_at == caused_at)
    return key


def open_again(tx: Tx, owed: Iterable[tuple[int, CaseOwed]], now: Instant) -> list[tuple[int, CaseOwed]]:
    """Open the newest case of the kinds that each names; returns those for which there is none, by customer."""
    left = []
    for customer, case in owed:
        known = _known(tx, customer, case.rule, case.caused_at)
        if known is not None and not known.withdrawn:
            continue
        newest = _newest(tx, customer, case)
        if newest is None:
            left.append((customer, case))
            continue
        answer = _answer(tx, customer, case.caused_at)
        way = policy.case_cell(newest.kind, policy.CaseAct.DISSATISFY, newest.state)
        if way is not None and CaseRole.BOOK in way.by:
            case_steps.move(tx, newest.id, way, closed_at=None)
        step = case_steps.note(tx, newest.id, "dissatisfied", answer.note, actor=answer.agent, now=now)
        if known is not None:
            tx.run(ReopeningTable.delete().where(ReopeningTable.id == known.id))
        tx.insert(
            ReopeningTable,
            customer=customer,
            rule=case.rule,
            caused_at=case.caused_at,
            kase=newest.id,
            step=step,
            was=newest.state.value,
            was_closed_at=newest.closed_at,
        )
    return left


def _known(tx: Tx, customer: int, rule: str, caused_at: Instant) -> _Reopening | None:
    return tx.one(_Reopening, ReopeningTable.select().where(_of(ReopeningTable, customer, rule, caused_at)))


def _newest(tx: Tx, customer: int, owed: CaseOwed) -> _Case | None:
    """The newest case; None where the fact has opened one of its own, which no other takes the place of."""
    own = CaseTable.select(CaseTable.id).where(_of(CaseTable, customer, owed.rule, owed.caused_at))
    if tx.value(own) is not None:
        return None
    of_kinds = CaseTable.kind.in_([kind.value for kind in owed.reopens])
    cases = CaseTable.select(CaseTable.id, CaseTable.kind, CaseTable.state, CaseTable.closed_at).where(
        (CaseTable.customer == customer) & of_kinds & (CaseTable.state != CaseState.WITHDRAWN.value)
    )
    return tx.one(_Case, cases.order_by(CaseTable.opened_at.desc(), CaseTable.id.desc()).limit(1))


def _answer(tx: Tx, customer: int, at: Instant) -> _Answer:
    of_customer = (CustomerTable.id == customer) | (CustomerTable.survivor == customer)
    answered = (TouchTable.at == at) & TouchTable.in_force & TouchTable.satisfaction.is_null(False)
    answers = (
        TouchTable.select(fn.COALESCE(AgentTable.name, "").alias("agent"), TouchTable.note)
        .join(CustomerTable)
        .join_from(TouchTable, AgentTable, JOIN.LEFT_OUTER)
        .where(of_customer & answered)
    )
    return tx.one(_Answer, answers.order_by(TouchTable.id.desc()).limit(1)) or _Answer()


def retract(tx: Tx, customer: int, rule: str, caused_at: Instant, now: Instant) -> None:
    """Take a reopening back: the case is as it was, unless somebody has worked on it since."""
    known = _known(tx, customer, rule, caused_at)
    if known is None or known.withdrawn:
        return
    tx.run(ReopeningTable.update(withdrawn=True).where(ReopeningTable.id == known.id))
    later = (CaseStepTable.kase == known.kase_id) & (CaseStepTable.id > known.step_id)
    if known.was is CaseState.CLOSED and tx.value(CaseStepTable.select(CaseStepTable.id).where(later)) is None:
        still_open = (CaseTable.id == known.kase_id) & (CaseTable.state == CaseState.OPEN.value)
        tx.run(CaseTable.update(state=CaseState.CLOSED.value, closed_at=known.was_closed_at).where(still_open))
    case_steps.note(tx, known.kase_id, "taken_back", "", actor="", now=now)
