"""Calls by hand: the line is what the agent says it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from callcenter.model import Direction
from callcenter.telephony import (
    Answered,
    Ended,
    EndedBy,
    LineBusyError,
    LineState,
    ManualPhone,
    Phone,
    PhoneEvent,
    Ringing,
)

NUMBER = "+8613812345678"
OTHER = "+8613900000001"


@pytest.fixture
def told() -> list[PhoneEvent]:
    return []


@pytest.fixture
def phone(told: list[PhoneEvent]) -> ManualPhone:
    phone = ManualPhone()
    phone.listen(told.append)
    return phone


def test_a_call_rings_is_answered_and_ends(phone: Phone, told: list[PhoneEvent]) -> None:
    assert not phone.hears
    phone.place(NUMBER, 1_000)
    assert phone.line == LineState(NUMBER, Direction.OUT, 1_000, None)
    phone.answer(9_000)
    assert phone.line == LineState(NUMBER, Direction.OUT, 1_000, 9_000)
    phone.hang_up(70_000)
    assert phone.line is None
    assert told == [
        Ringing(NUMBER, Direction.OUT, 1_000),
        Answered(NUMBER, 9_000),
        Ended(NUMBER, 70_000, EndedBy.AGENT),
    ]


def test_a_call_that_nobody_takes_ends_without_an_answer(phone: Phone, told: list[PhoneEvent]) -> None:
    phone.place(NUMBER, 1_000)
    phone.hang_up(31_000)
    assert told == [Ringing(NUMBER, Direction.OUT, 1_000), Ended(NUMBER, 31_000, EndedBy.AGENT)]


def test_a_call_that_comes_in_is_taken_up_and_answered(phone: Phone, told: list[PhoneEvent]) -> None:
    phone.resume(LineState(NUMBER, Direction.IN, 1_000))
    phone.answer(1_000)
    assert phone.line == LineState(NUMBER, Direction.IN, 1_000, answered_at=1_000)
    assert told == [Answered(NUMBER, 1_000)]


def test_a_second_answer_does_not_move_the_first(phone: Phone, told: list[PhoneEvent]) -> None:
    phone.place(NUMBER, 1_000)
    phone.answer(2_000)
    phone.answer(3_000)
    assert phone.line is not None
    assert phone.line.answered_at == 2_000
    assert len(told) == 2


def test_keys_pressed_with_no_call_do_nothing(phone: Phone, told: list[PhoneEvent]) -> None:
    phone.answer(1_000)
    phone.hang_up(1_000)
    phone.place(NUMBER, 2_000)
    phone.hang_up(3_000)
    phone.hang_up(4_000)
    phone.answer(5_000)
    assert told == [Ringing(NUMBER, Direction.OUT, 2_000), Ended(NUMBER, 3_000, EndedBy.AGENT)]


@pytest.mark.parametrize(
    "verb", [lambda phone: phone.place(OTHER, 2_000), lambda phone: phone.resume(LineState(OTHER, Direction.IN, 2_000))]
)
def test_one_agent_has_one_line(phone: Phone, told: list[PhoneEvent], verb: Callable[[Phone], None]) -> None:
    phone.place(NUMBER, 1_000)
    with pytest.raises(LineBusyError) as caught:
        verb(phone)
    assert caught.value.number == NUMBER
    assert phone.line == LineState(NUMBER, Direction.OUT, 1_000)
    assert len(told) == 1


def test_marks_never_run_backwards(phone: Phone, told: list[PhoneEvent]) -> None:
    phone.place(NUMBER, 5_000)
    phone.answer(4_000)
    phone.hang_up(3_000)
    assert told[1:] == [Answered(NUMBER, 5_000), Ended(NUMBER, 5_000, EndedBy.AGENT)]


def test_a_call_is_taken_up_after_a_crash(phone: Phone, told: list[PhoneEvent]) -> None:
    phone.resume(LineState(NUMBER, Direction.OUT, 1_000, 2_000))
    assert told == []
    with pytest.raises(LineBusyError):
        phone.place(OTHER, 3_000)
    with pytest.raises(LineBusyError):
        phone.resume(LineState(OTHER, Direction.OUT, 3_000))
    phone.hang_up(60_000)
    assert told == [Ended(NUMBER, 60_000, EndedBy.AGENT)]


def test_who_stops_listening_hears_no_more(told: list[PhoneEvent]) -> None:
    phone = ManualPhone()
    stop = phone.listen(told.append)
    others: list[PhoneEvent] = []
    phone.listen(others.append)
    phone.place(NUMBER, 1_000)
    stop()
    stop()
    phone.hang_up(2_000)
    assert [type(event) for event in told] == [Ringing]
    assert [type(event) for event in others] == [Ringing, Ended]
