"""The end of a shift: what it came to, before the agent signs off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from callcenter.locale import N_, _
from callcenter.screens.frame.overlay import OverScreen
from callcenter.views.people.shift import ShiftSummary
from callcenter.widgets.base.commands import KeyCommand, Offers
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.wording import shifts, times
from callcenter.wording.cells import fit

_WORD_CELLS, _FIGURE_CELLS = 28, 20


class SignOffScreen(OverScreen[bool]):
    """Question before signing off. Closes with whether to do so. The key that does is not the one that asked.

    See docs/architecture.md#confirming.
    """

    CSS_PATH = "sign_off.tcss"
    offers: ClassVar[Offers] = (
        KeyCommand("sign_off.yes", "enter,f9", "dismiss(True)", N_("sign off"), N_("sign off"), priority=True),
        KeyCommand("sign_off.no", "escape", "dismiss(False)", N_("stay"), N_("stay")),
    )

    def __init__(self, summary: ShiftSummary, zone: str) -> None:
        super().__init__()
        self._summary = summary
        self._zone = zone

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield SaidLine(style="bold", id="title")
            yield Static("\n".join(self._lines()), id="figures", markup=False)
            yield self.footer()

    def on_mount(self) -> None:
        shift = self._summary
        said = _("Your shift since {time}").format(time=times.near(shift.since, self._zone, shift.at))
        self.query_one("#title", SaidLine).say(said)

    def _lines(self) -> Iterator[str]:
        for word, figure in shifts.summed_up(self._summary):
            yield fit(word, _WORD_CELLS) + fit(figure, _FIGURE_CELLS, right=True)
