"""The bench measures what it says, each room of it, on both databases: run small, its tables read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from bench import figures, pacing, terminal, world
from bench.__main__ import main

Tables: TypeAlias = dict[str, dict[str, list[str]]]
"""By title: the cells of each row, by its first cell."""

pytestmark = pytest.mark.slow

_TIME = re.compile(r"^[\d,.]+ ms$")
_CLAIMS = [
    "bare SQL: probe, insert claim and numbers, commit",
    "bare SQL: every statement of `claim_next`",
    "`claim_next`, let go after each",
    "`claim_next` between calls",
    "`claim_next` in each of 2 programs at once",
    "`release`",
    "`start_call`",
    "`finish_call`: touch, refold, claim let go",
]


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that keeps the small stores between the tests."""
    return tmp_path_factory.mktemp("worlds")


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The temporary folder of the measurement: nothing is left in it."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def _measured(room: str, worlds: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Tables, str]:
    main(["--small", room], worlds)
    printed = capsys.readouterr().out
    tables: Tables = {}
    title = ""
    for line in printed.splitlines():
        if line.startswith("### "):
            title = line[4:]
            tables[title] = {}
        elif line.startswith("| ") and not line.startswith(("| what ", "| --- ")):
            first, *cells = (cell.strip() for cell in line.strip("|").split("|"))
            tables[title].setdefault(first, cells)
    return tables, printed


def _check(rows: dict[str, list[str]], times: dict[str, int]) -> None:
    """Each row was measured so many times, and no figure of it is smaller than the one before."""
    for what, count in times.items():
        number, median, p99, slowest, *_ = rows[what]
        assert number == str(count), what
        assert all(_TIME.match(cell) for cell in (median, p99, slowest)), rows[what]
        shown = [float(cell.removesuffix(" ms").replace(",", "")) for cell in (median, p99, slowest)]
        assert 0 < shown[0] <= shown[1] <= shown[2], rows[what]


