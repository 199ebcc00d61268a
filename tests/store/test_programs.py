"""Programs whose clocks differ (docs/architecture.md, Clocks): real processes, which only sleep."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from callcenter import clock
from callcenter.commands.base.context import Context
from callcenter.model import DAY, MINUTE, SECOND, Instant
from callcenter.storage.people import programs
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.people.shift import GONE_AFTER
from callcenter.views.upkeep.integrity import Defect
from tests.store.building import CHEN, WANG, ZHAO, at, customer, opened

NOW = at("2026-03-02 10:00")


@pytest.fixture
def other() -> Iterator[subprocess.Popen[bytes]]:
    """Another program, as far as the system can tell."""
    with subprocess.Popen(["sleep", "600"]) as process:
        try:
            yield process
        finally:
            process.kill()


def runs(store: Store, process: subprocess.Popen[bytes], shows: Instant | None, agent: str = ZHAO.name) -> None:
    """Another program has the store open, and its clock shows this now."""
    started = programs.started_at(process.pid)
    assert started is not None
    there = programs.Process(programs.this_process().host, process.pid, started)
    store.database.write(lambda tx: programs._write_down(tx, there, agent, shows))


def apart(store: Store, now: Instant) -> tuple[Trouble, object] | None:
    try:
        store.programs.compare_clocks(now, agent=WANG.name)
    except StoreError as error:
        return error.code, error.params["minutes"]
    return None


def test_a_clock_that_differs_from_the_others_writes_nothing(sqlite_path: Path, other: subprocess.Popen[bytes]) -> None:
    store = opened(str(sqlite_path))
    customer(store, "吴静", "+8613812340001")
    runs(store, other, NOW)
    assert apart(store, NOW + 400 * DAY) == (Trouble.CLOCK_AHEAD, 400 * 24 * 60)
    assert store.plans.tick(NOW + 400 * DAY).folded == 0
    assert store.catch_up.run(holder="x", now=NOW + 400 * DAY).folded == 0
    assert store.database.read(lambda tx: tx.value("SELECT count(*) FROM breach_log")) == 0
    assert apart(store, NOW - 5 * MINUTE) == (Trouble.CLOCK_BEHIND, 5)
    # It does not speak against those who are right.
    assert store.database.read(lambda tx: tx.rows("SELECT agent FROM program WHERE clock_at > 0")) == [(ZHAO.name,)]
    assert apart(store, NOW + 100 * SECOND) is None
    assert store.plans.tick(NOW + DAY).folded == 1
    store.close()


def test_the_call_of_a_program_whose_clock_differs_is_not_ended(
    sqlite_path: Path, other: subprocess.Popen[bytes]
) -> None:
    """It sends no heartbeat by its wrong clock, but its process runs."""
    store = opened(str(sqlite_path))
    ref = customer(store, "吴静", "+8613812340001")
    store.presence.sign_in(ZHAO.name, now=NOW)
    call = store.by(ZHAO).calls.start(store.by(ZHAO).claims.take(ref, now=NOW), now=NOW)
    runs(store, other, NOW)
    runs(store, other, None)  # its clock was set, and it found that it differs from the others'
    later = NOW + GONE_AFTER + MINUTE

    def can_be_ended() -> tuple[bool, bool]:
        """As the overview says it, and the check of the store."""
        (row,) = (row for row in store.team.overview(now=later).rows if row.agent == ZHAO.name)
        return row.gone, any(flaw.defect is Defect.OPEN_CALL for flaw in store.by(CHEN).integrity.check(later))

    assert can_be_ended() == (False, False)
    with pytest.raises(StoreError) as refused:
        store.by(CHEN).calls.end_for(ZHAO.name, now=later)
    assert refused.value.code is Trouble.CALL_GOES_ON
    assert apart(store, later) is None, "its clock is compared with nobody's"
    other.kill()
    other.wait()
    assert can_be_ended() == (True, True)
    store.by(CHEN).calls.end_for(ZHAO.name, now=later)
    back = store.calls.open_call_of(ZHAO.name)
    assert back is not None
    assert (back.token, back.ended_at) == (call.token, NOW)
    store.close()


def test_a_program_whose_clock_differs_stays_on_record(sqlite_path: Path, other: subprocess.Popen[bytes]) -> None:
    store = opened(str(sqlite_path))
    runs(store, other, NOW)
    for shows, counts in ((NOW, True), (NOW + DAY, False), (NOW + DAY, False), (NOW, True)):
        apart(store, shows)
        assert store.database.read(lambda tx: programs.lives(tx, WANG.name))
        clock_at = store.database.read(
            lambda tx: tx.value("SELECT clock_at FROM program WHERE agent = ?", (WANG.name,))
        )
        assert (clock_at > 0) is counts
    store.close()


def test_alone_it_goes_on_whatever_the_clock_shows(sqlite_path: Path, other: subprocess.Popen[bytes]) -> None:
    """A store that was left alone for months, by programs that were killed."""
    store = opened(str(sqlite_path))
    customer(store, "吴静", "+8613812340001")
    runs(store, other, NOW)
    other.kill()
    other.wait()
    assert apart(store, NOW + 90 * DAY) is None
    assert store.plans.tick(NOW + 90 * DAY).folded == 1
    assert store.database.read(lambda tx: tx.rows("SELECT agent FROM program")) == [(WANG.name,)]
    store.close()


def test_a_program_that_stands_still_says_nothing_of_the_time(
    sqlite_path: Path, other: subprocess.Popen[bytes]
) -> None:
    store = opened(str(sqlite_path))
    runs(store, other, NOW)
    other.send_signal(signal.SIGSTOP)
    while programs.started_at(other.pid) is not None:
        pass
    assert apart(store, NOW + DAY) is None
    store.close()


def test_programs_of_an_earlier_start_of_the_machine_are_forgotten(sqlite_path: Path) -> None:
    store = opened(str(sqlite_path))
    mine = programs.this_process()
    boot, _, namespace = mine.host.partition("/")
    there = [(host, host, 4711, "", 1, NOW, 1) for host in ("an-earlier-start/1", f"{boot}/another {namespace}")]
    columns = "id, host, pid, agent, started_at, clock_at, uptime_at"
    store.database.write(lambda tx: tx.many(f"INSERT INTO program ({columns}) VALUES (?,?,?,?,?,?,?)", there))
    assert apart(store, NOW) is None
    left = store.database.read(lambda tx: tx.rows("SELECT host FROM program ORDER BY host"))
    assert left == sorted([(f"{boot}/another {namespace}",), (mine.host,)])
    store.close()


def test_time_that_passes_is_no_difference(
    sqlite_path: Path, other: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program need not record its clock again: both have gone on since."""
    store = opened(str(sqlite_path))
    runs(store, other, NOW)
    passed = clock.uptime() + 8 * 60 * MINUTE
    monkeypatch.setattr(clock, "uptime", lambda: passed)
    assert apart(store, NOW + 8 * 60 * MINUTE) is None
    assert apart(store, NOW)
    store.close()


