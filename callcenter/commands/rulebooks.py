"""``rulebook``: what ships, a book in words, and the check of one that somebody edits (RULES §3)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from callcenter.commands import showing
from callcenter.commands.asking import Text
from callcenter.commands.session import Refused
from callcenter.commands.shell import Group
from callcenter.locale import N_, _

if TYPE_CHECKING:
    from callcenter.rulebook import Rulebook


@click.group("rulebook", cls=Group, help=N_("The rules that campaigns are worked under."))
@click.pass_context
def rulebook(ctx: click.Context) -> None:
    assert isinstance(ctx.command, Group)
    ctx.command.refuse_alone(ctx)


@rulebook.command("list", help=N_("The rulebooks that ship with the program."))
def list_() -> None:
    from callcenter import rulebook as rulebooks
    from callcenter import rulebook_reader
    from callcenter.wording import rulebook_words

    loaded = [rulebook_reader.load(rulebooks.shipped_text(name), name) for name in rulebooks.shipped()]
    showing.facts({book.name: rulebook_words.title(book) for book in loaded})


@rulebook.command("show", help=N_("A rulebook in words."))
@click.argument("name", type=Text(), metavar="NAME_OR_FILE")
def show(name: str) -> None:
    from callcenter.wording import rulebook_words

    showing.line(rulebook_words.book(named_book(name)))


@rulebook.command("check", help=N_("Name the mistakes of a rulebook, and what in it can never happen."))
@click.argument("name", type=Text(), metavar="FILE_OR_NAME")
def check(name: str) -> int:
    from callcenter import rulebook_reader
    from callcenter.wording import rulebook_words

    data, source = _read(name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        showing.line(_undecodable(source, data, error))
        return 1
    problems = rulebook_reader.check(text)
    for found in problems:
        kind = _("warning: ") if found.code.is_warning else ""
        showing.line(f"{source}:{found.line}: {kind}{rulebook_words.problem(found)}")
    if not problems:
        showing.line(_("{source}: no mistakes, no warnings").format(source=source))
    return int(any(not found.code.is_warning for found in problems))


def named_book(name: str) -> Rulebook:
    """A shipped rulebook, or one in a file. Raises :class:`Refused` with its first mistake, and ``OSError``."""
    from callcenter import rulebook_reader
    from callcenter.rulebook import RulebookError
    from callcenter.wording import rulebook_words

    data, source = _read(name)
    try:
        return rulebook_reader.load(data.decode("utf-8-sig"), source)
    except UnicodeDecodeError as error:
        raise Refused(_undecodable(source, data, error)) from None
    except RulebookError as error:
        first = error.problems[0]
        said = f"{source}:{first.line}: {rulebook_words.problem(first)}"
        if len(error.problems) > 1:
            said = _("{mistake} (callcenter rulebook check shows all {n} mistakes)").format(
                mistake=said, n=len(error.problems)
            )
        raise Refused(said) from None


def _read(name: str) -> tuple[bytes, str]:
    """The bytes of a rulebook and what to call it. A shipped name comes first; a path with ``/`` is always a file."""
    from callcenter import rulebook as rulebooks

    if name in rulebooks.shipped():
        return rulebooks.shipped_text(name).encode(), name
    path = Path(name).expanduser()
    if not path.exists() and os.sep not in name and path.suffix != ".toml":
        raise Refused(
            _('"{name}" is neither a rulebook that ships nor a file; callcenter rulebook list shows what ships').format(
                name=name
            )
        )
    return path.read_bytes(), name


def _undecodable(source: str, data: bytes, error: UnicodeDecodeError) -> str:
    from callcenter.rulebook import Problem, ProblemCode
    from callcenter.wording import rulebook_words

    line = data.count(b"\n", 0, error.start) + 1
    return f"{source}:{line}: {rulebook_words.problem(Problem(ProblemCode.NOT_TEXT, line, ''))}"
