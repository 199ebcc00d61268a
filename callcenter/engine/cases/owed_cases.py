"""Cases that the rules ask for by themselves (docs/rules.md#r1-exceptions, #dead-numbers)."""

from __future__ import annotations

from callcenter.engine.plan import touches as counting
from callcenter.engine.plan.attempts import Round
from callcenter.engine.plan.known_state import Standing
from callcenter.model import CaseKind, CaseOwed, Instant
from callcenter.rulebook.book import (
    DispositionCase,
    DissatisfiedCase,
    NoTouchCase,
    ResultCase,
    RetrySpentCase,
)


def owed_cases(standing: Standing, running: Round) -> list[CaseOwed]:
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
