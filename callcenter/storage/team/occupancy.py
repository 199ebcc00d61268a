"""Occupancy of the day that runs: the time in each state, of several agents (docs/rules.md#occupancy)."""

from __future__ import annotations

from collections import defaultdict

from msgspec import Struct

from callcenter.model import SECOND, Instant
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables.people import AgentTable, PresenceSpanTable, PresenceTable
from callcenter.storage.tables.slim_peewee import fn
from callcenter.storage.team.presence import SILENT
from callcenter.views.people.shift import AgentState

_BUSY = (AgentState.DIALLING, AgentState.TALKING, AgentState.WRAP_UP)
_SIGNED_IN = (AgentState.READY, *_BUSY)


class Occupancy(Struct, frozen=True):
    """Seconds of dialling, talking and wrap-up, and the signed-in ones less breaks."""

    busy: int = 0
    on_shift: int = 0


class _Spent(Struct, frozen=True):
    agent: int
    state: AgentState
    lasted: int


class _Latest(Struct, frozen=True):
    span: int | None


class _Span(Struct, frozen=True):
    agent: int
    state: AgentState
    since: Instant
    until: Instant


class _Running(Struct, frozen=True):
    agent: int
    state: AgentState
    since: Instant
    heartbeat: Instant


def of_day(tx: Tx, agents: list[int], today: Instant, now: Instant) -> dict[int, Occupancy]:
    """Return the occupancy of each agent from the beginning of the day, ``today``, until ``now``.

    A state that runs counts until now, that of a program which has gone silent until its last heartbeat.
    """
    spent: dict[int, dict[AgentState, int]] = defaultdict(lambda: defaultdict(int))
    for one in tx.all(_Spent, _ended(agents, today)):
        spent[one.agent][one.state] += one.lasted
    before = [one.span for one in tx.all(_Latest, _last_before(agents, today)) if one.span is not None]
    for span in tx.all(_Span, _over_midnight(before, today)):
        spent[span.agent][span.state] += span.until - today
    for running in tx.all(_Running, _running(agents)):
        ended = now if now - running.heartbeat <= SILENT else running.heartbeat
        spent[running.agent][running.state] += max(ended - max(running.since, today), 0)
    return {
        agent: Occupancy(
            sum(states[state] for state in _BUSY) // SECOND, sum(states[state] for state in _SIGNED_IN) // SECOND
        )
        for agent, states in spent.items()
    }


@prepared
def _ended(agents: list[int], today: Instant) -> Query:
    span = PresenceSpanTable
    sums = span.select(
        span.agent.alias("agent"), span.state, fn.SUM(span.until - span.since).cast("BIGINT").alias("lasted")
    )
    # A clock that was set back may have ended a span before it began.
    of_today = span.agent.in_(agents) & (span.since >= today) & (span.until > span.since)
    return sums.where(of_today).group_by(span.agent, span.state)


@prepared
def _last_before(agents: list[int], today: Instant) -> Query:
    """The last span that each began before the day: the only one that may reach into it, found by one probe."""
    span = PresenceSpanTable
    before = span.select(span.id).where((span.agent == AgentTable.id) & (span.since < today))
    return AgentTable.select(before.order_by(span.since.desc()).limit(1).alias("span")).where(AgentTable.id.in_(agents))


@prepared
def _over_midnight(spans: list[int], today: Instant) -> Query:
    span = PresenceSpanTable
    return span.select(span.agent.alias("agent"), span.state, span.since, span.until).where(
        span.id.in_(spans) & (span.until > today)
    )


@prepared
def _running(agents: list[int]) -> Query:
    at = PresenceTable
    return at.select(at.agent.alias("agent"), at.state, at.since, at.heartbeat).where(at.agent.in_(agents))
