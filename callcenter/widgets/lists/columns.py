"""Columns of a list, and the cells that each gets: what decides is cut last (docs/architecture.md#long-lists)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from rich.cells import cell_len


class Column(Struct, frozen=True):
    """A column. ``width`` cells at least; where there is room, as many as its widest cell takes, those that are
    ``prior`` before the others. ``flex`` is its share of what is left over then, up to ``most`` cells (0: no end).

    ``from_width``: it is shown only where the list has so many cells. ``right``: numbers and clocks stand at the right.
    A title wider than its column lies over what the title before it leaves free.
    """

    title: str
    width: int
    flex: int = 0
    most: int = 0
    right: bool = False
    from_width: int = 0
    prior: bool = False


def widest(texts: Iterable[str]) -> int:
    """Return the cells of the widest of some texts."""
    return max(map(cell_len, texts))


def widths(columns: Sequence[Column], wanted: Sequence[int], room: int) -> list[int]:
    """Return the cells of each column where all together have ``room``; ``wanted``: those of its widest cell."""
    titles = [cell_len(column.title) for column in columns]
    ends = [min(column.most or room, room) for column in columns]
    wanted = [min(cells, end) for cells, end in zip(wanted, ends, strict=True)]
    cells = _least(columns, titles)
    left = room - sum(cells)
    left = _grow(cells, left, [int(column.prior) for column in columns], wanted)
    left = _grow(cells, left, [max(column.flex, 1) for column in columns], wanted)
    left = _grow(cells, left, [1 for _ in columns], titles)
    _grow(cells, left, [column.flex for column in columns], ends)
    return cells


def title_widths(columns: Sequence[Column], cells: Sequence[int]) -> list[int]:
    """Return the cells of each title above columns of so many ``cells``."""
    titles = list(cells)
    for place in range(1, len(titles)):
        over = cell_len(columns[place].title) - titles[place]
        if 0 < over <= titles[place - 1] - cell_len(columns[place - 1].title):
            titles[place] += over
            titles[place - 1] -= over
    return titles


def _least(columns: Sequence[Column], titles: Sequence[int]) -> list[int]:
    """Return the width of each column, or as much more as its title needs."""
    cells: list[int] = []
    for place, column in enumerate(columns):
        free = max(cells[-1] - titles[place - 1], 0) if cells else 0
        cells.append(max(column.width, titles[place] - free))
    return cells


def _grow(cells: list[int], left: int, shares: Sequence[int], ends: Sequence[int]) -> int:
    """Give out ``left`` cells by shares, to each column up to its end; return what none of them takes."""
    growing = [place for place, share in enumerate(shares) if share and cells[place] < ends[place]]
    while left > 0 and growing:
        given, everybody = left, sum(shares[place] for place in growing)
        for place in growing:
            more = min(max(given * shares[place] // everybody, 1), left, ends[place] - cells[place])
            cells[place] += more
            left -= more
        growing = [place for place in growing if cells[place] < ends[place]]
    return left
