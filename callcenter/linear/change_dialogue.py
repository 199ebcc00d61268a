"""Changes of a customer in line mode: tier, stage, appointment, tags, contact persons, cases, the whole form."""

from __future__ import annotations

from collections.abc import Callable

from callcenter.desk.forms import contact_person_form, customer_form, hand_on, milestone_dates
from callcenter.linear import facts
from callcenter.linear.dialogue import NOTHING, Dialogue, Way, fact
from callcenter.locale import _
from callcenter.model import Milestone, MilestoneKind, Stage
from callcenter.views.customers.contact_persons import ContactPerson
from callcenter.views.customers.customer import CustomerChanges, CustomerView
from callcenter.views.worklists.cases import RAISED
from callcenter.wording import names, times
from callcenter.wording.typed_answers import changed_tags


class ChangeDialogue:
    """Changes that an agent makes of a customer. Each of them raises ``StoreError``."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue = dialogue

    def tier(self, view: CustomerView) -> None:
        """Change or confirm the tier, with a reason."""
        dialogue = self._dialogue
        tier = dialogue.pick(view.tier_choices, names.tier)
        reason = "" if tier is None else dialogue.typed(_("reason for tier {tier}").format(tier=names.tier(tier)))
        if reason:
            with dialogue.once(f"tier {view.ref} {tier} {reason}") as key:
                dialogue.store.customers.set_tier(view.ref, tier, reason=reason, key=key, now=dialogue.now)
            dialogue.facts([(_("tier"), names.tier(tier))])

    def stage(self, view: CustomerView) -> None:
        """Change the stage."""
        dialogue = self._dialogue
        stage = dialogue.pick(tuple(Stage), names.stage)
        if stage is not None:
            with dialogue.once(f"stage {view.ref} {stage}") as key:
                dialogue.store.customers.set_stage(view.ref, stage, key=key, now=dialogue.now)
            dialogue.facts([(_("stage"), names.stage(stage))])

    def tags(self, view: CustomerView) -> None:
        """Change the tags: those that are typed are all that stay."""
        dialogue = self._dialogue
        dialogue.facts([(_("tags"), names.tags(view.tags)), (_("tags in use"), names.tags(dialogue.store.tags.all()))])
        typed = dialogue.typed(_("all tags, with spaces between; - for none, Enter to go back"))
        if not typed:
            return
        add, remove = changed_tags(view.tags, "" if typed == NOTHING else typed)
        with dialogue.once(f"tags {view.ref} {typed}") as key:
            dialogue.store.tags.change(view.ref, add=add, remove=remove, key=key, now=dialogue.now)
        left = (*(one for one in view.tags if one not in remove), *add)
        dialogue.say(fact(_("tags"), names.tags(left) or _("none")))

    def pin(self, view: CustomerView) -> None:
        """Change the pinned note."""
        dialogue = self._dialogue
        dialogue.facts([(_("pinned note"), view.pinned)])
        typed = dialogue.typed(_("pinned note; - for none, Enter to go back"))
        if typed:
            changes = CustomerChanges(pinned="" if typed == NOTHING else typed)
            with dialogue.once(f"pin {view.ref} {typed}") as key:
                dialogue.store.customers.edit(view.ref, changes, key=key, now=dialogue.now)
            dialogue.say(fact(_("pinned note"), changes.pinned or _("none")))

    def raise_case(self, view: CustomerView) -> None:
        """Raise an exception, a complaint or a repair."""
        dialogue = self._dialogue
        kind = dialogue.pick(RAISED, names.case_kind)
        remark = "" if kind is None else dialogue.typed(_("problem ({case})").format(case=names.case_kind(kind)))
        if kind is not None and remark:
            with dialogue.once(f"case {view.ref} {kind} {remark}") as key:
                dialogue.store.cases.open(view.ref, kind, remark, key=key, now=dialogue.now)
            dialogue.say(_("Raised: it is now among the supervisor's cases."))

    def hand_on(self, view: CustomerView) -> None:
        """Hand a matter of the customer on to a department, which answers within a day."""
        self.hand_on_for(view.ref, view.name)

    def hand_on_for(self, ref: str, customer: str) -> None:
        """Hand a matter of a customer on to a department, which answers within a day."""
        dialogue = self._dialogue
        found = hand_on.departments(dialogue.store)
        if not found:
            dialogue.say(hand_on.no_departments())
            return
        department = dialogue.pick(found, str)
        text = "" if department is None else dialogue.typed(_("what the department is to answer"))
        if department is not None and text:
            asked = hand_on.HandedOn(department, text)
            with dialogue.once(asked.form(ref)) as key:
                hand_on.write(dialogue.store, ref, asked, key=key, now=dialogue.now)
            dialogue.say(asked.said(customer))

    def edit(self, view: CustomerView) -> None:
        """Change the form of the customer: name, numbers, and the rest."""
        dialogue = self._dialogue
        fields = customer_form.fields_of(view, dialogue.desk.session, _("such as mobile: 138 1234 5678"))
        before = {one.name: one.value.strip() for one in fields}

        def save(values: customer_form.Values) -> bool:
            changed = customer_form.changed_in(before, values)
            if changed:
                with dialogue.once(f"edit {view.ref} {changed}") as key:
                    customer_form.write(view, changed, dialogue.store, now=dialogue.now, key=key)
            return bool(changed)

        if dialogue.form(fields, save):
            dialogue.say(_("Saved."))

    # --- dates ------------------------------------------------------------------------------------------------------

    def appointment(self, view: CustomerView) -> None:
        """Make an appointment, move the one that lies ahead, or cancel it."""
        dialogue, made = self._dialogue, self._newest(view, MilestoneKind.APPOINTMENT)
        ahead = made is not None and made.at > dialogue.now
        if made is not None and ahead:
            dialogue.facts([(_("appointment"), self._said(view, made))])
        label = _("new time, such as Fri 10:00; - to cancel it, Enter to go back") if ahead else ""
        typed = dialogue.typed(label or _("appointment, such as Fri 10:00; Enter to go back"))
        if not typed:
            return
        if typed == NOTHING and ahead:
            with dialogue.once(f"cancel appointment {view.ref}") as key:
                dialogue.store.tasks.cancel_appointment(view.ref, key=key, now=dialogue.now)
            dialogue.say(_("Visit cancelled; nothing more is owed for it."))
            return
        reading = dialogue.meant(typed, dialogue.reader(view))
        if reading is not None and reading.at is not None:
            made = Milestone(MilestoneKind.APPOINTMENT, reading.at, reading.date_only)
            self._set(view, made, reading.words)

    def milestones(self, view: CustomerView) -> None:
        """Set, change or undo a key date."""
        dialogue = self._dialogue

        def line(kind: MilestoneKind) -> str:
            made = self._newest(view, kind)
            return fact(names.milestone(kind), _("none") if made is None else self._said(view, made))

        known = {one.kind for one in view.facts.milestones}
        kind = dialogue.pick(sorted(MilestoneKind, key=lambda one: one not in known), line)
        if kind is None:
            return
        label = _("when, such as 3/15, yesterday, 2026-03-02 10:30; Enter to go back")
        if kind in known:
            label = _("when, such as 3/15, yesterday, 2026-03-02 10:30; - to undo the newest, Enter to go back")
        typed = dialogue.typed(label)
        if typed == NOTHING and kind in known:
            with dialogue.once(f"undo {view.ref} {kind}") as key:
                dialogue.store.customers.withdraw_milestone(view.ref, kind, key=key, now=dialogue.now)
            dialogue.say(_("Undone."))
        elif typed:
            made = milestone_dates.read(kind, typed, view.campaign.frame, dialogue.reader(view), dialogue.now)
            if made is None:
                dialogue.say(_("{text} is not a date.").format(text=typed))
            else:
                self._set(view, made, self._said(view, made))

    def _set(self, view: CustomerView, made: Milestone, words: str) -> None:
        dialogue = self._dialogue
        with dialogue.once(f"date {view.ref} {made.kind} {made.at}") as key:
            dialogue.store.customers.set_milestone(view.ref, made, key=key, now=dialogue.now)
        dialogue.say(fact(names.milestone(made.kind), words))

    @staticmethod
    def _newest(view: CustomerView, kind: MilestoneKind) -> Milestone | None:
        return next((one for one in reversed(view.facts.milestones) if one.kind is kind), None)

    def _said(self, view: CustomerView, made: Milestone) -> str:
        zone, now = view.campaign.frame.zone, self._dialogue.now
        return times.day_of(made.at, zone, now) if made.date_only else times.moment(made.at, zone, now)

    # --- contact persons --------------------------------------------------------------------------------------------

    def persons(self, view: CustomerView, dial: Callable[[str], None]) -> None:
        """Tell the contact persons; one is dialled, changed or removed, or another one added."""

        def way(one: ContactPerson) -> Way:
            numbers = names.listed(facts.written(view, number) for number in one.numbers)
            said = names.listed(filter(None, (names.contact_person(one), numbers, one.remark)))
            return said, lambda: self._person(view, one, dial)

        ways = [way(one) for one in view.persons]
        self._dialogue.do_one([*ways, (_("add a contact person"), lambda: self._edit_person(view, None))])

    def _person(self, view: CustomerView, person: ContactPerson, dial: Callable[[str], None]) -> None:
        def way(number: str) -> Way:
            return _("dial {name}").format(name=facts.written(view, number)), lambda: dial(number)

        self._dialogue.do_one(
            [
                *map(way, person.numbers),
                (_("change"), lambda: self._edit_person(view, person)),
                (_("remove"), lambda: self._remove_person(view, person)),
            ]
        )

    def _edit_person(self, view: CustomerView, person: ContactPerson | None) -> None:
        dialogue, country = self._dialogue, view.campaign.frame.country

        def save(values: customer_form.Values) -> str:
            made = contact_person_form.read(values, country)
            persons = dialogue.store.contact_persons
            with dialogue.once(f"person {view.ref} {0 if person is None else person.id} {made}") as key:
                if person is None:
                    persons.add(view.ref, made, key=key, now=dialogue.now)
                else:
                    persons.change(view.ref, person.id, made, key=key, now=dialogue.now)
            return names.contact_person(made)

        saved = dialogue.form(contact_person_form.fields_of(view, person), save)
        if saved is not None:
            dialogue.facts([(_("contact person"), saved)])

    def _remove_person(self, view: CustomerView, person: ContactPerson) -> None:
        dialogue = self._dialogue
        asked = _("Remove {name}? The numbers stay with the customer.").format(name=person.name)
        if dialogue.yes(asked, _("yes"), _("no")):
            with dialogue.once(f"remove {view.ref} {person.id}") as key:
                dialogue.store.contact_persons.remove(view.ref, person.id, key=key, now=dialogue.now)
            dialogue.say(_("Removed."))
