"""Changing what is known of a customer: a plain form of what may be changed (docs/architecture.md#detail-screen)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import ClassVar, TypeVar

from textual.app import ComposeResult

from callcenter.access import Right
from callcenter.desk.typed_numbers import NoNumber, read_labelled
from callcenter.locale import N_, _
from callcenter.model import Instant, Stage
from callcenter.screens.frame.desk import Desk, DeskScreen
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.customers.customer import Cleared, CustomerChanges, CustomerView
from callcenter.widgets.base.commands import KeyCommand, Mention, Offers
from callcenter.widgets.forms.form import Form, FormField
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.wording import names, phones, problems
from callcenter.wording.typed_answers import chosen, stage_of, tier_of

T = TypeVar("T")
_COLUMN = "column_"
_NUMBER = "number_"

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


def refused_by_store(error: StoreError) -> BadField | None:
    """The field that the store does not take, None where its trouble is about none."""
    field = _TROUBLED.get(error.code)
    return None if field is None else BadField(field, problems.trouble(error.code, error.params))


class EditCustomerScreen(DeskScreen[bool]):
    """Form of a customer: only what was changed is written. Closes with whether it was."""

    CSS_PATH = "edit_customer.tcss"
    AUTO_FOCUS = "#name"
    offers: ClassVar[Offers] = (
        Mention("entry.send", N_("save")),
        Mention("form.next", N_("next field")),
        KeyCommand(
            "edit.number_up",
            "shift+up,f6",
            "move_number(-1)",
            N_("move up"),
            N_("move this number up: the top one is dialled first"),
        ),
        KeyCommand(
            "edit.number_down",
            "shift+down,f7",
            "move_number(1)",
            N_("move down"),
            N_("move this number down"),
        ),
        Mention("app.back", N_("back without saving")),
        KeyCommand("edit.save", "f2", "save", meaning=N_("save")),
    )

    def __init__(self, desk: Desk, view: CustomerView) -> None:
        super().__init__(desk)
        self._view = view
        self._before: Mapping[str, str] = {}
        self._saving = False

    def compose(self) -> ComposeResult:
        fields = self._fields()
        self._before = {field.name: field.value.strip() for field in fields}
        yield self.header()
        yield SaidLine(style="bold", id="title")
        yield Form(fields, id="form")
        yield self.footer()

    def _fields(self) -> list[FormField]:
        view, facts = self._view, self._view.facts
        stages = names.listed(map(names.stage, Stage))
        fields = [
            FormField("name", _("name"), view.name),
            FormField("company", _("company"), view.company),
            *_number_fields(view),
            FormField("source", _("source"), facts.source),
            FormField("tier", _("tier"), facts.tier or "", names.listed(map(names.tier, view.tier_choices))),
            FormField("reason", _("tier reason"), "", _("kept in the tier history")),
            FormField("stage", _("stage"), names.stage(facts.stage), stages),
            FormField("birthday", _("birthday"), facts.birthday.isoformat() if facts.birthday else "", "1990-05-17"),
            FormField("key", _("key customer"), _("yes") if facts.key else _("no"), f"{_('yes')}, {_('no')}"),
            FormField("zone", _("time zone"), facts.zone, view.campaign.frame.zone),
            FormField("revenue", _("revenue"), view.revenue),
            FormField("pinned", _("pinned note"), view.pinned, _("shown above everything else on this customer")),
        ]
        if self.desk.session.may(Right.REASSIGN):
            fields.append(FormField("owner", _("owner"), facts.owner or "", _("leave empty for the pool")))
        fields += [FormField(f"{_COLUMN}{n}", name, value) for n, (name, value) in enumerate(view.attributes.items())]
        fields.append(FormField("columns", _("new fields"), "", _("units=5; annual_kwh=20000")))
        return fields

    def on_mount(self) -> None:
        said = _("Edit {name}").format(name=self._view.name)
        self.query_one("#title", SaidLine).say(said)

    def action_save(self) -> None:
        self.query_one(Form).send()

    def action_move_number(self, lines: int) -> None:
        """Swap the number in the field with the one above or below; the first is dialled first."""
        form, fields = self.query_one(Form), [name for name in self._before if name.startswith(_NUMBER)]
        name = "" if self.focused is None else self.focused.id or ""
        place = fields.index(name) + lines if name in fields else -1
        if not 0 <= place < len(fields):
            self.app.bell()
            return
        here, there = form.entry(name), form.entry(fields[place])
        here.value, there.value = there.value, here.value
        there.focus()

    def on_form_sent(self, event: Form.Sent) -> None:
        if self._saving:
            return
        changed = {name: typed for name, typed in event.values.items() if typed != self._before[name]}
        if any(name.startswith(_NUMBER) for name in changed):
            # All of them: their order is changed too.
            changed = {
                name: typed for name, typed in event.values.items() if name in changed or name.startswith(_NUMBER)
            }
        if not set(changed) - {"reason"}:
            self.dismiss(False)
            return
        self._saving = True
        store, view = self.desk.store, self._view

        def save(now: Instant, key: str) -> BadField | None:
            try:
                for step in changes_of(view, changed, store):
                    step(now, key)
            except BadField as refused:
                return refused
            except StoreError as error:
                if (refused_here := refused_by_store(error)) is None:
                    raise
                return refused_here
            return None

        self.write_once("edit", save, self._saved, self._not_saved)

    def _saved(self, refused: BadField | None) -> None:
        self._saving = False
        if refused is None:
            self.dismiss(True)
        else:
            self.query_one(Form).refuse(refused.field, refused.said)

    def _not_saved(self, error: StoreError) -> None:
        self._saving = False
        self._failed(error)


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


def _number_fields(view: CustomerView) -> Iterator[FormField]:
    """A field a number, and an empty one for another."""
    country = view.campaign.frame.country
    shown = [
        phones.local(number, country, extension, view.labels.get(number, ""))
        for number in view.facts.numbers
        for extension in view.extensions.get(number, "").split(",")
    ]
    hint = _("mobile: 138 1234 5678; Shift+Up, Shift+Down to reorder")
    for place, number in enumerate((*shown, "")):
        label = _("number, first") if place == 0 else _("number")
        yield FormField(f"{_NUMBER}{place}", label, number, hint)


def _numbers(view: CustomerView, changed: Mapping[str, str]) -> tuple[tuple[str, ...] | None, Mapping[str, str] | None]:
    """The numbers as they are to be and what each is called, None where that stays."""
    fields = {name: typed for name, typed in changed.items() if name.startswith(_NUMBER)}
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
    return _("{text} is not a telephone number.").format(text=bad.text)


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
