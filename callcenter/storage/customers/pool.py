"""The pool: customers return to it when their time is over, and agents take them within limits (docs/rules.md#r33)."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import partial
from types import NoneType

from msgspec import Struct, convert
from msgspec.structs import replace

from callcenter import policy
from callcenter.access import Right
from callcenter.model import Instant
from callcenter.rulebook.book import PoolRule, Rulebook
from callcenter.storage.access import grants, scopes
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.customers import customers, owner_rows, ownership
from callcenter.storage.database.pace import Pace
from callcenter.storage.database.prepared import Condition, Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import loader, phone_rows
from callcenter.storage.people import notices, people
from callcenter.storage.plans import placements
from callcenter.storage.search.found_rows import CUSTOMER, STANDS
from callcenter.storage.tables.calls import ClaimTable
from callcenter.storage.tables.campaigns import CampaignTable
from callcenter.storage.tables.customers import CustomerChangeTable, CustomerTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.plans import ObligationTable, PlacementTable
from callcenter.storage.tables.slim_peewee import fn, peewee
from callcenter.views.customers.pool import PoolPage, PoolRoom, PoolRow
from callcenter.views.customers.timeline import Cause, Happening
from callcenter.views.people.notices import NoticeKind
from callcenter.views.upkeep.trouble import StoreError, Trouble
from callcenter.workdays import local_date, midnight, moment, next_day

_LARGEST_SIZE = 100  # customers of a transaction
_LEAST_SIZE = 20
"""Customers for whom a transaction costs about as much again as for one."""
_SHARE_OF_OTHERS = 0.25
"""Time in which others may write after each transaction, measured by it."""
_AT_ONCE = 2_000
"""Customers whose return is due that one look finds."""
_OVER = tuple(sorted(stage.value for stage in policy.STAGES_OVER))
_GAINED = (Cause.TAKEN.value, Cause.CALL.value)


@prepared
def _due(edition: int, rule: str, now: Instant, limit: int) -> Query:
    """The customers whose return is due by their stored plans, the longest first."""
    owed = ObligationTable
    found = owed.select(owed.customer).join(CustomerTable)
    over = (owed.edition == edition) & (owed.rule == rule) & (owed.due_at <= now) & (owed.breach_at <= now)
    return found.where(over & CustomerTable.owner.is_null(False)).order_by(owed.breach_at, owed.customer).limit(limit)


@prepared
def _claimed(ids: list[int], now: Instant) -> Query:
    return ClaimTable.select(ClaimTable.customer).where(ClaimTable.customer.in_(ids) & (ClaimTable.expires_at > now))


@prepared
def _claim(customer: int, now: Instant) -> Query:
    who = ClaimTable.select(AgentTable.name).join(AgentTable)
    return who.where((ClaimTable.customer == customer) & (ClaimTable.expires_at > now))


def _owned(agent: int, campaign: int) -> peewee.ModelSelect[CustomerTable]:
    one = CustomerTable
    own = (one.owner == agent) & (one.campaign == campaign)
    return one.select(fn.COUNT(one.id)).where(own & one.survivor.is_null())


@prepared
def _held_by(agent: int, campaign: int) -> Query:
    """The number of an agent's customers of a campaign; not the lost and closed."""
    return _owned(agent, campaign).where(CustomerTable.stage.not_in(_OVER))


@prepared
def _taken_by(agent: int, name: str, campaign: int, since: Instant) -> Query:
    """The number of an agent's customers who became theirs out of the pool since then, lost and closed ones too."""
    change = CustomerChangeTable
    out = (change.customer == CustomerTable.id) & (change.what == Happening.OWNER.value) & (change.at >= since)
    gained = change.select(change.id).where(out & (change.new == name) & (change.old == "") & change.cause.in_(_GAINED))
    return _owned(agent, campaign).where(fn.EXISTS(gained))


@prepared
def _lost_at(customer: int, name: str) -> Query:
    """Return when the pool took a customer from an agent, the last time."""
    change = CustomerChangeTable
    gone = (change.customer == customer) & (change.what == Happening.OWNER.value) & (change.cause == Cause.POOL.value)
    return change.select(fn.MAX(change.at)).where(gone & (change.old == name))


