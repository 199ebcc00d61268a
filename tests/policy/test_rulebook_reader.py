"""Rulebooks that share parts and include others, and the mistakes that can be made with groups, tiers and cohorts."""

from __future__ import annotations

from datetime import date, time

import pytest

from callcenter import policy
from callcenter.model import CampaignFrame, Facts, History, Milestone, MilestoneKind
from callcenter.rulebook.book import ProblemCode, Rulebook, RulebookError
from callcenter.rulebook.reader import check, load
from callcenter.rulebook.shelf import shipped, shipped_text, whole_text
from callcenter.workdays import local_instant

SHANGHAI = "Asia/Shanghai"
HEAD = 'name = "ours"\ntitle.en = "Ours"\ntitle.zh = "本公司"\n'
PHASE = '\n[phases.customer]\nstarts = "came"\n'
RULE = '\n[[rules]]\nid = "x"\nkind = "every"\nphase = "customer"\nchannel = "call"\ninterval = "7d"\n'


def rule(kind: str, keys: str) -> str:
    """The rule as one of another kind, its keys from line 13 on."""
    return RULE.replace("every", kind).replace('interval = "7d"', keys)


def at(day: str, hour: int = 9) -> int:
    return local_instant(date.fromisoformat(day), time(hour), SHANGHAI)


def codes(text: str) -> list[tuple[ProblemCode, int]]:
    return [(problem.code, problem.line) for problem in check(text)]


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_text_needs_no_other_file(name: str) -> None:
    text = shipped_text(name)
    assert whole_text(text) == text
    assert load(text, name).text == text


def test_rules_of_a_shared_part_are_the_books_own() -> None:
    text = HEAD + 'tiers = ["A", "B", "C", "D", "E"]\nno_tier_as = "D"\nuses = ["presale", "retry"]\n'
    book = load(text, "ours")
    assert {"ours.first_call", "ours.intro.N+4", "ours.maintenance.A"} <= {rule.id for rule in book.rules}
    assert book.retry is not None
    assert load(book.text, "ours") == book
    lines = text.count("\n")
    first = check(text.replace('"E"]', '"F"]'))[0]
    assert first.code is ProblemCode.UNKNOWN_TIER
    assert first.line > lines


def test_what_stands_below_a_list_of_shared_parts_keeps_its_line() -> None:
    text = HEAD + 'uses = [\n  "retry",\n]\n' + PHASE + RULE + "x = 1\n"
    assert codes(text) == [(ProblemCode.UNKNOWN_KEY, 17)]


def included() -> Rulebook:
    text = shipped_text("telesales").replace('name = "telesales"', 'name = "ours"\ninclude = ["service", "brokerage"]')
    return load(text, "ours")


def test_rules_of_an_included_book_keep_its_name() -> None:
    book = included()
    ids = {rule.id for rule in book.rules}
    assert {"ours.first_call", "service.complaint_resolved", "service.repair_done", "brokerage.key"} <= ids
    assert load(book.text, "ours") == book
    milestones = (
        Milestone(MilestoneKind.INQUIRY, at("2026-09-30")),
        Milestone(MilestoneKind.COMPLAINT_RESOLVED, at("2026-09-30"), True),
    )
    facts = Facts("K1", SHANGHAI, milestones[0], tier="C", key=True, numbers=("+8613800000000",), milestones=milestones)
    plan = policy.plan(book, CampaignFrame("c"), facts, History(), at("2026-09-30", 10))
    found = {one.rule: one.breach_at for one in plan.obligations}
    assert found["service.complaint_resolved"] == at("2026-10-10", 0)  # example 6 of docs/rules.md#examples
    assert found["ours.first_call"] == at("2026-10-01")
    assert found["brokerage.key"] == at("2027-01-01", 0)
    assert "ours.callback" not in found
    assert book.windows
    assert not book.callers.never_own


