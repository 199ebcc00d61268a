"""The telesales rules worked out a second time, slowly and plainly, from the text of RULES.

It is what the program's own decisions are compared with, so it shares no code with them: the standard library's
``datetime`` and ``zoneinfo`` and the ``holidays`` package, nothing else.  Every question is answered from the whole
history again; nothing is kept between two questions.  Each function says which clause of RULES it works out.

All instants that go in are aware datetimes (a naive one is a local time of the campaign); all that come out are aware
datetimes in UTC.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import holidays

When: TypeAlias = date | datetime

BOOK = "telesales"
TIERS = ("A", "B", "C", "D", "E")
PLANS = ("appointment", "contract_end", "warranty_end")
REACHED = ("interested", "neutral", "appointment", "signed", "callback", "negative", "refused", "do_not_call")
DEAD = ("suspended", "invalid_number")
WRITTEN = ("sms", "email", "letter", "chat")
WINDOWS = ((time(10), time(12)), (time(14), time(18)))
BLOCKS = (
    (time(9, 30), time(11, 30), ("high_intent", "key")),
    (time(11, 30), time(13, 30), ("maintenance", "low_intent")),
    (time(13, 30), time(14), ("new", "low_intent")),
    (time(14), time(17), ("high_intent", "key")),
)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class OCampaign:
    """A list of customers under one rulebook; ``closed`` = (on public holidays too, the days given one by one)."""

    timezone: str = "Asia/Shanghai"
    country: str = "CN"
    closed: tuple[bool, Sequence[date]] = (False, ())
    legal_start: time = time(8)
    legal_end: time = time(21)
    rulebook: str = BOOK


@dataclass(frozen=True)
class OCustomer:
    """What is known of a customer; ``milestones`` stand in the order in which they were recorded."""

    ref: str
    tier: str | None
    stage: str
    owner: str | None
    timezone: str | None
    created_at: When | None
    imported_at: datetime
    key: bool = False
    milestones: Sequence[tuple[str, When]] = ()
    numbers: Sequence[str] = ()


@dataclass(frozen=True)
class OTouch:
    """One contact record."""

    at: datetime
    agent: str = ""
    channel: str = "call"
    direction: str = "out"
    disposition: str | None = None
    note: str = ""
    callback_at: datetime | None = None
    phone: str | None = None
    team: str | None = None


Member: TypeAlias = tuple[OCampaign, OCustomer, Sequence[OTouch]]


@dataclass(frozen=True)
class Milestone:
    """A milestone as an instant, with its campaign day and whether a time of day was given."""

    at: datetime
    day: date
    timed: bool


@dataclass(frozen=True)
class Attempt:
    """§2.2: one attempt; several calls at different numbers within 10 minutes are one, standing at the last."""

    first_at: datetime
    at: datetime
    reached: bool
    effective: bool


@dataclass(frozen=True)
class Obligation:
    """§2.3: a touch that a rule asks for, as it stands at the instant that was asked about."""

    rule: str
    channel: str
    due_at: datetime
    breach_at: datetime
    state: str
    commitment: bool = False

    def plain(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "channel": self.channel,
            "due_at": self.due_at,
            "breach_at": self.breach_at,
            "state": self.state,
        }


@dataclass(frozen=True)
class Gate:
    """§3 `why`: something that keeps a customer from being offered, until when, and which obligations it keeps back."""

    name: str
    opens_at: datetime | None
    keeps_back: Callable[[Obligation], bool]


@dataclass(frozen=True)
class Facts:
    """One customer as of T: touches after T do not count (§3, last line)."""

    campaign: OCampaign
    customer: OCustomer
    now: datetime
    touches: Sequence[OTouch] = field(default=())


# ---------------------------------------------------------------------------------------------------------- §2.1 time


def utc(campaign: OCampaign, value: datetime) -> datetime:
    """An aware datetime as it is; a naive one is local to the campaign ("without an offset, local to the campaign")."""
    if value.tzinfo is None:
        return value.replace(tzinfo=ZoneInfo(campaign.timezone), fold=0).astimezone(UTC)
    return value.astimezone(UTC)


def at_local(zone: str, day: date, clock: time) -> datetime:
    """§2.1: an ambiguous local time is the first one, a skipped one takes the earlier offset (both are fold=0)."""
    return datetime.combine(day, clock, tzinfo=ZoneInfo(zone)).replace(fold=0).astimezone(UTC)


def midnight(campaign: OCampaign, day: date) -> datetime:
    """§2.1: days are the campaign's; 24:00 of a day is 00:00 of the next."""
    return at_local(campaign.timezone, day, time(0))


