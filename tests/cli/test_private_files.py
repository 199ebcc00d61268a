"""Files that others could read are mended at the start of any command, and it is said once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Program


def test_a_loose_file_is_mended_and_said_once(
    file_program: Program, sqlite_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_program("agent", "list")
    settings = tmp_path / "settings.toml"
    settings.write_text("")
    for one in (sqlite_path, settings):
        one.chmod(0o644)
    monkeypatch.setenv("CALLCENTER_SETTINGS", str(settings))
    said = "was readable by others; it is private now"
    ran = file_program("agent", "list")
    assert (ran.code, ran.err.splitlines()) == (0, [f"callcenter: {one} {said}" for one in (settings, sqlite_path)])
    assert [one.stat().st_mode & 0o777 for one in (sqlite_path, settings)] == [0o600, 0o600]
    assert file_program("agent", "list").err == ""


def test_a_teams_files_stay_its_groups(
    file_program: Program, sqlite_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text("team_file = true\n")
    settings.chmod(0o640)
    monkeypatch.setenv("CALLCENTER_SETTINGS", str(settings))
    assert file_program("agent", "list").err == ""
    assert [one.stat().st_mode & 0o777 for one in (sqlite_path, settings)] == [0o660, 0o640]
