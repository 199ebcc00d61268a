"""Every screen as a person sees it, in both languages, against a text that was looked at.

After a change that is meant, ``pytest tests/gallery --snapshot-update`` takes the texts over: look at what differs
before you commit it. The pictures of the guide are drawn anew by ``make guide``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from callcenter import locale
from scripts.screenshots import IMAGES
from tests.gallery.screens import Screen, open_screen, speak
from tests.gallery.shots import SHOTS, Shot, Size
from tests.support import shared_demo

_TEXTS = Path(__file__).parent / "__snapshots__" / "test_screens"
_LANGUAGES: tuple[locale.Language, ...] = ("en", "zh")


class ScreenText(SingleFileSnapshotExtension):
    """A text file for each test."""

    _write_mode = WriteMode.TEXT
    _file_extension = "txt"


async def in_sizes(screen: Screen, sizes: Sequence[Size]) -> str:
    """Return the text of a screen in each size."""
    return "\n".join([f"{size}\n{await screen.text(size.pair)}" for size in sizes])


@pytest.mark.parametrize("language", _LANGUAGES)
@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.name)
async def test_screen(
    shot: Shot,
    language: locale.Language,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    snapshot: SnapshotAssertion,
) -> None:
    picture = IMAGES / f"{shot.name}.{language}.svg"
    image = ""
    with speak(language):
        shift = shared_demo.shift(tmp_path_factory, tmp_path / "shift.db")
        async with open_screen(shot, language, shift) as screen:
            text = await in_sizes(screen, shot.sizes(slow=False))
            if shot.pictured:
                image = await screen.picture()
    assert text == snapshot(extension_class=ScreenText)
    # Compared apart: pytest would print every line of two pictures.
    fresh = not shot.pictured or image == picture.read_text(encoding="utf-8")
    assert fresh, f"{picture} is not what the screen shows: make guide"


@pytest.mark.slow
@pytest.mark.parametrize("language", _LANGUAGES)
@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.name)
async def test_screen_in_other_sizes(
    shot: Shot,
    language: locale.Language,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    snapshot: SnapshotAssertion,
) -> None:
    with speak(language):
        shift = shared_demo.shift(tmp_path_factory, tmp_path / "shift.db")
        async with open_screen(shot, language, shift) as screen:
            text = await in_sizes(screen, shot.sizes(slow=True))
    assert text == snapshot(extension_class=ScreenText)


def test_no_text_and_no_picture_is_left_over() -> None:
    tests = ("test_screen", "test_screen_in_other_sizes")
    named = {f"{test}[{shot.name}-{language}].txt" for test in tests for shot in SHOTS for language in _LANGUAGES}
    pictured = {f"{shot.name}.{language}.svg" for shot in SHOTS if shot.pictured for language in _LANGUAGES}
    assert {path.name for path in _TEXTS.iterdir()} == named
    assert {path.name for path in IMAGES.iterdir()} == pictured
    assert len(pictured) <= 24
