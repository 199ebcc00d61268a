"""Likely duplicates, and the people of one company.

Who comes into question stands in indexes (numbers, pinyin, company), a few hundred at most; whether two names mean the
same is compared here, and whom somebody marked as two people (:mod:`callcenter.records.two_people`) is left out. A name
says something only together with a company: of namesakes without one there are too many.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from callcenter.records import frames, loading, two_people
from callcenter.records.searching import FOUND, found_row
from callcenter.records.working import Tx, Worker
from callcenter.views.duplicates import DuplicatePage, DuplicatePair, DuplicateRow, Likeness
from callcenter.views.found import FoundRow

_CANDIDATES = 500
"""So many are looked at for each customer and kind of likeness: a switchboard's number, a big company."""
_MOST = 50
_CHUNK = 20
"""Customers of one round of the list; more are looked up in vain where the page is full before."""
_CHUNKS = 50
_CLOSE = 0.85
"""From this ratio on two names are spellings of one; two Chinese companies of one trade differ by as little as 0.8."""

_SURENESS = {one: place for place, one in enumerate(Likeness)}

_SAME_NUMBER = (
    "SELECT c.id, d.id, p.extension, q.extension FROM customer c JOIN phone p ON p.customer_id = c.id"
    " JOIN phone q ON q.e164 = p.e164 JOIN customer d ON d.id = q.customer_id"
)
_NAMES = "SELECT c.id, d.id, c.name, c.company, d.name, d.company FROM customer c JOIN customer d"
_SAME_SOUND = f"{_NAMES} ON d.pinyin = c.pinyin AND c.pinyin <> '' AND c.company_key <> '' AND d.company_key <> ''"
_SAME_COMPANY = f"{_NAMES} ON d.company_key = c.company_key AND c.company_key <> ''"
# The plus keeps SQLite from searching by the campaign, where everybody is.
_LATER = " AND +d.id > c.id AND +d.campaign_id = c.campaign_id"


class Duplicates(Worker):
    """Verbs that find who may be the same as whom."""

    def duplicates_of(self, ref: str) -> tuple[DuplicateRow, ...]:
        """Who may be the same as this customer, the surest first, in other campaigns too. Raises ``UNKNOWN_REF``."""

        def work(tx: Tx) -> tuple[DuplicateRow, ...]:
            customer = loading.customer_id(tx, ref)
            alike = _alike(tx, [customer], scope="")[customer]
            rows = _rows(tx, [customer, *alike])
            campaign = rows[customer].campaign
            return tuple(DuplicateRow(rows[one], why, rows[one].campaign == campaign) for one, why in alike.items())

        return self.read(work)

    def duplicates(self, campaign: str, *, limit: int = 100, after: int | None = None) -> DuplicatePage:
        """Pairs among the customers of a campaign who may be the same.

        A page goes over a bounded number of customers: it may hold fewer pairs than ``limit``, even none, and still
        have another one behind it. Raises ``UNKNOWN_CAMPAIGN``.
        """

        def work(tx: Tx) -> DuplicatePage:
            kept = frames.kept_named(tx, campaign).id
            pairs: list[DuplicatePair] = []
            last = after or 0
            for _chunk in range(_CHUNKS):
                ids = [
                    row[0]
                    for row in tx.rows(
                        "SELECT id FROM customer WHERE campaign_id = ? AND id > ? AND survivor_id IS NULL"
                        " ORDER BY id LIMIT ?",
                        (kept, last, _CHUNK),
                    )
                ]
                if not ids:
                    return DuplicatePage(tuple(pairs), None)
                alike = _alike(tx, ids, scope=_LATER)
                rows = _rows(tx, sorted({*alike, *(one for found in alike.values() for one in found)}))
                for last in ids:
                    pairs += _pairs(rows, last, alike.get(last, {}))
                    if len(pairs) >= limit:
                        return DuplicatePage(tuple(pairs), last)
            return DuplicatePage(tuple(pairs), last)

        return self.read(work)

    def colleagues_of(self, ref: str, *, limit: int = 200) -> tuple[FoundRow, ...]:
        """The other customers of the same company, by name; none where no company is known. Raises ``UNKNOWN_REF``."""

        def work(tx: Tx) -> tuple[FoundRow, ...]:
            customer = loading.customer_id(tx, ref)
            company = tx.value("SELECT company_key FROM customer WHERE id = ?", (customer,))
            if not company:
                return ()
            ids = tx.rows(
                "SELECT id FROM customer WHERE company_key = ? AND survivor_id IS NULL AND id <> ? LIMIT ?",
                (company, customer, limit),
            )
            rows = _rows(tx, [row[0] for row in ids])
            return tuple(sorted(rows.values(), key=lambda row: (row.name.casefold(), row.ref)))

        return self.read(work)


