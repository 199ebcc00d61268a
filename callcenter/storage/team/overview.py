"""The team overview and an agent's own figures (RULES §6, DESIGN §2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import pairwise
from typing import TypeVar

from msgspec import Struct

from callcenter import workdays
from callcenter.model import HOUR, MINUTE, SECOND, Disposition, Instant, Role
from callcenter.storage.campaigns import frames, lag
from callcenter.storage.campaigns.frames import Kept
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.service import Service
from callcenter.storage.database.transaction import Tx
from callcenter.storage.people import people
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.driver import JOIN
from callcenter.storage.tables.people import AgentTable, PresenceSpanTable, PresenceTable
from callcenter.storage.team import presence
from callcenter.views.shift import AgentState, ShiftFigures, ShiftSummary
from callcenter.views.team import TeamRow, TeamView

# As the index has it: SQLite takes a partial one only where its very condition stands in the query.
_OPEN = "(breached > 0 OR promised > 0)"
_REACHED = ",".join(f"'{one.value}'" for one in Disposition if one.reached)
# An hour of any zone begins at a quarter of one in UTC: what is counted by quarters is told apart by hours.
_QUARTER = 15 * MINUTE
_HOURS_AHEAD = 4
_DAYS_AHEAD = 6


class Team(Service):
    """Verbs that watch the shift."""

    def figures(self, agent: str, *, now: Instant, campaign: str | None = None) -> ShiftFigures:
        """An agent's figures of the campaign day (RULES §6); without ``campaign`` of all, by the first one's day.

        Raises ``UNKNOWN_AGENT``, ``UNKNOWN_CAMPAIGN``.
        """

        def work(tx: Tx) -> ShiftFigures:
            key = people.agent_id(tx, agent)
            return _figures(tx, [key], frames.selected(tx, campaign), campaign, now)[key]

        return self._database.read(work)

    def shift_summary(self, agent: str, *, since: Instant, now: Instant) -> ShiftSummary:
        """An agent's shift from ``since`` until ``now``: how long in each state, and the figures of the day (RULES §6).

        Raises ``UNKNOWN_AGENT``.
        """

        def work(tx: Tx) -> ShiftSummary:
            key = people.agent_id(tx, agent)
            seconds: dict[AgentState, int] = {}
            of_shift = PresenceSpanTable.until.is_null() | (PresenceSpanTable.until > since)
            spans = PresenceSpanTable.select().where((PresenceSpanTable.agent == key) & of_shift)
            for span in tx.all(_Span, spans):
                lasted = (now if span.until is None else span.until) - max(span.since, since)
                seconds[span.state] = seconds.get(span.state, 0) + lasted
            whole = {state: lasted // SECOND for state, lasted in seconds.items()}
            figures = _figures(tx, [key], frames.selected(tx, None), None, now)[key]
            return ShiftSummary(since, now, whole, figures)

        return self._database.read(work)

    def overview(self, *, now: Instant, campaign: str | None = None) -> TeamView:
        """Who does what, the day's calls by hour, what is ahead. Read as the last tick left it.

        Raises ``UNKNOWN_CAMPAIGN``.
        """

        def work(tx: Tx) -> TeamView:
            campaigns = frames.selected(tx, campaign)
            members = tx.all(_Member, _members())
            figures = _figures(tx, [member.id for member in members], campaigns, campaign, now)
            scope = _scope(campaigns, campaign)
            counting = frames.counting(campaigns.values())
            breaches = tx.value(
                f"SELECT coalesce(sum(breached), 0) FROM placement WHERE edition_id IN ({counting}) AND {_OPEN}"
            )
            cases = tx.value(
                "SELECT count(*) FROM kase e WHERE e.state NOT IN ('closed', 'withdrawn')"
                f" AND {scope.of('e.customer_id')}"
            )
            return TeamView(
                at=now,
                rows=tuple(_team_row(tx, member, figures[member.id], now) for member in members),
                hours=_hours(tx, campaigns, scope, now),
                ahead=_ahead(tx, campaigns, now),
                breaches=int(breaches),
                cases=cases,
                behind=lag.behind(tx, campaigns, now),
            )

        return self._database.read(work)


class _Span(Struct, frozen=True):
    state: AgentState
    since: Instant
    until: Instant | None


class _Member(Struct, frozen=True):
    id: int
    name: str
    team: str
    role: Role
    state: AgentState | None
    since: Instant | None
    heartbeat: Instant | None
    ref: str | None
    customer: str | None


@prepared
def _members() -> Query:
    agent, at = AgentTable, PresenceTable
    on_the_line = (CustomerTable.ref == at.ref) & (at.ref != "")
    return (
        agent.select(
            *(agent.id, agent.name, agent.team, agent.role, at.state, at.since, at.heartbeat, at.ref),
            CustomerTable.name.alias("customer"),
        )
        .join(at, JOIN.LEFT_OUTER)
        .join(CustomerTable, JOIN.LEFT_OUTER, on=on_the_line)
        .where(agent.can_sign_in)
        .order_by(agent.team, agent.name)
    )


def _team_row(tx: Tx, member: _Member, figures: ShiftFigures, now: Instant) -> TeamRow:
    about = (member.name, member.team, member.role)
    if member.state is None or member.heartbeat is None:
        return TeamRow(*about, AgentState.OFFLINE, None, "", "", figures)
    line = (member.ref or "", member.customer or "")
    gone = presence.is_gone(tx, member.id, member.name, now)
    if now - member.heartbeat > presence.SILENT and member.state is not AgentState.OFFLINE:
        return TeamRow(*about, AgentState.OFFLINE, member.heartbeat, *line, figures, gone)
    return TeamRow(*about, member.state, member.since, *line, figures, gone)


class _Scope(Struct, frozen=True):
    """Conditions that leave the rows of one campaign, or all for None.

    A day has too many rows to look at the customer of each for nothing.
    """

    campaign: int | None

    @property
    def of_customers(self) -> str:
        """For a query on customers, ``c``."""
        return "true" if self.campaign is None else f"c.campaign_id = {self.campaign}"

    def of(self, customer: str) -> str:
        """For a query on what customers have; ``customer``: the column that names them."""
        if self.campaign is None:
            return "true"
        return f"EXISTS (SELECT 1 FROM customer c WHERE c.id = {customer} AND {self.of_customers})"


def _scope(campaigns: dict[int, Kept], campaign: str | None) -> _Scope:
    return _Scope(None if campaign is None else next(iter(campaigns)))


def _zone(campaigns: dict[int, Kept]) -> str:
    return next((kept.frame.zone for kept in campaigns.values()), "Asia/Shanghai")


def _today(campaigns: dict[int, Kept], now: Instant) -> Instant:
    zone = _zone(campaigns)
    return workdays.midnight(workdays.local_date(now, zone), zone)


def _figures(
    tx: Tx, agents: list[int], campaigns: dict[int, Kept], campaign: str | None, now: Instant
) -> dict[int, ShiftFigures]:
    if not agents:
        return {}
    today, scope, marks = _today(campaigns, now), _scope(campaigns, campaign), tx.marks(agents)
    quotas = [known.effective for kept in campaigns.values() if (known := tx.book(kept.version).quota) is not None]
    span = [today, now, *agents]
    calls = _by_agent(
        tx.all(
            _Calls,
            "SELECT t.agent_id AS agent, sum(CASE WHEN t.direction = 'out' THEN 1 ELSE 0 END) AS made,"
            f" sum(CASE WHEN t.direction = 'out' AND t.disposition IN ({_REACHED}) THEN 1 ELSE 0 END) AS reached,"
            " count(DISTINCT CASE WHEN t.effective THEN t.customer_id END) AS effective, sum(t.seconds) AS talk,"
            " sum(t.wrap_seconds) AS wrap_up"
            " FROM touch t WHERE t.at >= ? AND t.at <= ? AND t.channel = 'call' AND t.in_force"
            f" AND t.agent_id IN ({marks}) AND {scope.of('t.customer_id')} GROUP BY t.agent_id",
            span,
        )
    )
    met = _by_agent(
        tx.all(
            _Counted,
            "SELECT l.owner_id AS agent, count(*) AS number FROM closure l"
            " WHERE l.closed_at >= ? AND l.closed_at <= ? AND l.in_time"
            f" AND l.owner_id IN ({marks}) AND {scope.of('l.customer_id')} GROUP BY l.owner_id",
            span,
        )
    )
    missed = _by_agent(
        tx.all(
            _Counted,
            "SELECT b.owner_id AS agent, count(*) AS number FROM breach_log b"
            " WHERE b.breach_at >= ? AND b.breach_at <= ? AND b.voided_at IS NULL"
            f" AND b.owner_id IN ({marks}) AND {scope.of('b.customer_id')} GROUP BY b.owner_id",
            span,
        )
    )
    since = _since_sign_in(tx, agents, campaigns, today, now)
    # What the stored plans count: of those that have something to count, from their index alone.
    owed = _by_agent(
        tx.all(
            _Owed,
            "SELECT owner_key AS agent, sum(breached) AS breached, sum(promised) AS promised FROM placement"
            f" WHERE edition_id IN ({frames.counting(campaigns.values())}) AND {_OPEN} AND owner_key IN ({marks})"
            " GROUP BY owner_key",
            agents,
        )
    )
    quota = max(quotas, default=0)
    lagging = lag.behind(tx, campaigns, now).lags
    figures: dict[int, ShiftFigures] = {}
    for key in agents:
        made, kept, broken = calls.get(key, _Calls()), met.get(key, _Counted()), missed.get(key, _Counted())
        open_now = owed.get(key, _Owed())
        figures[key] = ShiftFigures(
            calls=made.made,
            reached=made.reached,
            effective=made.effective,
            quota=quota,
            talk=made.talk,
            wrap_up=made.wrap_up,
            sla_met=kept.number,
            sla_all=kept.number + broken.number,
            breaches=since[key],
            breaches_all=open_now.breached,
            commitments_due=open_now.promised,
            lagging=lagging,
        )
    return figures


class _OfAgent(Struct, frozen=True):
    agent: int = 0


class _Calls(_OfAgent, frozen=True):
    made: int = 0
    reached: int = 0
    effective: int = 0
    talk: int = 0
    wrap_up: int = 0


class _Counted(_OfAgent, frozen=True):
    number: int = 0


class _Owed(_OfAgent, frozen=True):
    breached: int = 0
    promised: int = 0


class _Moment(_OfAgent, frozen=True):
    at: Instant = 0


class _Quarter(Struct, frozen=True):
    """A quarter of an hour since the epoch, and the attempts in it."""

    quarter: int
    attempts: int
    reached: int


_F = TypeVar("_F", bound=_OfAgent)


def _by_agent(found: Iterable[_F]) -> dict[int, _F]:
    return {one.agent: one for one in found}


def _since_sign_in(
    tx: Tx, agents: list[int], campaigns: dict[int, Kept], today: Instant, now: Instant
) -> dict[int, int]:
    """How many breaches came since each signed in and are still open; of today for who is not signed in."""
    marks = tx.marks(agents)
    begun = dict.fromkeys(agents, today)
    signed_in = PresenceTable.signed_in_at.is_null(False) & PresenceTable.agent.in_(agents)
    shifts = PresenceTable.select(PresenceTable.agent.alias("agent"), PresenceTable.signed_in_at.alias("at"))
    begun |= {one.agent: one.at for one in tx.all(_Moment, shifts.where(signed_in))}
    counts = dict.fromkeys(agents, 0)
    counting = frames.counting(campaigns.values())
    # CROSS JOIN: from the few breaches since then to what is open of them, never the other way round; the plus keeps
    # SQLite from reading for each of them everything that is open since then. PostgreSQL may begin with either.
    looked_up = "o.edition_id" if tx.postgres else "+o.edition_id"
    since = min(begun.values())
    for breach in tx.all(
        _Moment,
        "SELECT b.owner_id AS agent, b.breach_at AS at FROM breach_log b CROSS JOIN obligation o"
        f" WHERE b.owner_id IN ({marks}) AND b.breach_at > ? AND b.breach_at <= ? AND o.breach_at > ?"
        " AND o.breach_at <= ? AND o.customer_id = b.customer_id AND o.rule = b.rule AND o.breach_at = b.breach_at"
        f" AND {looked_up} IN ({counting})",
        [*agents, since, now, since, now],
    ):
        counts[breach.agent] += breach.at > begun[breach.agent]
    return counts


def _hours(tx: Tx, campaigns: dict[int, Kept], scope: _Scope, now: Instant) -> tuple[tuple[int, int, int], ...]:
    zone = _zone(campaigns)
    made: dict[int, list[int]] = {}
    for one in tx.all(
        _Quarter,
        f"SELECT t.at / {_QUARTER} AS quarter, count(*) AS attempts,"
        f" sum(CASE WHEN t.disposition IN ({_REACHED}) THEN 1 ELSE 0 END) AS reached"
        " FROM touch t WHERE t.at >= ? AND t.at <= ? AND t.channel = 'call'"
        f" AND t.direction = 'out' AND t.in_force AND {scope.of('t.customer_id')} GROUP BY t.at / {_QUARTER}",
        (_today(campaigns, now), now),
    ):
        hour = made.setdefault(workdays.moment(one.quarter * _QUARTER, zone).hour, [0, 0])
        hour[0] += one.attempts
        hour[1] += one.reached
    return tuple((hour, attempts, reached) for hour, (attempts, reached) in sorted(made.items()))


def _ahead(tx: Tx, campaigns: dict[int, Kept], now: Instant) -> tuple[tuple[Instant, Instant, int], ...]:
    zone = _zone(campaigns)
    today = workdays.local_date(now, zone)
    midnights = [workdays.midnight(today + timedelta(days=days), zone) for days in range(1, _DAYS_AHEAD + 2)]
    edges = [now + hours * HOUR for hours in range(_HOURS_AHEAD + 1)]
    edges += [midnight for midnight in midnights if midnight > edges[-1]]
    # Everything less the tasks: an index has each alone, none tells of a row that it is dialled.
    counting = frames.counting(campaigns.values())
    due = f"SELECT count(*) FROM obligation WHERE edition_id IN ({counting}) AND due_at >= ? AND due_at < ?"
    return tuple(
        (begin, end, tx.value(f"SELECT ({due}) - ({due} AND NOT dialled)", (begin, end, begin, end)))
        for begin, end in pairwise(edges)
    )
