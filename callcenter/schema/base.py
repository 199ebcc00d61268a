"""What the tables are made of, and those in which the store keeps what it knows about itself.

Peewee comes from here, not from its own package: see below.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import cast

# Peewee imports every PostgreSQL driver that it finds, which costs an SQLite start 0.2 s. The drivers are hidden
# while it loads; ``records.connecting`` gives it psycopg when a postgresql:// address asks for it.
_DRIVERS = [name for name in ("psycopg", "psycopg2", "psycopg2cffi") if name not in sys.modules]
_modules = cast("dict[str, ModuleType | None]", sys.modules)
_modules.update(dict.fromkeys(_DRIVERS))
try:
    import peewee
finally:
    for _name in _DRIVERS:
        del _modules[_name]

from peewee import (  # noqa: E402
    AutoField,
    BigIntegerField,
    BooleanField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    SmallIntegerField,
    TextField,
)

__all__ = [
    "AutoField",
    "BigIntegerField",
    "BooleanField",
    "CompositeKey",
    "Counter",
    "ForeignKeyField",
    "IntegerField",
    "Meta_",
    "SmallIntegerField",
    "Table",
    "TextField",
    "peewee",
]


class Table(peewee.Model):
    """Base of all tables: plain names, no database of their own."""

    class Meta:
        legacy_table_names = False


class Meta_(Table):
    """What the store knows about itself: ``schema_version``."""

    key = TextField(primary_key=True)
    value = TextField()

    class Meta:
        table_name = "meta"


class Counter(Table):
    """One row that grows with every change worth showing (SQLite; PostgreSQL has a sequence instead)."""

    id = IntegerField(primary_key=True)
    n = BigIntegerField()

    class Meta:
        table_name = "change_counter"
