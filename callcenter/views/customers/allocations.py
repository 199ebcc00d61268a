"""Allocation of leads and callers to agents, and the rotation in which they take turns (docs/rules.md#r5)."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from callcenter.model import Instant


class AllocationReason(StrEnum):
    """Reasons for which a lead or a caller goes to somebody."""

    OWNER = "owner"
    NAMED = "named"
    ROTATION = "rotation"
    NOBODY = "nobody"
    """Nobody in the rotation may be given one now: to the pool."""


class Skip(StrEnum):
    """Reasons for which somebody is passed over."""

    LEFT = "left"
    NOT_QUALIFIED = "not_qualified"
    CONVERSION = "conversion"
    ABSENT = "absent"


class Skipped(Struct, frozen=True):
    """Agent who was passed over, and why."""

    agent: str
    why: Skip


class Allocated(Struct, frozen=True):
    """Allocation on record; ``agent`` None = to the pool, ``skipped`` in the order of the rotation."""

    ref: str
    customer: str
    at: Instant
    agent: str | None
    reason: AllocationReason
    skipped: tuple[Skipped, ...]
    actor: str


class RotationSeat(Struct, frozen=True):
    """Place of an agent in a rotation.

    ``skip``: why they would be passed over now, None = they would not. ``month``: the one whose conversion took them
    out, ``leads`` and ``signed`` its figures. ``signed_last_week``: customers allocated to them who signed then.
    """

    agent: str
    qualified_at: Instant
    skip: Skip | None
    month: str = ""
    leads: int = 0
    signed: int = 0
    requalified_at: Instant | None = None
    signed_last_week: int = 0


class Rotation(Struct, frozen=True):
    """Rotation of a campaign: its seats in order, who is next, and the order that last week's results propose."""

    campaign: str
    seats: tuple[RotationSeat, ...]
    next: str | None
    proposed: tuple[str, ...]


class NonCustomer(StrEnum):
    """Kinds of callers who are no customers."""

    SELLER = "seller"
    WRONG_NUMBER = "wrong_number"
    ADVERTISING = "advertising"
    OTHER_PRODUCT = "other_product"


class RegisterEntry(Struct, frozen=True):
    """Incoming call of a day's register.

    ``agent``: whose customer the caller is, by ``reason``; ``taken_by`` answered. ``kind``: of a caller who is no
    customer, who has no ``ref``.
    """

    campaign: str
    at: Instant
    taken_by: str
    ref: str = ""
    customer: str = ""
    phone: str = ""
    agent: str | None = None
    reason: AllocationReason | None = None
    kind: NonCustomer | None = None
    note: str = ""
