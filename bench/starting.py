"""The time from the command to the first frame that shows real rows of the queue, beside a one-label program."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import figures
from bench.one_label import MARKER
from bench.terminal import Terminal
from bench.world import AGENTS, NOW, World
from callcenter.store import Store

WANTED = 2.0
"""The first frame may take at most so many times as long as that of a one-label program."""

AGENT = AGENTS[0]


def workstation(database: Path) -> list[str]:
    """The command line that opens the workstation on a store."""
    program = [sys.executable, "-m", "bench.program", str(NOW)]
    return [*program, "--database", str(database), "--lang", "en", "run", "--agent", AGENT]


def measure(worlds: Sequence[World], runs: int) -> None:
    """Print the first frames of the workstation on these stores, alternating with the one-label program."""
    with tempfile.TemporaryDirectory(prefix="callcenter-bench-") as home:
        rows = []
        met = True
        for world in worlds:
            with world.copy() as database:
                head = _head(database)
                label: list[float] = []
                frames: list[float] = []
                for run in range(runs + 1):
                    alone = _first_frame([sys.executable, "-m", "bench.one_label"], MARKER, Path(home))
                    whole = _first_frame(workstation(database), head, Path(home))
                    if run:  # the first one fills the caches of the machine
                        label.append(alone)
                        frames.append(whole)
            share = figures.median(frames) / figures.median(label)
            met = met and share <= WANTED
            rows.append((f"one label ({runs} runs, alternating)", *figures.spread(label), ""))
            rows.append((f"workstation, {world.customers:,} customers", *figures.spread(frames), figures.times(share)))
    figures.table("First frame with real rows", ("what", "median", "slowest", "to the label"), rows)
    print(f"\nWanted: at most {WANTED:.0f}×: {figures.verdict(met)}.", flush=True)


def _head(database: Path) -> str:
    """Whose name stands in the first row of the agent's queue."""
    store = Store.open(str(database), NOW)
    try:
        return store.queue(now=NOW, agent=AGENT, limit=1).rows[0].name
    finally:
        store.close()


def _first_frame(command: Sequence[str], marker: str, home: Path) -> float:
    terminal = Terminal(command, home)
    try:
        return (terminal.until_marker(marker.encode()) - terminal.began) * 1000
    finally:
        terminal.close()
