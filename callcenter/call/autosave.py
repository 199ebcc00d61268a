"""Autosave of what is made in a call: one save at a time, the newest last (docs/architecture.md#call-on-record)."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class Autosave(Generic[T]):
    """Autosave of one thing. ``made``: how it stands; ``kept``: how the store has it.

    A store that is slow or gone gets no heap of saves: while one is under way the next waits for its answer.
    """

    def __init__(self, kept: T) -> None:
        self.made = kept
        self.kept = kept
        self.trouble = ""
        """Reason, in a few words, why the store does not have it; '' while there is none."""
        self._under_way = False
        self._again = False

    @property
    def is_safe(self) -> bool:
        """Tell whether the store has it as it stands."""
        return self.made == self.kept

    def begin(self, *, at_once: bool = False) -> bool:
        """Tell whether a save of ``made`` begins now. ``at_once``: behind one that is under way, for nobody may be
        there later to ask for it again."""
        if self._under_way and not at_once:
            self._again = True
            return False
        if self.is_safe and not self._under_way:
            self.trouble = ""
            return False
        self._under_way = True
        return True

    def end(self, saved: T) -> bool:
        """Note that the store has this now; tell whether another save is wanted."""
        self._under_way, self.kept, self.trouble = False, saved, ""
        again, self._again = self._again, False
        return again and not self.is_safe

    def fail(self, trouble: str) -> None:
        """Note that the store did not take it: a later :meth:`begin` tries again."""
        self._under_way = self._again = False
        self.trouble = trouble

    def forget(self) -> None:
        """Expect no answer any more to the save that is under way: whoever waited for it is gone."""
        self._under_way = self._again = False
