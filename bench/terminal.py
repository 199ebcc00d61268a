"""A program in a pseudo-terminal, and the times at which something came out of it."""

from __future__ import annotations

import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Sequence
from fcntl import ioctl
from pathlib import Path
from typing import Any

COLUMNS, LINES = 100, 30
_PATIENCE = 120.0
_PROBE = 0.02


class Terminal:
    """Starts a program and reads what it draws. Times are of the monotonic clock, in seconds."""

    def __init__(self, command: Sequence[str], home: Path) -> None:
        self._master, slave = pty.openpty()
        ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        environment = {**quiet_home(), "HOME": str(home), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
        self._screen: Any = None
        self._stream: Any = None
        self.began = time.perf_counter()
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True
        )
        os.close(slave)

    def until_marker(self, marker: bytes) -> float:
        """Read until some bytes came out; returns when."""
        seen = b""
        end = time.perf_counter() + _PATIENCE
        while time.perf_counter() < end:
            chunk, at = self._read(_PROBE)
            seen += chunk
            if marker in seen:
                return at
        raise TimeoutError(f"never seen: {marker.decode()}\n{seen[-2000:].decode(errors='replace')}")

    def watch(self) -> None:
        """Draw from here on what comes out, so that :meth:`until` can look at the screen."""
        import pyte

        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)

    def until(self, holds: Callable[[str], bool]) -> float:
        """Read until the screen shows something; returns when the output that showed it came."""
        end = time.perf_counter() + _PATIENCE
        at = time.perf_counter()
        while not holds(self.text()):
            if time.perf_counter() > end:
                raise TimeoutError(f"not seen on the screen:\n{self.text()}")
            chunk, at = self._read(_PROBE)
            if chunk:
                self._stream.feed(chunk)
        return at

    def settle(self, seconds: float) -> None:
        """Read on until nothing came for so long."""
        quiet = time.perf_counter() + seconds
        while time.perf_counter() < quiet:
            chunk, at = self._read(seconds / 4)
            if chunk:
                self._stream.feed(chunk)
                quiet = at + seconds

    def text(self) -> str:
        """The screen as it stands."""
        return "\n".join(self._screen.display)

    def type(self, keys: str) -> float:
        """Send keys as a keyboard would; returns when."""
        at = time.perf_counter()
        os.write(self._master, keys.encode())
        return at

    def close(self) -> None:
        """End the program as its user would, and for certain."""
        self.type("\x11")
        end = time.perf_counter() + 5
        while self.process.poll() is None and time.perf_counter() < end:
            self._read(_PROBE)
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._master)

    def _read(self, seconds: float) -> tuple[bytes, float]:
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return b"", time.perf_counter()
        try:
            return os.read(self._master, 1 << 20), time.perf_counter()
        except OSError:
            return b"", time.perf_counter()


def quiet_home() -> dict[str, str]:
    """The environment of a program that is started to be measured: no settings of whoever measures, byte code kept."""
    ours = ("CALLCENTER_", "PYTHON", "TEXTUAL", "XDG_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}
