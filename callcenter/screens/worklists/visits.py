"""Visits: agreed, moved, called off, and put on record with a line about what came of them.

See docs/architecture.md#messages-screen.
"""

from __future__ import annotations

from typing import ClassVar

from callcenter.desk.forms import visit_line
from callcenter.desk.typed_dates import make_reader
from callcenter.locale import N_, _
from callcenter.model import Channel, Instant, Milestone, MilestoneKind
from callcenter.rulebook.book import Rulebook
from callcenter.screens.frame.desk import Desk
from callcenter.screens.worklists.manual_records import TaskRecording
from callcenter.views.customers.customer import CustomerView
from callcenter.views.worklists.tasks import TaskRow
from callcenter.views.worklists.typed_fields import Reading
from callcenter.widgets.base.commands import KeyCommand, Offers
from callcenter.widgets.forms.ask_line import AskLine
from callcenter.widgets.forms.date_entry import DateEntry
from callcenter.widgets.forms.date_line import DateLine
from callcenter.widgets.lines.prompts import ConfirmBar
from callcenter.widgets.lists.task_list import task_key


class VisitRecording(TaskRecording[None]):
    """The part of a screen that knows visits. An agreed one is the customer's appointment.

    See docs/rules.md#appointment.
    """

    offers: ClassVar[Offers] = (
        KeyCommand("messages.visited", "v,f3", "visited", meaning=N_("record the visit")),
        KeyCommand("messages.plan_visit", "A", "plan_visit", meaning=N_("schedule a visit, or move a scheduled one")),
        KeyCommand("messages.cancel_visit", "X", "cancel_visit", meaning=N_("cancel the scheduled visit")),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._visited: TaskRow | None = None
        self._planned: tuple[TaskRow, CustomerView, Rulebook] | None = None

    @property
    def lists_visits(self) -> bool:
        """Tell whether the current task is a visit that was agreed."""
        raise NotImplementedError

    # --- made -----------------------------------------------------------------------------------------------------

    def action_visited(self) -> None:
        """Ask for a line about a visit that was made, then record it."""
        row = self.row_here
        if row is not None:
            self.ask_visit(row)

    def ask_visit(self, row: TaskRow) -> None:
        """Ask what came of a visit."""
        self._visited = row
        question = _("Visit to {name}, outcome:").format(name=row.name)
        self.query_one(AskLine).ask(task_key(row), question, required=True)

    def on_ask_line_answered(self, event: AskLine.Answered) -> None:
        row = self._visited
        if row is None or task_key(row) != event.question:
            return
        visit = visit_line.read(event.text, self.desk.now, row.zone)
        if visit.note:
            self.record(row, Channel.VISIT, visit.note, at=visit.at, direction=visit.direction)
        else:
            self.ask_visit(row)
            self._say_that_it_wants_a_line()

    def on_ask_line_blank(self) -> None:
        self._say_that_it_wants_a_line()

    def _say_that_it_wants_a_line(self) -> None:
        self.app.bell()
        self.notify(_("Enter a line about the outcome of the visit."), markup=False, severity="warning", timeout=4)

    # --- agreed ---------------------------------------------------------------------------------------------------

    def action_plan_visit(self) -> None:
        """Agree a visit with the current customer, or move the one that is agreed."""
        row = self.row_here
        if row is None:
            return
        store, agent = self.desk.store, self.desk.session.name

        def ask(now: Instant) -> tuple[CustomerView, Rulebook]:
            view = store.details.get(row.ref, now=now, agent=agent)
            return view, store.campaigns.book(view.campaign.name)

        def arrived(found: tuple[CustomerView, Rulebook]) -> None:
            self._planned = (row, *found)
            self.query_one(DateLine).ask("")

        self.read(ask, arrived, group="plan")

    def read_visit_date(self, text: str) -> Reading:
        """Read a date for the visit, by the hours of the customer whom it is about."""
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
        said = _("Visit to {name} scheduled: {time}").format(name=planned[0].name, time=reading.words)
        store, ref = self.desk.store, planned[0].ref
        self.write_once(
            f"visit {ref}",
            lambda now, key: store.customers.set_milestone(ref, agreed, key=key, now=now),
            lambda _none: self._changed(said),
        )

    def action_cancel_visit(self) -> None:
        """Cancel the agreed visit; asked once more, with another key."""
        row = self.row_here
        if row is None or not self.lists_visits:
            self.notify(_("Press Tab for the scheduled visits, and cancel it there."), markup=False, timeout=4)
            return
        question = _("Cancel the visit to {name}?").format(name=row.name)
        self.query_one(ConfirmBar).ask(row.ref, question, keys=("y", "f9"), yes=_("yes"))

    def on_confirm_bar_confirmed(self, event: ConfirmBar.Confirmed) -> None:
        store, ref = self.desk.store, event.question
        said = _("Visit cancelled; nothing more is owed for it.")
        self.write_once(
            f"no visit {ref}",
            lambda now, key: store.tasks.cancel_appointment(ref, key=key, now=now),
            lambda _none: self._changed(said),
        )

    def _changed(self, said: str) -> None:
        self.notify(said, markup=False, timeout=4)
        self.refill()
