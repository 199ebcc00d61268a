"""The lock of a workstation whose agent signed in with a password: nobody reads or calls on in their absence.

After the end of a sign-in, as of a token, it takes a password or another token, and work goes on where it stood.

The program goes on behind it: a call, its timer and the saving of its note too.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from callcenter.access import TOKEN_MARK, Origin
from callcenter.locale import _
from callcenter.model import MINUTE, Instant
from callcenter.views.people.people import SignedIn
from callcenter.views.upkeep.trouble import StoreError, Trouble
from callcenter.workstation.desk_app import DeskApp

if TYPE_CHECKING:
    from callcenter.screens.shift.lock import LockScreen


_PAUSE_SECONDS = 0.5
"""Seconds until another look for a pause in the typing."""


class Lock:
    """Locks the program when asked, and when nobody was there for as long as the settings say."""

    def __init__(self, app: DeskApp) -> None:
        self._app = app
        self._screen: LockScreen | None = None
        self._last = app.desk.now
        """The instant at which somebody was there last."""

    @property
    def possible(self) -> bool:
        """True where there is a password to unlock it."""
        return self._app.desk.session.has_password

    def somebody_is_here(self) -> bool:
        """Take note of a key or the mouse; False where it came after the time was up and goes nowhere."""
        if self._is_due(self._app.desk.now):
            self.begin()
            return False
        self._last = self._app.desk.now
        return True

    def tick(self, now: Instant) -> None:
        """Lock where the time is up; called every second."""
        if self._is_due(now):
            self.begin()

    def _is_due(self, now: Instant) -> bool:
        # By the wall clock: a machine that slept meanwhile was left alone too.
        minutes = self._app.desk.settings.lock_minutes
        return self.possible and self._screen is None and now - self._last >= minutes * MINUTE

    def begin(self, *, ended: bool = False) -> None:
        """Lock now. ``ended``: the sign-in has, and another one is to take its place."""
        from callcenter.screens.shift.lock import LockScreen

        if self._screen is not None:
            return
        app, desk = self._app, self._app.desk
        desk.signed_out = ended
        said = _("Your call continues, and its note is kept.") if app.in_call else ""
        if ended:
            said = _(
                "Your access has expired: enter your password, or a new token from an administrator. Nothing you"
                " typed is lost."
            )
        self._screen = LockScreen(
            desk.session.name, desk.now, desk.zone, said=said, ended=ended, answer=self._ask, leave=self._leave
        )
        app.cover(self._screen)

    def ask_again(self) -> None:
        """Lock where the sign-in has ended, when nobody types: no letter of a note is to go into the password.

        What was refused to the sign-in before this one may be told after the unlocking.
        """
        app, desk = self._app, self._app.desk
        if desk.signed_out:
            return
        secret = desk.session.sign_in

        def lock() -> None:
            if desk.session.sign_in != secret:
                return
            if self._screen is not None:
                desk.signed_out = True
            elif app.pausing:
                self.begin(ended=True)
            else:
                app.set_timer(_PAUSE_SECONDS, lock)

        def refused(error: StoreError) -> None:
            if error.code is Trouble.NOT_SIGNED_IN:
                lock()

        desk.submit(app, lambda _now: desk.store.presence.get(desk.session.name), None, refused)

    def _ask(self, password: str) -> None:
        def answered(entered: SignedIn | None) -> None:
            if entered is not None and entered.first_password:
                self._change(entered, password)
            else:
                self._let_in(entered)

        self._app.desk.submit(self._app, lambda now: self._sign_in(password, now), answered, self._refused)

    def _sign_in(self, password: str, now: Instant) -> SignedIn | None:
        """Check the password. A new sign-in takes the place of one that was ended meanwhile; None = that before holds.

        Raises ``StoreError``.
        """
        desk = self._app.desk
        try:
            desk.store.sign_ins.unlock(password, now=now)
        except StoreError as error:
            if error.code is not Trouble.NOT_SIGNED_IN:
                raise
            if password.startswith(TOKEN_MARK):
                return self._by_token(password, now)
            return desk.store.sign_ins.with_password(desk.session.name, password, now=now)
        return None

    def _by_token(self, secret: str, now: Instant) -> SignedIn:
        """Take another token of the same person. Raises ``StoreError``."""
        desk = self._app.desk
        entered = desk.store.sign_ins.with_token(secret, origin=Origin.WORKSTATION, now=now)
        if entered.principal.name != desk.session.name:
            raise StoreError(Trouble.BAD_TOKEN)
        return entered

    def _change(self, entered: SignedIn, password: str) -> None:
        """Ask for a new password where somebody else chose this one meanwhile, before anything is shown."""
        from callcenter.screens.shift.sign_in import NewPasswordScreen

        app, desk = self._app, self._app.desk

        def changed(done: bool | None) -> None:
            if done:
                app.call_later(self._let_in, entered)  # once this screen has gone
                return
            app.write(lambda now: desk.store.by(entered.principal).sign_ins.end(now=now))
            if self._screen is not None:
                self._screen.refuse(_("Nothing changed: sign in again."))

        app.cover(NewPasswordScreen(desk.store, desk.clock, desk.session.name, password), changed)

    def _let_in(self, entered: SignedIn | None) -> None:
        app, desk, screen = self._app, self._app.desk, self._screen
        if screen is None:
            return
        if entered is not None:
            desk.session = replace(desk.session, sign_in=entered.principal.sign_in)
            desk.store = desk.store.by(desk.session.principal)
        self._screen, self._last, desk.signed_out = None, desk.now, False
        screen.dismiss()
        app.call_later(app.uncover)

    def _refused(self, error: StoreError) -> None:
        from callcenter.wording import problems

        if self._screen is not None:
            self._screen.refuse(problems.trouble(error.code, error.params))

    def _leave(self) -> None:
        """End the shift, for somebody else who needs the place; not with something that is under way.

        After the end of the sign-in a call is no reason to stay: it is on record.
        """
        app, desk, name = self._app, self._app.desk, self._app.desk.session.name
        assert self._screen is not None
        if app.unsaved or (app.in_call and not desk.signed_out):
            self._screen.refuse(_("Unfinished work here: only {agent} can end it.").format(agent=name))
            return
        out = partial(desk.store.presence.sign_out, name)
        # A store that does not let them out, as after they left the company, keeps nobody else from the place.
        desk.submit(app, lambda now: out(now=now), lambda _none: app.exit(), lambda _error: app.exit())
