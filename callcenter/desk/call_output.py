"""Output of a call: what its controller wants of the line and of the store is done here."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Protocol, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from callcenter.call.autosave import Autosave
from callcenter.call.commands import (
    ClaimNext,
    Command,
    DialOtherNumber,
    DropLine,
    FinishCall,
    ForgetAnswer,
    HoldCustomer,
    HoldLine,
    KeepRecording,
    MuteLine,
    PlaceCall,
    RecordAnswer,
    RecordEnd,
    SaveNote,
    SaveTicks,
    SendDigits,
    TakeBack,
    TakeLine,
    TransferCall,
)
from callcenter.call.controller import CallController, Commands
from callcenter.desk.desk import PAGE, Desk, Glance
from callcenter.locale import _
from callcenter.model import Instant
from callcenter.store import StoreError, Trouble
from callcenter.telephony import EndCause, Ended, EndedBy, LineBusyError
from callcenter.views.worklists.calls import Claim, OpenCall, WrapUp
from callcenter.views.worklists.queue import QueueRow
from callcenter.wording import problems

T = TypeVar("T")

_FOR_THE_APP = (Trouble.NOT_SIGNED_IN, Trouble.CALL_ELSEWHERE)
"""Troubles of a save that the app settles: it asks who the agent is, and saves what waits then; it closes a call that
another window has taken over."""


class CallDone(Struct, frozen=True):
    """Result of a call screen: the next customer, already claimed; or another number of the same one to be dialled."""

    following: tuple[Claim, QueueRow] | None = None
    again: OpenCall | None = None
    dial: bool = False
    """True where ``again`` is still to be dialled."""
    script: str = ""
    """The script that was on the screen, for the call that goes on."""
    cancelled: bool = False
    by_itself: bool = False
    """True where no key of the agent saved the call."""
    auto_dial: bool = False
    """True where whoever follows is dialled in a moment."""
    glance: Glance | None = None
    """The queue after it."""
    trouble: StoreError | None = None
    """Reason why nobody follows, where the store said so after the call was saved."""


class CallHost(Protocol):
    """The place where a call is shown, with its way to the store."""

    desk: Desk

    @property
    def is_open(self) -> bool:
        """Tell whether the call is still shown there."""
        ...

    def write(
        self,
        work: Callable[[Instant], T],
        then: Callable[[T], object] | None = None,
        failed: Callable[[StoreError], None] | None = None,
    ) -> None:
        """Change the store, in the order of the calls."""
        ...

    def write_once(
        self,
        form: str,
        work: Callable[[Instant, str], T],
        then: Callable[[T], object] | None = None,
        failed: Callable[[StoreError], None] | None = None,
    ) -> None:
        """Change the store with what must not be written twice: ``work`` is given the key of the form."""
        ...

    def try_again(self, again: Callable[[], None]) -> None:
        """Have something tried again in a moment that the store refused."""
        ...

    def tell(self, error: StoreError) -> None:
        """Tell the agent what the store refused."""
        ...

    def end_call(self, done: CallDone) -> None:
        """Close the call."""
        ...


class CallOutput:
    """Output of one call in one place. ``follow`` carries out the commands that an answer leads to, ``show`` draws."""

    def __init__(
        self,
        host: CallHost,
        controller: CallController,
        follow: Callable[[Commands], None],
        show: Callable[[], None],
    ) -> None:
        self._host = host
        self._controller = controller
        self._follow = follow
        self._show = show
        self._over = False

    def end(self) -> None:
        """Tell the screen nothing more: another call is on it."""
        self._over = True

    def carry_out(self, command: Command) -> bool:
        """Carry out a command for the line or the store; False for one that is the screen's."""
        desk, token = self._host.desk, self._controller.call.token
        match command:
            case PlaceCall():
                self._place(command)
            case HoldLine(line):
                if desk.phone.line is None:
                    with suppress(LineBusyError):  # somebody began to call in this very moment
                        desk.phone.resume(line)
            case TakeLine(at):
                desk.phone.answer(at)
            case DropLine(at):
                desk.phone.hang_up(at)
            case HoldCustomer(on):
                desk.phone.hold(on)
            case MuteLine(on):
                desk.phone.mute(on)
            case SendDigits(digits):
                desk.phone.send_digits(digits)
            case TransferCall(to):
                desk.phone.transfer(to)
            case RecordAnswer(at):
                self._host.write(lambda _now: desk.store.calls.mark_answered(token, now=at), None, self._unrecorded)
            case ForgetAnswer():
                self._host.write(lambda now: desk.store.calls.unmark_answered(token, now=now), None, self._unrecorded)
            case RecordEnd(at):
                self._host.write(lambda _now: desk.store.calls.mark_ended(token, now=at), None, self._unrecorded)
            case SaveNote(text):
                self._save(
                    self._controller.note,
                    lambda now: desk.store.calls.save_note(token, text, now=now),
                    lambda: self._controller.note_kept(text),
                    self._controller.keep_note,
                )
            case SaveTicks(uses):
                self._save(
                    self._controller.ticks,
                    lambda now: desk.store.script_ticks.save(token, uses, now=now),
                    lambda: self._controller.ticks_kept(uses),
                    lambda: self._controller.tick_off(self._controller.ticks.made),
                )
            case KeepRecording(recording):
                self._host.write(lambda now: desk.store.calls.note_recording(token, recording, now=now))
            case ClaimNext():
                self._claim_next()
            case FinishCall(wrap_up):
                self._host.write(lambda now: self._finish(wrap_up, now), self._finished, self._refused)
            case DialOtherNumber(wrap_up, number):
                self._dial_other_number(wrap_up, number)
            case TakeBack(to_number_before):
                self._take_back(to_number_before)
            case _:
                return False
        return True

    # --- the line -------------------------------------------------------------------------------------------------

    def _place(self, call: PlaceCall) -> None:
        """Dial; where somebody has just begun to ring in, nobody was dialled, and the agent decides."""
        try:
            self._host.desk.phone.place(call.number, call.at, call.line_id, call.shown)
        except LineBusyError:
            taken = Ended(call.number, call.at, EndedBy.FAR, EndCause.GONE, call.line_id, _("incoming call"))
            self._follow(self._controller.hear(taken))

    # --- autosave -------------------------------------------------------------------------------------------------

    def _save(
        self,
        autosave: Autosave[T],
        work: Callable[[Instant], object],
        kept: Callable[[], Commands],
        again: Callable[[], Commands],
    ) -> None:
        def saved(_answer: object) -> None:
            commands = kept()
            if not self._over:
                self._show()
                self._follow(commands)

        def retry() -> None:
            if self._over or not self._host.is_open:
                return
            if self._host.desk.signed_out:
                self._host.try_again(retry)
            else:
                self._follow(again())
                self._show()

        def failed(error: StoreError) -> None:
            autosave.fail(problems.trouble_in_short(error.code, error.params))
            if self._over or not self._host.is_open:
                return
            self._show()
            if error.code in _FOR_THE_APP:
                self._host.tell(error)
            self._host.try_again(retry)

        self._host.write(work, saved, failed)

    # --- the next customer ------------------------------------------------------------------------------------------

    def _claim_next(self) -> None:
        """Claim the next customer ahead; where that does not work, the saving does it and tells why."""
        desk = self._host.desk
        self._host.write(
            lambda now: desk.store.claims.take_next(campaign=desk.campaign, now=now),
            self._next_claimed,
            lambda _error: None,
        )

    def keep_claim(self) -> None:
        """Renew the claim on the next customer."""
        desk, claim = self._host.desk, self._ready
        if claim is not None:
            self._host.write(
                lambda now: desk.store.claims.renew(claim, now=now), None, lambda _error: self._next_claimed(None)
            )

    def _next_claimed(self, following: tuple[Claim, QueueRow] | None) -> None:
        self._controller.next_claimed(following)
        if not self._over and self._host.is_open:
            self._show()

    # --- the end --------------------------------------------------------------------------------------------------

    def _finish(self, wrap_up: WrapUp, now: Instant) -> CallDone:
        """Write the call down and claim the next customer; in the writer's thread."""
        desk = self._host.desk
        self._write_down(wrap_up, now)
        try:
            following = desk.store.claims.take_next(campaign=desk.campaign, ready=self._ready, now=now)
        except StoreError as error:
            return CallDone(trouble=error)
        controller = self._controller
        auto_dial = controller.context.view.campaign.pace.auto_dial
        done = CallDone(following=following, by_itself=controller.saved_by_itself, auto_dial=auto_dial)
        with suppress(StoreError):  # the queue asks again then, and tells of it
            return replace(done, glance=desk.look(now, PAGE))
        return done

    @property
    def _ready(self) -> Claim | None:
        following = self._controller.following
        return None if following is None else following[0]

    def _write_down(self, wrap_up: WrapUp, now: Instant) -> None:
        """Write the touch. Raises ``StoreError``: nothing was written then."""
        calls, token = self._host.desk.store.calls, self._controller.call.token
        try:
            if (line := self._controller.unrecorded_line) is not None:
                if line.answered_at is not None:
                    calls.mark_answered(token, now=line.answered_at)
                calls.mark_ended(token, now=now if line.ended_at is None else line.ended_at)
            calls.finish(token, wrap_up, now=now)
        except StoreError as error:
            if error.code is not Trouble.NO_OPEN_CALL:
                raise
            calls.keep_ended(self._controller.call, wrap_up, now=now)

    def _finished(self, done: CallDone) -> None:
        self._host.desk.glance = done.glance
        self._host.end_call(done)

    def _dial_other_number(self, wrap_up: WrapUp, number: str) -> None:
        store, token = self._host.desk.store, self._controller.call.token
        script = self._controller.draft.script

        def move(now: Instant, key: str) -> CallDone:
            try:
                call = store.attempts.dial_other_number(token, wrap_up, number, key=key, now=now)
            except StoreError as error:
                if error.code is Trouble.LOST_CONNECTION:
                    raise  # the other number may be the one of this call by now
                self._write_down(wrap_up, now)
                return CallDone(trouble=error)
            return CallDone(again=call, dial=True, script=script)

        self._host.write_once(f"{token} {number}", move, self._host.end_call, self._refused)

    def _take_back(self, to_number_before: bool) -> None:
        store, token = self._host.desk.store, self._controller.call.token
        script = self._controller.draft.script

        def take_back(now: Instant, key: str) -> CallDone:
            if to_number_before:
                call = store.attempts.back_to_number_before(token, key=key, now=now)
                return CallDone(again=call, script=script)
            store.calls.abandon(token, key=key, now=now)
            return CallDone(cancelled=True)

        self._host.write_once(f"take back {token}", take_back, self._host.end_call, self._refused)

    # --- refusals ---------------------------------------------------------------------------------------------------

    def _unrecorded(self, error: StoreError) -> None:
        """The store does not know what the line did: it is told again when the call is saved."""
        self._controller.line_not_recorded()
        self._tell(error)

    def _refused(self, error: StoreError) -> None:
        commands = self._controller.refuse()
        self._tell(error)
        if self._host.is_open:
            self._follow(commands)

    def _tell(self, error: StoreError) -> None:
        if self._host.is_open:
            self._host.tell(error)
