"""What every room of the workstation may ask of the program that it runs in: the desk, the way to the store, what is
said in passing, where one is."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any

from textual.app import App
from textual.events import Event, Key, Paste
from textual.notifications import SeverityLevel

from callcenter.locale import _
from callcenter.model import Instant
from callcenter.screens.desk import Desk, DeskScreen, Failed
from callcenter.screens.queue import QueueScreen
from callcenter.views.trouble import StoreError
from callcenter.workstation.key_order import KeyOrder

_WIDE_SPACE = "ideographic_space"
"""What the space bar gives under a Chinese input method of full width; Textual would drop it as not printable."""
_ANSWER_SECONDS = 0.2
_PAUSE_SECONDS = 1.0
_SAID_SECONDS = 8.0
"""How long a trouble stands on the screen."""


class DeskApp(App[None]):
    """A program at a desk."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._said: dict[str, float] = {}
        self._typed = 0.0
        self.abandoned = False
        """Whether the agent left without the store's answer."""
        self.keys = KeyOrder(self, super().on_event)

    # --- where one is ---------------------------------------------------------------------------------------------

    @property
    def desk_screens(self) -> tuple[DeskScreen[Any], ...]:
        """The screens at the desk, from the mode up to the one on top."""
        return tuple(screen for screen in self.screen_stack if isinstance(screen, DeskScreen))

    @property
    def in_call(self) -> bool:
        """Whether a call is on the screen: modes are off then (DESIGN §2)."""
        return any(screen.is_call for screen in self.desk_screens)

    @property
    def queue(self) -> QueueScreen:
        """The queue, wherever one is."""
        screen = self.get_screen_stack("queue")[0]
        assert isinstance(screen, QueueScreen)
        return screen

    def to_ground(self) -> None:
        """Close whatever is on top of the present mode."""
        while len(self.screen_stack) > 1:
            self.pop_screen()

    async def on_event(self, event: Event) -> None:
        if isinstance(event, Key):
            self._typed = monotonic()
            if event.key == _WIDE_SPACE:
                event = Key("space", " ")
        if isinstance(event, Key | Paste) and not event.is_forwarded:
            await self.keys.take(event)
        else:
            await super().on_event(event)

    @property
    def typing(self) -> bool:
        """After a key the time is its answer's: what can wait does not read, load or draw meanwhile."""
        return monotonic() <= self._typed + _ANSWER_SECONDS

    @property
    def pausing(self) -> bool:
        """Whether nobody has typed for so long that the next key is not likely to come at this very moment."""
        return monotonic() > self._typed + _PAUSE_SECONDS

    def copy_to_clipboard(self, text: str) -> None:
        """Copy in the one way that works everywhere, whoever asks: a screen, or the framework for Ctrl+C in a line."""
        from callcenter.screens import clipboard

        super().copy_to_clipboard(text)
        clipboard.tell_tmux(self, text)

    # --- the store ------------------------------------------------------------------------------------------------

    def write(self, work: Callable[[Instant], object], then: Callable[..., object] | None = None) -> None:
        """Change the store in the order of the calls; errors become one line (DESIGN §3)."""
        self.desk.submit(self, work, then, self.say)

    def on_failed(self, event: Failed) -> None:
        self.say(event.error)

    @property
    def unsaved(self) -> str:
        """What was typed and is not in the store."""
        return " ".join(screen.unsaved for screen in self.desk_screens if screen.unsaved)

    def may_close(self) -> bool:
        """Whether the screens on top of the mode can be closed without losing what was typed; else it is said."""
        if not self.unsaved:
            return True
        self.bell()
        said = _("Something is typed here and not saved yet. Save it, or leave it with Esc, and press the key again.")
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
        if severity == "error" or all(said.severity != "error" for said in self._notifications):
            self.clear_notifications()
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=False)

    def say(self, error: StoreError) -> None:
        """A verb of the store did not work: one clear line, and only one while it can still be read."""
        from callcenter.wording import problems

        said, now = problems.trouble(error.code, error.params), monotonic()
        if now < self._said.get(said, now):
            return
        self._said = {**{text: until for text, until in self._said.items() if now < until}, said: now + _SAID_SECONDS}
        self.notify(said, severity="error", markup=False, timeout=_SAID_SECONDS)
