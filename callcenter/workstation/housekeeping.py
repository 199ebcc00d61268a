"""What piles up in a shift of hours, and when it is put away: memory stays what it was, and no key waits for it."""

from __future__ import annotations

import gc

from textual._styles_cache import StylesCache

_ENOUGH = 4
"""Young collections, of 50,000 objects each: what some ten calls leave behind. The old generation would be gone
through by itself after a hundred of them."""


def moved_in() -> None:
    """All is loaded and stays: no later search for garbage goes through it again."""
    gc.collect()
    gc.freeze()


def tidy() -> None:
    """Let go of closed screens: called while nobody types, for it takes some 10 ms where there is enough to do."""
    if gc.get_count()[1] < _ENOUGH:
        return
    # Meant as one of the class, it is of each widget: it keeps the lines of a thousand that were closed, some 25 MB.
    StylesCache.get_inner_outer.cache_clear()
    gc.collect()
