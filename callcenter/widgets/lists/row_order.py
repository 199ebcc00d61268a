"""Order of a list's rows: one key goes through the columns that it can be sorted by, another turns it round."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, TypeVar

from msgspec import Struct

from callcenter.widgets.lists.line_list import LineList

T = TypeVar("T")


class SortColumn(Struct, frozen=True):
    """A column to sort by: its place in the list, and the key of a row, None where it says nothing: such rows stand
    last either way. Rows of the same key keep their order."""

    place: int
    key: Callable[[Any], Any]


class RowOrder(Generic[T]):
    """The order that was chosen, begun with the first column; the list's header shows it."""

    def __init__(self, columns: Sequence[SortColumn]) -> None:
        self._columns = tuple(columns)
        self._chosen = 0
        self._down = False

    def step(self) -> None:
        """Sort by the next column, from its least row."""
        self._chosen, self._down = (self._chosen + 1) % len(self._columns), False

    def turn(self) -> None:
        """Turn the order round."""
        self._down = not self._down

    def rows(self, rows: Iterable[T], lines: LineList) -> list[T]:
        """Return the rows in this order, and have their list show it."""
        column = self._columns[self._chosen]
        lines.show_order(column.place, down=self._down)
        said, silent = list[T](), list[T]()
        for row in rows:
            (silent if column.key(row) is None else said).append(row)
        return [*sorted(said, key=column.key, reverse=self._down), *silent]
