"""Contact persons of customers: role, stance, and which of the customer's numbers are theirs (docs/rules.md#r28).

They are no part of what a fold reads: whom to ask for changes no plan. A number that is new to the customer does, and
goes the way of every change of numbers. Persons stay with the ref for which they were recorded, and the survivor of a
merge has those of both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import NoneType

from msgspec import Struct

from callcenter.model import ContactPersonFacts, ContactRole, Instant, Stance
from callcenter.storage.access.service import Service
from callcenter.storage.customers import customers
from callcenter.storage.database import clean_text
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Change, Tx
from callcenter.storage.history import loader, phone_rows
from callcenter.storage.search import search_keys
from callcenter.storage.tables.customers import ContactNumberTable, ContactPersonTable
from callcenter.views.customers.contact_persons import ContactPerson
from callcenter.views.upkeep.trouble import StoreError, Trouble

_STANDS = ContactPersonTable.removed_at.is_null()


class ContactPersons(Service, subject="contact_persons"):
    """Verbs on contact persons; ``key``: of the form that asks."""

    def add(self, ref: str, facts: ContactPersonFacts, *, key: str = "", now: Instant) -> int:
        """Add a contact person; returns the id. Raises ``UNKNOWN_REF``, ``EMPTY_NAME``."""
        clean = _clean(facts)

        def work(tx: Tx) -> int:
            customer = loader.customer_id(tx, ref)
            person = insert(tx, customer, clean, actor=self._principal.name, now=now)
            _give_numbers(tx, customer, person, clean.numbers, now)
            tx.changes.append(Change(customer, "contact_person", None, _audited(clean)))
            tx.mark_changed()
            return person

        return self._once(key, "add_contact_person", now, (ref, facts), int, work)

    def change(self, ref: str, person: int, facts: ContactPersonFacts, *, key: str = "", now: Instant) -> None:
        """Set all that is known of a contact person. Raises ``UNKNOWN_REF``, ``UNKNOWN_PERSON``, ``EMPTY_NAME``."""
        clean = _clean(facts)

        def work(tx: Tx) -> None:
            customer = loader.customer_id(tx, ref)
            before = _one(tx, customer, person)
            update(tx, before, clean)
            _give_numbers(tx, customer, person, clean.numbers, now)
            tx.changes.append(Change(customer, "contact_person", _audited(before), _audited(clean)))
            tx.mark_changed()

        self._once(key, "change_contact_person", now, (ref, person, facts), NoneType, work, sets=True)

    def remove(self, ref: str, person: int, *, key: str = "", now: Instant) -> None:
        """Remove a contact person; their numbers stay the customer's. Raises ``UNKNOWN_REF``, ``UNKNOWN_PERSON``."""

        def work(tx: Tx) -> None:
            customer = loader.customer_id(tx, ref)
            before = _one(tx, customer, person)
            known = search_keys.persons_of(tx, [before.customer])
            removed = ContactPersonTable.update(removed_at=now, removed_by=self._principal.name)
            tx.run(removed.where(ContactPersonTable.id == person))
            search_keys.rewrite_persons(tx, before.customer, known)
            tx.changes.append(Change(customer, "contact_person", _audited(before), None))
            tx.mark_changed()

        self._once(key, "remove_contact_person", now, (ref, person), NoneType, work, sets=True)


class StoredPerson(Struct, frozen=True):
    """A person as a row, of the customer for whom they were recorded."""

    id: int
    customer: int
    name: str
    role: ContactRole | None
    stance: Stance | None
    remark: str


class _Number(Struct, frozen=True):
    person: int
    e164: str


@prepared
def _of(people: Sequence[int]) -> Query:
    table = ContactPersonTable
    columns = (table.id, table.customer.alias("customer"), table.name, table.role, table.stance, table.remark)
    return table.select(*columns).where(table.customer.in_(people) & _STANDS).order_by(table.id)


@prepared
def _numbers(people: Sequence[int]) -> Query:
    numbers = ContactNumberTable.select(ContactNumberTable.person.alias("person"), ContactNumberTable.e164)
    return numbers.join(ContactPersonTable).where(ContactPersonTable.customer.in_(people) & _STANDS)


def stored(tx: Tx, people: Sequence[int]) -> list[StoredPerson]:
    """The contact persons of these customers, who are one: a customer and those merged into them."""
    return tx.all(StoredPerson, _of(people))


def of(tx: Tx, people: Sequence[int], numbers: Sequence[str]) -> tuple[ContactPerson, ...]:
    """The contact persons of these customers, with those of the ``numbers`` that are theirs."""
    persons = stored(tx, people)
    if not persons:
        return ()
    theirs: dict[int, set[str]] = {}
    for one in tx.all(_Number, _numbers(people)):
        theirs.setdefault(one.person, set()).add(one.e164)
    return tuple(
        ContactPerson(
            id=one.id,
            name=one.name,
            role=one.role,
            stance=one.stance,
            numbers=tuple(number for number in numbers if number in theirs.get(one.id, ())),
            remark=one.remark,
        )
        for one in persons
    )


def numbers_of(tx: Tx, customer: int) -> set[str]:
    """The numbers, E.164, that are of a contact person of a customer, or were while they were the customer's."""
    return {one.e164 for one in tx.all(_Number, _numbers(loader.everybody_in(tx, customer)))}


