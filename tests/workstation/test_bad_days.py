"""Bad days at the workstation: the store, disk, terminal or program goes away, and nothing typed is lost."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from callcenter.access import Origin, Principal
from callcenter.model import Disposition
from callcenter.screens.calls.call import CallScreen
from callcenter.screens.customers.detail import CustomerScreen
from callcenter.screens.frame.too_small import TooSmallScreen
from callcenter.screens.shift.leave import LeaveScreen
from callcenter.screens.worklists.queue import QueueScreen
from callcenter.store import Store
from callcenter.views.customers.customer import CustomerChanges
from callcenter.views.customers.log import LogFilter
from callcenter.views.people.shift import GONE_AFTER, AgentState
from callcenter.views.worklists.calls import OpenCall, WrapUp
from callcenter.widgets.calls.note_editor import NoteEditor
from callcenter.workstation import departure
from tests.workstation.stage import BOSS, MONDAY, Stage, add, at, inquired, open_store, workstation
from tests.workstation.test_terminal import F3, Terminal, office, run

__all__ = ["office"]

WANG = Principal("王敏")


def call_of(store: Store) -> OpenCall:
    call = store.calls.open_call_of("王敏")
    assert call is not None
    return call


def leads(path: Path, *names: str) -> Store:
    store = open_store(path, MONDAY)
    for number, name in enumerate(names, 1):
        ref = add(store, name, f"1380013800{number}", at("2026-03-02 09:00"))
        inquired(store, ref, at("2026-03-02 10:00") - number * 1000, MONDAY)
    return store


@contextmanager
def taken_away(path: Path) -> Iterator[None]:
    """The database's file is somewhere else for a while: every verb of the store is refused at once."""
    away = path.with_suffix(".away")
    path.rename(away)
    yield
    away.rename(path)


def note(stage: Stage) -> str:
    return stage.app.screen.query_one(NoteEditor).text


async def test_a_note_that_the_store_refuses_stays_and_is_saved_when_the_store_is_back(tmp_path: Path) -> None:
    store = leads(tmp_path, "Anna", "Bert")
    async with workstation(store) as stage:
        await stage.press("n", "d", *"wants")
        with taken_away(tmp_path / "shift.db"):
            await stage.press(*" a price")
            await stage.until(lambda: "! not saved: the database" in stage.text())
            await stage.press("f3", "enter")
            assert isinstance(stage.app.screen, CallScreen), "the form stays"
            assert note(stage) == "wants a price"
        await stage.until(lambda: call_of(store).note == "wants a price")
        await stage.settle()
        assert "not saved" not in stage.text()
        await stage.press("enter")
        assert isinstance(stage.app.screen, QueueScreen)
        (touch,) = store.lookup.log(LogFilter())
        assert (touch.note, touch.disposition) == ("wants a price", Disposition.INTERESTED)


async def test_a_step_ticked_off_while_the_store_is_away_is_kept_when_it_is_back(tmp_path: Path) -> None:
    store = leads(tmp_path, "Anna")
    async with workstation(store) as stage:
        await stage.press("n", "d", "f6")
        assert [len(use.ticked) for use in call_of(store).scripts] == [1]
        with taken_away(tmp_path / "shift.db"):
            await stage.press("f6")
            await stage.until(lambda: "! not saved: the database" in stage.text())
            assert "2 of 6 steps" in stage.app.unsaved, "who leaves now is told what is lost"
            await stage.press("f6")
        await stage.until(lambda: [len(use.ticked) for use in call_of(store).scripts] == [3])
        await stage.settle()
        assert "not saved" not in stage.text()
        assert "3 of 6" in stage.text()
        assert stage.app.unsaved == ""


async def test_a_step_is_kept_with_its_call_also_where_the_store_missed_it(tmp_path: Path) -> None:
    store = leads(tmp_path, "Anna")
    async with workstation(store) as stage:
        await stage.press("n", "d", *"wants a price")
        with taken_away(tmp_path / "shift.db"):
            await stage.press("f6")
        await stage.press("f3", "enter")
        (touch,) = store.lookup.log(LogFilter())
        assert [len(use.ticked) for use in store.details.get(touch.ref, now=MONDAY).touches[0].scripts] == [1]


