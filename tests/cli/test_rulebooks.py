"""Rulebooks at the command line: what ships, one in words, and the check of one that is edited.

See docs/rules.md#rulebook-command.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from callcenter.rulebook.book import ProblemCode
from callcenter.rulebook.shelf import shipped_text
from tests.cli.running import Program

TELESALES = shipped_text("telesales")


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def edited(path: Path, *changes: tuple[str, str]) -> Path:
    """The shipped book with some of its text replaced."""
    text = TELESALES
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    return path


def test_what_ships(file_program: Program) -> None:
    listed = [line.split(maxsplit=1) for line in file_program("rulebook", "list").lines]
    assert ["telesales", "Telephone and web sales"] in listed
    assert [name for name, _ in listed] == [
        *("abc", "brokerage", "dealership", "distributor", "electrical", "export", "insurance", "key-account"),
        *("online-shop", "power", "service", "store", "telesales"),
    ]
    chinese = [line.split(maxsplit=1) for line in file_program("--lang", "zh", "rulebook", "list").lines]
    assert ["telesales", "电话与网络销售跟进"] in chinese


def test_the_shipped_book_warns_of_its_blocks_outside_its_windows(file_program: Program) -> None:
    ran = file_program("rulebook", "check", "telesales")
    assert (ran.code, ran.err) == (0, "")
    found = ran.out.splitlines()
    assert [line.split(": ")[0] for line in found] == [
        f"telesales:{line_of(TELESALES, f'[[blocks]]{chr(10)}from = {chr(34)}{start}')}"
        for start in ("09:30", "11:30", "13:30")
    ]
    for line, span in zip(found, ("09:30-10:00", "12:00-13:30", "13:30-14:00"), strict=True):
        assert span in line
        assert "warning: blocks[" in line


def test_mistakes_are_named_by_line_key_and_mend(file_program: Program, tmp_path: Path) -> None:
    path = edited(tmp_path / "mine.toml", ('within = "24h"', 'within = "soon"'), ("day = 4", "days = 4"))
    text = path.read_text(encoding="utf-8")
    ran = file_program("rulebook", "check", path)
    assert (ran.code, ran.err) == (1, "")
    first, second, *more = ran.out.splitlines()
    assert first == (
        f'{path}:{line_of(text, "soon")}: rules[2].within: "soon" is not a duration; write 24h, 7d, 2w, 1mo, 1y or 7wd'
    )
    assert second.startswith(f"{path}:{line_of(text, 'days = 4')}: rules[5].days: unknown key days")
    assert more == []
    chinese = file_program("--lang", "zh", "rulebook", "check", path).out.splitlines()
    assert len(chinese) == 2
    assert all(any("\u4e00" <= char for char in line) for line in chinese)  # noqa: SIM300


def test_warnings_alone_are_no_failure(file_program: Program, tmp_path: Path) -> None:
    path = edited(
        tmp_path / "mine.toml", ('tiers = ["A", "B", "C", "D", "E"]', 'tiers = ["A", "B", "C", "D", "E", "F"]')
    )
    ran = file_program("rulebook", "check", path)
    assert ran.code == 0
    assert ran.out.splitlines()[0].startswith(f'{path}:5: warning: tiers: no rule names tier "F"')


@pytest.mark.parametrize(
    ("data", "line", "said"),
    [
        (b"name = \n", 1, "this is not TOML"),
        (b'name = "x"\ntitle.en = "\xff"\n', 2, "this is not UTF-8 text"),
        (b"", 1, "is missing"),
    ],
)
def test_a_file_that_is_no_rulebook(file_program: Program, tmp_path: Path, data: bytes, line: int, said: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(data)
    ran = file_program("rulebook", "check", path)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith(f"{path}:{line}: ")
    assert said in ran.out
    for command in (("rulebook", "show", path), ("campaign", "add", "x", "--rulebook", path)):
        refused = file_program(*command)
        assert (refused.code, refused.out, refused.err.count("\n")) == (2, "", 1)
        assert said in refused.err


def test_a_campaign_under_a_book_of_ones_own(program: Program, tmp_path: Path) -> None:
    path = edited(tmp_path / "mine.toml", ('name = "telesales"', 'name = "ours"'))
    assert program("campaign", "add", "x", "--rulebook", path).code == 0
    assert program("campaign", "list", "--json").json[0]["rulebook"] == "ours"
    broken = edited(tmp_path / "broken.toml", ("day = 4", "days = 4"), ("day = 7", "days = 7"))
    refused = program("campaign", "add", "y", "--rulebook", broken)
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert "rules[5].days" in refused.err
    assert "(callcenter rulebook check lists all 2 mistakes)" in refused.err


def test_the_book_in_words_has_everything_in_it(file_program: Program) -> None:
    shown = file_program("rulebook", "show", "telesales")
    assert (shown.code, shown.err) == (0, "")
    for rule in (
        *("first_call", "thanks_sms", "intro.N+1", "intro.N+4", "promo_sms", "intro.N+7", "maintenance.A"),
        *("maintenance.B", "maintenance.C", "maintenance.D", "maintenance.E", "maintenance_sms.E", "unreached.A"),
        *("signed", "renewal", "appointment.confirm", "appointment.call", "appointment.no_show", "callback", "retry"),
        *("exception.no_visit.A", "exception.no_visit.B", "exception.negative", "exception.retry_spent"),
        *("finding.no_reminder", "finding.third_party"),
    ):
        assert f"  telesales.{rule}  " in shown.out
    for fact in (
        *("within 24 hours of the inquiry", "on day 4 after the inquiry", "at least every 7 days", "from day 8 on"),
        *("10:00-12:00, 14:00-18:00", "09:30-11:30", "3 times within 48 hours", "more than 5 characters"),
        *("35 effective follow-ups", "made up within 2 days", "6 months for contracts of 3 years or more"),
        *("within 1 week of the inquiry", "within 2 weeks of the inquiry", ": 20", ": 100", ": 50"),
        *(
            "2 times every month",
            "interested",
            "treated as D",
            "high intent: A, B",
            "until 2 follow-ups have reached the customer",
        ),
    ):
        assert fact in shown.out
    chinese = file_program("--lang", "zh", "rulebook", "show", "telesales").out
    assert chinese.count("\n") == shown.out.count("\n")
    assert "第4天" in chinese
    for word in ("call", "tier", "inquiry", "within", "every"):
        assert word not in chinese.replace("first_call", "").replace("callback", "").replace("appointment.call", "")


def test_every_kind_of_problem_has_words(file_program: Program) -> None:
    from callcenter.rulebook.book import Problem
    from callcenter.wording.rulebooks import rulebook_words

    for code in ProblemCode:
        params = (("found", "X"), ("expected", "Y"), ("choices", "Z"), ("span", "W"))
        said = rulebook_words.problem(Problem(code, 3, "rules[1].day", params))
        assert said.startswith("rules[1].day: ")
        assert "{" not in said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("day = 4", "day = 999999999", "rules[5].day: wrong value: expected a whole number of at most 36525"),
        ("day = 4", f"day = {10**20}", "rules[5].day: wrong value: expected a whole number of at most 36525"),
        (
            "from_day = 8",
            "from_day = 4000000",
            "rules[8].from_day: wrong value: expected a whole number of at most 36525",
        ),
        ('lasts = "6mo"', 'lasts = "99999y"', 'phases.presale.lasts: "99999y" is not a duration'),
        ("years = 2, months = 3", "years = 2, months = 99999", "phases.renewal.before_end[1].months: wrong value"),
        (
            "make_up_days = 2",
            f"make_up_days = {10**18}",
            "quota.make_up_days: wrong value: expected a whole number of at most",
        ),
        ('id = "signed"', 'id = "callback"', 'rules[0].id: duplicate id "callback"'),
        (
            'reason = "service"',
            'reason = "sale"',
            'rules[4].reason: unknown "sale"; choose from conversion, long_term, service',
        ),
    ],
)
def test_a_book_that_would_break_every_later_question_is_refused(
    file_program: Program, tmp_path: Path, old: str, new: str, said: str
) -> None:
    path = edited(tmp_path / "mine.toml", (old, new))
    line = line_of(path.read_text(encoding="utf-8"), new)
    ran = file_program("rulebook", "check", path)
    assert (ran.code, ran.err) == (1, "")
    (found,) = ran.out.splitlines()
    assert found.startswith(f"{path}:{line}: {said}")
    assert file_program("campaign", "add", "spring", "--rulebook", path).code == 2
