"""Time from an event of the line to the screen that shows it: the workstation on a loopback line in a pseudo-terminal.

The line's process tells, the program's own thread hears: that moment is noted in the program, before anything else is
done with the event. The least that could do the same is a label that shows the event's name.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from bench import figures
from bench.terminal import Terminal
from bench.world import World
from callcenter.widgets.lines.prompts import READING_SECONDS

WANTED_P99 = 50.0
"""Milliseconds in which ninety-nine of a hundred events of the line stand on the screen."""

_QUIET = 0.15
_CALLS = re.compile(r"calls (\d+)")
_QUEUE_ROW = re.compile(r"^>(promised|fresh|overdue|retry|due) ", re.MULTILINE)
_NO_ANSWER, _REFUSED = "\x1bOQ", "\x1b[20~"
_BUSY, _TALKS, _OVER = "Line reports busy", "talk 0:0", "The other side hung up"
_PROPOSED, _COUNTED = "busy: the outcome is proposed", "answered: the talk is counted"
_LEFT = "the customer has hung up"
_TIER = "still correct? Enter"


def measure(world: World, calls: int) -> None:
    """Print the table of so many calls, about half of which are answered."""
    label = _label(calls)
    with world.copy() as database:
        desk = _desk(database, calls)
    everything = [taken for values in desk.values() for taken in values]
    baseline = [taken for values in label.values() for taken in values]
    rows = [figures.row("a label that shows the event", baseline)]
    rows += [figures.row(what, values, baseline) for what, values in desk.items() if values]
    rows.append(figures.row("all of them", everything, baseline))
    figures.table(f"Event of the line to screen, {world.customers:,} customers", rows)
    figures.wanted("99 % of the line's events on the screen", figures.p99(everything), WANTED_P99)


class _Heard:
    """The events that a program noted. ``last``: milliseconds from one to the moment at which it was seen."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def last(self, event: str, seen: float) -> float:
        """Return milliseconds from the newest event of a kind."""
        lines = [line.split() for line in self._file.read_text(encoding="utf-8").splitlines()]
        return (seen - float(next(at for kind, at in reversed(lines) if kind == event))) * 1000


def _program(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "bench.line_program", *arguments]


def _label(calls: int) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {"Answered": [], "Ended": []}
    with tempfile.TemporaryDirectory(prefix="callcenter-bench-") as home:
        file = Path(home) / "heard"
        terminal, heard = Terminal(_program("label", str(file)), Path(home)), _Heard(file)
        try:
            terminal.until(lambda text: "ready 0" in text)
            for number in range(1, calls + 1):
                terminal.settle(_QUIET)
                terminal.type("d")
                for event in ("Answered", "Ended") if number % 2 else ("Ended",):
                    seen = terminal.until(partial(_shows, f"{event} {number}"))
                    taken[event].append(heard.last(event, seen))
        finally:
            terminal.close()
    return taken


def _desk(database: Path, calls: int) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {_PROPOSED: [], _COUNTED: [], _LEFT: []}
    with tempfile.TemporaryDirectory(prefix="callcenter-bench-") as home:
        file = Path(home) / "heard"
        terminal = Terminal(_program("desk", str(database), str(file)), Path(home))
        heard = _Heard(file)
        try:
            terminal.until(lambda text: _QUEUE_ROW.search(text) is not None)
            terminal.settle(_QUIET)
            terminal.type("n")
            for number in range(1, calls + 1):
                terminal.settle(_QUIET)
                terminal.type("d")
                seen = terminal.until(lambda text: _BUSY in text or _TALKS in text)
                if _TALKS in terminal.text():
                    taken[_COUNTED].append(heard.last("Answered", seen))
                    seen = terminal.until(lambda text: _OVER in text)
                    taken[_LEFT].append(heard.last("Ended", seen))
                    terminal.type(_REFUSED)
                    terminal.settle(_QUIET)
                    terminal.type("\r")
                    terminal.until(partial(_is_saved, number, _TIER))
                    if _TIER in terminal.text():
                        time.sleep(READING_SECONDS)  # a key that comes sooner is none to this question
                        terminal.settle(_QUIET)
                        terminal.type("\r")
                else:
                    taken[_PROPOSED].append(heard.last("Ended", seen))
                    terminal.type(_NO_ANSWER)
                terminal.until(partial(_is_saved, number, ""))
        finally:
            terminal.close()
    return taken


def _shows(wanted: str, text: str) -> bool:
    return wanted in text


def _is_saved(number: int, question: str, text: str) -> bool:
    """Tell whether so many calls are saved, or a question stands before that."""
    found = _CALLS.search(text)
    saved = found is not None and int(found[1]) == number and _QUEUE_ROW.search(text) is not None
    return saved or (bool(question) and question in text)
