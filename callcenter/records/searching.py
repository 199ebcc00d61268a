"""Finding anybody while typing (DESIGN §2): the best of a million customers in a few looks at indexes.

Each way in which a customer may be known is a source: one index, read from where the typed text begins, so many rows
and no more. A text that begins the names of a tenth of all customers costs no more than any other. Where a source has
more than was read, the agent's own are read beside it. What was read is then ranked by :mod:`.matching`.
"""

from __future__ import annotations

import heapq
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial

from msgspec import Struct
from msgspec.structs import replace

from callcenter.model import Stage
from callcenter.records import cleaning, frames, loading, matching, people, search_keys
from callcenter.records.matching import Known, Rank, Term
from callcenter.records.pacing import Pace
from callcenter.records.phone_rows import FIRST_NUMBER
from callcenter.records.search_keys import COLUMNS, PART, SearchKeys, WordKind
from callcenter.records.viewing import PLAN_TIER
from callcenter.records.working import Row, Tx, Worker
from callcenter.views.found import FoundRow, Match

FOUND = (
    f"SELECT c.ref, c.name, c.company, {PLAN_TIER}, {FIRST_NUMBER}, a.name, k.name, c.stage FROM customer c"
    " JOIN campaign k ON k.id = c.campaign_id LEFT JOIN agent a ON a.id = c.owner_id"
)
"""What :func:`found_row` reads."""

_CONTACT = "(SELECT t.at FROM touch t WHERE t.customer_id = c.id AND t.in_force ORDER BY t.at DESC LIMIT 1)"
_LAST = _NO_TIER = "\U0010ffff"
_READ = 60
"""Rows of a source: what ranks the same beyond them is left to one more letter."""
_READ_IN_CAMPAIGN = 500
_DEEP = 800
"""Rows of the longest word's sources where each of several words is common: who fits them all may stand far behind."""
_ORDERED = 60
"""Of the best, by given tier where they are equal, so many are ordered by their rules' tier and last contact."""
_WORDS = 5

_OWN = frozenset({Rank.NAME_START, Rank.PINYIN_START, Rank.INITIALS_START, Rank.COMPANY_START})
"""Columns that are also indexed by owner."""

FILLED_TO = "search_filled_to"
"""In ``meta``: the id up to which customers of an older store have keys and words; gone when all have them."""


class _Source(Struct, frozen=True):
    """An index and the stretch of it that begins with a text. ``rank``: the least good that it leads to."""

    rank: Rank
    table: str
    customer: str
    column: str
    start: str
    where: str = ""
    """What stands before the column in the index."""

    def query(self, size: int) -> tuple[str, list[object]]:
        """The first rows, with their rank and customer; and the parameters."""
        before = f"{self.where} AND " if self.where else ""
        return (
            f"SELECT {int(self.rank)} AS rank, {self.customer} AS id FROM {self.table}"
            f" WHERE {before}{self.column} >= ? AND {self.column} < ? ORDER BY {self.column} LIMIT {size}"
        ), [self.start, self.start + _LAST]


class _Hits(Struct):
    """What the sources of a term led to, best source first; ``full`` = had more."""

    ids: dict[Rank, list[int]] = {}
    full: set[Rank] = set()

    def all(self) -> list[int]:
        """Everybody, each once, best source first."""
        return list(dict.fromkeys(one for rank in sorted(self.ids) for one in self.ids[rank]))

    def best(self, enough: int) -> list[int]:
        """The sources as far as they are needed for so many: what comes after them ranks lower."""
        found: dict[int, None] = {}
        for rank in sorted(self.ids):
            if len(found) >= enough:
                break
            found.update(dict.fromkeys(self.ids[rank]))
        return list(found)


class _Ranked(Struct, frozen=True):
    """How a customer fits: the whole text before the words of it, and the rank; what fitted, and which number."""

    order: tuple[int, ...]
    matches: tuple[Match, ...]
    number: str


class _Scope(Struct, frozen=True):
    """Who asks: whose own come first, and whether one campaign only."""

    agent: int | None
    campaign: int | None


def found_row(row: Row) -> FoundRow:
    """A customer as a list shows them, out of :data:`FOUND`."""
    ref, name, company, tier, phone, owner, campaign, stage = row
    return FoundRow(ref, name, company, tier, phone or "", owner, campaign, Stage(stage))


