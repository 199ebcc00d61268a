"""Texts in terminal cells: how wide they are, and how to make them fit. Chinese and emoji take two cells."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

_JOINER = "\u200d"
_EMOJI_STYLE = "\ufe0f"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
# The one-cell ellipsis takes two cells in Chinese terminals: dots never do.
_CUT = ".."

_NEVER_FIRST = frozenset("，。、；：？！…—·％‰℃）〉》」』】〕”’,.;:?!%)]}")
_NEVER_LAST = frozenset("（〈《「『【〔“‘([{")
_PAUSES = frozenset(" ，。、；：？！）》」』】")
_NEAR = 8
"""Cells that a line may be shorter, a third of all at most, to end where one pauses: a date stays whole."""


def width(text: str) -> int:
    """Return the number of cells that a line takes."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(cells for _, cells in _clusters(text))


def cut(text: str, cells: int) -> str:
    """The text in at most ``cells`` cells, on one line; what was cut off is marked by two dots where they find room."""
    text = " ".join(text.split())
    if width(text) <= cells:
        return text
    mark = _CUT if cells > 2 * len(_CUT) else ""
    room, kept = cells - len(mark), []
    for cluster, taken in _clusters(text):
        if taken > room:
            break
        kept.append(cluster)
        room -= taken
    return "".join(kept) + mark


def fit(text: str, cells: int, *, right: bool = False) -> str:
    """The text in exactly ``cells`` cells: cut, or filled up with spaces (on its left with ``right``)."""
    text = cut(text, cells)
    space = " " * (cells - width(text))
    return space + text if right else text + space


def breaks(text: str, cells: int) -> list[int]:
    """Return the characters before which the next lines begin, at so many cells. What has no place to break, such as
    a long address, is cut where it has to be."""
    found: list[int] = []
    begun = 0
    while (end := _end(text, begun, max(cells, 1))) < len(text):
        found.append(end)
        begun = end
    return found


def _clusters(text: str) -> Iterator[tuple[str, int]]:
    """Yield the clusters of a text, each one character to a reader, and their cells."""
    cluster, cells = "", 0
    joining, half_flag = False, False
    for char in text:
        own = _cells(char)
        flag = ord(char) in _FLAG_LETTERS
        if cluster and (own == 0 or joining or ord(char) in _SKIN_TONES or (flag and half_flag)):
            cluster += char
            if char == _EMOJI_STYLE or flag:
                cells = 2
            half_flag = False
        else:
            if cluster:
                yield cluster, cells
            cluster, cells = char, own
            half_flag = flag
        joining = char == _JOINER
    if cluster:
        yield cluster, cells


def _cells(char: str) -> int:
    if char.isascii():
        return int(char.isprintable())
    if unicodedata.category(char) in ("Mn", "Me", "Cf", "Cc") or "\u1160" <= char <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _end(text: str, begun: int, cells: int) -> int:
    used = after = 0
    good = pause = begun
    for place in range(begun, len(text)):
        if place > begun and _may_break(text, place):
            good = place
            if text[place - 1] in _PAUSES:
                pause, after = place, used
        own = _cells(text[place])
        if used + own > cells and text[place] != " ":
            if pause > begun and used - after <= min(_NEAR, cells // 3):
                return pause
            return good if good > begun else max(place, begun + 1)
        used += own
    return len(text)


def _may_break(text: str, place: int) -> bool:
    """Tell whether a line may end before this character."""
    before, after = text[place - 1], text[place]
    if after == " " or before in _NEVER_LAST or after in _NEVER_FIRST:
        return False
    if before.isdigit():  # of a date, or of a number of pieces
        return False
    sizes = _cells(before), _cells(after)
    return before == " " or (2 in sizes and sizes[1] > 0)
