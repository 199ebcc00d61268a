"""The one source of the time (docs/architecture.md#time). Only the app and the command line hold a clock.

Every other room is handed a ``now``: UTC epoch milliseconds.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from callcenter.model import MINUTE, Instant

_NANOSECONDS = 1_000_000
_UPTIME = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

APART: Instant = 2 * MINUTE
"""Clocks that differ by no more than this agree."""


def uptime() -> int:
    """Milliseconds for which the machine has been running, sleep included.

    It is the same for all programs of the machine, and nobody can set it.
    """
    return time.clock_gettime_ns(_UPTIME) // _NANOSECONDS


class Clock(Protocol):
    """Source of the time. ``shifted``: it is not the time on the wall, and the header must say so."""

    @property
    def shifted(self) -> bool: ...

    def now(self) -> Instant:
        """The present instant, UTC epoch milliseconds."""
        ...


class SystemClock:
    """The machine's own clock, set right by a server's where several machines work on one store.

    While something is measured it runs on by the machine's ticks: a clock that is set meanwhile changes no duration.
    """

    shifted = False

    def __init__(self) -> None:
        self._ahead = 0
        self._measured_from: int | None = None
        """Return the clock's time less the time for which the machine has been running, while something is measured."""

    def now(self) -> Instant:
        measured_from = self._measured_from
        return self._right() if measured_from is None else measured_from + uptime()

    def set_right(self, shown: Instant) -> None:
        """Go by the clock that shows ``shown`` at this moment, or after what is being measured."""
        self._ahead = shown - self._of_machine()

    def measure(self, on: bool) -> None:
        """Begin to measure, or go by the machine's clock again."""
        if not on:
            self._measured_from = None
        elif self._measured_from is None:
            self._measured_from = self._right() - uptime()

    @property
    def was_set(self) -> bool:
        """Tell whether the clock was set by more than a little while something is measured."""
        return abs(self.now() - self._right()) > APART

    def _right(self) -> Instant:
        return self._of_machine() + self._ahead

    @staticmethod
    def _of_machine() -> Instant:
        return time.time_ns() // _NANOSECONDS


class ShiftedClock:
    """The demo's clock (docs/architecture.md#demo): stands at ``start`` when it is made and runs on at normal speed.

    ``ticks`` counts nanoseconds that never go back, so that setting the machine's clock does not move the demo.
    """

    shifted = True

    def __init__(self, start: Instant, ticks: Callable[[], int] = time.monotonic_ns) -> None:
        self._start = start
        self._ticks = ticks
        self._began = ticks()

    def now(self) -> Instant:
        return self._start + (self._ticks() - self._began) // _NANOSECONDS


class FixedClock:
    """Clock that stands still until it is moved: tests, and whoever looks at a moment of the past."""

    shifted = True

    def __init__(self, at: Instant) -> None:
        self._at = at

    def now(self) -> Instant:
        return self._at

    def advance(self, milliseconds: int) -> Instant:
        """Move on by so many milliseconds; returns the new time."""
        self._at += milliseconds
        return self._at
