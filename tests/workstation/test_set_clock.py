"""The clock of the machine is set during a call: durations come from its ticks (docs/architecture.md, Clocks)."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from callcenter.clock import SystemClock
from callcenter.model import HOUR, SECOND
from callcenter.storage.people import programs
from tests.workstation.stage import MONDAY, add, at, inquired, open_store, workstation


@pytest.mark.parametrize("jump", [HOUR, -HOUR], ids=["ahead", "back"])
async def test_an_hours_jump_is_not_booked_as_talk(tmp_path: Path, jump: int) -> None:
    store = open_store(tmp_path, MONDAY)
    inquired(store, add(store, "李雷", "+8613800138001", at("2026-03-02 09:30")), at("2026-03-02 09:30"), MONDAY)
    with time_machine.travel(MONDAY / 1000) as machine:
        async with workstation(store) as stage:
            stage.app.desk.clock = SystemClock()
            await stage.press("n", "d", *"he asked for the new price")
            machine.shift(jump / SECOND)
            stage.app.store_watch.tick()
            await stage.settle()
            await stage.press("f4")
            machine.shift(jump / SECOND)
            await stage.press("enter", "enter")
            await stage.settle()
            booked = store.database.read(lambda tx: tx.rows("SELECT seconds, wrap_seconds FROM touch"))
            assert len(booked) == 1
            assert max(booked[0]) < 60
            spans = store.database.read(
                lambda tx: tx.rows("SELECT until - since FROM presence_span WHERE state IN ('talking', 'wrap_up')")
            )
            assert all(0 <= length < 60 * SECOND for (length,) in spans)
            assert abs(stage.app.desk.now - MONDAY - 2 * jump) < 60 * SECOND
    store.close()


@pytest.fixture
def other() -> Iterator[subprocess.Popen[bytes]]:
    """Another program, as far as the system can tell."""
    with subprocess.Popen(["sleep", "600"]) as process:
        try:
            yield process
        finally:
            process.kill()


async def test_the_banner_says_that_the_clock_is_wrong(tmp_path: Path, other: subprocess.Popen[bytes]) -> None:
    store = open_store(tmp_path, MONDAY)
    with time_machine.travel(MONDAY / 1000) as machine:
        started = programs.started_at(other.pid)
        assert started is not None
        there = programs.Process(programs.this_process().host, other.pid, started)
        store.database.write(lambda tx: programs._write_down(tx, there, "赵磊", MONDAY))
        machine.shift(HOUR / SECOND)
        async with workstation(store) as stage:
            stage.app.desk.clock = SystemClock()
            stage.app.store_watch.tick()
            await stage.settle()
            assert "! this computer's clock is 60 minutes ahead" in stage.text()
            machine.shift(-HOUR / SECOND)
            stage.app.store_watch.tick()
            await stage.settle()
            assert "clock is" not in stage.app.desk.alerts.trouble
    store.close()
