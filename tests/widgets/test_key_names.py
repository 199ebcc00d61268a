"""Keys of the settings file may be written as the guide and the keyboard have them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from callcenter.widgets.base.key_names import key_name, keymap


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("/", "slash"),
        ("slash", "slash"),
        ("?", "question_mark"),
        ("[", "left_square_bracket"),
        ("+", "plus"),
        ("d", "d"),
        ("D", "D"),
        ("F2", "f2"),
        (" Ctrl+F ", "ctrl+f"),
        ("^F", "ctrl+f"),
        ("ctrl+/", "ctrl+slash"),
        ("Shift+Up", "shift+up"),
        ("Esc", "escape"),
        ("PgDn", "pagedown"),
        ("Space", "space"),
    ],
)
def test_a_key_as_it_is_written(written: str, name: str) -> None:
    assert key_name(written) == name


@pytest.mark.parametrize("written", ["", " ", "ctl+j", "f99", "ctrl+", "strg+f", "ctrl+nowhere", "dd"])
def test_what_no_keyboard_has(written: str) -> None:
    assert key_name(written) is None


@pytest.mark.parametrize("page", ["keys.md", "keys.zh.md"])
def test_every_key_of_the_guide_may_be_written_as_it_stands_there(page: str) -> None:
    text = (Path(__file__).parents[2] / "docs" / "guide" / page).read_text(encoding="utf-8")
    keys = [key for line in text.splitlines() if line.startswith("| `") for key in re.findall("`([^`]+)`", line)[:-1]]
    assert len(keys) > 100
    assert [key for key in keys if key_name(key) is None] == []


def test_several_keys_of_a_binding() -> None:
    assert keymap({"app.find": "/, Ctrl+F"}) == {"app.find": "slash,ctrl+f"}
