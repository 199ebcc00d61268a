"""A notice in a line of its own, until it is read."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from callcenter.locale import _
from callcenter.model import Instant
from callcenter.widgets.lines.bar import Bar, spread, words
from callcenter.widgets.lines.prompts import key_words

_KEY = "app.notice"


class NoticeLine(Bar):
    """Line with the first of the notices, how many there are besides, and the key that says it is read."""

    DEFAULT_CSS = """
    NoticeLine { display: none; background: $accent-muted; color: $text-accent; text-style: bold; }
    NoticeLine.-told { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._notices: tuple[str, ...] = ()

    def show(self, notices: Sequence[str]) -> None:
        """Show other notices, the one to be read first before the others."""
        self._notices = tuple(notices)
        self.set_class(bool(notices), "-told")
        self.refresh()

    def line(self, width: int, now: Instant) -> Content:
        if not self._notices:
            return Content("")
        bindings = (active.binding for active in self.screen.active_bindings.values())
        key = next((key_words(self.app, binding) for binding in bindings if binding.id == _KEY), "")
        more = f"+{len(self._notices) - 1}  " if len(self._notices) > 1 else ""
        right = Content.assemble(words(more), words(f"{key} {_('got it')} " if key else ""))
        return spread(words(f" > {self._notices[0]}"), right, width)
