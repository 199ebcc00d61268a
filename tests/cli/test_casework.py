"""A script does with cases what mode 4 does (docs/rules.md#r1-exceptions, #r10-survey, #r15-results)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from callcenter.access import Principal
from callcenter.store import Store
from tests.cli.running import Program, Ran, book
from tests.support.proxy import proxied


@pytest.fixture
def program(database_url: str) -> Program:
    started = Program(database_url, "2026-03-16 10:31")
    for name in ("王敏", "赵磊", "陈静"):
        assert started("agent", "add", name).code == 0
    return started


def listed(program: Program | Callable[..., Ran], *options: str) -> list[tuple[int, str, str | None, str | None]]:
    return [
        (row["id"], row["state"], row["assignee"], row["owner"])
        for row in program("case", "list", *options, "--json").json
    ]


def test_an_exception_from_its_raising_to_its_close(program: Program, tmp_path: Path) -> None:
    people = [("ref", "name", "owner"), ("K1", "赵铁", "王敏")]
    assert program("import", "customers", book(tmp_path / "people.csv", people)).code == 0
    (key,) = program.by("王敏")("case", "raise", "K1", "--remark", "buys [/x] elsewhere").lines
    assert program.by("陈静")("case", "assign", key, "赵磊").lines == [f"case {key} of 赵铁 (K1): assigned"]
    assert listed(program, "--assignee", "赵磊") == [(int(key), "assigned", "赵磊", "赵磊")]
    assert program.by("赵磊")("case", "report", key, "--remark", "comes on Friday").code == 0
    assert listed(program, "--state", "reported") == [(int(key), "reported", "赵磊", "赵磊")]
    assert program.by("陈静")("case", "close", key, "--remark", "done").code == 0
    assert listed(program) == []
    again = program.by("陈静")("case", "close", key, "--remark", "done")
    assert (again.code, again.out, again.err) == (1, "", f"callcenter: case {key} is already closed\n")
    shown = program("case", "show", key, "--json").json
    assert shown["due_at"] == "2026-03-19T00:00:00+08:00", "two working days"
    assert (shown["owner"], shown["closed_at"], shown["kind"]) == ("王敏", "2026-03-16T10:31:00+08:00", "exception")
    assert [(one["actor"], one["action"], one["remark"]) for one in shown["events"]] == [
        ("王敏", "opened", "buys [/x] elsewhere"),
        ("陈静", "assigned", "赵磊"),
        ("赵磊", "reported", "comes on Friday"),
        ("陈静", "closed", "done"),
    ]
    assert program("case", "reopen", key, "--remark", "not done").code == 0
    assert "buys [/x] elsewhere" in program("case", "show", key).out
    assert "raised by hand" in program("case", "list").out
    assert "Wed 18 Mar 24:00" in program("case", "show", key).out


def test_a_hand_on_is_asked_chased_answered_and_told_to_the_customer(program: Program, tmp_path: Path) -> None:
    people = [("ref", "name", "owner", "phone"), ("K1", "赵铁", "王敏", "13800138003")]
    assert program("import", "customers", book(tmp_path / "people.csv", people)).code == 0
    assert program("unit", "add", "技术部", "--kind", "department").code == 0
    hand_on = ("case", "raise", "K1", "--kind", "hand_on", "--remark", "which fuse?")
    assert program.by("王敏")(*hand_on).code == 2, "no department"
    (key,) = program.by("王敏")(*hand_on, "--department", "技术部").lines
    shown = program("case", "show", key, "--json").json
    # Monday 10:31, and 24 hours on.
    assert shown["next"] == {"by": "department", "at": "2026-03-17T10:31:00+08:00"}
    assert shown["department"] == "技术部"
    assert listed(program, "--department", "技术部") == listed(program, "--kind", "hand_on") != []
    assert listed(program.by("王敏"), "--your-turn") == []
    assert program("agent", "add", "孙工", "--team", "技术部").code == 0
    assert listed(program.by("孙工"), "--your-turn") == [(int(key), "open", None, "王敏")]
    assert program("case", "list", "--your-turn", "--state", "open").code == 2
    assert program("case", "list", "--department", "仓库").code == 2
    assert "技术部 by Tue 17 Mar 10:31" in program("case", "show", key).out
    assert program.by("王敏")("case", "chase", key, "--remark", "on the phone").code == 0
    answered = program.by("王敏")("case", "report", key, "--remark", "the 16 A one").lines
    assert answered == [f"case {key} of 赵铁 (K1): answered"]
    owed = {one["rule"]: one["breach_at"] for one in program("obligations", "K1", "--json").json}
    assert owed["telesales.hand_on"] == "2026-03-18T00:00:00+08:00"
    assert program.by("王敏")("case", "chase", key, "--remark", "?").code == 2
    assert program.by("王敏")("case", "report", key, "--remark", "told").lines == [f"case {key} of 赵铁 (K1): closed"]


def test_a_month_of_cases_is_counted_by_cause_kind_agent_and_product(program: Program, tmp_path: Path) -> None:
    people = [("ref", "name", "owner", "product"), ("K1", "赵铁", "王敏", "X1"), ("K2", "李雷", "王敏", "")]
    assert program("import", "customers", book(tmp_path / "people.csv", people)).code == 0
    (key,) = program.by("王敏")("case", "raise", "K1", "--kind", "complaint", "--remark", "late").lines
    assert program.by("王敏")("case", "raise", "K2", "--kind", "repair", "--remark", "noise").code == 0
    assert program.by("赵磊")("case", "assign", key, "赵磊").code == 0
    refused = program.by("赵磊")("case", "report", key, "--cause", "rain", "--remark", "x")
    assert (refused.code, "name the cause" in refused.err) == (2, True), "its rulebook lists none"
    counted = program("case", "analysis", "--month", "2026-03", "--json").json
    rows = [(one["kind"], one["cause"], one["agent"], one["product"], one["opened"]) for one in counted]
    assert rows == [("complaint", "", "赵磊", "X1", 1), ("repair", "", "", "", 1)]
    said = program("case", "analysis", "--month", "2026-03").out
    assert all(word in said for word in ("X1", "赵磊", "nobody"))
    assert program("case", "analysis", "--month", "2026-02").lines == ["no cases opened in that month"]
    assert program("case", "analysis", "--month", "2026-13").code == 2


def test_a_lead_that_was_handed_out_is_reported_on(program: Program, tmp_path: Path) -> None:
    people = [
        ("ref", "name", "owner", "campaign", "handed_out_at"),
        ("K1", "赵铁", "王敏", "export", "2026-03-13 09:00"),
    ]
    assert program("import", "customers", book(tmp_path / "people.csv", people)).code == 0
    assert program("customer", "report", "K1").lines == ["next report by Fri 20 Mar 24:00", "no reports yet"]
    said = program.by("王敏")("customer", "report", "K1", "--text", "wants [/x] samples").out
    assert "wants [/x] samples" in said
    assert program("customer", "report", "K1", "--json").json == {
        "ref": "K1",
        "next": "2026-04-17T00:00:00+08:00",
        "reports": [{"at": "2026-03-16T10:31:00+08:00", "by": "王敏", "text": "wants [/x] samples"}],
    }
    people[1] = ("K2", "李雷", "王敏", "telesales", "")
    assert program("import", "customers", book(tmp_path / "more.csv", people)).code == 0
    refused = program.by("王敏")("customer", "report", "K2", "--text", "x")
    assert (refused.code, refused.err) == (2, "callcenter: K2 has no lead to report on\n")


def test_second_calls_appeals_and_reviews(program: Program, tmp_path: Path) -> None:
    people = [
        ("ref", "name", "campaign", "account_opened_at"),
        *((f"K{n}", f"客户{n}", "brokerage", "2026-03-02") for n in (1, 2)),
    ]
    assert program("import", "customers", book(tmp_path / "people.csv", people)).code == 0
    calls = [
        ("customer_ref", "at", "channel", "disposition", "agent", "callback_result", "满意度"),
        ("K1", "2026-03-16 10:31", "call", "neutral", "王敏", "failed", "不满意"),
        ("K2", "2026-03-16 10:31", "call", "refused", "王敏", "", "4"),
    ]
    assert program("import", "touches", book(tmp_path / "calls.csv", calls)).code == 0
    first, second = (row["id"] for row in program("case", "list", "--json").json)
    assert program.by("赵磊")(
        "case", "call", str(first), "--result", "unreachable", "--remark", "write to them"
    ).lines == [f"case {first} of 客户1 (K1): open"]
    assert program.by("赵磊")("case", "call", str(first), "--result", "passed").lines == [
        f"case {first} of 客户1 (K1): closed"
    ]
    assert [one["result"] for one in program("case", "show", str(first), "--json").json["events"]] == [
        "unreachable",
        None,
        "passed",
        None,
    ]
    (appeal,) = program.by("赵磊")("case", "appeal", "K2", "--remark", "he did agree").lines
    refused = program.by("王敏")("case", "review", appeal, "--result", "passed", "--remark", "yes")
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert program.by("陈静")("case", "review", appeal, "--result", "passed", "--remark", "heard it").code == 0
    states = [program("case", "show", str(key), "--json").json["state"] for key in (appeal, second)]
    assert states == ["closed", "withdrawn"]  # nobody had worked on the second follow-up call yet


def test_bad_use_is_one_line(program: Program, tmp_path: Path) -> None:
    people = [("ref", "name"), ("K1", "赵铁")]
    assert program("import", "customers", book(tmp_path / "people.csv", people)).code == 0
    for arguments in (
        ("show", "7"),
        ("close", "7", "--remark", "x"),
        ("close", "7"),
        ("raise", "K9", "--remark", "x"),
        ("raise", "K1", "--kind", "appeal", "--remark", "x"),
        ("appeal", "K1", "--remark", "x"),
        ("appeal", "K9", "--remark", "x"),
        ("list", "--state", "lost"),
    ):
        ran = program("case", *arguments)
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1), arguments
    assert program("case", "list").lines == ["no such case"]


def test_a_case_given_away_in_the_middle_of_a_call_says_that_its_customer_waits(
    program: Program, tmp_path: Path
) -> None:
    people = [("ref", "name", "owner", "phone"), ("K1", "赵铁", "王敏", "13800138003")]
    assert program("import", "customers", book(tmp_path / "people.csv", people)).code == 0
    (key,) = program.by("王敏")("case", "raise", "K1", "--remark", "buys elsewhere").lines
    now, agent = program.clock.now(), Principal("王敏")
    store = Store.open(program.database, now)
    store.by(agent).calls.start(store.by(agent).claims.take("K1", now=now), now=now)
    store.close()
    assert program.by("陈静")("case", "assign", key, "赵磊").lines == [
        f"case {key} of 赵铁 (K1): assigned",
        "赵铁 is on a call with 王敏: it takes effect once that call is saved.",
    ]


def test_a_command_whose_answer_is_lost_raises_one_case(postgresql_url: str, tmp_path: Path) -> None:
    people = [("ref", "name"), ("K1", "赵铁")]
    assert Program(postgresql_url)("import", "customers", book(tmp_path / "people.csv", people)).code == 0
    with proxied(postgresql_url) as proxy:
        program = Program(proxy.address)
        program("case", "list")  # all that a start writes is written by now
        proxy.lose_next()
        (key,) = program("case", "raise", "K1", "--remark", "nothing came").lines
        assert proxy.lost == 1
    assert [row[0] for row in listed(Program(postgresql_url))] == [int(key)]
