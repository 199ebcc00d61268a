"""Commitments, the call that a department's answer owes, the report on a lead: callbacks, appointments, holds.

See docs/rules.md#callback.
"""

from __future__ import annotations

from datetime import timedelta

from msgspec import Struct

from callcenter.engine.plan import touches as counting
from callcenter.engine.plan.known_state import Beginning, Standing
from callcenter.engine.plan.obligations import closed
from callcenter.model import DAY, MINUTE, Because, Channel, Ground, Instant, MilestoneKind, Obligation, Touch
from callcenter.workdays import Span, Unit, lead

CALLBACK_GRACE = 15 * MINUTE
LONGEST_HOLD = 14 * DAY
HAND_ON_CALL = Span(1, Unit.WORKING_DAYS)
"""Time for the call that a department's answer owes the customer."""


class Promise(Struct, frozen=True):
    """The newest callback: ``made`` is the touch that promised it, ``kept`` whether it was."""

    made: Touch
    at: Instant
    kept: bool


def newest_promise(standing: Standing) -> Promise | None:
    """The customer's newest callback, kept or not; only this one counts."""
    made = next((t for t in reversed(standing.touches) if t.callback_at is not None), None)
    if made is None or made.callback_at is None:
        return None
    at = made.callback_at
    kept = any(
        counting.reached(t) or (counting.is_outgoing_call(t) and t.at >= at - CALLBACK_GRACE)
        for t in standing.touches
        if t.at > made.at
    )
    return Promise(made, at, kept)


def callback(standing: Standing, promise: Promise | None) -> list[Obligation]:
    """The obligation of a promise that is not kept: due at its time, breached 15 minutes later."""
    if promise is None or promise.kept:
        return []
    ground = Ground(Because.CALLBACK, {"at": promise.at, "promised": promise.made.at, "agent": promise.made.agent})
    rule = f"{standing.book.name}.callback"
    return [Obligation(rule, Channel.CALL, promise.at, promise.at + CALLBACK_GRACE, ground, commitment=True)]


def hold(standing: Standing, promise: Promise | None) -> bool:
    """Tell whether a callback ahead, at most 14 days, keeps the customer from all but commitments (docs/rules.md#hold).

    Ends at its time, when it is kept, and with a new inquiry.
    """
    if promise is None or promise.kept or promise.made.at < standing.since_inquiry:
        return False
    return standing.horizon.has_come(promise.at - LONGEST_HOLD) and not standing.horizon.has_come(promise.at)


def appointment(standing: Standing) -> list[Obligation]:
    """Confirmation on the day before, call on the day, and the call after a no-show (docs/rules.md#appointment)."""
    planned = standing.milestones.get(MilestoneKind.APPOINTMENT)
    if planned is None:
        return []
    day = standing.day(planned.at)
    eve, midnight, end = standing.start_of(day - timedelta(days=1)), standing.start_of(day), standing.end_of(day)
    stops = end if planned.date_only else planned.at
    book = standing.book.name
    params = {"at": planned.at, "timed": not planned.date_only}
    found = []
    if not standing.horizon.has_come(stops):
        confirm = Ground(Because.APPOINTMENT_CONFIRM, params)
        found.append(Obligation(f"{book}.appointment.confirm", Channel.ANY, eve, midnight, confirm, commitment=True))
        call = Ground(Because.APPOINTMENT_CALL, params)
        found.append(Obligation(f"{book}.appointment.call", Channel.CALL, midnight, stops, call, commitment=True))
    if not any(t.channel is Channel.VISIT and midnight <= t.at < end for t in standing.touches):
        due, breach = stops, standing.end_of(day + timedelta(days=1)) if planned.date_only else end
        no_show = Ground(Because.APPOINTMENT_NO_SHOW, params)
        rule = f"{book}.appointment.no_show"
        found.append(Obligation(rule, Channel.CALL, due, breach, no_show, commitment=True, until_breach=True))
    return [obligation for obligation in found if not closed(standing, obligation)]


def hand_on(standing: Standing) -> list[Obligation]:
    """The call that a department's answer owes the customer (docs/rules.md#hand-on)."""
    kind = MilestoneKind.HAND_ON_ANSWERED
    answered = standing.milestones.get(kind)
    if answered is None:
        return []
    begin = Beginning(answered.at, standing.day(answered.at), answered.date_only)
    params = {"milestone": kind.value, "at": answered.at, "within": str(HAND_ON_CALL)}
    end, ground = standing.within(begin, HAND_ON_CALL), Ground(Because.WITHIN, params)
    owed = Obligation(f"{standing.book.name}.hand_on", Channel.CALL, answered.at, end, ground)
    return [] if closed(standing, owed) else [owed]


def report(standing: Standing) -> list[Obligation]:
    """The owner's next report on a lead that was handed out (docs/rules.md#r32), until the customer has signed.

    No contact takes its place.
    """
    asked, handed_out = standing.book.report, standing.milestones.get(MilestoneKind.HANDED_OUT)
    if asked is None or handed_out is None or standing.signed:
        return []
    begin, within = handed_out, asked.within
    reported = standing.milestones.get(MilestoneKind.REPORTED)
    if reported is not None and reported.at >= handed_out.at:
        if asked.every is None:
            return []
        begin, within = reported, asked.every
    ends = standing.within(Beginning(begin.at, standing.day(begin.at), begin.date_only), within)
    due = begin.at if begin is handed_out else max(begin.at, ends - lead(within))
    ground = Ground(Because.WITHIN, {"milestone": begin.kind.value, "at": begin.at, "within": str(within)})
    return [Obligation(f"{standing.book.name}.report", Channel.ANY, due, ends, ground, task=True)]
