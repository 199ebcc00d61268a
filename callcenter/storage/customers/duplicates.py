"""Likely duplicates, and the people of one company.

Who comes into question stands in indexes (numbers, pinyin, company), a few hundred at most; whether two names mean the
same is compared here, and whom somebody marked as two people (:mod:`.two_people`) is left out. A name
says something only together with a company: of namesakes without one there are too many.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from msgspec import Struct

from callcenter.storage.access import scopes
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.customers import two_people
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import loader
from callcenter.storage.search import found_rows
from callcenter.storage.tables.customers import CustomerTable, PhoneTable
from callcenter.storage.tables.slim_peewee import peewee
from callcenter.views.customers.duplicates import DuplicatePage, DuplicatePair, DuplicateRow, Likeness
from callcenter.views.customers.hits import FoundRow

_CANDIDATES = 500
"""Number to look at for each customer and kind of likeness: a switchboard's number, a big company."""
_MOST = 50
_CHUNK = 20
"""Customers of one round of the list; more are looked up in vain where the page is full before."""
_CHUNKS = 50
_CLOSE = 0.85
"""Ratio from which two names are spellings of one; two Chinese companies of one trade differ by as little as 0.8."""

_SURENESS = {one: place for place, one in enumerate(Likeness)}

_ONE = CustomerTable.alias("c")
_OTHER = CustomerTable.alias("d")
_ONES_PHONE = PhoneTable.alias("p")
_OTHERS_PHONE = PhoneTable.alias("q")


class _SharedNumber(Struct, frozen=True):
    one: int
    other: int
    extension: str
    others: str


class _Names(Struct, frozen=True):
    one: int
    other: int
    name: str
    company: str
    other_name: str
    other_company: str


def _narrowed(query: peewee.ModelSelect[CustomerTable], people: Sequence[int], later: int, most: int) -> Query:
    """Pairs with one of these customers; with ``later`` 1 each once, with those who came later to the campaign.

    Asked for by a parameter, so that nothing is searched by the id or the campaign, where everybody is.
    """
    came_later = (_OTHER.id > _ONE.id) & (_OTHER.campaign == _ONE.campaign)
    pairs = _ONE.id.in_(people) & _OTHER.survivor.is_null() & (_OTHER.id != _ONE.id)
    return query.where(pairs & ((peewee.Value(0) == later) | came_later)).limit(most)


@prepared
def _same_number(people: Sequence[int], later: int, most: int) -> Query:
    shared = (
        _ONE.select(
            _ONE.id.alias("one"),
            _OTHER.id.alias("other"),
            _ONES_PHONE.extension,
            _OTHERS_PHONE.extension.alias("others"),
        )
        .join_from(_ONE, _ONES_PHONE, on=(_ONES_PHONE.customer == _ONE.id))
        .join_from(_ONES_PHONE, _OTHERS_PHONE, on=(_OTHERS_PHONE.e164 == _ONES_PHONE.e164))
        .join_from(_OTHERS_PHONE, _OTHER, on=(_OTHER.id == _OTHERS_PHONE.customer))
    )
    return _narrowed(shared, people, later, most)


def _named(same: Any) -> peewee.ModelSelect[CustomerTable]:
    return _ONE.select(
        _ONE.id.alias("one"),
        _OTHER.id.alias("other"),
        _ONE.name,
        _ONE.company,
        _OTHER.name.alias("other_name"),
        _OTHER.company.alias("other_company"),
    ).join_from(_ONE, _OTHER, on=(same & (_ONE.company_key != "")))


@prepared
def _same_sound(people: Sequence[int], later: int, most: int) -> Query:
    same = (_OTHER.pinyin == _ONE.pinyin) & (_ONE.pinyin != "") & (_OTHER.company_key != "")
    return _narrowed(_named(same), people, later, most)


@prepared
def _same_company(people: Sequence[int], later: int, most: int) -> Query:
    return _narrowed(_named(_OTHER.company_key == _ONE.company_key), people, later, most)


