"""Schema versions: a fresh store is made at the newest one, an older one is migrated step by step.

The step to version N is ``bring_forward`` of the module ``version_N``, loaded only where a store needs it: a new
version is a new module, and :data:`~callcenter.storage.tables.VERSION` one higher. A step is plain SQL on what the
version before left: the models of ``tables/`` always describe the newest version, so steps never use them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from typing import Any

from callcenter.model import Instant
from callcenter.storage.database.migrations.common import guard_audit
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables import VERSION
from callcenter.storage.tables.slim_peewee import peewee
from callcenter.views.upkeep.trouble import StoreError, Trouble

Step = Callable[[Tx], None]


def _step_to(version: int, tx: Tx) -> None:
    """Run the step of that version's module."""
    import_module(f"{__package__}.version_{version}").bring_forward(tx)


STEPS: Mapping[int, Step] = {version - 1: partial(_step_to, version) for version in range(2, VERSION + 1)}
"""The step that brings a store of the version named to the next one."""


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
    from callcenter.storage.tables.customers import SearchWordTable
    from callcenter.storage.tables.indexes import BYTE_ORDERED, INDEXES
    from callcenter.storage.tables.tables import TABLES

    # On SQLite the key is the table; Peewee would say so to PostgreSQL too, which knows no such thing.
    SearchWordTable._meta.without_rowid = not tx.postgres
    for table in TABLES:
        peewee.SchemaManager(table, db).create_all(safe=False)
    if tx.postgres:
        for name, column in BYTE_ORDERED:
            tx.sql(f'ALTER TABLE "{name}" ALTER COLUMN "{column}" TYPE TEXT COLLATE "C"')
        tx.sql("CREATE SEQUENCE change_sequence")
    for statement in INDEXES:
        tx.sql(statement)
    guard_audit(tx)
    tx.sql("INSERT INTO change_counter (id, n) VALUES (1, 0)")
    tx.sql("INSERT INTO meta (key, value) VALUES ('schema_version', ?)", (str(VERSION),))
    tx.sql("INSERT INTO meta (key, value) VALUES ('created_at', ?)", (str(now),))


def bring_forward(tx: Tx, found: int, steps: Mapping[int, Step], target: int) -> None:
    """Run the steps from ``found`` to ``target`` in this transaction."""
    for version in range(found, target):
        steps[version](tx)
    tx.sql("UPDATE meta SET value = ? WHERE key = 'schema_version'", (str(target),))
