"""The command palette: everything that can be done on the screen below, by its name (docs/architecture.md#keys)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from msgspec import Struct
from textual.app import App
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.screen import Screen

from callcenter.locale import N_, _
from callcenter.screens.frame.help import MEANINGS
from callcenter.widgets.base.themes import THEMES
from callcenter.widgets.lines.prompts import key_words

_THEME_WORDS = {
    "dark": N_("colours: dark"),
    "light": N_("colours: light"),
    "high-contrast": N_("colours: high contrast"),
    "colour-blind": N_("colours: for red-green colour blindness"),
}


class _Entry(Struct, frozen=True):
    said: str
    beside: str
    run: Callable[[], Any]


class Everything(Provider):
    """Commands of the screen and the program, with their keys; moving about in a list is left to the keys."""

    async def discover(self) -> Hits:
        for entry in self._entries():
            yield DiscoveryHit(entry.said, entry.run, help=entry.beside)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        nothing = True
        for entry in self._entries():
            if (score := matcher.match(entry.said)) > 0:
                nothing = False
                yield Hit(score, matcher.highlight(entry.said), entry.run, help=entry.beside)
        if nothing:
            yield Hit(1, _("Nothing here has that name."), lambda: None)

    def _entries(self) -> Iterator[_Entry]:
        keys: dict[str, list[str]] = {}
        runs: dict[str, Callable[[], Any]] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            meaning = MEANINGS.get(binding.id or "", "")
            if meaning and active.enabled and isinstance(active.node, Screen | App):
                keys.setdefault(meaning, []).append(key_words(self.app, binding))
                runs.setdefault(meaning, partial(self.app.run_action, binding.action, active.node))
        undo = MEANINGS["queue.undo"]
        if undo not in runs and self.app.check_action("undo", ()):
            runs[undo] = partial(self.app.run_action, "app.undo")
        for meaning, run in runs.items():
            yield _Entry(_(meaning), "  ".join(keys.get(meaning, ())), run)
        for theme, word in _THEME_WORDS.items():
            yield _Entry(_(word), "", partial(self._wear, theme))

    def _wear(self, theme: str) -> None:
        self.app.theme = THEMES[theme].name
