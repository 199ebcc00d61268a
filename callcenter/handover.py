"""Handing a message to a program of the house, such as an SMS gateway's client: started without a shell, in a session
of its own, the text on its standard input."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from enum import StrEnum

from msgspec import Struct

PLACEHOLDERS = ("phone", "email", "address", "subject", "ref", "channel", "agent")
"""Names that an argument may hold in braces."""

_MOST_SAID = 500  # bytes of standard error that are looked at


class HandoverFault(StrEnum):
    """Reasons why a message was not taken."""

    CANNOT_START = "cannot_start"
    TIMED_OUT = "timed_out"
    FAILED = "failed"


class Handover(Struct, frozen=True):
    """Outcome: ``fault`` None = the program ended with 0. ``said``: the last line of its standard error, or what
    the system says; ``code``: the exit code where it ended by itself."""

    fault: HandoverFault | None
    code: int = 0
    said: str = ""


def hand_over(command: Sequence[str], text: str, values: Mapping[str, str], *, seconds: float) -> Handover:
    """Run ``command`` with ``{phone}`` and its like in its arguments replaced, and wait at most ``seconds`` for it.

    An argument stays one argument whatever fills it. Blocks: call it from a thread.
    """
    arguments = [_filled(argument, values) for argument in command]
    try:
        return _run(arguments, text, seconds)
    except (OSError, ValueError) as error:  # a full disk for the text, too
        return Handover(HandoverFault.CANNOT_START, said=getattr(error, "strerror", None) or str(error))


def _run(arguments: Sequence[str], text: str, seconds: float) -> Handover:
    # Files, not pipes: a program that reads nothing cannot block this one, nor can a child that it leaves behind.
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as complaint:
        given.write(text.encode())
        given.seek(0)
        process = subprocess.Popen(
            arguments, stdin=given, stdout=subprocess.DEVNULL, stderr=complaint, start_new_session=True
        )
        try:
            code = process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            with suppress(PermissionError):  # one that has become another user's is left to itself
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            return Handover(HandoverFault.TIMED_OUT)
        if code == 0:
            return Handover(None)
        size = complaint.seek(0, os.SEEK_END)
        complaint.seek(max(0, size - _MOST_SAID))
        lines = complaint.read().decode(errors="replace").split("\n")
        said = next((line.strip() for line in reversed(lines) if line.strip()), "")
        return Handover(HandoverFault.FAILED, code, said)


_NAMED = re.compile(r"\{(" + "|".join(PLACEHOLDERS) + r")\}")


def _filled(argument: str, values: Mapping[str, str]) -> str:
    """Fill the placeholders of an argument once. NUL would end it, and a hyphen at its head make it an option."""
    return _NAMED.sub(lambda found: values.get(found[1], "").replace("\0", "").lstrip("-"), argument)
