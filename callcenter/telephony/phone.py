"""Interface of a telephone: one protocol, and the events that every backend tells.

A backend never writes to the store and never draws: it tells its listeners what happened on the line, with the
instant (UTC epoch milliseconds), and the call screen does the rest. That is why a backend that hears the line by
itself can take the place of one that is told by the agent, and no screen changes.

See docs/architecture.md#rooms.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol, TypeAlias

from msgspec import Struct

from callcenter.model import Direction, Instant


class EndedBy(StrEnum):
    """Side that ended a call. ``FAR``: the other one or the network, which a backend without signalling cannot know."""

    AGENT = "agent"
    FAR = "far"


class Ringing(Struct, frozen=True):
    """A call began to ring, here (``IN``) or there (``OUT``). ``number`` is E.164, '' where it is withheld."""

    number: str
    direction: Direction
    at: Instant


class Answered(Struct, frozen=True):
    """Somebody took the call."""

    number: str
    at: Instant


class Ended(Struct, frozen=True):
    """The call is over; it may never have been answered."""

    number: str
    at: Instant
    by: EndedBy


PhoneEvent: TypeAlias = Ringing | Answered | Ended
Listener: TypeAlias = Callable[[PhoneEvent], None]


class LineState(Struct, frozen=True):
    """The call on the line. ``answered_at`` None = it still rings."""

    number: str
    direction: Direction
    ringing_at: Instant
    answered_at: Instant | None = None


class LineBusyError(Exception):
    """A second call was asked for while ``number`` is on the line: one agent has one line."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


class Phone(Protocol):
    """A telephone with one line. ``now`` is the instant of the agent's key; verbs return at once.

    ``hears``: the backend knows by itself when a call is answered and ended; where it does not, the screen offers
    the agent keys to mark both. Listeners may be called from any thread, in the order in which things happened.
    """

    @property
    def hears(self) -> bool: ...

    @property
    def line(self) -> LineState | None:
        """The call on the line, None when it is free."""
        ...

    def place(self, number: str, now: Instant) -> None:
        """Call ``number`` (E.164). Raises :class:`LineBusyError`."""
        ...

    def receive(self, number: str, now: Instant) -> None:
        """Take the agent's word that a call from ``number`` is there (key ``i``). Raises :class:`LineBusyError`."""
        ...

    def answer(self, now: Instant) -> None:
        """Take the call that rings here, or mark that the one that rings there was taken. Else nothing happens."""
        ...

    def hang_up(self, now: Instant) -> None:
        """End the call. With none on the line nothing happens: the other side may have been quicker."""
        ...

    def resume(self, state: LineState) -> None:
        """Take up a call that was on the line when the program died. Tells nothing. Raises :class:`LineBusyError`."""
        ...

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Have ``listener`` told of every event from now on; returns what ends that."""
        ...