def day_of(campaign: OCampaign, instant: datetime) -> date:
    return instant.astimezone(ZoneInfo(campaign.timezone)).date()


def plus_months(day: date, months: int) -> date:
    """§2.1: calendar months, 31 Jan + 1mo = 28 or 29 Feb."""
    years, month0 = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month0 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def one_month_after(campaign: OCampaign, instant: datetime) -> datetime:
    """§2.1: `mo` in a recurring rule is a calendar month later at the same local time."""
    local = instant.astimezone(ZoneInfo(campaign.timezone))
    return at_local(campaign.timezone, plus_months(local.date(), 1), local.time())


def as_milestone(campaign: OCampaign, value: When) -> Milestone:
    """§2.1: day N is the local date; a date without a time is 00:00."""
    if isinstance(value, datetime):
        instant = utc(campaign, value)
        return Milestone(instant, day_of(campaign, instant), True)
    return Milestone(midnight(campaign, value), value, False)


def hours_run_from(campaign: OCampaign, milestone: Milestone) -> datetime:
    """§2.1: hours run from the milestone; from that day's first window (campaign's zone) where it has no time."""
    if milestone.timed:
        return milestone.at
    return at_local(campaign.timezone, milestone.day, WINDOWS[0][0])


# ------------------------------------------------------------------------------------------------ what counts as of T


def facts_as_of(campaign: OCampaign, customer: OCustomer, touches: Iterable[OTouch], now: datetime) -> Facts:
    """§3: touches after T do not count."""
    known = sorted((t for t in touches if utc(campaign, t.at) <= now), key=lambda t: utc(campaign, t.at))
    return Facts(campaign, customer, now.astimezone(UTC), known)


def at(f: Facts, touch: OTouch) -> datetime:
    return utc(f.campaign, touch.at)


def milestones(f: Facts) -> dict[str, Milestone]:
    """§1, §3: the newest value of each kind; values after T do not count, but plans do."""
    newest: dict[str, Milestone] = {}
    for kind, value in f.customer.milestones:
        milestone = as_milestone(f.campaign, value)
        if kind in PLANS or milestone.at <= f.now:
            newest[kind] = milestone
    return newest


def inquiry(f: Facts) -> Milestone | None:
    """§2.3: no milestone as of T (a plan is one) counts as an inquiry at `created_at`, or at import."""
    known = milestones(f)
    if known:
        return known.get("inquiry")
    came = as_milestone(f.campaign, f.customer.created_at or f.customer.imported_at)
    return came if came.at <= f.now else None


def came_at(f: Facts) -> datetime:
    """§2.3 "Recurring": a customer came at the earliest of `created_at`, milestones and touches."""
    instants = [m.at for m in milestones(f).values() if m.at <= f.now] + [at(f, t) for t in f.touches]
    if f.customer.created_at is not None:
        instants.append(as_milestone(f.campaign, f.customer.created_at).at)
    return min(instants) if instants else utc(f.campaign, f.customer.imported_at)


def sold_at(f: Facts) -> list[datetime]:
    """§2.3: when the customer signed: each `signed` disposition, and a `contract_start` that has come."""
    instants = [at(f, t) for t in f.touches if t.disposition == "signed"]
    start = milestones(f).get("contract_start")
    return instants + ([start.at] if start else [])


def is_signed(f: Facts) -> bool:
    """§2.3: stage `signed`, a `signed` disposition, or `contract_start` has come."""
    return f.customer.stage == "signed" or bool(sold_at(f))


# ------------------------------------------------------------------------- §2.2 dispositions and what they count as


def is_attempt_call(touch: OTouch) -> bool:
    """§2.2: an attempt is any outgoing call."""
    return touch.channel == "call" and touch.direction == "out"


def is_reached(touch: OTouch) -> bool:
    """§2.2: a visit, and a call by the table."""
    return touch.channel == "visit" or (touch.channel == "call" and touch.disposition in REACHED)


def is_effective(touch: OTouch) -> bool:
    """§2.2: outgoing, reached, not refused, not do_not_call, and more than 5 characters of note, white space aside."""
    characters = [c for c in touch.note if not c.isspace()]
    return (
        is_attempt_call(touch)
        and is_reached(touch)
        and touch.disposition not in ("refused", "do_not_call")
        and len(characters) > 5
    )


