"""One task's message: composed, edited, copied, handed to a program, put on record. One customer at a time.

There is no key that sends to several.

See docs/rules.md#r19.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from callcenter.desk.written_messages import WRITTEN, send, why_not_sent
from callcenter.locale import N_, Language, _
from callcenter.model import Channel, Instant
from callcenter.screens.frame import clipboard
from callcenter.screens.frame.desk import Desk, ResultT
from callcenter.screens.worklists.manual_records import TaskRecording
from callcenter.screens.worklists.message_texts import addressed
from callcenter.texts.drafts import Draft, draft
from callcenter.texts.fields import Sender
from callcenter.texts.library import Message, TextLibrary
from callcenter.texts.said import not_used
from callcenter.texts.templates import gaps
from callcenter.views.customers.customer import CustomerView
from callcenter.views.worklists.tasks import TaskRow
from callcenter.widgets.base.commands import KeyCommand, Offers
from callcenter.widgets.calls.message_pane import MessagePane
from callcenter.widgets.lists.task_list import task_key


class TaskMessage(TaskRecording[ResultT]):
    """The part of a screen that shows the message of its :attr:`row_here` in a :class:`MessagePane`."""

    offers: ClassVar[Offers] = (
        KeyCommand("messages.sent", "s,f2", "sent", meaning=N_("mark the message as sent")),
        KeyCommand("messages.hand_over", "x,f7", "hand_over", meaning=N_("pass the message to the sending program")),
        KeyCommand("messages.copy", "y,ctrl+y", "copy", meaning=N_("copy the text")),
        KeyCommand("messages.edit", "e,ctrl+e", "edit", meaning=N_("edit the text")),
        KeyCommand("messages.language", "l", "other_language", meaning=N_("the text in the other language")),
        KeyCommand("messages.text_down", "shift+down", "scroll_text(3)", meaning=N_("scroll a long text down")),
        KeyCommand("messages.text_up", "shift+up", "scroll_text(-3)", meaning=N_("scroll a long text up")),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        folder = desk.settings.messages
        self._library = TextLibrary(None if folder is None else Path(folder))
        self._handing: dict[str, None] = {}
        self._how: dict[str, Channel] = {}
        self._languages: dict[str, Language] = {}
        self._draft: tuple[str, CustomerView, Draft] | None = None
        self._hasty: str | None = None
        self._told: dict[str, None] = {}

    @property
    def pane(self) -> MessagePane:
        """The message of the task."""
        return self.query_one(MessagePane)

    @property
    def can_go_out(self) -> bool:
        """Tell whether the task is one that a message still goes out for."""
        return True

    def leave_text(self) -> None:
        """Move the focus out of the text."""
        raise NotImplementedError

    # --- its text -------------------------------------------------------------------------------------------------

    def compose_message(self) -> None:
        """Prepare the message of the current task and show it."""
        row = self.row_here
        if row is None:
            self._draft = None
            if not self.pane.editing:
                self.pane.show("", "")
            return
        store, agent, library, key = self.desk.store, self.desk.session.name, self._library, task_key(row)
        sender = Sender(agent, self.desk.settings.organisation)
        language = self._languages.get(key)

        def compose(now: Instant) -> tuple[CustomerView, Draft]:
            view = store.details.get(row.ref, now=now, agent=agent)
            return view, draft(library, view, row.obligation, sender, now=now, language=language)

        def composed(made: tuple[CustomerView, Draft]) -> None:
            self._draft = (key, *made)
            self._show_message(row, *made)
            if self._hasty == key:
                self.action_sent()

        self.read(compose, composed, group="draft")

    def _show_message(self, row: TaskRow, view: CustomerView, made: Draft) -> None:
        if self.pane.editing:
            return
        text = self.desk.messages.get(task_key(row), made.message.whole)
        self.pane.show(addressed(row, view, made, self.channel_of(row)), text)
        if made.problem is not None and (said := not_used(made.problem)) not in self._told:
            self._told[said] = None
            self.notify(said, markup=False, severity="warning", timeout=10)

    def channel_of(self, row: TaskRow) -> Channel:
        """Return the channel of the message: an SMS where any channel answers, unless the agent says otherwise."""
        asked = row.obligation.channel
        return self._how.get(task_key(row), Channel.SMS) if asked is Channel.ANY else asked

    def next_channel(self, row: TaskRow) -> None:
        """Choose another channel for a task that any channel answers."""
        place = WRITTEN.index(self.channel_of(row))
        self._how[task_key(row)] = WRITTEN[(place + 1) % len(WRITTEN)]
        self.compose_message()

    def action_other_language(self) -> None:
        """Show the prepared text in the other language; what was edited of the one before is put aside."""
        row = self.row_here
        if row is None or self._draft is None:
            return
        key = task_key(row)
        self._languages[key] = "en" if self._draft[2].language == "zh" else "zh"
        self.desk.messages.pop(key, None)
        self.compose_message()

    def action_edit(self) -> None:
        """Put the cursor into the text."""
        if self.row_here is not None and self.can_go_out:
            self.pane.edit(next(iter(gaps(self.pane.text)), ""))

    def on_message_pane_left(self, event: MessagePane.Left) -> None:
        if self._draft is not None:
            self.desk.messages[self._draft[0]] = event.text
        self.leave_text()
        self.compose_message()

    def action_scroll_text(self, lines: int) -> None:
        """Scroll a long text a few lines further."""
        self.pane.turn(lines)

    def _ready(self) -> Message | None:
        """The message as it may go out; None, and said why, while it may not."""
        row = self.row_here
        if self.pane.editing:
            self.pane.leave()
        if row is None or self._draft is None or self._draft[0] != task_key(row) or not self.can_go_out:
            self.app.bell()
            return None
        text = self.desk.messages.get(task_key(row), self._draft[2].message.whole)
        if said := why_not_sent(text, row, self.desk.session.name):
            self.app.bell()
            self.notify(said, markup=False, severity="warning", timeout=4)
            return None
        return Message.of(text)

    # --- where it goes --------------------------------------------------------------------------------------------

    def action_sent(self) -> None:
        """Record the message as sent: one key, the text is the note."""
        row, self._hasty = self.row_here, None
        if row is None:
            return
        if self._draft is None or self._draft[0] != task_key(row):
            self._hasty = task_key(row)  # its text is on the way
        elif (message := self._ready()) is not None:
            self.record(row, self.channel_of(row), message.whole)

    def action_copy(self) -> None:
        """Put the text into the clipboard of the terminal that the agent sits at."""
        message = self._ready()
        if message is not None:
            self.notify(clipboard.copy(self.app, message.whole), markup=False, timeout=4)

    def action_hand_over(self) -> None:
        """Hand the message to the program that the settings name; it is on record once that says that all went well."""
        row, command = self.row_here, self.desk.settings.message_command
        if command is None:
            said = _("No sending program is set: see message_command in the settings.")
            self.notify(said, markup=False, severity="warning", timeout=5)
            return
        message = self._ready()
        if row is None or message is None or self._draft is None or (key := task_key(row)) in self._handing:
            return
        channel, made = self.channel_of(row), self._draft[2]
        settings, agent = self.desk.settings, self.desk.session.name
        self._handing[key] = None

        def run() -> None:
            why = send(settings, row, channel, made, message.whole, agent)
            self.app.call_from_thread(self._handed, row, channel, message, why)

        self.run_worker(run, thread=True, group="hand_over")

    def _handed(self, row: TaskRow, channel: Channel, message: Message, why: str) -> None:
        self._handing.pop(task_key(row), None)
        if why:
            self.app.bell()
            self.notify(why, markup=False, severity="error", timeout=8)
        else:
            self.record(row, channel, message.whole)

    def recorded(self, row: TaskRow, said: str) -> None:
        self.desk.messages.pop(task_key(row), None)
        super().recorded(row, said)
