"""``callcenter announce`` and ``announcements``."""

from __future__ import annotations

import json

from tests.cli.running import Program


def test_announced_and_listed_with_who_has_not_read_it(program: Program) -> None:
    assert program("announcements").out == "nothing announced yet; callcenter announce TEXT does\n"
    for name in ("王敏", "赵磊"):
        assert program("agent", "add", name, "--team", "一组").code == 0
    assert program("announce", "16:00 开会").out == "Sent to 2 people.\n"
    assert program("announce", "先别打了", "--agent", "王敏").out == "Sent to 1 person.\n"
    assert program("announce", "换话术", "--unit", "一组").out == "Sent to 2 people.\n"
    both = program("announce", "x", "--unit", "一组", "--agent", "王敏")
    assert (both.code, both.err) == (2, "callcenter: either --unit or --agent\n")
    listed = program("announcements").out
    assert "16:00 开会" in listed
    assert "0/2" in listed
    rows = json.loads(program("announcements", "--json").out)
    assert [(row["text"], row["agent"], row["unit"]) for row in rows] == [
        ("换话术", "", "一组"),
        ("先别打了", "王敏", ""),
        ("16:00 开会", "", ""),
    ]
    assert rows[1]["receipts"] == [{"agent": "王敏", "read_at": None}]
