"""The pictures as a browser draws them: double-width text in its cells, as in a terminal."""

from __future__ import annotations

import html
import re

import pytest
from rich.cells import cell_len

from scripts.screenshots import IMAGES
from tests.gallery.pictures import in_cells

_TEXT = re.compile(r'<text [^>]*x="([\d.]+)"[^>]*textLength="([\d.]+)"[^>]*>([^<]+)</text>')


def drawn(picture: str) -> list[tuple[float, float, str]]:
    """Each text with its place and its length."""
    return [(float(x), float(length), html.unescape(said)) for x, length, said in _TEXT.findall(picture)]


def test_each_run_of_a_width_stands_at_its_cell() -> None:
    rich = '<text class="r1" x="12.2" y="20" textLength="85.4" clip-path="url(#a)">2&#160;队列&#160;&lt;b</text>'
    assert drawn(in_cells(rich)) == [(12.2, 24.4, "2\xa0"), (36.6, 48.8, "队列"), (85.4, 36.6, "\xa0<b")]


def test_text_of_one_cell_a_character_stays_as_it_is() -> None:
    rich = '<text class="r1" x="0" y="20" textLength="85.4" clip-path="url(#a)">1&#160;Queue</text>'
    assert in_cells(rich) == rich


def test_no_text_of_the_documentation_is_squeezed() -> None:
    pictures = sorted(IMAGES.glob("*.svg"))
    assert pictures
    for path in pictures:
        for _x, length, said in drawn(path.read_text(encoding="utf-8")):
            assert length == pytest.approx(12.2 * cell_len(said), rel=0.01), f"{path.name}: {said}"