def insert(
    tx: Tx, customer: int, facts: ContactPersonFacts, *, actor: str, now: Instant, import_id: int | None = None
) -> int:
    """Write a new person, whose texts are clean; their numbers come by :func:`give`."""
    known = search_keys.persons_of(tx, [customer])
    written = {"recorded_at": now, "actor": actor, "import_id": import_id, **_columns(facts)}
    person = tx.insert(ContactPersonTable, customer=customer, **written)
    search_keys.rewrite_persons(tx, customer, known)
    return person


def update(tx: Tx, person: StoredPerson, facts: ContactPersonFacts) -> None:
    """Write what somebody knows of a person, whose texts are clean; their numbers come by :func:`give`."""
    known = search_keys.persons_of(tx, [person.customer])
    tx.update_each(ContactPersonTable, [{"id": person.id, "import_id": None, **_columns(facts)}])
    search_keys.rewrite_persons(tx, person.customer, known)


def give(tx: Tx, customer: int, person: int, numbers: Sequence[str]) -> None:
    """Make these numbers, E.164, the person's and no longer another's; all others are no longer theirs."""
    colleagues = [one.id for one in stored(tx, loader.everybody_in(tx, customer))]
    tx.delete_each(ContactNumberTable, [{"person": person}])
    tx.delete_each(ContactNumberTable, [{"person": one, "e164": number} for one in colleagues for number in numbers])
    tx.insert_each(ContactNumberTable, [{"person": person, "e164": number} for number in dict.fromkeys(numbers)])


class _Named(StoredPerson, frozen=True, kw_only=True):
    removed_at: Instant | None


@prepared
def _named(people: Sequence[int], name: str) -> Query:
    table = ContactPersonTable
    columns = (table.id, table.customer.alias("customer"), table.name, table.role, table.stance, table.remark)
    found = table.select(*columns, table.removed_at).where(table.customer.in_(people) & (table.name == name))
    return found.order_by(table.removed_at.is_null().desc(), table.id)


def bring(
    tx: Tx, customer: int, facts: ContactPersonFacts, *, import_id: int, actor: str, now: Instant
) -> dict[str, str] | None:
    """Take in what a list says of a person: a new one, or what is not known of one who is there.

    Who was removed here stays so. Returns what it filled, by the fields that were empty; None where nothing is new.
    """
    clean = _clean(facts)
    there = tx.one(_Named, _named(loader.everybody_in(tx, customer), clean.name))
    if there is None:
        give(tx, customer, insert(tx, customer, clean, actor=actor, now=now, import_id=import_id), clean.numbers)
        return {}
    given = {"role": clean.role, "stance": clean.stance}
    known = {"role": there.role, "stance": there.stance}
    filled = {field: value.value for field, value in given.items() if value is not None and known[field] is None}
    if there.removed_at is not None or not filled:
        return None
    tx.update_each(ContactPersonTable, [{"id": there.id, **filled}])
    return {f"{there.id}.{field}": value for field, value in filled.items()}


def take_back(tx: Tx, customer: int, import_id: int, filled: Mapping[str, str]) -> None:
    """Take back what an import brought of a customer's persons, and nobody has changed since."""
    known = search_keys.persons_of(tx, [customer])
    tx.run(
        ContactPersonTable.delete().where(
            (ContactPersonTable.customer == customer) & (ContactPersonTable.import_id == import_id)
        )
    )
    search_keys.rewrite_persons(tx, customer, known)
    for place, value in filled.items():
        person, _, field = place.partition(".")
        column = getattr(ContactPersonTable, field)
        same = (ContactPersonTable.id == int(person)) & (column == value)
        tx.run(ContactPersonTable.update({column: None}).where(same))


def _give_numbers(tx: Tx, customer: int, person: int, numbers: Sequence[str], now: Instant) -> None:
    """Give a person numbers; those that the customer lacks become the customer's too, behind the others."""
    before = phone_rows.stored(tx, customer)
    there = set(phone_rows.e164(before))
    new = [number for number in numbers if phone_rows.bare(number) not in there]

    def append(one: int) -> None:
        phone_rows.replace(tx, one, [*phone_rows.written(before), *new])
        customers.decide_numbers(tx, one, before)

    if new:
        customers.update_record(tx, customer, now, append)
    give(tx, customer, person, [phone_rows.bare(number) for number in numbers])


def _one(tx: Tx, customer: int, person: int) -> StoredPerson:
    for one in stored(tx, loader.everybody_in(tx, customer)):
        if one.id == person:
            return one
    raise StoreError(Trouble.UNKNOWN_PERSON)


def _clean(facts: ContactPersonFacts) -> ContactPersonFacts:
    name = clean_text.line(facts.name)
    if not name:
        raise StoreError(Trouble.EMPTY_NAME)
    search_keys.load()
    numbers = tuple(filter(None, map(clean_text.line, facts.numbers)))
    return ContactPersonFacts(name, facts.role, facts.stance, numbers, clean_text.line(facts.remark))


def _columns(facts: ContactPersonFacts) -> dict[str, object]:
    keys = search_keys.of(facts.name, "")
    return {
        "name": facts.name,
        "role": None if facts.role is None else facts.role.value,
        "stance": None if facts.stance is None else facts.stance.value,
        "remark": facts.remark,
        "name_key": keys.name_key,
        "pinyin": keys.pinyin,
        "initials": keys.initials,
        "readings": keys.readings,
    }


def _audited(person: ContactPersonFacts | StoredPerson) -> str:
    """A person in one text for the audit: name, role, stance, remark."""
    return " ".join(filter(None, (person.name, person.role, person.stance, person.remark)))
