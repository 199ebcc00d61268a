"""Calls from dialling to the queue again: begun, found again, ended and taken back.

See docs/architecture.md#call-on-record.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from msgspec.structs import replace
from textual.widget import AwaitMount

from callcenter import locale
from callcenter.locale import _
from callcenter.model import Direction, Instant
from callcenter.screens.worklists.queue import QueueScreen
from callcenter.telephony import CallWaiting, LineDown, LineUp, PhoneEvent, Ringing
from callcenter.views.customers.log import LogFilter, TouchRow
from callcenter.views.upkeep.trouble import StoreError, Trouble
from callcenter.views.worklists.calls import CallElsewhere, OpenCall
from callcenter.widgets.base import textual_internals
from callcenter.wording import names, phones, times
from callcenter.workstation import modes
from callcenter.workstation.desk_app import DeskApp
from callcenter.workstation.store_watch import StoreWatch

if TYPE_CHECKING:
    from callcenter.call.context import CallContext
    from callcenter.call.controller import CallController
    from callcenter.desk.call_output import CallDone
    from callcenter.screens.calls.call import CallScreen
    from callcenter.screens.calls.cursor_place import CursorPlace

_SCREEN = "call"
_TIDY_AFTER_SECONDS = 0.06
"""Seconds after which a call has begun, and is drawn."""
_RECENT = 20
"""Contacts among which the newest call of the shift is looked for."""


class CallFlow:
    """The calls of the agent at the desk."""

    def __init__(self, app: DeskApp, store_watch: StoreWatch) -> None:
        self._app = app
        self._store_watch = store_watch
        self._screen: CallScreen | None = None
        """The screen of the last call, kept for the next one."""
        self._built: AwaitMount | None = None
        """Mount to wait for before a screen that was built ahead takes a call."""
        self._left: str | None = None
        """The call, by its token, whose talk is still on the line here and which another window has."""
        self._put_off: tuple[str, str] | None = None
        """The customer put off here since the last dial, and the key under which the next undo takes that back."""
        app.desk.phone.listen(self._heard)

    def make_ready(self) -> None:
        """Have a screen built for the first call, about whoever stands under the cursor; it waits out of sight."""
        desk, row = self._app.desk, self._app.queue.list.current
        if self._screen is None and row is not None:
            call = OpenCall.waiting(row.ref, desk.session.name, row.phone, desk.now)
            self._app.write(lambda now: (call, self._around(call, now)), self._wait)

    def _wait(self, first: tuple[OpenCall, CallContext]) -> None:
        if self._screen is None and self._app.is_running:
            screen = self._new_screen(self._controller(*first))
            self._built = textual_internals.mount_out_of_sight(self._app, screen)

    def find_unfinished(self) -> None:
        """Lead the agent back to the call after a crash, a kill or a lost line; not to one that another window has.

        See docs/architecture.md#call-on-record.
        """
        app, desk = self._app, self._app.desk

        def refused(error: StoreError) -> None:
            if error.code is Trouble.CALL_ELSEWHERE:
                self.look_elsewhere()
            else:
                app.say(error)

        if not app.in_call:
            desk.submit(app, lambda now: desk.store.moved_calls.take_over(now=now), self._resume, refused)

    def tell_of_others(self) -> None:
        """Say that the agent has another window open."""
        app, desk = self._app, self._app.desk

        def told(since: Instant | None) -> None:
            if since is not None:
                time = times.near(since, desk.zone, desk.now)
                app.notify(_("Also open in another window since {time}.").format(time=time), markup=False)

        app.write(lambda now: desk.store.windows.others(now=now), told)

    def take_over(self) -> None:
        """Take the agent's call over from another window."""
        store = self._app.desk.store
        self._app.write(lambda now: store.moved_calls.take_over(from_living=True, now=now), self._took_over)

    def _took_over(self, call: OpenCall | None) -> None:
        self._show_elsewhere(None)
        if call is None:
            self._app.notify(_("This call is finished."), timeout=3)
        else:
            self.take(call)

    def look_elsewhere(self) -> None:
        """Look whether the agent's call is in another window, after all that was written here."""
        store = self._app.desk.store
        self._app.write(lambda now: store.moved_calls.elsewhere(now=now), self._found_elsewhere)

    def see_elsewhere(self, elsewhere: CallElsewhere | None) -> None:
        """Hear of a call that is not in this window. What was read beside the writer is asked again before it counts:
        this window may just have taken the call over."""
        if elsewhere is not None and self._has(elsewhere):
            self.look_elsewhere()
        if self._left is not None and (elsewhere is None or elsewhere.token != self._left or elsewhere.ended_at):
            store, name = self._app.desk.store, self._app.desk.session.name
            self._app.write(lambda _now: store.calls.open_call_of(name), self._end_what_was_left)

    def _end_what_was_left(self, call: OpenCall | None) -> None:
        """End the talk that stayed on the line here, once its call is over; one that is coming back here goes on."""
        if self._left is not None and (call is None or call.token != self._left or call.ended_at is not None):
            self._left = None
            self._app.desk.phone.hang_up(self._app.desk.now)

    def _has(self, elsewhere: CallElsewhere) -> bool:
        screen = self._screen
        return screen is not None and screen.is_open and screen.call.token == elsewhere.token

    def _found_elsewhere(self, elsewhere: CallElsewhere | None) -> None:
        self._show_elsewhere(elsewhere)
        if elsewhere is not None and self._has(elsewhere):
            self._leave_call()

    def _show_elsewhere(self, elsewhere: CallElsewhere | None) -> None:
        self._app.desk.alerts = replace(self._app.desk.alerts, elsewhere=elsewhere)
        self._app.show_alerts()

    def _leave_call(self) -> None:
        """Close the call that another window has taken over; what was typed here goes into its note first."""
        assert self._screen is not None
        app, desk, controller = self._app, self._app.desk, self._screen.controller
        note, made, token = controller.note, controller.note.made, controller.call.token
        typed = names.joined(filter(None, (note.made.removeprefix(note.kept).strip(), self._screen.half_typed)))

        def left(_none: None) -> None:
            if self._screen is None or self._screen.call.token != token or not app.in_call:
                return
            note.end(made)
            if not note.is_safe:  # it grew meanwhile
                self._leave_call()
                return
            app.to_ground()
            desk.measure(False)
            if (following := controller.following) is not None:  # the other window claims one of its own
                app.write(lambda now: desk.store.claims.release(following[0], now=now))
            if desk.phone.line is not None:  # the talk goes on: whoever finishes it there ends it
                self._left = token
            app.switch_mode("queue")
            said = _("This call continues in another window.")
            if typed:
                said = _("This call continues in another window; what you typed here is added to its note.")
            app.notify(said, severity="warning", markup=False, timeout=8)

        if not typed:
            left(None)
        else:
            app.write(lambda now: desk.store.moved_calls.leave_note(controller.call, typed, now=now), left)

    def _resume(self, call: OpenCall | None) -> None:
        if call is None or self._app.in_call:
            return
        self.take(call)
        self._app.notify(_("This call is not finished yet."), markup=False)

    def dial(self, ref: str, phone: str) -> None:
        """Claim the customer and dial, from any screen. ``phone`` '' = the customer's first.

        See docs/architecture.md#nobody-twice.
        """
        desk = self._app.desk
        if (line := desk.phone.line) is not None and line.direction is Direction.IN:
            self._tell_of_caller(line.number)
            return

        def start(now: Instant) -> tuple[OpenCall, CallContext]:
            claim = desk.store.claims.take(ref, now=now)
            try:
                call = desk.store.calls.start(claim, phone=phone, now=now)
            except StoreError:
                desk.store.claims.release(claim, now=now)
                raise
            return call, self._around(call, now)

        self._app.write_ahead(start, partial(self._open, dial=True))

    def take(self, call: OpenCall | None, script: str = "", *, dial: bool = False) -> None:
        """Show a call that is on record already: one that came in, or one found again. None is no call.

        ``script``: the one to begin with, '' = the one proposed. ``dial``: its number is still to be dialled.
        """
        if call is not None:
            self._app.write_ahead(lambda now: (call, self._around(call, now, script)), partial(self._open, dial=dial))

    def _heard(self, event: PhoneEvent) -> None:
        self._app.call_later(self._hear, event)  # a line speaks in a thread of its own

    def _hear(self, event: PhoneEvent) -> None:
        screen = self._screen
        if screen is not None and screen.is_open and screen.call.token:
            screen.hear(event)
        match event:
            case Ringing(number=number, direction=Direction.IN):
                self._tell_of_caller(number)
            case CallWaiting(number=number):
                store = self._app.desk.store
                self._app.write(lambda now: store.notices.note_caller(number, now=now))
            case LineDown(reason=reason):
                self._show_line(down=True)
                said = _("The line is down: {reason}. Retrying.").format(reason=reason)
                self._app.notify(said, severity="warning", markup=False)
            case LineUp() if self._app.desk.line_down:
                self._show_line(down=False)
                self._app.notify(_("The line is back up."), timeout=3)

    def _show_line(self, *, down: bool) -> None:
        self._app.desk.line_down = down
        self._app.show_alerts()

    def _tell_of_caller(self, number: str) -> None:
        shown = phones.local(number, self._app.desk.country) if number else _("a withheld number")
        self._app.bell()
        self._app.notify(_("{number} is calling: i or F5 to answer.").format(number=shown), markup=False)

    def undo(self) -> None:
        """Take back what was done last, until the next dial: a call put off, else the disposition. An older call of the
        shift opens as a correction.

        See docs/architecture.md#corrections.
        """
        desk = self._app.desk
        if self._put_off is not None:
            self._take_back(*self._put_off)
            return

        def undo(now: Instant) -> tuple[OpenCall, CallContext]:
            call = desk.store.last_calls.undo(now=now)
            return call, self._around(call, now)

        def refused(error: StoreError) -> None:
            if error.code is Trouble.NOTHING_TO_UNDO:
                self._correct_newest(error)
            else:
                self._app.say(error)

        self._app.write_ahead(undo, self._open, refused)

    def _correct_newest(self, error: StoreError) -> None:
        """Open the newest call of the shift as a correction: it can no longer be undone. Where there is none the
        ``error`` is told."""
        app, desk = self._app, self._app.desk

        def newest(_now: Instant) -> tuple[TouchRow, str] | None:
            mine = LogFilter(since=desk.session.since, agent=desk.session.name)
            rows = desk.store.lookup.log(mine, before=None, limit=_RECENT)
            row = next((one for one in rows if one.disposition is not None and not one.replaced), None)
            if row is None:
                return None
            zones = {frame.name: frame.zone for frame in desk.store.campaigns.frames()}
            return row, zones.get(row.campaign, desk.zone)

        def correct(found: tuple[TouchRow, str] | None) -> None:
            if found is None:
                app.say(error)
            elif app.may_close():
                from callcenter.screens.log.correction import CorrectScreen

                app.push_screen(CorrectScreen(desk, *found))

        app.write(newest, correct)

    def put_off(self, ref: str) -> None:
        """Have the next undo take back that a customer's call was put off."""
        self._put_off = ref, uuid4().hex

    def _take_back(self, ref: str, key: str) -> None:
        app, desk = self._app, self._app.desk

        def taken_back(_none: None) -> None:
            self._put_off = None
            app.notify(_("The call is no longer postponed."), timeout=3)

        def refused(error: StoreError) -> None:
            if error.code is not Trouble.LOST_CONNECTION:  # else it may have been done: the key says so next time
                self._put_off = None
            app.say(error)

        desk.submit(
            app,
            lambda now: desk.store.snoozes.take_back(ref, key=key, now=now),
            taken_back,
            refused,
        )

    async def speak(self, language: locale.Language) -> None:
        """Speak another language from now on, in the middle of a call too: it goes on as it stands."""
        with self._app.keys.hold():
            await self._speak(language)

    async def _speak(self, language: locale.Language) -> None:
        from callcenter.call.controller import CallPhase
        from callcenter.desk import script_shelf
        from callcenter.screens.calls.call import CallScreen

        app, calling = self._app, self._app.desk_screens[-1]
        if not isinstance(calling, CallScreen):
            await modes.speak(app, language)
            self._forget_screen()
            return
        desk, controller = app.desk, calling.controller
        shelf = await asyncio.to_thread(
            script_shelf.shelf, desk, calling.view, calling.call.direction, desk.now, language=language
        )
        if controller.phase is CallPhase.SAVING or calling.is_referring:
            app.bell()  # it is on its way to the store
            return
        place = calling.place
        await modes.speak(app, language)
        controller.speak(replace(controller.context, shelf=shelf))
        await app.push_screen(self._new_screen(controller, place), self._done)

    def _around(self, call: OpenCall, now: Instant, script: str = "") -> CallContext:
        from callcenter.desk import call_context

        return call_context.around(self._app.desk, call, now, script)

    async def _open(self, started: tuple[OpenCall, CallContext], *, dial: bool = False) -> None:
        from callcenter.workstation import garbage

        if self._built is not None:  # a dial in the first second may come before its widgets stand
            await self._built
            self._built = None
        call, context = started
        came_back, self._left = call.token == self._left, None
        desk, self._put_off, self._app.queue.missed = self._app.desk, None, None
        desk.measure(True)
        line, over = desk.phone.line, call.ended_at is not None
        stale = over if came_back else not over and call.answered_at is None
        if stale and line is not None and line.direction is Direction.OUT:
            desk.phone.hang_up(desk.now)
        self._app.to_ground()
        screen, controller = self._screen, self._controller(call, context, dial=dial, came_back=came_back)
        # While everything is covered nobody waits for an answer: a new screen dials when it comes up.
        if screen is None or self._app.covered or not screen.take(controller):
            screen = self._new_screen(controller)
        self._app.push_screen(screen, self._done)
        self._app.call_after_refresh(self._store_watch.tick)
        # It rings: whoever works without a pause waits for nothing else here either.
        self._app.set_timer(_TIDY_AFTER_SECONDS, garbage.collect)

    def _controller(
        self, call: OpenCall, context: CallContext, *, dial: bool = False, came_back: bool = False
    ) -> CallController:
        from callcenter.desk import call_context

        return call_context.controller(self._app.desk, call, context, dial=dial, came_back=came_back)

    def _new_screen(self, controller: CallController, place: CursorPlace | None = None) -> CallScreen:
        from callcenter.screens.calls.call import CallScreen

        self._forget_screen()
        screen = self._screen = CallScreen(self._app.desk, controller, place)
        self._app.install_screen(screen, _SCREEN)
        return screen

    def _forget_screen(self) -> None:
        """Show the next call on a new screen; while no call is on the old one."""
        if self._screen is not None:
            self._app.uninstall_screen(_SCREEN)
            self._screen.remove()
            self._screen = None

    def _done(self, done: CallDone | None) -> None:
        self._app.desk.measure(False)
        if self._screen is not None:
            self._screen.let_keys_go()
        if done is None:
            return
        if done.trouble is not None:
            self._app.say(done.trouble)
        if done.again is not None:
            self.take(done.again, done.script, dial=done.dial)
            return
        self._app.switch_mode("queue")
        self._app.call_after_refresh(self._store_watch.tick)
        if not done.cancelled and self._screen is not None:
            from callcenter.desk.offered_messages import missed_text

            controller = self._screen.controller
            self._app.queue.missed = missed_text(controller.call, controller.context.view, controller.draft.disposition)
        if not done.cancelled and done.trouble is None and isinstance(self._app.screen, QueueScreen):
            self._app.screen.claimed(done.following)
            if done.by_itself:
                self._app.screen.stop_keys()
            if done.auto_dial and done.following is not None and self._app.desk.phone.is_up:
                self._app.screen.count_down(done.following[1].name)
