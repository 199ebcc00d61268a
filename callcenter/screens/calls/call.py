"""The call and its wrap-up: number, timer, note, disposition, the next date (docs/architecture.md#call-screen).

The call is a row in the store from the moment it is dialled; the note is saved in it as it is typed. The screen
closes only when the touch is written, and tells the app whom to dial next.
"""

from __future__ import annotations

from contextlib import suppress
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Resize
from textual.geometry import Size
from textual.widgets import Input
from textual.widgets.input import Selection

from callcenter import policy
from callcenter.locale import _
from callcenter.model import Direction, Disposition, Instant, Obligation
from callcenter.rulebook.book import Rulebook
from callcenter.screens.calls.autosave import Autosave
from callcenter.screens.calls.half_done import HalfDone, fill, go_to, lines_of
from callcenter.screens.calls.scripted_call import ScriptedCall
from callcenter.screens.calls.wrap_up_answers import NEXT, TIER, Ask, Confirm, Mend, WrappingUp
from callcenter.screens.customers.timelines import TimelinePages
from callcenter.screens.frame.desk import Desk, Glance
from callcenter.screens.worklists.queue import PAGE
from callcenter.store import StoreError, Trouble
from callcenter.telephony import LineState
from callcenter.views.customers.customer import CustomerView
from callcenter.views.worklists.calls import Claim, OpenCall, WrapUp
from callcenter.views.worklists.queue import QueueRow
from callcenter.views.worklists.scripts import ScriptShelf
from callcenter.widgets.base.plain import plain_lines
from callcenter.widgets.calls.call_panel import BigNumber, CallTimer
from callcenter.widgets.calls.dispositions import DispositionBar, common_of, disposition_bindings
from callcenter.widgets.calls.note_editor import NoteEditor
from callcenter.widgets.calls.referral_line import ReferralLine
from callcenter.widgets.calls.script_panel import ScriptPanel
from callcenter.widgets.calls.wrap_up import WrapUpForm
from callcenter.widgets.lines.preview import CustomerPreview
from callcenter.widgets.lines.prompts import ChoiceBar, ConfirmBar, Hint, KeyHints
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.widgets.lists.history import ObligationList, Timeline
from callcenter.widgets.lists.line_list import LineList
from callcenter.wording import names, phones, reasons

_BROAD = 120
_HIGH = 32
_CONFIRM_SHORT = "short"
_CONFIRM_OUTCOME = "outcome"
_CONFIRM_DO_NOT_CALL = "do_not_call"
_CONFIRM_TAKE_BACK = "take_back"


_NO_SCRIPTS = ScriptShelf((), ())


class CallContext(Struct, frozen=True):
    """Context of a call screen beside the call: the customer as they stand, the rules they are under, the scripts."""

    view: CustomerView
    book: Rulebook
    shelf: ScriptShelf = _NO_SCRIPTS
    script: str = ""
    """The script to begin with, '' = the one last ticked or proposed."""


class CallDone(Struct, frozen=True):
    """Result of a call screen: the next customer, already claimed; or another number of the same one to be dialled."""

    following: tuple[Claim, QueueRow] | None = None
    again: OpenCall | None = None
    script: str = ""
    """The script that was on the screen, for the call that goes on."""
    cancelled: bool = False
    glance: Glance | None = None
    """The queue after it."""
    trouble: StoreError | None = None
    """Reason why nobody follows, where the store said so after the call was saved."""


