"""Figures that are read from across a room: digits of five rows or a multiple of it, a word above each.

A digit is made of the sign ``#`` on its own colour: it takes one cell in every terminal, and is there without colours.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from textual.content import Content
from textual.widget import Widget

from callcenter.widgets.lines.bar import shorten, words

ROWS = 5
_CELLS = 5
_GAP = 1
_COLUMNS = 3
_SHAPES = {
    "0": "#####|## ##|## ##|## ##|#####",
    "1": " ### |  ## |  ## |  ## |#####",
    "2": "#####|   ##|#####|##   |#####",
    "3": "#####|   ##|#####|   ##|#####",
    "4": "## ##|## ##|#####|   ##|   ##",
    "5": "#####|##   |#####|   ##|#####",
    "6": "#####|##   |#####|## ##|#####",
    "7": "#####|   ##|   ##|   ##|   ##",
    "8": "#####|## ##|#####|## ##|#####",
    "9": "#####|## ##|#####|   ##|#####",
    "%": "##  #|   ##| ### |##   |#  ##",
    "k": "##  #|## ##|#### |## ##|##  #",
    "-": "     |     |#####|     |     ",
}
"""Rows of five cells each."""


class BigFigure(Struct, frozen=True):
    """A figure of at most four of the characters that have a shape, its word, and the style of both."""

    word: str
    text: str
    style: str = "$foreground"


class BigFigures(Widget):
    """Up to six figures in three columns, as large as there is room for."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "BigFigures { height: 1fr; width: 1fr; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._figures: tuple[BigFigure, ...] = ()

    def show_figures(self, figures: Sequence[BigFigure]) -> None:
        """Show other figures, three a line."""
        self._figures = tuple(figures)
        self.refresh()

    def render(self) -> Content:
        if not self._figures:
            return Content("")
        columns, room = self.size.width // _COLUMNS, self.size.height
        bands = [self._figures[at : at + _COLUMNS] for at in range(0, len(self._figures), _COLUMNS)]
        longest = max(len(figure.text) for figure in self._figures)
        size = max(min((columns - 1) // (longest * (_CELLS + _GAP) - _GAP), (room // len(bands) - 1) // ROWS), 1)
        blank = max(room // len(bands) - 1 - size * ROWS, 0)
        lines = []
        for band in bands:
            lines += [Content("")] * (blank // 2)
            lines.append(Content("").join(self._middle(words(one.word, f"{one.style} bold"), columns) for one in band))
            drawn = [drawing(one.text, size) for one in band]
            for row in range(size * ROWS):
                parts = [
                    self._middle(_solid(rows[row], one.style), columns) for one, rows in zip(band, drawn, strict=True)
                ]
                lines.append(Content("").join(parts))
            lines += [Content("")] * (blank - blank // 2)
        return Content("\n").join(lines)

    def _middle(self, part: Content, columns: int) -> Content:
        part = shorten(part, columns - 1)
        before = (columns - part.cell_length) // 2
        return Content.assemble(" " * before, part, " " * (columns - before - part.cell_length))


def drawing(text: str, size: int) -> list[str]:
    """Return the rows of a figure, each cell of its shapes ``size`` wide and high."""
    rows = []
    for row in range(ROWS):
        shapes = [_SHAPES[char].split("|")[row] for char in text]
        line = (" " * _GAP).join(shapes)
        rows += ["".join(cell * size for cell in line)] * size
    return rows


def short(number: int) -> str:
    """Return a number in four characters at most: thousands where it has more, ``12k``."""
    return f"{number}" if number < 10_000 else f"{min(number // 1000, 999)}k"


def _solid(row: str, style: str) -> Content:
    """A row of a digit, its signs on their own colour."""
    made, begun = Content(""), 0
    for place in range(1, len(row) + 1):
        if place == len(row) or row[place] != row[begun]:
            part = row[begun:place]
            made = Content.assemble(made, words(part, f"{style} on {style}") if part.strip() else part)
            begun = place
    return made