class Duplicates(Service, subject="duplicates"):
    """Verbs that find who may be the same as whom."""

    def of(self, ref: str) -> tuple[DuplicateRow, ...]:
        """Return customers who may be the same, the surest first, in other campaigns too. Raises ``UNKNOWN_REF``."""

        def work(tx: Tx) -> tuple[DuplicateRow, ...]:
            customer = loader.customer_id(tx, ref)
            alike = _alike(tx, [customer], later=False)[customer]
            rows = found_rows.by_id(tx, [customer, *sorted(scopes.keep(tx, alike))])
            campaign = rows[customer].campaign
            found = ((rows[one], why) for one, why in alike.items() if one in rows)
            return tuple(DuplicateRow(row, why, row.campaign == campaign) for row, why in found)

        return self._database.read(work)

    def pairs(self, campaign: str, *, limit: int = 100, after: int | None = None) -> DuplicatePage:
        """Pairs among the customers of a campaign who may be the same.

        A page goes over a bounded number of customers: it may hold fewer pairs than ``limit``, even none, and still
        have another one behind it. Raises ``UNKNOWN_CAMPAIGN``.
        """

        def work(tx: Tx) -> DuplicatePage:
            kept = campaign_rows.get(tx, campaign).id
            pairs: list[DuplicatePair] = []
            last = after or 0
            for _chunk in range(_CHUNKS):
                ids = tx.values(_next_of(kept, last, _CHUNK))
                if not ids:
                    return DuplicatePage(tuple(pairs), None)
                alike = _alike(tx, ids, later=True)
                met = {*alike, *(one for found in alike.values() for one in found)}
                rows = found_rows.by_id(tx, sorted(scopes.keep(tx, met)))
                for last in ids:
                    pairs += _pairs(rows, last, alike.get(last, {}))
                    if len(pairs) >= limit:
                        return DuplicatePage(tuple(pairs), last)
            return DuplicatePage(tuple(pairs), last)

        return self._database.read(work)

    def colleagues_of(self, ref: str, *, limit: int = 200) -> tuple[FoundRow, ...]:
        """The other customers of the same company, by name; none where no company is known. Raises ``UNKNOWN_REF``."""

        def work(tx: Tx) -> tuple[FoundRow, ...]:
            customer = loader.customer_id(tx, ref)
            company = tx.value(CustomerTable.select(CustomerTable.company_key).where(CustomerTable.id == customer))
            if not company:
                return ()
            others = (CustomerTable.company_key == company) & (CustomerTable.id != customer)
            standing = CustomerTable.select(CustomerTable.id).where(others & CustomerTable.survivor.is_null())
            standing = scopes.within(tx, standing)
            rows = found_rows.by_id(tx, tx.values(standing.limit(limit)))
            return tuple(sorted(rows.values(), key=lambda row: (row.name.casefold(), row.ref)))

        return self._database.read(work)


@prepared
def _next_of(campaign: int, after: int, size: int) -> Query:
    """The next customers of a campaign."""
    ids = CustomerTable.select(CustomerTable.id).order_by(CustomerTable.id).limit(size)
    here = (CustomerTable.campaign == campaign) & (CustomerTable.id > after)
    return ids.where(here & CustomerTable.survivor.is_null())


def _pairs(rows: Mapping[int, FoundRow], first: int, alike: Mapping[int, Likeness]) -> Iterator[DuplicatePair]:
    both = ((second, why) for second, why in alike.items() if first in rows and second in rows)
    return (DuplicatePair(rows[first], rows[second], why) for second, why in both)


def _alike(tx: Tx, people: Sequence[int], *, later: bool) -> dict[int, dict[int, Likeness]]:
    """Return for each of these customers who is like them and why, the surest first."""
    found: dict[int, dict[int, Likeness]] = defaultdict(dict)

    def note(one: int, other: int, why: Likeness | None) -> None:
        if why is not None:
            known = found[one].get(other, why)
            found[one][other] = min(known, why, key=_SURENESS.__getitem__)

    asked = people, int(later), _CANDIDATES * len(people)
    for pair in tx.all(_SharedNumber, _same_number(*asked)):
        note(pair.one, pair.other, Likeness.NUMBER if _same_line(pair.extension, pair.others) else None)
    for query, sounds in ((_same_sound, True), (_same_company, False)):
        for two in tx.all(_Names, query(*asked)):
            note(two.one, two.other, _likeness(two, sounds=sounds))
    marked = two_people.marked(tx, people) if found else set()
    for one, alike in found.items():
        for other in [other for other in alike if (min(one, other), max(one, other)) in marked]:
            del alike[other]
        ordered = sorted(alike.items(), key=lambda item: (_SURENESS[item[1]], item[0]))
        found[one] = dict(ordered[:_MOST])
    return found


def _same_line(extension: str, other: str) -> bool:
    """Tell whether one number leads to one person: behind a switchboard two extensions are two people."""
    return not extension or not other or bool(set(extension.split(",")) & set(other.split(",")))


def _likeness(two: _Names, *, sounds: bool) -> Likeness | None:
    """Return what two people have in common; ``sounds``: the names are pronounced the same."""
    if not _parts(two.name) or not _close(two.company, two.other_company):
        return None
    if _parts(two.name) == _parts(two.other_name):
        return Likeness.NAME_AND_COMPANY
    return Likeness.SIMILAR if sounds or _close(two.name, two.other_name) else None


@lru_cache(maxsize=4_096)
def _parts(name: str) -> tuple[str, ...]:
    """The words of a name in an order of their own; Chinese is written with spaces or without."""
    words = "".join(char if char.isalnum() else " " for char in name.casefold()).split()
    return tuple(sorted(words)) if name.isascii() else ("".join(words),)[: len(words)]


def _close(name: str, other: str) -> bool:
    """Tell whether two names may be spellings of one, or one the other cut short."""
    short, long = sorted((_parts(name), _parts(other)), key=lambda parts: sum(map(len, parts)))
    if set(short) <= set(long):
        return bool(short)
    first, second = " ".join(short), " ".join(long)
    if len(first) > 1 and not first.isascii() and second.startswith(first):
        return True
    # The most that they can have in common; most pairs end here.
    most = 2 * sum((Counter(first) & Counter(second)).values()) / max(len(first) + len(second), 1)
    return most >= _CLOSE and SequenceMatcher(None, first, second).ratio() >= _CLOSE
