"""Grounds that the policy really hands over can be said: no parameter is missing, none is of another kind."""

import re
from itertools import product
from typing import Any

import pytest

from callcenter import locale, policy, wording
from callcenter.model import (
    DAY,
    HOUR,
    Because,
    CampaignFrame,
    Channel,
    Disposition,
    Facts,
    History,
    Instant,
    Milestone,
    MilestoneKind,
    Plan,
    Touch,
)
from callcenter.rulebook.reader import load
from callcenter.rulebook.shelf import shipped_text
from tests.oracle.book_cases import BOOK_CASES
from tests.oracle.reading import instant, member_of, members_of
from tests.policy import bridge
from tests.wording.test_times import SHANGHAI, at

LANGUAGES: tuple[locale.Language, ...] = ("en", "zh")
BOOK = load(shipped_text("telesales"), "telesales")
FRAME = CampaignFrame("telesales")
INQUIRY = Milestone(MilestoneKind.INQUIRY, at("2026-03-02 09:00"))
CALL = at("2026-03-03 10:30")


def call(when: Instant, disposition: Disposition, callback: Instant | None = None) -> Touch:
    return Touch(
        when, Channel.CALL, disposition=disposition, agent="王敏", note="报价已经发给客户", callback_at=callback
    )


def folded(now: Instant, *touches: Touch, tier: str = "A", stones: tuple[Milestone, ...] = (INQUIRY,)) -> Plan:
    facts = Facts("K1", SHANGHAI, INQUIRY, tier=tier, numbers=("+8613800002231",), milestones=stones)
    return policy.plan(BOOK, FRAME, facts, History(touches), now)


SIGNED = call(CALL, Disposition.SIGNED)
PLANS = {
    "new": folded(INQUIRY.at + HOUR),
    "promotion": folded(INQUIRY.at + 6 * DAY),
    "weekly": folded(CALL + 14 * DAY, call(CALL, Disposition.NEUTRAL)),
    "unreached": folded(INQUIRY.at + 20 * DAY),
    "monthly SMS": folded(CALL + 60 * DAY, call(CALL, Disposition.INTERESTED), tier="E"),
    "callback": folded(CALL + DAY, call(CALL, Disposition.CALLBACK, CALL + DAY)),
    "retry": folded(CALL + 3 * HOUR, call(CALL, Disposition.NO_ANSWER)),
    "appointment": folded(CALL, stones=(INQUIRY, Milestone(MilestoneKind.APPOINTMENT, CALL + DAY))),
    "appointed day": folded(CALL, stones=(INQUIRY, Milestone(MilestoneKind.APPOINTMENT, CALL + HOUR))),
    "missed appointment": folded(CALL, stones=(INQUIRY, Milestone(MilestoneKind.APPOINTMENT, CALL - HOUR))),
    "signed": folded(CALL + 40 * DAY, SIGNED),
    "renewal": folded(
        CALL + 40 * DAY, SIGNED, stones=(INQUIRY, Milestone(MilestoneKind.CONTRACT_END, CALL + 60 * DAY, True))
    ),
}


def test_these_plans_have_every_ground_that_telesales_knows() -> None:
    found = {one.ground.code for plan in PLANS.values() for one in plan.obligations}
    of_other_books = {Because.WINDOW, Because.YEARLY, Because.DRAWN, Because.GREETING, Because.ESCALATED}
    of_other_books |= {Because.SURVEY, Because.RECORD, Because.POOL}
    of_no_rule = {Because.NEGATIVE}
    assert found == set(Because) - of_other_books - of_no_rule


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_obligation_of_a_plan_can_be_said(name: str, language: locale.Language) -> None:
    plan = PLANS[name]
    assert plan.obligations
    locale.use(language)
    for one in plan.obligations:
        for said in (
            wording.why(one, None, plan.at, SHANGHAI),
            wording.why_short(one, plan.placement.lane if plan.placement else None, plan.at, SHANGHAI),
        ):
            assert not re.search(r"[{}]|None|telesales", said)
            assert bool(re.search(r"[\u4e00-\u9fff]", said.replace("王敏", ""))) is (language == "zh")


@pytest.mark.parametrize("case", BOOK_CASES, ids=[case["name"] for case in BOOK_CASES])
def test_what_the_other_rulebooks_ask_for_can_be_said(case: dict[str, Any]) -> None:
    campaign, customer, touches = member_of(case)
    for check in case["checks"]:
        plan = bridge.folded(campaign, customer, touches, instant(check["at"], campaign), members_of(case))
        for language, one in product(LANGUAGES, plan.obligations):
            locale.use(language)
            for said in (wording.why(one, None, plan.at, SHANGHAI), wording.why_short(one, None, plan.at, SHANGHAI)):
                assert not re.search(rf"[{{}}]|None|{case['rulebook']}\.", said)
                assert bool(re.search(r"[\u4e00-\u9fff]", said.replace("王敏", ""))) is (language == "zh")
