"""Sound of a softphone: a program that records is heard by the customer, another one plays what the customer says.

Both speak 16-bit samples, little-endian, 8,000 a second, one channel.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from callcenter.telephony.child import ChildTasks

if TYPE_CHECKING:
    from callcenter.telephony.softphone import SipCall

_FRAME, _FRAME_SECONDS = 320, 0.02
_MOST = 5 * _FRAME  # of sound that waits, on either way: more is heard as a delay


class CallSound:
    """The sound of one call. ``muted``: what is recorded is thrown away, and the customer hears nothing."""

    def __init__(self, microphone: Sequence[str], speaker: Sequence[str], tasks: ChildTasks) -> None:
        self.muted = False
        self._microphone = microphone
        self._speaker = speaker
        self._tasks = tasks
        self._works: list[asyncio.Task[None]] = []

    def start(self, call: SipCall) -> None:
        """Begin; nothing happens where it has begun."""
        if self._works:
            return
        if self._microphone:
            self._works.append(self._tasks.start(self._record(call)))
        if self._speaker:
            self._works.append(self._tasks.start(self._play(call)))

    def stop(self) -> None:
        """End both programs."""
        for work in self._works:
            work.cancel()

    async def _record(self, call: SipCall) -> None:
        program = await _begin(self._microphone, stdout=subprocess.PIPE)
        if program is None or program.stdout is None:
            return
        try:
            while frame := await program.stdout.read(_FRAME):
                if self.muted or call.waiting_sound() >= _MOST:
                    await asyncio.sleep(_FRAME_SECONDS)
                else:
                    call.write_sound(frame)
        finally:
            _kill(program)

    async def _play(self, call: SipCall) -> None:
        program = await _begin(self._speaker, stdin=subprocess.PIPE)
        if program is None or program.stdin is None:
            return
        try:
            while not program.stdin.is_closing():
                sound = call.read_sound(_MOST)
                if program.stdin.transport.get_write_buffer_size() < _MOST:
                    program.stdin.write(sound)
                await asyncio.sleep(_FRAME_SECONDS)
        finally:
            _kill(program)


async def _begin(
    command: Sequence[str], *, stdin: int = subprocess.DEVNULL, stdout: int = subprocess.DEVNULL
) -> asyncio.subprocess.Process | None:
    try:
        return await asyncio.create_subprocess_exec(*command, stdin=stdin, stdout=stdout, stderr=subprocess.DEVNULL)
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)
        return None


def _kill(program: asyncio.subprocess.Process) -> None:
    if program.returncode is None:
        program.kill()
