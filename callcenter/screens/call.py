"""The call and its wrap-up: number, timer, note, disposition, the next date (DESIGN §2).

The call is a row in the store from the moment it is dialled; the note is saved in it as it is typed. The screen
closes only when the touch is written, and tells the app whom to dial next.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Resize
from textual.widgets import Input

from callcenter import policy
from callcenter.locale import _
from callcenter.model import Channel, Direction, Disposition, Instant, Milestone, MilestoneKind, Result, Stage, Touch
from callcenter.rulebook import ResultCase, Rulebook
from callcenter.screens.dates import make_reader
from callcenter.screens.desk import Desk, DeskScreen
from callcenter.screens.edit_customer import result_of, tier_of
from callcenter.store import StoreError, Trouble
from callcenter.telephony import LineState
from callcenter.views.calls import Claim, OpenCall, WrapUp
from callcenter.views.customer import CustomerView
from callcenter.views.queue import QueueRow
from callcenter.widgets.call_panel import BigNumber, CallTimer
from callcenter.widgets.date_entry import DateEntry, Reading
from callcenter.widgets.dispositions import DispositionBar, disposition_bindings
from callcenter.widgets.form import Entry
from callcenter.widgets.history import ObligationList, Timeline
from callcenter.widgets.note_editor import NoteEditor
from callcenter.widgets.preview import CustomerPreview
from callcenter.widgets.prompts import ConfirmBar, Hint, KeyHints
from callcenter.widgets.said_line import SaidLine
from callcenter.wording import names, phones, problems, reasons, times
from callcenter.workdays import moment

_BROAD = 120
_TRY_AGAIN_SECONDS = 2.0
"""How soon a note that the store refused is offered to it again."""
_CONFIRM_SHORT = "short"
_CONFIRM_DO_NOT_CALL = "do_not_call"
_CONFIRM_TAKE_BACK = "take_back"


@dataclass(frozen=True, slots=True)
class CallContext:
    """What a call screen needs beside the call: the customer as they stand, and the rules they are under."""

    view: CustomerView
    book: Rulebook


@dataclass(frozen=True, slots=True)
class CallDone:
    """How the screen closed: the next customer, already claimed; or another number of the same one to be dialled."""

    following: tuple[Claim, QueueRow] | None = None
    again: OpenCall | None = None
    cancelled: bool = False
    trouble: StoreError | None = None
    """Why nobody follows, where the store said so after the call was saved."""


class CallScreen(DeskScreen[CallDone]):
    """One call, from the dialling to the saved touch. Modes are off; the note has the focus."""

    CSS_PATH = "call.tcss"
    is_call = True
    AUTO_FOCUS = "NoteArea"
    BINDINGS: ClassVar[list[BindingType]] = [
        *disposition_bindings(),
        Binding("ctrl+t", "answer", show=False, id="call.answer"),
        Binding("ctrl+r", "other_number", show=False, id="call.other_number"),
        Binding("escape", "back", show=False, id="call.back"),
    ]

    def __init__(self, desk: Desk, call: OpenCall, context: CallContext) -> None:
        super().__init__(desk)
        self.call = call
        self.view = context.view
        self.book = context.book
        self._asks_result = any(isinstance(case, ResultCase) for case in context.book.cases)
        self._disposition: Disposition | None = None
        self._proposed: str = ""
        self._by_rules = ""
        self._reader = make_reader(lambda: desk.now, context.view.campaign.frame, context.book, context.view.facts.zone)
        self._short_note_allowed = False
        self._tier_confirmed = False
        self._saving = False
        self._keeping = False
        self._keep_again = False
        self._line_untold = False

    @property
    def unsaved(self) -> str:
        for editor in self.query(NoteEditor):
            return "" if editor.saved else editor.text
        return ""  # not drawn yet

    def compose(self) -> ComposeResult:
        frame = self.view.campaign.frame
        yield self.header()
        with Horizontal(id="who"):
            yield BigNumber(phones.local(self.call.phone, frame.country), id="number")
            with Vertical(id="facts"):
                yield CallTimer(id="timer")
                yield SaidLine(id="reason", style="$text-accent")
                yield SaidLine(id="numbers", style="$text-muted")
        yield SaidLine(id="why")
        yield CustomerPreview(id="preview")
        with Horizontal(id="past"):
            yield ObligationList(frame.zone, id="obligations")
            yield Timeline(frame.zone, id="timeline")
        yield NoteEditor(self.call.note, placeholder=_("note: the first character marks the answer"), id="note")
        with Horizontal(id="wrap"):
            yield DateEntry(_("next"), self._read_date, id="date")
            yield SaidLine(id="tier_label")
            yield Entry(id="tier")
            if self._asks_result:
                yield SaidLine(id="result_label")
                yield Entry(id="result")
        yield DispositionBar(id="dispositions")
        yield ConfirmBar(id="confirm")
        yield KeyHints(
            (
                Hint("note.send", _("save")),
                Hint("entry.send", _("save")),
                Hint("call.answer", _("answered")),
                Hint("call.other_number", _("other number")),
                Hint("note.line", _("new line")),
                Hint("call.back", _("back")),
                Hint("app.help", _("help")),
            ),
            id="hints",
        )

    def on_mount(self) -> None:
        self._show_line()
        view, now = self.view, self.desk.now
        zone = view.campaign.frame.zone
        self.query_one(CustomerPreview).show(view, now)
        self.query_one(Timeline).show_touches(view.touches, now)
        self.query_one(ObligationList).show_obligations(view.plan.obligations, now)
        if view.plan.placement is not None:
            entry = view.plan.placement.entry
            self._line("why").say(reasons.why(entry, view.plan.placement.lane, now, zone))
            self._line("reason").say(names.reason_hint(entry.reason) if entry.reason else "")
        numbers, said = view.facts.numbers, []
        if extension := view.extensions.get(self.call.phone):
            said.append(_("extension {extension}").format(extension=extension))
        if len(numbers) > 1:
            shown = names.listed(phones.local(number, view.campaign.frame.country) for number in numbers)
            said.append(_("numbers: {numbers}").format(numbers=shown))
        self._line("numbers").say(" | ".join(said))
        self._line("tier_label").say(_("tier"))
        tier = self.query_one("#tier", Input)
        tier.value = view.facts.tier or ""
        tier.tooltip = names.listed(view.tier_choices)
        if self._asks_result:
            self._line("result_label").say(_("result"))
            self.query_one("#result", Input).placeholder = names.result(Result.PASSED)
        self._judge(self.call.note)
        if self.desk.phone.line is None and self.call.ended_at is None:
            line = LineState(self.call.phone, self.call.direction, self.call.dialled_at, self.call.answered_at)
            self.desk.phone.resume(line)
        if self.call.ended_at is not None:
            self.query_one("#wrap").add_class("-open")
        self.query_one(NoteEditor).focus_text()

    def on_resize(self, event: Resize) -> None:
        self.set_class(event.size.width < _BROAD, "-narrow")

    def _line(self, name: str) -> SaidLine:
        return self.query_one(f"#{name}", SaidLine)

    def _say(self, said: str) -> None:
        """Say it in the last line: a notice would stand before what it asks for."""
        self.query_one(KeyHints).say(said)

    def _show_line(self) -> None:
        self.query_one(CallTimer).show(
            self.call.dialled_at, self.call.answered_at, self.call.ended_at, direction=self.call.direction
        )

    # --- the note -------------------------------------------------------------------------------------------------

    def on_note_editor_begun(self) -> None:
        self.action_answer()

    def on_note_editor_changed(self, event: NoteEditor.Changed) -> None:
        self._short_note_allowed = False
        self._judge(event.text)

    def _judge(self, note: str) -> None:
        self.query_one(NoteEditor).counts = policy.note_counts(self.book, note)

    def on_note_editor_save_wanted(self, event: NoteEditor.SaveWanted) -> None:
        self.keep_note()

    def keep_note(self) -> None:
        """Save the note as it stands. One saving at a time: a store that is slow or gone gets no heap of them."""
        if self._keeping:
            self._keep_again = True
        if self._keeping or self._saving or not self.unsaved:
            return
        self._keeping = True
        store, token, text = self.desk.store, self.call.token, self.query_one(NoteEditor).text
        self.write(
            lambda now: store.save_note(token, text, now=now), lambda _none: self._kept(text), self._note_refused
        )

    def _kept(self, text: str) -> None:
        self._keeping = False
        self.query_one(NoteEditor).mark_saved(text)
        again, self._keep_again = self._keep_again, False
        if again:
            self.keep_note()

    def _note_refused(self, error: StoreError) -> None:
        """The form stays with its text, says why it is not safe, and saves it when the store is back."""
        self._keeping = self._keep_again = False
        if not self.is_open:
            return
        self.query_one(NoteEditor).mark_unsaved(problems.trouble_in_short(error.code, error.params))
        self.set_timer(_TRY_AGAIN_SECONDS, self.keep_note)

    def on_note_editor_sent(self, event: NoteEditor.Sent) -> None:
        if self._disposition is None:
            self.query_one(DispositionBar).open()
        else:
            self._save()

    # --- the line -------------------------------------------------------------------------------------------------

    def action_answer(self) -> None:
        """The customer picked up: the first character of the note says so, or the key."""
        if self.call.answered_at is not None or self.call.ended_at is not None:
            return
        now = self.desk.now
        self.desk.phone.answer(now)
        self.call = replace(self.call, answered_at=now)
        self._show_line()
        store, token = self.desk.store, self.call.token
        self.write(lambda _now: store.answered(token, now=now), None, self._not_told)

    def _not_told(self, error: StoreError) -> None:
        """The store does not know what the line did: it is told again when the call is saved."""
        self._line_untold = True
        self._failed(error)

    def _hang_up(self) -> None:
        if self.call.ended_at is not None:
            return
        now = self.desk.now
        self.desk.phone.hang_up(now)
        self.call = replace(self.call, ended_at=now)
        self._show_line()
        store, token = self.desk.store, self.call.token
        self.write(lambda _now: store.ended(token, now=now), None, self._not_told)

    def action_other_number(self) -> None:
        """This number did not answer: write that down and dial the customer's next number (one key, DESIGN §2)."""
        numbers = self.view.facts.numbers
        if self.call.direction is Direction.IN or len(numbers) < 2 or self._saving:
            self._say(_("There is no other number."))
            return
        place = numbers.index(self.call.phone) if self.call.phone in numbers else -1
        number = numbers[(place + 1) % len(numbers)]
        self._hang_up()
        desk, ref = self.desk, self.call.ref
        wrap = WrapUp(Disposition.NO_ANSWER, self.query_one(NoteEditor).text)
        self._saving = True

        def move(now: Instant) -> CallDone:
            self._finish(wrap, now)
            actor = desk.session.actor
            try:
                claim = desk.store.claim(ref, actor=actor, now=now, lease=desk.lease)
                try:
                    return CallDone(again=desk.store.start_call(claim, phone=number, actor=actor, now=now))
                except StoreError:
                    desk.store.release(claim, now=now)
                    raise
            except StoreError as error:
                return CallDone(trouble=error)

        self.write(move, self.dismiss, self._not_saved)

    # --- the disposition ------------------------------------------------------------------------------------------

    def action_disposition(self, place: int) -> None:
        self.query_one(DispositionBar).choose_common(place)

    def action_dispositions(self) -> None:
        self.query_one(DispositionBar).open()

    def on_disposition_bar_chosen(self, event: DispositionBar.Chosen) -> None:
        if self._saving:
            return
        self._disposition = event.disposition
        self._short_note_allowed = False
        self.query_one(DispositionBar).mark(event.disposition)
        if event.disposition.reached:
            self.action_answer()
        self._hang_up()
        if event.disposition is Disposition.DO_NOT_CALL:
            self._ask(_CONFIRM_DO_NOT_CALL, _("Never call {name} again?").format(name=self.view.name))
        elif event.disposition.reached:
            self._propose(event.disposition)
        else:
            self._save()

    def _propose(self, disposition: Disposition) -> None:
        """Put the date that the policy proposes into the form; left as it is, it promises nothing."""
        self.query_one("#wrap").add_class("-open").remove_class("-tier")
        self._line("tier_label").say(_("tier"))
        entry = self.query_one(DateEntry)
        self._proposed = ""
        if disposition not in (Disposition.CALLBACK, Disposition.APPOINTMENT):
            at = self._next_by_policy(disposition)
            if at is not None:
                self._proposed, when = self._proposal(at)
                self._by_rules = _("by the rules: {when}").format(when=when)
        entry.propose(self._proposed)
        entry.focus_text()

    def _proposal(self, at: Instant) -> tuple[str, str]:
        """What stands in the form for what the rules ask for, and its words; what is due all day has no time."""
        zone, now = self.view.campaign.frame.zone, self.desk.now
        local = moment(at, zone)
        if (local.hour, local.minute) == (0, 0):
            return f"{local:%Y-%m-%d}", times.day_of(at, zone, now)
        return f"{local:%Y-%m-%d %H:%M}", times.moment(at, zone, now)

    def _read_date(self, text: str) -> Reading:
        if self._proposed and text.strip() == self._proposed:
            return Reading(None, self._by_rules)
        return self._reader(text)

    def _next_by_policy(self, disposition: Disposition) -> Instant | None:
        """When the rules would have the customer called next, if this call is saved as it stands."""
        now = self.desk.now
        note = self.query_one(NoteEditor).text
        made = Touch(
            self.call.dialled_at, Channel.CALL, self.call.direction, disposition, note=note, phone=self.call.phone
        )
        history = replace(self.view.history, touches=(*self.view.history.touches, made))
        planned = policy.plan(self.book, self.view.campaign.frame, self.view.facts, history, now)
        return min((o.due_at for o in planned.obligations if o.dialled and o.due_at > now), default=None)

    def on_date_entry_sent(self, event: DateEntry.Sent) -> None:
        self._save()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.input.id in ("tier", "result"):
            self._tier_confirmed = self._tier_confirmed or event.input.id == "tier"
            self._save()

    def _tier_is_due(self, disposition: Disposition) -> bool:
        """Whether the tier was provisional so far and this call is the one after which the agent confirms it."""
        needed = self.book.provisional_tier_until_reached
        if needed is None or not self.view.provisional_tier or not disposition.reached:
            return False
        before = sum(policy.reached(touch) for touch in self.view.history.touches)
        return disposition is not Disposition.DO_NOT_CALL and before + 1 >= needed

    def _ask_tier(self) -> None:
        """Enter confirms the tier that stands there, another one is typed over it (RULES R1)."""
        self.query_one("#wrap").add_class("-open", "-tier")
        tier = self.view.facts.tier
        others = names.listed(names.tier(one) for one in self.view.tier_choices if one != tier)
        said = _("Is {tier} right? Enter, or {others}").format(tier=names.tier(tier), others=others)
        self._line("tier_label").say(said)
        entry = self.query_one("#tier", Input)
        entry.focus()
        entry.select_all()

    # --- saving ---------------------------------------------------------------------------------------------------

    def _save(self) -> None:
        disposition = self._disposition
        if disposition is None or self._saving:
            return
        note = self.query_one(NoteEditor).text
        entry = self.query_one(DateEntry)
        reading = entry.reading
        at = reading.at
        if disposition.reached and reading.wrong:
            entry.focus_text()
            self.app.bell()
            return
        if disposition in (Disposition.CALLBACK, Disposition.APPOINTMENT) and at is None:
            self._say(_("When? Type a time such as +2h, Fri 10:00."))
            entry.focus_text()
            return
        typed = self.query_one("#tier", Input).value.strip()
        tier = tier_of(typed, self.view.tier_choices) if typed else None
        due = self._tier_is_due(disposition)
        if due and not self._tier_confirmed:
            self._ask_tier()
            return
        if tier is None and (typed or due):
            self._tier_confirmed = False
            choices = names.listed(map(names.tier, self.view.tier_choices))
            self._say(_("The tiers are {tiers}.").format(tiers=choices))
            self.query_one("#tier", Input).focus()
            return
        said = self.query_one("#result", Input).value.strip() if self._asks_result else ""
        result = result_of(said)
        if said and result is None:
            self._say(_("The results are {results}.").format(results=names.listed(map(names.result, Result))))
            self.query_one("#result", Input).focus()
            return
        made = Touch(self.call.dialled_at, Channel.CALL, self.call.direction, disposition, note=note)
        might_count = disposition.reached and disposition not in self.book.effective.never
        outgoing = self.call.direction is Direction.OUT
        if might_count and outgoing and not policy.effective(self.book, made) and not self._short_note_allowed:
            self._ask(_CONFIRM_SHORT, _("The note is too short: this call will not count. Save it all the same?"))
            return
        wrap = self._wrap_up(disposition, note, at, reading.date_only, tier)
        self._write(replace(wrap, result=result))

    def _wrap_up(
        self, disposition: Disposition, note: str, at: Instant | None, date_only: bool, tier: str | None
    ) -> WrapUp:
        appointed = disposition is Disposition.APPOINTMENT and at is not None
        changed = tier is not None and (tier != self.view.facts.tier or self._tier_is_due(disposition))
        return WrapUp(
            disposition,
            note,
            callback_at=None if appointed else at,
            appointment=Milestone(MilestoneKind.APPOINTMENT, at, date_only) if appointed and at is not None else None,
            tier=tier if changed else None,
            stage=Stage.SIGNED if disposition is Disposition.SIGNED else None,
        )

    def _write(self, wrap: WrapUp) -> None:
        self._saving = True
        desk = self.desk

        def finish(now: Instant) -> CallDone:
            self._finish(wrap, now)
            actor = desk.session.actor
            try:
                following = desk.store.claim_next(actor=actor, campaign=desk.campaign, now=now, lease=desk.lease)
            except StoreError as error:
                return CallDone(trouble=error)
            return CallDone(following=following)

        self.write(finish, self.dismiss, self._not_saved)

    def _finish(self, wrap: WrapUp, now: Instant) -> None:
        """Write the call down; in the writer's thread. Raises ``StoreError``: nothing was written then."""
        store, call, actor = self.desk.store, self.call, self.desk.session.actor
        own = self.desk.settings.own_pool_on_reach
        try:
            if self._line_untold:
                if call.answered_at is not None:
                    store.answered(call.token, now=call.answered_at)
                store.ended(call.token, now=now if call.ended_at is None else call.ended_at)
            store.finish_call(call.token, wrap, own_pool=own, actor=actor, now=now)
        except StoreError as error:
            if error.code is not Trouble.NO_OPEN_CALL:
                raise
            store.keep_ended_call(call, wrap, own_pool=own, actor=actor, now=now)

    def _not_saved(self, error: StoreError) -> None:
        self._saving = False
        self._failed(error)
        if self.is_open:
            self.keep_note()

    # --- questions ------------------------------------------------------------------------------------------------

    def _ask(self, question: str, text: str) -> None:
        self.query_one(ConfirmBar).ask(question, text, keys=("y", "f9"), yes=_("yes"))

    def on_confirm_bar_confirmed(self, event: ConfirmBar.Confirmed) -> None:
        if event.question == _CONFIRM_TAKE_BACK:
            self._take_back()
            return
        if event.question == _CONFIRM_SHORT:
            self._short_note_allowed = True
        self._save()

    def on_confirm_bar_declined(self, event: ConfirmBar.Declined) -> None:
        if event.question == _CONFIRM_DO_NOT_CALL:
            self._disposition = None
            self.query_one(DispositionBar).mark(None)
        self.query_one(NoteEditor).focus_text()

    def _take_back(self) -> None:
        self._saving = True
        store, token = self.desk.store, self.call.token
        self.desk.phone.hang_up(self.desk.now)
        done = CallDone(cancelled=True)
        self.write(lambda now: store.abandon_call(token, now=now), lambda _none: self.dismiss(done), self._not_saved)

    def action_back(self) -> None:
        """A call stays open until it has a disposition; one that nobody answered can be taken back."""
        if self._disposition is not None:
            self.query_one(NoteEditor).focus_text()
            return
        if self.call.answered_at is None and not self.query_one(NoteEditor).text and not self._saving:
            self._ask(_CONFIRM_TAKE_BACK, _("Was nobody dialled? Take the call back?"))
            return
        self._say(_("Choose how the call ended: F2 to F9, or F12 for all."))
