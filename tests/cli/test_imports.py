"""Lists come in through the command line, in all their bad shapes, once, and are taken back (docs/rules.md#imports)."""

from __future__ import annotations

import csv
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from callcenter.views.upkeep.imports import StagedCustomer
from tests.cli.running import Program, book, process

DATA = Path(__file__).parents[1] / "data"
PEOPLE = ("ref", "name", "tier", "phone", "inquiry_at")
TOUCH = ("customer_ref", "at", "channel", "disposition", "note")


def customers(program: Program, path: Path, rows: Sequence[tuple[str, ...]], *options: str | Path) -> Any:
    return program("import", "customers", book(path, rows), *options)


def rejected(ran: Any) -> list[str]:
    """The lines that name a bad row."""
    return [line for line in ran.out.splitlines() if re.match(r"/.*:\d+: ", line)]


def summary(ran: Any) -> str:
    """The line that says what the import did."""
    (line,) = [line for line in ran.out.splitlines() if line.startswith("import ")]
    return str(line)


def refs(program: Program) -> set[str]:
    return {one["ref"] for one in program("queue", "--as-of", "2026-03-02 10:05", "--json").json}


ROWS: list[tuple[str, ...]] = [
    PEOPLE,
    ("K1", "李雷", "A", "13800000001", "2026-03-02 09:00"),
    ("", "无名", "A", "13800000002", "2026-03-02 09:00"),
    ("K3", "", "A", "13800000003", "2026-03-02 09:00"),
    ("K4", "甲", "Z", "13800000004", "2026-03-02 09:00"),
    ("K5", "乙", "A", "12345", "2026-03-02 09:00"),
    ("K6", "丙", "A", "13800000006", "2026-02-30"),
    ("K7", "丁", "A"),
    ("K8", "韩梅梅", "b类", "１３８００００００８", "2026年3月2日 9:00"),
]
BAD = [
    (3, "ref"),
    (4, "name: a new customer needs a name"),
    (5, 'tier: no tier "Z" in the rulebook, which has A, B, C, D, E'),
    (6, 'phone: "12345" is not a valid phone number'),
    (7, 'inquiry_at: "2026-02-30" is not a date'),
    (8, "too few cells: 3 for 5 columns"),
]


