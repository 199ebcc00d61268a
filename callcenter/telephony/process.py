"""A line that runs as a process of its own, so that a crash in a telephony stack never takes the program along.

Only the thread of the line starts, reads and ends the process. Verbs write to it without waiting.
"""

from __future__ import annotations

import os
import selectors
import subprocess
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from threading import Event, Lock, Thread

import msgspec
from msgspec.structs import replace

from callcenter.handover import MOST_SAID, last_line
from callcenter.model import Direction, Instant
from callcenter.telephony import wire
from callcenter.telephony.phone import (
    Ability,
    Answered,
    CallRecorded,
    CallWaiting,
    EndCause,
    Ended,
    EndedBy,
    LineBusyError,
    LineDown,
    LineState,
    LineUp,
    Listener,
    PhoneEvent,
    Refused,
    Ringing,
)
from callcenter.telephony.wire import LineCutter, LineEvent, LineOrder, LineReport, LineVerb

_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 30.0  # seconds before a line that ended is started again
_ENDS_BY_ITSELF, _ENDS_WHEN_TOLD = 1.0, 0.5  # seconds for it
_DIGITS = frozenset("0123456789*#")
_SILENT_SECONDS = 8.0
_PINGS = 3  # a machine that slept wakes the program first: one late answer is none that is missing
_ABILITIES = {
    LineVerb.HOLD: Ability.HOLD,
    LineVerb.MUTE: Ability.MUTE,
    LineVerb.DIGITS: Ability.DIGITS,
    LineVerb.TRANSFER: Ability.TRANSFER,
}


