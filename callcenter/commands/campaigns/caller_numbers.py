"""``number``: the company's own numbers, of which customers see one when they are called.

See docs/rules.md#caller-numbers.
"""

from __future__ import annotations

import click

from callcenter import wording
from callcenter.commands.base import output
from callcenter.commands.base.context import BadUse, Context
from callcenter.commands.base.parameter_types import Text, WholeNumber
from callcenter.commands.base.shell import Commands, json_option, pass_context
from callcenter.locale import N_, _, ngettext, pgettext
from callcenter.model import CallerBudget, CampaignFrame, Instant
from callcenter.views.upkeep.caller_numbers import CallerNumber
from callcenter.wording import phones


@click.group(
    "number", cls=Commands, help=N_("Manage caller IDs: the company numbers that customers see on their phone.")
)
@click.pass_context
def number(ctx: click.Context) -> None:
    assert isinstance(ctx.command, Commands)
    ctx.command.refuse_alone(ctx)


_number = click.argument("number", type=Text(), metavar="NUMBER")


@number.command("add", help=N_("Add a caller ID."))
@_number
@click.option("--label", type=Text(), metavar="TEXT", help=N_("label for this number"))
@click.option(
    "--campaign",
    type=Text(),
    metavar="NAME",
    help=N_("only for this campaign; default: all campaigns without numbers of their own"),
)
@click.option("--per-day", type=WholeNumber(1), metavar="N", help=N_("maximum calls in 24 hours"))
@click.option("--per-hour", type=WholeNumber(1), metavar="N", help=N_("maximum calls in an hour"))
@click.option(
    "--rest",
    type=WholeNumber(0),
    metavar="MINUTES",
    default=0,
    help=N_("minutes to rest a number once its calls are used up"),
)
@pass_context
def add(
    context: Context,
    number: str,
    label: str | None,
    campaign: str | None,
    per_day: int | None,
    per_hour: int | None,
    rest: int,
) -> None:
    budget = CallerBudget(per_day, per_hour, rest)
    country = _country(context)
    e164 = _read(number, country)
    _say(
        context.store.caller_numbers.add(e164, label=label or "", campaign=campaign, budget=budget, now=context.now),
        country,
    )


@number.command("set", help=N_("Change, pause or resume a caller ID."))
@_number
@click.option("--label", metavar="TEXT", help=N_("label for this number"))
@click.option(
    "--campaign", metavar="NAME", help=N_("only for this campaign; '' = all campaigns without numbers of their own")
)
@click.option("--per-day", type=WholeNumber(0), metavar="N", help=N_("maximum calls in 24 hours; 0 = no limit"))
@click.option("--per-hour", type=WholeNumber(0), metavar="N", help=N_("maximum calls in an hour; 0 = no limit"))
@click.option(
    "--rest", type=WholeNumber(0), metavar="MINUTES", help=N_("minutes to rest a number once its calls are used up")
)
@click.option("--pause/--resume", "paused", default=None, help=N_("take it out of use, or use it again"))
@pass_context
def set_(
    context: Context,
    number: str,
    label: str | None,
    campaign: str | None,
    per_day: int | None,
    per_hour: int | None,
    rest: int | None,
    paused: bool | None,
) -> None:
    if all(one is None for one in (label, campaign, per_day, per_hour, rest, paused)):
        raise BadUse(_("nothing to change; callcenter number set --help lists the options"))
    country = _country(context)
    changed = context.store.caller_numbers.set(
        _read(number, country),
        label=label,
        campaign=campaign,
        per_day=per_day,
        per_hour=per_hour,
        rest_minutes=rest,
        paused=paused,
        now=context.now,
    )
    _say(changed, country)


@number.command("list", help=N_("List caller IDs and when each is free again."))
@json_option
@pass_context
def list_(context: Context, json: bool) -> None:
    rows, country = context.store.caller_numbers.all(now=context.now), _country(context)
    if json:
        output.as_json([_entry(row, _zone(context)) for row in rows])
    elif rows:
        output.table(
            (
                pgettext("column", "number"),
                pgettext("column", "label"),
                pgettext("column", "campaign"),
                pgettext("column", "calls a day"),
                pgettext("column", "calls an hour"),
                pgettext("column", "rest"),
                pgettext("column", "state"),
            ),
            [
                (
                    phones.local(row.number, country),
                    row.label or "-",
                    row.campaign or "-",
                    _budget(row.budget.per_day),
                    _budget(row.budget.per_hour),
                    _rest(row.budget),
                    _state(row, _zone(context), context.now),
                )
                for row in rows
            ],
        )
    else:
        output.line(_("no caller ID yet; callcenter number add creates one"))


def _read(text: str, country: str) -> str:
    """The number that was typed, E.164; a national one is of ``country``."""
    from callcenter.importing import phones as reading
    from callcenter.importing.values import BadValue

    try:
        found = reading.parse_phones(text, country)
    except BadValue:
        found = ()
    if len(found) != 1:
        raise BadUse(_('"{number}" is not a single phone number; write it as +862155550001').format(number=text))
    return found[0].e164


def _budget(calls: int | None) -> str:
    return "-" if calls is None else str(calls)


def _rest(budget: CallerBudget) -> str:
    if not budget.rest_minutes:
        return "-"
    return ngettext("{n} minute", "{n} minutes", budget.rest_minutes).format(n=budget.rest_minutes)


def _zone(context: Context) -> str:
    return (context.store.campaigns.first_frame() or CampaignFrame("")).zone


def _country(context: Context) -> str:
    """The country from which the team dials: that of its first campaign."""
    return (context.store.campaigns.first_frame() or CampaignFrame("")).country


def _state(row: CallerNumber, zone: str, now: Instant) -> str:
    if row.paused:
        return _("paused")
    if row.free_at is None:
        return _("in use")
    return _("resting until {time}").format(time=wording.moment(row.free_at, zone, now))


def _say(row: CallerNumber, country: str) -> None:
    said = _("{number}: calls a day: {day}, calls an hour: {hour}, rest: {rest}, campaign: {campaign}").format(
        number=phones.local(row.number, country),
        day=_budget(row.budget.per_day),
        hour=_budget(row.budget.per_hour),
        rest=_rest(row.budget),
        campaign=row.campaign or "-",
    )
    output.line(_("{number} (paused)").format(number=said) if row.paused else said)


def _entry(row: CallerNumber, zone: str) -> dict[str, object]:
    def iso(at: Instant | None) -> str | None:
        return None if at is None else wording.iso(at, zone)

    return {
        "number": row.number,
        "label": row.label or None,
        "campaign": row.campaign,
        "per_day": row.budget.per_day,
        "per_hour": row.budget.per_hour,
        "rest_minutes": row.budget.rest_minutes,
        "paused": row.paused,
        "used_at": iso(row.used_at),
        "free_at": iso(row.free_at),
    }
