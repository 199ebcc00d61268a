"""Changes from one rulebook to another, in words (``rulebook diff``): sentence by sentence as a book is shown.

Rules are told apart by their ids without the book's name, so that a copy under another name is compared rule by rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

from msgspec import Struct, structs
from msgspec.structs import fields, replace

from callcenter.locale import _
from callcenter.rulebook.book import Rulebook
from callcenter.wording.rulebooks import rulebook_words

_TABLES = ("phases", "rules", "cases", "findings")


class SentenceChange(StrEnum):
    """Change of a sentence from one book to the other."""

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"


class Difference(Struct, frozen=True):
    """A sentence that is not the same in both. ``rule``: the id of a rule, phase, case or finding, '' of others."""

    section: str
    rule: str
    change: SentenceChange
    before: str
    after: str


def differences(before: Rulebook, after: Rulebook) -> tuple[Difference, ...]:
    """Everything that the second book says otherwise, in the order of ``rulebook show``.

    What the words of a book do not tell apart is given as it stands in the files, so that nothing is left out.
    """
    found: list[Difference] = []
    old, new = rulebook_words.statements(before), rulebook_words.statements(after)
    for section in dict.fromkeys((*old, *new)):
        found += _named(section, _by_id(old.get(section, ()), before), _by_id(new.get(section, ()), after))
        found += _unnamed(section, _sentences(old.get(section, ())), _sentences(new.get(section, ())))
    return (*found, *_unsaid(before, after))


_Statements = Sequence[tuple[str, str]]


def _short(rule: str, book: Rulebook) -> str:
    return rule.removeprefix(f"{book.name}.")


def _by_id(statements: _Statements, book: Rulebook) -> dict[str, tuple[str, str]]:
    return {_short(rule, book): (rule, sentence) for rule, sentence in statements if rule}


def _sentences(statements: _Statements) -> list[str]:
    return [sentence for rule, sentence in statements if not rule]


def _named(
    section: str, old: Mapping[str, tuple[str, str]], new: Mapping[str, tuple[str, str]]
) -> Iterator[Difference]:
    for name in dict.fromkeys((*old, *new)):
        if name not in new:
            yield Difference(section, old[name][0], SentenceChange.GONE, old[name][1], "")
        elif name not in old:
            yield Difference(section, new[name][0], SentenceChange.NEW, "", new[name][1])
        elif old[name][1] != new[name][1]:
            yield Difference(section, new[name][0], SentenceChange.CHANGED, old[name][1], new[name][1])


def _unnamed(section: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Difference]:
    gone = [sentence for sentence in old if sentence not in new]
    come = [sentence for sentence in new if sentence not in old]
    if len(gone) == len(come):
        # As many as before: each in the place of another.
        yield from (Difference(section, "", SentenceChange.CHANGED, *pair) for pair in zip(gone, come, strict=True))
        return
    yield from (Difference(section, "", SentenceChange.GONE, sentence, "") for sentence in gone)
    yield from (Difference(section, "", SentenceChange.NEW, "", sentence) for sentence in come)


def _unsaid(before: Rulebook, after: Rulebook) -> Iterator[Difference]:
    """Yield the differences of the books that no word of them tells: key by key, as the files have it.

    Whether words tell it is tried out: the key alone is changed, and the book is said again.
    """
    known = _with_names_of(before, after)
    words = rulebook_words.statements(known)

    def told(changed: Rulebook) -> bool:
        return rulebook_words.statements(changed) != words

    for table in _TABLES:
        old, new = _entries(known, table), _entries(after, table)
        for name in (name for name in old if name in new and type(old[name]) is type(new[name])):
            for key, value in _other_keys(old[name], new[name]):
                if not told(_with_entry(known, table, name, structs.replace(old[name], **{key: value}))):
                    yield _of_file(f"{table}.{name}", key, getattr(old[name], key), value)
    for one in fields(Rulebook):
        if one.name not in (*_TABLES, "name", "text") and getattr(before, one.name) != getattr(after, one.name):
            value = getattr(after, one.name)
            if not told(replace(known, **{one.name: value})):
                yield _of_file("", one.name, getattr(before, one.name), value)


def _of_file(where: str, key: str, before: object, after: object) -> Difference:
    values = (f"{key} = {_plain(one)}" for one in (before, after))
    return Difference(_("Keys in the file"), where, SentenceChange.CHANGED, *values)


def _with_names_of(book: Rulebook, other: Rulebook) -> Rulebook:
    """The book with what only the other one names, so that any value of the other can stand in it."""
    named: dict[str, Any] = {
        one.name: {**getattr(other, one.name), **getattr(book, one.name)}
        for one in fields(Rulebook)
        if isinstance(getattr(book, one.name), dict)
    }
    return replace(book, **named)


def _entries(book: Rulebook, table: str) -> dict[str, Struct]:
    entries = getattr(book, table)
    return dict(entries) if isinstance(entries, dict) else {_short(one.id, book): one for one in entries}


def _with_entry(book: Rulebook, table: str, name: str, entry: Struct) -> Rulebook:
    entries = {**_entries(book, table), name: entry}
    changed: dict[str, Any] = {table: entries if isinstance(getattr(book, table), dict) else tuple(entries.values())}
    return replace(book, **changed)


def _other_keys(old: Struct, new: Struct) -> Iterator[tuple[str, object]]:
    for key in old.__struct_fields__:
        if key != "id" and getattr(old, key) != getattr(new, key):
            yield key, getattr(new, key)


def _plain(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case None:
            return "-"
        case tuple() | frozenset():
            return f"[{', '.join(map(_plain, value))}]"
        case _:
            return str(value)
