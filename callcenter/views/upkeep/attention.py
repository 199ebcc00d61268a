"""Attention that an agent needs: what is watched of them, the limits of a campaign, and what is past one."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from msgspec import Struct


class Watched(StrEnum):
    """A state that may last too long, a break by its reason, or a figure that may be too high."""

    READY = "ready"
    DIALLING = "dialling"
    TALKING = "talking"
    WRAP_UP = "wrap_up"
    BREAK = "break"
    LUNCH = "lunch"
    MEETING = "meeting"
    TRAINING = "training"
    BREACHES = "breaches"
    """Breaches since sign-in."""
    PROMISES = "promises"
    """Promises due and not kept yet."""
    BEHIND = "behind"
    """Effective calls that the quota has by now and the agent has not."""

    @property
    def counted(self) -> bool:
        """True for a figure, False for a state."""
        return self in (Watched.BREACHES, Watched.PROMISES, Watched.BEHIND)


class Level(IntEnum):
    """Urgency of a row."""

    CALM = 0
    AMBER = 1
    RED = 2


class Limit(Struct, frozen=True):
    """Values from which something watched is amber, and red: milliseconds of a state, a count of a figure."""

    watched: Watched
    amber: int
    red: int


class Alarm(Struct, frozen=True):
    """One thing past its limit. ``watched`` None: the program ended without a word."""

    level: Level
    watched: Watched | None = None
    value: int = 0
    """Value at the moment of reading: milliseconds of a state, a count of a figure."""
