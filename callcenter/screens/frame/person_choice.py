"""Choosing a person: who gets a case, who gets a customer. A part of the name narrows the list, arrows choose.

Letters are for the name alone: somebody who types it and Enter must never give to whoever stood first in the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from callcenter.locale import _
from callcenter.screens.frame.overlay import OverScreen
from callcenter.views.people.people import AgentRow
from callcenter.widgets.forms.form import FormInput
from callcenter.widgets.lines.prompts import Hint, KeyHints
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.widgets.lists.line_list import Column, LineList, LineRow
from callcenter.wording import names

POOL = ""
"""The answer that gives a customer back to the pool, where that is offered."""


class PersonScreen(OverScreen[str | None]):
    """Choice of a person. Closes with their name, None where none was chosen."""

    CSS_PATH = "person_choice.tcss"
    AUTO_FOCUS = "#text"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move('down')", show=False, id="find.down"),
        Binding("up", "move('up')", show=False, id="find.up"),
        Binding("pagedown", "move('page_down')", show=False, id="find.page_down"),
        Binding("pageup", "move('page_up')", show=False, id="find.page_up"),
        Binding("escape", "dismiss(None)", show=False, id="people.back"),
    ]

    def __init__(self, question: str, people: Sequence[AgentRow], *, pool: bool = False) -> None:
        """Let nobody be chosen too, with ``pool``."""
        super().__init__()
        self._question = question
        self._people = tuple(people)
        self._pool = pool

    def compose(self) -> ComposeResult:
        columns = (Column(_("name"), 12, flex=2), Column(_("role"), 12), Column(_("unit"), 8, flex=1))
        with Vertical(id="box"):
            yield SaidLine(style="bold", id="question")
            yield FormInput(hint=_("a part of the name"), id="text")
            yield LineList(columns, empty=_("There is nobody else."), id="people")
            yield KeyHints(
                (
                    Hint("entry.send", _("choose")),
                    Hint("list.open", _("choose")),
                    Hint("find.down", _("next row")),
                    Hint("people.back", _("back")),
                ),
                id="hints",
            )

    def on_mount(self) -> None:
        self.query_one("#question", SaidLine).say(self._question)
        self._show("")

    def _show(self, part: str) -> None:
        rows = [LineRow(one.name, (one.name, names.role(one.role), one.team or "-")) for one in self._people]
        if self._pool:
            rows.append(LineRow(POOL, (_("the pool"), "-", "-")))
        listed = self.query_one(LineList)
        listed.set_rows(())
        if part:
            listed.set_empty(_("Nobody found."))
        listed.set_rows(row for row in rows if part in str(row.cells[0]).casefold())

    def on_input_changed(self, event: Input.Changed) -> None:
        self._show(event.value.strip().casefold())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        chosen = self.query_one(LineList).key
        if chosen is None:
            self.app.bell()
        else:
            self.dismiss(chosen)

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        event.stop()
        self.dismiss(event.key)

    def action_move(self, way: str) -> None:
        getattr(self.query_one(LineList), f"action_cursor_{way}")()