def qualifies(touch: OTouch, channel: str) -> bool:
    """§2.2 "A touch qualifies"."""
    for_call = (
        is_effective(touch)
        or (touch.channel == "call" and touch.direction == "in" and is_reached(touch))
        or touch.channel == "visit"
    )
    if channel == "call":
        return for_call
    if channel == "any":
        return for_call or (touch.channel in WRITTEN and touch.direction == "out")
    return touch.channel == channel and touch.direction == "out"


def number_of(f: Facts, touch: OTouch) -> str | None:
    """§2.2: `phone`, by default the first number."""
    return touch.phone or (f.customer.numbers[0] if f.customer.numbers else None)


def attempts(f: Facts) -> list[Attempt]:
    """§2.2: outgoing calls; failed ones at different numbers, the last at most 10 minutes after the first and no
    reach between, are one attempt."""
    found: list[Attempt] = []
    together: list[OTouch] = []  # the failed calls of the attempt that may still grow
    for touch in f.touches:
        if is_reached(touch):
            together = []
            if is_attempt_call(touch):
                found.append(Attempt(at(f, touch), at(f, touch), True, is_effective(touch)))
        elif is_attempt_call(touch):
            grows = (
                bool(together)
                and at(f, touch) - at(f, together[0]) <= 10 * MINUTE
                and number_of(f, touch) not in [number_of(f, t) for t in together]
            )
            if grows:
                found.pop()
                together.append(touch)
            else:
                together = [touch]
            found.append(Attempt(at(f, together[0]), at(f, touch), False, False))
    return found


def all_numbers_dead(f: Facts) -> bool:
    """§2.2: a number is dead while its newest call found it suspended or invalid. Who has no number on record was
    still called at some number: the calls without one are that number's."""

    def dead(number: str | None) -> bool:
        calls = [t for t in f.touches if t.channel == "call" and number_of(f, t) == number]
        return bool(calls) and calls[-1].disposition in DEAD

    numbers: Sequence[str | None] = f.customer.numbers or [None]
    return all(dead(number) for number in numbers)


def must_not_be_called(f: Facts) -> bool:
    """§2.2: `do_not_call` ends every obligation, for good."""
    return any(t.disposition == "do_not_call" for t in f.touches)


# ---------------------------------------------------------------------------------------------------- §2.3 obligations


def state_of(f: Facts, due: datetime, breach: datetime) -> str:
    """§1 "breach": still open at its `breach_at`."""
    if f.now < due:
        return "upcoming"
    return "breached" if f.now >= breach else "open"


def once(
    f: Facts, rule: str, channel: str, due: datetime, breach: datetime, *, commitment: bool = False
) -> list[Obligation]:
    """§2.3 "Open": no touch qualified at or after `due_at`.  What is closed is not listed."""
    if any(qualifies(t, channel) and at(f, t) >= due for t in f.touches):
        return []
    return [Obligation(f"{BOOK}.{rule}", channel, due, breach, state_of(f, due, breach), commitment)]


def cadence_day(f: Facts, rule: str, channel: str, milestone: Milestone, offset: int) -> list[Obligation]:
    """§2.3 "Cadence day": due 00:00 of that day, never before the milestone; breached 00:00 of the day after."""
    day = milestone.day + offset * DAY
    due = max(midnight(f.campaign, day), milestone.at)
    return once(f, rule, channel, due, midnight(f.campaign, day + DAY))


def recurring(
    f: Facts, rule: str, channel: str, begins: datetime, base: datetime, breach: datetime, lead: timedelta
) -> list[Obligation]:
    """§2.3 "Recurring": due = breach - lead; no breach before the beginning + 1 day, not due before the beginning;
    one that has not begun is not listed (§3 `obligations`).  Its state depends on the base alone."""
    if f.now < begins:
        return []
    breach = max(breach, begins + DAY)
    due = max(breach - lead, begins)
    return [Obligation(f"{BOOK}.{rule}", channel, due, breach, state_of(f, due, breach))]


def newest_qualifying(f: Facts, channel: str, begins: datetime, nth: int = 1) -> datetime:
    """§2.3: the k-th newest qualifying touch, whenever it was, else the moment the rule began."""
    instants = [at(f, t) for t in f.touches if qualifies(t, channel)]
    return instants[-nth] if len(instants) >= nth else begins


