"""Peewee, without what it would load by itself. Whoever wants Peewee takes it from here."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any, cast


class _Later(ModuleType):
    """Stand-in for a module until something of it is wanted."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)


# Each PostgreSQL driver that is installed would cost an SQLite start 0.2 s; ``records.connecting`` gives Peewee psycopg
# when a postgresql:// address asks for it. hashlib brings OpenSSL, a tenth of the time from the command to the store;
# Peewee shortens long names of constraints with it, of which this schema has none.
_apart: dict[str, ModuleType | None] = {"psycopg": None, "psycopg2": None, "psycopg2cffi": None}
_apart["hashlib"] = _Later("hashlib")
_apart = {name: module for name, module in _apart.items() if name not in sys.modules}
_modules = cast("dict[str, ModuleType | None]", sys.modules)
_modules.update(_apart)
try:
    import peewee
finally:
    for _name in _apart:
        del _modules[_name]

from peewee import (  # noqa: E402
    EXCLUDED,
    JOIN,
    SQL,
    AutoField,
    BigIntegerField,
    BooleanField,
    Case,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    Model,
    SmallIntegerField,
    TextField,
    Value,
    fn,
)

__all__ = [
    "EXCLUDED",
    "JOIN",
    "SQL",
    "AutoField",
    "BigIntegerField",
    "BooleanField",
    "Case",
    "CompositeKey",
    "ForeignKeyField",
    "IntegerField",
    "Model",
    "SmallIntegerField",
    "TextField",
    "Value",
    "fn",
    "peewee",
]
