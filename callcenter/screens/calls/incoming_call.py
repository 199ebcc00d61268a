"""Somebody calls (``i``): the number or the name leads to the customer, or to a new one.

See docs/architecture.md#finding.
"""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from callcenter.desk.forms.new_customers import DEFAULT_CAMPAIGN
from callcenter.desk.typed_numbers import NoNumber, looks_like_number, read_numbers
from callcenter.locale import N_, _
from callcenter.model import Channel, Direction, Disposition, Instant, Touch
from callcenter.screens.calls.non_customer import NonCustomerScreen
from callcenter.screens.customers.find import SearchScreen, found_columns
from callcenter.screens.customers.new_customer import NewCustomerScreen
from callcenter.screens.frame.desk import Desk
from callcenter.store import StoreError
from callcenter.views.customers.allocations import NonCustomer
from callcenter.views.customers.hits import FoundRow
from callcenter.views.worklists.calls import OpenCall
from callcenter.widgets.base.commands import KeyCommand, Mention, Offers
from callcenter.widgets.forms.ask_line import AskLine
from callcenter.widgets.forms.form import FormInput
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.widgets.lists.line_list import LineList
from callcenter.wording import decisions

_MOST = 50


class IncomingScreen(SearchScreen[OpenCall]):
    """Search for the caller. Closes with the call, on record from then on: it takes the customer over from a claim."""

    CSS_PATH = "incoming_call.tcss"
    offers: ClassVar[Offers] = (
        Mention("entry.send", N_("answer")),
        Mention("find.down", N_("next row")),
        KeyCommand("incoming.new", "f2", "new", N_("new customer"), N_("create a customer from what was typed")),
        KeyCommand("incoming.missed", "f3", "missed", N_("missed call"), N_("missed call: a callback is due now")),
        KeyCommand("incoming.message", "f4", "message", N_("tell owner"), N_("send a message to the customer's owner")),
        KeyCommand("incoming.none", "f7", "none", N_("no customer"), N_("register a caller who is no customer")),
        Mention("app.back", N_("back")),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._starting = False
        line = desk.phone.line
        self._caller = line.number if line is not None and line.direction is Direction.IN else ""

    def compose(self) -> ComposeResult:
        yield self.header()
        yield self.banner()
        yield SaidLine(style="bold", id="title")
        yield FormInput(self._caller, hint=_("number, name, company or ref"), id="text")
        yield LineList(found_columns(), id="found")
        yield AskLine(id="ask")
        yield self.footer()

    def on_mount(self) -> None:
        self.query_one("#title", SaidLine).say(_("Incoming call"))

    def look(self, text: str) -> tuple[FoundRow, ...]:
        """Return the customers with this number, else all who fit, in any campaign: a caller knows none of them."""
        number = self._number(text)
        exact = self.desk.store.lookup.by_phone(number) if number else ()
        return exact or self.desk.store.search.find(text, agent=self.desk.session.name, limit=_MOST)

    def empty(self, text: str) -> str:
        if not text.strip():
            return _("Enter the caller's number or name.")
        if looks_like_number(text) and not self._number(text):
            return _("No number ends in these digits. Enter the whole number, or its last digits.")
        return _("No match. Press Enter to create a new customer.")

    def _number(self, text: str) -> str:
        if not looks_like_number(text):
            return ""
        try:
            return next(iter(read_numbers(text, self.desk.country)), "").partition(";")[0]
        except NoNumber:
            return ""

    def taken(self, ref: str | None) -> None:
        if ref is not None:
            self._start(ref)
        elif self.text.strip():
            self.action_new()

    def action_new(self) -> None:
        """Add a customer whom nobody knows yet; what was typed goes with them."""
        text = self.text.strip()
        name, phone = ("", text) if looks_like_number(text) else (text, "")
        self.app.push_screen(
            NewCustomerScreen(self.desk, name=name, phone=phone, show=False),
            lambda ref: self._start(ref) if ref is not None else None,
        )

    def action_message(self) -> None:
        """A message to the owner, for somebody who asks for them."""
        if self.list.key is None:
            self.app.bell()
        else:
            self.ask_for_message(self.list.key)

    def action_missed(self) -> None:
        """Record a missed call: calling back is a promise that is due now (docs/architecture.md#shift-start)."""
        ref = self.list.key
        if ref is None or self._starting:
            self.app.bell()
            return
        if ref in self._outside:  # it is the owner who calls back
            self.ask_for_message(ref)
            return
        self._starting = True
        store, text = self.desk.store, self.text

        def record(now: Instant, key: str) -> str:
            view, number = store.details.get(ref, now=now), self._number(text)
            phone = number if number in view.facts.numbers else ""
            missed = Touch(now, Channel.CALL, Direction.IN, Disposition.NO_ANSWER, callback_at=now, phone=phone)
            store.touches.record(ref, missed, key=key, now=now)
            return view.name

        def recorded(name: str) -> None:
            said = _("Missed call from {name} recorded: a callback is due now.").format(name=name)
            self.app.notify(said, markup=False, timeout=4)
            self.dismiss(None)

        self.write_once(f"missed {ref}", record, recorded, self._not_started)

    def action_none(self) -> None:
        """Register a call of somebody who is no customer, with what was typed (docs/rules.md#r5)."""
        self.app.push_screen(NonCustomerScreen(), self._register_caller)

    def _register_caller(self, kind: NonCustomer | None) -> None:
        if kind is None or self._starting:
            return
        self._starting = True
        store, wanted, text = self.desk.store, self.desk.campaign, self.text.strip()
        number = self._number(text)

        def record(now: Instant, key: str) -> NonCustomer:
            campaign = wanted or next((row.name for row in store.campaigns.all()), DEFAULT_CAMPAIGN)
            store.campaigns.ensure_shipped(campaign, now=now)
            note = "" if number else text
            store.rotations.register_non_customer(campaign, kind, phone=number, note=note, key=key, now=now)
            return kind

        def recorded(kind: NonCustomer) -> None:
            said = _("registered: {kind}").format(kind=decisions.non_customer(kind))
            self.app.notify(said, markup=False, timeout=4)
            self.dismiss(None)

        self.write_once(f"no customer {text}", record, recorded, self._not_started)

    def _start(self, ref: str) -> None:
        if self._starting:
            return
        self._starting = True
        self.desk.phone.answer(self.desk.now)
        store, text = self.desk.store, self.text

        def begin(now: Instant) -> OpenCall:
            call = store.calls.receive(ref, phone=self._number(text), now=now)
            return store.calls.mark_answered(call.token, now=now)

        self.write(begin, self.dismiss, self._not_started)

    def _not_started(self, error: StoreError) -> None:
        self._starting = False
        self._failed(error)
