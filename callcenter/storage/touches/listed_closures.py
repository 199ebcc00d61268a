"""Closures by contacts that a list brings: which obligations each of them closed at its own time (docs/rules.md#sla).

A contact that is recorded as it happens closes what stands open then. One from a list is asked of a fold of its own
moment, without it and with it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from callcenter import policy
from callcenter.model import Channel, Instant, Obligation, Touch
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import loader
from callcenter.storage.history.loader import Loaded
from callcenter.storage.tables.calls import TouchTable
from callcenter.storage.tables.customers import CustomerChangeTable, CustomerTable
from callcenter.storage.tables.effects import ClosureTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.slim_peewee import JOIN, fn
from callcenter.views.customers.timeline import Happening


class _Listed(Struct, frozen=True):
    id: int
    at: Instant
    channel: Channel


@prepared
def _listed(customers: list[int], import_id: int) -> Query:
    """The contacts of an import, by who stands for their customers."""
    standing = fn.COALESCE(CustomerTable.survivor, CustomerTable.id)
    found = TouchTable.select(*columns(_Listed, TouchTable, customer=standing)).join(CustomerTable)
    theirs = CustomerTable.id.in_(customers) | CustomerTable.survivor.in_(customers)
    return found.where(theirs & (TouchTable.import_id == import_id) & TouchTable.in_force)


class _Left(Struct, frozen=True):
    at: Instant
    owner: int | None


@prepared
def _changes(customers: list[int]) -> Query:
    """The changes of owners, with whom each took the customer from; None = the pool."""
    table = CustomerChangeTable
    found = table.select(*columns(_Left, table, customer=table.customer, owner=AgentTable.id))
    owners = found.join(AgentTable, JOIN.LEFT_OUTER, on=(AgentTable.name == table.old))
    return owners.where(table.customer.in_(customers) & (table.what == Happening.OWNER.value)).order_by(table.id)


def note(tx: Tx, customers: Sequence[int], import_id: int) -> None:
    """Keep what the contacts of an import closed, of customers who stand for themselves; others' stay as they are."""
    campaigns = campaign_rows.get_all(tx)
    for start in range(0, len(customers), loader.CHUNK):
        chunk = list(customers[start : start + loader.CHUNK])
        listed = tx.grouped(_Listed, _listed(chunk, import_id))
        left = tx.grouped(_Left, _changes(chunk))
        rows: list[dict[str, object]] = []
        for one in loader.load(tx, chunk):
            new = {(row.at, row.channel): row.id for row in listed[one.id]}
            rows += _closures(tx, campaigns[one.campaign], one, new, left[one.id])
        known = _known(tx, chunk)
        tx.insert_each(
            ClosureTable, [row for row in rows if (row["customer"], row["rule"], row["due_at"]) not in known]
        )


class _Kept(Struct, frozen=True):
    customer_id: int
    rule: str
    due_at: Instant


@prepared
def _kept(customers: list[int]) -> Query:
    table = ClosureTable
    return table.select(table.customer, table.rule, table.due_at).where(table.customer.in_(customers))


def _known(tx: Tx, customers: list[int]) -> set[tuple[object, object, object]]:
    return {(one.customer_id, one.rule, one.due_at) for one in tx.all(_Kept, _kept(customers))}


def _closures(
    tx: Tx, kept: StoredCampaign, one: Loaded, new: dict[tuple[Instant, Channel], int], left: Sequence[_Left]
) -> Iterator[dict[str, object]]:
    changed = [change.at for change in left]
    for touch, closed in _closed(tx, kept, one, new):
        later = bisect_right(changed, touch.at)
        yield {
            "customer": one.id,
            "rule": closed.rule,
            "due_at": closed.due_at,
            "breach_at": closed.breach_at,
            "touch": new[touch.at, touch.channel],
            "owner": left[later].owner if later < len(left) else one.owner_id,
            "closed_at": touch.at,
            "in_time": touch.at < closed.breach_at,
        }


def _closed(
    tx: Tx, kept: StoredCampaign, one: Loaded, new: Iterable[tuple[Instant, Channel]]
) -> Iterator[tuple[Touch, Obligation]]:
    """Yield what each of the new contacts closed, the oldest first."""
    book, facts, touches, wanted = tx.book(kept.version), one.under(kept.edition.id), one.history.touches, set(new)
    for place, touch in enumerate(touches):
        # A call that did not reach closes nothing.
        if (touch.at, touch.channel) not in wanted or (touch.channel is Channel.CALL and not policy.reached(touch)):
            continue
        before = replace(one.history, touches=(*touches[:place], *touches[place + 1 :]))
        owed = policy.plan(book, kept.frame, facts, before, touch.at).obligations
        closable = [duty for duty in owed if duty.due_at <= touch.at and policy.closes(book, touch, duty)]
        if closable:
            after = policy.plan(book, kept.frame, facts, one.history, touch.at).obligations
            still = {(duty.rule, duty.due_at) for duty in after}
            yield from ((touch, duty) for duty in closable if (duty.rule, duty.due_at) not in still)
