"""Pane beside a list: the customer under its cursor, from the reason for the call to the last contacts."""

from __future__ import annotations

from textual.containers import Vertical

from callcenter.model import Instant
from callcenter.screens.customers.customer_facts import fact_lines
from callcenter.views.customers.customer import CustomerView
from callcenter.widgets.lines.fact_lines import FactLines
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.widgets.lists.history import ContactLines, OwedLines
from callcenter.wording import names, reasons


class CustomerPane(Vertical):
    """Customer beside a list. Its parts are made when somebody is shown first: the first frame does not wait for them.

    Nothing in it takes the focus: the keys are the list's.
    """

    DEFAULT_CSS = """
    CustomerPane #pane_why { height: auto; max-height: 5; padding: 0 1; }
    CustomerPane FactLines { max-height: 40%; padding: 0 1; }
    CustomerPane OwedLines { height: auto; max-height: 40%; padding: 0 1; margin: 1 0; }
    CustomerPane ContactLines { height: 1fr; padding: 0 1; }
    """

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
                OwedLines(id="pane_owed"),
                ContactLines(id="pane_contacts"),
            )
        zone, plan = view.campaign.frame.zone, view.plan
        who = view.name if not view.company else names.told((view.name, view.company))
        self.query_one("#pane_who", SaidLine).say(who)
        place = plan.placement
        why = "" if place is None else reasons.why(place.entry, place.lane, now, zone)
        self.query_one("#pane_why", SaidLine).say(why)
        self.query_one(FactLines).show(fact_lines(view, now, masked=True))
        self.query_one(OwedLines).show(plan.obligations, zone, view.facts.tier, now)
        self.query_one(ContactLines).show(view.timeline, zone, now)