def presale_runs(f: Facts, n: Milestone) -> bool:
    """R1: all of it until 24:00 of N+6mo, or until signed or delivered at or after the inquiry."""
    if f.customer.stage == "signed" or f.now >= midnight(f.campaign, plus_months(n.day, 6) + DAY):
        return False
    delivered = milestones(f).get("delivered")
    return all(instant < n.at for instant in sold_at(f) + ([delivered.at] if delivered else []))


def presale(f: Facts) -> list[Obligation]:
    """R1, R8: what an inquiry asks for."""
    n = inquiry(f)
    if n is None or not presale_runs(f, n):
        return []
    return [
        *once(f, "first_call", "call", n.at, hours_run_from(f.campaign, n) + 24 * HOUR),
        *cadence_day(f, "thanks_sms", "sms", n, 0),
        *cadence_day(f, "intro.N+1", "call", n, 1),
        *cadence_day(f, "intro.N+4", "call", n, 4),
        *cadence_day(f, "promo_sms", "sms", n, 5),
        *cadence_day(f, "intro.N+7", "call", n, 7),
        *maintenance(f, n),
        *unreached(f, n),
    ]


def maintenance(f: Facts, n: Milestone) -> list[Obligation]:
    """R1 "From N+8"; §2.5: without a tier the duties are D's."""
    tier = f.customer.tier or "D"
    begins = midnight(f.campaign, n.day + 8 * DAY)
    if tier == "E":
        return maintenance_e(f, begins)
    every = 7 * DAY if tier in ("A", "B") else 14 * DAY
    base = newest_qualifying(f, "call", begins)
    return recurring(f, f"maintenance.{tier}", "call", begins, base, base + every, lead=DAY)


def maintenance_e(f: Facts, n8: datetime) -> list[Obligation]:
    """R1: E a call every 1mo and 2 SMS per 1mo, only with an `interested` touch, from the later of the first such
    touch and N+8.  The bracket is read as speaking of all that E asks for, as the regulation behind it does."""
    interested = [at(f, t) for t in f.touches if t.disposition == "interested"]
    if not interested:
        return []
    begins = max(interested[0], n8)
    call = newest_qualifying(f, "call", begins)
    sms = newest_qualifying(f, "sms", begins, nth=2)
    return [
        *recurring(f, "maintenance.E", "call", begins, call, one_month_after(f.campaign, call), lead=3 * DAY),
        *recurring(f, "maintenance_sms.E", "sms", begins, sms, one_month_after(f.campaign, sms), lead=3 * DAY),
    ]


def next_beginning(f: Facts) -> datetime | None:
    """§3 `why`: with nothing owed, the gate opens when the next recurring call rule begins, if that can be known."""
    ahead = []
    n = inquiry(f)
    if n is not None and presale_runs(f, n) and (f.customer.tier != "E" or maintenance_e(f, f.now)):
        ahead.append(midnight(f.campaign, n.day + 8 * DAY))
    end = milestones(f).get("contract_end")
    if is_signed(f) and (end is None or f.now < midnight(f.campaign, end.day + DAY)):
        ahead.append(came_at(f))
        if end is not None:
            ahead.append(renewal_begins(f, end))
    return min((at for at in ahead if at > f.now), default=None)


def unreached(f: Facts, n: Milestone) -> list[Obligation]:
    """R1: an A customer not reached at all for 7d, from the later of the inquiry and the newest touch that reached."""
    if f.customer.tier != "A":
        return []
    base = max([n.at, *(at(f, t) for t in f.touches if is_reached(t))])
    return recurring(f, "unreached.A", "call", n.at, base, base + 7 * DAY, lead=DAY)


def signed_care(f: Facts) -> list[Obligation]:
    """R2: signed customers a call at least every 1mo, due from 1 week after the base, until 24:00 of `contract_end`."""
    end = milestones(f).get("contract_end")
    if not is_signed(f) or (end and f.now >= midnight(f.campaign, end.day + DAY)):
        return []
    begins = came_at(f)
    base = newest_qualifying(f, "call", begins)
    breach = one_month_after(f.campaign, base)
    return recurring(f, "signed", "call", begins, base, breach, lead=breach - (base + 7 * DAY))


