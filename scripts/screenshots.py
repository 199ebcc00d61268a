"""Draws screens of the demo shift at its beginning as SVG, one ``NAME.LANGUAGE.svg`` each.

Usage: screenshots.py [FOLDER]. Without FOLDER it draws the guide's pictures anew, in ``docs/images``; with FOLDER every
screen of ``tests/gallery/shots.py``, into that folder, with a page for each language.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from callcenter import demo, locale  # noqa: E402
from tests.gallery.screens import open_screen, speak  # noqa: E402
from tests.gallery.shots import SHOTS, Shot  # noqa: E402

IMAGES = ROOT / "docs" / "images"
LANGUAGES: tuple[locale.Language, ...] = ("en", "zh")


async def picture(shot: Shot, language: locale.Language, shift: demo.DemoShift) -> str:
    """The screen of a shot, as SVG."""
    async with open_screen(shot, language, shift) as screen:
        return await screen.picture()


def draw(shots: Iterable[Shot], folder: Path) -> None:
    """Draw shots in both languages."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        for shot in shots:
            for language in LANGUAGES:
                with speak(language):
                    shift = demo.prepare(Path(place), Path(place) / f"{shot.name}.{language}.db")
                    image = asyncio.run(picture(shot, language, shift))
                (folder / f"{shot.name}.{language}.svg").write_text(image, encoding="utf-8")


def page(shots: Iterable[Shot], language: locale.Language, folder: str) -> str:
    """Pictures in ``folder``, each under its title, as Markdown."""
    parts = []
    for shot in shots:
        title = shot.en if language == "en" else shot.zh
        parts.append(f"## {title}\n\n![{title}]({folder}/{shot.name}.{language}.svg)\n")
    return "\n".join(parts)


def main(arguments: list[str]) -> int:
    match arguments:
        case []:
            draw([shot for shot in SHOTS if shot.pictured], IMAGES)
        case [folder]:
            draw(SHOTS, Path(folder))
            for language in LANGUAGES:
                (Path(folder) / f"screens.{language}.md").write_text(page(SHOTS, language, "."), encoding="utf-8")
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
