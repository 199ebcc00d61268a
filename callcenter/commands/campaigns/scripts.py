"""``scripts``: what an agent can say, as the files have it; the check of a team's own folder."""

from __future__ import annotations

from pathlib import Path

import click

from callcenter.commands.base import output
from callcenter.commands.base.context import BadUse, Context
from callcenter.commands.base.parameter_types import File, Text
from callcenter.commands.base.shell import Commands, json_option, pass_context
from callcenter.locale import N_, _, current
from callcenter.paths import expanded


@click.group("scripts", cls=Commands, help=N_("Read and check call scripts: what to say, step by step."))
@click.pass_context
def scripts(ctx: click.Context) -> None:
    assert isinstance(ctx.command, Commands)
    ctx.command.refuse_alone(ctx)


@scripts.command("list", help=N_("List the scripts in this language, including the team's own."))
@json_option
@pass_context
def list_(context: Context, json: bool) -> None:
    from callcenter.script import reader

    library = reader.library(current(), folder(context))
    if json:
        output.as_json(
            [
                {
                    "id": one.id,
                    "title": one.title.fill({}),
                    "steps": one.steps,
                    "rules": list(one.rules),
                    "follow_up": list(one.reasons),
                    "situation": list(one.situations),
                    "own": one.own,
                }
                for one in library.scripts
            ]
        )
        return
    own = _("{title} (your own)")
    titles = {one.id: one.title.fill({}) for one in library.scripts}
    output.facts({one.id: own.format(title=titles[one.id]) if one.own else titles[one.id] for one in library.scripts})
    for name in library.refused:
        output.line(_("{file} is ignored; callcenter scripts check FOLDER says why").format(file=name))


@scripts.command("show", help=N_("Print a script's source; save it in your folder to make it your own."))
@click.argument("name", type=Text(), metavar="NAME")
@pass_context
def show(context: Context, name: str) -> None:
    from callcenter.script import reader

    found = {one.id: one for one in reader.library(current(), folder(context)).scripts}
    if name not in found:
        raise BadUse(_('no script "{name}"; callcenter scripts list shows all').format(name=name))
    output.line(found[name].text.rstrip("\n"))


@scripts.command(
    "check",
    help=N_("Check the scripts in a folder (default: the one in the settings) and list their mistakes."),
)
@click.argument("place", type=File(), metavar="[FOLDER]", required=False)
@pass_context
def check(context: Context, place: str | None) -> int:
    from callcenter.script import reader
    from callcenter.wording import script_words

    place = place or context.settings.settings.scripts
    if place is None:
        raise BadUse(_("give a folder, or set scripts in the settings"))
    problems = reader.check(expanded(place))
    for one in problems:
        kind = _("warning: ") if one.is_warning else ""
        output.line(kind + script_words.problem(one.fault.value, one.file, one.line, one.params))
    if not problems:
        output.line(_("{source}: no mistakes, no warnings").format(source=place))
    return int(any(not one.is_warning for one in problems))


def folder(context: Context) -> Path | None:
    """The team's folder, if the settings name one."""
    named = context.settings.settings.scripts
    return None if named is None else Path(named)
