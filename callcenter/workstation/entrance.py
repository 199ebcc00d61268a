"""Programs of one screen: before the workstation, who works here? Asked where neither the store nor the command line
says so. And the wall of a room, beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from importlib import import_module
from typing import Any, ClassVar, TypeVar

from textual.screen import Screen

from callcenter.clock import Clock
from callcenter.locale import N_, _
from callcenter.settings import Settings
from callcenter.store import Store
from callcenter.views.people.people import AgentRow, SignedIn
from callcenter.widgets.base.commands import KeyCommand, Offers
from callcenter.workstation.base_app import BaseApp
from callcenter.workstation.readers import Readers
from callcenter.workstation.terminal import Terminal

_AHEAD_SECONDS = 0.2
_QUIT = KeyCommand("door.quit", "ctrl+q", "quit", meaning=N_("leave"), priority=True)

_Result = TypeVar("_Result")


class OneScreen(BaseApp[_Result]):
    """App of one screen, which ends with what that closes with, None where it was left."""

    TITLE = "callcenter"
    ENABLE_COMMAND_PALETTE = False
    CSS = "KeyHints { dock: bottom; }"

    def __init__(self, screen: Screen[Any], settings: Settings) -> None:
        super().__init__(settings)
        self._first = screen
        self._terminal = Terminal(self, self.exit)

    def on_mount(self) -> None:
        asyncio.get_running_loop().set_default_executor(Readers())
        self.push_screen(self._first, self.exit)
        self.call_after_refresh(self.keys.open)
        self._terminal.watch()
        self.set_interval(1, self._second)

    def post_display_hook(self) -> None:
        if self.screen is self._first:  # the framework draws an empty one before
            super().post_display_hook()

    def _second(self) -> None:
        if self._terminal.gone:
            self._terminal.end()
            return
        self._terminal.fit(self.size.width, self.size.height)


class Entrance(OneScreen["SignedIn | str"]):
    """Questions before the workstation, which is loaded meanwhile."""

    offers: ClassVar[Offers] = (_QUIT,)

    def on_mount(self) -> None:
        # Textual calls the handler of the base too.
        self.set_timer(_AHEAD_SECONDS, self._load_ahead)

    def _load_ahead(self) -> None:
        """Load the workstation while somebody types."""
        self.run_worker(lambda: import_module("callcenter.app"), thread=True, group="ahead")


class Room(OneScreen[None]):
    """Figures on a screen of a room."""

    offers: ClassVar[Offers] = (_QUIT,)


def sign_in(store: Store, clock: Clock, settings: Settings, *, name: str = "") -> SignedIn | None:
    """Ask for name and password; None where somebody left instead. ``name``: whom to begin with."""
    from callcenter.screens.shift.sign_in import SignInScreen

    entered = Entrance(SignInScreen(store, clock, name=name), settings).run()
    return entered if isinstance(entered, SignedIn) else None


def choose(people: Sequence[AgentRow], settings: Settings) -> str | None:
    """Ask who of several people works here; None where nobody was chosen."""
    from callcenter.screens.frame.person_choice import PersonScreen

    chosen = Entrance(PersonScreen(_("Choose who works here. You are asked only once."), people), settings).run()
    return chosen if isinstance(chosen, str) else None
