"""The dial queue."""

from __future__ import annotations

from msgspec import Struct

from callcenter.model import Gate, Instant, Lane, Obligation
from callcenter.views.upkeep.lag import Behind
from callcenter.views.worklists.line import CustomerLine


class QueueRow(CustomerLine, frozen=True):
    """A line of the dial queue."""

    lane: Lane
    obligation: Obligation
    inquiry_at: Instant | None = None
    order: tuple[int, int, int, int] = (0, 0, 0, 0)


class QueueFilter(Struct, frozen=True):
    """Filter of the queue: those of these lanes (none = of all) whom every one of ``words`` fits.

    It is for looking alone: whom the queue offers next does not depend on it.
    """

    words: tuple[str, ...] = ()
    lanes: frozenset[Lane] = frozenset()


class QueuePage(Struct, frozen=True):
    """The dial queue at ``at``. ``total`` counts all offered, up to a bound; ``more`` = there are more than that.
    ``behind`` says how far the plans behind it lag.

    If none is, ``next_row`` is the head of the queue at ``next_at``, the first moment at which it is not empty, as far
    as time alone decides; ``next_gate`` keeps them until then.

    Where it was filtered, ``total`` counts those who fit, ``hidden`` those who do not; ``head`` stands at the head of
    the whole order and does not fit.
    """

    at: Instant
    rows: tuple[QueueRow, ...]
    total: int
    block_ends: Instant | None
    preferred: int
    offer: int
    next_row: QueueRow | None = None
    next_at: Instant | None = None
    next_gate: Gate | None = None
    hidden: int = 0
    head: QueueRow | None = None
    more: bool = False
    behind: Behind = Behind()
