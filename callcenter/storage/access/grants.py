"""Grants: the rights that a principal has in a transaction, worked out from the store's own rows."""

from __future__ import annotations

import os

from msgspec import Struct

from callcenter.access import Grant, Origin, Principal
from callcenter.model import Instant, Role
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables.access import CredentialTable, SignInTable, TokenTable
from callcenter.storage.tables.base import MetaTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.slim_peewee import JOIN, fn
from callcenter.views.upkeep.trouble import StoreError, Trouble

CLOSED = "closed"
"""The row of ``meta`` that says since when the store is closed; without it, it is open."""


class _Known(Struct, frozen=True):
    closed: str | None
    id: int | None
    role: Role | None


@prepared
def _known(name: str) -> Query:
    closed = MetaTable.select(MetaTable.value).where(MetaTable.key == CLOSED)
    version = MetaTable.alias()
    return (
        version.select(closed.alias("closed"), AgentTable.id, AgentTable.role)
        .join(AgentTable, JOIN.LEFT_OUTER, on=((AgentTable.name == name) & AgentTable.left_at.is_null()))
        .where(version.key == "schema_version")
    )


class _Token(Struct, frozen=True):
    """A token that is not revoked. ``agent``: the person whom it signs in, whose role it has; None = no person."""

    name: str
    role: Role | None
    unit_id: int | None
    agent: int | None
    expires_at: Instant


@prepared
def _token(digest: str) -> Query:
    person = AgentTable
    return (
        TokenTable.select(
            fn.COALESCE(person.name, TokenTable.name).alias("name"),
            fn.COALESCE(person.role, TokenTable.role).alias("role"),
            TokenTable.unit,
            person.id.alias("agent"),
            TokenTable.expires_at,
        )
        .join(person, JOIN.LEFT_OUTER, on=(TokenTable.agent == person.id))
        .where((TokenTable.digest == digest) & TokenTable.revoked_at.is_null() & person.left_at.is_null())
    )


@prepared
def _signed_in(digest: str, agent: int) -> Query:
    """A sign-in that lasts. With a password that somebody else chose nothing may be done but choose another."""
    lasting = (SignInTable.agent == agent) & SignInTable.ended_at.is_null()
    first = CredentialTable.select(CredentialTable.agent).where(
        (CredentialTable.agent == agent) & CredentialTable.first
    )
    return SignInTable.select(SignInTable.at).where((SignInTable.digest == digest) & lasting & ~fn.EXISTS(first))


@prepared
def _os_user(agent: int) -> Query:
    return CredentialTable.select(CredentialTable.os_user).where(CredentialTable.agent == agent)


def digest(secret: str) -> str:
    """The form in which a secret of the program's own making is kept."""
    import hashlib

    return hashlib.sha256(secret.encode()).hexdigest()


def os_account() -> str:
    """The operating system's name of the effective user; its number where it has no name."""
    import pwd

    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def of(tx: Tx, principal: Principal, at: Instant, *, local: bool) -> Grant:
    """The grant of a principal at an instant.

    In an open store a command is an administrator's, a workstation has the role of its person. In a closed one nothing
    is granted to whoever has not signed in. ``local``: the operating system can vouch for the one at this end.
    """
    known = tx.one(_Known, _known(principal.name))
    assert known is not None
    closed = known.closed is not None
    name, origin = principal.name, principal.origin
    if not closed:
        own = known.role or Role.AGENT
        return Grant(name, origin, own if origin is Origin.WORKSTATION else Role.ADMIN, known.id, closed, at)
    if principal.by_token:
        token = tx.one(_Token, _token(digest(principal.sign_in)))
        # Before the sign-in its name is not known yet; after it a token acts for nobody else.
        if (
            token is not None
            and token.role is not None
            and token.expires_at > at
            and principal.name in ("", token.name)
        ):
            return Grant(token.name, origin, token.role, token.agent, closed, at, unit=token.unit_id)
    elif known.id is not None and known.role is not None and _is_signed_in(tx, known.id, principal, local):
        return Grant(name, origin, known.role, known.id, closed, at)
    return Grant(name, origin, Role.AGENT, None, closed, at, signed_in=False)


def _is_signed_in(tx: Tx, agent: int, principal: Principal, local: bool) -> bool:
    if principal.sign_in:
        return tx.value(_signed_in(digest(principal.sign_in), agent)) is not None
    bound = tx.value(_os_user(agent))
    return local and bool(bound) and bound == os_account()


def refusal(grant: Grant) -> StoreError:
    """The one error of whatever a grant does not include."""
    return StoreError(Trouble.NOT_ALLOWED if grant.signed_in else Trouble.NOT_SIGNED_IN, actor=grant.name)
