"""Time limits, measured with real programs on the clock of the machine."""

from __future__ import annotations

import time
from pathlib import Path

from tests.workstation.test_terminal import Terminal, office

__all__ = ["office"]


def test_two_programs_see_each_other_within_a_second(office: tuple[Path, Path]) -> None:
    database, home = office
    wang, zhao = Terminal(database, "wang", home), Terminal(database, "zhao", home)
    try:
        wang.until("Anna")
        zhao.until("Anna")
        wang.type("n")
        wang.type("d")
        wang.until("ringing")
        began = time.monotonic()
        zhao.until("Bert", gone="Anna")
        seconds = time.monotonic() - began
        assert seconds < 1.5, "a second, and what a busy machine adds"
    finally:
        wang.close()
        zhao.close()
