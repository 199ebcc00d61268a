"""Lists that say in a status column whom nobody may call: recorded, held for the number, taken back.

See docs/rules.md#bad-rows.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Program, Ran

LIST = (
    "编号,姓名,手机,来电时间,状态\n"
    "M1,林悦,13812340001,2026-03-05 09:00,黑名单\n"
    "M2,周宁,13812340002,2026-03-05 09:00,DNC\n"
    "M3,赵铁,13812340003,2026-03-05 09:00,跟进中\n"
)


def taken(program: Program, folder: Path, text: str, *options: str, name: str = "list.csv") -> Ran:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return program("import", "customers", path, *options)


def offered(program: Program, *options: str) -> list[str]:
    return sorted(one["ref"] for one in program("queue", *options, "--json").json)


def gate(program: Program, ref: str, *options: str) -> str | None:
    found: str | None = program("why", ref, *options, "--json").json["gate"]
    return found


def test_who_is_on_the_black_list_is_not_offered(program: Program, tmp_path: Path) -> None:
    ran = taken(program, tmp_path, LIST)
    assert (ran.code, ran.err) == (0, "")
    assert "2 rows say do not call" in ran.out
    as_of = ("--as-of", "2026-03-05T10:05")
    assert offered(program, *as_of) == ["M3"]
    assert [gate(program, ref, *as_of) for ref in ("M1", "M2", "M3")] == ["do_not_call", "do_not_call", None]
    assert [gate(program, ref) for ref in ("M1", "M2")] == ["do_not_call", "do_not_call"]
    assert program("obligations", "M1", "--json").json == []


def test_what_is_unclear_is_a_bad_row_and_what_is_plain_is_none(program: Program, tmp_path: Path) -> None:
    rows = ("拒绝", "Blocked", "No contact", "email opt-out", "意向强", "Proposal sent", "停机", "不在黑名单", "")
    text = "编号,姓名,状态\n" + "".join(f"K{n},x,{word}\n" for n, word in enumerate(rows))
    ran = taken(program, tmp_path, text)
    assert ran.code == 1
    for n, word in enumerate(rows[:4]):
        assert f'list.csv:{n + 2}: 状态: "{word}" may or may not mean do not call' in ran.out
    assert "9 rows; 5 new, 0 updated, 0 unchanged, 4 rejected" in ran.out
    assert program("why", "K5", "--json").json["gate"] != "do_not_call"


@pytest.mark.parametrize(
    ("heading", "barred", "free", "unclear"),
    [
        (
            "status",
            ["Do Not Call", "opted out", "ＤＮＣ", "do_not_call", "BLACKLISTED"],
            ["New", "Not on DNC"],
            ["Stop"],
        ),
        ("阶段", ["勿打", "拒访"], ["跟进中"], ["屏蔽"]),
        ("state", ["DNC"], ["NY", "黑龙江"], []),
        ("标签", ["黑名单", "老客户、黑名单"], ["老客户", "拒绝"], []),
        ("是否黑名单", ["是", "Y", "1", "黑名单"], ["否", "0", "正常", "非黑名单"], ["maybe"]),
        ("Do Not Call", ["TRUE", "yes"], ["no", "FALSE"], ["2026-01-05"]),
    ],
)
def test_every_column_that_may_say_so(
    file_program: Program, tmp_path: Path, heading: str, barred: list[str], free: list[str], unclear: list[str]
) -> None:
    cells = [*barred, *free, *unclear]
    text = f"编号,姓名,手机,{heading}\n" + "".join(
        f'K{n},x,1381234{n:04},"{word}"\n' for n, word in enumerate(cells, start=1)
    )
    ran = taken(file_program, tmp_path, text)
    assert f"{len(cells) - len(unclear)} new" in ran.out
    assert f"{len(unclear)} rejected" in ran.out
    gates = [gate(file_program, f"K{n}") for n in range(1, len(barred) + len(free) + 1)]
    assert gates[: len(barred)] == ["do_not_call"] * len(barred)
    assert "do_not_call" not in gates[len(barred) :]


def test_both_of_two_status_columns_are_read(file_program: Program, tmp_path: Path) -> None:
    text = "编号,姓名,阶段,状态\nK1,x,跟进中,黑名单\nK2,x,黑名单,跟进中\nK3,x,成交,\n"
    assert taken(file_program, tmp_path, text).code == 0
    assert [gate(file_program, ref) == "do_not_call" for ref in ("K1", "K2", "K3")] == [True, True, False]


def test_of_two_rows_of_one_ref_either_says_so(program: Program, tmp_path: Path) -> None:
    text = "编号,姓名,状态\nK1,x,黑名单\nK1,x,跟进中\nK2,x,\nK2,x,勿打\n"
    assert taken(program, tmp_path, text).code == 0
    assert [gate(program, ref) for ref in ("K1", "K2")] == ["do_not_call"] * 2
    again = taken(program, tmp_path, text)
    assert "0 new, 0 updated, 4 unchanged" in again.out


def test_it_holds_for_the_number_across_campaigns(program: Program, tmp_path: Path) -> None:
    program("campaign", "add", "other", "--rulebook", "telesales")
    taken(program, tmp_path, "ref,name,phone\nB1,x,13812340001\nB2,x,13812340001;13812340009\n", "--campaign", "other")
    assert gate(program, "B1") is None
    taken(program, tmp_path, LIST)
    assert gate(program, "B1") == "do_not_call"
    # The second one can still be reached at a number of their own.
    assert gate(program, "B2") is None
    # A customer who comes later with such a number, and one that the listed customer gets later.
    taken(program, tmp_path, "ref,name,phone\nB3,x,13812340002\n", "--campaign", "other")
    taken(program, tmp_path, "ref,name,phone\nM2,周宁,13812340002;13812340008\nB4,x,13812340008\n")
    assert [gate(program, ref) for ref in ("B3", "B4")] == ["do_not_call"] * 2


def test_an_import_that_is_taken_back_takes_it_back(program: Program, tmp_path: Path) -> None:
    taken(program, tmp_path, "ref,name,phone\nM1,林悦,13812340001\nB1,x,13812340001\n")
    taken(program, tmp_path, LIST)
    assert [gate(program, ref) for ref in ("M1", "B1")] == ["do_not_call"] * 2
    # A third list says the same: what it says stands while it is not taken back too.
    assert "3 unchanged" in taken(program, tmp_path, LIST).out
    assert program("import", "undo", "2").code == 0
    assert [gate(program, ref) for ref in ("M1", "B1")] == ["do_not_call"] * 2
    assert program("import", "undo", "3").code == 0
    assert [gate(program, ref) for ref in ("M1", "B1")] == [None, None]
    assert offered(program) == ["B1", "M1"]


def why(program: Program, ref: str, *options: str) -> str:
    said: str = program("why", ref, *options, "--json").json["why"]
    return said


def test_why_names_the_list_and_its_word(program: Program, tmp_path: Path) -> None:
    assert taken(program, tmp_path, LIST).code == 0
    by_list = 'marked do not call by the list list.csv ("{}"); only a supervisor can lift this'
    assert [why(program, ref) for ref in ("M1", "M2")] == [by_list.format("黑名单"), by_list.format("DNC")]
    assert program("why", "M1").lines == [f"林悦 (M1) is not callable now: {by_list.format('黑名单')}"]
    # Another customer with the number of one who is listed.
    other = "编号,姓名,手机\nN1,何青,13812340002\n"
    assert taken(program, tmp_path, other, name="other.csv").code == 0
    assert why(program, "N1") == by_list.format("DNC")
    # A customer who said so in a call as well, later than the list, is barred by that call.
    heading = ("customer_ref", "at", "channel", "direction", "disposition")
    calls = [(ref, "2026-03-17 10:20", "call", "out", "do_not_call") for ref in ("M1", "M3")]
    program.at("2026-03-17 10:31")
    path = tmp_path / "calls.csv"
    path.write_text("\n".join(map(",".join, [heading, *calls])), encoding="utf-8")
    assert program("import", "touches", path).code == 0
    assert why(program, "M1") == "marked do not call; only a supervisor can lift this"
    assert why(program, "M3") == "marked do not call; only a supervisor can lift this"
