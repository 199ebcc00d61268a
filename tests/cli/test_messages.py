"""``messages``: what is due and no call with its prepared text, and the check of a team's own texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Program, book


@pytest.fixture
def program(database_url: str, tmp_path: Path) -> Program:
    run = Program(database_url, "2026-03-02 10:05")
    rows = [
        ("ref", "name", "company", "phone", "owner", "inquiry_at", "性别", "邮箱", "timezone"),
        ("C1", "李雷", "北方动力", "13800138001", "王敏", "2026-03-02 09:00", "男", "ll@example.com", ""),
        ("C2", "Ann Smith", "", "+442071838750", "", "2026-03-02 09:30", "", "", "Europe/London"),
    ]
    assert run("import", "customers", book(tmp_path / "customers.csv", rows)).code == 0
    return run


def test_the_texts_stand_in_the_language_of_each_customer(program: Program) -> None:
    first, second = program("messages", "--json").json
    assert list(first)[:8] == ["ref", "name", "tier", "lane", "rule", "channel", "due_at", "breach_at"]
    assert (first["ref"], first["rule"], first["email"], first["owner"]) == (
        "C1",
        "telesales.thanks_sms",
        "ll@example.com",
        "王敏",
    )
    assert first["text"].startswith("您好，李先生！")
    assert "专属顾问王敏" in first["text"]
    assert second["text"].startswith("Hello Ann Smith, ")
    assert "[… agent]" in second["text"]  # of the pool: nobody signs yet
    (signed, _other) = program("messages", "--agent", "王敏", "--json").json
    assert "王敏" in signed["text"]


def test_in_words_and_as_of(program: Program) -> None:
    lines = program("messages").lines
    assert lines[0].startswith("C1  李雷  SMS  left 13h  ")
    assert lines[1].startswith("    您好，李先生！")
    assert lines[-1] == "2 due"
    assert program("messages", "--as-of", "2026-03-01 10:00").lines == ["no messages or visits due"]
    rules = [row["rule"] for row in program("messages", "--as-of", "2026-03-07 10:00", "--json").json]
    assert sorted(set(rules)) == ["telesales.promo_sms", "telesales.thanks_sms"]


def test_a_teams_own_texts_and_their_check(program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "thanks_sms.md").write_text("{姓名} {单位} {oops}\n")
    settings = tmp_path / "settings.toml"
    settings.write_text('messages = "texts"\norganisation = "北方电气"\n')
    settings.chmod(0o600)
    monkeypatch.setenv("CALLCENTER_SETTINGS", str(settings))
    first = program("messages", "--json").json[0]
    assert first["text"].startswith("您好，李先生！")
    wrong = f"{folder / 'thanks_sms.md'}, line 1: {{oops}} is not a placeholder"
    assert first["problem"].startswith(f"Using the built-in text until this is fixed: {wrong}")
    assert f"  ! {first['problem']}" in program("messages").lines
    for where in ((folder,), ()):
        checked = program("messages", "check", *where)
        assert (checked.code, len(checked.out.splitlines())) == (1, 1)
        assert checked.out.startswith(wrong)
    (folder / "thanks_sms.md").write_text("{姓名} {单位}\n")
    assert program("messages", "--json").json[0]["text"] == "李雷 北方电气"
    checked = program("messages", "check", folder)
    assert (checked.code, checked.out.splitlines()) == (0, [f"{folder}: no mistakes"])
    assert program("messages", "check", tmp_path / "none").code == 1
    settings.write_text('organisation = "北方电气"\n')
    for command, setting in (("messages", "messages"), ("scripts", "scripts")):
        refused = program(command, "check")
        assert (refused.code, refused.out) == (2, "")
        assert f"give a folder, or set {setting} in the settings" in refused.err
