"""The keys that work on the screen below, as they are bound now (DESIGN §2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen

from callcenter.locale import N_, _
from callcenter.widgets.line_list import Column, LineList, LineRow
from callcenter.widgets.prompts import Hint, KeyHints, key_words
from callcenter.widgets.said_line import SaidLine

MEANINGS: Mapping[str, str] = {
    "app.mode.queue": N_("the queue"),
    "app.mode.log": N_("the call log"),
    "app.mode.messages": N_("messages and visits that are due"),
    "app.mode.cases": N_("cases"),
    "app.mode.team": N_("the team overview"),
    "app.find": N_("find a customer"),
    "app.incoming": N_("somebody calls: who is it?"),
    "app.new": N_("a new customer"),
    "app.mine": N_("my customers"),
    "app.breaches": N_("go to the promise that broke"),
    "app.help": N_("this help"),
    "app.back": N_("one level back"),
    "app.quit": N_("end the shift here"),
    "queue.next": N_("the next customer: yours until you are done"),
    "queue.dial": N_("dial the customer under the cursor"),
    "queue.why": N_("why is this customer (not) offered?"),
    "queue.undo": N_("take the last disposition back, until the next dial"),
    "call.disposition.1": N_("how the call ended: the first of the bar"),
    "call.disposition.2": N_("how the call ended: the second"),
    "call.disposition.3": N_("how the call ended: the third"),
    "call.disposition.4": N_("how the call ended: the fourth"),
    "call.disposition.5": N_("how the call ended: the fifth"),
    "call.dispositions": N_("all sixteen ways in which a call can end"),
    "call.answer": N_("the customer picked up (the first character of the note says so too)"),
    "call.other_number": N_("no answer here: dial the customer's next number"),
    "call.back": N_("nobody was dialled: take the call back"),
    "note.send": N_("done with the note: save"),
    "note.line": N_("a new line in the note"),
    "list.down": N_("down"),
    "list.up": N_("up"),
    "list.first": N_("to the first"),
    "list.last": N_("to the last"),
    "list.page_down": N_("a page down"),
    "list.page_up": N_("a page up"),
    "list.open": N_("open"),
    "messages.sent": N_("the message is sent: write it down"),
    "messages.visited": N_("the visit was made: write it down"),
    "messages.everybody": N_("own or everybody's"),
    "messages.undo": N_("take the last mark back"),
    "customer.dial": N_("dial"),
    "customer.why": N_("why is this customer (not) offered?"),
    "customer.tier": N_("change the tier"),
    "customer.appointment": N_("make an appointment"),
    "customer.stage": N_("change the stage"),
    "customer.lift": N_("lift the do-not-call (supervisor)"),
    "log.filter": N_("filter"),
    "cases.take": N_("take the case yourself"),
    "cases.hand_over": N_("give the case to somebody"),
    "cases.close": N_("close the case with a remark"),
    "cases.filter": N_("open, mine or closed ones"),
    "team.customers": N_("this agent's customers"),
    "team.end_call": N_("free the customer of a call that nobody finishes (supervisor)"),
    "customers_of.reassign": N_("give the customer to somebody else"),
    "why.dial": N_("dial"),
    "why.open": N_("open the customer"),
}
"""What each binding does, by its id. A binding without words here is left out."""


class HelpScreen(ModalScreen[None]):
    """A list of keys and what they do, those of the focused part first."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,f1", "dismiss(None)", show=False, id="help.back")
    ]

    def __init__(self, below: Screen[object]) -> None:
        super().__init__()
        self._below = below

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield SaidLine(style="bold", id="title")
            yield LineList((Column(_("key"), 18), Column(_("what it does"), 30, flex=1)), id="keys")
            yield KeyHints((Hint("help.back", _("back")),), id="hints")

    def on_mount(self) -> None:
        self.query_one("#title", SaidLine).say(_("The keys that work here"))
        keys: dict[str, list[str]] = {}
        for active in self._below.active_bindings.values():
            binding = active.binding
            if binding.id and active.enabled and binding.id in MEANINGS:
                shown = keys.setdefault(binding.id, [])
                if (word := key_words(self.app, binding)) not in shown:
                    shown.append(word)
        rows = [LineRow(name, (" ".join(shown), _(MEANINGS[name]))) for name, shown in keys.items()]
        listed = self.query_one("#keys", LineList)
        listed.set_rows(rows)
        listed.focus()
