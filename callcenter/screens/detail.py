"""Everything about one customer: facts, numbers, what is owed, the whole timeline, cases (DESIGN §2)."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Resize
from textual.widgets import Static

from callcenter.locale import _
from callcenter.model import Milestone, MilestoneKind, Stage
from callcenter.rulebook import Rulebook
from callcenter.screens.dates import make_reader
from callcenter.screens.desk import Desk, DeskScreen, DialWanted, WhyWanted
from callcenter.screens.why import answer
from callcenter.session import Right
from callcenter.views import CustomerView
from callcenter.widgets.ask_line import AskLine
from callcenter.widgets.history import ObligationList, Timeline
from callcenter.widgets.plain import plain
from callcenter.widgets.prompts import ConfirmBar, Hint, KeyHints
from callcenter.wording import names, phones, rules, times

_BROAD = 120
_TIER, _TIER_REASON, _STAGE, _APPOINTMENT, _PHONE = "tier", "tier_reason", "stage", "appointment", "phone"
_LIFT = "lift"


class CustomerScreen(DeskScreen[None]):
    """At eighty columns the facts stand above the lists, on a broad screen beside them."""

    CSS_PATH = "detail.tcss"
    AUTO_FOCUS = "Timeline"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d,f3", "dial", show=False, id="customer.dial"),
        Binding("w,f4", "why", show=False, id="customer.why"),
        Binding("t", "tier", show=False, id="customer.tier"),
        Binding("s", "stage", show=False, id="customer.stage"),
        Binding("p", "appointment", show=False, id="customer.appointment"),
        Binding("L", "lift", show=False, id="customer.lift"),
    ]

    def __init__(self, desk: Desk, ref: str) -> None:
        super().__init__(desk)
        self.ref = ref
        self.view: CustomerView | None = None
        self._book: Rulebook | None = None
        self._new_tier: str | None = None

    def compose(self) -> ComposeResult:
        yield self.header()
        yield self.banner()
        yield Static(id="who", markup=False)
        yield Static(id="answer", markup=False)
        with Horizontal(id="body"):
            yield Static(id="facts", markup=False)
            with Vertical(id="lists"):
                yield ObligationList(self.desk.zone, id="obligations")
                yield Timeline(self.desk.zone, id="timeline")
        yield AskLine(id="ask")
        yield ConfirmBar(id="confirm")
        yield KeyHints(
            (
                Hint("customer.dial", _("dial")),
                Hint("customer.why", _("why not")),
                Hint("customer.tier", _("tier")),
                Hint("customer.stage", _("stage")),
                Hint("customer.appointment", _("appointment")),
                Hint("customer.lift", _("lift do-not-call")),
                Hint("app.back", _("back")),
            ),
            id="hints",
        )

    def on_resize(self, event: Resize) -> None:
        self.set_class(event.size.width < _BROAD, "-narrow")

    def refill(self) -> None:
        store, name = self.desk.store, self.desk.session.name

        def ask(now: int) -> tuple[CustomerView, Rulebook]:
            view = store.customer(self.ref, now=now, agent=name)
            return view, store.campaign_book(view.campaign.name)

        self.read(ask, self._show, group="customer")

    def _show(self, found: tuple[CustomerView, Rulebook]) -> None:
        self.view, self._book = found
        view, now = self.view, self.desk.now
        self.query_one("#who", Static).update(plain(f"{view.name}  {view.company}"))
        said = _("Offered now: {why}") if view.why.offered else _("Not offered now: {why}")
        self.query_one("#answer", Static).update(plain(said.format(why=answer(view, now))))
        self.query_one("#facts", Static).update("\n".join(plain(line) for line in self._facts(view, now)))
        owed = self.query_one(ObligationList)
        if not view.plan.obligations:
            owed.set_empty(_("Nothing is owed to this customer."))
        owed.show_obligations(view.plan.obligations, now)
        self.query_one(Timeline).show_touches(view.touches, now)

    def _facts(self, view: CustomerView, now: int) -> list[str]:
        facts, frame = view.facts, view.campaign.frame
        zone = frame.zone
        tier = names.tier(facts.tier) + (f" ({_('provisional')})" if view.provisional_tier else "")
        shown = [phones.local(number, frame.country) for number in facts.numbers] or ["-"]
        lines = [
            f"{_('ref')} {view.ref} | {_('campaign')} {view.campaign.name} | {_('tier')} {tier}"
            + (f" | {_('key customer')}" if facts.key else ""),
            f"{_('phone')} {', '.join(shown)}",
            f"{_('owner')} {facts.owner or _('the pool')} | {_('stage')} {names.stage(facts.stage)}"
            + (f" | {_('source')} {facts.source}" if facts.source else ""),
        ]
        newest = {one.kind: one for one in facts.milestones}
        dated = [
            f"{names.milestone(kind)} "
            + (times.day_of(one.at, zone, now) if one.date_only else times.moment(one.at, zone, now))
            for kind, one in newest.items()
        ]
        if facts.zone != zone:
            lines.append(_("lives in {zone}, {time} there").format(zone=facts.zone, time=times.clock(now, facts.zone)))
        lines += dated
        for change in view.tiers[:3]:
            lines.append(
                _("tier {old} to {new}, {when}, {who} {reason}").format(
                    old=names.tier(change.old),
                    new=names.tier(change.new),
                    when=times.day_of(change.at, zone, now),
                    who=change.actor,
                    reason=change.reason,
                )
            )
        for case in view.cases:
            lines.append(f"{names.case_kind(case.kind)} {names.case_state(case.state)} {rules.rule(case.rule)}")
        lines += [f"{name}: {value}" for name, value in view.attributes.items()]
        return lines

    # --- actions --------------------------------------------------------------------------------------------------

    def action_dial(self) -> None:
        if self.view is None:
            return
        numbers = self.view.facts.numbers
        if len(numbers) > 1:
            country = self.view.campaign.frame.country
            listed = "  ".join(f"{place} {phones.local(number, country)}" for place, number in enumerate(numbers, 1))
            self._ask(_PHONE, _("Which number? {numbers}").format(numbers=listed))
            return
        self.post_message(DialWanted(self.ref))

    def action_why(self) -> None:
        self.post_message(WhyWanted(self.ref))

    def action_tier(self) -> None:
        if self.view is not None:
            self._ask(_TIER, _("New tier ({tiers})").format(tiers=", ".join(self.view.tier_choices)))

    def action_stage(self) -> None:
        words = ", ".join(stage.value for stage in Stage if stage is not Stage.NONE)
        self._ask(_STAGE, _("Stage ({stages}, - for none)").format(stages=words))

    def action_appointment(self) -> None:
        self._ask(_APPOINTMENT, _("Appointment when? (Fri 10:00, 3/15)"))

    def action_lift(self) -> None:
        if not self.desk.session.may(Right.LIFT_DO_NOT_CALL):
            self._say(_("Only a supervisor lifts a do-not-call."))
            return
        question = _("May this customer be called again?")
        self.query_one(ConfirmBar).ask(_LIFT, question, keys=("y", "f9"), yes=_("yes"))

    def on_confirm_bar_confirmed(self, event: ConfirmBar.Confirmed) -> None:
        store, actor, ref = self.desk.store, self.desk.session.actor, self.ref
        self.write(lambda now: store.lift_do_not_call(ref, actor=actor, now=now), lambda _none: self.refill())

    def _ask(self, question: str, text: str) -> None:
        self.query_one(AskLine).ask(question, text, required=True)

    def on_ask_line_answered(self, event: AskLine.Answered) -> None:
        match event.question:
            case "tier":
                self._tier_typed(event.text.upper())
            case "tier_reason":
                self._set_tier(event.text)
            case "stage":
                self._set_stage(event.text.lower())
            case "appointment":
                self._set_appointment(event.text)
            case "phone":
                self._dial_number(event.text)

    def _tier_typed(self, tier: str) -> None:
        if self.view is None or tier not in self.view.tier_choices:
            choices = ", ".join(self.view.tier_choices) if self.view else ""
            self._say(_("The tiers are {tiers}.").format(tiers=choices))
            return
        self._new_tier = tier
        self.call_after_refresh(self._ask, _TIER_REASON, _("Why tier {tier}?").format(tier=tier))

    def _set_tier(self, reason: str) -> None:
        store, actor, ref, tier = self.desk.store, self.desk.session.actor, self.ref, self._new_tier
        self.write(
            lambda now: store.set_tier(ref, tier, reason=reason, actor=actor, now=now), lambda _none: self.refill()
        )

    def _set_stage(self, text: str) -> None:
        known = {stage.value or "-": stage for stage in Stage}
        if text not in known:
            self._say(_("The stages are {stages}.").format(stages=", ".join(known)))
            return
        store, actor, ref = self.desk.store, self.desk.session.actor, self.ref
        self.write(lambda now: store.set_stage(ref, known[text], actor=actor, now=now), lambda _none: self.refill())

    def _set_appointment(self, text: str) -> None:
        if self.view is None or self._book is None:
            return
        reader = make_reader(lambda: self.desk.now, self.view.campaign.frame, self._book, self.view.facts.zone)
        reading = reader(text)
        if reading.at is None:
            self._say(reading.words)
            return
        made = Milestone(MilestoneKind.APPOINTMENT, reading.at, reading.date_only)
        store, actor, ref = self.desk.store, self.desk.session.actor, self.ref
        said = _("Appointment: {time}").format(time=reading.words)

        def done(_none: None) -> None:
            self._say(said)
            self.refill()

        self.write(lambda now: store.set_milestone(ref, made, actor=actor, now=now), done)

    def _dial_number(self, text: str) -> None:
        numbers = self.view.facts.numbers if self.view is not None else ()
        if text.isdigit() and 1 <= int(text) <= len(numbers):
            self.post_message(DialWanted(self.ref, numbers[int(text) - 1]))

    def _say(self, said: str) -> None:
        self.notify(said, markup=False, timeout=4)
