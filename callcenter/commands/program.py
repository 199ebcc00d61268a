"""The face of the command line (docs/rules.md#contract): all commands."""

from __future__ import annotations

from importlib import import_module

import click

from callcenter import __version__
from callcenter.commands import workstation
from callcenter.commands.base import output
from callcenter.commands.base.context import BadUse, Context
from callcenter.commands.base.shell import Commands, said_of
from callcenter.locale import N_, _

_ROOMS = {
    "run": ("workstation", "run"),
    "wall": ("workstation", "wall"),
    "queue": ("customers.queue", "queue"),
    "breaches": ("customers.queue", "breaches"),
    "messages": ("customers.messages", "messages"),
    "promises": ("customers.promises", "promises"),
    "sheet": ("customers.meeting_sheet", "sheet"),
    "report": ("customers.reports", "report"),
    "tick": ("upkeep.plans", "tick"),
    "check": ("upkeep.check", "check"),
    "obligations": ("customers.obligations", "obligations"),
    "why": ("customers.obligations", "why"),
    "find": ("customers.search", "find"),
    "numbers": ("customers.search", "numbers"),
    "log": ("customers.recordings", "log"),
    "recording": ("customers.recordings", "recording"),
    "duplicates": ("customers.duplicates", "duplicates"),
    "customer": ("customers.records", "customer"),
    "campaign": ("campaigns.campaigns", "campaign"),
    "number": ("campaigns.caller_numbers", "number"),
    "agent": ("people.agents", "agent"),
    "announce": ("people.announcements", "announce"),
    "announcements": ("people.announcements", "announcements"),
    "unit": ("people.units", "unit"),
    "rotation": ("customers.rotations", "rotation"),
    "pool": ("customers.pool", "pool"),
    "secure": ("people.security", "secure"),
    "token": ("people.security", "token"),
    "audit": ("people.security", "audit"),
    "case": ("customers.cases", "case"),
    "import": ("upkeep.imports", "import_"),
    "rulebook": ("campaigns.rulebooks", "rulebook"),
    "scripts": ("campaigns.scripts", "scripts"),
    "backup": ("upkeep.backups", "backup"),
    "restore": ("upkeep.backups", "restore"),
}
"""Each command, the room of :mod:`callcenter.commands` that it is in and its name there."""


class _Program(Commands):
    """All commands. A room is loaded when one of its commands is asked for: a start waits for no other's."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_ROOMS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _ROOMS:
            return None
        room, name = _ROOMS[cmd_name]
        command: click.Command = getattr(import_module(f"callcenter.commands.{room}"), name)
        return command


def _version(ctx: click.Context, _param: click.Parameter, asked: bool) -> None:
    if asked:
        output.line(f"callcenter {__version__}")
        ctx.exit()


@click.group(
    "callcenter",
    cls=_Program,
    help=N_("Show who to call next, why, and what was promised. Without a command: open the workstation."),
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help=N_("show the version"),
)
@workstation.agent_option
@workstation.demo_option
@workstation.linear_option
@click.pass_context
def program(ctx: click.Context, agent: str | None, demo: bool, linear: bool) -> int | None:
    context = ctx.ensure_object(Context)
    if ctx.invoked_subcommand is not None:
        if demo or linear or agent is not None:
            option = "--demo" if demo else "--linear" if linear else "--agent"
            raise BadUse(_("{option} goes after the command").format(option=option))
        return None
    if linear:
        return workstation.open_by_ear(context, agent=agent, demo=demo)
    if not workstation.on_a_terminal():
        assert isinstance(ctx.command, Commands)
        ctx.command.refuse_alone(ctx)
    return workstation.open_workstation(context, agent=agent, demo=demo)


def run(arguments: list[str], context: Context) -> int:
    """Run the command that the arguments name; its exit code. Raises :class:`BadUse` for mistakes in them, and what
    the command raises."""
    try:
        with program.make_context("callcenter", arguments, obj=context) as ctx:
            returned = program.invoke(ctx)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.Abort as error:
        raise KeyboardInterrupt from error
    except click.ClickException as error:
        raise BadUse(said_of(error)) from error
    return returned if isinstance(returned, int) else 0
