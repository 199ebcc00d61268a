"""Warnings name what can never happen, and the book runs all the same (docs/rules.md#rulebook-command)."""

from __future__ import annotations

import pytest

from callcenter.rulebook import reader
from callcenter.rulebook.book import ProblemCode
from callcenter.rulebook.shelf import shipped, shipped_text

PLAIN = """
name = "ours"
title = { en = "Ours", zh = "我们的" }
tiers = ["A", "B"]

[phases.customer]
starts = "came"
lasts = "6mo"

[[rules]]
id = "a"
kind = "every"
phase = "customer"
channel = "call"
tiers = ["A", "B"]
interval = "7d"
"""
STEPS = '[[classify]]\ntier = "A"\nwhen = { column = "age", above = 60 }\n\n[[classify]]\ntier = "B"\n'


BEST_IS_ALL = (
    ('kind = "within"\nwithin = "2h"', "2h"),
    ('kind = "day"\nday = 4', "24h"),
    ('kind = "window"\nfirst = 1\nlast = 3', "3d"),
    ('kind = "greeting"\non = "fri"\nfrom = "18:00"', "6h"),
    ('kind = "every"\ninterval = "7d"', "1d"),
    ('kind = "every"\ninterval = "7d"\ntimes = 2', "3d"),
    ('kind = "every"\ninterval = "14d"\ndue_after = "7d"', "1w"),
    ('kind = "escalation"\nwithin = "10wd"', "2w"),
)
BEST_IS_SOME = (
    ('kind = "within"\nwithin = "2h"', "1h"),
    ('kind = "window"\nfirst = 1\nlast = 3', "2d"),
    ('kind = "greeting"\non = "fri"\nfrom = "18:00"', "5h"),
    ('kind = "every"\ninterval = "7d"', "23h"),
    ('kind = "yearly"', "1mo"),
)


def warned(text: str) -> list[tuple[ProblemCode, str, str]]:
    """Each warning with its key and the text of its line."""
    problems = reader.check(text)
    assert all(one.code.is_warning for one in problems), problems
    assert reader.load(text, "ours").name == "ours"
    return [(one.code, one.key, text.splitlines()[one.line - 1]) for one in problems]


def test_a_plain_book_has_none() -> None:
    assert warned(PLAIN) == warned(PLAIN + STEPS) == []


FREE = {"distributor": "D", "key-account": "small"}
"""Tiers of which their regulations ask nothing."""


@pytest.mark.parametrize("name", [name for name in shipped() if name != "telesales"])
def test_the_shipped_books_warn_of_nothing_but_free_tiers(name: str) -> None:
    found = [(one.code, dict(one.params)["found"]) for one in reader.check(shipped_text(name))]
    assert found == ([(ProblemCode.TIER_WITHOUT_RULE, FREE[name])] if name in FREE else [])


def test_telesales_warns_of_its_blocks_alone() -> None:
    assert {one.code for one in reader.check(shipped_text("telesales"))} == {ProblemCode.BLOCK_OUTSIDE_WINDOWS}


