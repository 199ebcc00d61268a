"""Chooser of scripts: the situations by a letter, the others by the arrows; out of sight until it is opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from callcenter.locale import N_, _
from callcenter.model import Instant
from callcenter.views.worklists.scripts import FilledScript, Situation
from callcenter.widgets.base.commands import Commanded, KeyCommand, Offers
from callcenter.widgets.lines.bar import Bar, words
from callcenter.wording.cells import fit

LETTERS = {
    "g": Situation.GREETING,
    "i": Situation.INCOMING,
    "s": Situation.SILENT_LINE,
    "b": Situation.BAD_LINE,
    "a": Situation.SECOND_ATTEMPT,
    "n": Situation.NOT_NOW,
    "c": Situation.COMPLAINT,
    "m": Situation.ASKS_FOR_BOSS,
    "e": Situation.CLOSING,
}
_COLUMNS = 3
_ROWS = 6


class ScriptChooser(Commanded, Bar, can_focus=False):
    """All scripts in three columns; a letter takes a situation's at once, arrows and Enter any."""

    DEFAULT_CSS = """
    ScriptChooser { display: none; background: $panel; }
    ScriptChooser.-open { display: block; height: 7; }
    """
    offers: ClassVar[Offers] = (
        KeyCommand("script_chooser.up", "up", "move(-3)", meaning=N_("up")),
        KeyCommand("script_chooser.down", "down", "move(3)", meaning=N_("down")),
        KeyCommand("script_chooser.left", "left", "move(-1)", meaning=N_("left")),
        KeyCommand("script_chooser.right", "right", "move(1)", meaning=N_("right")),
        KeyCommand("script_chooser.take", "enter", "take", meaning=N_("choose")),
        KeyCommand("script_chooser.close", "escape", "close", meaning=N_("go back one level")),
    )

    class Chosen(Message):
        """This script is wanted."""

        def __init__(self, script: str) -> None:
            super().__init__()
            self.script = script

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._listed: tuple[tuple[str, FilledScript], ...] = ()
        self._cursor = 0
        self._focused_before: Widget | None = None

    def load(self, scripts: Iterable[FilledScript], proposed: Sequence[str]) -> None:
        """Load the scripts to choose from: those of situations by their letters, the proposed ones, then the rest."""
        known = tuple(scripts)
        lettered: dict[str, tuple[str, FilledScript]] = {}
        for letter, situation in LETTERS.items():
            fits = [one for one in known if situation in one.situations and one.id not in lettered]
            if fits:
                lettered[fits[0].id] = (letter, fits[0])
        others = [one for one in known if one.id not in lettered]
        others.sort(key=lambda one: proposed.index(one.id) if one.id in proposed else len(proposed))
        self._listed = (*lettered.values(), *(("", one) for one in others))
        self._cursor = 0
        self.refresh()

    def open(self, shown: str) -> None:
        """Show them and take the keys until one is chosen; the cursor begins on the one that is ``shown``."""
        if not self._listed:
            return
        self._focused_before = self.screen.focused
        self._cursor = next((place for place, (_letter, one) in enumerate(self._listed) if one.id == shown), 0)
        self.can_focus = True
        self.add_class("-open")
        self.focus()
        self.refresh()

    @property
    def is_open(self) -> bool:
        """Tell whether it takes the keys."""
        return self.has_class("-open")

    def action_close(self) -> None:
        if not self.is_open:
            return
        before, self._focused_before = self._focused_before, None
        had_focus = self.has_focus
        self.remove_class("-open")
        if had_focus and before is not None and before.is_attached:
            before.focus()
        self.can_focus = False

    def action_move(self, places: int) -> None:
        if 0 <= self._cursor + places < len(self._listed):
            self._cursor += places
            self.refresh()

    def action_take(self) -> None:
        self._choose(self._listed[self._cursor][1].id)

    def on_key(self, event: events.Key) -> None:
        if self.is_open and event.is_printable:
            event.stop()
            event.prevent_default()
            wanted = (event.character or "").lower()
            for letter, one in self._listed:
                if letter and letter == wanted:
                    self._choose(one.id)
                    return

    def on_blur(self) -> None:
        self.action_close()

    def clicked(self, name: str) -> None:
        self._choose(name)

    def hit(self, x: int, y: int) -> str | None:
        column = min(x * _COLUMNS // max(self.size.width, 1), _COLUMNS - 1)
        place = (y - 1 + self._first_row()) * _COLUMNS + column
        return self._listed[place][1].id if y > 0 and 0 <= place < len(self._listed) else None

    def _choose(self, script: str) -> None:
        self.action_close()
        self.post_message(self.Chosen(script))

    def _first_row(self) -> int:
        return max(self._cursor // _COLUMNS - _ROWS + 1, 0)

    def line(self, width: int, now: Instant) -> Content:
        head = _("Which script?  press a letter, or arrows and Enter;  Esc back")
        lines = [words(f" {head}", "$text-muted")]
        room = max(width // _COLUMNS, 8)
        first = self._first_row() * _COLUMNS
        for start in range(first, min(first + _ROWS * _COLUMNS, len(self._listed)), _COLUMNS):
            parts = []
            for place in range(start, min(start + _COLUMNS, len(self._listed))):
                letter, one = self._listed[place]
                here = place == self._cursor
                mark = words((">" if here else " ") + f" {letter or ' '} ", "bold reverse" if here else "$text-accent")
                label = fit(one.title, room - 5)
                parts.append(Content.assemble(mark, words(f"{label} ", "bold reverse" if here else "")))
            lines.append(Content("").join(parts))
        return Content("\n").join(lines)
