"""The team overview, and the sums of it that name nobody."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from callcenter.model import Disposition, Instant, Role
from callcenter.views.people.absences import ShiftRow
from callcenter.views.people.shift import AgentState, BreakReason, ShiftFigures
from callcenter.views.upkeep.attention import Alarm, Level
from callcenter.views.upkeep.lag import Behind


class TeamRow(Struct, frozen=True):
    """An agent's row in the team overview; ``since`` is when the state began; ``ref`` whom they have on the line;
    ``reason`` that of their break, None where they gave none.

    ``lost``: their program ended without a word, on a call or today; ``since`` is its last sign of life then.
    ``alarms``: what is past a limit of the campaign, the red ones first (docs/rules.md#attention).
    """

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
    lost: bool = False
    alarms: tuple[Alarm, ...] = ()
    shift: ShiftRow | None = None
    """Shift of today, None where nobody plans any."""

    @property
    def level(self) -> Level:
        """The urgency of the row."""
        return max((alarm.level for alarm in self.alarms), default=Level.CALM)


class LoadSpan(Struct, frozen=True):
    """Load from ``start`` until before ``end``: ``calls`` that fall due, ``breaching`` obligations that break in it if
    nobody acts, and how many calls the team can make then.

    ``capacity`` None: no quota says how many. ``late``: obligations past their time at the end of the span, if the team
    makes all the calls that it can.
    """

    start: Instant
    end: Instant
    calls: int
    breaching: int = 0
    capacity: int | None = None
    late: int = 0


class TeamView(Struct, frozen=True):
    """The team overview, its rows in the order in which they need attention. ``hours``: (hour of the day, attempts,
    reached); ``breaches``: what is overdue with everybody, the pool and owners who have no row too."""

    at: Instant
    rows: tuple[TeamRow, ...]
    hours: tuple[tuple[int, int, int], ...]
    ahead: tuple[LoadSpan, ...]
    breaches: int
    cases: int
    behind: Behind = Behind()


class TeamPulse(Struct, frozen=True):
    """Sums of the team that name neither agents nor customers. ``figures``: added up, the quota that of agents alone.

    ``red``, ``amber``: rows that need attention. ``breaches`` as in :class:`TeamView`.
    """

    at: Instant
    people: int
    at_work: int
    on_call: int
    on_break: int
    red: int
    amber: int
    figures: ShiftFigures
    breaches: int
    behind: Behind = Behind()


def sum_of(rows: Sequence[TeamRow]) -> ShiftFigures:
    """The figures of several agents as one. Only agents have a quota (docs/rules.md#r4-quota); who is not at work is
    neither behind nor ahead of it."""
    agents = [row.figures for row in rows if row.role is Role.AGENT]
    everybody = [row.figures for row in rows]
    wanted = [
        row.figures.effective if row.state is AgentState.OFFLINE else row.figures.wanted
        for row in rows
        if row.role is Role.AGENT and row.figures.wanted is not None
    ]
    return ShiftFigures(
        calls=sum(own.calls for own in everybody),
        reached=sum(own.reached for own in everybody),
        effective=sum(own.effective for own in everybody),
        quota=sum(own.quota for own in agents),
        wanted=sum(one or 0 for one in wanted) if wanted else None,
        talk=sum(own.talk for own in everybody),
        wrap_up=sum(own.wrap_up for own in everybody),
        sla_met=sum(own.sla_met for own in everybody),
        sla_all=sum(own.sla_all for own in everybody),
        breaches=sum(own.breaches for own in everybody),
        breaches_all=sum(own.breaches_all for own in everybody),
        commitments_due=sum(own.commitments_due for own in everybody),
        busy=sum(own.busy for own in everybody),
        on_shift=sum(own.on_shift for own in everybody),
        lagging=any(own.lagging for own in everybody),
    )


class Glimpse(Struct, frozen=True):
    """The work of an agent right now, as the store has it. ``place``: the mode on their screen, '' = not known.

    ``ref``, ``customer``: whom they have on the line, '' = nobody; ``note``: as it was saved last; ``disposition``: the
    one chosen and not saved yet.
    """

    agent: str
    state: AgentState
    since: Instant | None
    reason: BreakReason | None
    place: str
    ref: str = ""
    customer: str = ""
    dialled_at: Instant | None = None
    answered_at: Instant | None = None
    ended_at: Instant | None = None
    note: str = ""
    disposition: Disposition | None = None
