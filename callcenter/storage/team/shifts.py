"""Shifts that are planned for people, and adherence to them (docs/rules.md#shifts)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from callcenter import campaign_settings, policy
from callcenter.model import CampaignFrame, Instant, Role
from callcenter.storage.access import scopes
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.people import people
from callcenter.storage.people.units import TEAM
from callcenter.storage.tables.people import AgentTable, PresenceSpanTable, PresenceTable
from callcenter.storage.tables.shifts import AbsenceTable, ShiftDayTable, ShiftWeekTable
from callcenter.storage.tables.slim_peewee import JOIN, fn
from callcenter.storage.team import presence
from callcenter.storage.team.presence import SILENT
from callcenter.views.people.absences import AbsenceReason, ShiftHours, ShiftRow, ShiftWeek
from callcenter.views.people.shift import AgentState
from callcenter.workdays import local_date, midnight, next_day

_OFF = ""


class Planned(Struct, frozen=True):
    """The hours of an agent's day as people write them, and as instants in the zone of the agent's campaign."""

    hours: ShiftHours
    spans: tuple[tuple[Instant, Instant], ...]


class Away(Struct, frozen=True):
    """A time in which an agent is absent; ``until`` None = until they are back."""

    agent: int
    since: Instant
    until: Instant | None
    ended_at: Instant | None
    reason: AbsenceReason

    @property
    def ends(self) -> Instant | None:
        """Return when it ends or ended, None where nobody knows."""
        known = [at for at in (self.until, self.ended_at) if at is not None]
        return min(known, default=None)

    def runs(self, at: Instant) -> bool:
        """Tell whether it runs at an instant."""
        ends = self.ends
        return self.since <= at and (ends is None or at < ends)


class _Week(Struct, frozen=True):
    agent: int
    since: str
    week: str


class _Day(Struct, frozen=True):
    agent: int
    hours: str


class _Member(Struct, frozen=True):
    id: int
    name: str
    team: str
    role: Role
    can_sign_in: bool
    state: AgentState | None
    heartbeat: Instant | None


class _Span(Struct, frozen=True):
    agent: int
    since: Instant
    until: Instant | None


@prepared
def _weeks(agents: list[int], day: str) -> Query:
    table = ShiftWeekTable
    known = table.select(table.agent.alias("agent"), table.since, table.week)
    return known.where(table.agent.in_(agents) & (table.since <= day)).order_by(table.agent, table.since)


@prepared
def _days(agents: list[int], day: str) -> Query:
    table = ShiftDayTable
    known = table.select(table.agent.alias("agent"), table.hours)
    return known.where(table.agent.in_(agents) & (table.day == day))


@prepared
def _absences(agents: list[int], since: Instant, until: Instant) -> Query:
    table = AbsenceTable
    ends = fn.COALESCE(table.ended_at, table.until)
    known = table.select(table.agent.alias("agent"), table.since, table.until, table.ended_at, table.reason)
    meets = (table.since < until) & (ends.is_null() | (ends > since))
    return known.where(table.agent.in_(agents) & meets).order_by(table.id)


@prepared
def _members() -> Query:
    at = PresenceTable
    columns = (AgentTable.id, AgentTable.name, TEAM, AgentTable.role, AgentTable.can_sign_in, at.state, at.heartbeat)
    return AgentTable.select(*columns).join(at, JOIN.LEFT_OUTER)


@prepared
def _spans(agents: list[int], since: Instant, until: Instant) -> Query:
    span = PresenceSpanTable
    known = span.select(span.agent.alias("agent"), span.since, span.until)
    meets = (span.since < until) & (span.until.is_null() | (span.until > since))
    return known.where(span.agent.in_(agents) & meets).order_by(span.agent, span.since)


def frame_of(tx: Tx, agent: int) -> CampaignFrame:
    """The frame in whose zone and country an agent's days lie: that of the first campaign which they may work."""
    campaigns = campaign_rows.get_all(tx)
    days = {(kept.frame.zone, kept.frame.country) for kept in campaigns.values()}
    # Mostly all campaigns have the same days.
    own = campaigns.keys() if len(days) < 2 else scopes.pools_of(tx, agent)
    chosen = next((kept for key, kept in campaigns.items() if key in own), None)
    kept = chosen or next(iter(campaigns.values()), None)
    return CampaignFrame("") if kept is None else kept.frame


