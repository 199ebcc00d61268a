"""Effects that a fact of the past takes back: breaches and findings are voided, never deleted.

A backdated touch, a correction, an undo change what was known at an instant that has passed. What stands on record
since then is voided where a fold of its own moment showed it before the fact and shows it no longer. What such a fold
does not show either way was judged by something that has gone since, a place in a draw or a number that was dead then:
the fact says nothing about it.

See docs/architecture.md#effects.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from msgspec import Struct

from callcenter import policy
from callcenter.model import Instant
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.database.prepared import Bound, Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import loader
from callcenter.storage.history.loader import Loaded
from callcenter.storage.tables.campaigns import CampaignTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.effects import BreachLogTable, FindingTable
from callcenter.storage.tables.plans import ObligationTable
from callcenter.storage.tables.slim_peewee import fn, peewee

_RECORDS: dict[str, type[BreachLogTable | FindingTable]] = {"breach_log": BreachLogTable, "finding": FindingTable}
_AT = {"breach_log": BreachLogTable.breach_at, "finding": FindingTable.caused_at}


class _Entry(Struct, frozen=True):
    """A line of the breach log or of the ledger, by its ``table``; ``version`` is the rulebook version that it was
    judged by."""

    table: str
    id: int
    customer: int
    rule: str
    at: Instant
    version: int

    def shown(self, tx: Tx, campaigns: Mapping[int, StoredCampaign], one: Loaded) -> bool:
        """Tell whether a fold of its own moment shows it."""
        book, frame = tx.book(self.version), campaigns[one.campaign].frame
        if self.table == "finding":
            found = policy.plan(book, frame, one.facts, one.history, self.at).findings
            return any((owed.rule, owed.caused_at) == (self.rule, self.at) for owed in found)
        # Just before its breach an obligation stands open even where it lapses at that instant.
        asked = policy.plan(book, frame, one.facts, one.history, self.at - 1).obligations
        return any((owed.rule, owed.breach_at) == (self.rule, self.at) for owed in asked)


class OnRecord(Struct, frozen=True):
    """The record of some customers, and how they were before a fact of the past came in."""

    entries: tuple[_Entry, ...]
    customers: Mapping[int, Loaded]
    owed: frozenset[tuple[int, str, Instant]]


def on_record(tx: Tx, since: Mapping[int, Instant], now: Instant) -> OnRecord:
    """Return what a fact that counts from these instants on, by customer, may take back.

    Asked when the plans are settled and before the fact is written. A fact of a merged customer is the survivor's.
    """
    standing = _standing(tx, since)
    since = {
        one: min(at for customer, at in since.items() if standing[customer] == one) for one in set(standing.values())
    }
    entries = [
        entry
        for entry in _entries(tx, since, _STANDS, now)
        # A breach stands at the end of its time: what came at that very instant was too late.
        if entry.at > since[entry.customer] or (entry.table == "finding" and entry.at == since[entry.customer])
    ]
    concerned = sorted({entry.customer for entry in entries})
    return OnRecord(tuple(entries), _loaded(tx, concerned), _owed(tx, concerned))


def void(tx: Tx, before: OnRecord, now: Instant) -> None:
    """Void what no longer shows. Asked when the fact is written and the customers are folded."""
    if not before.entries:
        return
    campaigns = campaign_rows.get_all(tx)
    whose = _whose(tx, before.entries)
    after = _loaded(tx, set(whose.values()))
    owed = _owed(tx, set(whose.values()))
    for entry in before.entries:
        now_of = whose[entry.table, entry.id]
        # An obligation barred at its breach and back since, with its old times, shows in the plan alone.
        if (now_of, entry.rule, entry.at) in owed or entry.shown(tx, campaigns, after[now_of]):
            continue
        was = entry.customer, entry.rule, entry.at
        if was in before.owed or entry.shown(tx, campaigns, before.customers[entry.customer]):
            _set_voided(tx, entry, now)
            tx.mark_changed()


def count_again(tx: Tx, customers: Iterable[int], since: Instant) -> None:
    """Count again what was voided since then and shows in a fold of its own moment: a split parted who had kept it.

    Asked when the customers stand for themselves again and are folded.
    """
    campaigns, people = campaign_rows.get_all(tx), _loaded(tx, set(customers))
    owed = _owed(tx, people)
    for entry in _entries(tx, people, _VOIDED_SINCE, since):
        key = entry.customer, entry.rule, entry.at
        if key in owed or entry.shown(tx, campaigns, people[entry.customer]):
            _set_voided(tx, entry, None)


def _set_voided(tx: Tx, entry: _Entry, at: Instant | None) -> None:
    tx.update_each(_RECORDS[entry.table], [{"id": entry.id, "voided_at": at}])


def judge_again(tx: Tx, limit: Instant, now: Instant, size: int) -> int:
    """Judge what was logged later than ``limit``, a time that has not come yet: the program's clock was wrong.

    What a fold of its own moment shows and has happened by ``now`` counts from now; the rest is voided. At most
    ``size`` lines of each record; returns how many there were.
    """
    entries = [
        entry
        for name, table in _RECORDS.items()
        for entry in tx.all(
            _Entry,
            _lines(name)
            .where((table.logged_at > limit) & table.voided_at.is_null())
            .order_by(table.logged_at)
            .limit(size),
        )
    ]
    happened = [entry for entry in entries if entry.at <= now]
    campaigns, whose = campaign_rows.get_all(tx), _whose(tx, happened)
    people = _loaded(tx, set(whose.values()))
    for name, table in _RECORDS.items():
        counts, gone = list[dict[str, object]](), list[dict[str, object]]()
        for entry in entries:
            if entry.table == name:
                one = people[whose[name, entry.id]] if entry.at <= now else None
                if one is not None and entry.shown(tx, campaigns, one):
                    counts.append({"id": entry.id, "logged_at": now})
                else:
                    gone.append({"id": entry.id, "voided_at": now})
        tx.update_each(table, counts)
        tx.update_each(table, gone)
    return len(entries)


def _lines(name: str) -> Any:
    """The query of an :class:`_Entry` for each line of a record."""
    table = _RECORDS[name]
    return (
        table.select(
            *columns(
                _Entry,
                table,
                table=peewee.Value(name).cast("text"),
                at=_AT[name],
                version=fn.COALESCE(table.rulebook_version, CampaignTable.rulebook_version),
            )
        )
        .join(CustomerTable, on=CustomerTable.id == table.customer)
        .join(CampaignTable, on=CampaignTable.id == CustomerTable.campaign)
    )


def _record_query(name: str, condition: Callable[[Any, Any, Any], Any]) -> Callable[[list[int], Instant], Bound]:
    """The lines of a record about some customers for which a condition on an instant holds."""

    def asked(ids: list[int], moment: Instant) -> Query:
        table = _RECORDS[name]
        found: Query = _lines(name).where(table.customer.in_(ids) & condition(table, _AT[name], moment))
        return found

    return prepared(asked)


_STANDS = {
    name: _record_query(name, lambda table, at, now: (at <= now) & table.voided_at.is_null()) for name in _RECORDS
}
_VOIDED_SINCE = {name: _record_query(name, lambda table, _at, since: table.voided_at >= since) for name in _RECORDS}


def _entries(
    tx: Tx, customers: Iterable[int], records: Mapping[str, Callable[[list[int], Instant], Bound]], moment: Instant
) -> list[_Entry]:
    """Return the records of customers."""
    return [
        entry
        for ids in _chunks(customers)
        for asked in records.values()
        for entry in tx.all(_Entry, asked(ids, moment))
    ]


class _Standing(Struct, frozen=True):
    id: int
    customer: int


def _whose(tx: Tx, entries: Iterable[_Entry]) -> dict[tuple[str, int], int]:
    """Return whose the entries are by now: a merge or a split has moved them."""
    return {
        (name, one.id): one.customer
        for name, table in _RECORDS.items()
        for ids in _chunks(entry.id for entry in entries if entry.table == name)
        for one in tx.all(
            _Standing,
            table.select(*columns(_Standing, table, customer=loader.STANDING))
            .join(CustomerTable, on=CustomerTable.id == table.customer)
            .where(table.id.in_(ids)),
        )
    }


def _standing(tx: Tx, ids: Iterable[int]) -> dict[int, int]:
    return {one.id: one.customer for chunk in _chunks(ids) for one in tx.all(_Standing, _stands_for(chunk))}


@prepared
def _stands_for(ids: list[int]) -> Query:
    standing = columns(_Standing, CustomerTable, customer=loader.STANDING)
    return CustomerTable.select(*standing).where(CustomerTable.id.in_(ids))


def _chunks(ids: Iterable[int]) -> list[list[int]]:
    wanted = sorted(ids)
    return [wanted[start : start + loader.CHUNK] for start in range(0, len(wanted), loader.CHUNK)]


def _loaded(tx: Tx, ids: Collection[int]) -> dict[int, Loaded]:
    return {one.id: one for chunk in _chunks(ids) for one in loader.load(tx, chunk)}


def _owed(tx: Tx, ids: Collection[int]) -> frozenset[tuple[int, str, Instant]]:
    """Return what the plans that count ask of these customers, by rule and breach."""
    editions = campaign_rows.editions_of(campaign_rows.get_all(tx).values())
    owed = (one for chunk in _chunks(ids) for one in tx.all(_Owed, _asked(chunk, editions)))
    return frozenset((one.customer, one.rule, one.breach_at) for one in owed)


class _Owed(Struct, frozen=True):
    customer: int
    rule: str
    breach_at: Instant


@prepared
def _asked(ids: list[int], editions: list[int]) -> Query:
    # The sum keeps SQLite from reading all plans of an edition for these few.
    counts = (ObligationTable.edition + 0).in_(editions)
    return ObligationTable.select(*columns(_Owed, ObligationTable)).where(ObligationTable.customer.in_(ids) & counts)
