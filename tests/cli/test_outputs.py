"""Output files of commands go over nothing that somebody needs; a path that cannot be one is a line.

See docs/rules.md#exit-codes.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.running import Program, book

ROWS = [("ref", "name", "phone"), ("K1", "李雷", "12"), ("K2", "韩梅梅", "13812340001")]


def refused(program: Program, source: Path, target: Path, *options: str) -> str:
    """Return the message about a list of rejects that may not be written there; nothing has happened."""
    before = target.read_bytes() if target.is_file() else None
    ran = program("import", "customers", source, "--rejects", target, *options)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert (target.read_bytes() if target.is_file() else None) == before
    return ran.err


def test_rejects_go_over_no_file_unless_forced(file_program: Program, tmp_path: Path) -> None:
    source, target = book(tmp_path / "people.csv", ROWS), tmp_path / "old.csv"
    target.write_text("mine")
    assert refused(file_program, source, target) == f"callcenter: {target} already exists; --force overwrites it\n"
    assert file_program("import", "list", "--json").json == []
    assert file_program("import", "customers", source, "--rejects", target, "--force").code == 1
    assert "K1" in target.read_text(encoding="utf-8-sig")
    # A link is a file too, wherever it leads; a device is not.
    link = tmp_path / "link.csv"
    link.symlink_to(tmp_path / "nowhere")
    assert "already exists" in refused(file_program, source, link)
    assert file_program("import", "customers", source, "--rejects", "/dev/null").code == 1


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_rejects_go_over_neither_the_store_nor_what_is_read(
    file_program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, force: tuple[str, ...]
) -> None:
    source = book(tmp_path / "people.csv", ROWS)
    settings = tmp_path / "settings.toml"
    settings.write_text("", encoding="utf-8")
    settings.chmod(0o600)
    monkeypatch.setenv("CALLCENTER_SETTINGS", str(settings))
    other = tmp_path / "other.csv"
    os.link(source, other)
    for path in (source, other):
        assert f"{path} is the file being read" in refused(file_program, source, path, *force)
    store = Path(file_program.database)
    # Before it is made, and afterwards under another name.
    assert "belongs to the program itself" in refused(file_program, source, store, *force)
    file_program("agent", "list")
    near = tmp_path / "near"
    near.symlink_to(store)
    for path in (store, near, Path(f"{store}-wal"), settings):
        assert "belongs to the program itself" in refused(file_program, source, path, *force)
    assert file_program("import", "list", "--json").json == []


def test_a_copied_rulebook_goes_over_nothing_either(file_program: Program, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    assert file_program("rulebook", "copy", "telesales", own).code == 0
    text = own.read_text(encoding="utf-8")
    for target, said in ((own, "is the file being read"), (Path(file_program.database), "to the program itself")):
        ran = file_program("rulebook", "copy", own, target, "--force")
        assert (ran.code, said in ran.err) == (2, True)
    assert own.read_text(encoding="utf-8") == text
    assert file_program("rulebook", "copy", "telesales", own).err.endswith("already exists; --force overwrites it\n")
    assert file_program("rulebook", "copy", "abc", own, "--force").code == 0
    assert own.read_text(encoding="utf-8") != text


@pytest.mark.parametrize("path", ["~~", "~nobody-of-this-name/x", "~~/x.csv"])
def test_a_home_that_is_nobodys_is_one_line(file_program: Program, tmp_path: Path, path: str) -> None:
    source = book(tmp_path / "people.csv", ROWS)
    for arguments in (
        ("--database", path, "agent", "list"),
        ("import", "customers", path),
        ("import", "customers", str(source), "--rejects", path),
        ("rulebook", "check", f"{path}.toml"),
        ("rulebook", "copy", "telesales", path),
        ("scripts", "check", path),
        ("messages", "check", path),
    ):
        ran = file_program(*arguments)
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1), arguments
        assert ran.err.startswith("callcenter: ~")
        assert "No such file or directory" in ran.err


@pytest.mark.parametrize("key", ["database", "messages", "scripts"])
def test_a_setting_that_cannot_be_a_path_is_named_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    settings = tmp_path / "settings.toml"
    monkeypatch.setenv("CALLCENTER_SETTINGS", str(settings))
    for value in ("~~", "a\\u0000b"):
        settings.touch(0o600)
        settings.write_text(f'reduced = true\n{key} = "{value}"\n', encoding="utf-8")
        ran = Program(str(tmp_path / "x.db"))(
            "import", "customers", tmp_path / "x.csv", "--rejects", tmp_path / "y.csv"
        )
        assert (ran.code, ran.err.count("\n")) == (2, 1)
        assert f"line 2, {key}:" in ran.err
    monkeypatch.setenv("CALLCENTER_SETTINGS", "~~")
    ran = Program(str(tmp_path / "x.db"))("import", "customers", tmp_path / "x.csv", "--rejects", tmp_path / "y.csv")
    assert (ran.code, "CALLCENTER_SETTINGS names a file that does not exist" in ran.err) == (2, True)
