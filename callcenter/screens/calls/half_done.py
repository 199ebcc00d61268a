"""A call that is half done, as it stands on its screen: gone on with on another one when the language is switched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from textual.screen import Screen
from textual.widgets import Input
from textual.widgets.input import Selection

from callcenter.model import Disposition
from callcenter.screens.calls.wrap_up_answers import WrappingUp
from callcenter.views.worklists.calls import OpenCall
from callcenter.views.worklists.scripts import ScriptUse
from callcenter.widgets.forms.date_entry import DateEntry


class HalfDone(Struct, frozen=True):
    """Everything typed, chosen or ticked off.

    ``kept_scripts`` is what the store has of ``scripts``; ``texts`` what stands in the lines, by their names; ``line``
    the one with the focus, '' for the note; ``selection`` is that line's, ``cursor`` the note's.
    """

    call: OpenCall
    line_untold: bool
    note: str
    cursor: tuple[int, int]
    disposition: Disposition | None
    wrapping: WrappingUp
    written: bool
    texts: Mapping[str, str]
    line: str
    selection: Selection
    referring: bool
    scripts: tuple[ScriptUse, ...]
    kept_scripts: tuple[ScriptUse, ...]
    script: str
    whole: bool


def lines_of(screen: Screen[Any]) -> dict[str, Input]:
    """The lines of text of a screen by their names: a date's is that of its entry."""
    return {entry.id or (entry.parent and entry.parent.id) or "": entry for entry in screen.query(Input)}


def fill(screen: Screen[Any], texts: Mapping[str, str]) -> None:
    """Put texts into the lines of a screen, as if they had always stood there."""
    for name, entry in lines_of(screen).items():
        if name in texts:
            with entry.prevent(Input.Changed):
                entry.value = texts[name]
    for date in screen.query(DateEntry):
        date.read_again()


def go_to(screen: Screen[Any], line: str, selection: Selection) -> None:
    """Put the cursor into a line where it was, behind whatever else is about to take the focus."""
    entry = lines_of(screen)[line]

    def take() -> None:
        entry.select_on_focus = False
        screen.set_focus(entry)
        entry.call_later(again)

    def again() -> None:
        entry.select_on_focus = True

    entry.selection = selection
    screen.app.call_later(take)
