"""Absences of people, their deputies, and the shifts that are planned."""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct

from callcenter.model import Instant

ShiftHours: TypeAlias = tuple[tuple[time, time], ...]
"""The spans of a day in which somebody works, in their order; 00:00 as an end means 24:00. () = off."""

ShiftWeek: TypeAlias = tuple[ShiftHours, ShiftHours, ShiftHours, ShiftHours, ShiftHours, ShiftHours, ShiftHours]
"""The hours of each weekday, Monday first."""


class AbsenceReason(StrEnum):
    """A reason to be away."""

    ILL = "ill"
    LEAVE = "leave"
    TRAINING = "training"
    OTHER = "other"


class DeputyLoad(Struct, frozen=True):
    """The part of an absent agent's work that goes, or would go, to a deputy: customers, and promises to them, and the
    next steps of cases."""

    deputy: str
    customers: int
    promises: int
    cases: int = 0


class AbsenceRow(Struct, frozen=True):
    """An absence. ``until`` None = until they are back; ``deputies``: whom they were named beforehand;
    ``stands_in``: who works how many of their customers now; ``uncovered``: customers with work of today whom nobody
    could be given."""

    id: int
    agent: str
    team: str
    since: Instant
    until: Instant | None
    reason: AbsenceReason
    actor: str
    ended_at: Instant | None
    zone: str
    deputies: tuple[str, ...] = ()
    stands_in: tuple[DeputyLoad, ...] = ()
    uncovered: int = 0


class AbsencePreview(Struct, frozen=True):
    """The deputies whom an absence that begins now would have, and the customers whom nobody could be given."""

    deputies: tuple[DeputyLoad, ...]
    uncovered: int


class ShiftRow(Struct, frozen=True):
    """A person's shift of a day: its hours in ``zone``, the absence that runs in it, and planned against present.

    ``planned``: working seconds of the shift so far, less the absence; ``present``: those of them in which they were
    signed in; ``beside``: seconds signed in outside of the shift. ``at_work``: they are signed in now.
    """

    agent: str
    team: str
    day: date
    zone: str
    hours: ShiftHours
    absence: AbsenceReason | None = None
    at_work: bool = False
    is_planned: bool = False
    """True where somebody planned the day, as one off too."""
    planned: int = 0
    present: int = 0
    beside: int = 0

    @property
    def adherence(self) -> float | None:
        """The present part of the planned time, None where none was planned yet."""
        return None if not self.planned else self.present / self.planned
