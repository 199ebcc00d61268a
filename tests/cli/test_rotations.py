"""``callcenter rotation`` and ``import customers --allocate``."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.running import Program


def test_an_order_is_set_and_shown_and_a_list_is_allocated_by_it(program: Program, tmp_path: Path) -> None:
    program("campaign", "add", "来电", "--rulebook", "telesales")
    assert program("rotation", "show", "来电").out == "no rotation in 来电; callcenter rotation set creates one\n"
    for name in ("王敏", "赵磊"):
        program("agent", "add", name)
    both = program("rotation", "set", "来电", "赵磊", "王敏", "--proposed")
    assert (both.code, both.err) == (2, "callcenter: name the agents in their order, or give --proposed\n")
    assert program("rotation", "set", "来电", "赵磊", "王敏").code == 0
    shown = json.loads(program("rotation", "show", "来电", "--json").out)
    assert [(seat["agent"], seat["skip"]) for seat in shown["seats"]] == [("赵磊", "absent"), ("王敏", "absent")]
    assert (shown["next"], shown["proposed"]) == (None, ["赵磊", "王敏"])
    sheet = tmp_path / "leads.csv"
    sheet.write_text("ref,name,phone\nK1,吴静,13812347731\n", encoding="utf-8")
    said = program("import", "customers", str(sheet), "--campaign", "来电", "--allocate").out
    assert "no customers allocated: nobody in the rotation is available" in said
    refused = program("rotation", "requalify", "来电", "王敏")
    assert refused.code == 2
    assert "nothing to requalify" in refused.err


def test_the_register_shows_callers_who_are_no_customers(program: Program) -> None:
    program("campaign", "add", "来电", "--rulebook", "telesales")
    assert program("rotation", "register", "来电").out == "no incoming calls on that day\n"
    said = program("rotation", "not-customer", "来电", "--kind", "seller", "--phone", "13800138000", "--note", "纸张")
    assert said.out == "registered: seller\n"
    (row,) = json.loads(program("rotation", "register", "来电", "--json").out)
    assert (row["not_customer"], row["phone"], row["note"], row["agent"]) == ("seller", "13800138000", "纸张", None)
    assert program("rotation", "not-customer", "来电", "--kind", "robot").code == 2
    for day in ("昨天", "9999-12-31"):
        assert f'"{day}" is not a day' in program("rotation", "register", "来电", "--day", day).err


def test_a_dry_run_says_who_would_get_how_many_and_why_and_gives_nobody_away(program: Program, tmp_path: Path) -> None:
    program("campaign", "add", "来电", "--rulebook", "telesales")
    for name in ("王敏", "赵磊", "周航"):
        program("agent", "add", name)
    for name in ("王敏", "赵磊"):
        assert program("agent", "shift", name, "--days", "mon-sun", "--hours", "00:00-24:00").code == 0
    program("rotation", "set", "来电", "周航", "赵磊", "王敏")
    sheet = tmp_path / "leads.csv"
    owners = ["", "", "", "王敏"]
    rows = [f"K{number},客户{number},1381234773{number},{owner}\n" for number, owner in enumerate(owners)]
    sheet.write_text("ref,name,phone,owner\n" + "".join(rows), encoding="utf-8")
    arguments = ("import", "customers", str(sheet), "--campaign", "来电", "--allocate")
    for _again in range(2):
        said = program(*arguments, "--dry-run").out.splitlines()
        assert said[:5] == [
            "preview: 4 new, 0 updated, 0 unchanged",
            "赵磊: 2 new customers (next in the rotation)",
            "王敏: 1 new customer (next in the rotation)",
            "周航 is passed over 2 times: not on shift",
            "1 new customer is not allocated: the list names an owner, or the campaign has no rotation",
        ]
    assert "3 of 4 new customers allocated by rotation" in program(*arguments).out
    whose = [program("customer", "show", f"K{number}", "--json").json["owner"] for number in range(4)]
    assert whose == ["赵磊", "王敏", "赵磊", "王敏"]