async def test_a_call_that_ended_while_the_store_was_away_is_as_long_as_it_was(tmp_path: Path) -> None:
    store = leads(tmp_path, "Anna")
    async with workstation(store) as stage:
        await stage.press("n", "d")
        with taken_away(tmp_path / "shift.db"):
            await stage.press(*"long talk")
            stage.pass_time(3)
            await stage.press("f3")
            stage.pass_time(20)
            await stage.press("enter")
        await stage.press("enter")
        assert isinstance(stage.app.screen, QueueScreen)
        (touch,) = store.lookup.log(LogFilter())
        assert (touch.seconds, touch.note) == (180, "long talk")


async def test_the_trouble_is_one_line_that_stands_while_it_lasts(tmp_path: Path) -> None:
    store = leads(tmp_path, "Anna")
    async with workstation(store) as stage:
        with taken_away(tmp_path / "shift.db"):
            for _tick in range(3):
                stage.app.store_watch.tick()
                await stage.settle()
            assert "! the database" in stage.text().splitlines()[1]
            assert len(stage.app._notifications) == 1, "not one toast a tick"
        stage.app.store_watch.tick()
        await stage.settle()
        assert "nothing overdue since sign-in" in stage.text().splitlines()[1]


async def test_a_call_is_saved_also_where_nobody_can_follow(tmp_path: Path) -> None:
    store = leads(tmp_path, "Anna", "Bert")
    async with workstation(store) as stage:
        await stage.press("n", "d", *"wants a price", "f3")
        stage.app.desk.campaign = "no such campaign"
        await stage.press("enter")
        assert isinstance(stage.app.screen, QueueScreen), "what is saved is not asked for again"
        assert store.calls.open_call_of("王敏") is None
        assert [row.note for row in store.lookup.log(LogFilter())] == ["wants a price"]


async def test_another_number_that_may_not_be_dialled_leaves_no_dead_form(tmp_path: Path) -> None:
    store = leads(tmp_path, "Anna")
    ref = store.search.find("Anna")[0].ref
    numbers = ("+8613800138001", "+8613800138002")
    store.by(BOSS).customers.edit(ref, CustomerChanges(phones=numbers), now=MONDAY)
    other = add(store, "Bert", "+8613800138002", MONDAY)
    inquired(store, other, at("2026-03-02 09:00"), MONDAY)
    store.by(BOSS).people.add("赵铁", now=MONDAY)
    async with workstation(store) as stage:
        await stage.press("n", "d")
        zhao = Principal("赵铁")
        store.by(Principal("boss", Origin.COMMAND)).calls.end_for("王敏", now=MONDAY + GONE_AFTER + 1)
        claim = store.by(zhao).claims.take(other, now=MONDAY)
        store.by(zhao).calls.start(claim, now=MONDAY)
        await stage.press("ctrl+r")
        assert isinstance(stage.app.screen, QueueScreen)
        assert store.calls.open_call_of("王敏") is None


async def test_two_programs_of_one_agent_lose_no_word(tmp_path: Path) -> None:
    store = leads(tmp_path, "Anna")
    other = Store.open(str(tmp_path / "shift.db"), MONDAY)
    with closing(other):
        async with workstation(store) as stage:
            await stage.press("n", "d", *"typed here")
            call = call_of(other)
            other.by(WANG).calls.finish(call.token, WrapUp(Disposition.NEUTRAL, "typed there"), now=MONDAY)
            await stage.press(*" and more")
            await stage.until(lambda: "! not saved: no call in progress" in stage.text())
            await stage.press("f3", "enter")
            assert isinstance(stage.app.screen, QueueScreen)
            (touch,) = store.lookup.log(LogFilter())
            assert touch.note == "typed there\ntyped here and more"
            assert touch.disposition is Disposition.NEUTRAL, "how the call ended was said once already"