class Searching(Worker):
    """The search, and the keys of customers of an older store."""

    def find(
        self, text: str, *, agent: str | None = None, limit: int = 50, campaign: str | None = None
    ) -> tuple[FoundRow, ...]:
        """Who is known by this text or by all words of it, the best match first.

        Of the same rank the own customers of ``agent`` come first, then the better tier, then who was talked to last.
        What a row says of its ``matches`` is why it is there; a number that fitted is the row's ``phone``.
        Raises ``UNKNOWN_CAMPAIGN``, ``UNKNOWN_AGENT``.
        """
        typed = " ".join(cleaning.typed(text).split())
        if not typed or limit <= 0:
            return ()

        def work(tx: Tx) -> tuple[FoundRow, ...]:
            scope = _Scope(
                None if agent is None else people.agent_id(tx, agent),
                None if campaign is None else frames.kept_named(tx, campaign).id,
            )
            countries = sorted({kept.frame.country for kept in frames.all_kept(tx).values()})
            return _find(tx, typed, scope, countries, limit)

        return self.read(work)

    def fill_search(self, *, budget: int) -> bool:
        """Give customers of an older store their keys and words, for so many milliseconds; True = there are more.

        Short transactions with pauses between, while people work. Nothing to do costs one look.
        """
        if self.read(lambda tx: tx.value("SELECT 1 FROM meta WHERE key = ?", (FILLED_TO,))) is None:
            return False
        search_keys.load()
        ends = time.monotonic() + budget / 1000
        pace = Pace(loading.CHUNK)
        while time.monotonic() < ends:
            with pace.measured() as size:
                more = self.write(partial(_fill, size=size), durable=False)
            if not more:
                return False
            time.sleep(pace.seconds / 2)
        return True


def _find(tx: Tx, typed: str, scope: _Scope, countries: Sequence[str], limit: int) -> tuple[FoundRow, ...]:
    words = typed.split()
    codes = _calling_codes(tuple(countries)) if any(char.isdigit() for char in typed) else ()
    whole = matching.term(typed, codes)
    each = [matching.term(word, codes) for word in words] if len(words) > 1 else []
    ids = dict.fromkeys(_look(tx, whole, scope, _READ).best(limit))
    if each and len(ids) < limit:
        ids |= dict.fromkeys(_look_for_all(tx, each, scope))
    if not ids:
        return ()
    numbers = any(term.tails or term.heads for term in (whole, *each))
    fitting: dict[int, tuple[tuple[int, ...], str, str, _Ranked]] = {}
    for key, owner, tier, known in _known(tx, list(ids), numbers=numbers):
        fits = _ranked(known, whole, each, own=scope.agent is not None and owner == scope.agent)
        if fits is not None and (key not in fitting or fits.order < fitting[key][0]):
            fitting[key] = fits.order, tier or _NO_TIER, known.ref, fits
    if not fitting:
        return ()
    best = heapq.nsmallest(max(limit, _ORDERED), fitting, key=lambda key: fitting[key][:3])
    return tuple(_rows(tx, {key: fitting[key][3] for key in best})[:limit])


def _ranked(known: Known, whole: Term, each: Sequence[Term], *, own: bool) -> _Ranked | None:
    rank = matching.rank(whole, known)
    if rank is not None:
        return _Ranked((0, rank, not own), (rank.match,), matching.matched_number(whole, known))
    ranks = [matching.rank(term, known) for term in each]
    fitting = [one for one in ranks if one is not None]
    if not each or len(fitting) < len(ranks):
        return None
    number = next(filter(None, (matching.matched_number(term, known) for term in each)), "")
    matches = tuple(dict.fromkeys(one.match for one in fitting))
    # All words of the name before some of the company: those of a Western name come in any order.
    return _Ranked((1, len(matches), sum(fitting), not own), matches, number)


def _look_for_all(tx: Tx, each: Sequence[Term], scope: _Scope) -> list[int]:
    """Who may fit all words: everybody whom the rarest of them leads to."""
    found = [_look(tx, term, scope, _READ) for term in each[:_WORDS]]
    whole = [hits.all() for hits in found if not hits.full]
    if whole:
        return min(whole, key=len)
    place = max(range(len(found)), key=lambda number: len(each[number].text.encode()))
    others = [term for number, term in enumerate(each) if number != place]
    return [
        *set.intersection(*(set(hits.all()) for hits in found)),
        *_look_deep(tx, each[place], others, found[place], scope),
    ]


