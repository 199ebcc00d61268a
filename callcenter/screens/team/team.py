"""Mode 5, the team overview: who does what and for how long, the day so far, what is ahead.

See docs/architecture.md#team-screen.
"""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import ScreenResume

from callcenter import policy
from callcenter.access import Right
from callcenter.locale import N_, _, ngettext
from callcenter.model import MINUTE, Instant
from callcenter.screens.frame.desk import CustomerWanted, DeskScreen, Failed
from callcenter.screens.team.customers_of import CustomersOfScreen
from callcenter.views.people.shift import GONE_AFTER, AgentState
from callcenter.views.people.team import LoadSpan, TeamView
from callcenter.views.upkeep.trouble import StoreError, Trouble
from callcenter.widgets.base.commands import KeyCommand, Mention, Offers, Possible
from callcenter.widgets.forms.ask_line import AskLine
from callcenter.widgets.lines.attention_line import AttentionLine
from callcenter.widgets.lines.prompts import ConfirmBar
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.widgets.lines.team_load import HoursChart, LoadAhead
from callcenter.widgets.lists.line_list import LineList
from callcenter.widgets.lists.team_table import TeamTable, TeamTotals
from callcenter.wording import times

_REFRESH_SECONDS = 2
_NOTE = "note"
_BREAK, _CLAIMS, _CALL = "break", "claims", "call"
_ON_LINE = (AgentState.DIALLING, AgentState.TALKING, AgentState.WRAP_UP)


