"""Imports through the real command line: rows a second, peak memory."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from bench import figures
from bench.terminal import plain_environment
from bench.world import NOW
from callcenter.demo import past
from callcenter.demo.past import Life
from callcenter.demo.people import CHINESE
from callcenter.model import Instant

_ZONE = ZoneInfo(CHINESE.zone)


def measure(customers: int) -> None:
    """Print what it costs to bring in a list of so many customers, and then their touches."""
    lives = past.lives(Random(7), customers, CHINESE)
    with tempfile.TemporaryDirectory(prefix="callcenter-bench-") as folder:
        place = Path(folder)
        touches = _write_touches(place / "touches.csv", lives)
        _write_customers(place / "customers.csv", lives)
        rows = []
        for kind, count in (("customers", customers), ("touches", touches)):
            for again in (False, True):
                seconds, peak = _run(place, kind)
                what = f"`import {kind}`, the same file again" if again else f"`import {kind}`"
                rows.append((what, f"{count:,}", f"{seconds:.1f} s", f"{count / seconds:,.0f}", f"{peak:.0f} MB"))
    figures.table("Imports, SQLite", rows, ("what", "rows", "time", "rows a second", "peak memory"))


def _run(folder: Path, kind: str) -> tuple[float, float]:
    """Seconds and megabytes of one command."""
    command = [sys.executable, "-m", "bench.program", str(NOW), "--database", str(folder / "shift.db")]
    began = time.perf_counter()
    program = subprocess.Popen(
        [*command, "import", kind, str(folder / f"{kind}.csv")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=plain_environment(folder),
    )
    assert program.stderr is not None
    said = program.stderr.read().decode(errors="replace")
    _, status, usage = os.wait4(program.pid, 0)
    program.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - began
    if program.returncode != 0:
        raise RuntimeError(f"import {kind} ended with {program.returncode}: {said}")
    # Kilobytes on Linux, bytes on macOS.
    return seconds, usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def _write_customers(path: Path, lives: Iterable[Life]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("ref", "name", "company", "phone", "tier", "stage", "source", "owner", "inquiry_at"))
        for life in lives:
            person = life.person
            phones = ";".join(person.phones)
            stage = life.stage.value if life.stage.value in ("", "lost") else ""
            facts = (life.tier, stage, person.source, life.owner, _local(life.inquiry))
            writer.writerow((life.ref, person.name, person.company, phones, *facts))


def _write_touches(path: Path, lives: Iterable[Life]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("customer_ref", "at", "agent", "channel", "direction", "disposition", "seconds", "note"))
        for life in lives:
            for touch in sorted(life.touches, key=lambda one: one.at):
                disposition = "" if touch.disposition is None else touch.disposition.value
                about = (touch.channel.value, touch.direction.value, disposition, touch.seconds, touch.note)
                writer.writerow((life.ref, _local(touch.at), touch.agent, *about))
                count += 1
    return count


def _local(instant: Instant) -> str:
    return datetime.fromtimestamp(instant / 1000, _ZONE).strftime("%Y-%m-%d %H:%M:%S")
