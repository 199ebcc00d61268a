"""Counts of what each rule asks for right now."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from callcenter.model import Instant, Obligation


class OwedOrder(StrEnum):
    """Orders in which the customers of a rule are listed."""

    DUE = "due"
    """Due ones first, the earliest breach at the head, then those that lie ahead."""
    TIER = "tier"
    CUSTOMER = "customer"
    OWNER = "owner"


class RuleCount(Struct, frozen=True):
    """Count of a rule in a campaign: obligations open and breached; when one next falls due, and when one breaks.

    ``next_due`` None = nothing lies ahead, ``next_breach`` None = nothing is open that could break.
    """

    rule: str
    open: int
    breached: int
    next_due: Instant | None
    next_breach: Instant | None


class OwedRow(Struct, frozen=True):
    """Obligation of a rule at a customer. ``owner`` None = in the pool; ``zone`` is the campaign's."""

    ref: str
    name: str
    company: str
    tier: str | None
    owner: str | None
    campaign: str
    zone: str
    obligation: Obligation


class OwedPage(Struct, frozen=True):
    """A stretch of a rule's customers; how many are breached and open, and ``total`` with those that lie ahead."""

    rows: tuple[OwedRow, ...]
    breached: int
    open: int
    total: int
