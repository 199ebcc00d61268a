"""Every screen as a person sees it, in both languages and three sizes, against a picture that was looked at.

They are the gallery of the documentation. After a change that is meant, ``pytest tests/gallery --snapshot-update``
takes it over: look at what differs before you commit it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytest_textual_snapshot import SVGImageExtension  # type: ignore[import-untyped]
from syrupy.assertion import SnapshotAssertion
from syrupy.location import PyTestLocation
from syrupy.types import SnapshotIndex

from callcenter import demo, locale
from callcenter.app import Workstation, make_desk
from callcenter.clock import FixedClock
from callcenter.demo.people import SUPERVISOR
from callcenter.screens.frame.desk import StoreChanged
from callcenter.settings import Settings
from callcenter.store import Store
from callcenter.widgets.calls.note_editor import NoteEditor
from callcenter.widgets.lines.preview import CustomerPreview
from tests.gallery.pictures import in_cells
from tests.gallery.shots import SHOTS, Shot
from tests.workstation.stage import Stage

GALLERY = Path(__file__).parents[2] / "docs" / "gallery"
SIZES = ((80, 24), (120, 36), (200, 60))


@contextmanager
def speaking(language: locale.Language) -> Iterator[None]:
    locale.use(language)
    try:
        yield
    finally:
        locale.use("en")


@pytest.fixture(scope="session")
def shifts(tmp_path_factory: pytest.TempPathFactory) -> dict[locale.Language, demo.DemoShift]:
    """The demo shift in both languages, each built once."""
    built: dict[locale.Language, demo.DemoShift] = {}
    for language in ("en", "zh"):
        with speaking(language):
            built[language] = demo.build(tmp_path_factory.mktemp(language) / "shift.db")
    return built


class Picture(SVGImageExtension):  # type: ignore[misc]
    """A picture in the gallery, under its own name."""

    @classmethod
    def get_snapshot_name(cls, *, test_location: PyTestLocation, index: SnapshotIndex = 0) -> str:
        return str(index)

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        return str(GALLERY)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.name)
async def test_screen(
    shot: Shot,
    language: locale.Language,
    shifts: dict[locale.Language, demo.DemoShift],
    tmp_path: Path,
    snapshot: SnapshotAssertion,
) -> None:
    database = tmp_path / "shift.db"
    database.write_bytes(shifts[language].database.read_bytes())
    now = shifts[language].clock_start
    drawn: dict[str, str] = {}
    with speaking(language):
        store = Store.open(str(database), now)
        agent = SUPERVISOR if shot.supervisor else shifts[language].agent
        clock = FixedClock(now)
        app = Workstation(make_desk(store, clock, agent, Settings(reduced=True)))
        try:
            async with app.run_test(size=SIZES[0]) as pilot:
                stage = Stage(app, pilot, store, clock)
                await stage.until(lambda: bool(app.screen.query_one(CustomerPreview).render().plain))
                # What the first tick finds and the first look at others' changes, at once and not in their own time.
                app.lookout.tick()
                await stage.settle()
                app.screen.post_message(StoreChanged())
                await stage.settle()
                await stage.press(*shot.pressed(language))
                # A note is kept a moment after it was typed: the picture is not to depend on how fast this machine is.
                await stage.until(lambda: all(note.saved for note in app.screen.query(NoteEditor)))
                await stage.settle()
                for width, height in SIZES:
                    await pilot.resize_terminal(width, height)
                    await stage.settle()
                    drawn[f"{width}x{height}"] = in_cells(app.export_screenshot(title="callcenter"))
        finally:
            app.desk.writer.shutdown(wait=True)
            store.close()
    for size, picture in drawn.items():
        assert picture == snapshot(extension_class=Picture, name=f"{shot.name}.{size}.{language}")
