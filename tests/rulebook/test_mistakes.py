"""Mistakes in a rulebook are named by their own line and key (docs/rules.md#rulebook-command)."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from callcenter.rulebook import reader
from callcenter.rulebook.book import ProblemCode
from callcenter.rulebook.shelf import shipped_text

TELESALES = shipped_text("telesales")
WRONG = "1979-05-27"
"""A day: TOML knows it, and no value of a rulebook may be one."""


def written(value: Any) -> str:
    """A value as TOML."""
    if value is WRONG:
        return str(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {written(one)}' for key, one in value.items())} }}"
    return f'"{value}"' if isinstance(value, str) else str(value)


def broken(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """The value with one part of it broken, each in turn, and where that part is."""
    yield path, WRONG
    if isinstance(value, list):
        for place, one in enumerate(value):
            for at, other in broken(one, f"{path}[{place}]"):
                yield at, [*value[:place], other, *value[place + 1 :]]
    if isinstance(value, dict):
        for key, one in value.items():
            for at, other in broken(one, f"{path}.{key}"):
                yield at, {**value, key: other}


def mistakes(text: str) -> Iterator[tuple[int, str, str]]:
    """Every value of a book broken in turn: line, key, text."""
    lines = text.splitlines()
    table, seen = "", Counter[str]()
    for place, line in enumerate(lines):
        if match := re.match(r"\[\[(.+)\]\]", line):
            table = f"{match[1]}[{seen[match[1]]}]."
            seen[match[1]] += 1
        elif match := re.match(r"\[(.+)\]", line):
            table = f"{match[1]}."
        elif match := re.match(r"([\w.]+) = ", line):
            value = tomllib.loads(f"value = {line[match.end() :]}")["value"]
            for at, other in broken(value, f"{table}{match[1]}"):
                changed = [*lines[:place], f"{match[1]} = {written(other)}", *lines[place + 1 :]]
                yield place + 1, at, "\n".join(changed)


MISTAKES = list(mistakes(TELESALES))


def test_every_value_of_the_book_is_broken_once() -> None:
    assert len(MISTAKES) == len({(line, at) for line, at, _ in MISTAKES}) > 150
    assert {"phases.presale.lasts", "phases.renewal.before_end[1].months", "segments.low_intent[2]"} <= {
        at for _, at, _ in MISTAKES
    }


@pytest.mark.parametrize(("line", "at", "text"), MISTAKES, ids=[f"{line}-{at}" for line, at, _ in MISTAKES])
def test_a_wrong_value_is_named_by_its_line_and_key(line: int, at: str, text: str) -> None:
    assert [(one.line, one.key) for one in reader.check(text)] == [(line, at)]


@pytest.mark.parametrize(
    ("old", "new", "key", "code"),
    [
        ('lasts = "6mo"', 'lasts = "soon"', "phases.presale.lasts", ProblemCode.BAD_SPAN),
        ('lasts = "6mo"', 'length = "6mo"', "phases.presale.length", ProblemCode.UNKNOWN_KEY),
        ('starts = "inquiry"', 'starts = "tomorrow"', "phases.presale.starts", ProblemCode.UNKNOWN_START),
        ("years = 2, months", "years = 2, weeks", "phases.renewal.before_end[1].weeks", ProblemCode.UNKNOWN_KEY),
        ('low_intent = ["C"', 'lower_intent = ["C"', "segments.lower_intent", ProblemCode.UNKNOWN_SEGMENT),
        ('within = "48h"', 'within = "48d"', "retry.within", ProblemCode.UNFIT_SPAN),
        (
            "[effective]",
            'number_cap = [{ calls = 3, per = "1mo" }]\n[effective]',
            "number_cap[0].per",
            ProblemCode.UNFIT_SPAN,
        ),
        (
            "[effective]",
            'breaches = { supervisor = "4h" }\n[effective]',
            "breaches.supervisor",
            ProblemCode.UNFIT_SPAN,
        ),
        (
            "[effective]",
            'breaches = { supervisor = "4wh", manager = "2d" }\n[effective]',
            "breaches.manager",
            ProblemCode.UNFIT_SPAN,
        ),
        (
            "[effective]",
            'complaint = { causes = ["price", " Price"] }\n[effective]',
            "complaint.causes[1]",
            ProblemCode.DOUBLE_ID,
        ),
        ("[effective]", 'complaint = { causes = [" "] }\n[effective]', "complaint.causes[0]", ProblemCode.WRONG_VALUE),
    ],
)
def test_mistakes_in_named_tables(old: str, new: str, key: str, code: ProblemCode) -> None:
    text = TELESALES.replace(old, new, 1)
    line = text[: text.index(new)].count("\n") + 1
    assert (line, key, code) in [(one.line, one.key, one.code) for one in reader.check(text)]


def test_what_closes_a_case_says_what_follows_or_how_long_it_may_take() -> None:
    text = f'{TELESALES}\n[[closing]]\ncase = "repair"\n'
    found = [(one.key, one.code) for one in reader.check(text)]
    assert ("closing[0]", ProblemCode.ONE_OF) in found
    assert ProblemCode.ONE_OF not in {one.code for one in reader.check(f'{text}within = "3wd"\n')}


def test_one_mistake_in_a_named_table_does_not_hide_the_next() -> None:
    text = TELESALES.replace('lasts = "6mo"', "lasts = 6").replace("unknown_length_months = 2", "unknown_length = 2")
    text = text.replace('high_intent = ["A", "B"]', "high_intent = 1", 1).replace("attempts = 3", 'attempts = "3"')
    assert {one.key for one in reader.check(text)} == {
        *("phases.presale.lasts", "phases.renewal.unknown_length", "segments.high_intent", "retry.attempts")
    }


def test_keys_in_quotes_have_lines_too() -> None:
    text = TELESALES.replace("[phases.presale]", '[phases."presale"]').replace('lasts = "6mo"', '"lasts" = 6')
    (problem,) = reader.check(text)
    assert (problem.key, problem.line) == ("phases.presale.lasts", text[: text.index('"lasts"')].count("\n") + 1)


def test_a_table_that_is_none_is_named() -> None:
    text = "phases = 3\nsegments = 4\n" + TELESALES[: TELESALES.index("[segments]")]
    assert [(one.line, one.key) for one in reader.check(text)] == [(1, "phases"), (2, "segments")]
