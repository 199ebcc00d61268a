"""Jump mode: a letter on every part and every row in view of the screen below; the letter goes there.

See docs/architecture.md#keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from typing import ClassVar

from msgspec import Struct
from textual import events
from textual.app import ComposeResult
from textual.geometry import Offset
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from callcenter.locale import N_
from callcenter.screens.frame.overlay import OverScreen
from callcenter.widgets.base.commands import KeyCommand, Offers
from callcenter.widgets.lists.line_list import LineList

_LETTERS = "asdfghjklqwertyuiopzxcvbnm"


class _Target(Struct, frozen=True):
    at: Offset
    go: Callable[[], object]


class JumpScreen(OverScreen[None]):
    """The labels over the screen below. Where there are more places than letters, each has two."""

    CSS_PATH = "jump.tcss"
    offers: ClassVar[Offers] = (
        KeyCommand("jump.back", "escape,ctrl+g", "dismiss(None)", meaning=N_("go back one level")),
    )

    def __init__(self, below: Screen[object]) -> None:
        super().__init__()
        self._below = below
        self._drawn_for = below.size
        self._targets: dict[str, _Target] = {}
        self._typed = ""

    def compose(self) -> ComposeResult:
        targets = list(_targets(self._below))
        several = len(targets) > len(_LETTERS)
        names = ("".join(pair) for pair in product(_LETTERS, repeat=2)) if several else iter(_LETTERS)
        self._targets, self._typed = dict(zip(names, targets, strict=False)), ""
        for name, target in self._targets.items():
            label = Static(name, classes="label", markup=False)
            label.styles.offset = target.at
            yield label

    def on_resize(self) -> None:
        """Redraw the labels when the screen below has another size: its rows are other ones, and elsewhere."""
        if self._below.size != self._drawn_for:
            self._drawn_for = self._below.size
            self.call_after_refresh(self.refresh, recompose=True)

    def on_key(self, event: events.Key) -> None:
        if event.key in ("escape", "ctrl+g"):
            return
        event.stop()
        # Large letters too: with the caps lock on they are what is typed.
        self._typed += (event.character or "").lower()
        target = self._targets.get(self._typed)
        if target is not None:
            self.dismiss(None)
            target.go()
        elif not any(name.startswith(self._typed) for name in self._targets):
            self._typed = ""
            self.app.bell()


def _targets(screen: Screen[object]) -> Iterator[_Target]:
    for widget in screen.focus_chain:
        region = widget.content_region
        if isinstance(widget, LineList) and widget.rows:
            for key, line in widget.in_view():
                yield _Target(Offset(region.x, region.y + line), partial(_to_row, widget, key))
        elif region.area:
            yield _Target(region.offset, partial(_to, widget))


def _to_row(rows: LineList, key: str) -> None:
    _to(rows)
    rows.show_key(key)


def _to(widget: Widget) -> None:
    widget.focus()
