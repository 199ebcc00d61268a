"""Figures of people's time: occupancy, and the follow-ups that their days on shift ask for (docs/figures.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from callcenter import policy, workdays
from callcenter.model import SECOND, Instant, Role
from callcenter.policy import Fact
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.figures.span import ReportSpan
from callcenter.storage.tables.people import AgentTable, PresenceSpanTable, PresenceTable
from callcenter.storage.tables.shifts import ShiftDayTable, ShiftWeekTable
from callcenter.storage.tables.slim_peewee import fn, peewee
from callcenter.storage.team import shifts
from callcenter.storage.team.presence import SILENT
from callcenter.views.figures.reports import Counted, RowKind
from callcenter.views.people.shift import AgentState

_BUSY = frozenset({AgentState.DIALLING, AgentState.TALKING, AgentState.WRAP_UP})
_SIGNED_IN = _BUSY | {AgentState.READY}


class _Spent(Struct, frozen=True):
    agent: int
    state: AgentState
    lasted: int


@prepared
def _begun_within(since: Instant, until: Instant) -> Query:
    """The time of spans that began in a period, as far as they lie in it."""
    span = PresenceSpanTable
    ends = peewee.Case(None, [(span.until < until, span.until)], until)
    lasted = fn.SUM(ends - span.since).cast("BIGINT").alias("lasted")
    # A clock that was set back may have ended a span before it began.
    within = (span.since >= since) & (span.since < until) & (span.until > span.since)
    return span.select(span.agent.alias("agent"), span.state, lasted).where(within).group_by(span.agent, span.state)


@prepared
def _last_before(since: Instant) -> Query:
    """The last span that each began before a period: the only one that may reach into it, found by one probe."""
    span = PresenceSpanTable
    before = span.select(span.id).where((span.agent == AgentTable.id) & (span.since < since))
    return AgentTable.select(before.order_by(span.since.desc()).limit(1))


class _Span(Struct, frozen=True):
    agent: int
    state: AgentState
    since: Instant
    until: Instant


@prepared
def _reaching_into(spans: list[int], since: Instant) -> Query:
    span = PresenceSpanTable
    chosen = (span.agent.alias("agent"), span.state, span.since, span.until)
    return span.select(*chosen).where(span.id.in_(spans) & (span.until > since))


class _Running(Struct, frozen=True):
    agent: int
    state: AgentState
    since: Instant
    heartbeat: Instant


@prepared
def _running() -> Query:
    at = PresenceTable
    return at.select(at.agent.alias("agent"), at.state, at.since, at.heartbeat)


def occupied(tx: Tx, span: ReportSpan) -> dict[Counted, list[Fact]]:
    """The seconds of each agent in each period: busy, and signed in less breaks.

    A state that runs counts until now, that of a program which has gone silent until its last heartbeat.
    """
    busy, present = defaultdict[tuple[int, int], int](int), defaultdict[tuple[int, int], int](int)
    running = tx.all(_Running, _running())
    for period, begins in enumerate(span.instants[:-1]):
        ends = min(span.instants[period + 1], span.now)
        if begins >= ends:
            continue
        spent = [(one.agent, one.state, one.lasted) for one in tx.all(_Spent, _begun_within(begins, ends))]
        before = [key for key in tx.values(_last_before(begins)) if key is not None]
        for one in tx.all(_Span, _reaching_into(before, begins)):
            spent.append((one.agent, one.state, min(one.until, ends) - begins))
        for now in running:
            ended = span.now if span.now - now.heartbeat <= SILENT else now.heartbeat
            spent.append((now.agent, now.state, max(min(ended, ends) - max(now.since, begins), 0)))
        for agent, state, lasted in spent:
            busy[period, agent] += lasted * (state in _BUSY)
            present[period, agent] += lasted * (state in _SIGNED_IN)
    return {Counted.BUSY: list(_seconds(busy, span)), Counted.PRESENT: list(_seconds(present, span))}


def _seconds(spent: dict[tuple[int, int], int], span: ReportSpan) -> Iterator[Fact]:
    for (period, agent), lasted in sorted(spent.items()):
        if lasted >= SECOND:
            yield Fact(
                *(period, agent, 0, "", RowKind.SPAN, 0, span.instants[period], 0),
                amount=lasted // SECOND,
            )


@prepared
def _at_work(since: Instant, until: Instant) -> Query:
    span = PresenceSpanTable
    theirs = (span.agent == AgentTable.id) & (span.since >= since) & (span.since < until)
    return AgentTable.select(AgentTable.id).where(fn.EXISTS(span.select(span.id).where(theirs)))


@prepared
def _agents() -> Query:
    return AgentTable.select(AgentTable.id).where(AgentTable.role == Role.AGENT.value)


class _Earliest(Struct, frozen=True):
    span: Instant | None
    week: str | None
    day: str | None


def _first_day(tx: Tx, zone: str, called: frozenset[tuple[int, date]]) -> date:
    """The first day of which a presence, a contact of the report or a plan is known; the last of all where none is."""
    # By agent, as the index has them.
    own = PresenceSpanTable.select(fn.MIN(PresenceSpanTable.since)).where(PresenceSpanTable.agent == AgentTable.id)
    span = AgentTable.select(fn.MIN(own))
    week, day = ShiftWeekTable.select(fn.MIN(ShiftWeekTable.since)), ShiftDayTable.select(fn.MIN(ShiftDayTable.day))
    found = tx.one(_Earliest, peewee.Select(columns=[span.alias("span"), week.alias("week"), day.alias("day")]))
    assert found is not None
    days = [when for _, when in called]
    days += [date.fromisoformat(text) for text in (found.week, found.day) if text]
    if found.span is not None:
        days.append(workdays.local_date(found.span, zone))
    return min(days, default=date.max)


def asked(
    tx: Tx, span: ReportSpan, campaigns: Sequence[StoredCampaign], called: frozenset[tuple[int, date]]
) -> list[Fact]:
    """The follow-ups asked of each agent on each working day on shift, today among them.

    ``called``: the days on which somebody had a contact. The quota is the largest of the campaigns, whose days count.
    A day is on shift where its plan has hours outside of absences; without a plan where the agent was at work.
    """
    quotas = [(quota.effective, kept) for kept in campaigns if (quota := tx.book(kept.version).quota) is not None]
    if not quotas:
        return []
    effective, kept = max(quotas, key=lambda one: one[0])
    frame, agents = kept.frame, sorted(tx.values(_agents()))
    found = []
    day, last = max(span.edges[0], _first_day(tx, frame.zone, called)), workdays.local_date(span.now, frame.zone)
    while day < span.edges[-1] and day <= last:
        begins, ends = workdays.midnight(day, frame.zone), workdays.midnight(workdays.next_day(day), frame.zone)
        if workdays.is_working_day(day, frame.country):
            plans, away = shifts.planned(tx, agents, day, frame), shifts.away(tx, agents, begins, ends)
            here = set(tx.values(_at_work(begins, ends))) | {agent for agent, when in called if when == day}
            for agent in agents:
                plan = plans.get(agent)
                absent = [(one.since, ends if one.ends is None else one.ends) for one in away.get(agent, ())]
                on_shift = agent in here if plan is None else bool(policy.spans_without(plan.spans, absent))
                if on_shift:
                    period = span.day(begins)
                    found.append(Fact(period, agent, 0, "", RowKind.DAY, 0, begins, 0, amount=effective))
        day = workdays.next_day(day)
    return found
