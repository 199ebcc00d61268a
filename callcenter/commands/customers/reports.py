"""``report``: the figures of groups and periods, and the rows behind each (docs/figures.md)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import click

from callcenter import wording
from callcenter.commands.base import output
from callcenter.commands.base.context import BadUse, Context
from callcenter.commands.base.parameter_types import Day, OneOf
from callcenter.commands.base.shell import Command, json_option, pass_context
from callcenter.commands.customers.queue import campaign_option
from callcenter.commands.upkeep import plans
from callcenter.locale import N_, _, pgettext
from callcenter.views.figures.reports import CountedRow, Figure, Group, GroupKey, ReportPeriod, ReportRow
from callcenter.wording import figures

_MOST_PERIODS = 1_000


@click.command("report", cls=Command, help=N_("Show the figures of a period by agent, unit, campaign, rule or source."))
@click.option("--period", type=OneOf(ReportPeriod), default=None, help=N_("cut the days into these; default: month"))
@click.option("--from", "since", type=Day(), metavar="DAY", default=None, help=N_("the first day"))
@click.option("--to", "until", type=Day(), metavar="DAY", default=None, help=N_("the day after the last"))
@click.option("--by", type=OneOf(GroupKey), multiple=True, help=N_("a row for each of these; may be repeated"))
@click.option("--figure", "chosen", type=OneOf(Figure), multiple=True, help=N_("only this figure; may be repeated"))
@click.option("--rows", "with_rows", is_flag=True, help=N_("list the rows that the figure counts; needs one --figure"))
@campaign_option
@json_option
@plans.no_wait_option
@pass_context
def report(
    context: Context,
    period: ReportPeriod | None,
    since: date | None,
    until: date | None,
    by: tuple[GroupKey, ...],
    chosen: tuple[Figure, ...],
    with_rows: bool,
    campaign: str | None,
    json: bool,
    no_wait: bool,
) -> None:
    keys = _keys(by, chosen)
    if json and not no_wait:
        plans.bring_up(context, campaign)
    first, last = _days(context, period, since, until)
    if with_rows:
        _say_rows(context, keys, chosen, first, last, campaign, json)
        return
    found = context.store.figures.report(
        first,
        last,
        period=period or (ReportPeriod.MONTH if since is None and until is None else None),
        by=keys,
        figures=chosen or tuple(Figure),
        campaign=campaign,
        now=context.now,
    )
    if json:
        output.as_json([_entry(row) for row in found])
        return
    _print(found, keys)
    plans.say_behind(context, campaign)


def _keys(by: Sequence[GroupKey], chosen: Sequence[Figure]) -> tuple[GroupKey, ...]:
    """The keys in their order. Raises :class:`BadUse` where they mean nothing for a figure that was asked for."""
    from callcenter import policy

    if len(set(by)) < len(by):
        raise BadUse(_("--by: the same key twice"))
    keys = tuple(key for key in GroupKey if key in by)
    possible = policy.groupable(chosen or tuple(Figure), keys)
    if not possible or len(possible) < len(chosen):
        figure = next((one for one in chosen if one not in possible), None)
        said = ", ".join(figures.key(key) for key in keys)
        if figure is None:
            raise BadUse(_("no figure can be grouped by {keys}").format(keys=said))
        raise BadUse(_("{figure} cannot be grouped by {keys}").format(figure=figure.value, keys=said))
    return keys


def _days(context: Context, period: ReportPeriod | None, since: date | None, until: date | None) -> tuple[date, date]:
    """The first day and the day after the last. Raises :class:`BadUse` where that is no time."""
    from callcenter import policy, workdays

    frames = context.store.campaigns.frames()
    zone = frames[0].zone if frames else "Asia/Shanghai"
    today, unit = workdays.local_date(context.now, zone), period or ReportPeriod.MONTH
    if since is None:
        since = policy.period_begins(today if until is None else until - timedelta(days=1), unit)
    if until is None:
        until = policy.period_follows(policy.period_begins(max(today, since), unit), unit)
    if since >= until:
        raise BadUse(_("--to must lie after --from"))
    if period is not None and len(policy.cut_periods(since, until, period)) > _MOST_PERIODS:
        raise BadUse(_("more than {n} periods; choose longer ones, or fewer days").format(n=_MOST_PERIODS))
    return since, until


def _entry(row: ReportRow) -> dict[str, object]:
    group = row.group
    return {
        "figure": row.figure.value,
        "agent": group.agent,
        "unit": group.unit,
        "campaign": group.campaign,
        "rule": group.rule,
        "source": group.source,
        "from": row.since.isoformat(),
        "to": row.until.isoformat(),
        "value": _number(row.value),
        "currency": row.currency,
        "numerator": _number(row.numerator),
        "denominator": row.denominator,
    }


def _number(value: Decimal | float | int | None) -> float | int | None:
    """A number of JSON: whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == int(value) and not isinstance(value, float) else float(value)


def _print(found: Sequence[ReportRow], keys: Sequence[GroupKey]) -> None:
    days = {(row.since, row.until) for row in found}
    for place, (first, last) in enumerate(sorted(days)):
        if place:
            output.line("")
        output.line(_("{first} to {last}").format(first=first, last=last - timedelta(days=1)))
        rows = [row for row in found if row.since == first]
        output.table(
            (*map(figures.key, keys), pgettext("column", "figure"), pgettext("column", "value"), ""),
            [
                (*_group(row.group, keys), figures.figure(row.figure), figures.value(row), figures.parts(row))
                for row in rows
            ],
        )
    if not found:
        output.line(_("nothing to count in these days"))


def _group(group: Group, keys: Sequence[GroupKey]) -> tuple[str, ...]:
    return tuple(figures.group_part(key, getattr(group, key.value) or "") for key in keys)


def _say_rows(
    context: Context,
    keys: Sequence[GroupKey],
    chosen: Sequence[Figure],
    first: date,
    last: date,
    campaign: str | None,
    json: bool,
) -> None:
    """Print the rows of one figure, of each group."""
    if len(chosen) != 1:
        raise BadUse(_("--rows: name one --figure"))
    (figure,) = chosen
    named = context.store.figures.report(first, last, by=keys, figures=chosen, campaign=campaign, now=context.now)
    groups = dict.fromkeys(row.group for row in named)
    rows = [
        row
        for group in groups
        for row in context.store.figures.rows(figure, group, first, last, campaign=campaign, now=context.now)
    ]
    if json:
        output.as_json([_row_entry(row) for row in rows])
        return
    output.table(
        (
            pgettext("column", "time"),
            pgettext("column", "counted"),
            pgettext("column", "agent"),
            pgettext("column", "ref"),
            pgettext("column", "customer"),
            pgettext("column", "rule"),
            pgettext("column", "amount"),
        ),
        [
            (
                wording.stamp(row.at, row.zone, context.now),
                figures.counted(row.counted),
                figures.group_part(GroupKey.AGENT, row.group.agent or ""),
                row.ref or "-",
                row.customer or "-",
                row.group.rule or "-",
                str(row.amount),
            )
            for row in rows
        ],
    )


def _row_entry(row: CountedRow) -> dict[str, object]:
    return {
        "counted": row.counted.value,
        "kind": row.kind.value,
        "id": row.id,
        "at": wording.iso(row.at, row.zone),
        "ref": row.ref or None,
        "name": row.customer or None,
        "agent": row.group.agent,
        "unit": row.group.unit,
        "campaign": row.group.campaign,
        "rule": row.group.rule,
        "source": row.group.source,
        "amount": _number(row.amount),
        "currency": row.currency,
    }
