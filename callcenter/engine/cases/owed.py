"""Cases and findings that the rules ask for by themselves.

See docs/rules.md#r1-exceptions, #r4-findings, #dead-numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from callcenter.engine.customers.audience import OVER
from callcenter.engine.plan import touches as counting
from callcenter.engine.plan.attempts import Round
from callcenter.engine.plan.known_state import Standing
from callcenter.model import CaseKind, CaseOwed, FindingOwed, Instant, Obligation
from callcenter.rulebook.book import (
    DispositionCase,
    DissatisfiedCase,
    MissedFinding,
    NoReminderFinding,
    NoTouchCase,
    ResultCase,
    RetrySpentCase,
    UntouchedFinding,
)


def cases(standing: Standing, running: Round) -> list[CaseOwed]:
    """The cases owed now, each under the instant that caused it."""
    found = []
    for rule in standing.book.cases:
        match rule:
            case DispositionCase():
                ended = (t.at for t in standing.touches if t.disposition is rule.disposition)
                found += [CaseOwed(CaseKind.EXCEPTION, rule.id, at) for at in ended]
            case ResultCase():
                # A second follow-up call itself is told on its own case.
                first = (t for t in standing.touches if t.on_case is None)
                fitting = (t.at for t in first if counting.result_of(t) in rule.results)
                found += [CaseOwed(CaseKind.SECOND_CALL, rule.id, at) for at in fitting]
            case DissatisfiedCase():
                found += [
                    CaseOwed(_case_about(standing, rule, t.at), rule.id, t.at, reopens=rule.reopens)
                    for t in standing.touches
                    if t.satisfaction is not None and t.satisfaction <= rule.at_most
                ]
            case RetrySpentCase():
                if running.spent:
                    found.append(CaseOwed(CaseKind.EXCEPTION, rule.id, running.spent[0]))
            case NoTouchCase():
                begin = standing.phase(standing.book.phases[rule.phase])
                if begin is None or (rule.tiers and standing.tier not in rule.tiers):
                    continue
                late = standing.within(begin, rule.within)
                came = any(t.channel is rule.channel and begin.at <= t.at < late for t in standing.touches)
                if not came and standing.horizon.has_come(late):
                    found.append(CaseOwed(CaseKind.EXCEPTION, rule.id, late))
    number_rule = f"{standing.book.name}.number"
    for phone, at in standing.dead_numbers.items():
        if phone in standing.numbers:
            found.append(CaseOwed(CaseKind.NUMBER, number_rule, at, phone))
    return found


def _case_about(standing: Standing, rule: DissatisfiedCase, at: Instant) -> CaseKind:
    """The kind of case that a dissatisfied answer is about: the one whose closing was on record last before it."""
    recorded = {kind: standing.book.recorded_by_closing(kind) for kind in rule.reopens}
    last = {
        kind: standing.milestones[stone].at
        for kind, stone in recorded.items()
        if stone in standing.milestones and standing.milestones[stone].at <= at
    }
    return max(last, key=lambda kind: last[kind], default=rule.reopens[0])


def findings(
    standing: Standing, obligations: Sequence[Obligation], owed_at: Callable[[Instant], Sequence[Obligation]]
) -> list[FindingOwed]:
    """The findings owed now (docs/rules.md#r4-findings, #r9): lists for the supervisor, nobody has to charge them.

    ``obligations`` are those that the plan lists, ``owed_at`` gives those of an earlier instant.
    """
    found = []
    for rule in standing.book.findings:
        match rule:
            case NoReminderFinding():
                found += _without_a_reminder(standing, rule, obligations, owed_at)
            case UntouchedFinding():
                begin = standing.phase(standing.book.phases[rule.phase])
                sources = {source.strip().casefold() for source in rule.sources}
                if begin is None or standing.facts.source.strip().casefold() not in sources:
                    continue
                late: Instant = standing.within(begin, rule.within)
                touched = any(begin.at <= t.at < late for t in standing.touches)
                if not touched and standing.horizon.has_come(late):
                    found.append(FindingOwed(rule.id, late, standing.facts.owner or "", rule.amount))
            case MissedFinding():
                asked = {one.id for one in standing.book.rules}
                ends = {one.breach_at for one in obligations if one.rule in asked}
                missed = sorted(at for at in ends if standing.horizon.has_come(at))
                owner = standing.facts.owner or ""
                found += [FindingOwed(rule.id, at, owner, rule.amount) for at in missed]
    return found


def _without_a_reminder(
    standing: Standing,
    rule: NoReminderFinding,
    obligations: Sequence[Obligation],
    owed_at: Callable[[Instant], Sequence[Obligation]],
) -> list[FindingOwed]:
    """The first touch that reached the customer, where it left neither a callback nor a call in the plan.

    Nothing has to be left where nothing may be owed.
    """
    first = next((t for t in standing.touches if counting.reached(t)), None)
    if first is None or not first.agent or first.callback_at is not None:
        return []
    if standing.do_not_call or standing.facts.stage in OVER:
        return []
    # A plan of today with a call in it needs no second fold; an empty one says nothing of the day of the touch.
    if any(one.dialled for one in obligations) or any(one.dialled for one in owed_at(first.at)):
        return []
    return [FindingOwed(rule.id, first.at, first.agent, rule.amount)]
