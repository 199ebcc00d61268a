"""The team overview."""

from __future__ import annotations

from msgspec import Struct

from callcenter.model import Instant, Role
from callcenter.views.people.shift import AgentState, BreakReason, ShiftFigures
from callcenter.views.upkeep.lag import Behind


class TeamRow(Struct, frozen=True):
    """An agent's row in the team overview; ``since`` is when the state began; ``ref`` whom they have on the line;
    ``reason`` that of their break, None where they gave none."""

    agent: str
    team: str
    role: Role
    state: AgentState
    since: Instant | None
    ref: str
    customer: str
    figures: ShiftFigures
    gone: bool = True
    """True if the program sent no heartbeat for so long that a call of it can be ended."""
    reason: BreakReason | None = None


class TeamView(Struct, frozen=True):
    """The team overview. ``hours``: (hour of the day, attempts, reached); ``ahead``: (from, until, obligations);
    ``breaches``: what is overdue with everybody, the pool and owners who have no row too."""

    at: Instant
    rows: tuple[TeamRow, ...]
    hours: tuple[tuple[int, int, int], ...]
    ahead: tuple[tuple[Instant, Instant, int], ...]
    breaches: int
    cases: int
    behind: Behind = Behind()
