"""``messages``: what is due and no call, with its prepared text; and a check of a team's own texts.

See docs/rules.md#tasks.
"""

from __future__ import annotations

from pathlib import Path

import click

from callcenter import wording
from callcenter.commands.base import output
from callcenter.commands.base.context import BadUse, Context
from callcenter.commands.base.parameter_types import AsOf, File, Text
from callcenter.commands.base.shell import Commands, json_option, pass_context
from callcenter.commands.customers.queue import as_of_option, campaign_option, instants
from callcenter.commands.upkeep import plans
from callcenter.locale import N_, _, ngettext
from callcenter.model import Instant
from callcenter.paths import expanded
from callcenter.views.worklists.tasks import TaskRow
from callcenter.wording import clocks


@click.group("messages", cls=Commands, help=N_("List messages and visits due, each with its text."))
@campaign_option
@click.option("--agent", type=Text(), metavar="NAME", help=N_("only this agent's customers and the pool; default: all"))
@as_of_option
@json_option
@plans.no_wait_option
@pass_context
@click.pass_context
def messages(
    ctx: click.Context,
    context: Context,
    campaign: str | None,
    agent: str | None,
    as_of: AsOf | None,
    json: bool,
    no_wait: bool,
) -> None:
    if ctx.invoked_subcommand is not None:
        return
    if as_of is None and json and not no_wait:
        plans.bring_up(context, campaign)
    rows = _due(context, campaign, agent, as_of)
    if json:
        output.as_json([_entry(context, row, at, agent) for row, at in rows])
    elif rows:
        _print(context, rows, agent)
    else:
        output.line(_("no messages or visits due"))
    if as_of is None:
        plans.say_behind(context, campaign)


@messages.command(
    "check", help=N_("Check the message texts in a folder (default: the one in the settings) and list their mistakes.")
)
@click.argument("folder", type=File(), metavar="[FOLDER]", required=False)
@pass_context
def check(context: Context, folder: str | None) -> int:
    from callcenter.texts import library
    from callcenter.texts.said import problem

    folder = folder or context.settings.settings.messages
    if folder is None:
        raise BadUse(_("give a folder, or set messages in the settings"))
    found = library.check(expanded(folder))
    for one in found:
        output.line(problem(one))
    if not found:
        output.line(_("{source}: no mistakes").format(source=folder))
    return int(bool(found))


def _due(
    context: Context, campaign: str | None, agent: str | None, as_of: AsOf | None
) -> list[tuple[TaskRow, Instant]]:
    store = context.store
    if as_of is None:
        now = context.now
        return [(row, now) for row in store.tasks.open(now=now, agent=agent, campaign=campaign)]
    found = [
        (row, at)
        for at, names in instants(context, campaign, as_of).items()
        for name in names
        for row in store.tasks.open_as_of(as_of=at, agent=agent, campaign=name)
    ]
    return sorted(
        found, key=lambda one: (one[0].obligation.breach_at, one[0].ref.encode(), one[0].obligation.rule.encode())
    )


def _text(context: Context, row: TaskRow, at: Instant, agent: str | None) -> tuple[str, str, str, str]:
    """The text with the e-mail and postal address, and what is wrong with the team's own one."""
    from callcenter.texts.drafts import draft
    from callcenter.texts.fields import Sender
    from callcenter.texts.library import TextLibrary
    from callcenter.texts.said import not_used

    settings = context.settings.settings
    library = TextLibrary(None if settings.messages is None else Path(settings.messages))
    view = context.store.details.get(row.ref, now=context.now, as_of=at)
    sender = Sender(agent or row.owner or settings.agent or "", settings.organisation)
    made = draft(library, view, row.obligation, sender, now=at)
    return made.message.whole, made.email, made.address, "" if made.problem is None else not_used(made.problem)


def _entry(context: Context, row: TaskRow, at: Instant, agent: str | None) -> dict[str, object]:
    text, email, address, wrong = _text(context, row, at, agent)
    return {
        **output.entry(row.ref, row.name, row.tier, None, row.obligation, now=at, zone=row.zone),
        "owner": row.owner,
        "email": email or None,
        "address": address or None,
        "text": text or None,
        "problem": wrong or None,
    }


def _print(context: Context, rows: list[tuple[TaskRow, Instant]], agent: str | None) -> None:
    for row, at in rows:
        text, *_where, wrong = _text(context, row, at, agent)
        owed = row.obligation
        clock = clocks.obligation(owed, at)
        output.line(f"{row.ref}  {row.name}  {wording.channel(owed.channel)}  {clock}  {wording.rule(owed.rule)}")
        for line in text.split("\n"):
            output.line(f"    {line}".rstrip())
        if wrong:
            output.line(f"  ! {wrong}")
    count = ngettext("{n} due", "{n} due", len(rows)).format(n=len(rows))
    output.line(count)
