"""What lists of obligations show of each customer, read for many of them at a time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from callcenter.model import Obligation
from callcenter.records import loading
from callcenter.records.frames import Kept
from callcenter.records.phone_rows import FIRST_NUMBER
from callcenter.records.viewing import PLAN_TIER, SPELT
from callcenter.records.working import Row, Tx
from callcenter.views.line import Spelt
from callcenter.views.promises import PromiseRow
from callcenter.views.tasks import TaskRow

COLUMNS = f"c.ref, c.name, c.company, {PLAN_TIER}, {FIRST_NUMBER}, a.name, c.campaign_id, {SPELT}"
"""Of ``customer c`` and its owner, ``agent a``; behind the campaign's id stands what :func:`spelt` reads."""

CAMPAIGN = 6
WIDTH = 11

_Line = TypeVar("_Line", PromiseRow, TaskRow)


def shown(tx: Tx, customers: Iterable[int]) -> dict[int, Row]:
    """The columns of these customers, by id."""
    ids = sorted(set(customers))
    found: dict[int, Row] = {}
    for start in range(0, len(ids), loading.CHUNK):
        chunk = ids[start : start + loading.CHUNK]
        for row in tx.rows(
            f"SELECT c.id, {COLUMNS} FROM customer c LEFT JOIN agent a ON a.id = c.owner_id"
            f" WHERE c.id IN ({tx.marks(chunk)})",
            chunk,
        ):
            found[row[0]] = row[1:]
    return found


def line(kind: type[_Line], row: Row, kept: Kept, owed: Obligation) -> _Line:
    """A line of a list from :data:`COLUMNS`, the customer's campaign and what is owed."""
    ref, name, company, tier, phone, owner = row[:CAMPAIGN]
    return kind(
        ref=ref,
        name=name,
        company=company,
        tier=tier,
        phone=phone or "",
        owner=owner,
        campaign=kept.name,
        zone=kept.frame.zone,
        country=kept.frame.country,
        obligation=owed,
        spelt=spelt(row),
    )


def spelt(row: Row) -> Spelt:
    """Name and company in letters, of a row of :data:`COLUMNS`."""
    return tuple(filter(None, row[CAMPAIGN + 1 : WIDTH]))
