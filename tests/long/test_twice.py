"""The store's own tests pass where every unit of work is rolled back once and run again (tests/support/twice.py)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
_ROOMS = (
    *("calls", "casework", "changing", "claims", "cohorts", "imports", "merging", "requests", "snoozes", "team"),
    *("promises", "results", "two_people", "withdrawn_touches"),
)


@pytest.mark.parametrize("room", _ROOMS)
def test_every_unit_of_work_may_run_twice(room: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "tests.support.twice", f"tests/store/test_{room}.py"],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
