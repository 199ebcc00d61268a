"""Lines out, lines in, and what other threads have to tell: nothing is drawn over, nothing moves the cursor.

The terminal itself edits what is typed (its cooked mode), so that a screen reader hears what is echoed and no more.
"""

from __future__ import annotations

import os
import re
import select
import termios
import unicodedata
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from callcenter.locale import _
from callcenter.plain_text import visible
from callcenter.widgets.base.plain import plain

_SECOND = 1.0
_PIECE = 65_536
_ESCAPES = re.compile(r"\x1b(\[[0-9;?]*[ -/]*[@-~]|O.)?")
"""Keys that are no characters, as arrows: a terminal that edits by lines hands them on."""

_LOCAL = 3
"""Place of the local modes in the attributes of a terminal (termios(3))."""


class LineGone(Exception):
    """Nobody is at the other end any more: the input ended, or the terminal went away."""


class Console:
    """Lines from a file descriptor and lines to a stream, for one thread; others hand in what they have to tell."""

    def __init__(self, source: int, out: TextIO, encoding: str = "utf-8") -> None:
        self._source = source
        self._out = out
        self._encoding = encoding
        self._typed = bytearray()
        self._ended = self._interrupted = False
        self._jobs: deque[Callable[[], None]] = deque()
        self._news: list[str] = []
        self._woken, self._wake = os.pipe()
        for end in (self._woken, self._wake):
            os.set_blocking(end, False)
        self.each_second: Callable[[], None] = lambda: None
        """Work of every second in which nobody types."""
        self.lets: Callable[[str], bool] = lambda _line: True
        """Tells whether a line that was typed counts; one that does not is asked for again."""

    @contextmanager
    def held(self) -> Iterator[None]:
        """Have the terminal keep what is typed when somebody presses Ctrl+C; it is as it was in the end."""
        with self._modes(keep=termios.NOFLSH):
            yield

    def close(self) -> None:
        """Close what wakes this console up. No other thread may know it any more."""
        for end in (self._woken, self._wake):
            os.close(end)

    # --- from other threads and signals ---------------------------------------------------------------------------

    def post(self, job: Callable[[], None]) -> None:
        """Have the console's own thread do something while it waits."""
        self._jobs.append(job)
        self._rouse()

    def interrupt(self) -> None:
        """Have it said how to leave: somebody pressed Ctrl+C."""
        self._interrupted = True
        self._rouse()

    def end(self) -> None:
        """Wait for nobody any more: the terminal is gone."""
        self._ended = True
        self._typed.clear()
        self._rouse()

    def _rouse(self) -> None:
        with suppress(BlockingIOError):
            os.write(self._wake, b".")

    # --- out ------------------------------------------------------------------------------------------------------

    def say(self, *lines: str) -> None:
        """Write lines, after what waits to be told."""
        self.tell_news()
        for line in lines:
            self._write(f"{plain(line)}\n")

    def tell(self, line: str) -> None:
        """Tell something before the next prompt: whoever is typing is not talked into."""
        self._news.append(line)

    def tell_news(self) -> None:
        """Write what waits to be told."""
        news, self._news = self._news, []
        for line in news:
            self._write(f"{plain(line)}\n")

    def ring(self) -> None:
        """Ring the bell: somebody is calling."""
        self._write("\a")

    def _write(self, text: str) -> None:
        try:
            self._out.write(text)
            self._out.flush()
        except (OSError, ValueError) as error:
            raise LineGone from error

    # --- in -------------------------------------------------------------------------------------------------------

    def ask(
        self, prompt: str, *, secret: bool = False, at_once: bool = False, until: Callable[[], bool] = lambda: False
    ) -> str | None:
        """Return the next line that is typed; None where ``until`` holds before. Raises :class:`LineGone`.

        ``secret``: it is not shown. ``at_once``: news are told while the prompt waits.
        """
        line = self._asked(prompt, secret=secret, at_once=at_once, until=until)
        while line is not None and not secret and not self.lets(line):
            line = self._asked(prompt, secret=secret, at_once=at_once, until=until)
        return line

    def _asked(self, prompt: str, *, secret: bool, at_once: bool, until: Callable[[], bool]) -> str | None:
        self._do_jobs()
        if until():
            return None
        self.tell_news()
        self._write(prompt)
        with self._modes(leave=termios.ECHO if secret else 0):
            while (line := self._line()) is None:
                self._wait()
                if until():
                    self._write("\n")
                    return None
                if self._interrupted:
                    self._interrupted = False
                    self._write(
                        "\n" + _("Ctrl+C does nothing here: q to leave. What you typed is kept.") + f"\n{prompt}"
                    )
                if at_once and self._news:
                    self._write("\n")
                    self.tell_news()
                    self._write(prompt)
        if secret or not self._is_terminal:
            self._write("\n")
        return line

    def drop_typed(self) -> None:
        """Forget what was typed ahead: it was meant for something that is over."""
        self._typed.clear()
        if self._is_terminal:
            termios.tcflush(self._source, termios.TCIFLUSH)

    def _line(self) -> str | None:
        end = self._typed.find(b"\n")
        if end < 0 and not self._ended:
            return None
        if end < 0 and not self._typed:
            raise LineGone
        read = bytes(self._typed if end < 0 else self._typed[:end])
        del self._typed[: len(read) + 1]
        return visible(_ESCAPES.sub("", read.decode(self._encoding, "replace"))).strip()

    def _wait(self) -> None:
        ready, _writable, _broken = select.select([self._source, self._woken], [], [], _SECOND)
        if self._woken in ready:
            with suppress(BlockingIOError):
                os.read(self._woken, _PIECE)
        self._do_jobs()
        self.each_second()
        if self._source in ready and not self._ended:
            try:
                piece = os.read(self._source, _PIECE)
            except OSError:
                piece = b""
            self._typed += piece
            self._ended = not piece

    def _do_jobs(self) -> None:
        while self._jobs:
            self._jobs.popleft()()

    @property
    def _is_terminal(self) -> bool:
        return os.isatty(self._source)

    @contextmanager
    def _modes(self, *, keep: int = 0, leave: int = 0) -> Iterator[None]:
        """Have the terminal work in local modes besides, and without others."""
        if not self._is_terminal or not (keep or leave):
            yield
            return
        before = termios.tcgetattr(self._source)
        modes = [*before]
        modes[_LOCAL] = (modes[_LOCAL] | keep) & ~leave
        termios.tcsetattr(self._source, termios.TCSANOW, modes)
        try:
            yield
        finally:
            with suppress(termios.error):
                termios.tcsetattr(self._source, termios.TCSANOW, before)


def folded(text: str) -> str:
    """Fold a typed choice to what it means: wide digits and letters of a Chinese input method are the narrow ones."""
    return unicodedata.normalize("NFKC", text).strip()
