"""Facts in lines: those of a line stay together where it has room for them, and none is broken that need not be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.widget import Widget

from callcenter.widgets.base.line_breaks import wrapped
from callcenter.widgets.lines.bar import packed

_GAP = "  "


class FactLines(Widget):
    """Lines of facts, as high as these are at its width."""

    DEFAULT_CSS = "FactLines { height: auto; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: tuple[Sequence[Content], ...] = ()

    def show(self, lines: Iterable[Sequence[Content]]) -> None:
        """Show other facts, by the lines on which they stand where there is room."""
        self._lines = tuple(lines)
        self.refresh(layout=True)

    def get_content_height(self, _container: object, _viewport: object, width: int) -> int:
        return len(self._shown(width))

    def render(self) -> Content:
        return Content("\n").join(self._shown(self.content_size.width))

    def _shown(self, width: int) -> list[Content]:
        return [one for line in self._lines for some in packed(line, _GAP, width) for one in wrapped(some, width)]
