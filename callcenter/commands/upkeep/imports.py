"""``import``: lists of customers and of touches come in, and are taken back (docs/rules.md#import-undo)."""

from __future__ import annotations

from pathlib import Path

import click

from callcenter import wording
from callcenter.commands.base import output
from callcenter.commands.base.context import BadUse, Context
from callcenter.commands.base.output_files import force_option
from callcenter.commands.base.parameter_types import ColumnOfField, FieldNames, File, Text, WholeNumber
from callcenter.commands.base.shell import Commands, json_option, pass_context
from callcenter.commands.upkeep.import_folder import Folder
from callcenter.commands.upkeep.import_run import DECIDED_FIELDS, Say, import_file
from callcenter.locale import N_, _, pgettext
from callcenter.paths import expanded
from callcenter.views.upkeep.imports import FIELDS, ImportRow


@click.group("import", cls=Commands, help=N_("Import customers and contacts from CSV and Excel files."))
@click.pass_context
def import_(ctx: click.Context) -> None:
    assert isinstance(ctx.command, Commands)
    ctx.command.refuse_alone(ctx)


_file = click.argument("file", type=File(), metavar="FILE")
_map = click.option(
    "--map",
    "columns",
    type=ColumnOfField(),
    metavar="FIELD=COLUMN",
    multiple=True,
    help=N_("the column of a field: its heading, or its number from 1; may be given several times"),
)
_strict = click.option("--strict", is_flag=True, help=N_("import nothing if any row is bad"))
_rejects = click.option(
    "--rejects", type=File(), metavar="FILE", help=N_("write bad rows to this file, with line and reason")
)
_dry_run = click.option("--dry-run", is_flag=True, help=N_("check the file without changing anything"))


_sheet = click.option(
    "--sheet", type=Text(), metavar="NAME", default=None, help=N_("the worksheet to read; default: the first")
)

_campaign = click.option(
    "--campaign",
    type=Text(),
    metavar="NAME",
    default=None,
    help=N_("the campaign for rows that name none; default: telesales"),
)
_move = click.option("--move", is_flag=True, help=N_("move customers of other campaigns here"))
_overwrite = click.option(
    "--overwrite",
    type=FieldNames(DECIDED_FIELDS, {"phones": "phone", "number": "phone", "numbers": "phone"}),
    metavar="FIELD[,FIELD]",
    default=frozenset(),
    help=N_("take owner, tier, stage and phone from the list even where they were changed here"),
)
_from_today = click.option(
    "--from-today",
    is_flag=True,
    help=N_("start new customers from today: nothing from before counts as overdue"),
)
_only_empty = click.option(
    "--only-empty",
    type=FieldNames((*FIELDS, "all"), {"phones": "phone", "number": "phone", "numbers": "phone"}),
    metavar="FIELD[,FIELD]",
    default=frozenset(),
    help=N_("fill these fields of existing customers only where they are empty; all: every field"),
)
_allocate = click.option(
    "--allocate", is_flag=True, help=N_("give new customers without an owner to the agents of the rotation")
)


@import_.command("customers", help=N_("Import a list of customers; existing refs are updated."))
@_file
@_campaign
@_map
@_sheet
@_strict
@_rejects
@force_option
@_dry_run
@_move
@_overwrite
@_only_empty
@_from_today
@_allocate
@pass_context
def customers(
    context: Context,
    file: str,
    campaign: str | None,
    columns: tuple[tuple[str, str], ...],
    sheet: str | None,
    strict: bool,
    rejects: str | None,
    force: bool,
    dry_run: bool,
    move: bool,
    overwrite: frozenset[str],
    only_empty: frozenset[str],
    from_today: bool,
    allocate: bool,
) -> int:
    from callcenter.importing.drafts import BookKind

    return import_file(
        context,
        BookKind.CUSTOMERS,
        file,
        columns,
        rejects,
        force=force,
        campaign=campaign or "",
        sheet=sheet or "",
        strict=strict,
        dry_run=dry_run,
        move=move,
        overwrite=overwrite,
        only_empty=_filled(only_empty, overwrite),
        from_today=from_today,
        allocate=allocate,
    )


@import_.command("touches", help=N_("Import a list of contacts; existing ones are skipped."))
@_file
@_map
@_sheet
@_strict
@_rejects
@force_option
@_dry_run
@pass_context
def touches(
    context: Context,
    file: str,
    columns: tuple[tuple[str, str], ...],
    sheet: str | None,
    strict: bool,
    rejects: str | None,
    force: bool,
    dry_run: bool,
) -> int:
    from callcenter.importing.drafts import BookKind

    return import_file(
        context,
        BookKind.TOUCHES,
        file,
        columns,
        rejects,
        force=force,
        sheet=sheet or "",
        strict=strict,
        dry_run=dry_run,
    )


