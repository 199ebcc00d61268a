"""The team overview and an agent's own figures (docs/rules.md#figures, docs/architecture.md#team-screen)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import pairwise
from typing import Any, TypeAlias, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from callcenter import policy, workdays
from callcenter.model import HOUR, MINUTE, SECOND, CaseState, Channel, Direction, Disposition, Instant, Role
from callcenter.storage.access import scopes
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows, lag
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.database.prepared import Bound, Condition, Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.people import people
from callcenter.storage.people.units import TEAM
from callcenter.storage.tables.calls import TouchTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.effects import BreachLogTable, CaseTable, ClosureTable
from callcenter.storage.tables.people import AgentTable, PresenceSpanTable, PresenceTable
from callcenter.storage.tables.plans import ObligationTable, PlacementTable
from callcenter.storage.tables.slim_peewee import JOIN, SQL, fn, peewee
from callcenter.storage.team import presence
from callcenter.views.people.shift import AgentState, BreakReason, Breaks, ShiftFigures, ShiftSummary
from callcenter.views.people.team import TeamRow, TeamView

Select: TypeAlias = "peewee.ModelSelect[Any]"

# As the index has it: SQLite takes a partial one only where its very condition stands in the query, no parameters.
_OPEN = (PlacementTable.breached > SQL("0")) | (PlacementTable.promised > SQL("0"))
_REACHED = TouchTable.disposition.in_([one.value for one in Disposition if one.reached])
_OUT = TouchTable.direction == Direction.OUT.value
_CALLS = (TouchTable.channel == Channel.CALL.value) & TouchTable.in_force
# An hour of any zone begins at a quarter of one in UTC: what is counted by quarters is told apart by hours.
_QUARTER = 15 * MINUTE
_SETTLED = (CaseState.CLOSED.value, CaseState.WITHDRAWN.value)
_HOURS_AHEAD = 4
_DAYS_AHEAD = 6


class Team(Service, subject="team"):
    """Verbs that watch the shift."""

    def figures(self, agent: str, *, now: Instant, campaign: str | None = None) -> ShiftFigures:
        """An agent's figures of the campaign day; without ``campaign`` of all, by the first one's day.

        Raises ``UNKNOWN_AGENT``, ``UNKNOWN_CAMPAIGN``.

        See docs/rules.md#figures.
        """

        def work(tx: Tx) -> ShiftFigures:
            key = people.agent_id(tx, agent)
            return _figures(tx, [key], campaign_rows.select(tx, campaign), campaign, now)[key]

        return self._database.read(work)

    def shift_summary(self, agent: str, *, since: Instant, now: Instant) -> ShiftSummary:
        """An agent's shift from ``since`` until ``now``: how long in each state, and the figures of the day.

        Raises ``UNKNOWN_AGENT``.

        See docs/rules.md#figures.
        """

        def work(tx: Tx) -> ShiftSummary:
            key = people.agent_id(tx, agent)
            seconds: dict[AgentState, int] = {}
            breaks: dict[BreakReason, Breaks] = {}
            of_shift = PresenceSpanTable.until.is_null() | (PresenceSpanTable.until > since)
            spans = PresenceSpanTable.select().where((PresenceSpanTable.agent == key) & of_shift)
            for span in tx.all(_Span, spans):
                lasted = (now if span.until is None else span.until) - max(span.since, since)
                seconds[span.state] = seconds.get(span.state, 0) + lasted
                if span.state is AgentState.BREAK:
                    reason = span.reason or BreakReason.OTHER
                    before = breaks.get(reason, Breaks())
                    breaks[reason] = Breaks(before.count + 1, before.seconds + lasted // SECOND)
            whole = {state: lasted // SECOND for state, lasted in seconds.items()}
            figures = _figures(tx, [key], campaign_rows.select(tx, None), None, now)[key]
            return ShiftSummary(since, now, whole, figures, breaks)

        return self._database.read(work)

    def overview(self, *, now: Instant, campaign: str | None = None) -> TeamView:
        """Return who does what, the day's calls by hour, what is ahead. Read as the last tick left it.

        Raises ``UNKNOWN_CAMPAIGN``.
        """

        def work(tx: Tx) -> TeamView:
            campaigns = campaign_rows.select(tx, campaign)
            scope = scopes.of(tx)
            members = [one for one in tx.all(_Member, _members()) if scope is None or one.id in scope.colleagues]
            inside = scopes.keep(tx, (one.customer_id for one in members if one.customer_id is not None))
            members = [one if one.customer_id in inside else replace(one, customer=None) for one in members]
            figures = _figures(tx, [member.id for member in members], campaigns, campaign, now)
            only = _only(campaigns, campaign)
            cases = CaseTable.select(fn.COUNT(CaseTable.id)).where(CaseTable.state.not_in(_SETTLED))
            breaches = tx.value(_breached(tx, campaign_rows.editions_of(campaigns.values())))
            return TeamView(
                at=now,
                rows=tuple(_team_row(tx, member, figures[member.id], now) for member in members),
                hours=_hours(tx, campaigns, only, now),
                ahead=_ahead(tx, campaigns, now),
                breaches=int(breaches),
                cases=tx.value(_narrowed(cases, CaseTable.customer, only)),
                behind=lag.behind(tx, campaigns, now),
            )

        return self._database.read(work)


class _Span(Struct, frozen=True):
    state: AgentState
    since: Instant
    until: Instant | None
    reason: BreakReason | None


class _Member(Struct, frozen=True):
    id: int
    name: str
    team: str
    role: Role
    state: AgentState | None
    since: Instant | None
    heartbeat: Instant | None
    ref: str | None
    reason: BreakReason | None
    customer_id: int | None
    customer: str | None


@prepared
def _members() -> Query:
    agent, at = AgentTable, PresenceTable
    on_the_line = (CustomerTable.ref == at.ref) & (at.ref != "")
    return (
        agent.select(
            *(agent.id, agent.name, TEAM, agent.role, at.state, at.since, at.heartbeat, at.ref),
            at.reason,
            CustomerTable.id.alias("customer_id"),
            CustomerTable.name.alias("customer"),
        )
        .join(at, JOIN.LEFT_OUTER)
        .join(CustomerTable, JOIN.LEFT_OUTER, on=on_the_line)
        .where(agent.can_sign_in)
        .order_by(SQL("team"), agent.name)
    )


def _team_row(tx: Tx, member: _Member, figures: ShiftFigures, now: Instant) -> TeamRow:
    about = (member.name, member.team, member.role)
    if member.state is None or member.heartbeat is None:
        return TeamRow(*about, AgentState.OFFLINE, None, "", "", figures)
    line = (member.ref or "", member.customer or "")
    gone = presence.is_gone(tx, member.id, member.name, now)
    if now - member.heartbeat > presence.SILENT and member.state is not AgentState.OFFLINE:
        return TeamRow(*about, AgentState.OFFLINE, member.heartbeat, *line, figures, gone)
    return TeamRow(*about, member.state, member.since, *line, figures, gone, member.reason)


def _only(campaigns: dict[int, StoredCampaign], campaign: str | None) -> int | None:
    """The one campaign that was asked for, None for all."""
    return None if campaign is None else next(iter(campaigns))


def _in_campaign(customer: peewee.Field, campaign: int) -> Condition:
    theirs = (CustomerTable.id == customer) & (CustomerTable.campaign == campaign)
    return fn.EXISTS(CustomerTable.select(CustomerTable.id).where(theirs))


def _narrowed(query: Select, customer: peewee.Field, only: int | None) -> Query:
    """Leave the rows of one campaign, or all: a day has too many to look at the customer of each for nothing."""
    return query if only is None else query.where(_in_campaign(customer, only))


def _zone(campaigns: dict[int, StoredCampaign]) -> str:
    return next((kept.frame.zone for kept in campaigns.values()), "Asia/Shanghai")


def _today(campaigns: dict[int, StoredCampaign], now: Instant) -> Instant:
    zone = _zone(campaigns)
    return workdays.midnight(workdays.local_date(now, zone), zone)


def _figures(
    tx: Tx, agents: list[int], campaigns: dict[int, StoredCampaign], campaign: str | None, now: Instant
) -> dict[int, ShiftFigures]:
    if not agents:
        return {}
    today, only = _today(campaigns, now), _only(campaigns, campaign)
    asked = (
        (known.effective, kept) for kept in campaigns.values() if (known := tx.book(kept.version).quota) is not None
    )
    largest = max(asked, key=lambda one: one[0], default=None)
    calls = _by_agent(tx.all(_Made, _CALLS_OF.query(agents, today, now, only)))
    met = _by_agent(tx.all(_Counted, _MET_BY.query(agents, today, now, only)))
    missed = _by_agent(tx.all(_Counted, _MISSED_BY.query(agents, today, now, only)))
    since = _since_sign_in(tx, agents, campaigns, today, now)
    owed = _by_agent(tx.all(_Due, _owed(agents, campaign_rows.editions_of(campaigns.values()))))
    quota = 0 if largest is None else largest[0]
    wanted = None if largest is None else policy.wanted_by(quota, largest[1].frame, now)
    lagging = lag.behind(tx, campaigns, now).lags
    figures: dict[int, ShiftFigures] = {}
    for key in agents:
        made, kept, broken = calls.get(key, _Made()), met.get(key, _Counted()), missed.get(key, _Counted())
        open_now = owed.get(key, _Due())
        figures[key] = ShiftFigures(
            calls=made.made,
            reached=made.reached,
            effective=made.effective,
            quota=quota,
            wanted=wanted,
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


class _Made(_OfAgent, frozen=True):
    made: int = 0
    reached: int = 0
    effective: int = 0
    talk: int = 0
    wrap_up: int = 0


class _Counted(_OfAgent, frozen=True):
    number: int = 0


class _Due(_OfAgent, frozen=True):
    breached: int = 0
    promised: int = 0


class _Moment(_OfAgent, frozen=True):
    at: Instant = 0


class _Quarter(Struct, frozen=True):
    """A quarter of an hour since the epoch, and the attempts in it."""

    quarter: int
    attempts: int
    reached: int


class _OfSpan:
    """Figures by agent of a span of time: of everybody's customers, or of one campaign's."""

    def __init__(self, build: Callable[[list[int], Instant, Instant], Select], customer: peewee.Field) -> None:
        def narrowed(agents: list[int], since: Instant, until: Instant, campaign: int) -> Query:
            return _narrowed(build(agents, since, until), customer, campaign)

        self._whole, self._narrowed = prepared(build), prepared(narrowed)

    def query(self, agents: list[int], since: Instant, until: Instant, campaign: int | None) -> Bound:
        """The figures of these agents."""
        if campaign is None:
            return self._whole(agents, since, until)
        return self._narrowed(agents, since, until, campaign)


def _calls(agents: list[int], since: Instant, until: Instant) -> Select:
    touch = TouchTable
    figures = touch.select(
        touch.agent.alias("agent"),
        fn.COUNT(touch.id).filter(_OUT).alias("made"),
        fn.COUNT(touch.id).filter(_OUT & _REACHED).alias("reached"),
        fn.COUNT(touch.customer.distinct()).filter(touch.effective).alias("effective"),
        fn.SUM(touch.seconds).alias("talk"),
        fn.SUM(touch.wrap_seconds).alias("wrap_up"),
    )
    theirs = (touch.at >= since) & (touch.at <= until) & _CALLS & touch.agent.in_(agents)
    return figures.where(theirs).group_by(touch.agent)


def _met(agents: list[int], since: Instant, until: Instant) -> Select:
    closure = ClosureTable
    in_time = (closure.closed_at >= since) & (closure.closed_at <= until) & closure.in_time
    counted = closure.select(closure.owner.alias("agent"), fn.COUNT(SQL("*")).alias("number"))
    return counted.where(in_time & closure.owner.in_(agents)).group_by(closure.owner)


def _missed(agents: list[int], since: Instant, until: Instant) -> Select:
    log = BreachLogTable
    broken = (log.breach_at >= since) & (log.breach_at <= until) & log.voided_at.is_null()
    counted = log.select(log.owner.alias("agent"), fn.COUNT(SQL("*")).alias("number"))
    return counted.where(broken & log.owner.in_(agents) & ~_came_later(log)).group_by(log.owner)


def _came_later(log: type[BreachLogTable]) -> Condition:
    """A condition on a breach: its customer was imported after it (docs/rules.md#sla)."""
    brought = CustomerTable.import_id.is_null(False) & (CustomerTable.recorded_at > log.breach_at)
    return fn.EXISTS(CustomerTable.select(CustomerTable.id).where((CustomerTable.id == log.customer) & brought))


_CALLS_OF = _OfSpan(_calls, TouchTable.customer)
_MET_BY = _OfSpan(_met, ClosureTable.customer)
_MISSED_BY = _OfSpan(_missed, BreachLogTable.customer)


@prepared
def _owed(agents: list[int], editions: list[int]) -> Query:
    """Sums of the stored plans: of those that have something to count, from their index alone."""
    plan = PlacementTable
    sums = fn.SUM(plan.breached).alias("breached"), fn.SUM(plan.promised).alias("promised")
    theirs = plan.edition.in_(editions) & _OPEN & plan.owner_key.in_(agents)
    return plan.select(plan.owner_key.alias("agent"), *sums).where(theirs).group_by(plan.owner_key)


def _breached(tx: Tx, editions: list[int]) -> Query:
    """Count what is overdue in the scope of the one who acts, that of the pool too."""
    plan = PlacementTable
    counted = plan.select(fn.COALESCE(fn.SUM(plan.breached), 0)).where(plan.edition.in_(editions) & _OPEN)
    if scopes.of(tx) is None:
        return counted
    joined = counted.join(CustomerTable, on=CustomerTable.id == plan.customer)
    return scopes.within(tx, joined)


_F = TypeVar("_F", bound=_OfAgent)


def _by_agent(found: Iterable[_F]) -> dict[int, _F]:
    return {one.agent: one for one in found}


def _since_sign_in(
    tx: Tx, agents: list[int], campaigns: dict[int, StoredCampaign], today: Instant, now: Instant
) -> dict[int, int]:
    """Count what is overdue of each one's customers since they signed in, as the banner does; since today for who is
    not signed in."""
    begun = dict.fromkeys(agents, today)
    signed_in = PresenceTable.signed_in_at.is_null(False) & PresenceTable.agent.in_(agents)
    shifts = PresenceTable.select(PresenceTable.agent.alias("agent"), PresenceTable.signed_in_at.alias("at"))
    begun |= {one.agent: one.at for one in tx.all(_Moment, shifts.where(signed_in))}
    counts = dict.fromkeys(agents, 0)
    editions = campaign_rows.editions_of(campaigns.values())
    for breach in tx.all(_Moment, _open_since(agents, min(begun.values()), now, editions)):
        counts[breach.agent] += breach.at > begun[breach.agent]
    return counts


@prepared
def _open_since(agents: list[int], since: Instant, now: Instant, editions: list[int]) -> Query:
    owed, plan = ObligationTable, PlacementTable
    same = (plan.customer == owed.customer) & (plan.edition == owed.edition)
    broken = owed.edition.in_(editions) & (owed.breach_at > since) & (owed.breach_at <= now)
    # CROSS JOIN: from the breaches since then to whose they are, never the other way round.
    found = owed.select(plan.owner_key.alias("agent"), owed.breach_at.alias("at")).join(plan, JOIN.CROSS)
    return found.where(broken & same & plan.owner_key.in_(agents))


def _hours(
    tx: Tx, campaigns: dict[int, StoredCampaign], only: int | None, now: Instant
) -> tuple[tuple[int, int, int], ...]:
    zone = _zone(campaigns)
    made: dict[int, list[int]] = {}
    touch, quarter = TouchTable, (TouchTable.at / _QUARTER).alias("quarter")
    counts = fn.COUNT(touch.id).alias("attempts"), fn.COUNT(touch.id).filter(_REACHED).alias("reached")
    today = (touch.at >= _today(campaigns, now)) & (touch.at <= now)
    attempts = touch.select(quarter, *counts).where(today & _CALLS & _OUT).group_by(quarter)
    for one in tx.all(_Quarter, _narrowed(attempts, touch.customer, only)):
        hour = made.setdefault(workdays.moment(one.quarter * _QUARTER, zone).hour, [0, 0])
        hour[0] += one.attempts
        hour[1] += one.reached
    return tuple((hour, attempts, reached) for hour, (attempts, reached) in sorted(made.items()))


def _ahead(tx: Tx, campaigns: dict[int, StoredCampaign], now: Instant) -> tuple[tuple[Instant, Instant, int], ...]:
    zone = _zone(campaigns)
    today = workdays.local_date(now, zone)
    midnights = [workdays.midnight(today + timedelta(days=days), zone) for days in range(1, _DAYS_AHEAD + 2)]
    edges = [now + hours * HOUR for hours in range(_HOURS_AHEAD + 1)]
    edges += [midnight for midnight in midnights if midnight > edges[-1]]
    editions = campaign_rows.editions_of(campaigns.values())
    return tuple((begin, end, tx.value(_dialled(editions, begin, end))) for begin, end in pairwise(edges))


@prepared
def _dialled(editions: list[int], begin: Instant, end: Instant) -> Query:
    """Count everything due less the tasks: an index has each alone, none tells of a row that it is dialled."""
    owed = ObligationTable
    count = owed.select(fn.COUNT(SQL("*")))
    due = owed.edition.in_(editions) & (owed.due_at >= begin) & (owed.due_at < end)
    less = peewee.Expression(count.where(due), peewee.OP.SUB, count.where(due & ~owed.dialled))
    return peewee.Select(columns=[less])
