"""A list under headings that time moves its rows between: overdue, today, tomorrow, the days after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

from callcenter.model import Instant
from callcenter.widgets.lists.columns import Column
from callcenter.widgets.lists.line_list import LineList, LineRow

RowT = TypeVar("RowT")


class DayList(LineList, Generic[RowT]):
    """List of rows in the order in which they come; what is behind a line stays available (:attr:`current`)."""

    def __init__(self, columns: Sequence[Column], *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(columns, id=id, classes=classes)
        self._behind: dict[str, RowT] = {}
        self._headings: tuple[str, ...] = ()

    def heading(self, row: RowT, now: Instant) -> str:
        """Return the heading of a row, '' for none. Those of one heading are shown together."""
        raise NotImplementedError

    def line_of(self, key: str, row: RowT) -> LineRow:
        """A row as a line of the list."""
        raise NotImplementedError

    def show_rows(self, rows: Mapping[str, RowT], now: Instant) -> None:
        """Replace all."""
        self._behind = dict(rows)
        self._draw(now)

    @property
    def current(self) -> RowT | None:
        """Return the row under the cursor."""
        return self._behind.get(self.key) if self.key is not None else None

    @property
    def shown(self) -> tuple[RowT, ...]:
        """Return the rows listed, in their order."""
        return tuple(self._behind.values())

    def tick(self, now: Instant) -> None:
        super().tick(now)
        if self._headings != self._headings_at(now):
            self._draw(now)

    def _headings_at(self, now: Instant) -> tuple[str, ...]:
        return tuple(self.heading(row, now) for row in self._behind.values())

    def _draw(self, now: Instant) -> None:
        self._headings = self._headings_at(now)
        super().tick(now)
        sections: dict[str, list[LineRow]] = {}
        for (key, row), heading in zip(self._behind.items(), self._headings, strict=True):
            sections.setdefault(heading, []).append(self.line_of(key, row))
        lines: list[LineRow] = []
        for heading, rows in sections.items():
            lines += [*([LineRow(heading, (heading,), section=True)] if heading else []), *rows]
        self.set_rows(lines)