def refusal(
    tx: Tx, kept: StoredCampaign, book: Rulebook, customer: int, agent: int, now: Instant
) -> policy.PoolRefused | None:
    """Return why an agent may not have a customer of the pool; None where they may, or the rulebook has no pool."""
    if book.pool is None:
        return None
    name = _locked_name(tx, agent)
    room = _room(tx, kept, book, agent, name, now)
    assert room is not None
    return policy.pool_refusal(
        book.pool,
        held=room.held,
        taken_today=room.taken,
        lost_at=tx.value(_lost_at(customer, name)),
        now=now,
        next_day=midnight(next_day(local_date(now, kept.frame.zone)), kept.frame.zone),
    )


def _locked_name(tx: Tx, agent: int) -> str:
    """The name of an agent of whose customers of the pool nobody else decides until the end of the transaction."""
    wanted = AgentTable.select(AgentTable.name).where(AgentTable.id == agent)
    # The key stays free: others go on writing rows that name the agent.
    return str(tx.value(wanted.for_update("FOR NO KEY UPDATE") if tx.postgres else wanted))  # type: ignore[arg-type]


def _room(tx: Tx, kept: StoredCampaign, book: Rulebook, agent: int, name: str, now: Instant) -> PoolRoom | None:
    if book.pool is None:
        return None
    today = midnight(local_date(now, kept.frame.zone), kept.frame.zone)
    return PoolRoom(
        kept.name,
        int(tx.value(_held_by(agent, kept.id))),
        book.pool.holding,
        int(tx.value(_taken_by(agent, name, kept.id, today))),
        book.pool.per_day,
    )


class _Row(PoolRow, frozen=True, kw_only=True):
    id: int


class _Change(Struct, frozen=True):
    customer_id: int
    at: Instant
    old: str


def _owned_by_nobody(campaigns: list[int]) -> Condition:
    """The condition of a customer in the pools of campaigns: not one who is lost or closed."""
    standing = STANDS & CUSTOMER.stage.not_in(_OVER)
    free: Condition = standing & CUSTOMER.owner.is_null() & CUSTOMER.campaign.in_(campaigns)
    return free


def _rows() -> peewee.ModelSelect[CustomerTable]:
    """The query of a :class:`PoolRow` for each :data:`CUSTOMER`."""
    plan = (PlacementTable.customer == CUSTOMER.id) & (PlacementTable.edition == CampaignTable.edition)
    return (
        CUSTOMER.select(
            CUSTOMER.id,
            CUSTOMER.ref,
            CUSTOMER.name,
            CUSTOMER.company,
            PlacementTable.plan_tier.alias("tier"),
            fn.COALESCE(phone_rows.first_number(CUSTOMER), "").alias("phone"),
            CampaignTable.name.alias("campaign"),
            CampaignTable.zone,
            CampaignTable.country,
            fn.NULLIF(PlacementTable.lane, 0).alias("lane"),
            CUSTOMER.pinyin,
        )
        .join_from(CUSTOMER, CampaignTable, on=(CUSTOMER.campaign == CampaignTable.id))
        .join_from(CUSTOMER, PlacementTable, peewee.JOIN.LEFT_OUTER, on=plan)
    )


