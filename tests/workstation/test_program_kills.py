"""The program killed in each state of a call on a line that hears: the call is found again, and nobody is redialled."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from callcenter.store import Store
from tests.telephony.benches import DIALLER
from tests.telephony.ear import runs, until
from tests.workstation.test_terminal import F2, F3, Terminal, office, run

__all__ = ["office"]

pytestmark = pytest.mark.slow

STATES = {"dialling": "8", "ringing": "3", "talking": "4", "wrap-up": "4", "saving": "4"}
"""The last digit of a customer who gets a call that far."""
NUMBER = "+861380013810"


@pytest.fixture
def asked(office: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which the program that dials writes down what it was asked for."""
    _database, home = office
    settings = home / "settings.toml"
    dial = [*DIALLER, str(home), "{e164}", "{id}"]
    settings.write_text(f'[line]\nkind = "command"\ndial_command = {json.dumps(dial)}\n', encoding="utf-8")
    monkeypatch.setenv("CALLCENTER_SETTINGS", str(settings))
    return home / "asked"


def lead(database: Path, home: Path, digit: str) -> None:
    """A lead who stands before all others."""
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    rows = f"ref,name,phone,campaign,inquiry_at\nK9,Emil,{NUMBER}{digit},leads,{now}\n"
    (home / "emil.csv").write_text(rows, encoding="utf-8")
    run(database, home, "import", "customers", str(home / "emil.csv"))


def line_processes(home: Path) -> list[int]:
    """Return the ids of the line's process and of the program that it has dialled with."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes().decode().split("\0")
            except (FileNotFoundError, ProcessLookupError):
                continue
            if any("dialler.py" in word for word in command) and any(str(home) in word for word in command):
                found.append(int(entry.name))
    return found


@contextmanager
def held(database: Path) -> Iterator[None]:
    """Let nobody write meanwhile."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield


@pytest.mark.parametrize("state", STATES)
def test_a_call_is_led_back_to_and_dialled_once(office: tuple[Path, Path], asked: Path, state: str) -> None:
    (database, home), digit, is_over = office, STATES[state], state in ("wrap-up", "saving")
    lead(database, home, digit)
    first = Terminal(database, "wang", home)
    try:
        first.until("Emil", "Anna")
        until(lambda: line_processes(home))
        first.type("n")
        first.type("d")
        first.until("talk" if digit == "4" else "ringing")
        until(asked.exists)
        first.type("half a note")
        first.until("half a note", "saved", gone="not saved")
        if is_over:
            first.type(F3)
            first.until("wrap-up 0:")
        # The program that has dialled runs as long as its call.
        until(lambda: len(line_processes(home)) == (1 if is_over else 2))
        processes = line_processes(home)
        if state == "saving":
            with held(database):
                first.type("\r")
                first.until("Saving")
                first.kill()
        else:
            first.kill()
        until(lambda: not any(map(runs, processes)))
    finally:
        first.close()
    second = Terminal(database, "wang", home)
    try:
        second.until("half a note", "Emil")
        if is_over:
            second.until("wrap-up")
        second.type(F3)
        second.until("wrap-up", "next")
        second.type("\r")
        second.until("calls 1", "Anna", gone="half a note")
        dials = [line for line in asked.read_text().splitlines() if line.startswith("+")]
        assert [line.split()[0] for line in dials] == [NUMBER + digit]
        second.type("d")
        second.until("The other side hung up")
        second.type(F2)
        second.until("calls 2")
        second.type("\x11")
        second.until("Your shift since")
        second.type("\r")
        assert second.ended() == 0
    finally:
        second.close()
    now = time.time_ns() // 1_000_000
    with closing(Store.open(str(database), now)) as store:
        (touch,) = store.details.get("K9", now=now).touches
        assert (touch.note, touch.phone, touch.customer) == ("half a note", NUMBER + digit, "Emil")