def test_claims(worlds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables, printed = _measured("claims", worlds, capsys)
    assert list(tables) == ["Claims, SQLite, 300 customers", "Claims, PostgreSQL, 300 customers"]
    for rows in tables.values():
        assert list(rows) == _CLAIMS
        _check(rows, dict(zip(_CLAIMS, (10, 10, 10, 5, 10, 10, 5, 5), strict=True)))
        assert [rows[what][-1] != "" for what in _CLAIMS] == [False, True, True, True, True, False, False, False]
    assert printed.count("Wanted: 99 % of `claim_next`") == 6


def test_ticks(worlds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables, printed = _measured("ticks", worlds, capsys)
    assert list(tables) == ["Ticks, SQLite, 300 customers", "Ticks, PostgreSQL, 300 customers"]
    for rows in tables.values():
        _check(rows, {"bare SQL: the look of a tick": 10, "tick, nothing new": 10, "tick with a minute's news": 3})
        assert rows["tick, nothing new"][-1].endswith("×")
        assert int(rows["write lock, while the news of 14 hours is folded"][0]) > 0
    assert re.findall(r"(\d+) customers folded in", printed)[0] != "0"
    assert printed.count("Wanted: ") == 4


def test_locks(worlds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables, printed = _measured("locks", worlds, capsys)
    assert list(tables) == ["Write lock, SQLite, 300 customers", "Write lock, PostgreSQL, 300 customers"]
    for rows in tables.values():
        assert list(rows) == [
            "write lock, while the rules of the campaign change",
            "write lock, while the search is filled",
        ]
        # Every customer is folded twice, and found again; neither is done in one transaction.
        _check(rows, {what: int(cells[0]) for what, cells in rows.items()})
        assert all(int(cells[0]) > 3 for cells in rows.values())
    assert printed.count("Wanted: the longest hold of the write lock") == 4


def test_the_first_frame(worlds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables, printed = _measured("start", worlds, capsys)
    (rows,) = tables.values()
    assert list(rows) == ["one label", "workstation, 60 customers", "workstation, 300 customers"]
    _check(rows, dict.fromkeys(rows, 1))
    assert printed.count("Wanted: the first frame under 1.8×") == 1


def test_keys(worlds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables, printed = _measured("keys", worlds, capsys)
    rows, memory, volume = tables.values()
    moved = ["arrow down: the cursor stands on the next row", "arrow down: the preview shows the customer"]
    assert list(rows)[:2] == moved
    assert len(rows) == 8
    _check(rows, {what: 3 if what in moved else 1 for what in rows})
    assert list(memory) == ["with the first rows", "after 3 calls"]
    assert all(float(cell.removesuffix(" MB")) > 10 for cells in memory.values() for cell in cells)
    assert (volume["arrow down in the queue"][0], volume["a letter in the note"][0]) == ("3", "16")
    assert all(float(cell.replace(",", "")) > 50 for cells in volume.values() for cell in cells[1:])
    assert printed.count("Wanted: ") == 3


def test_record(worlds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables, printed = _measured("record", worlds, capsys)
    (rows,) = tables.values()
    moves = dict.fromkeys(("arrow down, 10 contacts", "arrow down, 300 contacts", "page down, 300 contacts"), 3)
    assert set(moves) < set(rows)
    assert "Enter: the newest contacts are drawn, 300 contacts" in rows
    _check(rows, {what: moves.get(what, 1) for what in rows})
    assert printed.count("Wanted: ") == 1


def test_imports(worlds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables, _ = _measured("imports", worlds, capsys)
    (rows,) = tables.values()
    assert list(rows) == [
        "`import customers`",
        "`import customers`, the same file again",
        "`import touches`",
        "`import touches`, the same file again",
    ]
    assert rows["`import customers`"][0] == "100"
    assert all(float(cells[-1].removesuffix(" MB")) > 10 for cells in rows.values())


def test_finding(worlds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables, printed = _measured("finding", worlds, capsys)
    assert list(tables) == ["Finding, SQLite, 500 customers", "Finding, PostgreSQL, 500 customers"]
    for rows in tables.values():
        _check(rows, {"name": 5, "company, from its middle": 5, "nobody": 5})
        assert len(rows) == 20
    assert printed.count("Wanted: 99 % of the searches") == 2


def test_sizes(worlds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables, _ = _measured("sizes", worlds, capsys)
    assert list(tables) == ["Sizes, SQLite", "Sizes, PostgreSQL"]
    for rows in tables.values():
        assert len(rows) == 8
        _check(rows, dict.fromkeys(rows, 5))
        assert all(cells[-1].endswith("×") for cells in rows.values())


def test_line(worlds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables, printed = _measured("line", worlds, capsys)
    (rows,) = tables.values()
    # Of four calls to the label two are answered: they have two events.
    _check(rows, {"a label that shows the event": 6})
    measured = {what.partition(":")[0]: int(cells[0]) for what, cells in rows.items()}
    answered = measured.get("answered", 0)
    assert measured.get("the customer has hung up", 0) == answered
    assert measured.get("busy", 0) == 4 - answered
    assert measured["all of them"] == 4 + answered
    assert printed.count("Wanted: 99 % of the line's events") == 1


def test_pace(worlds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By hand a call takes 16 + 0.3 * 8 + 0.7 * 25 + 0.3 * 150 + 0.7 * 2 = 82.3 s, of which 36 s are talk: 26.2 min."""
    tables, printed = _measured("pace", worlds, capsys)
    (rows,) = tables.values()
    assert rows["by hand, no budget"][-2] == "26.2"
    minutes = [float(cells[2]) for cells in rows.values()]
    assert minutes == sorted(minutes)
    assert len(minutes) == 3
    assert printed.count("Wanted: model and arithmetic differ") == 1


def test_a_model_that_is_not_what_its_arithmetic_says_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pacing, "arithmetic", lambda pace: 30.0)
    with pytest.raises(SystemExit):
        pacing.measure(100)
    assert "**missed**" in capsys.readouterr().out


def test_a_room_that_there_is_not_is_refused(worlds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["kitchen"], worlds)
    assert "no such room: kitchen" in capsys.readouterr().err


def test_a_store_is_built_once_and_again_where_it_would_be_another(
    worlds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = world.cached(30, worlds)
    made = first.path.stat().st_mtime_ns
    assert world.cached(30, worlds).path.stat().st_mtime_ns == made
    monkeypatch.setattr(world, "_fingerprint", lambda: "other")
    other = world.cached(30, worlds)
    assert other.path != first.path
    assert not first.path.exists()


def test_of_a_hundred_values_one_may_be_greater_than_the_99th_percentile() -> None:
    assert figures.p99(range(1, 1_001)) == 991
    assert figures.p99(range(1, 102)) == 100
    assert figures.p99([3.0, 1.0, 2.0]) == 3.0


def test_a_program_that_ends_early_is_told_with_its_last_words(tmp_path: Path) -> None:
    broken = terminal.Terminal(["sh", "-c", "echo no such library"], tmp_path)
    try:
        with pytest.raises(EOFError, match="no such library"):
            broken.until_written("the first row")
    finally:
        broken.close()


def test_reports(worlds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables, printed = _measured("reports", worlds, capsys)
    assert list(tables) == [f"Reports, {kind}, 400 contacts of 50 customers" for kind in ("SQLite", "PostgreSQL")]
    for rows in tables.values():
        assert len(rows) == 4
        _check(rows, dict.fromkeys(rows, 2))
        assert [cells[-1] != "" for cells in rows.values()] == [False, True, True, True]
    assert printed.count("Wanted: all figures of a month by agent under 2000 ms") == 2
