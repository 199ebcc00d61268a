"""A call in line mode: the same controller and the same output as on the screen, told and asked in lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

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
from callcenter.linear import facts, menus
from callcenter.linear.console import folded
from callcenter.linear.dialogue import NOTHING, Dialogue, Fact, fact
from callcenter.linear.script_dialogue import ScriptDialogue
from callcenter.locale import _
from callcenter.model import Direction, Disposition, Instant
from callcenter.telephony import Ability, Answered, Ended, PhoneEvent, Ringing
from callcenter.views.customers.customer import CustomerView
from callcenter.views.people.shift import AgentState
from callcenter.views.upkeep.trouble import StoreError, Trouble
from callcenter.views.worklists.calls import CallElsewhere
from callcenter.views.worklists.typed_fields import Reading, WrapField, WrapUpDraft
from callcenter.wording import names, times
from callcenter.wording.dispositions import LETTERS, common_of

T = TypeVar("T")

_ALL, _ANSWERED, _NOTE, _OTHER_NUMBER, _SCRIPT, _FACTS, _LINE, _LEAVE, _REFERRAL = range(6, 15)
"""Numbers of the choices after the five commonest dispositions."""


class CallDialogue:
    """One call, until its touch is written.

    ``refer`` adds somebody whom a customer recommends; ``leave`` ends the program, and comes back where the agent
    stays; ``sign_in_again`` asks for the password.
    """

    def __init__(
        self,
        dialogue: Dialogue,
        controller: CallController,
        refer: Callable[[CustomerView], None],
        leave: Callable[[], None],
        sign_in_again: Callable[[], None],
    ) -> None:
        self.desk = dialogue.desk
        self._dialogue = dialogue
        self.controller = controller
        self._refer = refer
        self._leave = leave
        self._sign_in_again = sign_in_again
        self._output = CallOutput(self, controller, self._carry_out, lambda: None)
        self._done: CallDone | None = None
        self._question: Ask | None = None
        self._field = ""
        self._lists = self._moved = self._signed_out = False
        self._texts = {one.name: one.value for one in self._fields}
        self._again: list[Callable[[], None]] = []

    def run(self) -> CallDone:
        """Hold the call; what it came to."""
        controller, dialogue = self.controller, self._dialogue
        controller.fill(self._draft)
        dialogue.facts(self._head())
        self._carry_out([*controller.begin(), *controller.keep_note()])
        while self._done is None:
            try:
                self._step()
            except StoreError as error:
                self.tell(error)
        self._output.end()
        return self._done

    def _step(self) -> None:
        controller = self.controller
        if self._signed_out:
            self._signed_out = False
            self._sign_in_again()
            self.tick()
        elif self._question is not None:
            self._answer(self._question)
        elif self._field:
            self._ask_field(self._field)
        elif self._lists:
            self._choose_of_all()
        else:
            menus.read(
                self._dialogue.console,
                _("call"),
                self._choices,
                empty=self._enter,
                at_once=controller.phase is CallPhase.DIALLING and not controller.marks_answer,
                until=self._is_interrupted,
            )

    def _is_over(self) -> bool:
        return self._done is not None

    def _is_interrupted(self) -> bool:
        """Tell whether something wants another question than the menu's."""
        return self._done is not None or self._signed_out or self._question is not None

    @property
    def unsaved(self) -> str:
        """Return the note where the store does not have it."""
        self._carry_out(self.controller.keep_note(at_once=True))
        return "" if self.controller.note.is_safe else self.controller.note.made

    # --- the host of the output -------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Tell whether the call is not over yet."""
        return self._done is None

    def write(
        self,
        work: Callable[[Instant], T],
        then: Callable[[T], object] | None = None,
        failed: Callable[[StoreError], None] | None = None,
    ) -> None:
        """Change the store, and wait for it."""
        try:
            answer = work(self.desk.now)
        except StoreError as error:
            (failed or self.tell)(error)
        else:
            if then is not None:
                then(answer)

    def write_once(
        self,
        form: str,
        work: Callable[[Instant, str], T],
        then: Callable[[T], object] | None = None,
        failed: Callable[[StoreError], None] | None = None,
    ) -> None:
        """Change the store with what must not be written twice."""

        def keyed(now: Instant) -> T:
            with self._dialogue.once(form) as key:
                return work(now, key)

        self.write(keyed, then, failed)

    def try_again(self, again: Callable[[], None]) -> None:
        """Have something tried again with the next tick."""
        self._again.append(again)

    def tell(self, error: StoreError) -> None:
        """Tell what the store refused; who is signed in no more signs in again and loses nothing."""
        self._signed_out = self._signed_out or error.code is Trouble.NOT_SIGNED_IN
        self._dialogue.refused(error)

    def end_call(self, done: CallDone) -> None:
        """Close the call."""
        self._done = done
        if self.controller.saved_by_itself:
            self._tell(_("Call saved automatically."))
            self._dialogue.console.drop_typed()

    # --- what comes from beside -------------------------------------------------------------------------------------

    def hear(self, event: PhoneEvent) -> None:
        """Hear what the line says."""
        call = self.controller.line_id
        match event:
            case Ringing(direction=Direction.OUT, call=call_id) if call_id == call and not self.controller.marks_answer:
                self._tell(fact(_("line"), _("ringing")))
            case Answered(call=call_id) if call_id == call and not self.controller.marks_answer:
                self._tell(fact(_("line"), _("answered")))
            case Ended(call=call_id) if call_id == call and self.controller.call.ended_at is None:
                self._tell(fact(_("line"), _("ended")))
        self._carry_out(self.controller.hear(event))

    def each_second(self) -> None:
        """Follow the clock."""
        commands = self.controller.tick()
        if commands and self.controller.marks_answer:
            self._tell(_("Rang out: hang up, then 1 for no answer."))
            return
        self._carry_out(commands)

    def tick(self) -> None:
        """Renew the claim on the next customer, and try again what the store refused."""
        self._output.keep_claim()
        waiting, self._again = self._again, []
        for again in waiting:
            again()

    def sign_out(self) -> None:
        """Hear that the sign-in has ended: it is asked for as soon as no line is being typed."""
        self._signed_out = True

    def see_elsewhere(self, elsewhere: CallElsewhere) -> None:
        """Close the call where another window has taken it over; what was typed is in its note."""
        if self._done is None and elsewhere.token == self.controller.call.token:
            self._tell(_("This call continues in another window."))
            if (following := self.controller.following) is not None:
                self.write(lambda now: self.desk.store.claims.release(following[0], now=now))
            self._moved = True
            self.end_call(CallDone(cancelled=True))

    @property
    def moved(self) -> bool:
        """True where another window has the call now."""
        return self._moved

    # --- commands ---------------------------------------------------------------------------------------------------

    def _carry_out(self, commands: Commands) -> None:
        for command in commands:
            if not self._output.carry_out(command):
                self._carry_out_here(command)

    def _carry_out_here(self, command: Command) -> None:
        match command:
            case Ask():
                self._question = command
            case Say(text):
                self._tell(text)
            case GoToField(field):
                self._field = field
            case ProposeDate(text):
                if self.controller.offer is not None:
                    said = _("Call went badly: a win-back SMS to {name} is ready under messages due.")
                    self._tell(said.format(name=self.controller.context.view.name))
                self._texts[NEXT] = text
                self.controller.fill(self._draft)
            case ListDispositions():
                self._lists = True
            case GoToNote() | Ring():
                pass

    def _tell(self, text: str) -> None:
        self._dialogue.console.tell(text)

    # --- facts ------------------------------------------------------------------------------------------------------

    def _head(self) -> Sequence[Fact]:
        """Return what one has to know before the other side answers."""
        controller, call = self.controller, self.controller.call
        view = controller.context.view
        label = _("incoming call") if call.direction is Direction.IN else _("call to")
        head: list[Fact] = [(label, view.name), (_("number"), facts.written(view, call.phone) if call.phone else "")]
        if call.shown_number is not None:
            shown, label = facts.number(call.shown_number, view.campaign.frame.country), controller.context.shown_label
            head.append((_("caller ID"), names.listed(filter(None, (shown, label)))))
        if call.note:
            head.append((_("note"), call.note))
        if call.ended_at is not None:
            head.append((_("state"), _phase(controller.phase)))
        return head

    def _tell_facts(self, _text: str) -> None:
        self._dialogue.facts(
            [
                *facts.in_short(self.controller.context.view, self._dialogue.agent, self.desk.now),
                (_("note"), self.controller.note.made),
            ]
        )

    def _enter(self, _text: str) -> None:
        """Take the end that the line proposes; else say how the call stands."""
        controller = self.controller
        if controller.proposed is not None or controller.draft.disposition is not None:
            self._carry_out(controller.send_note())
            return
        call, now = controller.call, self.desk.now
        since = next(at for at in (call.ended_at, call.answered_at, call.dialled_at) if at is not None)
        length = times.duration(max(now - since, 0) // 1000)
        self._dialogue.say(fact(_("state"), names.told((_phase(controller.phase), length))))

    # --- the menu ---------------------------------------------------------------------------------------------------

    def _choices(self) -> Sequence[menus.Choice]:
        controller, choice = self.controller, menus.Choice
        call = controller.call
        offered = [
            choice(place, "", names.disposition(one), partial(self._end, one))
            for place, one in enumerate(common_of(call.direction), 1)
        ]
        offered.append(choice(_ALL, "e", _("another disposition"), self._list_all))
        if controller.marks_answer and controller.phase is CallPhase.DIALLING:
            offered.append(choice(_ANSWERED, "a", _("answered"), self._answered))
        offered.append(choice(_NOTE, "n", _("note"), self._type_note))
        if controller.other_numbers and call.answered_at is None:
            offered.append(choice(_OTHER_NUMBER, "r", _("dial the next number"), self._dial_other))
        if controller.context.shelf.scripts:
            offered.append(choice(_SCRIPT, "k", _("script"), self._open_script))
        offered.append(choice(_FACTS, "f", _("customer"), self._tell_facts))
        if controller.phase is CallPhase.TALKING and self.desk.phone.abilities - {Ability.ANSWER}:
            offered.append(choice(_LINE, "l", _("line"), self._operate))
        if call.answered_at is None and not controller.note.made and controller.draft.disposition is None:
            offered.append(choice(0, "", _("cancel the call, nothing was dialled"), self._take_back))
        offered.append(choice(_LEAVE, "q", _("leave the program"), lambda _text: self._leave()))
        offered.append(choice(_REFERRAL, "p", _("referral"), lambda _text: self._refer(controller.context.view)))
        return offered

    def _end(self, disposition: Disposition, _text: str = "") -> None:
        self._carry_out(self.controller.choose(disposition))

    def _list_all(self, _text: str) -> None:
        self._lists = True

    def _choose_of_all(self) -> None:
        """Have one of the sixteen chosen: by number, letter or name."""
        self._lists = False
        common = common_of(self.controller.call.direction)
        order = [*common, *(one for one in Disposition if one not in common)]
        letters = {disposition: key for key, disposition in LETTERS.items()}
        choices = [
            menus.Choice(place, letters[one], names.disposition(one), partial(self._end, one))
            for place, one in enumerate(order, 1)
        ]
        self._dialogue.say(*(one.line for one in choices))
        menus.read(
            self._dialogue.console,
            _("disposition; Enter to go back"),
            lambda: choices,
            empty=lambda _text: None,
            until=self._is_over,
        )

    def _answered(self, _text: str) -> None:
        self._carry_out(self.controller.answer())
        self._tell(fact(_("state"), _phase(self.controller.phase)))

    def _dial_other(self, _text: str) -> None:
        self._carry_out(self.controller.dial_other_number())

    def _take_back(self, _text: str) -> None:
        self._carry_out(self.controller.back())

    def _open_script(self, _text: str) -> None:
        ScriptDialogue(self._dialogue, self.controller, self._carry_out, self._is_over).run()

    # --- the note ---------------------------------------------------------------------------------------------------

    def _type_note(self, _text: str) -> None:
        """Take the note line by line; each one is saved as it comes."""
        controller, dialogue = self.controller, self._dialogue
        dialogue.facts([(_("note"), controller.note.made)])
        dialogue.say(_("Line by line; an empty line ends, a single - deletes the last line."))
        while self._done is None:
            typed = dialogue.ask(_("note"), until=self._is_over)
            if typed in (None, "", "."):
                break
            lines = controller.note.made.splitlines()
            lines = lines[:-1] if typed == NOTHING else [*lines, str(typed)]
            self._carry_out([*controller.type_note("\n".join(lines)), *controller.keep_note()])
        if controller.note_counts is False:
            dialogue.say(_("Note too short: this call will not count."))

    # --- the line ---------------------------------------------------------------------------------------------------

    def _operate(self, _text: str) -> None:
        controller = self.controller
        acts: list[tuple[Ability, str]] = [
            (Ability.HOLD, _("take {name} off hold") if controller.on_hold else _("put {name} on hold")),
            (Ability.MUTE, _("unmute") if controller.muted else _("mute")),
            (Ability.DIGITS, _("send tones")),
            (Ability.TRANSFER, _("transfer to a number")),
        ]
        able = [(one, words) for one, words in acts if one in self.desk.phone.abilities]
        name = controller.context.view.name
        chosen = self._dialogue.pick(able, lambda one: one[1].format(name=name))
        if chosen is None:
            return
        text = ""
        if chosen[0] is Ability.DIGITS:
            text = folded(self._dialogue.typed(_("tones")))
        elif chosen[0] is Ability.TRANSFER:
            text = folded(self._dialogue.typed(_("number")))
        if text or chosen[0] in (Ability.HOLD, Ability.MUTE):
            self._carry_out(controller.operate(chosen[0], text))

    # --- the form ---------------------------------------------------------------------------------------------------

    @property
    def _fields(self) -> tuple[WrapField, ...]:
        return tuple(one for row in self.controller.wrap_up.rows() for one in row)

    @property
    def _draft(self) -> WrapUpDraft:
        """Return the form as it stands."""
        readings = {
            one.name: one.reader(text) if (text := self._texts[one.name].strip()) else Reading(None, "")
            for one in self._fields
            if one.reader is not None
        }
        return WrapUpDraft(dict(self._texts), readings)

    def _ask_field(self, name: str) -> None:
        """Ask for a date, which Enter accepts and saves; other fields are one choice away."""
        self._field = ""
        field = next(one for one in self._fields if one.name == name)
        self._dialogue.facts([(field.label, self._read_back(field))])
        typed = self._dialogue.ask(_("{field}, Enter to save").format(field=field.label), until=self._is_over)
        match folded(typed or "").casefold():
            case "?":
                self._field = name
                self._list_answers(field)
            case "" if typed is not None:
                self.controller.fill(self._draft)
                self._carry_out(self.controller.send_field(name) if name != TIER else self.controller.save())
            case "0":
                pass
            case "m":
                self._choose_field(name)
            case "-":
                self._texts[name] = ""
                self._field = name
            case _ if typed is not None:
                self._put(field, typed)
                self._field = name

    def _list_answers(self, field: WrapField) -> None:
        example = _("another time, such as +3d, Fri 10:00") if field.reader is not None else field.hint
        ways = (_("type"), example), (NOTHING, _("none")), ("m", _("other fields")), ("0", _("back to the call"))
        self._dialogue.facts(ways)

    def _put(self, field: WrapField, typed: str) -> None:
        reading = None if field.reader is None else field.reader(typed)
        if reading is not None and reading.wrong:
            self._dialogue.say(_("Not understood: {typed}. {words}").format(typed=typed, words=reading.words))
            return
        self._texts[field.name] = typed
        self.controller.fill(self._draft)
        if field.told is not None and (told := field.told(typed)):
            self._tell(told)

    def _read_back(self, field: WrapField) -> str:
        text = self._texts[field.name].strip()
        if not text:
            return _("none")
        return text if field.reader is None else field.reader(text).words

    def _choose_field(self, back: str) -> None:
        """Have another field of the form chosen, and typed."""
        self._field = back
        others = [one for one in self._fields if one.name != back]
        field = self._dialogue.pick(others, lambda one: fact(one.label, self._read_back(one)))
        if field is None:
            return
        typed = self._dialogue.typed(f"{field.label} ({field.hint})" if field.hint else field.label)
        if typed == NOTHING:
            self._texts[field.name] = ""
        elif typed:
            self._put(field, typed)

    # --- questions --------------------------------------------------------------------------------------------------

    def _answer(self, asked: Ask) -> None:
        self._question = None
        if asked.question is Question.TIER:
            self._answer_tier(asked)
        elif self._dialogue.yes(asked.text, _("yes"), _("no")):
            self._carry_out(self.controller.confirm(asked.question))
        else:
            self._carry_out(self.controller.decline(asked.question))

    def _answer_tier(self, asked: Ask) -> None:
        typed = self._dialogue.ask(f"{asked.text}\n" + _("tier; 0 to go back"), until=self._is_over)
        if typed is None:
            return
        word = folded(typed).casefold()
        chosen = asked.choices.get(word or "enter")
        if chosen is None:
            named = {names.tier(one).casefold(): one for one in asked.choices.values()}
            chosen = named.get(word)
        if chosen is None:
            if word != "0":
                self._question = asked
            return
        self._texts[TIER] = chosen
        self.controller.fill(self._draft)
        self._carry_out(self.controller.send_field(TIER))


def _phase(phase: CallPhase) -> str:
    states = {CallPhase.DIALLING: AgentState.DIALLING, CallPhase.TALKING: AgentState.TALKING}
    return names.agent_state(states.get(phase, AgentState.WRAP_UP))
