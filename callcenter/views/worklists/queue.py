"""The dial queue."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from callcenter.model import Gate, Instant, Lane, Obligation
from callcenter.views.upkeep.lag import Behind
from callcenter.views.worklists.line import CustomerLine


class QueueRow(CustomerLine, frozen=True):
    """A line of the dial queue. ``deputy``: who works them for their absent owner."""

    lane: Lane
    obligation: Obligation
    inquiry_at: Instant | None = None
    order: tuple[int, int, int, int] = (0, 0, 0, 0)
    deputy: str | None = None


class QueueFilter(Struct, frozen=True):
    """Filter of the queue: those of these lanes (none = of all) whom every one of ``words`` fits.

    It is for looking alone: whom the queue offers next does not depend on it.
    """

    words: tuple[str, ...] = ()
    lanes: frozenset[Lane] = frozenset()


class Emptiness(Struct, frozen=True):
    """Ground for a queue into which time alone brings nobody.

    ``customers``: those whom the one who asks may call. ``held``: how many of
    them each gate holds back, of many only those whose stage ends every rule. ``anybody``: there is a customer at all.
    ``halted``: campaigns that somebody paused or closed. ``rules_ended``: the instant at which the last rule
    of any of them ended; ``last_call``: the newest call of the one who asks; ``zone``: in which both are told.
    """

    customers: int = 0
    anybody: bool = False
    held: Mapping[Gate, int] = {}
    halted: tuple[str, ...] = ()
    rules_ended: Instant | None = None
    last_call: Instant | None = None
    zone: str = "UTC"


class QueuePage(Struct, frozen=True):
    """The dial queue at ``at``. ``total`` counts all offered, up to a bound; ``more`` = there are more than that.
    ``behind`` says how far the plans behind it lag.

    ``offer``, ``preferred`` and ``block_ends`` are the campaign's own zone's, or those of the zones ``abroad`` where
    these may be called more and somebody there is offered. ``changes_at``: the instant at which time alone may change
    the page, at most a minute ahead.

    If none is, ``next_row`` is the head of the queue at ``next_at``, the first moment at which it is not empty, as far
    as time alone decides; ``next_gate`` keeps them until then. ``emptiness``: the ground where there is no such moment.

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
    abroad: tuple[str, ...] = ()
    changes_at: Instant | None = None
    emptiness: Emptiness | None = None
