"""Sign-ins: closing a store, and who comes into a closed one (docs/security.md)."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from callcenter.access import Origin, Principal
from callcenter.model import MINUTE, Instant, Role
from callcenter.storage.access import chain, grants
from callcenter.storage.access.service import Service
from callcenter.storage.database import clean_text
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.people import credentials, people
from callcenter.storage.people.credentials import Credential
from callcenter.storage.tables.access import TokenTable
from callcenter.storage.tables.base import MetaTable
from callcenter.storage.tables.people import AgentTable
from callcenter.views.people.people import Doorway, SignedIn
from callcenter.views.upkeep.trouble import StoreError, Trouble

_FAILURES = 5
"""Wrong passwords in a row until a person is locked out: of all doors, or of their lock."""

_LOCK_OUT = 15 * MINUTE
"""Time for which a person is locked out, in milliseconds; failures count for as long."""


@prepared
def _id_of(name: str) -> Query:
    return AgentTable.select(AgentTable.id).where((AgentTable.name == name) & AgentTable.left_at.is_null())


@prepared
def _names() -> Query:
    return AgentTable.select(AgentTable.name).where(AgentTable.can_sign_in).order_by(AgentTable.name)


class _Asked(Struct, frozen=True):
    """The agent of a name that was given at the sign-in, and their credential."""

    agent: int
    credential: Credential

    def is_locked_out(self, now: Instant) -> bool:
        """Tell whether too many passwords were wrong for any to be taken now."""
        until = self.credential.locked_until
        return until is not None and until > now

    def is_still(self, known: _Asked | None) -> bool:
        """Tell whether the password is the one that was known before it was compared with what was given."""
        return known is not None and known.credential.password == self.credential.password


def _asked(tx: Tx, name: str) -> _Asked | None:
    agent = tx.value(_id_of(name))
    credential = None if agent is None else credentials.of(tx, agent)
    return None if agent is None or credential is None else _Asked(agent, credential)


class SignIns(Service, subject="sign_ins"):
    """Verbs of the door itself."""

    def doorway(self) -> Doorway:
        """The store as it stands before anybody has signed in."""
        local = self._database.local

        def work(tx: Tx) -> Doorway:
            closed = tx.grant.closed
            os_user = grants.os_account()
            bound = credentials.bound_to(tx, _seat(local)) if local or not closed else None
            return Doorway(closed, os_user, bound, () if closed else tuple(tx.values(_names())))

        return self._database.read(work)

    def remember(self, agent: str, *, now: Instant) -> None:
        """Have the user of the operating system at this end work as an agent from now on, without being asked.

        Only in an open store, where everybody works as whom they like. Raises ``NOT_ALLOWED``, ``UNKNOWN_AGENT``,
        ``OS_USER_TAKEN``.
        """
        local = self._database.local

        def work(tx: Tx) -> None:
            if tx.grant.closed:
                raise grants.refusal(tx.grant)
            credentials.bind(tx, people.agent_id(tx, agent), _seat(local))

        self._database.write(work)

    def with_password(self, name: str, password: str, *, now: Instant) -> SignedIn:
        """Sign a person in. Raises ``WRONG_PASSWORD``, whatever was wrong.

        After five failures the right one is wrong too, and nothing says so: that would tell which names there are.
        """
        name = clean_text.line(name)
        known = self._database.read(lambda tx: _asked(tx, name))
        fits = credentials.fits("" if known is None else known.credential.password, password)

        def work(tx: Tx) -> SignedIn | StoreError:
            asked = _asked(tx, name)
            if asked is None or asked.is_locked_out(now) or not (fits and asked.is_still(known)):
                chain.append(tx, "sign_ins.with_password", f"agent:{asked.agent if asked else '?'}", denied=True)
                if asked is not None and not asked.is_locked_out(now):
                    _count_failure(tx, asked, now)
                return StoreError(Trouble.WRONG_PASSWORD)
            credentials.put(tx, asked.agent, failures=0, locked_until=None)
            _count_at_lock(tx, name, 0, now)
            secret = credentials.signed_in(tx, asked.agent, now=now)
            return SignedIn(Principal(name, Origin.WORKSTATION, secret), asked.credential.first)

        done = self._database.write(work)
        if isinstance(done, StoreError):  # the failure is counted all the same
            raise done
        return done

    def unlock(self, password: str, *, now: Instant) -> None:
        """Check the password of the one who is signed in. Failures at doors are not counted here, nor these there:
        whoever tries somebody's name elsewhere keeps nobody out of their call.

        Raises ``NOT_SIGNED_IN``, ``WRONG_PASSWORD``; ``LOCKED_OUT`` after five failures.
        """
        known = self._database.read(lambda tx: _asked(tx, tx.grant.name))
        fits = credentials.fits("" if known is None else known.credential.password, password)

        def work(tx: Tx) -> StoreError | None:
            name = tx.grant.name
            asked, (failures, failed_at) = _asked(tx, name), _failures_at_lock(tx, name, now)
            if failures >= _FAILURES:
                raise StoreError(Trouble.LOCKED_OUT, minutes=-(-(failed_at + _LOCK_OUT - now) // MINUTE))
            if asked is not None and fits and asked.is_still(known):
                _count_at_lock(tx, name, 0, now)
                return None
            chain.append(tx, "sign_ins.unlock", f"agent:{asked.agent if asked else '?'}", denied=True)
            _count_at_lock(tx, name, failures + 1, now)
            return StoreError(Trouble.WRONG_PASSWORD)

        if (refused := self._database.write(work)) is not None:  # the failure is counted all the same
            raise refused

    def with_token(self, secret: str, *, origin: Origin = Origin.COMMAND, now: Instant) -> SignedIn:
        """Sign in with a token. Raises ``BAD_TOKEN`` for one that is unknown, revoked or has expired."""
        principal = Principal("", origin, secret.strip())

        def work(tx: Tx) -> SignedIn:
            grant = grants.of(tx, principal, tx.grant.at, local=False)
            if not grant.signed_in or not grant.closed:
                raise StoreError(Trouble.BAD_TOKEN)
            expires = TokenTable.select(TokenTable.expires_at)
            ends_at = tx.value(expires.where(TokenTable.digest == grants.digest(principal.sign_in)))
            let_in = Principal(grant.name, origin, principal.sign_in)
            return SignedIn(let_in, is_person=grant.agent is not None, ends_at=ends_at)

        return self._database.read(work)

    def end(self, *, now: Instant) -> None:
        """Sign out: the secret of this sign-in is worth nothing any more."""
        secret = self._principal.sign_in
        if secret and not self._principal.by_token:
            self._database.write(lambda tx: credentials.end(tx, secret, now=now))

    def change_password(self, name: str, old: str, new: str, *, now: Instant) -> None:
        """Choose another password for oneself, by the present one.

        Raises ``WRONG_PASSWORD``, ``WEAK_PASSWORD``; ``SAME_PASSWORD`` for the present one.
        """
        if old == new:
            raise StoreError(Trouble.SAME_PASSWORD)
        kept = credentials.hashed(new)
        entered = self.with_password(name, old, now=now)

        def work(tx: Tx) -> None:
            agent = people.agent_id(tx, name)
            credentials.put(tx, agent, password=kept, first=False)
            credentials.end(tx, entered.principal.sign_in, now=now)

        self._database.write(work)

    def set_password(self, agent: str, password: str, *, now: Instant) -> None:
        """Give a person their first password, or another one where they forgot it; they change it at once.

        Their sign-ins end. Raises ``UNKNOWN_AGENT``, ``WEAK_PASSWORD``; ``NOT_ALLOWED`` for somebody whose role one
        could not give: nobody becomes an administrator by an administrator's password.
        """
        kept = credentials.hashed(password)

        def work(tx: Tx) -> None:
            one = people.staff(tx, agent)
            if not tx.grant.may_give(one.role):
                raise grants.refusal(tx.grant)
            credentials.end_sign_ins(tx, one.id, now=now)
            credentials.put(tx, one.id, password=kept, first=True, failures=0, locked_until=None)

        self._database.write(work)

    def secure(self, agent: str, password: str | None, *, now: Instant) -> None:
        """Close the store, with its first administrator: by a password, None = by the user of the operating system.

        All other ways of signing in go: while the store was open, anybody could have chosen them. Raises
        ``STORE_CLOSED``, ``WEAK_PASSWORD``, ``NOT_LOCAL`` without a password over the network, ``EMPTY_NAME``.
        """
        kept = None if password is None else credentials.hashed(password)
        local = self._database.local

        def work(tx: Tx) -> None:
            if tx.grant.closed:
                raise StoreError(Trouble.STORE_CLOSED)
            if kept is None and not local:
                raise StoreError(Trouble.NOT_LOCAL)
            key = people.ensured_id(tx, agent, now=now, can_sign_in=True)
            promoted = {"role": Role.ADMIN.value, "can_sign_in": True, "left_at": None}
            tx.run(AgentTable.update(**promoted).where(AgentTable.id == key))
            credentials.forget_all(tx, now=now)
            if kept is None:
                credentials.bind(tx, key, grants.os_account())
            else:
                credentials.put(tx, key, password=kept)
            tx.insert_each(MetaTable, [{"key": grants.CLOSED, "value": str(now)}])
            tx.mark_changed()

        self._database.write(work)

    def reopen(self, *, now: Instant) -> None:
        """Open the store to everybody again. Raises ``STORE_OPEN``; ``NOT_OWNER`` unless the one at this end owns the
        file, or is the owner of the database on the server."""

        def work(tx: Tx) -> None:
            if not tx.grant.closed:
                raise StoreError(Trouble.STORE_OPEN)
            if not _owns(tx, self._database.path):
                raise StoreError(Trouble.NOT_OWNER, path=self._database.path)
            tx.run(MetaTable.delete().where(MetaTable.key == grants.CLOSED))
            tx.mark_changed()

        self._database.write(work)


def _seat(local: bool) -> str:
    """The user of the operating system at this end; over a network with the machine, where others may be named so."""
    account = grants.os_account()
    if local:
        return account
    import socket

    return f"{account}@{socket.gethostname()}"


def _count_failure(tx: Tx, asked: _Asked, now: Instant) -> None:
    recent = asked.credential.failures if now - asked.credential.failed_at < _LOCK_OUT else 0
    locked = now + _LOCK_OUT if recent + 1 >= _FAILURES else None
    credentials.put(tx, asked.agent, failures=0 if locked else recent + 1, failed_at=now, locked_until=locked)


def _failures_at_lock(tx: Tx, name: str, now: Instant) -> tuple[int, Instant]:
    """Wrong passwords in a row at the lock of somebody who is signed in, and when the last was given."""
    kept = tx.value(MetaTable.select(MetaTable.value).where(MetaTable.key == f"unlock {name}"))
    failures, at = map(int, str(kept or "0 0").split())
    return (failures, at) if now - at < _LOCK_OUT else (0, at)


def _count_at_lock(tx: Tx, name: str, failures: int, now: Instant) -> None:
    key = f"unlock {name}"
    tx.run(MetaTable.delete().where(MetaTable.key == key))
    if failures:
        tx.insert_each(MetaTable, [{"key": key, "value": f"{failures} {now}"}])


_OWNS_DATABASE = "SELECT pg_get_userbyid(datdba) = current_user FROM pg_database WHERE datname = current_database()"
"""Query whether the database is the asking user's. SQL, not for its speed: PostgreSQL's own tables have no model."""


def _owns(tx: Tx, path: str) -> bool:
    if tx.postgres:
        return bool(tx.value(_OWNS_DATABASE))
    import os

    return Path(path).stat().st_uid == os.geteuid()
