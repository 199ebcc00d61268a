"""A text with placeholders: read once with every mistake named, then filled for one customer after another.

``{name}`` is filled; where the fact is not known, a *gap* ``[… name]`` stands there, which a person fills before the
text goes out (:func:`gaps`). With a question mark, ``{company?}``, the whole sentence is left out instead, and the line
too where nothing else stands in it. ``{{`` and ``}}`` are braces. What fills a placeholder is never read for another.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct

from callcenter.texts.fields import NAMES, FieldName

_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
# A full stop ends a sentence only before a space: 3.5 and example.com stay whole. The spaces go with their sentence.
_SENTENCE_END = re.compile(r"[。！？；!?]+[”’」』）)\"']*\s*|\.[\"')]*\s+")
_GAP = re.compile(r"\[…[^\[\]\n]*\]")


class TextFault(StrEnum):
    """Faults of a line of a text. ``params`` of each in the comment."""

    UNKNOWN = "unknown_placeholder"  # found: as written; nearest: the likeliest one or ''; choices
    UNCLOSED = "unclosed"
    STRAY = "stray"


class TextProblem(Struct, frozen=True):
    """One mistake. ``file`` is what the caller named the text, ``line`` counts from 1."""

    fault: TextFault
    file: str
    line: int
    params: Mapping[str, str]


class TextError(Exception):
    """The text cannot be used. ``problems`` stand by line."""

    def __init__(self, problems: tuple[TextProblem, ...]) -> None:
        super().__init__(
            "; ".join(f"{p.file}:{p.line}: {p.fault} {p.params.get('found', '')}".rstrip() for p in problems)
        )
        self.problems = problems


class Placeholder(Struct, frozen=True):
    """``written`` is its name as the author wrote it; ``optional`` = without the fact its sentence goes."""

    field: FieldName
    written: str
    optional: bool


Piece: TypeAlias = str | Placeholder
Sentence: TypeAlias = tuple[Piece, ...]


class Template(Struct, frozen=True):
    """A text that was read without a mistake: lines of sentences of pieces."""

    lines: tuple[tuple[Sentence, ...], ...]

    @property
    def fields(self) -> frozenset[FieldName]:
        """Return the fields that it asks for."""
        return frozenset(
            piece.field
            for line in self.lines
            for sentence in line
            for piece in sentence
            if isinstance(piece, Placeholder)
        )

    def fill(self, known: Mapping[FieldName, str]) -> str:
        """The text for one customer. An empty value is as good as none."""
        return "\n".join(_filled(self.lines, known)).strip("\n")


def parse(text: str, *, file: str, first_line: int = 1) -> Template:
    """Read a text; ``first_line`` is where it begins in ``file``. Raises :class:`TextError` with all its mistakes."""
    problems: list[TextProblem] = []
    lines = []
    for number, line in enumerate(text.splitlines(), first_line):
        pieces = []
        for piece in _pieces(line):
            if isinstance(piece, _Mistake):
                problems.append(TextProblem(piece.fault, file, number, piece.params))
            else:
                pieces.append(piece)
        lines.append(tuple(_sentences(pieces)))
    if problems:
        raise TextError(tuple(problems))
    return Template(tuple(lines))


def gaps(text: str) -> tuple[str, ...]:
    """The gaps that a filled text still has, as they stand in it."""
    return tuple(_GAP.findall(text))


class _Mistake(Struct, frozen=True):
    fault: TextFault
    params: Mapping[str, str]


def _pieces(line: str) -> Iterator[Piece | _Mistake]:
    place = 0
    for token in _TOKEN.finditer(line):
        if token.start() > place:
            yield line[place : token.start()]
        place = token.end()
        match token[0]:
            case "{{":
                yield "{"
            case "}}":
                yield "}"
            case "{":
                yield _Mistake(TextFault.UNCLOSED, {})
            case "}":
                yield _Mistake(TextFault.STRAY, {})
            case _:
                yield _placeholder(token[1])
    if place < len(line):
        yield line[place:]


def _placeholder(inside: str) -> Placeholder | _Mistake:
    name = inside.strip()
    optional = name.endswith(("?", "？"))
    name = name.rstrip("?？").rstrip()
    field = NAMES.get(name.casefold())
    if field is None:
        nearest = next(iter(difflib.get_close_matches(name.casefold(), list(NAMES), 1)), "")
        return _Mistake(TextFault.UNKNOWN, {"found": name, "nearest": nearest, "choices": ", ".join(FieldName)})
    return Placeholder(field, name, optional)


def _sentences(pieces: list[Piece]) -> Iterator[Sentence]:
    sentence: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Placeholder):
            sentence.append(piece)
            continue
        place = 0
        for end in _SENTENCE_END.finditer(piece):
            sentence.append(piece[place : end.end()])
            yield tuple(sentence)
            sentence, place = [], end.end()
        if place < len(piece):
            sentence.append(piece[place:])
    if sentence:
        yield tuple(sentence)


def _filled(lines: tuple[tuple[Sentence, ...], ...], known: Mapping[FieldName, str]) -> Iterator[str]:
    for line in lines:
        kept = [sentence for sentence in line if all(_has(piece, known) for piece in sentence)]
        text = "".join(_value_of(piece, known) for sentence in kept for piece in sentence).rstrip()
        if text or len(kept) == len(line):
            yield text


def _has(piece: Piece, known: Mapping[FieldName, str]) -> bool:
    return isinstance(piece, str) or not piece.optional or bool(known.get(piece.field))


def _value_of(piece: Piece, known: Mapping[FieldName, str]) -> str:
    if isinstance(piece, str):
        return piece
    # A value is one run of words: a line break in a name must not begin a line of the text.
    return " ".join(known.get(piece.field, "").split()) or f"[… {piece.written}]"
