"""Statements that write many rows of one table, made of its model: a driver runs one of them for all rows at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, NamedTuple

from callcenter.storage.tables.base import Table


class Statement(NamedTuple):
    """A statement with ``?`` for each of its fields."""

    text: str
    fields: tuple[str, ...]

    def parameters(self, row: Mapping[str, object]) -> list[object]:
        """The values of a row in the order of the statement."""
        return [row[field] for field in self.fields]


def insertion(
    table: type[Table], fields: Collection[str], *, unless_there: bool = False, replacing: tuple[str, ...] = ()
) -> Statement:
    """Insert rows that hold these fields. ``unless_there``: skip known keys; ``replacing``: write over those."""
    return _insertion(table, tuple(fields), unless_there, replacing)


@cache
def _insertion(table: Any, fields: tuple[str, ...], unless_there: bool, replacing: tuple[str, ...]) -> Statement:
    columns = ", ".join(_column(table, field) for field in fields)
    marks = ", ".join("?" * len(fields))
    end = " ON CONFLICT DO NOTHING" if unless_there else ""
    if replacing:
        names = [_column(table, field) for field in fields if field not in replacing]
        sets = ", ".join(f"{name} = excluded.{name}" for name in names)
        end = f" ON CONFLICT ({', '.join(_column(table, field) for field in replacing)}) DO UPDATE SET {sets}"
    return Statement(f'INSERT INTO "{table._meta.table_name}" ({columns}) VALUES ({marks}){end}', fields)


def update(table: type[Table], fields: Collection[str], by: tuple[str, ...]) -> Statement:
    """Set the fields of the row with the same values in ``by``."""
    return _update(table, tuple(fields), by)


@cache
def _update(table: Any, fields: tuple[str, ...], by: tuple[str, ...]) -> Statement:
    changed = tuple(field for field in fields if field not in by)
    sets = ", ".join(f"{_column(table, field)} = ?" for field in changed)
    where = " AND ".join(f"{_column(table, field)} = ?" for field in by)
    return Statement(f'UPDATE "{table._meta.table_name}" SET {sets} WHERE {where}', (*changed, *by))


def deletion(table: type[Table], fields: Collection[str]) -> Statement:
    """Delete the rows with the same values in these fields."""
    return _deletion(table, tuple(fields))


@cache
def _deletion(table: Any, fields: tuple[str, ...]) -> Statement:
    where = " AND ".join(f"{_column(table, field)} = ?" for field in fields)
    return Statement(f'DELETE FROM "{table._meta.table_name}" WHERE {where}', fields)


def defaults(table: Any) -> dict[str, object]:
    """The values of the model for fields that a row does not hold."""
    found: dict[str, object] = table._meta.get_default_dict()
    return found


def key(table: Any) -> str:
    """The column of the primary key."""
    return _column(table, table._meta.primary_key.name)


def _column(table: Any, field: str) -> str:
    return f'"{table._meta.combined[field].column_name}"'
