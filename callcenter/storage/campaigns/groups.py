"""Groups: the customers of one campaign in one zone, whose gates open and shut together (docs/rules.md#windows)."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from callcenter import policy
from callcenter.model import GroupGates, Instant, Lane
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.people.people import Viewer
from callcenter.storage.tables.campaigns import ZoneGroupTable


class ZoneGroup(Struct, frozen=True):
    """The customers of one campaign in one zone, and what they may be offered now."""

    kept: StoredCampaign
    zone: str
    gates: GroupGates

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """The lanes that are open."""
        return policy.open_lanes(self.gates)


class _Pair(Struct, frozen=True):
    campaign: int
    zone: str


@prepared
def _pairs() -> Query:
    pairs = ZoneGroupTable.select(*columns(_Pair, ZoneGroupTable))
    return pairs.order_by(ZoneGroupTable.campaign, ZoneGroupTable.zone)


def groups_of(tx: Tx, campaigns: Mapping[int, StoredCampaign], now: Instant) -> list[ZoneGroup]:
    """All groups of these campaigns with their gates of this moment."""
    return [
        ZoneGroup(kept, one.zone, _gates(tx, kept, one.zone, now))
        for one in tx.all(_Pair, _pairs())
        if (kept := campaigns.get(one.campaign)) is not None
    ]


def _gates(tx: Tx, kept: StoredCampaign, zone: str, now: Instant) -> GroupGates:
    """A group's gates, worked out once for the time in which they do not change."""
    key = (kept.version, kept.frame, zone)
    known = tx.books.gates.get(key)
    if known is None or not known[0] <= now < known[1].changes_at:
        known = (now, policy.gates(tx.book(kept.version), kept.frame, zone, now))
        tx.books.gates[key] = known
    return known[1]


def among(tx: Tx, kept: StoredCampaign, viewer: Viewer | None) -> str:
    """The condition that somebody may call whom a ``placement p`` is of; '' where everybody is meant."""
    return "" if viewer is None else f" AND {viewer.among(tx.book(kept.version), kept.id)}"
