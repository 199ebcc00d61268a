"""Rotations as they are stored: whose turn it is, who may have one, and the allocations that come of it.

See docs/rules.md#r5.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from callcenter import policy, workdays
from callcenter.model import Instant
from callcenter.storage.access import scopes
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import loader, signings
from callcenter.storage.history.signings import Signing
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.rotations import (
    AllocationTable,
    RotationResultTable,
    RotationSeatTable,
    RotationTable,
)
from callcenter.storage.tables.slim_peewee import fn
from callcenter.storage.team import shifts
from callcenter.views.customers.allocations import Allocated, AllocationReason, Skip, Skipped

_BEGINNING = -(2**62)
LEADS = [AllocationReason.NAMED.value, AllocationReason.ROTATION.value]
"""Reasons by which a lead is new to its agent: who already works a customer gets no lead by their call."""


class Turn(Struct, frozen=True):
    """A rotation's row."""

    last_id: int | None
    counted: str


@prepared
def _turn(campaign: int) -> Query:
    return RotationTable.select(RotationTable.last, RotationTable.counted).where(RotationTable.campaign == campaign)


@prepared
def _locked_turn(campaign: int) -> Query:
    turn = RotationTable.select(RotationTable.last, RotationTable.counted).where(RotationTable.campaign == campaign)
    return turn.for_update()


def turn(tx: Tx, campaign: int, *, locked: bool = False) -> Turn | None:
    """The rotation of a campaign, None without one; ``locked``: nobody else allocates until the transaction ends."""
    return tx.one(Turn, (_locked_turn if locked and tx.postgres else _turn)(campaign))


class Seat(Struct, frozen=True):
    """A seat with its agent."""

    agent_id: int
    name: str
    left: bool
    qualified_at: Instant
    requalified_at: Instant | None


@prepared
def _seats(campaign: int) -> Query:
    table = RotationSeatTable
    agent = AgentTable.name, AgentTable.left_at.is_null(False).alias("left")
    seats = table.select(table.agent, *agent, table.qualified_at, table.requalified_at).join(AgentTable)
    return seats.where((table.campaign == campaign) & table.position.is_null(False)).order_by(table.position)


def seats(tx: Tx, campaign: int) -> list[Seat]:
    """The seats of a campaign's rotation, in order."""
    return tx.all(Seat, _seats(campaign))


class _Lead(Struct, frozen=True):
    agent_id: int
    customer_id: int
    at: Instant


@prepared
def _leads(campaign: int, since: Instant, until: Instant) -> Query:
    table = AllocationTable
    within = (table.campaign == campaign) & (table.at >= since) & (table.at < until)
    theirs = table.agent.is_null(False) & table.reason.in_(LEADS)
    return table.select(table.agent, table.customer, table.at).where(within & theirs).order_by(table.id)


@prepared
def _leads_of(campaign: int, customers: list[int]) -> Query:
    table = AllocationTable
    theirs = (table.campaign == campaign) & table.agent.is_null(False) & table.reason.in_(LEADS)
    return table.select(table.agent, table.customer, table.at).where(theirs & table.customer.in_(customers))


@prepared
def _signed_within(campaign: int, since: Instant, until: Instant) -> Query:
    leads = AllocationTable.select(AllocationTable.customer).where(AllocationTable.campaign == campaign)
    return signings.within(lambda table: table.customer.in_(leads), since, until)


@prepared
def _signed_before(customers: list[int], until: Instant) -> Query:
    return signings.within(lambda table: table.customer.in_(customers), _BEGINNING, until)


def _signed(tx: Tx, campaign: int, since: Instant, until: Instant) -> dict[int, Instant]:
    """The instants in a span at which customers who were ever allocated in a campaign signed first."""
    found: dict[int, Instant] = {}
    within = sorted({one.customer_id for one in tx.all(Signing, _signed_within(campaign, since, until))})
    for start in range(0, len(within), loader.CHUNK):
        for one in tx.all(Signing, _signed_before(within[start : start + loader.CHUNK], until)):
            found[one.customer_id] = min(one.at, found.get(one.customer_id, one.at))
    return {customer: at for customer, at in found.items() if at >= since}


