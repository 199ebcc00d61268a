"""A text in lines. Textual breaks them at spaces alone: a Chinese sentence is one word to it, which went to the next
line whole, or was cut where the line ended, before a full stop too."""

from __future__ import annotations

from textual.content import Content

from callcenter.wording.cells import breaks


def wrapped(content: Content, width: int) -> list[Content]:
    """The lines of a text at so many cells, without the spaces at their ends; a line break in it stays one."""
    lines = content.split("\n", allow_blank=True)
    return [part.rstrip() for line in lines for part in line.divide(breaks(line.plain, width))]
