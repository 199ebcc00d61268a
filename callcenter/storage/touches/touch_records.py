"""Contact records: written once, corrected by further records, never changed (docs/architecture.md#corrections)."""

from __future__ import annotations

from collections.abc import Callable
from types import NoneType
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from callcenter import policy
from callcenter.access import Principal, Right
from callcenter.model import CaseKind, CaseState, Channel, Disposition, Instant, Obligation, Result, Touch
from callcenter.storage.access import grants, masks
from callcenter.storage.access.service import Service
from callcenter.storage.database import clean_text
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import decisions, loader, phone_rows, retraction
from callcenter.storage.history.decisions import DecidedField
from callcenter.storage.people import people
from callcenter.storage.plans import placements, pool_clocks, promise_makers, reopened_cases
from callcenter.storage.plans.obligations import Owed
from callcenter.storage.tables.calls import TouchTable
from callcenter.storage.tables.campaigns import CampaignTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.effects import CaseStepTable, CaseTable, ClosureTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.plans import ObligationTable
from callcenter.storage.tables.slim_peewee import fn, peewee
from callcenter.storage.touches import second_calls
from callcenter.views.upkeep.trouble import StoreError, Trouble

_DIALLED = (Channel.CALL, Channel.SMS)

_COPIED = (
    TouchTable.customer,
    TouchTable.at,
    TouchTable.agent,
    TouchTable.channel,
    TouchTable.direction,
    TouchTable.disposition,
    TouchTable.seconds,
    TouchTable.wrap_seconds,
    TouchTable.note,
    TouchTable.callback_at,
    TouchTable.team,
    TouchTable.phone,
    TouchTable.amount,
    TouchTable.currency,
    TouchTable.result,
    TouchTable.satisfaction,
    TouchTable.on_case,
    TouchTable.shown_number,
    TouchTable.recording,
    TouchTable.rulebook_version,
    TouchTable.scripts,
)
"""Fields that a record which takes a touch back has from the touch."""


def affected(tx: Tx, customer: int, number: str = "") -> list[int]:
    """Return the survivor, and those who share a number with them, or have this one: a call of one holds back
    the others."""
    standing = loader.standing(tx, customer)
    return [standing, *loader.sharers(tx, [standing], [number] if number else [])]


@prepared
def _version_of(customer: int) -> Query:
    versions = CampaignTable.select(CampaignTable.rulebook_version).join(CustomerTable)
    return versions.where(CustomerTable.id == customer)


def write(
    tx: Tx,
    customer: int,
    touch: Touch,
    *,
    actor: Principal,
    now: Instant,
    wrap_seconds: int = 0,
    scripts: str = "",
    corrects: int | None = None,
    import_id: int | None = None,
) -> int:
    """Insert a touch; nothing is folded here. ``phone`` defaults to the customer's first number of this moment."""
    version = tx.value(_version_of(customer))
    phone = touch.phone
    if not phone and touch.channel in _DIALLED:
        phone = phone_rows.first(tx, customer)
    if import_id is None and touch.disposition is Disposition.SIGNED:
        decisions.mark(tx, customer, DecidedField.STAGE)
    return tx.insert(
        TouchTable,
        customer=customer,
        at=touch.at,
        agent=people.ensured_id(tx, touch.agent, now=now) if touch.agent else None,
        channel=touch.channel.value,
        direction=touch.direction.value,
        disposition=None if touch.disposition is None else touch.disposition.value,
        seconds=touch.seconds,
        wrap_seconds=wrap_seconds,
        note=clean_text.note(touch.note),
        callback_at=touch.callback_at,
        team=clean_text.line(touch.team),
        phone=phone,
        amount=clean_text.line(touch.amount),
        currency=clean_text.line(touch.currency),
        result=None if touch.result is None else touch.result.value,
        satisfaction=touch.satisfaction,
        on_case=touch.on_case,
        shown_number=touch.shown_number,
        recording=clean_text.line(touch.recording or "") or None,
        recorded_at=now,
        actor=actor.name,
        rulebook_version=version,
        import_id=import_id,
        effective=policy.effective(tx.book(version), touch),
        corrects=corrects,
        scripts=scripts,
    )


