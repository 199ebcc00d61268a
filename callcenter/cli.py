"""The face of the command line (RULES §3): all commands, and one way to end for whatever goes wrong.

Exit 0; 1 where a check found something; 2 with one clear line on standard error for bad use and for whatever the
store, a file or the settings cannot do. Textual is imported by ``run`` alone.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

import click

from callcenter import __version__
from callcenter.clock import Clock, SystemClock
from callcenter.commands import (
    campaigns,
    cases,
    customers,
    imports,
    messages,
    people,
    promises,
    queueing,
    rulebooks,
    scripts,
    searching,
    showing,
    workstation,
)
from callcenter.commands.session import Refused, Session
from callcenter.commands.shell import Group, said_of
from callcenter.locale import N_, _
from callcenter.views.trouble import StoreError

_BAD_USE = 2
_INTERRUPTED = 130
_COLLECT_AFTER = 50_000
"""Objects made before the collector looks for garbage. Loading makes many and no garbage; by default, 700, the search
is a tenth of the start, and the pauses of a shift."""


def _version(ctx: click.Context, _param: click.Parameter, asked: bool) -> None:
    if asked:
        showing.line(f"callcenter {__version__}")
        ctx.exit()


@click.group(
    "callcenter",
    cls=Group,
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


for _command in (
    workstation.run,
    queueing.queue,
    queueing.breaches,
    messages.messages,
    promises.promises,
    customers.obligations,
    customers.why,
    searching.find,
    campaigns.campaign,
    people.agent,
    cases.case,
    imports.import_,
    rulebooks.rulebook,
    scripts.scripts,
):
    program.add_command(_command)


def main(arguments: Sequence[str] | None = None, clock: Clock | None = None) -> None:
    """Run one command and end the process with its exit code. ``arguments`` default to the process's own."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    gc.set_threshold(_COLLECT_AFTER)
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
        case OSError() if error.filename is not None:
            reason = error.strerror or str(error)
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
