"""The team overview and an agent's own figures (RULES §6, DESIGN §2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import pairwise

from msgspec import Struct

from callcenter import workdays
from callcenter.model import HOUR, MINUTE, SECOND, Disposition, Instant, Role
from callcenter.records import frames, lag, people, presence
from callcenter.records.frames import Kept
from callcenter.records.working import Row, Tx, Worker
from callcenter.views.shift import AgentState, ShiftFigures, ShiftSummary
from callcenter.views.team import TeamRow, TeamView

# As the index has it: SQLite takes a partial one only where its very condition stands in the query.
_OPEN = "(breached > 0 OR promised > 0)"
_REACHED = ",".join(f"'{one.value}'" for one in Disposition if one.reached)
# An hour of any zone begins at a quarter of one in UTC: what is counted by quarters is told apart by hours.
_QUARTER = 15 * MINUTE
_HOURS_AHEAD = 4
_DAYS_AHEAD = 6


class Team(Worker):
    """Verbs that watch the shift."""

    def figures(self, agent: str, *, now: Instant, campaign: str | None = None) -> ShiftFigures:
        """An agent's figures of the campaign day (RULES §6); without ``campaign`` of all, by the first one's day.

        Raises ``UNKNOWN_AGENT``, ``UNKNOWN_CAMPAIGN``.
        """

        def work(tx: Tx) -> ShiftFigures:
            key = people.agent_id(tx, agent)
            return _figures(tx, [key], frames.selected(tx, campaign), campaign, now)[key]

        return self.read(work)

    def shift_summary(self, agent: str, *, since: Instant, now: Instant) -> ShiftSummary:
        """An agent's shift from ``since`` until ``now``: how long in each state, and the figures of the day (RULES §6).

        Raises ``UNKNOWN_AGENT``.
        """

        def work(tx: Tx) -> ShiftSummary:
            key = people.agent_id(tx, agent)
            seconds: dict[AgentState, int] = {}
            spans = tx.rows(
                "SELECT state, since, until FROM presence_span WHERE agent_id = ? AND (until IS NULL OR until > ?)",
                (key, since),
            )
            for state, begun, ended in spans:
                lasted = (now if ended is None else ended) - max(begun, since)
                seconds[AgentState(state)] = seconds.get(AgentState(state), 0) + lasted
            whole = {state: lasted // SECOND for state, lasted in seconds.items()}
            figures = _figures(tx, [key], frames.selected(tx, None), None, now)[key]
            return ShiftSummary(since, now, whole, figures)

        return self.read(work)

    def team(self, *, now: Instant, campaign: str | None = None) -> TeamView:
        """Who does what, the day's calls by hour, what is ahead. Read as the last tick left it.

        Raises ``UNKNOWN_CAMPAIGN``.
        """

        def work(tx: Tx) -> TeamView:
            campaigns = frames.selected(tx, campaign)
            members = tx.rows(
                "SELECT a.id, a.name, a.team, a.role, p.state, p.since, p.heartbeat, p.ref, c.name FROM agent a"
                " LEFT JOIN presence p ON p.agent_id = a.id LEFT JOIN customer c ON c.ref = p.ref AND p.ref <> ''"
                " WHERE a.can_sign_in ORDER BY a.team, a.name"
            )
            figures = _figures(tx, [row[0] for row in members], campaigns, campaign, now)
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
                rows=tuple(_team_row(tx, row, figures[row[0]], now) for row in members),
                hours=_hours(tx, campaigns, scope, now),
                ahead=_ahead(tx, campaigns, now),
                breaches=int(breaches),
                cases=cases,
                behind=lag.behind(tx, campaigns, now),
            )

        return self.read(work)


def _team_row(tx: Tx, row: Row, figures: ShiftFigures, now: Instant) -> TeamRow:
    key, name, team, role, state, since, heartbeat, ref, customer = row
    if state is None:
        return TeamRow(name, team, Role(role), AgentState.OFFLINE, None, "", "", figures)
    gone = presence.is_gone(tx, key, name, now)
    if now - heartbeat > presence.SILENT and state != AgentState.OFFLINE:
        return TeamRow(name, team, Role(role), AgentState.OFFLINE, heartbeat, ref, customer or "", figures, gone)
    return TeamRow(name, team, Role(role), AgentState(state), since, ref, customer or "", figures, gone)


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
    calls = _by_agent(
        tx.rows(
            "SELECT t.agent_id, sum(CASE WHEN t.direction = 'out' THEN 1 ELSE 0 END),"
            f" sum(CASE WHEN t.direction = 'out' AND t.disposition IN ({_REACHED}) THEN 1 ELSE 0 END),"
            " count(DISTINCT CASE WHEN t.effective THEN t.customer_id END), sum(t.seconds), sum(t.wrap_seconds)"
            " FROM touch t WHERE t.at >= ? AND t.at <= ? AND t.channel = 'call' AND t.in_force"
            f" AND t.agent_id IN ({marks}) AND {scope.of('t.customer_id')} GROUP BY t.agent_id",
            [today, now, *agents],
        )
    )
    met = _by_agent(
        tx.rows(
            "SELECT l.owner_id, count(*) FROM closure l WHERE l.closed_at >= ? AND l.closed_at <= ? AND l.in_time"
            f" AND l.owner_id IN ({marks}) AND {scope.of('l.customer_id')} GROUP BY l.owner_id",
            [today, now, *agents],
        )
    )
    missed = _by_agent(
        tx.rows(
            "SELECT b.owner_id, count(*) FROM breach_log b"
            " WHERE b.breach_at >= ? AND b.breach_at <= ? AND b.voided_at IS NULL"
            f" AND b.owner_id IN ({marks}) AND {scope.of('b.customer_id')} GROUP BY b.owner_id",
            [today, now, *agents],
        )
    )
    since = _since_sign_in(tx, agents, campaigns, today, now)
    # What the stored plans count: of those that have something to count, from their index alone.
    owed = _by_agent(
        tx.rows(
            "SELECT owner_key, sum(breached), sum(promised) FROM placement"
            f" WHERE edition_id IN ({frames.counting(campaigns.values())}) AND {_OPEN} AND owner_key IN ({marks})"
            " GROUP BY owner_key",
            agents,
        )
    )
    quota = max(quotas, default=0)
    lagging = lag.behind(tx, campaigns, now).lags
    return {
        key: _one(calls.get(key), met.get(key), missed.get(key), since[key], owed.get(key), quota, lagging)
        for key in agents
    }


def _one(
    calls: Row | None,
    met: Row | None,
    missed: Row | None,
    since: int,
    owed: Row | None,
    quota: int,
    lagging: bool,
) -> ShiftFigures:
    made, reached, effective, talk, wrap_up = calls or (0, 0, 0, 0, 0)
    (kept,), (broken,) = met or (0,), missed or (0,)
    everything, promises = owed or (0, 0)
    return ShiftFigures(
        calls=int(made),
        reached=int(reached),
        effective=int(effective),
        quota=quota,
        talk=int(talk),
        wrap_up=int(wrap_up),
        sla_met=kept,
        sla_all=kept + broken,
        breaches=since,
        breaches_all=int(everything),
        commitments_due=int(promises),
        lagging=lagging,
    )


def _since_sign_in(
    tx: Tx, agents: list[int], campaigns: dict[int, Kept], today: Instant, now: Instant
) -> dict[int, int]:
    """How many breaches came since each signed in and are still open; of today for who is not signed in."""
    marks = tx.marks(agents)
    begun = dict.fromkeys(agents, today)
    for agent, signed_in_at in tx.rows(
        f"SELECT agent_id, signed_in_at FROM presence WHERE signed_in_at IS NOT NULL AND agent_id IN ({marks})", agents
    ):
        begun[agent] = signed_in_at
    counts = dict.fromkeys(agents, 0)
    counting = frames.counting(campaigns.values())
    # CROSS JOIN: from the few breaches since then to what is open of them, never the other way round; the plus keeps
    # SQLite from reading for each of them everything that is open since then. PostgreSQL may begin with either.
    looked_up = "o.edition_id" if tx.postgres else "+o.edition_id"
    since = min(begun.values())
    for owner, breach_at in tx.rows(
        "SELECT b.owner_id, b.breach_at FROM breach_log b CROSS JOIN obligation o"
        f" WHERE b.owner_id IN ({marks}) AND b.breach_at > ? AND b.breach_at <= ? AND o.breach_at > ?"
        " AND o.breach_at <= ? AND o.customer_id = b.customer_id AND o.rule = b.rule AND o.breach_at = b.breach_at"
        f" AND {looked_up} IN ({counting})",
        [*agents, since, now, since, now],
    ):
        counts[owner] += breach_at > begun[owner]
    return counts


def _by_agent(rows: Iterable[Row]) -> dict[int, Row]:
    return {row[0]: row[1:] for row in rows}


def _hours(tx: Tx, campaigns: dict[int, Kept], scope: _Scope, now: Instant) -> tuple[tuple[int, int, int], ...]:
    zone = _zone(campaigns)
    made: dict[int, list[int]] = {}
    for quarter, attempts, reached in tx.rows(
        f"SELECT t.at / {_QUARTER}, count(*), sum(CASE WHEN t.disposition IN ({_REACHED}) THEN 1 ELSE 0 END)"
        " FROM touch t WHERE t.at >= ? AND t.at <= ? AND t.channel = 'call'"
        f" AND t.direction = 'out' AND t.in_force AND {scope.of('t.customer_id')} GROUP BY t.at / {_QUARTER}",
        (_today(campaigns, now), now),
    ):
        hour = made.setdefault(workdays.moment(quarter * _QUARTER, zone).hour, [0, 0])
        hour[0] += attempts
        hour[1] += reached
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
