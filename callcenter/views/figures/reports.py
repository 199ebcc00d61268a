"""Reports: the figures of groups and periods, and the rows behind each (docs/figures.md)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from callcenter.model import Instant


class Figure(StrEnum):
    """The figures, by the ids that scripts use (docs/figures.md)."""

    SLA_ATTAINMENT = "sla_attainment"
    BREACHES = "breaches"
    ATTEMPTS = "attempts"
    CALLS = "calls"
    REACH_RATE = "reach_rate"
    EFFECTIVE_RATE = "effective_rate"
    QUOTA = "quota"
    NEW_CUSTOMERS = "new_customers"
    CONVERSION = "conversion"
    CALLBACK_RATE = "callback_rate"
    COMPLAINT_RATE = "complaint_rate"
    SATISFACTION = "satisfaction"
    TALK_TIME = "talk_time"
    TALK_TIME_MEAN = "talk_time_mean"
    WRAP_UP_TIME = "wrap_up_time"
    WRAP_UP_TIME_MEAN = "wrap_up_time_mean"
    HANDLE_TIME = "handle_time"
    HANDLE_TIME_MEAN = "handle_time_mean"
    OCCUPANCY = "occupancy"
    REVENUE = "revenue"
    SPEED_TO_LEAD = "speed_to_lead"
    SPEED_TO_LEAD_5MIN = "speed_to_lead_5min"


class GroupKey(StrEnum):
    """The keys by which a report groups."""

    AGENT = "agent"
    UNIT = "unit"
    CAMPAIGN = "campaign"
    RULE = "rule"
    SOURCE = "source"


class ReportPeriod(StrEnum):
    """The periods into which a report cuts its days; weeks begin on Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Counted(StrEnum):
    """The kinds of rows that figures count."""

    KEPT = "kept"
    """Obligations closed before their ``breach_at``."""
    SETTLED = "settled"
    """Obligations closed in time or breached, each once."""
    BREACHED = "breached"
    OWED_CALLBACKS = "owed_callbacks"
    """Call-backs of R10 and R15 whose ``breach_at`` falls in the period."""
    KEPT_CALLBACKS = "kept_callbacks"
    ATTEMPTS = "attempts"
    ATTEMPTS_REACHED = "attempts_reached"
    CALLS = "calls"
    EFFECTIVE_CALLS = "effective_calls"
    FOLLOWED_UP = "followed_up"
    """Customers called effectively, each once for an agent and a day."""
    ASKED = "asked"
    """Follow-ups that the rulebook asks for on an agent's working days on shift."""
    REACHED_CUSTOMERS = "reached_customers"
    COMPLAINTS = "complaints"
    ANSWERS = "answers"
    """Answers from 1 to 5."""
    TALKS = "talks"
    WRAP_UPS = "wrap_ups"
    HANDLED = "handled"
    BUSY = "busy"
    """Seconds of dialling, talking and wrap-up."""
    PRESENT = "present"
    """Seconds signed in, less breaks."""
    NEW_CUSTOMERS = "new_customers"
    LEADS = "leads"
    """Customers whose inquiry or allocation falls in the period."""
    SIGNED = "signed"
    """Customers who signed for the first time."""
    AMOUNTS = "amounts"
    """Amounts recorded with ``signed``."""
    FIRST_ATTEMPTS = "first_attempts"
    """Seconds from a lead to its first attempt."""
    QUICK_ATTEMPTS = "quick_attempts"
    """The same within five minutes."""


class Group(Struct, frozen=True):
    """A group of a report by the keys that were asked for: '' = nobody or nothing, None = the key was not asked for."""

    agent: str | None = None
    unit: str | None = None
    campaign: str | None = None
    rule: str | None = None
    source: str | None = None


class ReportRow(Struct, frozen=True):
    """A figure of a group in a period, ``since`` to ``until``, days of each customer's campaign, the last one out.

    ``value`` None = nothing to divide by. ``numerator`` of a time or a grade is the sum over the ``denominator`` rows;
    a count has no denominator. ``currency`` None but for money.
    """

    figure: Figure
    group: Group
    since: date
    until: date
    value: Decimal | float | int | None
    numerator: Decimal | float | int
    denominator: int | None = None
    currency: str | None = None


class RowKind(StrEnum):
    """The kinds of records that a counted row stands for."""

    TOUCH = "touch"
    CLOSURE = "closure"
    BREACH = "breach"
    CASE = "case"
    CUSTOMER = "customer"
    DAY = "day"
    SPAN = "span"


class CountedRow(Struct, frozen=True):
    """A row that a figure counts: what it is, whose, when; ``amount`` is its part of a sum, of times in seconds.

    ``id`` is that of the record; of a day or a span of presence 0.
    """

    counted: Counted
    kind: RowKind
    id: int
    at: Instant
    zone: str
    ref: str
    customer: str
    group: Group
    amount: Decimal | float | int = 1
    currency: str | None = None
