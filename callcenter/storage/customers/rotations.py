"""The rotation in which the agents of a campaign are given leads, and the register of its incoming calls.

See docs/rules.md#r5.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from types import NoneType

from msgspec import Struct

from callcenter import policy, workdays
from callcenter.model import Channel, Direction, Instant
from callcenter.plain_text import MAX_NOTE
from callcenter.storage.access import grants, scopes
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.customers import rotation_rows
from callcenter.storage.customers.rotation_rows import Turns
from callcenter.storage.database import clean_text
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import loader
from callcenter.storage.people import people
from callcenter.storage.tables.calls import TouchTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.rotations import (
    AllocationTable,
    NonCustomerCallTable,
    RotationSeatTable,
    RotationTable,
)
from callcenter.storage.tables.slim_peewee import JOIN, fn, peewee
from callcenter.views.customers.allocations import (
    Allocated,
    AllocationReason,
    NonCustomer,
    RegisterEntry,
    Rotation,
    RotationSeat,
    Skip,
    Skipped,
)
from callcenter.views.upkeep.trouble import StoreError, Trouble

_TAKER, _OWNER, _GIVEN = AgentTable.alias("t"), AgentTable.alias("o"), AgentTable.alias("g")


class _Allocation(Struct, frozen=True):
    ref: str
    customer: str
    at: Instant
    agent: str | None
    reason: AllocationReason
    skipped: str
    actor: str

    @property
    def shown(self) -> Allocated:
        skipped = tuple(Skipped(agent, Skip(why)) for agent, why in json.loads(self.skipped or "[]"))
        return Allocated(self.ref, self.customer, self.at, self.agent, self.reason, skipped, self.actor)


@prepared
def _newest(customer: int) -> Query:
    table = AllocationTable
    customers = CustomerTable.ref, CustomerTable.name.alias("customer")
    found = table.select(*customers, table.at, AgentTable.name.alias("agent"), table.reason, table.skipped, table.actor)
    joined = found.join(CustomerTable).join_from(table, AgentTable, JOIN.LEFT_OUTER)
    return joined.where(table.customer == customer).order_by(table.id.desc()).limit(1)


class _Incoming(Struct, frozen=True):
    at: Instant
    taken_by: str
    ref: str
    customer: str
    phone: str
    agent: str | None
    reason: AllocationReason | None


def _incoming(campaign: int, since: Instant, until: Instant) -> peewee.ModelSelect[TouchTable]:
    touch, allocated = TouchTable, AllocationTable
    newest = allocated.select(fn.MAX(allocated.id)).where(
        (allocated.customer == touch.customer) & (allocated.at < until) & (allocated.at >= since)
    )
    called = (touch.channel == Channel.CALL.value) & (touch.direction == Direction.IN.value) & ~touch.withdrawn
    within = (touch.at >= since) & (touch.at < until) & (CustomerTable.campaign == campaign)
    return (
        touch.select(
            touch.at,
            fn.COALESCE(_TAKER.name, "").alias("taken_by"),
            CustomerTable.ref,
            CustomerTable.name.alias("customer"),
            touch.phone,
            # The one who got the caller that day; whoever owns them today may be another.
            peewee.Case(None, [(allocated.id.is_null(False), _GIVEN.name)], _OWNER.name).alias("agent"),
            allocated.reason,
        )
        .join(CustomerTable)
        .join_from(touch, _TAKER, JOIN.LEFT_OUTER, on=touch.agent == _TAKER.id)
        .join_from(CustomerTable, _OWNER, JOIN.LEFT_OUTER, on=CustomerTable.owner == _OWNER.id)
        .join_from(touch, allocated, JOIN.LEFT_OUTER, on=allocated.id == newest)
        .join_from(allocated, _GIVEN, JOIN.LEFT_OUTER, on=allocated.agent == _GIVEN.id)
        .where(called & within)
        .order_by(touch.at, touch.id)
    )


class _Other(Struct, frozen=True):
    at: Instant
    taken_by: str
    phone: str
    kind: NonCustomer
    note: str


@prepared
def _others(campaign: int, since: Instant, until: Instant) -> Query:
    table = NonCustomerCallTable
    entry = table.at, table.actor.alias("taken_by"), table.phone, table.kind, table.note
    within = (table.campaign == campaign) & (table.at >= since) & (table.at < until)
    return table.select(*entry).where(within).order_by(table.at, table.id)


class Rotations(Service, subject="rotations"):
    """Verbs on the rotation of a campaign."""

    def get(self, campaign: str, *, now: Instant) -> Rotation:
        """The rotation of a campaign with who is next; empty where it has none. Of people in other units than one's own
        only the order is told. Raises ``UNKNOWN_CAMPAIGN``; ``NOT_ALLOWED`` for a campaign outside the scope."""

        def work(tx: Tx) -> Rotation:
            kept = campaign_rows.get(tx, campaign)
            _require_scope(tx, kept.id, [])
            turns, scope = Turns(tx, kept, now, locked=False), scopes.of(tx)
            return _shown(turns, kept.name, None if scope is None else scope.colleagues | scope.people)

        return self._database.read(work)

    def set(self, campaign: str, agents: Sequence[str], *, now: Instant) -> Rotation:
        """Set the order of a campaign's rotation; who is new to it is qualified from now on, who is not named is out.

        Without agents the campaign has a rotation of nobody. Raises ``UNKNOWN_CAMPAIGN``, ``UNKNOWN_AGENT``,
        ``AGENT_LEFT``; ``NOT_ALLOWED`` where campaign or agents lie outside the scope of the one who acts.
        """

        def work(tx: Tx) -> Rotation:
            kept = campaign_rows.get(tx, campaign)
            ids = [people.agent_id(tx, name) for name in dict.fromkeys(agents)]
            _require_scope(tx, kept.id, ids)
            gone = tx.values(
                AgentTable.select(AgentTable.name).where(AgentTable.id.in_(ids) & AgentTable.left_at.is_null(False))
            )
            if gone:
                raise StoreError(Trouble.AGENT_LEFT, agent=gone[0])
            said = {"changed_at": now, "changed_by": self._principal.name}
            tx.insert_each(RotationTable, [{"campaign": kept.id, **said}], unless_there=True)
            rotation_rows.turn(tx, kept.id, locked=True)
            tx.run(RotationTable.update(**said).where(RotationTable.campaign == kept.id))
            _seat(tx, kept.id, ids, now)
            tx.mark_changed()
            return _shown(Turns(tx, kept, now), kept.name)

        return self._database.write(work)

    def requalify(self, campaign: str, agent: str, *, now: Instant) -> Rotation:
        """Let an agent back into the rotation whom a month of too few signings took out; once.

        Raises ``UNKNOWN_CAMPAIGN``, ``UNKNOWN_AGENT``, ``NOT_TAKEN_OUT``, ``REQUALIFIED_BEFORE``.
        """

        def work(tx: Tx) -> Rotation:
            kept = campaign_rows.get(tx, campaign)
            key = people.agent_id(tx, agent)
            _require_scope(tx, kept.id, [key])
            turns = Turns(tx, kept, now)
            seat = next((one for one in turns.seats if one.agent_id == key), None)
            candidate = next((one for one in turns.order if one.id == key), None)
            if seat is None or candidate is None or policy.low_month(candidate, turns.today) is None:
                raise StoreError(Trouble.NOT_TAKEN_OUT, agent=agent)
            if seat.requalified_at is not None:
                raise StoreError(Trouble.REQUALIFIED_BEFORE, agent=agent)
            table = RotationSeatTable
            place = (table.campaign == kept.id) & (table.agent == key)
            tx.run(table.update(requalified_at=now).where(place))
            tx.mark_changed()
            return _shown(Turns(tx, kept, now), kept.name)

        return self._database.write(work)

    def allocation_of(self, ref: str) -> Allocated | None:
        """The newest allocation of a customer, None where they were never allocated. Raises ``UNKNOWN_REF``."""

        def work(tx: Tx) -> Allocated | None:
            found = tx.one(_Allocation, _newest(loader.customer_id(tx, ref)))
            return None if found is None else found.shown

        return self._database.read(work)

    def register_non_customer(
        self, campaign: str, kind: NonCustomer, *, phone: str = "", note: str = "", key: str = "", now: Instant
    ) -> None:
        """Register the incoming call of somebody who is no customer: allocated to nobody, counted nowhere.

        Raises ``UNKNOWN_CAMPAIGN``; ``NOT_ALLOWED`` for a campaign outside the scope.
        """

        def work(tx: Tx) -> None:
            kept = campaign_rows.get(tx, campaign)
            _require_scope(tx, kept.id, [])
            said = {"phone": clean_text.line(phone), "note": clean_text.line(note, MAX_NOTE)}
            actor = self._principal.name
            tx.insert(NonCustomerCallTable, at=now, campaign=kept.id, kind=kind.value, actor=actor, **said)

        self._once(key, "register_non_customer", now, (campaign, kind, phone, note), NoneType, work)

    def register(self, campaign: str, day: date) -> tuple[RegisterEntry, ...]:
        """The incoming calls of a day of the campaign, oldest first, of customers and of others.

        Raises ``UNKNOWN_CAMPAIGN``; ``NOT_ALLOWED`` for a campaign outside the scope of the one who asks.
        """

        def work(tx: Tx) -> tuple[RegisterEntry, ...]:
            kept = campaign_rows.get(tx, campaign)
            _require_scope(tx, kept.id, [])
            since = workdays.midnight(day, kept.frame.zone)
            until = workdays.midnight(date.fromordinal(day.toordinal() + 1), kept.frame.zone)
            calls = [
                RegisterEntry(
                    kept.name, one.at, one.taken_by, one.ref, one.customer, one.phone, one.agent, _reason(one)
                )
                for one in tx.all(_Incoming, scopes.within(tx, _incoming(kept.id, since, until), CustomerTable))
            ]
            others = [
                RegisterEntry(kept.name, one.at, one.taken_by, phone=one.phone, kind=one.kind, note=one.note)
                for one in tx.all(_Other, _others(kept.id, since, until))
            ]
            return tuple(sorted([*calls, *others], key=lambda one: one.at))

        return self._database.read(work)


def _reason(call: _Incoming) -> AllocationReason | None:
    """The reason for which a caller is their owner's: the allocation of the day, else they worked them already."""
    return call.reason or (None if call.agent is None else AllocationReason.OWNER)


