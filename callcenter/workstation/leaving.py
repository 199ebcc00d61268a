"""The end of a shift: nobody leaves without the note being safe, nobody is kept by a store that does not answer."""

from __future__ import annotations

from functools import partial

from callcenter.store import StoreError
from callcenter.views.shift import ShiftSummary
from callcenter.wording import problems
from callcenter.workstation.desk_app import DeskApp


class Leaving:
    """The way out of the program, one at a time."""

    def __init__(self, app: DeskApp) -> None:
        self._app = app
        self._under_way = False

    def begin(self) -> None:
        """End the shift at this workstation. An open call stays on record and is found again at the next start."""
        if self._under_way:
            return
        self._under_way = True
        app, desk = self._app, self._app.desk
        if app.in_call:
            self._finish_note(tries=2)
            return

        def summed_up(shift: ShiftSummary) -> None:
            if shift.figures.calls:
                from callcenter.screens.sign_off import SignOffScreen

                app.push_screen(SignOffScreen(shift, desk.zone), self._sign_off)
            else:
                self._finish_note(tries=2)

        look = partial(desk.store.shift_summary, desk.session.name, since=desk.session.since)
        desk.submit(app, lambda now: look(now=now), summed_up, self._not_signed_out)

    def _sign_off(self, yes: bool | None) -> None:
        if yes:
            self._finish_note(tries=2)
        else:
            self._under_way = False

    def _finish_note(self, *, tries: int) -> None:
        """Leave when the note is safe. More than one try: a saving may be under way that is older than the note."""
        app, desk = self._app, self._app.desk
        if not app.unsaved:
            out = partial(desk.store.sign_out, desk.session.name)
            desk.submit(app, lambda now: out(now=now), lambda _none: app.exit(), self._not_signed_out)
        elif tries:
            app.keep_notes()
            desk.submit(app, lambda _now: None, lambda _none: self._finish_note(tries=tries - 1), app.say)
        else:
            self._ask("")

    def _not_signed_out(self, error: StoreError) -> None:
        """A store that does not answer keeps nobody here."""
        self._ask(problems.trouble(error.code, error.params))

    def _ask(self, trouble: str) -> None:
        from callcenter.screens.leave import LeaveScreen

        self._app.push_screen(LeaveScreen(trouble, self._app.unsaved), self._answered)

    def _answered(self, leave: bool | None) -> None:
        self._under_way = False
        if leave:
            self._app.exit()
