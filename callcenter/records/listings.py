"""Do-not-call that lists say of customers: recorded with the import as its source, lifted only by a supervisor."""

from __future__ import annotations

from collections.abc import Sequence

from callcenter.model import Instant
from callcenter.records import cleaning, phone_rows
from callcenter.records.working import Tx
from callcenter.views.customer import ListedAs

_STANDING = (
    "SELECT d.phone FROM do_not_call d WHERE d.customer_id = ? AND NOT d.withdrawn AND NOT EXISTS (SELECT 1"
    " FROM do_not_call_lift l WHERE l.customer_id = d.customer_id AND l.at >= d.at AND NOT l.withdrawn)"
)

_NEWEST = (
    "SELECT d.at, d.word, b.filename FROM do_not_call d JOIN import_batch b ON b.id = d.import_id"
    " WHERE NOT d.withdrawn AND NOT EXISTS (SELECT 1 FROM do_not_call_lift l"
    " WHERE l.customer_id = d.customer_id AND l.at >= d.at AND NOT l.withdrawn) AND"
)


def record(tx: Tx, customer: int, word: str, *, import_id: int, actor: str, now: Instant) -> bool:
    """Keep that a list says not to call a customer, for each number that they have; False where that stood already.

    One that a supervisor has lifted stands again: the list may know of a later wish. Nothing is folded here.
    """
    numbers = [e164 for e164, _ in phone_rows.stored(tx, customer)] or [""]
    standing = {phone for (phone,) in tx.rows(_STANDING, (customer,))}
    tx.sql(
        "UPDATE do_not_call SET again_id = ? WHERE customer_id = ? AND NOT withdrawn AND import_id <> ?",
        (import_id, customer, import_id),
    )
    new = [number for number in numbers if number not in standing]
    tx.many(
        "INSERT INTO do_not_call (customer_id, phone, at, actor, word, import_id, withdrawn) VALUES (?,?,?,?,?,?,?)",
        [(customer, number, now, actor, cleaning.line(word), import_id, False) for number in new],
    )
    return bool(new)


def newest(tx: Tx, people: Sequence[int], numbers: Sequence[str]) -> tuple[Instant, ListedAs] | None:
    """When and as what a list barred a customer last, by the ids of who is one with them, else one of their numbers."""
    marks = tx.marks(people)
    found = tx.row(f"{_NEWEST} d.customer_id IN ({marks}) ORDER BY d.at DESC, d.id DESC LIMIT 1", people)
    if found is None and numbers:
        of_number = tx.marks(numbers)
        found = tx.row(
            f"{_NEWEST} (d.phone IN ({of_number}) OR d.customer_id IN"
            f" (SELECT customer_id FROM phone WHERE e164 IN ({of_number}))) ORDER BY d.at DESC, d.id DESC LIMIT 1",
            [*numbers, *numbers],
        )
    if found is None:
        return None
    at, word, file = found
    return at, ListedAs(file, word)


def of_import(tx: Tx, import_id: int, size: int) -> list[int]:
    """Some of the customers of whom an import says so."""
    rows = tx.rows(
        "SELECT customer_id FROM do_not_call WHERE import_id = ? AND NOT withdrawn"
        f" UNION SELECT customer_id FROM do_not_call WHERE again_id = ? ORDER BY customer_id LIMIT {size}",
        (import_id, import_id),
    )
    return [customer for (customer,) in rows]


def withdraw(tx: Tx, import_id: int, customers: Sequence[int]) -> None:
    """Take back what an import says of these customers; what another one says stands. Nothing is folded here."""
    marks = tx.marks(customers)
    for statement, first in (
        ("UPDATE do_not_call SET again_id = NULL WHERE again_id = ?", ()),
        ("UPDATE do_not_call SET withdrawn = ? WHERE import_id = ? AND again_id IS NULL", (True,)),
        (
            "UPDATE do_not_call SET import_id = again_id, again_id = NULL WHERE import_id = ? AND again_id IS NOT NULL",
            (),
        ),
    ):
        tx.sql(f"{statement} AND customer_id IN ({marks})", [*first, import_id, *customers])
