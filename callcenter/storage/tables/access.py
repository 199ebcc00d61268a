"""Units, the ways of signing in, and the audit."""

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
from callcenter.storage.tables.campaigns import CampaignTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.people import AgentTable


class UnitTable(Table):
    """A team, a branch or a department; ``parent`` null = at the top."""

    id = AutoField()
    name = TextField(unique=True)
    kind = TextField()
    parent = ForeignKeyField("self", null=True)
    created_at = BigIntegerField()


class MembershipTable(Table):
    """An agent's time in a unit; ``until`` null = it lasts."""

    id = AutoField()
    agent = ForeignKeyField(AgentTable)
    unit = ForeignKeyField(UnitTable)
    since = BigIntegerField()
    until = BigIntegerField(null=True)


class CampaignUnitTable(Table):
    """The units to which a campaign belongs; a campaign without one belongs to all."""

    campaign = ForeignKeyField(CampaignTable, index=False, on_delete="CASCADE")
    unit = ForeignKeyField(UnitTable)

    class Meta:
        primary_key = CompositeKey("campaign", "unit")


class CredentialTable(Table):
    """The ways by which an agent signs in to a closed store.

    ``password`` is an argon2 hash, '' = none; ``first`` while it is the one that somebody else chose. ``os_user`` '' =
    the operating system vouches for nobody. ``failures`` are counted since ``failed_at``; ``locked_until`` null = open.
    """

    agent = ForeignKeyField(AgentTable, primary_key=True)
    password = TextField(default="")
    first = BooleanField(default=False)
    os_user = TextField(default="")
    failures = IntegerField(default=0)
    failed_at = BigIntegerField(default=0)
    locked_until = BigIntegerField(null=True)


class SignInTable(Table):
    """A sign-in with a password; ``digest`` is that of the secret that the program was given."""

    digest = TextField(primary_key=True)
    agent = ForeignKeyField(AgentTable)
    at = BigIntegerField()
    ended_at = BigIntegerField(null=True)


class TokenTable(Table):
    """A token for commands and forced commands; only its digest is kept.

    ``agent``: the person whom it signs in, whose role it has; null = no person, and ``role`` is its own.
    ``unit`` null = the whole store.
    """

    name = TextField(primary_key=True)
    digest = TextField(unique=True)
    role = TextField(null=True)
    agent = ForeignKeyField(AgentTable, null=True)
    unit = ForeignKeyField(UnitTable, null=True)
    created_at = BigIntegerField()
    created_by = TextField()
    expires_at = BigIntegerField()
    revoked_at = BigIntegerField(null=True)


class AuditTable(Table):
    """A line of the audit, in an unbroken chain: ``digest`` covers the line and the digest of the one before.

    ``subject`` names whom it is about by internal ids (``customer:17``), ``changes`` the changed fields with
    keyed digests of their old and new values, JSON. Append-only by triggers.
    """

    seq = IntegerField(primary_key=True)
    at = BigIntegerField()
    principal = TextField()
    origin = TextField()
    verb = TextField()
    denied = BooleanField()
    subject = TextField()
    changes = TextField()
    digest = TextField()


class AuditKeyTable(Table):
    """The key of a person's digests in the audit; once it is erased, they say nothing any more."""

    customer = ForeignKeyField(CustomerTable, primary_key=True, on_delete="CASCADE")
    key = TextField()
