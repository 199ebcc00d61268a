"""A workstation on a small store of its own, on a clock that stands still."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from textual.events import Key
from textual.pilot import WaitForScreenTimeout

from callcenter import locale
from callcenter.access import Origin, Principal
from callcenter.app import Workstation
from callcenter.clock import FixedClock
from callcenter.desk.shift_start import make_desk
from callcenter.model import MINUTE, Instant, Milestone, MilestoneKind
from callcenter.preferences import PreferencesFile
from callcenter.settings import Settings
from callcenter.store import Store
from callcenter.telephony import Phone
from callcenter.views.customers.customer import NewCustomer
from callcenter.views.upkeep.trouble import StoreError
from callcenter.widgets.lines import prompts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from textual.pilot import Pilot

SHANGHAI = ZoneInfo("Asia/Shanghai")
BOSS = Principal("boss", Origin.COMMAND)


def at(text: str) -> Instant:
    """``2026-03-02 10:05`` of Shanghai."""
    return round(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).timestamp() * 1000)


MONDAY = at("2026-03-02 10:05")


@dataclass(slots=True)
class Stage:
    """Workstation that a test drives."""

    app: Workstation
    pilot: Pilot[None]
    store: Store
    clock: FixedClock
    keys: int = 0
    """Keys that were pressed so far."""

    async def press(self, *keys: str) -> None:
        """Press keys one by one and wait until nothing is left to do."""
        for key in keys:
            self.keys += 1
            with suppress(WaitForScreenTimeout):  # the key is sent by then; settling waits for its effect
                await self.pilot.press(key)
            await self.settle()

    async def burst(self, *keys: str) -> None:
        """Press all keys at once, before the program answers the first; then wait until nothing is left to do."""
        driver = self.app._driver
        assert driver is not None
        self.keys += len(keys)
        for key in keys:
            driver.send_message(Key(key, {"space": " "}.get(key, key if len(key) == 1 else None)))
        await self.settle()
        await self.until(lambda: self.app.keys.idle)
        await self.settle()

    async def settle(self) -> None:
        """Wait until writers and workers are done and all that they posted is handled."""
        for _round in range(3):
            while not all(worker.is_finished for worker in self.app.workers):
                await asyncio.sleep(0.002)
            done = self.app.desk.writer.submit(int)
            while not done.done():
                await asyncio.sleep(0.002)
            await self.pause(0)
        await self.pause()

    async def pause(self, seconds: float | None = None) -> None:
        """Wait for the screen as the pilot does, twice: a machine whose disk hangs can use up the first 30 s."""
        try:
            await self.pilot.pause(seconds)
        except WaitForScreenTimeout:
            await self.pilot.pause(seconds)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for something that other threads bring about; the test's own limit ends a wait in vain."""
        for _round in range(2000):
            if holds():
                return
            await self.pause(0.02)
        raise AssertionError(f"waited in vain before:\n{self.text()}")

    def text(self) -> str:
        """Return the text of the screen, line by line."""
        width, height = self.app.size
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text[:width] for strip in strips[:height])

    def pass_time(self, minutes: float) -> None:
        """Let time go by."""
        self.clock.advance(round(minutes * MINUTE))


def typed(text: str) -> list[str]:
    """Return the keys of a text."""
    return ["space" if one == " " else one for one in text]


def open_store(path: Path, now: Instant) -> Store:
    store = Store.open(str(path / "shift.db"), now)
    store.by(BOSS).campaigns.ensure_shipped("telesales", now=now)
    store.by(BOSS).people.add("王敏", now=now)
    return store


def add(store: Store, name: str, phone: str, now: Instant, **more: Any) -> str:
    """A customer who inquired at ``now``."""
    return store.by(BOSS).customers.add(NewCustomer(name, phone, campaign="telesales", **more), now=now)


def inquired(store: Store, ref: str, when: Instant, now: Instant) -> None:
    store.by(BOSS).customers.set_milestone(ref, Milestone(MilestoneKind.INQUIRY, when), now=now)


@asynccontextmanager
async def workstation(
    store: Store,
    *,
    now: Instant = MONDAY,
    agent: str = "王敏",
    size: tuple[int, int] = (80, 24),
    lang: str = "en",
    settings: Settings | None = None,
    phone: Phone | None = None,
    preferences: PreferencesFile | None = None,
    reading: float = 0.0,
) -> AsyncIterator[Stage]:
    """The program in a terminal of ``size``, on a store whose plans were up to date when it started. ``phone``: the
    line, by hand unless one is given. ``reading``: seconds in which a key is no answer to a question that nobody
    expected; 0 = a key that is pressed in a test was meant."""
    store.plans.tick(now)
    reading_before, prompts.READING_SECONDS = prompts.READING_SECONDS, reading
    locale.use("zh" if lang == "zh" else "en")
    clock = FixedClock(now)
    app = Workstation(make_desk(store, clock, agent, settings or Settings(), phone=phone, preferences=preferences))
    try:
        async with app.run_test(size=size) as pilot:
            stage = Stage(app, pilot, store, clock)
            await stage.settle()
            yield stage
    finally:
        app.desk.writer.shutdown(wait=True)
        with suppress(StoreError):  # the store may be gone, as a part of the test
            app.desk.store.windows.close()
        locale.use("en")
        prompts.READING_SECONDS = reading_before


@contextmanager
def slow_store(stage: Stage) -> Iterator[None]:
    """Have the store answer no write before the end of the block."""
    goes_on = Event()
    stage.app.desk.writer.submit(goes_on.wait)
    try:
        yield
    finally:
        goes_on.set()
