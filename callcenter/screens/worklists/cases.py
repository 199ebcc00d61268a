"""Mode 4: cases are taken, given to somebody, reported back, settled; results are reviewed.

See docs/rules.md#case, #r1-exceptions, #r15-results.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import ClassVar

from msgspec import Struct
from textual.app import ComposeResult

from callcenter import policy
from callcenter.access import Right
from callcenter.desk.forms import hand_on as hand_on_form
from callcenter.locale import N_, _
from callcenter.model import CaseKind, CaseRole, CaseState, Instant, Result
from callcenter.policy import CaseAct, Objection
from callcenter.screens.customers.pane.list_with_pane import ListWithPane
from callcenter.screens.frame.desk import Desk, DialWanted
from callcenter.screens.frame.filtered import SAVED_FILTERS
from callcenter.screens.frame.list_screen import DONE, FILTER, FIND, HELP, NO_FILTER, OPEN, ListScreen
from callcenter.screens.frame.person_choice import PersonScreen
from callcenter.screens.reference.hand_on import hand_on
from callcenter.views.people.people import AgentRow
from callcenter.views.people.saved_filters import FilteredList
from callcenter.views.worklists.cases import CaseRow
from callcenter.widgets.base.commands import KeyCommand, Offers, Possible
from callcenter.widgets.forms.ask_line import AskLine
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.widgets.lists.case_list import CaseEvents, CaseList
from callcenter.widgets.lists.filter_line import FilterLine
from callcenter.wording import names, phones, rules, times
from callcenter.wording.typed_answers import result_of


class CaseSelection(Enum):
    """Selection of the cases shown; the value is the word."""

    OPEN = N_("not closed")
    TURN = N_("your turn")
    MINE = N_("mine")
    CLOSED = N_("closed")


_BROAD = 180
"""Columns from which the customer of a case stands beside the cases, which have many columns of their own."""
_CLOSE, _RESULT, _REVIEW, _REPORT, _REOPEN = "close", "result", "review", "report", "reopen"
_CHASE, _CAUSE = "chase", "cause"
_EMPTY = {
    CaseSelection.OPEN: N_(
        "No open cases. One opens by itself when retries are used up, a call goes badly or all numbers are dead."
    ),
    CaseSelection.TURN: N_("No case waits for you."),
    CaseSelection.MINE: N_("No cases assigned to you."),
    CaseSelection.CLOSED: N_("No closed cases yet."),
}


_OBJECTIONS = {
    Objection.HELD_ALREADY: N_("This case is already yours."),
    Objection.HELD_BY_ANOTHER: N_("Only a supervisor can take over another person's case."),
    Objection.TO_BE_SEEN_FIRST: N_("A supervisor reviews and assigns exceptions first."),
    Objection.NOBODY_HAS_IT: N_("This case is not assigned: there is nothing to report back."),
    Objection.NOT_THE_HELPER: N_("Only the assignee can report back."),
    Objection.CLOSED: N_("This case is already closed."),
    Objection.NOT_CLOSED: N_("This case is not closed."),
    Objection.OTHER_WAY: N_("Not a step for this case: a department has it, or it is already done."),
}
_SUPERVISORS = {
    CaseAct.TAKE: N_("Only a supervisor can reopen a closed case."),
    CaseAct.GIVE: N_("Only a supervisor can assign a case."),
    CaseAct.CLOSE: N_("Only a supervisor can close a case."),
    CaseAct.REOPEN: N_("Only a supervisor can reopen a closed case."),
}


class _Read(Struct, frozen=True):
    """Cases as they were read, and those among them that wait for the one who works here."""

    cases: tuple[CaseRow, ...]
    waiting: frozenset[int]
    lags: bool


class CasesScreen(ListScreen[None]):
    """The cases above, what was done about the highlighted one below."""

    CSS_PATH = "cases.tcss"
    AUTO_FOCUS = "#cases"
    mode = "cases"
    filtered_list = FilteredList.CASES
    offers: ClassVar[Offers] = (
        DONE,
        NO_FILTER,
        KeyCommand("cases.take", "t,f2", "take", N_("take"), N_("assign the case to yourself"), when="can_take"),
        KeyCommand("cases.hand_over", "o,f7", "hand_over", N_("assign"), N_("assign the case"), when="can_hand_over"),
        KeyCommand(
            "cases.report",
            "r,f9",
            "report",
            N_("report back"),
            N_("report back on the case"),
            when="can_report",
        ),
        KeyCommand(
            "cases.close", "c,f4", "close_case", N_("close"), N_("close the case with a remark"), when="can_close"
        ),
        KeyCommand(
            "cases.chase",
            "n,f8",
            "chase",
            N_("chase"),
            N_("chase the department: record that you asked it again"),
            when="can_chase",
        ),
        KeyCommand("cases.hand_on", "h", "hand_on", N_("hand on"), N_("hand on to a department")),
        FILTER,
        SAVED_FILTERS,
        KeyCommand(
            "cases.others",
            "s",
            "show_others",
            N_("switch list"),
            N_("switch list: not closed, your turn, mine, closed"),
        ),
        KeyCommand("cases.dial", "d,f3", "dial", N_("dial"), N_("dial; a second follow-up call becomes yours")),
        OPEN,
        KeyCommand(
            "cases.reopen",
            "u",
            "reopen",
            N_("reopen"),
            N_("reopen a closed case (supervisor)"),
            when="can_reopen",
        ),
        FIND,
        HELP,
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.shown = CaseSelection.OPEN
        self._cases: tuple[CaseRow, ...] = ()
        self._waiting: frozenset[int] = frozenset()
        self._lags = False
        self._reviewed: Result | None = None
        self._recorded: CaseAct | None = None
        self._causes: tuple[str, ...] = ()
        self._cause = ""

    def compose(self) -> ComposeResult:
        lines = CaseList(self.desk.session.name, id="cases")
        hint = _("filter: customer, company, pinyin, case, rule, state, assignee, department")
        yield from self.top(lines, hint, within=ListWithPane(self, lines, from_width=_BROAD))
        yield SaidLine(id="about")
        yield CaseEvents(id="events")
        yield AskLine(id="ask")
        yield self.footer()

    @property
    def list(self) -> CaseList:
        """The cases."""
        return self.query_one(CaseList)

    @property
    def ref_here(self) -> str | None:
        return None if self.list.current is None else self.list.current.ref

    @property
    def can_take(self) -> Possible:
        """Tell whether this person may take the case."""
        return self._may(CaseAct.TAKE)

    @property
    def can_hand_over(self) -> Possible:
        """Tell whether this person may give the case to somebody."""
        return self._may(CaseAct.GIVE)

    @property
    def can_report(self) -> Possible:
        """Tell whether this person may report back."""
        case = self.list.current
        return case is not None and self._may(policy.recorded_next(case.kind, case.state))

    @property
    def can_chase(self) -> Possible:
        """Tell whether a department is to be asked again."""
        case = self.list.current
        return case is not None and case.kind is CaseKind.HAND_ON and self._may(CaseAct.CHASE)

    @property
    def can_close(self) -> Possible:
        """Tell whether this person may close the case."""
        return self._may(CaseAct.CLOSE)

    @property
    def can_reopen(self) -> Possible:
        """Tell whether this person may open the case again."""
        return self._may(CaseAct.REOPEN)

    def refill(self) -> None:
        store, desk, shown = self.desk.store, self.desk, self.shown

        def ask(now: Instant) -> _Read:
            waiting = store.cases.must_act(campaign=desk.campaign)
            cases = waiting
            if shown is not CaseSelection.TURN:
                cases = store.cases.all(
                    state=CaseState.CLOSED if shown is CaseSelection.CLOSED else None,
                    assignee=desk.session.name if shown is CaseSelection.MINE else None,
                    campaign=desk.campaign,
                )
            # Time opens cases too, but closes none.
            lags = shown is not CaseSelection.CLOSED and store.queue.behind(now=now, campaign=desk.campaign).lags
            return _Read(cases, frozenset(case.id for case in waiting), lags)

        self.read(ask, self._show, group="cases")
        self.query_one(ListWithPane).follow()

    def _show(self, answer: _Read) -> None:
        self._cases, self._waiting, self._lags = answer.cases, answer.waiting, answer.lags
        self.draw()

    def draw(self) -> None:
        found, count = self.query_one(FilterLine), times.number(len(self._cases), at_least=self._lags)
        shown = [case for case in self._cases if found.fits(_searched(case), case.spelt)]
        words = [
            # The sign beside the colour.
            _("[{which}: {n}]").format(which=_(one.value), n=count) if one is self.shown else _(one.value)
            for one in CaseSelection
        ]
        said = f"{_('cases')}  {'  '.join(words)}"
        self.say_count(said, len(shown) if found.words else None)
        if self._cases:
            self.list.set_empty(_("No cases match the filter."))
        elif self._lags:
            self.list.set_empty(_("Plans are being updated. What is due appears shortly."))
        else:
            self.list.set_empty(_(_EMPTY[self.shown]))
        if self.shown is CaseSelection.CLOSED:
            # Cases closed last are looked for first; of the others those that wait for oneself, the earliest end first.
            shown.sort(key=lambda case: case.closed_at or 0, reverse=True)
        else:
            shown.sort(key=lambda case: (case.id not in self._waiting, case.act_by, case.id))
        self.list.show_cases(shown, self.desk.now)
        self.explain()

    def explain(self) -> None:
        case, now = self.list.current, self.desk.now
        self.refresh_bindings()
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
        if case.turn is not None:
            stands_in = names.for_whom(case.assignee, case.deputy, self.desk.session.name)
            who = (stands_in if case.turn is CaseRole.WORKER else "") or names.case_role(case.turn, case.department)
            said = _("{said}, next: {who} by {end}").format(
                said=said, who=who, end=times.end(case.act_by, case.zone, now)
            )
            said = _("{said}, close by {end}").format(said=said, end=times.end(case.due_at, case.zone, now))
        if case.phone:
            said = _("{said}, number {phone}").format(said=said, phone=phones.local(case.phone, ""))
        about.say(said)
        events.set_empty(_("no action taken yet"))
        events.show_events(case.events, case.zone, now)

    # --- what is done ---------------------------------------------------------------------------------------------

    def _say(self, sentence: str) -> None:
        self.notify(sentence, markup=False, severity="warning", timeout=4)

    def _may(self, act: CaseAct) -> Possible:
        """Tell whether a step may be taken with the case under the cursor; where not, why."""
        case, session = self.list.current, self.desk.session
        if case is None:
            return False
        worker = policy.Worker(
            session.may(Right.SETTLE_CASES),
            has_it=case.assignee == session.name,
            stands_in=case.deputy == session.name,
        )
        found = policy.objection(act, case.kind, case.state, worker)
        if found is None:
            return True
        return _(_SUPERVISORS[act] if found is Objection.NOT_A_SUPERVISOR else _OBJECTIONS[found])

    def action_take(self) -> None:
        """Take a case oneself. An agent takes what nobody has; from somebody else only a supervisor takes it."""
        case = self.list.current
        if case is not None:
            self._assign(case, self.desk.session.name)

    def action_hand_over(self) -> None:
        """Give a case to somebody from a list: a supervisor's decision (docs/rules.md#r1-exceptions)."""
        case = self.list.current
        if case is None:
            return
        store = self.desk.store

        def people(now: Instant) -> tuple[AgentRow, ...]:
            # A field salesperson may have no place here and helps all the same (docs/rules.md#r1-exceptions).
            return tuple(one for one in store.people.all() if one.name != case.assignee)

        def choose(found: tuple[AgentRow, ...]) -> None:
            question = _("Assign to: {customer}, {case}").format(
                customer=case.customer, case=names.case_kind(case.kind)
            )
            self.app.push_screen(
                PersonScreen(question, found), lambda name: self._assign(case, name) if name is not None else None
            )

        self.read(people, choose, group="people")

    def _assign(self, case: CaseRow, name: str) -> None:
        store = self.desk.store

        def given(talking: str) -> None:
            said = _("{case} of {customer} assigned to {name}.").format(
                case=names.case_kind(case.kind), customer=case.customer, name=name
            )
            self.notify(said, markup=False, timeout=3)
            self._tell_who_waits(case.customer, talking)
            self.refill()

        self.write_once(
            f"assign {case.id}",
            lambda now, key: store.cases.assign(case.id, name, key=key, now=now),
            given,
        )

    def _tell_who_waits(self, customer: str, talking: str) -> None:
        """Say that the customer goes with the case only when a call is saved; ``talking`` '' = at once."""
        if talking:
            said = _("{customer} is on a call with {agent}: it takes effect once that call is saved.")
            self.notify(said.format(customer=customer, agent=talking), markup=False, timeout=5)

    def action_close_case(self) -> None:
        """Close a case; the remark is what the next one who reads it has."""
        case = self.list.current
        if case is None:
            return
        if case.kind is CaseKind.APPEAL:
            results = names.listed(map(names.result, Result))
            question = _("Correct result ({results}; empty: the result stands):").format(results=results)
            self.query_one(AskLine).ask(f"{_RESULT} {case.id}", question, required=False)
        else:
            self._ask_how_settled(_CLOSE, case.id, case.customer)

    def _ask_how_settled(self, what: str, case_id: int, customer: str) -> None:
        question = _("Resolution ({customer}):").format(customer=customer)
        self.query_one(AskLine).ask(f"{what} {case_id}", question, required=True)

    def action_report(self) -> None:
        """Record the next step of a case (docs/rules.md#case-ways); the supervisor settles it or hands it on."""
        case = self.list.current
        if case is None:
            return
        self._recorded = policy.recorded_next(case.kind, case.state)
        step = policy.case_cell(case.kind, self._recorded, case.state)
        if step is None or step.to is None:
            return
        if self._recorded is CaseAct.INVESTIGATE:
            store = self.desk.store
            self.read(
                lambda _now: store.campaigns.book(case.campaign),
                lambda book: self._ask_cause(case, policy.causes_asked(book, CaseAct.INVESTIGATE)),
                group="causes",
            )
        else:
            self._ask_report(case)

    def _ask_cause(self, case: CaseRow, causes: tuple[str, ...]) -> None:
        self._causes, self._cause = causes, ""
        if causes:
            question = _("Cause ({causes}):").format(causes=names.listed(causes))
            self.query_one(AskLine).ask(f"{_CAUSE} {case.id}", question, required=True)
        else:
            self._ask_report(case)

    def _cause_typed(self, case_id: int, typed: str) -> None:
        case, known = self.list.case(case_id), {one.strip().casefold(): one for one in self._causes}
        self._cause = known.get(typed.strip().casefold(), "")
        if not self._cause:
            self._say(_("Choose from {results}.").format(results=names.listed(self._causes)))
        elif case is not None:
            self.call_after_refresh(self._ask_report, case)

    def _ask_report(self, case: CaseRow) -> None:
        step = None if self._recorded is None else policy.case_cell(case.kind, self._recorded, case.state)
        if step is not None and step.to is not None:
            question = _("{customer}, {what}:").format(customer=case.customer, what=names.case_record(step.to))
            self.query_one(AskLine).ask(f"{_REPORT} {case.id}", question, required=True)

    def action_chase(self) -> None:
        """Record that the department was asked again to answer (docs/rules.md#case-ways)."""
        case = self.list.current
        if case is not None:
            self.query_one(AskLine).ask(f"{_CHASE} {case.id}", hand_on_form.chase_question(case), required=True)

    def action_hand_on(self) -> None:
        """Have a department answer something of this customer."""
        case = self.list.current
        if case is not None:
            hand_on(self, case.ref, case.customer)

    def action_reopen(self) -> None:
        """Reopen a case that was not settled after all."""
        case = self.list.current
        if case is not None:
            question = _("Reason to reopen ({customer}):").format(customer=case.customer)
            self.query_one(AskLine).ask(f"{_REOPEN} {case.id}", question, required=True)

    def action_dial(self) -> None:
        """Call the customer. A second follow-up call that nobody has is taken by who makes it.

        See docs/rules.md#r15-results.
        """
        case, store = self.list.current, self.desk.store
        if case is None:
            return
        if policy.taken_by_calling(case.kind, case.state):
            self.write_once(
                f"assign {case.id}",
                lambda now, key: store.cases.assign(case.id, self.desk.session.name, key=key, now=now),
                lambda _none: self.post_message(DialWanted(case.ref)),
            )
        else:
            self.post_message(DialWanted(case.ref))

    def on_ask_line_blank(self, event: AskLine.Blank) -> None:
        self.app.bell()
        closing = event.question.startswith((_CLOSE, _REVIEW))
        self._say(
            _("Enter how the case was resolved before closing it.") if closing else _("Enter a short explanation.")
        )

    def on_ask_line_answered(self, event: AskLine.Answered) -> None:
        store = self.desk.store
        asked, _space, key = event.question.partition(" ")
        case_id, text = int(key), event.text
        match asked:
            case "result":
                self._result_typed(case_id, text)
            case "cause":
                self._cause_typed(case_id, text)
            case "review":
                result = self._reviewed
                self._settle(
                    lambda now, key: store.appeals.review(case_id, result, text, key=key, now=now),
                    _("Case closed."),
                    event,
                )
            case "close":
                self._settle(
                    lambda now, key: store.cases.close(case_id, text, key=key, now=now),
                    _("Case closed."),
                    event,
                )
            case "report":
                act, cause = self._recorded, self._cause if self._recorded is CaseAct.INVESTIGATE else ""
                self._settle(
                    lambda now, key: store.cases.report(case_id, text, act=act, cause=cause, key=key, now=now),
                    _("Reported to the supervisor.") if act is CaseAct.REPORT else _("Case updated."),
                    event,
                )
            case "chase":
                self._settle(
                    lambda now, key: hand_on_form.chase(store, case_id, text, key=key, now=now),
                    _("Case updated."),
                    event,
                )
            case "reopen":
                self._settle(
                    lambda now, key: store.cases.reopen(case_id, text, key=key, now=now),
                    _("Case reopened."),
                    event,
                )

    def _result_typed(self, case_id: int, typed: str) -> None:
        self._reviewed = result_of(typed)
        if typed and self._reviewed is None:
            self._say(_("Choose from {results}.").format(results=names.listed(map(names.result, Result))))
            return
        case = self.list.case(case_id)
        if case is not None:
            # The line for the next question is free once this answer is dealt with.
            self.call_after_refresh(self._ask_how_settled, _REVIEW, case_id, case.customer)

    def _settle(self, work: Callable[[Instant, str], object], said: str, typed: AskLine.Answered) -> None:
        case = self.list.case(int(typed.question.partition(" ")[2]))

        def done(answer: object) -> None:
            self.notify(said, markup=False, timeout=3)
            if case is not None and isinstance(answer, str):
                self._tell_who_waits(case.customer, answer)
            self.refill()

        self.write_once(typed.question, work, done, self.asking_again(typed))

    def action_show_others(self) -> None:
        """Show other cases in turn: not closed, mine, closed."""
        kinds = list(CaseSelection)
        self.shown = kinds[(kinds.index(self.shown) + 1) % len(kinds)]
        self.refill()


def _searched(case: CaseRow) -> str:
    """Return the text in which a filter looks for its words."""
    what = (names.case_kind(case.kind), rules.rule(case.rule) if case.rule else "", names.case_state(case.state))
    people = (case.assignee or "", case.deputy or "", case.raised_by, case.owner or "", case.department or "")
    return "\n".join((case.customer, case.company, case.ref, case.campaign, case.phone, *what, *people))
