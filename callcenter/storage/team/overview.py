"""The team overview and an agent's own figures (docs/rules.md#figures, docs/architecture.md#team-screen)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from callcenter import policy
from callcenter.model import SECOND, Instant, Role
from callcenter.storage.access import scopes
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows, lag
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.database.prepared import Bound, Condition, Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import stand_ins
from callcenter.storage.people import people
from callcenter.storage.people.units import TEAM
from callcenter.storage.tables.calls import OpenCallTable, TouchTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.effects import BreachLogTable, CaseTable, ClosureTable
from callcenter.storage.tables.people import AgentTable, PresenceSpanTable, PresenceTable
from callcenter.storage.tables.plans import ObligationTable, PlacementTable
from callcenter.storage.tables.shifts import StandInTable
from callcenter.storage.tables.slim_peewee import JOIN, SQL, fn, peewee
from callcenter.storage.team import load, occupancy, presence, shifts
from callcenter.storage.team.counted_rows import Select, narrowed, today
from callcenter.storage.team.load import CALLS, OUT, REACHED
from callcenter.storage.team.occupancy import Occupancy
from callcenter.views.people.shift import AgentState, BreakReason, Breaks, ShiftFigures, ShiftSummary
from callcenter.views.people.team import TeamPulse, TeamRow, TeamView, sum_of
from callcenter.views.upkeep.attention import Level, Limit

# As the index has it: SQLite takes a partial one only where its very condition stands in the query, no parameters.
_OPEN = (PlacementTable.breached > SQL("0")) | (PlacementTable.promised > SQL("0"))
_ON_CALL = (AgentState.DIALLING, AgentState.TALKING, AgentState.WRAP_UP)


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
        """Return who does what, those first who need attention, the day's calls by hour, what is ahead.

        Read as the last tick left it. Raises ``UNKNOWN_CAMPAIGN``.

        See docs/rules.md#attention.
        """

        def work(tx: Tx) -> TeamView:
            campaigns = campaign_rows.select(tx, campaign)
            only = _only(campaigns, campaign)
            return TeamView(
                at=now,
                rows=_rows(tx, campaigns, campaign, now),
                hours=load.by_hour(tx, campaigns, only, now),
                ahead=load.ahead(tx, campaigns, now),
                breaches=int(tx.value(_breached(tx, campaign_rows.editions_of(campaigns.values())))),
                cases=int(tx.value(narrowed(_open_cases(tx), CaseTable.customer, only))),
                behind=lag.behind(tx, campaigns, now),
            )

        return self._database.read(work)

    def pulse(self, *, now: Instant, campaign: str | None = None) -> TeamPulse:
        """Return sums of the team that name nobody, for a wall and for a supervisor's own line of figures.

        Raises ``UNKNOWN_CAMPAIGN``.
        """

        def work(tx: Tx) -> TeamPulse:
            campaigns = campaign_rows.select(tx, campaign)
            rows = _rows(tx, campaigns, campaign, now)
            states, levels = [row.state for row in rows], [row.level for row in rows]
            return TeamPulse(
                at=now,
                people=len(rows),
                at_work=len(rows) - states.count(AgentState.OFFLINE),
                on_call=sum(map(states.count, _ON_CALL)),
                on_break=states.count(AgentState.BREAK),
                red=levels.count(Level.RED),
                amber=levels.count(Level.AMBER),
                figures=sum_of(rows),
                breaches=int(tx.value(_breached(tx, campaign_rows.editions_of(campaigns.values())))),
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
    campaign_id: int | None
    held: bool
    """True while an open call of theirs holds its customer."""


@prepared
def _members() -> Query:
    agent, at = AgentTable, PresenceTable
    on_the_line = (CustomerTable.ref == at.ref) & (at.ref != "")
    call = OpenCallTable.select(OpenCallTable.token).where((OpenCallTable.agent == agent.id) & OpenCallTable.held)
    return (
        agent.select(
            *(agent.id, agent.name, TEAM, agent.role, at.state, at.since, at.heartbeat, at.ref),
            at.reason,
            CustomerTable.id.alias("customer_id"),
            CustomerTable.name.alias("customer"),
            CustomerTable.campaign.alias("campaign_id"),
            fn.EXISTS(call).alias("held"),
        )
        .join(at, JOIN.LEFT_OUTER)
        .join(CustomerTable, JOIN.LEFT_OUTER, on=on_the_line)
        .where(agent.can_sign_in)
    )


def _rows(tx: Tx, campaigns: dict[int, StoredCampaign], campaign: str | None, now: Instant) -> tuple[TeamRow, ...]:
    """The rows of everybody in the scope, those first who need attention."""
    scope = scopes.of(tx)
    members = [one for one in tx.all(_Member, _members()) if scope is None or one.id in scope.colleagues]
    inside = scopes.keep(tx, (one.customer_id for one in members if one.customer_id is not None))
    members = [one if one.customer_id in inside else replace(one, customer=None) for one in members]
    figures = _figures(tx, [member.id for member in members], campaigns, campaign, now)
    begun = today(campaigns, now)
    planned = shifts.by_agent(tx, (member.id for member in members), now)
    rows = []
    for member in members:
        row = replace(_team_row(tx, member, figures[member.id], begun, now), shift=planned.get(member.name))
        rows.append(replace(row, alarms=policy.alarms(row, _limits(campaigns, member), now)))
    return tuple(sorted(rows, key=policy.urgency))


def _limits(campaigns: dict[int, StoredCampaign], member: _Member) -> tuple[Limit, ...]:
    """The limits of an agent's row: those of the campaign of whom they have on the line, else the first one's."""
    kept = campaigns.get(member.campaign_id or 0) or next(iter(campaigns.values()), None)
    return () if kept is None else kept.settings.attention


def _team_row(tx: Tx, member: _Member, figures: ShiftFigures, begun: Instant, now: Instant) -> TeamRow:
    """``begun``: the beginning of the day: whose program ended without a word on another day is merely not at work,
    unless a call of theirs is open."""
    about = (member.name, member.team, member.role)
    if member.state is None or member.heartbeat is None:
        return TeamRow(*about, AgentState.OFFLINE, None, "", "", figures)
    line = (member.ref or "", member.customer or "")
    gone = presence.is_gone(tx, member.id, member.name, now)
    if now - member.heartbeat > presence.SILENT and member.state is not AgentState.OFFLINE:
        lost = member.held or member.heartbeat >= begun
        line = line if member.held else ("", "")
        return TeamRow(*about, AgentState.OFFLINE, member.heartbeat, *line, figures, gone, lost=lost)
    return TeamRow(*about, member.state, member.since, *line, figures, gone, member.reason)


def _only(campaigns: dict[int, StoredCampaign], campaign: str | None) -> int | None:
    """The one campaign that was asked for, None for all."""
    return None if campaign is None else next(iter(campaigns))


def _figures(
    tx: Tx, agents: list[int], campaigns: dict[int, StoredCampaign], campaign: str | None, now: Instant
) -> dict[int, ShiftFigures]:
    if not agents:
        return {}
    begun, only = today(campaigns, now), _only(campaigns, campaign)
    asked = (
        (known.effective, kept) for kept in campaigns.values() if (known := tx.book(kept.version).quota) is not None
    )
    largest = max(asked, key=lambda one: one[0], default=None)
    calls = _by_agent(tx.all(_Made, _CALLS_OF.query(agents, begun, now, only)))
    met = _by_agent(tx.all(_Counted, _MET_BY.query(agents, begun, now, only)))
    missed = _by_agent(tx.all(_Counted, _MISSED_BY.query(agents, begun, now, only)))
    editions = campaign_rows.editions_of(campaigns.values())
    lent = tx.all(_Lent, _lent(editions))
    since = _since_sign_in(tx, agents, editions, lent, begun, now)
    owed = _by_agent(tx.all(_Due, _owed(agents, editions)))
    quota = 0 if largest is None else largest[0]
    wanted = None if largest is None else policy.wanted_by(quota, largest[1].frame, now)
    worked = occupancy.of_day(tx, agents, begun, now)
    lagging = lag.behind(tx, campaigns, now).lags
    figures: dict[int, ShiftFigures] = {}
    for key in agents:
        made, kept, broken = calls.get(key, _Made()), met.get(key, _Counted()), missed.get(key, _Counted())
        open_now, busy = owed.get(key, _Due()), worked.get(key, Occupancy())
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
            breaches_all=open_now.breached + sum(one.breached * one.moves(key) for one in lent),
            commitments_due=open_now.promised,
            busy=busy.busy,
            on_shift=busy.on_shift,
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


class _OpenBreach(_Moment, frozen=True):
    customer: int = 0


class _Lent(Struct, frozen=True):
    """Breaches of a customer whom a deputy works: they count with the owner (docs/rules.md#absence)."""

    customer: int
    owner: int
    deputy: int
    breached: int

    def moves(self, agent: int) -> int:
        """Return 1 where it is to be counted with an agent, -1 where it was and is not theirs, else 0."""
        return (agent == self.owner) - (agent == self.deputy)


class _OfSpan:
    """Figures by agent of a span of time: of everybody's customers, or of one campaign's."""

    def __init__(self, build: Callable[[list[int], Instant, Instant], Select], customer: peewee.Field) -> None:
        def of_one(agents: list[int], since: Instant, until: Instant, campaign: int) -> Query:
            return narrowed(build(agents, since, until), customer, campaign)

        self._whole, self._narrowed = prepared(build), prepared(of_one)

    def query(self, agents: list[int], since: Instant, until: Instant, campaign: int | None) -> Bound:
        """The figures of these agents."""
        if campaign is None:
            return self._whole(agents, since, until)
        return self._narrowed(agents, since, until, campaign)


def _calls(agents: list[int], since: Instant, until: Instant) -> Select:
    touch = TouchTable
    figures = touch.select(
        touch.agent.alias("agent"),
        fn.COUNT(touch.id).filter(OUT).alias("made"),
        fn.COUNT(touch.id).filter(OUT & REACHED).alias("reached"),
        fn.COUNT(touch.customer.distinct()).filter(touch.effective).alias("effective"),
        fn.SUM(touch.seconds).alias("talk"),
        fn.SUM(touch.wrap_seconds).alias("wrap_up"),
    )
    theirs = (touch.at >= since) & (touch.at <= until) & CALLS & touch.agent.in_(agents)
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
    return counted.where(broken & log.owner.in_(agents) & ~came_later(log)).group_by(log.owner)


def came_later(log: type[BreachLogTable]) -> Condition:
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


@prepared
def _lent(editions: list[int]) -> Query:
    """The few customers whom deputies work: from each to their own plan, never from all plans of an edition."""
    row, plan = StandInTable, PlacementTable
    whose = (row.customer.alias("customer"), row.owner.alias("owner"), row.deputy.alias("deputy"), plan.breached)
    lent = row.select(*whose).join(CustomerTable, on=stand_ins.running())
    same = (plan.customer == CustomerTable.id) & (plan.edition + 0).in_(editions)
    return lent.join(plan, JOIN.CROSS).where(same)


def _breached(tx: Tx, editions: list[int]) -> Query:
    """Count what is overdue in the scope of the one who acts, that of the pool too."""
    plan = PlacementTable
    counted = plan.select(fn.COALESCE(fn.SUM(plan.breached), 0)).where(plan.edition.in_(editions) & _OPEN)
    if scopes.of(tx) is None:
        return counted
    joined = counted.join(CustomerTable, on=CustomerTable.id == plan.customer)
    return scopes.within(tx, joined)


def _open_cases(tx: Tx) -> Select:
    """Count the cases that are somebody's turn, in the scope of the one who acts, as their list has them."""
    counted = CaseTable.select(fn.COUNT(CaseTable.id)).where(CaseTable.turn.is_null(False))
    if scopes.of(tx) is None:
        return counted
    return scopes.within(tx, counted.join(CustomerTable, on=CustomerTable.id == CaseTable.customer))


_F = TypeVar("_F", bound=_OfAgent)


def _by_agent(found: Iterable[_F]) -> dict[int, _F]:
    return {one.agent: one for one in found}


def _since_sign_in(
    tx: Tx, agents: list[int], editions: list[int], lent: list[_Lent], begun_at: Instant, now: Instant
) -> dict[int, int]:
    """Count what is overdue of each one's customers since they signed in, as the banner does; since today for who is
    not signed in."""
    begun = dict.fromkeys(agents, begun_at)
    signed_in = PresenceTable.signed_in_at.is_null(False) & PresenceTable.agent.in_(agents)
    sign_ins = PresenceTable.select(PresenceTable.agent.alias("agent"), PresenceTable.signed_in_at.alias("at"))
    begun |= {one.agent: one.at for one in tx.all(_Moment, sign_ins.where(signed_in))}
    counts = dict.fromkeys(agents, 0)
    owners = {one.customer: one.owner for one in lent}
    everybody = sorted({*agents, *(one.deputy for one in lent)}) if lent else agents
    for breach in tx.all(_OpenBreach, _open_since(everybody, min(begun.values()), now, editions)):
        agent = owners.get(breach.customer, breach.agent)
        if agent in counts:
            counts[agent] += breach.at > begun[agent]
    return counts


@prepared
def _open_since(agents: list[int], since: Instant, now: Instant, editions: list[int]) -> Query:
    owed, plan = ObligationTable, PlacementTable
    same = (plan.customer == owed.customer) & (plan.edition == owed.edition)
    broken = owed.edition.in_(editions) & (owed.breach_at > since) & (owed.breach_at <= now)
    # CROSS JOIN: from the breaches since then to whose they are, never the other way round.
    whose = (plan.owner_key.alias("agent"), owed.breach_at.alias("at"), owed.customer.alias("customer"))
    found = owed.select(*whose).join(plan, JOIN.CROSS)
    return found.where(broken & same & plan.owner_key.in_(agents))
