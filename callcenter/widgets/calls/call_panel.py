"""Panel above a call: the number to dial, large, and how long it has been ringing or talked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.strip import Strip
from textual.widget import Widget

from callcenter.locale import _
from callcenter.model import Direction, Instant
from callcenter.views.people.shift import AgentState
from callcenter.widgets.base.plain import plain
from callcenter.widgets.lines.bar import Bar, first_that_fits, shorten, words
from callcenter.wording import times

# Three by five dots a character; a dot is a space in reverse: no terminal has an opinion on its width.
_DOTS = {
    "0": "111101101101111",
    "1": "010110010010111",
    "2": "111001111100111",
    "3": "111001111001111",
    "4": "101101111001001",
    "5": "111100111001111",
    "6": "111100111101111",
    "7": "111001001001001",
    "8": "111101111101111",
    "9": "111101111001111",
    "+": "000010111010000",
    "*": "000101010101000",
}
_HEIGHT = 5
_CHARACTER = 4
_BLANKS = (2, 1)
"""Blanks between groups, where there is room for them and where there is not."""
_SEPARATORS = re.compile(r"[-() ]+")


class BigNumber(Widget):
    """A phone number to be read from an arm's length, its groups apart. Where the large one has no room its country
    code is small, and where that does not help it is one bold line.

    The class ``-one-line`` asks for the small one at once, for low terminals.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    BigNumber { height: 5; width: 1fr; padding: 0 1; text-style: bold; }
    BigNumber.-one-line { height: 1; }
    """

    def __init__(self, number: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        """Take the ``number`` as it is to be read, in the local way: ``138 1234 5678``."""
        super().__init__(id=id, classes=classes)
        self._number = plain(number)

    @property
    def number(self) -> str:
        """Return the number shown."""
        return self._number

    def show(self, number: str) -> None:
        """Show another number."""
        self._number = plain(number)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width, style = self.size.width, self.rich_style
        layout = self._layout(width) if self.size.height >= _HEIGHT else None
        if layout is None:
            text = self._number if y == self.size.height // 2 else ""
            return Strip([Segment(text, style)]).adjust_cell_length(width, style)
        small, groups, blanks = layout
        dot = style + Style(reverse=True)
        rows = ("".join(f"{_DOTS[char][3 * y : 3 * y + 3]}0" for char in group) for group in groups)
        dots = ("0" * blanks).join(rows)
        code = small if y == _HEIGHT // 2 else " " * len(small)
        segments = [Segment(" " * len(list(run)), dot if bit == "1" else style) for bit, run in groupby(dots)]
        return Strip([Segment(code, style), *segments]).adjust_cell_length(width, style)

    def _layout(self, width: int) -> tuple[str, Sequence[str], int] | None:
        """Return the small text, the large groups behind it and the blanks between these; None where nothing fits."""
        groups = _SEPARATORS.sub(" ", self._number).split()
        if not groups or any(char not in _DOTS for group in groups for char in group):
            return None
        abroad = len(groups) > 1 and groups[0].startswith("+")
        for small, large in ("", groups), *([(f"{groups[0]} ", groups[1:])] if abroad else []):
            cells = len(small) + sum(map(len, large)) * _CHARACTER - 1
            for blanks in _BLANKS:
                if cells + blanks * (len(large) - 1) <= width:
                    return small, large, blanks
        return None


class CallTimer(Bar):
    """Ringing, talk and wrap-up, counted from the instants of the call; never from ticks.

    Where there is no room for all, the last ones stay: they are what goes on.
    """

    DEFAULT_CSS = "CallTimer { padding: 0 1; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._dialled: Instant | None = None
        self._answered: Instant | None = None
        self._ended: Instant | None = None
        self._direction = Direction.OUT
        self._on_hold = self._muted = False
        self._ring_ends: Instant | None = None

    def show(
        self,
        dialled_at: Instant | None,
        answered_at: Instant | None = None,
        ended_at: Instant | None = None,
        *,
        direction: Direction = Direction.OUT,
        on_hold: bool = False,
        muted: bool = False,
        ring_ends_at: Instant | None = None,
    ) -> None:
        """Show what is known of the call; ``dialled_at`` None = nobody was dialled yet."""
        self._on_hold, self._muted, self._ring_ends = on_hold, muted, ring_ends_at
        self._dialled, self._answered, self._ended = dialled_at, answered_at, ended_at
        self._direction = direction
        self.refresh()

    @property
    def state(self) -> AgentState:
        """Return the agent's state by these instants."""
        if self._dialled is None:
            return AgentState.READY
        if self._ended is not None:
            return AgentState.WRAP_UP
        return AgentState.DIALLING if self._answered is None else AgentState.TALKING

    def line(self, width: int, now: Instant) -> Content:
        if self._dialled is None:
            return words(_("not dialled yet"), "$text-muted")
        rang_until = self._answered if self._answered is not None else self._ended
        ringing = _length(self._dialled, now if rang_until is None else rang_until)
        parts = [Content.assemble(words(_("ringing")), " ", words(ringing, "bold"))]
        if self._ring_ends is not None and rang_until is None:
            left = times.stopwatch(max(self._ring_ends - now, 0) // 1000)
            parts.append(words(_("{time} left").format(time=left), "$text-muted"))
        if self._direction is Direction.IN:
            parts.insert(0, words(_("incoming")))
        if self._answered is not None:
            talk = _length(self._answered, now if self._ended is None else self._ended)
            parts.append(Content.assemble(words(_("talk"), "$text-success"), " ", words(talk, "bold")))
            if self._ended is None:
                marks = ((self._on_hold, _("on hold")), (self._muted, _("muted")))
                parts += [words(f"[{mark}]", "bold $text-warning") for on, mark in marks if on]
        elif self._ended is not None:
            parts.append(words(_("not answered")))
        if self._ended is not None:
            wrap_up = _length(self._ended, now)
            parts.append(Content.assemble(words(_("wrap-up"), "$text-warning"), " ", words(wrap_up, "bold")))
        shown = [Content("  ").join(parts[first:]) for first in range(len(parts))]
        return shorten(first_that_fits(shown, width), width)


def _length(start: Instant, end: Instant) -> str:
    return times.stopwatch(max(end - start, 0) // 1000)
