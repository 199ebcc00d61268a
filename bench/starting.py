"""The time from the command to the first frame that shows real rows of the queue, beside a one-label program."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench import figures
from bench.one_label import MARKER
from bench.terminal import Terminal
from bench.world import AGENTS, NOW, World
from callcenter.store import Store
from callcenter.wording import phones

WANTED = 1.8
"""The first frame may take at most so many times as long as that of a one-label program."""

_REST_SECONDS = 0.2
"""Seconds between two programs: what the system still has to clear away is nobody's start."""

AGENT = AGENTS[0]


def workstation(database: Path) -> list[str]:
    """The command line that opens the workstation on a store."""
    program = [sys.executable, "-m", "bench.program", str(NOW)]
    return [*program, "--database", str(database), "--lang", "en", "run", "--agent", AGENT]


def measure(worlds: Sequence[World], runs: int) -> None:
    """Print the first frames of the workstation on these stores, each in turn with the one-label program."""
    rows = []
    shares = []
    with tempfile.TemporaryDirectory(prefix="callcenter-bench-") as home:
        for world in worlds:
            label: list[float] = []
            frames: list[float] = []
            with world.copy() as database:
                head = _head(database)
                for _ in range(runs + 1):
                    label.append(_first_frame([sys.executable, "-m", "bench.one_label"], MARKER, Path(home)))
                    frames.append(_first_frame(workstation(database), head, Path(home)))
            # The first pair fills the caches of the machine.
            del label[0], frames[0]
            rows.append(figures.row("one label", label))
            rows.append(figures.row(f"workstation, {world.customers:,} customers", frames, label))
            shares.append(figures.ratio(frames, label))
    figures.table("First frame with real rows", rows)
    figures.wanted("the first frame", max(shares), WANTED, "×")


def _head(database: Path) -> str:
    """The number in the first row of the agent's queue, as the row shows it: a name could stand elsewhere too."""
    store = Store.open(str(database), NOW)
    try:
        row = store.queue.page(now=NOW, agent=AGENT, limit=1).rows[0]
    finally:
        store.close()
    return phones.masked(row.phone, row.country)


def _first_frame(command: Sequence[str], marker: str, home: Path) -> float:
    """Milliseconds until the marker is drawn."""
    terminal = Terminal(command, home)
    try:
        return (terminal.until_written(marker) - terminal.began) * 1000
    finally:
        terminal.close()
        time.sleep(_REST_SECONDS)
