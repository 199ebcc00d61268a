"""Hostile text stops here: what people and files write is cleaned once, at the store's door (DESIGN §5)."""

from __future__ import annotations

import re

# C0 and C1 controls, DEL, the bidirectional controls and lone surrogates (which no database takes). Compiled when
# a text needs it, which few do: it takes half a millisecond, and every start would wait for it.
_UNSAFE = "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff]"
_BREAKS = "[\\t\\n\\r\\u0085\\u2028\\u2029]+"


def line(text: str) -> str:
    """A single line: breaks and tabs become one space, controls go, the ends are trimmed."""
    if text.isprintable():  # none of those is
        return text.strip()
    return re.sub(_UNSAFE, "", re.sub(_BREAKS, " ", text)).strip()


def note(text: str) -> str:
    """A text of several lines: line feeds stay, tabs become spaces, controls go."""
    if text.isprintable():
        return text.strip()
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return re.sub(_UNSAFE, "", unified.replace("\t", " ")).strip()
