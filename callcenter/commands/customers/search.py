"""``find``: who is known by a text, as the workstation's search finds them. ``numbers``: who has none.

See docs/architecture.md#finding.
"""

from __future__ import annotations

import click

from callcenter import wording
from callcenter.commands.base import output
from callcenter.commands.base.context import Context
from callcenter.commands.base.parameter_types import Text, WholeNumber
from callcenter.commands.base.shell import Command, json_option, pass_context
from callcenter.commands.customers.queue import campaign_option
from callcenter.locale import N_, _, pgettext
from callcenter.views.customers.hits import FoundRow
from callcenter.wording import alikes, names, phones

_MOST = 20
_FILL_BUDGET = 2_000
"""Milliseconds for customers of an older store whom no workstation has made findable yet."""


@click.command(
    "find",
    cls=Command,
    help=N_("Find customers by name, pinyin, initials, company, last digits or ref, the best match first."),
)
@click.argument("text", type=Text(), metavar="TEXT", nargs=-1, required=True)
@campaign_option
@click.option("--agent", type=Text(), metavar="NAME", help=N_("rank this agent's customers first among equal matches"))
@click.option("--limit", type=WholeNumber(1), metavar="N", help=N_("show at most this many; default: 20"))
@json_option
@pass_context
def find(
    context: Context, text: tuple[str, ...], campaign: str | None, agent: str | None, limit: int | None, json: bool
) -> None:
    context.store.search.fill(budget=_FILL_BUDGET)
    rows = context.store.search.find(
        " ".join(text), agent=agent, campaign=campaign, limit=_MOST if limit is None else limit
    )
    countries = {one.name: one.frame.country for one in context.store.campaigns.all()}
    if json:
        output.as_json([_entry(row, countries[row.campaign]) for row in rows])
    elif rows:
        tagged = [pgettext("column", "tags")] if any(row.tags for row in rows) else []
        output.table(
            (
                pgettext("column", "ref"),
                pgettext("column", "customer"),
                pgettext("column", "company"),
                pgettext("column", "tier"),
                pgettext("column", "phone"),
                pgettext("column", "owner"),
                pgettext("column", "match"),
                *tagged,
            ),
            [
                (
                    row.ref,
                    row.name,
                    row.company or "-",
                    wording.tier(row.tier),
                    phones.masked(row.phone, countries[row.campaign]) or "-",
                    row.owner or "-",
                    alikes.matches(row.matches),
                    *([names.tags(row.tags)] if tagged else []),
                )
                for row in rows
            ],
        )
    else:
        output.line(_("no match"))


@click.command(
    "numbers",
    cls=Command,
    help=N_("List customers without a phone number: they cannot be called until one is added or imported."),
)
@campaign_option
@click.option("--agent", type=Text(), metavar="NAME", help=N_("only this agent's customers and the pool; default: all"))
@json_option
@pass_context
def numbers(context: Context, campaign: str | None, agent: str | None, json: bool) -> None:
    rows = context.store.lookup.without_number(agent=agent, campaign=campaign)
    if json:
        wanted = ("ref", "name", "company", "tier", "owner", "campaign")
        output.as_json([{name: getattr(row, name) for name in wanted} for row in rows])
    elif rows:
        output.table(
            (
                pgettext("column", "ref"),
                pgettext("column", "customer"),
                pgettext("column", "company"),
                pgettext("column", "tier"),
                pgettext("column", "owner"),
                pgettext("column", "campaign"),
            ),
            [
                (row.ref, row.name, row.company or "-", wording.tier(row.tier), row.owner or "-", row.campaign)
                for row in rows
            ],
        )
    else:
        output.line(_("every customer has a number"))


def _entry(row: FoundRow, country: str) -> dict[str, object]:
    return {
        "ref": row.ref,
        "name": row.name,
        "company": row.company,
        "tier": row.tier,
        "phone": phones.masked(row.phone, country),
        "owner": row.owner,
        "campaign": row.campaign,
        "stage": row.stage.value,
        "found_by": [match.value for match in row.matches],
        "tags": list(row.tags),
    }
