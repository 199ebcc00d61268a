"""The wall: sums of the team in large digits, for a room. It names nobody and takes no key but the one that ends it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from callcenter.clock import Clock
from callcenter.locale import N_, _, pgettext
from callcenter.screens.frame.desk import told
from callcenter.screens.frame.dismissal import ClosingScreen
from callcenter.store import Store
from callcenter.views.people.team import TeamPulse
from callcenter.views.upkeep.trouble import StoreError
from callcenter.widgets.base.commands import Mention, Offers
from callcenter.widgets.lines.big_figures import BigFigure, BigFigures, short
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.wording import problems, shifts, times

_REFRESH_SECONDS = 2
_BAD, _GOOD = "$text-error", "$text-success"


class WallScreen(ClosingScreen[None]):
    """Six figures, above them where and when, below them how many need attention."""

    CSS_PATH = "wall.tcss"
    offers: ClassVar[Offers] = (Mention("door.quit", N_("leave")),)

    def __init__(self, store: Store, clock: Clock, *, campaign: str | None, zone: str) -> None:
        """Show one ``campaign`` or all, the time in ``zone``."""
        super().__init__()
        self._store = store
        self._clock = clock
        self._campaign = campaign
        self._zone = zone
        self._reading = False

    def compose(self) -> ComposeResult:
        yield SaidLine(style="bold", id="head")
        yield BigFigures(id="figures")
        yield SaidLine(style="bold", id="attention")
        yield self.footer()

    def on_mount(self) -> None:
        self.set_interval(_REFRESH_SECONDS, self.refill)
        self.refill()

    def refill(self) -> None:
        """Read the figures anew, in a thread; where the store does not answer the last ones stay, with the reason."""
        if self._reading:
            return
        self._reading = True
        now = self._clock.now()

        def run() -> None:
            try:
                pulse = self._store.team.pulse(now=now, campaign=self._campaign)
            except StoreError as error:
                self.app.call_later(told, self.app, self._refuse, error)
            else:
                self.app.call_later(told, self.app, self._show, pulse)

        self.run_worker(run, thread=True, group="wall")

    def _refuse(self, error: StoreError) -> None:
        self._reading = False
        self.query_one("#attention", SaidLine).say(problems.trouble(error.code, error.params))

    def _show(self, pulse: TeamPulse) -> None:
        self._reading = False
        own, day = pulse.figures, times.moment(pulse.at, self._zone, pulse.at)
        people = _("{n} of {all} at work, {paused} on break").format(
            n=pulse.at_work, all=pulse.people, paused=pulse.on_break
        )
        self.query_one("#head", SaidLine).say("   ".join(filter(None, (day, self._campaign, people))))
        behind = own.wanted is not None and own.effective < own.wanted
        target = _("effective, quota {n}").format(n=own.quota) if own.quota else _("effective")
        least = pulse.behind.lags
        self.query_one(BigFigures).show_figures(
            (
                BigFigure(_("calls"), short(own.calls)),
                BigFigure(_("reached"), times.percent(own.reached, own.calls)),
                BigFigure(target, short(own.effective), _BAD if behind else _GOOD),
                BigFigure(pgettext("wall", "on a call"), short(pulse.on_call)),
                BigFigure(
                    _("overdue, at least") if least else _("overdue"),
                    short(pulse.breaches),
                    _BAD if pulse.breaches else _GOOD,
                ),
                BigFigure(
                    _("promises due now"),
                    short(own.commitments_due),
                    _BAD if own.commitments_due else _GOOD,
                ),
            )
        )
        self.query_one("#attention", SaidLine).say(shifts.attention(pulse.red, pulse.amber))