@pytest.mark.parametrize(
    ("added", "code", "key", "line"),
    [
        (
            '[[windows]]\nfrom = "07:30"\nto = "12:00"\n',
            *(ProblemCode.OUTSIDE_LEGAL_FRAME, "windows[0]", "[[windows]]"),
        ),
        (
            '[[blocks]]\nfrom = "20:00"\nto = "22:00"\nprefers = ["new"]\n',
            *(ProblemCode.OUTSIDE_LEGAL_FRAME, "blocks[0]", "[[blocks]]"),
        ),
        ('[phases.x]\nstarts = "came"\n', ProblemCode.UNUSED_PHASE, "phases.x", "[phases.x]"),
        ('[groups.x]\nany_of = [{ tier = "A" }]\n', ProblemCode.UNUSED_GROUP, "groups.x", "[groups.x]"),
        (
            '[cohorts.x]\nkind = "top"\ncolumn = "age"\npercent = 5\n',
            *(ProblemCode.UNUSED_COHORT, "cohorts.x", "[cohorts.x]"),
        ),
        (
            '[[rules]]\nid = "b"\nkind = "day"\nphase = "customer"\nchannel = "call"\nday = 187\n',
            *(ProblemCode.AFTER_PHASE, "rules[1].day", "day = 187"),
        ),
        (
            '[[rules]]\nid = "b"\nkind = "window"\nphase = "customer"\nchannel = "call"\nfirst = 200\nlast = 210\n',
            *(ProblemCode.AFTER_PHASE, "rules[1].first", "first = 200"),
        ),
        (
            '[[rules]]\nid = "b"\nkind = "every"\nphase = "customer"\nchannel = "call"\ninterval = "1h"\n',
            *(ProblemCode.CAP_BELOW_CADENCE, "rules[1].interval", 'interval = "1h"'),
        ),
        (
            '[[rules]]\nid = "b"\nkind = "every"\nphase = "customer"\nchannel = "call"\ninterval = "7d"\ntimes = 22\n',
            *(ProblemCode.CAP_BELOW_CADENCE, "rules[1].times", "times = 22"),
        ),
        (
            '[retry]\nattempts = 4\nwithin = "5h"\n',
            *(ProblemCode.CAP_BELOW_CADENCE, "retry.attempts", "attempts = 4"),
        ),
        (
            # A call every 7 days is more than four in 30: four leave room for one every 7.5 days.
            '[[number_cap]]\ncalls = 4\nper = "30d"\n',
            *(ProblemCode.NUMBER_CAP_BELOW_CADENCE, "rules[0].interval", 'interval = "7d"'),
        ),
        (
            # From the first attempt on, 48 hours have three stretches of 24: at their ends one attempt each.
            '[[number_cap]]\ncalls = 1\nper = "24h"\n[retry]\nattempts = 4\nwithin = "48h"\n',
            *(ProblemCode.NUMBER_CAP_BELOW_CADENCE, "retry.attempts", "attempts = 4"),
        ),
        (
            STEPS.replace("above = 60", "above = 60, below = 60"),
            *(ProblemCode.IMPOSSIBLE, "classify[0].when", "when = { column = "),
        ),
        (
            STEPS + '\n[[classify]]\ngiven = ["A"]\n',
            *(ProblemCode.NEVER_REACHED, "classify[2]", "[[classify]]"),
        ),
        *(
            (
                f'[[rules]]\nid = "b"\nphase = "customer"\nchannel = "sms"\n{kind}\nbest_within = "{best}"\n',
                *(ProblemCode.BEST_IS_ALL, "rules[1].best_within", "best_within"),
            )
            for kind, best in BEST_IS_ALL
        ),
        (
            '[[rules]]\nid = "b"\nkind = "greeting"\nphase = "customer"\nchannel = "sms"\non = "fri"\n'
            'best_days = ["mon"]\n',
            *(ProblemCode.BEST_NEVER, "rules[1].best_days", "best_days"),
        ),
        (
            '[[classify]]\ntier = "A"\n',
            *(ProblemCode.TIER_NEVER_GIVEN, "classify[0]", "[[classify]]"),
        ),
    ],
)
def test_what_can_never_happen(added: str, code: ProblemCode, key: str, line: str) -> None:
    ((found, at, text),) = warned(f"{PLAIN}\n{added}")
    assert (found, at) == (code, key)
    assert text.startswith(line)


@pytest.mark.parametrize(
    "added",
    [
        '[[windows]]\nfrom = "08:00"\nto = "21:00"\n',
        '[[rules]]\nid = "b"\nkind = "day"\nphase = "customer"\nchannel = "call"\nmonths = 6\n',
        '[[rules]]\nid = "b"\nkind = "every"\nphase = "customer"\nchannel = "call"\ninterval = "7d"\ntimes = 21\n',
        '[[rules]]\nid = "b"\nkind = "every"\nphase = "customer"\nchannel = "sms"\ninterval = "1h"\n',
        '[retry]\nattempts = 3\nwithin = "4h"\n',
        '[[number_cap]]\ncalls = 1\nper = "7d"\n',
        '[[number_cap]]\ncalls = 1\nper = "24h"\n[retry]\nattempts = 3\nwithin = "48h"\n',
        *(
            f'[[rules]]\nid = "b"\nphase = "customer"\nchannel = "sms"\n{kind}\nbest_within = "{best}"\n'
            for kind, best in BEST_IS_SOME
        ),
        STEPS.replace("above = 60", "at_least = 60, at_most = 60"),
    ],
)
def test_what_just_can_happen(added: str) -> None:
    assert warned(f"{PLAIN}\n{added}") == []


@pytest.mark.parametrize(
    ("old", "new", "key", "line"),
    [
        ('name = "ours"\n', "", "name", ""),
        ('title = { en = "Ours", zh = "我们的" }', 'title.en = "Ours"', "title.zh", 'title.en = "Ours"'),
        ('starts = "came"\n', "", "phases.customer.starts", "[phases.customer]"),
        ('interval = "7d"\n', "", "rules[0].interval", "[[rules]]"),
    ],
)
def test_a_missing_key_stands_at_a_line(old: str, new: str, key: str, line: str) -> None:
    text = PLAIN.replace(old, new)
    (problem,) = reader.check(text)
    assert (problem.code, problem.key) == (ProblemCode.MISSING_KEY, key)
    assert problem.line >= 1
    assert text.splitlines()[problem.line - 1] == line


def test_a_phase_counted_back_says_what_holds_where_the_beginning_is_unknown() -> None:
    text = shipped_text("telesales").replace("unknown_length_months = 2\n", "")
    (problem,) = reader.check(text)
    assert (problem.code, problem.key) == (ProblemCode.MISSING_KEY, "phases.renewal.unknown_length_months")
