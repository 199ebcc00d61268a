"""Choosing a person: who gets a case, who gets a customer. A part of the name narrows the list, arrows choose.

Letters are for the name alone: somebody who types it and Enter must never give to whoever stood first in the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from callcenter.locale import N_, _
from callcenter.screens.frame.overlay import OverScreen
from callcenter.views.people.people import AgentRow
from callcenter.widgets.base.commands import KeyCommand, Mention, Offers
from callcenter.widgets.forms.form import FormInput
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.widgets.lists.columns import Column
from callcenter.widgets.lists.line_list import LineList, LineRow
from callcenter.wording import names

POOL = ""
"""The answer that gives a customer back to the pool, where that is offered."""


class PersonScreen(OverScreen[str | None]):
    """Choice of a person. Closes with their name, None where none was chosen."""

    CSS_PATH = "person_choice.tcss"
    AUTO_FOCUS = "#text"
    offers: ClassVar[Offers] = (
        Mention("entry.send", N_("choose")),
        Mention("list.open", N_("choose")),
        KeyCommand("find.down", "down", "move('down')", N_("next row"), N_("down")),
        KeyCommand("people.back", "escape", "dismiss(None)", N_("back")),
        KeyCommand("find.up", "up", "move('up')", meaning=N_("up")),
        KeyCommand("find.page_down", "pagedown", "move('page_down')", meaning=N_("page down")),
        KeyCommand("find.page_up", "pageup", "move('page_up')", meaning=N_("page up")),
    )

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
            yield FormInput(hint=_("part of the name"), id="text")
            yield LineList(columns, empty=_("No one else here."), id="people")
            yield self.footer()

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
            listed.set_empty(_("No match."))
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
