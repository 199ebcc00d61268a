"""Form of one contact person: name, buying role, stance, numbers, remark (docs/rules.md#r28)."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from callcenter.desk.forms import contact_person_form
from callcenter.desk.forms.customer_form import BadField
from callcenter.locale import N_, _
from callcenter.model import Instant
from callcenter.screens.frame.desk import Desk, DeskScreen
from callcenter.store import StoreError
from callcenter.views.customers.contact_persons import ContactPerson
from callcenter.views.customers.customer import CustomerView
from callcenter.widgets.base.commands import KeyCommand, Mention, Offers
from callcenter.widgets.forms.form import Form
from callcenter.widgets.lines.said_line import SaidLine


class EditContactPersonScreen(DeskScreen[bool]):
    """Plain form; Enter saves from any field. ``person`` None = a new one. Closes with whether it was saved."""

    CSS_PATH = "edit_contact_person.tcss"
    AUTO_FOCUS = "#name"
    offers: ClassVar[Offers] = (
        Mention("entry.send", N_("save")),
        Mention("form.next", N_("next field")),
        Mention("app.back", N_("back without saving")),
        KeyCommand("person.save", "f2", "save", meaning=N_("save")),
    )

    def __init__(self, desk: Desk, view: CustomerView, person: ContactPerson | None) -> None:
        super().__init__(desk)
        self._view = view
        self._person = person
        self._saving = False

    def compose(self) -> ComposeResult:
        yield self.header()
        yield SaidLine(style="bold", id="title")
        yield Form(contact_person_form.fields_of(self._view, self._person), id="form")
        yield self.footer()

    def on_mount(self) -> None:
        view = self._view
        said = _("New contact person for {name}") if self._person is None else _("Contact person for {name}")
        self.query_one("#title", SaidLine).say(said.format(name=view.company or view.name))

    def action_save(self) -> None:
        """Save, as Enter does."""
        self.query_one(Form).send()

    def on_form_sent(self, event: Form.Sent) -> None:
        if self._saving:
            return
        store, ref, person, values = self.desk.store, self._view.ref, self._person, event.values
        country = self._view.campaign.frame.country
        self._saving = True

        def save(now: Instant, key: str) -> BadField | None:
            try:
                facts = contact_person_form.read(values, country)
            except BadField as refused:
                return refused
            if person is None:
                store.contact_persons.add(ref, facts, key=key, now=now)
            else:
                store.contact_persons.change(ref, person.id, facts, key=key, now=now)
            return None

        self.write_once("person", save, self._saved, self._not_saved)

    def _saved(self, refused: BadField | None) -> None:
        self._saving = False
        if refused is None:
            self.dismiss(True)
        else:
            self.query_one(Form).refuse(refused.field, refused.said)

    def _not_saved(self, error: StoreError) -> None:
        self._saving = False
        self._failed(error)
