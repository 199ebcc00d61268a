"""Base of the tables, and those in which the store keeps what it knows about itself."""

from __future__ import annotations

import re

from callcenter.storage.tables.slim_peewee import (
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
    "CounterTable",
    "ForeignKeyField",
    "IntegerField",
    "MetaTable",
    "SmallIntegerField",
    "Table",
    "TextField",
]


def _table_name(model: type[Model]) -> str:
    """``PresenceSpanTable`` describes the table ``presence_span``."""
    words = re.findall("[A-Z][a-z]+", model.__name__.removesuffix("Table"))
    return "_".join(words).lower()


class Table(Model):
    """Base of all tables, with no database of their own; a class is called what its table is called."""

    class Meta:
        table_function = _table_name
        legacy_table_names = False  # indexes too are called after their tables


class MetaTable(Table):
    """Facts of the store about itself: ``schema_version``."""

    key = TextField(primary_key=True)
    value = TextField()


class CounterTable(Table):
    """One row that grows with every change worth showing (SQLite; PostgreSQL has a sequence instead)."""

    id = IntegerField(primary_key=True)
    n = BigIntegerField()

    class Meta:
        table_name = "change_counter"