class CallScreen(ScriptedCall[CallDone]):
    """One call, from the dialling to the saved touch. Modes are off; the note has the focus."""

    CSS_PATH = "call.tcss"
    is_call = True
    AUTO_FOCUS = "NoteArea"
    BINDINGS: ClassVar[list[BindingType]] = [
        *disposition_bindings(),
        Binding("ctrl+t", "answer", show=False, id="call.answer"),
        Binding("ctrl+r", "other_number", show=False, id="call.other_number"),
        # A text area deletes to the right with it, as it does with Delete.
        Binding("ctrl+d", "win_back", show=False, id="call.win_back", priority=True),
        Binding("escape", "back", show=False, id="call.back"),
    ]

    def __init__(self, desk: Desk, call: OpenCall, context: CallContext) -> None:
        super().__init__(desk, call, context.view, context.shelf)
        self._begin_script = context.script
        self._begin_wrapping(context.book, self._wrapping_of(call, context))

    def _wrapping_of(self, call: OpenCall, context: CallContext) -> WrappingUp:
        return WrappingUp(call, context.view, context.book, lambda: self.desk.now)

    def _begin_wrapping(self, book: Rulebook, wrapping: WrappingUp) -> None:
        self.book = book
        self._wrapping = wrapping
        self._disposition: Disposition | None = None
        self._pages = TimelinePages(self, self.call.ref)
        self._confirmed: set[Confirm] = set()
        self._saving = False
        desk, token = self.desk, self.call.token
        self._note_kept = Autosave(
            self,
            lambda: self._note.text,
            lambda text, now: desk.store.calls.save_note(token, text, now=now),
            kept=plain_lines(self.call.note),
            told=self._tell_of_note,
        )
        self.kept.append(self._note_kept)
        self._line_untold = False
        self._offer: Obligation | None = None
        self._written = False

    @property
    def _note(self) -> NoteEditor:
        return self.query_one(NoteEditor)

    def take(self, call: OpenCall, context: CallContext) -> bool:
        """Show another call, with nothing left of the one before: to make a screen takes many times as long.

        False, and nothing is done, where the questions of its wrap-up are others: it needs a screen of its own.
        """
        wrapping = self._wrapping_of(call, context)
        if not self.query_one(WrapUpForm).load(wrapping.rows()):
            return False
        self.begin(call, context.view, context.shelf)
        self._begin_script = context.script
        self._begin_wrapping(context.book, wrapping)
        self.query_one(ConfirmBar).withdraw()
        self.query_one(ChoiceBar).withdraw()
        dispositions = self.query_one(DispositionBar)
        dispositions.action_close()
        dispositions.mark(None)
        dispositions.offer(common_of(call.direction))
        self.blank_scripts()
        self.query_one(KeyHints).say("")
        self._note.load(call.note)
        frame = context.view.campaign.frame
        self.query_one(BigNumber).show(phones.local(call.phone, frame.country))
        for lines in (self.query_one(Timeline), self.query_one(ObligationList)):
            lines.set_rows(())  # the cursor begins at the top
            lines.zone = frame.zone
        self._fill()
        return True

    @property
    def is_open(self) -> bool:
        """Tell whether it is on the stack: it stays when its call is done, for the next one."""
        return super().is_open and self in self.app.screen_stack

    @property
    def unsaved(self) -> str:
        if not self.query(NoteEditor):
            return ""  # not drawn yet
        note = "" if self._note_kept.is_safe else self._note.text
        return "; ".join(filter(None, (note, super().unsaved)))

    def compose(self) -> ComposeResult:
        frame = self.view.campaign.frame
        self._fit(self.app.size)
        yield self.header()
        with Horizontal(id="who"):
            yield BigNumber(phones.local(self.call.phone, frame.country), id="number")
            with Vertical(id="facts"):
                yield CallTimer(id="timer")
                yield SaidLine(id="reason", style="$text-accent")
                yield SaidLine(id="numbers", style="$text-muted")
        with Horizontal(id="middle"):
            with Vertical(id="about"):
                yield SaidLine(id="pinned", style="bold $text-warning")
                yield SaidLine(id="why")
                yield CustomerPreview(id="preview")
                yield ObligationList(frame.zone, id="obligations")
                yield Timeline(frame.zone, id="timeline")
            yield from self.script()
        yield NoteEditor(
            self.call.note, placeholder=_("note: the first character marks the call as answered"), id="note"
        )
        yield WrapUpForm(self._wrapping.rows(), id="wrap")
        yield ReferralLine(id="referral")
        yield DispositionBar(common_of(self.call.direction), id="dispositions")
        yield ChoiceBar(id="choice")
        yield ConfirmBar(id="confirm")
        yield KeyHints(
            (
                Hint("call.win_back", _("SMS to win back")),
                Hint("note.send", _("save")),
                Hint("entry.send", _("save")),
                Hint("call.answer", _("answered")),
                Hint("call.script_done", _("step done")),
                Hint("call.script_next", _("next script")),
                Hint("call.other_number", _("other number")),
                Hint("note.line", _("new line")),
                Hint("call.back", _("back")),
                Hint("app.help", _("help")),
            ),
            id="hints",
        )

    def on_mount(self) -> None:
        if self.call.token:  # else it was built ahead, and is filled when it takes its first call
            self._fill()

    def _fill(self) -> None:
        self._show_line()
        view, now = self.view, self.desk.now
        zone = view.campaign.frame.zone
        self.query_one(CustomerPreview).show(view, now)
        self._line("pinned").display = bool(view.pinned)
        self._line("pinned").say(view.pinned)
        self._pages.show(view.timeline)
        self.query_one(ObligationList).show_obligations(view.plan.obligations, now)
        if view.plan.placement is not None:
            entry = view.plan.placement.entry
            self._line("why").say(reasons.why(entry, view.plan.placement.lane, now, zone))
            self._line("reason").say(names.reason_hint(entry.reason) if entry.reason else "")
        else:
            self._line("why").say("")
            self._line("reason").say("")
        others, said = [one for one in view.facts.numbers if one != self.call.phone], []
        if extension := view.extensions.get(self.call.phone):
            said.append(_("extension {extension}").format(extension=extension))
        if others:
            country = view.campaign.frame.country
            shown = names.listed(phones.local(one, country, label=view.labels.get(one, "")) for one in others)
            said.append(_("other numbers: {numbers}").format(numbers=shown))
        self._line("numbers").say(" | ".join(said))
        self._judge(self.call.note)
        self.load_scripts()
        if self._begin_script:
            self._script.show(self._begin_script)
        if self.desk.phone.line is None and self.call.ended_at is None:
            line = LineState(self.call.phone, self.call.direction, self.call.dialled_at, self.call.answered_at)
            self.desk.phone.resume(line)
        if self.call.ended_at is not None:
            self.query_one(WrapUpForm).open()
        self._note.focus_text()

    def on_resize(self, event: Resize) -> None:
        self._fit(event.size)

    def _fit(self, size: Size) -> None:
        """Choose what fits: known before the widgets are made, or all of them get their styles twice."""
        self.set_class(size.width < _BROAD, "-narrow")
        self.set_class(size.height < _HIGH, "-low")
        self.fit_script(size.width)

    def _line(self, name: str) -> SaidLine:
        return self.query_one(f"#{name}", SaidLine)

    def _say(self, said: str) -> None:
        """Say it in the last line: a notice would stand before what it asks for."""
        self.query_one(KeyHints).say(said)

    def _show_line(self) -> None:
        self.query_one(CallTimer).show(
            self.call.dialled_at, self.call.answered_at, self.call.ended_at, direction=self.call.direction
        )
        self.show_alerts()

    def show_alerts(self) -> None:
        """Show in the header what the line does now, not what the timer last found."""
        call = self.call
        since = next(at for at in (call.ended_at, call.answered_at, call.dialled_at) if at is not None)
        for timer in self.query(CallTimer):
            # At the desk: what lies over the call has a header too.
            self.desk.alerts = replace(self.desk.alerts, state=timer.state, since=since)
        super().show_alerts()

    def on_line_list_rows_wanted(self, event: LineList.RowsWanted) -> None:
        if isinstance(event.line_list, Timeline):
            self._pages.wants(event.edge)

    # --- in another language --------------------------------------------------------------------------------------

    @property
    def half_done(self) -> HalfDone | None:
        """The call as it stands, for another screen to go on with; None while it is being saved."""
        if self._saving or self._referring:
            return None
        lines, panel, focused = lines_of(self), self._script, self.focused
        return HalfDone(
            call=replace(self.call, note=self._note_kept.kept),
            line_untold=self._line_untold,
            note=self._note.text,
            cursor=self._note.cursor,
            disposition=self._disposition,
            wrapping=self._wrapping,
            written=self._written,
            texts={name: entry.value for name, entry in lines.items()},
            line=next((name for name, entry in lines.items() if entry is focused), ""),
            selection=focused.selection if isinstance(focused, Input) else Selection.cursor(0),
            referring=self.query_one(ReferralLine).display,
            scripts=panel.uses,
            kept_scripts=self._scripts_kept.kept,
            script=panel.shown,
            whole=self._whole,
        )

    def go_on(self, half: HalfDone) -> None:
        """Go on where another screen of this call was left. Confirmations are asked for again."""
        self._line_untold, self._written, self._disposition = half.line_untold, half.written, half.disposition
        self._wrapping.go_on_from(half.wrapping)
        self.query_one(DispositionBar).mark(half.disposition)
        self._note.go_on(half.note, half.cursor)
        fill(self, half.texts)
        if half.disposition is not None and half.disposition.reached:
            self.query_one(WrapUpForm).open()
            self._offer_to_write(None if self._written else self._wrapping.win_back())
        self.go_on_with_script(half)
        if half.referring:
            self.query_one(ReferralLine).open()
        if half.line:
            go_to(self, half.line, half.selection)

    # --- the note -------------------------------------------------------------------------------------------------

    def on_note_editor_begun(self) -> None:
        self.action_answer()

    def on_note_editor_changed(self, event: NoteEditor.Changed) -> None:
        self._confirmed -= {Confirm.SHORT_NOTE, Confirm.OUTCOME}
        self._judge(event.text)

    def _judge(self, note: str) -> None:
        self._note.counts = policy.note_counts(self.book, note)

    def on_note_editor_save_wanted(self, event: NoteEditor.SaveWanted) -> None:
        if not self._saving:
            self._note_kept.keep()

    def _tell_of_note(self, text: str, trouble: str) -> None:
        if trouble:
            self._note.mark_unsaved(trouble)
        else:
            self._note.mark_saved(text)

    def keep_note(self) -> None:
        if self.unsaved and not self._saving:
            super().keep_note()
            self._note_kept.keep_at_once()

    def on_note_editor_sent(self, event: NoteEditor.Sent) -> None:
        if self._disposition is None:
            self.query_one(DispositionBar).open()
        else:
            self._save()

    # --- the line -------------------------------------------------------------------------------------------------

    def action_answer(self) -> None:
        """Note that the customer picked up: the first character of the note says so, or the key."""
        if self.call.answered_at is not None or self.call.ended_at is not None:
            return
        now = self.desk.now
        self.desk.phone.answer(now)
        self.call = replace(self.call, answered_at=now)
        self._show_line()
        store, token = self.desk.store, self.call.token
        self.write(lambda _now: store.calls.mark_answered(token, now=now), None, self._not_told)

    def _not_told(self, error: StoreError) -> None:
        """Note that the store does not know what the line did: it is told again when the call is saved."""
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
        self.write(lambda _now: store.calls.mark_ended(token, now=now), None, self._not_told)

    @property
    def _other_numbers(self) -> tuple[str, ...]:
        """Return the other numbers for this call, beginning behind its own; none while somebody calls us."""
        numbers = self.view.facts.numbers
        if self.call.direction is Direction.IN:
            return ()
        place = numbers.index(self.call.phone) + 1 if self.call.phone in numbers else 0
        return tuple(one for one in (*numbers[place:], *numbers[:place]) if one != self.call.phone)

    def action_other_number(self) -> None:
        """Record that this number did not answer, and dial the customer's next one.

        See docs/architecture.md#call-screen.
        """
        if self.call.answered_at is not None:
            self._say(_("Somebody answered this number: choose how the call ended."))
            return
        others = self._other_numbers
        if self._saving or not others:
            return
        number = next((one for one in others if one not in self.view.dead_numbers), others[0])
        self._hang_up()
        script = self._script.shown
        wrap = WrapUp(Disposition.NO_ANSWER, self._note.text, scripts=self._script.uses)
        store, token = self.desk.store, self.call.token
        self._saving = True

        def move(now: Instant, key: str) -> CallDone:
            try:
                call = store.attempts.dial_other_number(token, wrap, number, key=key, now=now)
            except StoreError as error:
                if error.code is Trouble.LOST_CONNECTION:
                    raise  # the other number may be the one of this call by now
                self._finish(wrap, now)
                return CallDone(trouble=error)
            return CallDone(again=call, script=script)

        self.write_once(f"{token} {number}", move, self.dismiss, self._not_saved)

    # --- the disposition ------------------------------------------------------------------------------------------

    def action_disposition(self, place: int) -> None:
        self.query_one(DispositionBar).choose_common(place)

    def action_dispositions(self) -> None:
        self.query_one(DispositionBar).open()

    def on_disposition_bar_chosen(self, event: DispositionBar.Chosen) -> None:
        if self._saving:
            return
        self._disposition = event.disposition
        self._confirmed -= {Confirm.SHORT_NOTE, Confirm.OUTCOME}
        self.query_one(DispositionBar).mark(event.disposition)
        if event.disposition.reached:
            self.action_answer()
        self._hang_up()
        if event.disposition is Disposition.DO_NOT_CALL:
            self._offer_to_write(None)
            self._ask(_CONFIRM_DO_NOT_CALL, _("Never call {name} again?").format(name=self.view.name))
        elif event.disposition.reached:
            self._propose(event.disposition)
        else:
            self._save()

    def _propose(self, disposition: Disposition) -> None:
        """Put the date that the policy proposes into the form."""
        form = self.query_one(WrapUpForm)
        form.open()
        form.propose(NEXT, self._wrapping.propose(disposition, self._note.text))
        form.focus_field(self._wrapping.first_field(disposition))
        self._offer_to_write(None if self._written else self._wrapping.win_back())

    # --- an SMS to win back ---------------------------------------------------------------------------------------

    def _offer_to_write(self, offer: Obligation | None) -> None:
        """Offer the message with one key; who only saves the call finds it in mode 3 (docs/rules.md#win-back)."""
        self._offer = offer
        said = _("It went badly: an SMS may win {name} back.").format(name=self.view.name)
        self.query_one(WrapUpForm).tell("" if offer is None else said)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if any(bar.asking for bar in self.query(ChoiceBar)):
            return False  # the question takes every key
        if action in ("answer", "other_number", "back") and any(bar.asking for bar in self.query(ConfirmBar)):
            return False  # so does this one, but for the keys of the script
        if action == "other_number" and not self._other_numbers:
            return False
        if action == "win_back":
            return self._offer is not None and not self._saving
        return super().check_action(action, parameters)

    def action_win_back(self) -> None:
        from callcenter.screens.calls import win_back

        if self._offer is not None:
            row = win_back.task_of(self.call, self.view, self._offer)
            self.app.push_screen(win_back.WinBackScreen(self.desk, row), self._wrote)

    def _wrote(self, said: str | None) -> None:
        if said:
            self._written = True
            self._offer_to_write(None)
            self._say(said)

    def on_wrap_up_form_sent(self, event: WrapUpForm.Sent) -> None:
        if event.field == TIER:
            self._confirmed.add(Confirm.TIER)
        self._save()

    # --- saving ---------------------------------------------------------------------------------------------------

    def _save(self) -> None:
        if self._disposition is None or self._saving:
            return
        note, form = self._note.text, self.query_one(WrapUpForm)
        match self._wrapping.judge(self._disposition, note, form.draft, self._confirmed, talk=self._talk):
            case WrapUp() as wrap:
                self._write(replace(wrap, scripts=self.query_one(ScriptPanel).uses))
            case Ask(Confirm.TIER, question, choices):
                self.query_one(ChoiceBar).ask(question, choices)
                self.refresh_bindings()
            case Ask(Confirm.SHORT_NOTE, question):
                self._ask(_CONFIRM_SHORT, question)
            case Ask(Confirm.OUTCOME, question):
                self._ask(_CONFIRM_OUTCOME, question)
            case Mend(field, said):
                if said:
                    self._say(said)
                else:
                    self.app.bell()
                form.focus_field(field)

    @property
    def _talk(self) -> int | None:
        """The seconds of the talk, None where nobody answered."""
        if self.call.answered_at is None:
            return None
        over = self.desk.now if self.call.ended_at is None else self.call.ended_at
        return max(0, over - self.call.answered_at) // 1000

    def _write(self, wrap: WrapUp) -> None:
        self._saving = True
        desk = self.desk

        def finish(now: Instant) -> CallDone:
            self._finish(wrap, now)
            try:
                following = desk.store.claims.take_next(campaign=desk.campaign, now=now)
            except StoreError as error:
                return CallDone(trouble=error)
            with suppress(StoreError):  # the queue asks again then, and tells of it
                return CallDone(following=following, glance=desk.look(now, PAGE))
            return CallDone(following=following)

        self.write(finish, self._finished, self._not_saved)

    def _finished(self, done: CallDone) -> None:
        self.desk.glance = done.glance
        self.dismiss(done)

    def _finish(self, wrap: WrapUp, now: Instant) -> None:
        """Write the call down; in the writer's thread. Raises ``StoreError``: nothing was written then."""
        store, call = self.desk.store, self.call
        try:
            if self._line_untold:
                if call.answered_at is not None:
                    store.calls.mark_answered(call.token, now=call.answered_at)
                store.calls.mark_ended(call.token, now=now if call.ended_at is None else call.ended_at)
            store.calls.finish(call.token, wrap, now=now)
        except StoreError as error:
            if error.code is not Trouble.NO_OPEN_CALL:
                raise
            store.calls.keep_ended(call, wrap, now=now)

    def _not_saved(self, error: StoreError) -> None:
        self._saving = False
        self._failed(error)
        if self.is_open:
            self.keep_note()

    def on_choice_bar_chosen(self, event: ChoiceBar.Chosen) -> None:
        self.query_one(WrapUpForm).put(TIER, event.choice)
        self._confirmed.add(Confirm.TIER)
        self._save()

    def on_choice_bar_left(self) -> None:
        self.refresh_bindings()
        if self.focused is None or isinstance(self.focused, ChoiceBar):
            self.query_one(WrapUpForm).focus_field(NEXT)

    # --- questions ------------------------------------------------------------------------------------------------

    def _ask(self, question: str, text: str) -> None:
        self.query_one(ConfirmBar).ask(question, text, keys=("y", "f9"), yes=_("yes"))

    def on_confirm_bar_confirmed(self, event: ConfirmBar.Confirmed) -> None:
        if event.question == _CONFIRM_TAKE_BACK:
            self._take_back()
            return
        if event.question == _CONFIRM_SHORT:
            self._confirmed.add(Confirm.SHORT_NOTE)
        elif event.question == _CONFIRM_OUTCOME:
            self._confirmed.add(Confirm.OUTCOME)
        self._save()

    def on_confirm_bar_declined(self, event: ConfirmBar.Declined) -> None:
        if event.question in (_CONFIRM_DO_NOT_CALL, _CONFIRM_OUTCOME):
            self._disposition = None
            self.query_one(DispositionBar).mark(None)
        self._note.focus_text()

    def _take_back(self) -> None:
        self._saving = True
        store, token = self.desk.store, self.call.token
        again, script = bool(self.call.earlier), self._script.shown
        self.desk.phone.hang_up(self.desk.now)

        def take_back(now: Instant, key: str) -> CallDone:
            if again:
                call = store.attempts.back_to_number_before(token, key=key, now=now)
                return CallDone(again=call, script=script)
            store.calls.abandon(token, key=key, now=now)
            return CallDone(cancelled=True)

        self.write_once(f"take back {token}", take_back, self.dismiss, self._not_saved)

    def action_back(self) -> None:
        """Leave the call, which stays open until it has a disposition; one that nobody answered can be taken back."""
        if self._disposition is not None:
            self._note.focus_text()
            return
        if self.call.answered_at is None and not self._note.text and not self._saving:
            other = _("This number was not dialled: go back to the number before?")
            self._ask(_CONFIRM_TAKE_BACK, other if self.call.earlier else _("Nobody was dialled: take the call back?"))
            return
        self._say(_("Choose how the call ended: F2 to F9, or F12 for all."))
