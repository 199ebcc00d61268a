"""Messages of the store to a person: each stands on their screen until it is read."""

from __future__ import annotations

from callcenter.storage.tables.access import UnitTable
from callcenter.storage.tables.base import (
    AutoField,
    BigIntegerField,
    CompositeKey,
    ForeignKeyField,
    Table,
    TextField,
)
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.people import AgentTable


class NoticeTable(Table):
    """A message to an agent: ``kind`` is a code, ``params`` the JSON of its parameters; ``read_at`` null = unread.

    ``promise_at``: the due time of the promise to the customer that it tells of; it is shown while that is open.
    """

    id = AutoField()
    agent = ForeignKeyField(AgentTable, index=False, on_delete="CASCADE")
    at = BigIntegerField()
    kind = TextField()
    params = TextField(default="{}")
    customer = ForeignKeyField(CustomerTable, null=True, index=False, on_delete="CASCADE")
    actor = TextField()
    read_at = BigIntegerField(null=True)
    promise_at = BigIntegerField(null=True)


class AnnouncementTable(Table):
    """Text for a person, a unit, or everybody (both null), as it was written."""

    id = AutoField()
    at = BigIntegerField()
    actor = TextField()
    text = TextField()
    unit = ForeignKeyField(UnitTable, null=True, index=False)
    agent = ForeignKeyField(AgentTable, null=True, index=False)


class AnnouncementReaderTable(Table):
    """Receipt of an announcement: whoever it was for when it was made; ``read_at`` null = not confirmed yet."""

    announcement = ForeignKeyField(AnnouncementTable, index=False, on_delete="CASCADE")
    agent = ForeignKeyField(AgentTable)
    read_at = BigIntegerField(null=True)

    class Meta:
        primary_key = CompositeKey("announcement", "agent")
