"""What followed from plans and contacts, each under a natural key: breaches, closures, cases, findings."""

from __future__ import annotations

from callcenter.schema.base import (
    AutoField,
    BigIntegerField,
    BooleanField,
    ForeignKeyField,
    IntegerField,
    Table,
    TextField,
)
from callcenter.schema.calls import Touch
from callcenter.schema.campaigns import RulebookVersion
from callcenter.schema.customers import Customer, Milestone
from callcenter.schema.people import Agent


class BreachLog(Table):
    """Append-only: what was open at its ``breach_at``, whose it was then, under which rules. Voided, never deleted."""

    id = AutoField()
    customer = ForeignKeyField(Customer, index=False, on_delete="CASCADE")
    rule = TextField()
    channel = TextField()
    due_at = BigIntegerField()
    breach_at = BigIntegerField()
    owner = ForeignKeyField(Agent, null=True, index=False)
    rulebook_version = ForeignKeyField(RulebookVersion, index=False)
    logged_at = BigIntegerField()
    closed_day = BooleanField(default=False)
    voided_at = BigIntegerField(null=True)
    acknowledged_at = BigIntegerField(null=True)
    acknowledged_by = TextField(default="")

    class Meta:
        table_name = "breach_log"
        indexes = ((("customer", "rule", "breach_at"), True),)


class Closure(Table):
    """An obligation that a touch closed, and whether in time (RULES §6, SLA attainment)."""

    id = AutoField()
    customer = ForeignKeyField(Customer, index=False, on_delete="CASCADE")
    rule = TextField()
    due_at = BigIntegerField()
    breach_at = BigIntegerField()
    touch = ForeignKeyField(Touch, on_delete="CASCADE")
    owner = ForeignKeyField(Agent, null=True, index=False)
    closed_at = BigIntegerField()
    in_time = BooleanField()


class Kase(Table):
    """A case under its natural key (customer, rule, causing instant); those raised by hand have rule ``''``.

    ``handed_over``: the customer is with the helper, and returns at the close to ``first_owner`` (null = the pool).
    ``milestone`` is the one that its last close recorded.
    """

    id = AutoField()
    customer = ForeignKeyField(Customer, index=False, on_delete="CASCADE")
    kind = TextField()
    rule = TextField()
    caused_at = BigIntegerField()
    opened_at = BigIntegerField()
    closed_at = BigIntegerField(null=True)
    state = TextField()
    assignee = ForeignKeyField(Agent, null=True, index=False)
    raised_by = TextField(default="")
    phone = TextField(default="")
    handed_over = BooleanField(default=False)
    first_owner = ForeignKeyField(Agent, null=True, index=False)
    milestone = ForeignKeyField(Milestone, null=True, index=False)

    class Meta:
        table_name = "kase"
        indexes = ((("customer", "rule", "caused_at"), True),)


class CaseStep(Table):
    """A step in the work on a case; ``result`` and ``touch`` of a second call-back or a review (RULES R15)."""

    id = AutoField()
    kase = ForeignKeyField(Kase, on_delete="CASCADE")
    at = BigIntegerField()
    actor = TextField()
    action = TextField()
    remark = TextField(default="")
    result = TextField(null=True)
    touch = ForeignKeyField(Touch, null=True, index=False)

    class Meta:
        table_name = "case_event"


class Reopening(Table):
    """A fact that opened a case again, under its natural key (RULES R10), and how it found the case."""

    id = AutoField()
    customer = ForeignKeyField(Customer, index=False, on_delete="CASCADE")
    rule = TextField()
    caused_at = BigIntegerField()
    kase = ForeignKeyField(Kase, on_delete="CASCADE")
    step = ForeignKeyField(CaseStep, index=False, on_delete="CASCADE")
    was = TextField()
    was_closed_at = BigIntegerField(null=True)
    withdrawn = BooleanField(default=False)

    class Meta:
        table_name = "case_reopening"
        indexes = ((("customer", "rule", "caused_at"), True),)


class Finding(Table):
    """A finding for the supervisor's ledger under its natural key (RULES R4). Voided, never deleted."""

    id = AutoField()
    customer = ForeignKeyField(Customer, index=False, on_delete="CASCADE")
    rule = TextField()
    caused_at = BigIntegerField()
    agent = TextField()
    amount = IntegerField()
    rulebook_version = ForeignKeyField(RulebookVersion, null=True, index=False)
    logged_at = BigIntegerField()
    voided_at = BigIntegerField(null=True)

    class Meta:
        indexes = ((("customer", "rule", "caused_at"), True),)
