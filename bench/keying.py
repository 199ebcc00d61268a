"""Time from a key to its answer while a team works: the real program in a pseudo-terminal, the keys of the
call loop; and what memory the program holds after as many calls as an hour can have."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from bench import figures, others
from bench.starting import workstation
from bench.terminal import LINES, Terminal
from bench.world import NOW, World

WANTED_P99 = 50.0
"""Milliseconds in which ninety-nine of a hundred keys are answered."""

WANTED_MB = 120.0
"""Memory after an hour of work."""

_DOWN, _NO_ANSWER = "\x1b[B", "\x1bOQ"
_PLACE = re.compile(r"(\d+)/[\d,]+\+? *$", re.MULTILINE)
_CALLS = re.compile(r"calls (\d+)")
_QUEUE_ROW = re.compile(r"^[>*](promised|fresh|overdue|retry|due) ", re.MULTILINE)
_LOG_ROW = re.compile(r"^>(\d+ \w+ )?\d\d:\d\d +(call|SMS) ", re.MULTILINE)
_AT_WORK = re.compile(r"\d+ of \d+ at work")
_NUMBER = re.compile(r"^[>*].* (\S+\*{4}\d{4}) ", re.MULTILINE)
_CURSOR_ROW = re.compile(r"^[>*].*$", re.MULTILINE)
_PREVIEW_LINE = LINES - 3

_QUIET = 0.15
"""Seconds without output before a key is pressed: what the last one left to do is no part of this one's answer."""

_STEPS = 5

_Seen: TypeAlias = Callable[[str], bool]


class _Keyboard:
    """The keys of an agent, and what each of their answers took, in milliseconds, under a name."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.taken: dict[str, list[float]] = {}

    def press(self, keys: str, *answers: tuple[str, _Seen]) -> None:
        """Press a key and wait for its answers, one after the other; none may stand on the screen before."""
        self.terminal.settle(_QUIET)
        shown = self.terminal.text()
        assert not any(seen(shown) for _, seen in answers), shown
        began = self.terminal.type(keys)
        for name, seen in answers:
            self.taken.setdefault(name, []).append((self.terminal.until(seen) - began) * 1000)


def measure(world: World, *, moves: int, rounds: int, calls: int, agents: int) -> None:
    """Print what keys cost at the world's size: so many cursor moves, so many rounds of the call loop, so
    many other agents; then what memory is held when there were so many calls in all."""
    with (
        world.copy() as database,
        tempfile.TemporaryDirectory(prefix="callcenter-bench-") as home,
        others.at_work(database, NOW, agents),
    ):
        terminal = Terminal(workstation(database), Path(home))
        keyboard = _Keyboard(terminal)
        try:
            terminal.until(_previewed)
            begun = terminal.memory()
            for _ in range(moves):
                _move(keyboard)
            for number in range(1, rounds + 1):
                _call(keyboard, number)
            for number in range(rounds + 1, calls + 1):
                _call_on(terminal, number)
            ended = terminal.memory()
        finally:
            terminal.close()
    rows = [figures.row(name, values)[:-1] for name, values in keyboard.taken.items()]
    figures.table(
        f"Key to screen, {world.customers:,} customers, {agents} other agents at work",
        rows,
        figures.HEADINGS[:-1],
    )
    slowest = max(keyboard.taken, key=lambda name: figures.p99(keyboard.taken[name]))
    worst = figures.p99(keyboard.taken[slowest])
    figures.wanted(f"99 % of the answers to each key, the slowest ({slowest})", worst, WANTED_P99)
    held = (("with the first rows", begun), (f"after {calls} calls", ended))
    memory = [(when, f"{resident:.0f} MB", f"{share:.0f} MB") for when, (resident, share) in held]
    figures.table(f"Memory, {world.customers:,} customers", memory, ("what", "resident", "its share"))
    figures.wanted("memory after an hour of work", ended[0], WANTED_MB, " MB")


def _move(keyboard: _Keyboard) -> None:
    moved = _moved(keyboard.terminal)
    keyboard.press(
        _DOWN,
        ("arrow down: the cursor stands on the next row", moved),
        ("arrow down: the preview shows the customer", lambda text: moved(text) and _previewed(text)),
    )


def _call(keyboard: _Keyboard, number: int) -> None:
    """Call from further down the queue: take the next customer, call, no answer; a look at the log and at the team."""
    terminal = keyboard.terminal
    terminal.settle(_QUIET)
    for _ in range(_STEPS):
        moved = _moved(terminal)
        terminal.type(_DOWN)
        terminal.until(moved)
    keyboard.press("n", ("`n`: customer claimed, the cursor on them", lambda text: _place(text) == 1))
    keyboard.press("d", ("`d`: call on record, call screen drawn", lambda text: "ringing" in text))
    keyboard.press(
        _NO_ANSWER,
        (
            "F2, no answer: touch saved, next customer claimed, queue drawn",
            lambda text: _calls(text) == number and _place(text) == 1 and _QUEUE_ROW.search(text) is not None,
        ),
    )
    keyboard.press("2", ("`2`: call log with rows", lambda text: _LOG_ROW.search(text) is not None))
    keyboard.press("5", ("`5`: team overview with its figures", lambda text: _AT_WORK.search(text) is not None))
    keyboard.press("1", ("`1`: queue with rows", lambda text: _QUEUE_ROW.search(text) is not None))


def _call_on(terminal: Terminal, number: int) -> None:
    """A call as fast as the program allows: what is looked at here is not its time."""
    terminal.until(lambda text: _previewed(text) and _QUEUE_ROW.search(text) is not None)
    terminal.type("d")
    terminal.until(lambda text: "ringing" in text)
    terminal.type(_NO_ANSWER)
    terminal.until(lambda text: _calls(text) == number)


def _moved(terminal: Terminal) -> _Seen:
    """Return a test for a cursor on another customer than now; their places change with what falls due meanwhile."""
    before = _number(terminal.text())
    return lambda text: _number(text) not in ("", before)


def _number(text: str) -> str:
    """The number of the customer under the cursor, as the list shows it."""
    found = _NUMBER.search(text)
    return "" if found is None else found[1]


def _calls(text: str) -> int:
    found = _CALLS.search(text)
    return -1 if found is None else int(found[1])


def _place(text: str) -> int:
    """Return the cursor's place in the list."""
    found = _PLACE.search(text)
    return 0 if found is None else int(found[1])


def _previewed(text: str) -> bool:
    """Tell whether the preview is of the customer under the cursor."""
    row = _CURSOR_ROW.search(text)
    preview = text.splitlines()[_PREVIEW_LINE].split()
    return row is not None and bool(preview) and preview[0] in row[0].split()
