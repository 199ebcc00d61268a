"""The kind of a caller who is no customer: one key registers the call (docs/rules.md#r5)."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical

from callcenter.locale import N_, _
from callcenter.screens.frame.overlay import OverScreen
from callcenter.views.customers.allocations import NonCustomer
from callcenter.widgets.base.commands import KeyCommand, Offers
from callcenter.widgets.lines.prompts import Hint, KeyHints
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.wording import decisions


class NonCustomerScreen(OverScreen[NonCustomer]):
    """Closes with the kind of caller, None without one."""

    CSS_PATH = "non_customer.tcss"
    offers: ClassVar[Offers] = (
        KeyCommand("caller.seller", "1", "kind('seller')", meaning=N_("no customer: seller")),
        KeyCommand("caller.wrong_number", "2", "kind('wrong_number')", meaning=N_("no customer: wrong number")),
        KeyCommand("caller.advertising", "3", "kind('advertising')", meaning=N_("no customer: advertising")),
        KeyCommand("caller.other_product", "4", "kind('other_product')", meaning=N_("no customer: not our product")),
        KeyCommand("caller.back", "escape", "dismiss(None)", N_("back")),
    )

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield SaidLine(style="bold", id="title")
            yield KeyHints([Hint(f"caller.{one}", decisions.non_customer(one)) for one in NonCustomer], id="kinds")
            yield self.footer()

    def on_mount(self) -> None:
        self.query_one("#title", SaidLine).say(_("Not a customer: what is the caller?"))

    def action_kind(self, kind: str) -> None:
        self.dismiss(NonCustomer(kind))
