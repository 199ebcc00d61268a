"""A listener that tests wait with: for an event, or until something holds."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Condition

from callcenter.telephony import Phone, PhoneEvent

_SECONDS = 20.0


class Ear:
    """Events of a phone as they come."""

    def __init__(self, phone: Phone) -> None:
        self.told: list[PhoneEvent] = []
        self._came = Condition()
        phone.listen(self._hear)

    def _hear(self, event: PhoneEvent) -> None:
        with self._came:
            self.told.append(event)
            self._came.notify_all()

    def kinds(self) -> list[str]:
        """Return the kinds of events so far."""
        return [type(event).__name__ for event in self.told]

    def wait(self, count: int) -> list[PhoneEvent]:
        """Wait for so many events, and return those."""
        with self._came:
            assert self._came.wait_for(lambda: len(self.told) >= count, _SECONDS), self.told
            return self.told[:count]


def until(holds: Callable[[], object], *, said: Sequence[str] = ()) -> None:
    """Wait until something holds that nobody tells of. ``said``: words of the other side, for a failure."""
    end = time.monotonic() + _SECONDS
    while not holds():
        assert time.monotonic() < end, said
        time.sleep(0.005)


def runs(pid: int) -> bool:
    """Tell whether a process runs; one that nobody has reaped yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
