"""The team overview's table: a row an agent, what they do and for how long, and their day so far.

See docs/architecture.md#team-screen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from rich.text import Text
from textual.widget import Widget

from callcenter.locale import _, pgettext
from callcenter.model import Instant, Role
from callcenter.views.people.shift import AgentState, ShiftFigures
from callcenter.views.people.team import TeamRow, sum_of
from callcenter.views.upkeep.attention import Level, Watched
from callcenter.widgets.base.plain import ELLIPSIS
from callcenter.widgets.lists.columns import Column
from callcenter.widgets.lists.line_list import Drawn, LineList, LineRow, Tone, Toned
from callcenter.wording import shifts, times

_STATE_TONES = {
    AgentState.OFFLINE: Tone.MUTED,
    AgentState.READY: Tone.PLAIN,
    AgentState.DIALLING: Tone.WARNING,
    AgentState.TALKING: Tone.GOOD,
    AgentState.WRAP_UP: Tone.WARNING,
    AgentState.BREAK: Tone.MUTED,
}
_LEVEL_TONES = {Level.CALM: Tone.PLAIN, Level.AMBER: Tone.WARNING, Level.RED: Tone.DANGER}
_ALWAYS = 7
"""Columns that are always shown; of the others as many as there is room for, and the next ones by one key."""


class TeamTable(LineList):
    """Row keys are agents' names."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        columns = (
            Column("", 2),
            Column(_("agent"), 8, flex=2, most=20, prior=True),
            Column(_("state"), 9, flex=1, most=16),
            Column(_("for"), 5, right=True, prior=True),
            Column(_("effective"), 9, right=True),
            Column(_("overdue"), 8, right=True),
            Column(_("promises"), 8, right=True),
            Column(_("calls"), 5, right=True),
            Column(_("reached"), 7, right=True),
            Column(_("talk"), 5, right=True),
            Column(pgettext("column", "wrap"), 5, right=True),
            Column(pgettext("column", "busy"), 4, right=True),
            Column(_("customer"), 8, flex=3, most=30),
            Column(_("SLA"), 6, right=True),
            Column(_("unit"), 8, flex=1, most=16),
            Column(_("adherence"), 6, right=True),
        )
        super().__init__(columns, id=id, classes=classes)
        self._team: dict[str, TeamRow] = {}
        self._sum: tuple[Drawn, ...] = ()
        self._first = _ALWAYS
        """The first column of those that are not always shown."""
        self._next: int | None = None
        """The first column that has no room; None where all have."""

    def show_team(self, rows: Sequence[TeamRow], now: Instant) -> None:
        """Show the agents in the order in which they come, and the sum of their figures."""
        self._team = {row.agent: row for row in rows}
        self.tick(now)
        total = sum_of(rows)
        # The team's number takes the room of the sign.
        figures = _figures(total, Role.AGENT, {}, sign="")
        self._sum = ("", _("total"), "", "", *figures, "", _sla(total), "", "") if rows else ()
        self._measure([LineRow("", self._sum)])
        self.set_rows(_line(row) for row in rows)
        self._refresh_totals()

    @property
    def current(self) -> TeamRow | None:
        """The agent that the cursor is on."""
        return self._team.get(self.key) if self.key is not None else None

    def total(self) -> Text:
        """Return the line that adds the team up, in the columns of the rows."""
        width = self.scrollable_content_region.width
        columns = self._columns_in(width)
        drawn = [self._drawn(self._sum[place] if self._sum else "", Tone.PLAIN) for place, *_ in columns]
        return self._joined(drawn, [cells for *_, cells in columns], width, " ")

    # --- columns ------------------------------------------------------------------------------------------------

    @property
    def has_more(self) -> bool:
        """Tell whether some columns have no room."""
        self._columns_in(self.scrollable_content_region.width)  # after a change of size it counts them anew
        return self._next is not None or self._first > _ALWAYS

    def show_more(self) -> None:
        """Show the next columns in the place of those behind the ones that stay; after the last the first again."""
        self._first = _ALWAYS if self._next is None else self._next
        self._layout = ()
        self.refresh()
        self._refresh_totals()

    def _shown(self, width: int) -> list[tuple[int, Column]]:
        shown = list(enumerate(self._columns))[:_ALWAYS]
        room = width - 1 - sum(map(self._least, range(_ALWAYS))) - self._gap(width) * (_ALWAYS - 1)
        self._next = None
        for place, column in list(enumerate(self._columns))[self._first :]:
            room -= self._least(place) + self._gap(width)
            if room < 0:
                self._next = place
                break
            shown.append((place, column))
        return shown

    def _least(self, place: int) -> int:
        """Cells that a column has at least: those of its title, and of what decides."""
        column = self._columns[place]
        wanted = min(self._wanted[place], column.most or self._wanted[place]) if column.prior else 0
        return max(column.width, cell_len(column.title), wanted)

    def on_resize(self) -> None:
        # Textual calls the handler of the base too.
        self._first = _ALWAYS
        self._refresh_totals()
        self.screen.refresh_bindings()

    def _refresh_totals(self) -> None:
        for one in self.screen.query(TeamTotals):
            one.refresh()


