"""How far the stored plans lag behind the clock."""

from __future__ import annotations

from collections.abc import Mapping

from callcenter.model import Instant
from callcenter.records.frames import Kept
from callcenter.records.working import Tx
from callcenter.views.behind import Behind

CATCH_UP = "catch_up"
"""The lease of the program that folds what is behind."""

_COUNTED = 10_000


def behind(tx: Tx, campaigns: Mapping[int, Kept], now: Instant) -> Behind:
    """How far the plans of these campaigns are behind: found by the index on ``valid_until``, counted up to a bound."""
    plans = 0
    for kept in campaigns.values():
        plans += int(
            tx.value(
                "SELECT count(*) FROM (SELECT 1 FROM placement p WHERE p.edition_id = ? AND p.valid_until <= ?"
                " LIMIT ?) AS counted",
                (kept.edition.id, now, _COUNTED + 1 - plans),
            )
        )
    if not plans:
        return Behind()
    done, total = tx.row("SELECT done, total FROM lease WHERE name = ? AND expires_at > ?", (CATCH_UP, now)) or (0, 0)
    return Behind(min(plans, _COUNTED), plans > _COUNTED, done, total)
