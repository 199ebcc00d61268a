"""The side of a line's process: orders from standard input, reports to standard output.

When the input ends, the program that started the line is gone: the call is ended, and the line with it.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec
from msgspec import Struct

from callcenter import private_files
from callcenter.telephony import wire
from callcenter.telephony.wire import LineCutter, LineEvent, LineOrder, LineReport, LineVerb

OptionsT = TypeVar("OptionsT", bound=Struct)
Reporter = Callable[[LineReport], None]


class Backend(Protocol):
    """A line in its own process."""

    async def start(self) -> None:
        """Make the line ready; returns when orders may come."""
        ...

    def obey(self, order: LineOrder) -> None:
        """Do as ordered, or begin to."""
        ...

    async def close(self) -> None:
        """End the call on the line, within half a second."""
        ...


def options(kind: type[OptionsT]) -> OptionsT:
    """Read the options of a line, JSON in the only argument of its program. Raises ``SystemExit``."""
    try:
        return msgspec.json.decode(sys.argv[1], type=kind)
    except (IndexError, msgspec.MsgspecError) as error:
        raise SystemExit(f"{sys.argv[0]}: {error}") from None


def secret(named: str) -> str:
    """Return what stands in a file that only this user reads. Raises ``OSError``."""
    path = Path(named)
    private_files.tighten(path)
    if not private_files.is_private(path):
        raise PermissionError(f"{path}: others can read it")
    return path.read_text(encoding="utf-8").strip()


def report(message: LineReport) -> None:
    """Tell the program something; where it is gone, the line ends by its input."""
    try:
        sys.stdout.buffer.write(wire.encode(message))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def serve(line: Backend) -> None:
    """Run a line until the program that started it is gone."""
    asyncio.run(_serve(line))


async def _serve(line: Backend) -> None:
    loop = asyncio.get_running_loop()
    orders = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    loop.add_signal_handler(signal.SIGTERM, orders.feed_eof)
    report(LineReport(LineEvent.ALIVE))  # from now on it may be asked
    await line.start()
    cutter = LineCutter()
    while chunk := await orders.read(wire.LONGEST):
        for text in cutter.feed(chunk):
            try:
                order = wire.order(text)
            except (msgspec.MsgspecError, UnicodeDecodeError):
                print("no order:", text.decode(errors="replace"), file=sys.stderr)
            else:
                if order.do is LineVerb.PING:
                    report(LineReport(LineEvent.ALIVE))
                else:
                    line.obey(order)
    await line.close()
    os._exit(0)  # at an ordinary end asyncio kills what still runs, and a hang-up may


class ChildTasks:
    """ChildTasks of a line that nobody waits for. One that fails ends the line: the program starts it again."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        """Run ``work`` beside the rest."""
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._end)
        return task

    def _end(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            sys.stderr.write(f"{error!r}\n")
            sys.stderr.flush()
            os._exit(1)
