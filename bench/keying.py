"""From a key to its answer on the screen: the real program in a pseudo-terminal, the keys of the call loop."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from bench import figures
from bench.starting import workstation
from bench.terminal import LINES, Terminal
from bench.world import World

_DOWN, _F2 = "\x1b[B", "\x1bOQ"
_PLACE = re.compile(r"(\d+)/[\d,]+\+? *$", re.MULTILINE)
_CALLS = re.compile(r"calls (\d+)")
_PREVIEW = LINES - 3
_PAUSE = 0.15
_STEPS = 5

_Seen: TypeAlias = Callable[[str], bool]


@dataclass(slots=True)
class _Desk:
    """The terminal, and what was measured under each name, in milliseconds."""

    terminal: Terminal
    taken: dict[str, list[float]] = field(default_factory=dict)

    def press(
        self, name: str, keys: str, holds: Callable[[str], bool], *more: tuple[str, Callable[[str], bool]]
    ) -> None:
        """Press a key and wait for its answer; ``more`` are later answers to the same key."""
        self.terminal.settle(_PAUSE)
        began = self.terminal.type(keys)
        for what, seen in ((name, holds), *more):
            self.taken.setdefault(what, []).append((self.terminal.until(seen) - began) * 1000)


def measure(world: World, moves: int, rounds: int) -> None:
    """Print what keys cost at the world's size: so many cursor moves, so many rounds of the call loop."""
    with world.copy() as database, tempfile.TemporaryDirectory(prefix="callcenter-bench-") as home:
        terminal = Terminal(workstation(database), Path(home))
        try:
            terminal.watch()
            terminal.until(lambda text: _row(text) != "" and _previewed(text))
            desk = _Desk(terminal)
            _move(desk, moves)
            _work(desk, rounds)
        finally:
            terminal.close()
    rows = [(name, len(values), *figures.spread(values)) for name, values in desk.taken.items()]
    figures.table(
        f"Key to screen, {world.customers:,} customers", ("key and answer", "times", "median", "99 % or slowest"), rows
    )


def _move(desk: _Desk, moves: int) -> None:
    for _ in range(moves):
        aim = _place(desk.terminal.text()) + 1
        desk.press(
            "arrow down: the cursor stands on the next row",
            _DOWN,
            lambda text: _place(text) == aim,  # noqa: B023 (used at once)
            ("arrow down: the preview shows the customer, read from the store", _previewed),
        )


def _work(desk: _Desk, rounds: int) -> None:
    text = desk.terminal.text
    for calls in range(1, rounds + 1):
        for _step in range(_STEPS):
            aim = _place(text()) + 1
            desk.terminal.type(_DOWN)
            desk.terminal.until(lambda shown: _place(shown) == aim)  # noqa: B023
        desk.press("`n`: claimed, the cursor on the customer", "n", lambda shown: _place(shown) == 1)
        desk.press("`d`: call on record, call screen drawn", "d", lambda shown: "ringing" in shown)
        desk.press(
            "F2 (no answer): touch saved, next customer claimed, queue drawn",
            _F2,
            lambda shown: _calls(shown) == calls and "ringing" not in shown and _row(shown) != "",  # noqa: B023
        )
        desk.press("`2`: call log with rows", "2", lambda shown: "[2 Log]" in shown and _row(shown) != "")
        desk.press("`5`: team overview", "5", lambda shown: "[5 Team]" in shown and "team total" in shown)
        desk.press("`1`: queue with rows", "1", lambda shown: "[1 Queue]" in shown and _row(shown) != "")


def _calls(text: str) -> int:
    found = _CALLS.search(text)
    return -1 if found is None else int(found[1])


def _place(text: str) -> int:
    found = _PLACE.search(text)
    return 0 if found is None else int(found[1])


def _row(text: str) -> str:
    return next((line for line in text.splitlines() if line.startswith(">")), "")


def _previewed(text: str) -> bool:
    """Whether the preview is of the customer under the cursor."""
    words, preview = _row(text).split(), text.splitlines()[_PREVIEW].split()
    return bool(words) and bool(preview) and preview[0] in words
