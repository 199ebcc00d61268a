"""Do-not-call that lists say of customers: recorded with the import as its source, lifted only by a supervisor."""

from __future__ import annotations

from collections.abc import Sequence

from callcenter.model import Instant
from callcenter.storage.database import clean_text
from callcenter.storage.database.prepared import Condition, Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import phone_rows
from callcenter.storage.tables.customers import DoNotCallTable, LiftTable, PhoneTable
from callcenter.storage.tables.imports import ImportBatchTable
from callcenter.storage.tables.slim_peewee import fn, peewee
from callcenter.views.customers.customer import ListedAs


def _stands() -> Condition:
    later = (LiftTable.customer == DoNotCallTable.customer) & (LiftTable.at >= DoNotCallTable.at) & ~LiftTable.withdrawn
    stands: Condition = ~DoNotCallTable.withdrawn & ~fn.EXISTS(LiftTable.select(LiftTable.id).where(later))
    return stands


@prepared
def _standing(customer: int) -> Query:
    return DoNotCallTable.select(DoNotCallTable.phone).where((DoNotCallTable.customer == customer) & _stands())


class _Listing(ListedAs, frozen=True, kw_only=True):
    at: Instant


def _newest(of_whom: Condition) -> Query:
    listing = DoNotCallTable
    return (
        listing.select(*columns(_Listing, listing, file=ImportBatchTable.filename))
        .join(ImportBatchTable, on=ImportBatchTable.id == listing.import_id)
        .where(_stands() & of_whom)
        .order_by(listing.at.desc(), listing.id.desc())
        .limit(1)
    )


@prepared
def _newest_of_people(people: Sequence[int]) -> Query:
    return _newest(DoNotCallTable.customer.in_(people))


@prepared
def _newest_of_numbers(numbers: Sequence[str]) -> Query:
    theirs = PhoneTable.select(PhoneTable.customer).where(PhoneTable.e164.in_(numbers))
    return _newest(DoNotCallTable.phone.in_(numbers) | DoNotCallTable.customer.in_(theirs))


def record(tx: Tx, customer: int, word: str, *, import_id: int, actor: str, now: Instant) -> bool:
    """Keep that a list says not to call a customer, for each number that they have; False where that stood already.

    One that a supervisor has lifted stands again: the list may know of a later wish. Nothing is folded here.
    """
    numbers = [e164 for e164, _ in phone_rows.stored(tx, customer)] or [""]
    standing = set(tx.values(_standing(customer)))
    of_others = (DoNotCallTable.customer == customer) & (DoNotCallTable.import_id != import_id)
    tx.run(DoNotCallTable.update(again_id=import_id).where(of_others & ~DoNotCallTable.withdrawn))
    said = {"customer": customer, "at": now, "actor": actor, "word": clean_text.line(word), "import_id": import_id}
    new = [number for number in numbers if number not in standing]
    tx.insert_each(DoNotCallTable, ({**said, "phone": number} for number in new))
    return bool(new)


def newest(tx: Tx, people: Sequence[int], numbers: Sequence[str]) -> tuple[Instant, ListedAs] | None:
    """Return when and as what a list barred a customer last, by the ids of who is one with them, else by a number."""
    found = tx.one(_Listing, _newest_of_people(people))
    if found is None and numbers:
        found = tx.one(_Listing, _newest_of_numbers(numbers))
    return None if found is None else (found.at, ListedAs(found.file, found.word))


def of_import(tx: Tx, import_id: int, size: int) -> list[int]:
    """Return some of the customers of whom an import says so."""
    said = DoNotCallTable.select(DoNotCallTable.customer)
    first = said.where((DoNotCallTable.import_id == import_id) & ~DoNotCallTable.withdrawn)
    again = said.where(DoNotCallTable.again_id == import_id)
    return tx.values((first | again).order_by(peewee.SQL("1")).limit(size))


def withdraw(tx: Tx, import_id: int, customers: Sequence[int]) -> None:
    """Take back what an import says of these customers; what another one says stands. Nothing is folded here."""
    theirs = DoNotCallTable.customer.in_(customers)
    said = theirs & (DoNotCallTable.import_id == import_id)
    again = DoNotCallTable.again_id
    tx.run(DoNotCallTable.update(again_id=None).where(theirs & (again == import_id)))
    tx.run(DoNotCallTable.update(withdrawn=True).where(said & again.is_null()))
    tx.run(DoNotCallTable.update(import_id=again, again_id=None).where(said & again.is_null(False)))
