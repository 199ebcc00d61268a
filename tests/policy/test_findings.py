"""Findings that the fold owes (RULES R4)."""

from __future__ import annotations

import pytest

from callcenter import policy, rulebook
from callcenter.model import CampaignFrame, Facts, History, Milestone, MilestoneKind
from callcenter.rulebook_reader import load
from tests.store.building import at


@pytest.mark.parametrize("source", ["Third Party", " third party ", "天猫Tmall"])
def test_a_source_is_known_however_book_and_file_write_it(source: str) -> None:
    text = rulebook.shipped_text("telesales").replace('"third party"', '"Third Party ", "天猫TMALL"')
    inquiry = Milestone(MilestoneKind.INQUIRY, at("2026-03-02 09:00"))
    facts = Facts("K1", "Asia/Shanghai", inquiry, source=source, milestones=(inquiry,))
    plan = policy.plan(load(text, "telesales"), CampaignFrame("c"), facts, History(), at("2026-03-04 00:00"))
    assert ("telesales.finding.third_party", 100) in [(one.rule, one.amount) for one in plan.findings]
