"""A campaign's rules change while people work: its rulebook, or the frame of its days.

The plans under the coming edition are written beside those that count, some customers a transaction; facts that come in
meanwhile write both. Once everybody has one, the coming edition's cohorts are drawn, and those whom that concerns get
their plan again. Then a single update of the campaign switches, so that nobody is ever offered
by a mix of two books. After it each customer is settled: what follows from the new rules (breaches, cases, findings) is
put on record, and the plans before go. How far it has come stands in the edition: whoever goes on with it after an end
begins where it stopped.

See docs/architecture.md#rule-changes.
"""

from __future__ import annotations

import time
from functools import partial

from msgspec import Struct

from callcenter.access import Principal
from callcenter.model import SECOND, Instant
from callcenter.rulebook.book import Rulebook
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows, editions
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.database.pace import Pace
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.plans import cohorts, placements, ticks
from callcenter.storage.tables.campaigns import CampaignTable, EditionTable, RulebookVersionTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.plans import CohortTable, PlacementTable
from callcenter.storage.tables.slim_peewee import fn, peewee
from callcenter.views.upkeep.campaigns import CampaignRow, ChangeStage, RulebookChange

_STALE = 15 * SECOND
"""Time without work at a change after which others take it for left alone and go on with it."""

_LARGEST_SIZE = 400  # customers of a transaction
_SHARE_OF_OTHERS = 0.5
"""Time in which others may write after each transaction, measured by it. SQLite gives its lock to whoever asks first:
without the pause they would have to ask at the very moment between two transactions, and be told after ten seconds
that the store is busy."""

_PREPARING, _SETTLING = ChangeStage.PREPARING.value, ChangeStage.SETTLING.value


class _Change(Struct, frozen=True):
    """A change that is under way: its edition, and the rulebook that comes."""

    id: int
    version: int
    state: ChangeStage
    cursor: int
    zone_before: str | None
    rulebook: str
    number: int


def _changes(campaign: int) -> peewee.ModelSelect[EditionTable]:
    selected = columns(
        _Change,
        EditionTable,
        version=EditionTable.rulebook_version,
        rulebook=RulebookVersionTable.name,
        number=RulebookVersionTable.number,
    )
    open_here = (EditionTable.campaign == campaign) & EditionTable.state.in_((_PREPARING, _SETTLING))
    # The edition that counts is settled before any other is prepared.
    first = peewee.Case(EditionTable.state, [(_SETTLING, 0)], 1)
    return EditionTable.select(*selected).join(RulebookVersionTable).where(open_here).order_by(first).limit(1)


@prepared
def _under_way(campaign: int) -> Query:
    return _changes(campaign)


@prepared
def _locked_under_way(campaign: int) -> Query:
    return _changes(campaign).for_update("FOR NO KEY UPDATE", of=EditionTable)  # type: ignore[arg-type]


class Rulebooks(Service, subject="rulebooks"):
    """Verbs that put a campaign under other rules."""

    def begin(self, campaign: str, rulebook: Rulebook, *, now: Instant) -> RulebookChange:
        """Begin to put a campaign under another rulebook; :meth:`go_on_with_rulebook` does the work.

        The rulebook that already comes goes on where it stopped; one that was coming gives way to this one. Raises
        ``UNKNOWN_CAMPAIGN``.
        """
        return self._database.write(lambda tx: _begin(tx, campaign, rulebook, self._principal, now))

    def go_on(self, campaign: str, *, now: Instant, budget: int = 200) -> RulebookChange:
        """Work at a campaign's change of rules for some milliseconds; call again until its ``stage`` is done.

        Runs in write transactions under 50 ms each. Raises ``UNKNOWN_CAMPAIGN``.
        """
        return self._go_on(campaign, now, budget, alone=False)

    def _go_on(self, campaign: str, now: Instant, budget: int, *, alone: bool) -> RulebookChange:
        ends = time.monotonic() + budget / 1000
        pace = Pace(_LARGEST_SIZE)
        while True:
            with pace.measured() as size:
                more = self._database.write(
                    partial(step, campaign=campaign, now=now, size=size, alone=alone), durable=False
                )
            done = time.monotonic()
            time.sleep(pace.seconds * _SHARE_OF_OTHERS)
            behind = self._database.read(lambda tx: _cohorts_behind(tx, campaign_rows.get(tx, campaign), now))
            if behind is not None:
                ticks.draw(self._database, behind, now)
            if not more or done >= ends:
                return self._database.read(lambda tx: _shown(tx, campaign_rows.get(tx, campaign)))

    def put(self, campaign: str, rulebook: Rulebook, *, now: Instant) -> CampaignRow:
        """Put a campaign under another rulebook, all at once. Raises ``UNKNOWN_CAMPAIGN``."""
        change = self.begin(campaign, rulebook, now=now)
        while change.stage is not ChangeStage.DONE:
            change = self.go_on(campaign, now=now)
        return self._database.read(lambda tx: campaign_rows.row_of(campaign_rows.get(tx, campaign), change.total))

    def changes(self) -> tuple[RulebookChange, ...]:
        """The changes of rules that are under way, by campaign."""

        def work(tx: Tx) -> tuple[RulebookChange, ...]:
            kept = sorted(campaign_rows.get_all(tx).values(), key=lambda one: one.name)
            return tuple(_shown(tx, one) for one in kept if tx.one(_Change, _under_way(one.id)) is not None)

        return self._database.read(work)

    def resume(self, *, now: Instant, budget: int) -> None:
        """Go on, for some milliseconds, with changes that whoever began them has left alone.

        Nobody has to wait for the rest: the rules before count until the change is complete.
        """
        ends = time.monotonic() + budget / 1000
        for name in self._database.read(lambda tx: _left_alone(tx, now)):
            left = int((ends - time.monotonic()) * 1000)
            if left > 0:
                self._go_on(name, now, left, alone=True)


