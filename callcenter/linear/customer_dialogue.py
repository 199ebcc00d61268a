"""Customers in line mode: found by what is typed, opened, dialled; and whoever calls in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Protocol

from callcenter import policy
from callcenter.desk.forms import new_customers
from callcenter.desk.forms.customer_form import BadField, tried
from callcenter.desk.typed_numbers import NoNumber, looks_like_number, read_numbers
from callcenter.linear import facts, menus
from callcenter.linear.change_dialogue import ChangeDialogue
from callcenter.linear.dialogue import Dialogue
from callcenter.locale import _
from callcenter.model import Channel, Direction, Disposition, Touch
from callcenter.views.customers.customer import CustomerView
from callcenter.views.customers.hits import FoundRow
from callcenter.views.customers.log import TouchRow
from callcenter.views.worklists.calls import OpenCall
from callcenter.wording import reasons, times

_MOST = 50


class Dial(Protocol):
    """Dials a customer: claims them, and holds the call. ``phone`` '' = the first."""

    def __call__(self, ref: str, phone: str = "") -> None: ...


class CustomerDialogue:
    """Customers, wherever one comes from. ``take`` holds a call that is on record."""

    def __init__(self, dialogue: Dialogue, dial: Dial, take: Callable[[OpenCall], None]) -> None:
        self._dialogue = dialogue
        self.dial = dial
        self._take = take
        self._back = False
        self.changes = ChangeDialogue(dialogue)
        self.last_put_off: CustomerView | None = None
        """The customer whose call was postponed here last, for the undo of the shift."""

    def view(self, ref: str) -> CustomerView:
        """Read a customer. Raises ``StoreError``."""
        return self._dialogue.store.details.get(ref, now=self._dialogue.now, agent=self._dialogue.agent)

    # --- one customer -----------------------------------------------------------------------------------------------

    def open(self, ref: str) -> None:
        """Open a customer: their facts, then what can be done. Raises ``StoreError``."""
        dialogue, self._back = self._dialogue, False
        view = self.view(ref)
        dialogue.facts(facts.in_full(view, dialogue.agent, dialogue.now))
        while not self._back:
            view = self.view(ref)
            menus.read(dialogue.console, view.name, partial(self._choices, view), empty=lambda _text: self._go_back())

    def _go_back(self) -> None:
        self._back = True

    def _choices(self, view: CustomerView) -> Sequence[menus.Choice]:
        choice, dialogue = menus.Choice, self._dialogue
        offered = []
        if view.facts.numbers:
            offered.append(choice(1, "d", _("dial"), lambda _text: self._dial_one(view)))
        offered += [
            choice(2, "w", _("why, or why not"), lambda _text: self._why(view.ref)),
            choice(3, "h", _("last contacts"), lambda _text: self._history(view)),
            choice(
                4,
                "f",
                _("facts"),
                lambda _text: dialogue.facts(facts.in_full(self.view(view.ref), dialogue.agent, dialogue.now)),
            ),
        ]
        if policy.latest_snooze(view.plan) is not None:
            offered.append(choice(5, "z", _("postpone the call"), lambda _text: self.put_off(view)))
        if view.plan.snooze is not None:
            offered.append(choice(6, "u", _("cancel the postponement"), lambda _text: self.due_again(view)))
        changes = (
            (7, "t", _("tier"), self.changes.tier),
            (8, "s", _("stage"), self.changes.stage),
            (9, "p", _("appointment"), self.changes.appointment),
            (10, "c", _("contact persons"), self._persons),
            (11, "#", _("tags"), self.changes.tags),
            (12, "n", _("pinned note"), self.changes.pin),
            (13, "e", _("edit"), self.changes.edit),
            (14, "M", _("key dates"), self.changes.milestones),
            (15, "x", _("raise case"), self.changes.raise_case),
            (16, "o", _("hand on to a department"), self.changes.hand_on),
        )
        offered += [choice(number, key, words, _on(act, view)) for number, key, words, act in changes]
        offered.append(choice(0, "b", _("back"), lambda _text: self._go_back()))
        return offered

    def put_off(self, view: CustomerView) -> None:
        """Put the due call off to a time, with a reason, within what the rules allow. Raises ``StoreError``."""
        dialogue, latest = self._dialogue, policy.latest_snooze(view.plan)
        reader = dialogue.reader(view)
        assert latest is not None
        bounds = _("{end} at the latest").format(end=times.end(latest, view.campaign.frame.zone, dialogue.now))
        dialogue.say(bounds)
        while typed := dialogue.typed(_("until, such as +1h, 15:00; Enter to go back")):
            reading = reader(typed)
            if reading.at is None or reading.at > latest:
                dialogue.say(bounds if reading.at is not None else reading.words)
                continue
            reason = dialogue.typed(_("why"))
            if reason:
                with dialogue.once(f"put off {view.ref} {reading.at}") as key:
                    dialogue.store.snoozes.put_off(view.ref, until=reading.at, reason=reason, key=key, now=dialogue.now)
                self.last_put_off = view
                dialogue.say(_("Postponed until {time}.").format(time=reading.words))
            break
        self._back = True

    def due_again(self, view: CustomerView) -> None:
        """Make a postponed call due again. Raises ``StoreError``."""
        dialogue, self._back, self.last_put_off = self._dialogue, True, None
        with dialogue.once(f"take back {view.ref}") as key:
            dialogue.store.snoozes.take_back(view.ref, key=key, now=dialogue.now)
        dialogue.say(_("The call to {name} is no longer postponed.").format(name=view.name))

    def _dial_one(self, view: CustomerView) -> None:
        phone = ""
        if len(view.facts.numbers) > 1:
            chosen = self._dialogue.pick(view.facts.numbers, lambda one: facts.reachable(view, one))
            if chosen is None:
                return
            phone = chosen
        self._dial_number(view, phone)

    def _persons(self, view: CustomerView) -> None:
        self.changes.persons(view, partial(self._dial_number, view))

    def _dial_number(self, view: CustomerView, number: str) -> None:
        self._back = True
        self.dial(view.ref, number)

    def _why(self, ref: str) -> None:
        self._dialogue.say(reasons.answer(self.view(ref), self._dialogue.now))

    def _history(self, view: CustomerView) -> None:
        """Tell what happened, the newest first; more about a contact that is chosen."""
        zone, now = view.campaign.frame.zone, self._dialogue.now
        entries = view.timeline.entries
        if not entries:
            self._dialogue.say(_("no contacts yet"))
        chosen = self._dialogue.pick(entries, lambda one: facts.entry(one, zone, now))
        if isinstance(chosen, TouchRow):
            self._dialogue.facts(facts.contact_in_full(chosen, view, now))

    # --- finding ----------------------------------------------------------------------------------------------------

    def find(self, text: str) -> None:
        """Find a customer by what is typed, and open them. Raises ``StoreError``."""
        dialogue = self._dialogue
        typed = text or dialogue.typed(_("name, pinyin or initials, company, last digits of the number, ref"))
        if not typed:
            return
        rows = dialogue.store.search.find(typed, agent=dialogue.agent, limit=_MOST, campaign=dialogue.desk.campaign)
        row = self._chosen(rows)
        if row is None:
            return
        if row.outside:
            self._leave_message(row)
        else:
            self.open(row.ref)

    def _chosen(self, rows: Sequence[FoundRow]) -> FoundRow | None:
        dialogue = self._dialogue
        if not rows:
            dialogue.say(_("No matching customer."))
        return dialogue.pick(rows, lambda one: facts.found(one, dialogue.desk.country))

    def _leave_message(self, row: FoundRow) -> None:
        """Leave a message to the owner of somebody whose record one may not see. Raises ``StoreError``."""
        dialogue = self._dialogue
        text = dialogue.typed(_("message to the owner of {ref}").format(ref=row.ref))
        if not text:
            return
        with dialogue.once(f"message {row.ref} {text}") as key:
            owner = dialogue.store.notices.leave(row.ref, text, key=key, now=dialogue.now)
        dialogue.say(_("Message sent to {owner}.").format(owner=owner))

    # --- incoming calls ---------------------------------------------------------------------------------------------

    def incoming(self, _text: str) -> None:
        """Find out who calls, and take the call. Raises ``StoreError``."""
        dialogue = self._dialogue
        line = dialogue.desk.phone.line
        caller = line.number if line is not None and line.direction is Direction.IN else ""
        dialogue.facts([(_("caller"), caller)])
        label = _("caller: number, name, company or ref; Enter for the incoming number") if caller else ""
        typed = dialogue.typed(label or _("caller: number, name, company or ref")) or caller
        if not typed:
            return
        number = self._number(typed)
        store = dialogue.store
        exact = store.lookup.by_phone(number) if number else ()
        row = self._chosen(exact or store.search.find(typed, agent=dialogue.agent, limit=_MOST))
        if row is not None:
            self._take_caller(row, number)
        elif dialogue.yes(_("Add a new customer and answer?"), _("yes"), _("no")):
            self._add_caller(typed)

    def _take_caller(self, row: FoundRow, number: str) -> None:
        dialogue = self._dialogue
        ways = [
            (_("answer"), lambda: self._receive(row.ref, number)),
            (_("record a missed call"), lambda: self._missed(row.ref, number)),
            (_("send the owner a message"), lambda: self._leave_message(row)),
        ]
        if row.outside:
            del ways[1]
        chosen = dialogue.pick(ways, lambda way: way[0])
        if chosen is not None:
            chosen[1]()

    def _number(self, text: str) -> str:
        if not looks_like_number(text):
            return ""
        try:
            return next(iter(read_numbers(text, self._dialogue.desk.country)), "").partition(";")[0]
        except NoNumber:
            return ""

    def _receive(self, ref: str, number: str) -> None:
        """Take the call, on record from then on."""
        dialogue = self._dialogue
        dialogue.desk.phone.answer(dialogue.now)
        call = dialogue.store.calls.receive(ref, phone=number, now=dialogue.now)
        self._take(dialogue.store.calls.mark_answered(call.token, now=dialogue.now))

    def _missed(self, ref: str, number: str) -> None:
        """Record a missed call: calling back is a promise that is due now (docs/architecture.md#shift-start)."""
        dialogue, view = self._dialogue, self.view(ref)
        phone, now = number if number in view.facts.numbers else "", dialogue.now
        missed = Touch(now, Channel.CALL, Direction.IN, Disposition.NO_ANSWER, callback_at=now, phone=phone)
        with dialogue.once(f"missed {ref}") as key:
            dialogue.store.touches.record(ref, missed, key=key, now=now)
        said = _("Missed call from {name} recorded: a callback is due now.")
        dialogue.say(said.format(name=view.name))

    def _add_caller(self, typed: str) -> None:
        """Add a customer whom nobody knows yet, and take their call."""
        number = self._number(typed)
        ref = self._added("" if number or looks_like_number(typed) else typed, number)
        if ref:
            self._receive(ref, number)

    def add(self, _text: str) -> None:
        """Add a customer, and open them. Raises ``StoreError``."""
        ref = self._added("", "")
        if ref:
            self.open(ref)

    def refer(self, view: CustomerView) -> None:
        """Add somebody whom a customer recommends. Raises ``StoreError``."""
        dialogue = self._dialogue
        name = dialogue.typed(_("name of the referral"))
        if name and self._added(name, "", view):
            said = _("{name} is now a customer, referred by {referrer}.")
            dialogue.say(said.format(name=name, referrer=view.name))

    def _typed_number(self) -> str:
        """Ask for a number; '' for none."""
        while typed := self._dialogue.typed(_("number, Enter for none")):
            if number := self._number(typed):
                return number
            self._dialogue.say(_("{text} is not a valid phone number.").format(text=typed))
        return ""

    def _added(self, name: str, number: str, referrer: CustomerView | None = None) -> str:
        """Ask for what is not known yet of a new customer; their ref, '' where that was left."""
        dialogue, desk = self._dialogue, self._dialogue.desk
        name = name or dialogue.typed(_("name"))
        if not name:
            return ""
        number = number or self._typed_number()
        doubles = dialogue.store.lookup.by_phone(number) if number else ()
        own = [one for one in doubles if one.owner in (None, dialogue.agent)]
        for double in own[:1]:
            asked = _("This number belongs to {name} ({ref}). Add anyway?")
            if not dialogue.yes(asked.format(name=double.name, ref=double.ref), _("yes"), _("no")):
                return ""
        values = {"name": name, "phone": number, "company": "", "tier": "", "source": "", "campaign": ""}
        if referrer is not None:
            values |= new_customers.referral(name, number, referrer.campaign.name)
        else:
            values["company"] = dialogue.typed(_("company, Enter for none"))
            campaigns = dialogue.store.campaigns.all()
            if len(campaigns) > 1 and desk.campaign is None:
                chosen = dialogue.pick(campaigns, lambda one: one.frame.name)
                values["campaign"] = "" if chosen is None else chosen.name
        ref = "" if referrer is None else referrer.ref
        made = self._made(values, number if own else "", ref)
        if isinstance(made, new_customers.NumberTaken):
            dialogue.say(made.said)
            if not dialogue.yes(_("Go on?"), _("yes"), _("no")):
                return ""
            made = self._made(values, made.number, ref)
        if isinstance(made, BadField):
            dialogue.say(made.said)
            return ""
        return made

    def _made(self, values: Mapping[str, str], double: str, referrer: str) -> str | BadField:
        dialogue = self._dialogue
        with dialogue.once(f"new {values['name']} {values['phone']}") as key:
            return tried(
                lambda: new_customers.add(
                    values,
                    dialogue.store,
                    dialogue.now,
                    campaign=dialogue.desk.campaign,
                    double=double,
                    key=key,
                    referrer=referrer,
                )
            )


def _on(act: Callable[[CustomerView], None], view: CustomerView) -> menus.Act:
    return lambda _text: act(view)
