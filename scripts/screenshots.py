"""Draws the pictures of the documentation anew, from the demo shift at its beginning.

They are written to ``docs/images``, one ``NAME.svg`` in English and one ``NAME.zh.svg`` in Chinese each.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from callcenter import demo, locale
from callcenter.app import Workstation, make_desk
from callcenter.clock import FixedClock
from callcenter.settings import Settings
from callcenter.store import Store
from tests.gallery.pictures import in_cells

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
SIZE = (110, 32)
PICTURES: dict[str, tuple[str, ...]] = {"queue": (), "call": ("d",), "team": ("5",)}
"""What is pressed from the queue on to reach each screen."""


async def draw(shift: demo.DemoShift, keys: tuple[str, ...]) -> str:
    """The screen after the keys, as SVG."""
    store = Store.open(str(shift.database), shift.clock_start)
    app = Workstation(make_desk(store, FixedClock(shift.clock_start), shift.agent, Settings()))
    try:
        async with app.run_test(size=SIZE) as pilot:
            for key in ("", *keys):
                if key:
                    await pilot.press(key)
                await app.workers.wait_for_complete()
                await asyncio.wrap_future(app.desk.writer.submit(int))
                await pilot.pause(0.5)
            return in_cells(app.export_screenshot(title="callcenter"))
    finally:
        app.desk.writer.shutdown(wait=True)
        store.close()


def main() -> None:
    """Draw them all in both languages."""
    endings: dict[locale.Language, str] = {"en": ".svg", "zh": ".zh.svg"}
    for language, ending in endings.items():
        locale.use(language)
        with tempfile.TemporaryDirectory() as place:
            built = demo.build(Path(place) / "built.db")
            for name, keys in PICTURES.items():
                copy = Path(place) / f"{name}.db"
                copy.write_bytes(built.database.read_bytes())
                shift = demo.DemoShift(copy, built.agent, built.clock_start)
                (IMAGES / f"{name}{ending}").write_text(asyncio.run(draw(shift, keys)), encoding="utf-8")


if __name__ == "__main__":
    main()