def record(
    tx: Tx,
    customer: int,
    touch: Touch,
    *,
    actor: Principal,
    now: Instant,
    wrap_seconds: int = 0,
    scripts: str = "",
    corrects: int | None = None,
    moved: Instant | None = None,
    also: Callable[[], None] | None = None,
) -> int:
    """Write a touch and all that follows from it: plans, what it closed, breaches that it takes back, notices of what
    was promised. ``moved``: the new time of a callback that a correction moves.

    ``also`` changes the facts that became known with it, before anything is folded.
    """
    hit = affected(tx, customer, touch.phone)
    standing = hit[0]
    tx.lock_customers(hit)
    placements.settle(tx, hit, now)
    before = open_obligations(tx, standing)
    cases = set() if corrects is None else owed_cases(tx, standing, now)
    on_record = retraction.on_record(tx, {standing: touch.at} if touch.at < now else {}, now)
    key = write(
        tx,
        customer,
        touch,
        actor=actor,
        now=now,
        wrap_seconds=wrap_seconds,
        scripts=scripts,
        corrects=corrects,
    )
    since = None
    if corrects is not None:
        _out_of_force(tx, corrects)
        since = second_calls.take_back(tx, corrects, actor=actor.name, now=now)
    second_calls.follow(tx, key, touch, actor=actor.name, now=now, since=since)
    if also is not None:
        also()
    placements.refold(tx, hit, now)
    note_closures(tx, standing, key, touch, before)
    if corrects is not None:
        retract_cases(tx, standing, cases, now)
    retraction.void(tx, on_record, now)
    promise_makers.tell(tx, standing, now=now, knows="" if corrects is None else actor.name, moved=moved)
    tx.mark_changed()
    return key


@prepared
def _owed(customer: int) -> Query:
    edition = CampaignTable.select(CampaignTable.edition).join(CustomerTable).where(CustomerTable.id == customer)
    owed = ObligationTable.select(*columns(Owed, ObligationTable))
    return owed.where((ObligationTable.customer == customer) & (ObligationTable.edition == edition))


def open_obligations(tx: Tx, customer: int) -> list[Obligation]:
    """Return the obligations of a customer's stored plan."""
    return [one.obligation for one in tx.all(Owed, _owed(customer))]


def note_closures(tx: Tx, customer: int, key: int, touch: Touch, before: list[Obligation]) -> None:
    """Keep which of the obligations open before this touch it closed, and whether in time (docs/rules.md#sla)."""
    found = tx.one(_Whose, _whose(customer))
    assert found is not None
    book = tx.book(found.version)
    left = {(one.rule, one.due_at) for one in open_obligations(tx, customer)}
    closed = [
        one
        for one in before
        if one.due_at <= touch.at and (one.rule, one.due_at) not in left and policy.closes(book, touch, one)
    ]
    rows = [
        {
            "customer": customer,
            "rule": one.rule,
            "due_at": one.due_at,
            "breach_at": one.breach_at,
            "touch": key,
            "owner": found.owner,
            "closed_at": touch.at,
            "in_time": touch.at < one.breach_at,
        }
        for one in closed
    ]
    tx.insert_each(ClosureTable, rows)


class _Whose(Struct, frozen=True):
    version: int
    owner: int | None


@prepared
def _whose(customer: int) -> Query:
    version, owner = CampaignTable.rulebook_version.alias("version"), CustomerTable.owner.alias("owner")
    return CustomerTable.select(version, owner).join(CampaignTable).where(CustomerTable.id == customer)


def _out_of_force(tx: Tx, touch_id: int) -> None:
    """Retract a touch and what it closed. Raises ``UNKNOWN_TOUCH`` where somebody else was quicker."""
    this = (TouchTable.id == touch_id) & TouchTable.in_force
    if not tx.run(TouchTable.update(in_force=False).where(this)):
        raise StoreError(Trouble.UNKNOWN_TOUCH, id=touch_id)
    tx.run(ClosureTable.delete().where(ClosureTable.touch == touch_id))


def withdraw(tx: Tx, touch_id: int, *, actor: Principal, now: Instant) -> None:
    """Take a touch back by a record that names it. The caller folds its customer again. Raises ``UNKNOWN_TOUCH``."""
    new: dict[Any, Any] = {
        TouchTable.recorded_at: now,
        TouchTable.actor: actor.name,
        TouchTable.effective: False,
        TouchTable.corrects: touch_id,
        TouchTable.withdrawn: True,
        TouchTable.in_force: False,
    }
    values = [peewee.Value(value, converter=False) for value in new.values()]
    record = TouchTable.select(*_COPIED, *values).where(TouchTable.id == touch_id)
    tx.run(TouchTable.insert_from(record, [*_COPIED, *new]))
    _out_of_force(tx, touch_id)
    second_calls.take_back(tx, touch_id, actor=actor.name, now=now)


