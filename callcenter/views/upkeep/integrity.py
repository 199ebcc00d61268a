"""Result of a check of the store."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Defect(StrEnum):
    """Defects of a store. ``wording`` has the sentence of each."""

    DAMAGED = "damaged"  # the database itself; nothing here mends it
    FUTURE = "future"  # written at a time that has not come yet, by a wrong clock
    PLAN = "plan"  # a stored plan is not what a fresh fold gives, or there is none
    CLAIM = "claim"  # a claim without end that no open call holds
    OPEN_CALL = "open_call"  # a call whose program is gone still holds its customer


class Flaw(Struct, frozen=True):
    """A defect, how often it was found, whom it was found with first, and whether it was repaired."""

    defect: Defect
    count: int
    example: str
    repaired: bool
