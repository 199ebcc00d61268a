"""A program in a pseudo-terminal, and the times at which something came out of it."""

from __future__ import annotations

import os
import pty
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Sequence
from fcntl import ioctl
from pathlib import Path
from queue import Empty, SimpleQueue

import pyte

COLUMNS, LINES = 100, 30
_PATIENCE = 120.0
_LONGEST_READ = 0.02
_FAREWELL = 5.0
_TAIL = 2_000
_SWITCH_SECONDS = 0.0005
"""Seconds for which drawing can hold up the noting of when something came."""
_QUIT, _YES = "\x11", "\r"


class Terminal:
    """A program, started here, and what it draws. Times are of ``time.perf_counter``, in seconds."""

    def __init__(self, command: Sequence[str], home: Path, *, columns: int = COLUMNS, lines: int = LINES) -> None:
        self._written = bytearray()
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self._master, slave = pty.openpty()
        ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        environment = {**plain_environment(home), "TERM": "xterm-256color"}
        self.began = time.perf_counter()
        self._process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True
        )
        os.close(slave)
        # A thread reads and notes when: drawing what came takes this process longer than the next frame takes to come.
        self._came: SimpleQueue[tuple[bytes, float]] = SimpleQueue()
        sys.setswitchinterval(_SWITCH_SECONDS)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                chunk = os.read(self._master, 1 << 20)
            except OSError:
                chunk = b""
            self._came.put((chunk, time.perf_counter()))
            if not chunk:
                return

    def until_written(self, text: str) -> float:
        """Read until some text came out, without drawing it; returns when."""
        marker = text.encode()
        end = time.perf_counter() + _PATIENCE
        while time.perf_counter() < end:
            _, at = self._read(_LONGEST_READ)
            if marker in self._written:
                return at
        raise TimeoutError(f"never seen: {text}\n{self._tail()}")

    def until(self, holds: Callable[[str], bool]) -> float:
        """Draw what comes until the screen shows something; returns when the output that showed it came."""
        end = time.perf_counter() + _PATIENCE
        at = time.perf_counter()
        while not holds(self.text()):
            if time.perf_counter() > end:
                raise TimeoutError(f"not seen on the screen:\n{self.text()}")
            chunk, at = self._read(_LONGEST_READ)
            self._stream.feed(chunk)
        return at

    def settle(self, seconds: float) -> None:
        """Draw on until nothing came for so long."""
        quiet = time.perf_counter() + seconds
        while time.perf_counter() < quiet:
            chunk, at = self._read(seconds / 4)
            if chunk:
                self._stream.feed(chunk)
                quiet = at + seconds

    def text(self) -> str:
        """The screen as it stands."""
        # Not `display` of pyte: that fails where half of a wide character was drawn over, as in the midst of a frame.
        screen = self._screen
        rows = (screen.buffer[line] for line in range(screen.lines))
        return "\n".join("".join(row[column].data for column in range(screen.columns)) for row in rows)

    @property
    def received(self) -> int:
        """Number of bytes that came so far."""
        return len(self._written)

    def type(self, keys: str) -> float:
        """Send keys as a keyboard would; returns when."""
        at = time.perf_counter()
        os.write(self._master, keys.encode())
        return at

    def memory(self) -> tuple[float, float]:
        """Return the memory that the program holds, in MB: resident, and its share of that (Linux)."""
        lines = Path(f"/proc/{self._process.pid}/smaps_rollup").read_text().splitlines()[1:]
        kilobytes = {name: int(value.split()[0]) for name, _, value in (line.partition(":") for line in lines)}
        return kilobytes["Rss"] / 1024, kilobytes["Pss"] / 1024

    def close(self) -> None:
        """End the program as its user would, and for certain."""
        try:
            self.type(_QUIT)
            self.type(_YES)  # to the summary of the shift
            end = time.perf_counter() + _FAREWELL
            while self._process.poll() is None and time.perf_counter() < end:
                self._read(_LONGEST_READ)
        except EOFError:
            pass  # it has closed its terminal and is about to end
        try:
            self._process.wait(_FAREWELL)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._master)

    def _read(self, seconds: float) -> tuple[bytes, float]:
        """Return the bytes that came, and when. Raises ``EOFError`` where the program is gone."""
        try:
            chunk, at = self._came.get(timeout=seconds)
        except Empty:
            return b"", time.perf_counter()
        if not chunk:
            self._came.put((chunk, at))
            raise EOFError(f"the program has ended:\n{self._tail()}")
        self._written += chunk
        return chunk, at

    def _tail(self) -> str:
        """The end of what came, for an error's text."""
        return self._written[-_TAIL:].decode(errors="replace")


def plain_environment(home: Path) -> dict[str, str]:
    """Return the environment of a measured program: no settings of its user, byte code kept, a home of its own."""
    foreign = ("CALLCENTER_", "COLUMNS", "LINES", "PYTHON", "TEXTUAL", "XDG_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return {**kept, "HOME": str(home), "LC_ALL": "C.UTF-8"}
