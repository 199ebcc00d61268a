"""Memory of the cells of a terminal: what stands there already is not written again.

The framework writes the whole screen wherever a layout changes, several times for one key, and a thin line would carry
each of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import inf
from time import monotonic

from rich.console import Console
from textual.strip import Strip

_TRUSTED_SECONDS = 30.0
"""Seconds after which a whole screen is written once more: another program may have written over it."""


class TerminalCells:
    """Pieces of lines as they were last written, by line and first cell."""

    def __init__(self) -> None:
        self._lines: defaultdict[int, dict[int, tuple[int, str]]] = defaultdict(dict)
        self._since = -inf

    def forget(self) -> None:
        """Trust nothing that was written: the terminal was cleared, or is another one."""
        self._since = -inf

    def whole(self, lines: Iterable[Iterable[Strip]], console: Console) -> str:
        """Return what has to be written for a whole screen."""
        if monotonic() > self._since + _TRUSTED_SECONDS:
            self._lines.clear()
            self._since = monotonic()
        written = []
        for y, line in enumerate(lines):
            x = 0
            for strip in line:
                written.append(self._write(y, x, strip, console))
                x += strip.cell_length
        return "".join(written)

    def parts(
        self,
        lines: Sequence[Mapping[int, Strip | None]],
        ends: Sequence[Sequence[int]],
        spans: Iterable[tuple[int, int, int]],
        console: Console,
    ) -> str:
        """Return what has to be written for parts of a screen: ``spans`` of lines, of each its first and last cell.

        ``lines``: their pieces by first cell, ``ends`` where each ends.
        """
        written = []
        for y, first, last in spans:
            for end, (x, strip) in zip(ends[y], lines[y].items(), strict=False):
                if strip is not None and x <= last and end > first:
                    piece = strip if first <= x and end <= last else strip.crop(0, min(end, last) - x)
                    written.append(self._write(y, x, piece, console))
        return "".join(written)

    def _write(self, y: int, start: int, strip: Strip, console: Console) -> str:
        line, end, drawn = self._lines[y], start + strip.cell_length, strip.render(console)
        if line.get(start) == (end, drawn):
            return ""
        for first in [first for first, (last, _drawn) in line.items() if first < end and start < last]:
            del line[first]
        line[start] = end, drawn
        return f"\x1b[{y + 1};{start + 1}H{drawn}"
