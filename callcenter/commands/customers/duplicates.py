"""``duplicates``: who may be whom.

See docs/architecture.md#corrections.
"""

from __future__ import annotations

from collections.abc import Iterator

import click

from callcenter.commands.base import output
from callcenter.commands.base.context import Context
from callcenter.commands.base.parameter_types import Text
from callcenter.commands.base.shell import Command, json_option, pass_context
from callcenter.locale import N_, _, pgettext
from callcenter.views.customers.duplicates import DuplicatePair
from callcenter.views.customers.hits import FoundRow
from callcenter.wording import alikes


@click.command("duplicates", cls=Command, help=N_("List likely duplicates, and why."))
@click.option("--campaign", type=Text(), metavar="NAME", help=N_("only this campaign; default: all"))
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
                pgettext("column", "likely same as"),
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
        output.line(_("no likely duplicates"))


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
