"""Every member of every closed set has words of its own in both languages."""

import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from callcenter import locale, wording
from callcenter.model import (
    CaseKind,
    Channel,
    Direction,
    Disposition,
    Gate,
    Lane,
    MilestoneKind,
    Role,
    SalesLine,
    Segment,
    Stage,
    State,
)
from callcenter.rulebook.book import Reason
from callcenter.rulebook.reader import load
from callcenter.rulebook.shelf import shipped, shipped_text
from callcenter.views.customers.duplicates import Likeness
from callcenter.views.people.shift import AgentState
from callcenter.wording import alikes

HAN = re.compile(r"[\u4e00-\u9fff]")

SETS: list[tuple[Callable[[Any], str], Iterable[Any]]] = [
    (wording.lane, Lane),
    (wording.disposition, Disposition),
    (wording.channel, Channel),
    (wording.direction, Direction),
    (wording.stage, Stage),
    (alikes.likeness, Likeness),
    (wording.state, State),
    (wording.segment, Segment),
    (wording.role, Role),
    (wording.line, SalesLine),
    (wording.case_kind, CaseKind),
    (wording.agent_state, AgentState),
    (wording.milestone, MilestoneKind),
    (wording.reason, Reason),
    (wording.reason_hint, Reason),
    (lambda gate: wording.why_not(gate, None, 0, "UTC"), Gate),
    (wording.case_state, ("open", "assigned", "closed", "withdrawn")),
]
MEMBERS = [pytest.param(word, member, id=str(member)) for word, members in SETS for member in members]


@pytest.mark.parametrize(("word", "member"), MEMBERS)
def test_each_member_has_words_in_both_languages(word: Callable[[Any], str], member: object) -> None:
    english = word(member)
    assert english
    assert english.isascii()
    locale.use("zh")
    assert HAN.search(word(member))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_two_members_of_a_set_read_alike(language: locale.Language) -> None:
    locale.use(language)
    for word, members in SETS:
        words = [word(member) for member in members]
        assert len(set(words)) == len(words), words


def rule_ids() -> list[str]:
    ids = []
    for name in shipped():
        book = load(shipped_text(name), name)
        ids += [entry.id for entries in (book.rules, book.cases, book.findings) for entry in entries]
        ids += [f"{name}.{own}" for own in ("appointment.confirm", "appointment.call", "appointment.no_show")]
        ids += [f"{name}.{own}" for own in ("callback", "retry", "number")]
    return ids


@pytest.mark.parametrize("rule_id", rule_ids())
def test_each_rule_of_a_shipped_book_has_words_in_both_languages(rule_id: str) -> None:
    english = wording.rule(rule_id)
    assert english != rule_id.partition(".")[2] or english in ("retry", "callback")
    assert "{" not in english
    locale.use("zh")
    assert HAN.search(wording.rule(rule_id))
    assert "{" not in wording.rule(rule_id)


def test_rules_of_a_family_name_their_tier_or_day() -> None:
    assert wording.rule("telesales.maintenance.A") == "regular call, tier A"
    assert wording.rule("telesales.intro.N+4") == "day 4 call"
    locale.use("zh")
    assert wording.rule("telesales.maintenance.A") == "A类定期电话"
    assert wording.rule("telesales.intro.N+4") == "第4天电话"


def test_a_rule_that_an_organisation_wrote_keeps_its_name() -> None:
    assert wording.rule("ourbook.greeting.spring") == "greeting.spring"
    assert wording.rule("ourbook.first_call") == "first call"
    assert wording.rule("alone") == "alone"


def test_a_set_of_segments_is_listed_in_its_order() -> None:
    bits = Segment.KEY.value | Segment.HIGH_INTENT.value
    assert wording.segments(bits) == "high intent, key customers"
    assert wording.segments(0) == ""
    locale.use("zh")
    assert wording.segments(bits) == "高意向、重点客户"


def test_tiers_keep_their_letter_and_others_have_words() -> None:
    assert [wording.tier(tier) for tier in ("A", "B4", "VIP", "small", None)] == ["A", "B4", "VIP", "small", "-"]
    locale.use("zh")
    assert [wording.tier(tier) for tier in ("A", "B4", "VIP", "small", None)] == ["A", "B4", "VIP", "小客户", "-"]


def test_no_reason_is_no_word() -> None:
    assert (wording.reason(""), wording.reason_hint("")) == ("", "")
