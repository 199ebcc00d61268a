"""Pairs that look like one customer and are two, as somebody said.

A mark holds while names, companies and numbers of both are what they were: a change of them may show that the two are
one after all, and they are proposed again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from types import NoneType

from msgspec import Struct
from msgspec.structs import astuple

from callcenter.access import Principal
from callcenter.model import Instant
from callcenter.storage.access import scopes
from callcenter.storage.access.service import Service
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import loader
from callcenter.storage.search import found_rows
from callcenter.storage.tables.customers import CustomerTable, PhoneTable, TwoPeopleTable
from callcenter.views.customers.duplicates import MarkedRow
from callcenter.views.upkeep.trouble import StoreError, Trouble

_STANDS = TwoPeopleTable.withdrawn_at.is_null()


class TwoPeople(Service, subject="two_people"):
    """Verbs on such marks; ``NOT_ALLOWED`` for an agent, as with merges."""

    def mark(self, ref: str, other: str, *, key: str = "", now: Instant) -> None:
        """Say that two customers are two. Raises ``UNKNOWN_REF``, ``NOT_ALLOWED``, ``SAME_CUSTOMER``."""

        def work(tx: Tx) -> None:
            first, second = _pair(tx, ref, other)
            _withdraw(tx, first, second, self._principal, now)
            tx.insert(
                TwoPeopleTable,
                first=first,
                second=second,
                at=now,
                actor=self._principal.name,
                known=_known(tx, first, second),
            )
            tx.mark_changed()

        self._once(key, "mark_two_people", now, (ref, other), NoneType, work, sets=True)

    def unmark(self, ref: str, other: str, *, now: Instant) -> None:
        """Take such a mark back; without one nothing is done. Raises as :meth:`mark_two_people`."""

        def work(tx: Tx) -> None:
            _withdraw(tx, *_pair(tx, ref, other), self._principal, now)
            tx.mark_changed()

        self._database.write(work)

    def all(self, ref: str) -> tuple[MarkedRow, ...]:
        """Return who in the scope is marked as another than this customer, the newest mark first.

        Raises ``UNKNOWN_REF``.
        """

        def work(tx: Tx) -> tuple[MarkedRow, ...]:
            customer = loader.customer_id(tx, ref)
            others = {mark.other(customer): mark for mark in _holding(tx, [customer])}
            rows = found_rows.by_id(tx, sorted(scopes.keep(tx, others)))
            return tuple(MarkedRow(rows[one], mark.at, mark.actor) for one, mark in others.items() if one in rows)

        return self._database.read(work)


class _Mark(Struct, frozen=True):
    first: int
    second: int
    at: Instant
    actor: str
    known: str

    def other(self, customer: int) -> int:
        return self.second if self.first == customer else self.first


@prepared
def _marks_of(people: Sequence[int]) -> Query:
    return (
        TwoPeopleTable.select(
            TwoPeopleTable.first.alias("first"),
            TwoPeopleTable.second.alias("second"),
            TwoPeopleTable.at,
            TwoPeopleTable.actor,
            TwoPeopleTable.known,
        )
        .where(_STANDS & (TwoPeopleTable.first.in_(people) | TwoPeopleTable.second.in_(people)))
        .order_by(TwoPeopleTable.id.desc())
    )


def _holding(tx: Tx, people: Sequence[int]) -> list[_Mark]:
    """The marks of these customers that hold, the newest first."""
    marks = tx.all(_Mark, _marks_of(people))
    return [mark for mark in marks if mark.known == _known(tx, mark.first, mark.second)]


def marked(tx: Tx, people: Sequence[int]) -> set[tuple[int, int]]:
    """The pairs with one of these customers whose mark holds, the smaller id first."""
    return {(mark.first, mark.second) for mark in _holding(tx, people)}


def _pair(tx: Tx, ref: str, other: str) -> tuple[int, int]:
    first, second = sorted((loader.customer_id(tx, ref), loader.customer_id(tx, other)))
    if first == second:
        raise StoreError(Trouble.SAME_CUSTOMER, ref=ref)
    # Two programs may mark the same pair at once.
    tx.lock_customers((first, second))
    return first, second


def _withdraw(tx: Tx, first: int, second: int, actor: Principal, now: Instant) -> None:
    pair = (TwoPeopleTable.first == first) & (TwoPeopleTable.second == second)
    tx.run(TwoPeopleTable.update(withdrawn_at=now, withdrawn_by=actor.name).where(pair & _STANDS))


def _known(tx: Tx, *pair: int) -> str:
    """A digest of what is compared of two customers."""
    return hashlib.sha256(json.dumps([_compared(tx, one) for one in pair]).encode()).hexdigest()


class _Names(Struct, frozen=True):
    name_key: str
    company_key: str


class _Number(Struct, frozen=True):
    e164: str
    extension: str


@prepared
def _names(customer: int) -> Query:
    return CustomerTable.select(CustomerTable.name_key, CustomerTable.company_key).where(CustomerTable.id == customer)


@prepared
def _numbers(customer: int) -> Query:
    numbers = PhoneTable.select(PhoneTable.e164, PhoneTable.extension)
    return numbers.where(PhoneTable.customer == customer).order_by(PhoneTable.e164)


def _compared(tx: Tx, customer: int) -> list[object]:
    names = tx.all(_Names, _names(customer))
    return [*(part for one in names for part in astuple(one)), *map(astuple, tx.all(_Number, _numbers(customer)))]
