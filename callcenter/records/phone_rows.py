"""A customer's numbers as rows, one for each E.164 number: that is what is dialled, claimed, dead, or shared.

Outside they are written as RFC 3966 has them, ``+862155551234;ext=8001``; an extension leads nobody to another line,
so it stands beside the number, several of one number with commas between.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from callcenter.model import Disposition
from callcenter.records.working import Tx

_EXTENSION = ";ext="

# The newest call there found the number suspended or invalid (RULES §2.2); ``CustomerView.number`` is the same in
# Python, and a test holds the two together. Who has but one number is not asked about it.
_DEAD = (
    "CASE WHEN NOT EXISTS (SELECT 1 FROM phone q WHERE q.customer_id = p.customer_id AND q.position > 0) THEN 0"
    " WHEN (SELECT t.disposition FROM touch t WHERE t.phone = p.e164 AND t.phone <> '' AND t.channel = 'call'"
    " AND t.in_force AND (t.customer_id = p.customer_id OR EXISTS (SELECT 1 FROM customer m"
    " WHERE m.id = t.customer_id AND m.survivor_id = p.customer_id)) ORDER BY t.at DESC, t.id DESC LIMIT 1)"
    f" IN ({', '.join(repr(one.value) for one in Disposition if one.kills_number)}) THEN 1 ELSE 0 END"
)
FIRST_NUMBER = f"(SELECT p.e164 FROM phone p WHERE p.customer_id = c.id ORDER BY {_DEAD}, p.position LIMIT 1)"
"""The number of ``customer c`` that is dialled and written to unless somebody chooses another: the first that lives,
the first where none does."""


def bare(number: str) -> str:
    """The number alone, E.164."""
    return number.partition(_EXTENSION)[0]


def rows_of(numbers: Iterable[str]) -> list[tuple[str, str]]:
    """E.164 and extensions of numbers as they are written, in their order, each number once."""
    found: dict[str, dict[str, None]] = {}
    for number in filter(None, numbers):
        e164, _, extension = number.partition(_EXTENSION)
        found.setdefault(e164, {}).update({extension: None} if extension else {})
    return [(e164, ",".join(extensions)) for e164, extensions in found.items()]


def written(rows: Iterable[tuple[str, str]]) -> list[str]:
    """The numbers that such rows were made of."""
    return [
        f"{e164}{_EXTENSION}{extension}" if extension else e164
        for e164, extensions in rows
        for extension in extensions.split(",")
    ]


def e164(rows: Iterable[tuple[str, str]]) -> list[str]:
    """The numbers of such rows alone."""
    return [number for number, _ in rows]


def stored(tx: Tx, customer: int) -> list[tuple[str, str]]:
    """A customer's rows, the number to dial first."""
    found = tx.rows("SELECT e164, extension FROM phone WHERE customer_id = ? ORDER BY position", (customer,))
    return [(str(e164), str(extension)) for e164, extension in found]


def first(tx: Tx, customer: int) -> str:
    """The number to dial first (:data:`FIRST_NUMBER`), E.164; '' where there is none."""
    found = tx.value(f"SELECT {FIRST_NUMBER} FROM customer c WHERE c.id = ?", (customer,))
    return str(found or "")


def labels_of(tx: Tx, customer: int) -> dict[str, str]:
    """What people call a customer's numbers; those without a label are left out."""
    return dict(tx.rows("SELECT e164, label FROM phone WHERE customer_id = ? AND label <> ''", (customer,)))


def insert(tx: Tx, numbers: Iterable[tuple[int, Iterable[str]]], labels: Mapping[str, str] | None = None) -> None:
    """The numbers of customers who have none yet."""
    called = labels or {}
    tx.many(
        "INSERT INTO phone (customer_id, position, e164, extension, label, reversed) VALUES (?,?,?,?,?,?)",
        [
            (customer, place, e164, extension, called.get(e164, ""), e164[::-1])
            for customer, given in numbers
            for place, (e164, extension) in enumerate(rows_of(given))
        ],
    )


def replace(tx: Tx, customer: int, numbers: Iterable[str], labels: Mapping[str, str] | None = None) -> None:
    """Other numbers for a customer, the one to dial first; doubles are left out. A number that stays keeps its label
    where ``labels`` has no other."""
    kept = {**labels_of(tx, customer), **(labels or {})}
    tx.sql("DELETE FROM phone WHERE customer_id = ?", (customer,))
    insert(tx, [(customer, numbers)], kept)
