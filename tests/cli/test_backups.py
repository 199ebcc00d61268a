"""`backup` and `restore` at the command line, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Program


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def test_a_backup_is_made_and_put_back(program: Program, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    program("agent", "add", "王敏")
    assert program("backup", kept).lines[0] == f"Saved and checked: {kept}"
    assert program("backup", kept).err == f"callcenter: {kept} already exists; --force overwrites it\n"
    assert program("backup", kept, "--force").code == 0
    program("agent", "add", "赵磊")
    refused = program("restore", kept)
    assert (refused.code, "add --force" in refused.err) == (2, True)
    aside, done = program("restore", kept, "--force").lines
    assert aside.startswith("Previous store kept: ")
    assert done == f"Restored and checked: {kept}"
    assert [one["name"] for one in program("agent", "list", "--json").json] == ["王敏"]


def test_the_daily_backup_goes_where_the_settings_say(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text('backup_folder = "daily"\n')
    settings.chmod(0o600)
    monkeypatch.setenv("CALLCENTER_SETTINGS", str(settings))
    made, _head = program("backup", "--daily").lines
    assert made.startswith(f"Saved and checked: {tmp_path / 'daily'}/")
    assert program("backup", "--daily").lines == ["Today's backup already exists."]
    assert len(list((tmp_path / "daily").iterdir())) == 1


def test_a_tick_makes_the_daily_backup(
    file_program: Program, sqlite_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text("backup_daily = true\n")
    settings.chmod(0o600)
    monkeypatch.setenv("CALLCENTER_SETTINGS", str(settings))
    for _ in range(2):
        assert file_program("tick").code == 0
    assert len(list((sqlite_path.parent / "backups").iterdir())) == 1


def test_who_has_a_damaged_store_is_led_to_the_backup(file_program: Program, sqlite_path: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    file_program("agent", "add", "王敏")
    file_program("backup", kept)
    data = bytearray(sqlite_path.read_bytes())
    data[100:] = b"\xff" * (len(data) - 100)
    sqlite_path.write_bytes(data)
    refused = file_program("agent", "list")
    assert (refused.code, "callcenter restore FILE" in refused.err) == (2, True)
    assert file_program("restore", kept, "--force").code == 0
    assert [one["name"] for one in file_program("agent", "list", "--json").json] == ["王敏"]


def test_what_is_no_backup_is_refused_before_anybody_is_asked(
    file_program: Program, sqlite_path: Path, tmp_path: Path
) -> None:
    file_program("agent", "add", "王敏")
    missing = file_program("restore", tmp_path / "missing.db")
    assert (missing.code, "No such file" in missing.err, "Replace" in missing.err) == (2, True, False)
    assert file_program("restore", sqlite_path, "--force").err == (
        f"callcenter: {sqlite_path} is the store itself; name a backup file\n"
    )


def test_where_there_is_no_store_yet_nobody_is_asked(file_program: Program, sqlite_path: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    file_program("backup", kept)
    other = Program(str(tmp_path / "new" / "store.db"))
    assert other("restore", kept).lines == [f"Restored and checked: {kept}"]


@pytest.mark.parametrize("name", ["~~", "~nobody-of-this-name/x"])
def test_a_home_that_nobody_has_is_one_line(file_program: Program, tmp_path: Path, name: str) -> None:
    file_program("agent", "add", "王敏")
    kept = tmp_path / "kept"
    assert file_program("backup", kept).code == 0
    there_is_none = (2, "", f"callcenter: {name}: No such file or directory\n")
    elsewhere = Program(name)
    for ran in (
        file_program("backup", name),
        file_program("restore", name),
        file_program("restore", name, "--force"),
        elsewhere("backup"),
        elsewhere("restore", kept),
        elsewhere("restore", kept, "--force"),
    ):
        assert (ran.code, ran.out, ran.err) == there_is_none


def test_a_file_in_a_home_is_found(file_program: Program, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    assert file_program("backup", "~/kept").lines[0] == f"Saved and checked: {tmp_path}/home/kept"
    assert file_program("restore", "~/kept", "--force").code == 0
    assert (tmp_path / "home" / "kept").exists()


@pytest.mark.parametrize("name", ["missing/x.db", "missing/"])
def test_no_folder_is_made_for_a_backup(program: Program, tmp_path: Path, name: str) -> None:
    """It may be a disk that is not mounted."""
    ran = program("backup", f"{tmp_path}/{name}")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"callcenter: no folder {tmp_path}/missing; create it first\n"
    assert not (tmp_path / "missing").exists()
    (tmp_path / "missing").mkdir()
    assert program("backup", f"{tmp_path}/{name}").code == 0
