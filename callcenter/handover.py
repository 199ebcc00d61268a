"""Programs of the house, started without a shell: one that takes a message, such as an SMS gateway's client, in a
session of its own, the text on its standard input; one that plays a recording, in front or beside. A line's commands
are filled in the same way."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from enum import StrEnum

from msgspec import Struct

PLACEHOLDERS = ("phone", "email", "address", "subject", "ref", "channel", "agent", "recording")
"""Names that an argument may hold in braces."""

MOST_SAID = 500
"""Bytes of standard error that are looked at."""


class HandoverFault(StrEnum):
    """Reasons why a message was not taken, or a recording not played."""

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
    try:
        return _run(fill(command, values, PLACEHOLDERS), text, seconds)
    except (OSError, ValueError) as error:  # a full disk for the text, too
        return Handover(HandoverFault.CANNOT_START, said=getattr(error, "strerror", None) or str(error))


def play(command: Sequence[str], recording: str) -> Handover:
    """Run a player with ``{recording}`` in its arguments replaced, in front, with this terminal, until it ends."""
    arguments = fill(command, {"recording": recording}, PLACEHOLDERS)
    try:
        code = subprocess.run(arguments, check=False).returncode
    except (OSError, ValueError) as error:
        return Handover(HandoverFault.CANNOT_START, said=getattr(error, "strerror", None) or str(error))
    return Handover(None) if code == 0 else Handover(HandoverFault.FAILED, code)


def player(command: Sequence[str], recording: str) -> subprocess.Popen[bytes]:
    """Start a player as :func:`play` does, but beside this program, without its terminal, in a session of its own.

    Raises ``OSError``, ``ValueError``.
    """
    nothing = subprocess.DEVNULL
    arguments = fill(command, {"recording": recording}, PLACEHOLDERS)
    return subprocess.Popen(arguments, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True)


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
        complaint.seek(max(0, size - MOST_SAID))
        return Handover(HandoverFault.FAILED, code, last_line(complaint.read()))


def fill(command: Sequence[str], values: Mapping[str, str], placeholders: Collection[str]) -> list[str]:
    """Return the arguments of ``command`` with the placeholders replaced once; those without a value by ''.

    NUL would end an argument, and a hyphen at the head of a value make an option of it.
    """
    named = re.compile(r"\{(" + "|".join(placeholders) + r")\}")
    clean = {name: value.replace("\0", "").lstrip("-") for name, value in values.items()}
    return [named.sub(lambda found: clean.get(found[1], ""), argument) for argument in command]


def last_line(said: bytes) -> str:
    """Return the last line of a program's standard error that is not empty, or ''."""
    lines = said.decode(errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")
