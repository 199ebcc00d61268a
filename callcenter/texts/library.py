"""The prepared messages: which text belongs to what is due, a team's own before those that ship.

A text is a Markdown file named after what it is for: the whole rule id (``store.thanks_sms.md``), the id without the
rulebook (``birthday.md``), an offer (``win_back.md``) or a channel (``sms.md``). The narrower name wins; of one name
the team's. In a team's folder a text may stand for both languages, or one for each in ``en/`` and ``zh/``. A first line
``# …`` is the subject.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from callcenter.locale import Language
from callcenter.model import Channel, Obligation
from callcenter.texts.fields import FieldName
from callcenter.texts.templates import Template, TextError, TextProblem, parse

LONGEST = 20_000
"""Characters of a file at most: a message is no book, and of a wrong file no more is read."""

_MOST_BYTES = 4 * LONGEST
_SHIPPED = Path(__file__).parent / "messages"
_LANGUAGES: tuple[Language, ...] = ("en", "zh")
_SUFFIXES = (".md", ".txt")
_SUBJECT = "# "


class TextFileFault(StrEnum):
    """Reasons why a file or folder cannot be used as a whole."""

    NO_FOLDER = "no_folder"
    UNREADABLE = "unreadable"  # found: what the system says
    NOT_UTF8 = "not_utf8"
    TOO_LONG = "too_long"
    EMPTY = "empty"


class FileProblem(Struct, frozen=True):
    """A file that cannot be used."""

    fault: TextFileFault
    file: str
    params: Mapping[str, str]


class Message(Struct, frozen=True):
    """A text for one customer. ``subject`` is '' where it has none."""

    subject: str
    body: str

    @property
    def whole(self) -> str:
        """Return the text as it is shown and edited: the subject stands in the first line."""
        return f"{_SUBJECT}{self.subject}\n\n{self.body}" if self.subject else self.body

    @classmethod
    def of(cls, text: str) -> Message:
        """Read back what a person made of :attr:`whole`."""
        first, _, rest = text.strip().partition("\n")
        return (
            cls(first.removeprefix(_SUBJECT).strip(), rest.strip())
            if first.startswith(_SUBJECT)
            else cls("", text.strip())
        )


class Prepared(Struct, frozen=True):
    """A text that was read: to be filled for a customer."""

    subject: Template | None
    body: Template

    def fill(self, known: Mapping[FieldName, str]) -> Message:
        """The message for one customer."""
        return Message("" if self.subject is None else self.subject.fill(known), self.body.fill(known))


class RuleText(Struct, frozen=True):
    """The text for a rule. ``problem`` is what is wrong with the team's own, in whose place one that ships stands."""

    prepared: Prepared
    problem: TextProblem | FileProblem | None = None


class TextLibrary:
    """The texts at hand. ``folder`` is the team's own, None = only those that ship. Read at every question: who edits
    a text sees it at the next customer. No broken text keeps anybody from work: one that ships takes its place."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def for_rule(self, owed: Obligation, language: Language) -> RuleText:
        """The text for an obligation: the narrowest name counts, of one name the team's own."""
        wrong: TextProblem | FileProblem | None = None
        for name in (owed.rule, owed.rule.partition(".")[2], owed.channel.value, Channel.ANY.value):
            own = None if wrong is not None else _named(name, self._own(language))
            if own is not None:
                try:
                    return RuleText(read(own))
                except TextError as error:
                    wrong = error.problems[0]
                except BrokenFile as error:
                    wrong = error.problem
            if (ours := _named(name, (_SHIPPED / language,))) is not None:
                return RuleText(read(ours), wrong)
        raise AssertionError("any.md ships")

    def _own(self, language: Language) -> tuple[Path, ...]:
        return () if self._folder is None else (self._folder / language, self._folder)


def _named(name: str, folders: tuple[Path, ...]) -> Path | None:
    paths = (folder / f"{name}{suffix}" for folder in folders for suffix in _SUFFIXES)
    return next((path for path in paths if path.is_file()), None)


class BrokenFile(Exception):
    """A file of texts cannot be used."""

    def __init__(self, problem: FileProblem) -> None:
        super().__init__(f"{problem.file}: {problem.fault}")
        self.problem = problem


def read(path: Path) -> Prepared:
    """Read a text. Raises :class:`BrokenFile`, and :class:`TextError` with every mistake in it."""
    file = str(path)
    too_long = FileProblem(TextFileFault.TOO_LONG, file, {"limit": str(LONGEST)})
    try:
        with path.open("rb") as opened:
            data = opened.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise BrokenFile(too_long)
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BrokenFile(FileProblem(TextFileFault.NOT_UTF8, file, {})) from None
    except OSError as error:
        raise BrokenFile(FileProblem(TextFileFault.UNREADABLE, file, {"found": error.strerror or str(error)})) from None
    if len(text) > LONGEST:
        raise BrokenFile(too_long)
    if not text.strip():
        raise BrokenFile(FileProblem(TextFileFault.EMPTY, file, {}))
    first, _, rest = text.partition("\n")
    whole = parse(text, file=file)  # names the mistakes of both parts
    if not first.startswith(_SUBJECT):
        return Prepared(None, whole)
    return Prepared(parse(first.removeprefix(_SUBJECT), file=file), parse(rest, file=file, first_line=2))


def check(folder: Path) -> tuple[TextProblem | FileProblem, ...]:
    """Everything that is wrong with a team's folder, file by file."""
    if not folder.is_dir():
        return (FileProblem(TextFileFault.NO_FOLDER, str(folder), {}),)
    problems: list[TextProblem | FileProblem] = []
    for place in (folder, *(folder / language for language in _LANGUAGES)):
        for path in sorted(place.glob("*")) if place.is_dir() else ():
            if path.suffix in _SUFFIXES and (path.is_file() or path.is_dir()):  # a pipe would be waited for
                problems += _mistakes(path)
    return tuple(problems)


def _mistakes(path: Path) -> list[TextProblem | FileProblem]:
    try:
        read(path)
    except TextError as error:
        return list(error.problems)
    except BrokenFile as error:
        return [error.problem]
    return []
