"""The end of a shift: what it came to, before the agent signs off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from callcenter.locale import N_, _
from callcenter.screens.frame.overlay import OverScreen
from callcenter.views.people.shift import AgentState, ShiftSummary
from callcenter.widgets.base.commands import KeyCommand, Offers
from callcenter.widgets.base.plain import ELLIPSIS
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.wording import names, times
from callcenter.wording.cells import fit

_WORD_CELLS, _FIGURE_CELLS = 28, 20
_STATES = (AgentState.TALKING, AgentState.WRAP_UP, AgentState.DIALLING, AgentState.READY, AgentState.BREAK)
_AT_WORK = (AgentState.TALKING, AgentState.WRAP_UP, AgentState.DIALLING)


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
        for word, figure in self._figures():
            yield fit(word, _WORD_CELLS) + fit(figure, _FIGURE_CELLS, right=True)

    def _figures(self) -> Iterator[tuple[str, str]]:
        shift, day = self._summary, self._summary.figures
        yield _("calls today"), times.number(day.calls)
        yield (
            _("reached"),
            _("{n} ({rate})").format(n=times.number(day.reached), rate=times.percent(day.reached, day.calls)),
        )
        effective = times.number(day.effective)
        yield (
            _("effective, of the quota"),
            _("{n} of {quota} wanted").format(n=effective, quota=times.number(day.quota)) if day.quota else effective,
        )
        yield _("done on time (SLA)"), ELLIPSIS if day.lagging else times.percent(day.sla_met, day.sla_all)
        for state in _STATES:
            if shift.seconds.get(state, 0):
                yield names.agent_state(state), times.duration(shift.seconds[state])
        signed_in = sum(shift.seconds.get(state, 0) for state in _STATES)
        at_work = sum(shift.seconds.get(state, 0) for state in _AT_WORK)
        yield _("occupancy"), times.percent(at_work, signed_in - shift.seconds.get(AgentState.BREAK, 0))
        yield _("overdue since sign-in"), times.number(day.breaches, at_least=day.lagging)
        yield _("overdue, all of yours"), times.number(day.breaches_all, at_least=day.lagging)
        yield _("promises due now"), times.number(day.commitments_due, at_least=day.lagging)
