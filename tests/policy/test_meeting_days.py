"""Days of the sheet for the meeting, worked out by hand (docs/rules.md#r30)."""

from __future__ import annotations

import pytest

from callcenter import policy
from callcenter.model import CampaignFrame
from callcenter.policy import MeetingDays
from tests.workstation.stage import at


@pytest.mark.parametrize(
    ("now", "evening", "since", "until", "ahead"),
    [
        ("2026-03-03 08:50", False, "2026-03-02 00:00", "2026-03-03 00:00", "2026-03-04 00:00"),  # Tuesday
        (
            "2026-03-02 08:50",
            False,
            "2026-02-28 00:00",
            "2026-03-02 00:00",
            "2026-03-03 00:00",
        ),  # the Saturday is worked
        ("2026-03-09 08:50", False, "2026-03-06 00:00", "2026-03-09 00:00", "2026-03-10 00:00"),  # Monday: since Friday
        ("2026-10-08 08:50", False, "2026-09-30 00:00", "2026-10-08 00:00", "2026-10-09 00:00"),  # after the holidays
        ("2026-03-05 17:50", True, "2026-03-05 00:00", "2026-03-06 00:00", "2026-03-07 00:00"),  # Thursday
        (
            "2026-03-06 17:50",
            True,
            "2026-03-06 00:00",
            "2026-03-07 00:00",
            "2026-03-10 00:00",
        ),  # Friday: to Monday's end
    ],
)
def test_no_day_between_two_meetings_is_passed_over(
    now: str, evening: bool, since: str, until: str, ahead: str
) -> None:
    days = policy.meeting_days(CampaignFrame("sales"), at(now), evening=evening)
    assert days == MeetingDays(at(since), at(until), at(ahead))
