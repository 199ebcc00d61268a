"""Rows of the team that need attention, and what the team can call of what is ahead (docs/rules.md#attention)."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from callcenter import campaign_settings, policy
from callcenter.model import HOUR, MINUTE, SECOND, CampaignFrame, Instant, Role
from callcenter.rulebook import reader, shelf
from callcenter.views.people.shift import AgentState, BreakReason, ShiftFigures
from callcenter.views.people.team import LoadSpan, TeamRow, TeamView
from callcenter.views.upkeep.attention import Alarm, Level, Limit, Watched
from tests.store.building import at

NOW: Instant = 1_000 * HOUR
LIMITS = campaign_settings.limits(campaign_settings.ATTENTION)


def row(
    state: AgentState = AgentState.READY,
    lasted: int = 0,
    *,
    agent: str = "a",
    reason: BreakReason | None = None,
    role: Role = Role.AGENT,
    lost: bool = False,
    **figures: int,
) -> TeamRow:
    own = ShiftFigures(**figures)  # type: ignore[arg-type]
    return TeamRow(agent, "", role, state, NOW - lasted, "", "", own, reason=reason, lost=lost)


A, R = Level.AMBER, Level.RED


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (row(AgentState.TALKING, 20 * MINUTE - 1), []),
        (row(AgentState.TALKING, 20 * MINUTE), [(A, Watched.TALKING, 20 * MINUTE)]),
        (row(AgentState.TALKING, 40 * MINUTE), [(R, Watched.TALKING, 40 * MINUTE)]),
        (row(AgentState.WRAP_UP, 3 * MINUTE), [(A, Watched.WRAP_UP, 3 * MINUTE)]),
        (row(AgentState.DIALLING, 5 * MINUTE), [(R, Watched.DIALLING, 5 * MINUTE)]),
        (row(AgentState.READY, 29 * MINUTE), [(A, Watched.READY, 29 * MINUTE)]),
        (row(AgentState.BREAK, 45 * MINUTE), [(R, Watched.BREAK, 45 * MINUTE)]),
        (row(AgentState.BREAK, 45 * MINUTE, reason=BreakReason.SHORT), [(R, Watched.BREAK, 45 * MINUTE)]),
        # Lunch is longer than a break, training than a meeting.
        (row(AgentState.BREAK, 45 * MINUTE, reason=BreakReason.LUNCH), []),
        (row(AgentState.BREAK, HOUR, reason=BreakReason.LUNCH), [(A, Watched.LUNCH, HOUR)]),
        (row(AgentState.BREAK, 2 * HOUR, reason=BreakReason.MEETING), [(R, Watched.MEETING, 2 * HOUR)]),
        (row(AgentState.BREAK, 2 * HOUR, reason=BreakReason.TRAINING), []),
        # Signed off, one is late with nothing but one's figures.
        (row(AgentState.OFFLINE, 9 * HOUR), []),
        (row(AgentState.OFFLINE, 9 * HOUR, breaches=1), [(A, Watched.BREACHES, 1)]),
        (row(breaches=5, commitments_due=1), [(R, Watched.BREACHES, 5), (A, Watched.PROMISES, 1)]),
        (row(breaches=1, commitments_due=3), [(R, Watched.PROMISES, 3), (A, Watched.BREACHES, 1)]),
        (row(effective=3, wanted=12), []),
        (row(effective=2, wanted=12), [(A, Watched.BEHIND, 10)]),
        (row(effective=19, wanted=7), []),
        (row(AgentState.OFFLINE, effective=0, wanted=20), []),
        (row(effective=0, wanted=20, role=Role.SUPERVISOR), []),
        # Lost is red without a limit, and first.
        (row(AgentState.OFFLINE, MINUTE, lost=True, breaches=9), [(R, None, MINUTE), (R, Watched.BREACHES, 9)]),
    ],
)
def test_what_is_past_its_limit(one: TeamRow, expected: list[tuple[Level, Watched | None, int]]) -> None:
    assert policy.alarms(one, LIMITS, NOW) == tuple(Alarm(*alarm) for alarm in expected)


def test_no_limits_leave_the_lost_program_alone() -> None:
    assert policy.alarms(row(AgentState.TALKING, 9 * HOUR, breaches=99), (), NOW) == ()
    assert [one.watched for one in policy.alarms(row(AgentState.OFFLINE, lost=True), (), NOW)] == [None]


def test_the_order_of_the_team() -> None:
    """Lost, red, amber, at work, signed off; within each as people sort."""
    red, amber = (Alarm(R, Watched.BREAK, 1),), (Alarm(A, Watched.BREAK, 1),)
    rows = [
        row(agent="坐席10"),
        row(AgentState.OFFLINE, agent="a2"),
        replace(row(agent="坐席2"), alarms=amber),
        row(agent="坐席2b"),
        replace(row(AgentState.OFFLINE, agent="B9", lost=True), alarms=red),
        row(AgentState.OFFLINE, agent="A10"),
        replace(row(agent="坐席1"), alarms=red),
        replace(row(AgentState.OFFLINE, agent="坐席3"), alarms=amber),
        row(agent="坐席9"),
    ]
    assert [one.agent for one in sorted(rows, key=policy.urgency)] == [
        *("B9", "坐席1", "坐席2", "坐席3", "坐席2b", "坐席9", "坐席10", "a2", "A10")
    ]


def test_names_with_numbers_sort_by_their_value() -> None:
    names = ["坐席10", "坐席2", "12b", "2a", "王敏", "坐席2b", ""]
    assert sorted(names, key=policy.by_name) == ["", "2a", "12b", "王敏", "坐席2", "坐席2b", "坐席10"]


def test_chinese_names_sort_by_pinyin() -> None:
    """Chen, Gao, Wang Min, Wang Qiang, Zhang, Zhao; Latin letters before."""
    names = ["张丽", "Zoe", "王强", "赵磊", "王敏", "高洁", "amy", "陈静", "\udc80"]
    assert sorted(names, key=policy.by_name) == ["\udc80", "amy", "Zoe", "陈静", "高洁", "王敏", "王强", "张丽", "赵磊"]


# --- limits of a campaign ---------------------------------------------------------------------------------------------


def test_limits_are_read_and_written() -> None:
    made = {one.watched: one for one in campaign_settings.limits("talking 90s/2m, breaches 2, ready off")}
    assert made[Watched.TALKING] == Limit(Watched.TALKING, 90 * SECOND, 2 * MINUTE)
    assert made[Watched.BREACHES] == Limit(Watched.BREACHES, 2, 2)
    assert Watched.READY not in made
    assert made[Watched.BREAK] == Limit(Watched.BREAK, 20 * MINUTE, 45 * MINUTE), "what is not named keeps its default"
    written = campaign_settings.written_limits(tuple(made.values()))
    assert "talking 90s/2m" in written
    assert "ready off" in written
    assert campaign_settings.limits(written) == tuple(made[one] for one in Watched if one in made)


@pytest.mark.parametrize(
    "text", ["talking", "talking 40m/20m", "talking 20", "breaches 2m", "sleeping 1m/2m", "breaches 0/1", "talking 1d"]
)
def test_limits_that_say_nothing_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        campaign_settings.limits(text)


# --- capacity ---------------------------------------------------------------------------------------------------------


def test_load_against_capacity() -> None:
    """35 a day in the six hours of R4's windows: 35/6 an hour for each at work; nothing where the windows are shut.
    What breaks is added to the 20 that are overdue, what the team can call is taken off."""
    now = at("2026-03-06 11:30")  # a Friday
    book, frame = reader.load(shelf.shipped_text("telesales"), "telesales"), CampaignFrame("telesales")
    spans = (
        LoadSpan(now, at("2026-03-06 12:30"), 9, breaching=3),  # half an hour of windows, one agent: 35/6/2 = 2
        LoadSpan(at("2026-03-06 12:30"), at("2026-03-06 13:30"), 4, breaching=4),  # midday
        LoadSpan(at("2026-03-06 14:30"), at("2026-03-07 00:00"), 4, breaching=1),  # to 18:00: 3.5 * 35/6 = 20
        LoadSpan(at("2026-03-07 00:00"), at("2026-03-08 00:00"), 4, breaching=2),  # Saturday
        LoadSpan(at("2026-03-09 00:00"), at("2026-03-10 00:00"), 4, breaching=9),  # Monday, both agents
    )
    rows = (row(), row(AgentState.OFFLINE), row(role=Role.SUPERVISOR))
    view = TeamView(at=now, rows=rows, hours=(), ahead=spans, breaches=20, cases=0)
    ahead = policy.with_capacity(view, book, frame)
    # 20 + 3 - 2 = 21, + 4 = 25, + 1 - 20 = 6, + 2 = 8, + 9 - 70 < 0
    assert [(one.capacity, one.late) for one in ahead] == [(2, 21), (0, 25), (20, 6), (0, 8), (70, 0)]
    assert policy.with_capacity(view, None, None) == spans
