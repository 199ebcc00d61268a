"""Figures of a shift, reasons for which an agent needs attention, and the sheet for the meeting, in words.

See docs/rules.md#attention, #r30.
"""

from __future__ import annotations

from collections.abc import Iterator

from callcenter import campaign_settings
from callcenter.locale import _, ngettext, pgettext
from callcenter.model import Because, Instant
from callcenter.views.people.absences import AbsenceRow, ShiftRow
from callcenter.views.people.shift import AgentState, BreakReason, ShiftFigures, ShiftSummary
from callcenter.views.people.team import TeamPulse, TeamRow
from callcenter.views.upkeep.attention import Alarm, Level, Watched
from callcenter.views.worklists.cases import CaseRow
from callcenter.views.worklists.meeting_sheets import MeetingSheet, SheetBreach, SheetPart
from callcenter.views.worklists.promises import PromiseRow
from callcenter.wording import clocks, names, rules, times

_NOT_KNOWN = ".."
_AT_ITS_TIME = (Because.CALLBACK, Because.APPOINTMENT_NO_SHOW)
"""Reasons for a call at the time when it is due; other promises are kept until their deadline."""
_STATES = (AgentState.TALKING, AgentState.WRAP_UP, AgentState.DIALLING, AgentState.READY, AgentState.BREAK)
_AT_WORK = (AgentState.TALKING, AgentState.WRAP_UP, AgentState.DIALLING)


def of_day(day: ShiftFigures) -> dict[str, tuple[str, str]]:
    """The day so far, a word and a figure each: calls, reached, effective of the quota, talk, done on time."""
    return {
        "calls": (_("calls"), f"{day.calls}"),
        "reached": (_("reached"), f"{day.reached}"),
        "effective": (_("effective"), f"{day.effective}/{day.quota}" if day.quota else f"{day.effective}"),
        "talk": (_("talk"), times.rough(day.talk * 1000) if day.talk else "-"),
        "sla": (_("SLA"), _NOT_KNOWN if day.lagging else times.percent(day.sla_met, day.sla_all)),
    }


def of_team(team: TeamPulse) -> dict[str, tuple[str, str]]:
    """The team's day so far, a word and a figure each."""
    own = team.figures
    return {
        "at_work": (pgettext("team", "at work"), f"{team.at_work}/{team.people}"),
        "on_call": (pgettext("team", "on a call"), f"{team.on_call}"),
        "reached": (_("reached"), times.percent(own.reached, own.calls)),
        "effective": (_("effective"), f"{own.effective}/{own.quota}" if own.quota else f"{own.effective}"),
        "breaches": (_("overdue"), times.number(team.breaches, at_least=team.behind.lags)),
    }


def summed_up(shift: ShiftSummary) -> Iterator[tuple[str, str]]:
    """A shift at its end: a word and a figure each."""
    day = shift.figures
    yield _("calls today"), times.number(day.calls)
    yield (
        _("reached"),
        _("{n} ({rate})").format(n=times.number(day.reached), rate=times.percent(day.reached, day.calls)),
    )
    effective = times.number(day.effective)
    yield (
        _("effective / quota"),
        _("{n} of {quota}").format(n=effective, quota=times.number(day.quota)) if day.quota else effective,
    )
    yield _("done on time (SLA)"), _NOT_KNOWN if day.lagging else times.percent(day.sla_met, day.sla_all)
    for state in _STATES:
        if shift.seconds.get(state, 0):
            yield names.agent_state(state), times.duration(shift.seconds[state])
    for reason in BreakReason:
        if (breaks := shift.breaks.get(reason)) is not None:
            said = _("{n}x, {length}").format(n=breaks.count, length=times.duration(breaks.seconds))
            yield f"  {names.break_reason(reason)}", said
    signed_in = sum(shift.seconds.get(state, 0) for state in _STATES)
    at_work = sum(shift.seconds.get(state, 0) for state in _AT_WORK)
    yield _("occupancy"), times.percent(at_work, signed_in - shift.seconds.get(AgentState.BREAK, 0))
    yield _("overdue since sign-in"), times.number(day.breaches, at_least=day.lagging)
    yield _("overdue in all"), times.number(day.breaches_all, at_least=day.lagging)
    yield _("promises due now"), times.number(day.commitments_due, at_least=day.lagging)


def attention(red: int, amber: int) -> str:
    """Return how many rows need attention."""
    everybody = red + amber
    if not everybody:
        return _("no one needs attention")
    said = ngettext("{n} needs attention", "{n} need attention", everybody).format(n=everybody)
    return _("! {people}, {red} of them red").format(people=said, red=red) if red else f"! {said}"


def sign(level: Level) -> str:
    """The sign of an urgency, which repeats its colour."""
    return {Level.CALM: "", Level.AMBER: "!", Level.RED: "!!"}[level]


def state(row: TeamRow) -> str:
    """Return the state of a row in a word: a break or an absence by its reason, a program that ended without one."""
    if row.state is AgentState.OFFLINE and row.shift is not None and row.shift.absence is not None and not row.lost:
        return names.absence_reason(row.shift.absence)
    return pgettext("agent state", "no signal") if row.lost else names.agent_state(row.state, row.reason)


