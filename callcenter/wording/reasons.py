"""Reasons why a customer is offered or not: the rule, the facts and the times in one sentence (docs/rules.md#entry).

Instants are UTC epoch milliseconds; ``zone`` is the campaign's, in which all times are said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from callcenter.locale import N_, NP_, _, ngettext, pgettext
from callcenter.model import Because, Gate, Instant, Lane, MilestoneKind, Obligation, Param, Role, Snooze
from callcenter.views.customers.customer import CustomerView, ListedAs
from callcenter.views.worklists.breaches import Acknowledgement
from callcenter.views.worklists.queue import Emptiness, QueuePage
from callcenter.wording import names, times
from callcenter.wording.names import lane as lane_word
from callcenter.wording.names import listed, sentences
from callcenter.wording.names import milestone as milestone_word
from callcenter.wording.names import reason as reason_word
from callcenter.wording.names import tier as tier_word
from callcenter.wording.rules import rule

_GATES: Mapping[Gate, str] = {
    Gate.CLOSED_STAGE: N_("lost or closed: nothing more is owed"),
    Gate.DO_NOT_CALL: N_("marked do not call; only a supervisor can lift this"),
    Gate.NO_NUMBER: N_("no phone number; callable again once one is added"),
    Gate.DEAD_NUMBER: N_("all numbers dead; callable again after a new number or a later call"),
    Gate.BRANCH_VISIT: N_("waiting for a branch visit; no calls until it is made"),
    Gate.OPEN_CALL: N_("a call with this customer is still open"),
    Gate.CLAIMED: N_("claimed by a colleague"),
    Gate.NOT_YOURS: N_("another agent's customer, or one the rulebook leaves to others"),
    Gate.NOTHING_OWED: N_("no rule requires a call"),
    Gate.NOT_DUE: N_("no call due yet"),
    Gate.PROMISED_LATER: N_("a later callback is promised"),
    Gate.LEGAL_FRAME: N_("outside legal calling hours in the customer's time zone"),
    Gate.CLOSED_DAY: N_("campaign closed today: promised calls only"),
    Gate.WINDOW: N_("outside calling hours in the customer's time zone"),
    Gate.GAP: N_("last call did not reach them or was not effective; too soon to retry"),
    Gate.DAILY_CAP: N_("today's attempts are used up"),
    Gate.NUMBER_CAP: N_("this number has reached the rulebook's call limit (other customers on it included)"),
}

_HALTED = N_("the campaign is closed or paused, with no date to resume")

_TAKEN: Mapping[Gate, str] = {
    Gate.OPEN_CALL: N_("{agent} still has a call open with this customer"),
    Gate.CLAIMED: N_("claimed by {agent}"),
}


def why_not(
    gate: Gate,
    opens_at: Instant | None,
    now: Instant,
    zone: str,
    snooze: Snooze | None = None,
    *,
    by: str = "",
    listed_as: ListedAs | None = None,
) -> str:
    """Return why a customer is not offered at ``now``, and how long that holds, where it is known (docs/rules.md#why).

    ``snooze``: the one that holds them back, with its reason. ``by``: who has them on the line, or has taken them.
    ``listed_as``: the list that bars them, and its word.
    """
    said = _(_HALTED if gate is Gate.CLOSED_DAY and opens_at is None else _GATES[gate])
    if by and gate in _TAKEN:
        said = _(_TAKEN[gate]).format(agent=by)
    if gate is Gate.DO_NOT_CALL and listed_as is not None:
        said = _('marked do not call by the list {file} ("{word}"); only a supervisor can lift this').format(
            file=listed_as.file, word=listed_as.word
        )
    if gate is Gate.PROMISED_LATER and snooze is not None:
        said = _("postponed by {agent}: {reason}").format(agent=snooze.agent, reason=snooze.reason)
    if opens_at is None:
        return said
    return _("{reason} (until {time})").format(reason=said, time=times.near(opens_at, zone, now))


_HELD: Mapping[str, tuple[Gate, ...]] = {
    N_("{n} with a colleague right now"): (Gate.OPEN_CALL, Gate.CLAIMED),
    N_("{n} marked do not call"): (Gate.DO_NOT_CALL,),
    N_("{n} without a number"): (Gate.NO_NUMBER,),
    N_("{n} with dead numbers"): (Gate.DEAD_NUMBER,),
    N_("{n} lost or closed"): (Gate.CLOSED_STAGE,),
    N_("{n} waiting for a visit"): (Gate.BRANCH_VISIT,),
    N_("{n} with no call required"): (Gate.NOTHING_OWED,),
}
"""Gates that never open by themselves, in words that count; all others are one more."""


def empty_queue(page: QueuePage) -> str:
    """Say of an empty queue who comes next, when and why, and what keeps them until then; else why nobody does.

    See docs/architecture.md#queue-screen.
    """
    if page.next_row is None or page.next_at is None:
        return _("No one to call.") if page.emptiness is None else _nobody(page.emptiness, page.at)
    row = page.next_row
    said = _("No one to call now. Next: {name}, {when}: {why}").format(
        name=row.name,
        when=times.near(page.next_at, row.zone, page.at),
        why=why(row.obligation, row.lane, page.at, row.zone),
    )
    if page.next_gate is None:
        return said
    return _("{said}. Until then: {gate}.").format(said=said, gate=why_not(page.next_gate, None, page.at, row.zone))


def _nobody(ground: Emptiness, now: Instant) -> str:
    if not ground.anybody:
        return _("No customers yet.")
    said = []
    if ground.halted:
        said.append(_("Paused or closed: {campaigns}. No calls there.").format(campaigns=listed(ground.halted)))
    if not ground.customers:
        said.append(_("You have no customers, and the pool is empty."))
    elif not ground.halted:
        n = times.number(ground.customers)
        head = ngettext("{n} customer, no calls due", "{n} customers, no calls due", ground.customers).format(n=n)
        parts = listed(_held(ground.held))
        said.append(_("{head}: {parts}.").format(head=head, parts=parts) if parts else _("{head}.").format(head=head))
    if ground.rules_ended is not None:
        # Rules end at 24:00, which is the next day's first instant.
        day = times.day_of(ground.rules_ended - 1, ground.zone, now)
        said.append(_("The last rule ended on {day}.").format(day=day))
    if ground.last_call is not None:
        said.append(_("Last call: {day}.").format(day=times.day_of(ground.last_call, ground.zone, now)))
    return sentences(said)


def _held(held: Mapping[Gate, int]) -> Iterator[str]:
    left = dict(held)
    for text, gates in _HELD.items():
        if n := sum(left.pop(gate, 0) for gate in gates):
            yield _(text).format(n=times.number(n))
    if n := sum(left.values()):
        yield _("{n} held back by the rules").format(n=times.number(n))


def answer(view: CustomerView, now: Instant) -> str:
    """Return why a customer is offered, or the first gate that holds them back and when it opens; '' for neither."""
    zone, found = view.campaign.frame.zone, view.why
    if found.offered and found.placement is not None:
        lane, entry = found.placement.lane, found.placement.entry
        return _("Callable now ({lane}): {why}").format(lane=lane_word(lane), why=why(entry, lane, now, zone))
    if found.gate is None:
        return ""
    by, listed_as = view.held_by, view.barred_by
    held = why_not(found.gate, found.opens_at, now, zone, view.plan.snooze, by=by, listed_as=listed_as)
    return _("Not callable now: {why}").format(why=held)


def put_off(snooze: Snooze, now: Instant, zone: str) -> str:
    """Return who put a call off, when, until when and why; and who took that back."""
    parts = {
        "agent": snooze.agent,
        "at": times.moment(snooze.at, zone, now),
        "until": times.moment(snooze.until, zone, now),
        "reason": snooze.reason,
    }
    if snooze.withdrawn_at is None:
        return _("{agent} postponed the call on {at} until {until}: {reason}").format(**parts)
    back = times.moment(snooze.withdrawn_at, zone, now)
    return _("{agent} postponed the call on {at} until {until}: {reason}; {who} cancelled that on {back}").format(
        who=snooze.withdrawn_by, back=back, **parts
    )


def why(obligation: Obligation, lane: Lane | None, now: Instant, zone: str) -> str:
    """The whole reason of an entry: rule, facts, when it fell due and when it breaches or did.

    ``lane`` is None for an obligation that stands in no queue.
    """
    facts = _with_advice(_facts(obligation, now, zone, brief=False), obligation)
    if lane is Lane.FRESH:
        facts = _("{facts}, not called yet").format(facts=facts)
    if obligation.reason:
        facts = _("{facts}, {reason} follow-up").format(facts=facts, reason=reason_word(obligation.reason))
    if obligation.ground.params.get("personal"):
        facts = _("{facts}, signed by the agent and sent individually").format(facts=facts)
    parts = {
        "rule": rule(obligation.rule),
        "facts": facts,
        "due": times.moment(obligation.due_at, zone, now),
        "end": times.end(obligation.breach_at, zone, now),
    }
    if now >= obligation.breach_at:
        over = times.rough(now - obligation.breach_at)
        return _("{rule}: {facts}; due since {due}, overdue since {end} ({over})").format(over=over, **parts)
    if now >= obligation.due_at:
        return _("{rule}: {facts}; due since {due}, deadline {end}").format(**parts)
    return _("{rule}: {facts}; due from {due}, deadline {end}").format(**parts)


_ESCALATES: Mapping[Role, str] = {
    Role.AGENT: N_("escalates to the supervisor {time}"),
    Role.SUPERVISOR: N_("escalated to the supervisor; to the manager {time}"),
}
_ESCALATED: Mapping[Role, str] = {
    Role.SUPERVISOR: N_("escalated to the supervisor"),
    Role.MANAGER: N_("escalated to the manager"),
}


def escalation(level: Role, step_at: Instant | None, now: Instant, zone: str) -> str:
    """Return who has a breach, and when it goes to the next level; '' where nothing is to be said.

    See docs/rules.md#escalation.
    """
    if step_at is not None and step_at > now and level in _ESCALATES:
        return _(_ESCALATES[level]).format(time=times.near(step_at, zone, now))
    return _(_ESCALATED[level]) if level in _ESCALATED else ""


def acknowledgement(one: Acknowledgement, now: Instant, zone: str) -> str:
    """Return who has seen a breach, when, and their remark."""
    said = _("{actor} ({role}), {time}: {remark}") if one.remark else _("{actor} ({role}), {time}")
    return said.format(
        actor=one.actor, role=names.role(one.level), time=times.near(one.at, zone, now), remark=one.remark
    )


def why_short(obligation: Obligation, lane: Lane | None, now: Instant, zone: str, *, beside: str | None = None) -> str:
    """The reason for a column that stands beside a clock: the facts alone. ``beside``: the tier that stands there too,
    which is not said again."""
    params = obligation.ground.params
    at = params.get("at")
    if lane is Lane.FRESH and isinstance(at, int) and at <= now:
        milestone = _origin(params)
        return _("{milestone} {time} ago, not called yet").format(milestone=milestone, time=times.rough(now - at))
    said = _with_advice(_facts(obligation, now, zone, brief=True), obligation)
    tier = params.get("tier")
    if not isinstance(tier, str) or tier == beside:
        return said
    return _("{tier}: {facts}").format(tier=tier_word(tier), facts=said)


def _facts(obligation: Obligation, now: Instant, zone: str, *, brief: bool) -> str:
    params = obligation.ground.params

    def when(name: str) -> str:
        """An instant of the ground; 00:00 stands for a date without a time (docs/rules.md#date-only)."""
        at = _number(params, name)
        if times.clock(at, zone) == "00:00":
            return times.day_of(at, zone, now)
        return times.near(at, zone, now) if brief else times.moment(at, zone, now)

    match obligation.ground.code:
        case Because.DAY | Because.WITHIN | Because.WINDOW:
            return _since_milestone(obligation.ground.code, params, when("at"))
        case Because.EVERY | Because.TIMES | Because.UNREACHED:
            return _recurring(obligation, now, when("base"))
        case Because.SURVEY:
            every = times.every(str(params["interval"]))
            if params["touched"]:
                return _("survey {every}, last answered {when}").format(every=every, when=when("base"))
            return _("survey {every}, not answered since {when}").format(every=every, when=when("base"))
        case Because.RECORD:
            every = times.every(str(params["interval"]))
            if params["touched"]:
                return _("record {every}, last updated {when}").format(every=every, when=when("base"))
            return _("record {every}, not updated since {when}").format(every=every, when=when("base"))
        case Because.RENEWAL:
            end = times.day_of(_number(params, "contract_end"), zone, now)
            if params["touched"]:
                return _("contract ends {end}, last spoken to {when}").format(end=end, when=when("base"))
            return _("contract ends {end}, not spoken to since {when}").format(end=end, when=when("base"))
        case Because.CALLBACK:
            return _callback(params, when, brief=brief)
        case Because.APPOINTMENT_CONFIRM:
            return _("appointment {when}, to be confirmed").format(when=when("at"))
        case Because.APPOINTMENT_CALL:
            return _("appointment {when}").format(when=when("at"))
        case Because.APPOINTMENT_NO_SHOW:
            return _("appointment {when}, no visit recorded").format(when=when("at"))
        case Because.YEARLY:
            return _("once in {year}").format(year=params["year"])
        case Because.DRAWN:
            return _("sampled for {year}, number {place} of {size}").format(
                year=params["year"], place=params["place"], size=params["size"]
            )
        case Because.GREETING:
            return _("{occasion} on {day}").format(occasion=occasion(str(params["on"])), day=when("at"))
        case Because.NEGATIVE:
            return _("call on {day} went badly").format(day=when("at"))
        case Because.POOL:
            told = {"span": times.span(f"{params['days']}d"), "when": when("base")}
            if params["touched"]:
                return _("to the pool if not reached for {span}, last reached {when}").format(**told)
            return _("to the pool if not reached for {span}, with the owner since {when}").format(**told)
        case Because.ESCALATED:
            span = times.span(str(params["within"]))
            if params["dead"]:
                return _("no working number since {when}, within {span}").format(when=when("at"), span=span)
            return _("attempts used up {when}, within {span}").format(when=when("at"), span=span)
        case Because.RETRY:
            parts = {"made": params["made"], "attempts": params["attempts"], "last": when("last")}
            if brief:
                return _("{made} of {attempts} attempts, last {last}").format(**parts)
            return _("{made} of {attempts} attempts made, none reached; first {first}, last {last}").format(
                first=when("first"), **parts
            )


def _with_advice(facts: str, obligation: Obligation) -> str:
    days, span = (obligation.ground.params.get(name) for name in ("best_days", "best_within"))
    return advised(
        facts,
        best_days=days.split(",") if isinstance(days, str) else (),
        best_within=span if isinstance(span, str) else None,
    )


def advised(said: str, *, best_days: Sequence[str], best_within: str | None) -> str:
    """Return what is asked for, and when it is best done: on these weekdays, within a time from when it is due."""
    if best_days:
        said = _("{facts}, best on {days}").format(facts=said, days=listed(map(times.weekday, best_days)))
    if best_within is not None:
        said = _("{facts}, best within {span} of the due time").format(facts=said, span=times.span(best_within))
    return said


def _since_milestone(code: Because, params: Mapping[str, Param], when: str) -> str:
    milestone = _origin(params)
    if code is Because.WITHIN:
        span = times.span(str(params["within"]))
        return _("{milestone} {when}, within {span}").format(milestone=milestone, when=when, span=span)
    if code is Because.WINDOW:
        days = {"first": params["first"], "last": params["last"]}
        return _("{milestone} {when}, day {first} to day {last}").format(milestone=milestone, when=when, **days)
    if params.get("months") is not None:
        span = times.span(f"{params['months']}mo")
        return _("{milestone} {when}, after {span}").format(milestone=milestone, when=when, span=span)
    if params["day"] == 0:
        return _("{milestone} {when}, the same day").format(milestone=milestone, when=when)
    return _("{milestone} {when}, day {n}").format(milestone=milestone, when=when, n=params["day"])


def _recurring(obligation: Obligation, now: Instant, base: str) -> str:
    params = obligation.ground.params
    interval = str(params["interval"])
    every = times.every(interval)
    if obligation.ground.code is Because.TIMES:
        n = _number(params, "times")
        said = ngettext("{n} time {every}, {made} since {when}", "{n} times {every}, {made} since {when}", n)
        return said.format(n=n, every=every, made=params["made"], when=base)
    touched = params["touched"]
    if obligation.ground.code is Because.EVERY:
        said = _("at least {every}, last {when}") if touched else _("at least {every}, none since {when}")
        return said.format(every=every, when=base)
    if now < obligation.breach_at:
        said = _("reach {every}, last {when}") if touched else _("reach {every}, not since {when}")
        return said.format(every=every, when=base)
    said = _("not reached for {span}, last {when}") if touched else _("not reached for {span}, since {when}")
    return said.format(span=times.span(interval), when=base)


def _callback(params: Mapping[str, Param], when: Callable[[str], str], *, brief: bool) -> str:
    if brief:
        return _("callback promised {at}").format(at=when("at"))
    parts = {"at": when("at"), "promised": when("promised")}
    if params.get("agent"):
        return _("promised for {at} (on {promised} by {agent})").format(agent=params["agent"], **parts)
    return _("promised for {at} (on {promised})").format(**parts)


_STATES = {"signed": NP_("milestone", "signing"), "came": NP_("milestone", "first recorded")}


def _origin(params: Mapping[str, Param]) -> str:
    """Return what a ground counts from: a milestone, the signing, the coming, or the touch that closed another rule."""
    after = params.get("after")
    if isinstance(after, str):
        return _('after "{rule}"').format(rule=rule(after))
    return fact(str(params["milestone"]))


def fact(name: str) -> str:
    """Return the fact that a phase starts with: a milestone, the signing, or the coming (docs/rules.md#came)."""
    if name in _STATES:
        return pgettext(*_STATES[name])
    return milestone_word(MilestoneKind(name))


_OCCASIONS = {
    "birthday": NP_("occasion", "birthday"),
    "spring_festival": NP_("occasion", "Spring Festival"),
    "mid_autumn": NP_("occasion", "Mid-Autumn Festival"),
}


def occasion(on: str) -> str:
    """Return the occasion of a greeting; days without a name of their own are greetings."""
    return pgettext(*_OCCASIONS[on]) if on in _OCCASIONS else pgettext("occasion", "greeting")


def _number(params: Mapping[str, Param], name: str) -> int:
    value = params[name]
    if not isinstance(value, int):
        raise TypeError(f"{name}={value!r}")
    return value
