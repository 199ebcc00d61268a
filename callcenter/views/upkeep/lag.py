"""Lag of the stored plans behind the clock, and the result of catching up."""

from __future__ import annotations

from msgspec import Struct

WORTH_A_WORD = 100
"""Plans that a tick folds in passing, some every few seconds."""


class Behind(Struct, frozen=True):
    """Stored plans that have changed by themselves and are not refolded yet.

    ``plans`` is counted up to a bound; ``more`` = there are more than that. ``done`` of ``total`` is the progress of
    the program that is catching up, 0 of 0 while none is.
    """

    plans: int = 0
    more: bool = False
    done: int = 0
    total: int = 0

    @property
    def lags(self) -> bool:
        """Tell whether there is more to do than a tick does anyway: only then is it worth a word."""
        return self.plans > WORTH_A_WORD


class CaughtUp(Struct, frozen=True):
    """Result of catching up: plans folded, breaches that are new. ``left`` = there is more to do.

    ``holding`` is False where another program has the lease: that one does it.
    """

    holding: bool
    folded: int = 0
    breaches: int = 0
    left: bool = False
