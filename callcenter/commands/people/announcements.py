"""``announce`` and ``announcements``: texts for people here, and who has read them."""

from __future__ import annotations

import click

from callcenter import wording
from callcenter.commands.base import output
from callcenter.commands.base.context import BadUse, Context
from callcenter.commands.base.parameter_types import Text
from callcenter.commands.base.shell import Command, json_option, pass_context
from callcenter.locale import N_, _, ngettext, pgettext
from callcenter.model import Instant
from callcenter.wording.notices import addressee


@click.command("announce", cls=Command, help=N_("Announce a text to everybody, a unit or one person."))
@click.argument("text", type=Text(), metavar="TEXT")
@click.option("--unit", type=Text(), metavar="UNIT", default=None, help=N_("only people of this unit"))
@click.option("--agent", type=Text(), metavar="NAME", default=None, help=N_("only this person"))
@pass_context
def announce(context: Context, text: str, unit: str | None, agent: str | None) -> None:
    if unit is not None and agent is not None:
        raise BadUse(_("either --unit or --agent"))
    readers = context.store.announcements.make(text, unit=unit, agent=agent, now=context.now)
    output.line(ngettext("Sent to {n} person.", "Sent to {n} people.", readers).format(n=readers))


@click.command("announcements", cls=Command, help=N_("List announcements and who has read them."))
@json_option
@pass_context
def announcements(context: Context, json: bool) -> None:
    rows = context.store.announcements.all()
    if json:
        output.as_json(
            [
                {
                    "id": row.id,
                    "at": _iso(row.at),
                    "by": row.actor,
                    "unit": row.unit,
                    "agent": row.agent,
                    "text": row.text,
                    "receipts": [{"agent": one.agent, "read_at": _iso(one.read_at)} for one in row.receipts],
                }
                for row in rows
            ]
        )
    elif rows:
        output.table(
            (
                pgettext("column", "by"),
                pgettext("column", "to"),
                pgettext("column", "read"),
                pgettext("column", "not read by"),
                pgettext("column", "text"),
            ),
            [
                (
                    row.actor,
                    addressee(row),
                    f"{row.read}/{len(row.receipts)}",
                    wording.listed(one.agent for one in row.receipts if one.read_at is None) or "-",
                    row.text,
                )
                for row in rows
            ],
        )
    else:
        output.line(_("nothing announced yet; callcenter announce TEXT does"))


def _iso(at: Instant | None) -> str | None:
    """An instant for JSON, in UTC: an announcement belongs to no campaign and its zone."""
    return None if at is None else wording.iso(at, "UTC")
