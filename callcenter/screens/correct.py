"""Correcting a contact: a record that names the touch which it replaces and counts from its instant (DESIGN §3)."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from callcenter import policy
from callcenter.locale import _
from callcenter.model import Channel, Disposition, Instant, Touch
from callcenter.rulebook import Rulebook
from callcenter.screens.dates import make_reader
from callcenter.screens.desk import Desk, DeskScreen
from callcenter.store import StoreError
from callcenter.views.customer import CustomerView
from callcenter.views.log import TouchRow
from callcenter.widgets.date_entry import DateEntry, Reading
from callcenter.widgets.dispositions import DispositionBar, disposition_bindings
from callcenter.widgets.note_editor import NoteEditor
from callcenter.widgets.prompts import Hint, KeyHints
from callcenter.widgets.said_line import SaidLine
from callcenter.wording import names, times
from callcenter.workdays import moment


class CorrectScreen(DeskScreen[int | None]):
    """The note, how it ended and what was promised, as in the call.

    Closes with the correction's id, None where nothing was written.
    """

    CSS_PATH = "correct.tcss"
    AUTO_FOCUS = "NoteArea"
    BINDINGS: ClassVar[list[BindingType]] = [
        *disposition_bindings(),
        Binding("ctrl+d", "date", show=False, id="correct.date"),
    ]

    def __init__(self, desk: Desk, row: TouchRow, zone: str) -> None:
        """``zone``: the campaign's, in which the touch's times are shown."""
        super().__init__(desk)
        self._row = row
        self._zone = zone
        self._disposition = row.disposition
        self._reading_for: tuple[CustomerView, Rulebook] | None = None
        self._promised = "" if row.callback_at is None else f"{moment(row.callback_at, zone):%Y-%m-%d %H:%M}"
        self._saving = False

    def compose(self) -> ComposeResult:
        yield self.header()
        with Vertical(id="box"):
            yield SaidLine(style="bold", id="title")
            yield SaidLine(id="was")
            yield NoteEditor(self._row.note, id="note")
            yield DateEntry(_("call back at"), self._read_date, placeholder=_("none"), id="date")
            yield SaidLine(style="$text-error", id="wrong")
        yield DispositionBar(id="dispositions")
        yield KeyHints(
            (
                Hint("note.send", _("save")),
                Hint("call.dispositions", _("how it ended")),
                Hint("correct.date", _("call back at")),
                Hint("note.line", _("new line")),
                Hint("app.back", _("back, nothing is changed")),
            ),
            id="hints",
        )

    def on_mount(self) -> None:
        row, now = self._row, self.desk.now
        said = _("Correct: {customer}, {time}, {agent}").format(
            customer=row.customer, time=times.moment(row.at, self._zone, now), agent=row.agent or "-"
        )
        self.query_one("#title", SaidLine).say(said)
        self._tell()
        self.query_one(DispositionBar).mark(self._disposition)
        if not self._is_call:
            self.query_one(DispositionBar).display = False
            self.query_one(DateEntry).display = False
        self.query_one(DateEntry).propose(self._promised)
        self.query_one(NoteEditor).focus_text()
        store, ref = self.desk.store, row.ref

        def rules(at: Instant) -> tuple[CustomerView, Rulebook]:
            view = store.customer(ref, now=at)
            return view, store.campaign_book(view.campaign.name)

        def known(found: tuple[CustomerView, Rulebook]) -> None:
            self._reading_for = found
            self._judge(self.query_one(NoteEditor).text)

        self.read(rules, known, group="rules")

    @property
    def _is_call(self) -> bool:
        return self._row.channel is Channel.CALL

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("disposition", "dispositions", "date"):
            return self._is_call
        return True

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
        self._disposition = event.disposition
        self._tell()

    def on_note_editor_changed(self, event: NoteEditor.Changed) -> None:
        self._judge(event.text)

    def _judge(self, note: str) -> None:
        if self._reading_for is not None and self._is_call:
            self.query_one(NoteEditor).counts = policy.note_counts(self._reading_for[1], note)

    def on_note_editor_save_wanted(self, event: NoteEditor.SaveWanted) -> None:
        """Nothing is kept until it is sent: what stands on record is not overwritten letter by letter."""

    def on_note_editor_sent(self, event: NoteEditor.Sent) -> None:
        self._save()

    def on_date_entry_sent(self, event: DateEntry.Sent) -> None:
        self._save()

    def _save(self) -> None:
        row, note = self._row, self.query_one(NoteEditor).text.strip()
        reading = self.query_one(DateEntry).reading
        if self._saving:
            return
        if self._is_call and reading.wrong:
            self._refuse(reading.words)
            return
        callback = reading.at if self._is_call else row.callback_at
        if self._disposition is Disposition.CALLBACK and callback is None:
            self._refuse(_("When? Type a time such as +2h, Fri 10:00."))
            return
        if (note, self._disposition, callback) == (row.note.strip(), row.disposition, row.callback_at):
            self.dismiss(None)
            return
        self._saving = True
        right = Touch(
            row.at,
            row.channel,
            row.direction,
            self._disposition,
            agent=row.agent,
            seconds=row.seconds,
            note=note,
            callback_at=callback,
            phone=row.phone,
        )
        store, actor = self.desk.store, self.desk.session.actor
        self.write(
            lambda now: store.correct_touch(row.id, right, actor=actor, now=now),
            self.dismiss,
            self._not_saved,
        )

    def _refuse(self, said: str) -> None:
        self.query_one("#wrong", SaidLine).say(said)
        self.query_one(DateEntry).focus_text()
        self.app.bell()

    def _not_saved(self, error: StoreError) -> None:
        self._saving = False
        self._failed(error)
