"""Finding anybody while typing: the best of a million customers in a few looks at indexes.

Each way in which a customer may be known is a source: one index, read from where the typed text begins, so many rows
and no more. A text that begins the names of a tenth of all customers costs no more than any other. Where a source has
more than was read, the agent's own are read beside it. What was read is then ranked by :mod:`.ranks`.

See docs/architecture.md#finding.
"""

from __future__ import annotations

import heapq
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from callcenter.storage.access import misses, scopes
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.database import clean_text
from callcenter.storage.database.pace import Pace
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import loader
from callcenter.storage.people import people
from callcenter.storage.search import found_rows, ranks, search_keys, tag_rows
from callcenter.storage.search.found_rows import CUSTOMER
from callcenter.storage.search.ranks import KnownBy, Rank, SearchTerm
from callcenter.storage.search.search_keys import COLUMNS, PART, SearchKeys, WordKind
from callcenter.storage.tables.base import MetaTable
from callcenter.storage.tables.calls import TouchTable
from callcenter.storage.tables.customers import CustomerTable, PhoneTable, SearchWordTable
from callcenter.storage.tables.slim_peewee import fn, peewee
from callcenter.views.customers.hits import FoundRow, Match

_LAST = _NO_TIER = "\U0010ffff"
_READ = 60
"""Rows of a source: what ranks the same beyond them is left to one more letter."""
_READ_IN_CAMPAIGN = 500
_DEEP = 800
"""Rows of the longest word's sources where each of several words is common: who fits them all may stand far behind."""
_ORDERED = 60
"""Number of the best, by given tier where they are equal, to order by their rules' tier and last contact."""
_WORDS = 5
_TAG_SIGNS = ("#", "＃")
_TAGGED = 300
"""Customers of a tag who are read: of a common one others come only with a word that leads to them."""

_OWN = frozenset({Rank.NAME_START, Rank.PINYIN_START, Rank.INITIALS_START, Rank.COMPANY_START})
"""Columns that are also indexed by owner."""

FILLED_TO = "search_filled_to"
"""In ``meta``: the id up to which customers of an older store have keys and words; gone when all have them."""


_STRETCH = (
    "SELECT {rank} AS rank, {customer} AS id FROM {table} WHERE {before}{name} >= ? AND {name} < ? ORDER BY {name}"
    " LIMIT {size}"
)
"""The first rows of a source. As text, like what it is a part of: a dozen are assembled at every key, which Peewee
takes 1.3 ms for, and this 0.01 ms."""

_OF_SOURCE = "SELECT * FROM ({stretch}) AS s{place}"
"""A part of the union of sources: SQLite takes no ``LIMIT`` in one otherwise."""

_OF_CAMPAIGN = (
    "SELECT s.rank, CASE WHEN c.campaign_id = ? THEN s.id END AS id FROM ({together}) AS s"
    " JOIN customer c ON c.id = s.id"
)
"""Customers to whom the sources lead, without the ids of other campaigns' customers."""

_FITTING = "SELECT c.id FROM ({together}) AS s JOIN customer c ON c.id = s.id WHERE {conditions}"
"""Those of them who may fit the other words."""


class _Source(Struct, frozen=True):
    """An index and the stretch of it that begins with a text. ``rank``: the least good that it leads to."""

    rank: Rank
    column: peewee.Field
    start: str
    where: str = ""
    """Condition on the columns before this one in the index."""

    def query(self, size: int) -> tuple[str, list[object]]:
        """The first rows, with their rank and customer; and the parameters."""
        table: Any = self.column.model
        customer = CustomerTable.id if table is CustomerTable else table.customer
        text = _STRETCH.format(
            rank=int(self.rank),
            customer=customer.column_name,
            table=table._meta.table_name,
            before=f"{self.where} AND " if self.where else "",
            name=self.column.column_name,
            size=size,
        )
        return text, [self.start, self.start + _LAST]


def _together(sources: Sequence[_Source], size: int) -> tuple[str, list[object]]:
    """The first rows of each of these sources in one statement, and its parameters."""
    queries = [source.query(size) for source in sources]
    texts = (_OF_SOURCE.format(stretch=text, place=place) for place, (text, _) in enumerate(queries))
    return " UNION ALL ".join(texts), [value for _, values in queries for value in values]


