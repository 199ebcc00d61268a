"""Mode 3: SMS, visits and other tasks that are due and stand in no dial queue (DESIGN §2, RULES §2.3)."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from callcenter.locale import _, ngettext
from callcenter.model import Channel, Instant, Touch
from callcenter.screens.desk import CustomerWanted, Desk, DeskScreen
from callcenter.session import Right
from callcenter.store import StoreError
from callcenter.views.customer import CustomerView
from callcenter.views.tasks import TaskRow
from callcenter.widgets.ask_line import AskLine
from callcenter.widgets.line_list import LineList
from callcenter.widgets.preview import CustomerPreview
from callcenter.widgets.prompts import Hint, KeyHints
from callcenter.widgets.said_line import SaidLine
from callcenter.widgets.task_list import TaskList, task_key
from callcenter.wording import names, phones, reasons

_WRITTEN = (Channel.SMS, Channel.EMAIL, Channel.LETTER, Channel.CHAT)


class MessagesScreen(DeskScreen[None]):
    """What is done by hand elsewhere is marked here with one key; the mark can be taken back."""

    CSS_PATH = "messages.tcss"
    mode = "messages"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s,f2", "sent", show=False, id="messages.sent"),
        Binding("v,f3", "visited", show=False, id="messages.visited"),
        Binding("t,f4", "everybody", show=False, id="messages.everybody"),
        Binding("u,f9", "undo", show=False, id="messages.undo"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._everybody = False
        self._tasks: tuple[TaskRow, ...] = ()
        self._done: dict[str, None] = {}
        self._visited: TaskRow | None = None
        self._last: tuple[int, str] | None = None

    def compose(self) -> ComposeResult:
        yield self.header()
        yield self.banner()
        yield SaidLine(style="bold", id="whose")
        yield TaskList(phones.masked, id="tasks")
        yield SaidLine(id="why")
        yield CustomerPreview(id="preview")
        yield AskLine(id="ask")
        yield KeyHints(
            (
                Hint("entry.send", _("done")),
                Hint("messages.sent", _("sent")),
                Hint("messages.visited", _("visit made")),
                Hint("messages.undo", _("take back")),
                Hint("list.open", _("open")),
                Hint("messages.everybody", _("own / all")),
                Hint("app.find", _("find")),
                Hint("app.help", _("help")),
            ),
            id="hints",
        )

    @property
    def list(self) -> TaskList:
        """The tasks."""
        return self.query_one(TaskList)

    def refill(self) -> None:
        store, desk, agent = self.desk.store, self.desk, None if self._everybody else self.desk.session.name
        self.read(lambda now: store.tasks(now=now, agent=agent, campaign=desk.campaign), self._show, group="tasks")

    def _show(self, tasks: tuple[TaskRow, ...]) -> None:
        self._tasks = tasks
        self._draw()

    def _draw(self) -> None:
        """Show what is left: what was just marked is gone before the store says so."""
        left = [row for row in self._tasks if task_key(row) not in self._done]
        whose = _("everybody's tasks") if self._everybody else _("your own tasks and those of the pool")
        count = ngettext("{n} due", "{n} due", len(left)).format(n=len(left))
        self.query_one("#whose", SaidLine).say(_("{what}: {n}").format(what=whose, n=count))
        self.list.set_empty(
            _("No message and no visit is due. What falls due appears here by itself.")
            if self._everybody
            else _("No message and no visit of yours is due. What falls due appears here by itself.")
        )
        self.list.show_tasks(left, self.desk.now)
        self._explain()

    def _explain(self) -> None:
        row = self.list.current
        said = self.query_one("#why", SaidLine)
        if row is None:
            said.say("")
            self.query_one(CustomerPreview).show(None, self.desk.now)
            return
        said.say(reasons.why(row.obligation, None, self.desk.now, row.zone))
        store, ref, agent = self.desk.store, row.ref, self.desk.session.name
        self.read(lambda now: store.customer(ref, now=now, agent=agent), self._preview, group="preview")

    def _preview(self, view: CustomerView) -> None:
        self.query_one(CustomerPreview).show(view, self.desk.now)

    def tick(self, now: Instant) -> None:
        super().tick(now)
        row = self.list.current
        if row is not None:
            self.query_one("#why", SaidLine).say(reasons.why(row.obligation, None, now, row.zone))

    def on_line_list_highlighted(self, event: LineList.Highlighted) -> None:
        self._explain()

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        row = self.list.current
        if row is not None:
            self.post_message(CustomerWanted(row.ref))

    def action_sent(self) -> None:
        """The message went out: one key. What any channel answers counts as an SMS; a visit wants a note."""
        row = self.list.current
        if row is None:
            return
        channel = row.obligation.channel
        if channel in _WRITTEN:
            self._record(row, channel, "")
        elif channel is Channel.ANY:
            self._record(row, Channel.SMS, "")
        else:
            self._ask_visit(row)

    def action_visited(self) -> None:
        """A visit was made: a line about it, then it is on record."""
        row = self.list.current
        if row is not None:
            self._ask_visit(row)

    def _ask_visit(self, row: TaskRow) -> None:
        self._visited = row
        question = _("Visit to {name}, what came of it:").format(name=row.name)
        self.query_one(AskLine).ask(task_key(row), question, required=True)

    def on_ask_line_answered(self, event: AskLine.Answered) -> None:
        row = self._visited
        if row is not None and task_key(row) == event.question:
            self._record(row, Channel.VISIT, event.text)

    def on_ask_line_blank(self, event: AskLine.Blank) -> None:
        self.app.bell()
        self.notify(_("A visit needs a line about what came of it."), markup=False, severity="warning", timeout=4)

    def _record(self, row: TaskRow, channel: Channel, note: str) -> None:
        key = task_key(row)
        if key in self._done:
            return
        self._done[key] = None
        self._draw()
        store, actor = self.desk.store, self.desk.session.actor

        def work(now: Instant) -> int:
            # A number is a rule's business only where the customer was called or written to at one.
            phone = row.phone if channel is Channel.SMS else ""
            return store.record_touch(row.ref, Touch(now, channel, note=note, phone=phone), actor=actor, now=now)

        def recorded(touch: int) -> None:
            self._last = (touch, row.name)
            self._done.pop(key, None)
            said = _("{channel} to {name} is on record.").format(channel=names.channel(channel), name=row.name)
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

    def action_everybody(self) -> None:
        """One's own and the pool's, or everybody's."""
        if not self._everybody and not self.desk.session.may(Right.SEE_ALL_CUSTOMERS):
            self.notify(_("Only a supervisor sees everybody's tasks."), markup=False, severity="warning", timeout=4)
            return
        self._everybody = not self._everybody
        self.refill()
