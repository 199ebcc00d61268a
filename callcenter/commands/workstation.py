"""``run`` opens the workstation, full screen or in line mode, ``wall`` the figures of a room; no other command loads
Textual."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor

import click

from callcenter.commands.base.context import BadUse, Context
from callcenter.commands.base.parameter_types import Text
from callcenter.commands.base.shell import Command, pass_context
from callcenter.commands.people import entrance
from callcenter.locale import N_, _
from callcenter.model import CampaignFrame
from callcenter.views.upkeep.trouble import StoreError, Trouble

_FIRST_ROWS = 60
"""More than any terminal shows of the queue."""

_FRAMES_A_SECOND = "250"
"""Textual draws at most so often: what a key changed waits for the next frame, where one was drawn before up to twice
as long as from one to the next. By default that is 17 ms."""


agent_option = click.option(
    "--agent", type=Text(), metavar="NAME", help=N_("who is working; default: the person last chosen here")
)
demo_option = click.option(
    "--demo", is_flag=True, help=N_("open a demo shift with made-up customers; your own data is not touched")
)


linear_option = click.option(
    "--linear", is_flag=True, help=N_("line mode: a text dialogue for screen readers, braille and slow connections")
)


@click.command("run", cls=Command, help=N_("Open the workstation, full screen or in line mode."))
@agent_option
@demo_option
@linear_option
@pass_context
def run(context: Context, agent: str | None, demo: bool, linear: bool) -> int:
    if linear:
        return open_by_ear(context, agent=agent, demo=demo)
    if not on_a_terminal():
        raise BadUse(_("the workstation must run in a terminal"))
    return open_workstation(context, agent=agent, demo=demo)


@click.command("wall", cls=Command, help=N_("Show the team's figures in large digits, live; it names no one."))
@click.option("--campaign", type=Text(), metavar="NAME", help=N_("only this campaign; default: all"))
@pass_context
def wall(context: Context, campaign: str | None) -> int:
    if not on_a_terminal():
        raise BadUse(_("the wall must run in a terminal"))
    store = context.store
    frames = {one.name: one for one in store.campaigns.frames()}
    frame = frames.get(campaign) if campaign is not None else next(iter(frames.values()), None)
    if campaign is not None and frame is None:
        raise StoreError(Trouble.UNKNOWN_CAMPAIGN, campaign=campaign)
    entrance.keep_keys_secret(context)
    from callcenter.screens.team.wall import WallScreen
    from callcenter.workstation.entrance import Room

    zone = CampaignFrame("").zone if frame is None else frame.zone
    screen = WallScreen(store, context.clock, campaign=campaign, zone=zone)
    Room(screen, context.chosen).run()
    return 0


def on_a_terminal() -> bool:
    """Tell whether keys can come in and the screen be drawn; Textual draws on standard error."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def open_workstation(context: Context, *, agent: str | None = None, demo: bool = False) -> int:
    """Open the workstation and come back when it is left; the exit code. Raises ``BadUse`` and ``StoreError``."""
    for stale in ("COLUMNS", "LINES"):
        # Exported, they are the size of some moment; Textual would believe them before it asks the terminal.
        os.environ.pop(stale, None)
    os.environ.setdefault("TEXTUAL_FPS", _FRAMES_A_SECOND)
    settings = context.settings.settings
    if not demo:
        entrance.keep_keys_secret(context)
    if settings.keys:
        from callcenter.app import Workstation
        from callcenter.screens.frame.command_list import every_command
        from callcenter.widgets.base.key_names import key_name
        from callcenter.workstation.entrance import Entrance

        context.check_bindings(every_command(Workstation, Entrance), key_name)
    if demo:
        from callcenter import app
        from callcenter import demo as demonstration

        return demonstration.run(agent or settings.agent or "", context.chosen, app.run)
    principal = entrance.enter(context, agent, _screens)
    if principal is None:
        return 0
    name, sign_in = principal.name, principal.sign_in
    store = context.opened.by(principal)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="opening") as reader:
        # The first page is read while Textual loads: both together take little longer than one of them.
        page = reader.submit(store.queue.page, now=context.clock.now(), agent=name, limit=_FIRST_ROWS)
        from callcenter import app

        return app.run(store, context.clock, name, settings, page, sign_in=sign_in, preferences=context.preferences)


def open_by_ear(context: Context, *, agent: str | None = None, demo: bool = False) -> int:
    """Hold a shift as a dialogue of lines; the exit code. Raises ``BadUse`` and ``StoreError``."""
    from callcenter.linear import program

    if sys.stdin is None:
        raise BadUse(_("line mode needs standard input"))
    settings = context.chosen
    if demo:
        from callcenter import demo as demonstration

        return demonstration.run(agent or settings.agent or "", context.chosen, program.run)
    principal = entrance.enter(context, agent, _lines)
    if principal is None:
        return 0
    store = context.opened.by(principal)
    return program.run(store, context.clock, principal.name, settings, sign_in=principal.sign_in)


def _screens() -> entrance.FrontDoor:
    from callcenter.workstation import entrance as door

    return door


def _lines() -> entrance.FrontDoor:
    from callcenter.linear import door

    return door
