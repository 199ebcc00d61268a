"""Version 9: one door. Units with members, ways of signing in, the audit, and the settings of a campaign."""

from __future__ import annotations

from callcenter.storage.database.migrations.common import flag, guard_audit, serial
from callcenter.storage.database.transaction import Tx


def bring_forward(tx: Tx) -> None:
    """Bring a store of version 8 forward."""
    _units(tx)
    _sign_ins(tx)
    _audit(tx)
    _campaigns(tx)


def _units(tx: Tx) -> None:
    """Units, and the teams of old as the first of them."""
    for statement in (
        f"CREATE TABLE unit (id {serial(tx)}, name TEXT NOT NULL, kind TEXT NOT NULL,"
        " parent_id INTEGER REFERENCES unit (id), created_at BIGINT NOT NULL)",
        "CREATE UNIQUE INDEX unit_name ON unit (name)",
        "CREATE INDEX unit_parent_id ON unit (parent_id)",
        f"CREATE TABLE membership (id {serial(tx)}, agent_id INTEGER NOT NULL REFERENCES agent (id),"
        " unit_id INTEGER NOT NULL REFERENCES unit (id), since BIGINT NOT NULL, until BIGINT)",
        "CREATE INDEX membership_agent_id ON membership (agent_id)",
        "CREATE INDEX membership_unit_id ON membership (unit_id)",
        "CREATE TABLE campaign_unit (campaign_id INTEGER NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,"
        " unit_id INTEGER NOT NULL REFERENCES unit (id), PRIMARY KEY (campaign_id, unit_id))",
        "CREATE INDEX campaign_unit_unit_id ON campaign_unit (unit_id)",
        "INSERT INTO unit (name, kind, created_at) SELECT team, 'team', min(created_at) FROM agent"
        " WHERE team <> '' GROUP BY team ORDER BY team",
        "INSERT INTO membership (agent_id, unit_id, since) SELECT a.id, u.id, a.created_at FROM agent a"
        " JOIN unit u ON u.name = a.team ORDER BY a.id",
        "ALTER TABLE agent DROP COLUMN team",
        "ALTER TABLE agent ADD COLUMN left_at BIGINT",
    ):
        tx.sql(statement)


def _sign_ins(tx: Tx) -> None:
    """Passwords and the operating system's users, sign-ins, tokens."""
    for statement in (
        "CREATE TABLE credential (agent_id INTEGER NOT NULL PRIMARY KEY REFERENCES agent (id),"
        f" password TEXT NOT NULL, first {flag(tx)} NOT NULL, os_user TEXT NOT NULL, failures INTEGER NOT NULL,"
        " failed_at BIGINT NOT NULL, locked_until BIGINT)",
        "CREATE TABLE sign_in (digest TEXT NOT NULL PRIMARY KEY, agent_id INTEGER NOT NULL REFERENCES agent (id),"
        " at BIGINT NOT NULL, ended_at BIGINT)",
        "CREATE INDEX sign_in_agent_id ON sign_in (agent_id)",
        "CREATE TABLE token (name TEXT NOT NULL PRIMARY KEY, digest TEXT NOT NULL, role TEXT,"
        " agent_id INTEGER REFERENCES agent (id), unit_id INTEGER REFERENCES unit (id),"
        " created_at BIGINT NOT NULL, created_by TEXT NOT NULL,"
        " expires_at BIGINT NOT NULL, revoked_at BIGINT)",
        "CREATE UNIQUE INDEX token_digest ON token (digest)",
        "CREATE INDEX token_unit_id ON token (unit_id)",
        "CREATE INDEX token_agent_id ON token (agent_id)",
    ):
        tx.sql(statement)


def _audit(tx: Tx) -> None:
    """The chain, and the keys of the people in it."""
    tx.sql(
        "CREATE TABLE audit (seq INTEGER NOT NULL PRIMARY KEY, at BIGINT NOT NULL, principal TEXT NOT NULL,"
        f" origin TEXT NOT NULL, verb TEXT NOT NULL, denied {flag(tx)} NOT NULL, subject TEXT NOT NULL,"
        " changes TEXT NOT NULL, digest TEXT NOT NULL)"
    )
    tx.sql(
        "CREATE TABLE audit_key (customer_id INTEGER NOT NULL PRIMARY KEY REFERENCES customer (id) ON DELETE CASCADE,"
        " key TEXT NOT NULL)"
    )
    guard_audit(tx)


def _campaigns(tx: Tx) -> None:
    """Settings of a campaign that were the program's, and new ones."""
    for column in (
        "hours TEXT NOT NULL DEFAULT '09:00-12:00,13:30-18:00'",
        "mask TEXT NOT NULL DEFAULT 'default'",
        f"dial_colleagues {flag(tx)}",
        f"own_pool_on_reach {flag(tx)} NOT NULL DEFAULT {'true' if tx.postgres else '1'}",
        "lease_seconds INTEGER",
        "paused_at BIGINT",
        "closed_at BIGINT",
    ):
        tx.sql(f"ALTER TABLE campaign ADD COLUMN {column}")
    for column in ("frame TEXT", "zone_before TEXT"):
        tx.sql(f"ALTER TABLE campaign_edition ADD COLUMN {column}")
