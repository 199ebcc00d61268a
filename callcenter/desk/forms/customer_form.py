"""Form of a customer: its fields, and the writes that follow from what was changed in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TypeAlias, TypeVar

from callcenter.access import Right
from callcenter.desk.typed_numbers import NoNumber, read_labelled
from callcenter.locale import _
from callcenter.model import Instant, Stage
from callcenter.session import Session
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.customers.customer import Cleared, CustomerChanges, CustomerView
from callcenter.views.worklists.typed_fields import FormField
from callcenter.wording import names, phones, problems
from callcenter.wording.typed_answers import chosen, stage_of, tier_of

T = TypeVar("T")

Values: TypeAlias = Mapping[str, str]
"""Texts of a form, by field."""

_COLUMN = "column_"
NUMBER = "number_"
"""Beginning of the names of the fields for numbers."""

_TROUBLED = {
    Trouble.EMPTY_NAME: "name",
    Trouble.UNKNOWN_TIER: "tier",
    Trouble.UNKNOWN_AGENT: "owner",
    Trouble.UNKNOWN_ZONE: "zone",
    Trouble.UNKNOWN_CAMPAIGN: "campaign",
    Trouble.UNKNOWN_RULEBOOK: "campaign",
}


class BadField(Exception):
    """A field says what cannot be; ``said`` is the sentence about it."""

    def __init__(self, field: str, said: str) -> None:
        super().__init__(field, said)
        self.field = field
        self.said = said


def tried(work: Callable[[], T]) -> T | BadField:
    """Do something with what a form says; where a field is refused, by its check or by the store, that comes back."""
    try:
        return work()
    except BadField as refused:
        return refused
    except StoreError as error:
        field = _TROUBLED.get(error.code)
        if field is None:
            raise
        return BadField(field, problems.trouble(error.code, error.params))


def fields_of(view: CustomerView, session: Session, number_hint: str) -> list[FormField]:
    """The fields of the form of a customer, as they stand. ``number_hint``: how numbers are typed and ordered."""
    facts = view.facts
    stages = names.listed(map(names.stage, Stage))
    fields = [
        FormField("name", _("name"), view.name),
        FormField("company", _("company"), view.company),
        *_number_fields(view, number_hint),
        FormField("source", _("source"), facts.source),
        FormField("tier", _("tier"), facts.tier or "", names.listed(map(names.tier, view.tier_choices))),
        FormField("reason", _("tier reason"), "", _("kept in the tier history")),
        FormField("stage", _("stage"), names.stage(facts.stage), stages),
        FormField("birthday", _("birthday"), facts.birthday.isoformat() if facts.birthday else "", "1990-05-17"),
        FormField("key", _("key customer"), _("yes") if facts.key else _("no"), names.listed((_("yes"), _("no")))),
        FormField("zone", _("time zone"), facts.zone, view.campaign.frame.zone),
        FormField("revenue", _("revenue"), view.revenue),
        FormField("pinned", _("pinned note"), view.pinned, _("shown above everything else on this customer")),
    ]
    if session.may(Right.REASSIGN):
        fields.append(FormField("owner", _("owner"), facts.owner or "", _("leave empty for the pool")))
    fields += [FormField(f"{_COLUMN}{n}", name, value) for n, (name, value) in enumerate(view.attributes.items())]
    fields.append(FormField("columns", _("new fields"), "", _("units=5; annual_kwh=20000")))
    return fields


def changed_in(before: Values, values: Values) -> Values:
    """The fields that do not say what they said before; with one number all of them, as their order is changed too."""
    changed = {name: typed for name, typed in values.items() if typed != before[name]}
    if any(name.startswith(NUMBER) for name in changed):
        changed = {name: typed for name, typed in values.items() if name in changed or name.startswith(NUMBER)}
    return changed if set(changed) - {"reason"} else {}


def write(view: CustomerView, changed: Values, store: Store, *, now: Instant, key: str) -> None:
    """Write what was changed, after a check of all of it. Raises :class:`BadField`."""
    for step in changes_of(view, changed, store):
        step(now, key)


def changes_of(view: CustomerView, changed: Mapping[str, str], store: Store) -> list[Callable[[Instant, str], object]]:
    """Return the writes to be made, all of them checked before any is. Raises :class:`BadField`."""
    ref = view.ref
    steps: list[Callable[[Instant, str], object]] = []
    if "name" in changed and not changed["name"]:
        raise BadField("name", _("Enter a name."))
    (phones_now, labels), birthday, key = _numbers(view, changed), _birthday(changed), _key(changed)
    facts = CustomerChanges(
        name=changed.get("name"),
        company=changed.get("company"),
        phones=phones_now,
        labels=labels,
        source=changed.get("source"),
        zone=changed.get("zone") or (view.campaign.frame.zone if "zone" in changed else None),
        birthday=birthday,
        key=key,
        revenue=changed.get("revenue"),
        pinned=changed.get("pinned"),
        attributes=_attributes(view, changed),
    )
    if facts != CustomerChanges():
        steps.append(lambda now, key: store.customers.edit(ref, facts, key=key, now=now))
    if "tier" in changed:
        tier = tier_of(changed["tier"], view.tier_choices) if changed["tier"] else None
        if changed["tier"] and tier is None:
            tiers = names.listed(map(names.tier, view.tier_choices))
            raise BadField("tier", _("Choose a tier: {tiers}.").format(tiers=tiers))
        reason = changed.get("reason", "")
        if not reason:
            raise BadField("reason", _("Enter a reason for the new tier."))
        steps.append(lambda now, key: store.customers.set_tier(ref, tier, reason=reason, key=key, now=now))
    if "stage" in changed:
        stage = stage_of(changed["stage"] or "-")
        if stage is None:
            raise BadField("stage", _("Choose a stage: {stages}.").format(stages=names.listed(map(names.stage, Stage))))
        steps.append(lambda now, key: store.customers.set_stage(ref, stage, key=key, now=now))
    if "owner" in changed:
        owner = changed["owner"] or None
        if owner is not None:
            store.people.get(owner)
        steps.append(lambda now, key: store.ownership.assign(ref, owner, key=key, now=now))
    return steps


def _attributes(view: CustomerView, changed: Mapping[str, str]) -> Mapping[str, str] | None:
    """The columns that the program has no field for, as they are to be: an emptied one goes, new ones are added."""
    columns = dict(view.attributes)
    for n, name in enumerate(view.attributes):
        columns[name] = changed.get(f"{_COLUMN}{n}", columns[name])
    for part in filter(str.strip, re.split("[;；]", changed.get("columns", ""))):
        name, sign, value = (piece.strip() for piece in part.replace("＝", "=").partition("="))
        if not (name and sign):
            raise BadField("columns", _("Write a new field as units=5"))
        columns[name] = value
    kept = {name: value for name, value in columns.items() if value}
    return None if kept == dict(view.attributes) else kept


def _number_fields(view: CustomerView, hint: str) -> Iterator[FormField]:
    """A field a number, and an empty one for another."""
    country = view.campaign.frame.country
    shown = [
        phones.local(number, country, extension, view.labels.get(number, ""))
        for number in view.facts.numbers
        for extension in view.extensions.get(number, "").split(",")
    ]
    for place, number in enumerate((*shown, "")):
        label = _("number, first") if place == 0 else _("number")
        yield FormField(f"{NUMBER}{place}", label, number, hint)


def _numbers(view: CustomerView, changed: Mapping[str, str]) -> tuple[tuple[str, ...] | None, Mapping[str, str] | None]:
    """The numbers as they are to be and what each is called, None where that stays."""
    fields = {name: typed for name, typed in changed.items() if name.startswith(NUMBER)}
    if not fields:
        return None, None
    numbers: list[str] = []
    labels: dict[str, str] = {}
    for name, typed in fields.items():
        try:
            label, found = read_labelled(typed, view.campaign.frame.country)
        except NoNumber as bad:
            raise BadField(name, no_number(bad)) from bad
        numbers += found
        for number in found:
            e164 = number.partition(";")[0]
            labels[e164] = labels.get(e164) or label
    return tuple(numbers), labels


def no_number(bad: NoNumber) -> str:
    """The sentence about what is no telephone number."""
    return _("{text} is not a valid phone number.").format(text=bad.text)


def _birthday(changed: Mapping[str, str]) -> date | Cleared | None:
    typed = changed.get("birthday")
    if typed is None:
        return None
    if not typed:
        return Cleared.CLEARED
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise BadField("birthday", _("Write a birthday as 1990-05-17.")) from None


def _key(changed: Mapping[str, str]) -> bool | None:
    typed = changed.get("key")
    if typed is None:
        return None
    answers = {_("yes"): True, _("no"): False, "y": True, "n": False, "": False}
    key = chosen(typed, answers)
    if key is None:
        raise BadField("key", _("Enter {yes} or {no}.").format(yes=_("yes"), no=_("no")))
    return key
