"""The store does not answer and somebody wants to leave: what would be lost, and one more question."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from callcenter.locale import _
from callcenter.screens.frame.overlay import OverScreen
from callcenter.widgets.base.plain import plain
from callcenter.widgets.lines.prompts import Hint, KeyHints


class LeaveScreen(OverScreen[bool]):
    """Question before leaving. Closes with whether to leave. The key that says so is not the one that asked.

    See docs/architecture.md#confirming.
    """

    CSS_PATH = "leave.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,f9", "dismiss(True)", show=False, id="leave.yes"),
        Binding("n,escape", "dismiss(False)", show=False, id="leave.no"),
    ]

    def __init__(self, trouble: str, note: str) -> None:
        """Take the ``trouble`` why the store cannot be told; ``note``: what is typed and not saved, '' for nothing."""
        super().__init__()
        self._trouble = trouble
        self._note = note

    def compose(self) -> ComposeResult:
        lines = [plain(self._trouble), ""] if self._trouble else []
        if self._note:
            lines.append(_("Not saved, and lost if you leave now: {note}").format(note=plain(self._note)))
        with Vertical(id="box"):
            yield Static("\n".join(lines), id="question", markup=False)
            yield KeyHints((Hint("leave.yes", _("leave all the same")), Hint("leave.no", _("stay"))), id="hints")