def owed_cases(tx: Tx, customer: int, now: Instant) -> set[tuple[str, Instant]]:
    """The natural keys of the cases that a customer's history asks for."""
    (one,) = loader.load(tx, [customer])
    plan = placements.plan_of(tx, one, now)
    return {(owed.rule, owed.caused_at) for owed in plan.cases}


def retract_cases(tx: Tx, customer: int, before: set[tuple[str, Instant]], now: Instant) -> None:
    """Take back the cases that nobody has worked on and that rested on a touch taken back."""
    steps = CaseStepTable.select(CaseStepTable.id).where(CaseStepTable.kase == CaseTable.id)
    unworked = (CaseTable.customer == customer) & (CaseTable.state == CaseState.OPEN.value) & ~fn.EXISTS(steps)
    settled = {"state": CaseState.WITHDRAWN.value, "closed_at": now, "turn": None, "act_by": None}
    withdrawn = CaseTable.update(**settled).where(unworked)
    for rule, caused_at in before - owed_cases(tx, customer, now):
        tx.run(withdrawn.where((CaseTable.rule == rule) & (CaseTable.caused_at == caused_at)))
        reopened_cases.retract(tx, customer, rule, caused_at, now)
        pool_clocks.moved_by_cases(tx, [customer], now)


class _Replaced(Struct, frozen=True):
    customer: int
    at: Instant
    phone: str
    team: str
    wrap_seconds: int
    amount: str
    currency: str
    result: Result | None
    satisfaction: int | None
    on_case: int | None
    shown_number: str | None
    recording: str | None
    agent: str | None
    scripts: str
    callback_at: Instant | None


@prepared
def _replaced(touch_id: int) -> Query:
    return (
        TouchTable.select(
            TouchTable.customer.alias("customer"),
            TouchTable.at,
            TouchTable.phone,
            TouchTable.team,
            TouchTable.wrap_seconds,
            TouchTable.amount,
            TouchTable.currency,
            TouchTable.result,
            TouchTable.satisfaction,
            TouchTable.on_case,
            TouchTable.shown_number,
            TouchTable.recording,
            AgentTable.name.alias("agent"),
            TouchTable.scripts,
            TouchTable.callback_at,
        )
        .join(AgentTable, peewee.JOIN.LEFT_OUTER)
        .where((TouchTable.id == touch_id) & TouchTable.in_force)
    )


def correct(tx: Tx, touch_id: int, touch: Touch, *, actor: Principal, now: Instant, answers: bool = False) -> int:
    """Write a record that replaces what a touch says; what the new one leaves open stays. Raises ``UNKNOWN_TOUCH``.

    With ``answers`` result and satisfaction are as the new one says, also where it says none.
    """
    found = tx.one(_Replaced, _replaced(touch_id))
    if found is None:
        raise StoreError(Trouble.UNKNOWN_TOUCH, id=touch_id)
    right = replace(
        touch,
        at=found.at,
        phone=touch.phone or found.phone,
        team=touch.team or found.team,
        agent=touch.agent or found.agent or "",
        on_case=found.on_case,
        shown_number=found.shown_number,
        recording=found.recording,
        amount=found.amount,
        currency=found.currency,
    )
    if not answers:
        right = replace(
            right, result=touch.result or found.result, satisfaction=touch.satisfaction or found.satisfaction
        )
    return record(
        tx,
        found.customer,
        right,
        actor=actor,
        now=now,
        wrap_seconds=found.wrap_seconds,
        scripts=found.scripts,
        corrects=touch_id,
        moved=right.callback_at if right.callback_at != found.callback_at else None,
    )


def _leave_to_review(tx: Tx, touch_id: int, result: Result | None) -> None:
    """Raise ``APPEALED`` where another result is given to a follow-up call whose result was appealed.

    See docs/rules.md#r15-results.
    """
    standing = fn.COALESCE(CustomerTable.survivor, CustomerTable.id)
    appeal = (CaseTable.customer == standing) & (CaseTable.caused_at == TouchTable.at)
    other = fn.COALESCE(TouchTable.result, "") != ("" if result is None else result.value)
    appealed = tx.value(
        TouchTable.select(CaseTable.id)
        .join(CustomerTable)
        .join_from(CustomerTable, CaseTable, on=(appeal & (CaseTable.kind == CaseKind.APPEAL.value)))
        .where((TouchTable.id == touch_id) & other)
        .limit(1)
    )
    if appealed is not None:
        raise StoreError(Trouble.APPEALED)


