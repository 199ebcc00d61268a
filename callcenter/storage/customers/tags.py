"""Tags of customers: short words that people sort them by. No rule reads them, so no plan changes with one.

A store's tags are one set: whatever case and width one is typed in, it is the tag that is there. A tag stays with the
ref for which it was given, and the survivor of a merge has those of both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import NoneType

from callcenter.model import Instant
from callcenter.plain_text import MAX_TAG, as_tag
from callcenter.storage.access.service import Service
from callcenter.storage.database import clean_text
from callcenter.storage.database.transaction import Change, Tx
from callcenter.storage.history import loader
from callcenter.storage.search import search_keys, tag_rows
from callcenter.storage.tables.customers import CustomerTagTable, TagTable
from callcenter.storage.tables.slim_peewee import fn


class Tags(Service, subject="tags"):
    """Verbs on tags; ``key``: of the form that asks."""

    def all(self) -> tuple[str, ...]:
        """The tags that some customer has, in order."""
        given = CustomerTagTable.select(CustomerTagTable.customer).where(
            (CustomerTagTable.tag == TagTable.id) & CustomerTagTable.removed_at.is_null()
        )
        names = TagTable.select(TagTable.name).where(fn.EXISTS(given)).order_by(TagTable.name_key)
        return self._database.read(lambda tx: tuple(tx.values(names)))

    def change(
        self, ref: str, *, add: Iterable[str] = (), remove: Iterable[str] = (), key: str = "", now: Instant
    ) -> None:
        """Add tags to a customer and remove others. Raises ``UNKNOWN_REF``, ``TOO_LONG``."""
        new, gone = (_clean(tags) for tags in (add, remove))

        def work(tx: Tx) -> None:
            customer = loader.customer_id(tx, ref)
            people = loader.everybody_in(tx, customer)
            before = names_of(tx, people)
            for tag in _known(tx, gone):
                theirs = CustomerTagTable.customer.in_(people) & (CustomerTagTable.tag == tag)
                standing = theirs & CustomerTagTable.removed_at.is_null()
                tx.run(CustomerTagTable.update(removed_at=now, actor=self._principal.name).where(standing))
            _give(tx, customer, _ensured(tx, new), actor=self._principal.name, now=now)
            tx.changes.append(Change(customer, "tags", list(before), list(names_of(tx, people))))
            tx.mark_changed()

        self._once(key, "change_tags", now, (ref, sorted(new), sorted(gone)), NoneType, work, sets=True)


def names_of(tx: Tx, people: Sequence[int]) -> tuple[str, ...]:
    """The tags of a customer and those merged into them, in order."""
    names = {name for tags in tag_rows.of(tx, people).values() for name in tags}
    return tuple(sorted(names, key=search_keys.fold))


def bring(tx: Tx, customer: int, tags: Iterable[str], *, import_id: int, actor: str, now: Instant) -> bool:
    """Give a customer the tags of a list; those that they have or had stay as they are. Tells whether one is new."""
    there = CustomerTagTable.select(CustomerTagTable.tag).where(CustomerTagTable.customer == customer)
    known = set(tx.values(there))
    new = [tag for tag in _ensured(tx, _clean(tags)) if tag not in known]
    _give(tx, customer, new, actor=actor, now=now, import_id=import_id)
    return bool(new)


def take_back(tx: Tx, customer: int, import_id: int) -> None:
    """Take back the tags that an import brought of a customer."""
    brought = (CustomerTagTable.customer == customer) & (CustomerTagTable.import_id == import_id)
    tx.run(CustomerTagTable.delete().where(brought))


def _clean(tags: Iterable[str]) -> dict[str, str]:
    """The tags by their keys."""
    names = (clean_text.line(as_tag(tag), MAX_TAG) for tag in tags)
    return {key: name for name in names if (key := search_keys.fold(name))}


def _known(tx: Tx, tags: dict[str, str]) -> list[int]:
    return tx.values(TagTable.select(TagTable.id).where(TagTable.name_key.in_(list(tags)))) if tags else []


def _ensured(tx: Tx, tags: dict[str, str]) -> list[int]:
    """The ids of tags, which are made where they are new."""
    tx.insert_each(TagTable, [{"name": name, "name_key": key} for key, name in tags.items()], unless_there=True)
    return _known(tx, tags)


def _give(
    tx: Tx, customer: int, tags: Iterable[int], *, actor: str, now: Instant, import_id: int | None = None
) -> None:
    row = {"customer": customer, "at": now, "actor": actor, "import_id": import_id, "removed_at": None}
    for tag in tags:
        tx.insert_each(CustomerTagTable, [{**row, "tag": tag}], unless_there=True)
        theirs = (CustomerTagTable.customer == customer) & (CustomerTagTable.tag == tag)
        back = CustomerTagTable.update(removed_at=None, at=now, actor=actor, import_id=import_id)
        tx.run(back.where(theirs & CustomerTagTable.removed_at.is_null(False)))
