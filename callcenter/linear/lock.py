"""The lock of a shift in line mode: who comes back after a while gives the password before anything is done."""

from __future__ import annotations

from collections.abc import Callable

from callcenter.linear.dialogue import Dialogue, fact
from callcenter.locale import _
from callcenter.model import MINUTE
from callcenter.views.upkeep.trouble import StoreError, Trouble


class LineLock:
    """Looks at each line that is typed. ``sign_in_again``: asks for another sign-in where this one has ended."""

    def __init__(self, dialogue: Dialogue, sign_in_again: Callable[[], None]) -> None:
        self._dialogue = dialogue
        self._sign_in_again = sign_in_again
        self._last = dialogue.now
        """The instant at which somebody was there last."""

    def lets(self, line: str) -> bool:
        """Tell whether a line counts: not one that came after the time was up, which anybody could have typed."""
        desk = self._dialogue.desk
        # By the wall clock: a machine that slept meanwhile was left alone too.
        due = desk.session.has_password and desk.now - self._last >= desk.settings.lock_minutes * MINUTE
        if due:
            self._unlock()
        self._last = desk.now
        if due and line:
            self._dialogue.say(fact(_("discarded, type it again"), line))
        return not due

    def lock(self) -> None:
        """Ask for the password now: nothing is done until it is given."""
        self._unlock()
        self._last = self._dialogue.now

    def _unlock(self) -> None:
        desk = self._dialogue.desk
        self._dialogue.say(_("Locked: enter your password to continue."))
        while True:
            password = self._dialogue.console.ask(_("{label}: ").format(label=_("password")), secret=True) or ""
            try:
                desk.store.sign_ins.unlock(password, now=desk.now)
            except StoreError as error:
                if error.code is Trouble.NOT_SIGNED_IN:
                    self._sign_in_again()
                    return
                self._dialogue.refused(error)
            else:
                return