def _left_alone(tx: Tx, now: Instant) -> list[str]:
    left = EditionTable.state.in_((_PREPARING, _SETTLING)) & (EditionTable.worked_at <= now - _STALE)
    names = EditionTable.select(CampaignTable.name).join(CampaignTable).where(left)
    return tx.values(names.order_by(CampaignTable.name).distinct())


def _begin(tx: Tx, campaign: str, book: Rulebook, actor: Principal, now: Instant) -> RulebookChange:
    kept = editions.locked(tx, campaign)
    version = campaign_rows.version_of(tx, book, actor=actor, now=now)
    frame = kept.frame if kept.coming is None else kept.coming.frame
    editions.begin(tx, kept, version, frame, actor=actor, now=now)
    return _shown(tx, campaign_rows.get(tx, campaign))


def step(tx: Tx, campaign: str, now: Instant, size: int, *, alone: bool = False) -> bool:
    """One transaction's worth of a change; False when nothing is left to do.

    Whoever goes on with one that was left ``alone`` does not look after it: it stays so, and others may help.
    """
    kept = campaign_rows.get(tx, campaign)
    # Two programs may work at one change: they take turns, and each begins where the other stopped. The lock leaves
    # those alone who write plans of the edition.
    change = tx.one(_Change, (_locked_under_way if tx.postgres else _under_way)(kept.id))
    if change is None:
        return False
    preparing = change.state is ChangeStage.PREPARING
    if not alone:
        editions.set_columns(tx, change.id, worked_at=now)
    ids = tx.values(_next(kept.id, change.cursor, size))
    due = tx.values(_due(change.id, now, size)) if preparing and not ids else []
    if ids:
        tx.lock_customers(ids)
        if preparing:
            placements.prepare(tx, ids, now)
        else:
            _move(tx, kept, change, ids)
            placements.settle_all(tx, ids, now)
        editions.set_columns(tx, change.id, cursor=ids[-1])
    elif due:
        tx.lock_customers(due)
        placements.prepare(tx, due, now)
    elif preparing and _cohorts_behind(tx, kept, now) is not None:
        pass  # drawn between two steps: nobody waits for so long
    elif preparing:
        editions.count(tx, kept, now)
    else:
        editions.set_columns(tx, change.id, state="settled", zone_before=None)
        others = EditionTable.select(EditionTable.id).where(
            (EditionTable.campaign == kept.id) & (EditionTable.id != change.id) & (EditionTable.state != _PREPARING)
        )
        tx.run(CohortTable.delete().where(CohortTable.edition.in_(others)))
        tx.mark_changed()
    return True


def _move(tx: Tx, kept: StoredCampaign, change: _Change, ids: list[int]) -> None:
    """Record where customers live who have no zone of their own, after their campaign has got another one."""
    if change.zone_before is None:
        return
    everybody = CustomerTable.id.in_(ids) | CustomerTable.survivor.in_(ids)
    here = everybody & (CustomerTable.campaign == kept.id) & (CustomerTable.zone == change.zone_before)
    tx.run(CustomerTable.update(zone=kept.frame.zone).where(here))


@prepared
def _next(campaign: int, cursor: int, size: int) -> Query:
    standing = (CustomerTable.campaign == campaign) & (CustomerTable.id > cursor) & CustomerTable.survivor.is_null()
    return CustomerTable.select(CustomerTable.id).where(standing).order_by(CustomerTable.id).limit(size)


@prepared
def _due(edition: int, now: Instant, size: int) -> Query:
    """Return who has to be folded again under a coming edition: because of its cohorts, or because time passed."""
    behind = (PlacementTable.edition == edition) & (PlacementTable.valid_until <= now)
    order = (PlacementTable.valid_until, PlacementTable.customer)
    return PlacementTable.select(PlacementTable.customer).where(behind).order_by(*order).limit(size)


def _cohorts_behind(tx: Tx, kept: StoredCampaign, now: Instant) -> cohorts.Work | None:
    """Return what has to be drawn of a coming edition's cohorts, once all its plans are there."""
    if kept.coming is None or not tx.book(kept.coming.version).cohorts:
        return None
    cursor = tx.value(EditionTable.select(EditionTable.cursor).where(EditionTable.id == kept.coming.id))
    missing = tx.value(_next(kept.id, cursor, 1))
    return None if missing is not None else cohorts.behind(tx, now, kept, kept.coming)


def _shown(tx: Tx, kept: StoredCampaign) -> RulebookChange:
    """Return how far a campaign's change of rules has come; done, under the rules that count, where there is none."""
    total = tx.value(_count(kept.id))
    change = tx.one(_Change, _under_way(kept.id))
    if change is None:
        return RulebookChange(kept.name, kept.rulebook, kept.number, ChangeStage.DONE, total, total)
    done = tx.value(_count_to(kept.id, change.cursor))
    return RulebookChange(kept.name, change.rulebook, change.number, change.state, done, total)


@prepared
def _count(campaign: int) -> Query:
    return CustomerTable.select(fn.COUNT(CustomerTable.id)).where(CustomerTable.campaign == campaign)


@prepared
def _count_to(campaign: int, cursor: int) -> Query:
    done = (CustomerTable.campaign == campaign) & (CustomerTable.id <= cursor)
    return CustomerTable.select(fn.COUNT(CustomerTable.id)).where(done)
