"""The keys that work on the screen below, as they are bound now (docs/architecture.md#keys)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen

from callcenter.locale import N_, _
from callcenter.screens.frame.overlay import OverScreen
from callcenter.widgets.lines.prompts import Hint, KeyHints, key_words
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.widgets.lists.line_list import Column, LineList, LineRow

MEANINGS: Mapping[str, str] = {
    "leave.yes": N_("leave all the same"),
    "leave.no": N_("stay"),
    "app.mode.queue": N_("the queue"),
    "app.mode.log": N_("the call log"),
    "app.mode.messages": N_("messages and visits that are due"),
    "app.mode.cases": N_("cases"),
    "app.mode.team": N_("the team overview"),
    "app.find": N_("find a customer"),
    "app.incoming": N_("look up who is calling"),
    "app.new": N_("a new customer"),
    "app.mine": N_("my customers"),
    "app.promises": N_("my promises, by day"),
    "app.rulebook": N_("the rules that run and what each asks for"),
    "app.without_number": N_("customers without a number"),
    "app.duplicates": N_("the likely duplicates of everybody"),
    "app.breaches": N_("go to the first customer who is overdue"),
    "app.help": N_("this help"),
    "app.back": N_("one level back"),
    "app.reveal": N_("the whole numbers of the customer here (supervisor)"),
    "app.jump": N_("jump: a letter on every row and part goes there"),
    "app.break": N_("a break: nobody is dialled until you are back"),
    "app.language": N_("the other language: English or Chinese"),
    "app.notice": N_("mark the notice below the header as read"),
    "app.take_over": N_("take over your call from another window"),
    "app.undo": N_("undo the last disposition or put-off, until you dial"),
    "app.lock": N_("lock until your password is given"),
    "app.quit": N_("end the shift here"),
    "lock.leave": N_("end the shift"),
    "door.quit": N_("leave"),
    "door.back": N_("one level back"),
    "jump.back": N_("one level back"),
    "break.end": N_("back to work"),
    "sign_off.yes": N_("sign off"),
    "sign_off.no": N_("stay"),
    "queue.next": N_("the next customer: yours until you are done"),
    "queue.dial": N_("dial the customer under the cursor"),
    "queue.why": N_("say why this customer is (not) offered"),
    "queue.put_off": N_("put the call off, with a reason, within the rules"),
    "queue.filter": N_("filter the queue; who comes next stays the same"),
    "queue.home": N_("back to the customer who comes next"),
    "queue.undo": N_("undo the last disposition or put-off, until you dial"),
    "call.disposition.1": N_("how the call ended: the first of the bar"),
    "call.disposition.2": N_("how the call ended: the second"),
    "call.disposition.3": N_("how the call ended: the third"),
    "call.disposition.4": N_("how the call ended: the fourth"),
    "call.disposition.5": N_("how the call ended: the fifth"),
    "call.dispositions": N_("all sixteen ways in which a call can end"),
    "dispositions.up": N_("up"),
    "dispositions.down": N_("down"),
    "dispositions.left": N_("to the left"),
    "dispositions.right": N_("to the right"),
    "dispositions.take": N_("choose"),
    "dispositions.close": N_("one level back"),
    "call.answer": N_("the customer picked up (typing a note says so too)"),
    "call.line": N_("hold, mute, tones, hand over: what the line can do"),
    "call.other_number": N_("no answer here: dial the customer's next number"),
    "call.script_done": N_("the step of the script is done"),
    "call.script_back": N_("back to the step before, it is not done"),
    "call.script_next": N_("the next script for this call"),
    "call.script_whole": N_("the whole script, or its current step"),
    "call.script_choose": N_("another script: by situation, or any"),
    "call.refer": N_("whom the customer recommends: name and number"),
    "script_chooser.up": N_("up"),
    "script_chooser.down": N_("down"),
    "script_chooser.left": N_("to the left"),
    "script_chooser.right": N_("to the right"),
    "script_chooser.take": N_("choose"),
    "script_chooser.close": N_("one level back"),
    "call.win_back": N_("the SMS that is offered after a call that went badly"),
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
    "messages.sent": N_("mark the message as sent"),
    "messages.visited": N_("record the visit"),
    "messages.everybody": N_("mine or everybody's"),
    "messages.undo": N_("undo the last mark"),
    "messages.hand_over": N_("hand the message to the program that sends it"),
    "messages.copy": N_("copy the text"),
    "messages.edit": N_("edit the text"),
    "messages.other_channel": N_("send it another way, where the rule lets you choose"),
    "messages.language": N_("the text in the other language"),
    "messages.filter": N_("filter"),
    "messages.next_list": N_("the next list: due, overdue, today, visits and others"),
    "messages.previous_list": N_("the list before"),
    "messages.channels": N_("only one channel"),
    "messages.plan_visit": N_("agree a visit, or move the one that is agreed"),
    "messages.cancel_visit": N_("cancel the agreed visit"),
    "messages.text_down": N_("a long text further down"),
    "messages.text_up": N_("a long text further up"),
    "message.done": N_("done with the text"),
    "customer.dial": N_("dial"),
    "customer.why": N_("say why this customer is (not) offered"),
    "customer.edit": N_("change name, numbers, stage and other facts"),
    "customer.put_off": N_("put the call off, with a reason, within the rules"),
    "customer.take_back": N_("the call is no longer put off: it is due again"),
    "customer.tier": N_("change or confirm the tier, with a reason"),
    "customer.stage": N_("change the stage"),
    "customer.appointment": N_("make or move an appointment"),
    "customer.previous": N_("the customer before this one in the list"),
    "customer.next": N_("the next customer of the list"),
    "customer.milestones": N_("key dates: set, change, take back"),
    "customer.pin": N_("the pinned note"),
    "customer.filter": N_("only the contacts with some words"),
    "milestones.take_back": N_("take back the newest value of the key date"),
    "customer.scripts": N_("what to say: the scripts for this customer"),
    "scripts.read_on": N_("read on in the script"),
    "scripts.read_back": N_("read back in the script"),
    "customer.lift": N_("lift the do-not-call (supervisor)"),
    "customer.listen": N_("play the recording of the contact here, or end it"),
    "customer.copy": N_("copy the number that would be dialled"),
    "customer.duplicates": N_("likely duplicates, and the others of the company"),
    "customer.next_part": N_("to the next part: facts, what is owed, what happened"),
    "duplicates.merge": N_("make the two one customer (supervisor)"),
    "duplicates.split": N_("make a merged customer one of their own (supervisor)"),
    "duplicates.two_people": N_("they are two people, or take that back (supervisor)"),
    "duplicates.next_part": N_("to the next part: the list, the comparison"),
    "edit.save": N_("save"),
    "edit.number_up": N_("this number before the one above: dialled first"),
    "edit.number_down": N_("this number behind the one below"),
    "new.save": N_("save"),
    "entry.send": N_("done with this line"),
    "form.next": N_("the next field"),
    "form.previous": N_("the field before"),
    "filter.leave": N_("no filter, back to the list"),
    "find.down": N_("down"),
    "find.up": N_("up"),
    "find.page_down": N_("a page down"),
    "find.page_up": N_("a page up"),
    "find.dial": N_("dial"),
    "find.why": N_("say why this customer is (not) offered"),
    "incoming.message": N_("a message to the owner of the customer"),
    "incoming.missed": N_("nobody took the call: calling back is due now"),
    "incoming.new": N_("a new customer, with what was typed"),
    "mine.dial": N_("dial"),
    "mine.why": N_("say why this customer is (not) offered"),
    "mine.filter": N_("filter"),
    "without_number.add": N_("add a number"),
    "without_number.filter": N_("filter"),
    "without_number.leave": N_("no number after all"),
    "promises.dial": N_("dial"),
    "promises.why": N_("say why this customer is (not) offered"),
    "promises.move": N_("another time: callback, appointment, put-off call"),
    "promises.take_back": N_("the call is no longer put off: it is due again"),
    "promises.filter": N_("filter"),
    "promises.settle": N_("record the answer given"),
    "log.filter": N_("filter"),
    "log.correct": N_("correct the result and the note of a contact"),
    "correct.date": N_("the time at which the customer wants to be called"),
    "cases.take": N_("take the case yourself"),
    "cases.hand_over": N_("give the case to somebody"),
    "cases.report": N_("report back what came of the case"),
    "cases.dial": N_("dial; a second follow-up call is yours then"),
    "cases.reopen": N_("open a closed case again (supervisor)"),
    "log.appeal": N_("appeal the result of a follow-up call"),
    "customer.raise": N_("raise an exception, a complaint or a repair"),
    "cases.close": N_("close the case with a remark"),
    "cases.filter": N_("filter"),
    "cases.others": N_("cases not closed, mine, or closed"),
    "team.customers": N_("this agent's customers"),
    "pairs.two_people": N_("they are two people: not proposed again (supervisor)"),
    "pairs.undo": N_("undo the last mark"),
    "pairs.filter": N_("filter"),
    "team.end_call": N_("free the customer of an unfinished call (supervisor)"),
    "customers_of.reassign": N_("give the customer to somebody else"),
    "rulebook.campaign": N_("the rules of the next campaign"),
    "rulebook.next_part": N_("to the next part: the rules, their words"),
    "rule_customers.dial": N_("dial"),
    "rule_customers.why": N_("say why this customer is (not) offered"),
    "why.dial": N_("dial"),
    "why.open": N_("open the customer"),
}
"""Meaning of each binding, by its id."""

_UNNAMED: Mapping[str, str] = {
    "app.command_palette": N_("everything that can be done here, by its name"),
    "command_palette": N_("everything that can be done here, by its name"),
    "app.focus_next": N_("to the next part of the screen"),
    "app.focus_previous": N_("to the part before"),
}
"""Meanings of the framework's own bindings, by their actions: they have no ids."""


class HelpScreen(OverScreen[None]):
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
        parts: dict[str, dict[str, list[str]]] = {_("this screen"): {}, _("the focused part"): {}, _("everywhere"): {}}
        here, focused, everywhere = parts.values()
        for active in self._below.active_bindings.values():
            meaning = _meaning(active.binding)
            if not meaning or not active.enabled:
                continue
            if active.binding.id is None or active.binding.id.startswith("app."):
                keys = everywhere
            else:
                keys = here if active.node is self._below else focused
            shown = keys.setdefault(meaning, [])
            if (word := key_words(self.app, active.binding)) not in shown:
                shown.append(word)
        rows = []
        for title, keys in parts.items():
            if keys:
                rows.append(LineRow(title, (title,), section=True))
            rows += [LineRow(f"{title} {meaning}", ("  ".join(shown), _(meaning))) for meaning, shown in keys.items()]
        listed = self.query_one("#keys", LineList)
        listed.set_rows(rows)
        listed.focus()


def _meaning(binding: Binding) -> str:
    """Return the meaning of a binding, in English; '' for one that is nobody's business."""
    return MEANINGS.get(binding.id or "", "") or _UNNAMED.get(binding.action, "")