def _seat(tx: Tx, campaign: int, agents: Sequence[int], now: Instant) -> None:
    """Seat agents in this order, and nobody else; who has been in the rotation before stays qualified since then."""
    table = RotationSeatTable
    before = set(tx.values(table.select(table.agent).where(table.campaign == campaign)))
    tx.run(table.update(position=None).where(table.campaign == campaign))
    places = [{"campaign": campaign, "agent": agent, "position": place} for place, agent in enumerate(agents, 1)]
    tx.update_each(table, [one for one in places if one["agent"] in before], by=("campaign", "agent"))
    tx.insert_each(table, [{**one, "qualified_at": now} for one in places if one["agent"] not in before])


def _require_scope(tx: Tx, campaign: int, agents: Sequence[int]) -> None:
    scope = scopes.of(tx)
    if scope is not None and (campaign not in scope.campaigns or not scope.people.issuperset(agents)):
        raise grants.refusal(tx.grant)


def _shown(turns: Turns, campaign: str, known: frozenset[int] | None = None) -> Rotation:
    """The rotation as it stands. ``known``: the people whose figures may be told, None = everybody's."""
    names = {seat.agent_id: seat.name for seat in turns.seats}
    signed = turns.signed_last_week() if turns.seats else {}
    shown = []
    for seat, candidate in zip(turns.seats, turns.order, strict=True):
        if known is not None and seat.agent_id not in known:
            shown.append(RotationSeat(seat.name, seat.qualified_at, None, "", 0, 0, None, 0))
            continue
        month = policy.low_month(candidate, turns.today)
        result = policy.MonthResult(0, 0) if month is None else candidate.results[month]
        shown.append(
            RotationSeat(
                seat.name,
                seat.qualified_at,
                policy.rotation_skip(candidate, turns.today),
                "" if month is None else rotation_rows.written(month),
                result.leads,
                result.signed,
                seat.requalified_at,
                signed.get(seat.agent_id, 0),
            )
        )
    following = turns.next()
    there = [seat.agent_id for seat in turns.seats if not seat.left]
    proposed = tuple(names[agent] for agent in policy.proposed_order(there, signed))
    return Rotation(campaign, tuple(shown), None if following is None else names[following], proposed)