@import_.command("watch", help=N_("Import the lists that are put into a folder, until Ctrl+C."))
@click.argument("folder", type=File(), metavar="FOLDER")
@click.option("--touches", "touches_", is_flag=True, help=N_("the lists are of contacts, not of customers"))
@_campaign
@_map
@_strict
@_move
@_overwrite
@_only_empty
@_from_today
@_allocate
@click.option(
    "--every",
    "seconds",
    type=WholeNumber(1),
    metavar="SECONDS",
    default=5,
    help=N_("look this often; a list is read when it has not grown in between; default: 5"),
)
@click.option("--once", is_flag=True, help=N_("import what is there and end"))
@pass_context
def watch(
    context: Context,
    folder: str,
    touches_: bool,
    campaign: str | None,
    columns: tuple[tuple[str, str], ...],
    strict: bool,
    move: bool,
    overwrite: frozenset[str],
    only_empty: frozenset[str],
    from_today: bool,
    allocate: bool,
    seconds: int,
    once: bool,
) -> int:
    from callcenter.importing.drafts import BookKind

    filled = _filled(only_empty, overwrite)

    def take(path: Path, rejects: Path, say: Say) -> bool:
        bad = import_file(
            context,
            BookKind.TOUCHES if touches_ else BookKind.CUSTOMERS,
            str(path),
            columns,
            str(rejects),
            force=True,
            campaign=campaign or "",
            sheet="",
            strict=strict,
            dry_run=False,
            move=move,
            overwrite=overwrite,
            only_empty=filled,
            from_today=from_today,
            allocate=allocate,
            say=say,
        )
        return not (strict and bad)

    with Folder(expanded(folder), take).locked() as watched:
        return watched.run(context.clock, seconds, once=once)


def _filled(only_empty: frozenset[str], overwrite: frozenset[str]) -> frozenset[str]:
    """The fields that are only filled. Raises :class:`BadUse` where one of them is to be overwritten too."""
    named = frozenset(FIELDS) - overwrite if "all" in only_empty else only_empty
    if both := sorted(named & overwrite):
        raise BadUse(_("--only-empty and --overwrite both name {fields}").format(fields=wording.listed(both)))
    return named


@import_.command("undo", help=N_("Undo an import, unless its customers have been worked since."))
@click.argument("import_id", type=WholeNumber(1), metavar="ID")
@pass_context
def undo(context: Context, import_id: int) -> None:
    row = context.store.imports.undo(import_id, now=context.now)
    output.line(_("import {id} ({file}) undone").format(id=row.id, file=row.filename))


@import_.command("list", help=N_("List all imports, the newest first."))
@json_option
@pass_context
def list_(context: Context, json: bool) -> None:
    # An import interrupted while its file was read never happened (docs/rules.md#imports).
    rows = [row for row in context.store.imports.all() if row.state != "reading"]
    if json:
        output.as_json([_in_json(row) for row in rows])
    elif rows:
        output.table(
            (
                pgettext("column", "id"),
                pgettext("column", "what"),
                pgettext("column", "file"),
                pgettext("column", "began"),
                pgettext("column", "by"),
                pgettext("column", "new"),
                pgettext("column", "updated"),
                pgettext("column", "rejected"),
                pgettext("column", "state"),
            ),
            [
                (
                    str(row.id),
                    _("customers") if row.kind == "customers" else _("contacts"),
                    row.filename,
                    wording.iso(row.started_at - row.started_at % 1000, "UTC"),
                    row.actor,
                    *(str(row.counts.get(name, 0)) for name in ("new", "updated", "rejected")),
                    _state(row.state),
                )
                for row in rows
            ],
        )
    else:
        output.line(_("no imports yet"))


def _in_json(row: ImportRow) -> dict[str, object]:
    return {
        "id": row.id,
        "kind": row.kind,
        "file": row.filename,
        "state": row.state,
        "started_at": wording.iso(row.started_at, "UTC"),
        "finished_at": None if row.finished_at is None else wording.iso(row.finished_at, "UTC"),
        "actor": row.actor,
        "counts": dict(row.counts),
    }


def _state(state: str) -> str:
    match state:
        case "done":
            return _("imported")
        case "undone":
            return _("undone")
        case _:
            return _("in progress")
