"""The modes: which screen each of them begins with, and speaking another language in all of them."""

from __future__ import annotations

from collections.abc import Callable

from textual.screen import Screen

from callcenter import locale
from callcenter.screens.frame.modes import MODES, ModeEntry
from callcenter.widgets.base import textual_internals
from callcenter.workstation.desk_app import DeskApp

_BETWEEN = "between"
"""The mode in which the program stands while its screens are rebuilt."""


def add(app: DeskApp) -> None:
    """Tell the program its modes."""

    def later(mode: ModeEntry) -> Callable[[], Screen[None]]:
        return lambda: make(app, mode)

    for mode in MODES:
        app.add_mode(mode.name, later(mode))


def make(app: DeskApp, mode: ModeEntry = MODES[0]) -> Screen[None]:
    """The screen of a mode, new."""
    screen = mode.make(app.desk)
    textual_internals.adopt_stylesheets(screen, app)
    return screen


async def speak(app: DeskApp, language: locale.Language) -> None:
    """Speak a language from now on. The screens are rebuilt: every text on them is looked up there."""
    locale.use(language)
    mode = app.current_mode
    claim, cursor = app.queue.claim, app.queue.list.key
    while len(app.screen_stack) > 1:
        await app.pop_screen()
    app.add_mode(_BETWEEN, Screen)
    await app.switch_mode(_BETWEEN)
    for one in MODES:
        await app.remove_mode(one.name)
    add(app)
    await app.switch_mode("queue")
    app.queue.go_on(claim, cursor)
    await app.switch_mode(mode)
    await app.remove_mode(_BETWEEN)
    app.show_alerts()
