"""Shifts that are planned, absences, and who stands in for whom meanwhile."""

from __future__ import annotations

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


class ShiftWeekTable(Table):
    """An agent's week from a day on (ISO): ``week`` has the hours of each weekday, Monday first, with ``;`` between."""

    agent = ForeignKeyField(AgentTable, index=False)
    since = TextField()
    week = TextField()

    class Meta:
        primary_key = CompositeKey("agent", "since")


class ShiftDayTable(Table):
    """An agent's hours of one day (ISO), whatever their week says; '' = off."""

    agent = ForeignKeyField(AgentTable, index=False)
    day = TextField()
    hours = TextField()

    class Meta:
        primary_key = CompositeKey("agent", "day")


class AbsenceTable(Table):
    """A time in which an agent is away. ``until`` null = until they are back, ``ended_at`` = they came back sooner.

    ``settled_at`` null = it is to come or runs, or not everything is back with them.
    """

    id = AutoField()
    agent = ForeignKeyField(AgentTable)
    since = BigIntegerField()
    until = BigIntegerField(null=True)
    reason = TextField()
    recorded_at = BigIntegerField()
    actor = TextField()
    ended_at = BigIntegerField(null=True)
    ended_by = TextField(default="")
    settled_at = BigIntegerField(null=True)


class AbsenceDeputyTable(Table):
    """A deputy who was named for an absence; an absence without any takes whoever has the least to do."""

    absence = ForeignKeyField(AbsenceTable, index=False, on_delete="CASCADE")
    agent = ForeignKeyField(AgentTable, index=False)

    class Meta:
        primary_key = CompositeKey("absence", "agent")


class StandInTable(Table):
    """A customer whom a deputy works for their absent ``owner``; ``until`` null = they still do.

    It holds while the customer is that owner's: who is given to somebody else needs no deputy.
    """

    id = AutoField()
    absence = ForeignKeyField(AbsenceTable, on_delete="CASCADE")
    customer = ForeignKeyField(CustomerTable, index=False, on_delete="CASCADE")
    owner = ForeignKeyField(AgentTable, index=False)
    deputy = ForeignKeyField(AgentTable, index=False)
    since = BigIntegerField()
    until = BigIntegerField(null=True)
