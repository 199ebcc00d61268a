"""The lag of the stored plans behind the clock."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from callcenter.model import Instant
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables.plans import PlacementTable
from callcenter.storage.tables.programs import LeaseTable
from callcenter.storage.tables.slim_peewee import fn
from callcenter.views.upkeep.lag import Behind

CATCH_UP = "catch_up"
"""The lease of the program that folds what is behind."""

_COUNTED = 10_000


def behind(tx: Tx, campaigns: Mapping[int, StoredCampaign], now: Instant) -> Behind:
    """Return the lag of these campaigns' plans: found by the index on ``valid_until``, counted up to a bound."""
    plans = 0
    for kept in campaigns.values():
        plans += int(tx.value(_counted(kept.edition.id, now, _COUNTED + 1 - plans)))
    if not plans:
        return Behind()
    progress = tx.one(Behind, _progress(now)) or Behind()
    return replace(progress, plans=min(plans, _COUNTED), more=plans > _COUNTED)


@prepared
def _counted(edition: int, now: Instant, limit: int) -> Query:
    # The index alone has what is asked for.
    counted = (
        PlacementTable.select(PlacementTable.valid_until)
        .where((PlacementTable.edition == edition) & (PlacementTable.valid_until <= now))
        .limit(limit)
    )
    return counted.select_from(fn.COUNT(counted.c.valid_until))


@prepared
def _progress(now: Instant) -> Query:
    return LeaseTable.select(LeaseTable.done, LeaseTable.total).where(
        (LeaseTable.name == CATCH_UP) & (LeaseTable.expires_at > now)
    )
