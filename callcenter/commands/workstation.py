"""``run``, as click describes it. What it does is in :mod:`callcenter.commands.opening`."""

from __future__ import annotations

import click

from callcenter.commands import opening
from callcenter.commands.asking import Text
from callcenter.commands.session import Refused, Session
from callcenter.commands.shell import Command, pass_session
from callcenter.locale import N_, _


@click.command("run", cls=Command, help=N_("The workstation, full screen."))
@click.option("--agent", type=Text(), metavar="NAME", help=N_("who works; else the user of the operating system"))
@click.option("--demo", is_flag=True, help=N_("a living shift with made-up customers; your own data stays untouched"))
@pass_session
def run(session: Session, agent: str | None, demo: bool) -> int:
    if not opening.on_a_terminal():
        raise Refused(_("the workstation needs a terminal"))
    return opening.open_workstation(session, opening.Asked(agent, demo))
