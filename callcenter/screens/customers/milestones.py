"""The dated facts that rules start from: each set, changed or taken back (docs/rules.md#milestone)."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from callcenter.desk.forms import milestone_dates
from callcenter.desk.typed_dates import make_reader
from callcenter.locale import N_, _
from callcenter.model import Instant, Milestone, MilestoneKind
from callcenter.screens.customers.one_customer import OneCustomerScreen
from callcenter.screens.frame.desk import Desk
from callcenter.views.customers.customer import CustomerView
from callcenter.widgets.base.commands import KeyCommand, Mention, Offers
from callcenter.widgets.forms.ask_line import AskLine
from callcenter.widgets.lines.prompts import ConfirmBar
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.widgets.lists.columns import Column
from callcenter.widgets.lists.line_list import LineList, LineRow, Tone
from callcenter.wording import names, times


class MilestonesScreen(OneCustomerScreen):
    """All kinds, those that are known first; the newest value of a kind is the one that counts."""

    CSS_PATH = "milestones.tcss"
    AUTO_FOCUS = "#milestones"
    offers: ClassVar[Offers] = (
        Mention("entry.send", N_("done")),
        Mention("list.open", N_("set, change")),
        KeyCommand(
            "milestones.take_back",
            "x,f8",
            "take_back",
            N_("undo"),
            N_("undo the newest value of the key date"),
        ),
        Mention("app.back", N_("back")),
        Mention("app.help", N_("help")),
    )

    def __init__(self, desk: Desk, ref: str) -> None:
        super().__init__(desk, ref)
        self._known: dict[MilestoneKind, list[Milestone]] = {}

    def compose(self) -> ComposeResult:
        columns = (
            Column(_("key date"), 18, flex=1, most=28),
            Column(_("when"), 18, flex=1, most=28),
            Column(_("before"), 20, flex=3),
        )
        yield self.header()
        yield self.banner()
        yield SaidLine(style="bold", id="title")
        yield LineList(columns, id="milestones")
        yield AskLine(id="ask")
        yield ConfirmBar(id="confirm")
        yield self.footer()

    @property
    def list(self) -> LineList:
        """The facts."""
        return self.query_one("#milestones", LineList)

    def show(self, view: CustomerView, now: Instant) -> None:
        self.query_one("#title", SaidLine).say(_("Key dates of {name}").format(name=view.name))
        self._known = {}
        for one in view.facts.milestones:
            self._known.setdefault(one.kind, []).append(one)
        ordered = sorted(MilestoneKind, key=lambda kind: -self._known[kind][-1].at if kind in self._known else 1)
        self.list.set_rows(self._line(kind, now) for kind in ordered)

    def _line(self, kind: MilestoneKind, now: Instant) -> LineRow:
        values = self._known.get(kind, [])
        said = [self._said(one, now) for one in reversed(values)]
        cells = (names.milestone(kind), said[0] if said else "-", names.listed(said[1:]))
        return LineRow(kind.value, cells, Tone.PLAIN if said else Tone.MUTED)

    def _said(self, one: Milestone, now: Instant) -> str:
        assert self.view is not None
        zone = self.view.campaign.frame.zone
        return times.day_of(one.at, zone, now) if one.date_only else times.moment(one.at, zone, now)

    # --- changing -------------------------------------------------------------------------------------------------

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        self._ask(MilestoneKind(event.key))

    def _ask(self, kind: MilestoneKind) -> None:
        question = _("{fact}, when (3/15, yesterday, 2026-03-02 10:30):").format(fact=names.milestone(kind))
        self.query_one(AskLine).ask(kind.value, question, required=True)

    def on_ask_line_answered(self, event: AskLine.Answered) -> None:
        kind = MilestoneKind(event.question)
        made = None
        if self.view is not None and self.book is not None:
            frame = self.view.campaign.frame
            reader = make_reader(lambda: self.desk.now, frame, self.book, self.view.facts.zone)
            made = milestone_dates.read(kind, event.text, frame, reader, self.desk.now)
        if made is None:
            self.app.bell()
            self.notify(_("{text} is not a date.").format(text=event.text), markup=False, severity="warning", timeout=4)
            event.again()
            return
        store, ref = self.desk.store, self.ref
        self.write_once(
            kind.value,
            lambda now, key: store.customers.set_milestone(ref, made, key=key, now=now),
            lambda _none: self.refill(),
            self.asking_again(event),
        )

    def action_take_back(self) -> None:
        """Take back a fact that was never so: the value before it counts again."""
        kind = MilestoneKind(self.list.key) if self.list.key is not None else None
        if kind is None or kind not in self._known:
            self.app.bell()
            return
        said = _("Undo {fact} on {when}, as if it had never been entered?").format(
            fact=names.milestone(kind), when=self._said(self._known[kind][-1], self.desk.now)
        )
        self.query_one(ConfirmBar).ask(kind.value, said, keys=("y", "f9"), yes=_("yes"))

    def on_confirm_bar_confirmed(self, event: ConfirmBar.Confirmed) -> None:
        store, ref, kind = self.desk.store, self.ref, MilestoneKind(event.question)
        self.write_once(
            f"take back {kind.value}",
            lambda now, key: store.customers.withdraw_milestone(ref, kind, key=key, now=now),
            lambda _none: self.refill(),
        )
