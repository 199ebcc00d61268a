"""``campaign``: lists of customers, each under a rulebook, in a time zone and a country's calendar.

See docs/rules.md#words, #campaigns.
"""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

import click
from msgspec import structs

from callcenter import wording
from callcenter.campaign_settings import BY_KEY, SETTINGS, clock
from callcenter.commands.base import output
from callcenter.commands.base.context import BadUse, Context
from callcenter.commands.base.parameter_types import Closed, ClosedDay, LegalFrame, SettingValue, Text
from callcenter.commands.base.shell import Commands, json_option, pass_context
from callcenter.commands.campaigns.rulebooks import named_book
from callcenter.locale import N_, _, ngettext, pgettext
from callcenter.views.upkeep.attention import Limit
from callcenter.views.upkeep.campaigns import CampaignRow, ChangeStage, RulebookChange
from callcenter.wording import listed

if TYPE_CHECKING:
    from callcenter.rulebook.book import Rulebook


@click.group("campaign", cls=Commands, help=N_("Manage campaigns: lists of customers, each worked under one rulebook."))
@click.pass_context
def campaign(ctx: click.Context) -> None:
    assert isinstance(ctx.command, Commands)
    ctx.command.refuse_alone(ctx)


@campaign.command("add", help=N_("Add a campaign."))
@click.argument("name", type=Text(), metavar="NAME")
@click.option(
    "--rulebook",
    type=Text(),
    metavar="NAME_OR_FILE",
    required=True,
    help=N_("a built-in rulebook, or a file of your own"),
)
@click.option(
    "--timezone",
    type=Text(),
    metavar="ZONE",
    default="Asia/Shanghai",
    help=N_("the time zone; default: Asia/Shanghai"),
)
@click.option(
    "--country",
    type=Text(),
    metavar="CC",
    default="CN",
    help=N_("the country, for holidays and numbers: two letters; default: CN"),
)
@click.option(
    "--legal-frame",
    type=LegalFrame(),
    metavar="HH:MM-HH:MM",
    default=(time(8), time(21)),
    help=N_("legal calling hours, in the customer's time zone; default: 08:00-21:00"),
)
@click.option(
    "--closed",
    type=ClosedDay(),
    metavar="DAY|holidays",
    multiple=True,
    help=N_("a day with promised calls only, or all public holidays; may be given several times"),
)
@pass_context
def add(
    context: Context,
    name: str,
    rulebook: str,
    timezone: str,
    country: str,
    legal_frame: tuple[time, time],
    closed: tuple[Closed, ...],
) -> None:
    row = context.store.campaigns.add(
        name,
        rulebook=named_book(rulebook),
        timezone=timezone,
        country=country.upper(),
        legal_start=legal_frame[0],
        legal_end=legal_frame[1],
        closed_holidays=any(one.day is None for one in closed),
        closed_days=[one.day for one in closed if one.day is not None],
        now=context.now,
    )
    output.line(
        _("campaign {name}: rulebook {rulebook}, {zone}, {country}").format(
            name=row.name, rulebook=row.rulebook, zone=row.frame.zone, country=row.frame.country
        )
    )


@campaign.command("list", help=N_("List all campaigns."))
@json_option
@pass_context
def list_(context: Context, json: bool) -> None:
    rows = context.store.campaigns.all()
    changes = {change.campaign: change for change in context.store.rulebooks.changes()}
    if json:
        output.as_json([_in_json(row, changes.get(row.name)) for row in rows])
    elif rows:
        output.table(
            (
                pgettext("column", "name"),
                pgettext("column", "state"),
                pgettext("column", "rulebook"),
                pgettext("column", "time zone"),
                pgettext("column", "country"),
                pgettext("column", "legal hours"),
                pgettext("column", "closed"),
                pgettext("column", "customers"),
            ),
            [
                (
                    row.name,
                    wording.campaign_state(row.state),
                    _rules(row, changes.get(row.name)),
                    row.frame.zone,
                    row.frame.country,
                    f"{clock(row.frame.legal_start)}-{clock(row.frame.legal_end)}",
                    _closed(row) or "-",
                    str(row.customers),
                )
                for row in rows
            ],
        )
    else:
        output.line(_("no campaign yet; an import creates telesales, callcenter campaign add creates any other"))


@campaign.command("show", help=N_("Show the settings of a campaign."))
@click.argument("name", type=Text(), metavar="NAME")
@json_option
@pass_context
def show(context: Context, name: str, json: bool) -> None:
    row, settings = context.store.campaigns.get(name), context.store.campaigns.settings(name)
    change = next((one for one in context.store.rulebooks.changes() if one.campaign == name), None)
    if json:
        values = {one.key: _plain(getattr(settings, one.key)) for one in SETTINGS}
        output.as_json({**_in_json(row, change), **values})
        return
    output.facts(
        {
            _("rulebook"): _rules(row, change),
            _("state"): wording.campaign_state(row.state),
            _("customers"): str(row.customers),
            **{one.key: one.written(getattr(settings, one.key)) or "-" for one in SETTINGS},
        }
    )


