"""Mode 3: SMS, letters, e-mail, visits and other tasks that stand in no dial queue.

See docs/architecture.md#messages-screen, docs/rules.md#tasks.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import ClassVar

from textual.app import ComposeResult

from callcenter.access import Right
from callcenter.desk.forms import lead_report
from callcenter.locale import N_, NP_, _, ngettext, pgettext
from callcenter.model import DAY, Channel, Instant
from callcenter.screens.customers.pane.list_with_pane import ListWithPane
from callcenter.screens.frame.desk import Desk
from callcenter.screens.frame.filtered import SAVED_FILTERS
from callcenter.screens.frame.list_screen import DONE, FILTER, HELP, NO_FILTER, OPEN, ListScreen
from callcenter.screens.worklists.task_message import TaskMessage
from callcenter.screens.worklists.visits import VisitRecording
from callcenter.store import Store
from callcenter.views.people.saved_filters import FilteredList
from callcenter.views.worklists.tasks import TaskRow
from callcenter.widgets.base.commands import KeyCommand, Mention, Offers
from callcenter.widgets.calls.message_pane import MessagePane
from callcenter.widgets.forms.ask_line import AskLine
from callcenter.widgets.forms.date_line import DateLine
from callcenter.widgets.lines.prompts import ConfirmBar
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.widgets.lists.filter_line import FilterLine
from callcenter.widgets.lists.line_list import LineList
from callcenter.widgets.lists.task_list import TaskList, task_key
from callcenter.wording import names, phones, reasons, rules, times
from callcenter.workdays import local_date, midnight

_BROAD = 150
"""Columns from which a customer stands beside the tasks, which take more room than a queue."""
_REPORT = "report"
_LAPSED_DAYS = 31
"""Number of days for which lapsed greetings are listed."""


class TaskSelection(Enum):
    """Selection of the tasks shown; the value is what is said of it."""

    DUE = N_("due now")
    BREACHED = N_("overdue")
    TODAY = N_("due today")
    VISITS = N_("scheduled visits")
    WIN_BACK = N_("win-back after a bad call")
    LAPSED = N_("lapsed greetings")


_WORDS = {
    TaskSelection.DUE: NP_("list", "due"),
    TaskSelection.BREACHED: NP_("list", "overdue"),
    TaskSelection.TODAY: NP_("list", "today"),
    TaskSelection.VISITS: NP_("list", "scheduled"),
    TaskSelection.WIN_BACK: NP_("list", "win-back"),
    TaskSelection.LAPSED: NP_("list", "lapsed"),
}
"""Names of the lists in the filter."""


def _kinds() -> dict[str, TaskSelection]:
    """The lists by their words, English and that of the language of the moment."""
    return {word.casefold(): one for one, term in _WORDS.items() for word in (term[1], pgettext(*term))}


class MessagesScreen(TaskMessage[None], VisitRecording, ListScreen[None]):
    """The lists of tasks; a key goes from one to the next, a filter by words to any of them."""

    CSS_PATH = "messages.tcss"
    AUTO_FOCUS = "#tasks"
    mode = "messages"
    filtered_list = FilteredList.MESSAGES
    offers: ClassVar[Offers] = (
        DONE,
        NO_FILTER,
        Mention("messages.sent", N_("sent")),
        Mention("messages.hand_over", N_("send now")),
        Mention("messages.copy", N_("copy")),
        Mention("messages.edit", N_("edit")),
        FILTER,
        SAVED_FILTERS,
        Mention("messages.visited", N_("log visit")),
        Mention("messages.plan_visit", N_("schedule")),
        KeyCommand("messages.undo", "u,f9", "undo", N_("undo"), N_("undo the last mark")),
        KeyCommand(
            "messages.next_list",
            "tab",
            "others(1)",
            N_("next list"),
            N_("next list: due, overdue, today, visits and others"),
            when="outside_text",
        ),
        KeyCommand("messages.channels", "c", "channels", N_("channel"), N_("one channel only")),
        KeyCommand(
            "messages.everybody",
            "t,f4",
            "everybody",
            N_("mine / all"),
            N_("mine or everyone's"),
            right=Right.SEE_ALL_CUSTOMERS,
        ),
        Mention("messages.language", N_("language")),
        OPEN,
        HELP,
        KeyCommand(
            "messages.other_channel",
            "o",
            "other_channel",
            meaning=N_("change the channel, where the rule allows"),
        ),
        KeyCommand(
            "messages.previous_list", "shift+tab", "others(-1)", meaning=N_("previous list"), when="outside_text"
        ),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._reported: TaskRow | None = None
        self._everybody = False
        self._chosen = TaskSelection.DUE
        self._shown = TaskSelection.DUE
        self._channel: Channel | None = None
        self._tasks: tuple[TaskRow, ...] = ()
        self._lags = False

    def compose(self) -> ComposeResult:
        lines = TaskList(phones.masked, id="tasks")
        hint = _("filter: name, company, pinyin, rule; SMS, visit; overdue, today, scheduled, lapsed")
        yield from self.top(lines, hint, within=ListWithPane(self, lines, from_width=_BROAD))
        yield SaidLine(id="why")
        yield MessagePane(id="message")
        yield AskLine(id="ask")
        yield DateLine(_("visit on"), self.read_visit_date, placeholder=_("Fri 10:00, 3/15"), id="date")
        yield ConfirmBar(id="confirm")
        yield self.footer()

    @property
    def list(self) -> TaskList:
        """The tasks."""
        return self.query_one(TaskList)

    @property
    def ref_here(self) -> str | None:
        return None if self.list.current is None else self.list.current.ref

    @property
    def row_here(self) -> TaskRow | None:
        return self.list.current

    @property
    def can_go_out(self) -> bool:
        return self._shown is not TaskSelection.LAPSED

    @property
    def lists_visits(self) -> bool:
        return self._shown is TaskSelection.VISITS

    # --- what is listed -------------------------------------------------------------------------------------------

    @property
    def outside_text(self) -> bool:
        """Tell whether no text is being edited, which Tab leaves."""
        return not any(pane.editing for pane in self.query(MessagePane))

    def refill(self) -> None:
        def listed(now: Instant) -> tuple[tuple[TaskRow, ...], bool]:
            return self._listed(now), self.desk.store.queue.behind(now=now, campaign=self.desk.campaign).lags

        self.read(listed, self._show, group="tasks")
        self.query_one(ListWithPane).follow()

    def _listed(self, now: Instant) -> tuple[TaskRow, ...]:
        store: Store = self.desk.store
        agent, campaign = None if self._everybody else self.desk.session.name, self.desk.campaign
        match self._shown:
            case TaskSelection.DUE | TaskSelection.BREACHED:
                return store.tasks.open(now=now, agent=agent, campaign=campaign)
            case TaskSelection.TODAY:
                tomorrow = midnight(local_date(now + DAY, self.desk.zone), self.desk.zone)
                return store.tasks.open(now=now, agent=agent, campaign=campaign, until=tomorrow)
            case TaskSelection.VISITS:
                return store.tasks.visits(now=now, agent=agent, campaign=campaign)
            case TaskSelection.WIN_BACK:
                return store.tasks.win_backs(now=now, agent=agent, campaign=campaign)
            case TaskSelection.LAPSED:
                return store.tasks.lapsed(now=now, since=now - _LAPSED_DAYS * DAY, agent=agent, campaign=campaign)

    def _show(self, listed: tuple[tuple[TaskRow, ...], bool]) -> None:
        self._tasks, self._lags = listed
        self.draw()

    def draw(self) -> None:
        """Show what is left: what was just marked is gone before the store says so, what has lapsed by itself."""
        now = self.desk.now
        left = [row for row in self._tasks if task_key(row) not in self.done]
        if self._shown is TaskSelection.BREACHED:
            left = [row for row in left if now >= row.obligation.breach_at]
        if self._channel is not None:
            left = [row for row in left if row.obligation.channel is self._channel]
        found, kinds = self.query_one(FilterLine), _kinds()
        shown = [row for row in left if found.fits(_searched(row), row.spelt, but=kinds)]
        said = self._head(left, now)
        if any(word.casefold() not in kinds for word in found.words):
            said = _("{count}, {shown} shown").format(count=said, shown=len(shown))
        self.say_count(said)
        self.list.set_empty(_("No messages match the filter.") if left else self._nothing())
        self.list.show_tasks(shown, now, by_day=self._shown is TaskSelection.VISITS)
        self.explain()

    def _head(self, rows: Sequence[TaskRow], now: Instant) -> str:
        whose = _("everyone's tasks") if self._everybody else _("your tasks and the pool's")
        if self._shown in (TaskSelection.DUE, TaskSelection.TODAY):
            due = sum(row.obligation.due_at <= now for row in rows)
            over = sum(row.obligation.breach_at <= now for row in rows)
            count = ngettext("{n} due", "{n} due", due).format(n=self._number(due))
            late = ngettext("{n} overdue", "{n} overdue", over).format(n=self._number(over))
            ahead = len(rows) - due
            later = ngettext("{n} later today", "{n} later today", ahead).format(n=self._number(ahead))
            count = names.told((count, *((late,) if over else ()), *((later,) if ahead else ())))
        else:
            count = _("{what} ({n})").format(what=_(self._shown.value), n=self._number(len(rows)))
        if self._channel is not None:
            count = _("{count}, only {channel}").format(count=count, channel=names.channel(self._channel))
        return _("{what}: {n}").format(what=whose, n=count)

    def _number(self, count: int) -> str:
        return times.number(count, at_least=self._lags)

    def _nothing(self) -> str:
        if self._lags:
            return _("Plans are being updated. What is due appears shortly.")
        if self._shown is TaskSelection.LAPSED:
            return _("No greetings have lapsed in the last 31 days.")
        if self._shown is TaskSelection.WIN_BACK:
            return _("No customers to win back.")
        if self._shown is TaskSelection.VISITS:
            return _("No scheduled visits. Appointments made in a call or on the customer's page appear here.")
        if self._everybody:
            return _("No messages or visits due. New ones appear here by themselves.")
        return _("None of your messages or visits are due. New ones appear here by themselves.")

    def action_others(self, step: int) -> None:
        """Show the next list, or the one before."""
        kinds, found = tuple(TaskSelection), self.query_one(FilterLine)
        self._chosen = kinds[(kinds.index(self._shown) + step) % len(kinds)]
        if self._named is not None:
            found.clear()  # it has named a list, and would still
        self._choose()

    def on_filter_line_changed(self, event: FilterLine.Changed) -> None:
        self._choose()

    @property
    def _named(self) -> TaskSelection | None:
        """The list that the filter names."""
        kinds = _kinds()
        return next(
            (kinds[word] for word in map(str.casefold, self.query_one(FilterLine).words) if word in kinds), None
        )

    def _choose(self) -> None:
        """Read the list that is wanted where it is another one."""
        wanted = self._named or self._chosen
        if wanted is not self._shown:
            self._shown = wanted
            self.refill()

    def action_channels(self) -> None:
        """Show the next channel of those that are listed, then all again."""
        there = sorted({row.obligation.channel for row in self._tasks}, key=tuple(Channel).index)
        choices: tuple[Channel | None, ...] = (None, *there)
        place = choices.index(self._channel) if self._channel in choices else -1
        self._channel = choices[(place + 1) % len(choices)]
        self.draw()

    def action_everybody(self) -> None:
        """Show one's own and the pool's, or everybody's."""
        self._everybody = not self._everybody
        self.refill()

    # --- the current one --------------------------------------------------------------------------------------------

    def marked(self) -> None:
        self.draw()

    def leave_text(self) -> None:
        self.list.focus()

    def explain(self) -> None:
        row = self.list.current
        said = "" if row is None else reasons.why(row.obligation, None, self.desk.now, row.zone)
        self.query_one("#why", SaidLine).say(said)
        self.compose_message()

    def tick(self, now: Instant) -> None:
        super().tick(now)
        row = self.list.current
        if row is not None:
            self.query_one("#why", SaidLine).say(reasons.why(row.obligation, None, now, row.zone))

    def on_line_list_highlighted(self, event: LineList.Highlighted) -> None:
        self.pane.leave()

    def action_sent(self) -> None:
        """Record the message, or ask for the note of a visit, which wants one of its own."""
        row = self.row_here
        if row is not None and self._is_visit(row):
            self.ask_visit(row)
        elif row is not None and row.is_report:
            self._ask_report(row)
        elif row is not None and row.is_warning:
            self._say_reach(row)
        else:
            super().action_sent()

    def _say_reach(self, row: TaskRow) -> None:
        """Say how a customer is kept who is about to return to the pool (docs/rules.md#r33)."""
        self.app.bell()
        said = _("Only a contact that reaches {name} ends this: dial them.").format(name=row.name)
        self.notify(said, markup=False, severity="warning", timeout=4)

    def _ask_report(self, row: TaskRow) -> None:
        """Ask how a lead stands that was handed out (docs/rules.md#r32)."""
        self._reported = row
        self.query_one(AskLine).ask(f"{_REPORT} {task_key(row)}", lead_report.question(row), required=False)

    def on_ask_line_answered(self, event: AskLine.Answered) -> None:
        row, store = self._reported, self.desk.store
        if row is None or event.question != f"{_REPORT} {task_key(row)}":
            return
        if not event.text:
            self.app.bell()
            self._ask_report(row)
            return

        def done(_none: None) -> None:
            self.notify(lead_report.said(row), markup=False, timeout=3)
            self.refill()

        self.write_once(
            event.question,
            lambda now, key: lead_report.write(store, row, event.text, key=key, now=now),
            done,
            self.asking_again(event),
        )

    def action_hand_over(self) -> None:
        row = self.row_here
        if row is not None and row.is_warning:
            self._say_reach(row)
        elif row is not None and (self._is_visit(row) or row.is_report):
            self.app.bell()
        else:
            super().action_hand_over()

    def action_visited(self) -> None:
        if self.can_go_out:
            super().action_visited()

    def action_other_channel(self) -> None:
        """Choose another channel for a task that any channel answers."""
        row = self.row_here
        if row is None or row.obligation.channel is not Channel.ANY:
            self.notify(_("The rule sets the channel for this one."), markup=False, timeout=3)
        else:
            self.next_channel(row)

    def _is_visit(self, row: TaskRow) -> bool:
        return self.lists_visits or row.obligation.channel is Channel.VISIT


def _searched(row: TaskRow) -> str:
    """Return the text in which a filter looks for its words."""
    owed = row.obligation
    how = (owed.channel.value, names.channel(owed.channel))
    return "\n".join((row.name, row.company, row.campaign, row.ref, row.phone, rules.rule(owed.rule), *how))
