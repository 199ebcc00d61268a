"""An SMS that is offered after a call that went badly or that nobody answered: read, edited, sent, and back."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from callcenter.desk.offered_messages import MISSED_RULE
from callcenter.locale import N_, _
from callcenter.screens.frame.desk import Desk
from callcenter.screens.worklists.task_message import TaskMessage
from callcenter.views.worklists.tasks import TaskRow
from callcenter.widgets.base.commands import Mention, Offers
from callcenter.widgets.calls.message_pane import MessagePane
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.wording import reasons


class OfferedTextScreen(TaskMessage[str]):
    """Message after a call. Closes with what is to be told of it; Escape leaves it."""

    offers: ClassVar[Offers] = (
        Mention("messages.sent", N_("sent")),
        Mention("messages.hand_over", N_("send now")),
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
        owed, name = self._row.obligation, self._row.name
        missed = owed.rule == MISSED_RULE
        title = _("SMS to {name} after no answer") if missed else _("Win-back SMS to {name}")
        self.query_one("#whose", SaidLine).say(title.format(name=name))
        if not missed:
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