async def test_what_was_saved_although_the_answer_got_lost_is_not_saved_twice(tmp_path: Path) -> None:
    store = leads(tmp_path, "Anna")
    async with workstation(store) as stage:
        await stage.press("n", "d", *"wants a price")
        call = call_of(store)
        store.by(WANG).calls.finish(call.token, WrapUp(Disposition.INTERESTED, "wants a price"), now=MONDAY)
        await stage.press("f3", "enter")
        assert isinstance(stage.app.screen, QueueScreen)
        assert [row.note for row in store.lookup.log(LogFilter())] == ["wants a price"]


async def test_a_backup_in_the_place_of_the_store_gets_the_call(tmp_path: Path) -> None:
    store = leads(tmp_path, "Anna")
    path, backup = tmp_path / "shift.db", tmp_path / "backup.db"
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(backup)) as copy:
        source.backup(copy)
    async with workstation(store) as stage:
        await stage.press("n", "d", *"wants a price")
        for leftover in ("shift.db-wal", "shift.db-shm"):
            (tmp_path / leftover).unlink()
        backup.replace(path)
        await stage.press("f3", "enter")
        assert isinstance(stage.app.screen, QueueScreen)
    with closing(Store.open(str(path), MONDAY)) as restored:
        assert [row.note for row in restored.lookup.log(LogFilter())] == ["wants a price"]


async def test_no_new_file_is_made_where_the_database_was(tmp_path: Path) -> None:
    store = leads(tmp_path, "Anna")
    path = tmp_path / "shift.db"
    async with workstation(store) as stage:
        with taken_away(path):
            for key in "12345":
                await stage.press(key)
            assert not path.exists()
            path.write_bytes(b"")
            await stage.press("1", "n")
            await stage.until(lambda: "was removed" in stage.text())
            assert path.read_bytes() == b""


async def test_leaving_with_a_store_that_does_not_answer_asks_first(tmp_path: Path) -> None:
    store = leads(tmp_path, "Anna")
    async with workstation(store) as stage:
        await stage.press("n", "d")
        with taken_away(tmp_path / "shift.db"):
            await stage.press(*"half a [word]", "ctrl+q")
            assert isinstance(stage.app.screen, LeaveScreen)
            assert "half a [word]" in stage.text()
            await stage.press("ctrl+q", "escape")
            assert isinstance(stage.app.screen, CallScreen)
            assert note(stage) == "half a [word]"
        await stage.until(lambda: call_of(store).note == "half a [word]")


async def test_a_store_that_does_not_answer_keeps_nobody(tmp_path: Path) -> None:
    store = leads(tmp_path, "Anna")
    async with workstation(store) as stage:
        with taken_away(tmp_path / "shift.db"):
            await stage.press("ctrl+q")
            assert isinstance(stage.app.screen, LeaveScreen)
            assert "was removed" in stage.text()
            await stage.press("y")
            assert not stage.app.is_running