def renewal_begins(f: Facts, end: Milestone) -> datetime:
    """R2: 6, 3 or 2 months before `contract_end` by the length of the contract, or from `contract_start`; the length
    runs to the day after `contract_end`."""
    start = milestones(f).get("contract_start")
    if start is None:
        return midnight(f.campaign, plus_months(end.day, -2))
    for years, months in ((3, 6), (2, 3), (1, 2)):
        if plus_months(start.day, 12 * years) <= end.day + DAY:
            return midnight(f.campaign, plus_months(end.day, -months))
    return start.at


def renewal(f: Facts) -> list[Obligation]:
    """R2 "Renewal talk": first breached 1mo after its beginning, then every 1mo from the newest call since."""
    end = milestones(f).get("contract_end")
    if not is_signed(f) or end is None or f.now >= midnight(f.campaign, end.day + DAY):
        return []
    begins = renewal_begins(f, end)
    base = max([begins, *(at(f, t) for t in f.touches if qualifies(t, "call"))])
    return recurring(f, "renewal", "call", begins, base, one_month_after(f.campaign, base), lead=3 * DAY)


def appointment(f: Facts) -> list[Obligation]:
    """§2.3 "Appointment": confirm on D-1, call on D before it, no_show where no visit is recorded on D."""
    meeting = milestones(f).get("appointment")
    if meeting is None:
        return []
    c, d = f.campaign, meeting.day
    ends = meeting.at if meeting.timed else midnight(c, d + DAY)  # "without a time: `call` has all of D"
    no_show_breach = midnight(c, d + DAY) if meeting.timed else midnight(c, d + 2 * DAY)
    found: list[Obligation] = []
    if f.now < ends:  # "both stop applying at the appointment's time"
        found += once(f, "appointment.confirm", "any", midnight(c, d - DAY), midnight(c, d), commitment=True)
        found += once(f, "appointment.call", "call", midnight(c, d), ends, commitment=True)
    if not any(t.channel == "visit" and day_of(c, at(f, t)) == d for t in f.touches):
        still_promised = f.now < no_show_breach  # "a commitment until it breaches, then an ordinary breached call"
        found += once(f, "appointment.no_show", "call", ends, no_show_breach, commitment=still_promised)
    return found


def newest_promise(f: Facts) -> OTouch | None:
    """§2.3 "Callback": only the customer's newest counts."""
    promises = [t for t in f.touches if t.callback_at is not None]
    return promises[-1] if promises else None


def callback_of(f: Facts, promise: OTouch) -> datetime:
    assert promise.callback_at is not None
    return utc(f.campaign, promise.callback_at)


def is_kept(f: Facts, promise: OTouch) -> bool:
    """§2.3 "Callback": kept by an outgoing attempt from 15 minutes before it, or by any reach after the promise."""
    later = [t for t in f.touches if at(f, t) > at(f, promise)]
    opens = callback_of(f, promise) - 15 * MINUTE
    return any(is_reached(t) or (is_attempt_call(t) and at(f, t) >= opens) for t in later)


def callback(f: Facts) -> list[Obligation]:
    """§2.3 "Callback": due at `callback_at`, breached 15 minutes later."""
    promise = newest_promise(f)
    if promise is None or is_kept(f, promise):
        return []
    due = callback_of(f, promise)
    breach = due + 15 * MINUTE
    return [Obligation(f"{BOOK}.callback", "call", due, breach, state_of(f, due, breach), True)]


def overtaken_by_inquiry(f: Facts, instant: datetime) -> bool:
    """§2.3, §2.4: a new inquiry ends gap, hold and round: those that began before it."""
    n = inquiry(f)
    return n is not None and n.at > instant


def held_until(f: Facts) -> datetime | None:
    """§2.3 "Callback": the hold, while it lies ahead, at most 14 days, and is not kept; a new inquiry ends it."""
    promise = newest_promise(f)
    if promise is None or is_kept(f, promise) or overtaken_by_inquiry(f, at(f, promise)):
        return None
    until = callback_of(f, promise)
    return until if timedelta(0) < until - f.now <= 14 * DAY else None


def round_at(f: Facts, moment: datetime) -> list[Attempt]:
    """§2.3 "Retry": the failed attempts up to a moment since the customer was last reached or inquired anew."""
    reaches = [at(f, t) for t in f.touches if is_reached(t) and at(f, t) <= moment]
    failed = [a for a in attempts(f) if not a.reached and a.at <= moment and not overtaken_by_inquiry(f, a.at)]
    return [a for a in failed if not reaches or a.at > reaches[-1]]


