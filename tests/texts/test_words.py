"""A mistake in a text is one sentence with its place and the mend, in both languages."""

from __future__ import annotations

import pytest

from callcenter import locale
from callcenter.texts.templates import TextError, parse
from callcenter.wording.script_words import text_problem


def problems_of(text: str) -> list[str]:
    with pytest.raises(TextError) as caught:
        parse(text, file="a.md")
    return [text_problem(p.fault, p.file, p.line, p.params) for p in caught.value.problems]


def test_in_english_and_in_chinese() -> None:
    mistyped, unclosed, stray, unknown = problems_of("{nmae}\n{x\n}\n{qqqq}")
    assert mistyped == "a.md, line 1: {nmae} is not a placeholder. Did you mean name?"
    assert unknown.startswith("a.md, line 4: {qqqq} is not a placeholder; available: name, surname, ")
    assert unclosed == "a.md, line 2: an opening brace is not closed; write {{ for a literal brace"
    assert stray == "a.md, line 3: a closing brace without an opening one; write }} for a literal brace"
    locale.use("zh")
    try:
        assert problems_of("{nmae}")[0].startswith("a.md 第 1 行：")
    finally:
        locale.use("en")
