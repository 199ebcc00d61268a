"""The call log in line mode: contacts found, opened, corrected, appealed against."""

from __future__ import annotations

from msgspec.structs import replace

from callcenter.call.wrap_up import NEXT, RESULT, SATISFACTION
from callcenter.desk.forms.corrections import is_appealable, outcome_question, why_not_corrected
from callcenter.desk.forms.customer_form import BadField, Values
from callcenter.desk.forms.log_filter import FilterWords, filter_words, read_filter
from callcenter.linear import facts
from callcenter.linear.customer_dialogue import CustomerDialogue
from callcenter.linear.dialogue import NOTHING, Dialogue, Way, fact
from callcenter.locale import _
from callcenter.model import Channel, Disposition, Result
from callcenter.views.customers.log import LogFilter, TouchRow
from callcenter.views.upkeep.trouble import StoreError
from callcenter.views.worklists.typed_fields import FormField, Reader
from callcenter.wording import names, times
from callcenter.wording.typed_answers import far_date, result_of, satisfaction_of

_MOST = 50
_RECENT = 20
"""Contacts among which the newest call of the shift is looked for."""
_NOTE, _ENDED = "note", "ended"


class LogDialogue:
    """The contacts on record."""

    def __init__(self, dialogue: Dialogue, customers: CustomerDialogue) -> None:
        self._dialogue = dialogue
        self._customers = customers

    def contacts(self, _text: str) -> None:
        """Tell the contacts that are wanted, the newest first; one is opened or corrected. Raises ``StoreError``."""
        dialogue, store, desk = self._dialogue, self._dialogue.store, self._dialogue.desk
        typed = dialogue.typed(_("days, agent, disposition or words, such as today no answer; Enter for your own"))
        zones = {frame.name: frame.zone for frame in store.campaigns.frames()}
        wanted = LogFilter(agent=dialogue.agent)
        if typed:
            known = FilterWords(frozenset(one.name for one in store.people.all()), zones)
            wanted = read_filter(typed, dialogue.now, desk.zone, known)
        dialogue.facts([(_("contacts"), filter_words(wanted, dialogue.now, desk.zone))])
        rows = store.lookup.log(wanted, limit=_MOST)
        if not rows:
            dialogue.say(_("No contacts match the filter."))

        def line(row: TouchRow) -> str:
            return fact(row.customer, facts.contact(row, zones.get(row.campaign, desk.zone), dialogue.now))

        row = dialogue.pick(rows, line)
        if row is None:
            return
        ways: list[Way] = [(_("open the customer"), lambda: self._customers.open(row.ref))]
        if not why_not_corrected(row, dialogue.desk.session):
            ways.append((_("correct"), lambda: self.correct(row)))
        if is_appealable(row):
            ways.append((_("appeal"), lambda: self._appeal(row)))
        dialogue.do_one(ways)

    def _appeal(self, row: TouchRow) -> None:
        dialogue = self._dialogue
        remark = dialogue.typed(_("reason for the appeal"))
        if remark:
            with dialogue.once(f"appeal {row.id} {remark}") as key:
                dialogue.store.appeals.appeal(row.id, remark, key=key, now=dialogue.now)
            dialogue.say(_("Appeal filed among the cases: another person reviews it."))

    def correct_newest(self, error: StoreError) -> None:
        """Correct the newest call of the shift, which can no longer be undone. Raises the ``error`` where there is
        none."""
        dialogue, session = self._dialogue, self._dialogue.desk.session
        rows = dialogue.store.lookup.log(LogFilter(since=session.since, agent=session.name), limit=_RECENT)
        row = next((one for one in rows if one.disposition is not None), None)
        if row is None:
            raise error
        dialogue.say(_("The call with {name} can no longer be undone; it can be corrected.").format(name=row.customer))
        self.correct(row)

    # --- one correction ---------------------------------------------------------------------------------------------

    def correct(self, row: TouchRow) -> None:
        """Correct a contact: what is saved stands in its place. Raises ``StoreError``."""
        dialogue, view = self._dialogue, self._customers.view(row.ref)
        book, zone = dialogue.store.campaigns.book(view.campaign.name), view.campaign.frame.zone
        reader, is_call = dialogue.reader(view), row.channel is Channel.CALL
        ended = "" if row.disposition is None else names.disposition(row.disposition)
        promised = "" if row.callback_at is None else times.moment(row.callback_at, zone, dialogue.now)
        fields = [FormField(_NOTE, _("note"), row.note)]
        if is_call:
            fields.append(FormField(_ENDED, _("disposition"), ended))
            fields.append(FormField(NEXT, _("call back at"), promised))
        if is_call and (book.asks_result or row.result is not None):
            said = "" if row.result is None else names.result(row.result)
            fields.append(FormField(RESULT, _("result"), said, names.listed(map(names.result, Result))))
        if is_call and (book.asks_satisfaction or row.satisfaction is not None):
            said = "" if row.satisfaction is None else str(row.satisfaction)
            fields.append(FormField(SATISFACTION, _("satisfaction 1-5"), said))
        before = {one.name: one.value.strip() for one in fields}
        by_name = {names.disposition(one): one for one in Disposition}

        def save(values: Values) -> bool:
            if values == before:
                return False
            callback = row.callback_at
            if values.get(NEXT, promised) != promised:
                reading = reader(values[NEXT]) if values[NEXT] else None
                if reading is not None and reading.at is None:
                    raise BadField(NEXT, reading.words)
                if reading is not None and reading.far:
                    self._ask(NEXT, far_date(reading.words))
                callback = None if reading is None else reading.at
            chosen = by_name.get(values.get(_ENDED, ""), row.disposition)
            if chosen is Disposition.CALLBACK and callback is None:
                raise BadField(NEXT, _("Enter a time, such as +2h or Fri 10:00."))
            result, satisfaction = result_of(values.get(RESULT, "")), satisfaction_of(values.get(SATISFACTION, ""))
            if values.get(RESULT) and result is None:
                results = names.listed(map(names.result, Result))
                raise BadField(RESULT, _("Choose from {results}.").format(results=results))
            if values.get(SATISFACTION) and satisfaction is None:
                raise BadField(SATISFACTION, _("Enter satisfaction from 1 (very dissatisfied) to 5."))
            if question := outcome_question(row, chosen, values[_NOTE]):
                self._ask(_ENDED, question)
            right = replace(
                row.entered,
                disposition=chosen,
                note=values[_NOTE],
                callback_at=callback,
                result=result,
                satisfaction=satisfaction,
            )
            with dialogue.once(f"correct {row.id} {values}") as key:
                dialogue.store.touches.correct(row.id, right, key=key, now=dialogue.now, answers=True)
            return True

        own = {_NOTE: lambda: dialogue.lines(_("note")), _ENDED: self._ended, NEXT: lambda: self._date(reader)}
        dialogue.facts([(_("correction"), facts.contact(row, zone, dialogue.now))])
        if dialogue.form(fields, save, own):
            dialogue.say(_("Saved."))

    def _ended(self) -> str:
        chosen = self._dialogue.pick(tuple(Disposition), names.disposition)
        return "" if chosen is None else names.disposition(chosen)

    def _date(self, reader: Reader) -> str:
        """Ask for a time, and read it back."""
        typed = self._dialogue.typed(_("call back at, such as +2h, Fri 10:00; - for none"))
        if typed and typed != NOTHING:
            self._dialogue.say(reader(typed).words)
        return typed

    def _ask(self, field: str, question: str) -> None:
        """Ask whether something is meant. Raises :class:`BadField` where it is not."""
        if not self._dialogue.yes(question, _("yes"), _("no")):
            raise BadField(field, _("Not saved."))
