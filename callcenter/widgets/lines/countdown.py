"""A line that counts seconds down before something happens by itself. Any key, or a click elsewhere, stops it."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from callcenter.model import SECOND, Instant
from callcenter.widgets.lines.bar import Bar, shorten, words


class Countdown(Bar, can_focus=True):
    """See the module. Out of sight until :meth:`begin`; counted from instants, by :meth:`tick`."""

    DEFAULT_CSS = """
    Countdown { display: none; background: $warning-muted; color: $text-warning; text-style: bold; }
    """

    class Over(Message):
        """Nobody stopped it."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._ends_at: Instant | None = None
        self._said: Callable[[int], str] = str
        self._focused_before: Widget | None = None

    def begin(self, said: Callable[[int], str], ends_at: Instant, now: Instant) -> None:
        """Count down to an instant; ``said`` makes the words of the seconds that are left."""
        self._said, self._ends_at, self._time = said, ends_at, now
        self._focused_before = self.screen.focused
        self.display = True
        self.refresh()
        self.focus()

    def stop(self) -> None:
        """Let nothing happen."""
        if self._ends_at is None:
            return
        before, self._ends_at, self._focused_before = self._focused_before, None, None
        self.display = False
        if before is not None and before.is_attached:
            before.focus()

    def tick(self, now: Instant) -> None:
        super().tick(now)
        if self._ends_at is not None and now >= self._ends_at:
            self.stop()
            self.post_message(self.Over())

    def line(self, width: int, now: Instant) -> Content:
        left = 0 if self._ends_at is None else max(-(-(self._ends_at - now) // SECOND), 0)
        return shorten(words(f" {self._said(left)}"), width)

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        self.stop()

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self.stop()

    def on_blur(self) -> None:
        if self.app.app_focus:  # another window in front stops nothing
            self.stop()
