"""Every key that decides anything shows in a rulebook's words: another value, other words, in both languages.

See docs/rules.md#rulebook-command.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from functools import cache
from typing import Any

import pytest

from callcenter import locale
from callcenter.dates.words import WEEKDAYS
from callcenter.model import Channel, Disposition, MilestoneKind, Result, SalesLine, Segment
from callcenter.rulebook import reader, shelf
from callcenter.rulebook.book import FESTIVALS, Base, Counts, Reason, RulebookError
from callcenter.wording.rulebooks import rulebook_words
from tests.rulebook.test_mistakes import written

# Keys that no shipped rulebook has, each with a value that decides something.
UNUSED = """
name = "unused"
title = { en = "Unused keys", zh = "未用到的项" }
tiers = ["gold", "silver"]

[[windows]]
days = ["mon", "tue"]
from = "09:00"
to = "12:00"

[[blocks]]
days = ["mon", "tue"]
from = "09:00"
to = "10:00"
prefers = ["signed"]

[[number_cap]]
calls = 7
per = "7d"

[complaint]
causes = ["delivery", "product"]

[report]
within = "3wd"
every = "1mo"

[pool]
days = 30
tiers = { gold = 15 }
warning_days = 4
holding = 200
per_day = 20
former_owner_days = 8

[breaches]
supervisor = "3wh"
manager = "2wd"

[groups.old]
any_of = [
  { column = "age", at_most = 60, above = 18 },
  { column = "age", known = false },
  { column = "vip", yes = false },
]

[groups.gold]
any_of = [{ tier = "gold" }]

[cohorts.best]
kind = "top"
column = "age"
percent = 12.5

[cohorts.few]
kind = "draw"
since = "delivered"
percent = 3

[[classify]]
tier = "gold"
when = { cohort = "best" }

[[classify]]
tier = "silver"

[phases.came]
starts = "came"

[phases.sold]
starts = "delivered"
or_else = "inquiry"
lasts = "2y"

[[rules]]
id = "first"
kind = "within"
phase = "sold"
channel = "email"
unless = "old"
within = "5wd"

[[rules]]
id = "then"
kind = "every"
phase = "sold"
channel = "call"
only = "gold"
after = "first"
interval = "3mo"
times = 2
counts = "reached"

[[rules]]
id = "yearly"
kind = "yearly"
phase = "came"
channel = "letter"

[[rules]]
id = "drawn"
kind = "drawn"
phase = "came"
channel = "call"
cohort = "few"

[[rules]]
id = "date"
kind = "greeting"
phase = "came"
channel = "letter"
on = "12-24"

[[cases]]
id = "silent"
kind = "no_touch"
phase = "came"
channel = "call"
within = "1y"
"""

BOOKS = {**{name: shelf.shipped_text(name) for name in shelf.shipped()}, "unused": UNUSED}
SAID_IN = {"en": (0,), "zh": (1,)}
"""Keys of words for people, and where among :func:`words` they are said: in their own language alone."""

KINDS: tuple[tuple[str, ...], ...] = (
    (*MilestoneKind, "signed", "came"),
    tuple(Disposition),
    tuple(Channel),
    tuple(WEEKDAYS),
    ("birthday", *FESTIVALS),
    tuple(Result),
    tuple(Reason),
    tuple(Counts),
    tuple(Base),
    tuple(SalesLine),
    tuple(segment.id for segment in Segment),
)


def others(value: Any, names: tuple[str, ...]) -> Iterator[Any]:
    """Other values of the same sort; a list with one less or one more."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield value + 1
        yield value - 1
    elif isinstance(value, str):
        if match := re.fullmatch(r"(\d+)([a-z]+)", value):
            yield f"{int(match[1]) + 1}{match[2]}"
        if match := re.fullmatch(r"(\d\d):(\d\d)", value):
            moved = timedelta(hours=int(match[1]), minutes=int(match[2])) + timedelta(minutes=1)
            yield f"{moved.seconds // 3600:02}:{moved.seconds // 60 % 60:02}"
        if re.fullmatch(r"\d\d-\d\d", value):
            yield "02-03"
        for kind in (*KINDS, names):
            if value in kind:
                yield from (one for one in kind if one != value)
        yield f"{value}2"
    elif isinstance(value, list) and all(isinstance(one, str) for one in value):
        yield value[1:]
        yield [*value, "another"]
        yield from ([*value, one] for one in names if one not in value)


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from leaves(one, (*path, key))
    elif isinstance(value, list) and value and not isinstance(value[0], str):
        for place, one in enumerate(value):
            yield from leaves(one, (*path, place))
    else:
        yield path
        if isinstance(value, list):
            yield from ((*path, place) for place in range(len(value)))