class _Hit(Struct, frozen=True):
    """A row of a source; ``id`` None = a customer of another campaign."""

    rank: Rank
    id: int | None


class _Hits(Struct):
    """Hits of a term's sources, best source first; ``full`` = had more."""

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
    """Fit of a customer: the whole text before the words of it, and the rank; what fitted, and which number."""

    order: tuple[int, ...]
    matches: tuple[Match, ...]
    number: str


class _Scope(Struct, frozen=True):
    """Scope of a search: whose own come first, and whether one campaign only."""

    agent: int | None
    campaign: int | None


class Search(Service, subject="search"):
    """The search, and the keys of customers of an older store."""

    def find(
        self, text: str, *, agent: str | None = None, limit: int = 50, campaign: str | None = None
    ) -> tuple[FoundRow, ...]:
        """Return the customers known by this text or by all words of it, the best match first.

        Of the same rank the own customers of ``agent`` come first, then the better tier, then who was talked to last.
        What a row says of its ``matches`` is why it is there; a number that fitted is the row's ``phone``.
        Raises ``UNKNOWN_CAMPAIGN``, ``UNKNOWN_AGENT``.
        """
        typed = " ".join(clean_text.typed(text).split())
        if not typed or limit <= 0:
            return ()

        def work(tx: Tx) -> tuple[FoundRow, ...]:
            scope = _Scope(
                None if agent is None else people.agent_id(tx, agent),
                None if campaign is None else campaign_rows.get(tx, campaign).id,
            )
            countries = sorted({kept.frame.country for kept in campaign_rows.get_all(tx).values()})
            return _find(tx, typed, scope, countries, limit)

        return misses.search(self._database, typed, work)

    def fill(self, *, budget: int) -> bool:
        """Give customers of an older store their keys and words, for so many milliseconds; True = there are more.

        Short transactions with pauses between, while people work. Nothing to do costs one look.
        """
        if self._database.read(lambda tx: tx.value(_mark())) is None:
            return False
        search_keys.load()
        ends = time.monotonic() + budget / 1000
        pace = Pace(loader.CHUNK)
        while time.monotonic() < ends:
            with pace.measured() as size:
                more = self._database.write(partial(_fill, size=size), durable=False)
            if not more:
                return False
            time.sleep(pace.seconds / 2)
        return True


def _find(tx: Tx, typed: str, scope: _Scope, countries: Sequence[str], limit: int) -> tuple[FoundRow, ...]:
    words = typed.split()
    codes = _calling_codes(tuple(countries)) if any(char.isdigit() for char in typed) else ()
    if any(word.startswith(_TAG_SIGNS) for word in words):
        return _find_tagged(tx, typed, scope, codes, limit)
    whole = ranks.term(typed, codes)
    each = [ranks.term(word, codes) for word in words] if len(words) > 1 else []
    ids = dict.fromkeys(_look(tx, whole, scope, _READ).best(limit))
    if each and len(ids) < limit:
        ids |= dict.fromkeys(_look_for_all(tx, each, scope))
    if not ids:
        return ()
    numbers = any(term.tails or term.heads for term in (whole, *each))
    fitting: dict[int, tuple[tuple[int, ...], str, str, _Ranked]] = {}
    for one in _known(tx, list(ids), numbers=numbers):
        known = one.known
        fits = _ranked(known, whole, each, own=scope.agent is not None and one.owner == scope.agent)
        key = one.stands_for
        if fits is not None and (key not in fitting or fits.order < fitting[key][0]):
            fitting[key] = fits.order, one.tier or _NO_TIER, known.ref, fits
    if not fitting:
        return ()
    best = heapq.nsmallest(max(limit, _ORDERED), fitting, key=lambda key: fitting[key][:3])
    return tuple(_rows(tx, {key: fitting[key][3] for key in best}, typed, codes)[:limit])


