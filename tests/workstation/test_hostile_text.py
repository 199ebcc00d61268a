"""Customer text as hostile as it can be, on every screen: nothing of it reaches the terminal raw, nothing moves."""

from __future__ import annotations

import csv
import re
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from callcenter.widgets.lines.prompts import READING_SECONDS
from tests.workstation.test_terminal import F2, F9, Terminal, office, run

__all__ = ["office"]

NAMES = (
    "[/x][red]Ruth[@click=app.quit]Q[/]",
    "\x1b]0;TITLE\x07\x1b]52;c;SE9TVElMRQ==\x07\x1b[2J\x9b31mEsc",
    "\u202eevil\u2066iso\u200f\u061c\ufeff\u00ad",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 \U0001f44d\U0001f3fd \u2764\ufe0f \U0001f1e8\U0001f1f3",
    "Z" + "\u0301\u0316\u0334" * 40 + "algo",
    "\u0301leading",
    "two\nlines\tand\u2028more\r\x0b\x0c\x85",
    "周航" * 120,
    "\u3000\u200b\u2060\u3164blank",
    "=cmd|'/c calc'!A0",
    "$x {0} %s \\n \\x1b[31m",
    "\U000e0041\U000e0042tagged\ufff9anno\ufffb",
)
"""Markup, escapes, direction, glued emoji, combining marks, breaks, length, blanks, formulas, formats, tags."""

SIZES = ((24, 80), (36, 120))
FORBIDDEN = re.compile(
    # Controls that a program's own drawing never sends, and what turns, hides or glues characters.
    "[\x00-\x06\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe0f\ufeff"
    "\ufff9-\ufffb\U0001f3fb-\U0001f3ff\U000e0000-\U000e007f]"
)
TITLE_OR_CLIPBOARD = re.compile("\x1b\\](?:0|1|2|52);")


def hostile(office: tuple[Path, Path], *, past_the_door: bool) -> tuple[Path, Path]:
    """Every name as name, company, source, attribute and note; ``past_the_door``: as another program would write it."""
    database, home = office
    with (home / "hostile.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("ref", "name", "company", "phone", "campaign", "source", "inquiry_at", "hobby", "owner"))
        for number, name in enumerate(NAMES):
            when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 90_000 - number))
            phone = f"139001390{number:02}"
            rows.writerow((f"H{number:02}", name, name, phone, "leads", name, when, name, "wang"))
    run(database, home, "import", "customers", str(home / "hostile.csv"))
    with (home / "touches.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("customer_ref", "at", "agent", "channel", "direction", "disposition", "seconds", "note"))
        for number, name in enumerate(NAMES):
            when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 200_000 - number))
            rows.writerow((f"H{number:02}", when, "wang", "call", "out", "negative", "30", name))
    run(database, home, "import", "touches", str(home / "touches.csv"))
    if past_the_door:
        with closing(sqlite3.connect(database)) as other, other:
            for number, name in enumerate(NAMES):
                other.execute(
                    "UPDATE customer SET name = ?, company = ?, source = ? WHERE ref = ?",
                    (name, name, name, f"H{number:02}"),
                )
                other.execute(
                    "UPDATE touch SET note = ? WHERE customer_id = (SELECT id FROM customer WHERE ref = ?)",
                    (name, f"H{number:02}"),
                )
    return database, home


def column(terminal: Terminal, part: str) -> set[int]:
    """In which cells a part of the list's lines begins."""
    lines = ["".join(cell[:1] or "." for cell in line) for line in terminal.cells()]
    return {line.index(part) for line in lines if part in line}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "past_the_door"),
    [(SIZES[0], True), (SIZES[1], False)],
    ids=["small, written by another program", "large, imported"],
)
def test_every_screen(office: tuple[Path, Path], size: tuple[int, int], past_the_door: bool) -> None:
    database, home = hostile(office, past_the_door=past_the_door)
    terminal = Terminal(database, "wang", home, lines=size[0], columns=size[1])
    try:
        terminal.until("inquiry yesterday")
        terminal.type("G")
        terminal.until("[/x][red]Ruth[")  # markup is text
        assert len(column(terminal, "inquiry yesterday")) == 1, terminal.text()
        terminal.type("g")
        for _row in NAMES:
            terminal.type("j")
        for mode, word in (("2", "[2 Log]"), ("3", "[3 Messages]"), ("4", "[4 Cases]"), ("5", "[5 Team]")):
            terminal.type(mode)
            terminal.until(word)
            walk(terminal)
        terminal.type("2")
        terminal.until("[2 Log]", "negative")
        assert len(column(terminal, "negative")) == 1, terminal.text()
        terminal.type("1")
        terminal.until("[1 Queue]", "inquiry yesterday")
        for number in range(len(NAMES)):
            terminal.type("m")
            terminal.until("you have ", "h inquiry yesterday")
            assert len(column(terminal, "h inquiry yesterday")) == 1, terminal.text()
            terminal.type("j" * number + "\r")
            terminal.until("ref H", "p appointment")
            terminal.type("w")
            terminal.until(gone="p appointment")
            walk(terminal)
            terminal.type("\x1b")
            terminal.until("ref H", "p appointment")
            terminal.type("\x1b")
            terminal.until("you have ")
            terminal.type("\x1b")
            terminal.until("[1 Queue]", "inquiry yesterday")
        terminal.type("/")
        terminal.until("Type to search")
        terminal.type("Ruth")
        terminal.until("[/x][red]Ruth[")
        terminal.type("\x1b")
        terminal.until("[1 Queue]", "inquiry yesterday")
        for _call in range(3):
            terminal.type("n")
            terminal.type("d")
            terminal.until("ringing")
            walk(terminal)
            terminal.type(F2)
            terminal.until("F9 yes")  # the keys were a note, so somebody answered
            time.sleep(READING_SECONDS)  # a key that comes sooner is no answer
            terminal.type(F9)
            terminal.until("[1 Queue]", gone="ringing")
        terminal.type("\x11")
        terminal.until("Your shift since")
        terminal.type("\r")
        assert terminal.ended() == 0
    finally:
        terminal.close()
    written = terminal.written.decode("utf-8")
    assert "Traceback" not in written
    assert not (found := FORBIDDEN.search(written)), repr(written[max(found.start() - 40, 0) : found.end() + 20])
    assert not TITLE_OR_CLIPBOARD.search(written)


def walk(terminal: Terminal) -> None:
    """Through a list and back, so that every row and preview is drawn."""
    terminal.type("jjjjGg")
    terminal.until()
