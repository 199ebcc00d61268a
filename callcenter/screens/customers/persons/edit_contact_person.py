"""Form of one contact person: name, buying role, stance, numbers, remark (docs/rules.md#r28)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult

from callcenter.desk.typed_numbers import NoNumber, read_numbers
from callcenter.locale import N_, _
from callcenter.model import ContactPersonFacts, ContactRole, Instant, Stance
from callcenter.screens.customers.edit_customer import BadField, no_number
from callcenter.screens.frame.desk import Desk, DeskScreen
from callcenter.store import StoreError
from callcenter.views.customers.contact_persons import ContactPerson
from callcenter.views.customers.customer import CustomerView
from callcenter.widgets.base.commands import KeyCommand, Mention, Offers
from callcenter.widgets.forms.form import Form, FormField
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.wording import names, phones
from callcenter.wording.typed_answers import contact_role_of, stance_of


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
        view, known = self._view, self._person or ContactPersonFacts("")
        country = view.campaign.frame.country
        numbers = "; ".join(phones.local(one, country) for one in known.numbers)
        others = [one for one in view.facts.numbers if one not in known.numbers and view.person_at(one) is None]
        hint = names.listed(phones.local(one, country) for one in others) or _("such as 138 0013 8000")
        fields = (
            FormField("name", _("name"), known.name),
            FormField(
                "role",
                _("buying role"),
                "" if known.role is None else names.contact_role(known.role),
                names.listed(map(names.contact_role, ContactRole)),
            ),
            FormField(
                "stance",
                _("stance"),
                "" if known.stance is None else names.stance(known.stance),
                names.listed(map(names.stance, Stance)),
            ),
            FormField("numbers", _("numbers"), numbers, hint),
            FormField("remark", _("remark"), known.remark),
        )
        yield self.header()
        yield SaidLine(style="bold", id="title")
        yield Form(fields, id="form")
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
                facts = _read(values, country)
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


def _read(values: Mapping[str, str], country: str) -> ContactPersonFacts:
    """The facts that the form gives. Raises :class:`BadField`."""
    if not values["name"]:
        raise BadField("name", _("Enter the contact person's name."))
    role, stance = contact_role_of(values["role"]), stance_of(values["stance"])
    if values["role"] and role is None:
        roles = names.listed(map(names.contact_role, ContactRole))
        raise BadField("role", _("Choose a buying role: {roles}.").format(roles=roles))
    if values["stance"] and stance is None:
        stances = names.listed(map(names.stance, Stance))
        raise BadField("stance", _("Choose a stance: {stances}.").format(stances=stances))
    try:
        numbers = read_numbers(values["numbers"], country)
    except NoNumber as bad:
        raise BadField("numbers", no_number(bad)) from bad
    return ContactPersonFacts(values["name"], role, stance, numbers, values["remark"])
