"""The real program in a real terminal: keyboard alone, killed in a call, two programs on one store."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from fcntl import ioctl
from pathlib import Path

import pyte
import pytest

from callcenter.model import MINUTE, Disposition
from callcenter.storage.tables.access import SignInTable
from callcenter.storage.tables.slim_peewee import fn
from callcenter.store import Store
from callcenter.views.customers.log import LogFilter

_WAIT = 30.0
_ALL_DAY = "name = 'allday'\ntitle = { en = 'All day', zh = '全天' }\ntiers = ['A']\n" + (
    "[phases.lead]\nstarts = 'inquiry'\n"
    "[[rules]]\nid = 'first_call'\nkind = 'within'\nphase = 'lead'\nchannel = 'call'\nwithin = '24h'\nopening = true\n"
)


class Terminal:
    """A program in a pseudo-terminal and the screen that it draws; ``written`` is every byte that it sent there.

    ``agent`` '' = nobody is named. ``under``: the command that starts it, such as a multiplexer's.
    """

    def __init__(
        self,
        database: Path | str,
        agent: str,
        home: Path,
        *,
        lines: int = 24,
        columns: int = 80,
        under: Sequence[str] = (),
    ) -> None:
        master, slave = pty.openpty()
        ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self.written = bytearray()
        environment = {
            **{name: value for name, value in os.environ.items() if name != "TMUX"},
            "HOME": str(home),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            # As a shell that exports them: the size is what the terminal says, not what these say.
            "COLUMNS": "100",
            "LINES": "30",
        }
        named = ("--agent", agent) if agent else ()
        self.process = subprocess.Popen(
            [*under, sys.executable, "-m", "callcenter", "--database", str(database), *named],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            start_new_session=True,
        )
        os.close(slave)
        self._master = master

    def _read(self, seconds: float) -> None:
        ready, _, _ = select.select([self._master], [], [], seconds)
        if ready:
            try:
                read = os.read(self._master, 65_536)
            except OSError:
                return
            self.written += read
            self._stream.feed(read)
            # A frame comes in several pieces: half of one is not what anybody sees.
            self._read(0.01)

    def text(self) -> str:
        """The screen as it stands; a double-width character fills its second cell with nothing."""
        return "\n".join("".join(line).rstrip() for line in self.cells())

    def cells(self) -> list[list[str]]:
        """Return the text of each cell of each line."""
        # Not pyte's own ``display``, which stumbles over a double-width character half of which was drawn over.
        screen = self._screen
        return [[screen.buffer[y][x].data for x in range(screen.columns)] for y in range(screen.lines)]

    def around_the_cursor(self) -> tuple[str, str]:
        """The line of the terminal's own cursor, up to it and from it on."""
        self._read(0.05)
        line, at = self.cells()[self._screen.cursor.y], self._screen.cursor.x
        return "".join(line[:at]), "".join(line[at:])

    def until(self, *wanted: str, gone: str = "") -> str:
        """Read until all that is wanted stands on the screen."""
        end = time.monotonic() + _WAIT
        while time.monotonic() < end:
            self._read(0.05)
            shown = self.text()
            if all(one in shown for one in wanted) and not (gone and gone in shown):
                return shown
        raise AssertionError(f"{wanted} not seen in:\n{self.text()}")

    def rest(self) -> None:
        """Read until the program draws nothing more."""
        written = -1
        while written != len(self.written):
            written = len(self.written)
            self._read(0.3)

    def type(self, keys: str) -> None:
        """Send keys as a keyboard would."""
        os.write(self._master, keys.encode())

    def kill(self) -> None:
        """``kill -9``."""
        self.process.kill()
        self.process.wait()

    def ended(self) -> int | None:
        """Read until the program ends; its exit code. One that nobody reads cannot say its last words."""
        end = time.monotonic() + _WAIT
        while self.process.poll() is None and time.monotonic() < end:
            if self._master >= 0:
                self._read(0.05)
            else:
                self.process.wait(_WAIT)
        return self.process.poll()

    def resize(self, lines: int, columns: int) -> None:
        """The window is made another size."""
        ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self._screen.resize(lines, columns)

    def hang_up(self) -> None:
        """The line to the terminal drops. A kernel wakes whoever had it: the framework begins its screen once more."""
        os.close(self._master)
        self._master = -1
        self.process.send_signal(signal.SIGCONT)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            if self.ended() is None:
                self.kill()
        if self._master >= 0:
            os.close(self._master)


F2, F3, F5, F9, F12 = "\x1bOQ", "\x1bOR", "\x1b[15~", "\x1b[20~", "\x1b[24~"


