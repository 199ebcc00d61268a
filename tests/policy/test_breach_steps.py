"""Steps of a breach, worked out by hand on the campaign's working hours (docs/rules.md#escalation)."""

from __future__ import annotations

import pytest

from callcenter import policy
from callcenter.model import CampaignFrame, Role
from callcenter.policy import BreachStep
from callcenter.rulebook import reader
from tests.workstation.stage import at

HEAD = 'name = "t"\ntitle = { en = "T", zh = "T" }\n'
PLAIN = reader.load(HEAD, "t")
"""A book that does not say: 4 working hours, then 2 working days."""
NEVER_FURTHER = reader.load(HEAD + '[breaches]\nsupervisor = "2wh"\n', "t")
CHINA = CampaignFrame("sales")
AGENT, SUPERVISOR, MANAGER = Role.AGENT, Role.SUPERVISOR, Role.MANAGER


def step(level: Role, text: str) -> BreachStep:
    return BreachStep(level, at(text))


@pytest.mark.parametrize(
    ("seen", "ends"),
    [
        ("2026-03-02 09:00", "2026-03-02 14:30"),  # Monday: three hours of the morning, one of the afternoon
        ("2026-03-02 16:00", "2026-03-03 11:00"),
        ("2026-03-02 23:00", "2026-03-03 14:30"),  # seen at night: the time begins in the morning
        ("2026-03-02 14:00", "2026-03-03 09:00"),  # they are over with the day: the next one begins with the step
        ("2026-03-06 16:00", "2026-03-09 11:00"),  # Friday: over the weekend
        ("2026-09-30 17:00", "2026-10-08 13:30"),  # over the holidays, and lunch
        ("2026-10-09 17:00", "2026-10-10 13:30"),  # the Saturday after is worked
    ],
)
def test_an_agent_has_four_working_hours(seen: str, ends: str) -> None:
    found = policy.next_breach_step(PLAIN, CHINA, at(seen), True, (), ())
    assert found == step(SUPERVISOR, ends)


@pytest.mark.parametrize(
    ("noted", "ends"),
    [
        ([step(AGENT, "2026-03-02 10:00")], "2026-03-02 15:30"),  # the four hours run anew from 10:00
        ([step(AGENT, "2026-03-02 10:00"), step(AGENT, "2026-03-02 15:00")], "2026-03-02 15:30"),  # but once
        ([step(AGENT, "2026-03-02 15:00")], "2026-03-02 14:30"),  # too late: it had gone on
        ([step(SUPERVISOR, "2026-03-02 11:00")], "2026-03-02 16:30"),  # the supervisor's word helps the agent
        ([step(AGENT, "2026-03-02 08:00")], "2026-03-02 14:30"),  # before anybody could see this one
    ],
)
def test_an_acknowledgement_starts_the_time_again_once(noted: list[BreachStep], ends: str) -> None:
    assert policy.next_breach_step(PLAIN, CHINA, at("2026-03-02 09:00"), True, (), noted) == step(SUPERVISOR, ends)


def test_a_supervisor_has_two_working_days_and_nobody_stands_above_the_manager() -> None:
    seen, with_supervisor = at("2026-03-02 09:00"), step(SUPERVISOR, "2026-03-02 14:30")

    def then(*taken: BreachStep, noted: tuple[BreachStep, ...] = ()) -> BreachStep | None:
        return policy.next_breach_step(PLAIN, CHINA, seen, True, taken, noted)

    # Two working days after Monday run to the end of Wednesday.
    assert then(with_supervisor) == step(MANAGER, "2026-03-05 09:00")
    # The agent's word no longer counts; the supervisor's does: Tuesday and two days are Thursday.
    assert then(with_supervisor, noted=(step(AGENT, "2026-03-03 10:00"),)) == step(MANAGER, "2026-03-05 09:00")
    assert then(with_supervisor, noted=(step(SUPERVISOR, "2026-03-03 10:00"),)) == step(MANAGER, "2026-03-06 09:00")
    assert then(with_supervisor, step(MANAGER, "2026-03-05 09:00")) is None


def test_a_customer_of_nobody_begins_with_the_supervisor() -> None:
    at_night = at("2026-03-06 20:00")  # Friday
    assert policy.next_breach_step(PLAIN, CHINA, at_night, False, (), ()) == step(SUPERVISOR, "2026-03-09 09:00")
    assert policy.breach_level(False, ()) is SUPERVISOR
    assert policy.breach_level(True, ()) is AGENT
    # Somebody became the owner after that step: it stays with the supervisor.
    assert policy.breach_level(True, (step(SUPERVISOR, "2026-03-09 09:00"),)) is SUPERVISOR


def test_a_book_may_end_with_the_supervisor() -> None:
    seen = at("2026-03-02 09:00")
    found = policy.next_breach_step(NEVER_FURTHER, CHINA, seen, True, (), ())
    assert found == step(SUPERVISOR, "2026-03-02 11:00")
    assert (
        policy.next_breach_step(NEVER_FURTHER, CHINA, seen, True, (step(SUPERVISOR, "2026-03-02 11:00"),), ()) is None
    )


def test_working_moments() -> None:
    assert policy.working_moment(CHINA, at("2026-03-02 12:30")) == at("2026-03-02 13:30")
    assert policy.working_moment(CHINA, at("2026-03-02 10:00")) == at("2026-03-02 10:00")
    assert policy.working_moment(CHINA, at("2026-03-02 18:00")) == at("2026-03-03 09:00")