def _rows(tx: Tx, ids: Sequence[int]) -> dict[int, FoundRow]:
    select = FOUND.replace("SELECT ", "SELECT c.id, ", 1)
    rows: dict[int, FoundRow] = {}
    for start in range(0, len(ids), loading.CHUNK):
        chunk = ids[start : start + loading.CHUNK]
        rows |= {row[0]: found_row(row[1:]) for row in tx.rows(f"{select} WHERE c.id IN ({tx.marks(chunk)})", chunk)}
    return rows


def _pairs(rows: Mapping[int, FoundRow], first: int, alike: Mapping[int, Likeness]) -> Iterator[DuplicatePair]:
    return (DuplicatePair(rows[first], rows[second], why) for second, why in alike.items())


def _alike(tx: Tx, people: Sequence[int], *, scope: str) -> dict[int, dict[int, Likeness]]:
    """For each of these customers who is like them and why, the surest first."""
    found: dict[int, dict[int, Likeness]] = defaultdict(dict)
    where = f" AND d.survivor_id IS NULL AND d.id <> c.id{scope} WHERE c.id IN ({tx.marks(people)}) LIMIT ?"
    params = [*people, _CANDIDATES * len(people)]

    def note(one: int, other: int, why: Likeness | None) -> None:
        if why is not None:
            known = found[one].get(other, why)
            found[one][other] = min(known, why, key=_SURENESS.__getitem__)

    for one, other, extension, others in tx.rows(_SAME_NUMBER + where, params):
        note(one, other, Likeness.NUMBER if _same_line(extension, others) else None)
    for one, other, *names in tx.rows(_SAME_SOUND + where, params):
        note(one, other, _likeness(*names, sounds=True))
    for one, other, *names in tx.rows(_SAME_COMPANY + where, params):
        note(one, other, _likeness(*names, sounds=False))
    marked = two_people.marked(tx, people) if found else set()
    for one, alike in found.items():
        for other in [other for other in alike if (min(one, other), max(one, other)) in marked]:
            del alike[other]
        ordered = sorted(alike.items(), key=lambda item: (_SURENESS[item[1]], item[0]))
        found[one] = dict(ordered[:_MOST])
    return found


def _same_line(extension: str, other: str) -> bool:
    """Whether one number leads to one person: behind a switchboard two extensions are two people."""
    return not extension or not other or bool(set(extension.split(",")) & set(other.split(",")))


def _likeness(name: str, company: str, other: str, others: str, *, sounds: bool) -> Likeness | None:
    """What two people with names and companies have in common; ``sounds``: the names are pronounced the same."""
    if not _parts(name) or not _close(company, others):
        return None
    if _parts(name) == _parts(other):
        return Likeness.NAME_AND_COMPANY
    return Likeness.SIMILAR if sounds or _close(name, other) else None


@lru_cache(maxsize=4_096)
def _parts(name: str) -> tuple[str, ...]:
    """The words of a name in an order of their own; Chinese is written with spaces or without."""
    words = "".join(char if char.isalnum() else " " for char in name.casefold()).split()
    return tuple(sorted(words)) if name.isascii() else ("".join(words),)[: len(words)]


def _close(name: str, other: str) -> bool:
    """Whether two names may be spellings of one, or one the other cut short."""
    short, long = sorted((_parts(name), _parts(other)), key=lambda parts: sum(map(len, parts)))
    if set(short) <= set(long):
        return bool(short)
    first, second = " ".join(short), " ".join(long)
    if len(first) > 1 and not first.isascii() and second.startswith(first):
        return True
    # What they can have in common at most; most pairs end here.
    most = 2 * sum((Counter(first) & Counter(second)).values()) / max(len(first) + len(second), 1)
    return most >= _CLOSE and SequenceMatcher(None, first, second).ratio() >= _CLOSE
