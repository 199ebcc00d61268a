"""Three real programs on one store: a supervisor acts on the floor, and two agents see it where they are."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workstation.test_terminal import Terminal, office, run

__all__ = ["office"]

CTRL_X, ESCAPE, ENTER = "\x18", "\x1b", "\r"
Floor = tuple[Terminal, Terminal, Terminal]


@pytest.fixture
def floor(office: tuple[Path, Path], bare_database_url: str) -> Iterator[Floor]:
    """The programs of the supervisor chen and of the agents wang, who has four customers, and zhao, who has none."""
    _database, home = office
    hour = time.gmtime().tm_hour
    zone = f"Etc/GMT{hour - 12:+d}" if hour != 12 else "Etc/GMT"
    book = str(home / "allday.toml")
    run(bare_database_url, home, "campaign", "add", "leads", "--rulebook", book, "--timezone", zone)
    for name, role in (("chen", "supervisor"), ("wang", "agent"), ("zhao", "agent")):
        run(bare_database_url, home, "agent", "add", name, "--role", role)
    heading, *rows = (home / "customers.csv").read_text(encoding="utf-8").splitlines()
    owned = home / "owned.csv"
    owned.write_text("\n".join((f"{heading},owner", *(f"{row},wang" for row in rows), "")), encoding="utf-8")
    run(bare_database_url, home, "import", "customers", str(owned))
    programs = [Terminal(bare_database_url, name, home) for name in ("chen", "wang", "zhao")]
    try:
        chen, wang, zhao = programs
        wang.until("Anna")
        zhao.until("ready 0:", gone="Anna")
        chen.until("5 Team")
        yield chen, wang, zhao
    finally:
        for one in programs:
            one.close()
        assert not any(b"Traceback" in one.written for one in programs)


def point_at(terminal: Terminal, name: str) -> None:
    """Move the cursor of a list down to somebody; a key only once the screen shows where the last one led."""
    shown = terminal.until("\n>")
    for _row in range(5):
        (line,) = (line for line in shown.splitlines()[2:] if line.startswith(">"))
        if name in line:
            return
        terminal.type("j")
        # The beginning of the row alone: the times in it go on.
        shown = terminal.until("\n>", gone=line[:7])
    raise AssertionError(shown)


def test_ill_today_reassigned_and_told_while_everybody_works(floor: Floor) -> None:
    chen, wang, zhao = floor
    chen.type("5")
    chen.until("wang", "zhao", "total")
    # Ill today: the deputy has the customers for the time of it.
    chen.type("h")
    chen.until("planned today")
    point_at(chen, "wang")
    chen.type("t")
    chen.until("wang ill until")
    chen.type(ENTER)
    chen.until("deputies: zhao 4", "wang ill until they are back?")
    chen.type("y")
    zhao.until("wang is absent: you are the deputy for 4 customers", "Anna", "for wang")
    zhao.type(CTRL_X)
    chen.until("ill from", "zhao 4")
    chen.type("u")
    chen.until("wang is back?")
    chen.type("y")
    zhao.until("wang", "^X dismiss", gone="Anna")
    zhao.type(CTRL_X)
    wang.until("Anna", "Dora")
    # Two customers for good.
    chen.type(ESCAPE)
    chen.until("total")
    point_at(chen, "wang")
    chen.type("c")
    chen.until("wang: 4 customers")
    chen.type("  ")
    chen.until("2 ticked")
    chen.type("r")
    chen.until("Give 2 customers to")
    chen.type("zhao")
    chen.until(">zhao")
    chen.type(ENTER)
    zhao.until("2 customers are now yours (decided by chen)", "Anna", "Bert")
    wang.until("Cleo", "Dora", gone="Anna")
    # A note is confirmed, and its sender sees that.
    chen.type(ESCAPE)
    chen.until("total")
    point_at(chen, "zhao")
    chen.type("t")
    chen.until("Note to zhao")
    chen.type("call Anna first" + ENTER)
    zhao.until("call Anna first")
    zhao.rest()
    zhao.type(CTRL_X)
    zhao.until("Anna", gone="call Anna first")
    chen.type("w")
    chen.until("call Anna first", "1/1")
