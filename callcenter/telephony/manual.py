"""The agent dials on the desk phone: the line is known by the marks that the agent gives. No I/O."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from callcenter.model import Direction, Instant
from callcenter.telephony.phone import (
    Ability,
    Answered,
    Ended,
    EndedBy,
    LineBusyError,
    LineState,
    Listener,
    PhoneEvent,
    Ringing,
)


class ManualPhone:
    """A :class:`~callcenter.telephony.phone.Phone` that believes what it is told.

    Marks never run backwards: one that is earlier than the mark before it (the clock was set back) stands at that.
    """

    hears = False
    is_up = True
    abilities: frozenset[Ability] = frozenset()

    def __init__(self) -> None:
        self._line: LineState | None = None
        self._listeners: list[Listener] = []

    @property
    def line(self) -> LineState | None:
        return self._line

    def place(self, number: str, now: Instant, call: str = "", shown: str = "") -> None:
        self._require_free()
        self._line = LineState(number, Direction.OUT, now, call=call)
        self._tell(Ringing(number, Direction.OUT, now, call))

    def answer(self, now: Instant) -> None:
        if self._line is None or self._line.answered_at is not None:
            return
        at = max(now, self._line.ringing_at)
        self._line = replace(self._line, answered_at=at)
        self._tell(Answered(self._line.number, at, self._line.call))

    def hang_up(self, now: Instant) -> None:
        if self._line is None:
            return
        line, self._line = self._line, None
        at = max(now, line.answered_at if line.answered_at is not None else line.ringing_at)
        self._tell(Ended(line.number, at, EndedBy.AGENT, call=line.call))

    def hold(self, on: bool) -> None:
        pass

    def mute(self, on: bool) -> None:
        pass

    def send_digits(self, digits: str) -> None:
        pass

    def transfer(self, to: str) -> None:
        pass

    def resume(self, state: LineState) -> None:
        self._require_free()
        self._line = state

    def listen(self, listener: Listener) -> Callable[[], None]:
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    def close(self) -> None:
        self._line = None
        self._listeners.clear()

    def _require_free(self) -> None:
        if self._line is not None:
            raise LineBusyError(self._line.number)

    def _tell(self, event: PhoneEvent) -> None:
        for listener in tuple(self._listeners):
            listener(event)
