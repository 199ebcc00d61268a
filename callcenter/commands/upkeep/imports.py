"""``import``: lists of customers and of touches come in, and are taken back (docs/rules.md#import-undo)."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

import click

from callcenter import private_files, wording
from callcenter.commands.base import output
from callcenter.commands.base.context import BadUse, Context
from callcenter.commands.base.output_files import force_option, open_output, output_path
from callcenter.commands.base.parameter_types import ColumnOfField, FieldNames, File, Text, WholeNumber, mapped
from callcenter.commands.base.shell import Commands, json_option, pass_context
from callcenter.locale import N_, _, ngettext, pgettext
from callcenter.paths import expanded
from callcenter.views.upkeep.imports import ImportRow
from callcenter.wording import problems

if TYPE_CHECKING:
    from callcenter.importing.drafts import BookKind, Rejection
    from callcenter.importing.intake import Taken


@click.group("import", cls=Commands, help=N_("Import customers and contacts from CSV and Excel files."))
@click.pass_context
def import_(ctx: click.Context) -> None:
    assert isinstance(ctx.command, Commands)
    ctx.command.refuse_alone(ctx)


DECIDED_FIELDS = ("owner", "tier", "stage", "phone")
"""The fields that a list leaves as they were decided here (docs/rules.md#same-again)."""

_SHOWN = 20
"""Rejected rows that are named one by one: a list of the wrong kind would scroll the reason away else."""

_MANY = 20
"""New customers who may start overdue without a word: above that it is the past of a list, and no work left undone."""

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


@import_.command("customers", help=N_("Import a list of customers; existing refs are updated."))
@_file
@click.option(
    "--campaign",
    type=Text(),
    metavar="NAME",
    default=None,
    help=N_("the campaign for rows that name none; default: telesales"),
)
@_map
@_sheet
@_strict
@_rejects
@force_option
@_dry_run
@click.option("--move", is_flag=True, help=N_("move customers of other campaigns here"))
@click.option(
    "--overwrite",
    type=FieldNames(DECIDED_FIELDS, {"phones": "phone", "number": "phone", "numbers": "phone"}),
    metavar="FIELD[,FIELD]",
    default=frozenset(),
    help=N_("take owner, tier, stage and phone from the list even where they were changed here"),
)
@click.option(
    "--from-today",
    is_flag=True,
    help=N_("start new customers from today: nothing from before counts as overdue"),
)
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
    from_today: bool,
) -> int:
    from callcenter.importing.drafts import BookKind

    return _import(
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
        from_today=from_today,
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

    return _import(
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


def _import(
    context: Context,
    kind: BookKind,
    file: str,
    columns: tuple[tuple[str, str], ...],
    rejects: str | None,
    *,
    force: bool,
    campaign: str = "",
    sheet: str,
    strict: bool,
    dry_run: bool,
    move: bool = False,
    overwrite: frozenset[str] = frozenset(),
    from_today: bool = False,
) -> int:
    """Read, check, stage, publish; 1 where rows were rejected (docs/rules.md#bad-rows)."""
    from callcenter.importing import intake
    from callcenter.importing.drafts import ImportFileError

    source = expanded(file)
    target = None if rejects is None else output_path(context, rejects, force=force, reads=[source])
    try:
        mapping = mapped(columns)
    except ValueError as error:
        raise BadUse(_("--map: {field} is given twice").format(field=error)) from None
    options = intake.Options(campaign, mapping, strict, dry_run, move, overwrite, sheet, from_today)
    try:
        with output.progress(_("reading")) as progress:
            taken = intake.take(
                context.store,
                source,
                kind,
                options,
                now=context.now,
                progress=progress,
            )
    except ImportFileError as error:
        raise BadUse(f"{file}: {problems.file_fault(error.code, error.params)}") from None
    shown, more = taken.rejections[:_SHOWN], len(taken.rejections) - _SHOWN
    if target is not None:
        _write_rejects(context, taken, target, force=force)
    elif more > 0 and not dry_run:
        target = _write_unasked(taken, source)
    for one in shown:
        output.line(f"{file}:{one.line}: {_reason(one)}")
    if more > 0 and target is None:
        said = ngettext(
            "and {n} more: --rejects FILE saves all of them", "and {n} more: --rejects FILE saves all of them", more
        )
        output.line(said.format(n=more))
    elif more > 0:
        said = ngettext("and {n} more: all of them in {path}", "and {n} more: all of them in {path}", more)
        output.line(said.format(n=more, path=target))
    if taken.import_id is None:
        if taken.overdue:
            output.line(_would_be_overdue(taken))
        output.line(_nothing_done(taken, dry_run=dry_run))
    else:
        context.store.imports.stage_ready(
            taken.import_id, counts={"rows": taken.rows, "rejected": len(taken.rejections)}
        )
        row = _publish(context, taken.import_id)
        _report(context, row, taken)
        _say_of_the_past(row, taken)
    _warn(taken)
    return int(bool(taken.rejections))


def _write_unasked(taken: Taken, source: Path) -> Path | None:
    """Write the rejected rows into a new file beside their list, for this user alone; None where that does not work,
    which keeps no good row out."""
    from callcenter.importing import intake

    names = (f"{source.stem}-rejected{number}.csv" for number in chain(("",), count(2)))
    path = next(one for name in names if not (one := source.parent / name).exists())
    try:
        private_files.make_file(path)
        with open_output(path, force=True, encoding="utf-8-sig", newline="") as file:
            intake.write_rejects(file, taken, _reason)
    except OSError:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        return None
    return path


def _warn(taken: Taken) -> None:
    """Say what is no mistake of a row and may surprise whoever brought the list."""
    if taken.unread:
        output.line(
            _("only sheet {sheet} was read, not {others}; --sheet NAME reads another").format(
                sheet=taken.sheet, others=wording.listed(taken.unread)
            )
        )
    if n := taken.without_number:
        output.line(
            ngettext(
                "{n} new customer has no number and cannot be called",
                "{n} new customers have no number and cannot be called",
                n,
            ).format(n=n)
        )
    if n := taken.shared:
        output.line(
            ngettext(
                "{n} new customer shares a number with another customer: see callcenter duplicates",
                "{n} new customers share a number with another customer: see callcenter duplicates",
                n,
            ).format(n=n)
        )
    for zone, n in taken.abroad.items():
        output.line(
            ngettext(
                "{n} new customer has a foreign number and no time zone: called in {zone} hours",
                "{n} new customers have foreign numbers and no time zone: called in {zone} hours",
                n,
            ).format(n=n, zone=zone)
        )
    if taken.unknown_dates:
        output.line(
            _("kept as text, since no rulebook uses these dates: {headings}").format(
                headings=wording.listed(taken.unknown_dates)
            )
        )


def _reason(rejection: Rejection) -> str:
    return problems.row_fault(rejection.code, rejection.params)


def _write_rejects(context: Context, taken: Taken, target: Path, *, force: bool) -> None:
    from callcenter.importing import intake

    try:
        with open_output(target, force=force, encoding="utf-8-sig", newline="") as file:
            intake.write_rejects(file, taken, _reason)
    except OSError as error:
        # Nothing has gone in yet: whoever asked for the list gets it, or nothing happens.
        if taken.import_id is not None:
            context.store.imports.stage_drop(taken.import_id)
        # A full disk does not say which file it was.
        raise OSError(error.errno, error.strerror, str(target)) from error


def _publish(context: Context, import_id: int) -> ImportRow:
    whole = 0
    with output.progress(_("importing")) as progress:
        while True:
            row = context.store.imports.stage_publish_chunk(import_id, now=context.now)
            if row.state != "publishing":
                return row
            whole = max(whole, row.left)
            progress(1 - row.left / whole if whole else 0.0)


def _nothing_done(taken: Taken, *, dry_run: bool) -> str:
    bad = len(taken.rejections)
    if dry_run:
        return _("nothing changed: {rows} rows, {good} good, {bad} would be rejected").format(
            rows=taken.rows, good=taken.good, bad=bad
        )
    return _("nothing imported: {bad} of {rows} rows are bad").format(rows=taken.rows, bad=bad)


def _report(context: Context, row: ImportRow, taken: Taken) -> None:
    output.line(
        _("import {id}: {rows} rows; {new} new, {updated} updated, {same} unchanged, {bad} rejected").format(
            id=row.id,
            rows=taken.rows,
            new=row.counts.get("new", 0),
            updated=row.counts.get("updated", 0),
            same=row.counts.get("same", 0),
            bad=len(taken.rejections),
        )
    )
    kept = {name: row.counts[f"kept_{name}"] for name in DECIDED_FIELDS if f"kept_{name}" in row.counts}
    if kept:
        output.line(
            _("changed here and kept: {fields} (--overwrite {names} takes the list's values)").format(
                fields=wording.listed([f"{name} {n}" for name, n in kept.items()]), names=",".join(kept)
            )
        )
    if barred := row.counts.get("do_not_call", 0):
        output.line(
            ngettext(
                "{n} row says do not call: marked as such",
                "{n} rows say do not call: marked as such",
                barred,
            ).format(n=barred)
        )
    facts = Counter(fact.rule for fact in context.store.imports.facts(row.id))
    for rule, n in sorted(facts.items()):
        output.line(
            ngettext(
                "{n} from before the import, no case opened: {rule}",
                "{n} from before the import, no cases opened: {rule}",
                n,
            ).format(n=n, rule=wording.rule(rule))
        )


def _would_be_overdue(taken: Taken) -> str:
    return ngettext(
        "{n} of {new} new customers would start overdue: --from-today starts them from today",
        "{n} of {new} new customers would start overdue: --from-today starts them from today",
        taken.overdue,
    ).format(n=taken.overdue, new=taken.new)


def _say_of_the_past(row: ImportRow, taken: Taken) -> None:
    """Say where many start overdue, and for whom ``--from-today`` came too late."""
    new, overdue = row.counts.get("new", 0), row.counts.get("overdue", 0)
    if row.from_today:
        if there := taken.good - new:
            output.line(
                ngettext(
                    "{n} row is for an existing customer: --from-today has no effect on them",
                    "{n} rows are for existing customers: --from-today has no effect on them",
                    there,
                ).format(n=there)
            )
    elif overdue > _MANY and overdue * 10 > new:
        output.line(
            _(
                "{n} of {new} new customers start overdue. To start from today: callcenter import undo {id}, then"
                " the same import with --from-today"
            ).format(n=overdue, new=new, id=row.id)
        )


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
