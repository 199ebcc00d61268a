"""``agent``, ``unit``, ``secure``, ``token``, ``audit``: a store that is closed, as the command line shows it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.cli.running import Program, book

WRONG = "callcenter: this store is closed: sign in, or set a token in CALLCENTER_TOKEN\n"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Standard input, for passwords."""
    stream = io.StringIO()
    monkeypatch.setattr("sys.stdin", stream)
    return stream


def secured(program: Program) -> None:
    """Close the store; the user root of this system is its administrator."""
    assert program.by("root")("agent", "add", "王敏", "--team", "一组").code == 0
    assert program.by("root")("secure", "老板", "--os-user").lines == ["the store is closed; 老板 is its administrator"]


def test_people_and_units(program: Program) -> None:
    assert program("agent", "add", "王敏", "--team", "一组").code == 0
    assert program("unit", "add", "华东", "--kind", "branch").lines == ["华东: branch, belongs to -"]
    assert program("unit", "set", "一组", "--parent", "华东").lines == ["一组: team, belongs to 华东"]
    circle = program("unit", "set", "华东", "--parent", "一组")
    assert (circle.code, circle.err) == (2, 'callcenter: "华东" cannot belong to itself or to a unit below it\n')
    assert program("unit", "list", "--json").json == [
        {"name": "一组", "kind": "team", "parent": "华东", "members": 1, "campaigns": []},
        {"name": "华东", "kind": "branch", "parent": None, "members": 0, "campaigns": []},
    ]
    assert program("agent", "set", "王敏", "--team", "二组", "--role", "supervisor").lines == ["王敏: supervisor, 二组"]
    assert program("agent", "set", "王敏").code == 2
    assert program("agent", "set", "nobody", "--role", "agent").code == 2
    assert program("agent", "leave", "王敏").lines == ["王敏 can no longer sign in"]
    assert [(row["name"], row["left"], row["team"]) for row in program("agent", "list", "--json").json] == [
        ("王敏", True, "")
    ]


def test_somebody_with_customers_does_not_leave(program: Program, tmp_path: Path) -> None:
    rows = [("ref", "name", "owner"), ("K1", "赵铁", "王敏"), ("K2", "李雷", "王敏")]
    assert program("import", "customers", book(tmp_path / "people.csv", rows)).code == 0
    refused = program("agent", "leave", "王敏")
    assert (refused.code, refused.err) == (
        2,
        "callcenter: 王敏 still has work (customers: 2, open cases: 0, calls in progress: 0); reassign it first\n",
    )


def test_a_staff_list_is_taken_whole_or_not_at_all(program: Program, tmp_path: Path) -> None:
    rows = [("姓名", "角色", "部门", "条线"), ("王敏", "主管", "一组", "销售"), ("赵磊", "皇帝", "", "")]
    bad = program("agent", "import", book(tmp_path / "staff.csv", rows))
    assert (bad.code, bad.out, bad.err) == (1, "", 'line 3: "皇帝" is not one of agent, supervisor, manager, admin\n')
    assert program("agent", "list", "--json").json == []
    good = book(tmp_path / "staff.csv", [*rows[:2], ("赵磊", "", "", "")])
    assert program("agent", "import", good).lines == ["2 added, 0 changed"]
    assert program("agent", "import", good).lines == ["0 added, 2 changed"]
    assert [
        (row["name"], row["role"], row["team"], row["line"]) for row in program("agent", "list", "--json").json
    ] == [
        ("王敏", "supervisor", "一组", "sales"),
        ("赵磊", "agent", "", None),
    ]


def test_a_closed_store_refuses_whoever_is_not_known_to_it(program: Program) -> None:
    secured(program)
    for arguments in (("queue", "--json"), ("agent", "list"), ("secure", "x", "--os-user"), ("audit", "list")):
        refused = program.by("guest")(*arguments)
        assert (refused.code, refused.out, refused.err) == (2, "", WRONG), arguments
    assert program.by("root")("agent", "set", "王敏", "--os-user", "wang").code == 0
    assert program.by("wang")("queue", "--agent", "王敏", "--json").json == []
    refused = program.by("wang")("agent", "add", "me", "--role", "admin")
    assert (refused.code, refused.err) == (2, "callcenter: 王敏 may not do this; ask a supervisor\n")
    assert program.by("wang")("queue", "--json").code == 2, "everybody's queue is a supervisor's"
    assert program.by("root")("secure", "--reopen").code == 0
    assert program.by("guest")("queue", "--json").json == []


