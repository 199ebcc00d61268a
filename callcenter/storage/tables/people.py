"""People who work here, and what they do."""

from __future__ import annotations

from callcenter.storage.tables.base import (
    AutoField,
    BigIntegerField,
    BooleanField,
    CompositeKey,
    ForeignKeyField,
    Table,
    TextField,
)


class AgentTable(Table):
    """A person who works here; owners that an import brought cannot sign in. ``left_at`` null = they have not left."""

    id = AutoField()
    name = TextField(unique=True)
    role = TextField()
    line = TextField()
    can_sign_in = BooleanField(default=True)
    created_at = BigIntegerField()
    left_at = BigIntegerField(null=True)


class PresenceTable(Table):
    """State of an agent right now; ``heartbeat`` says that their program still lives, ``reason`` why they are on a
    break, ``place`` which part of the program is on their screen, '' = not known."""

    agent = ForeignKeyField(AgentTable, primary_key=True)
    state = TextField()
    since = BigIntegerField()
    signed_in_at = BigIntegerField(null=True)
    heartbeat = BigIntegerField()
    ref = TextField(default="")
    reason = TextField(null=True)
    place = TextField(default="")


class PresenceSpanTable(Table):
    """A stretch of an agent's shift in one state; ``until`` null = it still runs (docs/rules.md#occupancy).

    ``reason``: that of a break.
    """

    id = AutoField()
    agent = ForeignKeyField(AgentTable, index=False)
    state = TextField()
    since = BigIntegerField()
    until = BigIntegerField(null=True)
    reason = TextField(null=True)


class SavedFilterTable(Table):
    """A filter of a list that an agent keeps under a name."""

    agent = ForeignKeyField(AgentTable, index=False)
    place = TextField()
    name = TextField()
    text = TextField()
    at = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("agent", "place", "name")


class LookTable(Table):
    """A supervisor who looks on at an agent's work; it counts while the watching program renews ``heard_at``."""

    agent = ForeignKeyField(AgentTable, index=False)
    watcher = ForeignKeyField(AgentTable)
    since = BigIntegerField()
    heard_at = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("agent", "watcher")
