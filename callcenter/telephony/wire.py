"""Messages between the program and a line that runs as a process of its own: one JSON object a line.

``LineOrder`` goes to the line's standard input, ``LineReport`` comes from its standard output.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec
from msgspec import Struct

from callcenter.telephony.phone import EndCause, EndedBy

LONGEST = 4_096
"""Most bytes of a line. A pipe takes so many at once or none (POSIX ``PIPE_BUF`` of Linux)."""


class LineVerb(StrEnum):
    """Things that a line is told to do."""

    DIAL = "dial"
    ANSWER = "answer"
    HANG_UP = "hang_up"
    HOLD = "hold"
    MUTE = "mute"
    DIGITS = "dtmf"
    TRANSFER = "transfer"
    PING = "ping"


class LineOrder(Struct, frozen=True, omit_defaults=True):
    """Something to be done for the call ``id``, '' = for the line (``PING``, which it answers with ``ALIVE``).

    ``to``: E.164, or what the exchange knows; ``on``: of hold and mute; ``shown``: the number that a called customer is
    to see, '' = as the line has it.
    """

    do: LineVerb
    id: str
    to: str = ""
    on: bool = False
    digits: str = ""
    shown: str = ""


class LineEvent(StrEnum):
    """Things that happen on a line."""

    ALIVE = "alive"
    REGISTERED = "registered"
    LOST = "lost"
    INCOMING = "incoming"
    RINGING = "ringing"
    ANSWERED = "answered"
    ENDED = "ended"
    REFUSED = "refused"


class LineReport(Struct, frozen=True, omit_defaults=True):
    """Something that happened; ``id`` '' = to the line, not to a call. ``caller``: who calls, '' = withheld.

    ``recording``: the file or the address of what is recorded of the call; any report of a call may bring it.
    ``do``: the order that was refused or failed; the call goes on as it was.
    ``hears`` False: from now on the line does not know by itself when a call is answered and ended; True: it does.
    """

    event: LineEvent
    id: str = ""
    cause: EndCause = EndCause.NORMAL
    by: EndedBy = EndedBy.FAR
    caller: str = msgspec.field(default="", name="from")
    reason: str = ""
    hears: bool | None = None
    recording: str = ""
    do: LineVerb | None = None


_ENCODER = msgspec.json.Encoder()
_ORDERS = msgspec.json.Decoder(LineOrder)
_REPORTS = msgspec.json.Decoder(LineReport)


def encode(message: LineOrder | LineReport) -> bytes:
    """Return a message as one line."""
    return _ENCODER.encode(message) + b"\n"


def order(line: bytes) -> LineOrder:
    """Read an order. Raises ``msgspec.MsgspecError`` or ``UnicodeDecodeError``."""
    return _ORDERS.decode(line)


def report(line: bytes) -> LineReport:
    """Read a report. Raises ``msgspec.MsgspecError`` or ``UnicodeDecodeError``."""
    return _REPORTS.decode(line)


class LineCutter:
    """Cuts a stream into lines. One that is longer than :data:`LONGEST` is left out."""

    def __init__(self) -> None:
        self._rest = b""
        self._skipping = False

    def feed(self, chunk: bytes) -> list[bytes]:
        """Return the lines that the next bytes complete, without empty ones."""
        *complete, self._rest = (self._rest + chunk).split(b"\n")
        lines = []
        for line in complete:
            if self._skipping:  # the end of a long one
                self._skipping = False
            elif len(line) <= LONGEST and line.strip():
                lines.append(line)
        if len(self._rest) > LONGEST:
            self._rest, self._skipping = b"", True
        return lines