async def test_a_store_that_says_nothing_keeps_nobody_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(departure, "_PATIENCE_SECONDS", 0.0)
    store = leads(tmp_path, "Anna")
    async with workstation(store) as stage:
        with closing(sqlite3.connect(tmp_path / "shift.db", isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            await stage.pilot.press("ctrl+q", "ctrl+q")
            await stage.until(lambda: isinstance(stage.app.screen, LeaveScreen))
            assert "No answer from the database yet." in stage.text()
            await stage.pilot.press("ctrl+q", "escape")
            await stage.until(lambda: isinstance(stage.app.screen, QueueScreen))
            other.execute("ROLLBACK")
        await stage.settle()
        assert stage.app.is_running, "who stayed is not thrown out by an answer that comes late"
        assert store.presence.get("王敏")[0] is AgentState.READY


async def test_a_terminal_that_shrinks_in_the_middle_of_a_note_forgets_nothing(tmp_path: Path) -> None:
    store = leads(tmp_path, "Anna")
    async with workstation(store) as stage:
        await stage.press("n", "d", *"half a")
        await stage.pilot.resize_terminal(60, 12)
        await stage.settle()
        assert isinstance(stage.app.screen, TooSmallScreen)
        await stage.press("n", "d", "escape", "f3", "x")
        assert isinstance(stage.app.screen, TooSmallScreen), "keys do nothing that cannot be seen"
        await stage.pilot.resize_terminal(80, 24)
        await stage.settle()
        await stage.press(*" word")
        assert isinstance(stage.app.screen, CallScreen)
        assert note(stage) == "half a word"


@pytest.mark.parametrize("way", ["SIGTERM", "SIGHUP", "quit", "hang up"])
def test_the_last_letters_are_saved_however_the_program_ends(office: tuple[Path, Path], way: str) -> None:
    database, home = office
    terminal = Terminal(database, "wang", home)
    try:
        terminal.until("Anna")
        terminal.type("n")
        terminal.type("d")
        terminal.until("ringing")
        terminal.type("half a sentence")
        terminal.until("half a sentence")
        if way == "quit":
            terminal.type("\x11")
        elif way == "hang up":
            terminal.hang_up()
        else:
            terminal.process.send_signal(getattr(signal, way))
        assert terminal.ended() == 0
    finally:
        terminal.close()
    assert kept_note(database) == "half a sentence"


def kept_note(address: Path | str) -> str:
    with closing(Store.open(str(address), time.time_ns() // 1_000_000)) as store:
        call = store.calls.open_call_of("wang")
        assert call is not None
        return call.note


def in_a_call(terminal: Terminal) -> None:
    terminal.until("Anna")
    terminal.type("n")
    terminal.type("d")
    terminal.until("ringing")
    terminal.type("one")
    terminal.until("one", "saved", gone="not saved")


def test_a_full_disk(office: tuple[Path, Path]) -> None:
    database, home = office
    terminal = Terminal(database, "wang", home)
    try:
        in_a_call(terminal)
        pid = terminal.process.pid
        before = resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
        terminal.type(" two")
        terminal.until("one two", "! not saved: the disk with")
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)
        terminal.until("one two", "saved", gone="not saved")
        assert kept_note(database) == "one two"
    finally:
        terminal.close()


def test_a_database_that_another_program_holds(office: tuple[Path, Path]) -> None:
    database, home = office
    terminal = Terminal(database, "wang", home)
    try:
        in_a_call(terminal)
        with closing(sqlite3.connect(database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            terminal.type(" two")
            terminal.until("one two", "not saved yet")
            terminal.type(" three")
            terminal.until("one two three", "not saved yet")
            other.execute("ROLLBACK")
        terminal.until("one two three", "saved", gone="not saved")
        assert kept_note(database) == "one two three"
    finally:
        terminal.close()


def test_a_database_that_is_damaged_while_it_is_worked_on(office: tuple[Path, Path]) -> None:
    database, home = office
    terminal = Terminal(database, "wang", home)
    try:
        in_a_call(terminal)
        with closing(sqlite3.connect(database)) as other:
            other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with database.open("r+b") as file:
            for page in range(2, database.stat().st_size // 4096):
                file.seek(page * 4096)
                file.write(b"\xaa" * 4096)
        terminal.type(" two")
        shown = terminal.until("one two", "! not saved: the database")
        assert "Traceback" not in shown
        terminal.type("\x11")
        terminal.until("leave anyway", "one two")
        terminal.type("y")
        assert terminal.ended() == 0
    finally:
        terminal.close()
    assert b"Traceback" not in terminal.written


def test_a_server_that_throws_everybody_out(office: tuple[Path, Path], postgresql_url: str) -> None:
    _database, home = office
    fill(postgresql_url, home)
    terminal = Terminal(postgresql_url, "wang", home)
    try:
        in_a_call(terminal)
        with psycopg.connect(postgresql_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        terminal.type(" two")
        terminal.until("one two", "saved", gone="not saved")
        terminal.type(F3)
        terminal.until("next")
        terminal.type("\r")
        terminal.until("calls 1", gone="ringing")
    finally:
        terminal.close()
    assert b"Traceback" not in terminal.written


@pytest.mark.slow
@pytest.mark.parametrize("in_call", [False, True], ids=["queue", "call"])
def test_a_frozen_server_keeps_nobody_who_leaves_all_the_same(
    office: tuple[Path, Path], postgresql_url: str, in_call: bool
) -> None:
    """It neither answers nor goes away: threads that ask it stand still for ever. From the queue the writer may ask it
    for the first time and be heard; readers are held all the same."""
    _database, home = office
    fill(postgresql_url, home)
    terminal = Terminal(postgresql_url, "wang", home)
    try:
        terminal.until("Anna", "ready 0:0")
        if in_call:
            in_a_call(terminal)
        with frozen(postgresql_url):
            if in_call:
                terminal.type(" two")
                terminal.until("one two", "not saved yet")
            leave(terminal, lost="one two" if in_call else "")
            assert terminal.ended() == 0
    finally:
        terminal.close()
    assert b"Traceback" not in terminal.written


def leave(terminal: Terminal, *, lost: str) -> None:
    """Ask to leave until the program goes, or asks whether to leave without an answer."""
    give_up = time.monotonic() + 20
    while terminal.process.poll() is None and b"\x1b[?1049l" not in terminal.written:
        assert time.monotonic() < give_up, terminal.text()
        terminal.type("\x11")
        time_is_up = time.monotonic() + 1
        while "leave anyway" not in terminal.text() and time.monotonic() < time_is_up:
            terminal.until("")
        if "leave anyway" in terminal.text():
            terminal.until("No answer from the database yet.", lost)
            terminal.type("y")
            return


@contextmanager
def frozen(address: str) -> Iterator[None]:
    """Stop whatever serves this database's connections for a while."""
    with psycopg.connect(address, autocommit=True) as connection:
        found = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchall()
    for (pid,) in found:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for (pid,) in found:
            os.kill(pid, signal.SIGCONT)


def fill(address: str, home: Path) -> None:
    """The customers of the fixture ``office``, in another store."""
    hour = time.gmtime().tm_hour
    zone = f"Etc/GMT{hour - 12:+d}" if hour != 12 else "Etc/GMT"
    book = str(home / "allday.toml")
    run(address, home, "campaign", "add", "leads", "--rulebook", book, "--timezone", zone)
    run(address, home, "import", "customers", str(home / "customers.csv"))
    run(address, home, "agent", "add", "wang")


@pytest.mark.parametrize("state", ["ringing", "talking", "wrap-up"])
def test_kill_9_in_every_state_of_a_call(office: tuple[Path, Path], state: str) -> None:
    database, home = office
    terminal = Terminal(database, "wang", home)
    try:
        terminal.until("Anna")
        terminal.type("n")
        terminal.type("d")
        terminal.until("ringing")
        if state != "ringing":
            terminal.type("half")
            terminal.until("half", "saved", gone="not saved")
        if state == "wrap-up":
            terminal.type(F3)
            terminal.until("next")
        terminal.kill()
    finally:
        terminal.close()
    again = Terminal(database, "wang", home)
    try:
        again.until("Anna", "half" if state != "ringing" else "no contacts yet", "not finished yet")
        again.type(F3 if state != "ringing" else "half" + F3)
        again.until("next", "half")
        again.type("\r")
        again.until("calls 1", gone="half")
    finally:
        again.close()
    with closing(Store.open(str(database), time.time_ns() // 1_000_000)) as store:
        (touch,) = store.lookup.log(LogFilter())
        assert (touch.note, touch.disposition) == ("half", Disposition.INTERESTED)


async def test_an_answer_that_comes_while_the_screen_closes_is_let_go(tmp_path: Path) -> None:
    store = leads(tmp_path, "Anna")
    async with workstation(store) as stage:
        await stage.press("enter")
        screen = stage.app.screen
        assert isinstance(screen, CustomerScreen)
        view = store.details.get(screen.ref, now=MONDAY)
        removed = stage.app.pop_screen()
        while screen.query("#who"):
            await asyncio.sleep(0)
        assert screen.is_attached, "its widgets are gone before it is"
        screen._deliver(screen._arrived, (view, store.campaigns.book(view.campaign.name)))
        await removed
