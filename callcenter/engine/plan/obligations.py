"""The obligations of a rulebook's own rules: cadence days, windows, within, recurring, escalation.

See docs/rules.md#obligations.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TypeVar, assert_never

from msgspec import structs

from callcenter.engine.plan import escalation
from callcenter.engine.plan import touches as counting
from callcenter.engine.plan.calendar_rules import drawn, greeting, obligation, yearly
from callcenter.engine.plan.known_state import Beginning, Standing
from callcenter.model import DAY, Because, Channel, Ground, Instant, Obligation, Param
from callcenter.rulebook.book import (
    AnyRule,
    Base,
    Counts,
    DayRule,
    DrawnRule,
    EscalationRule,
    EveryRule,
    GreetingRule,
    OnceRule,
    Rule,
    Rulebook,
    WindowRule,
    WithinRule,
    YearlyRule,
)
from callcenter.workdays import Span, add_exact, add_months, shift_day

_Rule = TypeVar("_Rule", bound=Rule)


def from_rules(standing: Standing) -> tuple[list[Obligation], Instant | None]:
    """Every obligation of the book's rules that applies and is not closed.

    Also the instant at which the next rule for the dial queue begins to ask, None if none lies ahead or can be known.
    """
    found: list[Obligation] = []
    begins: list[Instant] = []
    phases = {name: standing.phase(phase) for name, phase in standing.book.phases.items()}
    groups = {name: standing.in_group(name) for name in standing.book.groups}
    for rule in standing.book.rules:
        begin = phases[rule.phase]
        if begin is None or not _concerns(standing, rule, groups):
            continue
        fitting = _for_the_customer(standing, rule)
        asked, later = _asked(standing, fitting, begin, phases)
        found += asked
        if later is not None and fitting.channel in (Channel.CALL, Channel.ANY) and not rule.task:
            begins.append(later)
    return found, min(begins, default=None)


def _concerns(standing: Standing, rule: AnyRule, groups: Mapping[str, bool]) -> bool:
    """Tell whether the customer is one of those whom the rule is for."""
    if rule.tiers and standing.duties not in rule.tiers:
        return False
    return (rule.only is None or groups[rule.only]) and not (rule.unless is not None and groups[rule.unless])


def _for_the_customer(standing: Standing, rule: _Rule) -> _Rule:
    """The rule with the channel that it asks of this customer."""
    if rule.instead is None or not standing.in_group(rule.instead.group):
        return rule
    return structs.replace(rule, channel=rule.instead.channel)


def _asked(
    standing: Standing, rule: AnyRule, begin: Beginning, phases: Mapping[str, Beginning | None]
) -> tuple[list[Obligation], Instant | None]:
    """Return what a rule asks for now, and when it will begin to ask if that lies ahead."""
    match rule:
        case EveryRule():
            start = _beginning(standing, rule, begin, phases)
            if start is None:
                return [], None
            if not standing.horizon.has_come(start):
                return [], start
            return [_recurring(standing, rule, start)], None
        case DayRule() | WindowRule() | WithinRule():
            one = once(standing, rule, begin, phases)
            return [one] if one is not None and not closed(standing, one) else [], None
        case GreetingRule():
            return greeting(standing, rule, begin)
        case YearlyRule():
            found, later = yearly(standing, rule, begin)
        case DrawnRule():
            found, later = drawn(standing, rule), None
        case EscalationRule():
            found, later = _escalation(standing, rule), None
        case _:
            assert_never(rule)
    return [one for one in found if not closed(standing, one)], later


def closed(standing: Standing, obligation: Obligation) -> bool:
    """Tell whether a touch qualified at or after ``due_at`` (docs/rules.md#obligations)."""
    return closing(standing, obligation) is not None


def closing(standing: Standing, obligation: Obligation) -> Instant | None:
    """Return the instant of the first touch that qualified at or after ``due_at``."""
    book, channel, team = standing.book, obligation.channel, obligation.team
    return next(
        (t.at for t in standing.touches if t.at >= obligation.due_at and counting.qualifies(book, t, channel, team)),
        None,
    )


def once(
    standing: Standing, rule: OnceRule, begin: Beginning, phases: Mapping[str, Beginning | None]
) -> Obligation | None:
    """Return the obligation that one touch closes; None while the rule that it waits for is not closed."""
    params: dict[str, Param] = {"milestone": standing.started_by(rule.phase)}
    match rule:
        case DayRule():
            if rule.after is not None:
                waited = _closing_of(standing, rule.after, phases)
                if waited is None:
                    return None
                begin = Beginning(waited, standing.day(waited), date_only=False)
                params = {"after": rule.after}
            if rule.months is not None:
                day = add_months(begin.day, rule.months)
                params["months"] = rule.months
            else:
                assert rule.day is not None
                day = begin.day + timedelta(days=rule.day)
                params["day"] = rule.day
            due, breach = max(begin.at, standing.start_of(day)), standing.end_of(day)
            ground = Ground(Because.DAY, {**params, "at": begin.at})
        case WindowRule():
            first, last = (begin.day + timedelta(days=days) for days in (rule.first, rule.last))
            due, breach = max(begin.at, standing.start_of(first)), standing.end_of(last)
            ground = Ground(Because.WINDOW, {**params, "at": begin.at, "first": rule.first, "last": rule.last})
        case WithinRule():
            due, breach = begin.at, standing.within(begin, rule.within)
            ground = Ground(Because.WITHIN, {**params, "at": begin.at, "within": str(rule.within)})
    return obligation(rule, due, breach, ground)


def _closing_of(standing: Standing, waited: str, phases: Mapping[str, Beginning | None]) -> Instant | None:
    """Return the instant at which the rule that another waits for was closed."""
    rule = _for_the_customer(standing, next(one for one in standing.book.rules if one.id == waited))
    begin = phases[rule.phase]
    assert isinstance(rule, OnceRule)
    asked = None if begin is None else once(standing, rule, begin, phases)
    return None if asked is None else closing(standing, asked)


def _escalation(standing: Standing, rule: EscalationRule) -> list[Obligation]:
    """Another way of contact, from the instant at which calling proved to lead nowhere (docs/rules.md#r17)."""
    asked = escalation.asked_for(standing)
    if asked is None:
        return []
    at, dead = asked
    breach = standing.end_of(shift_day(standing.day(at), rule.within, standing.frame.country))
    ground = Ground(Because.ESCALATED, {"at": at, "dead": dead, "within": str(rule.within)})
    return [obligation(rule, at, breach, ground)]


def _beginning(
    standing: Standing, rule: EveryRule, begin: Beginning, phases: Mapping[str, Beginning | None]
) -> Instant | None:
    """Return the beginning of a recurring rule, maybe ahead; None while the touch that it waits for has not come."""
    starts = [begin.at]
    if rule.from_day is not None:
        starts.append(standing.start_of(begin.day + timedelta(days=rule.from_day)))
    if rule.from_touch is not None:
        first = min((t.at for t in standing.touches if t.disposition is rule.from_touch), default=None)
        if first is None:
            return None
        starts.append(first)
    if rule.after is not None:
        waited = _closing_of(standing, rule.after, phases)
        if waited is None:
            return None
        starts.append(waited)
    return max(starts)


def _recurring(standing: Standing, rule: EveryRule, start: Instant) -> Obligation:
    """The one obligation of a recurring rule; the past of a list is no breach of it (docs/rules.md#from-today)."""
    zone = standing.frame.zone
    counted = [
        t.at
        for t in standing.touches
        if counting.counts_for(standing.book, t, rule) and (rule.base is Base.NEWEST or t.at >= start)
    ]
    updated = standing.facts.updated_at
    if rule.counts is Counts.RECORDED and updated is not None and standing.horizon.has_come(updated):
        counted = sorted([*counted, updated])
    touched = len(counted) >= rule.times
    base = counted[-rule.times] if touched else start
    ends = add_exact(base, rule.interval, zone)
    breach = max(ends, start + DAY)
    if standing.book.phases[rule.phase].before_end and not any(at >= start for at in counted):
        due = start  # R2: open, not only announced
        lead = breach - start
    elif rule.due_after is not None:
        due = add_exact(base, rule.due_after, zone)
        lead = ends - due
    else:
        lead = rule.lead or 0
        due = breach - lead
    history_until = standing.facts.history_until
    if history_until is not None and breach < history_until + lead:
        due, breach = history_until, history_until + lead
    return obligation(rule, max(due, start), breach, _recurring_ground(standing, rule, base, touched, len(counted)))


def _recurring_ground(standing: Standing, rule: EveryRule, base: Instant, touched: bool, made: int) -> Ground:
    params: dict[str, str | int | bool | None] = {
        "interval": str(rule.interval),
        "base": base,
        "touched": touched,
        "tier": standing.duties if rule.tiers else None,
    }
    if rule.times > 1:
        return Ground(Because.TIMES, params | {"times": rule.times, "made": min(made, rule.times)})
    phase = standing.book.phases[rule.phase]
    if phase.before_end and phase.until is not None:
        return Ground(Because.RENEWAL, params | {"contract_end": standing.milestones[phase.until].at})
    if rule.counts is Counts.REACHED:
        return Ground(Because.UNREACHED, params)
    if rule.counts is Counts.ANSWERED:
        return Ground(Because.SURVEY, params)
    if rule.counts is Counts.RECORDED:
        return Ground(Because.RECORD, params)
    return Ground(Because.EVERY, params)


def maintenance_interval(book: Rulebook, tier: str | None) -> Span | None:
    """The interval within which a reached customer of this tier counts as in maintenance (docs/rules.md#segments)."""
    spans = [r.interval for r in book.rules if isinstance(r, EveryRule) and r.maintains and tier in r.tiers]
    return min(spans, key=lambda span: span.nominal_days, default=None)
