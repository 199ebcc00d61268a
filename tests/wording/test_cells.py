"""Widths agree with the terminal library's, and a fitted text takes exactly its cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from callcenter import wording

SAMPLES = {
    "": 0,
    "abc": 3,
    "王敏": 4,
    "王Min": 5,
    "ｶﾀｶﾅ": 4,
    "ＡＢ": 4,
    "한글": 4,
    "Ame\u0301lie": 6,
    "Zürich": 6,
    "n\u0303\u0301": 1,
    "👍": 2,
    "👍🏽": 2,
    "👨\u200d👩\u200d👧": 2,
    "🇨🇳🇩🇪": 4,
    "☎": 1,
    "☎\ufe0f": 2,
    "❤\ufe0fok": 4,
    "a\u200bb": 2,
    "，。": 4,
}


@pytest.mark.parametrize(("text", "cells"), SAMPLES.items())
def test_width(text: str, cells: int) -> None:
    assert wording.width(text) == cells == cell_len(text)


@pytest.mark.parametrize(
    ("text", "cells", "fitted"),
    [
        ("abc", 5, "abc  "),
        ("abc", 3, "abc"),
        ("abcdefgh", 6, "abcd.."),
        ("恒通电气公司", 9, "恒通电.. "[:-1] + " "),
        ("恒通电气公司", 8, "恒通电.."),
        ("王敏", 3, "王 "),
        ("王敏", 4, "王敏"),
        ("王敏", 1, " "),
        ("王敏", 0, ""),
        ("👨\u200d👩\u200d👧👨\u200d👩\u200d👧", 3, "👨\u200d👩\u200d👧 "),
        ("Ame\u0301lie Durand", 6, "Ame\u0301l.."),
        ("two\nlines\tand  more", 20, "two lines and more  "),
    ],
)
def test_fit(text: str, cells: int, fitted: str) -> None:
    assert wording.fit(text, cells) == fitted


def test_fit_to_the_right() -> None:
    assert wording.fit("12m", 6, right=True) == "   12m"
    assert wording.fit("超时12分", 10, right=True) == "  超时12分"


def test_cut_does_not_fill_up() -> None:
    assert wording.cut("王敏", 10) == "王敏"
    assert wording.cut("恒通电气公司", 7) == "恒通.."


@given(st.text(max_size=40), st.integers(min_value=0, max_value=50))
def test_a_fitted_text_takes_exactly_its_cells(text: str, cells: int) -> None:
    fitted = wording.fit(text, cells)
    assert wording.width(fitted) == cells
    assert not set(fitted) & set("\n\r\t")


@given(st.text(alphabet="aé王公🇨👍🏽\u0301\u200d\ufe0f☎ ", max_size=20), st.integers(min_value=0, max_value=30))
def test_a_character_is_never_cut_in_two(text: str, cells: int) -> None:
    kept = wording.cut(text, cells)
    assert wording.width(kept) <= cells
    flat = " ".join(text.split())
    assert flat.startswith(kept.removesuffix("..")) or kept == flat
