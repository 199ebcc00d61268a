"""The SMS that is offered in the wrap-up of a call that went badly: read, edited, sent, and back to the call."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from callcenter.locale import N_, _
from callcenter.model import Obligation
from callcenter.screens.frame.desk import Desk
from callcenter.screens.worklists.task_message import TaskMessage
from callcenter.views.customers.customer import CustomerView
from callcenter.views.worklists.calls import OpenCall
from callcenter.views.worklists.tasks import TaskRow
from callcenter.widgets.base.commands import Mention, Offers
from callcenter.widgets.calls.message_pane import MessagePane
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.wording import reasons


def task_of(call: OpenCall, view: CustomerView, offer: Obligation) -> TaskRow:
    """The offer as a task. It goes to the number at which the customer was just talked to."""
    frame = view.campaign.frame
    return TaskRow(
        ref=view.ref,
        name=view.name,
        company=view.company,
        tier=view.facts.tier,
        phone=call.phone,
        owner=view.facts.owner,
        campaign=view.campaign.name,
        zone=frame.zone,
        country=frame.country,
        obligation=offer,
    )


class WinBackScreen(TaskMessage[str]):
    """Message after a call that went badly. Closes with what is to be told of it; Escape leaves it to mode 3."""

    offers: ClassVar[Offers] = (
        Mention("messages.sent", N_("sent")),
        Mention("messages.hand_over", N_("hand on")),
        Mention("messages.copy", N_("copy")),
        Mention("messages.edit", N_("edit")),
        Mention("messages.language", N_("language")),
        Mention("app.back", N_("back")),
        Mention("app.help", N_("help")),
    )

    def __init__(self, desk: Desk, row: TaskRow) -> None:
        super().__init__(desk)
        self._row = row

    def compose(self) -> ComposeResult:
        yield self.header()
        yield SaidLine(style="bold", id="whose")
        yield SaidLine(id="why")
        yield MessagePane(id="message")
        yield self.footer()

    def on_mount(self) -> None:
        self.query_one("#whose", SaidLine).say(_("An SMS to win {name} back").format(name=self._row.name))
        owed = self._row.obligation
        self.query_one("#why", SaidLine).say(reasons.why(owed, None, self.desk.now, self._row.zone))

    @property
    def row_here(self) -> TaskRow:
        return self._row

    def refill(self) -> None:
        self.compose_message()

    def leave_text(self) -> None:
        self.set_focus(None)

    def recorded(self, row: TaskRow, said: str) -> None:
        self.dismiss(said)
