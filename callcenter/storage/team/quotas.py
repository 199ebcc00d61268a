"""The quota of each agent's days, from shifts and contacts as they are on record (docs/rules.md#r4-quota, #quota)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from msgspec import Struct

from callcenter import policy, workdays
from callcenter.model import Instant, Role
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.database.prepared import Query
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables.calls import TouchTable
from callcenter.storage.tables.people import AgentTable, PresenceSpanTable, PresenceTable
from callcenter.storage.tables.slim_peewee import fn, peewee
from callcenter.storage.team.presence import SILENT
from callcenter.views.worklists.cases import FindingRow

_LOOK_BACK = timedelta(days=31)
"""Time before the first day asked for in which a rest may have begun that is made up on it."""


class Quotas(Service, subject="quotas"):
    """The verb on quotas."""

    def findings(self, *, now: Instant, since: Instant | None = None) -> tuple[FindingRow, ...]:
        """The days on which an agent stayed below the quota for good, the newest first; ``since``: found after it.

        Days are those of the campaign with the largest quota, whose amount each costs; calls of all campaigns count.
        The finding stands at the end of the day on which it is certain; today is not over yet.
        """
        return self._database.read(lambda tx: _findings(tx, now, since))


def _findings(tx: Tx, now: Instant, since: Instant | None) -> tuple[FindingRow, ...]:
    asked = [
        (quota.effective, kept, quota)
        for kept in campaign_rows.get_all(tx).values()
        if (quota := tx.book(kept.version).quota) is not None
    ]
    if not asked:
        return ()
    _, kept, quota = max(asked, key=lambda one: one[0])
    zone, country = kept.frame.zone, kept.frame.country
    today = workdays.local_date(now, zone)
    earliest = None if since is None else workdays.local_date(since, zone) - _LOOK_BACK
    rule = f"{tx.book(kept.version).name}.finding.quota"
    found: list[FindingRow] = []
    for agent, (at_work, effective) in _days(tx, zone, earliest, now).items():
        first = min(at_work)
        days = [first + timedelta(days=place) for place in range((today - first).days)]
        worked = [
            policy.AgentDay(day, workdays.is_working_day(day, country), day in at_work, len(effective[day]))
            for day in days
        ]
        for short in policy.shortfalls(quota, worked):
            at = workdays.midnight(short.found_on + timedelta(days=1), zone)
            if since is None or at > since:
                found.append(FindingRow(0, "", "", kept.name, zone, rule, at, agent, quota.amount))
    return tuple(sorted(found, key=lambda row: (-row.caused_at, row.agent)))


def _days(
    tx: Tx, zone: str, earliest: date | None, now: Instant
) -> dict[str, tuple[set[date], defaultdict[date, set[int]]]]:
    """Return for each agent ever at work on which days, and whom they followed up effectively on each."""
    since = None if earliest is None else workdays.midnight(earliest, zone)
    found: dict[str, tuple[set[date], defaultdict[date, set[int]]]] = defaultdict(lambda: (set(), defaultdict(set)))
    for span in tx.all(_Span, _spans(now, since)):
        began = span.began if since is None else max(span.began, since)
        day, last = workdays.local_date(began, zone), workdays.local_date(span.ended, zone)
        while day <= last:
            found[span.agent][0].add(day)
            day += timedelta(days=1)
    for contact in tx.all(_Contact, _contacts(now, since)):
        day = workdays.local_date(contact.at, zone)
        found[contact.agent][0].add(day)
        if contact.effective:
            found[contact.agent][1][day].add(contact.customer)
    return found


class _Span(Struct, frozen=True):
    agent: str
    began: Instant
    ended: Instant


class _Contact(Struct, frozen=True):
    agent: str
    at: Instant
    customer: int
    effective: bool


_IS_AGENT = (AgentTable.role == Role.AGENT.value) & AgentTable.can_sign_in


def _spans(now: Instant, since: Instant | None) -> Query:
    # Agents whose program has ended without a word were at work until its last heartbeat.
    silent = PresenceTable.heartbeat < now - SILENT
    seen = peewee.Case(None, [(silent, PresenceTable.heartbeat)])
    span = PresenceSpanTable
    found = (
        span.select(
            *columns(_Span, span, agent=AgentTable.name, began=span.since, ended=fn.COALESCE(span.until, seen, now))
        )
        .join(AgentTable)
        .join_from(span, PresenceTable, on=PresenceTable.agent == span.agent)
        .where(_IS_AGENT)
    )
    return found if since is None else found.where(span.until.is_null() | (span.until >= since))


def _contacts(now: Instant, since: Instant | None) -> Query:
    touch = TouchTable
    made_here = touch.in_force & touch.import_id.is_null() & (touch.at <= now)
    found = touch.select(*columns(_Contact, touch, agent=AgentTable.name)).join(AgentTable).where(_IS_AGENT & made_here)
    return found if since is None else found.where(touch.at >= since)
