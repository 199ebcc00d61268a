"""Catching up: one program folds for all what has changed by itself (docs/architecture.md#queries).

Whoever holds the lease ``catch_up`` does it, in transactions under 50 ms: first those whom the agents are offered next,
then those that have been behind the longest. A lease that is not renewed ends, and the next program goes on.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

from callcenter.model import MINUTE, SECOND, Instant, Lane
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.campaigns.groups import groups_of
from callcenter.storage.campaigns.lag import CATCH_UP
from callcenter.storage.database.pace import Pace
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import loader
from callcenter.storage.plans import placements, ticks, wrong_clock
from callcenter.storage.queue import heads, streams
from callcenter.storage.tables.plans import PlacementTable
from callcenter.storage.tables.programs import LeaseTable
from callcenter.storage.tables.slim_peewee import EXCLUDED, SQL, Case, fn
from callcenter.views.upkeep.lag import CaughtUp
from callcenter.views.upkeep.trouble import StoreError
from callcenter.views.worklists.breaches import Ticked

LEASE = 15 * SECOND
"""Time for which a program that stops without a word keeps the others from going on."""

RENEWED = LEASE // 3
"""Time between two renewals while cohorts are drawn."""

_CLOCKS = 2 * MINUTE
"""A lease that ends later than any program could have taken it, clocks apart, was taken by a wrong clock."""

_HEADS = 400
"""Number of plans of each lane that are folded before the rest."""

_SHARE_OF_OTHERS = 0.5
"""Time that others have between two transactions, as a part of what one takes."""

_OWN = LeaseTable.name == CATCH_UP


def take(tx: Tx, holder: str, now: Instant) -> bool:
    """Take or renew the lease; False where another program has it."""
    return tx.value(_taken(holder, now + LEASE, now, now + LEASE + _CLOCKS)) is not None


@prepared
def _taken(holder: str, until: Instant, now: Instant, too_late: Instant) -> Query:
    lease = LeaseTable
    same = lease.holder == EXCLUDED.holder
    goes_on = {field: Case(None, [(same, field)], 0) for field in (lease.done, lease.total)}
    begun = {lease.name: CATCH_UP, lease.holder: holder, lease.expires_at: until, lease.done: 0, lease.total: 0}
    return (
        lease.insert(begun)
        .on_conflict(
            conflict_target=[lease.name],
            update={lease.holder: EXCLUDED.holder, lease.expires_at: EXCLUDED.expires_at, **goes_on},
            where=same | (lease.expires_at <= now) | (lease.expires_at > too_late),
        )
        .returning(lease.holder)
    )


def give_back(tx: Tx, holder: str) -> None:
    """End a program's lease."""
    tx.run(LeaseTable.update(expires_at=0, holder="").where(_OWN & (LeaseTable.holder == holder)))