def retry(f: Facts) -> list[Obligation]:
    """§2.3 "Retry": while fewer than 3 failed attempts were made; due last + 2h, breached first + 48h, but no earlier
    than a callback that was being waited for when the 48h ran out."""
    tried = round_at(f, f.now)
    if not 1 <= len(tried) < 3:
        return []
    breach = after_the_holds(f, tried[0].first_at + 48 * HOUR)
    due = min(tried[-1].at + 2 * HOUR, breach)
    return [Obligation(f"{BOOK}.retry", "call", due, breach, state_of(f, due, breach))]


def after_the_holds(f: Facts, moment: datetime) -> datetime:
    """§2.3 "a retry breaches no earlier than the callback": a breach that would fall into a hold falls at its end, be
    that the callback or a newer promise with a hold of its own.  A reach or an inquiry after the promise ends a hold; a
    failed attempt in the callback's own 15 minutes leaves the breach where the hold had put it."""
    promises = [t for t in f.touches if t.callback_at is not None]
    while True:
        made = [p for p in promises if at(f, p) <= moment]
        if not made or overtaken_by_inquiry(f, at(f, made[-1])):
            return moment
        if any(is_reached(t) and at(f, t) > at(f, made[-1]) for t in f.touches):
            return moment
        until = callback_of(f, made[-1])
        if not timedelta(0) < until - moment <= 14 * DAY:
            return moment
        moment = min([until, *(at(f, p) for p in promises if at(f, p) > moment)])


def all_obligations(f: Facts) -> list[Obligation]:
    """§2.3: lost and closed owe nothing; §2.2: neither does a do-not-call; dead numbers owe no call and no SMS."""
    if f.customer.stage in ("lost", "closed") or must_not_be_called(f):
        return []
    found = [*presale(f), *signed_care(f), *renewal(f), *appointment(f), *callback(f), *retry(f)]
    if all_numbers_dead(f):
        found = [o for o in found if o.channel not in ("call", "sms")]
    return sorted(found, key=lambda o: (o.breach_at, o.due_at, o.rule))


# ---------------------------------------------------------------------------------------- §2.4 calling windows, blocks


def customer_zone(f: Facts) -> str:
    """§3: an empty `timezone` is the campaign's."""
    return f.customer.timezone or f.campaign.timezone


def customer_clock(f: Facts) -> datetime:
    return f.now.astimezone(ZoneInfo(customer_zone(f)))


def next_start(f: Facts, starts: Sequence[time]) -> datetime:
    """The first instant after now at which the customer's clock shows one of the starts."""
    today = customer_clock(f).date()
    coming = [at_local(customer_zone(f), today + n * DAY, start) for n in range(3) for start in starts]
    return min(instant for instant in coming if instant > f.now)


def is_closed_day(campaign: OCampaign, day: date) -> bool:
    """§2.4: closed on holidays or on given days."""
    on_holidays, given = campaign.closed
    return day in given or (on_holidays and day in holidays.country_holidays(campaign.country, years=[day.year]))


def tomorrow_after(f: Facts, instant: datetime) -> datetime:
    return midnight(f.campaign, day_of(f.campaign, instant) + DAY)


def gap_until(f: Facts) -> datetime | None:
    """§2.4 "The gap": 2h after an attempt that did not reach; until the next campaign day after a reached outgoing call
    that was not effective.  Whatever followed, but a new inquiry."""
    ends = []
    for a in attempts(f):
        if not a.effective and not overtaken_by_inquiry(f, a.at):
            ends.append(tomorrow_after(f, a.at) if a.reached else a.at + 2 * HOUR)
    return max((end for end in ends if end > f.now), default=None)


def capped_until(f: Facts) -> datetime | None:
    """§2.4 "The gap": after the third failed attempt of a campaign day, or the first where a round is spent, until
    00:00 of the next.  Whatever followed, but a new inquiry."""
    failed = [a for a in attempts(f) if not a.reached]
    ends = []
    for a in failed:
        same_day = [b for b in failed if b.at <= a.at and day_of(f.campaign, b.at) == day_of(f.campaign, a.at)]
        spent = len(round_at(f, a.at)) >= 3
        if (len(same_day) >= 3 or spent) and not overtaken_by_inquiry(f, a.at):
            ends.append(tomorrow_after(f, a.at))
    return max((end for end in ends if end > f.now), default=None)


