"""``callcenter scripts``: what there is, one as its file has it, the check of a team's folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Program

OURS = "---\ntitle: The promised call\nrules: *.callback\n---\n\n- [ ] Say hello\n\n  > Hello {name}.\n"


def test_what_is_listed_and_shown_can_be_saved_checked_and_used(
    file_program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = {one["id"]: one for one in file_program("scripts", "list", "--json").json}
    assert listed["insurance-review"]["rules"] == ["insurance.review"]
    assert not any(one["own"] for one in listed.values())
    shown = file_program("scripts", "show", "callback").out
    assert shown.startswith("---\ntitle: Promised callback\n")

    folder = tmp_path / "ours"
    folder.mkdir()
    (folder / "callback.md").write_text(OURS, encoding="utf-8")
    (tmp_path / "settings.toml").write_text('scripts = "ours"\n', encoding="utf-8")
    (tmp_path / "settings.toml").chmod(0o600)
    monkeypatch.setenv("CALLCENTER_SETTINGS", str(tmp_path / "settings.toml"))
    assert file_program("scripts", "check", folder).lines == [f"{folder}: no mistakes, no warnings"]
    titles = {one["id"]: one["title"] for one in file_program("scripts", "list", "--json").json if one["own"]}
    assert titles == {"callback": "The promised call"}
    assert file_program("scripts", "show", "callback").out == OURS

    (folder / "callback.md").write_text(OURS.replace("{name}", "{nmae}"), encoding="utf-8")
    ran = file_program("scripts", "check")
    assert ran.code == 1
    assert ran.out.startswith("callback.md, line 8: {nmae} is not a placeholder")
    assert "callback.md is ignored; callcenter scripts check FOLDER says why" in file_program("scripts", "list").out


def test_what_there_is_not_is_told_in_one_line(file_program: Program, tmp_path: Path) -> None:
    ran = file_program("scripts", "show", "nothing")
    assert (ran.code, ran.err) == (
        2,
        'callcenter: no script "nothing"; callcenter scripts list shows all\n',
    )
    assert file_program("scripts", "check", tmp_path / "nowhere").code == 2


def test_a_warning_is_no_mistake(file_program: Program, tmp_path: Path) -> None:
    (tmp_path / "mine.md").write_text(OURS.replace("*.callback", "our_own.thing"), encoding="utf-8")
    ran = file_program("--lang", "zh", "scripts", "check", tmp_path)
    assert ran.code == 0
    assert ran.out.startswith("警告：")


def test_a_folder_without_scripts_is_not_taken_for_one_without_mistakes(tmp_path: Path, file_program: Program) -> None:
    (tmp_path / "callback.txt").write_text("no script")
    ran = file_program("scripts", "check", tmp_path)
    assert ran.lines == [f"warning: {tmp_path.name}: no scripts in it; each is a file of its own, NAME.md"]
