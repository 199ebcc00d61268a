"""Everything about one customer: facts, numbers, what is owed, the whole timeline, cases.

See docs/architecture.md#detail-screen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from callcenter.access import Right
from callcenter.desk.typed_dates import make_reader
from callcenter.locale import N_, _
from callcenter.model import CaseKind, Gate, Instant, Milestone, MilestoneKind, Snooze, Stage
from callcenter.screens.customers.customer_facts import fact_lines
from callcenter.screens.customers.edit_customer import EditCustomerScreen
from callcenter.screens.customers.numbers import NumberScreen
from callcenter.screens.customers.one_customer import OneCustomerScreen
from callcenter.screens.customers.playback import Playback
from callcenter.screens.customers.timelines import TimelinePages
from callcenter.screens.frame.desk import Desk, DeskScreen, DialWanted, PutOffWanted, WhyWanted
from callcenter.screens.reference.hand_on import hand_on
from callcenter.views.customers.customer import CustomerChanges, CustomerView
from callcenter.views.customers.log import TouchRow
from callcenter.views.customers.timeline import Decision
from callcenter.views.worklists.cases import RAISED
from callcenter.views.worklists.typed_fields import Reading
from callcenter.widgets.base.commands import KeyCommand, Mention, Offers
from callcenter.widgets.base.plain import plain_lines
from callcenter.widgets.forms.ask_line import AskLine
from callcenter.widgets.forms.date_entry import DateEntry
from callcenter.widgets.forms.date_line import DateLine
from callcenter.widgets.lines.bar import words
from callcenter.widgets.lines.fact_lines import FactLines
from callcenter.widgets.lines.prompts import ConfirmBar
from callcenter.widgets.lists.history import ObligationList, Timeline
from callcenter.widgets.lists.line_list import LineList
from callcenter.wording import decisions, names, phones, reasons, script_words, times
from callcenter.wording.typed_answers import changed_tags, chosen, stage_of, tier_of
from callcenter.workdays import moment

_BROAD = 120
_TIER, _TIER_REASON, _STAGE, _PIN, _FILTER = "tier", "tier_reason", "stage", "pin", "filter"
_TAGS = "tags"
_LIFT = "lift"
_CASE_KIND, _CASE_REMARK = "case_kind", "case_remark"
"""The kinds of cases that people raise; the others follow from calls."""


class CustomerScreen(OneCustomerScreen):
    """One customer. At eighty columns the facts stand above the lists, else beside; Tab goes from part to part."""

    CSS_PATH = "detail.tcss"
    AUTO_FOCUS = "Timeline"
    offers: ClassVar[Offers] = (
        Mention("entry.send", N_("done")),
        KeyCommand("customer.dial", "d,f3", "dial", N_("dial"), N_("dial")),
        KeyCommand(
            "customer.take_back",
            "u",
            "take_back",
            N_("undo"),
            N_("cancel the postponement: the call is due again"),
            when="is_put_off",
        ),
        KeyCommand(
            "customer.listen",
            "l",
            "listen",
            N_("listen"),
            N_("play the recording of this contact, or stop it"),
            when="is_recorded",
        ),
        KeyCommand("customer.why", "w,f4", "why", N_("show why"), N_("show why this customer is (not) callable now")),
        KeyCommand("customer.edit", "e,f2", "edit", N_("edit"), N_("edit name, numbers, stage and other details")),
        KeyCommand("customer.tier", "t", "tier", N_("tier"), N_("change or confirm the tier, with a reason")),
        KeyCommand("customer.stage", "s", "stage", N_("stage"), N_("change the stage")),
        KeyCommand("customer.appointment", "p,A", "appointment", N_("appointment"), N_("make or move an appointment")),
        KeyCommand(
            "customer.persons",
            "c",
            "persons",
            N_("contact persons"),
            N_("contact persons: who to ask for, at which number"),
        ),
        KeyCommand("customer.tags", "number_sign", "tags", N_("tags"), N_("tags: add and remove")),
        KeyCommand(
            "customer.raise", "x", "raise_case", N_("raise case"), N_("raise an exception, a complaint or a repair")
        ),
        KeyCommand("customer.hand_on", "h", "hand_on", N_("hand on"), N_("hand on to a department")),
        KeyCommand("customer.scripts", "r", "scripts", N_("scripts"), N_("scripts for this customer")),
        KeyCommand(
            "customer.lift",
            "L",
            "lift",
            N_("lift do-not-call"),
            N_("lift the do-not-call (supervisor)"),
            right=Right.LIFT_DO_NOT_CALL,
            when="is_do_not_call",
        ),
        KeyCommand(
            "customer.duplicates",
            "o,f9",
            "duplicates",
            N_("duplicates"),
            N_("likely duplicates and others at the company"),
        ),
        Mention("app.back", N_("back")),
        KeyCommand(
            "customer.next_part",
            "tab",
            "app.focus_next",
            N_("next pane"),
            N_("next pane: details, due, history"),
        ),
        Mention("app.help", N_("help")),
        KeyCommand(
            "customer.put_off", "z,f7", "put_off", meaning=N_("postpone the call, with a reason, within the rules")
        ),
        KeyCommand("customer.milestones", "M", "milestones", meaning=N_("key dates: set, change, undo")),
        KeyCommand("customer.pin", "P", "pin", meaning=N_("edit the pinned note")),
        KeyCommand("customer.filter", "f,f12", "filter", meaning=N_("filter the contacts by words")),
        KeyCommand("customer.copy", "y", "copy", meaning=N_("copy the number to be dialled")),
        KeyCommand(
            "customer.previous",
            "left_square_bracket",
            "beside(-1)",
            meaning=N_("previous customer in the list"),
        ),
        KeyCommand("customer.next", "right_square_bracket", "beside(1)", meaning=N_("next customer in the list")),
    )

    def __init__(self, desk: Desk, ref: str) -> None:
        super().__init__(desk, ref)
        self._new_tier = ""
        self._raised = CaseKind.EXCEPTION
        self._pages = TimelinePages(self, ref)
        self._duplicates = 0
        self._playback = Playback(self, desk.settings.recording_command or ())

    def compose(self) -> ComposeResult:
        yield self.header()
        yield self.banner()
        yield Static(id="who", markup=False)
        yield Static(id="answer", markup=False)
        with Horizontal(id="body"):
            with VerticalScroll(id="facts", can_focus=True):
                yield FactLines(id="fact_lines")
            with Vertical(id="lists"):
                owed = ObligationList(self.desk.zone, id="obligations")
                owed.set_empty(_("Nothing is owed to this customer."))
                yield owed
                yield Timeline(self.desk.zone, id="timeline")
                yield Static(id="touch", markup=False)
        yield AskLine(id="ask")
        yield DateLine(_("appointment"), self._read_date, placeholder=_("Fri 10:00, 3/15"), id="date")
        yield ConfirmBar(id="confirm")
        yield self.footer()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width < _BROAD, "-narrow")

    @staticmethod
    def _do_not_call(view: CustomerView) -> bool:
        return any(held.gate is Gate.DO_NOT_CALL for held in view.plan.held)

    def show(self, view: CustomerView, now: Instant) -> None:
        name = words(view.name, "bold")
        self.query_one("#who", Static).update(Content("  ").join([name, words(view.company)]) if view.company else name)
        self._show_facts(view, now)
        store, ref = self.desk.store, self.ref
        self.read(lambda _now: len(store.duplicates.of(ref)), self._duplicates_found, group="duplicates")
        zone = view.campaign.frame.zone
        owed = self.query_one(ObligationList)
        owed.zone = zone
        owed.show_obligations(view.plan.obligations, view.facts.tier, now)
        self._show_entry()
        self.refresh_bindings()

    def refill(self) -> None:
        # Beside the customer, whose history has to be folded: what happened stands there at once.
        self._pages.refill()
        super().refill()

    def on_line_list_rows_wanted(self, event: LineList.RowsWanted) -> None:
        if isinstance(event.line_list, Timeline):
            self._pages.wants(event.edge)

    def _look_for(self, wanted: str) -> None:
        said = _("No contacts with: {words} (f to change)").format(words=wanted) if wanted else _("no contacts yet")
        self.query_one(Timeline).set_empty(said)
        self._pages.begin(self.ref, wanted)

    def _show_facts(self, view: CustomerView, now: Instant) -> None:
        self.query_one(FactLines).show(fact_lines(view, now, duplicates=self._duplicates))

    def _duplicates_found(self, number: int) -> None:
        if number != self._duplicates and self.view is not None:
            self._duplicates = number
            self._show_facts(self.view, self.desk.now)

    def on_line_list_highlighted(self, event: LineList.Highlighted) -> None:
        if isinstance(event.line_list, Timeline):
            self._show_entry()
            self.refresh_bindings()

    def _show_entry(self) -> None:
        """Show the whole note of the entry under the cursor; the list shows only its beginning."""
        entry = self._pages.entries.get(self.query_one(Timeline).key or "")
        shown = self.query_one("#touch", Static)
        if entry is None or self.view is None:
            shown.update("")
        elif isinstance(entry, Snooze):
            shown.update(words(reasons.put_off(entry, self.desk.now, self.view.campaign.frame.zone)))
        elif isinstance(entry, Decision):
            at = times.moment(entry.at, self.view.campaign.frame.zone, self.desk.now)
            shown.update(Content.assemble(words(at, "$text-muted"), "  ", words(decisions.details(entry))))
        else:
            self._show_touch(shown, self.view, entry)

    def _show_touch(self, shown: Static, view: CustomerView, touch: TouchRow) -> None:
        frame = view.campaign.frame
        parts = [times.moment(touch.at, frame.zone, self.desk.now)]
        if touch.phone:
            parts.append(phones.local(touch.phone, frame.country))
        if touch.callback_at is not None:
            at = times.moment(touch.callback_at, frame.zone, self.desk.now)
            parts.append(_("callback promised {at}").format(at=at))
        parts += [script_words.used(use) for use in touch.scripts]
        note = plain_lines(touch.note)
        shown.update(Content.assemble(words(" | ".join(parts), "$text-muted"), "  ", Content(note)))

    # --- dialling and asking --------------------------------------------------------------------------------------

    def action_dial(self) -> None:
        """Dial the customer; of several numbers one is chosen: one more key."""
        self.when_read(self._dial)

    def _dial(self, view: CustomerView) -> None:
        if len(view.facts.numbers) < 2:
            self.post_message(DialWanted(self.ref))
            return

        def chosen(number: str | None) -> None:
            if number is not None:
                self.post_message(DialWanted(self.ref, number))

        self.app.push_screen(NumberScreen(view, self.desk.now), chosen)

    def action_copy(self) -> None:
        """Copy the number that would be dialled into the clipboard, over SSH too (OSC 52)."""
        self.when_read(self._copy)

    def _copy(self, view: CustomerView) -> None:
        if not view.number:
            self._say(_("No number to copy."))
            return
        number = phones.local(view.number, view.campaign.frame.country)
        self.app.copy_to_clipboard(number)
        self._say(_("Copied: {number}").format(number=number))

    @property
    def _recorded(self) -> TouchRow | None:
        """The contact under the cursor, where it is recorded and this person may listen."""
        entry = self._pages.entries.get(self.query_one(Timeline).key or "")
        if not isinstance(entry, TouchRow) or not entry.recording or self.desk.settings.recording_command is None:
            return None
        session = self.desk.session
        return entry if entry.agent == session.name or session.may(Right.REVEAL) else None

    def action_listen(self) -> None:
        """Play the recording of the contact under the cursor, or end what is played."""
        if (touch := self._recorded) is not None:
            self._playback.toggle(touch.id)

    def on_unmount(self) -> None:
        self._playback.stop()

    def action_why(self) -> None:
        self.post_message(WhyWanted(self.ref))

    def action_beside(self, lines: int) -> None:
        """Open the next customer of the list that this one was opened from, without going back to it."""
        below = self.app.screen_stack[-2]
        ref = below.beside(self.ref, lines) if isinstance(below, DeskScreen) else None
        if ref is None:
            self.app.bell()
            self._say(_("End of the list."))
            return
        self.ref, self.view = ref, None
        self._look_for("")
        super().refill()

    def action_duplicates(self) -> None:
        """Show possible duplicates, and the others of the company."""
        from callcenter.screens.customers.duplicates import DuplicatesScreen

        self.app.push_screen(DuplicatesScreen(self.desk, self.ref))

    def action_persons(self) -> None:
        """Show the contact persons, to be changed and dialled."""
        from callcenter.screens.customers.persons.contact_persons import ContactPersonsScreen

        self.app.push_screen(ContactPersonsScreen(self.desk, self.ref))

    def action_scripts(self) -> None:
        from callcenter.screens.reference.scripts import ScriptsScreen

        self.app.push_screen(ScriptsScreen(self.desk, self.ref))

    def action_put_off(self) -> None:
        self.post_message(PutOffWanted(self.ref))

    def action_take_back(self) -> None:
        """Make a call that is put off due again."""
        self.when_read(self._take_back)

    def _take_back(self, view: CustomerView) -> None:
        store, ref = self.desk.store, self.ref
        said = _("The call to {name} is no longer postponed.").format(name=view.name)

        def done(_none: None) -> None:
            self._say(said)
            self.refill()

        self.write_once("take back", lambda now, key: store.snoozes.take_back(ref, key=key, now=now), done)

    # --- changing -------------------------------------------------------------------------------------------------

    def action_edit(self) -> None:
        self.when_read(lambda view: self.app.push_screen(EditCustomerScreen(self.desk, view)))

    def action_tier(self) -> None:
        """Change the tier, with a reason (docs/rules.md#r1-tier); the same tier again confirms it."""
        self.when_read(self._ask_tier)

    def _ask_tier(self, view: CustomerView) -> None:
        tiers = names.listed(names.tier(one) for one in view.tier_choices)
        self._ask(_TIER, _("New tier ({tiers}):").format(tiers=tiers))

    def action_stage(self) -> None:
        stages = names.listed(names.stage(one) for one in Stage)
        self._ask(_STAGE, _("Stage ({stages}):").format(stages=stages))

    def action_pin(self) -> None:
        """Pin a note above everything on this customer; an empty one takes it away."""
        if self.view is not None:
            self.query_one(AskLine).ask(_PIN, _("Pinned note:"), required=False, answer=self.view.pinned)

    def action_tags(self) -> None:
        """Change the tags: the line holds those that there are."""
        self.when_read(self._ask_tags)

    def _ask_tags(self, view: CustomerView) -> None:
        store, line, known = self.desk.store, self.query_one(AskLine), " ".join(view.tags)
        line.ask(_TAGS, _("Tags, with spaces between"), required=False, answer=known, typed_over=False)

        def name(used: tuple[str, ...]) -> None:
            if used and line.question == _TAGS:
                said = _("Tags (in use: {tags})").format(tags=" ".join(used))
                line.ask(_TAGS, said, required=False, typed_over=False)

        # The line is there at once, for whoever types on; the tags in use come to it.
        self.read(lambda _now: store.tags.all(), name, group="tags")

    def _set_tags(self, typed: AskLine.Answered) -> None:
        store, ref = self.desk.store, self.ref
        add, remove = changed_tags(() if self.view is None else self.view.tags, typed.text)
        self._change(lambda now, key: store.tags.change(ref, add=add, remove=remove, key=key, now=now), typed)

    def action_raise_case(self) -> None:
        """Raise what needs another person: an exception, a complaint, a repair (docs/rules.md#r1-exceptions, #r10)."""
        if self.view is not None:
            question = _("Raise ({kinds}):").format(kinds=names.listed(map(names.case_kind, RAISED)))
            self.query_one(AskLine).ask(_CASE_KIND, question, required=True, answer=names.case_kind(CaseKind.EXCEPTION))

    def _kind_typed(self, typed: str) -> None:
        kind = chosen(typed, {**{one.value: one for one in RAISED}, **{names.case_kind(one): one for one in RAISED}})
        if kind is None:
            kinds = names.listed(map(names.case_kind, RAISED))
            self._say(_("Choose from {kinds}.").format(kinds=kinds))
            return
        self._raised = kind
        self.call_after_refresh(self._ask, _CASE_REMARK, _("Problem ({case}):").format(case=names.case_kind(kind)))

    def _raise_case(self, remark: AskLine.Answered) -> None:
        store, ref, kind = self.desk.store, self.ref, self._raised

        def raised(_key: int) -> None:
            self._say(_("Raised: it is now among the supervisor's cases."))
            self.refill()

        self.write_once(
            "case",
            lambda now, key: store.cases.open(ref, kind, remark.text, key=key, now=now),
            raised,
            self.asking_again(remark),
        )

    def action_hand_on(self) -> None:
        """Have a department answer (docs/rules.md#case-ways)."""
        self.when_read(lambda view: hand_on(self, self.ref, view.name))

    def action_milestones(self) -> None:
        from callcenter.screens.customers.milestones import MilestonesScreen

        self.app.push_screen(MilestonesScreen(self.desk, self.ref))

    def action_filter(self) -> None:
        """Show only the contacts with these words: who, how, how it ended, what was noted; nothing typed = all."""
        self.query_one(AskLine).ask(_FILTER, _("Show contacts with:"), required=False, answer=self._pages.wanted)

    def _ask(self, question: str, text: str) -> None:
        self.query_one(AskLine).ask(question, text, required=True)

    def on_ask_line_answered(self, event: AskLine.Answered) -> None:
        match event.question:
            case "tier":
                self._tier_typed(event.text)
            case "tier_reason":
                self._set_tier(self._new_tier, event)
            case "stage":
                self._set_stage(event.text)
            case "case_kind":
                self._kind_typed(event.text)
            case "case_remark":
                self._raise_case(event)
            case "pin":
                store, ref = self.desk.store, self.ref
                changes = CustomerChanges(pinned=event.text)
                self._change(lambda now, key: store.customers.edit(ref, changes, key=key, now=now), event)
            case "tags":
                self._set_tags(event)
            case "filter":
                self._look_for(event.text)

    def _tier_typed(self, typed: str) -> None:
        choices = self.view.tier_choices if self.view is not None else ()
        tier = tier_of(typed, choices)
        if tier is None:
            self._say(_("Choose a tier: {tiers}.").format(tiers=names.listed(map(names.tier, choices))))
            return
        self._new_tier = tier
        # The line for the next question is free once this answer is dealt with.
        self.call_after_refresh(self._ask, _TIER_REASON, _("Reason for tier {tier}:").format(tier=names.tier(tier)))

    def _set_stage(self, typed: str) -> None:
        stage = stage_of(typed)
        if stage is None:
            self._say(_("Choose a stage: {stages}.").format(stages=names.listed(map(names.stage, Stage))))
            return
        store, ref = self.desk.store, self.ref
        self._change(lambda now, key: store.customers.set_stage(ref, stage, key=key, now=now))

    def _set_tier(self, tier: str, reason: AskLine.Answered) -> None:
        store, ref = self.desk.store, self.ref
        self._change(
            lambda now, key: store.customers.set_tier(ref, tier, reason=reason.text, key=key, now=now),
            reason,
        )

    def _change(self, work: Callable[[Instant, str], None], typed: AskLine.Answered | None = None) -> None:
        failed = None if typed is None else self.asking_again(typed)
        self.write_once("change", work, lambda _none: self.refill(), failed)

    # --- appointment ----------------------------------------------------------------------------------------------

    def _read_date(self, text: str) -> Reading:
        if self.view is None or self.book is None:
            return Reading(None, "")
        reader = make_reader(lambda: self.desk.now, self.view.campaign.frame, self.book, self.view.facts.zone)
        return reader(text)

    def action_appointment(self) -> None:
        """Set an appointment, or move the one that lies ahead."""
        self.when_read(self._ask_appointment)

    def _ask_appointment(self, view: CustomerView) -> None:
        made = [one for one in view.facts.milestones if one.kind is MilestoneKind.APPOINTMENT]
        proposed = ""
        if made and made[-1].at > self.desk.now:
            local = moment(made[-1].at, view.campaign.frame.zone)
            proposed = f"{local:%Y-%m-%d}" if made[-1].date_only else f"{local:%Y-%m-%d %H:%M}"
        self.query_one(DateLine).ask(proposed)

    def on_date_entry_sent(self, event: DateEntry.Sent) -> None:
        reading = event.entry.reading
        self.query_one(DateLine).close()
        if reading.at is None:
            return
        made = Milestone(MilestoneKind.APPOINTMENT, reading.at, reading.date_only)
        store, ref = self.desk.store, self.ref
        said = _("Appointment: {time}").format(time=reading.words)

        def done(_none: None) -> None:
            self._say(said)
            self.refill()

        self.write_once(
            "appointment",
            lambda now, key: store.customers.set_milestone(ref, made, key=key, now=now),
            done,
        )

    # --- do not call ----------------------------------------------------------------------------------------------

    @property
    def is_do_not_call(self) -> bool:
        """Tell whether the customer does not want to be called."""
        return self.view is not None and self._do_not_call(self.view)

    @property
    def is_put_off(self) -> bool:
        """Tell whether the due call is put off."""
        return self.view is not None and self.view.plan.snooze is not None

    @property
    def is_recorded(self) -> bool:
        """Tell whether there is a recording to listen to."""
        return self._recorded is not None

    def action_lift(self) -> None:
        question = _("Lift the do-not-call and allow calls to this customer again?")
        self.query_one(ConfirmBar).ask(_LIFT, question, keys=("y", "f9"), yes=_("yes"))

    def on_confirm_bar_confirmed(self, event: ConfirmBar.Confirmed) -> None:
        store, ref = self.desk.store, self.ref
        self._change(lambda now, key: store.customers.lift_do_not_call(ref, key=key, now=now))

    def _say(self, said: str) -> None:
        self.notify(said, markup=False, timeout=4)
