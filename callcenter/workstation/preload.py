"""Preloading: other screens are loaded, and those built that people come to all day.

To load and build a screen takes many times as long as to show it; nobody is to wait for that at a first key.
"""

from __future__ import annotations

from collections.abc import Iterator

from callcenter.screens.frame import loader
from callcenter.widgets.base import textual_internals
from callcenter.workstation.calls import CallFlow
from callcenter.workstation.desk_app import DeskApp

_MODES = ("log", "team")
_PATIENCE = 3


class Preload:
    """One step after the other, in the pauses between keys; who never pauses gets every fourth one all the same."""

    def __init__(self, app: DeskApp, calls: CallFlow) -> None:
        self._app = app
        self._left = steps(app, calls)
        self._put_off = 0

    def step(self) -> bool:
        """Do the next step if this is the time for it; False when none is left, or the program is on its way out."""
        if not self._app.is_running:
            return False
        if self._app.keys.held:  # the screens are being rebuilt: those of before are gone
            return True
        if self._app.typing and self._put_off < _PATIENCE:
            self._put_off += 1
            return True
        self._put_off = 0
        return next(self._left, None) is not None


def steps(app: DeskApp, calls: CallFlow) -> Iterator[str]:
    """Everything, in steps of some 10 ms; what is built comes right after what it is made of. Gives what was done."""
    for name in loader.load(app.stylesheet):
        yield f"{name} loaded"
        if name == "call":
            calls.make_ready()
        elif name in _MODES:
            textual_internals.build_mode(app, name)
        else:
            continue
        yield f"{name} built"