def test_bad_rows_are_named_and_the_good_ones_go_in(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    ran = customers(program, path, ROWS)
    assert (ran.code, ran.err) == (1, "")
    named = rejected(ran)
    assert len(named) == len(BAD)
    for line, (number, reason) in zip(named, BAD, strict=True):
        assert line.startswith(f"{path}:{number}: ")
        assert reason in line
    assert summary(ran) == "import 1: 8 rows; 2 new, 0 updated, 0 unchanged, 6 rejected"
    assert refs(program) == {"K1", "K8"}


def test_strict_lets_none_in(program: Program, tmp_path: Path) -> None:
    ran = customers(program, tmp_path / "people.csv", ROWS, "--strict")
    assert ran.code == 1
    assert ran.out.splitlines()[-1] == "nothing imported: 6 of 8 rows are bad"
    assert refs(program) == set()
    assert program("import", "list", "--json").json == []


def test_a_dry_run_changes_nothing(program: Program, tmp_path: Path) -> None:
    ran = customers(program, tmp_path / "people.csv", ROWS, "--dry-run")
    assert ran.code == 1
    assert ran.out.splitlines()[-1] == "nothing changed: 8 rows, 2 good, 6 would be rejected"
    assert customers(program, tmp_path / "good.csv", ROWS[:2], "--dry-run").code == 0
    assert refs(program) == set()
    assert program("import", "list", "--json").json == []
    assert program("campaign", "list", "--json").json == []


def test_the_rejected_rows_come_back_with_their_reasons(program: Program, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    path = tmp_path / "people.csv"
    named = rejected(customers(program, path, ROWS, "--rejects", rejects))
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        headings, *rows = csv.reader(file)
    assert headings == ["rejected_line", "rejected_because", *PEOPLE]
    assert [f"{path}:{row[0]}: {row[1]}" for row in rows] == named
    assert [tuple(row[2:]) for row in rows] == [row for number, row in enumerate(ROWS, 1) if number in dict(BAD)]

    # As it stands it is bad again; mended, it goes in, and the two columns leave no trace.
    assert summary(program("import", "customers", rejects)).endswith("0 unchanged, 6 rejected")
    mended = rejects.read_text(encoding="utf-8-sig").replace(",Z,", ",C,")
    rejects.write_text(mended, encoding="utf-8")
    again = program("import", "customers", rejects)
    assert summary(again) == "import 3: 6 rows; 1 new, 0 updated, 0 unchanged, 5 rejected"
    assert "K4" in refs(program)


def test_a_list_of_the_wrong_kind_prints_twenty_rows_and_a_file(program: Program, tmp_path: Path) -> None:
    """2,696 rows without a name: twenty are named, all of them stand in a new file beside the list, each time."""
    rows = [PEOPLE, *((f"K{number}", "", "A", "13800000001", "2026-03-02 09:00") for number in range(2696))]
    path = tmp_path / "people.csv"
    for again in ("", "2"):
        ran = customers(program, path, rows)
        assert ran.code == 1
        said = ran.out.splitlines()
        file = tmp_path / f"people-rejected{again}.csv"
        assert len([line for line in said if line.startswith(f"{path}:")]) == 20
        assert said[20] == f"and 2676 more: all of them in {file}"
        assert file.stat().st_mode & 0o077 == 0, "it holds customers"
        with file.open(encoding="utf-8-sig", newline="") as written:
            assert len(list(csv.reader(written))) == 2697
    dry = customers(program, path, rows, "--dry-run").out.splitlines()
    assert dry[20] == "and 2676 more: --rejects FILE saves all of them"
    assert len(list(tmp_path.glob("people-rejected*"))) == 2, "a dry run leaves nothing behind"


def test_a_list_of_rejects_that_cannot_be_written_stops_the_import(program: Program, tmp_path: Path) -> None:
    target = tmp_path / "nowhere" / "rejects.csv"
    ran = customers(program, tmp_path / "people.csv", ROWS, "--rejects", target)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"callcenter: {target}: No such file or directory\n"
    assert refs(program) == set()
    assert program("import", "list", "--json").json == []
    same = customers(program, tmp_path / "people.csv", ROWS, "--rejects", tmp_path / "people.csv")
    assert (same.code, same.err.count("\n")) == (2, 1)
    assert (tmp_path / "people.csv").read_text(encoding="utf-8").startswith("ref,name")


@pytest.mark.slow
def test_the_sample_books(program: Program, tmp_path: Path) -> None:
    first = program("import", "customers", DATA / "customers.csv")
    assert summary(first) == "import 1: 1200 rows; 1200 new, 0 updated, 0 unchanged, 0 rejected"
    again = program("import", "customers", DATA / "customers.csv")
    assert summary(again) == "import 2: 1200 rows; 0 new, 0 updated, 1200 unchanged, 0 rejected"
    chinese = program("import", "customers", shutil.copy(DATA / "客户名单.csv", tmp_path))
    assert chinese.code == 1
    # The same people, so nothing of them changes; the bad, short and doubled rows are another matter.
    assert " 0 new, " in summary(chinese)
    excel = program("import", "customers", DATA / "customers.xlsx")
    assert summary(excel) == "import 4: 400 rows; 0 new, 0 updated, 400 unchanged, 0 rejected"
    touches = program("import", "touches", DATA / "touches.csv")
    assert summary(touches) == "import 5: 3871 rows; 3871 new, 0 updated, 0 unchanged, 0 rejected"
    before = program("queue", "--as-of", "2026-03-16 10:31", "--json").json
    assert program("import", "touches", DATA / "touches.csv").lines == [
        "import 6: 3871 rows; 0 new, 0 updated, 3871 unchanged, 0 rejected"
    ]
    assert program("queue", "--as-of", "2026-03-16 10:31", "--json").json == before
    assert len(before) > 100


def test_an_update_keeps_what_an_empty_cell_leaves_out(program: Program, tmp_path: Path) -> None:
    customers(program, tmp_path / "a.csv", ROWS[:2])
    ran = customers(program, tmp_path / "b.csv", [("ref", "name", "tier"), ("K1", "", "B")])
    assert ran.lines == ["import 2: 1 rows; 0 new, 1 updated, 0 unchanged, 0 rejected"]
    (entry,) = program("queue", "--as-of", "2026-03-02 10:05", "--json").json
    assert (entry["name"], entry["tier"]) == ("李雷", "B")


def test_a_date_that_no_rulebook_knows_is_kept_as_text_and_named(program: Program, tmp_path: Path) -> None:
    rows = [("ref", "name", "inquiry_at", "demo_at", "Recall_At"), ("K1", "李雷", "2026-03-02 09:00", "spring", "")]
    said = "kept as text, since no rulebook uses these dates: demo_at, Recall_At"
    assert said in customers(program, tmp_path / "a.csv", rows, "--dry-run").lines
    ran = customers(program, tmp_path / "a.csv", rows)
    assert (ran.code, ran.lines[-1]) == (0, said)


def test_a_file_without_headings_and_one_with_others(program: Program, tmp_path: Path) -> None:
    bare = [("K1", "李雷", "13800000001"), ("K2", "韩梅梅", "13800000002")]
    mapping = ("--map", "ref=1", "--map", "name=2", "--map", "phone=3")
    assert summary(customers(program, tmp_path / "bare.csv", bare, *mapping)).startswith("import 1: 2 rows; 2 new")
    other = [("Nummer", "Kunde"), ("K3", "Hans")]
    refused = customers(program, tmp_path / "other.csv", other)
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert customers(program, tmp_path / "other.csv", other, "--map", "ref=Nummer", "--map", "name=Kunde").code == 0
    for bad, said in (
        (("--map", "ref"), 'callcenter: --map: "ref" is not FIELD=COLUMN'),
        (("--map", "ref=9", "--map", "ref=1"), "callcenter: --map: ref is given twice"),
        (("--map", "nix=1"), "--map: no field nix"),
        (("--map", "ref=99"), "no column 99"),
    ):
        ran = customers(program, tmp_path / "other.csv", other, *bad)
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
        assert said in ran.err


def test_campaigns_of_rows(program: Program, tmp_path: Path) -> None:
    program("campaign", "add", "one", "--rulebook", "telesales")
    rows: list[tuple[str, ...]] = [
        ("ref", "name", "campaign"),
        ("K1", "甲", ""),
        ("K2", "乙", "one"),
        ("K3", "丙", "nix"),
    ]
    ran = customers(program, tmp_path / "a.csv", rows)
    assert (ran.code, ran.out.splitlines()[0]) == (
        1,
        f'{tmp_path / "a.csv"}:4: campaign: no campaign "nix"',
    )
    counts = {one["name"]: one["customers"] for one in program("campaign", "list", "--json").json}
    assert counts == {"one": 1, "telesales": 1}

    # A ref of another campaign stays there, unless it is moved.
    ran = customers(program, tmp_path / "b.csv", [("ref", "name"), ("K1", "甲一")], "--campaign", "one")
    assert (ran.code, ran.out.splitlines()[0]) == (
        1,
        f"{tmp_path / 'b.csv'}:2: the customer is in campaign telesales; --move moves them here",
    )
    assert customers(program, tmp_path / "b.csv", [("ref", "name"), ("K2", "乙一")]).code == 0
    moved = customers(program, tmp_path / "b.csv", [("ref", "name"), ("K1", "甲一")], "--campaign", "one", "--move")
    assert summary(moved).startswith("import 4: 1 rows; 0 new, 1 updated")
    counts = {one["name"]: one["customers"] for one in program("campaign", "list", "--json").json}
    assert counts == {"one": 2, "telesales": 0}
    refused = customers(program, tmp_path / "b.csv", [("ref", "name"), ("K9", "丁")], "--campaign", "nix")
    assert (refused.code, refused.out) == (2, "")


def test_phones_are_those_of_the_campaigns_country(program: Program, tmp_path: Path) -> None:
    program("campaign", "add", "ny", "--rulebook", "telesales", "--timezone", "America/New_York", "--country", "US")
    rows: list[tuple[str, ...]] = [
        ("ref", "name", "phone", "campaign"),
        ("N1", "Ann", "(212) 555-0123", "ny"),
        ("S1", "李雷", "138 0000 0001", ""),
    ]
    assert customers(program, tmp_path / "a.csv", rows).code == 0
    # A later file without the campaign: the phone is still read where the customer is.
    assert (
        customers(program, tmp_path / "b.csv", [("ref", "phone"), ("N1", "212.555.0123")])
        .lines[-1]
        .endswith("0 new, 0 updated, 1 unchanged, 0 rejected")
    )


def test_touches_bad_and_the_same_again(program: Program, tmp_path: Path) -> None:
    customers(program, tmp_path / "people.csv", ROWS[:2])
    rows: list[tuple[str, ...]] = [
        TOUCH,
        ("K1", "2026-03-02 10:05", "call", "no_answer", ""),
        ("K9", "2026-03-02 10:05", "call", "no_answer", ""),
        ("K1", "2026-03-02 11:05", "pigeon", "no_answer", ""),
        ("K1", "2026-03-02 11:05", "call", "", ""),
        ("K1", "2026-03-02 11:05", "call", "great", ""),
        ("K1", "2026-03-02 10:05", "call", "busy", ""),
        ("K1", "2026-03-02 10:05", "call", "no_answer", ""),
        ("K1", "2026-03-02 10:05", "sms", "", "你好"),
    ]
    path = book(tmp_path / "touches.csv", rows)
    ran = program("import", "touches", path)
    assert ran.code == 1
    named = rejected(ran)
    assert [line.split(": ", 1)[0] for line in named] == [f"{path}:{number}" for number in (3, 4, 5, 6, 7)]
    assert named[0].endswith('customer_ref: no customer "K9"')
    assert named[4].endswith("the same contact is on record with different details")
    assert summary(ran) == "import 2: 8 rows; 2 new, 0 updated, 1 unchanged, 5 rejected"
    again = program("import", "touches", book(tmp_path / "more.csv", [TOUCH, rows[1], rows[6]]))
    assert again.code == 1
    assert summary(again) == "import 3: 2 rows; 0 new, 0 updated, 1 unchanged, 1 rejected"


@pytest.mark.parametrize(
    ("channel", "disposition", "said"),
    [
        ("fax", "no_answer", 'channel: "fax" is not a channel'),
        ("call", "n/a", 'disposition: "n/a" is not a disposition'),
    ],
)
def test_what_is_like_no_channel_or_no_disposition_is_not_guessed(
    program: Program, tmp_path: Path, channel: str, disposition: str, said: str
) -> None:
    customers(program, tmp_path / "people.csv", ROWS[:2])
    path = book(tmp_path / "touches.csv", [TOUCH, ("K1", "2026-03-02 10:05", channel, disposition, "")])
    ran = program("import", "touches", path)
    assert (ran.code, rejected(ran)) == (1, [f"{path}:2: {said}"])


def test_what_lies_before_an_import_is_listed_once(program: Program, tmp_path: Path) -> None:
    customers(program, tmp_path / "people.csv", ROWS[:2])
    path = book(tmp_path / "touches.csv", [TOUCH, ("K1", "2026-03-02 10:05", "call", "negative", "太贵了太贵了太贵了")])
    assert program("import", "touches", path).lines[1:] == ["1 from before the import, no case opened: negative call"]
    assert program("import", "touches", path).lines[1:] == []


def test_an_import_is_taken_back(program: Program, tmp_path: Path) -> None:
    customers(program, tmp_path / "people.csv", ROWS[:2])
    path = book(
        tmp_path / "touches.csv", [TOUCH, ("K1", "2026-03-02 10:04", "call", "neutral", "wants the price list")]
    )
    assert program("import", "touches", path).code == 0
    refused = program("import", "undo", "1")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == "callcenter: import 1 cannot be undone: customer K1 has been worked since\n"
    assert refs(program) == set()
    assert program("import", "undo", "2").lines == ["import 2 (touches.csv) undone"]
    assert refs(program) == {"K1"}
    assert program("import", "undo", "1").lines == ["import 1 (people.csv) undone"]
    assert program("why", "K1").code == 2
    again = program("import", "undo", "1")
    assert (again.code, again.out, again.err) == (1, "", "callcenter: import 1 has already been undone\n")
    states = [(one["id"], one["state"]) for one in program("import", "list", "--json").json]
    assert states == [(2, "undone"), (1, "undone")]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty.csv", b"", "the file is empty"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n", "the file is neither CSV nor XLSX"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64), "save it as .xlsx"),
        ("broken.xlsx", b"PK\x03\x04nonsense", "damaged"),
        ("bytes.csv", b"ref,name\nK1,\xff\xff\xff\n", "line 2"),
    ],
)
def test_a_file_that_is_none(file_program: Program, tmp_path: Path, name: str, data: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(data)
    for kind in ("customers", "touches"):
        ran = file_program("import", kind, tmp_path / name)
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
        assert said in ran.err
        assert ran.err.startswith(f"callcenter: {tmp_path / name}: ")
    assert file_program("import", "list", "--json").json == []


def test_a_file_that_is_not_there(file_program: Program, tmp_path: Path) -> None:
    for path, said in ((tmp_path / "nix.csv", "No such file or directory"), (tmp_path, "Is a directory")):
        ran = file_program("import", "customers", path)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err == f"callcenter: {path}: the file cannot be opened: {said}\n"


def test_hostile_cells_show_as_text(program: Program, tmp_path: Path) -> None:
    rows: list[tuple[str, ...]] = [
        PEOPLE,
        ("K1", "[red]\x1b]52;c;x\x07李雷[/x]\u202e", "A", "13800000001", "2026-03-02 09:00"),
        ("K2", "=cmd()", "A", "\x1b[31m12345", "2026-03-02 09:00"),
    ]
    ran = customers(program, tmp_path / "a.csv", rows)
    shown = program("queue", "--as-of", "2026-03-02 10:05").out
    for text in (ran.out, shown):
        assert not [char for char in text if not char.isprintable() and char != "\n"]
    assert "[red]]52;c;x李雷[/x]" in shown


def test_a_kill_while_publishing_is_finished_by_the_next_command(program: Program, tmp_path: Path) -> None:
    """The rows are staged and ready, then the process is gone: whatever runs next takes them in."""
    from callcenter.store import Store

    store = Store.open(program.database, program.clock.now())
    key = store.by(_actor()).imports.stage_begin("customers", "名单.csv", "x", now=program.clock.now())
    store.imports.stage_rows(key, [StagedCustomer(line=n, ref=f"K{n:03d}", name="甲", tier="A") for n in range(100)])
    store.imports.stage_ready(key, counts={"rows": 100})
    store.close()
    (done,) = program("import", "list", "--json").json
    assert (done["state"], done["counts"]["new"]) == ("done", 100)
    assert program("campaign", "list", "--json").json[0]["customers"] == 100


def _actor() -> Any:
    from callcenter.access import Origin, Principal

    return Principal("王敏", Origin.COMMAND)


@pytest.mark.slow
@pytest.mark.parametrize("written", [1, 200_000, 1_200_000])
def test_kill_at_any_moment(sqlite_path: Path, tmp_path: Path, written: int) -> None:
    """A real process is killed as it reads, stages or publishes: none of the rows is there, or in the end all are.

    What was read of a file that did not go in is not kept either.
    """
    path = book(
        tmp_path / "many.csv",
        [PEOPLE, *((f"K{n:05d}", f"客户{n}", "A", f"139{n:08d}", "2026-03-02 09:00") for n in range(6000))],
    )
    program = Program(str(sqlite_path))
    assert program("campaign", "list").code == 0
    running = subprocess.Popen(
        [sys.executable, "-m", "callcenter", "--database", sqlite_path, "import", "customers", path],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    # Wait for what the process has written, not for a time: log, stage and customers all grow the file.
    log = Path(f"{sqlite_path}-wal")
    deadline = time.monotonic() + 60
    while running.poll() is None and time.monotonic() < deadline:
        if log.exists() and log.stat().st_size > written:
            break
        os.sched_yield()
    running.send_signal(signal.SIGKILL)
    running.wait()
    there = {one["name"]: one["customers"] for one in program("campaign", "list", "--json").json}
    assert there in ({}, {"telesales": 6000})
    assert _staged(program) == (0, [] if not there else ["done"])
    again = program("import", "customers", path)
    assert again.code == 0
    assert program("campaign", "list", "--json").json[0]["customers"] == 6000


@pytest.mark.slow
@pytest.mark.parametrize("staged", [1, 2000, 5500])
def test_kill_while_reading(program: Program, tmp_path: Path, staged: int) -> None:
    """The same on both databases, by what is staged: the next command finds nothing of it."""
    path = book(
        tmp_path / "many.csv",
        [PEOPLE, *((f"K{n:05d}", f"客户{n}", "A", f"139{n:08d}", "2026-03-02 09:00") for n in range(6000))],
    )
    assert program("import", "list", "--json").json == []
    running = subprocess.Popen(
        [sys.executable, "-m", "callcenter", "--database", program.database, "import", "customers", path],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while running.poll() is None and time.monotonic() < deadline and _staged(program)[0] < staged:
        os.sched_yield()
    running.send_signal(signal.SIGKILL)
    running.wait()
    deadline = time.monotonic() + 30
    while program("import", "list", "--json").code == 0 and time.monotonic() < deadline:
        # The server learns of the kill when the socket closes.
        rows, states = _staged(program)
        if "reading" not in states:
            break
    assert (rows, set(states)) in ((0, set()), (0, {"done"}))
    assert {one["name"]: one["customers"] for one in program("campaign", "list", "--json").json} == (
        {"telesales": 6000} if states else {}
    )


def _staged(program: Program) -> tuple[int, list[str]]:
    """Return how many rows wait in the staging table, and the state of every import, hidden ones too."""
    from callcenter.store import Store

    store = Store.open(program.database, program.clock.now())
    try:
        count = store.database.read(lambda tx: int(tx.value("SELECT count(*) FROM stage_row")))
        return count, [row.state for row in store.imports.all()]
    finally:
        store.close()


def test_the_bar_is_for_terminals_alone(sqlite_path: Path) -> None:
    import pexpect

    ran = process("--database", sqlite_path, "--lang", "en", "import", "customers", DATA / "customers.csv")
    assert (ran.returncode, ran.stderr) == (0, b"")
    terminal = pexpect.spawn(
        sys.executable,
        [
            "-m",
            "callcenter",
            "--database",
            str(sqlite_path),
            "--lang",
            "en",
            "import",
            "touches",
            str(DATA / "touches.csv"),
        ],
        encoding="utf-8",
        timeout=60,
    )
    terminal.expect(r"reading.*100%")
    terminal.expect(r"importing.*100%")
    terminal.expect("3871 new")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0


def test_what_rulebooks_classify_by_is_read_or_refused(program: Program, tmp_path: Path) -> None:
    """A slip of the keyboard puts nobody into a class; in a column of the company's own it is just a text."""
    headings = ("ref", "name", "campaign", "close_probability", "vip", "stage", "满意", "phone")
    rows = [
        headings,
        ("K1", "李雷", "abc", "61 %", "", "", "也许", "13800000001"),
        ("K2", "甲", "abc", "六成", "", "", "", ""),
        ("K3", "乙", "brokerage", "", "也许", "", "", ""),
        ("K4", "丙", "abc", "", "", "也许", "", ""),
    ]
    ran = customers(program, tmp_path / "people.csv", rows)
    assert ran.code == 1
    assert [re.sub(r"^/.*:(\d+: \w+): .*", r"\1", line) for line in rejected(ran)] == [
        "3: close_probability",
        "4: vip",
        "5: stage",
    ]
    assert {one["tier"] for one in program("obligations", "K1", "--json").json} == {"A"}


def test_a_new_number_takes_back_the_visit_that_a_dead_one_asked_for(program: Program, tmp_path: Path) -> None:
    program.at("2026-04-29 09:00")
    start = ("ref", "name", "campaign", "phone", "contract_start_at")
    customers(program, tmp_path / "a.csv", [start, ("K1", "李雷", "insurance", "13800000001", "2025-05-01")])
    dead = [TOUCH, ("K1", "2026-04-29 10:00", "call", "invalid_number", "")]
    assert program("import", "touches", book(tmp_path / "t.csv", dead)).code == 0
    # 30 Apr, 6 to 8, Sat 9, 11 to 15 May: the tenth working day ends on 16 May 00:00.
    owed = program("obligations", "K1", "--as-of", "2026-04-30 09:00", "--json").json
    assert [(one["rule"], one["breach_at"]) for one in owed] == [
        ("insurance.branch_visit", "2026-05-16T00:00:00+08:00"),
    ]
    assert program("why", "K1", "--as-of", "2026-04-30 09:00", "--json").json["gate"] == "dead_number"
    program.at("2026-04-30 09:00")
    customers(program, tmp_path / "b.csv", [("ref", "phone"), ("K1", "13800000002")])
    said = program("why", "K1", "--as-of", "2026-04-30 09:00", "--json").json
    # The failed call began a round: lane 4 comes before the review that is due, lane 5.
    assert (said["offered"], said["entry"]["rule"]) == (True, "insurance.retry")


def test_what_is_read_but_once_or_without_end_is_refused(tmp_path: Path, sqlite_path: Path) -> None:
    """A file is read twice; the first reading of a pipe would leave nothing for the second."""
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    for source in (pipe, Path("/dev/zero")):
        ran = process("import", "customers", str(source), "--database", str(sqlite_path))
        assert (ran.returncode, ran.stderr.decode().count("\n")) == (2, 1)
        assert f"{source}: this is a pipe or a device" in ran.stderr.decode()


def old_list(number: int) -> list[tuple[str, ...]]:
    """A list of telesales customers whose inquiry is two months old, worked elsewhere."""
    return [PEOPLE, *((f"K{n}", f"客户{n}", "A", f"139000{n:05}", "2026-01-12 09:00") for n in range(number))]


def test_a_list_from_today_starts_with_nothing_overdue(program: Program, tmp_path: Path) -> None:
    """16 March 10:31: both weekly rules are due, and breached a day later; day 1, 4, 7 and the SMS are history."""
    said = customers(program, tmp_path / "people.csv", old_list(2), "--dry-run").lines
    assert said == [
        "2 of 2 new customers would start overdue: --from-today starts them from today",
        "preview: 2 new, 0 updated, 0 unchanged",
        "nothing changed: 2 rows, 2 good, 0 would be rejected",
    ]
    assert customers(program, tmp_path / "people.csv", old_list(2), "--dry-run", "--from-today").lines == said[1:]
    assert customers(program, tmp_path / "people.csv", old_list(2), "--from-today").lines == [
        "import 1: 2 rows; 2 new, 0 updated, 0 unchanged, 0 rejected",
        "2 from before the import, no cases opened: no visit, tier A",
    ]
    assert program("breaches", "--json").json == []
    owed = program("obligations", "K0", "--json").json
    assert [(one["rule"], one["due_at"], one["breach_at"], one["state"]) for one in owed] == [
        (f"telesales.{rule}", "2026-03-16T10:31:00+08:00", "2026-03-17T10:31:00+08:00", "open")
        for rule in ("maintenance.A", "unreached.A")
    ]
    assert {one["lane"] for one in program("queue", "--json").json} == {"due"}
    program.at("2026-03-17 10:31")
    assert len(program("breaches", "--json").json) == 4


def test_many_overdue_customers_are_told_and_known_ones_keep_their_past(program: Program, tmp_path: Path) -> None:
    said = customers(program, tmp_path / "people.csv", old_list(21)).lines
    assert said[-1] == (
        "21 of 21 new customers start overdue. To start from today: callcenter import undo 1, then the same import"
        " with --from-today"
    )
    few = [PEOPLE, *((f"X{n}", f"客户{n}", "A", f"138000{n:05}", "2026-01-12 09:00") for n in range(20))]
    assert not [line for line in customers(program, tmp_path / "few.csv", few).lines if "overdue" in line]
    late = len(program("breaches", "--json").json)
    again = customers(program, tmp_path / "people.csv", old_list(22), "--from-today").lines
    assert again[-1] == "21 rows are for existing customers: --from-today has no effect on them"
    assert len(program("breaches", "--json").json) == late
    assert program("import", "undo", "1").code == 0
