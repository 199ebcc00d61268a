"""The demo shift, built once for all processes of a test run: a build takes longer than the tests that look at it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from callcenter import demo


def shift(factory: pytest.TempPathFactory, working: Path) -> demo.DemoShift:
    """A copy of the demo in the current language at ``working``, where nothing may be yet."""
    base = factory.getbasetemp()
    # Each worker of pytest-xdist has a folder of its own in the one of the run.
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return demo.prepare(folder, working)
