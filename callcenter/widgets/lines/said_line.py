"""Words that a screen sets: one line of them, or more where the sheet says so."""

from __future__ import annotations

from textual.content import Content

from callcenter.model import Instant
from callcenter.widgets.base.line_breaks import wrapped
from callcenter.widgets.lines.bar import Bar, shorten, words


class SaidLine(Bar):
    """Line that says what it was told, in one style, cut where it has no room. Nothing in the words is markup.

    With a height of more than one line, or of ``auto``, the words are wrapped.
    """

    DEFAULT_CSS = "SaidLine { padding: 0 1; }"

    def __init__(self, *, style: str = "", id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._said = ""
        self._style = style

    def say(self, said: str) -> None:
        """Show other words."""
        self._said = said
        sizes = (self.styles.width, self.styles.height)
        self.refresh(layout=any(size is not None and size.is_auto for size in sizes))

    def get_content_width(self, *args: object) -> int:
        return words(self._said).cell_length

    def get_content_height(self, _container: object, _viewport: object, width: int) -> int:
        return max(len(wrapped(words(self._said), width)), 1)

    def line(self, width: int, now: Instant) -> Content:
        said, room = words(self._said, self._style), self.content_size.width or width
        lines = wrapped(said, room) if self.content_size.height > 1 else [said]
        shown = lines[: max(self.content_size.height, 1)]
        if len(lines) > len(shown):
            shown[-1] = Content.assemble(shown[-1].rstrip(), " ..")
        return Content("\n").join(shorten(one, room) for one in shown)
