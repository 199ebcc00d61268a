"""The shapes in which rules ask for touches, and what every rulebook asks for (docs/rules.md#obligations)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tests.oracle.days import Every, day_of, end_of, hours_run_from, midnight, plus_months, utc, working_days_after
from tests.oracle.model import DAY, HOUR, MINUTE, Attempt, Facts, Milestone, Obligation, OTouch
from tests.oracle.pool import pool_warning
from tests.oracle.touches import (
    all_numbers_dead,
    at,
    attempts,
    is_attempt_call,
    is_reached,
    milestones,
    must_not_be_called,
    overtaken_by_inquiry,
    qualifying,
    sold_at,
)


def state_of(f: Facts, due: datetime, breach: datetime) -> str:
    """Still open at its `breach_at` (docs/rules.md#words)."""
    if f.now < due:
        return "upcoming"
    return "breached" if f.now >= breach else "open"


def rule_id(f: Facts, rule: str) -> str:
    """The JSON's `rule` is `BOOK.ID` (docs/rules.md#rule-ids)."""
    return f"{f.book.name}.{rule}"


def once(
    f: Facts,
    rule: str,
    channel: str,
    due: datetime,
    breach: datetime,
    *,
    commitment: bool = False,
    task: bool = False,
    stops_dialling: bool = False,
) -> list[Obligation]:
    """No touch qualified at or after `due_at`.  What is closed is not listed (docs/rules.md#obligations)."""
    if qualifying(f, channel, since=due):
        return []
    state = state_of(f, due, breach)
    return [Obligation(rule_id(f, rule), channel, due, breach, state, commitment, task, stops_dialling)]


def on_day(f: Facts, rule: str, channel: str, milestone: Milestone, day: date) -> list[Obligation]:
    """Due 00:00 of that day, never before the milestone; breached 00:00 of the day after (docs/rules.md#cadence)."""
    return once(f, rule, channel, max(midnight(f.campaign, day), milestone.at), end_of(f.campaign, day))


def cadence_day(f: Facts, rule: str, channel: str, milestone: Milestone, offset: int) -> list[Obligation]:
    """A cadence day (`N+4`; docs/rules.md#cadence)."""
    return on_day(f, rule, channel, milestone, milestone.day + offset * DAY)


def window(f: Facts, rule: str, channel: str, milestone: Milestone, first: int, last: int) -> list[Obligation]:
    """A window of days (`day 1 to 3`): due 00:00 of the first, breached 24:00 of the last.

    See docs/rules.md#day-window.
    """
    due = midnight(f.campaign, milestone.day + first * DAY)
    return once(f, rule, channel, max(due, milestone.at), end_of(f.campaign, milestone.day + last * DAY))


def within_hours(
    f: Facts, rule: str, channel: str, milestone: Milestone, hours: int, *, answer: bool = False
) -> list[Obligation]:
    """Due at the milestone, hours run to the second.  A promised answer is a commitment, and a
    task that never stands in the dial queue (docs/rules.md#within)."""
    breach = hours_run_from(f, milestone) + hours * HOUR
    return once(f, rule, channel, milestone.at, breach, commitment=answer, task=answer)


def within_days(f: Facts, rule: str, channel: str, milestone: Milestone, last: date) -> list[Obligation]:
    """Days, weeks, months and working days run to 24:00 of that day (docs/rules.md#within, #spans)."""
    return once(f, rule, channel, milestone.at, end_of(f.campaign, last))


def within_working_days(
    f: Facts, rule: str, channel: str, milestone: Milestone, days: int, *, answer: bool = False
) -> list[Obligation]:
    """A time in working days (docs/rules.md#within, #working-days)."""
    breach = end_of(f.campaign, working_days_after(f.campaign, milestone.day, days))
    return once(f, rule, channel, milestone.at, breach, commitment=answer, task=answer)


def recurring(
    f: Facts,
    rule: str,
    channel: str,
    begins: datetime,
    base: datetime,
    every: Every,
    *,
    lead: timedelta | None = None,
    task: bool = False,
) -> list[Obligation]:
    """The obligation falls due at breach - lead; no breach before the beginning + 1 day, not due before the beginning;
    one that has not begun is not listed (docs/rules.md#obligations-command).  Its state depends on the base alone
    (docs/rules.md#recurring).
    """
    if f.now < begins:
        return []
    breach = max(every.after(f.campaign, base), begins + DAY)
    usual = every.lead if lead is None else lead
    if f.customer.history_until is not None:  # not before it and their lead (docs/rules.md#from-today)
        breach = max(breach, f.customer.history_until + usual)
    due = max(breach - usual, begins)
    return [Obligation(rule_id(f, rule), channel, due, breach, state_of(f, due, breach), task=task)]


def newest_qualifying(f: Facts, channel: str, begins: datetime, nth: int = 1, team: str | None = None) -> datetime:
    """The k-th newest qualifying touch, whenever it was, else the moment the rule began (docs/rules.md#recurring)."""
    instants = qualifying(f, channel, team=team)
    return instants[-nth] if len(instants) >= nth else begins


def at_least_every(f: Facts, rule: str, channel: str, begins: datetime, every: Every) -> list[Obligation]:
    """A recurring rule (`at least every 7d`; docs/rules.md#recurring)."""
    return recurring(f, rule, channel, begins, newest_qualifying(f, channel, begins), every)


def greeting(f: Facts, rule: str, channel: str, begins: datetime, due: datetime, day: date) -> list[Obligation]:
    """Lapses at its `breach_at`, 24:00 of its day.  A rule that has not begun is not listed, and asks
    for nothing before its beginning; next year's greetings are not listed (docs/rules.md#obligations-command,
    #greeting).
    """
    breach = end_of(f.campaign, day)
    this_year = day_of(f.campaign, f.now).year
    if f.now < begins or f.now >= breach or day.year > this_year:
        return []
    return once(f, rule, channel, max(due, begins), breach)


def birthday(f: Facts, channel: str, begins: datetime) -> list[Obligation]:
    """The birthday of this year; 29 Feb is kept on 28 Feb in other years (docs/rules.md#greeting)."""
    born = f.customer.birthday
    if born is None:
        return []
    year = day_of(f.campaign, f.now).year
    leap = (born.month, born.day) == (2, 29)
    day = date(year, 3, 1) - DAY if leap else date(year, born.month, born.day)
    return greeting(f, "birthday", channel, begins, midnight(f.campaign, day), day)


# ------------------------------------------------------------------------------------------------- in every rulebook


def appointment(f: Facts) -> list[Obligation]:
    """Confirm on D-1, call on D before it, no_show where no visit is recorded on D (docs/rules.md#appointment)."""
    meeting = milestones(f).get("appointment")
    if meeting is None:
        return []
    c, d = f.campaign, meeting.day
    ends = meeting.at if meeting.timed else end_of(c, d)  # "without a time: `call` has all of D"
    no_show_breach = end_of(c, d) if meeting.timed else end_of(c, d + DAY)
    found: list[Obligation] = []
    if f.now < ends:  # "both stop applying at the appointment's time"
        found += once(f, "appointment.confirm", "any", midnight(c, d - DAY), midnight(c, d), commitment=True)
        found += once(f, "appointment.call", "call", midnight(c, d), ends, commitment=True)
    if not any(t.channel == "visit" and day_of(c, at(f, t)) == d for t in f.touches):
        still_promised = f.now < no_show_breach  # "a commitment until it breaches, then an ordinary breached call"
        found += once(f, "appointment.no_show", "call", ends, no_show_breach, commitment=still_promised)
    return found


def answered_hand_on(f: Facts) -> list[Obligation]:
    """The answer of a department owes the customer a call within 1 working day (docs/rules.md#hand-on)."""
    answer = milestones(f).get("hand_on_answered")
    return [] if answer is None else within_working_days(f, "hand_on", "call", answer, 1)


def lead_report(f: Facts) -> list[Obligation]:
    """The owner of a lead that was handed out reports, again and again until it is signed (docs/rules.md#r32)."""
    known, asked = milestones(f), f.book.report
    out, told = known.get("handed_out"), known.get("reported")
    if asked is None or out is None or f.customer.stage == "signed" or sold_at(f):
        return []
    c, (first_days, then_months) = f.campaign, asked
    if told is None or told.at < out.at:
        due, breach = out.at, end_of(c, out.day + first_days * DAY)
    else:
        breach = end_of(c, plus_months(told.day, then_months))
        due = max(told.at, breach - 3 * DAY)  # an interval of a month falls due 3 days before
    return [Obligation(rule_id(f, "report"), "any", due, breach, state_of(f, due, breach), False, True, False)]


def newest_promise(f: Facts) -> OTouch | None:
    """Only the customer's newest counts (docs/rules.md#callback)."""
    promises = [t for t in f.touches if t.callback_at is not None]
    return promises[-1] if promises else None


def callback_of(f: Facts, promise: OTouch) -> datetime:
    assert promise.callback_at is not None
    return utc(f.campaign, promise.callback_at)


def is_kept(f: Facts, promise: OTouch) -> bool:
    """Kept by an outgoing attempt from 15 minutes before it, or by any reach after the promise.

    See docs/rules.md#callback.
    """
    later = [t for t in f.touches if at(f, t) > at(f, promise)]
    opens = callback_of(f, promise) - 15 * MINUTE
    return any(is_reached(t) or (is_attempt_call(t) and at(f, t) >= opens) for t in later)


def callback(f: Facts) -> list[Obligation]:
    """Due at `callback_at`, breached 15 minutes later (docs/rules.md#callback)."""
    promise = newest_promise(f)
    if promise is None or is_kept(f, promise):
        return []
    due = callback_of(f, promise)
    breach = due + 15 * MINUTE
    return [Obligation(rule_id(f, "callback"), "call", due, breach, state_of(f, due, breach), True)]


def held_until(f: Facts) -> datetime | None:
    """The hold, while it lies ahead, at most 14 days, and is not kept; a new inquiry ends it (docs/rules.md#hold)."""
    promise = newest_promise(f)
    if promise is None or is_kept(f, promise) or overtaken_by_inquiry(f, at(f, promise)):
        return None
    until = callback_of(f, promise)
    return until if timedelta(0) < until - f.now <= 14 * DAY else None


def round_at(f: Facts, moment: datetime) -> list[Attempt]:
    """The failed attempts up to a moment since the customer was last reached or inquired anew; a rulebook
    that sets no retry has no rounds (docs/rules.md#retry)."""
    if not f.book.retries:
        return []
    reaches = [at(f, t) for t in f.touches if is_reached(t) and at(f, t) <= moment]
    failed = [a for a in attempts(f) if not a.reached and a.at <= moment and not overtaken_by_inquiry(f, a.at)]
    return [a for a in failed if not reaches or a.at > reaches[-1]]


def retry(f: Facts) -> list[Obligation]:
    """While fewer than 3 failed attempts were made; due last + 2h, breached first + 48h, but no earlier
    than a callback that was being waited for when the 48h ran out, breaches (docs/rules.md#retry)."""
    tried = round_at(f, f.now)
    if not 1 <= len(tried) < 3:
        return []
    breach = after_the_callbacks(f, tried[0].first_at + 48 * HOUR)
    due = min(tried[-1].at + 2 * HOUR, breach)
    return [Obligation(rule_id(f, "retry"), "call", due, breach, state_of(f, due, breach))]


def after_the_callbacks(f: Facts, moment: datetime) -> datetime:
    """A retry breaches no earlier than the callback itself (docs/rules.md#hold): one that would breach before that,
    while the callback stands and is at most 14 days ahead, breaches with it, or is asked again at a newer promise.  A
    reach or an inquiry after the promise ends it; a failed attempt in the callback's own 15 minutes changes nothing.
    """
    promises = [t for t in f.touches if t.callback_at is not None]
    while True:
        made = [p for p in promises if at(f, p) <= moment]
        if not made or overtaken_by_inquiry(f, at(f, made[-1])):
            return moment
        if any(is_reached(t) and at(f, t) > at(f, made[-1]) for t in f.touches):
            return moment
        until = callback_of(f, made[-1])
        broken = until + 15 * MINUTE
        if broken <= moment or until - moment > 14 * DAY:
            return moment
        moment = min([broken, *(at(f, p) for p in promises if at(f, p) > moment)])


def all_obligations(f: Facts) -> list[Obligation]:
    """Lost and closed owe nothing, nor does a do-not-call; dead numbers owe no call and no SMS.

    See docs/rules.md#stages, #do-not-call, #dead-numbers.
    """
    if f.customer.stage in ("lost", "closed") or must_not_be_called(f):
        return []
    found = [*f.book.rules(f), *appointment(f), *callback(f), *answered_hand_on(f), *lead_report(f), *retry(f)]
    found += pool_warning(f)
    history = f.customer.history_until
    if history is not None:  # a breach of before is not owed (docs/rules.md#from-today)
        found = [o for o in found if o.breach_at >= history]
    if all_numbers_dead(f):
        found = [o for o in found if o.channel not in ("call", "sms")]
    return sorted(found, key=lambda o: (o.breach_at, o.due_at, o.rule))


def next_beginning(f: Facts) -> datetime | None:
    """With nothing owed, the gate opens when the next rule for a call begins, if that can be known.

    See docs/rules.md#why.
    """
    return min((begins for begins in f.book.beginnings(f) if begins > f.now), default=None)
