"""Load of the team: the calls of the day by hour, and what lies ahead."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from msgspec import Struct

from callcenter import workdays
from callcenter.model import HOUR, MINUTE, Channel, Direction, Disposition, Instant
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables.calls import TouchTable
from callcenter.storage.tables.plans import ObligationTable
from callcenter.storage.tables.slim_peewee import SQL, fn, peewee
from callcenter.storage.team.counted_rows import narrowed, today, zone_of
from callcenter.views.people.team import LoadSpan

CALLS = (TouchTable.channel == Channel.CALL.value) & TouchTable.in_force
OUT = TouchTable.direction == Direction.OUT.value
REACHED = TouchTable.disposition.in_([one.value for one in Disposition if one.reached])

# An hour of any zone begins at a quarter of one in UTC: what is counted by quarters is told apart by hours.
_QUARTER = 15 * MINUTE
_HOURS_AHEAD = 4
_DAYS_AHEAD = 6


class _Quarter(Struct, frozen=True):
    """A quarter of an hour since the epoch, and the attempts in it."""

    quarter: int
    attempts: int
    reached: int


def by_hour(
    tx: Tx, campaigns: dict[int, StoredCampaign], only: int | None, now: Instant
) -> tuple[tuple[int, int, int], ...]:
    """Return (hour of the day, attempts, reached) of today, ascending."""
    zone = zone_of(campaigns)
    made: dict[int, list[int]] = {}
    touch, quarter = TouchTable, (TouchTable.at / _QUARTER).alias("quarter")
    counts = fn.COUNT(touch.id).alias("attempts"), fn.COUNT(touch.id).filter(REACHED).alias("reached")
    of_today = (touch.at >= today(campaigns, now)) & (touch.at <= now)
    attempts = touch.select(quarter, *counts).where(of_today & CALLS & OUT).group_by(quarter)
    for one in tx.all(_Quarter, narrowed(attempts, touch.customer, only)):
        hour = made.setdefault(workdays.moment(one.quarter * _QUARTER, zone).hour, [0, 0])
        hour[0] += one.attempts
        hour[1] += one.reached
    return tuple((hour, attempts, reached) for hour, (attempts, reached) in sorted(made.items()))


def ahead(tx: Tx, campaigns: dict[int, StoredCampaign], now: Instant) -> tuple[LoadSpan, ...]:
    """Return what falls due and what breaks in the next hours and days, if nobody acts."""
    zone = zone_of(campaigns)
    day = workdays.local_date(now, zone)
    midnights = [workdays.midnight(day + timedelta(days=days), zone) for days in range(1, _DAYS_AHEAD + 2)]
    edges = [now + hours * HOUR for hours in range(_HOURS_AHEAD + 1)]
    edges += [midnight for midnight in midnights if midnight > edges[-1]]
    editions = campaign_rows.editions_of(campaigns.values())
    return tuple(
        LoadSpan(begin, end, tx.value(_dialled(editions, begin, end)), tx.value(_breaching(editions, begin, end)))
        for begin, end in pairwise(edges)
    )


@prepared
def _dialled(editions: list[int], begin: Instant, end: Instant) -> Query:
    """Count everything due less the tasks: an index has each alone, none tells of a row that it is dialled."""
    owed = ObligationTable
    count = owed.select(fn.COUNT(SQL("*")))
    due = owed.edition.in_(editions) & (owed.due_at >= begin) & (owed.due_at < end)
    less = peewee.Expression(count.where(due), peewee.OP.SUB, count.where(due & ~owed.dialled))
    return peewee.Select(columns=[less])


@prepared
def _breaching(editions: list[int], begin: Instant, end: Instant) -> Query:
    """Count what is past its time at ``end`` and was not at ``begin``, as stored: whatever was done is not in it."""
    owed = ObligationTable
    breaks = owed.edition.in_(editions) & (owed.breach_at > begin) & (owed.breach_at <= end)
    return owed.select(fn.COUNT(SQL("*"))).where(breaks)
