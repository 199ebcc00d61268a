"""Mode 4: cases, plain but working: seen, taken, given to somebody, closed with a remark (RULES §1, R1)."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from callcenter.locale import N_, _
from callcenter.model import CaseState, Instant
from callcenter.screens.desk import CustomerWanted, Desk, DeskScreen
from callcenter.screens.people import PersonScreen
from callcenter.session import Right
from callcenter.views.cases import CaseRow
from callcenter.views.people import AgentRow
from callcenter.widgets.ask_line import AskLine
from callcenter.widgets.case_list import CaseEvents, CaseList
from callcenter.widgets.line_list import LineList
from callcenter.widgets.prompts import Hint, KeyHints
from callcenter.widgets.said_line import SaidLine
from callcenter.wording import names, phones, rules, times


class Shown(Enum):
    """Which cases are shown; the value is the word."""

    OPEN = N_("not closed")
    MINE = N_("mine")
    CLOSED = N_("closed")


_EMPTY = {
    Shown.OPEN: N_("No case waits. A spent retry round, a negative call or a dead number opens one."),
    Shown.MINE: N_("No case is with you."),
    Shown.CLOSED: N_("No case was closed yet."),
}


class CasesScreen(DeskScreen[None]):
    """The cases above, what was done about the highlighted one below."""

    CSS_PATH = "cases.tcss"
    mode = "cases"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t,f2", "take", show=False, id="cases.take"),
        Binding("o,f3", "hand_over", show=False, id="cases.hand_over"),
        Binding("c,f4", "close_case", show=False, id="cases.close"),
        Binding("f,f7", "filter", show=False, id="cases.filter"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.shown = Shown.OPEN

    def compose(self) -> ComposeResult:
        yield self.header()
        yield self.banner()
        yield SaidLine(style="bold", id="which")
        yield CaseList(id="cases")
        yield SaidLine(id="about")
        yield CaseEvents(id="events")
        yield AskLine(id="ask")
        yield KeyHints(
            (
                Hint("entry.send", _("done")),
                Hint("cases.take", _("take it")),
                Hint("cases.hand_over", _("give to")),
                Hint("cases.close", _("close")),
                Hint("list.open", _("open")),
                Hint("cases.filter", _("other cases")),
                Hint("app.find", _("find")),
                Hint("app.help", _("help")),
            ),
            id="hints",
        )

    @property
    def list(self) -> CaseList:
        """The cases."""
        return self.query_one(CaseList)

    def refill(self) -> None:
        store, desk, shown = self.desk.store, self.desk, self.shown

        def ask(now: Instant) -> tuple[CaseRow, ...]:
            return store.cases(
                state=CaseState.CLOSED if shown is Shown.CLOSED else None,
                assignee=desk.session.name if shown is Shown.MINE else None,
                campaign=desk.campaign,
            )

        self.read(ask, self._show, group="cases")

    def _show(self, cases: tuple[CaseRow, ...]) -> None:
        # What was closed last is looked for first; what waits stands oldest first.
        ordered = sorted(cases, key=lambda case: case.closed_at or 0, reverse=True)
        words = [
            f"[{_(one.value)}: {len(cases)}]" if one is self.shown else _(one.value)  # the sign beside the colour
            for one in Shown
        ]
        self.query_one("#which", SaidLine).say(f"{_('cases')}  {'  '.join(words)}")
        self.list.set_empty(_(_EMPTY[self.shown]))
        self.list.show_cases(ordered if self.shown is Shown.CLOSED else cases, self.desk.now)
        self._explain()

    def _explain(self) -> None:
        case, now = self.list.current, self.desk.now
        about, events = self.query_one("#about", SaidLine), self.query_one(CaseEvents)
        if case is None:
            about.say("")
            events.set_rows(())
            events.set_empty("")
            return
        what = rules.rule(case.rule) if case.rule else names.case_kind(case.kind)
        said = _("{what}: {customer}, since {time}").format(
            what=what, customer=case.customer, time=times.near(case.caused_at, case.zone, now)
        )
        if case.phone:
            said = _("{said}, number {phone}").format(said=said, phone=phones.local(case.phone, ""))
        about.say(said)
        events.set_empty(_("nothing was done about it yet"))
        events.show_events(case.events, case.zone, now)

    def on_line_list_highlighted(self, event: LineList.Highlighted) -> None:
        if event.line_list is self.list:
            self._explain()

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        case = self.list.current
        if case is not None:
            self.post_message(CustomerWanted(case.ref))

    # --- what is done ---------------------------------------------------------------------------------------------

    def _say(self, sentence: str) -> None:
        self.notify(sentence, markup=False, severity="warning", timeout=4)

    @property
    def _may_settle(self) -> bool:
        return self.desk.session.may(Right.SETTLE_CASES)

    def action_take(self) -> None:
        """Take a case oneself. An agent takes what nobody has; from somebody else only a supervisor takes it."""
        case, me = self.list.current, self.desk.session.name
        if case is None:
            return
        if case.state is CaseState.CLOSED and not self._may_settle:
            self._say(_("Only a supervisor opens a closed case again."))
        elif case.assignee == me and case.state is CaseState.ASSIGNED:
            self._say(_("This case is with you already."))
        elif case.state is CaseState.ASSIGNED and not self._may_settle:
            self._say(_("Only a supervisor takes a case from somebody else."))
        else:
            self._assign(case, me)

    def action_hand_over(self) -> None:
        """Give a case to somebody from a list: a supervisor's decision (RULES R1)."""
        case = self.list.current
        if case is None:
            return
        if not self._may_settle:
            self._say(_("Only a supervisor gives a case to somebody."))
            return
        store = self.desk.store

        def people(now: Instant) -> tuple[AgentRow, ...]:
            return tuple(one for one in store.agents() if one.can_sign_in and one.name != case.assignee)

        def choose(found: tuple[AgentRow, ...]) -> None:
            question = _("Who works on it: {customer}, {case}?").format(
                customer=case.customer, case=names.case_kind(case.kind)
            )
            self.app.push_screen(
                PersonScreen(question, found), lambda name: self._assign(case, name) if name is not None else None
            )

        self.read(people, choose, group="people")

    def _assign(self, case: CaseRow, name: str) -> None:
        store, actor = self.desk.store, self.desk.session.actor

        def given(_none: None) -> None:
            said = _("{case} of {customer} is with {name} now.").format(
                case=names.case_kind(case.kind), customer=case.customer, name=name
            )
            self.notify(said, markup=False, timeout=3)
            self.refill()

        self.write(lambda now: store.assign_case(case.id, name, actor=actor, now=now), given)

    def action_close_case(self) -> None:
        """Close a case; the remark is what the next one who reads it has."""
        case = self.list.current
        if case is None:
            return
        if case.state is CaseState.CLOSED:
            self._say(_("This case is closed already."))
        elif not self._may_settle:
            self._say(_("Only a supervisor closes a case."))
        else:
            question = _("How was it settled ({customer}):").format(customer=case.customer)
            self.query_one(AskLine).ask(str(case.id), question, required=True)

    def on_ask_line_blank(self, event: AskLine.Blank) -> None:
        self.app.bell()
        self._say(_("A case is closed with a remark: say how it was settled."))

    def on_ask_line_answered(self, event: AskLine.Answered) -> None:
        store, actor, case, remark = self.desk.store, self.desk.session.actor, int(event.question), event.text

        def closed(_none: None) -> None:
            self.notify(_("The case is closed."), markup=False, timeout=3)
            self.refill()

        self.write(lambda now: store.close_case(case, remark, actor=actor, now=now), closed)

    def action_filter(self) -> None:
        """Not closed, mine, closed, and again."""
        kinds = list(Shown)
        self.shown = kinds[(kinds.index(self.shown) + 1) % len(kinds)]
        self.refill()
