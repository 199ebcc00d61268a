"""Options that the process of a line is started with, one kind a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from msgspec import Struct


class CommandOptions(Struct, frozen=True, forbid_unknown_fields=True):
    """The commands, with their arguments; ``country`` (ISO 3166): from where it is dialled."""

    dial_command: Sequence[str]
    hangup_command: Sequence[str] = ()
    country: str = "CN"


class AmiOptions(Struct, frozen=True, forbid_unknown_fields=True):
    """``extension``: the agent's telephone as a channel, such as PJSIP/1001. ``context``: where numbers are dialled.

    ``dial_as``: the number as the exchange wants it, with ``{e164}`` or ``{number}`` (the digits to dial from
    ``country``). ``caller_id``: the number shown, on the agent's telephone too; '' = the exchange decides.
    ``silent_seconds``: how long the agent's telephone may say nothing before it rings.
    """

    host: str
    port: int
    user: str
    secret_file: str
    extension: str
    context: str
    dial_as: str = "{number}"
    caller_id: str = ""
    country: str = "CN"
    silent_seconds: float = 8.0  # by then a telephone was asked five times (RFC 3261, 17.1.1.2)


class SipOptions(Struct, frozen=True, forbid_unknown_fields=True):
    """``server``: host or host:port, where ``user`` registers, unless calls go there ``direct``.

    ``listen``: address, address:port or network interface of this machine, '' = any. ``dial_as`` as above.
    ``microphone_command``, ``speaker_command``: programs for the sound (:mod:`.sound`), () = none.
    ``ring_seconds``, ``silent_seconds``: how long it may ring, and how long no word may come before it does;
    ``rtp_seconds``: how long no sound may come in a talk.
    """

    server: str
    user: str
    secret_file: str = ""
    direct: bool = False
    listen: str = ""
    dial_as: str = "{number}"
    country: str = "CN"
    microphone_command: Sequence[str] = ()
    speaker_command: Sequence[str] = ()
    ring_seconds: float = 60.0
    silent_seconds: float = 20.0
    rtp_seconds: int = 30


class Reaction(StrEnum):
    """Things that a called customer, or the line, may do."""

    ANSWER = "answer"
    BUSY = "busy"
    DECLINE = "decline"
    UNREACHABLE = "unreachable"
    INVALID = "invalid"
    TIMEOUT = "timeout"
    NOTHING = "nothing"
    CRASH = "crash"


class LoopbackCustomer(Struct, frozen=True, forbid_unknown_fields=True):
    """Behaviour of a customer. It rings at once, and after ``after_ms`` comes the reaction.

    ``talk_ms``: the customer hangs up so long after the answer; None = never. ``recording``: where it is recorded.
    """

    reaction: Reaction = Reaction.ANSWER
    after_ms: int = 0
    talk_ms: int | None = None
    recording: str = ""


class LoopbackCaller(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who calls ``after_ms`` after the start, and gives up when nobody answers within ``patience_ms``."""

    number: str
    after_ms: int = 0
    patience_ms: int = 30_000
    talk_ms: int | None = None


class LoopbackOptions(Struct, frozen=True, forbid_unknown_fields=True):
    """``customers`` by the last digits of their numbers: the longest that fits counts, '' fits all."""

    customers: Mapping[str, LoopbackCustomer] = {}
    callers: tuple[LoopbackCaller, ...] = ()

    def customer(self, number: str) -> LoopbackCustomer:
        """Return the behaviour of who has ``number``."""
        fitting = [digits for digits in self.customers if number.endswith(digits)]
        return self.customers[max(fitting, key=len)] if fitting else LoopbackCustomer()
