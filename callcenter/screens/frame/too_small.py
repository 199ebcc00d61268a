"""Notice in place of a broken screen, below the smallest terminal; what was typed stays where it was."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.events import Resize
from textual.widgets import Static

from callcenter.locale import _
from callcenter.screens.frame.overlay import OverScreen


class TooSmallScreen(OverScreen[None]):
    """Notice that the app closes as soon as there is room again."""

    CSS_PATH = "too_small.tcss"

    def __init__(self, width: int, height: int) -> None:
        """Take the ``width`` and ``height`` that the program needs, in cells."""
        super().__init__()
        self._needed = (width, height)

    def compose(self) -> ComposeResult:
        yield Static(id="notice", markup=False)

    def on_mount(self) -> None:
        self._say(self.app.size.width, self.app.size.height)

    def on_resize(self, event: Resize) -> None:
        self._say(event.size.width, event.size.height)

    def _say(self, width: int, height: int) -> None:
        needed = _("This terminal is {width}x{height}; the program needs {needed}.").format(
            width=width, height=height, needed="{}x{}".format(*self._needed)
        )
        safe = _("Enlarge the window. Nothing is lost.")
        self.query_one("#notice", Static).update(f"{needed}\n{safe}")
