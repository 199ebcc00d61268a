"""Reader of call scripts: Markdown files in, every mistake with file and line out.

The program's own lie in ``shipped/en`` and ``shipped/zh``. A team's folder holds files for both languages, and in its
subfolders ``en`` and ``zh`` such for one; a file there takes the place of the shipped one of its name. A file with a
mistake is not used: a call never waits for somebody who edits.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import lru_cache
from importlib import resources
from pathlib import Path
from stat import S_ISREG
from typing import TypeVar

from msgspec import Struct

from callcenter.locale import Language
from callcenter.rulebook import reader, shelf
from callcenter.rulebook.book import COMMON_RULES, Reason
from callcenter.script.parts import Part, Script
from callcenter.texts import templates
from callcenter.texts.templates import Template, TextError
from callcenter.views.worklists.scripts import PartKind, Situation

_T = TypeVar("_T", Situation, Reason)

LARGEST_FILE = 32_768
"""Bytes; nobody reads more in a call."""
MOST_FILES = 300
MOST_STEPS = 40
SUFFIX = ".md"

_KEYS: Mapping[str, str] = {
    "title": "title",
    "situation": "situation",
    "rules": "rules",
    "follow-up": "follow-up",
    "标题": "title",
    "场景": "situation",
    "规则": "rules",
    "跟进": "follow-up",
}
_STEP = re.compile(r"\s*[-*+]\s+\[[ xX]\]\s*(.*)")
_SAY = re.compile(r"\s*>\s?(.*)")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_PATTERN = re.compile(r"[A-Za-z0-9_.+*-]+")
_COLON = re.compile("[:：]")


class ScriptFault(StrEnum):
    """Faults of a script. ``params`` of each in the comment."""

    UNREADABLE = "unreadable"  # found: what the system says
    TOO_LARGE = "too_large"  # limit: kilobytes
    TOO_MANY = "too_many"  # limit: files
    NO_FILES = "no_files"  # a folder in which there is no script
    NOT_TEXT = "not_text"
    CONTROL = "control"
    NO_HEAD = "no_head"
    UNCLOSED_HEAD = "unclosed_head"
    NO_KEY = "no_key"  # found
    UNKNOWN_KEY = "unknown_key"  # found, nearest, choices
    DOUBLE_KEY = "double_key"  # found
    NO_TITLE = "no_title"
    UNKNOWN_VALUE = "unknown_value"  # found, nearest, choices
    BAD_RULE = "bad_rule"  # found
    NO_STEPS = "no_steps"
    EMPTY_STEP = "empty_step"
    TOO_MANY_STEPS = "too_many_steps"  # limit
    UNKNOWN_RULE = "unknown_rule"  # found: a warning, a rulebook of one's own may have it
    NEVER_PROPOSED = "never_proposed"  # a warning: it is for nothing, so it must be looked for


class ScriptProblem(Struct, frozen=True):
    """One mistake. ``line`` counts from 1, 0 = the file as a whole; a mistake in a text has its own kind of fault."""

    fault: ScriptFault | templates.TextFault
    file: str
    line: int
    params: Mapping[str, str]

    @property
    def is_warning(self) -> bool:
        """Tell whether everything there is is used all the same."""
        return self.fault in (ScriptFault.UNKNOWN_RULE, ScriptFault.NEVER_PROPOSED, ScriptFault.NO_FILES)


class ScriptLibrary(Struct, frozen=True):
    """All scripts of a language by their ids; ``refused`` are the team's files that cannot be used."""

    scripts: tuple[Script, ...]
    refused: tuple[str, ...] = ()


class ScriptError(Exception):
    """The script cannot be used. ``problems`` stand by line, warnings left out."""

    def __init__(self, problems: tuple[ScriptProblem, ...]) -> None:
        super().__init__("; ".join(f"{p.file}:{p.line}: {p.fault}" for p in problems))
        self.problems = problems


def library(language: Language, folder: Path | None = None) -> ScriptLibrary:
    """The scripts that a call in ``language`` can use. ``folder`` is the team's own, reread each time."""
    found = {one.id: one for one in shipped(language)}
    refused = []
    if folder is not None:
        for path, name in _files(folder, language):
            try:
                one = parse(_bytes(path, name), path.stem, file=name, own=True)
            except ScriptError:
                refused.append(name)
            else:
                found[one.id] = one
        if not folder.is_dir():
            refused.append(str(folder))
    return ScriptLibrary(tuple(found[key] for key in sorted(found)), tuple(refused))


@lru_cache(maxsize=2)
def shipped(language: Language) -> tuple[Script, ...]:
    """The program's own scripts in a language, by id."""
    folder = resources.files("callcenter.script") / "shipped" / language
    files = sorted((one for one in folder.iterdir() if one.name.endswith(SUFFIX)), key=lambda one: one.name)
    return tuple(parse(one.read_bytes(), one.name.removesuffix(SUFFIX), file=one.name) for one in files)


