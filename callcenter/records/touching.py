"""Contact records: written once, corrected by further records, never changed (DESIGN §3, corrections)."""

from __future__ import annotations

from collections.abc import Callable
from types import NoneType

from msgspec.structs import replace

from callcenter import policy
from callcenter.model import CaseKind, Channel, Disposition, Instant, Obligation, Result, Touch
from callcenter.records import (
    cleaning,
    decided,
    frames,
    loading,
    people,
    phone_rows,
    placing,
    plan_rows,
    reopening,
    second_calls,
    voiding,
)
from callcenter.records.decided import DecidedField
from callcenter.records.requests import Request, Requests
from callcenter.records.working import Tx
from callcenter.rulebook import Rulebook
from callcenter.schema.calls import Touch as TouchTable
from callcenter.views.people import Actor
from callcenter.views.trouble import StoreError, Trouble

_DIALLED = (Channel.CALL, Channel.SMS)


def affected(tx: Tx, customer: int, number: str = "") -> list[int]:
    """Who stands for the customer, and those who share a number with them, or have this one: a call of one holds back
    the others."""
    standing = loading.standing(tx, customer)
    return [standing, *loading.sharers(tx, [standing], [number] if number else [])]


def write(
    tx: Tx,
    customer: int,
    touch: Touch,
    *,
    actor: Actor,
    now: Instant,
    wrap_seconds: int = 0,
    amount: str = "",
    scripts: str = "",
    corrects: int | None = None,
    import_id: int | None = None,
) -> int:
    """Insert a touch; nothing is folded here. ``phone`` defaults to the customer's first number of this moment."""
    version = tx.value(
        "SELECT c.rulebook_version_id FROM customer k JOIN campaign c ON c.id = k.campaign_id WHERE k.id = ?",
        (customer,),
    )
    phone = touch.phone
    if not phone and touch.channel in _DIALLED:
        phone = phone_rows.first(tx, customer)
    if import_id is None and touch.disposition is Disposition.SIGNED:
        decided.mark(tx, customer, DecidedField.STAGE)
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
        note=cleaning.note(touch.note),
        callback_at=touch.callback_at,
        team=cleaning.line(touch.team),
        phone=phone,
        amount=amount,
        result=None if touch.result is None else touch.result.value,
        satisfaction=touch.satisfaction,
        on_case=touch.on_case,
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
    actor: Actor,
    now: Instant,
    wrap_seconds: int = 0,
    amount: str = "",
    scripts: str = "",
    corrects: int | None = None,
    also: Callable[[], None] | None = None,
) -> int:
    """Write a touch and all that follows from it: plans, what it closed, breaches that it takes back.

    ``also`` changes the facts that became known with it, before anything is folded.
    """
    hit = affected(tx, customer, touch.phone)
    standing = hit[0]
    tx.lock_customers(hit)
    placing.settle(tx, hit, now)
    before = open_obligations(tx, standing)
    cases = set() if corrects is None else owed_cases(tx, standing, now)
    on_record = voiding.on_record(tx, {standing: touch.at} if touch.at < now else {}, now)
    key = write(
        tx,
        customer,
        touch,
        actor=actor,
        now=now,
        wrap_seconds=wrap_seconds,
        amount=amount,
        scripts=scripts,
        corrects=corrects,
    )
    if corrects is not None:
        _out_of_force(tx, corrects)
        second_calls.take_back(tx, corrects, actor=actor.name, now=now)
    second_calls.follow(tx, key, touch, actor=actor.name, now=now)
    if also is not None:
        also()
    placing.refold(tx, hit, now)
    note_closures(tx, standing, key, touch, before)
    if corrects is not None:
        retract_cases(tx, standing, cases, now)
    voiding.void(tx, on_record, now)
    tx.touch()
    return key


def open_obligations(tx: Tx, customer: int) -> list[Obligation]:
    """What the stored plan of a customer asks for."""
    rows = tx.rows(
        f"SELECT {plan_rows.OBLIGATION_COLUMNS} FROM obligation WHERE customer_id = ? AND edition_id ="
        " (SELECT k.edition FROM campaign k JOIN customer c ON c.campaign_id = k.id WHERE c.id = ?)",
        (customer, customer),
    )
    return [plan_rows.obligation_of(row) for row in rows]


