"""Warnings of what can never happen in a rulebook (docs/rules.md#rulebook-command): it runs all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from callcenter.dates.words import WEEKDAYS
from callcenter.model import DAY, CampaignFrame, Channel
from callcenter.rulebook.book import (
    DAILY_CAP,
    AnyRule,
    Condition,
    DayRule,
    DrawCohort,
    DrawnRule,
    EscalationRule,
    EveryRule,
    GreetingRule,
    NoTouchCase,
    NumberCap,
    Phase,
    Problem,
    ProblemCode,
    Rulebook,
    UntouchedFinding,
    WindowRule,
    WithinRule,
)
from callcenter.workdays import EVERY_DAY, Hours, Unit

_FRAME = CampaignFrame("")
_LEGAL = (Hours(EVERY_DAY, _FRAME.legal_start, _FRAME.legal_end),)
"""The legal frame of a campaign that has none of its own."""
_GAP_HOURS = 2
"""Hours between two attempts that did not reach (docs/rules.md#gap)."""
_LONGEST = {Unit.DAYS: 1, Unit.WEEKS: 7, Unit.MONTHS: 31, Unit.YEARS: 366}
"""Days at the most; working days are not bounded by any calendar."""


def check(book: Rulebook, line: Callable[[str], int]) -> Iterator[Problem]:
    """Yield the warnings of a book without mistakes; ``line`` gives a key's line. Included books are left aside."""

    def problem(code: ProblemCode, key: str, **params: str) -> Problem:
        return Problem(code, line(key), key, tuple(params.items()))

    yield from _tiers(book, problem)
    yield from _names(book, problem)
    yield from _hours(book, problem)
    for i, rule in enumerate(book.rules):
        if rule.id.startswith(f"{book.name}."):
            yield from _calls(rule, book.number_caps, f"rules[{i}]", problem)
            yield from _after_its_phase(rule, book.phases[rule.phase], f"rules[{i}]", problem)
            yield from _best(rule, f"rules[{i}]", problem)
    retry = book.retry
    if retry is not None:
        by_cap = DAILY_CAP * (retry.within.count // 24 + 1)
        if retry.attempts > by_cap or (retry.attempts - 1) * _GAP_HOURS > retry.within.count:
            yield problem(ProblemCode.CAP_BELOW_CADENCE, "retry.attempts", found=str(retry.attempts))
        for cap in book.number_caps:
            rounds = retry.within.nominal_days // cap.per.nominal_days + 1
            if retry.attempts > cap.calls * rounds:
                yield _above_number_cap(cap, "retry.attempts", retry.attempts, problem)


_Problem = Callable[..., Problem]


def _tiers(book: Rulebook, problem: _Problem) -> Iterator[Problem]:
    named = {tier for rule in book.rules for tier in rule.tiers}
    named |= {asked.tier for group in book.groups.values() for asked in group.any_of if asked.tier is not None}
    if named:
        for tier in book.tiers:
            if tier not in named:
                yield problem(ProblemCode.TIER_WITHOUT_RULE, "tiers", found=tier)
    if not book.classify:
        return
    made = {tier for step in book.classify for tier in (step.tier, *step.given)}
    for tier in book.tiers:
        if tier not in made:
            yield problem(ProblemCode.TIER_NEVER_GIVEN, "classify[0]", found=tier)
    for i, step in enumerate(book.classify[:-1]):
        if step.when is None and not step.given:
            yield problem(ProblemCode.NEVER_REACHED, f"classify[{i + 1}]", found=str(step.tier))
            return


def _names(book: Rulebook, problem: _Problem) -> Iterator[Problem]:
    phases = {rule.phase for rule in book.rules}
    phases |= {case.phase for case in book.cases if isinstance(case, NoTouchCase)}
    phases |= {finding.phase for finding in book.findings if isinstance(finding, UntouchedFinding)}
    groups = {name for rule in book.rules for name in (rule.only, rule.unless)}
    groups |= {rule.instead.group for rule in book.rules if rule.instead is not None}
    cohorts: set[str | None] = {rule.cohort for rule in book.rules if isinstance(rule, DrawnRule)}
    for cohort in book.cohorts.values():
        if isinstance(cohort, DrawCohort):
            groups |= {cohort.passes_over, cohort.first}
    conditions = [(f"groups.{name}", asked) for name, group in book.groups.items() for asked in group.any_of]
    conditions += [(f"classify[{i}].when", step.when) for i, step in enumerate(book.classify) if step.when]
    for key, asked in conditions:
        cohorts.add(asked.cohort)
        if _impossible(asked):
            yield problem(ProblemCode.IMPOSSIBLE, key, found=str(asked.column))
    for code, table, names, used in (
        (ProblemCode.UNUSED_PHASE, "phases", book.phases, phases),
        (ProblemCode.UNUSED_GROUP, "groups", book.groups, groups),
        (ProblemCode.UNUSED_COHORT, "cohorts", book.cohorts, cohorts),
    ):
        for name in names:
            if name not in used:
                yield problem(code, f"{table}.{name}")


def _impossible(asked: Condition) -> bool:
    """Tell whether no number lies within the bounds."""
    least = max((bound for bound in (asked.above, asked.at_least) if bound is not None), default=None)
    most = min((bound for bound in (asked.below, asked.at_most) if bound is not None), default=None)
    if least is None or most is None:
        return False
    return least > most or (least == most and (asked.above == least or asked.below == most))


def _hours(book: Rulebook, problem: _Problem) -> Iterator[Problem]:
    for i, window in enumerate(book.windows):
        for span in _outside(window, _LEGAL):
            yield problem(ProblemCode.OUTSIDE_LEGAL_FRAME, f"windows[{i}]", span=span)
    for i, block in enumerate(book.blocks):
        code = ProblemCode.BLOCK_OUTSIDE_WINDOWS if book.windows else ProblemCode.OUTSIDE_LEGAL_FRAME
        for span in _outside(block.hours, book.windows or _LEGAL):
            yield problem(code, f"blocks[{i}]", span=span)


def _calls(rule: object, caps: Sequence[NumberCap], key: str, problem: _Problem) -> Iterator[Problem]:
    """Calls asked for more often than attempts that fail may be made, or than a number may be called."""
    if not isinstance(rule, EveryRule) or rule.channel is not Channel.CALL:
        return
    at = f"{key}.times" if rule.times > 1 else f"{key}.interval"
    if rule.times > rule.interval.nominal_days * DAILY_CAP:
        yield problem(ProblemCode.CAP_BELOW_CADENCE, at, found=str(rule.times))
    for cap in caps:
        if rule.times * cap.per.nominal_days > cap.calls * rule.interval.nominal_days:
            yield _above_number_cap(cap, at, rule.times, problem)


def _above_number_cap(cap: NumberCap, key: str, calls: int, problem: _Problem) -> Problem:
    return problem(
        ProblemCode.NUMBER_CAP_BELOW_CADENCE, key, found=str(calls), expected=str(cap.calls), span=str(cap.per)
    )


def _after_its_phase(rule: object, phase: Phase, key: str, problem: _Problem) -> Iterator[Problem]:
    """A day that comes when the phase is over, however its months fall."""
    if phase.lasts is None or phase.lasts.unit not in _LONGEST:
        return
    last = phase.lasts.count * _LONGEST[phase.lasts.unit]
    days: list[tuple[str, int | None]] = []
    match rule:
        case DayRule(after=None):
            days = [("day", rule.day), ("months", None if rule.months is None else rule.months * 28)]
        case WindowRule():
            days = [("first", rule.first)]
        case EveryRule():
            days = [("from_day", rule.from_day)]
    for name, day in days:
        if day is not None and day > last:
            yield problem(ProblemCode.AFTER_PHASE, f"{key}.{name}", found=str(phase.lasts))


def _best(rule: AnyRule, key: str, problem: _Problem) -> Iterator[Problem]:
    """A preferred time that is all the time there is, preferred days of which none ever comes."""
    allowed = _days_allowed(rule)
    if rule.best_within is not None and allowed is not None and rule.best_within.nominal_days >= allowed:
        yield problem(ProblemCode.BEST_IS_ALL, f"{key}.best_within", found=str(rule.best_within))
    if isinstance(rule, GreetingRule) and rule.best_days and rule.on in WEEKDAYS and rule.on not in rule.best_days:
        yield problem(ProblemCode.BEST_NEVER, f"{key}.best_days", found=", ".join(rule.best_days))


def _days_allowed(rule: AnyRule) -> float | None:
    """Days from ``due_at`` to ``breach_at`` where the rule alone decides them."""
    match rule:
        case DayRule():
            return 1
        case GreetingRule():
            return 1 - (rule.begins.hour * 60 + rule.begins.minute) / (24 * 60)
        case WindowRule():
            return rule.last - rule.first + 1
        case WithinRule() | EscalationRule():
            return rule.within.nominal_days
        case EveryRule() if rule.due_after is not None:
            return rule.interval.nominal_days - rule.due_after.nominal_days
        case EveryRule():
            return (rule.lead or 0) / DAY
        case _:
            return None


def _outside(block: Hours, windows: tuple[Hours, ...]) -> Iterator[str]:
    """The parts of a block that no window covers, as ``HH:MM-HH:MM``, those of all its weekdays taken together."""

    def minutes(hours: Hours) -> tuple[int, int]:
        end = hours.end.hour * 60 + hours.end.minute
        return hours.start.hour * 60 + hours.start.minute, end or 24 * 60

    parts: list[str] = []
    for weekday in sorted(block.weekdays):
        at, end = minutes(block)
        for start, stop in sorted(minutes(window) for window in windows if weekday in window.weekdays):
            if stop <= at or start >= end:
                continue
            if start > at:
                parts.append(_span_text(at, start))
            at = max(at, stop)
        if at < end:
            parts.append(_span_text(at, end))
    yield from dict.fromkeys(parts)


def _span_text(start: int, end: int) -> str:
    return f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"
