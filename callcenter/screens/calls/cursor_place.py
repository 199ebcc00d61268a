"""The place of the cursor in a call, for another screen of the same call to go on at."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from textual.screen import Screen
from textual.widgets import Input
from textual.widgets.input import Selection

from callcenter.widgets.calls.note_editor import NoteEditor


class CursorPlace(Struct, frozen=True):
    """``line``: the name of the line with the focus, '' for the note; ``selection`` is that line's, ``note`` the line
    and column in the note, from 0."""

    line: str
    selection: Selection
    note: tuple[int, int]


def place_of(screen: Screen[Any]) -> CursorPlace:
    """The place of the cursor on a call's screen."""
    focused = screen.focused
    line = next((name for name, entry in _lines(screen).items() if entry is focused), "")
    selection = focused.selection if isinstance(focused, Input) else Selection.cursor(0)
    return CursorPlace(line, selection, screen.query_one(NoteEditor).cursor)


def go_to(screen: Screen[Any], place: CursorPlace) -> None:
    """Put the cursor where it was, behind whatever else is about to take the focus."""
    screen.query_one(NoteEditor).go_to(place.note)
    entry = _lines(screen).get(place.line)
    if entry is None:
        return

    def take() -> None:
        entry.select_on_focus = False
        screen.set_focus(entry)
        entry.call_later(again)

    def again() -> None:
        entry.select_on_focus = True

    entry.selection = place.selection
    screen.app.call_later(take)


def _lines(screen: Screen[Any]) -> dict[str, Input]:
    """Return the lines of text of a screen by their names: a date's is that of its entry."""
    return {entry.id or (entry.parent and entry.parent.id) or "": entry for entry in screen.query(Input)}
