"""Corrections of contacts: who may, and what is asked before one is written (docs/architecture.md#corrections)."""

from __future__ import annotations

from callcenter import policy
from callcenter.access import Right
from callcenter.locale import _
from callcenter.model import Channel, Disposition
from callcenter.session import Session
from callcenter.views.customers.log import TouchRow
from callcenter.wording import names


def why_not_corrected(row: TouchRow, session: Session) -> str:
    """Say why this person cannot correct a contact; '' where they can."""
    if row.agent != session.name and not session.may(Right.CORRECT_OTHERS):
        return _("Only a supervisor can correct another person's record.")
    return _("Nothing to correct here.") if row.channel is Channel.CALL and row.disposition is None else ""


def is_appealable(row: TouchRow) -> bool:
    """Tell whether the result of a contact can be looked at again by another person (docs/rules.md#r15-results)."""
    return row.result is not None or row.disposition is Disposition.REFUSED


def outcome_question(row: TouchRow, chosen: Disposition | None, note: str) -> str:
    """The question about an outcome that contradicts the contact as it stands; '' where there is none to put."""
    if chosen is None or chosen is row.disposition:
        return ""
    spoken = row.seconds > 0 or (row.disposition is not None and row.disposition.reached)
    against = policy.contradiction(chosen, row.direction, answered=spoken, seconds=row.seconds, note=note)
    return "" if against is None else names.contradiction(against, chosen, row.customer)
