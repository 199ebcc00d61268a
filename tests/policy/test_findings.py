"""Findings that the fold owes (docs/rules.md#r4-findings)."""

from __future__ import annotations

import pytest

from callcenter import policy
from callcenter.model import (
    CampaignFrame,
    Channel,
    Direction,
    Disposition,
    Facts,
    FindingOwed,
    History,
    Milestone,
    MilestoneKind,
    Result,
    Stage,
    Touch,
)
from callcenter.rulebook import shelf
from callcenter.rulebook.reader import load
from tests.store.building import GOOD_NOTE, at


@pytest.mark.parametrize("source", ["Third Party", " third party ", "天猫Tmall"])
def test_a_source_is_known_however_book_and_file_write_it(source: str) -> None:
    text = shelf.shipped_text("telesales").replace('"third party"', '"Third Party ", "天猫TMALL"')
    inquiry = Milestone(MilestoneKind.INQUIRY, at("2026-03-02 09:00"))
    facts = Facts("K1", "Asia/Shanghai", inquiry, source=source, milestones=(inquiry,))
    plan = policy.plan(load(text, "telesales"), CampaignFrame("c"), facts, History(), at("2026-03-04 00:00"))
    assert ("telesales.finding.third_party", 100) in [(one.rule, one.amount) for one in plan.findings]


NO_REMINDER = "telesales.finding.no_reminder"


def _touch(when: str, disposition: Disposition | None = Disposition.NEUTRAL, **more: object) -> Touch:
    channel = Channel.VISIT if disposition is None else Channel.CALL
    return Touch(at(when), channel, disposition=disposition, agent="li", note=GOOD_NOTE, phone="+8613900000001", **more)  # type: ignore[arg-type]


def _no_reminder(
    now: str, *touches: Touch, tier: str = "E", stage: Stage = Stage.NONE, appointment: str | None = None
) -> list[FindingOwed]:
    """Fold a customer who inquired on Mon 2 Mar 2026 at 09:00; the days of the inquiry end with 9 Mar."""
    inquiry = Milestone(MilestoneKind.INQUIRY, at("2026-03-02 09:00"))
    milestones = [inquiry]
    if appointment is not None:
        milestones.append(Milestone(MilestoneKind.APPOINTMENT, at(appointment)))
    numbers = ("+8613900000001",)
    facts = Facts("K1", "Asia/Shanghai", inquiry, tier=tier, stage=stage, numbers=numbers, milestones=tuple(milestones))
    book = load(shelf.shipped_text("telesales"), "telesales")
    plan = policy.plan(book, CampaignFrame("c"), facts, History(touches), at(now))
    return [one for one in plan.findings if one.rule == NO_REMINDER]


def test_a_next_date_in_the_plan_is_a_reminder() -> None:
    # The calls of the inquiry and, of tier C, the fortnightly one.
    assert _no_reminder("2026-03-02 10:05", _touch("2026-03-02 10:00")) == []
    assert _no_reminder("2026-03-12 10:05", _touch("2026-03-12 10:00"), tier="C") == []
    # Half a year later nothing is owed any more: that says nothing of the day of the call.
    assert _no_reminder("2027-03-02 10:05", _touch("2026-03-02 10:00"), tier="C") == []


def test_the_first_touch_that_reached_must_leave_a_next_date() -> None:
    # After the days of the inquiry nothing calls an E customer who never was interested.
    tried = _touch("2026-03-02 10:00", Disposition.NO_ANSWER)
    talk = _touch("2026-03-12 10:00")
    found = [FindingOwed(NO_REMINDER, talk.at, "li", 20)]
    assert _no_reminder("2026-03-11 10:00", tried) == []
    assert _no_reminder("2026-03-12 10:05", tried, talk) == found
    assert _no_reminder("2026-03-14 10:05", tried, talk, _touch("2026-03-14 10:00")) == found
    assert _no_reminder("2026-03-12 10:05", _touch("2026-03-12 10:00", direction=Direction.IN)) == found
    assert _no_reminder("2026-03-12 10:05", _touch("2026-03-12 10:00", None)) == found


def test_a_callback_and_an_appointment_are_reminders() -> None:
    promised = _touch("2026-03-12 10:00", Disposition.CALLBACK, callback_at=at("2026-03-20 10:00"))
    assert _no_reminder("2026-03-12 10:05", promised) == []
    assert _no_reminder("2026-03-25 10:05", promised, _touch("2026-03-20 10:00")) == []
    assert _no_reminder("2026-03-12 10:05", _touch("2026-03-12 10:00"), appointment="2026-03-20 15:00") == []
    # One of the past is none.
    assert len(_no_reminder("2026-03-12 10:05", _touch("2026-03-12 10:00"), appointment="2026-03-10 15:00")) == 1


def test_who_may_not_be_called_again_needs_no_reminder() -> None:
    assert _no_reminder("2026-03-12 10:05", _touch("2026-03-12 10:00", Disposition.DO_NOT_CALL)) == []
    assert _no_reminder("2026-03-12 10:05", _touch("2026-03-12 10:00"), stage=Stage.LOST) == []


def test_a_refused_follow_up_call_without_a_recording_is_found() -> None:
    opened = Milestone(MilestoneKind.ACCOUNT_OPENED, at("2026-02-20 10:00"))
    facts = Facts("K1", "Asia/Shanghai", opened, numbers=("+8613900000001",), milestones=(opened,))
    calls = (
        _touch("2026-03-02 10:00", Disposition.REFUSED),
        _touch("2026-03-03 10:00", Disposition.REFUSED, recording="k1.wav"),
        _touch("2026-03-04 10:00", result=Result.REFUSED),
        _touch("2026-03-05 10:00", Disposition.REFUSED, result=Result.FAILED),
        _touch("2026-03-06 10:00", result=Result.PASSED),
    )
    book = load(shelf.shipped_text("brokerage"), "brokerage")
    plan = policy.plan(book, CampaignFrame("c"), facts, History(calls), at("2026-03-07 10:00"))
    rule = "brokerage.finding.unrecorded_refusal"
    # A result that was chosen decides, not how the call ended.
    assert list(plan.findings) == [
        FindingOwed(rule, at("2026-03-02 10:00"), "li", 0),
        FindingOwed(rule, at("2026-03-04 10:00"), "li", 0),
    ]
