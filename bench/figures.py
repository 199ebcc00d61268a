"""Times, and how they are shown: medians, 99th percentiles, ratios."""

from __future__ import annotations

import platform
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from os import cpu_count


def milliseconds(work: Callable[[], object]) -> float:
    """How long one call took."""
    began = time.perf_counter_ns()
    work()
    return (time.perf_counter_ns() - began) / 1e6


def median(values: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(values)


def p99(values: Sequence[float]) -> float:
    """The value that one in a hundred exceeds; the greatest of fewer than a hundred."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]


def ms(value: float) -> str:
    """Milliseconds with as many digits as mean anything."""
    return f"{value:.3f} ms" if value < 1 else f"{value:.2f} ms" if value < 10 else f"{value:,.0f} ms"


def times(value: float) -> str:
    """A ratio."""
    return f"{value:.1f}×" if value < 10 else f"{value:.0f}×"


def spread(values: Sequence[float]) -> tuple[str, str]:
    """Median and 99th percentile, as they are shown."""
    return ms(median(values)), ms(p99(values))


def verdict(holds: bool) -> str:
    """Whether a wanted figure was met."""
    return "met" if holds else "**missed**"


def table(title: str, headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table in Markdown, at once: a run takes minutes."""
    lines = ["", f"### {title}", "", f"| {' | '.join(headings)} |", f"|{' --- |' * len(headings)}"]
    lines += [f"| {' | '.join(map(str, row))} |" for row in rows]
    print("\n".join(lines), flush=True)


def machine() -> str:
    """What it ran on, in general terms."""
    parts = (
        f"{cpu_count()} cores, {platform.machine()}, {platform.system()}",
        f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}",
        f"Textual {version('textual')}, Peewee {version('peewee')}",
    )
    return f"{datetime.now(UTC).date().isoformat()} · {' · '.join(parts)}"
