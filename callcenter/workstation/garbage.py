"""Garbage collection, in the pauses of a shift: memory stays what it was, and no key waits for it."""

from __future__ import annotations

import gc

from callcenter.widgets.base import textual_internals

_OFTEN = (2_000, 4, 300)
"""Thresholds of the garbage collector: new objects, and how often before it looks further back. A key
waits for it: in small steps 1 ms. As it was while the program loaded, after 50,000, it took up to 50 ms at a time."""

_ENOUGH = 20
"""Number of passes, of 10,000 objects each: what some ten calls leave behind. The old generation is gone through
only after three hundred of them: pauses come sooner."""


def freeze() -> None:
    """Freeze all that is loaded, which stays: no later search for garbage goes through it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_OFTEN)


def collect() -> None:
    """Let go of closed screens: called in a pause and while a call begins to ring, for it takes 10 to 60 ms where there
    is enough to do."""
    if gc.get_count()[2] < _ENOUGH:
        return
    textual_internals.clear_styles_cache()  # some 25 MB
    gc.collect()
