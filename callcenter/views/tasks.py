"""What is due and no call."""

from __future__ import annotations

from msgspec import Struct

from callcenter.model import Instant, Obligation


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

    @property
    def appointed_at(self) -> Instant | None:
        """The time of the appointment that it is about; None where it is about none."""
        at = self.obligation.ground.params.get("at") if ".appointment." in self.obligation.rule else None
        return at if isinstance(at, int) else None
