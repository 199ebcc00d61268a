"""``agent shift``, ``absence`` and ``back``: who works when, and who stands in (docs/rules.md#shifts, #absence)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import click

from callcenter import wording
from callcenter.commands.base import output
from callcenter.commands.base.context import BadUse, Context
from callcenter.commands.base.parameter_types import AsOf, Day, Moment, OneOf, Text
from callcenter.commands.base.shell import Command, json_option, pass_context
from callcenter.locale import N_, _, ngettext, pgettext
from callcenter.views.people.absences import AbsenceReason, AbsenceRow, DeputyLoad, ShiftHours, ShiftRow
from callcenter.wording import shifts, times

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_BUDGET = 1_000
_DAYS_SHOWN = 7


class _Weekdays(click.ParamType[frozenset[int]]):
    """``mon-fri,sun``."""

    name = "weekdays"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> frozenset[int]:
        found = set[int]()
        for part in str(value).lower().split(","):
            ends = [name.strip() for name in part.split("-")]
            if not 1 <= len(ends) <= 2 or any(name not in _WEEKDAYS for name in ends):
                self.fail(_('"{value}" names no weekdays; write mon-fri or sat,sun').format(value=value), param, ctx)
            first, last = _WEEKDAYS.index(ends[0]), _WEEKDAYS.index(ends[-1])
            found |= {day % 7 for day in range(first, last + (1 if last >= first else 8))}
        return frozenset(found)


class _Hours(click.ParamType[ShiftHours]):
    """``09:00-12:00,13:00-18:00``, or ``off``. A shift ends on its day: over midnight it is two."""

    name = "hours"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> ShiftHours:
        from callcenter import campaign_settings

        if value == "off":
            return ()
        try:
            return campaign_settings.spans_of_day(str(value))
        except ValueError:
            said = _(
                '"{value}" is not the hours of a day; write 09:00-12:00,13:00-18:00 or off. A night shift is two: until'
                " 24:00, and from 00:00 of the next day"
            )
            self.fail(said.format(value=value), param, ctx)


class _Until(Moment):
    """A moment; a day alone is its end."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> AsOf:
        read = super().convert(value, param, ctx)
        if read.local is None or not re.fullmatch(r"\d{4}-\d\d-\d\d|\d{8}", str(value).strip(), re.ASCII):
            return read
        return AsOf(None, read.local + timedelta(days=1))


@click.command("shift", cls=Command, help=N_("Show or plan shifts; without NAME, everybody's hours on one day."))
@click.argument("name", type=Text(), metavar="[NAME]", required=False)
@click.option("--days", type=_Weekdays(), metavar="DAYS", help=N_("plan these weekdays, such as mon-fri"))
@click.option("--day", type=Day(), metavar="DAY", help=N_("plan or show this day alone"))
@click.option("--hours", type=_Hours(), metavar="HOURS", help=N_("the hours, such as 09:00-12:00,13:00-18:00; off"))
@click.option("--since", type=Day(), metavar="DAY", help=N_("with --days: from this day on; default: today"))
@click.option("--as-the-week", is_flag=True, help=N_("with --day: go back to the weekly hours"))
@json_option
@pass_context
def shift(
    context: Context,
    name: str | None,
    days: frozenset[int] | None,
    day: date | None,
    hours: ShiftHours | None,
    since: date | None,
    as_the_week: bool,
    json: bool,
) -> None:
    plans, now = context.store.shifts, context.now
    if name is None:
        if days is not None or hours is not None or since is not None or as_the_week:
            raise BadUse(_("name the agent whose shifts are planned"))
        _show(plans.all(day, now=now), json=json, each_day=False)
        return
    if days is not None and day is not None:
        raise BadUse(_("either --days or --day"))
    if (hours is not None or as_the_week) and days is None and day is None:
        raise BadUse(_("name the weekdays or the day: --days mon-fri, --day 2026-10-01"))
    if days is not None and hours is None:
        raise BadUse(_("give the hours: --hours 09:00-18:00, or off"))
    if days is not None and hours is not None:
        plans.set_week(name, days, hours, since=since, now=now)
    elif day is not None and (hours is not None or as_the_week):
        plans.set_day(name, day, None if as_the_week else hours, now=now)
    first = day or since or plans.of(name, now=now)[0].day
    shown = [first + timedelta(days=ahead) for ahead in range(1 if day is not None else _DAYS_SHOWN)]
    _show(plans.of(name, shown, now=now), json=json, each_day=True)


def _show(rows: tuple[ShiftRow, ...], *, json: bool, each_day: bool) -> None:
    if json:
        output.as_json([_shift_entry(row) for row in rows])
        return
    today = rows[0].day if rows else date.min
    first = pgettext("column", "day") if each_day else pgettext("column", "name")
    output.table(
        (
            first,
            pgettext("column", "unit"),
            pgettext("column", "hours"),
            pgettext("column", "planned"),
            pgettext("column", "present"),
            pgettext("column", "adherence"),
            pgettext("column", "outside"),
            pgettext("column", "state"),
        ),
        [
            (
                wording.day(row.day, today) if each_day else row.agent,
                row.team or "-",
                shifts.hours(row),
                times.duration(row.planned),
                times.duration(row.present),
                "-" if not row.planned else times.percent(row.present, row.planned),
                times.duration(row.beside),
                _state(row),
            )
            for row in rows
        ],
    )


def _state(row: ShiftRow) -> str:
    if row.absence is not None:
        return wording.absence_reason(row.absence)
    return pgettext("shift", "at work") if row.at_work else "-"


