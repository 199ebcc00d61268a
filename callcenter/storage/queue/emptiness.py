"""Ground for a queue into which time alone brings nobody (docs/architecture.md#queue-screen).

Each customer is asked where there are few; of many the count stands, and how many a stage ends every rule for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from msgspec import Struct

from callcenter import policy
from callcenter.model import Channel, Gate, Instant
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.database.prepared import Condition, Query
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import loader
from callcenter.storage.people.people import Viewer
from callcenter.storage.tables.calls import TouchTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.plans import PlacementTable
from callcenter.storage.tables.slim_peewee import fn
from callcenter.views.worklists.queue import Emptiness

_ASKED = 200
"""Customers up to which each is asked: folding them takes some 50 ms."""

_OVER = tuple(sorted(stage.value for stage in policy.STAGES_OVER))


def emptiness(
    tx: Tx, campaigns: Mapping[int, StoredCampaign], viewer: Viewer | None, taken: Collection[int], now: Instant
) -> Emptiness:
    """Return the ground for an empty queue. ``taken``: customers whom others have claimed or on the line."""
    halted = tuple(kept.name for kept in campaigns.values() if kept.frame.halted)
    theirs = [_theirs(tx, kept, viewer) for kept in campaigns.values()]
    counts = [tx.one(_Counts, _counts(one)) or _Counts(0, 0) for one in theirs]
    everybody = sum(one.customers for one in counts)
    held = Counter({Gate.CLOSED_STAGE: sum(one.over for one in counts)})
    if 0 < everybody <= _ASKED:
        people = (CustomerTable.select(CustomerTable.id).where(one) for one in theirs)
        held = _asked(tx, campaigns, [key for one in people for key in tx.values(one)], taken, now)
    return Emptiness(
        customers=everybody,
        anybody=bool(everybody) or tx.value(CustomerTable.select(CustomerTable.id).limit(1)) is not None,
        held={gate: held[gate] for gate in Gate if held[gate]},
        halted=halted,
        rules_ended=_rules_ended(tx, campaigns, viewer),
        last_call=_last_call(tx, viewer, now),
        zone=next((kept.frame.zone for kept in campaigns.values()), "UTC"),
    )


class _Counts(Struct, frozen=True):
    customers: int
    over: int


def _counts(theirs: Condition) -> Query:
    over = fn.COUNT(CustomerTable.id).filter(CustomerTable.stage.in_(_OVER))
    return CustomerTable.select(fn.COUNT(CustomerTable.id).alias("customers"), over.alias("over")).where(theirs)


def _theirs(tx: Tx, kept: StoredCampaign, viewer: Viewer | None) -> Condition:
    theirs: Condition = (CustomerTable.campaign == kept.id) & CustomerTable.survivor.is_null()
    if viewer is None:
        return theirs
    owner = fn.COALESCE(CustomerTable.owner, 0)
    return theirs & viewer.may_call_those_of(tx.book(kept.version), kept.id, owner)


def _asked(
    tx: Tx, campaigns: Mapping[int, StoredCampaign], people: list[int], taken: Collection[int], now: Instant
) -> Counter[Gate]:
    """Count the gates that hold each of these customers back."""
    held = Counter[Gate]()
    for one in loader.load(tx, people):
        kept = campaigns[one.campaign]
        book = tx.book(kept.version)
        plan = policy.plan(book, kept.frame, one.under(kept.edition.id), one.history, now)
        gates = policy.gates(book, kept.frame, one.facts.zone, now)
        gate = policy.why(plan, gates, claimed=one.id in taken).gate
        if gate is not None:
            held[gate] += 1
    return held


def _rules_ended(tx: Tx, campaigns: Mapping[int, StoredCampaign], viewer: Viewer | None) -> Instant | None:
    found: list[Instant] = []
    for kept in campaigns.values():
        theirs: Condition = PlacementTable.edition == kept.edition.id
        if viewer is not None:
            theirs &= viewer.may_call_those_of(tx.book(kept.version), kept.id, PlacementTable.owner_key)
        ended = tx.value(PlacementTable.select(fn.MAX(PlacementTable.rules_ended_at)).where(theirs))
        found += [] if ended is None else [ended]
    return max(found, default=None)


def _last_call(tx: Tx, viewer: Viewer | None, now: Instant) -> Instant | None:
    made = TouchTable.in_force & (TouchTable.channel == Channel.CALL.value) & (TouchTable.at <= now)
    calls = TouchTable.select(TouchTable.at).where(made).order_by(TouchTable.at.desc()).limit(1)
    at: Instant | None = tx.value(calls if viewer is None else calls.where(TouchTable.agent == viewer.id))
    return at