class CatchUp(Service, subject="catch_up"):
    """Verbs on catching up."""

    def run(self, *, holder: str, now: Instant, budget: int = 1_000, campaign: str | None = None) -> CaughtUp:
        """Fold what is behind, if ``holder`` (a program's token) has the lease or gets it.

        Stops after ``budget`` milliseconds and keeps the lease; with nothing left to do it goes back. Nothing behind
        costs one look without a lock. Then come the steps of breaches that are due. Raises ``UNKNOWN_CAMPAIGN``.
        """
        begun = time.monotonic()
        ends = begun + budget / 1000

        def present() -> Instant:
            """The lease goes by the time that passes meanwhile; all is folded as of ``now``."""
            return now + round((time.monotonic() - begun) * SECOND)

        if self._database.clock_apart:
            return CaughtUp(holding=False)
        limit = wrong_clock.limit_from(now)
        look = partial(ticks.look, now=now, limit=limit, campaign=campaign, most=heads.FEW + 1)
        found = self._database.read(look)
        prepared = found.of_a_wrong_clock or bool(found.cohorts)
        if prepared and not self._database.write(lambda tx: take(tx, holder, now), durable=False):
            return CaughtUp(holding=False, left=True)
        if found.of_a_wrong_clock and not wrong_clock.clear(self._database, now, ends, limit):
            return CaughtUp(holding=True, left=True)
        if found.cohorts:
            with self._renewing(holder, present):
                for work in found.cohorts:
                    ticks.draw(self._database, work, now)
        behind = (self._database.read(look) if prepared else found).behind
        first: list[int] = []
        if len(behind) > heads.FEW:
            fresh = self._database.write(lambda tx: _begin(tx, holder, now, present()), durable=False)
            if fresh is None:
                return CaughtUp(holding=False, left=True)
            first = self._database.read(lambda tx: _offered_next(tx, now, campaign)) if fresh else []
        elif not behind:
            if prepared:
                self._database.write(lambda tx: give_back(tx, holder), durable=False)
            return CaughtUp(holding=True, left=ticks.take_due(self._database, now, ends))
        return self._fold(holder, now, present, campaign, first, ends)

    def _fold(
        self,
        holder: str,
        now: Instant,
        present: Callable[[], Instant],
        campaign: str | None,
        first: list[int],
        ends: float,
    ) -> CaughtUp:
        pace = Pace(loader.CHUNK)
        folded = breaches = place = 0
        while True:
            with pace.measured() as size:
                ids = first[place : place + size]
                ticked = self._database.write(
                    partial(_step, holder=holder, now=now, at=present(), campaign=campaign, ids=ids, size=size),
                    durable=False,
                )
            if ticked is None:
                return CaughtUp(holding=False, folded=folded, breaches=breaches, left=True)
            place += len(ids)
            folded += ticked.folded
            breaches += ticked.breaches
            if not ticked.left:
                left = ticks.take_due(self._database, now, ends)
                return CaughtUp(holding=True, folded=folded, breaches=breaches, left=left)
            if time.monotonic() >= ends:
                return CaughtUp(holding=True, folded=folded, breaches=breaches, left=True)
            time.sleep(pace.seconds * _SHARE_OF_OTHERS)

    @contextmanager
    def _renewing(self, holder: str, present: Callable[[], Instant]) -> Iterator[None]:
        """Renew the lease all the while: from a thread, since one reading of a drawing may last longer than it."""
        over = threading.Event()

        def renew() -> None:
            while not over.wait(RENEWED / SECOND):
                with suppress(StoreError):  # the work itself meets it too, and tells of it
                    self._database.write(lambda tx: take(tx, holder, present()), durable=False)
            if not self._database.postgres:
                self._database.driver.close()

        thread = threading.Thread(target=renew, daemon=True)  # a program that ends waits for no drawing
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def stop(self, *, holder: str) -> None:
        """End a program's lease, so that another one goes on at once."""
        self._database.write(lambda tx: give_back(tx, holder), durable=False)


def _begin(tx: Tx, holder: str, now: Instant, at: Instant) -> bool | None:
    """Take the lease ``at`` this time and note how much there is to do at ``now``.

    True where it is taken again, None where another has it.
    """
    had = tx.value(LeaseTable.select(LeaseTable.done).where(_OWN & (LeaseTable.holder == holder)))
    if not take(tx, holder, at):
        return None
    editions = campaign_rows.editions_of(campaign_rows.get_all(tx).values())
    behind = PlacementTable.edition.in_(editions) & (PlacementTable.valid_until <= now)
    left = tx.value(PlacementTable.select(fn.COUNT(SQL("*"))).where(behind))
    tx.run(LeaseTable.update(total=LeaseTable.done + left).where(_OWN))
    tx.mark_changed()
    return not had


def _offered_next(tx: Tx, now: Instant, campaign: str | None) -> list[int]:
    """Return the customers who are behind and head a lane since; those with a due commitment first."""
    groups = groups_of(tx, campaign_rows.select(tx, campaign), now)
    found = heads.due_commitments(tx, groups, None, now, most=_HEADS)
    for lane in Lane:
        sources = streams.streams(tx, groups, lane, None, streams.NEXT)
        if sources:
            some = streams.merged(tx, sources, lane, "+p.valid_until <= ?", (now,), limit=_HEADS, columns=streams.NEXT)
            found += [head.customer for head in some]
    return list(dict.fromkeys(found))


def _step(
    tx: Tx, holder: str, now: Instant, at: Instant, campaign: str | None, ids: list[int], size: int
) -> Ticked | None:
    """One transaction of it: these customers, else those that have been behind the longest. None: the lease is lost."""
    if not take(tx, holder, at):
        return None
    if ids:
        breaches = ticks.settle_free(tx, ids, now)
        left = True
    else:
        ids = ticks.overdue(tx, now, campaign_rows.select(tx, campaign).values(), size, locked=True)
        breaches = placements.settle(tx, ids, now)
        left = len(ids) == size
    if left:
        tx.run(LeaseTable.update(done=LeaseTable.done + len(ids)).where(_OWN))
    else:
        give_back(tx, holder)
    return Ticked(len(ids), breaches, left)
