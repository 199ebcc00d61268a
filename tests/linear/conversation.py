"""A shift in line mode that a test holds: it types lines and waits for what is told."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Condition, Thread

from callcenter import locale
from callcenter.clock import FixedClock
from callcenter.desk.desk import Desk
from callcenter.desk.shift_start import make_desk
from callcenter.linear import program
from callcenter.linear.console import Console
from callcenter.model import Instant
from callcenter.settings import Settings
from callcenter.store import Store, StoreError
from callcenter.telephony import Phone
from tests.workstation.stage import MONDAY

_WAIT = 20.0


class Told(io.StringIO):
    """The lines that were told, for another thread to wait for."""

    def __init__(self) -> None:
        super().__init__()
        self.grown = Condition()

    def write(self, text: str) -> int:
        with self.grown:
            self.grown.notify_all()
            return super().write(text)


class Conversation:
    """The two ends of a shift: what is typed, and what was told."""

    def __init__(self, desk: Desk, told: Told, keyboard: int) -> None:
        self.desk = desk
        self._told = told
        self._keyboard = keyboard
        self._heard = 0

    @property
    def text(self) -> str:
        """All that was told so far."""
        with self._told.grown:
            return self._told.getvalue()

    def until(self, *wanted: str) -> str:
        """Wait until all that is wanted was told since the last time, in this order; returns what was told since."""

        def place() -> int:
            at = self._heard
            for one in wanted:
                found = self._told.getvalue().find(one, at)
                if found < 0:
                    return -1
                at = found + len(one)
            return at

        with self._told.grown:
            met = self._told.grown.wait_for(lambda: place() >= 0, _WAIT)
            assert met, f"{wanted} not told in:\n{self._told.getvalue()[self._heard :]}"
            begun, self._heard = self._heard, place()
            return self._told.getvalue()[begun : self._heard]

    def type(self, *lines: str) -> None:
        """Type lines, each with Enter."""
        for line in lines:
            os.write(self._keyboard, f"{line}\n".encode())

    def hang_up(self) -> None:
        """Let the line to the keyboard drop."""
        with suppress(OSError):
            os.close(self._keyboard)


@contextmanager
def conversation(
    store: Store,
    *,
    now: Instant = MONDAY,
    agent: str = "王敏",
    lang: str = "en",
    phone: Phone | None = None,
    settings: Settings | None = None,
    sign_in: str = "",
) -> Iterator[Conversation]:
    """A shift on a store whose plans were up to date when it started; it ends when its keyboard is gone."""
    store.plans.tick(now)
    locale.use("zh" if lang == "zh" else "en")
    ears, keyboard = os.pipe()
    told = Told()
    desk = make_desk(store, FixedClock(now), agent, settings or Settings(tick_seconds=1), sign_in=sign_in, phone=phone)
    console = Console(ears, told)
    shift = Thread(target=program.hold, args=(desk, console))
    held = Conversation(desk, told, keyboard)
    shift.start()
    try:
        held.until("> ")
        yield held
    finally:
        held.hang_up()
        shift.join()
        with suppress(StoreError):
            desk.store.windows.close()
        desk.phone.close()
        desk.writer.shutdown()
        console.close()
        os.close(ears)
        locale.use("en")
