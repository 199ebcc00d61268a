"""Reason why a customer is offered, or the first gate that holds them back and when it opens (docs/rules.md#why)."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from callcenter.locale import N_, _
from callcenter.model import Instant
from callcenter.screens.customers.one_customer import OneCustomerScreen
from callcenter.screens.frame.desk import CustomerWanted, DialWanted
from callcenter.views.customers.customer import CustomerView
from callcenter.widgets.base.commands import KeyCommand, Mention, Offers
from callcenter.widgets.lines.bar import words
from callcenter.widgets.lists.history import ObligationList


class WhyScreen(OneCustomerScreen):
    """The answer, and below it everything that is owed with its clocks."""

    CSS_PATH = "why.tcss"
    AUTO_FOCUS = "#obligations"
    offers: ClassVar[Offers] = (
        KeyCommand("why.dial", "d,f3", "dial", N_("dial"), N_("dial")),
        KeyCommand("why.open", "o,f2", "open", N_("open"), N_("open the customer")),
        Mention("app.back", N_("back")),
        Mention("app.help", N_("help")),
    )

    def compose(self) -> ComposeResult:
        yield self.header()
        yield self.banner()
        with Vertical(id="box"):
            yield Static(id="who", markup=False)
            yield Static(id="answer", markup=False)
            owed = ObligationList(self.desk.zone, id="obligations")
            owed.set_empty(_("Nothing is owed to this customer."))
            yield owed
        yield self.footer()

    def show(self, view: CustomerView, now: Instant) -> None:
        self.query_one("#who", Static).update(words("  ".join(filter(None, (view.name, view.company, view.ref)))))
        owed = self.query_one(ObligationList)
        owed.zone = view.campaign.frame.zone
        owed.show_obligations(view.plan.obligations, view.facts.tier, now)

    def action_dial(self) -> None:
        self.post_message(DialWanted(self.ref))

    def action_open(self) -> None:
        self.post_message(CustomerWanted(self.ref))

    def on_line_list_opened(self) -> None:
        self.action_open()
