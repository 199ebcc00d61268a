"""Worklists in line mode: one's promises, what is overdue, the messages that are due."""

from __future__ import annotations

from pathlib import Path

from callcenter.handover import HandoverFault, hand_over
from callcenter.linear import facts
from callcenter.linear.customer_dialogue import CustomerDialogue
from callcenter.linear.dialogue import Dialogue
from callcenter.locale import _
from callcenter.model import Channel, Touch
from callcenter.texts.drafts import Draft, draft, signed
from callcenter.texts.fields import Sender
from callcenter.texts.library import Message, TextLibrary
from callcenter.texts.templates import gaps
from callcenter.views.worklists.tasks import TaskRow
from callcenter.wording import names, reasons


class WorklistDialogue:
    """Lists of what is owed."""

    def __init__(self, dialogue: Dialogue, customers: CustomerDialogue) -> None:
        self._dialogue = dialogue
        self._customers = customers
        folder = dialogue.desk.settings.messages
        self._library = TextLibrary(None if folder is None else Path(folder))

    def promises(self, _text: str) -> None:
        """Tell one's promises; one of them leads to its customer. Raises ``StoreError``."""
        dialogue, now = self._dialogue, self._dialogue.now
        rows = dialogue.store.promises.open(now=now, agent=dialogue.agent)
        if not rows:
            dialogue.say(_("You have no open promises."))
        row = dialogue.pick(rows, lambda one: facts.line(one, one.obligation, now))
        if row is not None:
            self._customers.open(row.ref)

    def breaches(self, _text: str) -> None:
        """Tell what is overdue; one of them is acknowledged, or leads to its customer. Raises ``StoreError``."""
        dialogue, now = self._dialogue, self._dialogue.now
        rows = dialogue.store.breaches.open(now=now, owner=dialogue.agent)
        if not rows:
            dialogue.say(_("Nothing overdue."))
        row = dialogue.pick(rows, lambda one: facts.breach(one, now))
        if row is None:
            return
        dialogue.say(reasons.why(row.obligation, None, now, row.zone))
        if not row.acknowledged and row.id:
            chosen = dialogue.pick([_("acknowledge"), _("open the customer")], str)
            if chosen is None:
                return
            if chosen == _("acknowledge"):
                dialogue.store.breaches.acknowledge(row.id, now=dialogue.now)
                dialogue.say(_("Acknowledged: it stays until the contact is made."))
                return
        self._customers.open(row.ref)

    # --- messages ---------------------------------------------------------------------------------------------------

    def messages(self, _text: str) -> None:
        """Tell the messages and visits that are due, one's own and the pool's. Raises ``StoreError``."""
        dialogue, now = self._dialogue, self._dialogue.now
        agent, campaign = dialogue.agent, dialogue.desk.campaign
        rows = (
            *dialogue.store.tasks.open(now=now, agent=agent, campaign=campaign),
            *dialogue.store.tasks.win_backs(now=now, agent=agent, campaign=campaign),
        )
        if not rows:
            dialogue.say(_("No messages due."))

        def line(row: TaskRow) -> str:
            return f"{names.channel(row.obligation.channel)} {facts.line(row, row.obligation, now)}"

        row = dialogue.pick(rows, line)
        if row is None:
            return
        if row.obligation.channel is Channel.VISIT:
            self._record_visit(row)
        else:
            self._write(row)

    def _record_visit(self, row: TaskRow) -> None:
        dialogue = self._dialogue
        dialogue.say(reasons.why(row.obligation, None, dialogue.now, row.zone))
        note = dialogue.typed(_("visit note, Enter to go back"))
        if note:
            self._record(row, Channel.VISIT, note)

    def _write(self, row: TaskRow) -> None:
        """Tell the prepared message, have it changed, and record it as sent."""
        dialogue, desk = self._dialogue, self._dialogue.desk
        asked = row.obligation.channel
        channel = Channel.SMS if asked is Channel.ANY else asked
        view = self._customers.view(row.ref)
        sender = Sender(dialogue.agent, desk.settings.organisation)
        made = draft(self._library, view, row.obligation, sender, now=dialogue.now)
        text = made.message.whole
        while True:
            dialogue.facts([(names.channel(channel), names.listed((view.name, self._where(channel, row, made))))])
            dialogue.say(*text.splitlines())
            ways = [(_("record as sent"), "sent"), (_("type a new text"), "edit")]
            if desk.settings.message_command is not None:
                ways.append((_("send now"), "hand"))
            chosen = dialogue.pick(ways, lambda way: way[0])
            match chosen:
                case None:
                    return
                case (_, "edit"):
                    text = self._retyped() or text
                case (_, way) if self._ready(text, row) and (way == "sent" or self._handed(row, channel, made, text)):
                    self._record(row, channel, text)
                    return

    def _where(self, channel: Channel, row: TaskRow, made: Draft) -> str:
        match channel:
            case Channel.EMAIL:
                return made.email or _("no e-mail address on file")
            case Channel.LETTER:
                return made.address or _("no address on file")
            case _:
                return facts.number(made.phone, row.country) if made.phone else _("no number on file")

    def _retyped(self) -> str:
        self._dialogue.say(_("Line by line; an empty line ends."))
        lines: list[str] = []
        while typed := self._dialogue.typed(_("text")):
            lines.append(typed)
        return "\n".join(lines)

    def _ready(self, text: str, row: TaskRow) -> bool:
        left = gaps(text)
        if left:
            self._dialogue.say(_("Fill {gap} first: type a new text.").format(gap=left[0]))
        elif not signed(text, row.obligation, self._dialogue.agent):
            self._dialogue.say(_("Sign this one with your name: type a new text."))
            return False
        return not left

    def _handed(self, row: TaskRow, channel: Channel, made: Draft, text: str) -> bool:
        """Hand the message to the program that the settings name; True where it says that all went well."""
        desk, message = self._dialogue.desk, Message.of(text)
        values = {
            "phone": made.phone,
            "email": made.email,
            "address": made.address,
            "subject": message.subject,
            "ref": row.ref,
            "channel": channel.value,
            "agent": self._dialogue.agent,
        }
        command = desk.settings.message_command or ()
        went = hand_over(command, message.body, values, seconds=desk.settings.message_seconds)
        match went.fault:
            case None:
                return True
            case HandoverFault.TIMED_OUT:
                said = _("The program took longer than {n} s and was stopped.").format(n=desk.settings.message_seconds)
            case HandoverFault.CANNOT_START:
                said = _("Cannot start the program: {reason}").format(reason=went.said)
            case HandoverFault.FAILED:
                said = _("The program exited with code {code}: {reason}").format(
                    code=went.code, reason=went.said or "-"
                )
        self._dialogue.say(_("Not sent to {name}. {why}").format(name=row.name, why=said))
        return False

    def _record(self, row: TaskRow, channel: Channel, note: str) -> None:
        dialogue = self._dialogue
        phone = row.phone if channel is Channel.SMS else ""
        touch = Touch(dialogue.now, channel, note=note, phone=phone)
        with dialogue.once(f"task {row.ref} {row.obligation.rule} {row.obligation.due_at}") as key:
            dialogue.store.touches.record(row.ref, touch, key=key, now=dialogue.now)
        said = _("{channel} to {name} recorded.")
        dialogue.say(said.format(channel=names.channel(channel), name=row.name))
