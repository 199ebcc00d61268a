"""Breaches, and the result of a tick."""

from __future__ import annotations

from msgspec import Struct

from callcenter.model import Obligation


class BreachRow(Struct, frozen=True):
    """An obligation open and breached (``callcenter breaches``, the banner). ``id`` grows with the breach log."""

    ref: str
    name: str
    tier: str | None
    owner: str | None
    campaign: str
    zone: str
    obligation: Obligation
    closed_day: bool = False
    acknowledged: bool = False
    id: int = 0


class Ticked(Struct, frozen=True):
    """Result of a tick: plans refolded, breaches that are new; ``left`` = its time was up before all was done."""

    folded: int
    breaches: int
    left: bool
