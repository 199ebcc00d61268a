"""Tasks: contacts that are due and no calls."""

from __future__ import annotations

from msgspec import Struct

from callcenter.model import Instant, Obligation
from callcenter.views.worklists.line import CustomerLine, Spelt


class TaskRow(CustomerLine, frozen=True):
    """A due non-call obligation or task: SMS, visit, letter … (mode 3)."""

    obligation: Obligation
    spelt: Spelt = ()

    @property
    def is_report(self) -> bool:
        """Tell whether it is a report on a lead, which no contact takes the place of (docs/rules.md#r32)."""
        return self.obligation.rule.endswith(".report")

    @property
    def is_warning(self) -> bool:
        """Tell whether it is the follow-up before the return to the pool: what reaches ends it (docs/rules.md#r33)."""
        return self.obligation.rule.endswith(".pool_warning")

    @property
    def appointed_at(self) -> Instant | None:
        """The time of the appointment that it is about; None where it is about none."""
        at = self.obligation.ground.params.get("at") if ".appointment." in self.obligation.rule else None
        return at if isinstance(at, int) else None


class LeadReport(Struct, frozen=True):
    """A report on a lead that was handed out (docs/rules.md#r32)."""

    at: Instant
    actor: str
    text: str