def note_closures(tx: Tx, customer: int, key: int, touch: Touch, before: list[Obligation]) -> None:
    """Keep which of the obligations open before this touch it closed, and whether in time (RULES §6)."""
    book, owner = _book_and_owner(tx, customer)
    left = {(one.rule, one.due_at) for one in open_obligations(tx, customer)}
    closed = [
        one
        for one in before
        if one.due_at <= touch.at
        and (one.rule, one.due_at) not in left
        and policy.qualifies(book, touch, one.channel, one.team)
    ]
    tx.many(
        "INSERT INTO closure (customer_id, rule, due_at, breach_at, touch_id, owner_id, closed_at, in_time)"
        " VALUES (?,?,?,?,?,?,?,?)",
        [
            (customer, one.rule, one.due_at, one.breach_at, key, owner, touch.at, touch.at < one.breach_at)
            for one in closed
        ],
    )


def _book_and_owner(tx: Tx, customer: int) -> tuple[Rulebook, int | None]:
    row = tx.row("SELECT campaign_id, owner_id FROM customer WHERE id = ?", (customer,))
    assert row is not None
    return tx.book(frames.all_kept(tx)[row[0]].version), row[1]


def _out_of_force(tx: Tx, touch_id: int) -> None:
    """A touch counts no more, nor what it closed. Raises ``UNKNOWN_TOUCH`` where somebody else was quicker."""
    counted = tx.row("UPDATE touch SET in_force = ? WHERE id = ? AND in_force RETURNING id", (False, touch_id))
    if counted is None:
        raise StoreError(Trouble.UNKNOWN_TOUCH, id=touch_id)
    tx.sql("DELETE FROM closure WHERE touch_id = ?", (touch_id,))


def withdraw(tx: Tx, touch_id: int, *, actor: Actor, now: Instant) -> None:
    """Take a touch back by a record that names it. The caller folds its customer again. Raises ``UNKNOWN_TOUCH``."""
    copied = (
        "customer_id, at, agent_id, channel, direction, disposition, seconds, wrap_seconds, note, callback_at, team,"
        " phone, amount, result, satisfaction, on_case, rulebook_version_id, scripts"
    )
    tx.sql(
        f"INSERT INTO touch ({copied}, recorded_at, actor, effective, corrects_id, withdrawn, in_force)"
        f" SELECT {copied}, ?, ?, ?, id, ?, ? FROM touch WHERE id = ?",
        (now, actor.name, False, True, False, touch_id),
    )
    _out_of_force(tx, touch_id)
    second_calls.take_back(tx, touch_id, actor=actor.name, now=now)


def owed_cases(tx: Tx, customer: int, now: Instant) -> set[tuple[str, Instant]]:
    """The natural keys of the cases that a customer's history asks for."""
    (one,) = loading.load(tx, [customer])
    plan = placing.plan_of(tx, one, now)
    return {(owed.rule, owed.caused_at) for owed in plan.cases}


def retract_cases(tx: Tx, customer: int, before: set[tuple[str, Instant]], now: Instant) -> None:
    """Take back the cases that nobody has worked on and that rested on a touch taken back."""
    for rule, caused_at in before - owed_cases(tx, customer, now):
        tx.sql(
            "UPDATE kase SET state = 'withdrawn', closed_at = ? WHERE customer_id = ? AND rule = ? AND caused_at = ?"
            " AND state = 'open' AND NOT EXISTS (SELECT 1 FROM case_event s WHERE s.kase_id = kase.id)",
            (now, customer, rule, caused_at),
        )
        reopening.retract(tx, customer, rule, caused_at, now)


def correct(tx: Tx, touch_id: int, touch: Touch, *, actor: Actor, now: Instant, answers: bool = False) -> int:
    """Write a record that replaces what a touch says; what the new one leaves open stays. Raises ``UNKNOWN_TOUCH``.

    With ``answers`` result and satisfaction are as the new one says, also where it says none.
    """
    found = tx.row(
        "SELECT t.customer_id, t.at, t.phone, t.team, t.wrap_seconds, t.amount, t.result,"
        " t.satisfaction, t.on_case, a.name, t.scripts FROM touch t"
        " LEFT JOIN agent a ON a.id = t.agent_id WHERE t.id = ? AND t.in_force",
        (touch_id,),
    )
    if found is None:
        raise StoreError(Trouble.UNKNOWN_TOUCH, id=touch_id)
    customer, at, phone, team, wrap_seconds, amount, result, satisfaction, on_case, agent, scripts = found
    right = replace(
        touch,
        at=at,
        phone=touch.phone or phone,
        team=touch.team or team,
        agent=touch.agent or agent or "",
        on_case=on_case,
    )
    if not answers:
        right = replace(
            right,
            result=touch.result or (None if result is None else Result(result)),
            satisfaction=touch.satisfaction or satisfaction,
        )
    return record(
        tx,
        customer,
        right,
        actor=actor,
        now=now,
        wrap_seconds=wrap_seconds,
        amount=amount,
        scripts=scripts,
        corrects=touch_id,
    )


