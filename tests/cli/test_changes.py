"""A book of one's own: copied, compared, and put in the place of another while people work.

See docs/rules.md#rulebook-command, docs/architecture.md#rule-changes.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pexpect
import pytest

from callcenter.clock import FixedClock, SystemClock
from callcenter.model import MINUTE
from callcenter.rulebook.shelf import shipped, shipped_text
from callcenter.store import Store
from tests.cli.running import SHANGHAI, Program, book

TELESALES = shipped_text("telesales")


def ours(program: Program, folder: Path, *changes: tuple[str, str]) -> Path:
    """A copy of the shipped book with some of its text replaced."""
    path = folder / "ours.toml"
    path.unlink(missing_ok=True)
    assert program("rulebook", "copy", "telesales", path).code == 0
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    return path


def crowd(program: Program, folder: Path, number: int, came: str = "2026-03-16 09:00") -> None:
    rows = [(f"K{one:05d}", f"客户{one}", f"138{one:08d}", "C", came) for one in range(number)]
    path = book(folder / "crowd.csv", [("ref", "name", "phone", "tier", "inquiry_at"), *rows])
    assert program("import", "customers", path).code == 0


@pytest.mark.parametrize("name", shipped())
def test_a_copy_asks_for_the_same_and_says_where_it_came_from(file_program: Program, tmp_path: Path, name: str) -> None:
    path = tmp_path / "ours.toml"
    assert file_program("rulebook", "copy", name, path).lines == [f"{name} was copied to {path}"]
    text = path.read_text(encoding="utf-8")
    assert re.match(rf"# Copied on 2026-03-16 from {name}, a rulebook of callcenter \S+\.\n", text)
    assert text.endswith(shipped_text(name))
    assert file_program("rulebook", "check", path).code == 0
    assert file_program("rulebook", "diff", name, path).lines == [f"{name} and {path} have the same rules"]
    again = tmp_path / "again.toml"
    assert file_program("--lang", "zh", "rulebook", "copy", path, again).code == 0
    assert again.read_text(encoding="utf-8").startswith(f"# 2026-03-16 复制自 {path}。\n")
    assert file_program("rulebook", "diff", path, again, "--json").json == []


def test_a_copy_overwrites_nothing(file_program: Program, tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text("mine", encoding="utf-8")
    ran = file_program("rulebook", "copy", "telesales", path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"callcenter: {path} already exists; --force overwrites it\n"
    assert path.read_text(encoding="utf-8") == "mine"
    for target in (tmp_path / "no" / "ours.toml", tmp_path):
        assert file_program("rulebook", "copy", "telesales", target).code == 2
    unknown = file_program("rulebook", "copy", "nothing", tmp_path / "x.toml")
    assert (unknown.code, (tmp_path / "x.toml").exists()) == (2, False)


def test_what_changes_is_said_in_words(file_program: Program, tmp_path: Path) -> None:
    path = ours(
        file_program,
        tmp_path,
        ('within = "24h"', 'within = "20h"'),
        ('from = "10:00"', 'from = "09:30"'),
        ('id = "promo_sms"', 'id = "offer_sms"'),
        ("opening = true", "opening = false"),
    )
    ran = file_program("rulebook", "diff", "telesales", path)
    assert (ran.code, ran.err) == (0, "")
    sections = [part.splitlines() for part in ran.out.split("\n\n")]
    assert [part[0] for part in sections] == ["Calling hours", "Rules"]
    assert sections[0][1:] == [
        "    before: every day: 10:00-12:00, 14:00-18:00",
        "    now: every day: 09:30-12:00, 14:00-18:00",
    ]
    assert sections[1][1] == "  telesales.first_call"
    assert "within 24 hours" in sections[1][2]
    assert "an opening call for a new inquiry" in sections[1][2]
    assert "within 20 hours" in sections[1][3]
    assert "an opening call for a new inquiry" not in sections[1][3]
    assert sections[1][4].startswith("  removed: telesales.promo_sms  ")
    assert sections[1][5].startswith("  new: telesales.offer_sms  ")
    chinese = file_program("--lang", "zh", "rulebook", "diff", "telesales", path).out
    assert chinese.count("\n") == ran.out.count("\n")
    assert "原来：每天：10:00-12:00" in chinese
    entries = file_program("rulebook", "diff", "telesales", path, "--json").json
    assert [(one["section"], one["rule"], one["change"]) for one in entries] == [
        ("Calling hours", None, "changed"),
        ("Rules", "telesales.first_call", "changed"),
        ("Rules", "telesales.promo_sms", "gone"),
        ("Rules", "telesales.offer_sms", "new"),
    ]
    assert [one["before"] is None for one in entries] == [False, False, False, True]
    assert [one["after"] is None for one in entries] == [False, False, True, False]


def test_a_copy_under_another_name_is_compared_rule_by_rule(file_program: Program, tmp_path: Path) -> None:
    path = ours(file_program, tmp_path, ('name = "telesales"', 'name = "ours"'), ("attempts = 3", "attempts = 4"))
    entries = file_program("rulebook", "diff", "telesales", path, "--json").json
    assert [(one["rule"], one["change"]) for one in entries] == [("ours.retry", "changed")]


# Every value of the shipped book that can be another one: whatever is changed is told.
CHANGES = [
    (line, mended)
    for line, mended in (
        (line, re.sub(r"= (\d+)$", lambda found: f"= {int(found[1]) + 1}", line))
        if re.search(r"= \d+$", line)
        else (line, line.replace("true", "false"))
        if line.endswith("true")
        else (line, re.sub(r'"(\d+)(h|d|w|mo)"$', lambda found: f'"{int(found[1]) + 1}{found[2]}"', line))
        for line in dict.fromkeys(TELESALES.splitlines())
    )
    if mended != line
] + [
    ('never = ["refused", "do_not_call"]', 'never = ["refused"]'),
    ('ends_on = ["signed", "delivered"]', 'ends_on = ["signed"]'),
    ('high_intent = ["A", "B"]', 'high_intent = ["A"]'),
    ('prefers = ["high_intent", "key"]', 'prefers = ["key"]'),
    ('no_tier_as = "D"', 'no_tier_as = "C"'),
    ('title.zh = "电话与网络销售跟进"', 'title.zh = "另一份制度"'),
    ('title.en = "Telephone and web sales"', 'title.en = "Another one"'),
    ('channel = "sms"', 'channel = "any"'),
    ('phase = "contract"', 'phase = "renewal"'),
    ('counts = "reached"', 'counts = "qualifying"'),
    ('base = "since_start"', 'base = "newest"'),
    ('reason = "service"', 'reason = "conversion"'),
    ('sources = ["第三方网站", "third party"]', 'sources = ["third party"]'),
    ('tiers = ["A"]', 'tiers = ["B"]'),
    ('within = "24h"', 'within = "24h"\nbest_within = "1h"'),
    ("day = 5", 'day = 5\nbest_days = ["sat"]'),
    ("day = 5", "day = 5\npersonal = true"),
    ("day = 5", 'day = 5\nhow = { en = "kindly", zh = "热情" }'),
]


@pytest.mark.parametrize(("old", "new"), CHANGES)
def test_whatever_is_changed_is_told(file_program: Program, tmp_path: Path, old: str, new: str) -> None:
    path = ours(file_program, tmp_path, (old, new))
    told = file_program("rulebook", "diff", "telesales", path, "--json").json
    back = file_program("rulebook", "diff", path, "telesales", "--json").json
    assert len(told) >= 1
    assert len(back) >= 1


def test_a_campaign_is_put_under_a_book_of_ones_own(program: Program, tmp_path: Path) -> None:
    crowd(program, tmp_path, 30)
    assert {row["lane"] for row in program("queue", "--json").json} == {"fresh"}
    path = ours(program, tmp_path, ('within = "24h"', 'within = "1h"'))
    ran = program("campaign", "set", "telesales", "--rulebook", path)
    assert ran.lines == ["campaign telesales: telesales, version 2, applies from now on"]
    assert {row["lane"] for row in program("queue", "--json").json} == {"breached"}
    again = program("campaign", "set", "telesales", "--rulebook", path)
    assert again.lines == ["campaign telesales already runs under telesales, version 2"]
    back = program("campaign", "set", "telesales", "--rulebook", "telesales")
    assert back.lines == ["campaign telesales: telesales, version 1, applies from now on"]
    (row,) = program("campaign", "list", "--json").json
    assert (row["version"], row["change"], row["customers"]) == (1, None, 30)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("campaign", "set", "nothing", "--rulebook", "telesales"), 'no campaign "nothing"'),
        (
            ("campaign", "set", "telesales", "--rulebook", "nothing"),
            '"nothing" is neither a built-in rulebook nor a file',
        ),
        (("campaign", "set", "telesales"), "nothing to set; write KEY=VALUE or --rulebook"),
        (("rulebook", "diff", "telesales"), "NAME_OR_FILE is missing"),
        (("rulebook", "diff", "telesales", "no.toml"), "no.toml: No such file"),
    ],
)
def test_bad_use_is_one_line(program: Program, arguments: tuple[str, ...], said: str) -> None:
    program("campaign", "add", "telesales", "--rulebook", "telesales")
    ran = program(*arguments)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert said in ran.err
    (row,) = program("campaign", "list", "--json").json
    assert (row["version"], row["change"]) == (1, None)


def test_a_broken_book_changes_nothing(program: Program, tmp_path: Path) -> None:
    crowd(program, tmp_path, 3)
    path = ours(program, tmp_path, ("day = 4", "days = 4"))
    ran = program("campaign", "set", "telesales", "--rulebook", path)
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "rules[5].days" in ran.err, "after the two of telesales alone, the fourth of the part that it uses"
    (row,) = program("campaign", "list", "--json").json
    assert (row["version"], row["change"]) == (1, None)


def came_lately(program: Program, folder: Path) -> None:
    """600 who came two hours ago by the clock of the processes that the test starts, and nobody has called."""
    program.clock = SystemClock()
    came = datetime.fromtimestamp(program.clock.now() / 1000 - 7200, SHANGHAI)
    crowd(program, folder, 600, f"{came:%Y-%m-%d %H:%M}")


def breached(program: Program) -> int:
    """Count the first calls breached by the stored plans: none within 24 hours, everybody's within one."""
    return sum(row["rule"] == "telesales.first_call" for row in program("breaches", "--json").json)


