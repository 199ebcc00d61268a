"""The tick: plans whose time has come are folded, in short transactions."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import Any

from msgspec import Struct

from callcenter.model import Instant
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.database.pace import Pace
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Database, Tx
from callcenter.storage.history import loader
from callcenter.storage.plans import breach_steps, case_turns, cohorts, wrong_clock
from callcenter.storage.plans.placements import settle
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.imports import ImportBatchTable
from callcenter.storage.tables.plans import PlacementTable
from callcenter.views.worklists.breaches import Ticked


class Plans(Service, subject="plans"):
    """The tick."""

    def tick(self, now: Instant, *, budget: int = 1_000, campaign: str | None = None) -> Ticked:
        """Refold those whose plan changed by itself. ``budget``: milliseconds after which it stops.

        Runs in write transactions under 50 ms each; nothing new costs one look without a lock. ``left`` = stopped
        with work to do. Raises ``UNKNOWN_CAMPAIGN``.

        See docs/architecture.md#horizon.
        """
        folded = breaches = 0
        ends = time.monotonic() + budget / 1000
        if self._database.clock_apart:
            return Ticked(folded, breaches, False)
        limit = wrong_clock.limit_from(now)
        looking = partial(look, now=now, limit=limit, campaign=campaign, most=1)
        found = self._database.read(looking)
        if found.of_a_wrong_clock:
            if not wrong_clock.clear(self._database, now, ends, limit):
                return Ticked(folded, breaches, True)
            found = self._database.read(looking)
        # Those whom a draw concerns are folded next (docs/rules.md#r15-draw, #r21).
        for work in found.cohorts:
            draw(self._database, work, now)
        pace, behind = Pace(loader.CHUNK), bool(found.behind or found.cohorts)
        while behind:
            if time.monotonic() >= ends:
                return Ticked(folded, breaches, True)
            with pace.measured() as size:
                done, missed = self._database.write(
                    partial(_tick, now=now, campaign=campaign, size=size), durable=False
                )
            folded += done
            breaches += missed
            behind = done == size  # of fewer none is left, or on PostgreSQL another program is folding them
        return Ticked(folded, breaches, take_due(self._database, now, ends))


def take_due(database: Database, now: Instant, ends: float) -> bool:
    """Do what is due beside plans, until the monotonic time ``ends``; True = some is left."""
    left = case_turns.work_out_unknown(database, ends)
    return breach_steps.take_due(database, now, ends) or left


class TickWork(Struct, frozen=True):
    """Work that is to be done, as one look finds it."""

    of_a_wrong_clock: bool
    cohorts: list[cohorts.Work]
    behind: list[int]
    """Customers whose plans are behind, the longest first; no more than were asked for."""


def look(tx: Tx, now: Instant, limit: Callable[[], Instant], campaign: str | None, most: int) -> TickWork:
    """Look for work: one transaction, because mostly there is none. ``limit``: the latest instant of a right clock."""
    campaigns = campaign_rows.select(tx, campaign)
    return TickWork(
        wrong_clock.anything(tx, limit()),
        _cohorts_behind(tx, now, campaigns.values()),
        overdue(tx, now, campaigns.values(), most),
    )


def draw(database: Database, work: cohorts.Work, now: Instant) -> None:
    """Draw the cohorts of one edition that are behind; those whom it concerns fall due under it."""
    database.write(partial(cohorts.open_years, work=work), durable=False)

    def found(tx: Tx) -> tuple[cohorts.Drawn, list[cohorts.Difference]]:
        drawn = cohorts.draw(tx, work)
        return drawn, cohorts.differences(tx, drawn)

    drawn, changes = database.read(found)
    pace, done = Pace(loader.CHUNK), 0
    while done < len(changes):
        with pace.measured() as size:
            database.write(
                partial(cohorts.write, work=work, changes=changes[done : done + size], now=now), durable=False
            )
        done += size
    database.write(partial(cohorts.close_years, drawn=drawn), durable=False)


def _cohorts_behind(tx: Tx, now: Instant, campaigns: Iterable[StoredCampaign]) -> list[cohorts.Work]:
    """Draws of these campaigns that have to be made."""
    drawing = [kept for kept in campaigns if tx.book(kept.version).cohorts]
    if not drawing or tx.value(_import_under_way()):
        return []  # rows still come in: once when all are there
    # Those of a coming edition are drawn when its plans are there, by whoever works at the change.
    found = [cohorts.behind(tx, now, kept, kept.edition) for kept in drawing]
    return [work for work in found if work is not None]


@prepared
def _import_under_way() -> Query:
    under_way = ImportBatchTable.state.in_(("publishing", "undoing"))
    return ImportBatchTable.select(ImportBatchTable.id).where(under_way).limit(1)


def overdue(
    tx: Tx, now: Instant, campaigns: Iterable[StoredCampaign], limit: int, *, locked: bool = False
) -> list[int]:
    """Customers of these campaigns with a plan that is behind, those first that have been so the longest.

    ``locked``: on PostgreSQL they are locked, and those whom another transaction has locked are left out.
    """
    behind = _behind_unlocked if tx.postgres and locked else _behind
    found: list[_Behind] = []
    for kept in campaigns:
        for edition in (kept.edition, kept.coming):
            if edition is not None:
                found += tx.all(_Behind, behind(edition.id, now, limit))
    return list(dict.fromkeys(one.customer for one in sorted(found)))[:limit]


class _Behind(Struct, frozen=True, order=True):
    """A customer in the order of the instant since which their plan is behind."""

    at: Instant
    customer: int


def _plans_behind(edition: int, now: Instant, limit: int) -> Any:
    at, customer = PlacementTable.valid_until.alias("at"), CustomerTable.id.alias("customer")
    plans = PlacementTable.select(at, customer).join(CustomerTable, on=CustomerTable.id == PlacementTable.customer)
    behind = (PlacementTable.edition == edition) & (PlacementTable.valid_until <= now)
    return plans.where(behind).order_by(PlacementTable.valid_until).limit(limit)


@prepared
def _behind(edition: int, now: Instant, limit: int) -> Query:
    found: Query = _plans_behind(edition, now, limit)
    return found


@prepared
def _behind_unlocked(edition: int, now: Instant, limit: int) -> Query:
    found: Query = _plans_behind(edition, now, limit).for_update(of=CustomerTable, skip_locked=True)
    return found


def settle_free(tx: Tx, ids: Collection[int], now: Instant) -> int:
    """The same as :func:`settle`, on PostgreSQL of those alone whom no other transaction has locked."""
    if not tx.postgres:
        return settle(tx, ids, now)
    wanted = sorted(ids)
    rows = CustomerTable.select(CustomerTable.id).where(CustomerTable.id.in_(wanted)).order_by(CustomerTable.id)
    return settle(tx, tx.values(rows.for_update(skip_locked=True)), now)


def _tick(tx: Tx, now: Instant, campaign: str | None, size: int) -> tuple[int, int]:
    ids = overdue(tx, now, campaign_rows.select(tx, campaign).values(), size, locked=True)
    return len(ids), settle(tx, ids, now)
