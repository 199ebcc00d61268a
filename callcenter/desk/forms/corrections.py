"""Corrections of contacts: what is asked before one is written (docs/architecture.md#corrections)."""

from __future__ import annotations

from callcenter import policy
from callcenter.model import Disposition
from callcenter.views.customers.log import TouchRow
from callcenter.wording import names


def outcome_question(row: TouchRow, chosen: Disposition | None, note: str) -> str:
    """The question about an outcome that contradicts the contact as it stands; '' where there is none to put."""
    if chosen is None or chosen is row.disposition:
        return ""
    spoken = row.seconds > 0 or (row.disposition is not None and row.disposition.reached)
    against = policy.contradiction(chosen, row.direction, answered=spoken, seconds=row.seconds, note=note)
    return "" if against is None else names.contradiction(against, chosen, row.customer)
