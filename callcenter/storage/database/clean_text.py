"""Hostile text stops here: what people and files write is cleaned and bounded at the store's door.

See docs/architecture.md#hostile-text.
"""

from __future__ import annotations

from callcenter import plain_text
from callcenter.plain_text import MAX_LINE, MAX_NOTE
from callcenter.views.upkeep.trouble import StoreError, Trouble


def line(text: str, limit: int = MAX_LINE) -> str:
    """A single line (:func:`plain_text.one_line`). Raises :class:`StoreError` ``TOO_LONG``."""
    return _bounded(plain_text.one_line(text), limit)


def note(text: str) -> str:
    """A text of several lines (:func:`plain_text.several_lines`). Raises :class:`StoreError` ``TOO_LONG``."""
    return _bounded(plain_text.several_lines(text), MAX_NOTE)


def typed(text: str) -> str:
    """Clean a search text, as a line; what is longer than any line is cut."""
    return plain_text.one_line(text[:MAX_LINE])


def _bounded(text: str, limit: int) -> str:
    if len(text) > limit:
        raise StoreError(Trouble.TOO_LONG, limit=limit, length=len(text), begins=text[:20])
    return text
