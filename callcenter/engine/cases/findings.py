"""Findings: what the rules note as missed, by themselves (docs/rules.md#r4-findings)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from callcenter.engine.customers.audience import OVER
from callcenter.engine.plan import touches as counting
from callcenter.engine.plan.known_state import Standing
from callcenter.model import Channel, FindingOwed, Instant, Obligation
from callcenter.rulebook.book import (
    MissedFinding,
    NoRecordingFinding,
    NoReminderFinding,
    UntouchedFinding,
)


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
            case NoRecordingFinding():
                found += [
                    FindingOwed(rule.id, t.at, t.agent, rule.amount)
                    for t in standing.touches
                    if t.channel is Channel.CALL and not t.recording and counting.result_of(t) is rule.result
                ]
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
