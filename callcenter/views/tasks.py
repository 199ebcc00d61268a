"""What is due and no call."""

from __future__ import annotations

from msgspec import Struct

from callcenter.model import Obligation


class TaskRow(Struct, frozen=True):
    """A due non-call obligation or task: SMS, visit, letter … (mode 3)."""

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