def _typed(at: Instant | None, now: Instant) -> Instant:
    """An instant that was entered; 0 for that of sending, which is another one each time."""
    return 0 if at is None or at == now else at


def _leave_to_author(tx: Tx, touch_id: int) -> _Replaced:
    """A touch that the one who acts may correct: their own, or anybody's for supervisors."""
    found = tx.one(_Replaced, _replaced(touch_id))
    if found is None:
        raise StoreError(Trouble.UNKNOWN_TOUCH, id=touch_id)
    if found.agent != tx.grant.name and not tx.grant.has(Right.CORRECT_OTHERS):
        raise grants.refusal(tx.grant)
    return found


class Touches(Service, subject="touches"):
    """Verbs on contact records; ``key`` is that of the form that asks."""

    def record(self, ref: str, touch: Touch, *, key: str = "", now: Instant) -> int:
        """Record a contact that did not go through the call screen: an SMS sent, a visit, a call of the past.

        Without an agent it is the actor's; it is made for no case and showed no number of the company. Returns its id.
        Raises ``UNKNOWN_REF``; ``NOT_ALLOWED`` for a colleague's contact, which is a supervisor's to record.
        """
        whose = replace(touch, agent=touch.agent or self._principal.name, on_case=None, shown_number=None)
        entered = replace(whose, at=_typed(touch.at, now), callback_at=_typed(touch.callback_at, now))

        def work(tx: Tx) -> int:
            customer = loader.customer_id(tx, ref)
            if whose.agent != tx.grant.name and not tx.grant.has(Right.CORRECT_OTHERS):
                raise grants.refusal(tx.grant)
            phone = masks.whole(whose.phone, phone_rows.e164(phone_rows.stored(tx, customer))) if whose.phone else ""
            return record(tx, customer, replace(whose, phone=phone), actor=self._principal, now=now)

        return self._once(
            key,
            "record_touch",
            now,
            (ref, entered),
            int,
            work,
        )

    def correct(self, touch_id: int, touch: Touch, *, key: str = "", now: Instant, answers: bool = False) -> int:
        """Replace what a touch says. The correction counts from the instant of the touch that it replaces.

        Result and satisfaction stay where ``touch`` has none; with ``answers`` they are as it says. Returns the
        correction's id. Raises ``UNKNOWN_TOUCH`` where there is none or it was replaced already; ``APPEALED`` where
        another result is written of a call whose result was appealed: that is the review's (docs/rules.md#r15-results).
        """

        def work(tx: Tx) -> int:
            found = _leave_to_author(tx, touch_id)
            if answers:
                _leave_to_review(tx, touch_id, touch.result)
            whose = touch.agent if tx.grant.has(Right.CORRECT_OTHERS) else ""
            right = replace(touch, phone=masks.whole(touch.phone, (found.phone,)), agent=whose)
            return correct(tx, touch_id, right, actor=self._principal, now=now, answers=answers)

        return self._once(key, "correct_touch", now, (touch_id, touch, answers), int, work)

    def withdraw(self, touch_id: int, *, key: str = "", now: Instant) -> None:
        """Take back a touch that never was, such as an SMS marked as sent by mistake, by a record that names it.

        Raises ``UNKNOWN_TOUCH`` where there is none or it was replaced already.
        """

        def work(tx: Tx) -> None:
            found = _leave_to_author(tx, touch_id)
            hit = affected(tx, found.customer)
            standing = hit[0]
            tx.lock_customers(hit)
            placements.settle(tx, hit, now)
            cases = owed_cases(tx, standing, now)
            on_record = retraction.on_record(tx, {standing: found.at}, now)
            withdraw(tx, touch_id, actor=self._principal, now=now)
            placements.refold(tx, hit, now)
            retract_cases(tx, standing, cases, now)
            retraction.void(tx, on_record, now)
            tx.mark_changed()

        self._once(key, "withdraw_touch", now, (touch_id,), NoneType, work, sets=True)