def _find_tagged(tx: Tx, typed: str, scope: _Scope, codes: Sequence[str], limit: int) -> tuple[FoundRow, ...]:
    """Those who have each tag that was typed with its sign, or one that begins so, and fit all other words."""
    words = typed.split()
    tags = [search_keys.fold(word.lstrip("".join(_TAG_SIGNS))) for word in words if word.startswith(_TAG_SIGNS)]
    each = [ranks.term(word, codes) for word in words if not word.startswith(_TAG_SIGNS)]
    ids = dict.fromkeys(tag_rows.with_tags(tx, tags, campaign=scope.campaign, limit=_TAGGED))
    if each and len(ids) == _TAGGED:
        # Of a common tag: among those whom the words lead to.
        found_by = [
            *_look(tx, each[0], scope, _READ).best(_DEEP),
            *(_look_for_all(tx, each, scope) if each[1:] else ()),
        ]
        ids |= dict.fromkeys(tag_rows.with_tags(tx, tags, campaign=scope.campaign, limit=_DEEP, among=found_by))
    if not ids:
        return ()
    fitting: dict[int, tuple[tuple[int, ...], str, str, _Ranked]] = {}
    for one in _known(tx, list(ids), numbers=any(term.tails or term.heads for term in each)):
        fits = [ranks.rank(term, one.known) for term in each]
        found = [rank for rank in fits if rank is not None]
        if len(found) < len(each):
            continue
        order = (sum(found), not (scope.agent is not None and one.owner == scope.agent))
        number = next(filter(None, (ranks.matched_number(term, one.known) for term in each)), "")
        matches = (Match.TAG, *dict.fromkeys(rank.match for rank in found))
        fitting[one.stands_for] = order, one.tier or _NO_TIER, one.ref, _Ranked(order, matches, number)
    best = heapq.nsmallest(max(limit, _ORDERED), fitting, key=lambda key: fitting[key][:3])
    return tuple(_rows(tx, {key: fitting[key][3] for key in best}, typed, codes)[:limit]) if best else ()


def _ranked(known: KnownBy, whole: SearchTerm, each: Sequence[SearchTerm], *, own: bool) -> _Ranked | None:
    rank = ranks.rank(whole, known)
    if rank is not None:
        return _Ranked((0, rank, not own), (rank.match,), ranks.matched_number(whole, known))
    fitting = [one for term in each if (one := ranks.rank(term, known)) is not None]
    if not each or len(fitting) < len(each):
        return None
    number = next(filter(None, (ranks.matched_number(term, known) for term in each)), "")
    matches = tuple(dict.fromkeys(one.match for one in fitting))
    # All words of the name before some of the company: those of a Western name come in any order.
    return _Ranked((1, len(matches), sum(fitting), not own), matches, number)


def _look_for_all(tx: Tx, each: Sequence[SearchTerm], scope: _Scope) -> list[int]:
    """Return the customers who may fit all words: everybody whom the rarest of them leads to."""
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


