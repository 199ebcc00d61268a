"""Rows and structs: the columns that fill one, and many rows at a time, in half the time of one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from enum import Enum
from functools import cache
from itertools import repeat
from types import NoneType
from typing import Any, TypeVar, get_args, get_type_hints

from msgspec import Struct

S = TypeVar("S", bound=Struct)
Column = Iterable[Any]


def columns(kind: type[Struct], table: Any, /, **others: Any) -> list[Any]:
    """The columns of a query that fill structs of this kind: of a table by the names of the fields, and ``others``."""
    own = {name: getattr(table, name) for name in kind.__struct_fields__ if name not in others and hasattr(table, name)}
    return [column.alias(name) for name, column in {**own, **others}.items()]


def columns_of(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, Column]:
    """The columns by their names; there is at least one row."""
    return dict(zip(names, zip(*rows, strict=True), strict=True))


def structs(kind: type[S], found: dict[str, Column]) -> Iterable[S]:
    """The rows of these columns as structs of this kind: each column fills the field of its name."""
    return map(kind, *[fill(found) for fill in _fields(kind)])


@cache
def _fields(kind: type[Struct]) -> tuple[Callable[[dict[str, Column]], Column], ...]:
    hints = get_type_hints(kind)
    required = len(kind.__struct_fields__) - len(kind.__struct_defaults__)
    defaults = dict(zip(kind.__struct_fields__[required:], kind.__struct_defaults__, strict=True))
    return tuple(_field(name, _converted(hints[name]), defaults) for name in kind.__struct_fields__)


def _field(
    name: str, convert: Callable[[Column], Column] | None, defaults: dict[str, Any]
) -> Callable[[dict[str, Column]], Column]:
    def fill(found: dict[str, Column]) -> Column:
        column = found.get(name)
        if column is None:
            return repeat(defaults[name])
        return column if convert is None else convert(column)

    return fill


def _converted(hint: Any) -> Callable[[Column], Column] | None:
    """Return how a column becomes values of a type: databases give numbers and texts; None = they are the values."""
    if hint is bool:
        return lambda column: map(bool, column)
    for one in get_args(hint) or (hint,):
        if one is date:
            return lambda column: [None if text is None else date.fromisoformat(text) for text in column]
        if isinstance(one, type) and issubclass(one, Enum):
            values: dict[Any, Any] = {member.value: member for member in one}
            if NoneType in get_args(hint):
                values[None] = None
            return lambda column: map(values.__getitem__, column)
    return None
