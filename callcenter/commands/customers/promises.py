"""``promises``: what was promised to customers and is not kept yet."""

from __future__ import annotations

import click

from callcenter import wording
from callcenter.commands.base import output
from callcenter.commands.base.context import Context
from callcenter.commands.base.parameter_types import AsOf, Text
from callcenter.commands.base.shell import Command, json_option, pass_context
from callcenter.commands.customers.queue import as_of_option, instants
from callcenter.commands.upkeep import plans
from callcenter.locale import N_, _, pgettext
from callcenter.model import Instant
from callcenter.views.worklists.promises import PromiseRow
from callcenter.wording import clocks


@click.command("promises", cls=Command, help=N_("List open callbacks, appointments and promised answers."))
@click.option(
    "--agent",
    type=Text(),
    metavar="NAME",
    help=N_("only this agent's promises, and others' promises to this agent's customers; default: all"),
)
@as_of_option
@json_option
@plans.no_wait_option
@pass_context
def promises(context: Context, agent: str | None, as_of: AsOf | None, json: bool, no_wait: bool) -> None:
    found: list[tuple[PromiseRow, Instant]]
    if as_of is None and json and not no_wait:
        plans.bring_up(context, None)
    if as_of is None:
        now = context.now
        found = [(row, now) for row in context.store.promises.open(now=now, agent=agent)]
    else:
        found = sorted(
            (
                (row, at)
                for at, names in instants(context, None, as_of).items()
                for name in names
                for row in context.store.promises.open_as_of(as_of=at, agent=agent, campaign=name)
            ),
            key=lambda one: (one[0].obligation.breach_at, one[0].ref.encode(), one[0].obligation.rule.encode()),
        )
    if json:
        output.as_json([_entry(row, now) for row, now in found])
    elif not found:
        output.line(_("no open promises"))
    else:
        _print(found)
    if as_of is None:
        plans.say_behind(context, None)


def _entry(row: PromiseRow, now: Instant) -> dict[str, object]:
    entry = output.entry(row.ref, row.name, row.tier, None, row.obligation, now=now, zone=row.zone)
    return {**entry, "owner": row.owner, "made_by": row.made_by or None}


def _print(found: list[tuple[PromiseRow, Instant]]) -> None:
    output.table(
        (
            pgettext("column", "clock"),
            pgettext("column", "tier"),
            pgettext("column", "ref"),
            pgettext("column", "customer"),
            pgettext("column", "owner"),
            pgettext("column", "promised by"),
            pgettext("column", "why"),
        ),
        [
            (
                clocks.obligation(row.obligation, now),
                wording.tier(row.tier),
                row.ref,
                row.name,
                row.owner or "-",
                row.made_by or "-",
                wording.why(row.obligation, None, now, row.zone),
            )
            for row, now in found
        ],
    )
