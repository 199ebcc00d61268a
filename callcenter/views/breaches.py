"""What broke, and what a tick did about it."""

from __future__ import annotations

from dataclasses import dataclass

from callcenter.model import Obligation


@dataclass(frozen=True, slots=True)
class BreachRow:
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


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a tick did: plans refolded, breaches that are new; ``left`` = its time was up before all was done."""

    folded: int
    breaches: int
    left: bool
