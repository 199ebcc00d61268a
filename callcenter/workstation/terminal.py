"""The terminal that the program runs in: it can go away, and it can be too small."""

from __future__ import annotations

import asyncio
import select
import signal
import sys
from collections.abc import Callable
from typing import Any

from textual.screen import Screen

from callcenter.widgets.base import textual_internals
from callcenter.workstation.base_app import BaseApp

_SMALLEST = (80, 23)
"""A line less than a terminal has: a multiplexer's status line takes one."""


class Terminal:
    """The terminal of a program, which ``end`` ends in order."""

    def __init__(self, app: BaseApp[Any], end: Callable[[], None]) -> None:
        self._app = app
        self._end = end
        self._watched = False
        self._too_small: Screen[None] | None = None

    def watch(self) -> None:
        """End in order when the terminal goes away: a dropped SSH line must not leave a spinning program."""
        self._watched = True
        self.fit(self._app.size.width, self._app.size.height)
        if sys.platform == "win32":
            return
        loop = asyncio.get_running_loop()
        for name in ("SIGHUP", "SIGTERM"):
            loop.add_signal_handler(getattr(signal, name), self.end)

    def end(self) -> None:
        """End the program, which waits for its terminal no more."""
        textual_internals.let_output_go(self._app)
        self._end()

    @property
    def gone(self) -> bool:
        """Tell whether nobody can see or type anything any more."""
        if self._app.is_headless or not hasattr(select, "poll"):
            return False
        poll = select.poll()
        poll.register(sys.__stdin__.fileno() if sys.__stdin__ is not None else 0, select.POLLHUP)
        return any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _fd, event in poll.poll(0))

    def fit(self, width: int, height: int) -> None:
        """Show a notice before everything below the smallest size; what was typed stays as it was.

        A lock stays before the notice: it has room in a small terminal too.
        """
        if self._app.covered:
            return
        small = width < _SMALLEST[0] or height < _SMALLEST[1]
        shown = self._too_small is not None and self._too_small in self._app.screen_stack
        if small and not shown and self._watched:
            from callcenter.screens.frame.too_small import TooSmallScreen

            self._too_small = TooSmallScreen(*_SMALLEST)
            self._app.push_screen(self._too_small)
        elif shown and not small and self._too_small is not None:
            self._too_small.dismiss()
            self._too_small = None
