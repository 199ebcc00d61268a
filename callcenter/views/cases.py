"""Cases and the supervisor's ledger."""

from __future__ import annotations

from msgspec import Struct

from callcenter.model import CaseKind, Instant


class CaseEvent(Struct, frozen=True):
    """A step in the work on a case."""

    at: Instant
    actor: str
    action: str
    remark: str


class CaseRow(Struct, frozen=True):
    """A case in the list of mode 4. ``state`` is ``open``, ``assigned`` or ``closed``."""

    id: int
    kind: CaseKind
    rule: str
    ref: str
    customer: str
    tier: str | None
    campaign: str
    zone: str
    state: str
    assignee: str | None
    raised_by: str
    caused_at: Instant
    opened_at: Instant
    closed_at: Instant | None
    phone: str
    events: tuple[CaseEvent, ...] = ()


class FindingRow(Struct, frozen=True):
    """A line of the supervisor's ledger: a rule not kept, with the amount that the rule names (RULES R4)."""

    id: int
    ref: str
    customer: str
    campaign: str
    zone: str
    rule: str
    caused_at: Instant
    agent: str
    amount: int