@pytest.fixture
def office(tmp_path: Path) -> tuple[Path, Path]:
    """A store with four leads of just now, in a zone where it is daytime: real programs live on the real clock."""
    now = time.time_ns() // 1_000_000
    hour = time.gmtime().tm_hour
    zone = f"Etc/GMT{hour - 12:+d}" if hour != 12 else "Etc/GMT"
    book = tmp_path / "allday.toml"
    book.write_text(_ALL_DAY, encoding="utf-8")
    database = tmp_path / "office.db"
    run(database, tmp_path, "campaign", "add", "leads", "--rulebook", str(book), "--timezone", zone)
    rows = "\n".join(
        f"K{n},{name},1380013800{n},leads,{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(now / 1000 - 60 * n))}"
        for n, name in enumerate(("Anna", "Bert", "Cleo", "Dora"), 1)
    )
    customers = tmp_path / "customers.csv"
    customers.write_text(f"ref,name,phone,campaign,inquiry_at\n{rows}\n", encoding="utf-8")
    run(database, tmp_path, "import", "customers", str(customers))
    for name in ("wang", "zhao"):
        run(database, tmp_path, "agent", "add", name)
    return database, tmp_path


def run(database: Path | str, home: Path, *arguments: str, piped: str = "") -> str:
    """A command of the program, to its end; ``piped`` comes on its standard input."""
    done = subprocess.run(
        [sys.executable, "-m", "callcenter", "--database", str(database), "--lang", "en", *arguments],
        env={**os.environ, "HOME": str(home)},
        input=piped,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_keys_typed_before_the_first_screen_do_nothing(office: tuple[Path, Path]) -> None:
    database, home = office
    terminal = Terminal(database, "wang", home)
    try:
        terminal.type("dana")  # at a prompt that is gone by now
        terminal.until("Anna")
        terminal.type("?")
        terminal.until("Keys available here", "queue")
    finally:
        terminal.close()


def test_three_customers_a_kill_and_the_log(office: tuple[Path, Path]) -> None:
    database, home = office
    first = Terminal(database, "wang", home)
    try:
        first.until("Anna", "Bert", "Cleo", "Dora")
        first.type("n")
        first.type("d")
        first.until("ringing")
        first.type(F2)
        first.until("calls 1", gone="ringing")
        first.type("d")
        first.until("ringing")
        first.type("wants the price list")
        first.until("talk", "wants the price list")
        first.type(F3)
        first.until("next")
        first.type("\r")
        first.until("calls 2", "effective 1", gone="ringing")
        first.type("d")
        first.until("ringing")
        first.type("half a sentence")
        first.until("saved", gone="not saved")
        first.kill()
    finally:
        first.close()
    second = Terminal(database, "wang", home)
    try:
        second.until("half a sentence")
        second.type(" more")
        second.until("half a sentence more")
        second.type(F3)
        second.until("next")
        second.type("\r")
        second.until("calls 3")
        second.type("2")
        shown = second.until("[2 Log]", "Anna", "Bert", "Cleo")
        assert "Dora" not in shown
        second.type("\x11")
        second.until("Your shift since")
        second.type("\r")
        assert second.ended() == 0
    finally:
        second.close()
    owed = {entry["ref"] for entry in json.loads(run(database, home, "queue", "--json"))}
    assert owed & {"K2", "K3"} == set(), "what was worked is owed no more"
    assert "K4" in owed
    store = Store.open(str(database), time.time_ns() // 1_000_000)
    try:
        notes = {row.customer: row.note for row in store.details.get("K3", now=time.time_ns() // 1_000_000).touches}
        assert notes == {"Cleo": "half a sentence more"}
    finally:
        store.close()


def test_calls_that_a_line_delivers_in_one_piece_each_land_where_they_were_meant(office: tuple[Path, Path]) -> None:
    database, home = office
    terminal = Terminal(database, "wang", home)
    try:
        terminal.until("Anna", "Bert", "Cleo", "Dora")
        terminal.type(f"nd想要一份报价，周五再说{F5}+2h\r")
        terminal.type(f"dnever again, he says{F12}x{F9}")
        terminal.type(f"d{F2}")
        terminal.until("calls 3", "Dora", gone="ringing")
        terminal.type(f"dwants a price{F3}\r")
        terminal.until("calls 4", gone="ringing")
    finally:
        terminal.close()
    now = time.time_ns() // 1_000_000
    store = Store.open(str(database), now)
    try:
        said = {row.customer: (row.disposition, row.note) for row in store.lookup.log(LogFilter())}
        promised = [one for one in store.details.get("K1", now=now).plan.obligations if one.commitment]
    finally:
        store.close()
    assert said == {
        "Anna": (Disposition.CALLBACK, "想要一份报价，周五再说"),
        "Bert": (Disposition.DO_NOT_CALL, "never again, he says"),
        "Cleo": (Disposition.NO_ANSWER, ""),
        "Dora": (Disposition.INTERESTED, "wants a price"),
    }
    assert [now < one.due_at < now + 121 * MINUTE for one in promised] == [True]


def test_two_programs_see_each_other(office: tuple[Path, Path]) -> None:
    database, home = office
    wang, zhao = Terminal(database, "wang", home), Terminal(database, "zhao", home)
    try:
        wang.until("Anna")
        zhao.until("Anna")
        wang.type("n")
        wang.type("d")
        wang.until("ringing")
        zhao.until("Bert", gone="Anna")
        zhao.type("5")
        zhao.until("wang", "dialling")
    finally:
        wang.close()
        zhao.close()


def test_a_lost_terminal_ends_the_program_and_keeps_the_note(office: tuple[Path, Path]) -> None:
    database, home = office
    terminal = Terminal(database, "wang", home)
    try:
        terminal.until("Anna")
        terminal.type("n")
        terminal.type("d")
        terminal.until("ringing")
        terminal.type("said yes")
        terminal.until("saved", gone="not saved")
        terminal.hang_up()
        terminal.process.wait(20)
    finally:
        terminal.close()
    store = Store.open(str(database), time.time_ns() // 1_000_000)
    try:
        call = store.calls.open_call_of("wang")
        assert call is not None
        assert call.note == "said yes"
    finally:
        store.close()


def test_a_terminal_that_is_too_small_says_so_and_forgets_nothing(office: tuple[Path, Path]) -> None:
    database, home = office
    terminal = Terminal(database, "wang", home, lines=12, columns=60)
    try:
        shown = terminal.until("80x23")
        assert re.search(r"60\D+12", shown)
    finally:
        terminal.close()


def test_several_people_are_asked_once_who_works(office: tuple[Path, Path]) -> None:
    database, home = office
    first = Terminal(database, "", home)
    try:
        first.until("Choose who works here.", "wang", "zhao")
        first.type("zhao\r")
        first.until("[1 Queue]", "zhao |", "Anna")
        first.type("\x11")
        assert first.ended() == 0
    finally:
        first.close()
    again = Terminal(database, "", home)
    try:
        again.until("[1 Queue]", "zhao |")
        assert b"Choose who works here." not in again.written
    finally:
        again.close()


def test_a_closed_store_is_signed_in_to(office: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """In one burst, as a slow line delivers keys: the password goes nowhere but into its own field."""
    database, home = office
    log = home / "keys.log"
    monkeypatch.setenv("TEXTUAL_LOG", str(log))
    run(database, home, "secure", "boss", piped="right horse\n")
    terminal = Terminal(database, "", home)
    try:
        shown = terminal.until("Sign in to callcenter", "password")
        assert "Anna" not in shown
        terminal.type("boss\twrong horse\r")
        terminal.until("wrong name or password", "boss")
        terminal.type("right horse\r")
        terminal.until("[1 Queue]", "boss |", "Anna")
        terminal.type("\x0f")
        shown = terminal.until("Locked since", "boss")
        assert "Anna" not in shown
        assert "Queue" not in shown
        terminal.type("right horse\r")
        terminal.until("[1 Queue]", "Anna", gone="Locked")
        terminal.type("\x11")
        assert terminal.ended() == 0
        assert b"horse" not in terminal.written
        assert not log.exists()
    finally:
        terminal.close()
    store = Store.open(str(database), time.time_ns() // 1_000_000)
    try:
        lasting = SignInTable.select(fn.COUNT(SignInTable.digest)).where(SignInTable.ended_at.is_null())
        assert store.database.read(lambda tx: tx.value(lasting)) == 0
    finally:
        store.close()


def test_the_door_of_a_closed_store_is_left(office: tuple[Path, Path]) -> None:
    """With a key, or because the line to the terminal drops."""
    database, home = office
    run(database, home, "secure", "boss", piped="right horse\n")
    for leave in (lambda door: door.type("\x11"), Terminal.hang_up):
        terminal = Terminal(database, "", home)
        try:
            terminal.until("Sign in to callcenter")
            leave(terminal)
            assert terminal.ended() == 0
        finally:
            terminal.close()
