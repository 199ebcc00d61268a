"""The real program in line mode in a real terminal: a whole call loop, Ctrl+C, a lost keyboard, kill -9."""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pexpect
import pytest

from callcenter.access import Origin, Principal
from callcenter.store import Store
from callcenter.views.customers.log import LogFilter, TouchRow
from tests.workstation.test_terminal import office, run

__all__ = ["office"]

pytestmark = pytest.mark.terminal

PASSWORD = "correct horse battery"


class Ear:
    """A program in a pseudo-terminal; ``heard`` is every character that it wrote there, with the terminal's echo."""

    def __init__(self, database: Path, home: Path, *arguments: str) -> None:
        self._heard = io.StringIO()
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "callcenter", "--lang", "en", "--database", str(database), "run", "--linear", *arguments],
            env={**os.environ, "HOME": str(home), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"},
            encoding="utf-8",
            timeout=60,
        )
        self.child.logfile_read = self._heard

    @property
    def heard(self) -> str:
        """All that came so far."""
        return self._heard.getvalue()

    def type(self, line: str, wanted: str) -> None:
        """Type a line, and wait for what is wanted after it."""
        self.child.sendline(line)
        self.child.expect_exact(wanted)


@contextmanager
def ear(database: Path, home: Path, *arguments: str) -> Iterator[Ear]:
    started = Ear(database, home, *arguments)
    try:
        yield started
    finally:
        started.child.close(force=True)


def touches(database: Path) -> list[TouchRow]:
    """The contacts on record that count, the oldest first."""
    now = time.time_ns() // 1_000_000
    store = Store.open(str(database), now)
    try:
        boss = Principal("boss", Origin.COMMAND)
        if store.sign_ins.doorway().closed:
            boss = store.sign_ins.with_password("boss", PASSWORD, now=now).principal
        rows = store.by(boss).lookup.log(LogFilter())
        return [row for row in rows[::-1] if not row.withdrawn]
    finally:
        store.close()


def close(database: Path) -> None:
    """Close the store: from now on everybody signs in."""
    now = time.time_ns() // 1_000_000
    store = Store.open(str(database), now)
    try:
        boss = store.by(Principal("boss", Origin.COMMAND))
        boss.sign_ins.secure("boss", PASSWORD, now=now)
        signed_in = store.by(store.sign_ins.with_password("boss", PASSWORD, now=now).principal)
        signed_in.sign_ins.set_password("wang", "the first one", now=now)
    finally:
        store.close()


def test_a_call_loop_from_sign_in_to_sign_off_moves_no_cursor(office: tuple[Path, Path]) -> None:
    database, home = office
    close(database)
    with ear(database, home) as agent:
        agent.child.expect_exact("name: ")
        agent.type("wang", "password: ")
        agent.type("wrong", "name: ")
        agent.type("wang", "password: ")
        agent.type("the first one", "new password: ")
        agent.type(PASSWORD, "password again: ")
        agent.type(PASSWORD, "shift> ")
        agent.type("n", "shift> ")
        agent.type("d", "call> ")
        agent.type("1", "Saved.")
        agent.child.expect_exact("shift> ")
        agent.type("d", "call> ")
        agent.type("7", "call> ")
        agent.type("8", "note: ")
        agent.type("wants the price list", "note: ")
        agent.type("", "call> ")
        agent.type("2", "next call, Enter to save: ")
        agent.type("+3d", "next call, Enter to save: ")
        agent.type("", "Saved.")
        agent.child.expect_exact("shift> ")
        agent.type("u", "call> ")
        agent.type("3", "next call, Enter to save: ")
        agent.type("", "Saved.")
        agent.child.expect_exact("shift> ")
        agent.type("q", "Sign off?")
        agent.child.expect_exact("number: ")
        agent.child.sendline("1")
        agent.child.expect(pexpect.EOF)
        heard = agent.heard
    assert "\x1b" not in heard
    assert heard.count("\r") == heard.count("\r\n") == heard.count("\n")
    assert not set(heard) & {chr(code) for code in (*range(10), 11, 12, *range(14, 32), 127)}
    assert PASSWORD not in heard
    assert "the first one" not in heard
    store = [(row.customer, str(row.disposition), row.note) for row in touches(database)]
    assert store == [("Anna", "no_answer", ""), ("Bert", "neutral", "wants the price list")]


def test_ctrl_c_says_how_to_leave_and_keeps_what_was_typed(office: tuple[Path, Path]) -> None:
    database, home = office
    with ear(database, home, "--agent", "wang") as agent:
        agent.child.expect_exact("shift> ")
        agent.type("d", "call> ")
        agent.type("n", "note: ")
        agent.child.send("half a")
        agent.child.expect_exact("half a")
        agent.child.sendintr()
        agent.child.expect_exact("Ctrl+C does nothing here: q to leave. What you typed is kept.")
        agent.child.expect_exact("note: ")
        agent.type(" sentence", "note: ")
        agent.type("", "call> ")
        agent.type("1", "1: yes")
        agent.type("1", "Saved.")
    assert [row.note for row in touches(database)] == ["half a sentence"]


def test_the_end_of_the_input_ends_the_program_and_a_kill_loses_no_line(office: tuple[Path, Path]) -> None:
    database, home = office
    with ear(database, home, "--agent", "wang") as first:
        first.child.expect_exact("shift> ")
        first.type("d", "call> ")
        first.type("n", "note: ")
        first.type("the first line", "note: ")
        first.child.sendeof()
        first.child.expect(pexpect.EOF)
    assert first.child.exitstatus == 0
    assert touches(database) == []
    with ear(database, home, "--agent", "wang") as second:
        second.child.expect_exact("This call is not finished yet.")
        second.child.expect_exact("note: the first line")
        second.child.expect_exact("call> ")
        second.type("n", "a single - deletes the last line.")
        second.child.expect_exact("note: ")
        second.type("the second line", "note: ")
        second.child.kill(9)
        second.child.wait()
    with ear(database, home, "--agent", "wang") as third:
        third.child.expect_exact("This call is not finished yet.")
        third.child.expect_exact("call> ")
        third.type("2", "next call, Enter to save: ")
        third.type("", "Saved.")
    assert [row.note for row in touches(database)] == ["the first line\nthe second line"]


def test_a_pipe_holds_a_shift_too(office: tuple[Path, Path]) -> None:
    database, home = office
    told = run(database, home, "run", "--linear", "--agent", "wang", piped="d\n1\nq\n1\n")
    assert "call to: Anna\n" in told
    assert "calls today: 1\n" in told
    assert [str(row.disposition) for row in touches(database)] == ["no_answer"]
