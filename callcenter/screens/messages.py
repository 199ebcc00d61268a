"""Mode 3: SMS, letters, e-mail, visits and other tasks that stand in no dial queue (DESIGN §2, RULES §2.3).

Every task is shown with its prepared text, one customer at a time: there is no key that sends to several (RULES R19).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from callcenter.handover import Handover, HandoverFault, hand_over
from callcenter.locale import N_, Language, _, ngettext
from callcenter.model import DAY, Channel, Direction, Instant, Milestone, MilestoneKind, Touch
from callcenter.rulebook import Rulebook
from callcenter.screens import visit_line
from callcenter.screens.dates import make_reader
from callcenter.screens.desk import CustomerWanted, Desk, DeskScreen
from callcenter.screens.message_texts import addressed, copied
from callcenter.session import Right
from callcenter.store import Store, StoreError
from callcenter.texts.drafts import Draft, draft, signed
from callcenter.texts.fields import Sender
from callcenter.texts.library import Library, Message
from callcenter.texts.said import problem
from callcenter.texts.templates import gaps
from callcenter.views.customer import CustomerView
from callcenter.views.tasks import TaskRow
from callcenter.widgets.ask_line import AskLine
from callcenter.widgets.date_entry import DateEntry, Reading
from callcenter.widgets.date_line import DateLine
from callcenter.widgets.line_list import LineList
from callcenter.widgets.message_pane import MessagePane
from callcenter.widgets.prompts import ConfirmBar, Hint, KeyHints
from callcenter.widgets.said_line import SaidLine
from callcenter.widgets.task_list import TaskList, task_key
from callcenter.wording import names, phones, reasons, times
from callcenter.workdays import local_date, midnight

_WRITTEN = (Channel.SMS, Channel.EMAIL, Channel.LETTER, Channel.CHAT)
_LAPSED_DAYS = 31
"""How far back lapsed greetings are listed."""
_WIN_BACK_DAYS = 7


class Shown(Enum):
    """Which tasks the list shows; the value is what is said of it."""

    DUE = N_("due now")
    BREACHED = N_("past their time")
    TODAY = N_("due today, later too")
    VISITS = N_("visits that were agreed")
    WIN_BACK = N_("win back after a bad call")
    LAPSED = N_("greetings that lapsed")


class MessagesScreen(DeskScreen[None]):
    """A message is read, edited, copied or handed on, and put on record with one key; the record can be taken back."""

    CSS_PATH = "messages.tcss"
    mode = "messages"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s,f2", "sent", show=False, id="messages.sent"),
        Binding("v,f3", "visited", show=False, id="messages.visited"),
        Binding("t,f4", "everybody", show=False, id="messages.everybody"),
        Binding("x,f7", "hand_over", show=False, id="messages.hand_over"),
        Binding("y,ctrl+y", "copy", show=False, id="messages.copy"),
        Binding("e,f12", "edit", show=False, id="messages.edit"),
        Binding("u,f9", "undo", show=False, id="messages.undo"),
        Binding("o", "other_channel", show=False, id="messages.other_channel"),
        Binding("l", "other_language", show=False, id="messages.language"),
        Binding("f", "filter", show=False, id="messages.filter"),
        Binding("c", "channels", show=False, id="messages.channels"),
        Binding("A", "plan_visit", show=False, id="messages.plan_visit"),
        Binding("X", "cancel_visit", show=False, id="messages.cancel_visit"),
        Binding("shift+down", "turn(3)", show=False, id="messages.text_down"),
        Binding("shift+up", "turn(-3)", show=False, id="messages.text_up"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        folder = desk.settings.messages
        self._library = Library(None if folder is None else Path(folder))
        self._everybody = False
        self._shown = Shown.DUE
        self._channel: Channel | None = None
        self._tasks: tuple[TaskRow, ...] = ()
        self._done: dict[str, None] = {}
        self._handing: dict[str, None] = {}
        self._edited: dict[str, str] = {}
        self._how: dict[str, Channel] = {}
        self._languages: dict[str, Language] = {}
        self._draft: tuple[str, CustomerView, Draft] | None = None
        self._visited: TaskRow | None = None
        self._planned: tuple[TaskRow, CustomerView, Rulebook] | None = None
        self._last: tuple[int, str] | None = None
        self._hasty: str | None = None

    def compose(self) -> ComposeResult:
        yield self.header()
        yield self.banner()
        yield SaidLine(style="bold", id="whose")
        yield TaskList(phones.masked, id="tasks")
        yield SaidLine(id="why")
        yield MessagePane(id="message")
        yield AskLine(id="ask")
        yield DateLine(_("visit on"), self._read_date, placeholder=_("Fri 10:00, 3/15"), id="date")
        yield ConfirmBar(id="confirm")
        yield KeyHints(
            (
                Hint("messages.sent", _("sent")),
                Hint("messages.hand_over", _("hand on")),
                Hint("messages.copy", _("copy")),
                Hint("messages.edit", _("edit")),
                Hint("messages.visited", _("visit made")),
                Hint("messages.plan_visit", _("plan a visit")),
                Hint("messages.undo", _("take back")),
                Hint("messages.filter", _("show others")),
                Hint("messages.channels", _("channel")),
                Hint("messages.everybody", _("own / all")),
                Hint("messages.language", _("language")),
                Hint("list.open", _("open")),
                Hint("app.help", _("help")),
            ),
            id="hints",
        )

    @property
    def list(self) -> TaskList:
        """The tasks."""
        return self.query_one(TaskList)

    @property
    def ref_here(self) -> str | None:
        return None if self.list.current is None else self.list.current.ref

    @property
    def pane(self) -> MessagePane:
        """The message of the current one."""
        return self.query_one(MessagePane)

    # --- what is listed -------------------------------------------------------------------------------------------

    def refill(self) -> None:
        self.read(self._listed, self._show, group="tasks")

    def _listed(self, now: Instant) -> tuple[TaskRow, ...]:
        store: Store = self.desk.store
        agent, campaign = None if self._everybody else self.desk.session.name, self.desk.campaign
        match self._shown:
            case Shown.DUE | Shown.BREACHED:
                return store.tasks(now=now, agent=agent, campaign=campaign)
            case Shown.TODAY:
                tomorrow = midnight(local_date(now + DAY, self.desk.zone), self.desk.zone)
                return store.tasks(now=now, agent=agent, campaign=campaign, until=tomorrow)
            case Shown.VISITS:
                return store.visits(now=now, agent=agent, campaign=campaign)
            case Shown.WIN_BACK:
                return store.win_backs(now=now, since=now - _WIN_BACK_DAYS * DAY, agent=agent, campaign=campaign)
            case Shown.LAPSED:
                return store.lapsed(now=now, since=now - _LAPSED_DAYS * DAY, agent=agent, campaign=campaign)

    def _show(self, tasks: tuple[TaskRow, ...]) -> None:
        self._tasks = tasks
        self._draw()

    def _draw(self) -> None:
        """Show what is left: what was just marked is gone before the store says so, what has lapsed by itself."""
        now = self.desk.now
        left = [row for row in self._tasks if task_key(row) not in self._done]
        if self._shown is Shown.BREACHED:
            left = [row for row in left if now >= row.obligation.breach_at]
        if self._channel is not None:
            left = [row for row in left if row.obligation.channel is self._channel]
        self.query_one("#whose", SaidLine).say(self._head(left, now))
        self.list.set_empty(self._nothing())
        self.list.show_tasks(left, now)
        self._explain()

    def _head(self, rows: Sequence[TaskRow], now: Instant) -> str:
        whose = _("everybody's tasks") if self._everybody else _("your own tasks and those of the pool")
        if self._shown in (Shown.DUE, Shown.TODAY):
            due = sum(row.obligation.due_at <= now for row in rows)
            over = sum(row.obligation.breach_at <= now for row in rows)
            count = ngettext("{n} due", "{n} due", due).format(n=due)
            late = ngettext("{n} past its time", "{n} past their time", over).format(n=over)
            ahead = len(rows) - due
            later = ngettext("{n} later today", "{n} later today", ahead).format(n=ahead)
            count = names.listed((count, *((late,) if over else ()), *((later,) if ahead else ())))
        else:
            count = f"{_(self._shown.value)}: {len(rows)}"
        if self._channel is not None:
            count = _("{count}, only {channel}").format(count=count, channel=names.channel(self._channel))
        return _("{what}: {n}").format(what=whose, n=count)

    def _nothing(self) -> str:
        if self._shown is Shown.LAPSED:
            return _("No greeting has lapsed in the last 31 days.")
        if self._shown is Shown.WIN_BACK:
            return _("Nobody waits for a kind word after a bad call.")
        if self._shown is Shown.VISITS:
            return _("No visit is agreed. An appointment, made in a call or in the customer's record, stands here.")
        if self._everybody:
            return _("No message and no visit is due. What falls due appears here by itself.")
        return _("No message and no visit of yours is due. What falls due appears here by itself.")

    def action_filter(self) -> None:
        """The next kind of list."""
        kinds = tuple(Shown)
        self._shown = kinds[(kinds.index(self._shown) + 1) % len(kinds)]
        self.refill()

    def action_channels(self) -> None:
        """The next channel of those that are listed, then all again."""
        there = sorted({row.obligation.channel for row in self._tasks}, key=tuple(Channel).index)
        choices: tuple[Channel | None, ...] = (None, *there)
        place = choices.index(self._channel) if self._channel in choices else -1
        self._channel = choices[(place + 1) % len(choices)]
        self._draw()

    def action_everybody(self) -> None:
        """One's own and the pool's, or everybody's."""
        if not self._everybody and not self.desk.session.may(Right.SEE_ALL_CUSTOMERS):
            self.notify(_("Only a supervisor sees everybody's tasks."), markup=False, severity="warning", timeout=4)
            return
        self._everybody = not self._everybody
        self.refill()

    # --- the message of the current one ----------------------------------------------------------------------------

    def _explain(self) -> None:
        row = self.list.current
        said = self.query_one("#why", SaidLine)
        if row is None:
            said.say("")
            self._draft = None
            if not self.pane.editing:
                self.pane.show("", "")
            return
        said.say(reasons.why(row.obligation, None, self.desk.now, row.zone))
        store, agent, library, key = self.desk.store, self.desk.session.name, self._library, task_key(row)
        sender = Sender(agent, self.desk.settings.organisation)
        language = self._languages.get(key)

        def compose(now: Instant) -> tuple[CustomerView, Draft]:
            view = store.customer(row.ref, now=now, agent=agent)
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
        text = self._edited.get(task_key(row), made.message.whole)
        if made.problem is not None and not text:
            text = problem(made.problem)
        self.pane.show(addressed(row, view, made, self._channel_of(row)), text)

    def _channel_of(self, row: TaskRow) -> Channel:
        """How the message goes: what any channel answers goes as an SMS unless the agent says otherwise."""
        asked = row.obligation.channel
        return self._how.get(task_key(row), Channel.SMS) if asked is Channel.ANY else asked

    def action_other_channel(self) -> None:
        """What any channel answers goes another way."""
        row = self.list.current
        if row is None or row.obligation.channel is not Channel.ANY:
            self.notify(_("The rule names the channel of this one."), markup=False, timeout=3)
            return
        place = _WRITTEN.index(self._channel_of(row))
        self._how[task_key(row)] = _WRITTEN[(place + 1) % len(_WRITTEN)]
        self._explain()

    def action_other_language(self) -> None:
        """The prepared text in the other language; what was edited of the one before is put aside."""
        row = self.list.current
        if row is None or self._draft is None:
            return
        key = task_key(row)
        self._languages[key] = "en" if self._draft[2].language == "zh" else "zh"
        self._edited.pop(key, None)
        self._explain()

    def action_edit(self) -> None:
        """Put the cursor into the text."""
        if self.list.current is not None and self._shown is not Shown.LAPSED:
            self.pane.edit(next(iter(gaps(self.pane.text)), ""))

    def on_message_pane_left(self, event: MessagePane.Left) -> None:
        if self._draft is not None:
            self._edited[self._draft[0]] = event.text
        self.list.focus()
        self._explain()

    def action_turn(self, lines: int) -> None:
        """A long text a few lines further."""
        self.pane.turn(lines)

    def action_copy(self) -> None:
        """Put the text into the clipboard of the terminal that the agent sits at (OSC 52)."""
        message = self._ready()
        if message is not None:
            self.notify(copied(self.app, message.whole), markup=False, timeout=4)

    def _ready(self) -> Message | None:
        """The message as it may go out; None, and said why, while it may not."""
        row = self.list.current
        if self.pane.editing:
            self.pane.leave()
        if row is None or self._draft is None or self._draft[0] != task_key(row) or self._shown is Shown.LAPSED:
            self.app.bell()
            return None
        text = self._edited.get(task_key(row), self._draft[2].message.whole)
        left = gaps(text)
        if left or not text.strip():
            self.app.bell()
            said = _("Fill {gap} first: e edits the text.").format(gap=left[0]) if left else _("There is no text yet.")
            self.notify(said, markup=False, severity="warning", timeout=4)
            return None
        if not signed(text, row.obligation, self.desk.session.name):
            self.app.bell()
            said = _("This one is signed with your name: e edits the text.")
            self.notify(said, markup=False, severity="warning", timeout=4)
            return None
        return Message.of(text)

    # --- what is done with the current one -------------------------------------------------------------------------

    def tick(self, now: Instant) -> None:
        super().tick(now)
        row = self.list.current
        if row is not None:
            self.query_one("#why", SaidLine).say(reasons.why(row.obligation, None, now, row.zone))

    def on_line_list_highlighted(self, event: LineList.Highlighted) -> None:
        self.pane.leave()
        self._explain()

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        row = self.list.current
        if row is not None:
            self.post_message(CustomerWanted(row.ref))

    def action_sent(self) -> None:
        """The message went out: one key, the text is the note. A visit wants a note of its own."""
        row, self._hasty = self.list.current, None
        if row is None:
            return
        if self._shown is Shown.VISITS or row.obligation.channel is Channel.VISIT:
            self._ask_visit(row)
        elif self._draft is None or self._draft[0] != task_key(row):
            self._hasty = task_key(row)  # its text is on the way
        elif (message := self._ready()) is not None:
            self._record(row, self._channel_of(row), message.whole)

    def action_hand_over(self) -> None:
        """Hand the message to the program that the settings name; it is on record once that says that all went well."""
        row, command = self.list.current, self.desk.settings.message_command
        if command is None:
            said = _("No program is set that takes messages: message_command in the settings.")
            self.notify(said, markup=False, severity="warning", timeout=5)
            return
        if row is None or row.obligation.channel is Channel.VISIT or self._shown is Shown.VISITS:
            self.app.bell()
            return
        message = self._ready()
        if message is None or self._draft is None or (key := task_key(row)) in self._handing:
            return
        channel, made, seconds = self._channel_of(row), self._draft[2], self.desk.settings.message_seconds
        values = {
            "phone": row.phone,
            "email": made.email,
            "address": made.address,
            "subject": message.subject,
            "ref": row.ref,
            "channel": channel.value,
            "agent": self.desk.session.name,
        }
        self._handing[key] = None

        def run() -> None:
            went = hand_over(command, message.body, values, seconds=seconds)
            self.app.call_from_thread(self._handed, row, channel, message, went)

        self.run_worker(run, thread=True, group="hand_over")

    def _handed(self, row: TaskRow, channel: Channel, message: Message, went: Handover) -> None:
        self._handing.pop(task_key(row), None)
        if went.fault is None:
            self._record(row, channel, message.whole)
            return
        match went.fault:
            case HandoverFault.TIMED_OUT:
                seconds = self.desk.settings.message_seconds
                said = _("The program took longer than {n} s and was ended.").format(n=seconds)
            case HandoverFault.CANNOT_START:
                said = _("The program cannot be started: {reason}").format(reason=went.said)
            case HandoverFault.FAILED:
                said = _("The program ended with {code}: {reason}").format(code=went.code, reason=went.said or "-")
        self.app.bell()
        said = _("Not sent to {name}. {why}").format(name=row.name, why=said)
        self.notify(said, markup=False, severity="error", timeout=8)

    def action_visited(self) -> None:
        """A visit was made: a line about it, then it is on record."""
        row = self.list.current
        if row is not None and self._shown is not Shown.LAPSED:
            self._ask_visit(row)

    def _ask_visit(self, row: TaskRow) -> None:
        self._visited = row
        question = _("Visit to {name}, what came of it:").format(name=row.name)
        self.query_one(AskLine).ask(task_key(row), question, required=True)

    def on_ask_line_answered(self, event: AskLine.Answered) -> None:
        row = self._visited
        if row is None or task_key(row) != event.question:
            return
        visit = visit_line.read(event.text, self.desk.now, row.zone)
        if visit.note:
            self._record(row, Channel.VISIT, visit.note, at=visit.at, direction=visit.direction)
        else:
            self._ask_visit(row)
            self.on_ask_line_blank(AskLine.Blank(event.question))

    def on_ask_line_blank(self, event: AskLine.Blank) -> None:
        self.app.bell()
        self.notify(_("A visit needs a line about what came of it."), markup=False, severity="warning", timeout=4)

    # --- visits that are agreed ------------------------------------------------------------------------------------

    def action_plan_visit(self) -> None:
        """Agree a visit with the current customer, or move the one that is agreed: it is their appointment."""
        row = self.list.current
        if row is None:
            return
        store, agent = self.desk.store, self.desk.session.name

        def ask(now: Instant) -> tuple[CustomerView, Rulebook]:
            view = store.customer(row.ref, now=now, agent=agent)
            return view, store.campaign_book(view.campaign.name)

        def arrived(found: tuple[CustomerView, Rulebook]) -> None:
            self._planned = (row, *found)
            self.query_one(DateLine).ask("")

        self.read(ask, arrived, group="plan")

    def _read_date(self, text: str) -> Reading:
        if self._planned is None:
            return Reading(None, "")
        _row, view, book = self._planned
        return make_reader(lambda: self.desk.now, view.campaign.frame, book, view.facts.zone)(text)

    def on_date_entry_sent(self, event: DateEntry.Sent) -> None:
        reading, planned = event.entry.reading, self._planned
        self.query_one(DateLine).close()
        if planned is None or reading.at is None:
            return
        agreed = Milestone(MilestoneKind.APPOINTMENT, reading.at, reading.date_only)
        said = _("Visit to {name} agreed: {time}").format(name=planned[0].name, time=reading.words)
        store, actor, ref = self.desk.store, self.desk.session.actor, planned[0].ref
        self.write(
            lambda now: store.set_milestone(ref, agreed, actor=actor, now=now), lambda _none: self._changed(said)
        )

    def action_cancel_visit(self) -> None:
        """The agreed visit is off; asked once more, with another key."""
        row = self.list.current
        if row is None or self._shown is not Shown.VISITS:
            self.notify(_("f goes to the visits that were agreed; there one is cancelled."), markup=False, timeout=4)
            return
        question = _("Is the visit to {name} off?").format(name=row.name)
        self.query_one(ConfirmBar).ask(row.ref, question, keys=("y", "f9"), yes=_("yes"))

    def on_confirm_bar_confirmed(self, event: ConfirmBar.Confirmed) -> None:
        store, actor, ref = self.desk.store, self.desk.session.actor, event.question
        said = _("The visit is off; nothing is owed for it any more.")
        self.write(lambda now: store.cancel_appointment(ref, actor=actor, now=now), lambda _none: self._changed(said))

    def _changed(self, said: str) -> None:
        self.notify(said, markup=False, timeout=4)
        self.refill()

    # --- on record -------------------------------------------------------------------------------------------------

    def _record(
        self,
        row: TaskRow,
        channel: Channel,
        note: str,
        *,
        at: Instant | None = None,
        direction: Direction = Direction.OUT,
    ) -> None:
        key = task_key(row)
        if key in self._done:
            return
        self._done[key] = None
        self._draw()
        store, actor = self.desk.store, self.desk.session.actor

        def work(now: Instant) -> int:
            # A number is a rule's business only where the customer was called or written to at one.
            phone = row.phone if channel is Channel.SMS else ""
            touch = Touch(now if at is None else at, channel, direction, note=note, phone=phone)
            return store.record_touch(row.ref, touch, actor=actor, now=now)

        def recorded(touch: int) -> None:
            self._last = (touch, row.name)
            self._done.pop(key, None)
            self._edited.pop(key, None)
            said = _("{channel} to {name} is on record.").format(channel=names.channel(channel), name=row.name)
            if direction is Direction.IN:
                said = _("{name} was here: on record.").format(name=row.name)
            if at is not None:
                said = f"{said} {times.near(at, row.zone, self.desk.now)}"
            self.notify(said, markup=False, timeout=3)
            self.refill()

        def failed(error: StoreError) -> None:
            self._done.pop(key, None)
            self._draw()
            self._failed(error)

        self.write(work, recorded, failed)

    def action_undo(self) -> None:
        """Take back what was marked last here: a record that says so, nothing is deleted (DESIGN §3)."""
        if self._last is None:
            self.notify(_("Nothing was marked here that could be taken back."), markup=False, timeout=3)
            return
        (touch, name), self._last = self._last, None
        store, actor = self.desk.store, self.desk.session.actor

        def undone(_none: None) -> None:
            self.notify(_("Taken back: {name} is due again.").format(name=name), markup=False, timeout=3)
            self.refill()

        self.write(lambda now: store.withdraw_touch(touch, actor=actor, now=now), undone)
