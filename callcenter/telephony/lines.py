"""Kinds of lines, and the phone of each."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from callcenter.model import Instant
from callcenter.telephony.manual import ManualPhone
from callcenter.telephony.phone import Ability, Phone

if TYPE_CHECKING:
    from callcenter.settings import LineSettings
    from callcenter.telephony.options import AmiOptions, CommandOptions, LoopbackOptions, SipOptions
    from callcenter.telephony.process import LineProcess


def open_phone(line: LineSettings, now: Callable[[], Instant]) -> Phone:
    """Return the phone that the settings ask for; ``now`` gives the instant of what it hears by itself.

    What a kind of line needs beside is there: the reader of the settings sees to that.
    """
    if line.kind == "command":
        from callcenter.telephony.options import CommandOptions

        return open_command(CommandOptions(line.dial_command or (), line.hangup_command or (), line.country), now)
    if line.kind == "ami":
        from callcenter.telephony.options import AmiOptions

        options = AmiOptions(
            line.host or "",
            line.port,
            line.user or "",
            line.secret_file or "",
            line.extension or "",
            line.context or "",
            line.dial_as,
            line.caller_id,
            line.country,
        )
        return open_ami(options, now)
    if line.kind == "sip":
        from callcenter.telephony.options import SipOptions

        return open_sip(
            SipOptions(
                line.server or "",
                line.user or "",
                line.secret_file or "",
                line.direct,
                line.listen,
                line.dial_as,
                line.country,
                line.microphone_command or (),
                line.speaker_command or (),
            ),
            now,
        )
    return ManualPhone()


def open_loopback(options: LoopbackOptions, now: Callable[[], Instant]) -> LineProcess:
    """Start a line on which nobody rings but what ``options`` say: for tests and measurements."""
    return _open("loopback", options, now, frozenset(Ability))


def open_command(options: CommandOptions, now: Callable[[], Instant]) -> LineProcess:
    """Start a line that dials and hangs up by commands."""
    return _open("command", options, now, frozenset(), hears=False)


def open_ami(options: AmiOptions, now: Callable[[], Instant]) -> LineProcess:
    """Start a line that has an Asterisk exchange ring the agent and the customer."""
    return _open("ami", options, now, frozenset({Ability.DIGITS, Ability.TRANSFER}))


def open_sip(options: SipOptions, now: Callable[[], Instant]) -> LineProcess:
    """Start a softphone. Only its own microphone can be muted."""
    abilities = frozenset(Ability) if options.microphone_command else frozenset(Ability) - {Ability.MUTE}
    return _open("sip", options, now, abilities)


def _open(
    module: str, options: object, now: Callable[[], Instant], abilities: frozenset[Ability], *, hears: bool = True
) -> LineProcess:
    import msgspec

    from callcenter.telephony.process import LineProcess

    # -P: what lies in the folder of the moment is no part of the program.
    command = [sys.executable, "-P", "-m", f"callcenter.telephony.{module}", msgspec.json.encode(options).decode()]
    return LineProcess(command, now, abilities=abilities, hears=hears)
