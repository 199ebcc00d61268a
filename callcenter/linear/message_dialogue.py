"""Messages and visits in line mode: read, typed anew, put on record as sent, and taken back."""

from __future__ import annotations

from pathlib import Path

from callcenter.desk import written_messages
from callcenter.desk.forms import lead_report, visit_line
from callcenter.linear import facts
from callcenter.linear.customer_dialogue import CustomerDialogue
from callcenter.linear.dialogue import Dialogue, Way, label_of
from callcenter.locale import Language, _
from callcenter.model import Channel, Direction, Instant
from callcenter.texts.drafts import Draft, draft
from callcenter.texts.fields import Sender
from callcenter.texts.library import TextLibrary
from callcenter.views.worklists.tasks import TaskRow
from callcenter.wording import names, reasons


class MessageDialogue:
    """Messages and visits that are due."""

    def __init__(self, dialogue: Dialogue, customers: CustomerDialogue) -> None:
        self._dialogue = dialogue
        self._customers = customers
        folder = dialogue.desk.settings.messages
        self._library = TextLibrary(None if folder is None else Path(folder))
        self._last: tuple[int, TaskRow] | None = None
        """The record that was made last here."""

    def due(self, _text: str) -> None:
        """Tell the messages and visits that are due, one's own and the pool's, until none is chosen.

        Raises ``StoreError``.
        """
        while self._dialogue.do_one(self._ways()):
            pass

    def _ways(self) -> list[Way]:
        dialogue, now = self._dialogue, self._dialogue.now
        agent, campaign = dialogue.agent, dialogue.desk.campaign
        rows = (
            *dialogue.store.tasks.open(now=now, agent=agent, campaign=campaign),
            *dialogue.store.tasks.win_backs(now=now, agent=agent, campaign=campaign),
        )
        if not rows:
            dialogue.say(_("No messages due."))

        def way(row: TaskRow) -> Way:
            if row.is_report:
                return facts.line(row, row.obligation, now), lambda: self._report(row)
            said = f"{names.channel(row.obligation.channel)} {facts.line(row, row.obligation, now)}"
            return said, lambda: self._record_visit(row) if row.obligation.channel is Channel.VISIT else self.write(row)

        ways = [way(row) for row in rows]
        if self._last is not None:
            ways.append((_("undo the record for {name}").format(name=self._last[1].name), self._take_back))
        return ways

    def _take_back(self) -> None:
        """Take back what was recorded last here: a record that says so, nothing is deleted."""
        assert self._last is not None
        (touch, row), dialogue = self._last, self._dialogue
        with dialogue.once(f"undo {touch}") as key:
            dialogue.store.touches.withdraw(touch, key=key, now=dialogue.now)
        self._last = None
        dialogue.say(_("Undone: {name} is due again.").format(name=row.name))

    def _record_visit(self, row: TaskRow) -> None:
        dialogue = self._dialogue
        dialogue.say(reasons.why(row.obligation, None, dialogue.now, row.zone))
        visit = visit_line.read(
            dialogue.typed(_("visit note, such as yesterday 14:30 saw two units; Enter to go back")),
            dialogue.now,
            row.zone,
        )
        if visit.note:
            self._record(row, Channel.VISIT, visit.note, visit.at, visit.direction)

    def _report(self, row: TaskRow) -> None:
        """Report on a lead that was handed out; no message takes the place of that."""
        dialogue = self._dialogue
        dialogue.say(reasons.why(row.obligation, None, dialogue.now, row.zone))
        text = dialogue.typed(label_of(lead_report.question(row)))
        if text:
            with dialogue.once(f"report {row.ref} {text}") as key:
                lead_report.write(dialogue.store, row, text, key=key, now=dialogue.now)
            dialogue.say(lead_report.said(row))

    # --- one message ------------------------------------------------------------------------------------------------

    def write(self, row: TaskRow) -> bool:
        """Tell the prepared message, have it changed, and record it as sent; False where that was left.

        Raises ``StoreError``.
        """
        dialogue, desk = self._dialogue, self._dialogue.desk
        asked = row.obligation.channel
        channel: Channel = Channel.SMS if asked is Channel.ANY else asked
        view = self._customers.view(row.ref)
        made = self._drafted(row)
        text = made.message.whole
        while True:
            dialogue.facts([(names.channel(channel), names.told((view.name, self._where(channel, row, made))))])
            dialogue.say(*text.splitlines())
            ways = [(_("record as sent"), "sent"), (_("type a new text"), "edit")]
            if desk.settings.message_command is not None:
                ways.append((_("send now"), "hand"))
            ways.append((_("the text in the other language"), "language"))
            if asked is Channel.ANY:
                ways.append((_("another channel"), "channel"))
            ways.append((_("open the customer"), "open"))
            chosen = dialogue.pick(ways, lambda way: way[0])
            match chosen:
                case None:
                    return False
                case (_, "edit"):
                    text = dialogue.lines(_("text")) or text
                case (_, "language"):
                    made = self._drafted(row, "en" if made.language == "zh" else "zh")
                    text = made.message.whole
                case (_, "channel"):
                    channel = dialogue.pick(written_messages.WRITTEN, names.channel) or channel
                case (_, "open"):
                    self._customers.open(row.ref)
                case (_, way) if self._ready(text, row) and (way == "sent" or self._handed(row, channel, made, text)):
                    self._record(row, channel, text, dialogue.now)
                    return True

    def _drafted(self, row: TaskRow, language: Language | None = None) -> Draft:
        dialogue = self._dialogue
        sender = Sender(dialogue.agent, dialogue.desk.settings.organisation)
        view = self._customers.view(row.ref)
        return draft(self._library, view, row.obligation, sender, now=dialogue.now, language=language)

    def _where(self, channel: Channel, row: TaskRow, made: Draft) -> str:
        match channel:
            case Channel.EMAIL:
                return made.email or _("no e-mail address on file")
            case Channel.LETTER:
                return made.address or _("no address on file")
            case _:
                return facts.number(made.phone, row.country) if made.phone else _("no number on file")

    def _ready(self, text: str, row: TaskRow) -> bool:
        return self._unopposed(written_messages.why_not_sent(text, row, self._dialogue.agent))

    def _handed(self, row: TaskRow, channel: Channel, made: Draft, text: str) -> bool:
        """Hand the message to the program that the settings name; True where it took it."""
        settings, agent = self._dialogue.desk.settings, self._dialogue.agent
        return self._unopposed(written_messages.send(settings, row, channel, made, text, agent))

    def _unopposed(self, why: str) -> bool:
        """Tell what stands against it; True where nothing does."""
        if why:
            self._dialogue.say(why)
        return not why

    def _record(
        self, row: TaskRow, channel: Channel, note: str, at: Instant, direction: Direction = Direction.OUT
    ) -> None:
        dialogue = self._dialogue
        touch = written_messages.contact(row, channel, note, at, direction)
        with dialogue.once(f"task {row.ref} {row.obligation.rule} {row.obligation.due_at}") as key:
            made = dialogue.store.touches.record(row.ref, touch, key=key, now=dialogue.now)
        self._last = made, row
        said = _("{channel} to {name} recorded.")
        if direction is Direction.IN:
            said = _("Visit by {name} recorded.")
        dialogue.say(said.format(channel=names.channel(channel), name=row.name))
