"""The turn of each case, until when in working time, worked out by hand (docs/rules.md#case-ways)."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from callcenter import policy, workdays
from callcenter.model import CampaignFrame, CaseKind, CaseRole, CaseState, Instant
from callcenter.policy import CaseMove
from callcenter.rulebook import reader
from tests.workstation.stage import at

HEAD = 'name = "t"\ntitle = { en = "T", zh = "T" }\n'
PLAIN = reader.load(HEAD, "t")
"""A book that does not say: two working days for the whole case."""
SHORT = reader.load(HEAD + '[[closing]]\ncase = "repair"\nwithin = "3wh"\n', "t")
CHINA = CampaignFrame("sales")
OPEN, ASSIGNED, REPORTED, CLOSED = CaseState.OPEN, CaseState.ASSIGNED, CaseState.REPORTED, CaseState.CLOSED
INVESTIGATED, PROPOSED, TOLD = CaseState.INVESTIGATED, CaseState.PROPOSED, CaseState.TOLD


def local(text: str) -> Instant:
    """An instant of a moment with its offset."""
    return workdays.instant(datetime.fromisoformat(text))


def history(text: str) -> list[CaseMove]:
    """The steps that a text lists: ``opened 2026-03-02 09:00, assigned 2026-03-02 10:00``."""
    words = [one.partition(" ") for one in text.split(", ")]
    return [CaseMove(action, at(moment)) for action, _space, moment in words]


def test_each_state_of_each_kind_is_somebodys_turn() -> None:
    anybody, worker, boss = CaseRole.AGENT, CaseRole.WORKER, CaseRole.SUPERVISOR
    worked_out = {
        CaseKind.EXCEPTION: {OPEN: (boss, "4wh"), ASSIGNED: (worker, "1wd"), REPORTED: (boss, "4wh")},
        CaseKind.COMPLAINT: {
            OPEN: (anybody, "4wh"),
            ASSIGNED: (worker, "1wd"),
            INVESTIGATED: (worker, "4wh"),
            PROPOSED: (worker, "4wh"),
            TOLD: (boss, "1wd"),
        },
        CaseKind.REPAIR: {OPEN: (anybody, "4wh"), ASSIGNED: (worker, "1wd"), REPORTED: (boss, "4wh")},
        CaseKind.NUMBER: {OPEN: (anybody, "4wh"), ASSIGNED: (worker, "1wd"), REPORTED: (boss, "4wh")},
        CaseKind.SECOND_CALL: {OPEN: (anybody, "4wh"), ASSIGNED: (worker, "1wd"), REPORTED: (boss, "4wh")},
        CaseKind.HAND_ON: {OPEN: (CaseRole.DEPARTMENT, "24h"), CaseState.ANSWERED: (anybody, "1wd")},
        CaseKind.APPEAL: {OPEN: (boss, "1wd"), ASSIGNED: (worker, "1wd"), REPORTED: (boss, "4wh")},
    }
    found = {
        kind: {
            state: (turn.by, str(turn.within))
            for state in CaseState
            if (turn := policy.case_turn(kind, state)) is not None
        }
        for kind in CaseKind
    }
    assert found == worked_out


@pytest.mark.parametrize(
    ("opened", "act_by"),
    [
        ("2026-03-02 09:00", "2026-03-02 14:30"),  # Monday: three hours of the morning, one of the afternoon
        ("2026-03-02 08:00", "2026-03-02 14:30"),  # before work
        ("2026-03-02 12:00", "2026-03-02 17:30"),  # at the begin of lunch, and within it
        ("2026-03-02 12:45", "2026-03-02 17:30"),
        ("2026-03-02 14:00", "2026-03-02 18:00"),  # to the end of the day, not to the next morning
        ("2026-03-02 14:01", "2026-03-03 09:01"),
        ("2026-03-02 23:00", "2026-03-03 14:30"),  # at night
        ("2026-03-06 16:00", "2026-03-09 11:00"),  # Friday: over the weekend
        ("2026-03-07 10:00", "2026-03-09 14:30"),  # on a Saturday off
        ("2026-09-30 17:00", "2026-10-08 12:00"),  # over the holidays
        ("2026-10-09 17:00", "2026-10-10 12:00"),  # the Saturday after is worked
    ],
)
def test_a_supervisor_sees_an_exception_within_four_working_hours(opened: str, act_by: str) -> None:
    found = policy.case_times(PLAIN, CHINA, CaseKind.EXCEPTION, OPEN, at(opened), ())
    assert found.act_by == at(act_by)


@pytest.mark.parametrize(
    ("zone", "country", "hours", "opened", "act_by"),
    [
        # Berlin sets the clock on in the night to Sunday: Friday's last hour, Monday's first three.
        ("Europe/Berlin", "DE", None, "2026-03-27T17:00+01:00", "2026-03-30T12:00+02:00"),
        # And back in October.
        ("Europe/Berlin", "DE", None, "2026-10-23T17:00+02:00", "2026-10-26T12:00+01:00"),
        # Jerusalem sets it on at 2:00 of a Friday, which a company of all hours works: an hour before midnight, two
        # before the change, one after it.
        (
            "Asia/Jerusalem",
            "DE",
            ((time(0), time.max),),
            "2026-03-26T23:00+02:00",
            "2026-03-27T04:00+03:00",
        ),
        # Good Friday and Easter Monday are off in Germany, half an hour of Thursday is left.
        ("Europe/Berlin", "DE", None, "2026-04-02T17:30+02:00", "2026-04-07T14:00+02:00"),
        # The weekend of Dubai.
        ("Asia/Dubai", "AE", None, "2026-03-06T17:00+04:00", "2026-03-09T12:00+04:00"),
    ],
)
def test_working_hours_are_those_of_the_campaign(
    zone: str, country: str, hours: tuple[tuple[time, time], ...] | None, opened: str, act_by: str
) -> None:
    frame = CampaignFrame("sales", zone=zone, country=country)
    if hours is not None:
        frame = CampaignFrame("sales", zone=zone, country=country, hours=hours)
    assert policy.case_times(PLAIN, frame, CaseKind.REPAIR, OPEN, local(opened), ()).act_by == local(act_by)


@pytest.mark.parametrize(
    ("kind", "state", "moves", "close_by", "act_by"),
    [
        # Monday 9:00: two working days end on Wednesday at 24:00; who got it at 10:00 has it until Tuesday 24:00.
        ("exception", ASSIGNED, "opened 2026-03-02 09:00, assigned 2026-03-02 10:00", "03-05 00:00", "03-04 00:00"),
        # Reported at 11:00: an hour of the morning, three of the afternoon.
        (
            "exception",
            REPORTED,
            "opened 2026-03-02 09:00, assigned 2026-03-02 10:00, reported 2026-03-02 11:00",
            "03-05 00:00",
            "03-02 16:30",
        ),
        # Given on Wednesday: no step has longer than the whole case.
        ("repair", ASSIGNED, "opened 2026-03-02 09:00, assigned 2026-03-04 10:00", "03-05 00:00", "03-05 00:00"),
        # Remarks and calls move nothing.
        (
            "second_call",
            ASSIGNED,
            "opened 2026-03-02 09:00, assigned 2026-03-02 10:00, called 2026-03-03 10:00, noted 2026-03-03 10:01",
            "03-05 00:00",
            "03-04 00:00",
        ),
        # A complaint to its reply, and back: the customer is not satisfied, the second investigation is due the day
        # after, which is the last one.
        (
            "complaint",
            TOLD,
            "opened 2026-03-02 09:00, assigned 2026-03-02 09:30, investigated 2026-03-02 10:00,"
            " proposed 2026-03-02 11:00, told 2026-03-02 12:00",
            "03-05 00:00",
            "03-04 00:00",
        ),
        (
            "complaint",
            ASSIGNED,
            "opened 2026-03-02 09:00, told 2026-03-03 12:00, dissatisfied 2026-03-03 15:00",
            "03-05 00:00",
            "03-05 00:00",
        ),
        # An answer in a survey about a complaint that is worked on moves nothing.
        (
            "complaint",
            INVESTIGATED,
            "opened 2026-03-02 09:00, assigned 2026-03-02 09:30, investigated 2026-03-02 10:00,"
            " dissatisfied 2026-03-02 17:00",
            "03-05 00:00",
            "03-02 15:30",
        ),
        # Opened again by a supervisor, by an answer, by being given to somebody: the whole time anew.
        (
            "repair",
            OPEN,
            "opened 2026-03-02 09:00, closed 2026-03-02 10:00, reopened 2026-03-09 10:00",
            "03-12 00:00",
            "03-09 15:30",
        ),
        (
            "complaint",
            OPEN,
            "opened 2026-03-02 09:00, closed 2026-03-02 10:00, dissatisfied 2026-03-09 10:00",
            "03-12 00:00",
            "03-09 15:30",
        ),
        (
            "repair",
            ASSIGNED,
            "opened 2026-03-02 09:00, closed 2026-03-02 10:00, assigned 2026-03-09 10:00",
            "03-12 00:00",
            "03-11 00:00",
        ),
        # The passed call that closed it is taken back: as before.
        (
            "second_call",
            ASSIGNED,
            "opened 2026-03-02 09:00, assigned 2026-03-02 10:00, called 2026-03-03 10:00,"
            " closed 2026-03-03 10:00, taken_back 2026-03-03 11:00",
            "03-05 00:00",
            "03-04 00:00",
        ),
        # An answer that had opened it again is taken back, and somebody is given the closed case.
        (
            "complaint",
            ASSIGNED,
            "opened 2026-03-02 09:00, closed 2026-03-02 10:00, dissatisfied 2026-03-04 10:00,"
            " taken_back 2026-03-04 11:00, assigned 2026-03-09 10:00",
            "03-12 00:00",
            "03-11 00:00",
        ),
    ],
)
def test_a_step_has_its_time_and_never_longer_than_the_case(
    kind: str, state: CaseState, moves: str, close_by: str, act_by: str
) -> None:
    steps = history(moves)
    found = policy.case_times(PLAIN, CHINA, CaseKind(kind), state, steps[0].at, steps)
    assert (found.close_by, found.act_by) == (at(f"2026-{close_by}"), at(f"2026-{act_by}"))


@pytest.mark.parametrize(
    ("asked", "answer_by"),
    [
        ("2026-03-02 09:00", "2026-03-03 09:00"),  # Monday to Tuesday, over lunch and the night
        ("2026-03-06 15:00", "2026-03-09 15:00"),  # Friday to Monday: the example of R24
        ("2026-03-06 00:00", "2026-03-07 00:00"),  # all of Friday
        ("2026-03-07 10:00", "2026-03-10 00:00"),  # Saturday off: all of Monday
        ("2026-09-30 17:00", "2026-10-08 17:00"),  # over the holidays
        ("2026-10-09 15:00", "2026-10-10 15:00"),  # the Saturday after is worked
    ],
)
def test_a_department_answers_within_24_hours_of_working_days(asked: str, answer_by: str) -> None:
    found = policy.case_times(PLAIN, CHINA, CaseKind.HAND_ON, OPEN, at(asked), ())
    assert found.act_by == at(answer_by)


def test_hours_of_working_days_run_to_the_second_where_the_clock_is_changed() -> None:
    # Jerusalem, with the working days of Germany: Friday has 23 hours, from 2:00 to 3:00 there is none. Asked Thursday
    # at 12:00: 12 hours of Thursday, 12 of Friday to 13:00.
    frame = CampaignFrame("sales", zone="Asia/Jerusalem", country="DE")
    asked = local("2026-03-26T12:00+02:00")
    found = policy.case_times(PLAIN, frame, CaseKind.HAND_ON, OPEN, asked, ())
    assert found.act_by == local("2026-03-27T13:00+03:00")


def test_an_answer_leaves_a_working_day_for_the_call_and_a_chase_moves_nothing() -> None:
    asked = history("opened 2026-03-06 15:00, chased 2026-03-09 10:00")
    found = policy.case_times(PLAIN, CHINA, CaseKind.HAND_ON, OPEN, asked[0].at, asked)
    assert found.act_by == at("2026-03-09 15:00")
    told = [*asked, *history("answered 2026-03-09 11:00")]
    found = policy.case_times(PLAIN, CHINA, CaseKind.HAND_ON, CaseState.ANSWERED, asked[0].at, told)
    assert found.act_by == at("2026-03-11 00:00")


def test_a_book_that_gives_less_time_ends_every_step() -> None:
    opened = at("2026-03-02 09:00")
    found = policy.case_times(SHORT, CHINA, CaseKind.REPAIR, OPEN, opened, ())
    assert (found.close_by, found.act_by) == (at("2026-03-02 12:00"), at("2026-03-02 12:00"))
    assert policy.case_times(SHORT, CHINA, CaseKind.NUMBER, OPEN, opened, ()).act_by == at("2026-03-02 14:30")


def test_a_closed_case_is_nobodys_turn() -> None:
    assert {policy.case_turn(kind, CLOSED) for kind in CaseKind} == {None}
