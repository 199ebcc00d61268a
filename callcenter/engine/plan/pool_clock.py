"""The clock of the pool: when the owner of a customer is warned, and when the customer returns (docs/rules.md#r33)."""

from __future__ import annotations

from collections.abc import Iterator

from callcenter.engine.customers.pool import PoolPause, pool_return
from callcenter.engine.plan import touches as counting
from callcenter.engine.plan.commitments import CALLBACK_GRACE
from callcenter.engine.plan.known_state import Standing
from callcenter.model import Because, Channel, Disposition, Ground, Instant, MilestoneKind, Obligation, Plan
from callcenter.rulebook.book import Rulebook

_EVER = -(2**62)


def rule_of(book: Rulebook) -> str:
    """The id of the rule under which owners are warned."""
    return f"{book.name}.pool_warning"


def is_over(book: Rulebook, plan: Plan) -> bool:
    """Tell whether a customer with this plan returns to the pool now."""
    return any(owed.rule == rule_of(book) and owed.breach_at <= plan.at for owed in plan.obligations)


def warning(standing: Standing) -> list[Obligation]:
    """The follow-up with which the owner keeps the customer: due with the warning, breached as the customer returns.

    None while the clock stands still and nobody knows for how long.
    """
    pool, facts = standing.book.pool, standing.facts
    days = None if pool is None else pool.days_of(standing.duties)
    owned = facts.owned_since
    if pool is None or days is None or facts.owner is None or owned is None or standing.barred:
        return []
    if not standing.horizon.has_come(owned):
        return []
    reached = standing.last_reach
    base = owned if reached is None else max(owned, reached)
    floor = max(facts.pool_since, facts.history_until or 0)
    found = pool_return(days, pool.warning_days, base, _pauses(standing), not_before=floor)
    if found.warned_at is None or found.returns_at is None:
        return []
    ground = Ground(Because.POOL, {"base": base, "touched": reached is not None and base == reached, "days": days})
    rule = rule_of(standing.book)
    return [Obligation(rule, Channel.ANY, found.warned_at, found.returns_at, ground, task=True)]


def _pauses(standing: Standing) -> Iterator[PoolPause]:
    """The stretches in which the clock stands still; what is recorded later than now is not known yet."""
    facts, has_come = standing.facts, standing.horizon.has_come
    yield from (PoolPause(since, until) for since, until in facts.away)
    for opened, closed in facts.worked:
        if has_come(opened):
            yield PoolPause(opened, closed if closed is not None and has_come(closed) else None)
    yield from _snoozes(standing)
    yield from _callbacks(standing)
    appointment = standing.milestones.get(MilestoneKind.APPOINTMENT)
    if appointment is not None:
        ends = standing.end_of(standing.day(appointment.at)) if appointment.date_only else appointment.at
        yield PoolPause(_EVER, ends)
    asked = [t.at for t in standing.touches if t.disposition is Disposition.DO_NOT_CALL]
    for at in (*asked, *facts.listed):
        yield PoolPause(at, min((one for one in facts.lifted if one > at and has_come(one)), default=None))


def _snoozes(standing: Standing) -> Iterator[PoolPause]:
    """The snoozes, each until its time, until it was taken back, until any newer touch, a newer one or inquiry."""
    has_come = standing.horizon.has_come
    made = [one for one in standing.facts.snoozes if has_come(one.at)]
    for place, one in enumerate(made):
        ends = [one.until, *(later.at for later in made[place + 1 :])]
        ends += [touch.at for touch in standing.touches if touch.at > one.at]
        ends += [at for at in _inquiries(standing) if at > one.at]
        if one.withdrawn_at is not None and has_come(one.withdrawn_at):
            ends.append(one.withdrawn_at)
        yield PoolPause(one.at, min(ends))


def _inquiries(standing: Standing) -> Iterator[Instant]:
    for one in standing.facts.milestones:
        if one.kind is MilestoneKind.INQUIRY and standing.horizon.has_come(one.at):
            yield one.at


def _callbacks(standing: Standing) -> Iterator[PoolPause]:
    """The promised callbacks, each until its time, until a newer one or until it was kept."""
    for made in standing.touches:
        if made.callback_at is None:
            continue
        later = [touch for touch in standing.touches if touch.at > made.at]
        early = made.callback_at - CALLBACK_GRACE
        ends = [made.callback_at]
        ends += [t.at for t in later if t.callback_at is not None or counting.reached(t)]
        ends += [t.at for t in later if counting.is_outgoing_call(t) and t.at >= early]
        yield PoolPause(made.at, min(ends))
