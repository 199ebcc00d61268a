"""One list read, checked, published and reported: for whoever names it, and for a folder that is watched.

See docs/rules.md#imports.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from callcenter import private_files, wording
from callcenter.commands.base import output
from callcenter.commands.base.context import BadUse, Context
from callcenter.commands.base.output_files import open_output, output_path
from callcenter.commands.base.parameter_types import mapped
from callcenter.locale import _, ngettext
from callcenter.paths import expanded
from callcenter.views.customers.allocations import AllocationReason
from callcenter.views.customers.import_previews import ImportPreview
from callcenter.views.upkeep.imports import FIELDS, ImportRow
from callcenter.wording import decisions, problems

if TYPE_CHECKING:
    from callcenter.importing.drafts import BookKind, Rejection
    from callcenter.importing.intake import Taken

Say: TypeAlias = Callable[[str], None]

DECIDED_FIELDS = ("owner", "tier", "stage", "phone")
"""The fields that a list leaves as they were decided here (docs/rules.md#same-again)."""

_SHOWN = 20
"""Rejected rows that are named one by one: a list of the wrong kind would scroll the reason away else."""

_MANY = 20
"""New customers who may start overdue without a word: above that it is the past of a list, and no work left undone."""


def import_file(
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
    only_empty: frozenset[str] = frozenset(),
    allocate: bool = False,
    say: Say = output.line,
) -> int:
    """Read, check, stage, publish; 1 where rows were rejected (docs/rules.md#bad-rows). ``say`` takes the report.

    Raises :class:`BadUse` and ``StoreError``.
    """
    from callcenter.importing import intake
    from callcenter.importing.drafts import ImportFileError

    source = expanded(file)
    target = None if rejects is None else output_path(context, rejects, force=force, reads=[source])
    try:
        mapping = mapped(columns)
    except ValueError as error:
        raise BadUse(_("--map: {field} is given twice").format(field=error)) from None
    options = intake.Options(
        campaign, mapping, strict, dry_run, move, overwrite, sheet, from_today, only_empty, allocate
    )
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
        say(f"{file}:{one.line}: {_reason(one)}")
    if more > 0 and target is None:
        said = ngettext(
            "and {n} more: --rejects FILE saves all of them", "and {n} more: --rejects FILE saves all of them", more
        )
        say(said.format(n=more))
    elif more > 0:
        said = ngettext("and {n} more: all of them in {path}", "and {n} more: all of them in {path}", more)
        say(said.format(n=more, path=target))
    if taken.import_id is None:
        if taken.overdue:
            say(_would_be_overdue(taken))
        if dry_run:
            _say_preview(taken, say)
            if allocate:
                _say_shares(taken.preview, say)
        say(_nothing_done(taken, dry_run=dry_run))
    else:
        context.store.imports.stage_ready(
            taken.import_id, counts={"rows": taken.rows, "rejected": len(taken.rejections)}
        )
        row = _publish(context, taken.import_id)
        _report(context, row, taken, say)
        _say_of_the_past(row, taken, say)
    _warn(taken, say)
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


def _warn(taken: Taken, say: Say) -> None:
    """Say what is no mistake of a row and may surprise whoever brought the list."""
    if taken.unread:
        say(
            _("only sheet {sheet} was read, not {others}; --sheet NAME reads another").format(
                sheet=taken.sheet, others=wording.listed(taken.unread)
            )
        )
    if n := taken.without_number:
        say(
            ngettext(
                "{n} new customer has no number and cannot be called",
                "{n} new customers have no number and cannot be called",
                n,
            ).format(n=n)
        )
    if n := taken.shared:
        say(
            ngettext(
                "{n} new customer shares a number with another customer: see callcenter duplicates",
                "{n} new customers share a number with another customer: see callcenter duplicates",
                n,
            ).format(n=n)
        )
    for zone, n in taken.abroad.items():
        say(
            ngettext(
                "{n} new customer has a foreign number and no time zone: called in {zone} hours",
                "{n} new customers have foreign numbers and no time zone: called in {zone} hours",
                n,
            ).format(n=n, zone=zone)
        )
    if taken.unknown_dates:
        say(
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


def _report(context: Context, row: ImportRow, taken: Taken, say: Say) -> None:
    say(
        _("import {id}: {rows} rows; {new} new, {updated} updated, {same} unchanged, {bad} rejected").format(
            id=row.id,
            rows=taken.rows,
            new=row.counts.get("new", 0),
            updated=row.counts.get("updated", 0),
            same=row.counts.get("same", 0),
            bad=len(taken.rejections),
        )
    )
    _say_kept(row.counts, say)
    if row.allocate:
        _say_allocated(row, say)
    _say_owners_gone(row.counts, say)
    if barred := row.counts.get("do_not_call", 0):
        say(
            ngettext(
                "{n} row says do not call: marked as such",
                "{n} rows say do not call: marked as such",
                barred,
            ).format(n=barred)
        )
    facts = Counter(fact.rule for fact in context.store.imports.facts(row.id))
    for rule, n in sorted(facts.items()):
        say(
            ngettext(
                "{n} from before the import, no case opened: {rule}",
                "{n} from before the import, no cases opened: {rule}",
                n,
            ).format(n=n, rule=wording.rule(rule))
        )


def _say_allocated(row: ImportRow, say: Say) -> None:
    given, new = row.counts.get("allocated", 0), row.counts.get("new", 0)
    say(
        _("{given} of {new} new customers allocated by rotation").format(given=given, new=new)
        if given or not new
        else _("no customers allocated: nobody in the rotation is available; callcenter rotation show CAMPAIGN")
    )


def _say_shares(preview: ImportPreview, say: Say) -> None:
    """Say who would get how many of the new customers and why, who is passed over, and whom nobody would get."""
    new, given = preview.counts.get("new", 0), Counter(one.agent for one in preview.allocated)
    for agent, n in sorted(given.items(), key=lambda share: (share[0] is None, -share[1], share[0] or "")):
        reason = AllocationReason.NOBODY if agent is None else AllocationReason.ROTATION
        said = ngettext("{agent}: {n} new customer ({why})", "{agent}: {n} new customers ({why})", n)
        why = decisions.allocation_reason(reason)
        say(said.format(agent=agent or _("the pool"), n=n, why=why))
    passed = Counter((one.agent, one.why) for found in preview.allocated for one in found.skipped)
    for (agent, skipped), n in sorted(passed.items(), key=lambda share: (-share[1], share[0])):
        said = ngettext("{agent} is passed over {n} time: {why}", "{agent} is passed over {n} times: {why}", n)
        say(said.format(agent=agent, n=n, why=decisions.skip(skipped)))
    if rest := new - len(preview.allocated):
        said = ngettext(
            "{n} new customer is not allocated: the list names an owner, or the campaign has no rotation",
            "{n} new customers are not allocated: the list names an owner, or the campaign has no rotation",
            rest,
        )
        say(said.format(n=rest))


def _would_be_overdue(taken: Taken) -> str:
    return ngettext(
        "{n} of {new} new customers would start overdue: --from-today starts them from today",
        "{n} of {new} new customers would start overdue: --from-today starts them from today",
        taken.overdue,
    ).format(n=taken.overdue, new=taken.new)


def _say_of_the_past(row: ImportRow, taken: Taken, say: Say) -> None:
    """Say where many start overdue, and for whom ``--from-today`` came too late."""
    new, overdue = row.counts.get("new", 0), row.counts.get("overdue", 0)
    if row.from_today:
        if there := taken.good - new:
            say(
                ngettext(
                    "{n} row is for an existing customer: --from-today has no effect on them",
                    "{n} rows are for existing customers: --from-today has no effect on them",
                    there,
                ).format(n=there)
            )
    elif overdue > _MANY and overdue * 10 > new:
        say(
            _(
                "{n} of {new} new customers start overdue. To start from today: callcenter import undo {id}, then"
                " the same import with --from-today"
            ).format(n=overdue, new=new, id=row.id)
        )


def _say_kept(counts: Mapping[str, int], say: Say) -> None:
    """Say which values of the list were not taken, and why."""
    kept = {name: counts[f"kept_{name}"] for name in DECIDED_FIELDS if f"kept_{name}" in counts}
    if kept:
        say(
            _("changed here and kept: {fields} (--overwrite {names} takes the list's values)").format(
                fields=wording.listed([f"{name} {n}" for name, n in kept.items()]), names=",".join(kept)
            )
        )
    left = {name: counts[f"left_{name}"] for name in FIELDS if f"left_{name}" in counts}
    if left:
        said = _("not empty and kept: {fields} (--only-empty)")
        say(said.format(fields=wording.listed([f"{name} {n}" for name, n in left.items()])))


def _say_owners_gone(counts: Mapping[str, int], say: Say) -> None:
    """Say how many rows give a customer to somebody who works here no more."""
    if gone := counts.get("owner_gone", 0):
        said = ngettext(
            "{n} row names an owner who has left: not taken over",
            "{n} rows name owners who have left: not taken over",
            gone,
        )
        say(said.format(n=gone))


def _say_preview(taken: Taken, say: Say) -> None:
    """Say what would become of the customers, the first of those who would change one by one."""
    counts, changes = taken.preview.counts, taken.preview.changes
    if not counts:
        return
    for one in changes[:_SHOWN]:
        values = wording.listed([f"{field.name} {field.before or '-'} → {field.after or '-'}" for field in one.fields])
        said = _("{ref} {name}: {changes}") if values else _("{ref} {name}: contact persons or tags")
        say(said.format(ref=one.ref, name=one.name, changes=values))
    if (more := len(changes) - _SHOWN) > 0:
        said = ngettext("and {n} more customer would change", "and {n} more customers would change", more)
        say(said.format(n=more))
    _say_kept(counts, say)
    _say_owners_gone(counts, say)
    say(
        _("preview: {new} new, {updated} updated, {same} unchanged").format(
            new=counts.get("new", 0), updated=counts.get("updated", 0), same=counts.get("same", 0)
        )
    )
