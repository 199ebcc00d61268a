"""Choosing a person: who gets a case, who gets a customer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from callcenter.locale import _
from callcenter.views import AgentRow
from callcenter.widgets.line_list import Column, LineList, LineRow
from callcenter.widgets.prompts import Hint, KeyHints
from callcenter.widgets.said_line import SaidLine
from callcenter.wording import names

POOL = ""
"""The answer that gives a customer back to the pool, where that is offered."""


class PersonScreen(ModalScreen[str | None]):
    """Closes with the name that was chosen, None where none was."""

    CSS_PATH = "people.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", show=False, id="people.back")]

    def __init__(self, question: str, people: Sequence[AgentRow], *, pool: bool = False) -> None:
        """``pool``: nobody can be chosen too."""
        super().__init__()
        self._question = question
        self._people = tuple(people)
        self._pool = pool

    def compose(self) -> ComposeResult:
        columns = (Column(_("name"), 12, flex=2), Column(_("role"), 12), Column(_("team"), 8, flex=1))
        with Vertical(id="box"):
            yield SaidLine(style="bold", id="question")
            yield LineList(columns, empty=_("There is nobody else."), id="people")
            yield KeyHints((Hint("list.open", _("choose")), Hint("people.back", _("back"))), id="hints")

    def on_mount(self) -> None:
        self.query_one("#question", SaidLine).say(self._question)
        rows = [LineRow(f"{one.name}", (one.name, names.role(one.role), one.team or "-")) for one in self._people]
        if self._pool:
            rows.append(LineRow(POOL, (_("the pool"), "-", "-")))
        self.query_one(LineList).set_rows(rows)
        self.query_one(LineList).focus()

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        event.stop()
        self.dismiss(event.key)
