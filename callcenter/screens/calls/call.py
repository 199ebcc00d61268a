"""The call and its wrap-up: number, timer, note, disposition, the next date (docs/architecture.md#call-screen).

The screen draws what the controller of the call knows, tells it what is typed and pressed, and carries its commands
out. It closes only when the touch is written, and tells the app whom to dial next.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from msgspec.structs import replace
from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Key, Resize
from textual.geometry import Size

from callcenter.call.commands import (
    Ask,
    Command,
    GoToField,
    GoToNote,
    ListDispositions,
    ProposeDate,
    Question,
    Ring,
    Say,
)
from callcenter.call.controller import CallController, CallPhase, Commands
from callcenter.call.wrap_up import NEXT, TIER
from callcenter.desk.call_output import CallDone, CallOutput
from callcenter.locale import N_, _
from callcenter.model import Disposition, Instant, Obligation
from callcenter.screens.calls.cursor_place import CursorPlace, go_to, place_of
from callcenter.screens.calls.scripted_call import ScriptedCall
from callcenter.screens.customers.timelines import TimelinePages
from callcenter.screens.frame.desk import Desk, Failed, TypedInto
from callcenter.telephony import Ability, PhoneEvent
from callcenter.views.upkeep.trouble import StoreError
from callcenter.views.worklists.calls import Claim
from callcenter.views.worklists.queue import QueueRow
from callcenter.widgets.base.commands import KeyCommand, Mention, Offers, Possible
from callcenter.widgets.calls.call_panel import BigNumber, CallTimer
from callcenter.widgets.calls.dispositions import DispositionBar, disposition_commands
from callcenter.widgets.calls.line_menu import LineAct, LineMenu
from callcenter.widgets.calls.note_editor import NoteEditor
from callcenter.widgets.calls.referral_line import ReferralLine
from callcenter.widgets.calls.script_chooser import ScriptChooser
from callcenter.widgets.calls.wrap_up import WrapUpForm
from callcenter.widgets.lines.preview import CustomerPreview
from callcenter.widgets.lines.prompts import ChoiceBar, ConfirmBar, KeyHints
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.widgets.lists.history import ObligationList, Timeline
from callcenter.widgets.lists.line_list import LineList
from callcenter.wording import names, phones, reasons
from callcenter.wording.dispositions import common_of

TRY_AGAIN_SECONDS = 2.0
"""Seconds until a retry of what the store refused."""
_EXPECTED = frozenset({Question.DO_NOT_CALL, Question.TAKE_BACK})
"""Questions that a key of their own brings up; the others stand in the way of saving."""
_BROAD = 120
_HIGH = 32
_TALL = 44


class CallScreen(ScriptedCall[CallDone]):
    """One call, from the dialling to the saved touch. Modes are off; the note has the focus."""

    CSS_PATH = "call.tcss"
    is_call = True
    AUTO_FOCUS = "NoteArea"
    offers: ClassVar[Offers] = (
        *disposition_commands(),
        # A text area deletes with it, to the right, as it does with Delete.
        KeyCommand(
            "call.win_back",
            "ctrl+d",
            "win_back",
            N_("win-back SMS"),
            N_("win-back SMS after a call that went badly"),
            priority=True,
            when="can_win_back",
        ),
        Mention("note.send", N_("save")),
        Mention("entry.send", N_("save")),
        KeyCommand(
            "call.answer",
            "ctrl+t",
            "answer",
            N_("answered"),
            N_("mark the call answered (typing a note does too)"),
            when="can_answer",
        ),
        KeyCommand(
            "call.line",
            "ctrl+f",
            "line",
            N_("line"),
            N_("hold, mute, tones, transfer: as the line allows"),
            priority=True,
            when="can_use_line",
        ),
        Mention("call.script_done", N_("step done")),
        Mention("call.script_next", N_("next script")),
        KeyCommand(
            "call.other_number",
            "ctrl+r",
            "other_number",
            N_("next number"),
            N_("no answer: dial the customer's next number"),
            when="can_dial_other",
        ),
        Mention("note.line", N_("new line")),
        KeyCommand("call.copy", "ctrl+c", "copy_number", meaning=N_("copy the number (if no text is selected)")),
        KeyCommand(
            "call.back", "escape", "back", N_("back"), N_("nothing was dialled: cancel the call"), when="not_asked"
        ),
        Mention("app.help", N_("help")),
    )

    def __init__(self, desk: Desk, controller: CallController, place: CursorPlace | None = None) -> None:
        super().__init__(desk, controller)
        self._place = place
        self._keys_wait: Callable[[], None] | None = None
        self._begin()

    def _begin(self) -> None:
        self._pages = TimelinePages(self, self.call.ref)
        self._told_offer: Obligation | None = None
        self._kept_disposition: Disposition | None = None
        self._told_next: tuple[Claim, QueueRow] | None = None
        self._offered: tuple[CallPhase, bool, bool] | None = None
        self._output = CallOutput(self, self.controller, self.carry_out, self._show_saved)

    @property
    def _note(self) -> NoteEditor:
        return self.query_one(NoteEditor)

    def take(self, controller: CallController) -> bool:
        """Show another call, with nothing left of the one before: to make a screen takes many times as long.

        False, and nothing is done, where the questions of its wrap-up are others: it needs a screen of its own.
        """
        if not self.query_one(WrapUpForm).load(controller.wrap_up.rows()):
            return False
        self._output.end()
        self.controller = controller
        self._begin()
        self.query_one(ConfirmBar).withdraw()
        self.query_one("#choice", ChoiceBar).withdraw()
        self.query_one(LineMenu).withdraw()
        self.query_one(ScriptChooser).action_close()
        dispositions = self.query_one(DispositionBar)
        dispositions.action_close()
        dispositions.offer(common_of(self.call.direction))
        self.query_one(KeyHints).say("")
        self._fill()
        return True

    @property
    def is_open(self) -> bool:
        """Tell whether it is on the stack: it stays when its call is done, for the next one."""
        return super().is_open and self in self.app.screen_stack

    @property
    def unsaved(self) -> str:
        note = "" if self.controller.note.is_safe else self.controller.note.made
        return names.joined(filter(None, (note, super().unsaved)))

    @property
    def half_typed(self) -> str:
        """Return what was typed beside the note and is kept nowhere yet."""
        fields = (one for one in self.walk_children() if isinstance(one, TypedInto) and not isinstance(one, NoteEditor))
        return "; ".join(one.typed for one in fields if one.typed)

    def compose(self) -> ComposeResult:
        frame = self.view.campaign.frame
        self._fit(self.app.size)
        yield self.header()
        yield SaidLine(id="colleague", style="bold $text-warning")
        with Horizontal(id="who"):
            yield BigNumber(phones.local(self.call.phone, frame.country), id="number")
            with Vertical(id="facts"):
                yield CallTimer(id="timer")
                yield SaidLine(id="ask_for", style="bold")
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
        yield NoteEditor(self.controller.note.made, id="note")
        yield WrapUpForm(self.controller.wrap_up.rows(), id="wrap")
        yield ReferralLine(id="referral")
        yield DispositionBar(common_of(self.call.direction), id="dispositions")
        yield ChoiceBar(id="choice")
        yield LineMenu(id="line_menu")
        yield ConfirmBar(id="confirm")
        yield self.footer()

    def on_mount(self) -> None:
        if self.call.token:  # else it was built ahead, and is filled when it takes its first call
            self._fill()

    def _fill(self) -> None:
        """Draw the call as it stands, on widgets that may have shown another one."""
        self._show_customer()
        controller, draft, form = self.controller, self.controller.draft, self.query_one(WrapUpForm)
        self._note.load(controller.note.made, controller.note.kept)
        form.fill(draft.fields.texts)
        controller.fill(form.draft)
        self.load_scripts()
        self._note.focus_text()
        self._do([*controller.begin(), *controller.keep_note()])
        self._show_call()
        if self._place is not None:
            go_to(self, self._place)
            self._place = None

    def _show_customer(self) -> None:
        view, now = self.view, self.desk.now
        frame = view.campaign.frame
        self.query_one(BigNumber).show(phones.local(self.call.phone, frame.country))
        for lines in (self.query_one(Timeline), self.query_one(ObligationList)):
            lines.set_rows(())  # the cursor begins at the top
            lines.zone = frame.zone
        self.query_one(CustomerPreview).show(view, now, warns=False)
        whose = names.colleagues(view.colleague) if view.colleague else ""
        if view.stands_in_for:
            whose = names.stood_in_for(view.stands_in_for)
        self._line("colleague").display = bool(whose)
        self._line("colleague").say(whose)
        self._line("pinned").display = bool(view.pinned)
        self._line("pinned").say(view.pinned)
        self._pages.show(view.timeline)
        self.query_one(ObligationList).show_obligations(view.plan.obligations, view.facts.tier, now)
        why = reason = ""
        if view.plan.placement is not None:
            entry = view.plan.placement.entry
            why = reasons.why(entry, view.plan.placement.lane, now, frame.zone)
            reason = names.reason_hint(entry.reason) if entry.reason else ""
        self._line("why").say(why)
        self._line("reason").say(reason)
        self._show_numbers()

    def _show_numbers(self) -> None:
        """Draw whom to ask for, and the other numbers and the own one that the customer sees, or who comes next where
        that is known."""
        view, frame, following = self.view, self.view.campaign.frame, self.controller.following
        person, ask_for = view.person_at(self.call.phone), self._line("ask_for")
        ask_for.display = person is not None
        if person is not None:
            ask_for.say(_("ask for: {person}").format(person=names.contact_person(person)))
        self._told_next = following
        if following is not None:
            row = following[1]
            why = reasons.why_short(row.obligation, row.lane, self.desk.now, row.zone)
            why = names.with_deputy(why, row.owner, row.deputy, self.desk.session.name)
            self._line("numbers").say(_("next: {name}, {why}").format(name=row.name, why=why))
            return
        others, said = [one for one in view.facts.numbers if one != self.call.phone], []
        if extension := view.extensions.get(self.call.phone):
            said.append(_("extension {extension}").format(extension=extension))
        if others:
            shown = names.listed(map(self._other_number, others))
            said.append(_("other numbers: {numbers}").format(numbers=shown))
        line = self._line("numbers")
        if self.call.shown_number is not None:
            shown = _("caller ID: {number}").format(number=phones.local(self.call.shown_number, frame.country))
            label = self.controller.context.shown_label
            room = line.content_size.width
            for text in (*([f"{shown} ({label})"] if label else []), shown):
                if cell_len(" | ".join([*said, text])) <= room:
                    said.append(text)
                    break
        line.say(" | ".join(said))

    def _other_number(self, number: str) -> str:
        view, person = self.view, self.view.person_at(number)
        shown = phones.local(number, view.campaign.frame.country, label=view.labels.get(number, ""))
        return shown if person is None else f"{shown} {names.contact_person(person)}"

    def _show_call(self) -> None:
        """Draw what the controller of the call knows."""
        controller, form = self.controller, self.query_one(WrapUpForm)
        self.query_one(DispositionBar).mark(controller.draft.disposition or controller.proposed)
        if controller.draft.wrapping_up:
            form.open()
        if controller.offer is not self._told_offer:  # else the form may have said something since
            self._told_offer = controller.offer
            said = "" if controller.offer is None else _("Call went badly: a win-back SMS to {name} is ready.")
            form.tell(said.format(name=self.view.name))
        by_hand = _("note: the first character marks the call answered")
        self._note.hint(by_hand if controller.marks_answer else _("note"))
        self._show_line()
        self._show_saved()
        offered = (controller.phase, controller.marks_answer, controller.offer is None)
        if offered != self._offered:
            self._offered = offered
            if controller.phase is not CallPhase.SAVING:  # it is about to close
                self.refresh_bindings()

    def _show_saved(self) -> None:
        """Draw what of it the store has."""
        if self.controller.following is not self._told_next:
            self._show_numbers()
        note = self.controller.note
        self._note.counts = self.controller.note_counts
        if note.trouble:
            self._note.mark_unsaved(note.trouble)
        else:
            self._note.mark_saved(note.kept)
        self._script.mark_unsaved(self.controller.ticks.trouble)

    def on_resize(self, event: Resize) -> None:
        self._fit(event.size)
        if self.call.token and self.is_mounted:
            self.call_after_refresh(self._show_numbers)

    def _fit(self, size: Size) -> None:
        """Choose what fits: known before the widgets are made, or all of them get their styles twice."""
        self.set_class(size.width < _BROAD, "-narrow")
        self.set_class(size.height < _HIGH, "-low")
        self.set_class(size.height >= _TALL, "-tall")
        self.fit_script(size.width)

    def _line(self, name: str) -> SaidLine:
        return self.query_one(f"#{name}", SaidLine)

    def _say(self, said: str) -> None:
        """Say it in the last line: a notice would stand before what it asks for."""
        self.query_one(KeyHints).say(said)

    def _show_line(self) -> None:
        self.query_one(CallTimer).show(
            self.call.dialled_at,
            self.call.answered_at,
            self.call.ended_at,
            direction=self.call.direction,
            on_hold=self.controller.on_hold,
            muted=self.controller.muted,
            ring_ends_at=self.controller.ring_ends_at,
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

    @property
    def place(self) -> CursorPlace:
        """The place of the cursor, for another screen of this call."""
        return place_of(self)

    def hear(self, event: PhoneEvent) -> None:
        """Hear what the line says."""
        self.carry_out(self.controller.hear(event))
        if self.controller.ring_ends_at is not None:  # counted from the ringing
            self._show_line()

    def _keep_disposition(self) -> None:
        """Have the store know which disposition is chosen, for whoever looks on."""
        store, token, chosen = self.desk.store, self.call.token, self.controller.draft.disposition
        if chosen is not self._kept_disposition and self.desk.alerts.watchers:
            self._kept_disposition = chosen
            self.write(lambda now: store.calls.note_disposition(token, chosen, now=now))

    def tick(self, now: Instant) -> None:
        super().tick(now)
        if self.call.token and self.is_mounted:
            self.carry_out(self.controller.tick())
            self._keep_disposition()

    # --- the output -----------------------------------------------------------------------------------------------

    def try_again(self, again: Callable[[], None]) -> None:
        self.set_timer(TRY_AGAIN_SECONDS, again)

    def tell(self, error: StoreError) -> None:
        self.let_keys_go()
        self.post_message(Failed(error))

    def end_call(self, done: CallDone) -> None:
        if self.app.screen is not self:  # it closes when what stands over it does, which takes keys until then
            self.let_keys_go()
        self.dismiss(done)

    # --- the controller -------------------------------------------------------------------------------------------

    def carry_out(self, commands: Commands) -> None:
        if commands:
            self._do(commands)
            self._show_call()
        # Not where something stands over it: that takes the keys, also after the call is saved.
        if self.controller.phase is CallPhase.SAVING and self._keys_wait is None and self.app.screen is self:
            self._keys_wait = self.hold_keys()  # keys from now on are meant for the next customer

    def let_keys_go(self) -> None:
        """Let the keys act that waited for the call to be saved."""
        if self._keys_wait is not None:
            self._keys_wait()
            self._keys_wait = None

    def _do(self, commands: Commands) -> None:
        for command in commands:
            if not self._output.carry_out(command):
                self._carry_out_here(command)

    def _carry_out_here(self, command: Command) -> None:
        form = self.query_one(WrapUpForm)
        match command:
            case Ask(Question.TIER, text, choices):
                self.query_one("#choice", ChoiceBar).ask(text, choices)
                self.refresh_bindings()
            case Ask(question, text):
                # The rhythm of the next call, such as its note, is no answer to a question behind Enter.
                expected = question in _EXPECTED
                keys = ("y", "f9") if expected else ("f9",)
                self.query_one(ConfirmBar).ask(question, text, keys=keys, yes=_("yes"), expected=expected)
            case Say(text):
                self._say(text)
            case Ring():
                self.app.bell()
            case GoToNote():
                self._note.focus_text()
            case GoToField(field):
                form.focus_field(field)
            case ProposeDate(text):
                form.propose(NEXT, text)
                self.controller.fill(form.draft)
            case ListDispositions():
                self.query_one(DispositionBar).open()

    # --- the note -------------------------------------------------------------------------------------------------

    def on_note_editor_changed(self, event: NoteEditor.Changed) -> None:
        self.carry_out(self.controller.type_note(event.text))
        self._note.counts = self.controller.note_counts

    def on_note_editor_save_wanted(self, event: NoteEditor.SaveWanted) -> None:
        self.carry_out([*self.controller.type_note(event.text), *self.controller.keep_note()])

    def keep_note(self) -> None:
        super().keep_note()
        self.carry_out(self.controller.keep_note(at_once=True))

    def keep_claim(self) -> None:
        self._output.keep_claim()

    def on_note_editor_sent(self, event: NoteEditor.Sent) -> None:
        self.carry_out([*self.controller.type_note(event.text), *self.controller.send_note()])

    def on_key(self, event: Key) -> None:
        """Write letters into the note, also while a list has the focus; fields and questions take their own."""
        typing = self.focused is not None and self.focused.check_consume_key(event.key, event.character)
        if event.character is None or not event.is_printable or typing or not self.not_asked:
            return
        event.stop()
        event.prevent_default()
        self._note.type(event.character)

    # --- the line -------------------------------------------------------------------------------------------------

    def action_copy_number(self) -> None:
        """Copy the number of the call, over SSH too."""
        number = phones.local(self.call.phone, self.view.campaign.frame.country)
        self.app.copy_to_clipboard(number)
        self._say(_("Copied: {number}").format(number=number))

    def action_answer(self) -> None:
        """Note that the customer picked up: the first character of the note says so, or the key."""
        self.carry_out(self.controller.answer())

    @property
    def _acts(self) -> frozenset[LineAct]:
        """Return what can be done on this line in a talk."""
        return frozenset(act for act in LineAct if Ability(act.value) in self.desk.phone.abilities)

    def action_line(self) -> None:
        """Offer what the line can do in a talk."""
        self.query_one(LineMenu).open(self._acts)

    def on_line_menu_wanted(self, event: LineMenu.Wanted) -> None:
        self.carry_out(self.controller.operate(Ability(event.act.value), event.text))

    def action_other_number(self) -> None:
        """Record that this number did not answer, and dial the customer's next one.

        See docs/architecture.md#call-screen.
        """
        self.carry_out(self.controller.dial_other_number())

    # --- the disposition ------------------------------------------------------------------------------------------

    def action_disposition(self, place: int) -> None:
        self.query_one(DispositionBar).choose_common(place)

    def action_dispositions(self) -> None:
        self.query_one(DispositionBar).open()

    def on_disposition_bar_chosen(self, event: DispositionBar.Chosen) -> None:
        self.carry_out([*self.controller.type_note(self._note.text), *self.controller.choose(event.disposition)])

    # --- the keys that are on -------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if any(bar.asking for bar in self.query(ChoiceBar)):
            return False  # the question takes every key
        return super().check_action(action, parameters)

    @property
    def not_asked(self) -> bool:
        """Tell whether no question stands, which takes all keys but those of the script."""
        return not any(bar.asking for bar in self.query(ConfirmBar))

    @property
    def can_answer(self) -> bool:
        """Tell whether the agent marks the answer: nothing else does, and the customer is being dialled."""
        marks = self.controller.marks_answer and self.controller.phase is CallPhase.DIALLING
        return marks and self.not_asked

    @property
    def can_use_line(self) -> bool:
        """Tell whether the line can do something with the talk."""
        return self.controller.phase is CallPhase.TALKING and bool(self._acts)

    @property
    def can_dial_other(self) -> Possible:
        """Tell whether nobody answered here and the customer has another number."""
        if not self.controller.other_numbers or not self.not_asked:
            return False
        return self.call.answered_at is None or _("This number was answered: choose a disposition.")

    def tell_refusal(self, said: str) -> None:
        self._say(said)

    @property
    def can_win_back(self) -> bool:
        """Tell whether an SMS is offered after a call that went badly."""
        return self.controller.offer is not None and self.controller.phase is not CallPhase.SAVING

    # --- an SMS to win back ---------------------------------------------------------------------------------------

    def action_win_back(self) -> None:
        """Write the message now; who only saves the call finds it in mode 3 (docs/rules.md#win-back)."""
        from callcenter.desk.offered_messages import task_of
        from callcenter.screens.calls.offered_text import OfferedTextScreen

        if (offer := self.controller.offer) is not None:
            self.app.push_screen(OfferedTextScreen(self.desk, task_of(self.call, self.view, offer)), self._wrote)

    def _wrote(self, said: str | None) -> None:
        if said:
            self.carry_out(self.controller.win_back_written(said))

    # --- the form and the questions -------------------------------------------------------------------------------

    def on_wrap_up_form_changed(self, event: WrapUpForm.Changed) -> None:
        self.controller.fill(event.draft)

    def on_wrap_up_form_sent(self, event: WrapUpForm.Sent) -> None:
        self.controller.fill(event.draft)
        self.carry_out(self.controller.send_field(event.field))

    def on_choice_bar_chosen(self, event: ChoiceBar.Chosen) -> None:
        form = self.query_one(WrapUpForm)
        form.put(TIER, event.choice)
        self.controller.fill(form.draft)
        self.carry_out(self.controller.send_field(TIER))

    def on_choice_bar_left(self) -> None:
        self.refresh_bindings()
        if self.focused is None or isinstance(self.focused, ChoiceBar):
            self.query_one(WrapUpForm).focus_field(NEXT)

    def on_confirm_bar_confirmed(self, event: ConfirmBar.Confirmed) -> None:
        self.carry_out(self.controller.confirm(Question(event.question)))

    def on_confirm_bar_declined(self, event: ConfirmBar.Declined) -> None:
        self.carry_out(self.controller.decline(Question(event.question)))

    def action_back(self) -> None:
        """Leave the call, which stays open until it has a disposition; one that nobody answered can be taken back."""
        self.carry_out(self.controller.back())
