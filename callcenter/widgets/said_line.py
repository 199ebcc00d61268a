"""One line of words that a screen sets."""

from __future__ import annotations

from textual.content import Content

from callcenter.model import Instant
from callcenter.widgets.bar import Bar, shorten, words


class SaidLine(Bar):
    """Says what it was told, in one style, cut where it has no room. Nothing in the words is markup."""

    DEFAULT_CSS = "SaidLine { padding: 0 1; }"

    def __init__(self, *, style: str = "", id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._said = ""
        self._style = style

    def say(self, said: str) -> None:
        """Other words."""
        self._said = said
        self.refresh(layout=self.styles.width is not None and self.styles.width.is_auto)

    def get_content_width(self, *args: object) -> int:
        return words(self._said).cell_length

    def line(self, width: int, now: Instant) -> Content:
        return shorten(words(self._said, self._style), self.content_size.width or width)
