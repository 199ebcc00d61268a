"""Finding anybody among a million while typing: every kind of text, and those that fit very many or nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from random import Random

from bench import crowd, figures
from bench.crowd import Somebody
from bench.world import AGENTS, NOW
from callcenter.storage.search import search_keys
from callcenter.store import Store

WANTED = 50.0
"""Milliseconds until the first results of 99 of 100 texts."""

_BAD = ("l", "1", "王", "%", "_", "w", "有", "公司", "li", "zh", "13", "138", "'", "\U0010ffff", "a b c d e f g")


def measure(kind: str, address: str, customers: int, *, rounds: int) -> None:
    """Print what the search costs, ``rounds`` texts of each kind; nothing is changed."""
    some = _some(customers, rounds)
    store = Store.open(address, NOW)
    rows: list[tuple[str, ...]] = []
    everything: list[float] = []
    try:
        for what, texts in _texts(some).items():
            taken: list[float] = []
            for place, text in enumerate(texts):
                with figures.timed(taken):
                    store.search.find(text, agent=AGENTS[place % len(AGENTS)])
            everything += taken
            rows.append(figures.row(what, taken))
    finally:
        store.close()
    rows.append(figures.row("all of them", everything))
    figures.table(f"Finding, {kind}", rows)
    figures.wanted("99 % of the searches", figures.p99(everything), WANTED)


def _some(customers: int, rounds: int) -> list[Somebody]:
    every = max(customers // (rounds * 4), 1)
    companies = (one for one in islice(crowd.people(customers), 0, None, every) if one.company)
    return list(islice(companies, rounds))


def _texts(some: Sequence[Somebody]) -> dict[str, list[str]]:
    """Texts by kind: what somebody might type who looks for these."""
    random = Random(3)
    chinese = [one for one in some if not one.name.isascii() and not one.company.isascii()]
    keys = {one.ref: search_keys.of(one.name, one.company) for one in some}

    def of(whom: Iterable[Somebody], text: Callable[[Somebody], str]) -> list[str]:
        return [text(one) for one in whom]

    return {
        "name": of(some, lambda one: one.name),
        "surname": of(chinese, lambda one: one.name[0]),
        "pinyin": of(some, lambda one: keys[one.ref].pinyin),
        "pinyin, as it is typed": [text for one in some for text in _typed(keys[one.ref].pinyin)],
        "initials": of(some, lambda one: keys[one.ref].initials),
        "company": of(some, lambda one: one.company),
        "company, its first two characters": of(some, lambda one: one.company[:2]),
        "company, from its middle": of(chinese, lambda one: one.company[random.randrange(2, 5) :][:2]),
        "company, pinyin": of(chinese, lambda one: keys[one.ref].company_pinyin[:10]),
        "company, initials": of(chinese, lambda one: keys[one.ref].company_initials[:4]),
        "number, last four digits": of(some, lambda one: one.phone[-4:]),
        "number, whole": of(some, lambda one: one.phone[3:]),
        "number, as it is typed": [text for one in some for text in _typed(one.phone[3:])],
        "ref": of(some, lambda one: one.ref),
        "surname and company": of(chinese, lambda one: f"{one.name[0]} {one.company[:4]}"),
        "surname and a city, both common": of(chinese, lambda one: f"{one.name[0]} {one.company[:2]}"),
        "pinyin and the company's middle": of(chinese, lambda one: f"{keys[one.ref].pinyin} {one.company[2:4]}"),
        "nobody": of(some, lambda one: f"{one.name}无"),
        "too little, too common, or nonsense": [text for text in _BAD for _ in range(max(len(some) // 20, 1))],
    }


def _typed(text: str) -> list[str]:
    return [text[:end] for end in range(1, len(text) + 1)]