def _look_deep(tx: Tx, term: Term, others: Sequence[Term], hits: _Hits, scope: _Scope) -> list[int]:
    """Go further into the sources of a term that had more, for those who may fit the other words too."""
    sources = [source for source in _sources(term) if source.rank in hits.full]
    sources = [*_own(sources, hits, scope), *sources]
    queries = [source.query(_DEEP // len(sources)) for source in sources]
    together = " UNION ALL ".join(f"SELECT * FROM ({query}) AS s{place}" for place, (query, _) in enumerate(queries))
    params = [value for _, values in queries for value in values]
    conditions = []
    for other in others:
        condition, values = _may_fit(tx, other)
        conditions.append(condition)
        params += values
    rows = tx.rows(
        f"SELECT c.id FROM ({together}) AS s JOIN customer c ON c.id = s.id WHERE {' AND '.join(conditions)}", params
    )
    return [key for (key,) in rows[:_ORDERED]]


def _may_fit(tx: Tx, term: Term) -> tuple[str, list[object]]:
    """A condition on ``customer c`` that everybody meets whom the term fits, and a few besides."""
    within = "strpos" if tx.postgres else "instr"
    conditions, params = list[str](), list[object]()

    def begins(start: str, *columns: str) -> None:
        for column in columns:
            conditions.append(f"({column} >= ? AND {column} < ?)")
            params.extend((start, start + _LAST))

    for ref in term.refs:
        begins(ref, "c.ref")
    if term.text:
        conditions.extend((f"{within}(c.name_key, ?) > 0", f"{within}(c.company_key, ?) > 0"))
        params.extend((term.text, term.text))
    if term.letters:
        begins(term.letters, "c.pinyin", "c.initials", "c.company_pinyin", "c.company_initials")
        conditions.append("c.readings <> ''")
    if term.tails or term.heads:
        conditions.append("EXISTS (SELECT 1 FROM phone p WHERE p.customer_id = c.id)")
    return f"({' OR '.join(conditions)})", params


def _look(tx: Tx, term: Term, scope: _Scope, size: int) -> _Hits:
    """Read the sources of a term, all in one statement; where one has more, the agent's own beside it."""
    if scope.campaign is not None:
        size = max(size, _READ_IN_CAMPAIGN)
    sources = list(_sources(term))
    hits = _Hits()
    _gather(tx, hits, sources, scope, size)
    _gather(tx, hits, _own(sources, hits, scope), scope, size)
    return hits


def _own(sources: Sequence[_Source], hits: _Hits, scope: _Scope) -> list[_Source]:
    """Of the sources that had more, those that are also indexed by owner, for the agent's own."""
    if scope.agent is None:
        return []
    return [
        replace(source, where=f"owner_id = {scope.agent}")
        for source in sources
        if source.rank in hits.full and source.rank in _OWN and source.table == "customer"
    ]


def _gather(tx: Tx, hits: _Hits, sources: Sequence[_Source], scope: _Scope, size: int) -> None:
    selects: list[str] = []
    params: list[object] = []
    for place, source in enumerate(sources):
        query, values = source.query(size)
        selects.append(f"SELECT * FROM ({query}) AS s{place}")
        params += values
    if not selects:
        return
    together = " UNION ALL ".join(selects)
    if scope.campaign is not None:
        together = (
            "SELECT s.rank, CASE WHEN c.campaign_id = ? THEN s.id END"
            f" FROM ({together}) AS s JOIN customer c ON c.id = s.id"
        )
        params.insert(0, scope.campaign)
    read: Counter[Rank] = Counter()
    for number, key in tx.rows(together, params):
        read[Rank(number)] += 1
        if key is not None:
            hits.ids.setdefault(Rank(number), []).append(key)
    hits.full |= {rank for rank, count in read.items() if count >= size}


def _sources(term: Term) -> Iterator[_Source]:
    def columns(rank: Rank, column: str, start: str) -> _Source:
        return _Source(rank, "customer", "id", column, start)

    def words(rank: Rank, kind: WordKind, start: str) -> _Source:
        return _Source(rank, "search_word", "customer_id", "word", start, f"kind = {int(kind)}")

    for ref in term.refs:
        # The whole ref is the first of those that begin with it.
        yield columns(Rank.REF, "ref", ref)
    for tail in term.tails:
        yield _Source(Rank.NUMBER, "phone", "customer_id", "reversed", tail[::-1])
    for head in term.heads:
        yield _Source(Rank.NUMBER_START, "phone", "customer_id", "e164", head)
    if term.text:
        part = term.text[:PART].rstrip()
        yield columns(Rank.NAME_START, "name_key", term.text)
        yield columns(Rank.COMPANY_START, "company_key", term.text)
        yield words(Rank.NAME_PART, WordKind.NAME_PART, part)
        yield words(Rank.COMPANY_PART, WordKind.COMPANY_PART, part)
    if term.letters:
        yield columns(Rank.PINYIN_START, "pinyin", term.letters)
        yield words(Rank.PINYIN_START, WordKind.PINYIN, term.letters)
        yield columns(Rank.INITIALS_START, "initials", term.letters)
        yield words(Rank.INITIALS_START, WordKind.INITIALS, term.letters)
        yield columns(Rank.COMPANY_PINYIN, "company_pinyin", term.letters)
        yield columns(Rank.COMPANY_INITIALS, "company_initials", term.letters)


def _known(tx: Tx, ids: Sequence[int], *, numbers: bool) -> Iterator[tuple[int, int | None, str | None, Known]]:
    """What these customers are known by, each with id, owner's id and given tier; a double's id is the survivor's."""
    condition, params = tx.among("customer_id", ids)
    held: dict[int, list[str]] = {}
    if numbers:
        for key, e164 in tx.rows(f"SELECT customer_id, e164 FROM phone WHERE {condition} ORDER BY position", params):
            held.setdefault(key, []).append(e164)
    condition, params = tx.among("id", ids)
    for key, survivor, owner, tier, ref, *keys in tx.rows(
        f"SELECT id, coalesce(survivor_id, id), owner_id, tier, ref, {', '.join(COLUMNS)} FROM customer"
        f" WHERE {condition}",
        params,
    ):
        yield survivor, owner, tier, Known(ref, SearchKeys(*keys), tuple(held.get(key, ())))


def _rows(tx: Tx, ranked: Mapping[int, _Ranked]) -> list[FoundRow]:
    """The rows of those who fit, in their order: rank, own, tier, last contact."""
    condition, params = tx.among("c.id", list(ranked))
    rows: list[tuple[tuple[object, ...], FoundRow]] = []
    for key, contact, *shown in tx.rows(
        f"{FOUND.replace('SELECT', f'SELECT c.id, {_CONTACT},', 1)} WHERE {condition}", params
    ):
        fits, row = ranked[key], found_row(tuple(shown))
        order = (*fits.order, row.tier is None, row.tier or "", -(contact or 0), row.ref)
        rows.append((order, replace(row, phone=fits.number or row.phone, matches=fits.matches)))
    return [row for _, row in sorted(rows, key=lambda one: one[0])]


@lru_cache
def _calling_codes(countries: tuple[str, ...]) -> tuple[str, ...]:
    import phonenumbers

    return tuple(dict.fromkeys(str(phonenumbers.country_code_for_region(country)) for country in countries))


def _fill(tx: Tx, size: int) -> bool:
    """Keys and words of the next customers; False = all have them."""
    done = tx.value(f"SELECT value FROM meta WHERE key = ?{' FOR UPDATE' if tx.postgres else ''}", (FILLED_TO,))
    if done is None:
        return False
    ids = [key for (key,) in tx.rows(f"SELECT id FROM customer WHERE id > ? ORDER BY id LIMIT {size}", (int(done),))]
    if not ids:
        tx.sql("DELETE FROM meta WHERE key = ?", (FILLED_TO,))
        return False
    tx.lock_customers(ids)
    condition, params = tx.among("id", ids)
    search_keys.rewrite_all(
        tx,
        [
            (int(key), str(name), str(company))
            for key, name, company in tx.rows(f"SELECT id, name, company FROM customer WHERE {condition}", params)
        ],
    )
    tx.sql("UPDATE meta SET value = ? WHERE key = ?", (str(ids[-1]), FILLED_TO))
    return True
