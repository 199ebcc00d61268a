"""Shifts of today: who works when, who is absent and who stands in; an absence is recorded and ended from here.

See docs/rules.md#shifts, #absence.
"""

from __future__ import annotations

from datetime import time
from typing import ClassVar

from msgspec import Struct
from textual.app import ComposeResult

from callcenter import campaign_settings
from callcenter.access import Right
from callcenter.dates import typed
from callcenter.locale import N_, _, ngettext, pgettext
from callcenter.model import Instant
from callcenter.screens.frame.desk import Desk
from callcenter.screens.frame.list_screen import BACK, FIND, HELP, ListScreen
from callcenter.store import Store
from callcenter.views.people.absences import AbsencePreview, AbsenceReason, AbsenceRow, DeputyLoad, ShiftHours, ShiftRow
from callcenter.widgets.base.commands import KeyCommand, Offers, Possible
from callcenter.widgets.forms.ask_line import AskLine
from callcenter.widgets.lines.prompts import ConfirmBar
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.widgets.lists.columns import Column
from callcenter.widgets.lists.line_list import LineList, LineRow, Tone
from callcenter.wording import names, shifts, times
from callcenter.workdays import local_date, midnight, next_day

_BUDGET = 500
"""Milliseconds for the work of an absence at once; the next ticks do the rest."""
_LAST_MINUTE = (time(23, 59),)


class _Asked(Struct, frozen=True):
    """An absence that is being asked about; ``until`` None = until they are back."""

    agent: str
    zone: str
    reason: AbsenceReason
    until: Instant | None