class TeamTotals(Widget):
    """The line below the table that adds it up: always in sight."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "TeamTotals { height: 1; background: $panel; text-style: bold; }"

    def __init__(self, table: TeamTable, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._table = table

    def render(self) -> Text:
        return self._table.total()


def _line(row: TeamRow) -> LineRow:
    late = {alarm.watched: _LEVEL_TONES[alarm.level] for alarm in row.alarms}
    lasting = next((tone for watched, tone in late.items() if watched is not None and not watched.counted), None)

    def state_for(now: Instant) -> Drawn:
        if row.since is None or (row.state is AgentState.OFFLINE and not row.lost):
            return "-"
        lasted = times.stopwatch(max(now - row.since, 0) // 1000)
        return lasted if lasting is None else Toned(lasted, lasting)

    offline = row.state is AgentState.OFFLINE
    return LineRow(
        row.agent,
        (
            Toned(shifts.sign(row.level), _LEVEL_TONES[row.level]),
            Toned(row.agent, Tone.MUTED if offline and not row.alarms else _LEVEL_TONES[row.level]),
            Toned(shifts.state(row), lasting or _STATE_TONES[row.state]),
            state_for,
            *_figures(row.figures, row.role, late),
            row.customer or "-",
            _sla(row.figures),
            row.team or "-",
            shifts.adherence(row),
        ),
        Tone.ALARM if row.lost else Tone.PLAIN,
    )


def _figures(
    own: ShiftFigures, role: Role, late: Mapping[Watched | None, Tone], *, sign: str = "! "
) -> tuple[Drawn, ...]:
    """The figures of a day in the order of their columns. Only agents have a quota (docs/rules.md#r4-quota)."""
    # A plus, not the sign of the other screens, which takes one cell in some terminals and two in others.
    more = "+" if own.lagging else ""
    effective = f"{own.effective}/{own.quota}" if own.quota and role is Role.AGENT else f"{own.effective}"
    return (
        Toned(effective, late.get(Watched.BEHIND, Tone.PLAIN)),
        Toned(_breaches(own, sign=sign), late.get(Watched.BREACHES, Tone.PLAIN)),
        Toned(f"{own.commitments_due}{more}", late.get(Watched.PROMISES, Tone.PLAIN)),
        f"{own.calls}",
        f"{own.reached}",
        times.rough(own.talk * 1000) if own.talk else "-",
        times.rough(own.wrap_up * 1000) if own.wrap_up else "-",
        times.percent(own.busy, own.on_shift),
    )


def _breaches(own: ShiftFigures, *, sign: str) -> str:
    """All that are open, and how many of them are new since sign-in: ``! 11 +2``."""
    more = "+" if own.lagging else ""
    if not own.breaches_all:
        return f"0{more}"
    new = f" +{own.breaches}" if own.breaches else ""
    return f"{sign}{own.breaches_all}{more}{new}"


def _sla(own: ShiftFigures) -> str:
    return ELLIPSIS if own.lagging else times.percent(own.sla_met, own.sla_all)
