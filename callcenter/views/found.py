"""Customers as lists show them: hits of a search, an agent's own."""

from __future__ import annotations

from msgspec import Struct

from callcenter.model import Lane, Obligation, Stage


class FoundRow(Struct, frozen=True):
    """A hit of the search. ``placed`` = offered in some lane."""

    ref: str
    name: str
    company: str
    tier: str | None
    phone: str
    owner: str | None
    campaign: str
    stage: Stage


class OwnRow(Struct, frozen=True):
    """A customer of an agent's own. ``lane`` None = not to be dialled now; ``owed`` breaches first, None = nothing."""

    ref: str
    name: str
    company: str
    tier: str | None
    phone: str
    campaign: str
    zone: str
    country: str
    stage: Stage
    lane: Lane | None
    owed: Obligation | None
