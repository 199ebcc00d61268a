"""Messages of the store to a person: each stands on their screen until it is read."""

from __future__ import annotations

from callcenter.storage.tables.base import AutoField, BigIntegerField, ForeignKeyField, Table, TextField
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
