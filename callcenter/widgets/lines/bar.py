"""Base of all one-line widgets: two ends of a line, live time, clicks on parts of the line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from textual import events
from textual.content import Content
from textual.widget import Widget

from callcenter.model import Instant
from callcenter.widgets.base.plain import ELLIPSIS, plain


def words(text: str, style: str = "") -> Content:
    """Drawable text in one style. Nothing in ``text`` is markup; colours are theme variables, ``$text-error``."""
    return Content.styled(plain(text), style) if text else Content("")


def shorten(content: Content, cells: int) -> Content:
    """``content`` in at most so many cells, with two dots where it was cut."""
    if content.cell_length <= cells:
        return content
    if cells <= 2 * len(ELLIPSIS):
        return content.truncate(max(cells, 0))
    return content.truncate(cells - len(ELLIPSIS)) + Content(ELLIPSIS)


def spread(left: Content, right: Content, cells: int) -> Content:
    """``left`` and ``right`` at the two ends of a line of so many cells; where there is no room the left one is cut."""
    right = shorten(right, cells)
    room = cells - right.cell_length
    if not right.plain:
        return shorten(left, cells)
    left = shorten(left, max(room - 1, 0))
    return Content.assemble(left, " " * (room - left.cell_length), right)


def packed(parts: Iterable[Content], between: str, cells: int) -> list[Content]:
    """``parts`` on as few lines of so many cells as they need: a line ends between two parts, never within one. A part
    that is longer than a line stands on one of its own."""
    lines, line = list[Content](), Content("")
    for part in parts:
        longer = Content.assemble(line, between, part) if line.plain else part
        if line.plain and longer.cell_length > cells:
            lines.append(line)
            longer = part
        line = longer
    return [*lines, line]


def first_that_fits(choices: Sequence[Content], cells: int) -> Content:
    """The first of several wordings that has room; the last one where none has."""
    return next((choice for choice in choices if choice.cell_length <= cells), choices[-1])


class Target(Struct, frozen=True):
    """A part of a line that can be clicked: cells from ``start`` until before ``end``."""

    start: int
    end: int
    name: str


class Bar(Widget):
    """A line that is rebuilt with its width and the time. A bar draws itself in :meth:`line`."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "Bar { height: 1; width: 1fr; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._time: Instant = 0
        self._last: Content | None = None
        self._targets: tuple[Target, ...] = ()

    def line(self, width: int, now: Instant) -> Content:
        """The line, in at most ``width`` cells."""
        raise NotImplementedError

    def targets(self, *targets: Target) -> None:
        """Set what can be clicked; called by :meth:`line`."""
        self._targets = targets

    def clicked(self, name: str) -> None:
        """Follow a click on a target."""

    def tick(self, now: Instant) -> None:
        """Take the time. Draws again only what looks different then."""
        if now == self._time:
            return
        self._time = now
        if self._last is not None and not self.line(self.size.width, now).is_same(self._last):
            self.refresh()

    def render(self) -> Content:
        self._last = self.line(self.size.width, self._time)
        return self._last

    def hit(self, x: int, y: int) -> str | None:
        """The name of the target at a cell, None where there is none."""
        return next((target.name for target in self._targets if target.start <= x < target.end), None)

    def on_click(self, event: events.Click) -> None:
        # Textual calls this handler of every class of the line: what a bar makes of a click goes into the two above.
        name = self.hit(event.x, event.y)
        if name is not None:
            event.stop()
            self.clicked(name)