class Pool(Service, subject="pool"):
    """Verbs on the pool."""

    def page(
        self, *, campaign: str | None = None, agent: str | None = None, limit: int = 500, now: Instant
    ) -> PoolPage:
        """The customers without an owner, by name; with ``agent`` how many they may take of each campaign.

        Raises ``UNKNOWN_CAMPAIGN``, ``UNKNOWN_AGENT``.
        """

        def work(tx: Tx) -> PoolPage:
            viewer = None if agent is None else people.viewer(tx, agent)
            kept = campaign_rows.select(tx, campaign)
            books = {one.id: tx.book(one.version) for one in kept.values()}
            # The campaigns whose pool is theirs.
            mine = [
                key
                for key, book in books.items()
                if viewer is None or (viewer.has_pool(key) and viewer.may_call(book, None))
            ]
            free = _owned_by_nobody(mine)
            total = int(tx.value(scopes.within(tx, CUSTOMER.select(fn.COUNT(CUSTOMER.id)).where(free), CUSTOMER)))
            found = scopes.within(tx, _rows().where(free), CUSTOMER)
            rows = tx.all(_Row, found.order_by(CUSTOMER.name_key, CUSTOMER.ref).limit(limit))
            rooms = []
            for key in mine if viewer is not None else ():
                assert viewer is not None
                room = _room(tx, kept[key], books[key], viewer.id, viewer.name, now)
                rooms += [] if room is None else [room]
            return PoolPage(tuple(_with_past(tx, rows)), total, tuple(rooms))

        return self._database.read(work)

    def take(self, ref: str, *, agent: str = "", key: str = "", now: Instant) -> None:
        """Take a customer from the pool, for oneself; for another ``agent`` with the right to reassign.

        ``key`` is that of the form. Raises ``UNKNOWN_REF``, ``UNKNOWN_AGENT``, ``NOT_ALLOWED``; ``NO_POOL`` where the
        rulebook has none; ``NOT_A_CALLER``; ``NOT_IN_POOL``, ``CLAIMED``, ``ON_THE_LINE`` where somebody else was
        quicker; ``POOL_HOLDING``, ``POOL_PER_DAY``, ``POOL_FORMER_OWNER``.
        """

        def work(tx: Tx) -> None:
            name = agent or tx.grant.name
            if name != tx.grant.name and not tx.grant.has(Right.REASSIGN):
                raise grants.refusal(tx.grant)
            viewer = people.viewer(tx, name)
            scope = scopes.of(tx)
            if scope is not None and viewer.id not in scope.people:
                raise grants.refusal(tx.grant)
            customer = loader.customer_id(tx, ref)
            tx.lock_customers([customer])
            (one,) = loader.load(tx, [customer])
            if one.owner_id == viewer.id:
                return
            kept = campaign_rows.get_all(tx)[one.campaign]
            book = tx.book(kept.version)
            if book.pool is None:
                raise StoreError(Trouble.NO_POOL, campaign=kept.name)
            if not viewer.may_call(book, None) or not viewer.has_pool(kept.id):
                raise StoreError(Trouble.NOT_A_CALLER, agent=name)
            _refuse_others(tx, ref, customer, viewer, one.owner_id, now)
            refused = refusal(tx, kept, book, customer, viewer.id, now)
            if refused is not None:
                raise _trouble(refused, book.pool, name, ref, kept.frame.zone)
            actor = self._principal.name
            customers.change_facts(
                tx,
                customer,
                now,
                lambda taken: owner_rows.write(tx, {taken: viewer.id}, actor=actor, now=now, cause=Cause.TAKEN),
            )

        self._once(key, "take_from_pool", now, (ref, agent), NoneType, work)

    def resume(self, *, now: Instant, budget: int) -> bool:
        """Return to the pool whose time is over, for some milliseconds; True = there is more to do.

        Where no rulebook has a pool it costs one look.
        """
        ends = time.monotonic() + budget / 1000
        due, more = self._database.read(partial(_all_due, now=now))
        pace, done, returned = Pace(_LARGEST_SIZE, least=_LEAST_SIZE), 0, 0
        while done < len(due):
            if time.monotonic() >= ends:
                return True
            with pace.measured() as size:
                some = due[done : done + size]
                returned += self._database.write(partial(_return_some, ids=some, now=now), durable=False)
            done += size
            time.sleep(pace.seconds * _SHARE_OF_OTHERS)
        # Those on the line or claimed stay due: alone they are nothing to go on with.
        return more and returned > 0


def _with_past(tx: Tx, rows: Sequence[_Row]) -> Iterable[PoolRow]:
    """The rows with when their customers lost their owner, and whom."""
    changes = owner_rows.last_changes(tx, [row.id for row in rows])
    table = CustomerChangeTable
    wanted = table.select(table.customer, table.at, table.old).where(table.id.in_(list(changes.values())))
    lost = {one.customer_id: one for one in (tx.all(_Change, wanted) if changes else ())}
    for row in rows:
        past = lost.get(row.id)
        known = row if past is None else replace(row, since=past.at, former=past.old)
        yield convert(known, PoolRow, from_attributes=True)


