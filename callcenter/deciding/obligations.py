"""The obligations of a rulebook's own rules (RULES §2.3): cadence days, windows, within, recurring."""

from __future__ import annotations

from datetime import timedelta

from callcenter.deciding import touches as counting
from callcenter.deciding.standing import Beginning, Standing
from callcenter.model import DAY, Because, Channel, Ground, Instant, Obligation
from callcenter.rulebook import AnyRule, Base, Counts, DayRule, EveryRule, Rulebook, WindowRule, WithinRule
from callcenter.workdays import Span, add_exact, lead

_LEAD_OF_TIMES = 3 * DAY


def from_rules(standing: Standing) -> tuple[list[Obligation], Instant | None]:
    """Every obligation of the book's rules that applies and is not closed.

    Also the instant at which the next recurring rule for the dial queue begins, None if none lies ahead.
    """
    found: list[Obligation] = []
    begins: list[Instant] = []
    phases = {name: standing.phase(phase) for name, phase in standing.book.phases.items()}
    for rule in standing.book.rules:
        begin = phases[rule.phase]
        if begin is None or (rule.tiers and standing.duties not in rule.tiers):
            continue
        if isinstance(rule, EveryRule):
            start = _beginning(standing, rule, begin)
            if start is None:
                continue
            if not standing.horizon.has_come(start):
                if rule.channel in (Channel.CALL, Channel.ANY) and not rule.task:
                    begins.append(start)
                continue
            found.append(_recurring(standing, rule, start))
        else:
            obligation = _once(standing, rule, begin)
            if not closed(standing, obligation):
                found.append(obligation)
    return found, min(begins, default=None)


def closed(standing: Standing, obligation: Obligation) -> bool:
    """Whether a touch qualified at or after ``due_at`` (RULES §2.3, open)."""
    return any(
        t.at >= obligation.due_at and counting.qualifies(standing.book, t, obligation.channel) for t in standing.touches
    )


def _once(standing: Standing, rule: DayRule | WindowRule | WithinRule, begin: Beginning) -> Obligation:
    milestone = standing.book.phases[rule.phase].starts
    match rule:
        case DayRule():
            day = begin.day + timedelta(days=rule.day)
            due, breach = max(begin.at, standing.start_of(day)), standing.end_of(day)
            ground = Ground(Because.DAY, {"milestone": milestone, "at": begin.at, "day": rule.day})
        case WindowRule():
            first, last = (begin.day + timedelta(days=days) for days in (rule.first, rule.last))
            due, breach = max(begin.at, standing.start_of(first)), standing.end_of(last)
            ground = Ground(
                Because.WINDOW, {"milestone": milestone, "at": begin.at, "first": rule.first, "last": rule.last}
            )
        case WithinRule():
            due, breach = begin.at, standing.within(begin, rule.within)
            ground = Ground(Because.WITHIN, {"milestone": milestone, "at": begin.at, "within": str(rule.within)})
    return _obligation(rule, due, breach, ground)


def _beginning(standing: Standing, rule: EveryRule, begin: Beginning) -> Instant | None:
    """When a recurring rule begins, which may lie ahead; None while the touch that it waits for has not come."""
    starts = [begin.at]
    if rule.from_day is not None:
        starts.append(standing.start_of(begin.day + timedelta(days=rule.from_day)))
    if rule.from_touch is not None:
        first = min((t.at for t in standing.touches if t.disposition is rule.from_touch), default=None)
        if first is None:
            return None
        starts.append(first)
    return max(starts)


def _recurring(standing: Standing, rule: EveryRule, start: Instant) -> Obligation:
    zone = standing.frame.zone
    counted = [
        t.at
        for t in standing.touches
        if counting.counts_for(standing.book, t, rule.channel, rule.counts)
        and (rule.base is Base.NEWEST or t.at >= start)
    ]
    touched = len(counted) >= rule.times
    base = counted[-rule.times] if touched else start
    breach = max(add_exact(base, rule.interval, zone), start + DAY)
    if rule.due_after is not None:
        due = add_exact(base, rule.due_after, zone)
    else:
        due = breach - (_LEAD_OF_TIMES if rule.times > 1 else lead(rule.interval))
    return _obligation(rule, max(due, start), breach, _recurring_ground(standing, rule, base, touched, len(counted)))


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
    return Ground(Because.EVERY, params)


def _obligation(rule: AnyRule, due: Instant, breach: Instant, ground: Ground) -> Obligation:
    return Obligation(
        rule=rule.id,
        channel=rule.channel,
        due_at=due,
        breach_at=breach,
        ground=ground,
        task=rule.task,
        opening=rule.opening,
        reason=rule.reason.value if rule.reason else "",
    )


def maintenance_interval(book: Rulebook, tier: str | None) -> Span | None:
    """The interval within which a reached customer of this tier counts as in maintenance (RULES §2.4)."""
    spans = [r.interval for r in book.rules if isinstance(r, EveryRule) and r.maintains and tier in r.tiers]
    return min(spans, key=lambda span: span.nominal_days, default=None)
