"""Correcting a contact: a record that names the touch which it replaces and counts from its instant.

See docs/architecture.md#corrections.
"""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.containers import Vertical

from callcenter import policy
from callcenter.call.wrap_up import RESULT, SATISFACTION
from callcenter.desk.forms.corrections import outcome_question
from callcenter.desk.typed_dates import make_reader
from callcenter.locale import N_, _
from callcenter.model import Channel, Disposition, Instant, Result
from callcenter.rulebook.book import Rulebook
from callcenter.screens.frame.desk import Desk, DeskScreen
from callcenter.store import StoreError
from callcenter.views.customers.customer import CustomerView
from callcenter.views.customers.log import TouchRow
from callcenter.views.worklists.typed_fields import Reading, WrapField
from callcenter.widgets.base.commands import KeyCommand, Mention, Offers
from callcenter.widgets.calls.dispositions import DispositionBar, disposition_commands
from callcenter.widgets.calls.note_editor import NoteEditor
from callcenter.widgets.calls.wrap_up import WrapUpForm
from callcenter.widgets.forms.date_entry import DateEntry
from callcenter.widgets.lines.prompts import ConfirmBar
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.wording import names, times
from callcenter.wording.dispositions import common_of
from callcenter.wording.typed_answers import far_date, result_of, satisfaction_of
from callcenter.workdays import moment