def gates_in_force(f: Facts) -> list[Gate]:
    """§2.3 hold, §2.4 legal frame, closed day, window, gap: those that are in force now, in the order of §3 `why`."""

    def ordinary(o: Obligation) -> bool:
        return not o.commitment

    def everything(_: Obligation) -> bool:
        return True

    def not_newly_promised(o: Obligation) -> bool:
        """§2.4: only a commitment that fell due after the last attempt passes the gap."""
        return not (o.commitment and o.due_at > attempts(f)[-1].at)

    clock = customer_clock(f).time()
    found: list[Gate] = []
    held = held_until(f)
    if held is not None:
        promised = [o.due_at for o in all_obligations(f) if o.commitment and o.due_at > f.now]
        found.append(Gate("promised_later", min([held, *promised]), ordinary))
    if not f.campaign.legal_start <= clock < f.campaign.legal_end:
        found.append(Gate("legal_frame", next_start(f, [f.campaign.legal_start]), everything))
    today = day_of(f.campaign, f.now)
    if is_closed_day(f.campaign, today):
        day = today
        while is_closed_day(f.campaign, day):
            day += DAY
        found.append(Gate("closed_day", midnight(f.campaign, day), ordinary))
    if not any(start <= clock < end for start, end in WINDOWS):
        found.append(Gate("window", next_start(f, [start for start, _ in WINDOWS]), ordinary))
    gap, cap = gap_until(f), capped_until(f)
    if gap is not None:
        found.append(Gate("gap", gap, not_newly_promised))
    if cap is not None:
        found.append(Gate("daily_cap", cap, not_newly_promised))
    return found


def segments(f: Facts) -> set[str]:
    """§2.4 "Segments"."""
    tier, found = f.customer.tier, set()
    if tier in ("A", "B"):
        found.add("high_intent")
    if tier in ("C", "D", "E"):
        found.add("low_intent")
    if f.customer.key:
        found.add("key")
    if not attempts(f):
        found.add("new")
    if is_signed(f):
        found |= {"signed", "maintenance"}
    reaches = [at(f, t) for t in f.touches if is_reached(t)]
    if tier and reaches and f.now < tier_interval_after(f, tier, reaches[-1]):
        found.add("maintenance")
    return found


def tier_interval_after(f: Facts, tier: str, reach: datetime) -> datetime:
    """R1: the interval of each tier."""
    if tier == "E":
        return one_month_after(f.campaign, reach)
    return reach + (7 * DAY if tier in ("A", "B") else 14 * DAY)


def is_preferred(f: Facts) -> bool:
    """R2 blocks, §2.4: read in the customer's time zone; all segments of a block rank alike."""
    clock = customer_clock(f).time()
    running = {s for start, end, names in BLOCKS if start <= clock < end for s in names}
    return bool(running & segments(f))


# --------------------------------------------------------------------------------------- §2.5 which customer is dialled


def due_to_dial(f: Facts) -> list[Obligation]:
    """§2.3, last line: `call` and `any` stand in the dial queue."""
    return [o for o in to_dial(f) if o.state != "upcoming"]


def to_dial(f: Facts) -> list[Obligation]:
    return [o for o in all_obligations(f) if o.channel in ("call", "any")]


def never_offered(f: Facts) -> str | None:
    """§2.5 "Never offered", and the first gates of §3 `why`."""
    if f.customer.stage in ("lost", "closed"):
        return "closed_stage"
    if must_not_be_called(f):
        return "do_not_call"
    if all_numbers_dead(f):
        return "dead_number"
    return None


def lane(f: Facts) -> tuple[str, Obligation] | None:
    """§2.5: the first lane that fits, and that lane's obligation with the earliest breach, due time, rule id."""
    if never_offered(f):
        return None
    gates = gates_in_force(f)
    offered = [o for o in due_to_dial(f) if not any(g.keeps_back(o) for g in gates)]

    promised = [o for o in offered if o.commitment]
    of_inquiry = [o for o in offered if o.rule == f"{BOOK}.first_call" or o.rule.startswith(f"{BOOK}.intro.")]
    breached = [o for o in offered if o.state == "breached"]
    owed_retry = [o for o in offered if o.rule == f"{BOOK}.retry"]
    n = inquiry(f)
    untried = n is not None and not any(a.at >= n.at for a in attempts(f))

    if promised:
        return "promised", promised[0]
    if untried and of_inquiry and not breached:
        return "fresh", of_inquiry[0]
    if breached:
        return "breached", breached[0]
    if owed_retry:
        return "retry", owed_retry[0]
    if offered:
        return "due", offered[0]
    return None


