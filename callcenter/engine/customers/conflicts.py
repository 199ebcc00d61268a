"""Conflicts: the agent who keeps a customer whom a second one registers (docs/rules.md#r6)."""

from __future__ import annotations

from callcenter import workdays
from callcenter.model import Instant
from callcenter.workdays import Span

KEPT_FOR = Span.parse("1mo")
"""Time within which a record has to be brought up to date."""


def keeps_record(registered_at: Instant, updated_at: Instant, now: Instant, zone: str) -> bool:
    """Tell whether who registered first keeps the customer: the record was brought up to date within a month."""
    return now < workdays.add_exact(max(registered_at, updated_at), KEPT_FOR, zone)
