"""The workstation on the demo shift, led to a screen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

from rich.segment import Segment

from callcenter import demo, locale
from callcenter.app import Workstation
from callcenter.clock import FixedClock
from callcenter.demo.people import cast
from callcenter.desk.shift_start import make_desk
from callcenter.screens.frame.desk import StoreChanged
from callcenter.settings import Settings
from callcenter.store import Store
from callcenter.widgets.calls.note_editor import NoteEditor
from callcenter.widgets.lines.preview import CustomerPreview
from tests.gallery.pictures import in_cells
from tests.gallery.shots import Shot, Typed
from tests.workstation.stage import Stage

NARROW = (80, 24)
PICTURE = (110, 32)


@contextmanager
def speak(language: locale.Language) -> Iterator[None]:
    """The program in a language, and in English again afterwards."""
    locale.use(language)
    try:
        yield
    finally:
        locale.use("en")


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen that can be looked at in any size."""

    stage: Stage

    async def text(self, size: tuple[int, int]) -> str:
        """The characters on it, without the blanks at the ends of lines. A dot of a large number is a full block."""
        await self._resize(size)
        lines: list[str] = []
        for strip in self.stage.app.screen._compositor.render_strips()[: size[1]]:
            shown = ("█" * part.cell_length if _is_dot(part) else part.text for part in strip)
            lines.append("".join(shown).rstrip())
        return "\n".join(lines) + "\n"

    async def picture(self, size: tuple[int, int] = PICTURE) -> str:
        """The screen as SVG."""
        await self._resize(size)
        return in_cells(self.stage.app.export_screenshot(title="callcenter"))

    async def _resize(self, size: tuple[int, int]) -> None:
        await self.stage.pilot.resize_terminal(*size)
        await self.stage.settle()


def _is_dot(part: Segment) -> bool:
    return part.text.isspace() and part.style is not None and bool(part.style.reverse)


@asynccontextmanager
async def open_screen(shot: Shot, language: locale.Language, shift: demo.DemoShift) -> AsyncIterator[Screen]:
    """The screen of a shot, on a copy of the demo that may be changed."""
    store = Store.open(str(shift.database), shift.clock_start)
    clock = FixedClock(shift.clock_start)
    agent = cast().supervisor if shot.supervisor else shift.agent
    app = Workstation(make_desk(store, clock, agent, Settings(reduced=True)))
    try:
        async with app.run_test(size=NARROW) as pilot:
            stage = Stage(app, pilot, store, clock)
            await stage.until(lambda: bool(app.screen.query_one(CustomerPreview).render().plain))
            # The first tick and the first look at others' changes, at once and not in their own time.
            app.store_watch.tick()
            await stage.settle()
            app.screen.post_message(StoreChanged())
            await stage.settle()
            for key in shot.keys:
                if isinstance(key, Typed):
                    await pilot.press(*key.text(language))
                    await stage.settle()
                else:
                    await stage.press(key)
            # A note is kept a moment after it was typed: no screen is to depend on how fast this machine is.
            await stage.until(lambda: all(note.saved for note in app.screen.query(NoteEditor)))
            await stage.settle()
            yield Screen(stage)
    finally:
        app.desk.writer.shutdown(wait=True)
        store.close()
