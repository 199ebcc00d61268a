"""Pane beside a list: the customer under its cursor, from the reason for the call to the last contacts."""

from __future__ import annotations

from textual.containers import Vertical

from callcenter.model import Instant
from callcenter.screens.customers.customer_facts import fact_lines
from callcenter.views.customers.customer import CustomerView
from callcenter.widgets.lines.fact_lines import FactLines
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.widgets.lists.history import ObligationList, Timeline
from callcenter.widgets.lists.line_list import LineList
from callcenter.wording import names, reasons


class CustomerPane(Vertical):
    """Customer beside a list. Its parts are made when somebody is shown first: the first frame does not wait for them.

    Nothing in it takes the focus: the keys are the list's.
    """

    DEFAULT_CSS = """
    CustomerPane #pane_why { height: auto; max-height: 5; padding: 0 1; }
    CustomerPane FactLines { max-height: 40%; padding: 0 1; }
    CustomerPane ObligationList { height: auto; max-height: 8; }
    CustomerPane Timeline { height: 1fr; }
    """

    def __init__(self, zone: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._zone = zone

    async def show(self, view: CustomerView | None, now: Instant) -> None:
        """Show another customer, None = nobody."""
        if view is None:
            await self.remove_children()
            return
        if not self.children:
            await self.mount(
                SaidLine(id="pane_who", style="bold"),
                SaidLine(id="pane_why", style="$text-accent"),
                FactLines(id="pane_facts"),
                ObligationList(self._zone, id="pane_owed"),
                Timeline(self._zone, id="pane_timeline"),
            )
        zone, plan = view.campaign.frame.zone, view.plan
        who = view.name if not view.company else names.told((view.name, view.company))
        self.query_one("#pane_who", SaidLine).say(who)
        place = plan.placement
        why = "" if place is None else reasons.why(place.entry, place.lane, now, zone)
        self.query_one("#pane_why", SaidLine).say(why)
        self.query_one(FactLines).show(fact_lines(view, now, masked=True))
        owed, timeline = self.query_one(ObligationList), self.query_one(Timeline)
        for lines in (owed, timeline):
            lines.can_focus = False
            lines.zone = zone
        owed.show_obligations(plan.obligations, now)
        timeline.show_page(view.timeline, now)

    def on_line_list_highlighted(self, event: LineList.Highlighted) -> None:
        event.stop()  # the cursor that counts is the list's beside it

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        event.stop()

    def on_line_list_rows_wanted(self, event: LineList.RowsWanted) -> None:
        event.stop()  # the newest contacts are enough here
