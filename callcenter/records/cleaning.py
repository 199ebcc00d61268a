"""Hostile text stops here: what people and files write is cleaned once, at the store's door (DESIGN §5)."""

from __future__ import annotations

import re

# C0 and C1 controls, DEL, the bidirectional controls and lone surrogates (which no database takes).
_UNSAFE = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff]"
)
_BREAKS = re.compile("[\\t\\n\\r\\u0085\\u2028\\u2029]+")


def line(text: str) -> str:
    """A single line: breaks and tabs become one space, controls go, the ends are trimmed."""
    return _UNSAFE.sub("", _BREAKS.sub(" ", text)).strip()


def note(text: str) -> str:
    """A text of several lines: line feeds stay, tabs become spaces, controls go."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return _UNSAFE.sub("", unified.replace("\t", " ")).strip()
