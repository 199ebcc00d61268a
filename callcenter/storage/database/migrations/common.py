"""Column types and times that the steps of several versions use."""

from __future__ import annotations

from callcenter.model import Instant
from callcenter.storage.database.transaction import Tx


def serial(tx: Tx) -> str:
    """The type of a key that the database counts up."""
    return "SERIAL PRIMARY KEY" if tx.postgres else "INTEGER NOT NULL PRIMARY KEY"


def flag(tx: Tx) -> str:
    """The type of a column that is true or false."""
    return "BOOLEAN" if tx.postgres else "INTEGER"


def byte_order(tx: Tx) -> str:
    """The collation of a text that is sorted by its bytes on both databases."""
    return ' COLLATE "C"' if tx.postgres else ""


def last_done(tx: Tx) -> Instant | None:
    """The last instant of any act: a plan is refolded from where it stands, not from the beginning."""
    found: Instant | None = tx.value(
        "SELECT max(at) FROM (SELECT max(recorded_at) AS at FROM customer UNION ALL SELECT max(recorded_at) FROM touch"
        " UNION ALL SELECT max(logged_at) FROM breach_log UNION ALL SELECT max(heartbeat) FROM presence) AS done"
    )
    return found


def guard_audit(tx: Tx) -> None:
    """Have the database itself refuse to change or remove a line of the audit."""
    if not tx.postgres:
        for act in ("UPDATE", "DELETE"):
            tx.sql(
                f"CREATE TRIGGER audit_{act.lower()} BEFORE {act} ON audit"
                " BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
            )
        return
    tx.sql(
        "CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$"
    )
    tx.sql(
        "CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()"
    )