def test_a_clock_set_for_all_programs_is_the_new_time(sqlite_path: Path, other: subprocess.Popen[bytes]) -> None:
    """Each finds the others' old clock, and takes its own back; the last one goes by the new."""
    store = opened(str(sqlite_path))
    runs(store, other, NOW)
    assert apart(store, NOW) is None
    assert apart(store, NOW + 60 * MINUTE)  # this one asks first
    runs(store, other, NOW + 60 * MINUTE)
    assert apart(store, NOW + 60 * MINUTE) is None
    assert store.database.read(lambda tx: tx.value("SELECT count(*) FROM program")) == 2
    store.close()


def test_a_command_says_so_in_one_line(
    sqlite_path: Path, other: subprocess.Popen[bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    now = datetime.now(UTC)
    store = Store.open(str(sqlite_path), round(now.timestamp() * 1000))
    runs(store, other, round(now.timestamp() * 1000))
    store.close()
    with time_machine.travel(now + timedelta(hours=1)):
        session = Context(clock.SystemClock())
        session.database = str(sqlite_path)
        assert session.store.campaigns.all() == ()
        assert session.store.plans.tick(session.now).folded == 0
        session.close()
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert said.startswith("callcenter: this computer's clock is 60 minutes ahead of the other programs")


def test_a_server_is_asked_for_its_time(postgresql_url: str) -> None:
    """There all go by one clock: a program's own is not compared with anything."""
    store = opened(postgresql_url)
    store.programs.compare_clocks(NOW + 400 * DAY, agent=WANG.name)
    assert store.database.read(lambda tx: tx.value("SELECT count(*) FROM program")) == 0
    store.close()
