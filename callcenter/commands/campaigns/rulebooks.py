"""``rulebook``: what ships, a book in words, the check of one that somebody edits, a copy to edit.

See docs/rules.md#rulebook-command.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from callcenter import __version__, wording
from callcenter.commands.base import output
from callcenter.commands.base.context import BadUse, Context
from callcenter.commands.base.output_files import force_option, open_output, output_path
from callcenter.commands.base.parameter_types import File, Text
from callcenter.commands.base.shell import Commands, json_option, pass_context
from callcenter.locale import N_, _
from callcenter.paths import expanded

if TYPE_CHECKING:
    from callcenter.rulebook.book import Rulebook
    from callcenter.wording.rulebooks.rulebook_changes import Difference


@click.group("rulebook", cls=Commands, help=N_("Read, check and copy rulebooks: the rules that campaigns follow."))
@click.pass_context
def rulebook(ctx: click.Context) -> None:
    assert isinstance(ctx.command, Commands)
    ctx.command.refuse_alone(ctx)


@rulebook.command("list", help=N_("List the built-in rulebooks."))
def list_() -> None:
    from callcenter.rulebook import reader, shelf
    from callcenter.wording.rulebooks import rulebook_words

    loaded = [reader.load(shelf.shipped_text(name), name) for name in shelf.shipped()]
    output.facts({book.name: rulebook_words.title(book) for book in loaded})


@rulebook.command("show", help=N_("Show a rulebook in plain words."))
@click.argument("name", type=Text(), metavar="NAME_OR_FILE")
def show(name: str) -> None:
    from callcenter.wording.rulebooks import rulebook_words

    output.line(rulebook_words.book(named_book(name)))


@rulebook.command("check", help=N_("Check a rulebook for mistakes and for rules that can never apply."))
@click.argument("name", type=Text(), metavar="FILE_OR_NAME")
def check(name: str) -> int:
    from callcenter.rulebook import reader
    from callcenter.wording.rulebooks import rulebook_words

    data, source = _read(name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        output.line(_undecodable(source, data, error))
        return 1
    problems = reader.check(_with_neighbours(text, name))
    for found in problems:
        kind = _("warning: ") if found.code.is_warning else ""
        output.line(f"{source}:{found.line}: {kind}{rulebook_words.problem(found)}")
    if not problems:
        output.line(_("{source}: no mistakes, no warnings").format(source=source))
    return int(any(not found.code.is_warning for found in problems))


@rulebook.command("copy", help=N_("Copy a rulebook into a new file of your own."))
@click.argument("name", type=Text(), metavar="NAME_OR_FILE")
@click.argument("file", type=File(), metavar="NEW_FILE")
@force_option
@pass_context
def copy(context: Context, name: str, file: str, force: bool) -> None:
    from callcenter.rulebook import shelf

    text = named_book(name).text
    day = wording.iso(context.clock.now(), "UTC")[:10]
    if name in shelf.shipped():
        origin = _("Copied on {day} from {name}, a rulebook of callcenter {version}.")
    else:
        origin = _("Copied on {day} from {name}.")
    said = (
        origin.format(day=day, name=_in_a_line(name), version=__version__),
        _("As long as its name stays the same, its rule ids do too: obligations due or overdue carry over."),
        _(
            "callcenter rulebook check FILE lists mistakes; callcenter rulebook diff {name} FILE shows what changed."
        ).format(name=_in_a_line(name)),
        _("callcenter campaign set CAMPAIGN --rulebook FILE assigns it to a campaign."),
    )
    reads = [] if name in shelf.shipped() else [expanded(name)]
    target = output_path(context, file, force=force, reads=reads)
    copied = open_output(target, force=force)
    try:
        with copied:
            copied.write("".join(f"# {line}\n" for line in said) + "\n" + text)
    except OSError as error:
        target.unlink()  # half a book is none, and its name would be taken
        raise OSError(error.errno, error.strerror, file) from error
    output.line(_("{name} was copied to {path}").format(name=name, path=file))


@rulebook.command("diff", help=N_("Show in plain words how two rulebooks differ."))
@click.argument("before", type=Text(), metavar="NAME_OR_FILE")
@click.argument("after", type=Text(), metavar="NAME_OR_FILE")
@json_option
def diff(before: str, after: str, json: bool) -> None:
    from callcenter.wording.rulebooks import rulebook_changes

    found = rulebook_changes.differences(named_book(before), named_book(after))
    if json:
        output.as_json(
            [
                {
                    "section": one.section,
                    "rule": one.rule or None,
                    "change": one.change.value,
                    "before": one.before or None,
                    "after": one.after or None,
                }
                for one in found
            ]
        )
    elif found:
        _show_differences(found)
    else:
        output.line(_("{before} and {after} have the same rules").format(before=before, after=after))


def _show_differences(found: Iterable[Difference]) -> None:
    from callcenter.wording.rulebooks.rulebook_changes import SentenceChange

    heading = ""
    for one in found:
        if one.section != heading:
            if heading:
                output.line("")
            output.line(one.section)
            heading = one.section
        rule = f"{one.rule}  " if one.rule else ""
        match one.change:
            case SentenceChange.NEW:
                output.line("  " + _("new: {sentence}").format(sentence=rule + one.after))
            case SentenceChange.GONE:
                output.line("  " + _("removed: {sentence}").format(sentence=rule + one.before))
            case SentenceChange.CHANGED:
                if one.rule:
                    output.line(f"  {one.rule}")
                output.line("    " + _("before: {sentence}").format(sentence=one.before))
                output.line("    " + _("now: {sentence}").format(sentence=one.after))


def _in_a_line(text: str) -> str:
    """A file's name may hold anything; a comment ends with its line."""
    return "".join(char if char.isprintable() else " " for char in text)


