"""The records of customers, read for a fold: a statement for each table, its rows by the customer."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from callcenter.model import (
    Channel,
    Direction,
    Disposition,
    ForeignCall,
    Instant,
    ListedNumber,
    Milestone,
    MilestoneKind,
    Snooze,
    Stage,
    Touch,
)
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.history import stand_ins
from callcenter.storage.history.pool_facts import Owned
from callcenter.storage.tables.calls import TouchTable
from callcenter.storage.tables.campaigns import CampaignTable, EditionTable
from callcenter.storage.tables.customers import (
    CustomerTable,
    DoNotCallTable,
    LiftTable,
    MilestoneTable,
    PhoneTable,
    SnoozeTable,
)
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.plans import CohortPlaceTable
from callcenter.storage.tables.shifts import StandInTable
from callcenter.storage.tables.slim_peewee import fn, peewee

NO_NUMBER = peewee.SQL("''")
"""Literal for no number: an index of the rows with one is only taken where the condition stands in the text."""


class CustomerRow(Struct, frozen=True):
    """A customer's own row."""

    ref: str
    campaign: int
    zone: str
    created_at: Instant | None
    created_date_only: bool
    recorded_at: Instant
    tier: str | None
    stage: Stage
    owner: str | None
    is_key: bool
    source: str
    birthday: date | None
    owner_id: int | None
    deputy_id: int | None
    cases_since: Instant
    revenue: str
    attributes: str
    edition: int
    version: int
    coming: int
    survivor: int | None
    history_until: Instant | None
    updated_at: Instant | None

    def owned(self, key: int) -> Owned | None:
        """Return what the pool asks of them, whose id is this; None for a customer without an owner."""
        if self.owner_id is None:
            return None
        return Owned(key, self.campaign, (self.version, self.coming), self.owner_id, self.recorded_at)

    @property
    def came(self) -> Milestone:
        """Return their coming, as an inquiry."""
        if self.created_at is None:
            return Milestone(MilestoneKind.INQUIRY, self.recorded_at)
        return Milestone(MilestoneKind.INQUIRY, self.created_at, self.created_date_only)


_ZONE = peewee.Case(None, [(CustomerTable.zone == EditionTable.zone_before, CampaignTable.zone)], CustomerTable.zone)
"""The zone of a customer, also while their campaign's is being changed."""


@prepared
def people(ids: list[int]) -> Query:
    coming = EditionTable.alias()
    is_coming = (coming.campaign == CampaignTable.id) & (coming.state == "preparing")
    return (
        CustomerTable.select(
            *columns(
                CustomerRow,
                CustomerTable,
                customer=CustomerTable.id,
                owner=AgentTable.name,
                edition=CampaignTable.edition,
                version=CampaignTable.rulebook_version,
                coming=fn.COALESCE(coming.rulebook_version, 0),
                zone=_ZONE,
                deputy_id=StandInTable.deputy,
            )
        )
        .join(CampaignTable)
        .join_from(CampaignTable, EditionTable, on=EditionTable.id == CampaignTable.edition)
        .join_from(CampaignTable, coming, peewee.JOIN.LEFT_OUTER, on=is_coming)
        .join_from(CustomerTable, AgentTable, peewee.JOIN.LEFT_OUTER)
        .join_from(CustomerTable, StandInTable, peewee.JOIN.LEFT_OUTER, on=stand_ins.running())
        .where(CustomerTable.id.in_(ids))
    )


class MergedRow(Struct, frozen=True):
    id: int
    survivor: int


@prepared
def doubles(ids: list[int]) -> Query:
    return CustomerTable.select(*columns(MergedRow, CustomerTable)).where(CustomerTable.survivor.in_(ids))


class PhoneRow(Struct, frozen=True):
    e164: str


@prepared
def numbers(ids: list[int]) -> Query:
    return (
        PhoneTable.select(*columns(PhoneRow, PhoneTable, customer=PhoneTable.customer))
        .where(PhoneTable.customer.in_(ids))
        .order_by(PhoneTable.customer, PhoneTable.position)
    )


class Recorded(Struct, frozen=True):
    """A milestone, and when it was recorded."""

    kind: MilestoneKind
    at: Instant
    date_only: bool
    recorded_at: Instant

    @property
    def milestone(self) -> Milestone:
        return Milestone(self.kind, self.at, self.date_only)


@prepared
def milestones(ids: list[int]) -> Query:
    return (
        MilestoneTable.select(*columns(Recorded, MilestoneTable, customer=MilestoneTable.customer))
        .where(MilestoneTable.customer.in_(ids) & ~MilestoneTable.withdrawn)
        .order_by(MilestoneTable.id)
    )


class Said(Struct, frozen=True):
    """The instant of a do-not-call that a list said, or of its end."""

    at: Instant


