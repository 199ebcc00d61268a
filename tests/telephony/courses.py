"""Courses of calls through the exchange of `asterisk.py`: what is done, and what the line then has to tell."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct

from callcenter.model import Direction
from callcenter.telephony import Answered, EndCause, Ended, EndedBy, PhoneEvent, Ringing
from callcenter.telephony.process import LineProcess
from tests.telephony.ear import Ear

NOW = 1_000_000
AGENT, DEAD, UNREGISTERED = "PJSIP/1001", "PJSIP/1002", "PJSIP/1003"
"""Telephones: one that registers, one that never says a word, one that is not there."""


class Act(StrEnum):
    """Things that the agent does once the line has told what comes before the end."""

    NOTHING = "nothing"
    HANG_UP = "hang up"
    PUT_DOWN = "put down the telephone"


class Course(Struct, frozen=True):
    """A call to ``number`` by the telephone ``extension``. ``rings``, ``answered``: what the line tells of it first.

    ``versions``: of Asterisk, those in which it goes so.
    """

    name: str
    number: str
    cause: EndCause
    by: EndedBy = EndedBy.FAR
    rings: bool = True
    answered: bool = False
    act: Act = Act.NOTHING
    reason: str = ""
    extension: str = AGENT
    versions: tuple[str, ...] = ("16", "22")

    @property
    def events(self) -> list[PhoneEvent]:
        """Return what the line tells."""
        before: list[PhoneEvent] = []
        if self.rings:
            before.append(Ringing(self.number, Direction.OUT, NOW, self.name))
        if self.answered:
            before.append(Answered(self.number, NOW, self.name))
        return [*before, Ended(self.number, NOW, self.by, self.cause, self.name, self.reason)]


def _lost(name: str, number: str, reason: str, *, rings: bool = False, extension: str = AGENT) -> Course:
    return Course(name, number, EndCause.GONE, rings=rings, reason=reason, extension=extension)


def _ended(name: str, number: str, act: Act, *, answered: bool) -> Course:
    return Course(name, number, EndCause.NORMAL, EndedBy.AGENT, answered=answered, act=act)


COURSES = (
    Course("customer-ends", "+8613800000001", EndCause.NORMAL, answered=True),
    Course("busy", "+8613800000002", EndCause.BUSY),
    Course("wrong-number", "+8613800000005", EndCause.INVALID, rings=False),
    Course("rings-out", "+8613800000006", EndCause.TIMEOUT),
    Course("declined", "+8619900000603", EndCause.DECLINED),
    Course("switched-off", "+8619900000480", EndCause.UNREACHABLE, versions=("22",)),
    Course("switched-off", "+8619900000480", EndCause.TIMEOUT, versions=("16",)),  # does not tell the code
    _ended("agent-gives-up", "+8613800000003", Act.HANG_UP, answered=False),
    _ended("agent-ends", "+8613800000004", Act.HANG_UP, answered=True),
    _ended("telephone-gives-up", "+8613800000003", Act.PUT_DOWN, answered=False),
    _ended("telephone-ends", "+8613800000004", Act.PUT_DOWN, answered=True),
    _lost("congestion", "+8619900000503", "CONGESTION Circuit/channel congestion", rings=True),
    _lost("no-trunk", "+8613800000008", "outbound: nothing was dialled"),
    _lost("no-extension", "+8613800000009", "Extension does not exist."),
    _lost("unregistered", "+8613800000001", f"{UNREGISTERED}: not reached", extension=UNREGISTERED),
    _lost("dead", "+8613800000001", f"{DEAD}: does not ring", extension=DEAD),
)


def follow(course: Course, line: LineProcess, put_down: Callable[[], None]) -> list[PhoneEvent]:
    """Dial, do what is to be done, and return what the line told."""
    ear = Ear(line)
    line.place(course.number, NOW, course.name)
    before = len(course.events) - 1
    if course.act is not Act.NOTHING:
        ear.wait(before)
        line.hang_up(NOW) if course.act is Act.HANG_UP else put_down()
    return ear.wait(before + 1)
