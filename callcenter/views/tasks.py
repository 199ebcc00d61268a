"""What is due and no call."""

from __future__ import annotations

from dataclasses import dataclass

from callcenter.model import Obligation


@dataclass(frozen=True, slots=True)
class TaskRow:
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