def check(folder: Path) -> tuple[ScriptProblem, ...]:
    """Every mistake in a team's folder, file by file, each with its line. Raises ``OSError`` where it is no folder."""
    next(folder.iterdir(), None)
    problems: list[ScriptProblem] = []
    files = [*_files(folder, "en"), *(one for one in _files(folder, "zh") if one[0].parent != folder)]
    if not files:
        problems.append(ScriptProblem(ScriptFault.NO_FILES, folder.name, 0, {}))
    if len(files) >= MOST_FILES:
        problems.append(ScriptProblem(ScriptFault.TOO_MANY, folder.name, 0, {"limit": str(MOST_FILES)}))
    for path, name in files:
        try:
            problems += warnings(parse(_bytes(path, name), path.stem, file=name), name)
        except ScriptError as error:
            problems += error.problems
    return tuple(problems)


def _files(folder: Path, language: Language) -> list[tuple[Path, str]]:
    """The files for a language with the names they are told by; those of the language itself come last and count."""
    found: list[tuple[Path, str]] = []
    for place, prefix in ((folder, ""), (folder / language, f"{language}/")):
        try:
            here = sorted(path for path in place.iterdir() if path.suffix == SUFFIX and not path.name.startswith("."))
        except OSError:
            continue
        found += [(path, f"{prefix}{path.name}") for path in here]
    return found[:MOST_FILES]


def _bytes(path: Path, name: str) -> bytes:
    """A file's bytes, at most one more than is allowed. Raises :class:`ScriptError`; a pipe is not waited for."""
    try:
        if not S_ISREG(path.stat().st_mode):
            raise _error(ScriptFault.NOT_TEXT, name, 0)
        with path.open("rb") as opened:
            return opened.read(LARGEST_FILE + 1)
    except OSError as error:
        raise _error(ScriptFault.UNREADABLE, name, 0, found=error.strerror or str(error)) from None


def _error(fault: ScriptFault, file: str, line: int, **params: str) -> ScriptError:
    return ScriptError((ScriptProblem(fault, file, line, params),))


