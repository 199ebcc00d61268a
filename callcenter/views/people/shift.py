"""State of an agent right now, and the figures of their day."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from callcenter.model import MINUTE, Instant

GONE_AFTER: Instant = 5 * MINUTE
"""Time without a heartbeat after which a program is gone, and its call can be ended by a supervisor.

Five times what shows as offline: a laptop that slept for a minute, a line that broke and came back, lose no call.
"""


class AgentState(StrEnum):
    """State of an agent right now (docs/architecture.md#team-screen)."""

    OFFLINE = "offline"
    READY = "ready"
    DIALLING = "dialling"
    TALKING = "talking"
    WRAP_UP = "wrap_up"
    BREAK = "break"


class BreakReason(StrEnum):
    """Reasons for a break."""

    LUNCH = "lunch"
    SHORT = "short"
    TRAINING = "training"
    MEETING = "meeting"
    OTHER = "other"


class ShiftFigures(Struct, frozen=True):
    """An agent's figures of the campaign day (docs/rules.md#figures); ``talk`` and ``wrap_up`` in seconds.

    ``wanted``: effective calls that the quota has by now, by the working hours that are over; None where no quota, or
    the day, asks for any.

    ``breaches``: open ones that came since sign-in; ``breaches_all``: every open one of the agent's own customers.
    ``busy``: seconds of dialling, talking and wrap-up, ``on_shift``: signed-in seconds less breaks
    (docs/rules.md#occupancy).
    ``lagging``: plans are behind, so that of breaches and commitments there may be more, and the SLA is not known.
    """

    calls: int = 0
    reached: int = 0
    effective: int = 0
    quota: int = 0
    wanted: int | None = None
    talk: int = 0
    wrap_up: int = 0
    sla_met: int = 0
    sla_all: int = 0
    breaches: int = 0
    breaches_all: int = 0
    commitments_due: int = 0
    busy: int = 0
    on_shift: int = 0
    lagging: bool = False


class Breaks(Struct, frozen=True):
    """Breaks of one kind: their number and their seconds."""

    count: int = 0
    seconds: int = 0


class ShiftSummary(Struct, frozen=True):
    """An agent's shift as it stands at ``at``: since sign-in the seconds in each state, and the figures of the day.

    ``breaks``: how many there were for each reason, and the seconds of them; one without a reason is another's.
    """

    since: Instant
    at: Instant
    seconds: Mapping[AgentState, int]
    figures: ShiftFigures
    breaks: Mapping[BreakReason, Breaks] = field(default_factory=dict)
