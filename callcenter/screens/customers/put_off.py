"""A due call is put off to a time, with a reason, within what the rules allow (docs/architecture.md#promises)."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical

from callcenter import policy
from callcenter.desk.typed_dates import make_reader
from callcenter.locale import N_, _
from callcenter.rulebook.book import Rulebook
from callcenter.screens.frame.desk import Desk, DeskScreen
from callcenter.store import StoreError
from callcenter.views.customers.customer import CustomerView
from callcenter.views.worklists.typed_fields import Reading, WrapField
from callcenter.widgets.base.commands import Mention, Offers
from callcenter.widgets.calls.wrap_up import WrapUpForm
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.wording import times
from callcenter.wording.typed_answers import their_time

_UNTIL, _REASON = "until", "reason"


class PutOffScreen(DeskScreen[bool | None]):
    """Enter goes on to the reason, then saves. Closes with True where the call is put off."""

    CSS_PATH = "put_off.tcss"

    offers: ClassVar[Offers] = (Mention("entry.send", N_("save")), Mention("app.back", N_("back without saving")))

    def __init__(self, desk: Desk, view: CustomerView, book: Rulebook) -> None:
        super().__init__(desk)
        self._view = view
        self._latest = policy.latest_snooze(view.plan)
        self._reader = make_reader(lambda: desk.now, view.campaign.frame, book, view.facts.zone)
        self._saving = False

    def compose(self) -> ComposeResult:
        yield self.header()
        with Vertical(id="box"):
            yield SaidLine(style="bold", id="title")
            yield SaidLine(id="latest")
            yield WrapUpForm(
                (
                    (WrapField(_UNTIL, _("until"), hint=_("+1h, 15:00"), reader=self._read, told=self._told),),
                    (WrapField(_REASON, _("why"), hint=_("such as: in a meeting until three"), cells=0),),
                ),
                id="form",
            )
        yield self.footer()

    def on_mount(self) -> None:
        self.query_one("#title", SaidLine).say(_("Postpone the call to {name}").format(name=self._view.name))
        self.query_one("#latest", SaidLine).say(self._bounds())
        form = self.query_one(WrapUpForm)
        form.open()
        form.focus_field(_UNTIL)

    def _bounds(self) -> str:
        if self._latest is None:
            return _("No call to postpone here: promised and overdue calls stay as they are.")
        end = times.end(self._latest, self._view.campaign.frame.zone, self.desk.now)
        return _("{end} at the latest").format(end=end)

    def _read(self, text: str) -> Reading:
        reading = self._reader(text)
        if reading.at is not None and (self._latest is None or reading.at > self._latest):
            return Reading(None, self._bounds(), wrong=True)
        return reading

    def _told(self, text: str) -> str:
        return their_time(text, self._view.campaign.frame.zone, self._view.facts.zone)

    def on_wrap_up_form_sent(self, event: WrapUpForm.Sent) -> None:
        reading, reason, form = event.draft.reading(_UNTIL), event.draft.text(_REASON), self.query_one(WrapUpForm)
        until = reading.at
        if until is None:
            self.app.bell()
            form.focus_field(_UNTIL)
            return
        if not reason:
            if event.field == _REASON:
                self.app.bell()
            form.focus_field(_REASON)
            return
        if self._saving:
            return
        self._saving = True
        store, ref = self.desk.store, self._view.ref
        said = _("Postponed until {time}; u to undo.").format(time=reading.words)

        def saved(_none: None) -> None:
            self.app.notify(said, markup=False, timeout=4)
            self.dismiss(True)

        def refused(error: StoreError) -> None:
            self._saving = False
            self._failed(error)

        self.write_once(
            "put off",
            lambda now, key: store.snoozes.put_off(ref, until=until, reason=reason, key=key, now=now),
            saved,
            refused,
        )
