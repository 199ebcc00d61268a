"""The base of the workstation and of the sign-in before it: keys in their order, themes, an end without secrets."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import App, ReturnType
from textual.events import Event, Key, Paste, Resize

from callcenter.settings import Settings
from callcenter.widgets.base.commands import Commanded
from callcenter.widgets.base.terminal_cells import TerminalCells
from callcenter.widgets.base.textual_internals import PlainTracebackApp
from callcenter.widgets.base.themes import THEMES
from callcenter.workstation.key_order import KeyOrder

if TYPE_CHECKING:
    from textual.theme import Theme

_WIDE_SPACE = "ideographic_space"
"""The character of the space bar under a Chinese input method of full width; Textual would drop it as not printable."""


class BaseApp(Commanded, PlainTracebackApp[ReturnType]):
    """A program as a person's settings want it."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.keys = KeyOrder(self, super().on_event, at_once=("app.quit", "app.lock"))
        self.cells = TerminalCells()
        for theme in THEMES.values():
            self.register_theme(theme)
        self._begin_with(THEMES[settings.theme])
        if settings.reduced:
            self.animation_level = "none"
        if settings.keys:
            from callcenter.widgets.base.key_names import keymap

            self.set_keymap(keymap(settings.keys))

    @property
    def covered(self) -> bool:
        """True where a screen stands before everything, and nothing may be read or done until it goes."""
        return False

    def hold_keys(self) -> Callable[[], None]:
        """Let keys wait for what the store is about to answer, until what comes back is called."""
        return self.keys.wait()

    def _begin_with(self, theme: Theme) -> None:
        """Wear a theme from the first frame on. To Textual, which is dark at first, another dark one need be no
        change: that would parse every stylesheet twice more."""
        if theme.dark:
            self.set_reactive(App.theme, theme.name)
            self.stylesheet.set_variables(self.get_css_variables())
        else:
            self.theme = theme.name

    def post_display_hook(self) -> None:
        self.keys.begin()

    async def on_event(self, event: Event) -> None:
        if isinstance(event, Resize):  # also where the terminal is the same, and was cleared: the program went on
            self.cells.forget()
        if isinstance(event, Key) and event.key == _WIDE_SPACE:
            event = Key("space", " ")
        if isinstance(event, Key | Paste) and not event.is_forwarded:
            await self.keys.take(event)
        else:
            await super().on_event(event)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy in the one way that works everywhere, whoever asks: a screen, or the framework for Ctrl+C in a line."""
        from callcenter.screens.frame import clipboard

        super().copy_to_clipboard(text)
        clipboard.tell_tmux(self, text)
