"""An app with one widget on it, what it draws, and every message that it posts."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.message import Message
from textual.widget import Widget

from callcenter.model import Instant

ZONE = "Asia/Shanghai"
HOSTILE = (
    "[/x]",
    "[VIP] 李雷",
    "[@click=app.quit]x[/]",
    "\x1b]52;c;aGk=\x07",
    "\x1b[2J\x9b31mred",
    "\u202egnihton\u202c",
    "a\u2066b\u2069",
    "$text-error[b]",
    "two\nlines\r\nand\ttabs",
    "\x00\x7f\x85\u2028",
)
_M = TypeVar("_M", bound=Message)


def at(day: int, hour: int, minute: int = 0, second: int = 0) -> Instant:
    """A time in March 2026 in Shanghai."""
    return int(datetime(2026, 3, day, hour, minute, second, tzinfo=ZoneInfo(ZONE)).timestamp() * 1000)


class Stage(App[None]):
    """Holds widgets one above the other and keeps the messages of the given kinds."""

    CSS = "Screen { layout: vertical; }"

    def __init__(self, *widgets: Widget, keep: tuple[type[Message], ...] = (), bindings: Any = ()) -> None:
        super().__init__()
        self._staged = widgets
        self._keep = keep
        self.kept: list[Message] = []
        for binding in bindings:
            self._bindings.key_to_bindings.setdefault(binding.key, []).append(binding)
        self.acted: list[str] = []

    def compose(self) -> ComposeResult:
        yield from self._staged

    async def _on_message(self, message: Message) -> None:
        if isinstance(message, self._keep):
            self.kept.append(message)
        await super()._on_message(message)

    def action_act(self, name: str) -> None:
        self.acted.append(name)

    def lines(self) -> list[str]:
        """Return the lines of the screen."""
        return ["".join(segment.text for segment in strip) for strip in self.screen._compositor.render_strips()]

    def all_of(self, kind: type[_M]) -> list[_M]:
        return [message for message in self.kept if isinstance(message, kind)]


def cell_of(line: str, text: str) -> int:
    """The terminal cell at which ``text`` begins."""
    return cell_len(line[: line.index(text)])


def assert_harmless(lines: list[str], width: int) -> None:
    """Nothing on the screen moves the terminal, and every line is as wide as the screen."""
    for line in lines:
        assert line.isprintable(), repr(line)
        assert not any(char in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069" for char in line)
        assert cell_len(line) == width, repr(line)
