"""The threads that read the store for the screens."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Thread, current_thread
from time import monotonic

_READERS = 4
"""Threads; on a file each has a connection and its pages: as many as screen, preview, figures and tick want at a
time. By itself Textual starts four more than the machine has processors."""

_PATIENCE_SECONDS = 2.0
"""Seconds that the end waits for what is being read."""


class Readers(ThreadPoolExecutor):
    """The event loop waits for its threads when it ends: for one that a frozen server holds it would do so for ever."""

    def __init__(self) -> None:
        self._begun: list[Thread] = []
        super().__init__(_READERS, "reader", initializer=lambda: self._begun.append(current_thread()))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        super().shutdown(wait=False, cancel_futures=cancel_futures)
        end = monotonic() + (_PATIENCE_SECONDS if wait else 0)
        for thread in self._begun:
            thread.join(max(end - monotonic(), 0))

    @property
    def held(self) -> bool:
        """Tell whether one of the threads still waits for the store."""
        return any(thread.is_alive() for thread in self._begun)