def _look_deep(tx: Tx, term: SearchTerm, others: Sequence[SearchTerm], hits: _Hits, scope: _Scope) -> list[int]:
    """Go further into the sources of a term that had more, for those who may fit the other words too."""
    sources = [source for source in _sources(term) if source.rank in hits.full]
    sources = [*_own(sources, hits, scope), *sources]
    together, params = _together(sources, _DEEP // len(sources))
    conditions = []
    for other in others:
        condition, values = _may_fit(tx, other)
        conditions.append(condition)
        params += values
    ids = tx.values(_FITTING.format(together=together, conditions=" AND ".join(conditions)), params)
    return ids[:_ORDERED]


def _may_fit(tx: Tx, term: SearchTerm) -> tuple[str, list[object]]:
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
    if term.text or term.letters:
        conditions.append("EXISTS (SELECT 1 FROM contact_person q WHERE q.customer_id = c.id)")
    if term.tails or term.heads:
        conditions.append("EXISTS (SELECT 1 FROM phone p WHERE p.customer_id = c.id)")
    return f"({' OR '.join(conditions)})", params


def _look(tx: Tx, term: SearchTerm, scope: _Scope, size: int) -> _Hits:
    """Read the sources of a term, all in one statement; where one has more, the agent's own beside it."""
    if scope.campaign is not None:
        size = max(size, _READ_IN_CAMPAIGN)
    sources = list(_sources(term))
    hits = _Hits()
    _gather(tx, hits, sources, scope, size)
    _gather(tx, hits, _own(sources, hits, scope), scope, size)
    return hits


def _own(sources: Sequence[_Source], hits: _Hits, scope: _Scope) -> list[_Source]:
    """Return those of the sources with more that are also indexed by owner, for the agent's own."""
    if scope.agent is None:
        return []
    return [
        replace(source, where=f"{CustomerTable.owner.column_name} = {scope.agent}")
        for source in sources
        if source.rank in hits.full and source.rank in _OWN and source.column.model is CustomerTable
    ]


def _gather(tx: Tx, hits: _Hits, sources: Sequence[_Source], scope: _Scope, size: int) -> None:
    if not sources:
        return
    together, params = _together(sources, size)
    if scope.campaign is not None:
        together = _OF_CAMPAIGN.format(together=together)
        params.insert(0, scope.campaign)
    read: Counter[Rank] = Counter()
    for hit in tx.all(_Hit, together, params):
        read[hit.rank] += 1
        if hit.id is not None:
            hits.ids.setdefault(hit.rank, []).append(hit.id)
    hits.full |= {rank for rank, count in read.items() if count >= size}


def _sources(term: SearchTerm) -> Iterator[_Source]:
    def words(rank: Rank, kind: WordKind, start: str) -> _Source:
        return _Source(rank, SearchWordTable.word, start, f"{SearchWordTable.kind.column_name} = {int(kind)}")

    for ref in term.refs:
        # The whole ref is the first of those that begin with it.
        yield _Source(Rank.REF, CustomerTable.ref, ref)
    for tail in term.tails:
        yield _Source(Rank.NUMBER, PhoneTable.reversed, tail[::-1])
    for head in term.heads:
        yield _Source(Rank.NUMBER_START, PhoneTable.e164, head)
    if term.text:
        part = term.text[:PART].rstrip()
        yield _Source(Rank.NAME_START, CustomerTable.name_key, term.text)
        yield _Source(Rank.COMPANY_START, CustomerTable.company_key, term.text)
        yield words(Rank.NAME_PART, WordKind.NAME_PART, part)
        yield words(Rank.COMPANY_PART, WordKind.COMPANY_PART, part)
        yield words(Rank.PERSON_START, WordKind.PERSON_NAME, part)
    if term.letters:
        yield _Source(Rank.PINYIN_START, CustomerTable.pinyin, term.letters)
        yield words(Rank.PINYIN_START, WordKind.PINYIN, term.letters)
        yield _Source(Rank.INITIALS_START, CustomerTable.initials, term.letters)
        yield words(Rank.INITIALS_START, WordKind.INITIALS, term.letters)
        yield _Source(Rank.COMPANY_PINYIN, CustomerTable.company_pinyin, term.letters)
        yield _Source(Rank.COMPANY_INITIALS, CustomerTable.company_initials, term.letters)
        yield words(Rank.PERSON_START, WordKind.PERSON_LETTERS, term.letters)


class _Customer(SearchKeys, frozen=True, kw_only=True):
    """The names by which a customer is known, and the customer who stands for them."""

    id: int
    stands_for: int
    owner: int | None
    tier: str | None
    ref: str
    numbers: tuple[str, ...] = ()
    persons: tuple[SearchKeys, ...] = ()

    @property
    def known(self) -> KnownBy:
        return KnownBy(self.ref, self, self.numbers, self.persons)


@prepared
def _customers(ids: Sequence[int]) -> Query:
    stands_for = fn.COALESCE(CustomerTable.survivor, CustomerTable.id).alias("stands_for")
    keys = (getattr(CustomerTable, column) for column in COLUMNS)
    shown = (CustomerTable.owner.alias("owner"), CustomerTable.tier, CustomerTable.ref)
    return CustomerTable.select(CustomerTable.id, stands_for, *shown, *keys).where(CustomerTable.id.in_(ids))


class _Number(Struct, frozen=True):
    customer: int
    e164: str


@prepared
def _numbers(ids: Sequence[int]) -> Query:
    numbers = PhoneTable.select(PhoneTable.customer.alias("customer"), PhoneTable.e164)
    return numbers.where(PhoneTable.customer.in_(ids)).order_by(PhoneTable.position)


def _known(tx: Tx, ids: Sequence[int], *, numbers: bool) -> Iterator[_Customer]:
    """Return what these customers are known by, with their numbers where these are asked for."""
    held: dict[int, list[str]] = {}
    if numbers:
        for number in tx.all(_Number, _numbers(ids)):
            held.setdefault(number.customer, []).append(number.e164)
    persons = search_keys.persons_of(tx, list(ids))
    for one in tx.all(_Customer, _customers(ids)):
        more = one.id in held or one.id in persons
        yield replace(one, numbers=tuple(held.get(one.id, ())), persons=tuple(persons.get(one.id, ()))) if more else one


@prepared
def _newest_first(ids: Sequence[int]) -> Query:
    """The rows of customers, those who were talked to last first."""
    contact = TouchTable.select(TouchTable.at).where((TouchTable.customer == CUSTOMER.id) & TouchTable.in_force)
    newest = fn.COALESCE(contact.order_by(TouchTable.at.desc()).limit(1), 0)
    return found_rows.query().where(CUSTOMER.id.in_(ids)).order_by(newest.desc(), CUSTOMER.ref)


def _rows(tx: Tx, ranked: Mapping[int, _Ranked], typed: str, codes: Sequence[str]) -> list[FoundRow]:
    """The rows of those who fit, in their order: rank, own, tier, last contact.

    Of those outside the scope of the one who asks, whoever is named by a whole ref or number.
    """
    inside = scopes.keep(tx, ranked)
    tags = tag_rows.of(tx, list(inside))
    rows: list[tuple[tuple[object, ...], FoundRow]] = []
    for key, row in found_rows.keyed(tx, _newest_first(list(ranked))).items():
        fits = ranked[key]
        order = (*fits.order, row.tier is None, row.tier or "")
        if key in inside:
            rows.append(
                (order, replace(row, phone=fits.number or row.phone, matches=fits.matches, tags=tags.get(key, ())))
            )
        elif typed.casefold() == row.ref.casefold() or _is_whole(typed, fits.number, codes):
            rows.append((order, row.bare))
    return [row for _, row in sorted(rows, key=lambda one: one[0])]


def _is_whole(typed: str, number: str, codes: Sequence[str]) -> bool:
    """Tell whether the typed digits are a whole number, with or without the code of its country."""
    digits = "".join(filter(str.isdigit, typed)).lstrip("0")
    return bool(number) and number.lstrip("+") in {digits, *(code + digits for code in codes)}


@lru_cache
def _calling_codes(countries: tuple[str, ...]) -> tuple[str, ...]:
    import phonenumbers

    return tuple(dict.fromkeys(str(phonenumbers.country_code_for_region(country)) for country in countries))


def _mark() -> peewee.ModelSelect[MetaTable]:
    return MetaTable.select(MetaTable.value).where(MetaTable.key == FILLED_TO)


class _Named(Struct, frozen=True):
    id: int
    name: str
    company: str


def _fill(tx: Tx, size: int) -> bool:
    """Keys and words of the next customers; False = all have them."""
    done = tx.value(_mark().for_update() if tx.postgres else _mark())
    if done is None:
        return False
    named = CustomerTable.select(CustomerTable.id, CustomerTable.name, CustomerTable.company)
    further = CustomerTable.select(CustomerTable.id).where(CustomerTable.id > int(done))
    ids = tx.values(further.order_by(CustomerTable.id).limit(size))
    if not ids:
        tx.run(MetaTable.delete().where(MetaTable.key == FILLED_TO))
        return False
    tx.lock_customers(ids)
    customers = tx.all(_Named, named.where(CustomerTable.id.in_(ids)))
    search_keys.rewrite_all(tx, [(one.id, one.name, one.company) for one in customers])
    tx.run(MetaTable.update(value=str(ids[-1])).where(MetaTable.key == FILLED_TO))
    return True
