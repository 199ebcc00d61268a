"""A thread beside the prompt: heartbeat, claims and alerts do not wait for what somebody types."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread

from callcenter.desk.desk import Alerts, Desk
from callcenter.desk.upkeep import Upkeep
from callcenter.views.upkeep.trouble import StoreError

_FIRST_BACKUP_SECONDS = 30
_BACKUP_SECONDS = 600
"""A day begins while programs are open, too."""


class Watch:
    """Ticks of a shift. ``alerted`` and ``failed`` are called in this thread, ``broken`` with a mistake of the program,
    which ends them."""

    def __init__(
        self,
        desk: Desk,
        upkeep: Upkeep,
        alerted: Callable[[Alerts], None],
        failed: Callable[[StoreError], None],
        broken: Callable[[Exception], None],
    ) -> None:
        self._desk = desk
        self._upkeep = upkeep
        self._alerted = alerted
        self._failed = failed
        self._broken = broken
        self._stop = Event()
        self._thread = Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> None:
        """Begin the ticks."""
        self._thread.start()

    def _run(self) -> None:
        seconds, passed, backup = self._desk.settings.tick_seconds, 0.0, float(_FIRST_BACKUP_SECONDS)
        while not self._stop.wait(seconds):
            passed += seconds
            if self._desk.signed_out:
                continue
            try:
                self._upkeep.tick(self._alerted, self._stop.is_set)
                if self._desk.settings.backup_daily and passed >= backup:
                    backup += _BACKUP_SECONDS
                    self._upkeep.back_up()
            except StoreError as error:
                self._failed(error)
            except Exception as error:
                self._broken(error)
                return

    def end(self) -> None:
        """End the ticks, and leave what is still to be folded to another program."""
        self._stop.set()
        self._thread.join()
        with suppress(StoreError):
            self._upkeep.end()