@prepared
def lifts(ids: list[int]) -> Query:
    return (
        LiftTable.select(*columns(Said, LiftTable, customer=LiftTable.customer))
        .where(LiftTable.customer.in_(ids) & ~LiftTable.withdrawn)
        .order_by(LiftTable.at)
    )


@prepared
def listed(ids: list[int]) -> Query:
    return (
        DoNotCallTable.select(*columns(Said, DoNotCallTable, customer=DoNotCallTable.customer))
        .where(DoNotCallTable.customer.in_(ids) & ~DoNotCallTable.withdrawn)
        .order_by(DoNotCallTable.at)
        .distinct()
    )


@prepared
def snoozes(ids: list[int]) -> Query:
    return (
        SnoozeTable.select(*columns(Snooze, SnoozeTable, customer=SnoozeTable.customer))
        .where(SnoozeTable.customer.in_(ids))
        .order_by(SnoozeTable.id)
    )


class CohortPlaceRow(Struct, frozen=True):
    """A place in a cohort of an edition."""

    edition: int
    cohort: str
    year: int
    place: int
    size: int


@prepared
def places(ids: list[int]) -> Query:
    place = CohortPlaceTable
    return (
        place.select(*columns(CohortPlaceRow, place, customer=place.customer, cohort=place.name))
        .where(place.customer.in_(ids))
        .order_by(place.customer, place.edition, place.name, place.year)
    )


@prepared
def touches(ids: list[int]) -> Query:
    agent = fn.COALESCE(AgentTable.name, "")
    return (
        TouchTable.select(*columns(Touch, TouchTable, customer=TouchTable.customer, agent=agent))
        .join(AgentTable, peewee.JOIN.LEFT_OUTER)
        .where(TouchTable.customer.in_(ids) & TouchTable.in_force)
        .order_by(TouchTable.at, TouchTable.id)
    )


def _is_double(customer: peewee.Field, survivor: peewee.Field) -> peewee.Function:
    double = CustomerTable.alias()
    return fn.EXISTS(double.select(double.id).where((double.id == customer) & (double.survivor == survivor)))


def _lifted(customer: peewee.Field, at: peewee.Field) -> peewee.Function:
    lift = LiftTable.alias()
    later = (lift.customer == customer) & (lift.at >= at) & ~lift.withdrawn
    return fn.EXISTS(lift.select(lift.id).where(later))


@prepared
def foreign(ids: list[int]) -> Query:
    """A do-not-call holds for the number, whoever called whom, until the other customer's is lifted.

    See docs/rules.md#do-not-call.
    """
    refused = TouchTable.disposition == Disposition.DO_NOT_CALL.value
    lifted = refused & _lifted(TouchTable.customer, TouchTable.at)
    of_others = (
        (TouchTable.phone == PhoneTable.e164)
        & (TouchTable.phone != NO_NUMBER)
        & (TouchTable.customer != PhoneTable.customer)
        & ~_is_double(TouchTable.customer, PhoneTable.customer)
        & TouchTable.in_force
        & (TouchTable.channel == Channel.CALL.value)
        & TouchTable.disposition.is_null(False)
        & ((TouchTable.direction == Direction.OUT.value) | (refused & ~lifted))
    )
    disposition = peewee.Case(None, [(lifted, Disposition.REFUSED.value)], TouchTable.disposition)
    return (
        PhoneTable.select(*columns(ForeignCall, TouchTable, customer=PhoneTable.customer, disposition=disposition))
        .join(TouchTable, on=of_others)
        .where(PhoneTable.customer.in_(ids))
        .order_by(TouchTable.at, TouchTable.id)
    )


@prepared
def listed_numbers(ids: list[int]) -> Query:
    """Return do-not-calls of lists: for the numbers that they named and those the customer has, until lifted."""
    same = PhoneTable.alias()
    selected = columns(ListedNumber, DoNotCallTable, customer=PhoneTable.customer, phone=PhoneTable.e164)
    stands = (
        PhoneTable.customer.in_(ids)
        & (DoNotCallTable.customer != PhoneTable.customer)
        & ~DoNotCallTable.withdrawn
        & ~_is_double(DoNotCallTable.customer, PhoneTable.customer)
        & ~_lifted(DoNotCallTable.customer, DoNotCallTable.at)
    )
    named = (DoNotCallTable.phone == PhoneTable.e164) & (DoNotCallTable.phone != NO_NUMBER)
    shared = (same.e164 == PhoneTable.e164) & (same.customer != PhoneTable.customer)
    of_number = PhoneTable.select(*selected).join(DoNotCallTable, on=named).where(stands)
    of_customer = (
        PhoneTable.select(*selected)
        .join(same, on=shared)
        .join(DoNotCallTable, on=DoNotCallTable.customer == same.customer)
        .where(stands)
    )
    return (of_number | of_customer).order_by(peewee.SQL("2"), peewee.SQL("3"))