def hours(row: ShiftRow) -> str:
    """Return the hours of somebody's day, ``-`` where nobody planned it."""
    if row.hours:
        return campaign_settings.written_spans(row.hours)
    return _("off") if row.is_planned else "-"


def absence_span(row: AbsenceRow, now: Instant) -> str:
    """Return from when until when somebody is absent; a span of whole days ends at 24:00 of the last."""
    since = times.near(row.since, row.zone, now)
    if row.until is None:
        return _("from {since} until they are back").format(since=since)
    return _("from {since} until {until}").format(since=since, until=times.end(row.until, row.zone, now))


def adherence(row: TeamRow) -> str:
    """Return which part of the planned time so far somebody was there, ``-`` where none was planned."""
    shift = row.shift
    return "-" if shift is None or not shift.planned else times.percent(shift.present, shift.planned)


def reason(alarm: Alarm, row: TeamRow) -> str:
    """Return the words for what is past its limit, without the name: ``break 52m``, ``3 newly overdue``."""
    match alarm.watched:
        case None:
            said = _("no signal {time}, call open") if row.ref else _("no signal {time}")
            return said.format(time=times.rough(alarm.value))
        case Watched.BREACHES:
            return ngettext("{n} newly overdue", "{n} newly overdue", alarm.value).format(n=alarm.value)
        case Watched.PROMISES:
            return ngettext("{n} promise due", "{n} promises due", alarm.value).format(n=alarm.value)
        case Watched.BEHIND:
            return _("{n} behind").format(n=alarm.value)
        case _:
            return f"{state(row)} {times.rough(alarm.value)}"


# --- the sheet for the meeting ------------------------------------------------------------------------------------


def sheet_title(sheet: MeetingSheet) -> str:
    """Return the title of a sheet: which meeting, on which day."""
    day = times.day_of(sheet.at, sheet.zone, sheet.at)
    return (_("Evening meeting, {day}") if sheet.evening else _("Morning meeting, {day}")).format(day=day)


def sheet_days(sheet: MeetingSheet) -> str:
    """Return the days of which a sheet tells."""

    def span(since: Instant, until: Instant) -> str:
        first, last = (times.day_of(at, sheet.zone, sheet.at) for at in (since, until - 1))
        return first if first == last else _("{first} to {last}").format(first=first, last=last)

    return _("overdue, exceptions: {days} | promises: {ahead}").format(
        days=span(sheet.since, sheet.until), ahead=span(sheet.at, sheet.ahead)
    )


def sheet_who(agent: str | None) -> str:
    """Return whose part of a sheet it is."""
    return _("pool") if agent is None else agent


def sheet_counts(part: SheetPart, now: Instant) -> tuple[int, int, int, int, int]:
    """Return what a part counts: overdue, still open, promises, those not kept, exceptions."""
    return (
        len(part.breaches),
        sum(one.is_open for one in part.breaches),
        len(part.promises),
        sum(one.obligation.breach_at <= now for one in part.promises),
        len(part.exceptions),
    )


def sheet_items(part: SheetPart, now: Instant) -> list[tuple[str, list[str]]]:
    """Return what a part tells under its headings, those left out under which there is nothing."""

    def of(customer: str, what: str) -> str:
        return _("{customer}: {what}").format(customer=customer, what=what)

    told = [
        (_("overdue"), [of(one.name, sheet_breach(one, now)) for one in part.breaches]),
        (_("promises"), [of(one.name, sheet_promise(one, now)) for one in part.promises]),
        (_("exceptions"), [of(one.customer, sheet_exception(one)) for one in part.exceptions]),
    ]
    return [(heading, items) for heading, items in told if items]


def sheet_breach(one: SheetBreach, now: Instant) -> str:
    """Return what went overdue, and what became of it."""
    contact = rules.rule(one.rule)
    if one.is_open:
        return _("{contact}, still open").format(contact=contact)
    if one.closed_at is None:
        return _("{contact}, no longer due").format(contact=contact)
    return _("{contact}, done {time}").format(contact=contact, time=times.stamp(one.closed_at, one.zone, now))


def sheet_promise(one: PromiseRow, now: Instant) -> str:
    """Return what is promised for when, or how late it is."""
    owed = one.obligation
    if now >= owed.breach_at:
        when = clocks.obligation(owed, now)
    elif owed.ground.code in _AT_ITS_TIME:
        when = times.stamp(owed.due_at, one.zone, now)
    else:
        when = _("by {time}").format(time=times.end(owed.breach_at, one.zone, now))
    return f"{rules.rule(owed.rule)} {when}"


def sheet_exception(one: CaseRow) -> str:
    """Return why an exception was raised, and how far the work on it is."""
    cause = rules.rule(one.rule) if one.rule else _("raised by hand")
    return _("{cause} ({state})").format(cause=cause, state=names.case_state(one.state))
