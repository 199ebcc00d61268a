"""The call from the dial to the saved touch (docs/architecture.md#call-screen).

What is typed and pressed, what the line does and what the store answers comes in; commands for the line, the store and
the screen go out. All that is half done stands here, so any screen can show the call as it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeAlias
from uuid import uuid4

from msgspec.structs import replace

from callcenter import policy
from callcenter.call.autosave import Autosave
from callcenter.call.commands import (
    Ask,
    ClaimNext,
    Command,
    DialOtherNumber,
    DropLine,
    FinishCall,
    ForgetAnswer,
    GoToField,
    GoToNote,
    HoldCustomer,
    HoldLine,
    KeepRecording,
    ListDispositions,
    MuteLine,
    PlaceCall,
    ProposeDate,
    Question,
    RecordAnswer,
    RecordEnd,
    Ring,
    SaveNote,
    SaveTicks,
    Say,
    SendDigits,
    TakeBack,
    TakeLine,
    TransferCall,
)
from callcenter.call.context import CallContext
from callcenter.call.draft import CallDraft
from callcenter.call.wrap_up import NEXT, TIER, CallWrapUp, Mend
from callcenter.locale import _
from callcenter.model import SECOND, Direction, Disposition, Instant, Obligation
from callcenter.telephony import (
    Ability,
    Answered,
    CallRecorded,
    EndCause,
    Ended,
    EndedBy,
    LineState,
    PhoneEvent,
    Refused,
    Ringing,
)
from callcenter.views.worklists.calls import Claim, OpenCall, WrapUp
from callcenter.views.worklists.queue import QueueRow
from callcenter.views.worklists.scripts import ScriptUse
from callcenter.views.worklists.typed_fields import Reader, WrapUpDraft
from callcenter.wording import names, phones, times

Commands: TypeAlias = list[Command]
"""Commands in the order in which they are carried out."""


_UNANSWERED: Mapping[EndCause, Disposition] = {
    EndCause.BUSY: Disposition.BUSY,
    EndCause.DECLINED: Disposition.NO_ANSWER,
    EndCause.TIMEOUT: Disposition.NO_ANSWER,
    EndCause.UNREACHABLE: Disposition.SWITCHED_OFF,
    EndCause.INVALID: Disposition.INVALID_NUMBER,
}
"""Ends of a call that nobody answered, by what the line says. Whatever else it says, the agent knows better."""

SLIP = 5 * SECOND
"""Time within which an emptied note takes back the answer that it marked."""


class CallPhase(StrEnum):
    """Stretch of a call."""

    DIALLING = "dialling"
    TALKING = "talking"
    WRAP_UP = "wrap_up"
    SAVING = "saving"


class CallController:
    """One call. ``now`` is the clock of the desk, ``reader`` reads typed dates.

    ``hears`` tells whether the line knows by itself when the call is answered and ended. ``dial``: the number is still
    to be dialled; else the call is on the line, or was when the program was killed. ``line_id``: the id of a call that
    came in over the line.
    """

    def __init__(
        self,
        call: OpenCall,
        context: CallContext,
        now: Callable[[], Instant],
        reader: Reader,
        *,
        hears: Callable[[], bool],
        dial: bool = False,
        line_id: str = "",
    ) -> None:
        self.call = call
        self.context = context
        self._now = now
        self.wrap_up = CallWrapUp(call, context.view, context.book, now, reader)
        self.draft = CallDraft(wrapping_up=call.ended_at is not None, script=context.script)
        self.note = Autosave(call.note)
        self.ticks = Autosave[tuple[ScriptUse, ...]](call.scripts)
        self.line_id = line_id or uuid4().hex
        """The id that the line's events of this call carry: a late one of the call before is none of this one."""
        self.offer: Obligation | None = None
        """The SMS that may win the customer back after this call."""
        self.proposed: Disposition | None = None
        """The end that the line's own word makes likely; one key takes it."""
        self.following: tuple[Claim, QueueRow] | None = None
        """The next customer, claimed when the talk ended: they stand ready before the note is saved."""
        self.on_hold = self.muted = False
        self._handed_to = ""
        """The number that the customer is being handed over to."""
        self._hears = hears
        self._rings_since: Instant | None = None
        self._rang_out = False
        self._dial = dial
        self._saving = False
        self.saved_by_itself = False
        """True where the line's word is saved without a key: the agent may be typing at this moment."""
        self._asked_for_next = False
        self._line_unrecorded = False
        self._answered_by_note = False

    # --- state ------------------------------------------------------------------------------------------------------

    @property
    def phase(self) -> CallPhase:
        """The stretch that the call is in."""
        if self._saving:
            return CallPhase.SAVING
        if self.call.ended_at is not None:
            return CallPhase.WRAP_UP
        return CallPhase.DIALLING if self.call.answered_at is None else CallPhase.TALKING

    @property
    def ring_ends_at(self) -> Instant | None:
        """The instant at which it has rung for as long as the campaign allows; None without a limit, or no more."""
        seconds = self.context.view.campaign.pace.ring_seconds
        if seconds is None or self.phase is not CallPhase.DIALLING or self.call.direction is Direction.IN:
            return None
        since = self.call.dialled_at if self.marks_answer else self._rings_since
        return None if since is None else since + seconds * SECOND

    @property
    def marks_answer(self) -> bool:
        """Tell whether the agent says when somebody answered: the line does not hear it."""
        return not self._hears()

    @property
    def note_counts(self) -> bool | None:
        """True if the note passes the test of the rulebook; None where it has none."""
        return policy.note_counts(self.context.book, self.note.made)

    @property
    def other_numbers(self) -> tuple[str, ...]:
        """The other numbers for this call, beginning behind its own; none while somebody calls us."""
        numbers = self.context.view.facts.numbers
        if self.call.direction is Direction.IN:
            return ()
        place = numbers.index(self.call.phone) + 1 if self.call.phone in numbers else 0
        return tuple(one for one in (*numbers[place:], *numbers[:place]) if one != self.call.phone)

    @property
    def unrecorded_line(self) -> OpenCall | None:
        """The call, where the store has not heard all that its line did; to be told again when it is saved."""
        return self.call if self._line_unrecorded else None

    def speak(self, context: CallContext) -> None:
        """Go on in another language: with the scripts as they are called in it."""
        self.context = context
        for save in (self.note, self.ticks):
            save.forget()

    def begin(self) -> Commands:
        """Dial the number; or take the line up, where the call was on it before the program was killed."""
        call = self.call
        if call.ended_at is not None:
            return self._claim_next()
        if self._dial:
            self._dial = False
            return [PlaceCall(call.phone, call.dialled_at, self.line_id, call.shown_number or "")]
        return [HoldLine(LineState(call.phone, call.direction, call.dialled_at, call.answered_at, self.line_id))]

    # --- the note and the script ----------------------------------------------------------------------------------

    def type_note(self, text: str) -> Commands:
        """Take the note as it stands now.

        Where no line says it, its first character says that somebody answered, and emptied within a moment it says
        that nobody did.
        """
        if text == self.note.made:
            return []
        begun, emptied = not self.note.made and bool(text), bool(self.note.made) and not text
        self.note.made = text
        self.draft.confirmed -= {Question.SHORT_NOTE, Question.OUTCOME}
        if emptied:
            return self._take_answer_back()
        if not begun:
            return []
        commands = self.answer()
        self._answered_by_note = bool(commands)
        return commands

    def _take_answer_back(self) -> Commands:
        """Take the answer back that the note marked a moment ago: its first character was a slip."""
        answered_at = self.call.answered_at
        if not self._answered_by_note or self.phase is not CallPhase.TALKING or answered_at is None:
            return []
        self._answered_by_note = False
        if self._now() > answered_at + SLIP:
            return []
        self.call = replace(self.call, answered_at=None)
        return [ForgetAnswer()]

    def keep_note(self, *, at_once: bool = False) -> Commands:
        """Have the note kept where it is not."""
        if self._saving or not self.note.begin(at_once=at_once):
            return []
        return [SaveNote(self.note.made)]

    def note_kept(self, text: str) -> Commands:
        """Hear that the store has this note."""
        return self.keep_note() if self.note.end(text) else []

    def tick_off(self, uses: tuple[ScriptUse, ...], *, at_once: bool = False) -> Commands:
        """Take the steps that are ticked off now."""
        self.ticks.made = uses
        return [SaveTicks(uses)] if self.ticks.begin(at_once=at_once) else []

    def ticks_kept(self, uses: tuple[ScriptUse, ...]) -> Commands:
        """Hear that the store has these ticks."""
        return self.tick_off(self.ticks.made) if self.ticks.end(uses) else []

    # --- the line -------------------------------------------------------------------------------------------------

    def answer(self) -> Commands:
        """Note that the other side answered: the first character of the note says so, or the key."""
        return self._mark_answered() if self.marks_answer else []

    def _mark_answered(self) -> Commands:
        if self.call.answered_at is not None or self.call.ended_at is not None:
            return []
        now = self._now()
        return [TakeLine(now), *self._answered(now)]

    def _answered(self, at: Instant) -> Commands:
        self.call = replace(self.call, answered_at=at)
        return [RecordAnswer(at)]

    def hear(self, event: PhoneEvent) -> Commands:
        """Hear what the line says of this call."""
        if isinstance(event, CallRecorded):
            return [KeepRecording(event.recording)] if event.call == self.line_id else []
        if self.call.ended_at is not None:
            return []
        match event:
            case Ringing(at=at, call=self.line_id):
                self._rings_since = at
            case Answered(at=at, call=self.line_id) if self.call.answered_at is None:
                return self._answered(max(at, self.call.dialled_at))
            case Refused(call=self.line_id):
                return [self._refused(event)]
            case Ended(call=self.line_id):
                return self._ended(event)
        return []

    def _refused(self, event: Refused) -> Say:
        """Take back what the line could not do: the talk goes on as it was."""
        reason = f" ({event.reason})" if event.reason else ""
        match event.ability:
            case Ability.HOLD:
                self.on_hold = not self.on_hold
                text = _("Hold failed: {name} can hear you.")
                if self.on_hold:
                    text = _("Resume failed: {name} is still on hold.")
                return Say(text.format(name=self.context.view.name) + reason)
            case Ability.MUTE:
                self.muted = not self.muted
                text = _("Unmute failed: you are still muted.")
                return Say((text if self.muted else _("Mute failed: you can be heard.")) + reason)
            case Ability.TRANSFER:
                number, self._handed_to = self._handed_to, ""
                return Say(_("Transfer to {number} failed: you are still connected.").format(number=number) + reason)
            case _:
                return Say(_("The tones were not sent.") + reason)

    def tick(self) -> Commands:
        """End the ringing when its time is over: a line that hears is dropped, the agent at another one is told."""
        ends, now = self.ring_ends_at, self._now()
        if ends is None or now < ends or self._rang_out:
            return []
        self._rang_out = True
        if self.marks_answer:
            return [Say(_("Rang out: hang up, then F2 for no answer."))]
        return [DropLine(now), *self._ended(Ended(self.call.phone, now, EndedBy.AGENT, EndCause.TIMEOUT))]

    def _ended(self, event: Ended) -> Commands:
        # The agent's word may be younger than the line's: nothing ends before it was answered.
        at = max(event.at, self.call.dialled_at if self.call.answered_at is None else self.call.answered_at)
        self.call = replace(self.call, ended_at=at)
        recorded = RecordEnd(at)
        if event.cause is EndCause.GONE:
            text = _("Line lost: choose a disposition.")
            lost = _("Line lost ({reason}): choose a disposition.").format(reason=event.reason)
            return [recorded, Say(lost if event.reason else text), *self._claim_next()]
        if self.call.answered_at is None:
            self.proposed = _UNANSWERED.get(event.cause)
        if self.proposed is not None:
            # A begun note stays on the screen: the next letters would be keys of the queue, which dial somebody.
            if self.context.view.campaign.pace.outcome_by_itself and not self.note.made:
                self.saved_by_itself = True
                return [recorded, *self.choose(self.proposed)]
            end = names.disposition(self.proposed)
            return [
                recorded,
                Say(_("Line reports {end}: Enter to save, or choose another disposition.").format(end=end)),
            ]
        if self._handed_to and event.by is EndedBy.AGENT:
            text = _("Transferred to {number}: choose a disposition.")
            return [recorded, Say(text.format(number=self._handed_to)), *self._claim_next()]
        if event.by is EndedBy.FAR:
            said = Say(_("The other side hung up: choose a disposition."))
            return [recorded, said, *self._claim_next()]
        return [recorded, *self._claim_next()]

    def _claim_next(self) -> Commands:
        """Have the next customer claimed, once a call and only after a talk: an unanswered one is saved in a moment."""
        if self._asked_for_next or self.call.answered_at is None:
            return []
        self._asked_for_next = True
        return [ClaimNext()]

    def next_claimed(self, following: tuple[Claim, QueueRow] | None) -> None:
        """Hear who comes next; None where nobody waits, or where the claim was lost."""
        self.following = following

    def hang_up(self) -> Commands:
        """End the talk, or the ringing."""
        if self.call.ended_at is not None:
            return []
        now = self._now()
        self.call = replace(self.call, ended_at=now)
        return [DropLine(now), RecordEnd(now)]

    def operate(self, ability: Ability, text: str = "") -> Commands:
        """Do what a line can do in a talk. ``text``: the tones, or the number to hand over to."""
        if self.phase is not CallPhase.TALKING:
            return []
        match ability:
            case Ability.HOLD:
                self.on_hold = not self.on_hold
                return [HoldCustomer(self.on_hold)]
            case Ability.MUTE:
                self.muted = not self.muted
                return [MuteLine(self.muted)]
            case Ability.DIGITS:
                return [SendDigits(text)]
            case Ability.TRANSFER:
                self._handed_to = text
                return [TransferCall(text), Say(_("Transferring to {number} ...").format(number=text))]
        return []

    def line_not_recorded(self) -> None:
        """Hear that the store did not take what the line did."""
        self._line_unrecorded = True

    def dial_other_number(self) -> Commands:
        """Record that this number did not answer, and dial the customer's next one."""
        if self.call.answered_at is not None:
            return [Say(_("This number was answered: choose a disposition."))]
        others = self.other_numbers
        if self._saving or not others:
            return []
        view = self.context.view
        living = [one for one in others if one not in view.dead_numbers] or others
        frame, now = view.campaign.frame, self._now()
        capped = policy.capped_numbers(self.context.book, frame, view.facts, view.history, now)
        number = next((one for one in living if one not in capped), None)
        if number is None:
            text = _("{number} has reached its call limit; next call from {time}.")
            first = min(living, key=lambda one: capped[one])
            told = {"number": phones.local(first, frame.country), "time": times.near(capped[first], frame.zone, now)}
            return [Say(text.format(**told))]
        ended = self.hang_up()
        self._saving = True
        return [*ended, DialOtherNumber(self._with_ticks(WrapUp(Disposition.NO_ANSWER, self.note.made)), number)]

    # --- the end --------------------------------------------------------------------------------------------------

    def choose(self, disposition: Disposition) -> Commands:
        """End the call in this way. Nobody reached: it is saved; else the form asks for what comes next."""
        if self._saving:
            return []
        draft, name = self.draft, self.context.view.name
        draft.disposition, self.proposed = disposition, None
        draft.confirmed -= {Question.SHORT_NOTE, Question.OUTCOME}
        done = [*(self._mark_answered() if disposition.reached else []), *self.hang_up()]
        if disposition is Disposition.DO_NOT_CALL:
            self.offer = None
            return [
                *done,
                *self._claim_next(),
                Ask(Question.DO_NOT_CALL, _("Mark {name} do not call?").format(name=name)),
            ]
        if not disposition.reached:
            return [*done, *self.save()]
        done += self._claim_next()
        draft.wrapping_up = True
        proposed = self.wrap_up.propose(disposition, self.note.made)
        self._offer_to_write()
        return [*done, ProposeDate(proposed), GoToField(self.wrap_up.first_field(disposition))]

    def _offer_to_write(self) -> None:
        self.offer = None if self.draft.win_back_written else self.wrap_up.win_back()

    def win_back_written(self, said: str) -> Commands:
        """Hear that the SMS to win the customer back was written."""
        self.draft.win_back_written = True
        self.offer = None
        return [Say(said)]

    def send_note(self) -> Commands:
        """Save; where no end is chosen, take the one that the line proposes, or ask for it."""
        if self.draft.disposition is not None:
            return self.save()
        return [ListDispositions()] if self.proposed is None else self.choose(self.proposed)

    def fill(self, fields: WrapUpDraft) -> None:
        """Take the form as it stands now."""
        if fields.readings != self.draft.fields.readings:
            self.draft.confirmed.discard(Question.FAR_DATE)
        self.draft.fields = fields

    def send_field(self, field: str) -> Commands:
        """Save from a field of the form. The tier that was sent is the one that is meant."""
        if field == TIER:
            self.draft.confirmed.add(Question.TIER)
        return self.save()

    def confirm(self, question: Question) -> Commands:
        """Do what was asked about."""
        if self._saving:
            return []
        if question is Question.TAKE_BACK:
            if self.call.answered_at is not None:
                return []
            self._saving = True
            return [DropLine(self._now()), TakeBack(to_number_before=bool(self.call.earlier))]
        self.draft.confirmed.add(question)
        return self.save()

    def decline(self, question: Question) -> Commands:
        """Leave it as it was before the question."""
        if question in (Question.DO_NOT_CALL, Question.OUTCOME):
            self.draft.disposition = None
        if question is Question.FAR_DATE:
            return [GoToField(next((name for name, one in self.draft.fields.readings.items() if one.far), NEXT))]
        return [GoToNote()]

    def back(self) -> Commands:
        """Leave the end that was chosen; a call that nobody answered can be taken back as a whole."""
        if self.draft.disposition is not None:
            return [GoToNote()]
        if self.call.answered_at is None and not self.note.made and not self._saving:
            other = _("This number was not dialled: back to the previous one?")
            text = other if self.call.earlier else _("Nothing was dialled: cancel this call?")
            return [Ask(Question.TAKE_BACK, text)]
        return [Say(_("Choose a disposition: F2 to F9, or F12 for all."))]

    # --- saving ---------------------------------------------------------------------------------------------------

    def save(self) -> Commands:
        """Save the call, or ask for what stands in the way."""
        draft = self.draft
        if draft.disposition is None or self._saving:
            return []
        judged = self.wrap_up.judge(
            draft.disposition, self.note.made, draft.fields, draft.confirmed, talk=self._talk_seconds
        )
        match judged:
            case WrapUp() as wrap_up:
                self._saving = True
                return [FinishCall(self._with_ticks(wrap_up))]
            case Mend(field, said):
                return [Say(said) if said else Ring(), GoToField(field)]
            case asked:
                return [asked]

    def refuse(self) -> Commands:
        """Hear that the store did not write the call down: it stays, and what is typed is kept."""
        self._saving = False
        return self.keep_note(at_once=True)

    def _with_ticks(self, wrap_up: WrapUp) -> WrapUp:
        return replace(wrap_up, scripts=self.ticks.made)

    @property
    def _talk_seconds(self) -> int | None:
        """The seconds of the talk, None where nobody answered."""
        if self.call.answered_at is None:
            return None
        over = self._now() if self.call.ended_at is None else self.call.ended_at
        return max(0, over - self.call.answered_at) // 1000
