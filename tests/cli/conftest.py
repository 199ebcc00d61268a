"""A program on each kind of database, and one on a file where the database makes no difference."""

from __future__ import annotations

from pathlib import Path

import pytest

from callcenter import locale
from tests.cli.running import Program


@pytest.fixture(autouse=True)
def no_settings_of_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither settings nor variables of whoever runs the tests."""
    for name in ("CALLCENTER_DATABASE", "CALLCENTER_SETTINGS", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    locale.use("en")


@pytest.fixture
def program(database_url: str) -> Program:
    return Program(database_url)


@pytest.fixture
def file_program(sqlite_path: Path) -> Program:
    return Program(str(sqlite_path))
