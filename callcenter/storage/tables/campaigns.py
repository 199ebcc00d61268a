"""Campaigns, and the rules that they were worked under since when."""

from __future__ import annotations

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


class RulebookVersionTable(Table):
    """A rulebook's text as it was; the same text is kept once under its number."""

    id = AutoField()
    name = TextField()
    number = IntegerField()
    digest = TextField()
    text = TextField()
    created_at = BigIntegerField()
    actor = TextField()

    class Meta:
        indexes = ((("name", "number"), True), (("name", "digest"), True))


class CampaignTable(Table):
    """A list of customers under one rulebook, zone and country. The legal frame is in minutes of the local day, the
    working hours stand as they are written.

    ``edition`` is the one that counts: the single value that a change of rules switches
    (docs/architecture.md#rule-changes). ``rulebook_version`` is the edition's, written with it. ``dial_colleagues``
    null = as the store is: yes in an open one, no in a closed one; ``lease_seconds`` null = the program's own;
    ``ring_seconds`` null = as long as it rings; ``attention`` '' = by the program's own limits. A paused or closed one
    offers nobody.
    """

    id = AutoField()
    name = TextField(unique=True)
    rulebook_version = ForeignKeyField(RulebookVersionTable)
    edition = IntegerField(default=0)
    zone = TextField()
    country = TextField()
    legal_start = IntegerField()
    legal_end = IntegerField()
    closed_holidays = BooleanField(default=False)
    closed_days = TextField(default="[]")
    hours = TextField(default="09:00-12:00,13:30-18:00")
    mask = TextField(default="default")
    dial_colleagues = BooleanField(null=True)
    own_pool_on_reach = BooleanField(default=True)
    lease_seconds = IntegerField(null=True)
    recording_years = IntegerField(default=3)
    ring_seconds = IntegerField(null=True)
    outcome_by_itself = BooleanField(default=False)
    auto_dial = BooleanField(default=False)
    attention = TextField(default="")
    paused_at = BigIntegerField(null=True)
    closed_at = BigIntegerField(null=True)
    created_at = BigIntegerField()


class CallerNumberTable(Table):
    """A number of the company that customers see when they are called; of one campaign, or of all that have none.

    ``per_day`` and ``per_hour`` are its budgets of calls, null = none. ``rest_minutes`` is its rest when one is spent.
    """

    id = AutoField()
    e164 = TextField(unique=True)
    label = TextField(default="")
    campaign = ForeignKeyField(CampaignTable, null=True)
    per_day = IntegerField(null=True)
    per_hour = IntegerField(null=True)
    rest_minutes = IntegerField(default=0)
    paused_at = BigIntegerField(null=True)
    created_at = BigIntegerField()

    class Meta:
        table_name = "caller_number"


class EditionTable(Table):
    """A stretch of a campaign's life under one rulebook version, and how far the change to it has come.

    ``state``: ``preparing`` (its plans are written beside those that count), ``settling`` (it counts; what follows from
    it is put on record and the plans before it go), ``settled``, ``dropped`` (another one came in its place).
    ``cursor`` is the last customer's id that was done in this state; ``worked_at`` when whoever looks after the change
    last did; ``since`` when it began to count. ``frame`` (JSON) is the campaign's under it while it comes, null = as it
    is. ``zone_before``: until everybody is settled, customers of this zone live in the campaign's.
    """

    id = AutoField()
    campaign = ForeignKeyField(CampaignTable, on_delete="CASCADE")
    rulebook_version = ForeignKeyField(RulebookVersionTable, index=False)
    state = TextField()
    cursor = IntegerField(default=0)
    begun_at = BigIntegerField()
    worked_at = BigIntegerField()
    since = BigIntegerField(null=True)
    actor = TextField()
    frame = TextField(null=True)
    zone_before = TextField(null=True)

    class Meta:
        table_name = "campaign_edition"


class ZoneGroupTable(Table):
    """The (campaign, customer zone) pairs that occur: what a claim asks the gates for."""

    campaign = ForeignKeyField(CampaignTable, index=False)
    zone = TextField()

    class Meta:
        primary_key = CompositeKey("campaign", "zone")