def _leave_to_review(tx: Tx, touch_id: int, result: Result | None) -> None:
    """Raises ``APPEALED`` where another result is given to a call-back whose result was appealed (RULES R15)."""
    appealed = tx.value(
        "SELECT 1 FROM touch t JOIN customer c ON c.id = t.customer_id"
        " JOIN kase e ON e.customer_id = coalesce(c.survivor_id, c.id) AND e.caused_at = t.at AND e.kind = ?"
        " WHERE t.id = ? AND coalesce(t.result, '') <> ? LIMIT 1",
        (CaseKind.APPEAL.value, touch_id, "" if result is None else result.value),
    )
    if appealed is not None:
        raise StoreError(Trouble.APPEALED)


def _typed(at: Instant | None, now: Instant) -> Instant:
    """An instant that was entered; 0 for that of sending, which is another one each time."""
    return 0 if at is None or at == now else at


class Touches(Requests):
    """Verbs on contact records; ``key`` is that of the form that asks."""

    def record_touch(self, ref: str, touch: Touch, *, key: str = "", actor: Actor, now: Instant) -> int:
        """Write down a contact that did not go through the call screen: an SMS sent, a visit, a call of the past.

        Without an agent it is the actor's. Returns its id. Raises ``UNKNOWN_REF``.
        """
        whose = touch if touch.agent else replace(touch, agent=actor.name)
        entered = replace(whose, at=_typed(touch.at, now), callback_at=_typed(touch.callback_at, now))
        return self.write_once(
            Request(key, "record_touch", now, (ref, entered, actor.name)),
            int,
            lambda tx: record(tx, loading.customer_id(tx, ref), whose, actor=actor, now=now),
        )

    def correct_touch(
        self, touch_id: int, touch: Touch, *, key: str = "", actor: Actor, now: Instant, answers: bool = False
    ) -> int:
        """Replace what a touch says. The correction counts from the instant of the touch that it replaces.

        Result and satisfaction stay where ``touch`` has none; with ``answers`` they are as it says. Returns the
        correction's id. Raises ``UNKNOWN_TOUCH`` where there is none or it was replaced already; ``APPEALED`` where
        another result is written of a call whose result was appealed: that is the review's (RULES R15).
        """

        def work(tx: Tx) -> int:
            if answers:
                _leave_to_review(tx, touch_id, touch.result)
            return correct(tx, touch_id, touch, actor=actor, now=now, answers=answers)

        return self.write_once(Request(key, "correct_touch", now, (touch_id, touch, answers, actor.name)), int, work)

    def withdraw_touch(self, touch_id: int, *, key: str = "", actor: Actor, now: Instant) -> None:
        """Take back a touch that never was, such as an SMS marked as sent by mistake, by a record that names it.

        Raises ``UNKNOWN_TOUCH`` where there is none or it was replaced already.
        """

        def work(tx: Tx) -> None:
            found = tx.row("SELECT customer_id, at FROM touch WHERE id = ? AND in_force", (touch_id,))
            if found is None:
                raise StoreError(Trouble.UNKNOWN_TOUCH, id=touch_id)
            customer, at = found
            hit = affected(tx, customer)
            standing = hit[0]
            tx.lock_customers(hit)
            placing.settle(tx, hit, now)
            cases = owed_cases(tx, standing, now)
            on_record = voiding.on_record(tx, {standing: at}, now)
            withdraw(tx, touch_id, actor=actor, now=now)
            placing.refold(tx, hit, now)
            retract_cases(tx, standing, cases, now)
            voiding.void(tx, on_record, now)
            tx.touch()

        self.write_once(Request(key, "withdraw_touch", now, (touch_id, actor.name), sets=True), NoneType, work)
