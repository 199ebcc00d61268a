"""Where a text is broken into lines: at spaces, and between Chinese characters, which have none.

Textual knows spaces alone. A Chinese sentence is one word to it: it went to the next line whole, or was cut where the
line ended, before a full stop too.
"""

from __future__ import annotations

from rich.cells import get_character_cell_size
from textual.content import Content

_NEVER_FIRST = frozenset("，。、；：？！…—·％‰℃）〉》」』】〕”’,.;:?!%)]}")
_NEVER_LAST = frozenset("（〈《「『【〔“‘([{")
_PAUSES = frozenset(" ，。、；：？！）》」』】")
_NEAR = 8
"""So many cells, and a third of them all at most, a line may be shorter to end where one pauses: a date stays whole."""


def wrapped(content: Content, width: int) -> list[Content]:
    """The lines of a text at so many cells, without the spaces at their ends; a line break in it stays one."""
    lines = content.split("\n", allow_blank=True)
    return [part.rstrip() for line in lines for part in line.divide(breaks(line.plain, width))]


def breaks(text: str, width: int) -> list[int]:
    """Before which characters of one line the next ones begin, at so many cells. What has no place to break, such as
    a long address, is cut where it has to be."""
    found: list[int] = []
    begun = 0
    while (end := _end(text, begun, max(width, 1))) < len(text):
        found.append(end)
        begun = end
    return found


def _end(text: str, begun: int, width: int) -> int:
    used = after = 0
    good = pause = begun
    for place in range(begun, len(text)):
        if place > begun and _may_break(text, place):
            good = place
            if text[place - 1] in _PAUSES:
                pause, after = place, used
        cells = get_character_cell_size(text[place])
        if used + cells > width and text[place] != " ":
            if pause > begun and used - after <= min(_NEAR, width // 3):
                return pause
            return good if good > begun else max(place, begun + 1)
        used += cells
    return len(text)


def _may_break(text: str, place: int) -> bool:
    """Whether a line may end before this character."""
    before, after = text[place - 1], text[place]
    if after == " " or before in _NEVER_LAST or after in _NEVER_FIRST:
        return False
    if before.isdigit():  # of a date, or of a number of pieces
        return False
    sizes = get_character_cell_size(before), get_character_cell_size(after)
    return before == " " or (2 in sizes and sizes[1] > 0)
