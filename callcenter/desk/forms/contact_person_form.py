"""Form of one contact person: name, buying role, stance, numbers, remark (docs/rules.md#r28)."""

from __future__ import annotations

from collections.abc import Mapping

from callcenter.desk.forms.customer_form import BadField, no_number
from callcenter.desk.typed_numbers import NoNumber, read_numbers
from callcenter.locale import _
from callcenter.model import ContactPersonFacts, ContactRole, Stance
from callcenter.views.customers.contact_persons import ContactPerson
from callcenter.views.customers.customer import CustomerView
from callcenter.views.worklists.typed_fields import FormField
from callcenter.wording import names, phones
from callcenter.wording.typed_answers import contact_role_of, stance_of


def fields_of(view: CustomerView, person: ContactPerson | None) -> tuple[FormField, ...]:
    """The fields as they stand; ``person`` None = of a new one."""
    known = person or ContactPersonFacts("")
    country = view.campaign.frame.country
    numbers = "; ".join(phones.local(one, country) for one in known.numbers)
    others = [one for one in view.facts.numbers if one not in known.numbers and view.person_at(one) is None]
    hint = names.listed(phones.local(one, country) for one in others) or _("such as 138 0013 8000")
    return (
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


def read(values: Mapping[str, str], country: str) -> ContactPersonFacts:
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