def at(tree: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        tree = tree[step]
    return tree


def named(tree: dict[str, Any]) -> tuple[str, ...]:
    """Every name that the book itself gives: one may stand where another stands."""
    return (
        *(name for table in ("phases", "groups", "cohorts") for name in tree.get(table, {})),
        *tree.get("tiers", []),
        *(rule["id"] for rule in tree["rules"]),
    )


def changed(tree: dict[str, Any], path: tuple[Any, ...]) -> Iterator[dict[str, Any]]:
    """The book with this value taken out, then with others in its place."""
    if isinstance(path[-1], str):
        without = deepcopy(tree)
        del at(without, path[:-1])[path[-1]]
        yield without
    for other in others(at(tree, path), named(tree)):
        different = deepcopy(tree)
        at(different, path[:-1])[path[-1]] = other
        yield different


def text_of(tree: dict[str, Any]) -> str:
    return "\n".join(f"{key} = {written(value)}" for key, value in tree.items())


@cache
def words(text: str) -> tuple[str, str] | None:
    """The book in both languages; None where it has a mistake."""
    try:
        book = reader.load(text, "changed")
    except RulebookError:
        return None
    said = []
    for lang in ("en", "zh"):
        locale.use(lang)
        said.append(rulebook_words.book(book))
    return said[0], said[1]


def shape(value: Any) -> object:
    """The sort of a value: a span in days is another one than in months, a channel another one than a name."""
    if not isinstance(value, str):
        return type(value)
    sorts = tuple(place for place, kind in enumerate(KINDS) if value in kind)
    return sorts or (re.sub(r"\d+", "0", value) if value[:1].isdigit() else str)


def kind_of(tree: dict[str, Any], path: tuple[Any, ...]) -> tuple[object, ...]:
    """Equal for values that are put into the same words: of one sort, under one key, in entries with the same keys."""
    # phases, groups and cohorts are tables by name; all other entries stand in lists.
    named_entry = path[0] in ("phases", "groups", "cohorts")
    steps = [step for step in path[:1] + path[2 if named_entry else 1 :] if isinstance(step, str)]
    entries = [at(tree, path[:depth]) for depth in range(2 if named_entry else 1, len(path))]
    tables = [entry for entry in entries if isinstance(entry, dict)]
    return (
        *steps,
        *(frozenset(table) for table in tables),
        *(table.get("kind") for table in tables),
        shape(at(tree, path)),
    )


def places() -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The values of all books, of each kind the first."""
    seen: set[tuple[object, ...]] = set()
    for name, text in BOOKS.items():
        tree = tomllib.loads(text)
        for path in leaves(tree):
            if (kind := kind_of(tree, path)) not in seen:
                seen.add(kind)
                yield name, path


PLACES = list(places())


@pytest.mark.parametrize(("name", "path"), PLACES, ids=[f"{name}-{'.'.join(map(str, p))}" for name, p in PLACES])
def test_another_value_has_other_words(name: str, path: tuple[Any, ...]) -> None:
    tree = tomllib.loads(BOOKS[name])
    before = words(text_of(tree))
    assert before is not None
    tried = 0
    for other in changed(tree, path):
        after = words(text_of(other))
        if after is not None:
            tried += 1
            for lang in SAID_IN.get(path[-1], (0, 1)):
                assert after[lang] != before[lang], at(tree, path)
        if tried == 3:
            break
    # A kind has keys of its own; a name that others refer to can be no other.
    assert tried or path[-1] == "kind" or at(tree, path) in named(tree)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_title_is_said_in_its_language(lang: locale.Language) -> None:
    locale.use(lang)
    book = reader.load(UNUSED, "unused")
    assert {"en": "Unused keys", "zh": "未用到的项"}[lang] in rulebook_words.book(book).splitlines()[0]


def test_names_of_the_shipped_books_are_words_in_chinese() -> None:
    """Codes stand where a rule is named, and nowhere else."""
    locale.use("zh")
    for name in shelf.shipped():
        book = reader.load(shelf.shipped_text(name), name)
        said = rulebook_words.book(book)
        for code in (*book.phases, *book.groups, *book.cohorts):
            assert not re.search(rf"(?<![\w.]){re.escape(code)}(?![\w.])", re.sub(rf"{name}(\.\S+)?", "", said)), code
