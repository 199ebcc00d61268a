"""Schema versions: a fresh store is made at the newest one, an older one is brought forward step by step.

A step is plain SQL on what the version before it left: the models of :mod:`callcenter.schema` always describe the
newest version, so steps never use them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from callcenter import schema
from callcenter.model import Instant
from callcenter.records.working import Tx
from callcenter.schema import peewee
from callcenter.views import StoreError, Trouble

Step = Callable[[Tx], None]


def _cohorts_and_tiers(tx: Tx) -> None:
    """Tiers that a rulebook works out, cohorts, rules that ask for a team, results (RULES R9, R15, R21)."""
    for statement in (
        "ALTER TABLE customer ADD COLUMN plan_tier TEXT",
        "UPDATE customer SET plan_tier = tier",
        "ALTER TABLE customer ADD COLUMN cohort_key TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE obligation ADD COLUMN team TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE touch ADD COLUMN result TEXT",
        "CREATE TABLE cohort (campaign_id INTEGER NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,"
        " name TEXT NOT NULL, year INTEGER NOT NULL, changes INTEGER NOT NULL, drawn INTEGER NOT NULL,"
        " PRIMARY KEY (campaign_id, name, year))",
        "CREATE TABLE cohort_place (customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,"
        " name TEXT NOT NULL, year INTEGER NOT NULL, place INTEGER NOT NULL, size INTEGER NOT NULL,"
        " PRIMARY KEY (customer_id, name, year))",
        "CREATE INDEX cohort_members ON cohort_place (name, year)",
    ):
        tx.sql(statement)


def _extensions(tx: Tx) -> None:
    """Extensions beside the numbers, which earlier versions had left out."""
    tx.sql("ALTER TABLE phone ADD COLUMN extension TEXT NOT NULL DEFAULT ''")


def _rules(tx: Tx) -> None:
    """What a rule asks for is found by the rule."""
    tx.sql("CREATE INDEX obligation_rule ON obligation (rule, due_at, breach_at, customer_id)")
    tx.sql("CREATE INDEX customer_standing ON customer (id, campaign_id, owner_key)")


STEPS: Mapping[int, Step] = {1: _extensions, 2: _rules, 3: _cohorts_and_tiers}
"""What brings a store of the version named to the next one."""


def found_version(tx: Tx, path: str) -> int | None:
    """The schema version of this store, None for an empty database.

    Raises :class:`StoreError` ``FOREIGN_DATABASE`` where the tables are another program's.
    """
    if tx.postgres:
        tables = {name for (name,) in tx.rows("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")}
    else:
        tables = {name for (name,) in tx.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables:
        return None
    if "meta" not in tables or "rulebook_version" not in tables:
        raise StoreError(Trouble.FOREIGN_DATABASE, path=path)
    return int(tx.value("SELECT value FROM meta WHERE key = 'schema_version'"))


def create(tx: Tx, db: Any, now: Instant) -> None:
    """Make all tables and indexes in an empty database."""
    for table in schema.TABLES:
        peewee.SchemaManager(table, db).create_all(safe=False)
    if tx.postgres:
        for name, column in schema.BYTE_ORDERED:
            tx.sql(f'ALTER TABLE "{name}" ALTER COLUMN "{column}" TYPE TEXT COLLATE "C"')
        tx.sql("CREATE SEQUENCE change_sequence")
    for statement in schema.INDEXES:
        tx.sql(statement)
    tx.sql("INSERT INTO change_counter (id, n) VALUES (1, 0)")
    tx.sql("INSERT INTO meta (key, value) VALUES ('schema_version', ?)", (str(schema.VERSION),))
    tx.sql("INSERT INTO meta (key, value) VALUES ('created_at', ?)", (str(now),))


def bring_forward(tx: Tx, found: int, steps: Mapping[int, Step], target: int) -> None:
    """Run the steps from ``found`` to ``target`` in this transaction."""
    for version in range(found, target):
        steps[version](tx)
    tx.sql("UPDATE meta SET value = ? WHERE key = 'schema_version'", (str(target),))