class CorrectScreen(DeskScreen[int | None]):
    """The note, how it ended, what was promised and what the customer answered, as in the call.

    Closes with the correction's id, None where nothing was written.
    """

    CSS_PATH = "correction.tcss"
    AUTO_FOCUS = "NoteArea"
    offers: ClassVar[Offers] = (
        *disposition_commands(),
        Mention("note.send", N_("save")),
        Mention("entry.send", N_("save")),
        Mention("call.dispositions", N_("disposition")),
        # Before the note, in which it would delete a character.
        KeyCommand(
            "correct.date",
            "ctrl+d",
            "date",
            N_("call back at"),
            N_("callback time the customer asked for"),
            priority=True,
            when="is_call_record",
        ),
        Mention("note.line", N_("new line")),
        Mention("app.back", N_("back without saving")),
    )

    def __init__(self, desk: Desk, row: TouchRow, zone: str) -> None:
        """Take the ``zone`` of the campaign, in which the touch's times are shown."""
        super().__init__(desk)
        self._row = row
        self._zone = zone
        self._disposition = row.disposition
        self._reading_for: tuple[CustomerView, Rulebook] | None = None
        self._promised = "" if row.callback_at is None else f"{moment(row.callback_at, zone):%Y-%m-%d %H:%M}"
        self._saving = False
        self._outcome_meant = False
        self._far_meant: Instant | None = None
        """A time far ahead that was confirmed."""
        self._answers: WrapUpForm | None = None

    def compose(self) -> ComposeResult:
        yield self.header()
        with Vertical(id="box"):
            yield SaidLine(style="bold", id="title")
            yield SaidLine(id="was")
            yield NoteEditor(self._row.note, id="note")
            yield DateEntry(_("call back at"), self._read_date, placeholder=_("none"), id="date")
            yield SaidLine(style="$text-error", id="wrong")
        yield DispositionBar(common_of(self._row.direction), id="dispositions")
        yield ConfirmBar(id="confirm")
        yield self.footer()

    def on_mount(self) -> None:
        row, now = self._row, self.desk.now
        said = _("Correct: {customer}, {time}, {agent}").format(
            customer=row.customer, time=times.moment(row.at, self._zone, now), agent=row.agent or "-"
        )
        self.query_one("#title", SaidLine).say(said)
        self._tell()
        self.query_one(DispositionBar).mark(self._disposition)
        if not self.is_call_record:
            self.query_one(DispositionBar).display = False
            self.query_one(DateEntry).display = False
        self.query_one(DateEntry).propose(self._promised)
        self.query_one(NoteEditor).focus_text()
        store, ref = self.desk.store, row.ref

        def rules(at: Instant) -> tuple[CustomerView, Rulebook]:
            view = store.details.get(ref, now=at)
            return view, store.campaigns.book(view.campaign.name)

        def known(found: tuple[CustomerView, Rulebook]) -> None:
            self._reading_for = found
            self._judge(self.query_one(NoteEditor).text)
            self._ask_answers(found[1])

        self.read(rules, known, group="rules")

    def _ask_answers(self, book: Rulebook) -> None:
        """Add fields for what the rulebook asks in a call, and for what is on record though it no longer does."""
        row, fields = self._row, list[WrapField]()
        if book.asks_result or row.result is not None:
            said = "" if row.result is None else names.result(row.result)
            fields.append(WrapField(RESULT, _("result"), said, hint=_("none"), cells=12))
        if book.asks_satisfaction or row.satisfaction is not None:
            said = "" if row.satisfaction is None else str(row.satisfaction)
            fields.append(WrapField(SATISFACTION, _("satisfaction 1-5"), said, cells=4))
        if fields and self.is_call_record:
            self._answers = WrapUpForm((fields,), id="answers")
            self._answers.open()
            self.query_one("#box").mount(self._answers, before="#wrong")

    @property
    def unsaved(self) -> str:
        ended = "" if self._disposition in (None, self._row.disposition) else names.disposition(self._disposition)
        return names.told(filter(None, (super().unsaved, ended)))

    @property
    def is_call_record(self) -> bool:
        return self._row.channel is Channel.CALL

    def _tell(self) -> None:
        if self._disposition is not None:
            said = _("ended: {disposition}").format(disposition=names.disposition(self._disposition))
            self.query_one("#was", SaidLine).say(said)

    def _read_date(self, text: str) -> Reading:
        if text.strip() == self._promised:
            return Reading(self._row.callback_at, "")
        if self._reading_for is None:
            return Reading(None, "")
        view, book = self._reading_for
        return make_reader(lambda: self.desk.now, view.campaign.frame, book, view.facts.zone)(text)

    def action_disposition(self, place: int) -> None:
        self.query_one(DispositionBar).choose_common(place)

    def action_dispositions(self) -> None:
        self.query_one(DispositionBar).open()

    def action_date(self) -> None:
        self.query_one(DateEntry).focus_text()

    def on_disposition_bar_chosen(self, event: DispositionBar.Chosen) -> None:
        self._disposition, self._outcome_meant = event.disposition, False
        self._tell()

    def on_note_editor_changed(self, event: NoteEditor.Changed) -> None:
        self._judge(event.text)

    def _judge(self, note: str) -> None:
        if self._reading_for is not None and self.is_call_record:
            self.query_one(NoteEditor).counts = policy.note_counts(self._reading_for[1], note)

    def on_note_editor_save_wanted(self, event: NoteEditor.SaveWanted) -> None:
        """Keep nothing until it is sent: what stands on record is not overwritten letter by letter."""

    def on_note_editor_sent(self, event: NoteEditor.Sent) -> None:
        self._save()

    def on_date_entry_sent(self, event: DateEntry.Sent) -> None:
        self._save()

    def on_wrap_up_form_sent(self, event: WrapUpForm.Sent) -> None:
        self._save()

    def _save(self) -> None:
        row, note = self._row, self.query_one(NoteEditor).text.strip()
        reading = self.query_one(DateEntry).reading
        if self._saving:
            return
        if self.is_call_record and reading.wrong:
            self._refuse(reading.words)
            return
        callback = reading.at if self.is_call_record else row.callback_at
        if self._disposition is Disposition.CALLBACK and callback is None:
            self._refuse(_("Enter a time, such as +2h or Fri 10:00."))
            return
        result, satisfaction = row.result, row.satisfaction
        if self._answers is not None:
            draft = self._answers.draft
            result, satisfaction = result_of(draft.text(RESULT)), satisfaction_of(draft.text(SATISFACTION))
            if draft.text(RESULT) and result is None:
                results = names.listed(map(names.result, Result))
                self._refuse(_("Choose from {results}.").format(results=results), RESULT)
                return
            if draft.text(SATISFACTION) and satisfaction is None:
                self._refuse(_("Enter satisfaction from 1 (very dissatisfied) to 5."), SATISFACTION)
                return
        before = (row.note.strip(), row.disposition, row.callback_at, row.result, row.satisfaction)
        if (note, self._disposition, callback, result, satisfaction) == before:
            self.dismiss(None)
            return
        if (question := outcome_question(row, self._disposition, note)) and not self._outcome_meant:
            self.query_one(ConfirmBar).ask("outcome", question, keys=("y", "f9"), yes=_("yes"))
            return
        if reading.far and self._far_meant != reading.at and callback != row.callback_at:
            self.query_one(ConfirmBar).ask("far", far_date(reading.words), keys=("y", "f9"), yes=_("yes"))
            return
        self._saving = True
        right = replace(
            row.entered,
            disposition=self._disposition,
            note=note,
            callback_at=callback,
            result=result,
            satisfaction=satisfaction,
        )
        store = self.desk.store
        self.write_once(
            "correction",
            lambda now, key: store.touches.correct(row.id, right, key=key, now=now, answers=True),
            self.dismiss,
            self._not_saved,
        )

    def on_confirm_bar_confirmed(self, event: ConfirmBar.Confirmed) -> None:
        if event.question == "far":
            self._far_meant = self.query_one(DateEntry).reading.at
        else:
            self._outcome_meant = True
        self._save()

    def _refuse(self, said: str, field: str = "") -> None:
        """Say what is wrong and go to the answer, or else to the date."""
        self.query_one("#wrong", SaidLine).say(said)
        if field and self._answers is not None:
            self._answers.focus_field(field)
        else:
            self.query_one(DateEntry).focus_text()
        self.app.bell()

    def _not_saved(self, error: StoreError) -> None:
        self._saving = False
        self._failed(error)
