"""A short storm over the store (tests/support/storm.py); longer ones pass in ``make test-long``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from tests.support.storm import REFUSALS, Report

_ROOT = Path(__file__).resolve().parents[2]
_LIMIT_SECONDS = 180


def after_a_storm(address: str, *, customers: int, agents: int, seconds: int, seed: int) -> Report:
    """Return the report of a storm that lost nothing."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.support.storm", address, *map(str, (customers, agents, seconds, seed))],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        timeout=seconds + _LIMIT_SECONDS,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    report = msgspec.json.decode(run.stdout, type=Report)
    assert (report.lost, report.doubled, report.overlaps, report.differing) == (0, 0, 0, []), report
    assert report.hung == 0
    assert report.refused.keys() <= REFUSALS, report.refused
    return report


@pytest.mark.slow
def test_killed_programs_lose_nothing_and_double_nothing(database_url: str) -> None:
    report = after_a_storm(database_url, customers=200, agents=6, seconds=4, seed=1)
    assert report.kills > 5
    assert report.calls > 10
