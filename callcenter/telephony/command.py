"""A line made of two commands: one dials, one hangs up. It hears what the first writes in the line's own messages.

``python -m callcenter.telephony.command JSON``, see :class:`~callcenter.telephony.options.CommandOptions`.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import msgspec
from msgspec.structs import replace

from callcenter.handover import MOST_SAID, fill, last_line
from callcenter.telephony import child, numbers, wire
from callcenter.telephony.options import CommandOptions
from callcenter.telephony.phone import EndCause
from callcenter.telephony.wire import LineCutter, LineEvent, LineOrder, LineReport, LineVerb

PLACEHOLDERS = ("e164", "number", "id", "shown")
"""Names that an argument may hold in braces: +86…, the digits to dial from the line's country, the call's id."""

_HANGUP_SECONDS = 10.0
_END_SECONDS = 2.0  # for a program that was told to end
_LAST_WORDS_SECONDS = 0.2  # for what a program that has ended wrote before
_GUARD = 'trap "" TERM; read -r over && exit; kill -s TERM 0; sleep 2; kill -s KILL 0'
"""Shell that leads the group of a call's program: at the end of its input, when the line is gone, it ends the group."""
_HEARD = (LineEvent.RINGING, LineEvent.ANSWERED, LineEvent.ENDED)


class _Call:
    """A call that a program dialled or is about to. ``over``: it has ended, or is being ended."""

    def __init__(self, order: LineOrder, country: str) -> None:
        self.id = order.id
        number = numbers.dialled(order.to, country)
        self.values = {"e164": order.to, "number": number, "id": order.id, "shown": order.shown}
        self.guard: asyncio.subprocess.Process | None = None
        self.process: asyncio.subprocess.Process | None = None
        self.hearing: asyncio.Task[None] | None = None
        self.said_something = False
        self.over = False

    def kill(self, number: signal.Signals) -> None:
        """Send a signal to the program, and to those that it started."""
        if self.guard is not None:
            _kill(self.guard, number)

    def let_go(self) -> None:
        """Leave to itself what the program started: it has ended."""
        if self.guard is not None and self.guard.stdin is not None:
            self.guard.stdin.write(b"over\n")


