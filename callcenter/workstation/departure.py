"""The end of a shift: nobody leaves without the note being safe, nobody is kept by a store that does not answer."""

from __future__ import annotations

from functools import partial
from time import monotonic

from callcenter.locale import _
from callcenter.store import StoreError, Trouble
from callcenter.views.people.shift import ShiftSummary
from callcenter.wording import problems
from callcenter.workstation.desk_app import DeskApp

_PATIENCE_SECONDS = 2.0
"""Seconds after which somebody who asks again is asked whether to leave without the store's answer."""


class Departure:
    """The way out of the program, one at a time."""

    def __init__(self, app: DeskApp) -> None:
        self._app = app
        self._under_way = False
        self._asked = False
        self._patience_ends = 0.0

    def begin(self) -> None:
        """End the shift at this workstation. An open call stays on record and is found again at the next start."""
        if self._under_way:
            if not self._asked and monotonic() > self._patience_ends:
                self._ask(_("No answer from the database yet."))
            return
        self._under_way, self._patience_ends = True, monotonic() + _PATIENCE_SECONDS
        app, desk = self._app, self._app.desk
        if app.in_call:
            self._finish_note(tries=2)
            return

        def summed_up(shift: ShiftSummary) -> None:
            if self._asked or not self._under_way:
                return
            if shift.figures.calls:
                from callcenter.screens.shift.sign_off import SignOffScreen

                self._asked = True
                app.push_screen(SignOffScreen(shift, desk.zone), self._sign_off)
            else:
                self._finish_note(tries=2)

        look = partial(desk.store.team.shift_summary, desk.session.name, since=desk.session.since)
        desk.submit(app, lambda now: look(now=now), summed_up, self._not_signed_out)

    def _sign_off(self, yes: bool | None) -> None:
        self._asked = False
        if yes:
            self._finish_note(tries=2)
        else:
            self._under_way = False

    def _finish_note(self, *, tries: int) -> None:
        """Leave when the note is safe. More than one try: a saving may be under way that is older than the note."""
        app, desk = self._app, self._app.desk
        if not app.unsaved:
            out = partial(desk.store.presence.sign_out, desk.session.name)
            desk.submit(app, lambda now: out(now=now), self._signed_out, self._not_signed_out)
        elif tries:
            app.keep_notes()
            desk.submit(app, lambda _now: None, lambda _none: self._finish_note(tries=tries - 1), app.say)
        else:
            self._ask("")

    def _signed_out(self, _none: None) -> None:
        desk = self._app.desk
        if self._under_way:
            self._app.exit()
        else:  # the answer came late, and the agent had decided to stay
            self._app.write(lambda now: desk.store.presence.sign_in(desk.session.name, now=now))

    def _not_signed_out(self, error: StoreError) -> None:
        """Ask whether to leave without the answer of the store; after the end of the sign-in the lock asks."""
        if error.code is Trouble.NOT_SIGNED_IN:
            self._under_way = False
            self._app.say(error)
            return
        self._ask(problems.trouble(error.code, error.params))

    def _ask(self, trouble: str) -> None:
        from callcenter.screens.shift.leave import LeaveScreen

        if self._asked:
            return
        self._asked = True
        self._app.push_screen(LeaveScreen(trouble, self._app.unsaved), self._answered)

    def _answered(self, leave: bool | None) -> None:
        self._under_way = self._asked = False
        if leave:
            self._app.abandoned = True
            self._app.exit()
