"""Rotations of campaigns, allocations, and callers who are no customers (docs/rules.md#r5)."""

from __future__ import annotations

from callcenter.storage.tables.base import (
    AutoField,
    BigIntegerField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    Table,
    TextField,
)
from callcenter.storage.tables.campaigns import CampaignTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.people import AgentTable


class RotationTable(Table):
    """The rotation of a campaign: who had the last turn, and the months whose results are on record, up to
    ``counted`` (YYYY-MM, '' = none). Whoever allocates locks it."""

    campaign = ForeignKeyField(CampaignTable, primary_key=True)
    last = ForeignKeyField(AgentTable, null=True, index=False)
    counted = TextField(default="")
    changed_at = BigIntegerField()
    changed_by = TextField()


class RotationSeatTable(Table):
    """An agent in a rotation since a supervisor qualified them; ``position`` null = no longer in it.

    ``requalified_at``: after a month of too few signings, once.
    """

    campaign = ForeignKeyField(CampaignTable, index=False)
    agent = ForeignKeyField(AgentTable, index=False)
    position = IntegerField(null=True)
    qualified_at = BigIntegerField()
    requalified_at = BigIntegerField(null=True)

    class Meta:
        primary_key = CompositeKey("campaign", "agent")


class RotationResultTable(Table):
    """Leads of a month that is over, and those signed until the end of the month after: as they were then."""

    campaign = ForeignKeyField(CampaignTable, index=False)
    agent = ForeignKeyField(AgentTable, index=False)
    month = TextField()
    leads = IntegerField()
    signed = IntegerField()

    class Meta:
        primary_key = CompositeKey("campaign", "agent", "month")


class AllocationTable(Table):
    """The agent who got a lead or a caller, and why; ``skipped`` is the JSON of the agents passed over: names
    with reasons."""

    id = AutoField()
    at = BigIntegerField()
    campaign = ForeignKeyField(CampaignTable, index=False)
    customer = ForeignKeyField(CustomerTable, on_delete="CASCADE")
    agent = ForeignKeyField(AgentTable, null=True, index=False)
    reason = TextField()
    skipped = TextField(default="")
    actor = TextField()


class NonCustomerCallTable(Table):
    """An incoming call of somebody who is no customer: registered, allocated to nobody."""

    id = AutoField()
    at = BigIntegerField()
    campaign = ForeignKeyField(CampaignTable, index=False)
    kind = TextField()
    phone = TextField(default="")
    note = TextField(default="")
    actor = TextField()