def order_key(f: Facts, name: str, shown: Obligation) -> tuple[Any, ...]:
    """§2.5: how the customers of one lane stand; ties by `ref` as bytes; no tier sorts last."""
    tier = TIERS.index(f.customer.tier) if f.customer.tier else len(TIERS)
    preferred = 0 if is_preferred(f) else 1
    ref = f.customer.ref.encode()
    if name == "promised":
        return (0, shown.breach_at, ref)
    if name == "fresh":
        n = inquiry(f)
        assert n is not None
        return (1, datetime.max.replace(tzinfo=UTC) - n.at, ref)
    if name == "breached":
        return (2, preferred, tier, shown.breach_at, ref)
    if name == "retry":
        return (3, tier, shown.due_at, ref)
    return (4, preferred, tier, shown.breach_at, ref)


# ------------------------------------------------------------------------------------------------ §3 what a script sees


def obligations(
    campaign: OCampaign, customer: OCustomer, touches: Iterable[OTouch], now: datetime
) -> list[dict[str, Any]]:
    """§3 `obligations`: those whose rule applies and which are not closed, earliest `breach_at` first."""
    return [o.plain() for o in all_obligations(facts_as_of(campaign, customer, touches, now))]


def entry(campaign: OCampaign, customer: OCustomer, touches: Iterable[OTouch], now: datetime) -> dict[str, Any] | None:
    """§3 `queue`: what the queue offers of this customer at T, if anything."""
    found = lane(facts_as_of(campaign, customer, touches, now))
    if found is None:
        return None
    name, shown = found
    return {
        "lane": name,
        "rule": shown.rule,
        "channel": shown.channel,
        "due_at": shown.due_at,
        "breach_at": shown.breach_at,
    }


def why(campaign: OCampaign, customer: OCustomer, touches: Iterable[OTouch], now: datetime) -> dict[str, Any]:
    """§3 `why`: offered or not, the first gate that holds (keeps back all that is due), and when that gate opens."""
    f = facts_as_of(campaign, customer, touches, now)
    if lane(f) is not None:
        return {"offered": True, "gate": None, "opens_at": None}

    def not_offered(gate: str, opens_at: datetime | None) -> dict[str, Any]:
        return {"offered": False, "gate": gate, "opens_at": opens_at}

    never = never_offered(f)
    if never:
        return not_offered(never, None)
    owed, due = to_dial(f), due_to_dial(f)
    if not owed:
        return not_offered("nothing_owed", next_beginning(f))
    if not due:
        return not_offered("not_due", min(o.due_at for o in owed))
    for gate in gates_in_force(f):
        due = [o for o in due if not gate.keeps_back(o)]
        if not due:
            return not_offered(gate.name, gate.opens_at)
    raise AssertionError("not offered, and no gate says why")


def queue(members: Iterable[Member], now: datetime, agent: str | None = None) -> list[tuple[str, dict[str, Any]]]:
    """§2.5: the refs in dial order, each with its entry; campaigns merge lane by lane.  With an agent: their own
    customers and the pool."""
    rows = []
    for campaign, customer, touches in members:
        f = facts_as_of(campaign, customer, touches, now)
        found = lane(f)
        shown = entry(campaign, customer, touches, now)
        if found and shown and (agent is None or customer.owner in (None, agent)):
            rows.append((order_key(f, *found), customer.ref, shown))
    return [(ref, shown) for _, ref, shown in sorted(rows, key=lambda row: row[0])]


def breaches(members: Iterable[Member], now: datetime) -> list[dict[str, Any]]:
    """§3 `breaches`: everything open and breached at T, all channels, oldest first, then ref, then rule."""
    rows = []
    for campaign, customer, touches in members:
        for o in obligations(campaign, customer, touches, now):
            if o["state"] == "breached":
                rows.append({"ref": customer.ref, "owner": customer.owner, "lane": None, **o})
    return sorted(rows, key=lambda row: (row["breach_at"], row["ref"].encode(), row["rule"]))
