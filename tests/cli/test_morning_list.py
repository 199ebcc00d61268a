"""The list of every morning: what it may overwrite, what it would change, its folder (docs/rules.md#imports)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from callcenter.access import Origin, Principal
from callcenter.commands.base.context import BadUse
from callcenter.commands.upkeep.import_folder import Folder
from callcenter.commands.upkeep.import_run import Say
from callcenter.store import Store
from tests.cli.running import Program, book, millis

HEADINGS = ("ref", "name", "tier", "phone", "owner", "company", "birthday", "区域", "inquiry_at")
ROWS = [
    HEADINGS,
    ("K1", "李雷", "A", "13800000001", "王敏", "展会", "1990-01-02", "华东", "2026-03-02 09:00"),
    ("K2", "韩梅梅", "B", "13800000002", "王敏", "", "", "", "2026-03-02 09:00"),
]
CHANGED = [
    HEADINGS,
    ("K1", "李磊", "B", "13800000009", "赵磊", "网站", "1991-01-02", "华北", "2026-03-03 09:00"),
    ("K2", "韩梅", "C", "13800000008", "赵磊", "网站", "1991-01-02", "华北", "2026-03-03 09:00"),
    ("K3", "王强", "A", "13800000003", "赵磊", "网站", "", "", "2026-03-03 09:00"),
]


def stored(program: Program, ref: str) -> tuple[object, ...]:
    """Every fact of a customer that a list may bring."""
    store = Store.open(program.database, program.clock.now())
    view = store.details.get(ref, now=program.clock.now())
    store.close()
    facts = view.facts
    about = (view.name, view.company, facts.owner, facts.tier, facts.birthday, facts.numbers, facts.milestones)
    return (*about, dict(facts.attributes))


def assign(program: Program, ref: str, owner: str) -> None:
    """Give a customer to somebody, as a person does."""
    store = Store.open(program.database, program.clock.now())
    store.by(Principal("陈静", Origin.COMMAND)).people.ensure(owner, now=program.clock.now())
    store.by(Principal("陈静", Origin.COMMAND)).ownership.assign(ref, owner, now=program.clock.now())
    store.close()


def test_only_what_is_empty_is_filled(program: Program, tmp_path: Path) -> None:
    program("import", "customers", book(tmp_path / "a.csv", ROWS))
    before, second = stored(program, "K1"), stored(program, "K2")
    ran = program("import", "customers", book(tmp_path / "b.csv", CHANGED), "--only-empty", "all")
    assert ran.code == 0
    assert "1 new, 1 updated, 1 unchanged" in ran.out
    assert stored(program, "K1") == before
    # Company, birthday and area were empty; name, tier, number, owner and the day of the inquiry were not.
    name, _company, owner, tier, _birthday, numbers, milestones, _area = second
    filled = (name, "网站", owner, tier, date(1991, 1, 2), numbers, milestones, {"区域": "华北"})
    assert stored(program, "K2") == filled
    # Chosen fields alone: the others are taken from the list.
    ran = program("import", "customers", book(tmp_path / "b.csv", CHANGED), "--only-empty", "name,phone")
    assert "not empty and kept: name 2, phone 2 (--only-empty)" in ran.out
    now = stored(program, "K1")
    assert (now[0], now[2], now[3], now[5]) == ("李雷", "赵磊", "B", before[5])
    # Its undo gives back what was there.
    (newest, *_others) = program("import", "list", "--json").json
    program("import", "undo", str(newest["id"]))
    assert stored(program, "K1") == before
    assert stored(program, "K2") == filled


def test_a_field_is_overwritten_or_filled(file_program: Program, tmp_path: Path) -> None:
    path = book(tmp_path / "a.csv", ROWS)
    ran = file_program("import", "customers", path, "--only-empty", "owner", "--overwrite", "owner,tier")
    assert (ran.code, ran.err) == (2, "callcenter: --only-empty and --overwrite both name owner\n")
    assert file_program("import", "customers", path, "--only-empty", "all", "--overwrite", "owner").code == 0


def test_a_preview_says_what_the_import_then_does(program: Program, tmp_path: Path) -> None:
    program("import", "customers", book(tmp_path / "a.csv", ROWS))
    assign(program, "K1", "陈静")
    path = book(tmp_path / "b.csv", [*CHANGED, CHANGED[3], ROWS[1]])
    before = stored(program, "K1"), stored(program, "K2")
    for _again in range(2):
        dry = program("import", "customers", path, "--dry-run")
        assert dry.code == 0
        assert "K2 韩梅梅: name 韩梅梅 → 韩梅, company - → 网站, tier B → C" in dry.out
        assert "owner 王敏 → 赵磊" in dry.out
        assert (stored(program, "K1"), stored(program, "K2")) == before
    assert "赵磊" not in program("agent", "list").out, "nobody was made"
    assert "preview: 1 new, 4 updated, 0 unchanged" in dry.out
    ran = program("import", "customers", path)
    assert "1 new, 4 updated, 0 unchanged, 0 rejected" in ran.out


def test_thirty_mornings_change_nothing_that_a_person_decided(program: Program, tmp_path: Path) -> None:
    path = book(tmp_path / "a.csv", ROWS)
    program("import", "customers", path)
    assign(program, "K1", "陈静")
    decided = stored(program, "K1"), stored(program, "K2")
    for day in range(30):
        program.at(f"2026-03-{day + 1:02} 08:00" if day >= 16 else f"2026-04-{day + 1:02} 08:00")
        ran = program("import", "customers", path)
        assert "0 new, 0 updated, 2 unchanged, 0 rejected" in ran.out
    program.at("2026-03-16 10:31")
    assert (stored(program, "K1"), stored(program, "K2")) == decided


NOW = millis("2026-03-16 08:00")


def watched(folder: Path, program: Program) -> Folder:
    def take(path: Path, _rejects: Path, say: Say) -> bool:
        ran = program("import", "customers", path, "--rejects", _rejects, "--force")
        for line in ran.out.splitlines():
            say(line)
        if ran.code == 2:
            raise BadUse(ran.err.strip())
        return True

    return Folder(folder, take)


def test_a_list_is_taken_when_it_no_longer_grows(program: Program, tmp_path: Path) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    whole = book(tmp_path / "whole.csv", ROWS).read_bytes()
    growing = folder / "名单.csv"
    (folder / ".hidden.csv").write_bytes(whole)
    (folder / "~$名单.xlsx").write_bytes(whole)
    (folder / "readme.md").write_bytes(whole)
    (folder / "link.csv").symlink_to(tmp_path / "whole.csv")
    with watched(folder, program).locked() as lists:
        for end in (10, 100, len(whole)):
            growing.write_bytes(whole[:end])
            assert lists.look(NOW)
            assert program("import", "list", "--json").json == [], "it still grew"
        assert lists.look(NOW)
        (brought,) = program("import", "list", "--json").json
        assert brought["counts"]["new"] == 2
        # The same name again the same second, with a bad row; then a file that is no list.
        growing.write_bytes(whole + b"K9,,A,13800000009,,,,,\n")
        (folder / "bad.xlsx").write_bytes(b"no workbook")
        assert lists.look(NOW)
        assert not lists.look(NOW)
    done = sorted(path.name.partition(" ")[2].partition(" ")[2] for path in (folder / "done").iterdir())
    assert done == ["2 名单-rejected.csv", "2 名单.csv", "2 名单.csv.report.txt", "名单.csv", "名单.csv.report.txt"]
    (report,) = (path for path in (folder / "done").glob("*2 *.report.txt") if " 2 " in path.name)
    assert "name: a new customer needs a name" in report.read_text(encoding="utf-8")
    assert report.stat().st_mode & 0o077 == 0
    assert len(list((folder / "failed").iterdir())) == 2
    left = {path.name for path in folder.iterdir()} - {"done", "failed"}
    assert left == {".callcenter-watch", ".hidden.csv", "~$名单.xlsx", "readme.md", "link.csv"}


def test_one_program_watches_a_folder(file_program: Program, tmp_path: Path) -> None:
    with Folder(tmp_path, lambda _path, _rejects, _say: True).locked():
        ran = file_program("import", "watch", tmp_path, "--once")
        assert (ran.code, ran.err) == (2, f"callcenter: {tmp_path}: another program watches this folder\n")
    ran = file_program("import", "watch", tmp_path / "nowhere")
    assert (ran.code, ran.err) == (2, f"callcenter: {tmp_path / 'nowhere'} is not a folder\n")


def test_a_name_that_is_no_text_fails_alone(file_program: Program, tmp_path: Path) -> None:
    hostile = os.fsencode(tmp_path) + b"/\xff\n.csv"
    with open(hostile, "wb") as file:
        file.write(b"ref,name\nK1,x\n")
    with watched(tmp_path, file_program).locked() as lists:
        assert lists.look(NOW)
        assert not lists.look(NOW)
    assert not os.path.exists(hostile)
    assert len(list((tmp_path / "failed").iterdir())) == 2


@pytest.mark.parametrize("strict", [False, True])
def test_the_command_brings_lists_until_it_is_interrupted(program: Program, tmp_path: Path, strict: bool) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    book(folder / "a.csv", [*ROWS, ("K4", "", "A", "", "", "", "", "", "")])
    options = ["--strict"] if strict else []
    command = [sys.executable, "-m", "callcenter", "--lang", "en", "--database", program.database]
    # Tests that a shell runs in the background ignore Ctrl+C, and a child inherits that; a handler it does not inherit.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(
        [*command, "import", "watch", str(folder), "--every", "1", *options], stdout=subprocess.PIPE, text=True
    ) as running:
        signal.signal(signal.SIGINT, before)
        assert running.stdout is not None
        said = [running.stdout.readline()]
        while "rejected" not in said[-1] and "nothing imported" not in said[-1]:
            said.append(running.stdout.readline())
            assert said[-1], said
        running.send_signal(signal.SIGINT)
        rest = running.stdout.read()
        assert running.wait(60) == (1 if strict else 0)
    assert rest.endswith("stopped\n")
    assert len(list((folder / "failed").iterdir())) == (3 if strict else 0)
    assert len(list((folder / "done").iterdir())) == (0 if strict else 3)
    assert len(program("import", "list", "--json").json) == (0 if strict else 1)
