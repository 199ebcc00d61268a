"""``obligations`` and ``why``: what one customer is owed, and why they are offered or not.

See docs/rules.md#obligations-command.
"""

from __future__ import annotations

import click

from callcenter import wording
from callcenter.commands.base import output
from callcenter.commands.base.context import Context
from callcenter.commands.base.parameter_types import AsOf, Text
from callcenter.commands.base.shell import Command, json_option, pass_context
from callcenter.commands.customers.queue import as_of_option
from callcenter.locale import N_, _, pgettext
from callcenter.model import Because, Instant
from callcenter.views.customers.customer import CustomerView
from callcenter.wording import clocks

_ref = click.argument("ref", type=Text(), metavar="REF")


def _view(context: Context, ref: str, as_of: AsOf | None) -> tuple[CustomerView, Instant]:
    """The customer and the moment at which they are looked at. Raises ``UNKNOWN_REF``."""
    now = context.now
    if as_of is None:
        return context.store.details.get(ref, now=now), now
    at = as_of.at
    if at is None:
        at = as_of.in_zone(context.store.details.get(ref, now=now).campaign.frame.zone)
    return context.store.details.get(ref, now=now, as_of=at), at


@click.command("obligations", cls=Command, help=N_("Show what is owed to a customer, the most urgent first."))
@_ref
@as_of_option
@json_option
@pass_context
def obligations(context: Context, ref: str, as_of: AsOf | None, json: bool) -> None:
    view, now = _view(context, ref, as_of)
    zone = view.campaign.frame.zone
    owed = view.plan.obligations
    if json:
        output.as_json(
            [
                {
                    **output.entry(view.ref, view.name, view.plan.tier, None, one, now=now, zone=zone),
                    "state": one.state(now).value,
                }
                for one in owed
            ]
        )
    elif owed:
        output.table(
            (
                pgettext("column", "state"),
                pgettext("column", "channel"),
                pgettext("column", "clock"),
                pgettext("column", "why"),
            ),
            [
                (
                    wording.state(one.state(now)),
                    wording.channel(one.channel),
                    clocks.obligation(one, now),
                    wording.why(one, None, now, zone),
                )
                for one in owed
            ],
        )
    else:
        output.line(_("nothing is owed to {name} ({ref})").format(name=view.name, ref=view.ref))


@click.command("why", cls=Command, help=N_("Show why a customer is or is not callable now, and until when."))
@_ref
@as_of_option
@json_option
@pass_context
def why(context: Context, ref: str, as_of: AsOf | None, json: bool) -> None:
    view, now = _view(context, ref, as_of)
    zone = view.campaign.frame.zone
    place = view.why.placement
    if place is not None:
        said = wording.why(place.entry, place.lane, now, zone)
    else:
        assert view.why.gate is not None
        said = wording.why_not(view.why.gate, view.why.opens_at, now, zone, view.plan.snooze, listed_as=view.barred_by)
    if json:
        opens_at = view.why.opens_at
        output.as_json(
            {
                "ref": view.ref,
                "offered": view.why.offered,
                "gate": None if view.why.gate is None else view.why.gate.value,
                "opens_at": None if opens_at is None else wording.iso(opens_at, zone),
                "entry": None
                if place is None
                else output.entry(view.ref, view.name, view.plan.tier, place.lane, place.entry, now=now, zone=zone),
                "why": said,
            }
        )
        return
    if place is not None:
        output.line(
            _("{name} ({ref}) is callable now, lane {lane}: {why}").format(
                name=view.name, ref=view.ref, lane=wording.lane(place.lane), why=said
            )
        )
    else:
        output.line(_("{name} ({ref}) is not callable now: {why}").format(name=view.name, ref=view.ref, why=said))
    for owed in view.plan.obligations:
        if owed.ground.code is Because.POOL:
            output.line(wording.why(owed, None, now, zone))
