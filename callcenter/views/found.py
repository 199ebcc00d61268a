"""Customers as lists show them: hits of a search, an agent's own."""

from __future__ import annotations

from dataclasses import dataclass

from callcenter.model import Lane, Obligation, Stage


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A hit of the search. ``placed`` = offered in some lane."""

    ref: str
    name: str
    company: str
    tier: str | None
    phone: str
    owner: str | None
    campaign: str
    stage: Stage


@dataclass(frozen=True, slots=True)
class OwnRow:
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
