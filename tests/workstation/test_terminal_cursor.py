"""The terminal's own cursor stands in the field from the first frame of every form: an input method opens its window
there, and a braille display reads there."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.workstation.test_terminal import Terminal, office, run

__all__ = ["office"]

ESCAPE, ENTER, PALETTE, LOCK = "\x1b", "\r", "\x10", "\x0f"

# The keys that lead to a form, and what stands left and right of the cursor in it, spaces aside.
FORMS = (
    ("/", "", "name, pinyin or initials"),
    ("i", "", "number, name, company"),
    ("a", "name", ""),
    ("f", "", "filter: name, company"),
    (PALETTE, "", "type what you want to do"),
    ("z", "until", "+1h, 15:00"),
)
OF_A_CUSTOMER = (
    ("e", "name Anna", ""),
    ("t", "New tier (A):", ""),
    ("s", "..", ""),
    ("p", "", "Fri 10:00"),
    ("P", "Pinned note:", ""),
    ("f", "Show contacts with:", ""),
)
OF_A_MODE = (("2", "f", "filter: today"), ("3", "f", "filter: name"), ("4", "f", "filter: customer"))
WITHIN = (("p", "f", "filter: name"), ("m", "f", "filter: "))


@pytest.mark.slow
def test_the_cursor_stands_in_the_field_from_the_first_frame(office: tuple[Path, Path]) -> None:
    database, home = office
    run(database, home, "secure", "boss", piped="right horse\n")
    terminal = Terminal(database, "", home)

    def opens(keys: str, before: str, after: str) -> None:
        for key in keys:
            terminal.type(key)
        _stands(terminal, before, after)
        terminal.type(ESCAPE)
        terminal.rest()  # a letter right behind Escape would be one with Alt

    try:
        terminal.until("Sign in to callcenter")
        _stands(terminal, "name", "")
        terminal.type("boss\t")
        _stands(terminal, "password", "")
        terminal.type("right horse\r")
        terminal.until("[1 Queue]", "Anna")
        for form in FORMS:
            terminal.until("[1 Queue]")
            opens(*form)
        for mode, key, after in OF_A_MODE:
            terminal.type(mode)
            terminal.until(f"[{mode}")
            opens(key, "", after)
        for screen, key, after in WITHIN:
            terminal.type("1")
            terminal.until("[1 Queue]")
            terminal.type(screen)
            terminal.until("", gone="[1 Queue]")
            opens(key, "", after)
            terminal.type(ESCAPE)
            terminal.rest()
        terminal.until("[1 Queue]")
        terminal.type(ENTER)
        terminal.until("", gone="[1 Queue]")
        for form in OF_A_CUSTOMER:
            terminal.until("phone 138 0013 8001")
            opens(*form)
        terminal.type(ESCAPE)
        terminal.until("[1 Queue]")
        terminal.type(LOCK)
        terminal.until("Locked since")
        _stands(terminal, "password", "")
        terminal.type("right horse\r")
        terminal.until("[1 Queue]", gone="Locked")
        terminal.type("d")
        terminal.until("dialling")
        _stands(terminal, "", "note: the first character")
    finally:
        terminal.close()


def _stands(terminal: Terminal, before: str, after: str) -> None:
    """Wait until the cursor stands between two texts of a line."""
    _wait(terminal, lambda: _is_between(terminal, before, after))


def _is_between(terminal: Terminal, before: str, after: str) -> bool:
    left, right = (" ".join(part.replace("│", "").split()) for part in terminal.around_the_cursor())
    return left.endswith(before) and (right.startswith(after) if after else not right)


def _wait(terminal: Terminal, wanted: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not wanted():
        assert time.monotonic() < end, (*terminal.around_the_cursor(), terminal.text())
        terminal.until("")
