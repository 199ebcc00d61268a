"""What the tables are made of, and those in which the store keeps what it knows about itself."""

from __future__ import annotations

from callcenter.schema.driver import (
    AutoField,
    BigIntegerField,
    BooleanField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    Model,
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
]


class Table(Model):
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
