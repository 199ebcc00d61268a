"""``duplicates`` and ``customer``: who may be whom, and one customer made of two or two of one.

See docs/architecture.md#corrections.
"""

from __future__ import annotations

from collections.abc import Iterator

import click

from callcenter.commands.base import output
from callcenter.commands.base.context import Context
from callcenter.commands.base.parameter_types import Text
from callcenter.commands.base.shell import Command, Commands, json_option, pass_context
from callcenter.locale import N_, _, pgettext
from callcenter.views.customers.duplicates import DuplicatePair
from callcenter.views.customers.hits import FoundRow
from callcenter.wording import alikes

_old = click.argument("old", type=Text(), metavar="OLD")


@click.command("duplicates", cls=Command, help=N_("List customers who may be one and the same, and why."))
@click.option("--campaign", type=Text(), metavar="NAME", help=N_("only this campaign; all of them if not given"))
@json_option
@pass_context
def duplicates(context: Context, campaign: str | None, json: bool) -> None:
    campaigns = [row.name for row in context.store.campaigns.all()] if campaign is None else [campaign]
    pairs = [pair for name in campaigns for pair in _pairs(context, name)]
    if json:
        output.as_json(
            [
                {
                    "campaign": pair.first.campaign,
                    "reason": pair.likeness.value,
                    "first": _entry(pair.first),
                    "second": _entry(pair.second),
                }
                for pair in pairs
            ]
        )
    elif pairs:
        output.table(
            (
                pgettext("column", "ref"),
                pgettext("column", "customer"),
                pgettext("column", "may be"),
                pgettext("column", "customer"),
                pgettext("column", "why"),
            ),
            [
                (
                    pair.first.ref,
                    _called(pair.first),
                    pair.second.ref,
                    _called(pair.second),
                    alikes.likeness(pair.likeness),
                )
                for pair in pairs
            ],
        )
    else:
        output.line(_("no two customers look like one"))


def _pairs(context: Context, campaign: str) -> Iterator[DuplicatePair]:
    after = None
    while True:
        page = context.store.duplicates.pairs(campaign, after=after)
        yield from page.pairs
        after = page.after
        if after is None:
            return


def _called(row: FoundRow) -> str:
    return f"{row.name} {row.company}".rstrip()


def _entry(row: FoundRow) -> dict[str, object]:
    return {"ref": row.ref, "name": row.name, "company": row.company, "phone": row.phone, "owner": row.owner}


@click.group("customer", cls=Commands, help=N_("Merge two customers into one, or split them again."))
@click.pass_context
def customer(ctx: click.Context) -> None:
    assert isinstance(ctx.command, Commands)
    ctx.command.refuse_alone(ctx)


@customer.command("merge", help=N_("Make OLD and SURVIVOR one customer; OLD stays a name for them."))
@_old
@click.argument("survivor", type=Text(), metavar="SURVIVOR")
@pass_context
def merge(context: Context, old: str, survivor: str) -> None:
    now = context.now
    context.store.merges.merge(old, survivor, key=context.key, now=now)
    view = context.store.details.get(survivor, now=now)
    output.line(_("{old} is merged into {name} ({ref})").format(old=old, name=view.name, ref=view.ref))


@customer.command("split", help=N_("Take a merge back: OLD is a customer of their own again."))
@_old
@pass_context
def split(context: Context, old: str) -> None:
    survivor = context.store.merges.split(old, key=context.key, now=context.now)
    output.line(_("{old} is split from {ref} again").format(old=old, ref=survivor))


@customer.command("distinct", help=N_("Mark REF and OTHER as two people: they are not proposed again."))
@click.argument("ref", type=Text(), metavar="REF")
@click.argument("other", type=Text(), metavar="OTHER")
@click.option("--undo", is_flag=True, help=N_("take the mark back"))
@pass_context
def distinct(context: Context, ref: str, other: str, undo: bool) -> None:
    store, now = context.store, context.clock.now()
    if undo:
        store.two_people.unmark(ref, other, now=now)
        output.line(_("{ref} and {other} may be one customer again").format(ref=ref, other=other))
    else:
        store.two_people.mark(ref, other, key=context.key, now=now)
        output.line(_("{ref} and {other} are two customers").format(ref=ref, other=other))
