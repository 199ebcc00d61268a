"""Pace of write transactions: the work that one takes on, so that nobody waits (docs/architecture.md#short-writes)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

_MILLISECONDS = 14
"""Milliseconds that a transaction aims at: none may reach 50, on a busy machine either."""

_FIRST = 16


class Pace:
    """``size`` rows are a transaction's work: a few at first, then so many as would have fitted the last time.

    ``least``: never fewer, where what a transaction costs anyhow would take the time of one on a busy machine.
    """

    def __init__(self, largest: int, *, least: int = 1) -> None:
        self._largest = largest
        self._least = least
        self.size = min(_FIRST, largest)
        self.seconds = 0.0
        """Seconds that the last one took."""

    @contextmanager
    def measured(self) -> Iterator[int]:
        """Measure one transaction over the ``size`` that it is given."""
        began = time.monotonic()
        yield self.size
        self.seconds = time.monotonic() - began
        fitting = int(self.size * _MILLISECONDS / max(self.seconds * 1000, 1.0))
        # A quick one, of rows that happened to need nothing, says little about the next.
        self.size = max(self._least, min(self._largest, 2 * self.size, fitting))
