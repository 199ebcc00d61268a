"""Ranking of customers by what was typed: pure, without reading the database (docs/architecture.md#finding)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import IntEnum

from msgspec import Struct

from callcenter.storage.search import search_keys
from callcenter.storage.search.search_keys import SearchKeys
from callcenter.views.customers.hits import Match

_TAIL = 3  # digits from which a number's end is looked for
_HEAD = 4  # and its beginning
_NUMBER = re.compile(r"[+＋]?[\d\s().\-/－（）]+")
_TRUNK = re.compile(r"\(0\)")


class Rank(IntEnum):
    """The order of hits, best first: the whole before a beginning, the name before the company, parts last."""

    REF = 0
    NUMBER = 1
    NAME = 2
    NAME_START = 3
    PINYIN = 4
    PINYIN_START = 5
    INITIALS = 6
    INITIALS_START = 7
    COMPANY = 8
    COMPANY_START = 9
    COMPANY_PINYIN = 10
    COMPANY_INITIALS = 11
    PERSON = 12
    PERSON_START = 13
    NAME_PART = 14
    COMPANY_PART = 15
    REF_START = 16
    NUMBER_START = 17

    @property
    def match(self) -> Match:
        """Return the part of the customer that fitted."""
        return _MATCHES[self]


_MATCHES = {
    Rank.REF: Match.REF,
    Rank.NUMBER: Match.NUMBER,
    Rank.NAME: Match.NAME,
    Rank.NAME_START: Match.NAME,
    Rank.PINYIN: Match.PINYIN,
    Rank.PINYIN_START: Match.PINYIN,
    Rank.INITIALS: Match.INITIALS,
    Rank.INITIALS_START: Match.INITIALS,
    Rank.COMPANY: Match.COMPANY,
    Rank.COMPANY_START: Match.COMPANY,
    Rank.COMPANY_PINYIN: Match.COMPANY_PINYIN,
    Rank.COMPANY_INITIALS: Match.COMPANY_INITIALS,
    Rank.PERSON: Match.PERSON,
    Rank.PERSON_START: Match.PERSON,
    Rank.NAME_PART: Match.NAME,
    Rank.COMPANY_PART: Match.COMPANY,
    Rank.REF_START: Match.REF,
    Rank.NUMBER_START: Match.NUMBER,
}


class SearchTerm(Struct, frozen=True):
    """Search text, or a word of it, in each way in which a customer may be known by it; '' or () = in none.

    ``letters`` pinyin or initials; ``tails`` the ends and ``heads`` the beginnings that a number may have, E.164.
    """

    refs: tuple[str, ...]
    text: str
    letters: str
    tails: tuple[str, ...]
    heads: tuple[str, ...]


class KnownBy(Struct, frozen=True):
    """Keys by which a customer is known."""

    ref: str
    keys: SearchKeys
    numbers: tuple[str, ...]
    persons: tuple[SearchKeys, ...] = ()


def term(typed: str, calling_codes: Iterable[str]) -> SearchTerm:
    """Return the term of a cleaned text. ``calling_codes``: of countries whose numbers are written without, ``86``."""
    text = search_keys.fold(typed)
    letters = search_keys.letters(typed)
    tails, heads = _numbers(typed, calling_codes)
    ref = typed[: search_keys.LENGTH]
    return SearchTerm(
        refs=tuple(dict.fromkeys((ref, ref.upper()))),
        text=text,
        letters=letters if letters.isascii() and not letters.isdigit() else "",
        tails=tails,
        heads=heads,
    )


def _numbers(typed: str, calling_codes: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if not _NUMBER.fullmatch(typed):
        return (), ()
    folded = search_keys.fold(typed)
    digits = "".join(char for char in _TRUNK.sub("", folded) if char in "0123456789")
    international = folded.startswith("+") or digits.startswith("00")
    # A zero before the number is the trunk's, two are the way abroad: neither is part of it.
    bare = digits.lstrip("0") if digits.startswith("0") else digits
    tails = tuple(one for one in dict.fromkeys((digits, bare)) if len(one) >= _TAIL)
    if len(bare) < _HEAD:
        return tails, ()
    heads = [f"+{bare}"] if international else [f"+{code}{bare}" for code in calling_codes]
    return tails, tuple(heads)


def rank(wanted: SearchTerm, known: KnownBy) -> Rank | None:
    """Return the rank of the customer, None = no match."""
    return min(_ranks(wanted, known), default=None)


def matched_number(wanted: SearchTerm, known: KnownBy) -> str:
    """The number that fitted, '' = none."""
    return next((one for one in known.numbers if one.endswith(wanted.tails)), "") or next(
        (one for one in known.numbers if one.startswith(wanted.heads)), ""
    )


def _ranks(wanted: SearchTerm, known: KnownBy) -> Iterator[Rank]:
    keys = known.keys
    if known.ref in wanted.refs:
        yield Rank.REF
    elif known.ref.startswith(wanted.refs):
        yield Rank.REF_START
    if any(one.endswith(wanted.tails) for one in known.numbers):
        yield Rank.NUMBER
    elif any(one.startswith(wanted.heads) for one in known.numbers):
        yield Rank.NUMBER_START
    if wanted.text:
        yield from _begins(keys.name_key, wanted.text, Rank.NAME, Rank.NAME_START)
        yield from _begins(keys.company_key, wanted.text, Rank.COMPANY, Rank.COMPANY_START)
        if any(keys.name_key.startswith(wanted.text, at) for at in search_keys.starts(keys.name_key)):
            yield Rank.NAME_PART
        if any(keys.company_key.startswith(wanted.text, at) for at in search_keys.company_starts(keys.company_key)):
            yield Rank.COMPANY_PART
    if wanted.letters:
        for pinyin, initials in ((keys.pinyin, keys.initials), *keys.others()):
            yield from _begins(pinyin, wanted.letters, Rank.PINYIN, Rank.PINYIN_START)
            yield from _begins(initials, wanted.letters, Rank.INITIALS, Rank.INITIALS_START)
        if keys.company_pinyin.startswith(wanted.letters):
            yield Rank.COMPANY_PINYIN
        if keys.company_initials.startswith(wanted.letters):
            yield Rank.COMPANY_INITIALS
    for person in known.persons:
        yield from _person_ranks(wanted, person)


def _person_ranks(wanted: SearchTerm, keys: SearchKeys) -> Iterator[Rank]:
    if wanted.text:
        yield from _begins(keys.name_key, wanted.text, Rank.PERSON, Rank.PERSON_START)
        if any(keys.name_key.startswith(wanted.text, at) for at in search_keys.starts(keys.name_key)):
            yield Rank.PERSON_START
    if wanted.letters:
        for reading in ((keys.pinyin, keys.initials), *keys.others()):
            for letters in reading:
                yield from _begins(letters, wanted.letters, Rank.PERSON, Rank.PERSON_START)


def _begins(key: str, text: str, whole: Rank, start: Rank) -> Iterator[Rank]:
    if key.startswith(text):
        yield whole if key == text else start
