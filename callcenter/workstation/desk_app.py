"""Base of the program, as every room of the workstation knows it: the desk, the way to the store, what is
said in passing, where one is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from inspect import isawaitable
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import replace
from textual.await_complete import AwaitComplete
from textual.events import Event, Key, MouseDown, MouseScrollDown, MouseScrollUp, Paste
from textual.notifications import SeverityLevel
from textual.screen import Screen

from callcenter import preferences
from callcenter.locale import _
from callcenter.model import Instant
from callcenter.screens.frame.desk import Desk, DeskScreen, Failed
from callcenter.screens.worklists.queue import QueueScreen
from callcenter.views.upkeep.trouble import StoreError
from callcenter.widgets.base import textual_internals
from callcenter.widgets.base.themes import THEMES
from callcenter.workstation.base_app import BaseApp

if TYPE_CHECKING:
    from pathlib import Path

    from callcenter.preferences import Preferences
    from callcenter.views.worklists.calls import CallElsewhere

T = TypeVar("T")
ResultT = TypeVar("ResultT")

_AT_THE_DESK = (Key, Paste, MouseDown, MouseScrollDown, MouseScrollUp)
"""The result of a program for somebody who sits there."""
_ANSWER_SECONDS = 0.2
_PAUSE_SECONDS = 1.0
_SAID_SECONDS = 8.0
"""Seconds for which a trouble stands on the screen."""


class DeskApp(BaseApp[None]):
    """A program at a desk."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.settings)
        self.desk = desk
        self._said: dict[str, float] = {}
        self._typed = 0.0
        self.abandoned = False
        """True if the agent left without the store's answer."""
        self._held: list[Callable[[], object]] | None = None
        """Screens that want to come onto the screen while it is covered; None while it is not."""

    # --- where one is ---------------------------------------------------------------------------------------------

    @property
    def desk_screens(self) -> tuple[DeskScreen[Any], ...]:
        """The screens at the desk, from the mode up to the one on top."""
        return tuple(screen for screen in self.screen_stack if isinstance(screen, DeskScreen))

    @property
    def in_call(self) -> bool:
        """Tell whether a call is on the screen: modes are off then (docs/architecture.md#modes)."""
        return any(screen.is_call for screen in self.desk_screens)

    def see_elsewhere(self, elsewhere: CallElsewhere | None) -> None:
        """Hear of the agent's open call that is not in this window; None = there is none."""

    @property
    def queue(self) -> QueueScreen:
        """The queue, wherever one is."""
        screen = self.get_screen_stack("queue")[0]
        assert isinstance(screen, QueueScreen)
        return screen

    def to_ground(self) -> None:
        """Close whatever is on top of the present mode; not while everything is covered."""
        if self.covered:
            self._hold(self.to_ground)
            return
        while len(self.screen_stack) > 1:
            self.pop_screen()

    async def on_event(self, event: Event) -> None:
        if isinstance(event, _AT_THE_DESK) and not event.is_forwarded and not self.somebody_is_here():
            return
        if isinstance(event, Key):
            self._typed = monotonic()
        await super().on_event(event)

    def somebody_is_here(self) -> bool:
        """Take note of a key or the mouse; False where it is for nobody."""
        return True

    @property
    def typing(self) -> bool:
        """Tell whether a key waits for its answer: what can wait does not read, load or draw meanwhile."""
        return monotonic() <= self._typed + _ANSWER_SECONDS

    @property
    def pausing(self) -> bool:
        """Tell whether nobody has typed for so long that the next key is not likely to come at this very moment."""
        return monotonic() > self._typed + _PAUSE_SECONDS

    # --- covered --------------------------------------------------------------------------------------------------

    @property
    def covered(self) -> bool:
        return self._held is not None

    def cover(self, screen: Screen[ResultT], then: Callable[[ResultT | None], None] | None = None) -> None:
        """Put a screen before everything; what others want to show waits until :meth:`uncover`. ``then`` is given what
        it closes with."""
        self.clear_notifications()
        super().push_screen(screen, then)
        self._held = self._held or []

    def uncover(self) -> None:
        """Show what waited; called when the screen that covered everything has gone."""
        held, self._held = self._held or [], None
        for show in held:
            show()

    def _hold(self, show: Callable[[], object]) -> AwaitComplete:
        assert self._held is not None
        self._held.append(show)
        return AwaitComplete()

    def push_screen(self, *args: Any, **more: Any) -> Any:
        """Put a screen on top; not while everything is covered."""
        push = partial(super().push_screen, *args, **more)
        return self._hold(push) if self.covered else push()

    def switch_mode(self, mode: str) -> Any:
        """Go to a mode; not while everything is covered."""
        switch = partial(super().switch_mode, mode)
        return self._hold(switch) if self.covered else switch()

    # --- the store ------------------------------------------------------------------------------------------------

    def write(self, work: Callable[[Instant], object], then: Callable[..., object] | None = None) -> None:
        """Change the store in the order of the calls; errors become one line (docs/architecture.md#ui-thread)."""
        self.desk.submit(self, work, then, self.say)

    def write_ahead(
        self,
        work: Callable[[Instant], T],
        then: Callable[[T], object],
        failed: Callable[[StoreError], object] | None = None,
    ) -> None:
        """Change the store as :meth:`write` does, for an answer that leads to another screen: keys wait for it."""
        let_go = self.hold_keys()

        async def arrive(answer: T) -> None:
            try:
                if isawaitable(arriving := then(answer)):
                    await arriving
            finally:
                let_go()

        def refused(error: StoreError) -> None:
            let_go()
            (failed or self.say)(error)

        self.desk.submit(self, work, arrive, refused)

    def on_failed(self, event: Failed) -> None:
        self.say(event.error)

    @property
    def unsaved(self) -> str:
        """Return what was typed and is not in the store."""
        return " ".join(screen.unsaved for screen in self.desk_screens if screen.unsaved)

    def may_close(self) -> bool:
        """Tell whether the screens on top of the mode can be closed without losing what was typed; else it is said."""
        if not self.unsaved:
            return True
        self.bell()
        said = _("Unsaved text here: save it, or discard it with Esc, then press the key again.")
        self.notify(said, severity="warning", timeout=5)
        return False

    def end(self) -> None:
        """End at once and keep what was typed: the writer is done before the program is."""
        self.keep_notes()
        self.exit()

    def keep_notes(self) -> None:
        """Have the store keep at once what was typed."""
        for screen in self.desk_screens:
            screen.keep_note()

    # --- what is chosen -------------------------------------------------------------------------------------------

    def keep_choice(self, **changes: Any) -> None:
        """Note what the person chose: in the settings of this run, and in their own file for the next one."""
        desk = self.desk
        chosen = replace(desk.preferences.chosen, **changes)
        if chosen == desk.preferences.chosen:
            return
        desk.preferences = replace(desk.preferences, chosen=chosen)
        desk.settings = desk.preferences.over(desk.settings_without)
        if (path := desk.preferences.path) is not None:
            self.run_worker(partial(self._write_choices, path, chosen), thread=True, group="choices", exclusive=True)

    def _write_choices(self, path: Path, chosen: Preferences) -> None:
        try:
            preferences.write(path, chosen)
        except OSError as error:
            said = _("Not kept for next time: {path} cannot be written ({reason})")
            reason = error.strerror or str(error)
            self.call_from_thread(self.notify, said.format(path=path, reason=reason), severity="warning")

    def follow_choices(self) -> None:
        """Wear the colours and take the keys of the settings."""
        from callcenter.widgets.base.key_names import keymap

        self.theme = THEMES[self.desk.settings.theme].name
        self.set_keymap(keymap(self.desk.settings.keys))
        for screen in self.screen_stack:
            screen.refresh_bindings()

    def theme_chosen(self) -> None:
        """Note the colours that the program wears, whoever chose them."""
        worn = next((name for name, theme in THEMES.items() if theme.name == self.theme), None)
        if worn is not None and worn != self.desk.settings.theme:
            self.keep_choice(theme=worn)

    # --- what is said ---------------------------------------------------------------------------------------------

    def show_alerts(self) -> None:
        """Put what the timer found into headers and banners."""
        for screen in self.desk_screens:
            screen.show_alerts()

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Say something in passing. The newest takes the place of what was said before, except of a trouble: a heap
        of notices would hide the rows that they speak of. Nothing in it is markup."""
        if self.covered:
            self._hold(partial(self.notify, message, title=title, severity=severity, timeout=timeout))
            return
        if severity == "error" or all(said.severity != "error" for said in textual_internals.notifications(self)):
            self.clear_notifications()
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=False)

    def say(self, error: StoreError) -> None:
        """Say that a verb of the store did not work: one clear line, and only one while it can still be read."""
        from callcenter.wording import problems

        said, now = problems.trouble(error.code, error.params), monotonic()
        if now < self._said.get(said, now):
            return
        self._said = {**{text: until for text, until in self._said.items() if now < until}, said: now + _SAID_SECONDS}
        self.notify(said, severity="error", markup=False, timeout=_SAID_SECONDS)
