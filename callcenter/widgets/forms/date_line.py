"""A line for a date that is out of sight until it is asked for."""

from __future__ import annotations

from textual import events
from textual.widget import Widget

from callcenter.widgets.forms.date_entry import DateEntry


class DateLine(DateEntry):
    """Escape leaves it; leaving gives the focus back to where it was."""

    DEFAULT_CSS = "DateLine { display: none; background: $panel; }"

    _focused_before: Widget | None = None

    def ask(self, proposed: str) -> None:
        """Bring the line up with a text that is typed over."""
        if not self.display:
            self._focused_before = self.screen.focused
        self.display = True
        self.propose(proposed)
        self.focus_text()

    def close(self) -> None:
        """Put it away."""
        before, self._focused_before = self._focused_before, None
        self.display = False
        if before is not None and before.is_attached:
            before.focus()

    def on_key(self, event: events.Key) -> None:
        if event.key == "escape" and self.display:
            event.stop()
            event.prevent_default()
            self.close()