def test_an_included_book_whose_tiers_are_others_is_named() -> None:
    text = HEAD + 'include = ["abc"]\n' + PHASE + RULE
    assert {code for code, _ in codes(text)} == {ProblemCode.UNKNOWN_TIER}
    assert {line for _, line in codes(text)} == {4}


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (HEAD + 'uses = ["nix"]\n' + PHASE + RULE, ProblemCode.UNKNOWN_BOOK, 4),
        (HEAD + 'include = ["nix"]\n' + PHASE + RULE, ProblemCode.UNKNOWN_BOOK, 4),
        (HEAD + PHASE + RULE + 'only = "key"\n', ProblemCode.UNKNOWN_GROUP, 14),
        (HEAD + PHASE + RULE + 'after = "y"\n', ProblemCode.UNKNOWN_RULE, 14),
        (HEAD + PHASE + RULE + 'instead = { group = "a", channel = "visit" }\n', ProblemCode.UNKNOWN_GROUP, 14),
        (
            HEAD + PHASE + rule("drawn", 'cohort = "a"'),
            ProblemCode.UNKNOWN_COHORT,
            13,
        ),
        (
            HEAD + PHASE + rule("greeting", 'on = "02-30"'),
            ProblemCode.BAD_GREETING,
            13,
        ),
        (
            HEAD + PHASE + rule("greeting", 'on = "fri"\nfrom = "25:00"'),
            ProblemCode.BAD_TIME,
            14,
        ),
        (HEAD + PHASE + rule("greeting", 'on = "fri"\nfrom = "24:00"'), ProblemCode.BAD_TIME, 14),
        (HEAD + PHASE + RULE + 'best_days = ["mon", "friday"]\n', ProblemCode.BAD_DAY, 14),
        (HEAD + PHASE + RULE + 'best_within = "soon"\n', ProblemCode.BAD_SPAN, 14),
        (HEAD + PHASE + RULE + "personal = true\n", ProblemCode.NOT_WRITTEN, 14),
        (HEAD + PHASE + RULE + 'how.en = "with care"\n', ProblemCode.MISSING_KEY, 14),
        (HEAD + PHASE + RULE + 'how = "with care"\n', ProblemCode.WRONG_VALUE, 14),
        (
            HEAD + PHASE + rule("day", "day = 1\nmonths = 1"),
            ProblemCode.ONE_OF,
            8,
        ),
        (
            HEAD + PHASE + rule("escalation", 'within = "2h"'),
            ProblemCode.UNFIT_SPAN,
            13,
        ),
        (
            HEAD + PHASE + rule("day", 'day = 1\nafter = "x"'),
            ProblemCode.ENDLESS,
            14,
        ),
        (HEAD + f"tiers = {'[' * 5000}", ProblemCode.SYNTAX, HEAD.count("\n") + 1),
        (HEAD + f"include = ['a']\nno_tier_as = {'1' * 5000}", ProblemCode.SYNTAX, HEAD.count("\n") + 2),
        (HEAD + '[groups.a]\nany_of = [{ column = "units" }]\n' + PHASE + RULE, ProblemCode.UNFIT_CONDITION, 5),
        (HEAD + '[groups.a]\nany_of = [{ tier = "A" }]\n' + PHASE + RULE, ProblemCode.UNKNOWN_TIER, 5),
        (HEAD + "[groups.a]\nany_of = [{ yes = true }]\n" + PHASE + RULE, ProblemCode.ONE_OF, 5),
        (HEAD + "[groups.a]\nany_of = []\n" + PHASE + RULE, ProblemCode.WRONG_VALUE, 5),
        (HEAD + '[[classify]]\ntier = "A"\n' + PHASE + RULE, ProblemCode.UNKNOWN_TIER, 5),
        (HEAD + '[[classify]]\nwhen = { column = "units", above = 1 }\n' + PHASE + RULE, ProblemCode.ONE_OF, 4),
        (
            HEAD + '[cohorts.a]\nkind = "top"\ncolumn = "revenue"\npercent = 120\n' + PHASE + RULE,
            ProblemCode.WRONG_VALUE,
            7,
        ),
        (HEAD + '[phases.x]\nstarts = "came"\nor_else = "nix"\n' + PHASE + RULE, ProblemCode.UNKNOWN_START, 6),
    ],
)
def test_a_mistake_is_named_by_its_line(text: str, code: ProblemCode, line: int) -> None:
    assert (code, line) in codes(text)
    with pytest.raises(RulebookError):
        load(text, "ours")