def _by_frame(tx: Tx, agents: Iterable[int]) -> Iterable[tuple[CampaignFrame, list[int]]]:
    """These agents by the frame in which their days lie."""
    frames, ids = dict[tuple[str, str], CampaignFrame](), defaultdict[tuple[str, str], list[int]](list)
    for agent in agents:
        frame = frame_of(tx, agent)
        frames[frame.zone, frame.country] = frame
        ids[frame.zone, frame.country].append(agent)
    return ((frames[key], some) for key, some in ids.items())


def hours_read(text: str) -> ShiftHours:
    """Hours as they are stored; '' = off."""
    return campaign_settings.spans_of_day(text) if text else ()


def week_read(text: str) -> ShiftWeek:
    """A week as it is stored."""
    one, two, three, four, five, six, seven = map(hours_read, text.split(";"))
    return one, two, three, four, five, six, seven


def _written(hours: ShiftHours) -> str:
    return campaign_settings.written_spans(hours) if hours else _OFF


def planned(tx: Tx, agents: Iterable[int], day: date, frame: CampaignFrame) -> dict[int, Planned]:
    """The plan of a day for each of these agents who has a plan, by the calendar of one frame."""
    wanted, text = sorted(set(agents)), day.isoformat()
    if not wanted:
        return {}
    weeks = {one.agent: week_read(one.week) for one in tx.all(_Week, _weeks(wanted, text))}
    days = {one.agent: hours_read(one.hours) for one in tx.all(_Day, _days(wanted, text))}
    found: dict[int, Planned] = {}
    for agent in weeks.keys() | days.keys():
        hours = policy.shift_hours(day, weeks.get(agent), days.get(agent), frame.country)
        found[agent] = Planned(hours, tuple(policy.shift_spans(day, hours, frame.zone)))
    return found


def on_shift(tx: Tx, agents: Sequence[int], now: Instant) -> frozenset[int]:
    """Those of these agents who are at work, or whose shift of today is not over, less those who are absent."""
    ids, later = sorted(set(agents)), set[int]()
    for frame, some in _by_frame(tx, ids):
        plans = planned(tx, some, local_date(now, frame.zone), frame)
        later.update(agent for agent, plan in plans.items() if any(now < end for _start, end in plan.spans))
    absent = {agent for agent, parts in away(tx, ids, now, now + 1).items() if any(part.runs(now) for part in parts)}
    return (presence.at_work(tx, ids, now) | later) - absent


def away(tx: Tx, agents: Iterable[int], since: Instant, until: Instant) -> dict[int, list[Away]]:
    """The absences of these agents that touch a time."""
    found = defaultdict[int, list[Away]](list)
    for one in tx.all(Away, _absences(sorted(set(agents)), since, until)):
        found[one.agent].append(one)
    return found


@prepared
def _any_plan() -> Query:
    weeks, days = ShiftWeekTable.select(ShiftWeekTable.agent), ShiftDayTable.select(ShiftDayTable.agent)
    absences = AbsenceTable.select(AbsenceTable.agent).where(AbsenceTable.settled_at.is_null())
    return AgentTable.select(AgentTable.id).where(fn.EXISTS(weeks) | fn.EXISTS(days) | fn.EXISTS(absences)).limit(1)


def by_agent(tx: Tx, agents: Iterable[int], now: Instant) -> dict[str, ShiftRow]:
    """The shifts of today by the names of these agents; empty where nobody plans any and nobody is absent."""
    if tx.value(_any_plan()) is None:
        return {}
    return {row.agent: row for row in rows(tx, frozenset(agents), None, now)}


def rows(tx: Tx, only: frozenset[int] | None, day: date | None, now: Instant, *, named: bool = False) -> list[ShiftRow]:
    """The shift of a day (None = of today, where each of them is) of these people, None = of everybody; names as people
    sort them. ``named``: of those too who do not sign in."""
    members = {
        one.id: one
        for one in tx.all(_Member, _members())
        if (one.can_sign_in or named) and (only is None or one.id in only)
    }
    found = []
    for frame, some in _by_frame(tx, members):
        of_frame = [members[agent] for agent in some]
        found += _of_frame(tx, of_frame, frame, day or local_date(now, frame.zone), now)
    return sorted(found, key=lambda row: (policy.by_name(row.agent), row.agent))