@campaign.command("set", help=N_("Change a campaign's settings or rulebook while people work."))
@click.argument("name", type=Text(), metavar="NAME")
@click.argument("values", type=SettingValue(), metavar="[KEY=VALUE]...", nargs=-1)
@click.option("--rulebook", type=Text(), metavar="NAME_OR_FILE", help=N_("a built-in rulebook, or a file of your own"))
@pass_context
def set_(context: Context, name: str, values: tuple[tuple[str, str], ...], rulebook: str | None) -> None:
    if not values and rulebook is None:
        keys = listed(one.key for one in SETTINGS)
        raise BadUse(_("nothing to set; write KEY=VALUE or --rulebook. Keys: {keys}").format(keys=keys))
    book = None if rulebook is None else named_book(rulebook)
    if values:
        context.store.campaigns.change(name, dict(values), now=context.now)
        try:
            _put_into_force(context, name)
        except KeyboardInterrupt:
            _say_interrupted(context, name)
            raise
        settings = context.store.campaigns.settings(name)
        for key, _value in values:
            said = BY_KEY[key].written(getattr(settings, key)) or "-"
            output.line(_("campaign {name}: {key} is {value}").format(name=name, key=key, value=said))
    if book is not None:
        _put_under(context, name, book)


@campaign.command("pause", help=N_("Pause a campaign: its customers leave the queue until it is resumed."))
@click.argument("name", type=Text(), metavar="NAME")
@pass_context
def pause(context: Context, name: str) -> None:
    _say_state(context.store.campaigns.pause(name, now=context.now))


@campaign.command("resume", help=N_("Resume a paused or closed campaign."))
@click.argument("name", type=Text(), metavar="NAME")
@pass_context
def resume(context: Context, name: str) -> None:
    _say_state(context.store.campaigns.resume(name, now=context.now))


@campaign.command("close", help=N_("Close a campaign: its customers leave the queue, and it takes no more lists."))
@click.argument("name", type=Text(), metavar="NAME")
@pass_context
def close(context: Context, name: str) -> None:
    _say_state(context.store.campaigns.close(name, now=context.now))


def _say_state(row: CampaignRow) -> None:
    output.line(_("campaign {name}: {state}").format(name=row.name, state=wording.campaign_state(row.state)))


def _put_under(context: Context, name: str, book: Rulebook) -> None:
    """Put a campaign under a rulebook, and say what counts then."""
    store = context.store
    before = store.campaigns.get(name)
    store.rulebooks.begin(name, book, now=context.now)
    try:
        _put_into_force(context, name)
    except KeyboardInterrupt:
        _say_interrupted(context, name)
        raise
    after = store.campaigns.get(name)
    if (before.rulebook, before.version) == (after.rulebook, after.version):
        said = _("campaign {name} already runs under {rulebook}, version {version}")
    else:
        said = _("campaign {name}: {rulebook}, version {version}, applies from now on")
    output.line(said.format(name=name, rulebook=after.rulebook, version=after.version))


def _put_into_force(context: Context, name: str) -> None:
    """Work at what is coming to a campaign until it counts and all that follows is on record."""
    change = next((one for one in context.store.rulebooks.changes() if one.campaign == name), None)
    if change is None:
        return
    for stage, label in (
        (ChangeStage.SETTLING, _("recording the results")),
        (ChangeStage.PREPARING, _("recalculating the plans")),
        (ChangeStage.SETTLING, _("recording the results")),
    ):
        change = _work(context, change, stage, label)


def _work(context: Context, change: RulebookChange, stage: ChangeStage, label: str) -> RulebookChange:
    """Go on with a change of rules until it has left this stage; it may be past it already."""
    if change.stage is not stage:
        return change
    with output.progress(label) as progress:
        while change.stage is stage:
            progress(change.done / change.total if change.total else 0.0)
            change = context.store.rulebooks.go_on(change.campaign, now=context.now)
    return change


def _say_interrupted(context: Context, name: str) -> None:
    """Say that nothing is half done: people go on under the one book or the other."""
    kept = context.store.campaigns.get(name)
    said = _(
        "stopped; {rulebook}, version {version}, applies. Run the same command again to continue; an open"
        " workstation continues by itself"
    )
    click.echo(said.format(rulebook=kept.rulebook, version=kept.version), err=True)


def _in_json(row: CampaignRow, change: RulebookChange | None) -> dict[str, object]:
    return {
        "name": row.name,
        "state": row.state.value,
        "rulebook": row.rulebook,
        "version": row.version,
        "timezone": row.frame.zone,
        "country": row.frame.country,
        "legal_frame": [clock(row.frame.legal_start), clock(row.frame.legal_end)],
        "closed_holidays": row.frame.closed_holidays,
        "closed_days": sorted(day.isoformat() for day in row.frame.closed_days),
        "customers": row.customers,
        "change": None
        if change is None
        else {
            "rulebook": change.rulebook,
            "version": change.version,
            "stage": change.stage.value,
            "done": change.done,
            "of": change.total,
        },
    }


def _rules(row: CampaignRow, change: RulebookChange | None) -> str:
    counts = _("{rulebook}, version {version}").format(rulebook=row.rulebook, version=row.version)
    if change is None or change.stage is not ChangeStage.PREPARING:
        return counts
    return _("{rules} (switching to {rulebook}, version {version}: {share})").format(
        rules=counts,
        rulebook=change.rulebook,
        version=change.version,
        share=wording.percent(change.done, change.total),
    )


def _plain(value: object) -> object:
    """The value of a setting for a script."""
    if isinstance(value, frozenset):
        return sorted(str(one) for one in value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Limit):
        return structs.asdict(value)
    return clock(value) if isinstance(value, time) else value


def _closed(row: CampaignRow) -> str:
    said = [_("holidays")] if row.frame.closed_holidays else []
    if n := len(row.frame.closed_days):
        said.append(ngettext("{n} day", "{n} days", n).format(n=n))
    return listed(said)
