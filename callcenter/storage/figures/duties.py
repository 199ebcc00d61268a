"""Figures of obligations: kept, broken, and the call-backs of R10 and R15 (docs/figures.md)."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from callcenter import policy
from callcenter.model import Instant
from callcenter.policy import Fact
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.figures.span import ReportSpan
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.effects import BreachLogTable, ClosureTable
from callcenter.storage.tables.slim_peewee import fn
from callcenter.storage.team.overview import came_later
from callcenter.views.figures.reports import Counted, RowKind


class _Duty(Struct, frozen=True, gc=False):
    """An obligation that ended: it was closed at ``at``, in time or not, or broken."""

    id: int
    campaign: int
    source: str
    agent: int
    rule: str
    breach_at: Instant
    at: Instant
    in_time: bool = False


_STANDING = CustomerTable.alias("standing")
_IS_STANDING = _STANDING.id == fn.COALESCE(CustomerTable.survivor, CustomerTable.id)


@prepared
def _closed(since: Instant, until: Instant) -> Query:
    """The obligations that a contact closed, or that were to be closed, in a span."""
    table = ClosureTable
    of_standing = {"campaign": _STANDING.campaign, "source": _STANDING.source, "customer": _STANDING.id}
    others = {**of_standing, "agent": fn.COALESCE(table.owner, 0), "at": table.closed_at}
    found = table.select(*columns(_Duty, table, **others)).join(CustomerTable).join(_STANDING, on=_IS_STANDING)
    closed = (table.closed_at >= since) & (table.closed_at < until)
    owed = (table.breach_at >= since) & (table.breach_at < until)
    return found.where(closed | owed)


@prepared
def _broken(since: Instant, until: Instant) -> Query:
    table = BreachLogTable
    of_standing = {"campaign": _STANDING.campaign, "source": _STANDING.source, "customer": _STANDING.id}
    others = {**of_standing, "agent": fn.COALESCE(table.owner, 0), "at": table.breach_at}
    found = table.select(*columns(_Duty, table, **others)).join(CustomerTable).join(_STANDING, on=_IS_STANDING)
    within = (table.breach_at >= since) & (table.breach_at < until)
    return found.where(within & table.voided_at.is_null() & ~came_later(table))


def facts(tx: Tx, span: ReportSpan) -> dict[Counted, list[Fact]]:
    """The rows of all figures that count obligations."""
    closed = list(tx.owned(_Duty, _closed(span.since, span.until)))
    broken = list(tx.owned(_Duty, _broken(span.since, span.until)))
    kept = list(_facts(((who, one, one.at) for who, one in closed if one.in_time), RowKind.CLOSURE, span))
    breached = list(_facts(((who, one, one.at) for who, one in broken), RowKind.BREACH, span))
    backs = [(who, one, one.breach_at) for who, one in closed if one.rule in policy.CALLBACK_RULES]
    missed = [(who, one, one.breach_at) for who, one in broken if one.rule in policy.CALLBACK_RULES]
    kept_backs = list(_facts((one for one in backs if one[1].in_time), RowKind.CLOSURE, span))
    return {
        Counted.KEPT: kept,
        Counted.SETTLED: [*kept, *breached],
        Counted.BREACHED: breached,
        Counted.KEPT_CALLBACKS: kept_backs,
        # One that was closed late was broken before: it is counted as that.
        Counted.OWED_CALLBACKS: [*kept_backs, *_facts(missed, RowKind.BREACH, span)],
    }


def _facts(rows: Iterable[tuple[int, _Duty, Instant]], kind: RowKind, span: ReportSpan) -> Iterable[Fact]:
    for customer, one, at in rows:
        period = span.period(one.campaign, at)
        if period is not None:
            yield Fact(period, one.agent, one.campaign, one.source, kind, one.id, at, customer, one.rule)
