"""The retry round and the gap: what failed attempts ask for and forbid (docs/rules.md#retry, #gap)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from msgspec import Struct

from callcenter.engine.plan import touches as counting
from callcenter.engine.plan.commitments import CALLBACK_GRACE, LONGEST_HOLD
from callcenter.engine.plan.known_state import Standing
from callcenter.model import HOUR, Because, Channel, Gate, Ground, Instant, Obligation, ShutGate
from callcenter.rulebook.book import DAILY_CAP

PAUSE = 2 * HOUR


class Round(Struct, frozen=True):
    """The attempts since the customer was last reached, and the instants of those that spent the round."""

    attempts: tuple[counting.Attempt, ...]
    spent: tuple[Instant, ...]


def rounds(standing: Standing) -> tuple[Round, tuple[Instant, ...]]:
    """The running round, and the instants of every attempt so far that was made with its round spent, or spent it."""
    retry = standing.book.retry
    reaches = [t.at for t in standing.touches if counting.reached(t)]
    running: list[counting.Attempt] = []
    spending: list[Instant] = []
    spent_now: list[Instant] = []
    for attempt in standing.failed:
        if attempt.at < standing.since_inquiry:
            continue
        if running and any(running[-1].at <= at <= attempt.first_at for at in reaches):
            running, spent_now = [], []
        running.append(attempt)
        if retry is not None and len(running) >= retry.attempts:
            spending.append(attempt.at)
            spent_now.append(attempt.at)
    if running and standing.last_reach is not None and standing.last_reach >= running[-1].at:
        running, spent_now = [], []
    return Round(tuple(running), tuple(spent_now)), tuple(spending)


def retry_obligation(standing: Standing, running: Round) -> list[Obligation]:
    """The next attempt that a round owes: due 2h after the last, breached 48h after the first or with a callback."""
    retry = standing.book.retry
    if retry is None or not running.attempts or running.spent:
        return []
    first, last = running.attempts[0], running.attempts[-1]
    breach = _after_the_callback(standing, first.first_at + retry.within.count * HOUR)
    ground = Ground(
        Because.RETRY,
        {
            "made": len(running.attempts),
            "attempts": retry.attempts,
            "first": first.first_at,
            "last": last.at,
        },
    )
    due = min(last.at + PAUSE, breach)
    return [Obligation(f"{standing.book.name}.retry", Channel.CALL, due, breach, ground, retry=True)]


def _after_the_callback(standing: Standing, breach: Instant) -> Instant:
    """A retry breaches no earlier than the callback that was waited for when its time ran out does.

    For good: once the callback has passed, the breach stays where it was put. A promise made later does not excuse a
    retry that was breached before it.

    See docs/rules.md#retry.
    """
    promises = [t for t in standing.touches if t.callback_at is not None and t.at >= standing.since_inquiry]
    while True:
        made = next((t for t in reversed(promises) if t.at <= breach), None)
        if made is None or made.callback_at is None or (standing.last_reach or made.at) > made.at:
            return breach
        broken = made.callback_at + CALLBACK_GRACE
        if broken <= breach or made.callback_at - breach > LONGEST_HOLD:
            return breach
        breach = min([broken, *(t.at for t in promises if t.at > breach)])


def gap(standing: Standing, spending: Iterable[Instant]) -> list[ShutGate]:
    """The shut gates after attempts: ``gap`` (2h, or a call that did not count) and ``daily_cap``.

    See docs/rules.md#gap.
    """
    spent = set(spending)
    two_hours: list[Instant] = []
    next_day: list[Instant] = []
    capped: list[Instant] = []
    made: dict[date, int] = {}
    for attempt in standing.failed:
        day = standing.day(attempt.at)
        made[day] = made.get(day, 0) + 1
        if attempt.at < standing.since_inquiry:
            continue
        two_hours.append(attempt.at + PAUSE)
        if made[day] >= DAILY_CAP or attempt.at in spent:
            capped.append(standing.end_of(day))
    for touch in standing.touches:
        if touch.at < standing.since_inquiry or not counting.is_outgoing_call(touch):
            continue
        if counting.reached(touch) and not counting.effective(standing.book, touch):
            next_day.append(standing.end_of(standing.day(touch.at)))
    two_hours += _at_other_customers(standing)
    held = []
    for gate, ends in ((Gate.GAP, two_hours + next_day), (Gate.DAILY_CAP, capped)):
        ahead = [at for at in ends if not standing.horizon.has_come(at)]
        if ahead:
            held.append(ShutGate(gate, max(ahead)))
    return held


def _at_other_customers(standing: Standing) -> list[Instant]:
    """Return the ends of others' gaps that hold for all of this one's numbers (docs/architecture.md#nobody-twice)."""
    ends: list[Instant] = []
    for number in standing.numbers:
        until: list[Instant] = []
        for call in standing.foreign:
            if call.phone != number or not number:
                continue
            if not call.disposition.reached:
                until.append(call.at + PAUSE)
            elif not call.effective:
                until.append(standing.start_of(standing.day(call.at) + timedelta(days=1)))
        if not until:
            return []
        ends.append(max(until))
    return [min(ends)] if ends else []
