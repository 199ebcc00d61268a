"""Pairs that look like one customer and are two, as somebody said.

A mark holds while names, companies and numbers of both are what they were: a change of them may show that the two are
one after all, and they are proposed again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from types import NoneType

from callcenter.model import Instant, Role
from callcenter.records import loading
from callcenter.records.requests import Request, Requests
from callcenter.records.searching import FOUND, found_row
from callcenter.records.working import Tx
from callcenter.schema.customers import TwoPeople as TwoPeopleTable
from callcenter.views.duplicates import MarkedRow
from callcenter.views.people import Actor
from callcenter.views.trouble import StoreError, Trouble


class TwoPeople(Requests):
    """Verbs on such marks; ``NOT_ALLOWED`` for an agent, as with merges."""

    def mark_two_people(self, ref: str, other: str, *, key: str = "", actor: Actor, now: Instant) -> None:
        """Say that two customers are two. Raises ``UNKNOWN_REF``, ``NOT_ALLOWED``, ``SAME_CUSTOMER``."""

        def work(tx: Tx) -> None:
            first, second = _pair(tx, ref, other, actor)
            _withdraw(tx, first, second, actor, now)
            tx.insert(
                TwoPeopleTable, first=first, second=second, at=now, actor=actor.name, known=_known(tx, first, second)
            )
            tx.touch()

        self.write_once(Request(key, "mark_two_people", now, (ref, other, actor.name), sets=True), NoneType, work)

    def unmark_two_people(self, ref: str, other: str, *, actor: Actor, now: Instant) -> None:
        """Take such a mark back; without one nothing is done. Raises as :meth:`mark_two_people`."""

        def work(tx: Tx) -> None:
            _withdraw(tx, *_pair(tx, ref, other, actor), actor, now)
            tx.touch()

        self.write(work)

    def two_people(self, ref: str) -> tuple[MarkedRow, ...]:
        """Who is marked as another than this customer, the newest mark first. Raises ``UNKNOWN_REF``."""

        def work(tx: Tx) -> tuple[MarkedRow, ...]:
            customer = loading.customer_id(tx, ref)
            marks = tx.rows(
                "SELECT CASE WHEN m.first_id = ? THEN m.second_id ELSE m.first_id END, m.at, m.actor FROM two_people m"
                " WHERE (m.first_id = ? OR m.second_id = ?) AND m.withdrawn_at IS NULL ORDER BY m.id DESC",
                (customer, customer, customer),
            )
            standing = {(first, second) for first, second in marked(tx, [customer])}
            found: list[MarkedRow] = []
            for other, at, actor in marks:
                row = tx.row(f"{FOUND} WHERE c.id = ? AND c.survivor_id IS NULL", (other,))
                if row is not None and tuple(sorted((customer, other))) in standing:
                    found.append(MarkedRow(found_row(row), at, actor))
            return tuple(found)

        return self.read(work)


def marked(tx: Tx, people: Sequence[int]) -> set[tuple[int, int]]:
    """The pairs with one of these customers whose mark holds, the smaller id first."""
    marks = tx.marks(people)
    rows = tx.rows(
        "SELECT first_id, second_id, known FROM two_people WHERE withdrawn_at IS NULL"
        f" AND (first_id IN ({marks}) OR second_id IN ({marks}))",
        [*people, *people],
    )
    return {(first, second) for first, second, known in rows if known == _known(tx, first, second)}


def _pair(tx: Tx, ref: str, other: str, actor: Actor) -> tuple[int, int]:
    if actor.role is Role.AGENT:
        raise StoreError(Trouble.NOT_ALLOWED, actor=actor.name)
    first, second = sorted((loading.customer_id(tx, ref), loading.customer_id(tx, other)))
    if first == second:
        raise StoreError(Trouble.SAME_CUSTOMER, ref=ref)
    # Two programs may mark the same pair at once.
    tx.lock_customers((first, second))
    return first, second


def _withdraw(tx: Tx, first: int, second: int, actor: Actor, now: Instant) -> None:
    tx.sql(
        "UPDATE two_people SET withdrawn_at = ?, withdrawn_by = ?"
        " WHERE first_id = ? AND second_id = ? AND withdrawn_at IS NULL",
        (now, actor.name, first, second),
    )


def _known(tx: Tx, *pair: int) -> str:
    """A digest of what is compared of two customers."""
    return hashlib.sha256(json.dumps([_compared(tx, one) for one in pair]).encode()).hexdigest()


def _compared(tx: Tx, customer: int) -> Iterable[object]:
    names = tx.row("SELECT name_key, company_key FROM customer WHERE id = ?", (customer,)) or ()
    numbers = tx.rows("SELECT e164, extension FROM phone WHERE customer_id = ? ORDER BY e164", (customer,))
    return [*names, *map(list, numbers)]
