"""Clocks: the machine's, the demo's, and one that stands still."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine

from callcenter.clock import Clock, FixedClock, ShiftedClock, SystemClock
from callcenter.commands.base.context import Context

# Thu 12 Mar 2026 10:30 in Shanghai.
START = 1_773_282_600_000


def test_the_system_clock_tells_milliseconds_of_the_machine() -> None:
    clock: Clock = SystemClock()
    with time_machine.travel(START / 1000, tick=False):
        assert clock.now() == START
    assert not clock.shifted


def test_the_demo_clock_runs_on_from_its_start_whatever_the_machine_says() -> None:
    ticks = [5_000_000_000]
    clock: Clock = ShiftedClock(START, lambda: ticks[0])
    assert clock.now() == START
    ticks[0] += 61_000_000_000
    assert clock.now() == START + 61_000
    ticks[0] += 999_999
    assert clock.now() == START + 61_000
    assert clock.shifted


def test_the_demo_clock_runs_by_itself() -> None:
    clock = ShiftedClock(START)
    first = clock.now()
    assert START <= first < START + 60_000
    assert clock.now() >= first


def test_the_fixed_clock_moves_only_when_told() -> None:
    clock = FixedClock(START)
    protocol: Clock = clock
    assert protocol.now() == protocol.now() == START
    assert clock.advance(1_500) == START + 1_500
    assert protocol.now() == START + 1_500


def test_all_who_work_on_a_server_go_by_its_clock(postgresql_url: str, sqlite_path: Path) -> None:
    """A machine whose clock is an hour ahead would find every claim of the others run out."""
    for address, ahead in ((postgresql_url, 0), (str(sqlite_path), 3_600_000)):
        with time_machine.travel(datetime.now(UTC) + timedelta(hours=1)):
            session = Context(SystemClock())
            session.database = address
            assert session.store.campaigns.all() == ()
            told, wrong = session.clock.now(), SystemClock().now()
            session.close()
        assert abs(told - (wrong - 3_600_000 + ahead)) < 600_000
