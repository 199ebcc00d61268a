"""Tokens: sign-ins of commands and of forced commands, without a person at the keyboard."""

from __future__ import annotations

import os

from callcenter.access import TOKEN_MARK
from callcenter.model import Instant, Role
from callcenter.storage.access.grants import digest
from callcenter.storage.access.service import Service
from callcenter.storage.database import clean_text
from callcenter.storage.database.transaction import Tx
from callcenter.storage.people import people, units
from callcenter.storage.tables.access import TokenTable, UnitTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.slim_peewee import JOIN, fn
from callcenter.views.people.people import TokenRow
from callcenter.views.upkeep.trouble import StoreError, Trouble


class Tokens(Service, subject="tokens"):
    """Verbs on tokens."""

    def create(self, name: str, role: Role, *, unit: str | None = None, expires_at: Instant, now: Instant) -> str:
        """Make a token of no person and return it: the only time that it can be read. Names are never used again.

        ``unit`` None = the whole store. Raises ``EMPTY_NAME``, ``TOKEN_EXISTS``, ``UNKNOWN_UNIT``; ``AGENT_EXISTS`` for
        an agent's name, which would stand for both on record.
        """
        secret = _secret()

        def work(tx: Tx) -> None:
            self._add(tx, name, secret, expires_at, now, role=role, unit=unit and units.unit_id(tx, unit))

        self._database.write(work)
        return secret

    def create_for(self, name: str, agent: str, *, expires_at: Instant, now: Instant) -> str:
        """Make a token that signs a person in, as :meth:`create` does; it has the role that they have at the time.

        Raises ``UNKNOWN_AGENT`` too.
        """
        secret = _secret()
        self._database.write(lambda tx: self._add(tx, name, secret, expires_at, now, agent=people.agent_id(tx, agent)))
        return secret

    def _add(self, tx: Tx, name: str, secret: str, expires_at: Instant, now: Instant, **holder: object) -> None:
        name = clean_text.line(name)
        if not name:
            raise StoreError(Trouble.EMPTY_NAME)
        if tx.value(TokenTable.select(TokenTable.name).where(TokenTable.name == name)) is not None:
            raise StoreError(Trouble.TOKEN_EXISTS, token=name)
        if tx.value(AgentTable.select(AgentTable.id).where(AgentTable.name == name)) is not None:
            raise StoreError(Trouble.AGENT_EXISTS, agent=name)
        row = {
            **{"name": name, "digest": digest(secret), "role": None, "agent": None, "unit": None},
            **{"created_at": now, "created_by": self._principal.name, "expires_at": expires_at},
            **holder,
        }
        tx.insert_each(TokenTable, [row])

    def all(self) -> tuple[TokenRow, ...]:
        """All tokens, by name, without their secrets."""
        one = TokenTable
        holder = (fn.COALESCE(AgentTable.role, one.role).alias("role"), AgentTable.name.alias("agent"))
        columns = (one.name, *holder, UnitTable.name.alias("unit"))
        times = (one.created_at, one.created_by, one.expires_at, one.revoked_at)
        rows = (
            one.select(*columns, *times)
            .join_from(one, UnitTable, JOIN.LEFT_OUTER)
            .join_from(one, AgentTable, JOIN.LEFT_OUTER)
            .order_by(one.name)
        )
        return self._database.read(lambda tx: tuple(tx.all(TokenRow, rows)))

    def revoke(self, name: str, *, now: Instant) -> None:
        """Make a token worthless at once. Raises ``UNKNOWN_TOKEN``, also for one that is revoked."""

        def work(tx: Tx) -> None:
            held = (TokenTable.name == name) & TokenTable.revoked_at.is_null()
            if not tx.run(TokenTable.update(revoked_at=now).where(held)):
                raise StoreError(Trouble.UNKNOWN_TOKEN, token=name)

        self._database.write(work)


def _secret() -> str:
    return TOKEN_MARK + os.urandom(24).hex()
