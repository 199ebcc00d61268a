"""Garbage of a long shift is collected."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest
from textual.widget import Widget

from callcenter.workstation import garbage
from tests.workstation.stage import MONDAY, open_store, workstation


async def test_a_closed_screen_and_its_lines_are_let_go_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(tmp_path, MONDAY)
    async with workstation(store) as stage:
        await stage.press("question_mark")
        widgets = list(stage.app.screen.walk_children(Widget, with_self=True))
        kept = [weakref.ref(widget) for widget in widgets]
        lines = [weakref.ref(widget._styles_cache) for widget in widgets]
        assert len(kept) > 3
        del widgets
        await stage.press("escape")
        monkeypatch.setattr(garbage, "_ENOUGH", 0)
        garbage.collect()
        assert [ref() for ref in kept if ref() is not None] == []
        assert [ref() for ref in lines if ref() is not None] == []


def test_little_is_left_to_lie(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody who works waits for a search that would find next to nothing."""
    searched = []
    monkeypatch.setattr(gc, "collect", lambda: searched.append(True))
    monkeypatch.setattr(gc, "get_count", lambda: (1_900, 3, 19))
    garbage.collect()
    assert searched == []
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, 20))
    garbage.collect()
    assert searched == [True]