def test_a_token_signs_commands_in(program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secured(program)
    (secret,) = program.by("root")("token", "create", "cron", "--role", "manager", "--expires", "30").lines
    monkeypatch.setenv("CALLCENTER_TOKEN", secret)
    assert program.by("guest")("queue", "--json").json == []
    assert program.by("guest")("token", "list").code == 2, "a manager makes no tokens"
    monkeypatch.delenv("CALLCENTER_TOKEN")
    file = tmp_path / "token"
    file.write_text(secret + "\n")
    monkeypatch.setenv("CALLCENTER_TOKEN_FILE", str(file))
    assert program.by("guest")("queue", "--json").json == []
    file.unlink()
    assert program.by("guest")("queue", "--json").err.startswith("callcenter: the token cannot be read from ")
    monkeypatch.delenv("CALLCENTER_TOKEN_FILE")
    (row,) = program.by("root")("token", "list", "--json").json
    assert (row["name"], row["role"], row["expires_at"]) == ("cron", "manager", "2026-04-15T02:31:00+00:00")
    assert secret not in program.by("root")("token", "list").out
    assert program.by("root")("token", "revoke", "cron").code == 0
    monkeypatch.setenv("CALLCENTER_TOKEN", secret)
    refused = program.by("guest")("queue")
    assert (refused.code, refused.err) == (2, "callcenter: this token is unknown, revoked or expired\n")
    for wrong in ("0", "x", "2026-13-01"):
        assert program.by("root")("token", "create", "t", "--role", "agent", "--expires", wrong).code == 2
    monkeypatch.delenv("CALLCENTER_TOKEN")
    for holder in ((), ("--role", "agent", "--agent", "王敏"), ("--agent", "王敏", "--unit", "一组")):
        refused = program.by("root")("token", "create", "t", *holder, "--expires", "30")
        assert (refused.code, refused.err.startswith("callcenter: give --role, ")) == (2, True)


def test_a_password_is_read_from_a_pipe(program: Program, typed: io.StringIO) -> None:
    assert program("secure", "老板").err == "callcenter: the password is read from standard input, which is empty\n"
    typed.write("short\nlong enough\n")
    typed.seek(0)
    assert program("secure", "老板").err == "callcenter: a password needs at least 8 characters\n"
    assert program("secure", "老板").code == 0
    assert program("secure").code == 2


def test_nothing_is_changed_with_a_password_that_nobody_may_have(program: Program, typed: io.StringIO) -> None:
    secured(program)
    for arguments in (("add", "li"), ("set", "王敏", "--team", "二组")):
        typed.seek(0)
        typed.write("short\n")
        typed.seek(0)
        refused = program.by("root")("agent", *arguments, "--password")
        assert (refused.code, refused.err) == (2, "callcenter: a password needs at least 8 characters\n")
    rows = program.by("root")("agent", "list", "--json").json
    assert [(row["name"], row["team"]) for row in rows] == [("老板", ""), ("王敏", "一组")]


def test_somebody_at_a_terminal_is_asked_for_name_and_password(
    program: Program, typed: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed.write("long enough\n")
    typed.seek(0)
    assert program.by("guest")("secure", "老板").code == 0
    assert program.by("guest")("audit", "head").code == 2, "nobody to be asked in a pipe"
    answers: list[str] = []
    monkeypatch.setattr("callcenter.commands.base.context._on_a_terminal", lambda: True)
    monkeypatch.setattr("click.prompt", lambda *_args, **_more: answers.pop(0))
    answers[:] = ["老板", "long enough"]
    assert program.by("guest")("agent", "add", "王敏").code == 0
    answers[:] = ["老板", "wrong"]
    said = "wrong name or password; after five wrong attempts none is accepted for 15 minutes"
    assert program.by("guest")("audit", "head").err == f"callcenter: {said}\n"
    answers[:] = ["老板", "long enough"]
    wrong, added, *_rest = program.by("guest")("audit", "list", "--json").json
    assert (wrong["verb"], wrong["subject"], wrong["denied"]) == ("sign_ins.with_password", "agent:1", True)
    assert (added["principal"], added["verb"], added["origin"]) == ("老板", "people.add", "command")
    assert not answers
    answers[:] = ["老板 ", "long enough"]
    assert program.by("guest")("audit", "head").code == 0, "the name is that of the sign-in, however it was typed"


def test_the_audit_is_listed_and_followed(program: Program) -> None:
    secured(program)
    root = program.by("root")
    (head,) = root("audit", "head").lines
    assert root("audit", "verify", "--head", head).lines == ["2 actions, chain unbroken"]
    assert program.by("guest")("queue").code == 2
    first, *_others, last = reversed(root("audit", "list", "--json").json)
    assert (first["seq"], first["principal"], first["verb"], first["denied"]) == (1, "root", "people.add", False)
    assert (last["principal"], last["origin"], last["denied"]) == ("?guest", "command", True)
    assert root("audit", "verify", "--head", f"99:{'0' * 64}").code == 1
    assert root("audit", "verify", "--head", "x").code == 2
