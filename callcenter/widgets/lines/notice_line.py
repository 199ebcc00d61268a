"""Lines below the header: a notice until it is read, and a call that the agent has in another window."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from callcenter.locale import _
from callcenter.model import Instant
from callcenter.views.worklists.calls import CallElsewhere
from callcenter.widgets.lines.bar import Bar, spread, words
from callcenter.widgets.lines.prompts import live_key

_READ = "app.notice"
_TAKE_OVER = "app.take_over"


class NoticeLine(Bar):
    """Line with the first of the notices, how many there are besides, and the key that says it is read."""

    DEFAULT_CSS = """
    NoticeLine { display: none; background: $accent-muted; color: $text-accent; text-style: bold; }
    NoticeLine.-told { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._notices: tuple[str, ...] = ()

    def show(self, notices: Sequence[str]) -> None:
        """Show other notices, the one to be read first before the others."""
        self._notices = tuple(notices)
        self.set_class(bool(notices), "-told")
        self.refresh()

    def line(self, width: int, now: Instant) -> Content:
        if not self._notices:
            return Content("")
        key = live_key(self.screen, _READ)
        more = f"+{len(self._notices) - 1}  " if len(self._notices) > 1 else ""
        right = Content.assemble(words(more), words(f"{key} {_('dismiss')} " if key else ""))
        return spread(words(f" > {self._notices[0]}"), right, width)


class ElsewhereLine(Bar):
    """Line with the agent's call that is not in this window, and the key that takes it over."""

    DEFAULT_CSS = """
    ElsewhereLine { display: none; background: $warning-muted; color: $text-warning; text-style: bold; }
    ElsewhereLine.-told { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._call: CallElsewhere | None = None

    def show(self, call: CallElsewhere | None) -> None:
        """Show such a call; None = there is none."""
        self._call = call
        self.set_class(call is not None, "-told")
        self.refresh()

    def line(self, width: int, now: Instant) -> Content:
        if self._call is None:
            return Content("")
        left = _("Your call with {name} is not finished.")
        said = _("You are on a call with {name} in another window.") if self._call.living else left
        key = live_key(self.screen, _TAKE_OVER)
        right = words(f"{key} {_('take over')} " if key else "")
        return spread(words(f" ! {said.format(name=self._call.customer)}"), right, width)
