"""Programs that have the store open, the leases that they hold, and the results of requests with a key."""

from __future__ import annotations

from callcenter.storage.tables.base import BigIntegerField, ForeignKeyField, IntegerField, Table, TextField
from callcenter.storage.tables.people import AgentTable


class ProgramTable(Table):
    """A running program. ``started_at`` is when its process began, ``uptime_at`` when its clock showed ``clock_at``:
    both in milliseconds after the start of its machine. ``clock_at`` is 0 while its clock is wrong."""

    id = TextField(primary_key=True)
    host = TextField()
    pid = IntegerField()
    agent = TextField(default="")
    started_at = BigIntegerField()
    clock_at = BigIntegerField()
    uptime_at = BigIntegerField()


class DeskWindowTable(Table):
    """A window in which an agent works: one workstation. ``host``, ``pid`` and ``started_at``: its process, as in
    :class:`ProgramTable`; ``heard_at``: its last heartbeat."""

    id = TextField(primary_key=True)
    agent = ForeignKeyField(AgentTable)
    host = TextField()
    pid = IntegerField()
    started_at = BigIntegerField()
    opened_at = BigIntegerField()
    heard_at = BigIntegerField()


class LeaseTable(Table):
    """Work that one program does for all; ``done`` of ``total`` is its progress."""

    name = TextField(primary_key=True)
    holder = TextField()
    expires_at = BigIntegerField()
    done = IntegerField(default=0)
    total = IntegerField(default=0)


class RequestTable(Table):
    """A verb that was carried out under a key of the caller: asked for again, it gives ``result`` and does nothing.

    ``content`` is a digest of what was entered, ``result`` JSON.
    """

    key = TextField(primary_key=True)
    at = BigIntegerField()
    verb = TextField()
    content = TextField()
    result = TextField()
