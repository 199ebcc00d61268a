"""Autosave of what is made in a call: one save at a time, and a retry until it is safe.

See docs/architecture.md#call-on-record.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Generic, TypeVar

from callcenter.model import Instant
from callcenter.screens.frame.desk import DeskScreen, Failed
from callcenter.store import StoreError, Trouble
from callcenter.wording import problems

T = TypeVar("T")

TRY_AGAIN_SECONDS = 2.0
"""Seconds until a retry of what the store refused."""


class Autosave(Generic[T]):
    """Autosave of one thing of a screen. ``standing`` reads it, ``save`` is a verb of the store, ``kept`` how the store
    has it. ``told`` hears what was saved, and '' or in a few words why it could not be."""

    def __init__(
        self,
        screen: DeskScreen[Any],
        standing: Callable[[], T],
        save: Callable[[T, Instant], None],
        *,
        kept: T,
        told: Callable[[T, str], None],
    ) -> None:
        self._screen = screen
        self._standing = standing
        self._save = save
        self._told = told
        self.kept = kept
        self._busy = False
        self._again = False
        self._over = False

    @property
    def is_safe(self) -> bool:
        """Tell whether the store has it as it stands."""
        return self._standing() == self.kept

    def end(self) -> None:
        """Stop telling the screen, whose business it is no more."""
        self._over = True

    def keep(self) -> None:
        """Save it as it stands. A store that is slow or gone gets no heap of savings.

        A retry may come when the widgets of the screen have gone; it was saved as they went.
        """
        if self._over or not self._screen.children:
            return
        if self._busy:
            self._again = True
        elif self.is_safe:
            self._told(self.kept, "")  # also where it is again as the store has it
        elif self._screen.desk.signed_out:
            self._screen.set_timer(TRY_AGAIN_SECONDS, self.keep)
        else:
            self.keep_at_once()

    def keep_at_once(self) -> None:
        """Save it behind whatever is under way: nobody is there later to save it again."""
        if self._over or self.is_safe:
            return
        made, save = self._standing(), self._save
        self._busy = True
        self._screen.write(lambda now: save(made, now), lambda _none: self._done(made), partial(self._failed, made))

    def _done(self, made: T) -> None:
        self._busy, self.kept = False, made
        if self._over:
            return
        self._told(made, "")
        again, self._again = self._again, False
        if again:
            self.keep()

    def _failed(self, made: T, error: StoreError) -> None:
        """Keep it on the screen, which says why it is not safe; it is saved when the store is back."""
        self._busy = self._again = False
        if self._screen.is_open and not self._over:
            self._told(made, problems.trouble_in_short(error.code, error.params))
            if error.code is Trouble.NOT_SIGNED_IN:  # the program asks who it is, and what waits is saved then
                self._screen.post_message(Failed(error))
            self._screen.set_timer(TRY_AGAIN_SECONDS, self.keep)
