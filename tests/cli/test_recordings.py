"""``log`` and ``recording``: recordings come with lists of contacts, and are played (docs/rules.md#r27)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.cli.running import Program, book

PLAYER = "import sys; open(sys.argv[1], 'a').write(sys.argv[2] + chr(10)); sys.exit(len(sys.argv[2]) % 2)"


@pytest.fixture
def recorded(program: Program, tmp_path: Path) -> Program:
    """Two calls, one of them recorded, from lists with headings in both languages."""
    people = [("ref", "name", "phone", "inquiry_at"), ("C1", "李雷", "13800000001", "2026-03-02")]
    assert program("import", "customers", book(tmp_path / "people.csv", people)).code == 0
    chinese = [
        ("客户编号", "时间", "方式", "结果", "录音文件"),
        ("C1", "2026-03-03 10:00", "电话", "无人接听", "a b.wav"),
    ]
    english = [("customer_ref", "at", "channel", "disposition", "recording"), ("C1", "2026-03-04", "call", "busy", "")]
    for name, rows in (("zh.csv", chinese), ("en.csv", english)):
        assert program("import", "touches", book(tmp_path / name, rows)).code == 0
    return program


def test_the_log_has_numbers_and_recordings(recorded: Program) -> None:
    found = recorded("log", "--ref", "C1", "--json").json
    assert [(one["at"], one["disposition"], one["recording"], one["shown_number"]) for one in found] == [
        ("2026-03-04T00:00:00+08:00", "busy", None, None),
        ("2026-03-03T10:00:00+08:00", "no_answer", "a b.wav", None),
    ]
    assert "a b.wav" in recorded("log", "--limit", "2").lines[-1]
    assert recorded("log", "--agent", "nobody").code == 2


def test_the_same_list_again_is_skipped_and_another_recording_is_a_bad_row(recorded: Program, tmp_path: Path) -> None:
    def again(recording: str) -> int:
        rows = [("customer_ref", "at", "channel", "disposition", "recording")]
        rows.append(("C1", "2026-03-03 10:00", "call", "no_answer", recording))
        return recorded("import", "touches", book(tmp_path / "again.csv", rows)).code

    assert (again("a b.wav"), again(""), again("other.wav")) == (0, 0, 1)


def test_a_recording_is_played_by_the_program_that_is_set(
    recorded: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest, oldest = (one["id"] for one in recorded("log", "--json").json)
    missing = recorded("recording", "play", str(oldest))
    assert (missing.code, "recording_command" in missing.err) == (2, True)
    played, settings = tmp_path / "played", tmp_path / "settings.toml"
    command = [sys.executable, "-c", PLAYER, str(played), "file:{recording}"]
    settings.write_text(f"recording_command = {command!r}\n", encoding="utf-8")
    monkeypatch.setenv("CALLCENTER_SETTINGS", str(settings))
    assert recorded("recording", "play", str(oldest)).code == 0
    assert played.read_text() == "file:a b.wav\n", "one argument, and no shell"
    none = recorded("recording", "play", str(newest))
    assert (none.code, none.err) == (2, f"callcenter: record {newest} has no recording\n")
    heard = [one["verb"] for one in recorded("audit", "list", "--json").json]
    assert heard.count("recordings.listen") == 1
    settings.write_text('recording_command = ["/nonexistent/player", "{recording}"]\n', encoding="utf-8")
    failed = recorded("recording", "play", str(oldest))
    assert (failed.code, "cannot start /nonexistent/player: " in failed.err) == (2, True)


def test_what_was_kept_long_enough_is_listed(recorded: Program) -> None:
    assert recorded("recording", "expired", "--json").json == []
    later = Program(recorded.database, "2029-03-04 00:00")
    (found,) = later("recording", "expired", "--json").json
    assert (found["recording"], found["kept_until"]) == ("a b.wav", "2029-03-03T00:00:00+08:00")
    assert later("recording", "expired").lines == ["a b.wav"]
