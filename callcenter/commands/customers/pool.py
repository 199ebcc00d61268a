"""``pool``: the customers without an owner, and how one takes them (docs/rules.md#r33)."""

from __future__ import annotations

import click

from callcenter import wording
from callcenter.commands.base import output
from callcenter.commands.base.context import Context
from callcenter.commands.base.parameter_types import Text, WholeNumber
from callcenter.commands.base.shell import Commands, json_option, pass_context
from callcenter.commands.customers.queue import campaign_option
from callcenter.locale import N_, _, ngettext, pgettext
from callcenter.views.customers.pool import PoolPage, PoolRoom, PoolRow
from callcenter.wording import decisions, phones, times

_MOST = 200


@click.group("pool", cls=Commands, help=N_("Show the pool, and take customers from it."))
@click.pass_context
def pool(ctx: click.Context) -> None:
    assert isinstance(ctx.command, Commands)
    ctx.command.refuse_alone(ctx)


@pool.command("list", help=N_("List the customers without an owner, and how many an agent may still take."))
@campaign_option
@click.option("--agent", type=Text(), metavar="NAME", help=N_("only what this agent may call, with their limits"))
@click.option("--limit", type=WholeNumber(1), metavar="N", help=N_("show at most this many; default: 200"))
@json_option
@pass_context
def list_(context: Context, campaign: str | None, agent: str | None, limit: int | None, json: bool) -> None:
    now = context.now
    page = context.store.pool.page(campaign=campaign, agent=agent, limit=_MOST if limit is None else limit, now=now)
    if json:
        output.as_json(_in_json(page, agent))
        return
    if page.rows:
        output.table(
            (
                pgettext("column", "ref"),
                pgettext("column", "customer"),
                pgettext("column", "company"),
                pgettext("column", "tier"),
                pgettext("column", "phone"),
                pgettext("column", "campaign"),
                pgettext("column", "in the pool since"),
                pgettext("column", "former owner"),
            ),
            [
                (
                    row.ref,
                    row.name,
                    row.company or "-",
                    wording.tier(row.tier),
                    phones.masked(row.phone, row.country) or "-",
                    row.campaign,
                    "-" if row.since is None else times.moment(row.since, row.zone, now),
                    row.former or "-",
                )
                for row in page.rows
            ],
        )
    said = ngettext("{n} customer in the pool", "{n} customers in the pool", page.total)
    output.line(said.format(n=times.number(page.total)))
    for room in page.rooms:
        output.line(decisions.pool_room(room))


@pool.command("take", help=N_("Take a customer from the pool, within the limits of the rulebook."))
@click.argument("ref", type=Text(), metavar="REF")
@click.option("--agent", type=Text(), metavar="NAME", help=N_("who gets the customer; default: yourself"))
@pass_context
def take(context: Context, ref: str, agent: str | None) -> None:
    context.store.pool.take(ref, agent=agent or "", key=context.key, now=context.now)
    facts = context.store.details.get(ref, now=context.now).facts
    output.line(_("{ref} now belongs to {owner}").format(ref=facts.ref, owner=facts.owner))


def _in_json(page: PoolPage, agent: str | None) -> dict[str, object]:
    return {
        "total": page.total,
        "customers": [_customer(row) for row in page.rows],
        "agent": agent,
        "limits": [_limits(room) for room in page.rooms],
    }


def _customer(row: PoolRow) -> dict[str, object]:
    return {
        "ref": row.ref,
        "name": row.name,
        "company": row.company,
        "tier": row.tier,
        "phone": phones.masked(row.phone, row.country),
        "campaign": row.campaign,
        "lane": None if row.lane is None else row.lane.id,
        "since": None if row.since is None else wording.iso(row.since, row.zone),
        "former_owner": row.former or None,
    }


def _limits(room: PoolRoom) -> dict[str, object]:
    return {
        "campaign": room.campaign,
        "held": room.held,
        "holding": room.holding,
        "taken_today": room.taken,
        "per_day": room.per_day,
    }
