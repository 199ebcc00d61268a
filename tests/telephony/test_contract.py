"""One contract for all lines: by hand and driven, each with the same customers."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.model import Direction
from callcenter.telephony import (
    Answered,
    EndCause,
    Ended,
    EndedBy,
    LineBusyError,
    LineDown,
    LineState,
    LineUp,
    Ringing,
)
from tests.telephony.benches import ANSWERS, BUSY, INVALID, MAKERS, NOW, RINGS, TALKS, Bench
from tests.telephony.ear import Ear, until

DRIVEN = [name for name in MAKERS if name != "manual"]


@pytest.fixture(params=MAKERS)
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    with MAKERS[request.param](tmp_path) as bench:
        until(lambda: bench.phone.is_up)
        yield bench


@pytest.fixture
def ear(bench: Bench) -> Ear:
    return Ear(bench.phone)


def test_a_call_rings_is_answered_and_ends(bench: Bench, ear: Ear) -> None:
    bench.phone.place(ANSWERS, NOW, "c1")
    ear.wait(1)
    bench.customer_answers()
    ear.wait(2)
    bench.customer_hangs_up()
    by = EndedBy.FAR if bench.phone.hears else EndedBy.AGENT
    assert ear.wait(3) == [
        Ringing(ANSWERS, Direction.OUT, NOW, "c1"),
        Answered(ANSWERS, NOW, "c1"),
        Ended(ANSWERS, NOW, by, EndCause.NORMAL, "c1"),
    ]
    assert bench.phone.line is None


@pytest.mark.parametrize(("number", "cause"), [(BUSY, EndCause.BUSY), (INVALID, EndCause.INVALID)])
def test_a_call_that_does_not_come_through_says_why(bench: Bench, ear: Ear, number: str, cause: EndCause) -> None:
    bench.phone.place(number, NOW, "c1")
    ear.wait(1)
    bench.customer_hangs_up()
    until(lambda: bench.phone.line is None)
    until(lambda: isinstance(ear.told[-1], Ended))
    last = ear.told[-1]
    assert isinstance(last, Ended)
    assert (last.number, last.call) == (number, "c1")
    assert last.cause is (cause if bench.phone.hears else EndCause.NORMAL)
    assert "Answered" not in ear.kinds()


def test_one_agent_has_one_line(bench: Bench, ear: Ear) -> None:
    bench.phone.place(RINGS, NOW, "c1")
    with pytest.raises(LineBusyError) as caught:
        bench.phone.place(BUSY, NOW, "c2")
    assert caught.value.number == RINGS
    with pytest.raises(LineBusyError) as caught:
        bench.phone.resume(LineState(BUSY, Direction.IN, NOW))
    assert caught.value.number == RINGS
    assert bench.phone.line == LineState(RINGS, Direction.OUT, NOW, call="c1")


def test_the_agent_ends_a_call_that_rings_and_the_next_is_not_mistaken_for_it(bench: Bench, ear: Ear) -> None:
    for call in ("c1", "c2"):
        bench.phone.place(RINGS, NOW, call)
        ear.wait(1 if call == "c1" else 3)
        bench.phone.hang_up(NOW + 1)
        bench.phone.hang_up(NOW + 2)
        assert bench.phone.line is None
    assert ear.wait(4) == [
        event
        for call in ("c1", "c2")
        for event in (
            Ringing(RINGS, Direction.OUT, NOW, call),
            Ended(RINGS, NOW + 1, EndedBy.AGENT, EndCause.NORMAL, call),
        )
    ]
    bench.phone.place(TALKS, NOW, "c3")
    ear.wait(5)
    bench.customer_answers()
    assert ear.wait(6)[4:] == [Ringing(TALKS, Direction.OUT, NOW, "c3"), Answered(TALKS, NOW, "c3")]
    bench.phone.hang_up(NOW + 3)
    assert ear.wait(7)[-1] == Ended(TALKS, NOW + 3, EndedBy.AGENT, EndCause.NORMAL, "c3")


def test_a_call_of_before_is_taken_up_and_ended_by_hand(bench: Bench, ear: Ear) -> None:
    bench.phone.resume(LineState(RINGS, Direction.OUT, NOW, call="c0"))
    assert not bench.phone.hears
    bench.phone.answer(NOW + 1)
    bench.phone.hang_up(NOW + 2)
    assert ear.wait(2) == [
        Answered(RINGS, NOW + 1, "c0"),
        Ended(RINGS, NOW + 2, EndedBy.AGENT, EndCause.NORMAL, "c0"),
    ]


def test_a_closed_phone_tells_nothing_more(bench: Bench, ear: Ear) -> None:
    bench.phone.place(RINGS, NOW, "c1")
    ear.wait(1)
    bench.phone.close()
    bench.phone.close()
    bench.phone.hang_up(NOW)
    assert (bench.phone.line, ear.kinds()) == (None, ["Ringing"])
    assert bench.pid is None


@pytest.mark.parametrize("name", DRIVEN)
@pytest.mark.parametrize("state", ["free", "rings", "talks"])
def test_a_line_that_is_killed_loses_its_call_and_comes_back(name: str, state: str, tmp_path: Path) -> None:
    with MAKERS[name](tmp_path) as bench:
        until(lambda: bench.phone.is_up)
        ear = Ear(bench.phone)
        if state != "free":
            bench.phone.place(TALKS if state == "talks" else RINGS, NOW, "c1")
            ear.wait(1)
        if state == "talks":
            bench.customer_answers()
            ear.wait(2)
        before = len(ear.told)
        pid = bench.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        lost = 1 if state == "free" else 2
        events = ear.wait(before + lost + 1)[before:]
        if state != "free":
            ended = events[0]
            assert isinstance(ended, Ended)
            assert (ended.call, ended.cause, ended.by) == ("c1", EndCause.GONE, EndedBy.FAR)
        assert events[lost - 1 :] == [LineDown(NOW, "exit -9"), LineUp(NOW)]
        assert bench.phone.line is None
        bench.phone.place(BUSY, NOW, "c2")
        bench.customer_hangs_up()
        until(lambda: bench.phone.line is None)
