"""Many calls one after another: each tells its own end, once, and none is taken for the one before."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from callcenter.telephony import Answered, EndCause, Ended, EndedBy
from callcenter.telephony.process import LineProcess
from tests.telephony.benches import ANSWERS, BUSY, INVALID, MAKERS, NOW, RINGS, TALKS
from tests.telephony.ear import Ear, until

HEARD = {
    ANSWERS: (EndedBy.FAR, EndCause.NORMAL),
    BUSY: (EndedBy.FAR, EndCause.BUSY),
    INVALID: (EndedBy.FAR, EndCause.INVALID),
}
"""Ends that the line tells by itself; at the other numbers the agent hangs up."""


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "calls"), [("loopback", 1_000), ("sip", 100)])
def test_every_call_ends_as_its_customer_ended_it(tmp_path: Path, kind: str, calls: int) -> None:
    random, seed = Random(), 20_261_130
    random.seed(seed)
    with MAKERS[kind](tmp_path) as bench:
        phone = bench.phone
        assert isinstance(phone, LineProcess)
        until(lambda: phone.is_up)
        ear, dialled = Ear(phone), list[str]()
        for number in range(calls):
            to = random.choice((ANSWERS, BUSY, INVALID, RINGS, TALKS))
            phone.place(to, NOW, f"call-{number}")
            dialled.append(to)
            if to == TALKS:
                until(lambda: phone.line is not None and phone.line.answered_at is not None)
            if to not in HEARD:
                phone.hang_up(NOW)
            until(lambda: phone.line is None)
        ends = [event for event in ear.told if isinstance(event, Ended)]
        assert [end.call for end in ends] == [f"call-{number}" for number in range(calls)]
        for to, end in zip(dialled, ends, strict=True):
            assert (end.by, end.cause) == HEARD.get(to, (EndedBy.AGENT, EndCause.NORMAL)), end
        answered = {event.call for event in ear.told if isinstance(event, Answered)}
        assert answered == {f"call-{n}" for n, to in enumerate(dialled) if to in (ANSWERS, TALKS)}