class TeamScreen(DeskScreen[None]):
    """A row an agent, live. It rereads when the store changes and every other second: time alone changes it too."""

    CSS_PATH = "team.tcss"
    mode = "team"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-high")]
    offers: ClassVar[Offers] = (
        Mention("list.open", N_("open")),
        KeyCommand(
            "team.customers",
            "c,f2",
            "customers",
            N_("customers"),
            N_("this agent's customers"),
            when="can_see_customers",
        ),
        KeyCommand(
            "team.end_call",
            "x,f4",
            "end_call",
            N_("end"),
            N_("end a break, an abandoned call or claim (supervisor)"),
            right=Right.END_CALL_OF_OTHERS,
            when="has_end",
        ),
        KeyCommand(
            "team.columns",
            "l,f3",
            "columns",
            N_("columns"),
            N_("next columns"),
            when="has_more_columns",
        ),
        Mention("app.breaches", N_("overdue")),
        KeyCommand(
            "team.sheet",
            "s,f9",
            "sheet",
            N_("meeting"),
            N_("sheet for the morning or evening meeting"),
            right=Right.SEE_ALL_CUSTOMERS,
        ),
        KeyCommand(
            "team.shifts",
            "h,f7",
            "shifts",
            N_("shifts"),
            N_("shifts and absences of today"),
            right=Right.SEE_ALL_CUSTOMERS,
        ),
        KeyCommand(
            "team.look",
            "o,f12",
            "look",
            N_("look on"),
            N_("look on at this agent's work; they see that you do"),
            right=Right.SEE_ALL_CUSTOMERS,
            when="is_colleague",
        ),
        KeyCommand(
            "team.tell",
            "t",
            "tell",
            N_("send note"),
            N_("note to this agent, on their screen"),
            right=Right.ANNOUNCE,
            when="is_colleague",
        ),
        KeyCommand(
            "team.announce",
            "e",
            "announce",
            N_("announce"),
            N_("announcement to everybody, a unit or one person"),
            right=Right.ANNOUNCE,
        ),
        KeyCommand(
            "team.announcements",
            "w",
            "announcements",
            N_("read by"),
            N_("notes and announcements: who has read them"),
            right=Right.ANNOUNCE,
        ),
        Mention("app.duplicates", N_("duplicates")),
        Mention("app.find", N_("find")),
        Mention("app.help", N_("help")),
    )

    def compose(self) -> ComposeResult:
        yield self.header()
        yield self.banner()
        yield SaidLine(style="bold", id="summary")
        yield AttentionLine(id="attention")
        table = TeamTable(id="team")
        yield table
        yield TeamTotals(table, id="totals")
        with Horizontal(id="load"):
            yield HoursChart(id="hours")
            yield LoadAhead(self.desk.zone, id="ahead")
        yield ConfirmBar(id="confirm")
        yield AskLine(id="ask")
        yield self.footer()

    def on_mount(self) -> None:
        self._timer = self.set_interval(_REFRESH_SECONDS, self.refill)

    def on_screen_suspend(self) -> None:
        self._timer.pause()

    def on_screen_resume(self, event: ScreenResume) -> None:
        self._timer.resume()

    @property
    def table(self) -> TeamTable:
        """The agents."""
        return self.query_one(TeamTable)

    def refill(self) -> None:
        store, desk = self.desk.store, self.desk

        def ask(now: Instant) -> tuple[TeamView, tuple[LoadSpan, ...]]:
            view = store.team.overview(now=now, campaign=desk.campaign)
            frame = next((one for one in store.campaigns.frames() if desk.campaign in (None, one.name)), None)
            book = None if frame is None else store.campaigns.book(frame.name)
            return view, policy.with_capacity(view, book, frame)

        self.read(ask, self._show, group="team")

    def _show(self, answer: tuple[TeamView, tuple[LoadSpan, ...]]) -> None:
        view, ahead = answer
        at_work = [row for row in view.rows if row.state is not AgentState.OFFLINE]
        others = view.breaches - sum(row.figures.breaches_all for row in view.rows)
        overdue = times.number(view.breaches, at_least=view.behind.lags)
        if others and not view.behind.lags:
            overdue = _("{n} ({others} outside)").format(n=overdue, others=times.number(others))
        self.query_one("#summary", SaidLine).say(
            _("{n} of {all} at work, {line} on a call | ! overdue: {breaches} | cases waiting: {cases}").format(
                n=len(at_work),
                all=len(view.rows),
                line=sum(row.state in _ON_LINE for row in at_work),
                breaches=overdue,
                cases=times.number(view.cases, at_least=view.behind.lags),
            )
        )
        self.table.set_empty(_("No one can sign in yet: callcenter agent add NAME creates the first agent."))
        self.query_one(AttentionLine).show_team(view.rows)
        self.table.show_team(view.rows, view.at)
        self.query_one(HoursChart).show_hours(view.hours)
        self.query_one(LoadAhead).show_ahead(ahead, view.breaches, view.at, lags=view.behind.lags)
        self.refresh_bindings()  # the same row allows other things now

    @property
    def has_more_columns(self) -> Possible:
        """Tell whether some columns have no room beside the others."""
        return self.table.has_more or _("All columns are shown.")

    def action_columns(self) -> None:
        """Show the next columns of those that have no room together."""
        self.table.show_more()

    # --- from a row -----------------------------------------------------------------------------------------------

    def _say(self, sentence: str) -> None:
        self.notify(sentence, markup=False, severity="warning", timeout=4)

    def on_line_list_highlighted(self, event: LineList.Highlighted) -> None:
        self.refresh_bindings()

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        """Open the customer whom the agent has on the line; else the agent's customers."""
        row = self.table.current
        if row is None:
            return
        if row.ref:
            self.post_message(CustomerWanted(row.ref))
        else:
            self.action_customers()

    @property
    def can_see_customers(self) -> Possible:
        """Tell whether this person may see the agent's customers."""
        row, session = self.table.current, self.desk.session
        if row is None:
            return False
        may = row.agent == session.name or session.may(Right.SEE_ALL_CUSTOMERS)
        return may or _("Only a supervisor can see other agents' customers.")

    @property
    def has_end(self) -> Possible:
        """Tell whether the agent has a call, a break or claims that can be ended for them."""
        row = self.table.current
        if row is None:
            return False
        ends = bool(row.ref) or row.state is AgentState.BREAK or (row.lost and row.gone)
        return ends or _("{name} is neither on a call nor on a break.").format(name=row.agent)

    def action_customers(self) -> None:
        """Open the agent's customers, from where one can be given to somebody else."""
        row = self.table.current
        if row is None:
            return
        self.app.push_screen(CustomersOfScreen(self.desk, row.agent))

    def action_tell(self) -> None:
        """Ask for a note to the agent under the cursor."""
        row = self.table.current
        if row is not None:
            said = _("Note to {name}").format(name=row.agent)
            self.query_one(AskLine).ask(f"{_NOTE} {row.agent}", said, required=True)

    def action_announce(self) -> None:
        """Ask for an announcement, and for whom it is."""
        from callcenter.screens.team.announce import announce

        announce(self)

    def on_ask_line_answered(self, event: AskLine.Answered) -> None:
        store, agent = self.desk.store, event.question.removeprefix(_NOTE).strip()

        def told(readers: int) -> None:
            said = ngettext("Sent to {n} person.", "Sent to {n} people.", readers)
            self.notify(said.format(n=readers), markup=False, timeout=3)

        self.write_once(
            event.question,
            lambda now, key: store.announcements.make(event.text, agent=agent, key=key, now=now),
            told,
            self.asking_again(event),
        )

    def action_announcements(self) -> None:
        """Open the notes and announcements, with who has read them."""
        from callcenter.screens.team.announcements import AnnouncementsScreen

        self.app.push_screen(AnnouncementsScreen(self.desk))

    @property
    def is_colleague(self) -> Possible:
        """Tell whether the row under the cursor is somebody else's."""
        row = self.table.current
        return row is not None and (row.agent != self.desk.session.name or _("This is you."))

    def action_look(self) -> None:
        """Look on at the work of the agent under the cursor."""
        from callcenter.screens.team.look import LookScreen

        row = self.table.current
        if row is not None:
            self.app.push_screen(LookScreen(self.desk, row.agent))

    def action_sheet(self) -> None:
        """Open the sheet for the meeting."""
        from callcenter.screens.team.meeting_sheet import MeetingSheetScreen

        self.app.push_screen(MeetingSheetScreen(self.desk))

    def action_shifts(self) -> None:
        """Open the shifts of today."""
        from callcenter.screens.team.shifts import ShiftsScreen

        self.app.push_screen(ShiftsScreen(self.desk))

    def action_end_call(self) -> None:
        """Ask whether a break ends, or a customer is set free whom a program that is gone holds; a supervisor's
        decision.

        See docs/architecture.md#nobody-twice.
        """
        row = self.table.current
        if row is None:
            return
        ask = self.query_one(ConfirmBar).ask
        if row.state is AgentState.BREAK:
            question = _("End {name}'s break? They are told by whom.").format(name=row.agent)
            ask(f"{_BREAK} {row.agent}", question, keys=("y", "f9"), yes=_("yes"))
        elif not row.ref:
            question = _("Release what {name} has claimed and not dialled?").format(name=row.agent)
            ask(f"{_CLAIMS} {row.agent}", question, keys=("y", "f9"), yes=_("yes"))
        elif not row.gone:
            trouble = StoreError(Trouble.CALL_GOES_ON, agent=row.agent, minutes=GONE_AFTER // MINUTE)
            self.post_message(Failed(trouble))
        else:
            question = _("End {name}'s call with {customer}? The note is kept.").format(
                name=row.agent, customer=row.customer
            )
            ask(f"{_CALL} {row.agent}", question, keys=("y", "f9"), yes=_("yes"))

    def on_confirm_bar_confirmed(self, event: ConfirmBar.Confirmed) -> None:
        store = self.desk.store
        what, agent = event.question.split(" ", 1)

        def say(said: str) -> None:
            self.notify(said, markup=False, timeout=3)
            self.refill()

        if what == _BREAK:
            said = _("{name}'s break has ended.").format(name=agent)
            self.write(lambda now: store.presence.end_break(agent, now=now), lambda _none: say(said))
        elif what == _CLAIMS:
            self.write(
                lambda now: store.presence.free_claims(agent, now=now),
                lambda freed: say(ngettext("{n} customer released.", "{n} customers released.", freed).format(n=freed)),
            )
        else:
            said = _("{name}'s customer is free again.").format(name=agent)
            self.write(lambda now: store.calls.end_for(agent, now=now), lambda _none: say(said))
