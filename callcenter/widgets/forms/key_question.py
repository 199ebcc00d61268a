"""A line that asks for a key and takes the next one, whatever it is."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.message import Message

from callcenter.model import Instant
from callcenter.widgets.lines.bar import Bar, shorten, words


class KeyQuestion(Bar, can_focus=True):
    """A question that a key answers. Out of sight until :meth:`ask`; Escape leaves it."""

    DEFAULT_CSS = """
    KeyQuestion { display: none; background: $warning-muted; color: $text-warning; text-style: bold; }
    """

    class Pressed(Message):
        """The key that was pressed, None where the question was left."""

        def __init__(self, key: str | None) -> None:
            super().__init__()
            self.key = key

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._words = ""

    def ask(self, text: str) -> None:
        """Put a question."""
        self._words = text
        self.display = True
        self.refresh()
        self.focus()

    def line(self, width: int, now: Instant) -> Content:
        return shorten(words(f" ? {self._words}"), width)

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        self.display = False
        self.post_message(self.Pressed(None if event.key == "escape" else event.key))

    def on_blur(self) -> None:
        if self.display and self.app.app_focus:
            self.display = False
            self.post_message(self.Pressed(None))
