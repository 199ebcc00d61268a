"""Times, and how they are shown: medians, 99th percentiles, ratios."""

from __future__ import annotations

import platform
import sqlite3
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from os import cpu_count

HEADINGS = ("what", "times", "median", "99 %", "slowest", "to the baseline")


@contextmanager
def timed(taken: list[float]) -> Iterator[None]:
    """Add how long the block took, in milliseconds; a block that raises is not counted."""
    began = time.perf_counter_ns()
    yield
    taken.append((time.perf_counter_ns() - began) / 1e6)


def p99(values: Sequence[float]) -> float:
    """The value that at most one in a hundred exceeds: the greatest of a hundred or fewer."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]


def ms(value: float) -> str:
    """Milliseconds with as many digits as mean anything."""
    return f"{value:.3f} ms" if value < 1 else f"{value:.2f} ms" if value < 10 else f"{value:,.0f} ms"


def ratio(values: Sequence[float], baseline: Sequence[float]) -> float:
    """Return the ratio to the baseline, median to median."""
    return statistics.median(values) / statistics.median(baseline)


def row(what: str, values: Sequence[float], baseline: Sequence[float] | None = None) -> tuple[str, ...]:
    """A line of a table under :data:`HEADINGS`."""
    share = "" if baseline is None else f"{ratio(values, baseline):.1f}×"
    return what, f"{len(values):,}", ms(statistics.median(values)), ms(p99(values)), ms(max(values)), share


def table(title: str, rows: Sequence[Sequence[str]], headings: Sequence[str] = HEADINGS) -> None:
    """Print a table in Markdown, at once: a run takes minutes."""
    lines = ["", f"### {title}", "", f"| {' | '.join(headings)} |", f"|{' --- |' * len(headings)}"]
    lines += [f"| {' | '.join(cells)} |" for cells in rows]
    print("\n".join(lines), flush=True)


def wanted(what: str, value: float, most: float, unit: str = " ms") -> None:
    """Print whether a wanted figure was met."""
    verdict = "met" if value < most else "**missed**"
    print(f"\nWanted: {what} under {most:g}{unit}: {value:.2f}{unit}, {verdict}.", flush=True)


def machine() -> str:
    """Describe the machine, in general terms."""
    parts = (
        f"{cpu_count()} cores, {platform.machine()}, {platform.system()}",
        f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}",
        f"Textual {version('textual')}, Peewee {version('peewee')}",
    )
    return f"{datetime.now(UTC).date().isoformat()} · {' · '.join(parts)}"
