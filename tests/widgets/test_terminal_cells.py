"""The terminal is sent what changed, and shows the whole screen all the same."""

from __future__ import annotations

from io import StringIO
from itertools import pairwise
from random import Random

import pyte
import pytest
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.segment import Segment
from textual.strip import Strip

from callcenter.widgets.base import terminal_cells
from callcenter.widgets.base.terminal_cells import TerminalCells

WIDTH, HEIGHT = 12, 4
CONSOLE = Console(file=StringIO(), force_terminal=True, color_system=None, width=WIDTH)


def strip(text: str) -> Strip:
    return Strip([Segment(text)])


def whole(cells: TerminalCells, *lines: str) -> str:
    return cells.whole([[strip(line.ljust(WIDTH))] for line in lines], CONSOLE)


def test_only_what_changed_is_written() -> None:
    cells = TerminalCells()
    assert "Anna" in whole(cells, "Anna", "Bert")
    assert whole(cells, "Anna", "Bert") == ""
    assert whole(cells, "Anna", "Cleo") == f"\x1b[2;1H{'Cleo'.ljust(WIDTH)}"


def test_a_part_that_was_drawn_over_is_written_again_with_the_whole() -> None:
    cells = TerminalCells()
    whole(cells, "Anna")
    assert cells.parts([{2: strip("xx")}], [[4]], [(0, 2, 4)], CONSOLE) == "\x1b[1;3Hxx"
    assert cells.parts([{2: strip("xx")}], [[4]], [(0, 2, 4)], CONSOLE) == ""
    assert whole(cells, "Anna") == f"\x1b[1;1H{'Anna'.ljust(WIDTH)}"


def test_on_a_cleared_terminal_and_a_while_later_all_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = TerminalCells()
    whole(cells, "Anna")
    cells.forget()
    assert "Anna" in whole(cells, "Anna")
    assert whole(cells, "Anna") == ""
    monkeypatch.setattr(terminal_cells, "_TRUSTED_SECONDS", -1.0)
    assert "Anna" in whole(cells, "Anna")


@pytest.mark.parametrize("seed", range(20))
def test_the_terminal_shows_the_last_screen_whatever_was_drawn_before(seed: int) -> None:
    """Whole screens and parts in any order, cut anywhere, with double-width characters."""
    random, cells = Random(seed), TerminalCells()
    screen = pyte.Screen(WIDTH, HEIGHT)
    stream = pyte.Stream(screen)
    lines: list[str] = []
    for _step in range(30):
        lines = [set_cell_size("".join(random.choices("ab 王敏", k=WIDTH)), WIDTH) for _line in range(HEIGHT)]
        cut = [[0, *sorted(random.sample(range(1, WIDTH), random.randrange(3))), WIDTH] for _line in range(HEIGHT)]
        pieces = [[strip(line).crop(*edges) for edges in pairwise(at)] for line, at in zip(lines, cut, strict=True)]
        lines = ["".join(piece.text for piece in row) for row in pieces]
        if random.random() < 0.5:
            stream.feed(cells.whole(pieces, CONSOLE))
        else:
            chops = [dict(zip(at, row, strict=False)) for at, row in zip(cut, pieces, strict=True)]
            spans = [(y, 0, WIDTH) for y in range(HEIGHT)]
            stream.feed(cells.parts(chops, [at[1:] for at in cut], spans, CONSOLE))
        shown = ["".join(screen.buffer[y][x].data for x in range(WIDTH)) for y in range(HEIGHT)]
        assert shown == lines
    assert all(cell_len(line) == WIDTH for line in lines)
