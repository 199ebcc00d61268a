"""Use of a database by threads: nothing is closed under them."""

from __future__ import annotations

import threading
from types import TracebackType

from callcenter.views.upkeep.trouble import StoreError, Trouble


class Usage:
    """Counts the units of work that run, in whatever threads; each enters it, until it has ended."""

    def __init__(self) -> None:
        self._units = 0
        self._ended = False
        self._changed = threading.Condition()

    def __enter__(self) -> None:
        with self._changed:
            if self._ended:
                raise StoreError(Trouble.ENDED)
            self._units += 1

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._changed:
            self._units -= 1
            if not self._units:
                self._changed.notify_all()

    def end(self, seconds: float) -> bool:
        """Wait until nobody is at work any more, at most so long, and let nobody begin; whether that came."""
        with self._changed:
            self._ended = self._changed.wait_for(lambda: not self._units, seconds)
            return self._ended
