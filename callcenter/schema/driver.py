"""Peewee, without the PostgreSQL drivers that it would load by itself. Whoever wants Peewee takes it from here."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import cast

# Every driver that is installed would cost an SQLite start 0.2 s. They are hidden while Peewee loads;
# ``records.connecting`` gives it psycopg when a postgresql:// address asks for it.
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
    Model,
    SmallIntegerField,
    TextField,
)

__all__ = [
    "AutoField",
    "BigIntegerField",
    "BooleanField",
    "CompositeKey",
    "ForeignKeyField",
    "IntegerField",
    "Model",
    "SmallIntegerField",
    "TextField",
    "peewee",
]
