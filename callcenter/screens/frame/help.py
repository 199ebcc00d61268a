"""The keys that work on the screen below, as they are bound now (docs/architecture.md#keys)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import Screen

from callcenter.locale import N_, _
from callcenter.screens.frame.overlay import OverScreen
from callcenter.widgets.base.commands import KeyCommand, Offers, meaning, offered
from callcenter.widgets.lines.prompts import key_words
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.widgets.lists.columns import Column
from callcenter.widgets.lists.line_list import LineList, LineRow

_UNNAMED: Mapping[str, str] = {
    "app.command_palette": N_("find any command by name"),
    "command_palette": N_("find any command by name"),
    "app.focus_next": N_("next pane of the screen"),
    "app.focus_previous": N_("previous pane"),
}
"""Meanings of the framework's own bindings, by their actions: they have no ids."""


class HelpScreen(OverScreen[None]):
    """A list of keys and what they do, those of the focused part first."""

    CSS_PATH = "help.tcss"
    offers: ClassVar[Offers] = (KeyCommand("help.back", "escape,question_mark,f1", "dismiss(None)", N_("back")),)

    def __init__(self, below: Screen[object]) -> None:
        super().__init__()
        self._below = below

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield SaidLine(style="bold", id="title")
            yield LineList((Column(_("key"), 18), Column(_("what it does"), 30, flex=1)), id="keys")
            yield self.footer()

    def on_mount(self) -> None:
        self.query_one("#title", SaidLine).say(_("Keys available here"))
        parts: dict[str, dict[str, list[str]]] = {_("this screen"): {}, _("focused pane"): {}, _("everywhere"): {}}
        here, focused, everywhere = parts.values()
        for node, binding in offered(self._below):
            said = _meaning(binding)
            if not said:
                continue
            if binding.id is None or binding.id.startswith("app."):
                keys = everywhere
            else:
                keys = here if node is self._below else focused
            shown = keys.setdefault(said, [])
            if (word := key_words(self.app, binding)) not in shown:
                shown.append(word)
        rows = []
        for title, keys in parts.items():
            if keys:
                rows.append(LineRow(title, (title,), section=True))
            rows += [LineRow(f"{title} {said}", ("  ".join(shown), _(said))) for said, shown in keys.items()]
        listed = self.query_one("#keys", LineList)
        listed.set_rows(rows)
        listed.focus()


def _meaning(binding: Binding) -> str:
    """Return the meaning of a binding, in English; '' for one that is nobody's business."""
    return meaning(binding) or _UNNAMED.get(binding.action, "")
