"""Credentials: passwords and users of the operating system, and the sign-ins that came of them."""

from __future__ import annotations

import os

from msgspec import Struct

from callcenter.model import Instant
from callcenter.storage.access.grants import digest
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables.access import CredentialTable, SignInTable, TokenTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.slim_peewee import fn, peewee
from callcenter.views.people.people import check_password
from callcenter.views.upkeep.trouble import StoreError, Trouble

OS_USER = fn.COALESCE(
    CredentialTable.select(CredentialTable.os_user).where(CredentialTable.agent == AgentTable.id), ""
).alias("os_user")
"""The user of the operating system to whom an agent is bound, '' = none."""


class Credential(Struct, frozen=True):
    """The ways by which an agent signs in; see :class:`CredentialTable`."""

    agent_id: int
    password: str
    first: bool
    failures: int
    failed_at: Instant
    locked_until: Instant | None


@prepared
def _of(agent: int) -> Query:
    one = CredentialTable
    columns = (one.agent, one.password, one.first, one.failures, one.failed_at, one.locked_until)
    return one.select(*columns).where(one.agent == agent)


@prepared
def _bound_to(os_user: str) -> Query:
    of = AgentTable.select(AgentTable.name).join(CredentialTable, on=(CredentialTable.agent == AgentTable.id))
    return of.where((CredentialTable.os_user == os_user) & AgentTable.left_at.is_null())


def of(tx: Tx, agent: int) -> Credential | None:
    """The credential of an agent, None while they have none."""
    return tx.one(Credential, _of(agent))


def bound_to(tx: Tx, os_user: str) -> str | None:
    """The name of the agent for whom a user of the operating system vouches, None = for nobody."""
    found: str | None = tx.value(_bound_to(os_user)) if os_user else None
    return found


def put(tx: Tx, agent: int, **values: object) -> None:
    """Write some values of an agent's credential."""
    tx.insert_each(CredentialTable, [{"agent": agent}], unless_there=True)
    tx.update_each(CredentialTable, [{"agent": agent, **values}], by=("agent",))


def bind(tx: Tx, agent: int, os_user: str) -> None:
    """Have the operating system vouch for an agent, '' = for nobody any more. Raises ``OS_USER_TAKEN``."""
    holder = bound_to(tx, os_user)
    own = tx.value(AgentTable.select(AgentTable.name).where(AgentTable.id == agent))
    if holder is not None and holder != own:
        raise StoreError(Trouble.OS_USER_TAKEN, os_user=os_user, agent=holder)
    put(tx, agent, os_user=os_user)


def hashed(password: str) -> str:
    """The form in which a password is kept. Raises ``WEAK_PASSWORD``. Takes some 50 ms: never in a transaction."""
    from argon2 import PasswordHasher

    check_password(password)
    return PasswordHasher().hash(password)


def fits(kept: str, password: str) -> bool:
    """Tell whether a password is the one that was kept. Takes some 50 ms, whatever the answer."""
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return PasswordHasher().verify(kept or _NOBODYS, password)
    except (VerificationError, InvalidHashError):
        return False


_NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$a1slpIbIrr+vFCkHAvMwyw$IWxUtAYwwIu6Ll6T9mDICEgJo7ZOB3tvBZv1lAw2IUg"
"""A hash that no password fits: an unknown name takes as long as a known one."""


def signed_in(tx: Tx, agent: int, *, now: Instant) -> str:
    """Begin a sign-in; returns its secret, of which only a digest is kept."""
    secret = os.urandom(32).hex()
    tx.insert_each(SignInTable, [{"digest": digest(secret), "agent": agent, "at": now}])
    return secret


def end(tx: Tx, secret: str, *, now: Instant) -> None:
    """End the sign-in of this secret."""
    tx.run(SignInTable.update(ended_at=now).where(SignInTable.digest == digest(secret)))


def end_sign_ins(tx: Tx, agent: int, *, now: Instant) -> None:
    """End all sign-ins of an agent."""
    tx.run(SignInTable.update(ended_at=now).where((SignInTable.agent == agent) & SignInTable.ended_at.is_null()))


def forget(tx: Tx, agent: int, *, now: Instant) -> None:
    """Take every way of signing in from an agent, tokens too: the name may become somebody's again."""
    end_sign_ins(tx, agent, now=now)
    tx.run(_revoked(now).where(_HELD & (TokenTable.agent == agent)))
    tx.run(CredentialTable.delete().where(CredentialTable.agent == agent))


def forget_all(tx: Tx, *, now: Instant) -> None:
    """Take every way of signing in from everybody: in an open store anybody could have chosen them."""
    tx.run(SignInTable.update(ended_at=now).where(SignInTable.ended_at.is_null()))
    tx.run(_revoked(now).where(_HELD))
    tx.run(CredentialTable.delete())


_HELD = TokenTable.revoked_at.is_null()


def _revoked(now: Instant) -> peewee.ModelUpdate:
    return TokenTable.update(revoked_at=now)
