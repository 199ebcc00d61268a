"""Language, colours, reminders and keys are chosen in the program, hold at once and are kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter import locale, preferences
from callcenter.preferences import Preferences, PreferencesFile
from callcenter.screens.customers.find import FindScreen
from callcenter.screens.reference.preferences import PreferencesScreen
from callcenter.settings import Settings
from callcenter.store import Store
from callcenter.widgets.base import textual_internals
from tests.workstation.stage import MONDAY, Stage, add, inquired, open_store, workstation


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path, MONDAY)
    ref = add(opened, "李雷", "+8613800138001", MONDAY)
    inquired(opened, ref, MONDAY - 60_000, MONDAY)
    yield opened
    opened.close()


def kept(path: Path) -> Preferences:
    return preferences.read(path.with_name("settings.toml"), Settings()).chosen


async def go_to(stage: Stage, words: str) -> None:
    """Filter the list down to one line and stand on it."""
    await stage.press("f", *["backspace"] * 40, *[{" ": "space"}.get(one, one) for one in words], "enter")


async def test_language_colours_and_reminders_hold_at_once_and_are_kept(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "preferences.toml"
    async with workstation(store, preferences=PreferencesFile(path)) as stage:
        await stage.press("S")
        assert isinstance(stage.app.screen, PreferencesScreen)
        await stage.press("j", "enter")
        assert stage.app.theme == "callcenter-light"
        await stage.press("j", "enter")
        assert stage.app.desk.settings.remind_minutes == 10
        await stage.press("k", "k", "enter")
        assert locale.current() == "zh"
        assert isinstance(stage.app.screen, PreferencesScreen)
        assert "设置" in stage.text()
        assert kept(path) == Preferences(language="zh", theme="light", remind_minutes=10)
        await stage.press("escape", "ctrl+l")
        assert kept(path).language == "en"
        await stage.press("S", "j", "delete")
        assert stage.app.theme == "callcenter-dark"
        assert kept(path).theme is None


async def test_a_key_is_chosen_by_pressing_it(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "preferences.toml"
    async with workstation(store, preferences=PreferencesFile(path)) as stage:
        await stage.press("S")
        await go_to(stage, "find a customer")
        await stage.press("enter")
        assert "Press the new key for: find a customer" in stage.text()
        await stage.press("m")
        assert "m is taken: my customers (everywhere)" in stage.text()
        await stage.press("enter", "escape", "enter", "Z")
        assert kept(path).keys == {"app.find": "Z,ctrl+f"}
        assert "Z  ^F *" in stage.text()
        await stage.press("escape", "escape", "Z")
        assert isinstance(stage.app.screen, FindScreen)
        await stage.press("escape", "slash")
        assert not isinstance(stage.app.screen, FindScreen)
        await stage.press("S")
        await go_to(stage, "find a customer")
        await stage.press("delete", "escape", "escape", "slash")
        assert isinstance(stage.app.screen, FindScreen)
        assert kept(path).keys == {}


async def test_a_home_that_cannot_be_written_is_said_and_the_choice_holds(store: Store, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("", encoding="utf-8")
    async with workstation(store, preferences=PreferencesFile(tmp_path / "home" / "preferences.toml")) as stage:
        await stage.press("S", "j", "enter")
        assert stage.app.theme == "callcenter-light"
        await stage.until(lambda: bool(textual_internals.notifications(stage.app)))
        (said,) = textual_internals.notifications(stage.app)
        assert said.message.startswith("Not kept for next time: ")