class ShiftsScreen(ListScreen[None]):
    """A row a person, names as people sort them; below the list the deputies of the one under the cursor."""

    CSS_PATH = "shifts.tcss"
    AUTO_FOCUS = "#shifts"
    mode = "team"
    offers: ClassVar[Offers] = (
        KeyCommand(
            "shifts.ill",
            "t,f2",
            "ill",
            N_("ill today"),
            N_("ill from now on; deputies stand in"),
            right=Right.MANAGE_STAFF,
            when="is_here",
        ),
        KeyCommand(
            "shifts.leave",
            "l,f3",
            "leave",
            N_("on leave"),
            N_("on leave from now on; deputies stand in"),
            right=Right.MANAGE_STAFF,
            when="is_here",
        ),
        KeyCommand(
            "shifts.back",
            "u,f9",
            "back_again",
            N_("back again"),
            N_("is back: all customers go back to them"),
            right=Right.MANAGE_STAFF,
            when="is_away",
        ),
        KeyCommand(
            "shifts.hours",
            "e,f4",
            "hours",
            N_("hours today"),
            N_("plan the hours of today"),
            right=Right.MANAGE_STAFF,
            when="is_person",
        ),
        BACK,
        FIND,
        HELP,
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._found: dict[str, ShiftRow] = {}
        self._absences: dict[str, AbsenceRow] = {}
        self._asked: _Asked | None = None
        self._proposed = ""
        """The deputies about whom a question stands."""

    def compose(self) -> ComposeResult:
        columns = (
            Column(_("name"), 8, flex=1, most=20),
            Column(_("state"), 8, flex=1, most=14),
            Column(_("hours"), 11, flex=2, most=36, prior=True),
            Column(_("planned"), 7, right=True),
            Column(_("present"), 7, right=True),
            Column(_("adherence"), 6, right=True),
            Column(_("outside"), 7, right=True, from_width=96),
            Column(_("unit"), 6, flex=1, most=16, from_width=96),
        )
        yield from self.top(LineList(columns, empty=_("Nobody works here yet."), id="shifts"))
        yield SaidLine(id="deputies")
        yield ConfirmBar(id="confirm")
        yield AskLine(id="ask")
        yield self.footer()

    @property
    def list(self) -> LineList:
        """The people."""
        return self.query_one("#shifts", LineList)

    def refill(self) -> None:
        store = self.desk.store

        def ask(now: Instant) -> tuple[tuple[ShiftRow, ...], tuple[AbsenceRow, ...]]:
            return store.shifts.all(now=now), store.absences.all(now=now)

        self.read(ask, self._show, group="shifts")

    def _show(self, answer: tuple[tuple[ShiftRow, ...], tuple[AbsenceRow, ...]]) -> None:
        rows, absences = answer
        self._found = {row.agent: row for row in rows}
        now = self.desk.now
        self._absences = {row.agent: row for row in reversed(absences)}
        running = sum(row.since <= now for row in absences)
        planned = sum(bool(row.hours) for row in rows)
        self.say_count(
            _("{planned} planned today, {here} at work, {away} absent").format(
                planned=planned, here=sum(row.at_work and row.absence is None for row in rows), away=running
            )
        )
        self.draw()

    def draw(self) -> None:
        self.list.set_rows(
            LineRow(
                row.agent,
                (
                    row.agent,
                    _state(row),
                    shifts.hours(row),
                    times.duration(row.planned),
                    times.duration(row.present),
                    "-" if not row.planned else times.percent(row.present, row.planned),
                    times.duration(row.beside),
                    row.team or "-",
                ),
                Tone.MUTED if row.absence is None and not row.hours and not row.at_work else Tone.PLAIN,
            )
            for row in self._found.values()
        )
        self.explain()

    def explain(self) -> None:
        row = self._absences.get(self.list.key or "")
        said = self._proposed
        if row is not None and not said:
            said = _("{reason} {span}; {deputies}").format(
                reason=names.absence_reason(row.reason),
                span=shifts.absence_span(row, self.desk.now),
                deputies=_deputies(row.stands_in, row.uncovered),
            )
        self.query_one("#deputies", SaidLine).say(said)
        self.refresh_bindings()

    def open_row(self) -> None:
        """See the class: the row says all that there is."""

    @property
    def is_person(self) -> Possible:
        """Tell whether the cursor is on somebody."""
        return bool(self.list.key)

    @property
    def is_here(self) -> Possible:
        """Tell whether the person under the cursor is recorded as absent neither now nor for later."""
        name = self.list.key
        return bool(name) and (
            name not in self._absences or _("{name} is already recorded as absent.").format(name=name)
        )

    @property
    def is_away(self) -> Possible:
        """Tell whether an absence of the person under the cursor can be ended."""
        name = self.list.key
        return bool(name) and (name in self._absences or _("{name} is not recorded as absent.").format(name=name))

    def action_ill(self) -> None:
        """Ask until when the person is ill."""
        self._ask(AbsenceReason.ILL)

    def action_leave(self) -> None:
        """Ask until when the person is on leave."""
        self._ask(AbsenceReason.LEAVE)

    def _ask(self, reason: AbsenceReason) -> None:
        name = self.list.key
        if name:
            said = _("{name} {reason} until").format(name=name, reason=names.absence_reason(reason))
            hint = _("empty: until they are back")
            self.query_one(AskLine).ask(f"{reason.value} {name}", said, required=False, hint=hint)

    def action_hours(self) -> None:
        """Ask for the hours of today."""
        row = self._found.get(self.list.key or "")
        if row is not None:
            said = _("{name} today, or off").format(name=row.agent)
            hours = shifts.hours(row) if row.hours or row.is_planned else ""
            self.query_one(AskLine).ask(
                f"hours {row.agent}", said, required=False, answer=hours, hint=_("empty: as the week")
            )

    def _plan(self, row: ShiftRow, event: AskLine.Answered) -> None:
        hours: ShiftHours | None = None
        if event.text:
            try:
                off = event.text.casefold() in ("off", _("off").casefold())
                hours = () if off else campaign_settings.spans_of_day(event.text)
            except ValueError:
                said = _("Not the hours of a day: {text}. Write 09:00-12:00,13:00-18:00").format(text=event.text)
                self.notify(said, markup=False, severity="warning")
                event.again()
                return
        store = self.desk.store
        self.write(lambda now: store.shifts.set_day(row.agent, row.day, hours, now=now), lambda _none: self.refill())

    def on_ask_line_answered(self, event: AskLine.Answered) -> None:
        reason, name = event.question.split(" ", 1)
        row, until = self._found.get(name), None
        if row is None:
            return
        if reason == "hours":
            self._plan(row, event)
            return
        if event.text:
            read = typed.read(event.text, self.desk.now, row.zone, starts=lambda _day: _LAST_MINUTE)
            if read.at is None:
                self.notify(
                    _("Not a day from today on: {text}. Write fri, 12 oct or +3d").format(text=event.text),
                    markup=False,
                    severity="warning",
                )
                event.again()
                return
            until = read.at
            if read.date_only:
                until = midnight(next_day(local_date(read.at, row.zone)), row.zone)
        self._asked = _Asked(name, row.zone, AbsenceReason(reason), until)
        store = self.desk.store
        self.read(lambda now: store.absences.preview(name, now=now), self._confirm, group="preview")

    def _confirm(self, preview: AbsencePreview) -> None:
        asked = self._asked
        if asked is None:
            return
        deputies = _deputies(preview.deputies, preview.uncovered)
        self._proposed = _("deputies: {deputies}").format(deputies=deputies)
        self.explain()
        reason = names.absence_reason(asked.reason)
        if asked.until is None:
            question = _("{name} {reason} until they are back?").format(name=asked.agent, reason=reason)
        else:
            until = times.end(asked.until, asked.zone, self.desk.now)
            question = _("{name} {reason} until {until}?").format(name=asked.agent, reason=reason, until=until)
        self.query_one(ConfirmBar).ask("absence", question, keys=("y", "f8"), yes=_("yes"))

    def action_back_again(self) -> None:
        """Ask whether the person is back."""
        name = self.list.key
        if name:
            question = _("{name} is back? All customers go back to them.").format(name=name)
            self.query_one(ConfirmBar).ask(f"back {name}", question, keys=("y", "f8"), yes=_("yes"))

    def on_confirm_bar_confirmed(self, event: ConfirmBar.Confirmed) -> None:
        store, asked = self.desk.store, self._asked
        self._proposed = ""
        _back, _space, name = event.question.partition(" ")
        if name:

            def returned(now: Instant) -> None:
                store.absences.back(name, now=now)
                store.absences.resume(now=now, budget=_BUDGET)

            self.write(returned, lambda _none: self.refill())
        elif asked is not None:
            self.write_once(event.question, lambda now, key: _recorded(store, asked, key, now), self._recorded)

    def on_confirm_bar_declined(self, _event: ConfirmBar.Declined) -> None:
        self._proposed = ""
        self.explain()

    def _recorded(self, _none: None) -> None:
        self._asked = None
        self.refill()


def _recorded(store: Store, asked: _Asked, key: str, now: Instant) -> None:
    store.absences.record(asked.agent, reason=asked.reason, until=asked.until, key=key, now=now)
    store.absences.resume(now=now, budget=_BUDGET)


def _state(row: ShiftRow) -> str:
    if row.absence is not None:
        return names.absence_reason(row.absence)
    return pgettext("shift", "at work") if row.at_work else "-"


def _deputies(deputies: tuple[DeputyLoad, ...], uncovered: int) -> str:
    parts = []
    for one in deputies:
        said = "{deputy} {customers}"
        if one.cases:
            said = _("{deputy} {customers} (promises: {promises}, cases: {cases})")
        elif one.promises:
            said = _("{deputy} {customers} (promises: {promises})")
        counts = {"customers": one.customers, "promises": one.promises, "cases": one.cases}
        parts.append(said.format(deputy=one.deputy, **{name: times.number(number) for name, number in counts.items()}))
    if uncovered:
        text = ngettext("no deputy for {n} customer", "no deputy for {n} customers", uncovered)
        parts.append(text.format(n=times.number(uncovered)))
    return names.listed(parts) if parts else _("nothing is owed today")
