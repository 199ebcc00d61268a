"""Dismissal of screens: each closes itself alone, once, also where something else was put on top of it meanwhile."""

from __future__ import annotations

from textual.await_complete import AwaitComplete
from textual.events import ScreenResume
from textual.screen import Screen, ScreenResultType

from callcenter.locale import _
from callcenter.widgets.base.commands import Commanded
from callcenter.widgets.lines.prompts import Hint, KeyHints


class ClosingScreen(Commanded, Screen[ScreenResultType]):
    """The framework's own ``dismiss`` takes away whatever is on top, and one more at each call: two quick Enters would
    close the screen below too, and a call that is saved under an open help would close the help and stay."""

    _result: tuple[ScreenResultType | None] | None = None
    """Result to close with as soon as nothing stands on it any more; None while it stays."""

    def footer(self) -> KeyHints:
        """The last line of the screen: its commands and those that it mentions, as far as they work now."""
        return KeyHints([Hint(one.id, _(one.title)) for one in self.offers if one.title], id="hints")

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        stack = self.app.screen_stack
        if self not in stack:
            return AwaitComplete()
        if stack[-1] is not self:
            self._result = (result,)
            return AwaitComplete()
        return super().dismiss(result)

    def on_screen_resume(self, event: ScreenResume) -> None:
        if self._result is not None:
            (result,), self._result = self._result, None
            self.dismiss(result)
