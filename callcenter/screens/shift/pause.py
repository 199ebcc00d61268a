"""A break: a calm screen with its clock until the agent is back; nobody is dialled from it.

See docs/rules.md#occupancy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from callcenter import policy
from callcenter.locale import N_, _
from callcenter.model import Instant
from callcenter.screens.frame.desk import Desk
from callcenter.screens.frame.overlay import OverScreen
from callcenter.views.people.notices import NoticeKind
from callcenter.views.people.shift import BreakReason
from callcenter.views.upkeep.attention import Limit
from callcenter.widgets.base.commands import KeyCommand, Offers
from callcenter.widgets.lines.bars import BreachBanner
from callcenter.widgets.lines.prompts import Hint, KeyHints
from callcenter.wording import names, times


class BreakScreen(OverScreen[None]):
    """Break. Closes when the agent comes back. What breaks or falls due meanwhile is shown here too.

    The break runs from its first key on; a second one says its reason, and another one corrects it.
    """

    CSS_PATH = "pause.tcss"
    offers: ClassVar[Offers] = (
        KeyCommand("break.end", "enter,B,escape", "dismiss(None)", N_("back to work"), N_("back to work")),
        KeyCommand("break.lunch", "1,l", "reason('lunch')", meaning=N_("break reason: lunch")),
        KeyCommand("break.short", "2,s", "reason('short')", meaning=N_("break reason: short break")),
        KeyCommand("break.training", "3,t", "reason('training')", meaning=N_("break reason: training")),
        KeyCommand("break.meeting", "4,m", "reason('meeting')", meaning=N_("break reason: meeting")),
        KeyCommand("break.other", "5,o", "reason('other')", meaning=N_("break reason: other")),
    )

    def __init__(
        self, desk: Desk, since: Instant, explain: Callable[[BreakReason], object], limits: Sequence[Limit]
    ) -> None:
        """Take the instant ``since`` which the break lasts, who is told its reason, and the limits of the campaign."""
        super().__init__()
        self._desk = desk
        self._since = since
        self._explain = explain
        self._limits = limits
        self._reason: BreakReason | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Static(id="clock", markup=False)
            yield KeyHints([Hint(f"break.{one}", names.break_reason(one)) for one in BreakReason], id="reasons")
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
        why = _("Press a key to choose the reason.") if self._reason is None else names.break_reason(self._reason)
        limit = policy.break_limit(self._reason, self._limits)
        over = limit is not None and now - self._since >= limit.amber
        if limit is not None:
            allowed = times.rough(limit.amber)
            text = _("! over the limit of {length}: your supervisor sees it") if over else _("limit {length}")
            why = f"{why}\n{text.format(length=allowed)}"
        self.set_class(over, "-over")
        self.query_one("#clock", Static).update(f"{said}\n{why}")
        banner = self.query_one(BreachBanner)
        if alerts.known:
            banner.show(alerts.own, total=alerts.total, team=alerts.team)
            banner.show_behind(alerts.behind)
        banner.show_soon(alerts.soon)
        banner.tick(now)
        if any(one.kind is NoticeKind.BREAK_ENDED and one.at >= self._since for one in alerts.notices):
            self.dismiss(None)

    def action_reason(self, reason: str) -> None:
        self._reason = BreakReason(reason)
        self._tell()
        self._explain(self._reason)
