"""The chain of the audit: append-only, of the acts that the verb table marks and of those that were refused."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator

from msgspec import Struct

from callcenter.model import Instant
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Change, Tx
from callcenter.storage.tables.access import AuditKeyTable, AuditTable
from callcenter.storage.tables.slim_peewee import fn, peewee
from callcenter.views.people.audit import AuditHead, Chain

_LOCK = 0x6361_6C6C
"""PostgreSQL's advisory lock under which one transaction at a time adds to the chain."""

START = "0" * 64
_STEP = 1_000


class AuditLine(Struct, frozen=True):
    """A line of the audit as it is stored."""

    seq: int
    at: Instant
    principal: str
    origin: str
    verb: str
    denied: bool
    subject: str
    changes: str
    digest: str

    def chained(self, before: str) -> str:
        """The digest of this line behind another one's."""
        covered = [before, *(getattr(self, name) for name in self.__struct_fields__ if name != "digest")]
        import hashlib

        return hashlib.sha256(json.dumps(covered, ensure_ascii=False).encode()).hexdigest()


COLUMNS = (
    AuditTable.seq,
    AuditTable.at,
    AuditTable.principal,
    AuditTable.origin,
    AuditTable.verb,
    AuditTable.denied,
    AuditTable.subject,
    AuditTable.changes,
    AuditTable.digest,
)


@prepared
def last() -> Query:
    """The newest line."""
    return AuditTable.select(*COLUMNS).order_by(AuditTable.seq.desc()).limit(1)


class _Key(Struct, frozen=True):
    customer: int
    key: str


@prepared
def _keys_of(customers: list[int]) -> Query:
    key = AuditKeyTable.select(AuditKeyTable.customer.alias("customer"), AuditKeyTable.key)
    return key.where(AuditKeyTable.customer.in_(customers))


def append(tx: Tx, verb: str, subject: str, *, denied: bool = False) -> None:
    """Add an act to the chain, with the changes that this transaction has noted."""
    if tx.postgres:
        tx.value(peewee.Select(columns=[fn.pg_advisory_xact_lock(_LOCK)]))
    newest = tx.one(AuditLine, last())
    seq, before = (1, START) if newest is None else (newest.seq + 1, newest.digest)
    changes = "" if denied else _digested(tx, tx.changes)
    grant = tx.grant
    # A name that nobody has vouched for is not put down as that person's.
    name = f"?{grant.name}" if grant.name and not grant.signed_in else grant.name
    line = AuditLine(seq, grant.at, name, grant.origin.value, verb, denied, subject, changes, "")
    named = {name: getattr(line, name) for name in line.__struct_fields__}
    tx.insert_each(AuditTable, [{**named, "digest": line.chained(before)}])


def _digested(tx: Tx, changes: Iterable[Change]) -> str:
    """The names of the changed fields, with digests of their old and new values under the key of the customer."""
    import hmac

    by_customer = defaultdict(list)
    for one in changes:
        by_customer[one.customer].append(one)
    keys = _person_keys(tx, sorted(by_customer))
    said = {}
    for customer, fields in by_customer.items():
        key = bytes.fromhex(keys[customer])
        said[f"customer:{customer}"] = {
            one.field: [hmac.new(key, repr(value).encode(), "sha256").hexdigest()[:32] for value in (one.old, one.new)]
            for one in fields
        }
    return json.dumps(said, sort_keys=True) if said else ""


def _person_keys(tx: Tx, customers: list[int]) -> dict[int, str]:
    """The keys of customers, made for those who have none."""
    if not customers:
        return {}
    known = {one.customer: one.key for one in tx.all(_Key, _keys_of(customers))}
    new = {customer: os.urandom(32).hex() for customer in customers if customer not in known}
    tx.insert_each(AuditKeyTable, [{"customer": customer, "key": key} for customer, key in new.items()])
    return known | new


def verified(tx: Tx, noted: AuditHead | None) -> Chain:
    """Follow the chain from its first line, past the head that was noted elsewhere."""
    before, seq = START, 0
    for line in _lines(tx):
        if line.seq != seq + 1 or line.chained(before) != line.digest:
            return Chain(seq, broken_at=seq + 1)
        seq, before = line.seq, line.digest
        if noted is not None and noted.seq == seq and noted.digest != before:
            return Chain(seq, broken_at=seq)
    cut = noted is not None and noted.seq > seq
    return Chain(seq, broken_at=seq + 1 if cut else None)


def _lines(tx: Tx) -> Iterator[AuditLine]:
    seq = 0
    lines = AuditTable.select(*COLUMNS).order_by(AuditTable.seq).limit(_STEP)
    while found := tx.all(AuditLine, lines.where(AuditTable.seq > seq)):
        yield from found
        seq = found[-1].seq
