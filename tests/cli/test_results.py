"""Results of follow-up calls through a file."""

from __future__ import annotations

from pathlib import Path

from tests.cli.running import Program, book


def test_a_file_brings_results(file_program: Program, tmp_path: Path) -> None:
    people = [("ref", "name", "campaign", "account_opened_at"), ("K1", "李雷", "brokerage", "2026-03-02")]
    assert file_program("import", "customers", book(tmp_path / "people.csv", people)).code == 0
    calls = [
        ("customer_ref", "at", "channel", "disposition", "callback_result"),
        ("K1", "2026-03-10 10:00", "call", "neutral", "不通过"),
        ("K1", "2026-03-11 10:00", "call", "neutral", "perhaps"),
    ]
    path = book(tmp_path / "calls.csv", calls)
    ran = file_program("import", "touches", path)
    assert ran.code == 1
    assert '"perhaps" is not a follow-up call result' in ran.out + ran.err
