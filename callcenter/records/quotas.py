"""The quota of each agent's days, from shifts and contacts as they are on record (RULES R4, §6)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from callcenter import policy, workdays
from callcenter.model import Instant, Role
from callcenter.records import frames
from callcenter.records.presence import SILENT
from callcenter.records.working import Tx, Worker
from callcenter.views.cases import FindingRow

_LOOK_BACK = timedelta(days=31)
"""How long before the first day asked for a rest may have begun that is made up on it."""


class Quotas(Worker):
    """The verb on quotas."""

    def quota_findings(self, *, now: Instant, since: Instant | None = None) -> tuple[FindingRow, ...]:
        """The days on which an agent stayed below the quota for good, the newest first; ``since``: found after it.

        Days are those of the campaign with the largest quota, whose amount each costs; calls of all campaigns count.
        The finding stands at the end of the day on which it is certain; today is not over yet.
        """
        return self.read(lambda tx: _findings(tx, now, since))


def _findings(tx: Tx, now: Instant, since: Instant | None) -> tuple[FindingRow, ...]:
    asked = [
        (quota.effective, kept, quota)
        for kept in frames.all_kept(tx).values()
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
    """For each agent who was ever at work: on which days, and whom they followed up effectively on each."""
    since = -(2**62) if earliest is None else workdays.midnight(earliest, zone)
    found: dict[str, tuple[set[date], defaultdict[date, set[int]]]] = defaultdict(lambda: (set(), defaultdict(set)))
    for agent, began, ended in tx.rows(
        # Whose program has ended without a word was at work until its last sign of life.
        "SELECT a.name, s.since, coalesce(s.until, CASE WHEN p.heartbeat < ? THEN p.heartbeat END, ?)"
        " FROM presence_span s JOIN agent a ON a.id = s.agent_id JOIN presence p ON p.agent_id = a.id"
        " WHERE a.role = ? AND a.can_sign_in AND (s.until IS NULL OR s.until >= ?)",
        (now - SILENT, now, Role.AGENT.value, since),
    ):
        day, last = workdays.local_date(max(began, since), zone), workdays.local_date(ended, zone)
        while day <= last:
            found[agent][0].add(day)
            day += timedelta(days=1)
    for agent, at, customer, effective in tx.rows(
        "SELECT a.name, t.at, t.customer_id, t.effective FROM touch t JOIN agent a ON a.id = t.agent_id"
        " WHERE a.role = ? AND a.can_sign_in AND t.in_force AND t.import_id IS NULL AND t.at >= ? AND t.at <= ?",
        (Role.AGENT.value, since, now),
    ):
        day = workdays.local_date(at, zone)
        found[agent][0].add(day)
        if effective:
            found[agent][1][day].add(customer)
    return found
