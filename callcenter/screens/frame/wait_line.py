"""The line that tells that something is still being saved."""

from __future__ import annotations

from time import monotonic
from typing import Any

from textual.screen import Screen

from callcenter.locale import _
from callcenter.widgets.lines.prompts import KeyHints

_MOMENT_SECONDS = 0.5
"""Seconds after which a save is shown; a faster one is told by what comes next."""

_AGAIN_SECONDS = 1.0
_LONG_SECONDS = 4.0


class WaitLine:
    """Line in the place of the keys from half a second on, until :meth:`end`; after some seconds it says how long the
    database has not answered."""

    def __init__(self, screen: Screen[Any]) -> None:
        self._screen = screen
        self._began = monotonic()
        self._said = False
        self._timer = screen.set_timer(_MOMENT_SECONDS, self._say)

    def end(self) -> None:
        """Stop: the answer is there, whatever it is."""
        self._timer.stop()
        if self._said:
            self._put("")

    def _say(self) -> None:
        seconds = monotonic() - self._began
        said = _("Saving …")
        if seconds >= _LONG_SECONDS:
            said = _("Not saved yet: no answer from the database for {seconds} seconds").format(seconds=int(seconds))
        self._put(said)
        self._said = True
        self._timer = self._screen.set_timer(_AGAIN_SECONDS, self._say)

    def _put(self, said: str) -> None:
        for hints in self._screen.query(KeyHints):
            hints.say(said)
