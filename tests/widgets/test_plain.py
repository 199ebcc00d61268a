"""Text from outside: nothing in it moves the terminal, and it fits its cells."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from rich.text import Text

from callcenter.widgets.base.plain import fit, plain, plain_lines, safe
from callcenter.widgets.lines.bar import shorten, spread, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("周航 [/x]", "周航 [/x]"),
        ("\x1b]52;c;aGk=\x07", "?]52;c;aGk=?"),
        ("\x9b31m", "?31m"),
        ("a\u202eb\u2066c\u200fd\ufeff", "a?b?c?d?"),
        ("a\r\nb\tc\u2028d", "a  b c d"),
        ("soft\u00adhyphen", "soft?hyphen"),
        ("\U0001f468\u200d\U0001f469 \u2764\ufe0f", "\U0001f468\U0001f469 \u2764"),
        ("\U0001f44d\U0001f3fd \U0001f1e8\U0001f1f3 \u845b\U000e0100", "\U0001f44d CN \u845b"),
        ("\u3164a\u1160\uffa0\u17b4\u034f\u200cb", "?a???b"),
        ("\ud800", "?"),
    ],
)
def test_one_line(text: str, expected: str) -> None:
    assert plain(text) == expected
    assert safe(Text(text)).plain.replace("?", "") == plain(Text(text).plain).replace("?", "")


def test_lines_stay_lines() -> None:
    assert plain_lines("a\r\nb\rc\nd\x1b[2J\te") == "a\nb\nc\nd?[2J e"


def test_styles_stay_with_their_characters() -> None:
    made = safe(Text.assemble(("周航", "bold"), "\x1b", ("恒通", "italic")))
    assert made.plain == "周航?恒通"
    assert [(span.start, span.end, str(span.style)) for span in made.spans] == [(0, 2, "bold"), (3, 5, "italic")]


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("周航", 6, "周航  "),
        ("周航恒通", 7, "周航.. "),
        ("周航恒通", 6, "周航.."),
        ("周航恒通", 5, "周.. "),
        ("abcdef", 4, "ab.."),
        ("Hannah  Blue", 8, "Hannah.."),
        ("Hannah  Blue", 7, "Hannah "),
        ("Hannah  Blue", 6, "Hannah"),
        ("Hannah  Blue", 5, "Han.."),
        ("周航  ! of 赵磊  恒通", 16, "周航  ! of 赵磊 "),
        ("abcdef", 2, ".."),
        ("abcdef", 1, "."),
        ("abcdef", 0, ""),
    ],
)
def test_text_fits_its_cells(text: str, width: int, expected: str) -> None:
    made = fit(Text(text), width)
    assert made.plain == expected
    assert cell_len(made.plain) == width


def test_numbers_stand_at_the_right() -> None:
    assert fit(Text("7"), 4, right=True).plain == "   7"


def test_the_right_end_of_a_line_stays_when_the_left_has_no_room() -> None:
    assert spread(words("left"), words("right"), 12).plain == "left   right"
    assert spread(words("left and more"), words("right"), 12).plain == "left.. right"
    assert spread(words("周航恒通"), words("right"), 12).plain == "周航.. right"
    assert spread(words("left"), words("a right end"), 8).plain == "a righ.."
    assert shorten(words("abcdef"), 3).plain == "abc"