def parse(data: bytes, name: str, *, file: str, own: bool = False) -> Script:
    """A script from the bytes of its file; ``name`` becomes its id. Raises :class:`ScriptError` with all mistakes."""
    if len(data) > LARGEST_FILE:
        raise _error(ScriptFault.TOO_LARGE, file, 0, limit=str(LARGEST_FILE // 1024))
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise _error(ScriptFault.NOT_TEXT, file, data.count(b"\n", 0, error.start) + 1) from None
    if unseen := _UNSEEN.search(text):
        raise _error(ScriptFault.CONTROL, file, text.count("\n", 0, unseen.start()) + 1)
    reading = _Reading(file, text.split("\n"))
    head, parts = reading.head(), reading.parts()
    problems = sorted(reading.problems, key=lambda one: one.line)
    if problems:
        raise ScriptError(tuple(problems))
    return Script(
        id=name,
        title=head.title,
        situations=head.situations,
        rules=head.rules,
        reasons=head.reasons,
        parts=tuple(parts),
        digest=hashlib.sha256(data).hexdigest()[:16],
        text=text,
        own=own,
    )


def warnings(script: Script, file: str) -> Iterator[ScriptProblem]:
    """Yield warnings of what can be right and probably is not, for who edits a script."""
    lines = script.text.split("\n")
    for pattern in script.rules:
        named = pattern.replace("*", "")
        if not any(fnmatchcase(rule, pattern) for rule in _known_rules()):
            line = next((number for number, one in enumerate(lines, 1) if named in one), 0)
            yield ScriptProblem(ScriptFault.UNKNOWN_RULE, file, line, {"found": pattern})
    if not (script.rules or script.situations or script.reasons) and all(one.id != script.id for one in shipped("en")):
        yield ScriptProblem(ScriptFault.NEVER_PROPOSED, file, 1, {})


@lru_cache(maxsize=1)
def _known_rules() -> frozenset[str]:
    books = [reader.load(shelf.shipped_text(name), name) for name in shelf.shipped()]
    common = {f"{book.name}.{rule}" for book in books for rule in COMMON_RULES}
    return frozenset({rule.id for book in books for rule in book.rules} | common)


class _Head(Struct, frozen=True):
    title: Template
    situations: tuple[Situation, ...] = ()
    rules: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()


class _Reading:
    """One pass through a file; mistakes gather in :attr:`problems`."""

    def __init__(self, file: str, lines: list[str]) -> None:
        self.file = file
        self.lines = lines
        self.problems: list[ScriptProblem] = []
        self._body: int | None = 0

    def _wrong(self, fault: ScriptFault, line: int, **params: str) -> None:
        self.problems.append(ScriptProblem(fault, self.file, line, params))

    def _template(self, text: str, line: int) -> Template:
        try:
            return templates.parse(text, file=self.file, first_line=line)
        except TextError as error:
            self.problems += [ScriptProblem(one.fault, one.file, one.line, one.params) for one in error.problems]
            return Template(())

    def head(self) -> _Head:
        """Read the head between the two lines of dashes: ``key: value``, one a line."""
        nothing = Template(())
        if self.lines[0].strip() != "---":
            self._wrong(ScriptFault.NO_HEAD, 1)
            return _Head(nothing)
        end = next((place for place, line in enumerate(self.lines[1:], 1) if line.strip() == "---"), 0)
        if not end:
            self._wrong(ScriptFault.UNCLOSED_HEAD, 1)
            self._body = None
            return _Head(nothing)
        self._body = end + 1
        found: dict[str, tuple[str, int]] = {}
        for number, line in enumerate(self.lines[1:end], 2):
            if line.strip() and not line.lstrip().startswith("#"):
                self._head_line(line, number, found)
        title, title_line = found.get("title", ("", 1))
        if not title:
            self._wrong(ScriptFault.NO_TITLE, title_line)
        return _Head(
            self._template(title, title_line),
            self._chosen(found.get("situation"), Situation),
            self._rules(found.get("rules")),
            self._chosen(found.get("follow-up"), Reason),
        )

    def _head_line(self, line: str, number: int, found: dict[str, tuple[str, int]]) -> None:
        parts = _COLON.split(line, maxsplit=1)
        if len(parts) < 2:
            self._wrong(ScriptFault.NO_KEY, number, found=line.strip())
            return
        written, value = parts
        key = _KEYS.get(written.strip().casefold())
        if key is None:
            nearest = next(iter(difflib.get_close_matches(written.strip().casefold(), list(_KEYS), 1)), "")
            choices = ", ".join(dict.fromkeys(_KEYS.values()))
            self._wrong(ScriptFault.UNKNOWN_KEY, number, found=written.strip(), nearest=nearest, choices=choices)
        elif key in found:
            self._wrong(ScriptFault.DOUBLE_KEY, number, found=written.strip())
        else:
            found[key] = (value.strip(), number)

    def _chosen(self, given: tuple[str, int] | None, kind: type[_T]) -> tuple[_T, ...]:
        made = []
        for word in _listed(given):
            value = word.casefold().replace("-", "_").replace(" ", "_")
            if value in set(kind):
                made.append(kind(value))
                continue
            nearest = next(iter(difflib.get_close_matches(value, list(kind), 1)), "")
            assert given is not None
            self._wrong(ScriptFault.UNKNOWN_VALUE, given[1], found=word, nearest=nearest, choices=", ".join(kind))
        return tuple(made)

    def _rules(self, given: tuple[str, int] | None) -> tuple[str, ...]:
        made = []
        for word in _listed(given):
            if _PATTERN.fullmatch(word) and "." in word and word.replace("*", "").strip("."):
                made.append(word)
            else:
                assert given is not None
                self._wrong(ScriptFault.BAD_RULE, given[1], found=word)
        return tuple(made)

    def parts(self) -> list[Part]:
        """The paragraphs after the head. Lines of one paragraph are one text, as Markdown has it."""
        if self._body is None:
            return []
        made: list[Part] = []
        kind, words, begun, steps = PartKind.ADVICE, "", 0, 0

        def close() -> None:
            nonlocal words
            if words:
                made.append(Part(kind, self._template(words, begun)))
            words = ""

        for number, line in enumerate(self.lines[self._body :], self._body + 1):
            here, said = _kind_of(line)
            if not line.strip() or here is not kind or here is PartKind.STEP:
                close()
            if not line.strip():
                kind = PartKind.ADVICE
                continue
            steps += here is PartKind.STEP
            if here is PartKind.STEP and not said:
                self._wrong(ScriptFault.EMPTY_STEP, number)
            if not words:
                kind, begun = here, number
            words = _joined(words, said)
        close()
        if not steps:
            self._wrong(ScriptFault.NO_STEPS, len(self.lines))
        if steps > MOST_STEPS:
            self._wrong(ScriptFault.TOO_MANY_STEPS, 1, limit=str(MOST_STEPS))
        return made


def _kind_of(line: str) -> tuple[PartKind, str]:
    if step := _STEP.match(line):
        return PartKind.STEP, step[1].strip()
    if say := _SAY.match(line):
        return PartKind.SAY, say[1].strip()
    return PartKind.ADVICE, line.strip().lstrip("#").strip()


def _listed(given: tuple[str, int] | None) -> list[str]:
    return [] if given is None else [word.strip() for word in re.split(r"[,，、]", given[0]) if word.strip()]


def _joined(before: str, after: str) -> str:
    """Lines of one paragraph: Latin ones with a space between, Chinese ones with none."""
    if not before or not after:
        return before or after
    tight = not before[-1].isascii() or not after[0].isascii()
    return before + after if tight else f"{before} {after}"