def named_book(name: str) -> Rulebook:
    """A shipped rulebook, or one in a file. Raises :class:`BadUse` with its first mistake, and ``OSError``."""
    from callcenter.rulebook import reader
    from callcenter.rulebook.book import RulebookError
    from callcenter.wording.rulebooks import rulebook_words

    data, source = _read(name)
    try:
        return reader.load(_with_neighbours(data.decode("utf-8-sig"), name), source)
    except UnicodeDecodeError as error:
        raise BadUse(_undecodable(source, data, error)) from None
    except RulebookError as error:
        first = error.problems[0]
        said = f"{source}:{first.line}: {rulebook_words.problem(first)}"
        if len(error.problems) > 1:
            said = _("{mistake} (callcenter rulebook check lists all {n} mistakes)").format(
                mistake=said, n=len(error.problems)
            )
        raise BadUse(said) from None


def _read(name: str) -> tuple[bytes, str]:
    """The bytes of a rulebook and what to call it. A shipped name comes first; a path with ``/`` is always a file."""
    from callcenter.rulebook import shelf

    if name in shelf.shipped():
        return shelf.shipped_text(name).encode(), name
    path = expanded(name)
    if not path.exists() and os.sep not in name and path.suffix != ".toml":
        raise BadUse(
            _(
                '"{name}" is neither a built-in rulebook nor a file; callcenter rulebook list shows the built-in ones'
            ).format(name=name)
        )
    return path.read_bytes(), name


def _with_neighbours(text: str, name: str) -> str:
    """The text with the books of one's own that it includes: they lie beside its file."""
    from callcenter.rulebook.shelf import whole_text

    path = expanded(name)
    return whole_text(text, path.parent, within=(path.stem,))


def _undecodable(source: str, data: bytes, error: UnicodeDecodeError) -> str:
    from callcenter.rulebook.book import Problem, ProblemCode
    from callcenter.wording.rulebooks import rulebook_words

    line = data.count(b"\n", 0, error.start) + 1
    return f"{source}:{line}: {rulebook_words.problem(Problem(ProblemCode.NOT_TEXT, line, ''))}"
