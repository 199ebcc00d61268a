"""Cases and the supervisor's ledger."""

from __future__ import annotations

from msgspec import Struct

from callcenter.model import CaseKind, CaseRole, CaseState, Instant, Result
from callcenter.views.worklists.line import Spelt

RAISED = (CaseKind.EXCEPTION, CaseKind.COMPLAINT, CaseKind.REPAIR)
"""The kinds of cases that people raise; the others follow from calls."""


class CaseEvent(Struct, frozen=True):
    """A step in the work on a case; ``result``: what a second follow-up call, or the review of a result, came to."""

    at: Instant
    actor: str
    action: str
    remark: str
    result: Result | None = None


class CaseRow(Struct, frozen=True):
    """A case in the list of mode 4. ``assignee`` has it, or had it last; ``owner`` has the customer;
    ``deputy`` takes the steps of an absent assignee.

    ``due_at``: the end of the time in which the rulebook wants it settled; ``turn``: whose turn it is, None = nobody's,
    ``act_by``: until when; ``department``: to which it was handed on; ``cause``: of a complaint, '' = not named.
    """

    id: int
    kind: CaseKind
    rule: str
    ref: str
    customer: str
    tier: str | None
    campaign: str
    zone: str
    state: CaseState
    assignee: str | None
    owner: str | None
    raised_by: str
    caused_at: Instant
    opened_at: Instant
    closed_at: Instant | None
    phone: str
    due_at: Instant
    act_by: Instant
    turn: CaseRole | None
    department: str | None
    deputy: str | None = None
    cause: str = ""
    events: tuple[CaseEvent, ...] = ()
    company: str = ""
    spelt: Spelt = ()


class CaseCount(Struct, frozen=True):
    """A number of cases that were opened in a month, of one kind, cause, assignee and product, '' = none.

    ``closed``: of them are settled by now; ``late``: of them not within their time, those that are still open too.
    """

    campaign: str
    kind: CaseKind
    cause: str
    agent: str
    product: str
    opened: int
    closed: int
    late: int


class FindingRow(Struct, frozen=True):
    """A line of the supervisor's ledger: a rule not kept, with the amount that the rule names.

    See docs/rules.md#r4-findings.
    """

    id: int
    ref: str
    customer: str
    campaign: str
    zone: str
    rule: str
    caused_at: Instant
    agent: str
    amount: int
