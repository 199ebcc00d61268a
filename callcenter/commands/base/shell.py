"""Click as this program uses it: options that every command takes before or after it, help and mistakes in words.

Click's own sentences know no Chinese and take several lines; what a person reads comes from the catalogue
(docs/rules.md#exit-codes). Help texts stand in the decorators, marked by ``N_``, and are looked up when they are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

import click

from callcenter import wording
from callcenter.commands.base.context import LANGUAGES, BadUse, Context
from callcenter.commands.base.parameter_types import Text, not_among
from callcenter.locale import N_, NP_, Term, _, pgettext
from callcenter.wording.cells import breaks

_HEADINGS: dict[str, Term] = {
    "Options": NP_("help", "Options"),
    "Commands": NP_("help", "Commands"),
}
_HELP_NAMES = ["-h", "--help"]
_HELP_COLUMN = 34

pass_context = click.make_pass_decorator(Context)


class _Formatter(click.HelpFormatter):
    """Help that counts cells: Chinese takes two for a character and has no spaces to break a line at."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        self.write(_("Usage: {command}").format(command=f"{prog} {args}") + "\n")

    def write_heading(self, heading: str) -> None:
        self.write(f"{' ' * self.current_indent}{pgettext(*_HEADINGS[heading])}\n")

    def write_text(self, text: str) -> None:
        for part in _wrapped(text, self.width - self.current_indent):
            self.write(f"{' ' * self.current_indent}{part}\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = _HELP_COLUMN, col_spacing: int = 2) -> None:
        listed = list(rows)
        indent, space = " " * self.current_indent, " " * col_spacing
        column = min(max(wording.width(name) for name, _help in listed), col_max)
        for name, said in listed:
            parts = list(_wrapped(said, self.width - len(indent) - column - col_spacing)) or [""]
            firsts = [name, *[""] * (len(parts) - 1)]
            if wording.width(name) > column:
                firsts, parts = [name, *[""] * len(parts)], ["", *parts]
            for first, part in zip(firsts, parts, strict=True):
                # A name that is too wide stands alone in its line, whole.
                left = wording.fit(first, max(column, wording.width(first)))
                self.write(f"{indent}{left}{space}{part}".rstrip() + "\n")


def _wrapped(text: str, cells: int) -> Iterator[str]:
    """Lines of at most so many cells, or of a few where there is hardly room."""
    line = " ".join(text.split())
    for begin, end in pairwise((0, *breaks(line, max(cells, 20)), len(line))):
        yield line[begin:end].rstrip()


class _Context(click.Context):
    formatter_class = _Formatter


class _Worded(click.Command):
    """Base of commands and of groups of commands."""

    context_class = _Context

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.context_settings.setdefault("help_option_names", _HELP_NAMES)
        self.params += _common_options()

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx  # the kind of option decides what is said of its misuse
            raise

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = N_("show this help")
        return option

    def get_short_help_str(self, limit: int = 45) -> str:
        return _(self.help or "")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_(self.help or ""))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = []
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is not None and isinstance(param, click.Option):
                rows.append((record[0], _(param.help or "")))
        with formatter.section("Options"):
            formatter.write_dl(rows)


class Command(_Worded):
    """A command. What it returns is the exit code, None is 0."""

    allow_extra_args = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        rest = super().parse_args(ctx, args)
        if rest:
            raise BadUse(_('unexpected argument "{argument}"').format(argument=rest[0]))
        return rest


class Commands(_Worded, click.Group):
    """Commands under one word. Without a command it says which there are; the program itself runs the workstation."""

    command_class = Command

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("invoke_without_command", True)
        super().__init__(*args, **kwargs)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _Worded.format_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if self.get_command(ctx, args[0]) is None:
            said = _('no command "{name}"; choose from {choices}').format(
                name=args[0], choices=wording.listed(self.list_commands(ctx))
            )
            raise BadUse(_nearest(said, args[0], self.list_commands(ctx)))
        return super().resolve_command(ctx, args)

    def refuse_alone(self, ctx: click.Context) -> None:
        """Refuse a group without a command; for the group's own callback."""
        if ctx.invoked_subcommand is None:
            raise BadUse(
                _("{command} needs a subcommand: {choices}").format(
                    command=ctx.command_path, choices=wording.listed(self.list_commands(ctx))
                )
            )


Commands.group_class = Commands


def _common_options() -> list[click.Parameter]:
    """``--database`` and ``--lang``, which stand on every command (docs/rules.md#contract); the innermost counts."""

    def database(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
        if value is not None:
            ctx.find_object(Context).database = value  # type: ignore[union-attr]

    def language(_ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
        if value is not None and value not in LANGUAGES:
            raise click.BadParameter(not_among(value, LANGUAGES))

    return [
        click.Option(
            ["--database"],
            type=Text(),
            metavar="URL_OR_PATH",
            expose_value=False,
            callback=database,
            help=N_("the store: a file, or postgresql://…; default: CALLCENTER_DATABASE, then your own file"),
        ),
        click.Option(
            ["--lang"],
            metavar="zh|en",
            expose_value=False,
            callback=language,
            help=N_("the language; default: as in the settings, then as in the locale"),
        ),
    ]


json_option = click.option("--json", "json", is_flag=True, help=N_("print JSON instead of a table, for programs"))


def said_of(error: click.ClickException) -> str:
    """A mistake in the arguments, in one line of the person's language."""
    match error:
        case click.NoSuchOption():
            known = [] if error.ctx is None else _options_of(error.ctx)
            return _nearest(_("no option {option}").format(option=error.option_name), error.option_name, known)
        case click.BadOptionUsage():
            takes_none = error.ctx is not None and any(
                isinstance(param, click.Option) and param.is_flag and error.option_name in param.opts
                for param in error.ctx.command.params
            )
            said = _("{option} takes no value") if takes_none else _("{option} needs a value")
            return said.format(option=error.option_name)
        case click.MissingParameter():
            return _("{argument} is missing").format(argument=_named(error.param))
        case click.BadParameter():
            return _("{argument}: {reason}").format(argument=_named(error.param), reason=error.message)
        case _:
            return error.format_message()


def _options_of(ctx: click.Context) -> list[str]:
    return [name for param in ctx.command.get_params(ctx) for name in param.opts if name.startswith("-")]


def _nearest(said: str, given: str, known: Iterable[str]) -> str:
    found = get_close_matches(given, list(known), 1)
    return _("{sentence}. Did you mean {nearest}?").format(sentence=said, nearest=found[0]) if found else said


def _named(param: click.Parameter | None) -> str:
    if param is None:
        return "?"
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    return param.metavar or param.human_readable_name