def _refuse_others(tx: Tx, ref: str, customer: int, viewer: people.Viewer, owner: int | None, now: Instant) -> None:
    """Raise what keeps a customer from being taken because somebody else has them, or is about to."""
    if owner is not None or ownership.waits(tx, customer):
        raise StoreError(Trouble.NOT_IN_POOL, ref=ref)
    line = ownership.on_the_line(tx, customer)
    if line is not None and line.agent != viewer.id:
        raise StoreError(Trouble.ON_THE_LINE, ref=ref, agent=line.name)
    claimed = tx.value(_claim(customer, now))
    if claimed not in (None, viewer.name):
        raise StoreError(Trouble.CLAIMED, ref=ref, agent=str(claimed))


def _trouble(refused: policy.PoolRefused, rule: PoolRule, agent: str, ref: str, zone: str) -> StoreError:
    at = refused.opens_at
    since = "" if at is None else moment(at, zone).strftime("%Y-%m-%d %H:%M")
    match refused.reason:
        case policy.PoolRefusal.HOLDING:
            return StoreError(Trouble.POOL_HOLDING, agent=agent, limit=rule.holding)
        case policy.PoolRefusal.PER_DAY:
            return StoreError(Trouble.POOL_PER_DAY, agent=agent, limit=rule.per_day, time=since)
        case policy.PoolRefusal.FORMER_OWNER:
            return StoreError(Trouble.POOL_FORMER_OWNER, agent=agent, ref=ref, time=since)


def tell_kept(tx: Tx, agent: int, customer: int, refused: policy.PoolRefused, *, now: Instant) -> None:
    """Tell an agent who reached a customer why that one stays in the pool."""
    since = "" if refused.opens_at is None else str(refused.opens_at)
    kind = NoticeKind.POOL_KEPT
    notices.send(tx, agent, kind, customer, actor="", now=now, reason=refused.reason.value, since=since)


def _all_due(tx: Tx, now: Instant) -> tuple[list[int], bool]:
    """The customers whose return is due, and whether there may be more of them than one look finds."""
    found, more = list[int](), False
    for kept in campaign_rows.get_all(tx).values():
        book = tx.book(kept.version)
        if book.pool is not None:
            of_campaign = tx.values(_due(kept.edition.id, policy.pool_rule(book), now, _AT_ONCE))
            found += of_campaign
            more = more or len(of_campaign) == _AT_ONCE
    return found, more


def _return_some(tx: Tx, ids: Sequence[int], now: Instant) -> int:
    """Return some customers whose time is over, and tell how many; who is on the line, claimed or reached stays."""
    tx.lock_customers(ids)
    placements.settle(tx, ids, now)
    busy = {*ownership.all_on_the_line(tx, ids), *tx.values(_claimed(list(ids), now))}
    campaigns = campaign_rows.get_all(tx)
    gone = defaultdict[str, dict[int, int]](dict)
    for one in loader.load(tx, ids):
        book = tx.book(campaigns[one.campaign].version)
        if one.id not in busy and one.owner_id is not None and policy.pool_over(book, placements.plan_of(tx, one, now)):
            gone[book.name][one.id] = one.owner_id
    for actor, owners in gone.items():
        owner_rows.write(tx, dict.fromkeys(owners), actor=actor, now=now, cause=Cause.POOL)
        placements.refold(tx, owners, now)
    _tell(tx, [pair for owners in gone.values() for pair in owners.items()], now)
    if gone:
        tx.mark_changed()
    return sum(map(len, gone.values()))


def _tell(tx: Tx, gone: Iterable[tuple[int, int]], now: Instant) -> None:
    """Tell the former owners of customers who went back to the pool."""
    lost = defaultdict[int, list[int]](list)
    for customer, owner in gone:
        lost[owner].append(customer)
    for owner, ids in sorted(lost.items()):
        notices.send_of_some(tx, owner, NoticeKind.POOL_RETURNED, ids, now=now)
