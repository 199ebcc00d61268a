"""Cases and findings that the rules ask for by themselves (RULES R1, R4, §2.2 number case)."""

from __future__ import annotations

from callcenter.deciding.attempts import Round
from callcenter.deciding.standing import Standing
from callcenter.model import CaseKind, CaseOwed, Channel, FindingOwed, Instant, MilestoneKind
from callcenter.rulebook import (
    DispositionCase,
    NoReminderFinding,
    NoTouchCase,
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
            case RetrySpentCase():
                if running.spent:
                    found.append(CaseOwed(CaseKind.EXCEPTION, rule.id, running.spent[0]))
            case NoTouchCase():
                begin = standing.phase(standing.book.phases[rule.phase])
                if begin is None or (rule.tiers and standing.facts.tier not in rule.tiers):
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


def findings(standing: Standing) -> list[FindingOwed]:
    """The findings owed now (RULES R4): lists for the supervisor, nobody has to charge them."""
    found = []
    for rule in standing.book.findings:
        match rule:
            case NoReminderFinding():
                first = next((t for t in standing.touches if t.channel is Channel.CALL and t.agent), None)
                appointed = MilestoneKind.APPOINTMENT in standing.milestones
                if first is not None and first.callback_at is None and not appointed:
                    found.append(FindingOwed(rule.id, first.at, first.agent, rule.amount))
            case UntouchedFinding():
                begin = standing.phase(standing.book.phases[rule.phase])
                if begin is None or standing.facts.source.strip().casefold() not in rule.sources:
                    continue
                late: Instant = standing.within(begin, rule.within)
                touched = any(begin.at <= t.at < late for t in standing.touches)
                if not touched and standing.horizon.has_come(late):
                    found.append(FindingOwed(rule.id, late, standing.facts.owner or "", rule.amount))
    return found
