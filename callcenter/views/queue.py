"""The dial queue."""

from __future__ import annotations

from msgspec import Struct

from callcenter.model import Gate, Instant, Lane, Obligation
from callcenter.views.line import CustomerLine


class QueueRow(CustomerLine, frozen=True):
    """A line of the dial queue."""

    lane: Lane
    obligation: Obligation
    inquiry_at: Instant | None = None
    order: tuple[int, int, int, int] = (0, 0, 0, 0)


class QueuePage(Struct, frozen=True):
    """The dial queue at ``at``. ``total`` counts all offered; if none, ``next_row`` is due soonest at ``next_at``."""

    at: Instant
    rows: tuple[QueueRow, ...]
    total: int
    block_ends: Instant | None
    preferred: int
    offer: int
    next_row: QueueRow | None = None
    next_at: Instant | None = None
    next_gate: Gate | None = None
