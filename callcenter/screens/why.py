"""Why a customer is offered, or the first gate that holds them back and when it opens (RULES §3, ``why``)."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from callcenter.locale import _
from callcenter.model import Instant
from callcenter.screens.desk import CustomerWanted, Desk, DeskScreen, DialWanted
from callcenter.views import CustomerView
from callcenter.widgets.history import ObligationList
from callcenter.widgets.plain import plain
from callcenter.widgets.prompts import Hint, KeyHints
from callcenter.wording import reasons


def answer(view: CustomerView, now: Instant) -> str:
    """The sentence that answers the question."""
    zone = view.campaign.frame.zone
    if view.why.offered and view.why.placement is not None:
        placement = view.why.placement
        return reasons.why(placement.entry, placement.lane, now, zone)
    if view.why.gate is None:
        return ""
    return reasons.why_not(view.why.gate, view.why.opens_at, now, zone)


class WhyScreen(DeskScreen[None]):
    """The answer, and below it everything that is owed with its clocks."""

    CSS_PATH = "why.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d,f3", "dial", show=False, id="why.dial"),
        Binding("o,f2", "open", show=False, id="why.open"),
    ]

    def __init__(self, desk: Desk, ref: str) -> None:
        super().__init__(desk)
        self.ref = ref

    def compose(self) -> ComposeResult:
        yield self.header()
        with Vertical(id="box"):
            yield Static(id="who", markup=False)
            yield Static(id="answer", markup=False)
            yield ObligationList(self.desk.zone, id="obligations")
        yield KeyHints(
            (Hint("why.dial", _("dial")), Hint("why.open", _("open")), Hint("app.back", _("back"))), id="hints"
        )

    def refill(self) -> None:
        store, name = self.desk.store, self.desk.session.name
        self.read(lambda now: store.customer(self.ref, now=now, agent=name), self._show, group="why")

    def _show(self, view: CustomerView) -> None:
        now = self.desk.now
        self.query_one("#who", Static).update(plain(f"{view.name}  {view.company}  {view.ref}"))
        said = _("Offered now: {why}") if view.why.offered else _("Not offered now: {why}")
        self.query_one("#answer", Static).update(plain(said.format(why=answer(view, now))))
        listed = self.query_one(ObligationList)
        if not view.plan.obligations:
            listed.set_empty(_("Nothing is owed to this customer."))
        listed.show_obligations(view.plan.obligations, now)

    def action_dial(self) -> None:
        self.post_message(DialWanted(self.ref))

    def action_open(self) -> None:
        self.post_message(CustomerWanted(self.ref))
