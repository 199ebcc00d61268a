"""Attention: which rows of the team a supervisor should see first, and why (docs/rules.md#attention).

Limits come from the campaign (``attention`` of its settings); states are compared by how long they have lasted, figures
by what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from callcenter.model import Instant, Role
from callcenter.views.people.shift import AgentState, BreakReason
from callcenter.views.people.team import TeamRow
from callcenter.views.upkeep.attention import Alarm, Level, Limit, Watched

_STATES = {
    AgentState.READY: Watched.READY,
    AgentState.DIALLING: Watched.DIALLING,
    AgentState.TALKING: Watched.TALKING,
    AgentState.WRAP_UP: Watched.WRAP_UP,
    AgentState.BREAK: Watched.BREAK,
}
_BREAKS = {
    BreakReason.LUNCH: Watched.LUNCH,
    BreakReason.MEETING: Watched.MEETING,
    BreakReason.TRAINING: Watched.TRAINING,
}


def alarms(row: TeamRow, limits: Sequence[Limit], now: Instant) -> tuple[Alarm, ...]:
    """Return what is past a limit of an agent's row at ``now``, the red ones first.

    A program that ended without a word is red whatever the limits are.
    """
    by_name = {limit.watched: limit for limit in limits}
    found = [Alarm(Level.RED, None, 0 if row.since is None else max(now - row.since, 0))] if row.lost else []
    for watched, value in _values(row, now):
        limit = by_name.get(watched)
        if limit is not None and value >= limit.amber:
            found.append(Alarm(Level.RED if value >= limit.red else Level.AMBER, watched, value))
    return tuple(sorted(found, key=lambda alarm: -alarm.level))


def break_limit(reason: BreakReason | None, limits: Sequence[Limit]) -> Limit | None:
    """The limit of a break for a reason, None where it has none."""
    watched = Watched.BREAK if reason is None else _BREAKS.get(reason, Watched.BREAK)
    return next((limit for limit in limits if limit.watched is watched), None)


def urgency(row: TeamRow) -> tuple[object, ...]:
    """The order of the team's rows: lost programs, then red, amber, at work, signed off; each by name as people
    sort."""
    offline = row.state is AgentState.OFFLINE
    return (not row.lost, -row.level, offline and row.level is Level.CALM, by_name(row.agent))


def by_name(name: str) -> tuple[object, ...]:
    """The key by which people sort names: numbers in them by their value, Chinese by pinyin."""
    parts = re.split(r"(\d+)", name.casefold())
    # GB 18030 has the 3,755 usual characters in the order of their pinyin, after the Latin letters.
    return tuple(
        int(part) if place % 2 else part.encode("gb18030", errors="replace") for place, part in enumerate(parts)
    )


def _values(row: TeamRow, now: Instant) -> Iterator[tuple[Watched, int]]:
    """Yield the state of a row with its age, then its figures."""
    own = row.figures
    if row.since is not None and row.state in _STATES:
        watched = _STATES[row.state]
        if watched is Watched.BREAK and row.reason is not None:
            watched = _BREAKS.get(row.reason, watched)
        yield watched, max(now - row.since, 0)
    yield Watched.BREACHES, own.breaches
    yield Watched.PROMISES, own.commitments_due
    if row.state is not AgentState.OFFLINE and row.role is Role.AGENT and own.wanted is not None:
        yield Watched.BEHIND, max(own.wanted - own.effective, 0)
