"""The face of the command line (RULES §3): all commands, and one way to end for whatever goes wrong.

Exit 0; 1 where a check found something; 2 with one clear line on standard error for bad use and for whatever the
store, a file or the settings cannot do. Textual is imported by ``run`` alone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from callcenter import __version__
from callcenter.clock import Clock, SystemClock
from callcenter.commands import showing, workstation
from callcenter.commands.session import Refused, Session
from callcenter.commands.shell import Group, said_of
from callcenter.locale import N_, _
from callcenter.views.trouble import StoreError

_BAD_USE = 2
_INTERRUPTED = 130


_ROOMS = {
    "run": ("workstation", "run"),
    "queue": ("queueing", "queue"),
    "breaches": ("queueing", "breaches"),
    "messages": ("messages", "messages"),
    "promises": ("promises", "promises"),
    "obligations": ("customers", "obligations"),
    "why": ("customers", "why"),
    "find": ("searching", "find"),
    "duplicates": ("duplicates", "duplicates"),
    "customer": ("duplicates", "customer"),
    "campaign": ("campaigns", "campaign"),
    "agent": ("people", "agent"),
    "case": ("cases", "case"),
    "import": ("imports", "import_"),
    "rulebook": ("rulebooks", "rulebook"),
    "scripts": ("scripts", "scripts"),
}
"""Each command, the room of :mod:`callcenter.commands` that it is in and its name there."""


class _Program(Group):
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
        showing.line(f"callcenter {__version__}")
        ctx.exit()


@click.group(
    "callcenter",
    cls=_Program,
    help=N_("Whom to call next, why, and what was promised. Without a command: the workstation, full screen."),
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help=N_("show the version"),
)
@click.pass_context
def program(ctx: click.Context) -> int | None:
    if ctx.invoked_subcommand is not None:
        return None
    if not workstation.on_a_terminal():
        assert isinstance(ctx.command, Group)
        ctx.command.refuse_alone(ctx)
    return workstation.start(ctx.ensure_object(Session), agent=None, demo=False)


def main(arguments: Sequence[str] | None, clock: Clock | None) -> None:
    """Run one command and end the process with its exit code. ``arguments`` default to the process's own."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    session = Session(SystemClock() if clock is None else clock)
    _open_what_is_closed()
    showing.prepare(sys.stdout, sys.stderr)
    try:
        session.speak(given)
        code = _invoke(given, session)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has seen enough. What is left in the buffer must not be tried again at the exit.
        _discard_output()
        code = 0
    except click.exceptions.Exit as ended:
        code = ended.exit_code
    except (KeyboardInterrupt, click.Abort):
        code = _INTERRUPTED
    except (Refused, click.ClickException, StoreError, OSError) as error:
        code = _BAD_USE
        _complain(_sentence(error))
    finally:
        session.close()
    sys.exit(code)


def _invoke(arguments: list[str], session: Session) -> int:
    with program.make_context("callcenter", arguments, obj=session) as ctx:
        returned = program.invoke(ctx)
    return returned if isinstance(returned, int) else 0


def _sentence(error: Exception) -> str:
    match error:
        case StoreError():
            from callcenter import wording

            return wording.trouble(error.code, error.params)
        case click.ClickException():
            return said_of(error)
        case OSError():
            reason = error.strerror or str(error)
            if error.filename is None:
                return reason
            return _("{path}: {reason}").format(path=os.fsdecode(error.filename), reason=reason)
        case _:
            return str(error)


def _complain(sentence: str) -> None:
    plain = " ".join("".join(char if char.isprintable() else " " for char in sentence).split())
    click.echo(f"callcenter: {plain}", err=True)


def _open_what_is_closed() -> None:
    """Output that was closed (``>&-``) is nowhere to be written to; without it nothing has to ask whether it is."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - as long as the program
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


def _discard_output() -> None:
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return
