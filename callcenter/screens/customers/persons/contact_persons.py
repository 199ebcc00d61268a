"""The contact persons of a customer: whom to ask for, at which number (docs/rules.md#r28)."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from callcenter.locale import N_, _
from callcenter.model import Instant
from callcenter.screens.customers.numbers import NumberScreen, written
from callcenter.screens.customers.one_customer import OneCustomerScreen
from callcenter.screens.customers.persons.edit_contact_person import EditContactPersonScreen
from callcenter.screens.frame.desk import DialWanted
from callcenter.views.customers.contact_persons import ContactPerson
from callcenter.views.customers.customer import CustomerView
from callcenter.widgets.base.commands import KeyCommand, Mention, Offers
from callcenter.widgets.lines.prompts import ConfirmBar
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.widgets.lists.columns import Column
from callcenter.widgets.lists.line_list import LineList, LineRow
from callcenter.wording import names


class ContactPersonsScreen(OneCustomerScreen):
    """Contact persons in the order in which they were recorded; Enter changes the one under the cursor."""

    CSS_PATH = "contact_persons.tcss"
    AUTO_FOCUS = "#persons"
    offers: ClassVar[Offers] = (
        KeyCommand("persons.dial", "d,f3", "dial", N_("dial"), N_("dial this person")),
        Mention("list.open", N_("change")),
        KeyCommand("persons.add", "a,f2", "add", N_("add"), N_("add a contact person")),
        KeyCommand("persons.remove", "x,f8", "remove", N_("remove"), N_("remove the contact person")),
        Mention("app.back", N_("back")),
        Mention("app.help", N_("help")),
    )

    def compose(self) -> ComposeResult:
        columns = (
            Column(_("name"), 10, flex=1, most=24),
            Column(_("buying role"), 12, flex=1, most=16),
            Column(_("stance"), 9, flex=1, most=12),
            Column(_("numbers"), 16, flex=2, most=48),
            Column(_("remark"), 10, flex=2),
        )
        yield self.header()
        yield self.banner()
        yield SaidLine(style="bold", id="title")
        yield LineList(columns, empty=_("No contact persons yet."), id="persons")
        yield ConfirmBar(id="confirm")
        yield self.footer()

    @property
    def list(self) -> LineList:
        """The contact persons."""
        return self.query_one("#persons", LineList)

    @property
    def _here(self) -> ContactPerson | None:
        persons = () if self.view is None else self.view.persons
        return next((one for one in persons if str(one.id) == self.list.key), None)

    def show(self, view: CustomerView, now: Instant) -> None:
        who = view.company or view.name
        self.query_one("#title", SaidLine).say(_("Contact persons for {name}").format(name=who))
        self.list.set_rows(self._line(view, one) for one in view.persons)
        self.refresh_bindings()

    @staticmethod
    def _line(view: CustomerView, one: ContactPerson) -> LineRow:
        role = "-" if one.role is None else names.contact_role(one.role)
        stance = "-" if one.stance is None else names.stance(one.stance)
        numbers = names.listed(written(view, number) for number in one.numbers) or "-"
        return LineRow(str(one.id), (one.name, role, stance, numbers, one.remark))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer dialling and removing only where there is somebody to dial or remove."""
        if action == "dial":
            return self._here is not None and bool(self._here.numbers)
        return self._here is not None if action == "remove" else True

    def on_line_list_highlighted(self, event: LineList.Highlighted) -> None:
        self.refresh_bindings()

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        if self.view is not None and self._here is not None:
            self.app.push_screen(EditContactPersonScreen(self.desk, self.view, self._here))

    def action_add(self) -> None:
        """Add a contact person."""
        self.when_read(lambda view: self.app.push_screen(EditContactPersonScreen(self.desk, view, None)))

    def action_dial(self) -> None:
        """Dial the person under the cursor; of several numbers one is chosen: one more key."""
        view, person = self.view, self._here
        if view is None or person is None:
            return
        if len(person.numbers) == 1:
            self.post_message(DialWanted(self.ref, person.numbers[0]))
            return

        def chosen(number: str | None) -> None:
            if number is not None:
                self.post_message(DialWanted(self.ref, number))

        self.app.push_screen(NumberScreen(view, self.desk.now, person.numbers), chosen)

    def action_remove(self) -> None:
        """Remove the person under the cursor; their numbers stay the customer's."""
        if (person := self._here) is not None:
            question = _("Remove {name}? The numbers stay with the customer.").format(name=person.name)
            self.query_one(ConfirmBar).ask(str(person.id), question, keys=("y", "f9"), yes=_("yes"))

    def on_confirm_bar_confirmed(self, event: ConfirmBar.Confirmed) -> None:
        store, ref, person = self.desk.store, self.ref, int(event.question)
        self.write_once(
            f"remove {person}",
            lambda now, key: store.contact_persons.remove(ref, person, key=key, now=now),
            lambda _none: self.refill(),
        )