class LineProcess:
    """A :class:`~callcenter.telephony.phone.Phone` whose line is a program that speaks :mod:`.wire`.

    The agent's hang-up ends a call at once, whatever the line makes of it; later reports of that call are left aside.
    A process that ends is started again, with growing pauses; the call that was on it is ``GONE``. One that answers
    pings and says nothing for ``silent_seconds`` is killed. Lines that are no message, and messages of calls that are
    not on the line, are left aside.
    """

    def __init__(
        self,
        command: Sequence[str],
        now: Callable[[], Instant],
        *,
        abilities: frozenset[Ability] = frozenset(),
        hears: bool = True,
        silent_seconds: float = _SILENT_SECONDS,
    ) -> None:
        self.abilities = abilities
        self._command = tuple(command)
        self._now = now
        self._hears = hears
        self._silent_seconds = silent_seconds
        self._lock = Lock()
        self._line: LineState | None = None
        self._id = ""
        """Name the call on the line by its id in messages; '' = the process knows nothing of it."""
        self._name, self._dialled = os.urandom(4).hex(), 0
        self._rang = False
        self._up: bool | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._answers_pings = False
        self._verdict = ""
        """The reason for which the process was killed here."""
        self._listeners: list[Listener] = []
        self._untold: deque[PhoneEvent] = deque()
        self._telling = False
        self._closing = Event()
        self._wake_read, self._wake = os.pipe()
        self._thread = Thread(target=self._run, name="line", daemon=True)
        self._thread.start()

    @property
    def hears(self) -> bool:
        return self._hears and (self._line is None or bool(self._id))

    @property
    def is_up(self) -> bool:
        return bool(self._up)

    @property
    def line(self) -> LineState | None:
        return self._line

    @property
    def pid(self) -> int | None:
        """The process id of the line, None while it does not run."""
        process = self._process
        return None if process is None else process.pid

    # --- verbs ----------------------------------------------------------------------------------------------------

    def place(self, number: str, now: Instant, call: str = "", shown: str = "") -> None:
        with self._lock:
            self._take(LineState(number, Direction.OUT, now, call=call))
            self._dialled += 1
            self._id = f"{self._name}-{self._dialled}"  # an exchange knows those of other workstations too
            if not self._send(LineVerb.DIAL, to=number, shown=shown):
                self._end(now, EndedBy.FAR, EndCause.GONE)
        self._tell()

    def answer(self, now: Instant) -> None:
        with self._lock:
            if self._line is None or self._line.answered_at is not None:
                return
            if self._id and self._line.direction is Direction.IN:
                self._send(LineVerb.ANSWER)
            if not self.hears:
                self._answer(now)
        self._tell()

    def hang_up(self, now: Instant) -> None:
        with self._lock:
            if self._line is None:
                return
            if self._id:
                self._send(LineVerb.HANG_UP)
            self._end(now, EndedBy.AGENT, EndCause.NORMAL)
        self._tell()

    def hold(self, on: bool) -> None:
        self._in_talk(Ability.HOLD, LineVerb.HOLD, on=on)

    def mute(self, on: bool) -> None:
        self._in_talk(Ability.MUTE, LineVerb.MUTE, on=on)

    def send_digits(self, digits: str) -> None:
        if tones := "".join(digit for digit in digits if digit in _DIGITS):
            self._in_talk(Ability.DIGITS, LineVerb.DIGITS, digits=tones)

    def transfer(self, to: str) -> None:
        self._in_talk(Ability.TRANSFER, LineVerb.TRANSFER, to=to)

    def resume(self, state: LineState) -> None:
        with self._lock:
            self._take(state)

    def listen(self, listener: Listener) -> Callable[[], None]:
        with self._lock:
            self._listeners.append(listener)

        def stop() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return stop

    def close(self) -> None:
        with self._lock:
            self._listeners.clear()
            self._untold.clear()
            if not self._closing.is_set():
                os.write(self._wake, b"x")  # first: once the thread knows, it closes the pipe
                self._closing.set()
        self._thread.join()

    # --- the call; with the lock held -----------------------------------------------------------------------------

    def _take(self, line: LineState) -> None:
        if self._line is not None:
            raise LineBusyError(self._line.number)
        self._line, self._id, self._rang = line, "", False

    def _ring(self, now: Instant) -> None:
        if (line := self._line) is not None and not self._rang:
            self._rang = True
            self._untold.append(Ringing(line.number, line.direction, max(now, line.ringing_at), line.call))

    def _answer(self, now: Instant) -> None:
        if (line := self._line) is None or line.answered_at is not None:
            return
        if self._id:
            self._ring(now)
        at = max(now, line.ringing_at)
        self._line = replace(line, answered_at=at)
        self._untold.append(Answered(line.number, at, line.call))

    def _end(self, now: Instant, by: EndedBy, cause: EndCause, reason: str = "") -> None:
        if (line := self._line) is None:
            return
        at = max(now, line.ringing_at if line.answered_at is None else line.answered_at)
        self._line, self._id = None, ""
        self._untold.append(Ended(line.number, at, by, cause, line.call, reason))

    def _in_talk(self, ability: Ability, verb: LineVerb, *, to: str = "", on: bool = False, digits: str = "") -> None:
        with self._lock:
            talks = self._line is not None and self._line.answered_at is not None
            if talks and self._id and ability in self.abilities:
                self._send(verb, to=to, on=on, digits=digits)

    def _send(self, verb: LineVerb, *, to: str = "", on: bool = False, digits: str = "", shown: str = "") -> bool:
        """Write an order for the call on the line; False where there is no process to take it."""
        return self._write(LineOrder(verb, self._id, to, on, digits, shown))

    def _write(self, order: LineOrder) -> bool:
        process, message = self._process, wire.encode(order)
        if process is None or process.stdin is None or len(message) > wire.LONGEST:
            return False
        try:
            os.write(process.stdin.fileno(), message)  # the whole line or nothing: it is short
        except BlockingIOError:
            self._kill(process, "it reads nothing")
            return False
        except OSError:  # it has just ended, which its thread is about to see
            return False
        return True

    def _kill(self, process: subprocess.Popen[bytes], verdict: str) -> None:
        self._verdict = verdict
        process.kill()

    # --- listeners; without the lock ------------------------------------------------------------------------------

    def _tell(self) -> None:
        """Tell what was not told yet, unless another thread is about it. A listener that fails ends nothing."""
        while True:
            with self._lock:
                if self._telling or not self._untold:
                    return
                self._telling = True
                event, listeners = self._untold.popleft(), tuple(self._listeners)
            for listener in listeners:
                try:
                    listener(event)
                except Exception:
                    traceback.print_exc()
            with self._lock:
                self._telling = False

    # --- the thread of the line -----------------------------------------------------------------------------------

    def _run(self) -> None:
        pause = _FIRST_PAUSE
        while not self._closing.is_set():
            try:
                process = subprocess.Popen(
                    self._command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    bufsize=0,
                    start_new_session=True,
                )
            except (OSError, ValueError) as error:
                reason = getattr(error, "strerror", None) or str(error)
            else:
                reason = self._serve(process)
            if self.is_up:
                pause = _FIRST_PAUSE
            self._fall(reason)
            if self._closing.wait(pause):
                break
            pause = min(2 * pause, _LONGEST_PAUSE)
        os.close(self._wake)
        os.close(self._wake_read)

    def _serve(self, process: subprocess.Popen[bytes]) -> str:
        """Read a process until it ends; returns what it said last, or how it ended."""
        assert process.stdin is not None
        with process:
            os.set_blocking(process.stdin.fileno(), False)
            with self._lock:
                self._process, self._answers_pings, self._verdict = process, False, ""
            try:
                said = self._read(process)
            finally:
                with self._lock:
                    self._process = None
                    process.stdin.close()  # tells it to end, where it still runs
                _end(process)
        return self._verdict or last_line(said) or f"exit {process.returncode}"

    def _read(self, process: subprocess.Popen[bytes]) -> bytes:
        """Hear the reports of a process until it or the phone is closed; returns the end of its standard error."""
        assert process.stdout is not None
        assert process.stderr is not None
        cutter, said, pings = LineCutter(), b"", 0
        with selectors.DefaultSelector() as ready:
            for file in (process.stdout, process.stderr, self._wake_read):
                ready.register(file, selectors.EVENT_READ)
            while not self._closing.is_set():
                came = ready.select(self._silent_seconds / (_PINGS + 1))
                pings = 0 if came else pings + 1
                if pings and self._answers_pings and not self._ping(process, pings):
                    return said
                for key, _events in came:
                    chunk = b"" if key.fileobj is self._wake_read else os.read(key.fd, 65_536)
                    if key.fileobj is process.stderr:
                        said = (said + chunk)[-MOST_SAID:]
                        if not chunk:
                            ready.unregister(process.stderr)
                    elif chunk:
                        self._cut(cutter, chunk)
                    else:
                        return said + _rest(process.stderr.fileno())
        return said

    def _ping(self, process: subprocess.Popen[bytes], pings: int) -> bool:
        """Ask for a sign of life after so many silent rounds; False: there was none, and the process was killed."""
        with self._lock:
            if pings <= _PINGS:
                return self._write(LineOrder(LineVerb.PING, ""))
            self._kill(process, f"no sign of life for {self._silent_seconds:g} s")
        return False

    def _cut(self, cutter: LineCutter, chunk: bytes) -> None:
        for line in cutter.feed(chunk):
            try:
                report = wire.report(line)
            except (msgspec.MsgspecError, UnicodeDecodeError):
                continue
            self._hear(report)

    def _hear(self, report: LineReport) -> None:
        now = self._now()
        with self._lock:
            if report.hears is not None:
                self._hears = report.hears
            if report.recording and report.id and report.id == self._id and self._line is not None:
                self._untold.append(CallRecorded(report.recording, now, self._line.call))
            match report.event:
                case LineEvent.ALIVE:
                    self._answers_pings = True
                case LineEvent.REGISTERED:
                    if not self._up:
                        self._up = True
                        self._untold.append(LineUp(now))
                case LineEvent.LOST:
                    self._go_down(now, report.reason)
                case LineEvent.INCOMING:
                    if report.id and self._line is None:
                        self._take(LineState(report.caller, Direction.IN, now, call=report.id))
                        self._id = report.id
                        self._ring(now)
                    elif report.id and report.id != self._id:
                        self._untold.append(CallWaiting(report.caller, now))
                case _ if not report.id or report.id != self._id:
                    pass
                case LineEvent.RINGING:
                    self._ring(now)
                case LineEvent.ANSWERED:
                    self._answer(now)
                case LineEvent.REFUSED:
                    if self._line is not None and report.do in _ABILITIES:
                        self._untold.append(Refused(_ABILITIES[report.do], now, self._line.call, report.reason))
                case LineEvent.ENDED:
                    self._end(now, report.by, report.cause, report.reason)
        self._tell()

    def _fall(self, reason: str) -> None:
        """Note that the process is gone, and the call with it that was on it."""
        now = self._now()
        with self._lock:
            if self._id:
                self._end(now, EndedBy.FAR, EndCause.GONE, reason)
            self._go_down(now, reason)
        self._tell()

    def _go_down(self, now: Instant, reason: str) -> None:
        if self._up is not False:
            self._up = False
            self._untold.append(LineDown(now, reason))


def _rest(fd: int) -> bytes:
    """Return what can be read at once."""
    os.set_blocking(fd, False)
    try:
        return os.read(fd, MOST_SAID)
    except BlockingIOError:
        return b""


def _end(process: subprocess.Popen[bytes]) -> None:
    """Have a process ended and reaped, whose standard input is closed already."""
    for seconds, then in ((_ENDS_BY_ITSELF, process.terminate), (_ENDS_WHEN_TOLD, process.kill)):
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            then()
    process.wait()
