"""Text that came from outside, made fit to be drawn: nothing in it is markup, nothing in it moves the terminal.

The store strips such characters at its door; this is the second lock, for text that never passed through it.
"""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text

ELLIPSIS = ".."
"""Two full stops: the character made for this is one or two cells wide, as the terminal pleases."""

_SPACES = "\t\n\v\f\r\x85\u2028\u2029"
_UNSEEN = (
    range(0x20),
    range(0x7F, 0xA0),
    (0xAD, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x200B, 0x3164, 0xFEFF, 0xFFA0),
    range(0x200E, 0x2010),
    range(0x202A, 0x202F),
    range(0x2060, 0x2070),
    range(0xFFF0, 0xFFFC),
    range(0x1BCA0, 0x1BCA4),
    range(0x1D173, 0x1D17B),
    range(0xD800, 0xE000),
    range(0xE0000, 0xE0100),
    range(0xE01F0, 0xE1000),
)
"""Controls, and what Unicode says is not to be seen: terminals give it no cell, one or two."""

_JOINERS = (0x034F, *range(0x180B, 0x1810), 0x200C, 0x200D)
_VARIANTS = (*range(0xFE00, 0xFE10), *range(0x1F3FB, 0x1F400), *range(0xE0100, 0xE01F0))
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_GLUE: dict[int, str | None] = {
    **dict.fromkeys((*_JOINERS, *_VARIANTS)),
    **{code: chr(ord("A") + place) for place, code in enumerate(_FLAG_LETTERS)},
}


class _Drawable(dict[int, str]):
    """Table for ``str.translate``, filled as each character is first met: one of all seven thousand
    would be made at every start."""

    def __missing__(self, code: int) -> str:
        unseen = any(code in codes for codes in _UNSEEN)
        return self.setdefault(code, "?" if unseen else chr(code))


_ONE_LINE = _Drawable({ord(space): " " for space in _SPACES})
_LINES = _Drawable({**_ONE_LINE, 0x0A: "\n"})


def plain(text: str) -> str:
    """One line of drawable text: control characters show as ``?``, line ends as spaces.

    What glues signs together to one emoji goes, its skin colour too, and a flag is its letters: terminals do not agree
    on how wide the whole is, on its parts they do.
    """
    return text if text.isascii() and text.isprintable() else text.translate(_ONE_LINE).translate(_GLUE)


def plain_lines(text: str) -> str:
    """Clean as :func:`plain`, but lines stay lines. All three kinds of line end become one."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_LINES).translate(_GLUE)


def safe(text: Text) -> Text:
    """A copy of ``text`` made one drawable line; where characters go, its styles go with them."""
    drawable = plain(text.plain)
    if len(drawable) != len(text.plain):
        return Text(drawable, style=text.style, end="")
    made = text.copy()
    made.plain = drawable
    return made


def fit(text: Text, width: int, *, right: bool = False) -> Text:
    """``text`` cut or filled to exactly ``width`` cells; Chinese characters count two, and none is cut in half. What
    two spaces part from the rest, a company from a name, goes before the rest is cut."""
    made = text.copy()
    if made.cell_len > width:
        end = made.plain.rfind("  ")
        while end > 0 and cell_len(made.plain[:end]) > width:
            end = made.plain.rfind("  ", 0, end)
        if end > 0 and width - cell_len(made.plain[:end]) < len(ELLIPSIS):
            made.right_crop(len(made.plain) - end)
    if made.cell_len > width:
        made.truncate(max(width - len(ELLIPSIS), 0))
        # Half a Chinese character was made a space.
        made.rstrip()
        made.append(ELLIPSIS[:width])
    missing = width - cell_len(made.plain)
    if right:
        made.pad_left(missing)
    else:
        made.pad_right(missing)
    return made
