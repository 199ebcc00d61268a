"""A line without a telephone, for tests and measurements: the number that is dialled says what happens.

``python -m callcenter.telephony.loopback JSON``, see :class:`~callcenter.telephony.options.LoopbackOptions`.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Coroutine, Mapping
from contextlib import suppress

from callcenter.telephony import child
from callcenter.telephony.options import LoopbackCaller, LoopbackCustomer, LoopbackOptions, Reaction
from callcenter.telephony.phone import EndCause, EndedBy
from callcenter.telephony.wire import LineEvent, LineOrder, LineReport, LineVerb

_CAUSES: Mapping[Reaction, EndCause] = {
    Reaction.BUSY: EndCause.BUSY,
    Reaction.DECLINE: EndCause.DECLINED,
    Reaction.UNREACHABLE: EndCause.UNREACHABLE,
    Reaction.INVALID: EndCause.INVALID,
    Reaction.TIMEOUT: EndCause.TIMEOUT,
}


class LoopbackBackend:
    """The line. It has one call, and whoever calls meanwhile waits for its end."""

    def __init__(self, options: LoopbackOptions) -> None:
        self._options = options
        self._tasks = child.ChildTasks()
        self._id = ""
        self._course: asyncio.Task[None] | None = None
        self._taken, self._free = asyncio.Event(), asyncio.Event()

    async def start(self) -> None:
        child.report(LineReport(LineEvent.REGISTERED))
        for number, caller in enumerate(self._options.callers, 1):
            self._tasks.start(self._call_in(f"in-{number}", caller))

    def obey(self, order: LineOrder) -> None:
        if order.do is LineVerb.DIAL:
            if self._id:
                child.report(LineReport(LineEvent.ENDED, order.id, EndCause.GONE, reason="the line is taken"))
            else:
                self._begin(order.id, self._ring(self._options.customer(order.to)))
        elif order.id == self._id:
            match order.do:
                case LineVerb.ANSWER:
                    self._taken.set()
                case LineVerb.TRANSFER if self._options.customer(order.to).reaction is not Reaction.ANSWER:
                    child.report(LineReport(LineEvent.REFUSED, self._id, reason="not taken", do=order.do))
                case LineVerb.HANG_UP | LineVerb.TRANSFER:
                    self._end(EndCause.NORMAL, EndedBy.AGENT)

    async def close(self) -> None:
        """Nothing rings anywhere."""

    def _begin(self, call: str, course: Coroutine[object, object, None]) -> None:
        self._id = call
        self._taken.clear()
        self._free.clear()
        self._course = self._tasks.start(course)

    def _end(self, cause: EndCause, by: EndedBy = EndedBy.FAR) -> None:
        call, self._id = self._id, ""
        child.report(LineReport(LineEvent.ENDED, call, cause, by))
        if self._course is not None:
            self._course.cancel()
        self._free.set()

    async def _ring(self, customer: LoopbackCustomer) -> None:
        child.report(LineReport(LineEvent.RINGING, self._id))
        await asyncio.sleep(customer.after_ms / 1000)
        match customer.reaction:
            case Reaction.ANSWER:
                await self._talk(customer.talk_ms, customer.recording)
            case Reaction.CRASH:
                os.kill(os.getpid(), signal.SIGKILL)
            case Reaction.NOTHING:
                pass
            case reaction:
                self._end(_CAUSES[reaction])

    async def _talk(self, talk_ms: int | None, recording: str = "") -> None:
        child.report(LineReport(LineEvent.ANSWERED, self._id, recording=recording))
        if talk_ms is not None:
            await asyncio.sleep(talk_ms / 1000)
            self._end(EndCause.NORMAL)

    async def _call_in(self, call: str, caller: LoopbackCaller) -> None:
        await asyncio.sleep(caller.after_ms / 1000)
        if self._id:
            child.report(LineReport(LineEvent.INCOMING, call, caller=caller.number))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._free.wait(), caller.patience_ms / 1000)
        if not self._id:
            self._begin(call, self._wait(caller))

    async def _wait(self, caller: LoopbackCaller) -> None:
        child.report(LineReport(LineEvent.INCOMING, self._id, caller=caller.number))
        try:
            await asyncio.wait_for(self._taken.wait(), caller.patience_ms / 1000)
        except TimeoutError:
            self._end(EndCause.TIMEOUT)
        else:
            await self._talk(caller.talk_ms)


if __name__ == "__main__":
    child.serve(LoopbackBackend(child.options(LoopbackOptions)))
