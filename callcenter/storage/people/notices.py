"""Notices: what happened to somebody's customers while they were busy, told until it is read."""

from __future__ import annotations

import json
from collections.abc import Mapping

from msgspec import Struct

from callcenter.model import DAY, Instant, Role
from callcenter.storage.access import scopes
from callcenter.storage.access.service import Service
from callcenter.storage.database import clean_text
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.people import people
from callcenter.storage.tables.campaigns import CampaignTable
from callcenter.storage.tables.customers import CustomerTable, PhoneTable
from callcenter.storage.tables.notices import AnnouncementReaderTable, NoticeTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.plans import ObligationTable
from callcenter.storage.tables.slim_peewee import JOIN, fn
from callcenter.views.people.notices import Notice, NoticeKind
from callcenter.views.upkeep.trouble import StoreError, Trouble

_SHOWN = 20

KEPT = 30 * DAY
"""Time for which a notice that was read is kept, in milliseconds."""

_CLEARED_AT_ONCE = 20
"""Old ones that go with each new one."""


def send(
    tx: Tx, reader: int, kind: NoticeKind, customer: int | None, *, actor: str, now: Instant, **params: str
) -> None:
    """Leave a notice for an agent, by id; about a customer, or about nobody known."""
    _leave(tx, reader, kind, customer, None, params, actor=actor, now=now)


def send_of_promise(
    tx: Tx, reader: int, kind: NoticeKind, customer: int, due_at: Instant, *, actor: str, now: Instant, **params: str
) -> None:
    """Leave a notice of a promise to a customer that is due at ``due_at``: it is shown while that is open."""
    _leave(tx, reader, kind, customer, due_at, params, actor=actor, now=now)


def _leave(
    tx: Tx,
    reader: int,
    kind: NoticeKind,
    customer: int | None,
    promise_at: Instant | None,
    params: Mapping[str, str],
    *,
    actor: str,
    now: Instant,
) -> None:
    tx.insert(
        NoticeTable,
        agent=reader,
        at=now,
        kind=kind.value,
        params=json.dumps(params, ensure_ascii=False),
        customer=customer,
        actor=actor,
        promise_at=promise_at,
    )
    _clear(tx, now)
    tx.mark_changed()


def _clear(tx: Tx, now: Instant) -> None:
    """Remove some notices that were read long ago; those that another transaction removes are left to it."""
    old = NoticeTable.select(NoticeTable.id).where(NoticeTable.read_at < now - KEPT)
    some = old.order_by(NoticeTable.id).limit(_CLEARED_AT_ONCE)
    locked = some.for_update(skip_locked=True) if tx.postgres else some
    tx.run(NoticeTable.delete().where(NoticeTable.id.in_(locked)))


class _Counted(Struct, frozen=True):
    id: int
    params: str


def send_of_breaches(tx: Tx, reader: int, customers: list[int], *, level: Role, now: Instant) -> None:
    """Leave a notice that breaches have come to an agent, by id; one that is unread counts on.

    ``customers``: whose breaches they are, one entry a breach.
    """
    send_of_some(tx, reader, NoticeKind.BREACHES, customers, now=now, level=level.value)


def send_of_some(tx: Tx, reader: int, kind: NoticeKind, customers: list[int], *, now: Instant, **params: str) -> None:
    """Leave a notice for an agent, by id, about one customer or a number of them; one that is unread counts on."""
    count = len(customers)
    found = next(iter(_counting(tx, reader, kind)), None)
    if found is None:
        said = {**params, "count": str(count)}
        _leave(tx, reader, kind, customers[0] if count == 1 else None, None, said, actor="", now=now)
        return
    said = {**params, "count": str(count + int(json.loads(found.params)["count"]))}
    _count_on(tx, found.id, said, now)


def send_counted(
    tx: Tx, reader: int, kind: NoticeKind, counts: Mapping[str, int], *, actor: str, now: Instant, **params: str
) -> None:
    """Leave a notice that counts something for an agent, by id; an unread one about the same counts on."""
    for found in _counting(tx, reader, kind):
        known = json.loads(found.params)
        if {name: value for name, value in known.items() if name not in counts} == params:
            added = {name: str(number + int(known[name])) for name, number in counts.items()}
            _count_on(tx, found.id, {**params, **added}, now)
            return
    said = {**params, **{name: str(number) for name, number in counts.items()}}
    _leave(tx, reader, kind, None, None, said, actor=actor, now=now)


def _counting(tx: Tx, reader: int, kind: NoticeKind) -> list[_Counted]:
    """The unread notices of a kind, the newest first; another transaction that counts on one of them waits."""
    unread = NoticeTable.select(*columns(_Counted, NoticeTable)).where(
        (NoticeTable.agent == reader) & NoticeTable.read_at.is_null() & (NoticeTable.kind == kind.value)
    )
    newest = unread.order_by(NoticeTable.id.desc())
    return tx.all(_Counted, newest.for_update() if tx.postgres else newest)


def _count_on(tx: Tx, notice: int, params: Mapping[str, str], now: Instant) -> None:
    said = json.dumps(params, ensure_ascii=False)
    tx.run(NoticeTable.update(params=said, customer=None, at=now).where(NoticeTable.id == notice))
    tx.mark_changed()


def void(tx: Tx, kind: NoticeKind, customer: int, *, now: Instant) -> None:
    """Mark notices about a customer as read that are true no more."""
    unread = NoticeTable.read_at.is_null()
    tx.run(
        NoticeTable.update(read_at=now).where(
            (NoticeTable.kind == kind.value) & (NoticeTable.customer == customer) & unread
        )
    )