def command(database: str, *arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "callcenter", "--lang", "en", "--database", database, *map(str, arguments)]


def under_way(program: Program) -> tuple[int, str | None, int]:
    """Return which version counts, how far a change has come, and of how many."""
    (row,) = program("campaign", "list", "--json").json
    change = row["change"]
    return (row["version"], None, 0) if change is None else (row["version"], change["stage"], change["done"])


def wait_until_under_way(program: Program, still: Callable[[], bool]) -> None:
    """Look until some plans are worked out; in a store that stays open: a command for each look may come too late."""
    with closing(Store.open(program.database, program.clock.now())) as store:
        while not any(change.done for change in store.rulebooks.changes()):
            assert still(), "it was over before it was seen"


@pytest.mark.slow
@pytest.mark.parametrize("again", ["same command", "next start"])
def test_a_change_that_is_killed_goes_on(program: Program, tmp_path: Path, again: str) -> None:
    came_lately(program, tmp_path)
    path = ours(program, tmp_path, ('within = "24h"', 'within = "1h"'))
    process = subprocess.Popen(command(program.database, "campaign", "set", "telesales", "--rulebook", path))
    wait_until_under_way(program, lambda: process.poll() is None)
    process.send_signal(signal.SIGKILL)
    process.wait()
    version, stage, done = under_way(program)
    assert stage is not None
    assert 0 < done <= 600
    assert breached(program) == (0 if version == 1 else 600), "one book or the other, never both"
    if again == "same command":
        assert program("campaign", "set", "telesales", "--rulebook", path).code == 0
    else:
        program.clock = FixedClock(program.clock.now() + MINUTE)  # the one who began it works at it no more
        while under_way(program)[1] is not None:
            assert under_way(program)[0] in (1, 2)
    assert under_way(program) == (2, None, 0)
    assert breached(program) == 600


