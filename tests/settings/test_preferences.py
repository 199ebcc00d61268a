"""Choices made in the program are kept beside the settings file, which stays as it is."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from callcenter import preferences
from callcenter.preferences import Preferences
from callcenter.settings import Settings


def test_choices_come_back_and_go_before_the_settings(tmp_path: Path) -> None:
    settings = Settings(language="en", remind_minutes=5, keys={"app.find": "x", "queue.dial": "y"})
    file = tmp_path / "config" / "settings.toml"
    chosen = Preferences(language="zh", theme="light", keys={"app.find": 'quotation_mark,"', "app.new": "ctrl+j"})
    preferences.write(file.with_name("preferences.toml"), chosen)
    found = preferences.read(file, settings)
    assert (found.chosen, found.fault) == (chosen, "")
    assert stat.S_IMODE(file.with_name("preferences.toml").stat().st_mode) == 0o600
    made = found.over(settings)
    assert (made.language, made.theme, made.remind_minutes) == ("zh", "light", 5)
    assert made.keys == {"app.find": 'quotation_mark,"', "queue.dial": "y", "app.new": "ctrl+j"}
    assert not file.exists()
    preferences.write(file.with_name("preferences.toml"), Preferences())
    assert preferences.read(file, settings).over(settings) == settings
    assert [one.name for one in file.parent.iterdir()] == ["preferences.toml"]


@pytest.mark.parametrize(
    "text", ["language = ", 'language = "fr"', "remind_minutes = -1", "colour = 1", "[keys]\na = 1"]
)
def test_a_broken_file_holds_nothing_and_says_so(tmp_path: Path, text: str) -> None:
    (tmp_path / "preferences.toml").write_text(text, encoding="utf-8")
    found = preferences.read(tmp_path / "settings.toml", Settings(theme="light"))
    assert found.chosen == Preferences()
    assert found.fault
    assert "\n" not in found.fault
    assert found.over(Settings(theme="light")) == Settings(theme="light")


def test_a_folder_that_cannot_be_written_is_an_error_and_leaves_the_old(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(OSError, match="taken"):
        preferences.write(tmp_path / "taken" / "preferences.toml", Preferences(language="zh"))