def _shift_entry(row: ShiftRow) -> dict[str, object]:
    from callcenter import campaign_settings

    return {
        "agent": row.agent,
        "team": row.team or None,
        "day": row.day.isoformat(),
        "zone": row.zone,
        "hours": campaign_settings.written_spans(row.hours),
        "absence": None if row.absence is None else row.absence.value,
        "at_work": row.at_work,
        "planned_seconds": row.planned,
        "present_seconds": row.present,
        "outside_seconds": row.beside,
    }


@click.command(
    "absence", cls=Command, help=N_("Record an absence and who stands in; without NAME, list who is absent.")
)
@click.argument("name", type=Text(), metavar="[NAME]", required=False)
@click.option("--from", "since", type=Moment(), metavar="TIME", help=N_("the beginning; default: now"))
@click.option(
    "--until", type=_Until(), metavar="TIME", help=N_("the end; a day alone is included; default: until they are back")
)
@click.option("--reason", type=OneOf(AbsenceReason), help=N_("why; default: ill"))
@click.option(
    "--deputy",
    "deputies",
    type=Text(),
    metavar="NAME",
    multiple=True,
    help=N_("who stands in; may be repeated; default: whoever has the least to do"),
)
@click.option("--preview", is_flag=True, help=N_("only show who would stand in"))
@json_option
@pass_context
def absence(
    context: Context,
    name: str | None,
    since: AsOf | None,
    until: AsOf | None,
    reason: AbsenceReason | None,
    deputies: tuple[str, ...],
    preview: bool,
    json: bool,
) -> None:
    store, now = context.store, context.now
    if name is None:
        if since is not None or until is not None or reason is not None or deputies or preview:
            raise BadUse(_("name the person who is absent"))
        _list(context, json=json)
        return
    if preview:
        found = store.absences.preview(name, deputies=deputies, now=now)
        if json:
            output.as_json({"deputies": [_load_entry(one) for one in found.deputies], "uncovered": found.uncovered})
        else:
            _say_deputies(found.deputies, found.uncovered)
        return
    zone = store.shifts.of(name, now=now)[0].zone
    begins = None if since is None else since.in_zone(zone)
    ends = None if until is None else until.in_zone(zone)
    store.absences.record(
        name, since=begins, until=ends, reason=reason or AbsenceReason.ILL, deputies=deputies, now=now
    )
    while store.absences.resume(now=now, budget=_BUDGET):
        pass
    row = next(row for row in store.absences.all(now=now) if row.agent == name)
    if json:
        output.as_json(_absence_entry(row))
        return
    output.line(
        _("{name}: {reason}, {span}").format(
            name=name, reason=wording.absence_reason(row.reason), span=shifts.absence_span(row, now)
        )
    )
    if row.since <= now:
        _say_deputies(row.stands_in, row.uncovered)


@click.command("back", cls=Command, help=N_("End a person's absence: all customers go back to them."))
@click.argument("name", type=Text(), metavar="NAME")
@pass_context
def back(context: Context, name: str) -> None:
    store, now = context.store, context.now
    store.absences.back(name, now=now)
    while store.absences.resume(now=now, budget=_BUDGET):
        pass
    output.line(_("{name} is back").format(name=name))


def _list(context: Context, *, json: bool) -> None:
    now = context.now
    rows = context.store.absences.all(now=now)
    if json:
        output.as_json([_absence_entry(row) for row in rows])
    elif rows:
        output.table(
            (
                pgettext("column", "name"),
                pgettext("column", "unit"),
                pgettext("column", "reason"),
                pgettext("column", "absent"),
                pgettext("column", "deputies"),
            ),
            [
                (
                    row.agent,
                    row.team or "-",
                    wording.absence_reason(row.reason),
                    shifts.absence_span(row, now),
                    _deputies(row),
                )
                for row in rows
            ],
        )
    else:
        output.line(_("nobody is absent"))


def _deputies(row: AbsenceRow) -> str:
    if row.stands_in:
        return wording.listed(f"{one.deputy} ({one.customers})" for one in row.stands_in)
    return wording.listed(row.deputies) or "-"


def _say_deputies(deputies: tuple[DeputyLoad, ...], uncovered: int) -> None:
    for one in deputies:
        text = ngettext(
            "{deputy}: {n} customer, promises: {promises}",
            "{deputy}: {n} customers, promises: {promises}",
            one.customers,
        )
        said = text.format(deputy=one.deputy, n=one.customers, promises=one.promises)
        output.line(_("{said}, cases: {n}").format(said=said, n=one.cases) if one.cases else said)
    if uncovered:
        text = ngettext("no deputy for {n} customer", "no deputy for {n} customers", uncovered)
        output.line(text.format(n=uncovered))
    elif not deputies:
        output.line(_("nothing is owed today"))


def _load_entry(one: DeputyLoad) -> dict[str, object]:
    return {"deputy": one.deputy, "customers": one.customers, "promises": one.promises, "cases": one.cases}


def _absence_entry(row: AbsenceRow) -> dict[str, object]:
    return {
        "agent": row.agent,
        "team": row.team or None,
        "reason": row.reason.value,
        "since": wording.iso(row.since, row.zone),
        "until": None if row.until is None else wording.iso(row.until, row.zone),
        "by": row.actor,
        "deputies": list(row.deputies),
        "stands_in": [_load_entry(one) for one in row.stands_in],
        "uncovered": row.uncovered,
    }
