"""``promises``: what was promised and is not kept yet, now and at another moment."""

from __future__ import annotations

from pathlib import Path

from tests.cli.running import Program, book


def test_promises_now_and_then(program: Program, tmp_path: Path) -> None:
    people = [
        ("ref", "name", "phone", "campaign", "owner", "appointment_at"),
        ("K1", "李雷", "13800000001", "telesales", "王敏", ""),
        ("K2", "吴静", "13800000002", "telesales", "赵磊", "2026-03-20 15:00"),
    ]
    assert program("import", "customers", book(tmp_path / "people.csv", people)).code == 0
    calls = [
        ("customer_ref", "at", "agent", "channel", "disposition", "callback_at"),
        ("K1", "2026-03-15 11:00", "赵磊", "call", "callback", "2026-03-16 11:00"),
    ]
    assert program("import", "touches", book(tmp_path / "calls.csv", calls)).code == 0
    everything = program("promises", "--json").json
    assert [(one["ref"], one["rule"], one["owner"]) for one in everything] == [
        ("K1", "telesales.callback", "王敏"),
        ("K2", "telesales.appointment.confirm", "赵磊"),
        ("K2", "telesales.appointment.call", "赵磊"),
        ("K2", "telesales.appointment.no_show", "赵磊"),
    ]
    assert everything[0]["due_at"] == "2026-03-16T11:00:00+08:00"
    assert program("promises", "--json", "--agent", "王敏").json == everything[:1]
    assert [one["made_by"] for one in everything] == ["赵磊", None, None, None]
    assert program("promises", "--json", "--agent", "赵磊").json == everything, "what he promised, and his own"
    assert program("promises", "--agent", "王敏", "--as-of", "2026-03-15 10:00").lines == ["no open promises"]
    then = program("promises", "--as-of", "2026-03-20 16:00").lines
    assert len(then) == 3
    assert "late 4d" in then[1]
    assert "no visit recorded" in then[2]
    assert program("promises", "--agent", "nobody").code == 2
