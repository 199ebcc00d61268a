"""Handing a matter on to a department, which answers within 24 hours: from the call, the record, a case.

See docs/rules.md#case-ways.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from callcenter.desk.forms import hand_on as form
from callcenter.locale import N_, _
from callcenter.screens.frame.desk import DeskScreen
from callcenter.screens.frame.overlay import OverScreen
from callcenter.widgets.base.commands import KeyCommand, Mention, Offers
from callcenter.widgets.forms.form import FormInput
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.widgets.lists.columns import Column
from callcenter.widgets.lists.line_list import LineList, LineRow


class HandOnScreen(OverScreen[form.HandedOn | None]):
    """Choice of a department by the arrows, and the words for it. Closes with both, None where it was left."""

    CSS_PATH = "hand_on.tcss"
    AUTO_FOCUS = "#text"
    offers: ClassVar[Offers] = (
        Mention("entry.send", N_("hand on")),
        KeyCommand("find.next_department", "down", "move('down')", N_("next department"), N_("next department")),
        KeyCommand("departments.back", "escape", "dismiss(None)", N_("back")),
        KeyCommand("find.previous_department", "up", "move('up')", meaning=N_("previous department")),
    )

    def __init__(self, customer: str, departments: Sequence[str]) -> None:
        super().__init__()
        self._customer = customer
        self._departments = tuple(departments)

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield SaidLine(style="bold", id="question")
            yield FormInput(hint=_("what the department is to answer"), id="text")
            yield LineList((Column(_("department"), 12, flex=1),), id="departments")
            yield self.footer()

    def on_mount(self) -> None:
        said = _("{customer}: a department answers within 24 hours").format(customer=self._customer)
        self.query_one("#question", SaidLine).say(said)
        self.query_one(LineList).set_rows(LineRow(one, (one,)) for one in self._departments)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        chosen, text = self.query_one(LineList).key, event.value.strip()
        if chosen is None or not text:
            self.app.bell()
        else:
            self.dismiss(form.HandedOn(chosen, text))

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        event.stop()

    def action_move(self, way: str) -> None:
        getattr(self.query_one(LineList), f"action_cursor_{way}")()


def hand_on(screen: DeskScreen[Any], ref: str, customer: str) -> None:
    """Ask for a department and a text, and hand the matter of a customer on."""
    store = screen.desk.store

    def ask(found: tuple[str, ...]) -> None:
        if found:
            screen.app.push_screen(HandOnScreen(customer, found), answered)
        else:
            screen.notify(form.no_departments(), markup=False, severity="warning", timeout=5)

    def answered(asked: form.HandedOn | None) -> None:
        if asked is None:
            return

        def done(_case: int) -> None:
            screen.notify(asked.said(customer), markup=False, timeout=3)
            screen.refill()

        screen.write_once(asked.form(ref), lambda now, key: form.write(store, ref, asked, key=key, now=now), done)

    screen.read(lambda _now: form.departments(store), ask, group="departments")
