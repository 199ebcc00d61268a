"""`callcenter backup` and `callcenter restore`."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import click

from callcenter.commands.base import output
from callcenter.commands.base.context import BadUse, Context
from callcenter.commands.base.output_files import output_path
from callcenter.commands.base.parameter_types import File
from callcenter.commands.base.shell import Command, pass_context
from callcenter.commands.upkeep import check as checks
from callcenter.locale import N_, _
from callcenter.paths import expanded
from callcenter.views.upkeep.trouble import StoreError, Trouble


@click.command(
    cls=Command,
    help=N_("Back up the store while people work, and check the backup."),
)
@click.argument("to", required=False, type=File(), metavar="[TO]")
@click.option("--force", is_flag=True, help=N_("overwrite TO if it exists"))
@click.option("--daily", is_flag=True, help=N_("make today's backup as set up in the settings, unless there is one"))
@pass_context
def backup(context: Context, to: str | None, force: bool, daily: bool) -> None:
    if daily:
        if to is not None:
            raise BadUse(_("--daily chooses the name itself: leave out TO"))
        made = make_daily(context)
        if made is None:
            output.line(_("Today's backup already exists."))
            return
    else:
        made = context.store.backups.make(_target(context, to, force), force=force, now=context.now)
    output.line(_("Saved and checked: {path}").format(path=made))
    output.line(_("Audit head: {head}").format(head=context.store.audit.head()))


def _target(context: Context, to: str | None, force: bool) -> Path | None:
    if to is None:
        return _folder(context)
    target = expanded(to)
    if target.is_dir():
        return target
    # A folder that is not there is a slip, or a disk that is not mounted: a backup made there would not be looked for.
    folder = target if to.endswith(os.sep) else target.parent
    if not folder.is_dir():
        raise BadUse(_("no folder {folder}; create it first").format(folder=folder))
    return output_path(context, to, force=force)


def make_daily(context: Context) -> Path | None:
    """Make today's backup and drop old ones, as the settings say; None where it is made already."""
    days = context.settings.settings.backup_keep_days
    return context.store.backups.make_daily(_folder(context), keep_days=days, now=context.now)


def _folder(context: Context) -> Path | None:
    named = context.settings.settings.backup_folder
    return None if named is None else Path(named)


@click.command(cls=Command, help=N_("Replace the store with a backup; the current one is kept."))
@click.argument("file", type=File(), metavar="FILE")
@click.option("--force", is_flag=True, help=N_("do not ask, and proceed even while programs are open"))
@pass_context
def restore(context: Context, file: str, force: bool) -> None:
    from callcenter.store import Store

    address, source = context.address, expanded(file)
    if not source.is_file():
        raise StoreError(Trouble.CANNOT_OPEN, path=file, reason=os.strerror(errno.ENOENT))
    if not force and Store.is_there(address):
        question = _("Replace the store {address} with {file}? The current one is kept.").format(
            address=Store.shown(address), file=file
        )
        if not sys.stdin.isatty():
            raise BadUse(_("{question} Not a terminal: add --force to proceed").format(question=question))
        if not click.confirm(question, err=True):
            return
    try:
        aside = Store.restore(address, source, force=force, now=context.clock.now())
    except StoreError as error:
        if error.code is not Trouble.IN_USE:
            raise
        raise BadUse(
            _(
                "{path} is open in other programs: close them first. With --force they carry on with the restored"
                " data; restart them soon"
            ).format(path=error.params["path"])
        ) from error
    if aside is not None:
        output.line(_("Previous store kept: {path}").format(path=aside))
    context.store.campaigns.all()  # an older store is migrated, and a broken one says so
    output.line(_("Restored and checked: {file}").format(file=file))
    checks.tell(context.store.integrity.check(context.now))
