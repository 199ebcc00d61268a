"""The smallest Textual program: one label. What the first frame of the workstation is measured against."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Label

MARKER = "one label and nothing else"


class OneLabel(App[None]):
    """A label that shows until Ctrl+Q."""

    def compose(self) -> ComposeResult:
        yield Label(MARKER)


if __name__ == "__main__":
    OneLabel().run()
