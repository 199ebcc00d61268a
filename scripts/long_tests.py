"""The long tests, part by part: storms, slow tests, commands on a server, a random search; for `make test-long`.

The last line printed counts the tests, and says how long they took, and whether the power cut and the real Asterisk
could run.
"""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

_ROOT = Path(__file__).resolve().parent.parent
_SKIPPABLE = {"test_power_cut": "the power cut", "test_asterisk": "Asterisk"}
"""Modules of the only tests that may be skipped, and their names in the last line: where no file system may be mounted,
where no release with an Asterisk can be unpacked.
"""


class Part(NamedTuple):
    """A run of pytest: its arguments, and the seconds after which it is ended and counts as failed.

    ``told``: what of it the last line tells, '' = nothing.
    """

    arguments: tuple[str, ...]
    limit: int
    told: str = ""


_WORKERS = str(min(4, os.cpu_count() or 1))
_RUN_TWICE = (
    *("calls", "casework", "changing", "claims", "imports", "merging", "promises", "requests", "results"),
    *("snoozes", "team", "two_people", "withdrawn_touches"),
)
"""Rooms of the store whose tests pass also where every unit of work is rolled back once and run again."""

PARTS = {
    "stress": Part(("tests/long", "-m", "stress", "-s"), 8 * 60, "the power cut"),
    "checks": Part(("tests/long", "-m", "not stress", "-n", _WORKERS), 2 * 60),
    "slow": Part(("tests", "-m", "slow and not exchange", "-n", _WORKERS), 10 * 60),
    "exchange": Part(("tests/telephony", "-m", "exchange"), 4 * 60, "Asterisk"),
    "server": Part(("tests/cli", "--commands-on", "postgresql", "-n", _WORKERS), 6 * 60),
    "twice": Part(
        ("-p", "tests.support.twice", "-n", _WORKERS, *(f"tests/store/test_{room}.py" for room in _RUN_TWICE)), 6 * 60
    ),
    "search": Part(("tests", "-m", "hypothesis or seeded", "-n", _WORKERS), 14 * 60),
}


class Count(NamedTuple):
    """Results of tests. ``ran``: those that may be skipped and were not; ``skipped``: those that were, and why."""

    passed: int = 0
    failed: int = 0
    ran: frozenset[str] = frozenset()
    skipped: frozenset[tuple[str, str]] = frozenset()

    def plus(self, other: Count) -> Count:
        """Both together."""
        return Count(
            self.passed + other.passed,
            self.failed + other.failed,
            self.ran | other.ran,
            self.skipped | other.skipped,
        )


def counted(report: Path) -> Count:
    """The results in a JUnit report. A skipped test counts as failed unless it is one that may be."""
    total = Count()
    for case in ElementTree.parse(report).iter("testcase"):
        may_be = {name for module, name in _SKIPPABLE.items() if module in case.get("classname", "")}
        skipped = case.find("skipped")
        if skipped is not None and may_be:
            total = total.plus(Count(skipped=frozenset((name, skipped.get("message", "")) for name in may_be)))
        elif skipped is not None or case.find("failure") is not None or case.find("error") is not None:
            total = total.plus(Count(failed=1))
        else:
            total = total.plus(Count(passed=1, ran=frozenset(may_be)))
    return total


def run(part: Part, seed: int | None) -> Count:
    """The results of one part. One that is over its time, or whose report cannot be read, has one failed test."""
    environment = dict(os.environ)
    arguments = [sys.executable, "-m", "pytest", "-q", *part.arguments]
    if seed is not None:
        environment["CALLCENTER_SEARCH"] = str(seed)
        arguments.append(f"--hypothesis-seed={seed}")
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        process = subprocess.Popen([*arguments, f"--junitxml={report}"], cwd=_ROOT, env=environment)
        late = False
        try:
            process.wait(part.limit)
        except subprocess.TimeoutExpired:
            late = True
            print(f"\nlong tests: ended after {part.limit / 60:.0f} minutes", flush=True)
            process.send_signal(signal.SIGINT)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if late or process.returncode not in (0, 1) or not report.exists():
            return (counted(report) if report.exists() else Count()).plus(Count(failed=1))
        return counted(report)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=sorted(PARTS), help="run one part")
    parser.add_argument("--seed", type=int, help="the seed of the random search (default: a new one, printed)")
    asked = parser.parse_args()
    seed = secrets.randbelow(2**31) if asked.seed is None else asked.seed
    total, began = Count(), time.monotonic()
    for name, part in PARTS.items():
        if asked.only not in (None, name):
            continue
        searching = name == "search"
        print(f"long tests: {name}" + (f", seed {seed}" if searching else ""), flush=True)
        part_began = time.monotonic()
        found = run(part, seed if searching else None)
        print(f"long tests: {name} took {_lasted(time.monotonic() - part_began)}", flush=True)
        if searching and found.failed:
            print(f"long tests: the same search again: make test-long SEED={seed}", flush=True)
        total = total.plus(found)
    told = [part.told for name, part in PARTS.items() if part.told and asked.only in (None, name)]
    print(closing(total, time.monotonic() - began, told), flush=True)
    return 1 if total.failed else 0


def closing(total: Count, seconds: float, told: Sequence[str] = ()) -> str:
    """The last line: how many passed and failed, in what time, and whether ``told`` ran, which may be skipped."""
    said = [f"{total.passed} passed, {total.failed} failed in {_lasted(seconds)}"]
    for name in told:
        if reasons := sorted(reason for skipped, reason in total.skipped if skipped == name):
            said += reasons  # they begin so: … did not run
        else:
            said.append(f"{name} ran" if name in total.ran else f"there is no test of {name}")
    return "; ".join(said)


def _lasted(seconds: float) -> str:
    return f"{int(seconds) // 60} min {int(seconds) % 60} s"


if __name__ == "__main__":
    sys.exit(main())
