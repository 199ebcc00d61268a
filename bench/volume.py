"""Bytes that the program writes to its terminal for each key: a thin line carries them before the answer stands."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from bench import figures
from bench.starting import workstation
from bench.terminal import Terminal
from bench.world import World

COLUMNS, LINES = 80, 24
WANTED_BYTES = 2048.0
"""Bytes of a key in the median."""

_QUIET = 0.15
_READ = 0.6
"""Seconds after which a question takes an answer."""
_DOWN, _ESCAPE, _NO_ANSWER, _YES = "\x1b[B", "\x1b", "\x1bOQ", "\x1b[20~"
_MOVES = 3
_NOTE = "asks for a price"


class _Meter:
    """The keys of an agent, and how many bytes came for each of them until the screen was quiet, under a name."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.came: dict[str, list[int]] = {}

    def press(self, name: str, keys: str, shows: str) -> None:
        """Press a key that leads to a screen that ``shows`` this."""
        self.terminal.settle(_QUIET)
        before = self.terminal.received
        self.terminal.type(keys)
        self.terminal.until(lambda text: self.terminal.received > before and shows in text)
        self.terminal.settle(_QUIET)
        self.came.setdefault(name, []).append(self.terminal.received - before)


def measure(world: World, *, rounds: int) -> None:
    """Print how many bytes keys bring in so many rounds of the call loop, at 80x24 and with nobody else at work."""
    with world.copy() as database, tempfile.TemporaryDirectory(prefix="callcenter-bench-") as home:
        terminal = Terminal(workstation(database), Path(home), columns=COLUMNS, lines=LINES)
        meter = _Meter(terminal)
        try:
            terminal.until(lambda text: "n next" in text)
            for _ in range(rounds):
                _round(meter)
        finally:
            terminal.close()
    rows = [
        (name, f"{len(came):,}", *(f"{value:,.0f}" for value in (statistics.median(came), _p95(came), max(came))))
        for name, came in meter.came.items()
    ]
    figures.table(
        f"Bytes to the terminal for each key, {COLUMNS}x{LINES}", rows, ("what", "times", "median", "95 %", "most")
    )
    every = [value for came in meter.came.values() for value in came]
    figures.wanted("bytes of a key of the loop in the median", statistics.median(every), WANTED_BYTES, " B")


def _round(meter: _Meter) -> None:
    """Look at customers, open one, call two: nobody answers, and a talk that ends as if nobody had."""
    terminal = meter.terminal
    for _ in range(_MOVES):
        meter.press("arrow down in the queue", _DOWN, "n next")
    meter.press("Enter: the customer opens", "\r", "e edit")
    meter.press("Esc: the customer closes", _ESCAPE, "n next")
    meter.press("`d`: the call begins", "d", "F12 all")
    meter.press("F2, no answer: the queue, the next customer claimed", _NO_ANSWER, "n next")
    meter.press("`d`: the call begins", "d", "F12 all")
    for letter in _NOTE:
        meter.press("a letter in the note", letter, "F12 all")
    terminal.type(_NO_ANSWER)
    terminal.until(lambda text: "F9 " in text and "Esc " in text and " ? " in text)
    terminal.settle(_READ)
    terminal.type(_YES)
    terminal.until(lambda text: "n next" in text)


def _p95(values: list[int]) -> int:
    """The value that at most one in twenty exceeds."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)]
