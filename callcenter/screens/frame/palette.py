"""The command palette: everything that can be done on the screen below, by its name (docs/architecture.md#keys)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct
from textual.app import App
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.screen import Screen

from callcenter import private_files
from callcenter.locale import N_, _
from callcenter.widgets.base.commands import meaning, offered
from callcenter.widgets.base.themes import THEMES
from callcenter.widgets.lines.prompts import key_words

_THEME_WORDS = {
    "dark": N_("colours: dark"),
    "light": N_("colours: light"),
    "high-contrast": N_("colours: high contrast"),
    "colour-blind": N_("colours: for red-green colour blindness"),
}


_COLOUR_WORDS = N_("theme color scheme appearance")
_PICTURE_WORDS = N_("screenshot screen shot image")


class _Entry(Struct, frozen=True):
    """Entry of the palette: its words, its keys and its act. ``also``: other words that people look for it by."""

    said: str
    beside: str
    run: Callable[[], Any]
    also: str = ""


def _readings(text: str) -> tuple[str, str]:
    """Return Chinese words as they are typed without an input method: whole in pinyin, and by their first letters."""
    from pypinyin import lazy_pinyin

    syllables = lazy_pinyin(text)
    return "".join(syllables), "".join(one[0] for one in syllables if one.strip())


class Everything(Provider):
    """Commands of the screen and the program, with their keys; moving about in a list is left to the keys."""

    async def discover(self) -> Hits:
        for entry in self._entries():
            yield DiscoveryHit(entry.said, entry.run, help=entry.beside)

    async def search(self, query: str) -> Hits:
        matcher, typed = self.matcher(query), query.casefold().replace(" ", "")
        nothing = True
        for entry in self._entries():
            score, also = matcher.match(entry.said), entry.also.casefold().split()
            if not score and typed.isascii():
                readings = await asyncio.to_thread(_readings, entry.said) if not entry.said.isascii() else ()
                score = float(any(typed in one for one in (*readings, *also, "".join(also))))
            elif not score:
                score = float(typed in also)
            if score > 0:
                nothing = False
                yield Hit(score, matcher.highlight(entry.said), entry.run, help=entry.beside)
        if nothing:
            yield Hit(1, _("No command by that name."), lambda: None)

    def _entries(self) -> Iterator[_Entry]:
        keys: dict[str, list[str]] = {}
        runs: dict[str, Callable[[], Any]] = {}
        for node, binding in offered(self.screen):
            said = meaning(binding)
            if said and isinstance(node, Screen | App):
                keys.setdefault(said, []).append(key_words(self.app, binding))
                runs.setdefault(said, partial(self.app.run_action, binding.action, node))
        for said, run in runs.items():
            yield _Entry(_(said), "  ".join(keys.get(said, ())), run)
        for theme, word in _THEME_WORDS.items():
            yield _Entry(_(word), "", partial(self._wear, theme), also=_(_COLOUR_WORDS))
        save = partial(self.app.call_after_refresh, self._save_picture)
        yield _Entry(_("save a screenshot"), "", save, also=_(_PICTURE_WORDS))

    def _save_picture(self) -> None:
        """Save the screen as it stands; what it shows of customers is for its owner's eyes."""
        import platformdirs

        folder = platformdirs.user_pictures_path()
        try:
            private_files.make_folder(folder)
            path = Path(self.app.save_screenshot(path=str(folder)))
            private_files.tighten(path)
        except OSError as error:
            self.app.notify(error.strerror or str(error), severity="warning", markup=False)
            return
        self.app.notify(_("Screenshot saved to {path}").format(path=path), markup=False)

    def _wear(self, theme: str) -> None:
        self.app.theme = THEMES[theme].name