@pytest.mark.parametrize(
    ("keys", "mistakes"),
    [
        ("days = 15\nholding = 30\nper_day = 5\n", []),
        ("tiers = { A = 15 }\nholding = 30\nper_day = 5\nformer_owner_days = 0\n", []),
        ("holding = 30\nper_day = 5\n", [(ProblemCode.MISSING_KEY, 5)]),
        ("days = 15\nper_day = 5\n", [(ProblemCode.MISSING_KEY, 5)]),
        ("days = 0\nholding = 30\nper_day = 5\n", [(ProblemCode.WRONG_VALUE, 6)]),
        ("tiers = { A = 15, Z = 9 }\nholding = 30\nper_day = 5\n", [(ProblemCode.UNKNOWN_TIER, 6)]),
        ("days = 15\nholding = 30\nper_day = 5\nwarning_days = 15\n", [(ProblemCode.WARNED_TOO_SOON, 9)]),
        ("days = 15\ntiers = { A = 3 }\nholding = 30\nper_day = 5\n", [(ProblemCode.WARNED_TOO_SOON, 5)]),
        ("days = 15\nholding = 30\nper_day = 5\nquota = 3\n", [(ProblemCode.UNKNOWN_KEY, 9)]),
        ("days = 15\nholding = 30\nper_day = 5\n[callers]\nnever_own = true\n", [(ProblemCode.POOL_OF_NOBODY, 5)]),
    ],
)
def test_mistakes_of_a_pool(keys: str, mistakes: list[tuple[ProblemCode, int]]) -> None:
    text = HEAD + 'tiers = ["A", "B"]\n[pool]\n' + keys
    found = [one for one in codes(text) if not one[0].is_warning]
    assert found == mistakes


def test_a_rulebook_that_is_in_no_seed_is_toml_alone() -> None:
    """A fitness club: the first weeks, lapsing members by their visits a month, a letter on the day of joining."""
    text = (
        HEAD
        + """tiers = ["regular", "rare"]
[[classify]]
tier = "rare"
when = { column = "visits_per_month", below = 2 }
[[classify]]
tier = "regular"
[phases.member]
starts = "contract_start"
until = "contract_end"
[[rules]]
id = "welcome"
kind = "within"
phase = "member"
channel = "call"
within = "3wd"
[[rules]]
id = "settled"
kind = "day"
phase = "member"
channel = "call"
after = "welcome"
day = 14
[[rules]]
id = "rare"
kind = "every"
phase = "member"
channel = "any"
tiers = ["rare"]
interval = "3w"
[[rules]]
id = "summer"
kind = "greeting"
phase = "member"
channel = "letter"
on = "06-21"
"""
    )
    assert {code for code, _ in codes(text)} <= {ProblemCode.TIER_WITHOUT_RULE}
    start = Milestone(MilestoneKind.CONTRACT_START, at("2026-03-02", 0), True)
    known = {"visits_per_month": "1"}
    facts = Facts("K1", SHANGHAI, start, milestones=(start,), attributes=known, numbers=("+8613800000001",))
    plan = policy.plan(load(text, "ours"), CampaignFrame("c"), facts, History(), at("2026-03-02"))
    assert plan.tier == "rare"
    assert [(one.rule, one.due_at, one.breach_at) for one in plan.obligations] == [
        ("ours.welcome", at("2026-03-02", 0), at("2026-03-06", 0)),
        ("ours.rare", at("2026-03-20", 0), at("2026-03-23", 0)),
        ("ours.summer", at("2026-06-21", 0), at("2026-06-22", 0)),
    ]
