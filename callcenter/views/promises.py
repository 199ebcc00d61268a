"""What agents promised their customers."""

from __future__ import annotations

from msgspec import Struct

from callcenter.model import Obligation


class PromiseRow(Struct, frozen=True):
    """A commitment that stands: a callback, a step of an appointment, a promised answer (RULES §2.3)."""

    ref: str
    name: str
    company: str
    tier: str | None
    phone: str
    owner: str | None
    campaign: str
    zone: str
    country: str
    obligation: Obligation
