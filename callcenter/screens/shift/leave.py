"""The store does not answer and somebody wants to leave: what would be lost, and one more question."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from callcenter.locale import N_, _
from callcenter.screens.frame.overlay import OverScreen
from callcenter.widgets.base.commands import KeyCommand, Offers
from callcenter.widgets.base.plain import plain


class LeaveScreen(OverScreen[bool]):
    """Question before leaving. Closes with whether to leave. The key that says so is not the one that asked.

    See docs/architecture.md#confirming.
    """

    CSS_PATH = "leave.tcss"
    offers: ClassVar[Offers] = (
        KeyCommand("leave.yes", "y,f9", "dismiss(True)", N_("leave anyway"), N_("leave anyway")),
        KeyCommand("leave.no", "n,escape", "dismiss(False)", N_("stay"), N_("stay")),
    )

    def __init__(self, trouble: str, note: str) -> None:
        """Take the ``trouble`` why the store cannot be told; ``note``: what is typed and not saved, '' for nothing."""
        super().__init__()
        self._trouble = trouble
        self._note = note

    def compose(self) -> ComposeResult:
        lines = [plain(self._trouble), ""] if self._trouble else []
        if self._note:
            lines.append(_("Not saved, lost if you leave now: {note}").format(note=plain(self._note)))
        with Vertical(id="box"):
            yield Static("\n".join(lines), id="question", markup=False)
            yield self.footer()