def hears_interrupts() -> None:
    """Tests that a shell runs in the background inherit that Ctrl+C is ignored, and what they start does from them."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_control_c_stops_a_change_and_says_what_counts(program: Program, tmp_path: Path) -> None:
    came_lately(program, tmp_path)
    path = ours(program, tmp_path, ('within = "24h"', 'within = "1h"'))
    executable, *arguments = command(program.database, "campaign", "set", "telesales", "--rulebook", path)
    terminal = pexpect.spawn(
        executable, arguments, encoding="utf-8", timeout=60, dimensions=(24, 120), preexec_fn=hears_interrupts
    )
    terminal.expect("recalculating the plans")
    terminal.expect(r"\d+%")
    wait_until_under_way(program, terminal.isalive)
    terminal.sendintr()
    terminal.expect("stopped; telesales, version (1|2), applies")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 130
    version, stage, _done = under_way(program)
    assert stage is not None
    assert breached(program) == (0 if version == 1 else 600)
    terminal = pexpect.spawn(executable, arguments, encoding="utf-8", timeout=60, dimensions=(24, 120))
    terminal.expect("telesales, version 2, applies from now on")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert (terminal.exitstatus, under_way(program)) == (0, (2, None, 0))


def test_the_list_tells_of_a_change_that_comes(program: Program, tmp_path: Path) -> None:
    from callcenter.rulebook import reader
    from callcenter.store import Store
    from tests.store.building import CHEN

    crowd(program, tmp_path, 40)
    store = Store.open(program.database, program.clock.now())
    hasty = reader.load(TELESALES.replace('within = "24h"', 'within = "1h"', 1), "telesales")
    store.by(CHEN).rulebooks.begin("telesales", hasty, now=program.clock.now())
    store.rulebooks.go_on("telesales", now=program.clock.now(), budget=0)
    store.close()
    assert under_way(program) == (1, "preparing", 16)
    shown = program("campaign", "list").lines[1]
    assert "telesales, version 1 (switching to telesales, version 2: 40%)" in shown


def test_no_bar_where_there_is_no_terminal(program: Program, tmp_path: Path) -> None:
    crowd(program, tmp_path, 5)
    path = ours(program, tmp_path, ('within = "24h"', 'within = "1h"'))
    done = subprocess.run(
        command(program.database, "campaign", "set", "telesales", "--rulebook", path),
        capture_output=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        check=True,
    )
    assert done.stderr == b""
