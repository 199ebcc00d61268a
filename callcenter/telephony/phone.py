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
    FAR = "customer"


class EndCause(StrEnum):
    """Reasons for which a call ended. Only ``NORMAL`` can follow an answer, and ``GONE`` anything.

    ``GONE``: the line itself failed, so that nobody knows what became of the call, or that it was never dialled.
    """

    BUSY = "busy"
    DECLINED = "declined"
    UNREACHABLE = "unreachable"  # known to the network, and not there: switched off, out of coverage
    INVALID = "invalid"  # no such number
    TIMEOUT = "timeout"  # it rang, and nobody took it
    NORMAL = "normal"
    GONE = "gone"


class Ability(StrEnum):
    """Things that not every line can do. ``ANSWER``: take by key a call that rings here."""

    ANSWER = "answer"
    HOLD = "hold"
    MUTE = "mute"
    DIGITS = "digits"
    TRANSFER = "transfer"


class Ringing(Struct, frozen=True):
    """A call began to ring, here (``IN``) or there (``OUT``). ``number`` as in :class:`LineState`."""

    number: str
    direction: Direction
    at: Instant
    call: str = ""


class Answered(Struct, frozen=True):
    """Somebody took the call."""

    number: str
    at: Instant
    call: str = ""


class Ended(Struct, frozen=True):
    """The call is over; it may never have been answered. ``reason``: what the line itself says of a failure, or ''."""

    number: str
    at: Instant
    by: EndedBy
    cause: EndCause = EndCause.NORMAL
    call: str = ""
    reason: str = ""


class CallRecorded(Struct, frozen=True):
    """The line records the call. ``recording``: the file or the address."""

    recording: str
    at: Instant
    call: str = ""


class CallWaiting(Struct, frozen=True):
    """Somebody calls while the line is taken. ``number`` as in :class:`LineState`. Where the line lets them wait, they
    ring here when it is free."""

    number: str
    at: Instant


class Refused(Struct, frozen=True):
    """The line could not do what was asked of it in a talk, which goes on as it was."""

    ability: Ability
    at: Instant
    call: str = ""
    reason: str = ""


class LineUp(Struct, frozen=True):
    """The line can be used: its program runs, and where it registers somewhere, it is registered."""

    at: Instant


class LineDown(Struct, frozen=True):
    """The line cannot be used until it is up again, which it tries by itself. ``reason`` in the line's own words."""

    at: Instant
    reason: str


PhoneEvent: TypeAlias = Ringing | Answered | CallRecorded | CallWaiting | Refused | Ended | LineUp | LineDown
Listener: TypeAlias = Callable[[PhoneEvent], None]


class LineState(Struct, frozen=True):
    """The call on the line. ``answered_at`` None = it was not answered yet.

    ``number`` is E.164, or a caller's as the line shows it, '' where it is withheld. ``call`` is the id that all events
    of the call carry, so that a late one of an earlier call is never taken for one of this.
    """

    number: str
    direction: Direction
    ringing_at: Instant
    answered_at: Instant | None = None
    call: str = ""


class LineBusyError(Exception):
    """A second call was asked for while ``number`` is on the line: one agent has one line."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


class Phone(Protocol):
    """A telephone with one line. ``now`` is the instant of the agent's key; verbs return at once.

    ``hears``: the backend knows by itself when the call is answered and ended; where it does not, the screen offers
    the agent keys to mark both. Listeners may be called from any thread, in the order in which things happened, and
    may call every verb but :meth:`close`.
    """

    @property
    def hears(self) -> bool: ...

    @property
    def abilities(self) -> frozenset[Ability]:
        """The things that this line can do besides; the verbs of the others do nothing."""
        ...

    @property
    def is_up(self) -> bool:
        """Tell whether the line can be used. A call that is dialled all the same ends at once, as ``GONE``."""
        ...

    @property
    def line(self) -> LineState | None:
        """The call on the line, None when it is free."""
        ...

    def place(self, number: str, now: Instant, call: str = "", shown: str = "") -> None:
        """Call ``number`` (E.164); ``call`` is the id that its events carry, ``shown`` the number (E.164) that the
        customer is to see, '' = as the line has it. Raises :class:`LineBusyError`."""
        ...

    def answer(self, now: Instant) -> None:
        """Take the call that rings here, or mark that the one that rings there was taken. Else nothing happens."""
        ...

    def hang_up(self, now: Instant) -> None:
        """End the call. With none on the line nothing happens: the other side may have been quicker."""
        ...

    def hold(self, on: bool) -> None:
        """Put the customer on hold, or take them back."""
        ...

    def mute(self, on: bool) -> None:
        """Keep the agent's voice from the customer, or let it through again."""
        ...

    def send_digits(self, digits: str) -> None:
        """Send tones: 0 to 9, ``*`` and ``#``. Others are left out."""
        ...

    def transfer(self, to: str) -> None:
        """Hand the customer over to a number and leave the call."""
        ...

    def resume(self, state: LineState) -> None:
        """Take up a call that is on the line already: one that came in on the agent's word, one of before the program
        died. Tells nothing. Raises :class:`LineBusyError`."""
        ...

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Have ``listener`` told of every event from now on; returns what ends that."""
        ...

    def close(self) -> None:
        """Give the line up, ending the call on it. Tells nothing more. Takes at most some 2 s."""
        ...