class _Row(Struct, frozen=True):
    id: int
    at: Instant
    kind: NoticeKind
    ref: str
    customer: str
    zone: str
    actor: str
    params: str


@prepared
def _unread(agent: int) -> Query:
    """A promise that is kept, moved or taken back is told of no more."""
    promised = ObligationTable.commitment & (ObligationTable.due_at == NoticeTable.promise_at)
    open_promise = ObligationTable.select(ObligationTable.rule).where(
        (ObligationTable.customer == NoticeTable.customer) & promised
    )
    return (
        NoticeTable.select(
            NoticeTable.id,
            NoticeTable.at,
            NoticeTable.kind,
            fn.COALESCE(CustomerTable.ref, "").alias("ref"),
            fn.COALESCE(CustomerTable.name, "").alias("customer"),
            fn.COALESCE(CampaignTable.zone, "").alias("zone"),
            NoticeTable.actor,
            NoticeTable.params,
        )
        .join(CustomerTable, JOIN.LEFT_OUTER)
        .join(CampaignTable, JOIN.LEFT_OUTER)
        .where((NoticeTable.agent == agent) & NoticeTable.read_at.is_null())
        .where(NoticeTable.promise_at.is_null() | fn.EXISTS(open_promise))
        .order_by(NoticeTable.id)
        .limit(_SHOWN)
    )


class _Owned(Struct, frozen=True):
    id: int
    owner_id: int | None
    owner: str | None


@prepared
def _owned(ref: str) -> Query:
    survivor = CustomerTable.alias()
    return (
        survivor.select(survivor.id, survivor.owner, AgentTable.name.alias("owner"))
        .join(AgentTable, JOIN.LEFT_OUTER, on=(survivor.owner == AgentTable.id))
        .join(CustomerTable, on=(fn.COALESCE(CustomerTable.survivor, CustomerTable.id) == survivor.id))
        .where(CustomerTable.ref == ref)
    )


@prepared
def _having(number: str) -> Query:
    """Customers who have a number, the newest first; a merged one is the survivor."""
    customer = fn.COALESCE(CustomerTable.survivor, CustomerTable.id)
    having = PhoneTable.select(customer).join(CustomerTable).where(PhoneTable.e164 == number)
    return having.order_by(CustomerTable.id.desc())


class Notices(Service, subject="notices"):
    """Verbs on notices."""

    def unread(self, agent: str) -> tuple[Notice, ...]:
        """Return the notices that an agent has not read yet, the oldest first. Raises ``UNKNOWN_AGENT``."""

        def work(tx: Tx) -> tuple[Notice, ...]:
            rows = tx.all(_Row, _unread(people.agent_id(tx, agent)))
            return tuple(
                Notice(row.id, row.at, row.kind, row.ref, row.customer, row.zone, row.actor, json.loads(row.params))
                for row in rows
            )

        return self._database.read(work)

    def leave(self, ref: str, text: str, *, key: str = "", now: Instant) -> str:
        """Leave a message about a customer for their owner; returns the owner's name.

        Raises ``UNKNOWN_REF``, ``NO_OWNER``, ``NO_REASON`` for an empty text.
        """
        said = clean_text.line(text)

        def work(tx: Tx) -> str:
            if not said:
                raise StoreError(Trouble.NO_REASON)
            found = tx.one(_Owned, _owned(ref))
            if found is None:
                raise StoreError(Trouble.UNKNOWN_REF, ref=ref)
            if found.owner_id is None or found.owner is None:
                raise StoreError(Trouble.NO_OWNER, ref=ref)
            actor = self._principal.name
            send(tx, found.owner_id, NoticeKind.MESSAGE, found.id, actor=actor, now=now, text=said)
            return found.owner

        return self._once(key, "leave_message", now, (ref, said), str, work)

    def note_caller(self, number: str, *, now: Instant) -> None:
        """Note for the actor that somebody called while they were on a call: a customer of their scope, or a number.

        ``number``: E.164, '' where it is withheld. Raises ``UNKNOWN_AGENT``.
        """

        def work(tx: Tx) -> None:
            reader = people.agent_id(tx, self._principal.name)
            customers = tx.values(_having(number)) if number else []
            customer = next((one for one in customers if scopes.holds(tx, one)), None)
            said = {"number": clean_text.line(number)}
            send(tx, reader, NoticeKind.CALLED, customer, actor=self._principal.name, now=now, **said)

        self._database.write(work)

    def mark_read(self, notice: int, *, now: Instant) -> None:
        """Mark one of the actor's notices as read. Raises ``UNKNOWN_AGENT``."""

        def work(tx: Tx) -> None:
            agent = people.agent_id(tx, self._principal.name)
            mine = (NoticeTable.id == notice) & (NoticeTable.agent == agent) & NoticeTable.read_at.is_null()
            found = tx.one(_Told, NoticeTable.select(*columns(_Told, NoticeTable)).where(mine))
            tx.run(NoticeTable.update(read_at=now).where(mine))
            if found is not None and found.kind is NoticeKind.ANNOUNCED:
                _confirm(tx, int(json.loads(found.params)["announcement"]), agent, now)

        self._database.write(work, durable=False)


class _Told(Struct, frozen=True):
    kind: NoticeKind
    params: str


def _confirm(tx: Tx, announcement: int, agent: int, now: Instant) -> None:
    table = AnnouncementReaderTable
    unread = (table.announcement == announcement) & (table.agent == agent) & table.read_at.is_null()
    tx.run(table.update(read_at=now).where(unread))
    tx.mark_changed()
