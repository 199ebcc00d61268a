"""The team overview's table: a row an agent, what they do and for how long, and their day so far.

See docs/architecture.md#team-screen.
"""

from __future__ import annotations

from collections.abc import Sequence

from callcenter.locale import _, pgettext
from callcenter.model import Instant
from callcenter.views.people.shift import AgentState, ShiftFigures
from callcenter.views.people.team import TeamRow
from callcenter.widgets.base.plain import ELLIPSIS
from callcenter.widgets.lists.columns import Column
from callcenter.widgets.lists.line_list import Drawn, LineList, LineRow, Tone, Toned
from callcenter.wording import names, times

_STATE_TONES = {
    AgentState.OFFLINE: Tone.MUTED,
    AgentState.READY: Tone.PLAIN,
    AgentState.DIALLING: Tone.WARNING,
    AgentState.TALKING: Tone.GOOD,
    AgentState.WRAP_UP: Tone.WARNING,
    AgentState.BREAK: Tone.MUTED,
}


class TeamTable(LineList):
    """Row keys are agents' names; the last row, without a state, adds the team up and has the key :attr:`TOTAL`."""

    TOTAL = ""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        columns = (
            Column(_("agent"), 10, flex=1, most=20, prior=True),
            Column(_("state"), 8, flex=1, most=16),
            Column(_("for"), 5, right=True),
            Column(_("calls"), 5, right=True),
            Column(_("reached"), 7, right=True),
            Column(_("effective"), 9, right=True),
            Column(_("talk"), 4, right=True),
            Column(pgettext("column", "wrap-up"), 7, flex=1, most=8, right=True),
            Column(_("overdue"), 7, right=True),
            Column(_("promises"), 8, right=True, from_width=92),
            Column(_("SLA"), 6, right=True, from_width=106),
            Column(_("customer"), 10, flex=2, most=30, from_width=118),
            Column(_("unit"), 8, flex=1, most=16, from_width=132),
        )
        super().__init__(columns, id=id, classes=classes)
        self._team: dict[str, TeamRow] = {}

    def show_team(self, rows: Sequence[TeamRow], now: Instant) -> None:
        """Show the agents in the order in which they come, and the sum of their figures."""
        self._team = {row.agent: row for row in rows}
        self.tick(now)
        lines = [_line(row) for row in rows]
        if len(rows) > 1:
            total = _total([row.figures for row in rows])
            lines.append(LineRow(self.TOTAL, (_("team total"), "", "", *_figures(total)), Tone.STRONG))
        self.set_rows(lines)

    @property
    def current(self) -> TeamRow | None:
        """The agent that the cursor is on; None on the total."""
        return self._team.get(self.key) if self.key is not None else None


def _line(row: TeamRow) -> LineRow:
    def state_for(now: Instant) -> Drawn:
        if row.since is None or row.state is AgentState.OFFLINE:
            return "-"
        return times.stopwatch(max(now - row.since, 0) // 1000)

    return LineRow(
        row.agent,
        (
            row.agent,
            Toned(names.agent_state(row.state, row.reason), _STATE_TONES[row.state]),
            state_for,
            *_figures(row.figures),
            row.customer or "-",
            row.team or "-",
        ),
        Tone.MUTED if row.state is AgentState.OFFLINE else Tone.PLAIN,
    )


def _figures(own: ShiftFigures) -> tuple[Drawn, ...]:
    # A plus, not the sign of the other screens, which takes one cell in some terminals and two in others.
    more = "+" if own.lagging else ""
    return (
        f"{own.calls}",
        f"{own.reached}",
        f"{own.effective}/{own.quota}" if own.quota else f"{own.effective}",
        times.rough(own.talk * 1000) if own.talk else "-",
        times.rough(own.wrap_up * 1000) if own.wrap_up else "-",
        _breaches(own),
        f"{own.commitments_due}{more}",
        ELLIPSIS if own.lagging else times.percent(own.sla_met, own.sla_all),
    )


def _breaches(own: ShiftFigures) -> Drawn:
    """All that are open, and how many of them are new since sign-in: ``! 11 +2``."""
    more = "+" if own.lagging else ""
    if not own.breaches_all:
        return f"0{more}"
    new = f" +{own.breaches}" if own.breaches else ""
    return Toned(f"! {own.breaches_all}{more}{new}", Tone.DANGER)


def _total(figures: Sequence[ShiftFigures]) -> ShiftFigures:
    names_of = (
        "calls",
        "reached",
        "effective",
        "quota",
        "talk",
        "wrap_up",
        "sla_met",
        "sla_all",
        "breaches",
        "breaches_all",
    )
    sums = {name: sum(getattr(one, name) for one in figures) for name in (*names_of, "commitments_due")}
    return ShiftFigures(**sums, lagging=any(one.lagging for one in figures))
