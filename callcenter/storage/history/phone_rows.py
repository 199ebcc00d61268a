"""A customer's numbers as rows, one for each E.164 number: that is what is dialled, claimed, dead, or shared.

Outside they are written as RFC 3966 has them, ``+862155551234;ext=8001``; an extension leads nobody to another line,
so it stands beside the number, several of one number with commas between.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from callcenter.model import Disposition
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables.calls import TouchTable
from callcenter.storage.tables.customers import CustomerTable, PhoneTable
from callcenter.storage.tables.slim_peewee import fn, peewee

_EXTENSION = ";ext="
_KILLING = tuple(one.value for one in Disposition if one.kills_number)


def first_number(customer: Any) -> Any:
    """The number of a customer that is dialled and written to unless somebody chooses another: the first that lives,
    the first where none does; NULL without one.

    Dead is one that its newest call found suspended or invalid (docs/rules.md#dead-numbers); ``CustomerView.number`` is
    the same in Python, and a test holds the two together.
    """
    phone, other = PhoneTable.alias("first_p"), PhoneTable.alias("first_q")
    touch, double = TouchTable.alias("first_t"), CustomerTable.alias("first_m")
    merged = double.select(double.id).where((double.id == touch.customer) & (double.survivor == phone.customer))
    killed_it = (
        touch.select(touch.disposition.in_(_KILLING))
        # A constant, not a parameter: the index of numbers leaves those without one out.
        .where((touch.phone == phone.e164) & (touch.phone != peewee.SQL("''")) & (touch.channel == "call"))
        .where(touch.in_force & ((touch.customer == phone.customer) | fn.EXISTS(merged)))
        .order_by(touch.at.desc(), touch.id.desc())
        .limit(1)
    )
    several = fn.EXISTS(other.select(other.position).where((other.customer == phone.customer) & (other.position > 0)))
    # Customers with but one number are not asked about it.
    dead = peewee.Case(None, ((~several, 0), (killed_it, 1)), 0)
    return phone.select(phone.e164).where(phone.customer == customer.id).order_by(dead, phone.position).limit(1)


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


class _Number(Struct, frozen=True):
    e164: str
    extension: str
    label: str


@prepared
def _numbers(customer: int) -> Query:
    numbers = PhoneTable.select(*columns(_Number, PhoneTable))
    return numbers.where(PhoneTable.customer == customer).order_by(PhoneTable.position)


def stored(tx: Tx, customer: int) -> list[tuple[str, str]]:
    """A customer's rows, the number to dial first."""
    return [(one.e164, one.extension) for one in tx.all(_Number, _numbers(customer))]


@prepared
def _first(customer: int) -> Query:
    return CustomerTable.select(first_number(CustomerTable)).where(CustomerTable.id == customer)


def first(tx: Tx, customer: int) -> str:
    """The number to dial first (:func:`first_number`), E.164; '' where there is none."""
    return str(tx.value(_first(customer)) or "")


def labels_of(tx: Tx, customer: int) -> dict[str, str]:
    """Return the labels of a customer's numbers; those without a label are left out."""
    return {one.e164: one.label for one in tx.all(_Number, _numbers(customer)) if one.label}


def insert(tx: Tx, numbers: Iterable[tuple[int, Iterable[str]]], labels: Mapping[str, str] | None = None) -> None:
    """Insert the numbers of customers who have none yet."""
    called = labels or {}
    rows = (
        {
            "customer": customer,
            "position": place,
            "e164": e164,
            "extension": extension,
            "label": called.get(e164, ""),
            "reversed": e164[::-1],
        }
        for customer, given in numbers
        for place, (e164, extension) in enumerate(rows_of(given))
    )
    tx.insert_each(PhoneTable, rows)


def replace(tx: Tx, customer: int, numbers: Iterable[str], labels: Mapping[str, str] | None = None) -> None:
    """Replace a customer's numbers, the one to dial first; doubles are left out. A number that stays keeps its label
    where ``labels`` has no other."""
    kept = {**labels_of(tx, customer), **(labels or {})}
    tx.delete_each(PhoneTable, [{"customer": customer}])
    insert(tx, [(customer, numbers)], kept)