def _of_frame(tx: Tx, members: Sequence[_Member], frame: CampaignFrame, day: date, now: Instant) -> list[ShiftRow]:
    ids = [one.id for one in members]
    begins, ends = midnight(day, frame.zone), midnight(next_day(day), frame.zone)
    plans, absent = planned(tx, ids, day, frame), away(tx, ids, begins, ends)
    heard = {one.id: one.heartbeat for one in members}
    present = defaultdict[int, list[tuple[Instant, Instant]]](list)
    for span in tx.all(_Span, _spans(ids, begins, ends)):
        until = span.until
        if until is None:
            last = heard[span.agent]
            until = now if last is not None and now - last <= SILENT else last or span.since
        present[span.agent] += policy.common_spans([(span.since, until)], [(begins, min(ends, now))])
    found = []
    for one in members:
        plan, gone = plans.get(one.id, Planned((), ())), absent.get(one.id, [])
        times = [(part.since, ends if part.ends is None else part.ends) for part in gone]
        asked = policy.spans_until(policy.spans_without(plan.spans, times), now)
        kept = policy.common_spans(asked, present[one.id])
        reason = next((part.reason for part in gone if part.runs(now) or not begins <= now < ends), None)
        alive = one.heartbeat is not None and now - one.heartbeat <= SILENT
        found.append(
            ShiftRow(
                agent=one.name,
                team=one.team,
                day=day,
                zone=frame.zone,
                hours=plan.hours,
                absence=reason,
                is_planned=one.id in plans,
                at_work=alive and one.state not in (None, AgentState.OFFLINE),
                planned=policy.span_seconds(asked),
                present=policy.span_seconds(kept),
                beside=policy.span_seconds(present[one.id]) - policy.span_seconds(kept),
            )
        )
    return found


class Shifts(Service, subject="shifts"):
    """Verbs on planned shifts."""

    def set_week(
        self, agent: str, weekdays: frozenset[int], hours: ShiftHours, *, since: date | None = None, now: Instant
    ) -> None:
        """Plan an agent's hours on some weekdays (Monday = 0) from a day on, None = from today; the others stay.

        Raises ``UNKNOWN_AGENT``, ``AGENT_LEFT``.
        """

        def work(tx: Tx) -> None:
            one = people.staff(tx, agent)
            begins = since or local_date(now, frame_of(tx, one.id).zone)
            known = list(tx.all(_Week, _weeks([one.id], begins.isoformat())))
            week = known[-1].week.split(";") if known else [_OFF] * 7
            text = ";".join(_written(hours) if place in weekdays else part for place, part in enumerate(week))
            row = {"agent": one.id, "since": begins.isoformat(), "week": text}
            tx.insert_each(ShiftWeekTable, [row], replacing=("agent", "since"))
            # A week that was planned from a later day on is planned no more.
            later = (ShiftWeekTable.agent == one.id) & (ShiftWeekTable.since > begins.isoformat())
            tx.run(ShiftWeekTable.delete().where(later))
            tx.mark_changed()

        self._database.write(work)

    def set_day(self, agent: str, day: date, hours: ShiftHours | None, *, now: Instant) -> None:
        """Plan one day of an agent: () = off, None = as their week has it. Raises ``UNKNOWN_AGENT``, ``AGENT_LEFT``."""

        def work(tx: Tx) -> None:
            one = people.staff(tx, agent)
            key = (ShiftDayTable.agent == one.id) & (ShiftDayTable.day == day.isoformat())
            tx.run(ShiftDayTable.delete().where(key))
            if hours is not None:
                row = {"agent": one.id, "day": day.isoformat(), "hours": _written(hours)}
                tx.insert_each(ShiftDayTable, [row])
            tx.mark_changed()

        self._database.write(work)

    def of(self, agent: str, days: Sequence[date] = (), *, now: Instant) -> tuple[ShiftRow, ...]:
        """An agent's shifts of some days, of today without any. Raises ``UNKNOWN_AGENT``."""

        def work(tx: Tx) -> tuple[ShiftRow, ...]:
            only = frozenset({people.agent_id(tx, agent)})
            chosen: Sequence[date | None] = days or (None,)
            return tuple(row for day in chosen for row in rows(tx, only, day, now, named=True))

        return self._database.read(work)

    def all(self, day: date | None = None, *, now: Instant) -> tuple[ShiftRow, ...]:
        """Everybody's shift of a day, None = of today, planned against present so far."""

        def work(tx: Tx) -> tuple[ShiftRow, ...]:
            scope = scopes.of(tx)
            return tuple(rows(tx, None if scope is None else scope.people, day, now))

        return self._database.read(work)
