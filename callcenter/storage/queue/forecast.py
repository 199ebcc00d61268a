"""Forecast for an empty dial queue: who comes first, when, and which gate is shut until then.

Nobody is offered before the gates of their group let them (docs/rules.md#windows, #lanes), so what counts is neither
when something falls due nor when a gap ends, but the first moment after it at which the customer is offered. Who may be
first is looked up by index; only those are folded, at the moment in question, by the policy that offers them then.

See docs/architecture.md#queue-screen.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct

from callcenter import policy
from callcenter.model import Gate, GroupGates, Instant, Lane, Offer, Placement, Plan, Segment
from callcenter.storage.campaigns.groups import ZoneGroup
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import loader
from callcenter.storage.history.loader import Loaded
from callcenter.storage.people.people import Viewer
from callcenter.storage.plans import plan_rows
from callcenter.storage.tables.plans import ObligationTable, PlacementTable
from callcenter.storage.tables.slim_peewee import Case, fn, peewee

_EACH = 40
"""Number of each kind to look at: of those who fall due first, some are held back by a rule of their own."""

_STEPS = 400
"""Moments at which somebody is folded before the search gives up."""

_OPENINGS = 100
"""Gates that may shut again at the moment at which another opens: a book whose windows lie outside the legal frame."""


_PLAN, _OWED = PlacementTable, ObligationTable
_SAME = (_OWED.customer == _PLAN.customer) & (_OWED.edition == _PLAN.edition)


def _ranked_last(segments: peewee.Field, preferred: int) -> Any:
    """Order those behind whose segments a block does not prefer."""
    return Case(None, [(segments.bin_and(preferred) != 0, 0)], 1)


class _Candidate(Struct, frozen=True):
    """A customer, and a moment before which nothing of them is offered."""

    customer: int
    at: Instant


class ComingUp(Struct, frozen=True):
    """The head of the queue at ``at``, when it is offered first; ``gate`` is shut until then."""

    at: Instant
    customer: int
    ref: str
    tier: str | None
    placement: Placement
    gates: GroupGates
    group: ZoneGroup
    gate: Gate | None


def soonest(
    tx: Tx, groups: Sequence[ZoneGroup], viewer: Viewer | None, left_out: Sequence[int], now: Instant
) -> ComingUp | None:
    """Return who comes first into a queue that is empty at ``now``; None where nobody is known to.

    ``left_out``: customers whom others have on the line; what becomes of those nobody can know.
    """
    # Nobody knows when a campaign that somebody halted goes on.
    searches = [_Search(tx, group, viewer, left_out, now) for group in groups if not group.kept.frame.halted]
    opened = [(at, search) for search in searches if (at := search.moment()) is not None]
    if not opened:
        return None
    first = min(at for at, _ in opened)
    heads = [head for at, search in opened if at == first and (head := search.head(at)) is not None]
    return min(heads, key=lambda one: (policy.order_key(one.placement, one.gates), one.ref.encode()), default=None)


class _Search:
    """The search among the customers of one group."""

    def __init__(self, tx: Tx, group: ZoneGroup, viewer: Viewer | None, left_out: Sequence[int], now: Instant) -> None:
        self._tx = tx
        self._group = group
        self._now = now
        self._book = tx.book(group.kept.version)
        self._gates = [(now, group.gates)]
        self._loaded: dict[int, Loaded] = {}
        self._at_once: set[int] = set()
        self._mine = (_PLAN.edition == group.kept.edition.id) & (_PLAN.zone == group.zone)
        if viewer is not None:
            self._mine &= viewer.may_call_those_of(self._book, group.kept.id, _PLAN.owner_key)
        if left_out:
            self._mine &= _PLAN.customer.not_in(left_out)

    def moment(self) -> Instant | None:
        """Return the moment at which somebody of the group is offered first."""
        ahead = self._candidates()
        heapq.heapify(ahead)
        self._load(customer for _, customer in ahead)
        found: Instant | None = None
        for _ in range(_STEPS):
            if not ahead or (found is not None and ahead[0][0] > found):
                break
            at, customer = heapq.heappop(ahead)
            plan = self._plan(customer, at)
            if plan is not None and policy.offered(plan.placement, self.gates(at)):
                found = at
                self._at_once.add(customer)
            elif plan is not None and (again := self._again(plan)) is not None:
                heapq.heappush(ahead, (again, customer))
        return found

    def head(self, at: Instant) -> ComingUp | None:
        """Return the head of the group at ``at``, the moment at which somebody is offered first."""
        likely = self._at_once | self._waiting(at) | self._changing(at)
        self._load(likely)
        gates = self.gates(at)
        best: tuple[tuple[int, int, int, int], bytes, Loaded] | None = None
        for customer in likely:
            plan = self._plan(customer, at)
            if plan is not None and plan.placement is not None and policy.offered(plan.placement, gates):
                one = self._loaded[customer]
                entry = (policy.order_key(plan.placement, gates), one.facts.ref.encode(), one)
                best = entry if best is None or entry[:2] < best[:2] else best
        if best is None:
            return None
        one = best[2]
        before, then = self._plan(one.id, at - 1), self._plan(one.id, at)
        assert before is not None
        assert then is not None
        assert then.placement is not None
        gate = policy.why(before, self.gates(at - 1)).gate
        return ComingUp(at, one.id, one.facts.ref, then.tier, then.placement, gates, self._group, gate)

    def gates(self, at: Instant) -> GroupGates:
        """The group's gates at a moment ahead, worked out once for the time in which they do not change."""
        for since, known in self._gates:
            if since <= at < known.changes_at:
                return known
        found = policy.gates(self._book, self._group.kept.frame, self._group.zone, at)
        self._gates.append((at, found))
        return found

    def _opening(self, at: Instant, *, promised: bool) -> Instant | None:
        """The first moment from ``at`` on at which the group's gates let a commitment, or anything, through."""
        for _ in range(_OPENINGS):
            gates = self.gates(at)
            if gates.offer is Offer.EVERYTHING or (promised and gates.offer is Offer.COMMITMENTS):
                return at
            shut = [held.opens_at for held in gates.shut if not promised or held.gate is Gate.LEGAL_FRAME]
            known = [opens for opens in shut if opens is not None]
            if len(known) < len(shut):
                return None
            at = max(known)
        return None

    def _again(self, plan: Plan) -> Instant | None:
        """Return when to look again at a customer who is not offered at the moment of their plan."""
        place = plan.placement
        opens = None if place is None else self._opening(plan.at, promised=place.lane is Lane.PROMISED)
        known = [at for at in (opens, plan.valid_until) if at is not None]
        return min(known, default=None)

    def _candidates(self) -> list[tuple[Instant, int]]:
        """Customers, each with a moment before which nothing of them is offered."""
        # The sums keep SQLite from going through all that was ever due: promises have an index, a customer owes little,
        # and whoever is not offered is found by owner.
        falls_due, ends = _OWED.due_at + 0, _PLAN.valid_until + 0
        due = _OWED.select(_OWED.rule).where(_SAME & _OWED.dialled & (falls_due <= self._now))
        owed = _PLAN.select().join(_OWED, on=_SAME).where(self._mine & _OWED.dialled)
        plans = _PLAN.select().where(self._mine & (_PLAN.lane == 0))
        found = {(self._now, customer) for customer in self._waiting(self._now, everywhere=True)}
        rows: list[tuple[Instant, int]] = []
        for query, at, order, promised in (
            # Obligations that fall due, promises apart: they pass gates that shut all else.
            (owed.where(_OWED.commitment), _OWED.due_at, falls_due, True),
            (owed.where(~_OWED.commitment), _OWED.due_at, _OWED.due_at, False),
            # Customers who are due and held back by a gap or a hold.
            (plans.where(fn.EXISTS(due)), _PLAN.valid_until, ends, True),
            # Plans that change by themselves for any other cause: a rule that begins owes nothing before.
            (plans, _PLAN.valid_until, _PLAN.valid_until, False),
        ):
            ahead = query.select(_PLAN.customer.alias("customer"), at.alias("at")).where(order > self._now)
            for one in self._tx.all(_Candidate, ahead.order_by(order).limit(_EACH)):
                opens = self._opening(one.at, promised=promised)
                if opens is not None:
                    rows.append((opens, one.customer))
        return list(found.union(rows))

    def _waiting(self, at: Instant, *, everywhere: bool = False) -> set[int]:
        """The heads of the lanes as they are stored: of those that are open at ``at``, or of all."""
        gates = self.gates(at)
        found: set[int] = set()
        for lane in Lane:
            if not everywhere and gates.offer is not Offer.EVERYTHING and lane is not Lane.PROMISED:
                continue
            order = [_PLAN.k1, _PLAN.k2, _PLAN.ref]
            if lane in plan_rows.BLOCK_LANES and gates.preferred:
                order.insert(0, _ranked_last(_PLAN.block_set, gates.preferred))
            standing = _PLAN.select(_PLAN.customer).where(self._mine & (_PLAN.lane == lane.value))
            found.update(self._tx.values(standing.order_by(*order).limit(_EACH // 4)))
        return found

    def _changing(self, at: Instant) -> set[int]:
        """Return who falls due or breaches by ``at``, who will be near the head first: by lane, block, tier, breach."""
        gates = self.gates(at)
        fresh = Lane.FRESH.value
        opens = _OWED.opening & ((_PLAN.lane == fresh) | (_PLAN.segments.bin_and(Segment.NEW.value) != 0))
        lanes = (
            (_OWED.due_at > at, max(Lane) + 1),
            (_OWED.commitment, Lane.PROMISED.value),
            (_OWED.breach_at <= at, Lane.BREACHED.value),
            (opens, fresh),
            (_OWED.retry, Lane.RETRY.value),
        )
        tiers = [(tier, place) for place, tier in enumerate(self._book.tiers)]
        order = [
            fn.MIN(Case(None, lanes, Lane.DUE.value)),
            _ranked_last(_PLAN.segments, gates.preferred),
            *([Case(_PLAN.plan_tier, tiers, len(tiers))] if tiers else []),  # a book may know none
            fn.MIN(_OWED.breach_at),
            _PLAN.customer,
        ]
        since = ((_OWED.due_at > self._now) & (_OWED.due_at <= at)) | (
            (_OWED.breach_at > self._now) & (_OWED.breach_at <= at)
        )
        people = _PLAN.select(_PLAN.customer).join(_OWED, on=_SAME).where(self._mine & _OWED.dialled & since)
        people = people.group_by(_PLAN.customer, _PLAN.segments, _PLAN.plan_tier)
        return set(self._tx.values(people.order_by(*order).limit(_EACH)))

    def _load(self, customers: Iterable[int]) -> None:
        missing = sorted(set(customers) - self._loaded.keys())
        for start in range(0, len(missing), loader.CHUNK):
            chunk = missing[start : start + loader.CHUNK]
            self._loaded.update((one.id, one) for one in loader.load(self._tx, chunk))

    def _plan(self, customer: int, at: Instant) -> Plan | None:
        one = self._loaded.get(customer)
        if one is None:
            return None
        kept = self._group.kept
        return policy.plan(self._book, kept.frame, one.under(kept.edition.id), one.history, at)
