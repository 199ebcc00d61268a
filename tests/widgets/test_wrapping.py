"""A line ends at a space or between Chinese characters, and never where reading stumbles."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.content import Content

from callcenter.widgets.base.line_breaks import wrapped
from callcenter.wording.cells import breaks


def lines(text: str, width: int) -> list[str]:
    return [line.plain for line in wrapped(Content(text), width)]


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("call before four", 11, ["call before", "four"]),
        # A Chinese sentence fills the line behind a word, where it went to the next one whole.
        ("Frank Walsh 想要一份价目表", 22, ["Frank Walsh 想要一份价", "目表"]),
        ("最迟 3月11日 周三 10:35", 14, ["最迟 3月11日", "周三 10:35"]),
        ("没有到访；3月12日才到期", 14, ["没有到访；", "3月12日才到期"]),
        # Marks that belong to what stands before them are not torn off, nor a bracket from what it opens.
        ("先问价格，再约时间。", 10, ["先问价格，", "再约时间。"]),
        ("先问价格多少，再约", 12, ["先问价格多", "少，再约"]),
        ("价目表（新的）已寄出", 8, ["价目表", "（新的）", "已寄出"]),
        ("没有找到（lilei）", 12, ["没有找到", "（lilei）"]),
        ("到期 3月14日 14:30", 10, ["到期 3月", "14日 14:30"]),
        # Nowhere to break: it is cut where it has to be.
        ("postgresql://host/x", 8, ["postgres", "ql://hos", "t/x"]),
        ("中", 1, ["中"]),
        ("", 9, [""]),
        ("one\n\ntwo", 9, ["one", "", "two"]),
    ],
)
def test_where_a_line_ends(text: str, width: int, shown: list[str]) -> None:
    assert lines(text, width) == shown


@given(text=st.text(st.sampled_from("ab 中文，。（）「」e\u0301😀-"), max_size=40), width=st.integers(2, 12))
def test_nothing_is_lost_and_nothing_is_wider_than_its_line(text: str, width: int) -> None:
    places = [0, *breaks(text, width), len(text)]
    parts = [text[begin:end] for begin, end in pairwise(places)]
    assert "".join(parts) == text
    assert all(part for part in parts) or not text
    assert all(cell_len(part.rstrip(" ")) <= width for part in parts)
    assert "".join("".join(lines(text, width)).split()) == "".join(text.split())


def test_a_style_goes_on_in_the_next_line() -> None:
    first, second = wrapped(Content.styled("价格和时间", "bold"), 6)
    assert [span.style for span in (*first.spans, *second.spans)] == ["bold", "bold"]
