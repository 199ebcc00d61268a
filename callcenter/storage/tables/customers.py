"""Customers: their columns as they are now, and the history of everything but contacts."""

from __future__ import annotations

from callcenter.storage.tables.base import (
    AutoField,
    BigIntegerField,
    BooleanField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    SmallIntegerField,
    Table,
    TextField,
)
from callcenter.storage.tables.campaigns import CampaignTable
from callcenter.storage.tables.people import AgentTable


class CustomerTable(Table):
    """A customer's facts. ``tier`` is the given one. ``survivor`` follows from :class:`Merge`: whom the fold reads this
    one's history for, always somebody who stands for themselves.

    ``decided``: the fields that were last written by anything but an import, as flags; ``dropped_numbers``: those that
    somebody took away, with commas between. ``history_until``: what was breached before is not owed.
    ``updated_at``: when a person last changed what is known of them, by hand.
    """

    id = AutoField()
    ref = TextField(unique=True)
    campaign = ForeignKeyField(CampaignTable, index=False)
    name = TextField()
    company = TextField(default="")
    tier = TextField(null=True)
    stage = TextField(default="")
    source = TextField(default="")
    owner = ForeignKeyField(AgentTable, null=True, index=False)
    zone = TextField()
    birthday = TextField(null=True)
    created_at = BigIntegerField(null=True)
    created_date_only = BooleanField(default=False)
    recorded_at = BigIntegerField()
    is_key = BooleanField(default=False)
    revenue = TextField(default="")
    attributes = TextField(default="{}")
    pinned = TextField(default="")
    import_id = IntegerField(null=True)
    cases_since = BigIntegerField(default=0)
    history_until = BigIntegerField(null=True)
    updated_at = BigIntegerField(null=True)
    decided = SmallIntegerField(default=0)
    dropped_numbers = TextField(default="")
    # merged with another: who stands for both
    survivor = ForeignKeyField("self", null=True, index=False)
    # search
    name_key = TextField(default="")
    company_key = TextField(default="")
    pinyin = TextField(default="")
    initials = TextField(default="")
    company_pinyin = TextField(default="")
    company_initials = TextField(default="")
    readings = TextField(default="")


class SearchWordTable(Table):
    """Words within a customer's name or company, and other readings of the name (docs/architecture.md#finding).

    Found by its beginning alone, so it is written and taken away with what it follows from and has no index by
    customer: there are some seven rows a customer, and that one would double them.
    """

    kind = SmallIntegerField()
    word = TextField()
    customer = IntegerField(column_name="customer_id")

    class Meta:
        primary_key = CompositeKey("kind", "word", "customer")


class PhoneTable(Table):
    """A customer's number; the first position is the one that is dialled by default. ``reversed`` finds tails.

    ``extension``: behind the number, several with commas between. ``label``: what people call it.
    """

    customer = ForeignKeyField(CustomerTable, index=False, on_delete="CASCADE")
    position = IntegerField()
    e164 = TextField()
    extension = TextField(default="")
    label = TextField(default="")
    reversed = TextField()

    class Meta:
        primary_key = CompositeKey("customer", "position")


class ContactPersonTable(Table):
    """A person at a customer's (docs/rules.md#r28); one who was removed is marked and stays on record.

    The keys are what the search reads, as those of a customer. ``import_id``: the import that brought one whom nobody
    has changed since.
    """

    id = AutoField()
    customer = ForeignKeyField(CustomerTable, on_delete="CASCADE")
    name = TextField()
    role = TextField(null=True)
    stance = TextField(null=True)
    remark = TextField(default="")
    name_key = TextField()
    pinyin = TextField()
    initials = TextField()
    readings = TextField()
    recorded_at = BigIntegerField()
    actor = TextField()
    import_id = IntegerField(null=True)
    removed_at = BigIntegerField(null=True)
    removed_by = TextField(default="")


class ContactNumberTable(Table):
    """A number that is a contact person's, as long as their customer has it too: one person's of each customer."""

    person = ForeignKeyField(ContactPersonTable, index=False, on_delete="CASCADE")
    e164 = TextField()

    class Meta:
        primary_key = CompositeKey("person", "e164")


class TagTable(Table):
    """A tag, a short word that people sort customers by; known by its key, whatever its case and width."""

    id = AutoField()
    name = TextField()
    name_key = TextField(unique=True)


class CustomerTagTable(Table):
    """A tag of a customer; one that was removed is marked, and no list brings it back.

    ``import_id``: the import that brought it.
    """

    customer = ForeignKeyField(CustomerTable, index=False, on_delete="CASCADE")
    tag = ForeignKeyField(TagTable, index=False)
    at = BigIntegerField()
    actor = TextField()
    import_id = IntegerField(null=True)
    removed_at = BigIntegerField(null=True)

    class Meta:
        primary_key = CompositeKey("customer", "tag")


class ReferralTable(Table):
    """Referral: who recommended a customer to us, and who wrote it down (docs/rules.md#r14)."""

    customer = ForeignKeyField(CustomerTable, primary_key=True, on_delete="CASCADE")
    referrer = ForeignKeyField(CustomerTable, on_delete="CASCADE")
    at = BigIntegerField()
    actor = TextField()


