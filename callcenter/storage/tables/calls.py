"""Contacts on record, and who has whom on the line."""

from __future__ import annotations

from callcenter.storage.tables.base import (
    AutoField,
    BigIntegerField,
    BooleanField,
    ForeignKeyField,
    IntegerField,
    Table,
    TextField,
)
from callcenter.storage.tables.campaigns import RulebookVersionTable
from callcenter.storage.tables.customers import CustomerTable, ReassignmentTable
from callcenter.storage.tables.people import AgentTable


class TouchTable(Table):
    """A contact record. ``corrects`` names the touch that it replaces, a ``withdrawn`` one takes it back; ``in_force``
    is what follows from those records: whether the fold reads this row. ``scripts``: see :class:`OpenCall`."""

    id = AutoField()
    customer = ForeignKeyField(CustomerTable, index=False, on_delete="CASCADE")
    at = BigIntegerField()
    agent = ForeignKeyField(AgentTable, null=True, index=False)
    channel = TextField()
    direction = TextField()
    disposition = TextField(null=True)
    seconds = IntegerField(default=0)
    wrap_seconds = IntegerField(default=0)
    note = TextField(default="")
    callback_at = BigIntegerField(null=True)
    team = TextField(default="")
    phone = TextField(default="")
    amount = TextField(default="")
    currency = TextField(default="")
    result = TextField(null=True)
    satisfaction = IntegerField(null=True)
    on_case = IntegerField(null=True)
    shown_number = TextField(null=True)
    recording = TextField(null=True)
    recorded_at = BigIntegerField()
    actor = TextField()
    rulebook_version = ForeignKeyField(RulebookVersionTable, index=False)
    import_id = IntegerField(null=True)
    effective = BooleanField(default=False)
    corrects = ForeignKeyField("self", null=True, index=False)
    withdrawn = BooleanField(default=False)
    in_force = BooleanField(default=True)
    scripts = TextField(default="")


WHILE_CALLED = 2**62
"""The end of a claim that an open call holds. Later than any instant and not NULL: one comparison of ``expires_at``
with the present tells whether a claim counts, whoever has it."""


class ClaimTable(Table):
    """A lease on a customer. The primary key guarantees that nobody else has it. ``window_id``: the window that took
    it, '' = none."""

    customer = ForeignKeyField(CustomerTable, primary_key=True, on_delete="CASCADE")
    agent = ForeignKeyField(AgentTable)
    token = TextField(unique=True)
    expires_at = BigIntegerField()
    window_id = TextField(default="")


class ClaimNumberTable(Table):
    """The numbers of a claimed customer: a number is claimed once, across campaigns."""

    e164 = TextField(primary_key=True)
    customer = ForeignKeyField(CustomerTable, on_delete="CASCADE")
    token = TextField()
    expires_at = BigIntegerField()


class OpenCallTable(Table):
    """A call on record from the moment it is dialled, one an agent. ``held``: its claim still keeps others away.
    ``scripts``: what of the call scripts is ticked off, as JSON. ``window_id``: the window that has the call, '' =
    none; ``note_beside``: what another window had typed in it and not saved when this one took the call over;
    ``disposition``: the end that is chosen and not saved yet."""

    agent = ForeignKeyField(AgentTable, primary_key=True)
    customer = ForeignKeyField(CustomerTable)
    token = TextField(unique=True)
    phone = TextField()
    direction = TextField()
    dialled_at = BigIntegerField()
    answered_at = BigIntegerField(null=True)
    ended_at = BigIntegerField(null=True)
    note = TextField(default="")
    held = BooleanField(default=True)
    scripts = TextField(default="")
    shown_number = TextField(null=True)
    recording = TextField(null=True)
    window_id = TextField(default="")
    note_beside = TextField(default="")
    disposition = TextField(null=True)


class WaitingOwnerTable(Table):
    """Owner who takes a customer over when the call with them is saved; ``owner`` null = the pool.

    ``reassignment``: the act of many customers that wants it, null = none.
    """

    customer = ForeignKeyField(CustomerTable, primary_key=True, on_delete="CASCADE")
    owner = ForeignKeyField(AgentTable, null=True, index=False)
    at = BigIntegerField()
    actor = TextField()
    cause = TextField()
    reassignment = ForeignKeyField(ReassignmentTable, null=True, index=False)


class LastCallTable(Table):
    """An agent's last finished call and what it changed, for the undo until their next dial.

    ``before`` is JSON: the customer's columns ``before`` and ``after`` it, and the ids of its ``milestones``.
    """

    agent = ForeignKeyField(AgentTable, primary_key=True)
    touch = ForeignKeyField(TouchTable, index=False, on_delete="CASCADE")
    dialled_at = BigIntegerField()
    answered_at = BigIntegerField(null=True)
    ended_at = BigIntegerField(null=True)
    before = TextField()
