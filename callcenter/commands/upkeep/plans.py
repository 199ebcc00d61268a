"""``tick``: bring stored plans up to date; and what commands that list do while some are behind.

See docs/rules.md#behind.
"""

from __future__ import annotations

import sys
import time
import uuid

import click

from callcenter.commands.base import output
from callcenter.commands.base.context import Context
from callcenter.commands.base.shell import Command, pass_context
from callcenter.commands.upkeep.backups import make_daily
from callcenter.locale import N_, _, ngettext

_BUDGET = 500
_LOOK_SECONDS = 0.2
_PATIENCE_SECONDS = 3.0
"""Seconds to wait for another program's lease while nothing gets done under it."""

no_wait_option = click.option(
    "--no-wait", "no_wait", is_flag=True, help=N_("with --json: print the current state without updating plans first")
)


@click.command("tick", cls=Command, help=N_("Update all plans, as an open workstation does."))
@click.option("--watch", is_flag=True, help=N_("keep going until Ctrl+C"))
@pass_context
def tick(context: Context, watch: bool) -> None:
    folded, breaches = bring_up(context, None)
    output.line(
        _("{plans}, {breaches}").format(
            plans=ngettext("{n} plan updated", "{n} plans updated", folded).format(n=folded),
            breaches=ngettext("{n} newly overdue", "{n} newly overdue", breaches).format(n=breaches),
        )
    )
    settings = context.settings.settings
    if settings.backup_daily:
        make_daily(context)
    while watch:
        time.sleep(settings.tick_seconds)
        bring_up(context, None)
        if settings.backup_daily:
            make_daily(context)


def bring_up(context: Context, campaign: str | None) -> tuple[int, int]:
    """Fold what is behind now, or wait for the program that does; share out what absent agents have to do, and return
    to the pool whose time is over.

    Returns the plans folded here, and new breaches.
    """
    counted = _fold(context, campaign)
    for resume in (context.store.absences.resume, context.store.pool.resume):
        while resume(now=context.now, budget=_BUDGET):
            pass
    return counted


def _fold(context: Context, campaign: str | None) -> tuple[int, int]:
    store, until, holder = context.store, context.now, uuid.uuid4().hex
    behind = store.queue.behind(now=until, campaign=campaign)
    folded = breaches = 0
    changed = time.monotonic()
    with output.progress(_("updating plans")) as show:
        while True:
            done = store.catch_up.run(holder=holder, now=context.now, budget=_BUDGET, campaign=campaign)
            folded, breaches = folded + done.folded, breaches + done.breaches
            if done.holding and not done.left:
                return folded, breaches
            before, behind = behind, store.queue.behind(now=until, campaign=campaign)
            if behind.total:
                show(behind.done / behind.total)
            if done.holding:
                continue
            if not behind.plans:
                return folded, breaches
            if behind != before:
                changed = time.monotonic()
            elif time.monotonic() > changed + _PATIENCE_SECONDS:
                # The holder of the lease has stopped without a word.
                ticked = store.plans.tick(until, budget=_BUDGET, campaign=campaign)
                folded, breaches = folded + ticked.folded, breaches + ticked.breaches
                continue
            time.sleep(_LOOK_SECONDS)


def say_behind(context: Context, campaign: str | None) -> None:
    """Say on standard error how many plans are behind, where some are."""
    behind = context.store.queue.behind(now=context.now, campaign=campaign)
    if not behind.plans:
        return
    said = ngettext(
        "the plan of {n} customer is not up to date", "the plans of {n} customers are not up to date", behind.plans
    )
    if behind.more:
        said = _("the plans of more than {n} customers are not up to date")
    click.echo(f"callcenter: {said.format(n=f'{behind.plans:,}')}", file=sys.stderr)
