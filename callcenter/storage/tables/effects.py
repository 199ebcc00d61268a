"""Effects of plans and contacts, each under a natural key: breaches, closures, cases, findings."""

from __future__ import annotations

from callcenter.storage.tables.access import UnitTable
from callcenter.storage.tables.base import (
    AutoField,
    BigIntegerField,
    BooleanField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    Table,
    TextField,
)
from callcenter.storage.tables.calls import TouchTable
from callcenter.storage.tables.campaigns import RulebookVersionTable
from callcenter.storage.tables.customers import CustomerTable, MilestoneTable
from callcenter.storage.tables.people import AgentTable


class BreachLogTable(Table):
    """Append-only: what was open at its ``breach_at``, whose it was then, under which rules. Voided, never deleted.

    ``step_at``: the instant at which its next step is looked for, null = there is none; 0 = at the next tick.
    """

    id = AutoField()
    customer = ForeignKeyField(CustomerTable, index=False, on_delete="CASCADE")
    rule = TextField()
    channel = TextField()
    due_at = BigIntegerField()
    breach_at = BigIntegerField()
    owner = ForeignKeyField(AgentTable, null=True, index=False)
    rulebook_version = ForeignKeyField(RulebookVersionTable, index=False)
    logged_at = BigIntegerField()
    closed_day = BooleanField(default=False)
    voided_at = BigIntegerField(null=True)
    step_at = BigIntegerField(null=True, default=0)

    class Meta:
        indexes = ((("customer", "rule", "breach_at"), True),)


class BreachStepTable(Table):
    """Append-only: a breach went to a ``level`` at an instant (docs/rules.md#escalation)."""

    breach = ForeignKeyField(BreachLogTable, index=False, on_delete="CASCADE")
    level = TextField()
    at = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("breach", "level")


class AcknowledgementTable(Table):
    """Append-only: somebody of a ``level`` has seen a breach, and what they remarked (docs/rules.md#r22)."""

    id = AutoField()
    breach = ForeignKeyField(BreachLogTable, on_delete="CASCADE")
    actor = TextField()
    level = TextField()
    at = BigIntegerField()
    remark = TextField()


class ClosureTable(Table):
    """An obligation that a touch closed, and whether in time (docs/rules.md#sla)."""

    id = AutoField()
    customer = ForeignKeyField(CustomerTable, index=False, on_delete="CASCADE")
    rule = TextField()
    due_at = BigIntegerField()
    breach_at = BigIntegerField()
    touch = ForeignKeyField(TouchTable, on_delete="CASCADE")
    owner = ForeignKeyField(AgentTable, null=True, index=False)
    closed_at = BigIntegerField()
    in_time = BooleanField()


class CaseTable(Table):
    """A case under its natural key (customer, rule, causing instant); those raised by hand have rule ``''``.

    ``handed_over``: the customer is with the helper, and returns at the close to ``first_owner`` (null = the pool).
    ``milestone`` is the one that its last close, or the department's answer, recorded; ``department``: of a hand-on.
    ``turn`` is the part whose turn it is, until ``act_by``, null = it is settled; ``close_by`` the end of all its
    time, null = the next tick works it out (docs/rules.md#case-ways). ``cause`` is that of a complaint, '' = not named.
    ``deputy`` takes the steps of the ``assignee`` while that one is absent.
    """

    id = AutoField()
    customer = ForeignKeyField(CustomerTable, index=False, on_delete="CASCADE")
    kind = TextField()
    rule = TextField()
    caused_at = BigIntegerField()
    opened_at = BigIntegerField()
    closed_at = BigIntegerField(null=True)
    state = TextField()
    assignee = ForeignKeyField(AgentTable, null=True, index=False)
    raised_by = TextField(default="")
    phone = TextField(default="")
    handed_over = BooleanField(default=False)
    first_owner = ForeignKeyField(AgentTable, null=True, index=False)
    milestone = ForeignKeyField(MilestoneTable, null=True, index=False)
    department = ForeignKeyField(UnitTable, null=True, index=False)
    turn = TextField(null=True)
    act_by = BigIntegerField(null=True)
    close_by = BigIntegerField(null=True)
    cause = TextField(default="")
    deputy = ForeignKeyField(AgentTable, null=True, index=False)

    class Meta:
        table_name = "kase"  # `case` is a word of SQL
        indexes = ((("customer", "rule", "caused_at"), True),)


class CaseStepTable(Table):
    """A step in the work on a case; ``result`` and ``touch`` of a second follow-up call or a review.

    See docs/rules.md#r15-results.
    """

    id = AutoField()
    kase = ForeignKeyField(CaseTable, on_delete="CASCADE")
    at = BigIntegerField()
    actor = TextField()
    action = TextField()
    remark = TextField(default="")
    result = TextField(null=True)
    touch = ForeignKeyField(TouchTable, null=True, index=False)

    class Meta:
        table_name = "case_event"


class ReopeningTable(Table):
    """A fact that opened a case again, under its natural key (docs/rules.md#r10-survey), and how it found the case."""

    id = AutoField()
    customer = ForeignKeyField(CustomerTable, index=False, on_delete="CASCADE")
    rule = TextField()
    caused_at = BigIntegerField()
    kase = ForeignKeyField(CaseTable, on_delete="CASCADE")
    step = ForeignKeyField(CaseStepTable, index=False, on_delete="CASCADE")
    was = TextField()
    was_closed_at = BigIntegerField(null=True)
    withdrawn = BooleanField(default=False)

    class Meta:
        table_name = "case_reopening"
        indexes = ((("customer", "rule", "caused_at"), True),)


class FindingTable(Table):
    """A finding for the supervisor's ledger under its natural key. Voided, never deleted.

    See docs/rules.md#r4-findings.
    """

    id = AutoField()
    customer = ForeignKeyField(CustomerTable, index=False, on_delete="CASCADE")
    rule = TextField()
    caused_at = BigIntegerField()
    agent = TextField()
    amount = IntegerField()
    rulebook_version = ForeignKeyField(RulebookVersionTable, null=True, index=False)
    logged_at = BigIntegerField()
    voided_at = BigIntegerField(null=True)

    class Meta:
        indexes = ((("customer", "rule", "caused_at"), True),)
