"""The stored plans, one a customer for each edition of their campaign's rules, and the cohorts that they rest on."""

from __future__ import annotations

from callcenter.storage.tables.base import (
    BigIntegerField,
    BooleanField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    SmallIntegerField,
    Table,
    TextField,
)
from callcenter.storage.tables.campaigns import EditionTable
from callcenter.storage.tables.customers import CustomerTable


class PlacementTable(Table):
    """The stored plan of a customer under one edition of their campaign's rules; its obligations stand beside it.

    ``lane`` 0 = offered in none. ``block_set`` is the segment set where blocks sort (lanes breached and due), else 0;
    ``owner_key`` the id of whoever works them, the owner or a deputy, or 0. Together with ``k1``, ``k2``, ``ref`` they
    are the order of docs/rules.md#lanes.
    ``breached`` and ``promised`` count what is open past its time, and the due commitments. ``plan_tier`` is the tier
    that the rulebook puts the customer into, ``cohort_key`` what its cohorts read of them. ``rules_ended_at``
    is the end of the last rules of whom nothing is owed any more. ``folded_at`` is the instant at which the plan was
    folded, by the clock of the program that folded it.

    At ``valid_until`` the plan changes by itself. Until it is refolded, ``next_lane``, ``next_k1``, ``next_k2`` and
    ``next_block_set`` are the placement from then on, up to ``next_until`` (None: for good).
    """

    customer = ForeignKeyField(CustomerTable, index=False, on_delete="CASCADE")
    edition = ForeignKeyField(EditionTable, index=False, on_delete="CASCADE")
    ref = TextField()
    zone = TextField()
    owner_key = IntegerField()
    lane = SmallIntegerField()
    k1 = BigIntegerField()
    k2 = BigIntegerField()
    segments = IntegerField()
    block_set = IntegerField()
    entry_rule = TextField()
    entry_due_at = BigIntegerField()
    inquiry_at = BigIntegerField(null=True)
    due_commitment = BooleanField()
    breached = IntegerField()
    promised = IntegerField()
    valid_until = BigIntegerField(null=True)
    plan_tier = TextField(null=True)
    cohort_key = TextField()
    rules_ended_at = BigIntegerField(null=True)
    folded_at = BigIntegerField(default=0)
    next_lane = SmallIntegerField(default=0)
    next_k1 = BigIntegerField(default=0)
    next_k2 = BigIntegerField(default=0)
    next_block_set = IntegerField(default=0)
    next_until = BigIntegerField(null=True)

    class Meta:
        primary_key = CompositeKey("customer", "edition")


class ObligationTable(Table):
    """A line of a customer's stored plan; ``ground`` is the JSON of why. ``dialled`` = stands in the dial queue."""

    customer = ForeignKeyField(CustomerTable, index=False, on_delete="CASCADE")
    edition = ForeignKeyField(EditionTable, index=False, on_delete="CASCADE")
    rule = TextField()
    due_at = BigIntegerField()
    breach_at = BigIntegerField()
    channel = TextField()
    commitment = BooleanField()
    until_breach = BooleanField()
    task = BooleanField()
    opening = BooleanField()
    retry = BooleanField()
    dialled = BooleanField()
    reason = TextField()
    team = TextField(default="")
    ground = TextField()

    class Meta:
        primary_key = CompositeKey("customer", "edition", "rule", "due_at")


class CohortTable(Table):
    """A cohort of an edition in a year, 0 where it simply stands; behind unless ``changes`` is ``drawn``."""

    edition = ForeignKeyField(EditionTable, index=False, on_delete="CASCADE")
    name = TextField()
    year = IntegerField()
    changes = IntegerField()
    drawn = IntegerField()

    class Meta:
        primary_key = CompositeKey("edition", "name", "year")


class CohortPlaceTable(Table):
    """A customer's place in a cohort of an edition, from 0, of ``size`` (docs/rules.md#r15-draw, #r21)."""

    customer = ForeignKeyField(CustomerTable, index=False, on_delete="CASCADE")
    edition = ForeignKeyField(EditionTable, index=False, on_delete="CASCADE")
    name = TextField()
    year = IntegerField()
    place = IntegerField()
    size = IntegerField()

    class Meta:
        primary_key = CompositeKey("customer", "edition", "name", "year")
