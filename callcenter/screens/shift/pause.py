"""A break: a calm screen with its clock until the agent is back; nobody is dialled from it.

See docs/rules.md#occupancy.
"""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from callcenter.locale import N_, _
from callcenter.model import Instant
from callcenter.screens.frame.desk import Desk
from callcenter.screens.frame.overlay import OverScreen
from callcenter.widgets.base.commands import KeyCommand, Offers
from callcenter.widgets.lines.bars import BreachBanner
from callcenter.wording import times


class BreakScreen(OverScreen[None]):
    """Break. Closes when the agent comes back. What breaks or falls due meanwhile is shown here too."""

    CSS_PATH = "pause.tcss"
    offers: ClassVar[Offers] = (
        KeyCommand("break.end", "enter,B,escape", "dismiss(None)", N_("back to work"), N_("back to work")),
    )

    def __init__(self, desk: Desk, since: Instant) -> None:
        """Take the instant ``since`` which the break lasts."""
        super().__init__()
        self._desk = desk
        self._since = since

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Static(id="clock", markup=False)
            yield BreachBanner("", id="banner")
            yield self.footer()

    def on_mount(self) -> None:
        self.set_interval(1, self._tell)
        self._tell()

    def _tell(self) -> None:
        """Compute the time from instants: a machine that slept meanwhile shows the right one.

        See docs/architecture.md#instants.
        """
        now, alerts = self._desk.now, self._desk.alerts
        said = _("On a break since {time}: {length}").format(
            time=times.clock(self._since, self._desk.zone),
            length=times.stopwatch(max(now - self._since, 0) // 1000),
        )
        self.query_one("#clock", Static).update(said)
        banner = self.query_one(BreachBanner)
        if alerts.known:
            banner.show(alerts.own, total=alerts.total)
            banner.show_behind(alerts.behind)
        banner.show_soon(alerts.soon)
        banner.tick(now)