class CommandBackend:
    """The line. Orders are carried out one after the other, so that no hang-up hits the call that follows."""

    def __init__(self, options: CommandOptions) -> None:
        self._options = options
        self._tasks = child.ChildTasks()
        self._orders: asyncio.Queue[LineOrder] = asyncio.Queue()
        self._call: _Call | None = None

    async def start(self) -> None:
        child.report(LineReport(LineEvent.REGISTERED, hears=False))
        self._tasks.start(self._work())

    def obey(self, order: LineOrder) -> None:
        self._orders.put_nowait(order)

    async def close(self) -> None:
        if (call := self._call) is None:
            return
        if not call.over and self._options.hangup_command:
            with suppress(OSError, ValueError):  # it runs on when the line has ended
                subprocess.Popen(
                    fill(self._options.hangup_command, call.values, PLACEHOLDERS),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
        await _end(call, 0.3)

    async def _work(self) -> None:
        while True:
            order = await self._orders.get()
            if order.do is LineVerb.DIAL:
                await self._dial(order)
            elif order.do is LineVerb.HANG_UP and self._call is not None and order.id == self._call.id:
                await self._hang_up(self._call)

    async def _dial(self, order: LineOrder) -> None:
        if (before := self._call) is not None:
            await _end(before, _END_SECONDS)
            if before.hearing is not None:
                before.hearing.cancel()
        call = self._call = _Call(order, self._options.country)
        out, said = os.pipe(), os.pipe()
        try:
            call.guard = await asyncio.create_subprocess_exec(
                *("sh", "-c", _GUARD),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                process_group=0,
            )
            call.process = await asyncio.create_subprocess_exec(
                *fill(self._options.dial_command, call.values, PLACEHOLDERS),
                stdin=subprocess.DEVNULL,
                stdout=out[1],
                stderr=said[1],
                process_group=call.guard.pid,
            )
        except (OSError, ValueError) as error:
            call.let_go()
            self._fail(call, getattr(error, "strerror", None) or str(error))
            os.close(out[0])
            os.close(said[0])
        else:
            call.hearing = asyncio.create_task(self._hear(call, out[0]))
            self._tasks.start(self._follow(call, call.process, call.hearing, said[0]))
        finally:
            os.close(out[1])
            os.close(said[1])

    async def _hang_up(self, call: _Call) -> None:
        if call.over:
            return
        call.over = True
        if self._options.hangup_command and (trouble := await self._run_hangup(call)):
            # The agent has to know that the call may still be on. The next one may work all the same.
            child.report(LineReport(LineEvent.LOST, reason=trouble))
            child.report(LineReport(LineEvent.REGISTERED))
        await _end(call, _END_SECONDS)

    async def _run_hangup(self, call: _Call) -> str:
        """Run the command that hangs up; returns what went wrong, or ''."""
        arguments = fill(self._options.hangup_command, call.values, PLACEHOLDERS)
        read, write = os.pipe()
        try:
            process = await asyncio.create_subprocess_exec(
                *arguments,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=write,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            os.close(read)
            return getattr(error, "strerror", None) or str(error)
        finally:
            os.close(write)
        tail = asyncio.create_task(_tail(read))
        try:
            code = await asyncio.wait_for(process.wait(), _HANGUP_SECONDS)
        except TimeoutError:
            _kill(process, signal.SIGKILL)
            await process.wait()
            return f"{arguments[0]}: {_HANGUP_SECONDS:g} s"
        said = await _last_words(tail)
        return "" if code == 0 else last_line(said) or f"{arguments[0]}: exit {code}"

    # --- the program that dials -----------------------------------------------------------------------------------

    async def _follow(
        self,
        call: _Call,
        process: asyncio.subprocess.Process,
        hearing: asyncio.Task[None],
        complaint: int,
    ) -> None:
        """Tell what the end of a program means. Until the next call, programs that it left running are heard."""
        tail = asyncio.create_task(_tail(complaint))
        code = await process.wait()
        call.let_go()
        said = await _last_words(tail)
        await asyncio.wait({hearing}, timeout=_LAST_WORDS_SECONDS)
        if code != 0:
            self._fail(call, last_line(said) or f"exit {code}")
        elif not call.said_something and not call.over:
            child.report(LineReport(LineEvent.RINGING, call.id, hears=False))
        await hearing
        if call.said_something and not call.over:  # it ended before the call did
            child.report(LineReport(LineEvent.REGISTERED, hears=False))

    async def _hear(self, call: _Call, out: int) -> None:
        cutter = LineCutter()
        async with _opened(out) as reader:
            while chunk := await reader.read(wire.LONGEST):
                for line in cutter.feed(chunk):
                    self._pass_on(call, line)

    def _pass_on(self, call: _Call, line: bytes) -> None:
        try:
            report = wire.report(line)
        except (msgspec.MsgspecError, UnicodeDecodeError):  # a program may write other things too
            return
        if report.event in _HEARD and report.id in ("", call.id) and not call.over:
            call.said_something = True
            call.over = report.event is LineEvent.ENDED
            child.report(replace(report, id=call.id, hears=True))

    def _fail(self, call: _Call, reason: str) -> None:
        if not call.over:
            call.over = True
            child.report(LineReport(LineEvent.ENDED, call.id, EndCause.GONE, reason=reason))


@asynccontextmanager
async def _opened(fd: int) -> AsyncIterator[asyncio.StreamReader]:
    reader = asyncio.StreamReader()
    transport, _protocol = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(fd, "rb", buffering=0)
    )
    try:
        yield reader
    finally:
        transport.close()


async def _tail(fd: int) -> bytes:
    """Return the end of a pipe; when cancelled, what has come of it so far."""
    said = b""
    with suppress(asyncio.CancelledError):
        async with _opened(fd) as reader:
            while chunk := await reader.read(wire.LONGEST):
                said = (said + chunk)[-MOST_SAID:]
    return said


async def _last_words(tail: asyncio.Task[bytes]) -> bytes:
    """Return the end of a pipe whose program has ended, though another one may hold it open."""
    await asyncio.wait({tail}, timeout=_LAST_WORDS_SECONDS)
    tail.cancel()
    return await tail


async def _end(call: _Call, seconds: float) -> None:
    """End the program of a call, where it still runs."""
    if call.process is None or call.process.returncode is not None:
        return
    call.kill(signal.SIGTERM)
    try:
        await asyncio.wait_for(call.process.wait(), seconds)
    except TimeoutError:
        call.kill(signal.SIGKILL)


def _kill(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


if __name__ == "__main__":
    child.serve(CommandBackend(child.options(CommandOptions)))
