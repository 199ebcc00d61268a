"""``rotation``: turns of agents at leads and callers, and the register of incoming calls (docs/rules.md#r5)."""

from __future__ import annotations

from datetime import date

import click

from callcenter import wording, workdays
from callcenter.commands.base import output
from callcenter.commands.base.context import BadUse, Context
from callcenter.commands.base.parameter_types import Day, OneOf, Text
from callcenter.commands.base.shell import Commands, json_option, pass_context
from callcenter.locale import N_, _, pgettext
from callcenter.views.customers.allocations import NonCustomer, RegisterEntry, Rotation, RotationSeat
from callcenter.wording import decisions


@click.group("rotation", cls=Commands, help=N_("Manage a campaign's rotation: who gets the next lead or caller."))
@click.pass_context
def rotation(ctx: click.Context) -> None:
    assert isinstance(ctx.command, Commands)
    ctx.command.refuse_alone(ctx)


_campaign = click.argument("campaign", type=Text(), metavar="CAMPAIGN")


@rotation.command("show", help=N_("Show the order, who is next, and the order that last week's signings propose."))
@_campaign
@json_option
@pass_context
def show(context: Context, campaign: str, json: bool) -> None:
    found = context.store.rotations.get(campaign, now=context.now)
    if json:
        output.as_json(_in_json(found, _zone(context, campaign)))
    else:
        _say(found)


@rotation.command("set", help=N_("Set the order; agents who are not named are out of the rotation."))
@_campaign
@click.argument("agents", type=Text(), nargs=-1, metavar="[NAME]...")
@click.option("--proposed", is_flag=True, help=N_("take the order that last week's signings propose"))
@pass_context
def set_(context: Context, campaign: str, agents: tuple[str, ...], proposed: bool) -> None:
    if proposed == bool(agents):
        raise BadUse(_("name the agents in their order, or give --proposed"))
    if proposed:
        agents = context.store.rotations.get(campaign, now=context.now).proposed
    _say(context.store.rotations.set(campaign, agents, now=context.now))


@rotation.command("requalify", help=N_("Let back in an agent whom a month of too few signings took out; once only."))
@_campaign
@click.argument("agent", type=Text(), metavar="NAME")
@pass_context
def requalify(context: Context, campaign: str, agent: str) -> None:
    _say(context.store.rotations.requalify(campaign, agent, now=context.now))


@rotation.command("not-customer", help=N_("Register an incoming call from somebody who is not a customer."))
@_campaign
@click.option("--kind", type=OneOf(NonCustomer), required=True, help=N_("the kind of caller"))
@click.option("--phone", type=Text(), metavar="NUMBER", default=None, help=N_("the number that called"))
@click.option("--note", type=Text(), metavar="TEXT", default=None, help=N_("a note"))
@pass_context
def not_customer(context: Context, campaign: str, kind: NonCustomer, phone: str | None, note: str | None) -> None:
    context.store.rotations.register_non_customer(campaign, kind, phone=phone or "", note=note or "", now=context.now)
    output.line(_("registered: {kind}").format(kind=decisions.non_customer(kind)))


@rotation.command("register", help=N_("List a day's incoming calls: who took them, whose they are, and why."))
@_campaign
@click.option("--day", type=Day(), metavar="DAY", default=None, help=N_("the day; default: today"))
@json_option
@pass_context
def register(context: Context, campaign: str, day: date | None, json: bool) -> None:
    zone = _zone(context, campaign)
    rows = context.store.rotations.register(campaign, day or workdays.local_date(context.now, zone))
    if json:
        output.as_json([_entry_in_json(row, zone) for row in rows])
    elif rows:
        output.table(
            (
                pgettext("column", "time"),
                pgettext("column", "number"),
                pgettext("column", "caller"),
                pgettext("column", "taken by"),
                pgettext("column", "goes to"),
                pgettext("column", "reason"),
            ),
            [
                (wording.clock(row.at, zone), row.phone or "-", _caller(row), row.taken_by or "-", *_goes(row))
                for row in rows
            ],
        )
    else:
        output.line(_("no incoming calls on that day"))


def _zone(context: Context, campaign: str) -> str:
    return context.store.campaigns.get(campaign).frame.zone


def _caller(row: RegisterEntry) -> str:
    return row.customer if row.kind is None else decisions.non_customer(row.kind)


def _goes(row: RegisterEntry) -> tuple[str, str]:
    if row.kind is not None:
        return "-", row.note or "-"
    return row.agent or _("the pool"), "-" if row.reason is None else decisions.allocation_reason(row.reason)


def _say(found: Rotation) -> None:
    if not found.seats:
        output.line(_("no rotation in {campaign}; callcenter rotation set creates one").format(campaign=found.campaign))
        return
    output.table(
        (
            pgettext("column", "turn"),
            pgettext("column", "name"),
            pgettext("column", "state"),
            pgettext("column", "signed last week"),
        ),
        [
            (str(place), seat.agent, _state(seat, following=seat.agent == found.next), str(seat.signed_last_week))
            for place, seat in enumerate(found.seats, 1)
        ],
    )
    if found.proposed != tuple(seat.agent for seat in found.seats):
        output.line(_("proposed order: {names}").format(names=wording.listed(found.proposed)))


def _state(seat: RotationSeat, *, following: bool) -> str:
    if seat.month:
        said = _("out: {signed} of {leads} leads of {month} signed")
        return said.format(signed=seat.signed, leads=seat.leads, month=seat.month)
    if seat.skip is not None:
        return decisions.skip(seat.skip)
    return pgettext("rotation", "next") if following else pgettext("rotation", "in")


def _in_json(found: Rotation, zone: str) -> dict[str, object]:
    return {
        "campaign": found.campaign,
        "next": found.next,
        "proposed": list(found.proposed),
        "seats": [
            {
                "agent": seat.agent,
                "qualified_at": wording.iso(seat.qualified_at, zone),
                "requalified_at": None if seat.requalified_at is None else wording.iso(seat.requalified_at, zone),
                "skip": None if seat.skip is None else seat.skip.value,
                "month": seat.month or None,
                "leads": seat.leads,
                "signed": seat.signed,
                "signed_last_week": seat.signed_last_week,
            }
            for seat in found.seats
        ],
    }


def _entry_in_json(row: RegisterEntry, zone: str) -> dict[str, object]:
    return {
        "at": wording.iso(row.at, zone),
        "taken_by": row.taken_by,
        "phone": row.phone,
        "ref": row.ref or None,
        "customer": row.customer or None,
        "agent": row.agent,
        "reason": None if row.reason is None else row.reason.value,
        "not_customer": None if row.kind is None else row.kind.value,
        "note": row.note,
    }