def written(month: policy.Month) -> str:
    """A month as it is kept: YYYY-MM."""
    return f"{month[0]:04}-{month[1]:02}"


def _read(text: str) -> policy.Month:
    return int(text[:4]), int(text[5:])


def _start(month: policy.Month, zone: str) -> Instant:
    return workdays.midnight(date(*month, 1), zone)


class _Result(Struct, frozen=True):
    agent_id: int
    month: str
    leads: int
    signed: int


@prepared
def _results(campaign: int) -> Query:
    table = RotationResultTable
    return table.select(table.agent, table.month, table.leads, table.signed).where(table.campaign == campaign)


@prepared
def _first_lead(campaign: int) -> Query:
    return (
        AllocationTable.select(AllocationTable.at)
        .where(AllocationTable.campaign == campaign)
        .order_by(AllocationTable.at)
        .limit(1)
    )


def _uncounted(tx: Tx, kept: StoredCampaign, turn: Turn, today: date) -> tuple[str, list[_Result]]:
    """The results of months that are over and not on record yet, with the month up to which they are counted then."""
    zone, newest = kept.frame.zone, policy.months_on((today.year, today.month), -2)
    first: Instant | None = tx.value(_first_lead(kept.id))
    if first is None or written(newest) <= turn.counted:
        return turn.counted, []
    begun = workdays.local_date(first, zone)
    month = policy.months_on(_read(turn.counted), 1) if turn.counted else (begun.year, begun.month)
    signed = _signed(tx, kept.id, _start(month, zone), _start(policy.months_on(newest, 2), zone))
    found = []
    while month <= newest:
        until = _start(policy.months_on(month, 2), zone)
        leads = defaultdict[int, dict[int, Instant]](dict)
        for lead in tx.all(_Lead, _leads(kept.id, _start(month, zone), _start(policy.months_on(month, 1), zone))):
            leads[lead.agent_id].setdefault(lead.customer_id, lead.at)
        for agent, theirs in leads.items():
            done = sum(at <= signed.get(customer, until) < until for customer, at in theirs.items())
            found.append(_Result(agent, written(month), len(theirs), done))
        month = policy.months_on(month, 1)
    return written(newest), found


def take_back(tx: Tx, customer: int) -> None:
    """Take back the newest allocation of a customer: it was none."""
    newest = AllocationTable.select(fn.MAX(AllocationTable.id)).where(AllocationTable.customer == customer)
    tx.run(AllocationTable.delete().where(AllocationTable.id == newest))