class MilestoneTable(Table):
    """A key date; a newer one of its kind replaces it, none is removed (``withdrawn`` by undo)."""

    id = AutoField()
    customer = ForeignKeyField(CustomerTable, on_delete="CASCADE")
    kind = TextField()
    at = BigIntegerField()
    date_only = BooleanField(default=False)
    recorded_at = BigIntegerField()
    actor = TextField()
    import_id = IntegerField(null=True)
    withdrawn = BooleanField(default=False)


class LeadReportTable(Table):
    """Append-only: a report on a lead (docs/rules.md#r32), beside the milestone that it recorded."""

    milestone = ForeignKeyField(MilestoneTable, primary_key=True, on_delete="CASCADE")
    actor = TextField()
    text = TextField()


class TierChangeTable(Table):
    """A change of tier, kept for good."""

    id = AutoField()
    customer = ForeignKeyField(CustomerTable, on_delete="CASCADE")
    at = BigIntegerField()
    actor = TextField()
    old = TextField(null=True)
    new = TextField(null=True)
    reason = TextField(default="")


class CustomerChangeTable(Table):
    """Another owner or stage of a customer and what brought it, kept for good: texts as they were said then."""

    id = AutoField()
    customer = ForeignKeyField(CustomerTable, on_delete="CASCADE")
    at = BigIntegerField()
    actor = TextField()
    what = TextField()
    old = TextField()
    new = TextField()
    cause = TextField()


class LiftTable(Table):
    """A do-not-call that a supervisor lifted; ``withdrawn`` where it was lifted for a double that was none."""

    id = AutoField()
    customer = ForeignKeyField(CustomerTable, on_delete="CASCADE")
    at = BigIntegerField()
    actor = TextField()
    withdrawn = BooleanField(default=False)

    class Meta:
        table_name = "do_not_call_lift"


class DoNotCallTable(Table):
    """A do-not-call that a list said of a customer, one row a number ('' where they have none).

    ``word`` is what the list said. ``again_id`` is the newest import that said it again: it holds while one of the two
    is not taken back.
    """

    id = AutoField()
    customer = ForeignKeyField(CustomerTable, on_delete="CASCADE")
    phone = TextField(default="")
    at = BigIntegerField()
    actor = TextField()
    word = TextField()
    import_id = IntegerField()
    again_id = IntegerField(null=True)
    withdrawn = BooleanField(default=False)


class SnoozeTable(Table):
    """A due call that an agent put off, with the reason; taking it back withdraws the record and deletes nothing."""

    id = AutoField()
    customer = ForeignKeyField(CustomerTable, on_delete="CASCADE")
    at = BigIntegerField()
    until = BigIntegerField()
    agent = TextField()
    reason = TextField()
    withdrawn_at = BigIntegerField(null=True)
    withdrawn_by = TextField(default="")


class MergeTable(Table):
    """A customer who is another one's double (docs/architecture.md#corrections); a split withdraws the record.

    ``moved`` is the JSON of what went over to the survivor and comes back: numbers, facts, effects.
    """

    id = AutoField()
    customer = ForeignKeyField(CustomerTable, on_delete="CASCADE")
    survivor = ForeignKeyField(CustomerTable, on_delete="CASCADE")
    at = BigIntegerField()
    actor = TextField()
    moved = TextField()
    withdrawn_at = BigIntegerField(null=True)
    withdrawn_by = TextField(default="")

    class Meta:
        table_name = "customer_merge"


class TwoPeopleTable(Table):
    """Two customers who look like one and are two, as somebody said; taken back by ``withdrawn_at``.

    ``first`` has the smaller id. ``known``: a digest of what was compared of both; the mark holds while that stays.
    """

    id = AutoField()
    first = ForeignKeyField(CustomerTable, on_delete="CASCADE")
    second = ForeignKeyField(CustomerTable, on_delete="CASCADE")
    at = BigIntegerField()
    actor = TextField()
    known = TextField()
    withdrawn_at = BigIntegerField(null=True)
    withdrawn_by = TextField(default="")


class ReassignmentTable(Table):
    """An act that gave some customers to one owner, null = to the pool (docs/architecture.md#reassignments).

    ``finished_at`` null = it still goes on, here or in the next program; ``undone_at``: since when it is taken back.
    """

    id = AutoField()
    at = BigIntegerField()
    actor = TextField()
    owner = ForeignKeyField(AgentTable, null=True, index=False)
    finished_at = BigIntegerField(null=True)
    undone_at = BigIntegerField(null=True)
    undone_by = TextField(default="")


class ReassignedCustomerTable(Table):
    """A customer of such an act: whose they were ``before``, how far it is with them, and the ``change`` that it made,
    by its id; null = none yet."""

    reassignment = ForeignKeyField(ReassignmentTable, index=False, on_delete="CASCADE")
    customer = ForeignKeyField(CustomerTable, on_delete="CASCADE")
    before = ForeignKeyField(AgentTable, null=True, index=False)
    step = TextField()
    change = IntegerField(null=True)

    class Meta:
        primary_key = CompositeKey("reassignment", "customer")
