"""Pictures of screens whose double-width text keeps to its cells."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from rich.cells import cell_len

_TEXT = re.compile(r'(<text [^>]* )x="([\d.]+)"( [^>]* )textLength="([\d.]+)"([^>]*>)([^<]+)</text>')


def in_cells(picture: str) -> str:
    """The picture with every text as wide as its cells.

    Rich gives a text one cell a character (``textLength``): browsers then squeeze Chinese into half of its room, and
    what stands beside it in the same style leaves its column. Here each run of wide or narrow characters gets a place
    and a length of its own.
    """
    return _TEXT.sub(_placed, picture)


def _placed(found: re.Match[str]) -> str:
    before, x, between, length, after, said = found.groups()
    text = html.unescape(said)
    if cell_len(text) == len(text):
        return found[0]
    cell = float(length) / len(text)
    parts, column = [], 0
    for run in _runs(text):
        cells = cell_len(run)
        if not run.isspace():
            shown = html.escape(run).replace("\xa0", "&#160;")
            place, room = float(x) + column * cell, cells * cell
            parts.append(f'{before}x="{place:.5g}"{between}textLength="{room:.5g}"{after}{shown}</text>')
        column += cells
    return "".join(parts)


def _runs(text: str) -> Iterator[str]:
    """The text in pieces of one width; what has no width of its own stays with what it belongs to."""
    run = ""
    for char in text:
        if run and cell_len(char) not in (0, cell_len(run[0])):
            yield run
            run = ""
        run += char
    if run:
        yield run