class Turns:
    """The rotation of a campaign in one transaction; without one only owners and those who are named are chosen."""

    def __init__(self, tx: Tx, kept: StoredCampaign, now: Instant, *, locked: bool = True) -> None:
        self._tx, self._kept, self._now = tx, kept, now
        self.today = workdays.local_date(now, kept.frame.zone)
        self._turn = turn(tx, kept.id, locked=locked)
        self.seats = [] if self._turn is None else seats(tx, kept.id)
        self._last = None if self._turn is None else self._turn.last_id
        self._names = {seat.agent_id: seat.name for seat in self.seats}
        self.counted, self._new = ("", []) if self._turn is None else _uncounted(tx, kept, self._turn, self.today)
        self.order = [] if self._turn is None else self._candidates()

    @property
    def is_there(self) -> bool:
        """Tell whether the campaign has a rotation."""
        return self._turn is not None

    def _candidates(self) -> list[policy.LeadTaker]:
        tx, zone = self._tx, self._kept.frame.zone
        results = defaultdict[int, dict[policy.Month, policy.MonthResult]](dict)
        for one in (*tx.all(_Result, _results(self._kept.id)), *self._new):
            results[one.agent_id][_read(one.month)] = policy.MonthResult(one.leads, one.signed)
        here = shifts.on_shift(tx, [seat.agent_id for seat in self.seats], self._now)
        return [
            policy.LeadTaker(
                seat.agent_id,
                left=seat.left,
                qualified=_works(tx, seat.agent_id, self._kept.id),
                on_shift=seat.agent_id in here,
                results=results[seat.agent_id],
                requalified=None if seat.requalified_at is None else workdays.local_date(seat.requalified_at, zone),
            )
            for seat in self.seats
        ]

    def choose(self, *, owner: int | None = None, named: int | None = None) -> policy.LeadChoice:
        """Choose who gets the next lead; who gets it by rotation has had their turn."""
        asked = None
        if named is not None:
            agent = self._tx.one(_Agent, _agent(named))
            assert agent is not None
            self._names[named] = agent.name
            asked = policy.LeadTaker(named, left=agent.left, qualified=_works(self._tx, named, self._kept.id))
        choice = policy.allocate(self.order, self._last, self.today, owner=owner, named=asked)
        if choice.reason is AllocationReason.ROTATION:
            self._last = choice.agent
        return choice

    def keep(self, choices: Iterable[tuple[int, policy.LeadChoice]], *, actor: str) -> None:
        """Keep the choices made for customers, by id, and whose turn comes next."""
        self._tx.insert_each(
            AllocationTable,
            [
                {
                    "at": self._now,
                    "campaign": self._kept.id,
                    "customer": customer,
                    "agent": choice.agent,
                    "reason": choice.reason.value,
                    "skipped": self._said(choice.skipped),
                    "actor": actor,
                }
                for customer, choice in choices
            ],
        )
        if self._turn is not None:
            table = RotationTable
            there = table.campaign == self._kept.id
            self._tx.run(table.update(last=self._last, counted=self.counted).where(there))
            campaign = {"campaign": self._kept.id}
            results = [
                {**campaign, "agent": one.agent_id, "month": one.month, "leads": one.leads, "signed": one.signed}
                for one in self._new
            ]
            self._tx.insert_each(RotationResultTable, results)
            self._new = []

    @property
    def last(self) -> str:
        """The agent of the rotation who had the last turn, '' where none of them had one."""
        return next((seat.name for seat in self.seats if seat.agent_id == self._last), "")

    def begin_after(self, agent: str) -> None:
        """Begin after an agent's turn, which is on record nowhere: the next part of a preview."""
        self._last = next((seat.agent_id for seat in self.seats if seat.name == agent), self._last)

    def told(self, choice: policy.LeadChoice, ref: str, customer: str, actor: str) -> Allocated:
        """A choice by the names of those in it."""
        agent = None if choice.agent is None else self._names[choice.agent]
        skipped = tuple(Skipped(self._names[one], why) for one, why in choice.skipped)
        return Allocated(ref, customer, self._now, agent, choice.reason, skipped, actor)

    def next(self) -> int | None:
        """The agent who would get the next lead, None = nobody."""
        return policy.allocate(self.order, self._last, self.today).agent

    def signed_last_week(self) -> Mapping[int, int]:
        """The number of the customers allocated to each agent who signed in the week before this, Monday to Sunday."""
        zone = self._kept.frame.zone
        monday = date.fromordinal(self.today.toordinal() - self.today.weekday())
        until = workdays.midnight(monday, zone)
        since = workdays.midnight(date.fromordinal(monday.toordinal() - 7), zone)
        signed, found = _signed(self._tx, self._kept.id, since, until), defaultdict[int, set[int]](set)
        customers = sorted(signed)
        for start in range(0, len(customers), loader.CHUNK):
            for lead in self._tx.all(_Lead, _leads_of(self._kept.id, customers[start : start + loader.CHUNK])):
                if lead.at <= signed[lead.customer_id]:
                    found[lead.agent_id].add(lead.customer_id)
        return {agent: len(customers) for agent, customers in found.items()}

    def _said(self, skipped: Sequence[tuple[int, Skip]]) -> str:
        named = [(self._names[agent], why.value) for agent, why in skipped]
        return json.dumps(named, ensure_ascii=False) if named else ""


def _works(tx: Tx, agent: int, campaign: int) -> bool:
    """Tell whether an agent may work a campaign: in an open store everybody may, else their units decide."""
    return not tx.grant.closed or campaign in scopes.pools_of(tx, agent)


class _Agent(Struct, frozen=True):
    name: str
    left: bool


@prepared
def _agent(agent: int) -> Query:
    return AgentTable.select(AgentTable.name, AgentTable.left_at.is_null(False).alias("left")).where(
        AgentTable.id == agent
    )
