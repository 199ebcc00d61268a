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


def width(text: str) -> int:
    """How many cells a line takes."""
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


def _clusters(text: str) -> Iterator[tuple[str, int]]:
    """What a reader takes for one character, and its cells."""
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
