"""End of a token that lets somebody in: told before it comes, so that nobody is surprised in a call."""

from __future__ import annotations

from callcenter.locale import _
from callcenter.model import DAY, HOUR, Instant
from callcenter.views.upkeep.trouble import StoreError, Trouble
from callcenter.widgets.lines.prompts import KeyHints
from callcenter.workstation.desk_app import DeskApp

_AHEAD = (DAY, HOUR)
"""Times before the end at which it is told, once each."""

_SAID_SECONDS = 60.0


class AccessEnd:
    """Tells of the end of the token by which somebody works; a password has none."""

    def __init__(self, app: DeskApp) -> None:
        self._app = app
        self._asked = ""
        """The secret whose end was asked for; another one may take its place at the lock."""
        self._at: Instant | None = None
        self._told = 0

    def tick(self, now: Instant) -> None:
        """Tell of the end where it is near; called every second."""
        principal = self._app.desk.session.principal
        if principal.sign_in != self._asked:
            self._asked, self._at, self._told = principal.sign_in, None, 0
            if principal.by_token:
                self._ask(principal.sign_in)
        if self._at is None or now >= self._at:
            return
        passed = sum(self._at - now <= ahead for ahead in _AHEAD)
        if passed > self._told:
            self._told = passed
            self._tell(self._at, now)

    def _ask(self, secret: str) -> None:
        desk = self._app.desk

        def known(ends_at: Instant | None) -> None:
            self._at = ends_at

        def refused(error: StoreError) -> None:
            if error.code is not Trouble.BAD_TOKEN:  # the lock tells of that one
                self._asked = ""

        desk.submit(self._app, lambda now: desk.store.sign_ins.with_token(secret, now=now).ends_at, known, refused)

    def _tell(self, at: Instant, now: Instant) -> None:
        from callcenter.wording import times

        app = self._app
        said = _("Your access expires: {time}. Ask an administrator for a new token.").format(
            time=times.near(at, app.desk.zone, now)
        )
        app.bell()
        if not app.in_call:
            app.notify(said, severity="warning", timeout=_SAID_SECONDS)
            return
        # In the last line: a notice would stand before what is being worked on.
        for hints in app.desk_screens[-1].query(KeyHints):
            hints.say(said)
